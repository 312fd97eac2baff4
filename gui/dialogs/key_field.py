"""A field that takes one press of keys, whatever they mean elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from gui.shortcuts import pressed_keys

__all__ = ["KeyField"]


class KeyField(QLineEdit):
    """Waits for keys; Esc gives up.

    Signals:
        pressed(QKeySequence): these keys were pressed.
        left(): somebody gave up.
    """

    pressed = Signal(QKeySequence)
    left = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Wait for nothing yet."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setPlaceholderText(self.tr("Press the new keys; Esc gives up"))
        self.setAccessibleName(self.tr("New keys"))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def event(self, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(event, QKeyEvent) and kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            if kind == QEvent.Type.KeyPress:  # here: Tab would never get to keyPressEvent
                self._take(event)
            event.accept()
            return True
        return super().event(event)

    def _take(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self.left.emit()
            return
        keys = pressed_keys(event.keyCombination())
        if keys is not None and not event.isAutoRepeat():
            self.pressed.emit(keys)
