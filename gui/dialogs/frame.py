"""What the dialogs share: a frame with a row of buttons, quiet and loud labels, a button that copies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

__all__ = ["CopyButton", "Frame", "fixed_font", "heading", "label", "muted"]

_MARGIN: Final = 16
_SPACING: Final = 10
_COPIED_MS: Final = 1500


class Frame(QDialog):
    """A dialog: what it is about in ``body``, and a row of buttons at the foot, the last of which closes it."""

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        """Make an empty one.

        Args:
            name: object name; those of its parts begin with it.
            title: for the title bar.
            parent: the window it belongs to.
        """
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)  # made anew each time, also when it has a parent
        outer = QVBoxLayout(self)
        outer.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        outer.setSpacing(_SPACING + 4)
        self.body = QVBoxLayout()
        self.body.setSpacing(_SPACING)
        outer.addLayout(self.body, 1)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.buttons.setObjectName(f"{name}_buttons")
        self.buttons.rejected.connect(self.reject)
        self.close_button = self.buttons.button(QDialogButtonBox.StandardButton.Close)
        self.close_button.setObjectName(f"{name}_close")
        # The translations of Qt's own texts may be absent; ours are not. Icons of the desktop do not match ours.
        self.close_button.setText(self.tr("Close"))
        outer.addWidget(self.buttons)

    def add_button(self, button: QPushButton) -> None:
        """Put a button before those that are there already."""
        self.buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)


class CopyButton(QPushButton):
    """Puts a text on the clipboard, and says for a moment that it did."""

    def __init__(self, name: str, text: Callable[[], str], parent: QWidget | None = None) -> None:
        """Make one.

        Args:
            name: object name.
            text: called when it is pressed.
            parent: the widget it stands in.
        """
        super().__init__(parent)
        self.setObjectName(name)
        self.setAutoDefault(False)
        self._text = text
        self._label = self.tr("Copy")
        self._done = self.tr("Copied")
        self.setText(self._done)
        width = self.sizeHint().width()
        self.setText(self._label)
        self.setMinimumWidth(max(width, self.sizeHint().width()))
        self._back = QTimer(self)
        self._back.setSingleShot(True)
        self._back.setInterval(_COPIED_MS)
        self._back.timeout.connect(lambda: self.setText(self._label))
        self.clicked.connect(self._copy)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text())
        self.setText(self._done)
        self._back.start()


def label(name: str, text: str = "") -> QLabel:
    """A plain text that wraps and can be selected with the mouse."""
    made = QLabel(text)
    made.setObjectName(name)
    made.setWordWrap(True)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def heading(name: str, text: str) -> QLabel:
    """A line in bold that begins a part."""
    made = QLabel(text)
    made.setObjectName(name)
    made.setTextFormat(Qt.TextFormat.PlainText)
    font = made.font()
    font.setBold(True)
    made.setFont(font)
    return made


def muted(name: str, text: str = "") -> QLabel:
    """A text of less weight. The palette's role follows every change of theme by itself."""
    made = label(name, text)
    made.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return made


def fixed_font() -> QFont:
    """The font of source text."""
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
