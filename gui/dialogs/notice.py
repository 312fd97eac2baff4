"""A line in a dialog that says what came of an action: done, with a link to go on; or not done, and the way out."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QWidget

__all__ = ["Notice"]


class Notice(QLabel):
    """Hidden while there is nothing to say. Its colours are roles of the palette and follow the theme."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Say nothing yet."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self._go_on: Callable[[], object] | None = None
        self.linkActivated.connect(self._follow)
        self.hide()

    def clear(self) -> None:
        """Say nothing."""
        super().clear()
        self._go_on = None
        self.hide()

    def complain(self, text: str) -> None:
        """Say what did not work."""
        self._go_on = None
        self.setForegroundRole(QPalette.ColorRole.BrightText)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.show()

    def confirm(self, text: str, link: str, go_on: Callable[[], object]) -> None:
        """Say what was done.

        Args:
            text: a sentence.
            link: what may come next, in two words.
            go_on: called when the link is followed.
        """
        self._go_on = go_on
        self.setForegroundRole(QPalette.ColorRole.WindowText)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setText(f'{escape(text)} <a href="#go-on">{escape(link)}</a>')
        self.show()

    def _follow(self, _link: str) -> None:
        if self._go_on is not None:
            self._go_on()
