"""What the actions do to the sketch that is shown: on its canvas, in its panels, in a file of another kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from gui.docks import Docks
from gui.preferences import Preferences

if TYPE_CHECKING:
    from core.document.document import Document
    from gui.canvas.widget import CanvasWidget
    from gui.session import Session

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

    def on_canvas(self, method: str) -> None:
        """Let the current canvas do something; cut, copy and paste are those of the field or panel with the focus."""
        own = _own_command(QApplication.focusWidget(), _EDITING.get(method, ""))
        if own is not None:
            own()
            return
        canvas = self._shown.canvas
        if canvas is not None:
            if method == "start_connecting":
                canvas.setFocus()
            getattr(canvas, method)()
            self.canvas_used.emit()

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
        from core.document import edits

        edge, chosen = canvas.selected_edge, session.selection
        targets = (
            [(edge.target, edge.port)]
            if edge is not None
            else [
                (key, port)
                for key in chosen
                for port, ref in reversed(list(enumerate(session.graph.nodes[key].inputs)))
                if ref is not None
            ]
        )

        def cut(document: Document) -> Document:
            for node, port in targets:
                document = edits.disconnect(document, node, port, graph=session.graph_id)
            return document

        session.apply(self.tr("Disconnect"), cut)

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
