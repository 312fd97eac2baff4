"""Moving what is selected, or a copy of it: with guides, onto wires, off its wires when it is shaken."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from core.document import edits
from core.document.document import Document
from core.document.graph import AnnotationId, Edge, NodeId
from core.document.wiring_edits import chain_ends, detach, insert_on_wire
from core.errors import EditError
from gui.canvas import clipboard
from gui.canvas.alignment import Alignment, Guide
from gui.canvas.carrying import carried, staying_text
from gui.canvas.detaching import outside_edges
from gui.canvas.gestures import STARTS_AT, Gesture, Modifiers, Surface
from gui.canvas.ghosts import paint_ghosts
from gui.canvas.insertion import Insertion
from gui.canvas.room import make_room
from gui.canvas.shaking import Shaking
from gui.canvas.viewing import to_canvas, to_screen
from gui.canvas.words import layers_text, things_text, tr
from gui.drawing.geometry import Rect

__all__ = ["MoveSelected"]

_REACH: Final = 5
"""Pixels within which a neighbour's centre line attracts."""
_MOST_UNITS: Final = 12
_TICK: Final = 4.0


class MoveSelected(Gesture):
    """Selecting something by pressing on it, and moving all that is selected by dragging.

    Alt copies it, with the wires that lead into it; Ctrl moves freely: no guides, no grid, no wire takes it in. What
    is locked stays. A frame carries along what lies in it.
    """

    def __init__(self, canvas: Surface, at: QPointF, grabbed: NodeId | AnnotationId, *, toggle: bool) -> None:
        """Press on a node, a frame or a note.

        Args:
            canvas: where.
            at: point of the widget.
            grabbed: what is under the pointer; it is what snaps.
            toggle: whether Shift or Ctrl is held: add it, or drop it at a click, instead of selecting only it.
        """
        super().__init__(canvas)
        self.cursor = Qt.CursorShape.SizeAllCursor
        self._pressed = self._at = at
        self._modifiers = Modifiers.NoModifier
        self._start = to_canvas(canvas.view, at)
        self._grabbed = grabbed
        self._click: tuple[frozenset[NodeId], frozenset[AnnotationId]] | None = None
        """What a release without a drag selects; None leaves the selection as the press made it."""
        canvas.select_edge(None)
        self._select(toggle=toggle)
        self._nodes: frozenset[NodeId] = frozenset()
        """Those that may move; a copy is one of those that stay too."""
        self._annotations: frozenset[AnnotationId] = frozenset()
        self._staying: frozenset[NodeId] = frozenset()
        self._alignment: Alignment | None = None
        self._insertion: Insertion | None = None
        self._shaking = Shaking(at)
        self._copying = self._loose = False
        self._shift = (0.0, 0.0)
        self._guides: list[Guide] = []

    def _select(self, *, toggle: bool) -> None:
        session, grabbed = self.canvas.session, self._grabbed
        one = frozenset((grabbed,))
        nodes, annotations = session.selection, session.annotations
        if grabbed in nodes or grabbed in annotations:
            here = one & session.graph.nodes.keys(), one & session.graph.annotations.keys()
            self._click = (nodes - one, annotations - one) if toggle else here
        elif toggle:
            session.select(nodes | one, annotations | one)
        else:
            session.select(one, one)

    # -- dragging --------------------------------------------------------------------------------------------------

    def _begin_drag(self) -> None:
        """Find out what moves."""
        self._nodes, self._annotations, self._staying = carried(self.canvas.session, self.canvas.scene)
        self._align()
        self.cursor = self._move_cursor()
        self.pans_at_edge = True

    def _move_cursor(self) -> Qt.CursorShape:
        anything = self._nodes or self._annotations
        return Qt.CursorShape.SizeAllCursor if anything else Qt.CursorShape.ForbiddenCursor

    @property
    def _all(self) -> frozenset[NodeId]:
        return self._nodes | self._staying

    def _align(self) -> None:
        """Look up what the grabbed box may align with, and onto which wires it may go."""
        canvas = self.canvas
        graph = canvas.session.graph
        framed = self._grabbed in graph.annotations
        self._alignment = Alignment(canvas.scene, self._box(), self._nodes, canvas.seen(), alone=framed)
        self._look_for_chain()

    def _box(self) -> Rect:
        """The box that was grabbed, where the document has it."""
        graph = self.canvas.session.graph
        found = graph.annotations.get(self._grabbed)
        if found is not None:
            return Rect(found.x, found.y, found.width, found.height)
        return self.canvas.scene.rect(self._grabbed)

    def _look_for_chain(self) -> None:
        """Whether what moves could be inserted on a wire, taken off its own ones if it was shaken or is a copy."""
        if self._insertion is not None:
            self._insertion.leave()
        self._insertion = None
        if self._annotations or (self._staying and not self._copying) or not self._all:
            return
        try:
            document = self._freed(self.canvas.session.document)
        except EditError:
            return
        if chain_ends(document.graph(self.canvas.session.graph_id), self._all) is not None:
            self._insertion = Insertion(self.canvas, self._inserted)

    def _freed(self, document: Document) -> Document:
        """The document in which what moves has no wires to others, where these do not come along."""
        if self._loose or self._copying:
            return detach(document, self._all, graph=self.canvas.session.graph_id)
        return document

    def _inserted(self, document: Document, edge: Edge) -> Document:
        """The document with what moves inserted on a wire; a copy stands for what it is a copy of."""
        graph_id = self.canvas.session.graph_id
        if self._copying:
            copy = clipboard.pasting_in_place(self.canvas.session, self._all)
            document, chain = copy.edit(document), frozenset(copy.nodes)
        else:
            document, chain = self._freed(document), self._all
        ends = chain_ends(document.graph(graph_id), chain)
        if ends is None:
            raise EditError(tr("This is no chain that a wire could lead through."))
        return insert_on_wire(document, edge, *ends, graph=graph_id)

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        if self._alignment is None:
            if (at - self._pressed).manhattanLength() < STARTS_AT:
                return
            self._begin_drag()
        self._at, self._modifiers = at, modifiers
        self._take_modes(at, modifiers)
        self._place(at, free=bool(modifiers & Modifiers.ControlModifier))

    def _take_modes(self, at: QPointF, modifiers: Modifiers) -> None:
        copying = bool(modifiers & Modifiers.AltModifier)
        shaken = self._shaking.move(at, self.canvas.time) and not copying and not self._loose
        if shaken:
            edges = outside_edges(self.canvas.session.graph, self._nodes)
            self._loose, self.detached = bool(edges), edges
        if copying != self._copying or (shaken and self._loose):
            self._copying = copying
            self.detached = frozenset() if copying or not self._loose else self.detached
            self.cursor = Qt.CursorShape.DragCopyCursor if copying else self._move_cursor()
            self.canvas.touch(self.canvas.scene.shift((), 0, 0))
            self._shift = (0.0, 0.0)
            self._look_for_chain()
            self.canvas.touch_all()

    def _place(self, at: QPointF, *, free: bool) -> None:
        """Bring what moves to where the pointer says."""
        canvas, alignment = self.canvas, self._alignment
        if alignment is None:
            return
        there = to_canvas(canvas.view, at)
        dx, dy = there.x() - self._start.x(), there.y() - self._start.y()
        if free:
            dx, dy, self._guides = round(dx), round(dy), []
        else:
            dx, dy, self._guides = alignment.snap(dx, dy, min(_REACH / canvas.view.scale, _MOST_UNITS))
        if (dx, dy) != self._shift:
            self._shift = (dx, dy)
            if not self._copying:
                canvas.touch(canvas.scene.shift(self._nodes, dx, dy, annotations=self._annotations))
        if self._insertion is None:
            return
        if free:
            self._insertion.leave()
            return
        box = self._box_now()
        self._insertion.look(there, box)

    def _box_now(self) -> Rect:
        """The box that was grabbed, where it would be let go."""
        x, y, width, height = self._origin()
        return Rect(x + self._shift[0], y + self._shift[1], width, height)

    def _origin(self) -> Rect:
        graph = self.canvas.session.graph
        at = graph.position(self._grabbed) if self._grabbed in graph.nodes else None
        box = self._box()
        return box if at is None else Rect(at.x, at.y, box.width, box.height)

    # -- ending ----------------------------------------------------------------------------------------------------

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        canvas, session = self.canvas, self.canvas.session
        if self._alignment is None:
            if modifiers & Modifiers.AltModifier:
                self._detach_clicked()
            elif self._click is not None:
                session.select(*self._click)
            return
        shift, copying, loose = self._shift, self._copying, self._loose
        edge = self._insertion.edge if self._insertion is not None else None
        nodes, annotations, staying = self._nodes, self._annotations, self._staying
        self.cancel()
        if copying:
            self._finish_copy(shift, edge)
            return
        if staying:
            canvas.say(staying_text(session, staying))
        if not (nodes or annotations) or not (any(shift) or loose or edge):
            return
        graph_id = session.graph_id
        verb = tr("Insert {what}") if edge is not None else tr("Detach {what}") if loose else tr("Move {what}")
        text = verb.format(what=things_text(session.graph, nodes, annotations))

        def edit(document: Document) -> Document:
            if edge is not None:
                document = self._inserted(document, edge)
            elif loose:
                document = detach(document, nodes, graph=graph_id)
            document = edits.move(document, nodes, *shift, annotations=annotations, graph=graph_id)
            return document if edge is None else make_room(document, nodes, edge, graph=graph_id)

        before = session.graph
        if canvas.attempt(text, edit) and edge is not None:
            canvas.glide_from(before, there=nodes)

    def _finish_copy(self, shift: tuple[float, float], edge: Edge | None) -> None:
        """Put the copy down: on a wire, or with the wires that lead into it."""
        canvas, session = self.canvas, self.canvas.session
        graph_id = session.graph_id
        copy = clipboard.pasting_in_place(session, self._all, self._annotations, shift=shift, incoming=edge is None)
        text = tr("Duplicate {what}").format(what=things_text(session.graph, self._all, self._annotations))

        def edit(document: Document) -> Document:
            document = copy.edit(document)
            ends = chain_ends(document.graph(graph_id), copy.nodes) if edge is not None else None
            if edge is None or ends is None:
                return document
            return make_room(insert_on_wire(document, edge, *ends, graph=graph_id), copy.nodes, edge, graph=graph_id)

        before = session.graph
        if any(shift) and canvas.attempt(text, edit):
            session.select(copy.nodes, copy.annotations)
            canvas.glide_from(before)

    def _detach_clicked(self) -> None:
        session = self.canvas.session
        chosen = session.selection if self._grabbed in session.selection else frozenset((self._grabbed,))
        chosen &= session.graph.nodes.keys()
        text = tr("Detach {what}").format(what=layers_text(session.graph, chosen)) if chosen else ""
        if chosen:
            self.canvas.attempt(text, lambda d: detach(d, chosen, graph=session.graph_id))

    def cancel(self) -> None:
        self._guides = []
        if self._insertion is not None:
            self._insertion.leave()
        if self.detached or self._copying:
            self.detached = frozenset()
            self.canvas.touch_all()
        self.canvas.touch(self.canvas.scene.shift((), 0, 0))

    def follow(self) -> bool:
        graph = self.canvas.session.graph
        there = graph.nodes.keys() | graph.annotations.keys()
        if self._grabbed not in there or not (self._nodes | self._staying | self._annotations) <= there:
            return False
        if self._alignment is not None:
            self.canvas.touch(self.canvas.scene.shift((), 0, 0))
            self._shift = (0.0, 0.0)
            if self._loose:
                self.detached = outside_edges(graph, self._nodes)
            self._align()
            self.move(self._at, self._modifiers)
        return True

    # -- drawing ---------------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter) -> None:
        canvas = self.canvas
        if self._copying:
            paint_ghosts(painter, canvas, self._all, self._annotations, self._shift)
        if self._guides:
            for guide in self._guides:
                self._paint_guide(painter, guide)
        if self._insertion is not None:
            self._insertion.paint(painter, self._at)

    def _paint_guide(self, painter: QPainter, guide: Guide) -> None:
        start, stop = self._ends(guide)
        style = Qt.PenStyle.SolidLine if guide.gap else Qt.PenStyle.DashLine
        painter.setPen(QPen(self.canvas.theme.accent, 1, style))
        painter.drawLine(start, stop)
        if guide.gap:
            across = QPointF(0, _TICK) if guide.y0 == guide.y1 else QPointF(_TICK, 0)
            for end in (start, stop):
                painter.drawLine(end - across, end + across)

    def _ends(self, guide: Guide) -> tuple[QPointF, QPointF]:
        view = self.canvas.view
        return to_screen(view, guide.x0, guide.y0), to_screen(view, guide.x1, guide.y1)

    def extent(self) -> QRectF:
        if self._copying:
            return QRectF(self.canvas.rect())  # wires lead to the copy from anywhere
        area = QRectF()
        for guide in self._guides:
            area = area.united(QRectF(*self._ends(guide)).normalized().adjusted(-6, -6, 6, 6))
        if self._insertion is not None:
            area = area.united(self._insertion.extent(self._at))
        return area
