"""Words beside and below what is typed."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QWidget

__all__ = ["quiet", "several_text", "warn_text"]


def quiet(text: str, name: str = "", parent: QWidget | None = None) -> QLabel:
    """Words of less weight, wrapped where they must."""
    label = QLabel(text, parent)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    label.setWordWrap(True)
    return label


def warn_text(name: str, parent: QWidget | None = None) -> QLabel:
    """Words that say what is wrong, hidden until there are any."""
    label = QLabel(parent)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setForegroundRole(QPalette.ColorRole.BrightText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.hide()
    return label


def several_text() -> str:
    """What stands in place of a value that is not the same of all."""
    return QCoreApplication.translate("labels", "(several)")
