"""A view of a sketch with the commands of the menus: adding, deleting, the clipboard. No pointer yet.

Every edit goes through ``attempt``, and so through ``Session.apply``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPointF, Signal

from core.document.document import Document
from core.document.edits import Fragment
from core.document.graph import Graph, NodeId, Point
from core.errors import EditError
from gui.canvas import blocks, clipboard
from gui.canvas.connecting import disconnect
from gui.canvas.placeable import Placeable, placeable
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

    def add_preset(self, key: str, at: QPointF | None = None) -> NodeId | None:
        """Add an entry of the palette where there is room: never on top of another layer.

        Args:
            key: of the preset, ``module:ID`` or ``library:NAME``.
            at: canvas point for its middle; by default below the selected layer, else in the middle of the view.

        Returns:
            Id of the new node, which is selected; None where it cannot stand in this graph, which is said.

        Raises:
            KeyError: there is no such entry.
            EditError: the entry cannot be a block.
        """
        thing = placeable(self.session, key)
        if thing is None:
            raise KeyError(key)
        self._fit_first()
        width, height = size = thing.size
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
        node = self.add_at(thing, place)
        if node is not None:
            self.bring_into_view(self.scene.rect(node))
        return node

    def add_at(self, thing: Placeable, place: Point) -> NodeId | None:
        """Add something with its top left corner at a point of the canvas, and select it. None where it cannot be."""
        node = self.session.new_id()
        edit = thing.placing(node, place, self.session.graph_id)
        if not self.attempt(self.tr("Add {label}").format(label=thing.label), edit):
            return None
        self.session.select((node,))
        return node

    # -- blocks ----------------------------------------------------------------------------------------------------

    def group(self) -> bool:
        """Make the selected layers a block, which is selected then. Returns whether they are one."""
        edit = blocks.grouping(self.session)
        call = edit.node
        if not self.attempt(self.tr("Group into Block"), edit.edit):
            return False
        self.session.select((call,))
        return True

    def ungroup(self) -> None:
        """Put the layers of the selected blocks in their place."""
        chosen = blocks.selected_calls(self.session)
        before = frozenset(self.session.graph.nodes)
        text = self.tr("Ungroup {what}").format(what=layers_text(self.session.graph, chosen))
        if chosen and self.attempt(text, blocks.ungrouping(self.session, chosen)):
            self.session.select(self.session.graph.nodes.keys() - before)

    def make_unique(self) -> None:
        """Give the selected block a definition of its own."""
        for call in blocks.shared_calls(self.session)[:1]:
            name = self.session.graph.nodes[call].name
            self.attempt(self.tr("Make “{name}” Unique").format(name=name), blocks.making_unique(self.session, call))

    def enter_block(self) -> None:
        """Go into the selected block."""
        for call in blocks.selected_calls(self.session)[:1]:
            self.session.enter(call)

    def leave_block(self) -> None:
        """Go out of the block that is shown."""
        if self.session.leave():
            (left,) = self.session.selection
            self.bring_into_view(self.scene.rect(left))

    def lay_out(self) -> None:
        """Give every layer of the graph that is shown the place that the automatic layout finds for it."""
        if self.attempt(self.tr("Lay Out"), blocks.laying_out(self.session)):
            self.fit()

    # -- selection and clipboard -----------------------------------------------------------------------------------

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
