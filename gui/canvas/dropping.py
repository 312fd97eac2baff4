"""Dragging an entry of the palette over the canvas."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from core.document.document import Document
from core.document.graph import Edge, Point
from core.document.wiring_edits import chain_ends, insert_on_wire
from core.errors import EditError
from gui.canvas.gestures import Gesture, Modifiers, Surface
from gui.canvas.ghosts import ghost_area, paint_ghost
from gui.canvas.insertion import Insertion
from gui.canvas.placeable import Placeable
from gui.canvas.placing import free_place, on_grid
from gui.canvas.room import make_room
from gui.canvas.viewing import to_canvas
from gui.canvas.words import tr
from gui.drawing.geometry import Rect

__all__ = ["Place"]


class Place(Gesture):
    """A ghost shows where the layer will stand, on no other; over a wire it is inserted, unless Ctrl is held."""

    def __init__(self, canvas: Surface, thing: Placeable) -> None:
        """Begin when the drag enters the canvas."""
        super().__init__(canvas)
        self.thing = thing
        self.by_mouse = False  # dragging out of the palette has events of its own
        self.pans_at_edge = True
        self._size = thing.size
        self._box: Rect | None = None
        self._at = QPointF()
        self._modifiers = Modifiers.NoModifier
        self._id = canvas.session.new_id()
        self._insertion = Insertion(canvas, self._inserted)

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        self._at, self._modifiers = at, modifiers
        there = to_canvas(self.canvas.view, at)
        width, height = self._size
        place = on_grid(there.x() - width / 2, there.y() - height / 2)
        self._box = Rect(place.x, place.y, width, height)
        if modifiers & Modifiers.ControlModifier:
            self._insertion.leave()
        else:
            self._insertion.look(there, self._box)
        if not self._insertion.lit:
            self._box = self._freed(self._box)

    def _freed(self, box: Rect) -> Rect:
        """A box that lies on no layer: this one, or the nearest place for it."""
        scene = self.canvas.scene
        if not scene.nodes_in(box):
            return box
        place = free_place(scene, self._size, Point(box.x, box.y))
        return Rect(place.x, place.y, box.width, box.height)

    def _inserted(self, document: Document, edge: Edge) -> Document:
        graph_id = self.canvas.session.graph_id
        at = Point(self._box.x, self._box.y) if self._box is not None else Point(0, 0)
        document = self.thing.placing(self._id, at, graph_id)(document)
        ends = chain_ends(document.graph(graph_id), (self._id,))
        if ends is None:
            raise EditError(tr("No wire can lead through “{label}”.").format(label=self.thing.label))
        return insert_on_wire(document, edge, *ends, graph=graph_id)

    def drop(self) -> None:
        """Let go: add it where the ghost is, and on the wire it is over."""
        canvas, box, edge = self.canvas, self._box, self._insertion.edge
        self.cancel()
        if box is None:
            return
        graph_id, thing, node = canvas.session.graph_id, self.thing, self._id
        verb = tr("Add {label}") if edge is None else tr("Insert {label}")
        if edge is None:
            box = self._freed(box)  # over a wire that would not take it, it may lie on a layer still

        def edit(document: Document) -> Document:
            if edge is not None:
                return make_room(self._inserted(document, edge), (node,), edge, graph=graph_id)
            return thing.placing(node, Point(box.x, box.y), graph_id)(document)

        before = canvas.session.graph
        if canvas.attempt(verb.format(label=thing.label), edit):
            canvas.session.select((node,))
            canvas.glide_from(before)

    def cancel(self) -> None:
        self._insertion.leave()

    def follow(self) -> bool:
        self._insertion.leave()
        self._insertion = Insertion(self.canvas, self._inserted)
        if self._box is not None:
            self.move(self._at, self._modifiers)
        return True

    @property
    def box(self) -> Rect | None:
        """Where the layer will stand, in canvas units."""
        return self._box

    def paint(self, painter: QPainter) -> None:
        if self._box is not None:
            color = self.canvas.theme.category[self.thing.op.category]
            paint_ghost(painter, self.canvas, self._box, self.thing.label, color)
        self._insertion.paint(painter, self._at)

    def extent(self) -> QRectF:
        if self._box is None:
            return QRectF()
        return ghost_area(self.canvas, self._box).united(self._insertion.extent(self._at))
