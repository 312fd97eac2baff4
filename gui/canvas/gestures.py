"""What can be going on with the pointer: one class a gesture.

A gesture holds everything that is transient (a shift, a rubber band, a ghost) and writes the document once, when it is
finished. Cancelled, it leaves no trace. Connecting, the richest, has a file of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Protocol

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from core.analysis.connecting import Verdict
from core.document import edits
from core.document.document import Document
from core.document.graph import Edge, NodeId
from gui.canvas.alignment import Alignment, Guide
from gui.canvas.hits import around_nodes
from gui.canvas.placeable import Placeable
from gui.canvas.placing import on_grid
from gui.canvas.viewing import to_canvas, to_screen, to_screen_rect
from gui.canvas.words import layers_text, tr
from gui.drawing.geometry import PortRef, Rect, Scene
from gui.drawing.painter import View
from gui.session import Gesture as GestureId
from gui.session import Session
from gui.theme import Theme

__all__ = ["STARTS_AT", "Gesture", "MoveNodes", "Pan", "Place", "RubberBand", "Surface"]

STARTS_AT: Final = 4
"""Pixels that the pointer must travel before a press becomes a drag."""
_REACH: Final = 5
"""Pixels within which a neighbour's centre line attracts."""

Modifiers = Qt.KeyboardModifier


class Surface(Protocol):
    """What a gesture may use of the canvas it happens on."""

    @property
    def session(self) -> Session:
        """Whose document is edited."""

    @property
    def scene(self) -> Scene:
        """Where everything lies."""

    @property
    def view(self) -> View:
        """How the canvas is mapped to the widget."""

    @property
    def theme(self) -> Theme:
        """Colours in force."""

    def font(self) -> QFont:
        """Font of what is written over the sketch."""

    def rect(self) -> QRect:
        """The widget's own rectangle."""

    def seen(self) -> Rect:
        """The part of the canvas in view."""

    def attempt(self, text: str, edit: Callable[[Document], Document], gesture: GestureId | None = None) -> bool:
        """Make an edit; a refusal becomes a message. Returns whether the document changed."""

    def say(self, text: str) -> None:
        """Tell the person something."""

    def touch(self, area: Rect) -> None:
        """Have a part of the canvas painted anew."""

    def touch_all(self) -> None:
        """Have everything painted anew."""

    def pan_by(self, dx: int, dy: int) -> None:
        """Shift the view by pixels."""

    def select_edge(self, edge: Edge | None) -> None:
        """Select a wire instead of nodes; None selects no wire."""


class Gesture:
    """Something that begins with a press, goes on with moves, and is finished by a release or cancelled.

    Attributes:
        cursor: what the pointer looks like meanwhile.
        marks: ports to be lit.
        detached: a wire that is not to be drawn where the document has it.
        selection: nodes to be shown as selected in place of the session's, or None.
        by_mouse: whether a mouse button is held meanwhile.
        over: set when it has ended by itself.
    """

    def __init__(self, canvas: Surface) -> None:
        """Begin; nothing shows yet."""
        self.canvas = canvas
        self.cursor = Qt.CursorShape.ArrowCursor
        self.marks: Mapping[PortRef, Verdict] = {}
        self.detached: Edge | None = None
        self.selection: frozenset[NodeId] | None = None
        self.by_mouse = True
        self.over = False

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        """The pointer is at a point of the widget now."""

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        """The button was released here: do it."""

    def cancel(self) -> None:
        """Take back everything that shows."""

    def key(self, key: int) -> bool:
        """A key was pressed. Returns whether the gesture took it."""
        return False

    def follow(self) -> bool:
        """The document or the view is another one. Returns whether the gesture still makes sense."""
        return True

    def paint(self, painter: QPainter) -> None:
        """Draw what belongs to the gesture over the sketch, in pixels of the widget."""

    def extent(self) -> QRectF:
        """The part of the widget that ``paint`` draws in now."""
        return QRectF()


class Pan(Gesture):
    """Shifting the view by the middle button, or the left one with the space bar."""

    def __init__(self, canvas: Surface, at: QPointF) -> None:
        """Take hold of the canvas."""
        super().__init__(canvas)
        self.cursor = Qt.CursorShape.ClosedHandCursor
        self._at = at.toPoint()

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        now = at.toPoint()
        delta = now - self._at
        self._at = now
        self.canvas.pan_by(delta.x(), delta.y())


class RubberBand(Gesture):
    """Selecting what a rectangle touches; a click without a drag selects the wire there, or nothing."""

    def __init__(self, canvas: Surface, at: QPointF, edge: Edge | None, *, adding: bool) -> None:
        """Put down the first corner.

        Args:
            canvas: where.
            at: point of the widget.
            edge: the wire under the pointer.
            adding: whether what is selected stays selected.
        """
        super().__init__(canvas)
        self._pressed, self._at = at, at
        self._corner = to_canvas(canvas.view, at)
        self._edge, self._adding = edge, adding
        self._kept = canvas.session.selection if adding else frozenset()
        self._dragging = False

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        if not self._dragging and (at - self._pressed).manhattanLength() < STARTS_AT:
            return
        self._dragging = True
        self._at = at
        self._show(self._kept | frozenset(self.canvas.scene.nodes_in(self._band())))

    def _band(self) -> Rect:
        there = to_canvas(self.canvas.view, self._at)
        x, y = min(self._corner.x(), there.x()), min(self._corner.y(), there.y())
        return Rect(x, y, abs(self._corner.x() - there.x()), abs(self._corner.y() - there.y()))

    def _show(self, selection: frozenset[NodeId] | None) -> None:
        before = self.canvas.session.selection if self.selection is None else self.selection
        after = self.canvas.session.selection if selection is None else selection
        self.canvas.touch(around_nodes(self.canvas.scene, before ^ after))
        self.selection = selection

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        if self._dragging:
            chosen = self.selection
            self.canvas.select_edge(None)
            self.canvas.session.select(chosen or ())
        elif self._edge is not None:
            self.canvas.session.select(())
            self.canvas.select_edge(self._edge)
        elif not self._adding:
            self.canvas.select_edge(None)
            self.canvas.session.select(())

    def cancel(self) -> None:
        self._show(None)

    def follow(self) -> bool:
        if self._dragging:
            self._kept &= self.canvas.session.graph.nodes.keys()
            self._show(self._kept | frozenset(self.canvas.scene.nodes_in(self._band())))
        return True

    def paint(self, painter: QPainter) -> None:
        if self._dragging:
            fill = self.canvas.theme.accent.toRgb()
            fill.setAlphaF(0.12)
            painter.setPen(QPen(self.canvas.theme.accent, 1))
            painter.setBrush(fill)
            painter.drawRect(to_screen_rect(self.canvas.view, self._band()))

    def extent(self) -> QRectF:
        return to_screen_rect(self.canvas.view, self._band()).adjusted(-2, -2, 2, 2) if self._dragging else QRectF()


class MoveNodes(Gesture):
    """Selecting a node by pressing on it, and moving all that is selected by dragging."""

    def __init__(self, canvas: Surface, at: QPointF, grabbed: NodeId, *, toggle: bool) -> None:
        """Press on a node.

        Args:
            canvas: where.
            at: point of the widget.
            grabbed: the node under the pointer; it is the one that snaps.
            toggle: whether Shift or Ctrl is held: add the node, or drop it at a click, instead of selecting only it.
        """
        super().__init__(canvas)
        self.cursor = Qt.CursorShape.SizeAllCursor
        self._pressed = at
        self._start = to_canvas(canvas.view, at)
        self._grabbed = grabbed
        session = canvas.session
        canvas.select_edge(None)
        self._click: frozenset[NodeId] | None = None
        """What a release without a drag selects; None leaves the selection as the press made it."""
        if grabbed not in session.selection:
            session.select(session.selection | {grabbed} if toggle else (grabbed,))
        else:
            self._click = session.selection - {grabbed} if toggle else frozenset((grabbed,))
        self._moving: frozenset[NodeId] = frozenset()
        self._alignment: Alignment | None = None
        self._shift = (0.0, 0.0)
        self._guides: list[Guide] = []
        self._at = at

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        canvas = self.canvas
        if self._alignment is None:
            if (at - self._pressed).manhattanLength() < STARTS_AT:
                return
            self._moving = canvas.session.selection
            box = canvas.scene.rect(self._grabbed)
            self._alignment = Alignment(canvas.scene, box, self._moving, canvas.seen())
        self._at = at
        there = to_canvas(canvas.view, at)
        dx, dy = there.x() - self._start.x(), there.y() - self._start.y()
        dx, dy, self._guides = self._alignment.snap(dx, dy, min(_REACH / canvas.view.scale, 12))
        if (dx, dy) != self._shift:
            self._shift = (dx, dy)
            canvas.touch(canvas.scene.shift(self._moving, dx, dy))

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        canvas = self.canvas
        if self._alignment is None:
            if self._click is not None:
                canvas.session.select(self._click)
            return
        dx, dy = self._shift
        self.cancel()
        if dx or dy:
            moved, graph = self._moving, canvas.session.graph_id
            text = tr("Move {what}").format(what=layers_text(canvas.session.graph, moved))
            canvas.attempt(text, lambda d: edits.move(d, moved, dx, dy, graph=graph))

    def cancel(self) -> None:
        self._guides = []
        self.canvas.touch(self.canvas.scene.shift((), 0, 0))

    def follow(self) -> bool:
        nodes = self.canvas.session.graph.nodes
        if self._grabbed not in nodes or not self._moving <= nodes.keys():
            return False
        if self._alignment is not None:
            self.canvas.touch(self.canvas.scene.shift((), 0, 0))
            self._alignment = Alignment(
                self.canvas.scene, self.canvas.scene.rect(self._grabbed), self._moving, self.canvas.seen()
            )
            self._shift = (0.0, 0.0)
            self.move(self._at, Modifiers.NoModifier)
        return True

    def paint(self, painter: QPainter) -> None:
        if self._guides:
            painter.setPen(QPen(self.canvas.theme.accent, 1, Qt.PenStyle.DashLine))
            for guide in self._guides:
                painter.drawLine(*self._ends(guide))

    def _ends(self, guide: Guide) -> tuple[QPointF, QPointF]:
        view = self.canvas.view
        return to_screen(view, guide.x0, guide.y0), to_screen(view, guide.x1, guide.y1)

    def extent(self) -> QRectF:
        area = QRectF()
        for guide in self._guides:
            area = area.united(QRectF(*self._ends(guide)).adjusted(-2, -2, 2, 2))
        return area


class Place(Gesture):
    """Dragging an entry of the palette over the canvas: a ghost shows where the layer will stand."""

    def __init__(self, canvas: Surface, thing: Placeable) -> None:
        """Begin when the drag enters the canvas."""
        super().__init__(canvas)
        self.thing = thing
        self.by_mouse = False  # dragging out of the palette has events of its own
        self._size = thing.size
        self._box: Rect | None = None

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        there = to_canvas(self.canvas.view, at)
        width, height = self._size
        place = on_grid(there.x() - width / 2, there.y() - height / 2)
        self._box = Rect(place.x, place.y, width, height)

    @property
    def box(self) -> Rect | None:
        """Where the layer will stand, in canvas units."""
        return self._box

    def paint(self, painter: QPainter) -> None:
        if self._box is None:
            return
        theme = self.canvas.theme
        color = theme.category[self.thing.op.category]
        fill = theme.node_body.toRgb()
        fill.setAlphaF(0.75)
        area = to_screen_rect(self.canvas.view, self._box)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color, 1.5, Qt.PenStyle.DashLine))
        painter.setBrush(fill)
        radius = 6 * self.canvas.view.scale
        painter.drawRoundedRect(area, radius, radius)
        painter.setPen(theme.text)
        label = QFontMetricsF(self.canvas.font()).elidedText(
            self.thing.label, Qt.TextElideMode.ElideRight, max(area.width() - 8, 40)
        )
        painter.setFont(self.canvas.font())
        painter.drawText(self._label_area(area), Qt.AlignmentFlag.AlignCenter, label)

    @staticmethod
    def _label_area(area: QRectF) -> QRectF:
        """Wide enough to be read even where the box is tiny."""
        wide = max(area.width(), 120.0)
        return QRectF(area.center().x() - wide / 2, area.center().y() - 12, wide, 24)

    def extent(self) -> QRectF:
        if self._box is None:
            return QRectF()
        area = to_screen_rect(self.canvas.view, self._box)
        return area.united(self._label_area(area)).adjusted(-3, -3, 3, 3)
