"""What all panels share: they follow one session at a time, and only work while they can be seen."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QPoint, QRect, QTimer
from PySide6.QtGui import QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from gui.preferences import Preferences
from gui.session import Change, Session
from gui.theme import Theme, theme_named

__all__ = ["Follower"]


class Follower(QWidget):
    """A panel that makes itself agree with a session.

    A subclass says in ``refresh`` what agreeing means. It pulls from ``session``, which may be None, and updates its
    widgets in place. While the panel is hidden nothing is done; it catches up when it is shown.
    """

    follows_selection: ClassVar[bool] = False
    """Whether another selection asks for a refresh."""
    follows_path: ClassVar[bool] = True
    """Whether going into a block, or out of it, asks for one: whether it shows one graph, not the whole document."""

    follows_document: ClassVar[bool] = True
    """Whether another document asks for a refresh."""

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        """Follow nothing yet."""
        super().__init__(parent)
        self._preferences = preferences
        self._session: Session | None = None
        self._stale = True
        preferences.changed.connect(self._on_preferences)

    @property
    def preferences(self) -> Preferences:
        """What the person set for all sketches."""
        return self._preferences

    @property
    def session(self) -> Session | None:
        """The session that is followed."""
        return self._session

    @property
    def theme(self) -> Theme:
        """The colours in force."""
        return theme_named(self._preferences.theme)

    def set_session(self, session: Session | None) -> None:
        """Follow another session, or none."""
        if session is self._session:
            return
        if self._session is not None:
            self._session.changed.disconnect(self._on_changed)
            self._session.selection_changed.disconnect(self._on_selection)
            self._session.path_changed.disconnect(self._on_path)
        self._session = session
        if session is not None:
            session.changed.connect(self._on_changed)
            session.selection_changed.connect(self._on_selection)
            session.path_changed.connect(self._on_path)
        self.session_switched()
        self.request_refresh()

    def session_switched(self) -> None:
        """Another session is followed from now on; for what must happen even while hidden."""

    def refresh(self) -> None:
        """Make everything shown agree with the session."""
        raise NotImplementedError

    def request_refresh(self) -> None:
        """Refresh now, or when the panel is next shown."""
        self._stale = not self.seen
        if not self._stale:
            self.refresh()

    @property
    def seen(self) -> bool:
        """Whether any of it is on the screen: Qt calls a dock behind another tab visible, and keeps it outside."""
        window = self.window()
        return self.isVisible() and window.rect().intersects(QRect(self.mapTo(window, QPoint()), self.size()))

    def catch_up(self) -> None:
        """Refresh if that was put off."""
        if self._stale and self.isVisible():
            self._stale = False
            self.refresh()

    def _on_changed(self, change: Change) -> None:
        if matters(change):
            self.document_changed()
            if self.follows_document:
                self.request_refresh()

    def document_changed(self) -> None:
        """More than positions differs from before; for what must happen even while hidden."""

    def _on_selection(self, _selection: object) -> None:
        if self.follows_selection:
            self.request_refresh()

    def _on_path(self, _path: object) -> None:
        if self.follows_path:
            self.request_refresh()

    def _on_preferences(self) -> None:
        self.request_refresh()
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        if self._stale:
            self._stale = False
            self.refresh()
        super().showEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._stale:  # it came to the front without a word
            QTimer.singleShot(0, self, self.catch_up)


def matters(change: Change) -> bool:
    """Whether a change touches anything but positions in the main graph, which no panel shows."""
    before, after = change.before, change.after
    return (
        before is None
        or before.main.results is not after.main.results
        or before.document.meta is not after.document.meta
        or before.document.modules is not after.document.modules
        or before.document.variables is not after.document.variables
    )
