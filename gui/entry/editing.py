"""How the fields of one form reach the document: one run of typing is one step of undo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence

from core.document.document import Document
from gui.session import Gesture, Session

__all__ = ["Edit", "Editing", "MakeEdit", "by_popup", "undo_or_redo"]

Edit = tuple[str, Callable[[Document], Document]]
"""Name of the step of undo, and the pure function that makes it."""
MakeEdit = Callable[[Any], Edit]
"""From a value to the edit that puts it into the document."""

_REDO_TOO = (QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z"))


def undo_or_redo(event: QKeyEvent) -> str:
    """``undo``, ``redo`` or nothing: what a key press asks of the document."""
    if event.matches(QKeySequence.StandardKey.Undo):
        return "undo"
    pressed = QKeySequence(event.keyCombination())
    return "redo" if event.matches(QKeySequence.StandardKey.Redo) or pressed in _REDO_TOO else ""


def by_popup(event: QFocusEvent) -> bool:
    """Whether the focus only moves to a menu, or back from it: typing goes on."""
    return event.reason() is Qt.FocusReason.PopupFocusReason


class Editing(QObject):
    """The gesture that the fields of a form share; only one of them has the focus at a time.

    A gesture begins when the focus comes into a field and ends with Enter, Tab, or when the focus leaves it.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        """Edit nothing yet."""
        super().__init__(parent)
        self._session: Session | None = None
        self._gesture: Gesture | None = None
        self._origin: Document | None = None
        self._applying = False

    def set_session(self, session: Session | None) -> None:
        """Edit another session's document, or none."""
        if session is self._session:
            return
        if self._session is not None:
            self._session.changed.disconnect(self._on_changed)
        self._session = session
        if session is not None:
            session.changed.connect(self._on_changed)
        self.end()

    @property
    def active(self) -> bool:
        """Whether a gesture has begun."""
        return self._gesture is not None

    def begin(self) -> None:
        """Start a new gesture: what follows is a step of undo of its own."""
        if self._session is not None:
            self._gesture = self._session.new_gesture()
            self._origin = self._session.document

    def end(self) -> None:
        """The gesture is over."""
        self._gesture = None
        self._origin = None

    def apply(self, edit: Edit) -> None:
        """Make an edit under the gesture.

        Raises:
            EditError: the edit is impossible.
        """
        if self._session is None:
            return
        self._applying = True
        try:
            self._session.apply(*edit, self._gesture)
        finally:
            self._applying = False

    def once(self, edit: Edit) -> None:
        """Make an edit that is a gesture in itself, such as a tick in a box."""
        self.begin()
        try:
            self.apply(edit)
        finally:
            self.end()

    def cancel(self) -> bool:
        """Put the document back as it was when the gesture began.

        Returns:
            False, and does nothing, when somebody else changed the document meanwhile.
        """
        origin = self._origin
        if origin is None:
            return False
        self.apply((self.tr("Cancel"), lambda _document: origin))
        return True

    def undo(self) -> None:
        """Take back the document's last step."""
        if self._session is not None:
            self._session.undo()

    def redo(self) -> None:
        """Do the document's last undone step again."""
        if self._session is not None:
            self._session.redo()

    def _on_changed(self, _change: object) -> None:
        if not self._applying:
            self._origin = None
