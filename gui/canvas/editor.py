"""A view of a sketch with the commands of the menus: adding, deleting, the clipboard. No pointer yet.

Every edit goes through ``attempt``, and so through ``Session.apply``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPointF, Signal

from core.document import edits
from core.document.document import Document
from core.document.edits import Fragment
from core.document.graph import Graph, Node, NodeId, Point
from core.errors import EditError
from core.layout.node_size import node_size
from core.library.presets import Preset, preset
from gui.canvas import clipboard
from gui.canvas.connecting import disconnect
from gui.canvas.placing import free_place, on_grid
from gui.canvas.sketch_view import SketchView
from gui.canvas.words import layers_text
from gui.drawing.geometry import Rect
from gui.session import Gesture

__all__ = ["SketchEditor"]

_BELOW: Final = 40
"""Distance from a layer to the one that is added below it: that of a row."""


class SketchEditor(SketchView):
    """A ``SketchView`` that can be told to change its sketch.

    Signals:
        message(str): something to tell the person, such as why a wire was refused.
    """

    message = Signal(str)

    @property
    def pointer(self) -> QPointF | None:
        """Where the pointer is on the widget; None when it is elsewhere."""
        return None

    def attempt(self, text: str, edit: Callable[[Document], Document], gesture: Gesture | None = None) -> bool:
        """Make an edit; a refusal becomes a message. Returns whether the document changed."""
        try:
            return self.session.apply(text, edit, gesture)
        except EditError as error:
            self.say(str(error))
            return False

    def say(self, text: str) -> None:
        """Tell the person something."""
        self.message.emit(text)

    def add_preset(self, key: str, at: QPointF | None = None) -> NodeId:
        """Add an entry of the palette where there is room: never on top of another layer.

        Args:
            key: of the preset.
            at: canvas point for its middle; by default below the selected layer, else in the middle of the view.

        Returns:
            Id of the new node, which is selected.

        Raises:
            KeyError: there is no such preset.
        """
        entry = preset(key)
        if entry is None:
            raise KeyError(key)
        self._fit_first()
        width, height = size = node_size(_unplaced(entry))
        view: Rect | None = self.seen()
        if at is not None:
            middle = at
        elif len(self.session.selection) == 1:
            above = self.scene.rect(next(iter(self.session.selection)))
            middle = QPointF(above.x + above.width / 2, above.bottom + _BELOW + height / 2)
            view = None  # below the layer it belongs to, even if the view must follow
        else:
            middle = self.to_canvas(QPointF(self.width() / 2, self.height() / 2))
        place = free_place(self.scene, size, on_grid(middle.x() - width / 2, middle.y() - height / 2), view)
        node = self.add_at(entry, place)
        self.bring_into_view(self.scene.rect(node))
        return node

    def add_at(self, entry: Preset, place: Point) -> NodeId:
        """Add an entry of the palette with its top left corner at a point of the canvas, and select it."""
        node, graph = self.session.new_id(), self.session.graph_id
        self.attempt(
            self.tr("Add {label}").format(label=entry.label),
            lambda d: edits.add_node(
                d, entry.op, node_id=node, name=entry.name, at=place, formulas=entry.formulas, graph=graph
            ),
        )
        self.session.select((node,))
        return node

    def select_all(self) -> None:
        """Select every layer."""
        self.session.select(self.session.graph.nodes)

    def delete_selection(self) -> None:
        """Take the selected wire off, or delete the selected layers with their wires."""
        if self.selected_edge is not None:
            disconnect(self, self.selected_edge)
        elif self.session.selection:
            self.attempt(*clipboard.removing(self.session, self.tr("Delete {what}"), self.session.selection))

    def copy(self) -> None:
        """Put the selected layers, with the wires among them, on the clipboard."""
        if self.session.selection:
            clipboard.put_on_clipboard(clipboard.copied(self.session))

    def cut(self) -> None:
        """Copy the selected layers and delete them."""
        if self.session.selection:
            self.copy()
            self.attempt(*clipboard.removing(self.session, self.tr("Cut {what}"), self.session.selection))

    def can_paste(self) -> bool:
        """Whether the clipboard may hold layers."""
        return clipboard.can_paste()

    def paste(self, at: QPointF | None = None) -> None:
        """Add what the clipboard holds.

        Args:
            at: point of the widget for its middle; by default the pointer's, or beside the original when the pointer
                is elsewhere.
        """
        try:
            fragment = clipboard.fragment_on_clipboard()
        except EditError as error:
            self.say(str(error))
            return
        at = self.pointer if at is None else at
        centre = None
        if at is not None:
            there = self.to_canvas(at)
            centre = Point(there.x(), there.y())
        self._insert(self.tr("Paste {what}"), fragment, centre)

    def duplicate(self) -> None:
        """Add copies of the selected layers beside them; the clipboard stays as it is."""
        if self.session.selection:
            self._insert(self.tr("Duplicate {what}"), clipboard.copied(self.session), None)

    def _insert(self, verb: str, fragment: Fragment, centre: Point | None) -> None:
        edit, nodes = clipboard.pasting(self.session, fragment, self.scene, centre)
        what = layers_text(Graph(fragment.nodes), fragment.nodes)
        if self.attempt(verb.format(what=what), edit):
            self.session.select(nodes)
            area = self.scene.bounds(nodes)
            if area is not None and not area.meets(self.seen()):
                self.bring_into_view(area)


def _unplaced(entry: Preset) -> Node:
    return Node("", entry.op, (None,) * (0 if entry.op.variadic else len(entry.op.inputs)))
