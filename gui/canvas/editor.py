"""A view of a sketch with the commands of the menus: adding, deleting, the clipboard. No pointer yet.

Every edit goes through ``attempt``, and so through ``Session.apply``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPointF, Signal

from core.document.annotations import remove_annotations
from core.document.document import Document
from core.document.fragments import Fragment
from core.document.graph import NodeId, Point
from core.document.wiring_edits import detach, dissolve
from core.errors import EditError
from gui.canvas import blocks, clipboard, swapping, wire_commands
from gui.canvas.adding import adding, place_for
from gui.canvas.bending import remove_bend
from gui.canvas.connecting import disconnect
from gui.canvas.gliding import SketchGlider
from gui.canvas.placeable import Placeable, placeable
from gui.canvas.placing import free_place, on_grid
from gui.canvas.requests import AddRequest
from gui.canvas.words import layers_text, things_text
from gui.drawing.geometry import Rect
from gui.session import Gesture

__all__ = ["SketchEditor"]

_BELOW: Final = 40
"""Distance from a layer to the one that is added below it: that of a row."""


class SketchEditor(SketchGlider):
    """A ``SketchGlider`` that can be told to change its sketch.

    Signals:
        add_requested(AddRequest): somebody wants to choose something to add.
        rename_requested(str): somebody wants to write another name for this node, frame or note.
    """

    add_requested = Signal(object)
    rename_requested = Signal(str)

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

    def ask_to_add(self, request: AddRequest) -> None:
        """Have the person choose something that is to be added."""
        self.add_requested.emit(request)

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
        self.settle()
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

    def add_for(self, request: AddRequest, key: str) -> NodeId | None:
        """Add an entry of the palette where it was asked for, with the wires that it was asked with: one step of undo.

        Args:
            request: where, and with which wires.
            key: of the preset, ``module:ID`` or ``library:NAME``.

        Returns:
            Id of the new node, which is selected; None where it cannot be, which is said.

        Raises:
            KeyError: there is no such entry.
        """
        try:
            thing = placeable(self.session, key)
        except EditError as error:
            self.say(str(error))
            return None
        if thing is None:
            raise KeyError(key)
        self.settle()  # free places are those around what is where it belongs
        node = self.session.new_id()
        place = place_for(self.scene, thing.size, request, self.seen())
        verb = self.tr("Add {label}") if request.edge is None else self.tr("Insert {label}")
        before = self.session.graph
        if not self.attempt(verb.format(label=thing.label), adding(self.session, thing, request, node, place)):
            return None
        self.select_edge(None)
        self.session.select((node,))
        self.bring_into_view(self.scene.rect(node))
        self.glide_from(before)
        return node

    def quick_add(self) -> None:
        """Have the person choose something to add, at the pointer or in the middle."""
        at = self._somewhere()
        self.ask_to_add(AddRequest(self.to_canvas(at), self.mapToGlobal(at.toPoint())))

    def _somewhere(self) -> QPointF:
        """Where new things go when nobody says: at the pointer, or in the middle of the widget."""
        return self.pointer or QPointF(self.width() / 2, self.height() / 2)

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

    # -- wires -----------------------------------------------------------------------------------------------------

    def straighten_wires(self) -> None:
        """Take all bends out of the selected wire, or out of the wires of the selected layers."""
        wire_commands.straighten_selected(self, self.selected_edge)

    def move_input_earlier(self) -> None:
        """Give the selected wire the place before its own among the inputs of its layer."""
        wire_commands.move_input(self, self.selected_edge, -1)

    def move_input_later(self) -> None:
        """Give the selected wire the place behind its own among the inputs of its layer."""
        wire_commands.move_input(self, self.selected_edge, 1)

    # -- selection and clipboard -----------------------------------------------------------------------------------

    def select_all(self) -> None:
        """Select every layer, frame and note."""
        self.session.select(self.session.graph.nodes, self.session.graph.annotations)

    def delete_selection(self) -> None:
        """Remove the selected bend, take the selected wire off, or delete the selected layers with their wires."""
        if self.selected_edge is not None and self.selected_bend is not None:
            remove_bend(self, self.selected_edge, self.selected_bend)
        elif self.selected_edge is not None:
            disconnect(self, self.selected_edge)
        elif self._anything:
            passed = clipboard.could_be_passed(self.session)
            if self.attempt(*clipboard.removing(self.session, self.tr("Delete {what}"))) and passed:
                self.say(self.tr("Wires went too. To lead them past a layer, dissolve it: Ctrl+Del."))

    @property
    def _anything(self) -> bool:
        """Whether a layer, a frame or a note is selected."""
        return bool(self.session.selection or self.session.annotations)

    def dissolve_selection(self) -> None:
        """Delete the selected layers; whoever read one reads what it read. A selected wire is taken off."""
        session, graph_id = self.session, self.session.graph_id
        nodes, annotations = session.selection, session.annotations
        if self.selected_edge is not None:
            disconnect(self, self.selected_edge)
        elif self._anything:
            text = self.tr("Dissolve {what}").format(what=things_text(session.graph, nodes, annotations))

            def edit(document: Document) -> Document:
                document = remove_annotations(document, annotations, graph=graph_id)
                return dissolve(document, nodes, graph=graph_id)

            self.attempt(text, edit)

    def detach_selection(self) -> None:
        """Take the selected layers off their wires, and close the gap; they stay where they are."""
        session, chosen = self.session, self.session.selection
        if chosen:
            text = self.tr("Detach {what}").format(what=layers_text(session.graph, chosen))
            self.attempt(text, lambda d: detach(d, chosen, graph=session.graph_id))

    def swap_selection(self) -> None:
        """Let two selected layers change places in the network, or the two inputs of one selected layer."""
        try:
            edit = swapping.swapping(self.session)
        except EditError as error:
            self.say(str(error))
            return
        what = layers_text(self.session.graph, self.session.selection)
        self.attempt(self.tr("Swap {what}").format(what=what), edit)

    def copy(self) -> None:
        """Put what is selected, with the wires among it, on the clipboard."""
        if self._anything:
            clipboard.put_on_clipboard(clipboard.copied(self.session))

    def cut(self) -> None:
        """Copy what is selected and delete it."""
        if self._anything:
            self.copy()
            self.attempt(*clipboard.removing(self.session, self.tr("Cut {what}")))

    def can_paste(self) -> bool:
        """Whether the clipboard may hold layers."""
        return clipboard.can_paste()

    def paste(self, at: QPointF | None = None) -> None:
        """Add what the clipboard holds.

        Args:
            at: point of the widget for its middle; by default the pointer's, or beside the original when the pointer
                is elsewhere.
        """
        self._paste(at, incoming=False)

    def paste_with_wires(self, at: QPointF | None = None) -> None:
        """Add what the clipboard holds, and connect it to what it read where it was copied, as far as that is here.

        Args:
            at: as for ``paste``.
        """
        self._paste(at, incoming=True)

    def _paste(self, at: QPointF | None, *, incoming: bool) -> None:
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
        self._insert(self.tr("Paste {what}"), fragment, centre, incoming=incoming)

    def duplicate(self) -> None:
        """Add copies of what is selected beside it; the clipboard stays as it is."""
        if self._anything:
            self._insert(self.tr("Duplicate {what}"), clipboard.copied(self.session), None, incoming=False)

    def _insert(self, verb: str, fragment: Fragment, centre: Point | None, *, incoming: bool) -> None:
        self.settle()
        edit, nodes, annotations = clipboard.pasting(self.session, fragment, self.scene, centre, incoming=incoming)
        if self.attempt(verb.format(what=clipboard.fragment_text(fragment)), edit):
            self.session.select(nodes, annotations)
            area = self.scene.bounds(nodes)
            if area is not None and not area.meets(self.seen()):
                self.bring_into_view(area)
