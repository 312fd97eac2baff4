"""What the actions do to the sketch that is shown: on its canvas, in its panels, in a file of another kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from gui.docks import Docks
from gui.preferences import Preferences
from gui.theme import theme_named

if TYPE_CHECKING:
    from gui.canvas.requests import AddRequest
    from gui.canvas.widget import CanvasWidget
    from gui.session import Session
    from gui.sketch_page import SketchPage

__all__ = ["Shown", "SketchCommands"]

_EDITING: Final = {"cut": "cut", "copy": "copy", "paste": "paste", "select_all": "selectAll"}
"""Commands that text fields and panels have too, with the name of Qt's slot."""


class Shown(Protocol):
    """Where the commands find the sketch that is shown."""

    @property
    def session(self) -> Session | None:
        """The session of the current tab."""

    @property
    def canvas(self) -> CanvasWidget | None:
        """The canvas of the current tab."""

    @property
    def page(self) -> SketchPage | None:
        """The current tab."""


class SketchCommands(QObject):
    """Commands for the current tab; without one they do nothing.

    Signals:
        canvas_used(): the canvas was told to do something, which may change what can be done next.
    """

    canvas_used = Signal()

    def __init__(self, owner: QWidget, shown: Shown, docks: Docks, preferences: Preferences) -> None:
        """Make them; nothing is done yet.

        Args:
            owner: the window as a widget.
            shown: the same as what it shows.
            docks: the panels some commands lead to.
            preferences: for the exports.
        """
        super().__init__(owner)
        self.setObjectName("sketch_commands")
        self._owner = owner
        self._shown = shown
        self._docks = docks
        self._preferences = preferences

    def on_canvas(self, method: str, *values: object) -> None:
        """Let the current canvas do something; cut, copy and paste are those of the field or panel with the focus.

        Args:
            method: name of what the canvas does.
            values: with what.
        """
        own = _own_command(QApplication.focusWidget(), _EDITING.get(method, ""))
        if own is not None:
            own()
            return
        canvas = self._shown.canvas
        if canvas is not None:
            if method == "start_connecting":
                canvas.setFocus()
            getattr(canvas, method)(*values)
            self.canvas_used.emit()

    @property
    def minimap_shown(self) -> bool:
        """Whether canvases have a map in the corner."""
        return self._preferences.minimap

    def find(self) -> None:
        """Let the person type what to look for."""
        if self._shown.page is not None:
            self._shown.page.show_find_bar()

    def find_next(self) -> None:
        """Show the next layer that answers what was looked for."""
        if self._shown.page is not None:
            self._shown.page.find_next()

    def find_previous(self) -> None:
        """Show the one before."""
        if self._shown.page is not None:
            self._shown.page.find_previous()

    def toggle_history(self) -> None:
        """Bring the steps of undo to the front, or close them."""
        self._docks.toggle("history")

    def add_here(self, request: AddRequest) -> None:
        """Let the person search what is to be added where a canvas asks for it."""
        session, canvas = self._shown.session, self._shown.canvas
        if session is None or canvas is None:
            return
        from gui.search.popup import SearchPopup
        from gui.search.quick_add import RECENT_ADDED, QuickAdd
        from gui.search.recent import Recent

        source, target, edge = request.source, request.target, request.edge
        if edge is not None:
            source, target = edge.source, (edge.target, edge.port)
        recent = Recent(self._preferences.settings, RECENT_ADDED)
        offered = QuickAdd(session, recent, self._preferences.shape_order, source, target)
        popup = SearchPopup(offered, theme_named(self._preferences.theme), self._owner)

        def add(key: str) -> None:
            if canvas.add_for(request, key) is not None:
                recent.note(key)
            canvas.setFocus()
            self.canvas_used.emit()

        popup.chosen.connect(add)
        popup.open_at(request.screen)

    def replace_type(self) -> None:
        """Let the person search the type that the selected layers are to have."""
        session, canvas = self._shown.session, self._shown.canvas
        if session is None or canvas is None:
            return
        order, there = session.graph_analysis.positions, session.graph.nodes
        chosen = sorted(session.selection, key=lambda key: order[key])
        nodes = [key for key in chosen if not (there[key].op.is_input or there[key].op.is_output)]
        if not nodes:
            return
        from gui.search.popup import SearchPopup
        from gui.search.replacing import ReplaceType, replacing

        offered = ReplaceType(session, nodes, self._preferences.shape_order)
        popup = SearchPopup(offered, theme_named(self._preferences.theme), self._owner)

        def replace(key: str) -> None:
            canvas.attempt(*replacing(session, nodes, key))
            canvas.setFocus()

        popup.chosen.connect(replace)
        x, y, width, height = canvas.scene.rect(nodes[0])
        popup.open_at(canvas.mapToGlobal(canvas.to_screen(QPointF(x + width / 2, y + height)).toPoint()))

    def group(self) -> None:
        """Make the selected layers a block, and go where its name can be typed."""
        canvas = self._shown.canvas
        if canvas is not None and canvas.group():
            self._docks.show("inspector")
            if self._docks.panels is not None:
                self._docks.panels.inspector.focus_name()

    def undo(self) -> None:
        """Take back the last step."""
        session = self._shown.session
        if session is not None:
            session.undo()

    def redo(self) -> None:
        """Do the step again that was taken back."""
        session = self._shown.session
        if session is not None:
            session.redo()

    def edit_layer(self) -> None:
        """Go to the first parameter of the selected layer."""
        self._docks.show("inspector")
        if self._docks.panels is not None:
            self._docks.panels.inspector.focus_first_field()

    def focus_palette(self) -> None:
        """Go to the palette's search field."""
        self._docks.show("palette")
        if self._docks.panels is not None:
            search = self._docks.panels.palette.search
            search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            search.selectAll()

    def disconnect_selected(self) -> None:
        """Take off the selected wire, or all wires at the inputs of the selected layers."""
        session, canvas = self._shown.session, self._shown.canvas
        if session is None or canvas is None:
            return
        from core.document.graph import Edge
        from core.document.wiring_edits import cut

        there, graph = session.graph.nodes, session.graph_id
        wires = (
            [canvas.selected_edge]
            if canvas.selected_edge is not None
            else [
                Edge(ref, key, port)
                for key in session.selection
                for port, ref in enumerate(there[key].inputs)
                if ref is not None
            ]
        )
        session.apply(self.tr("Disconnect"), lambda document: cut(document, wires, graph=graph))

    def export_report(self) -> None:
        """Show the report and offer to save it."""
        session = self._shown.session
        if session is not None:
            from gui.dialogs.report import ReportDialog

            ReportDialog(session, self._preferences, self._owner).exec()

    def export_picture(self) -> None:
        """Offer to save the sketch as a picture."""
        session = self._shown.session
        if session is not None:
            from gui.dialogs.picture import PictureDialog

            PictureDialog(session, self._preferences, self._owner).exec()


def _own_command(widget: QWidget | None, name: str) -> Callable[[], object] | None:
    """The slot of that name of a text field, a list, or the panel around it; the canvas has commands of its own."""
    while name and widget is not None and not widget.isWindow() and widget.objectName() != "canvas":
        own: Callable[[], object] | None = getattr(widget, name, None)
        if own is not None:
            return own
        widget = widget.parentWidget()
    return None
