"""Fields that always have a value: several lines of text, one of some words, yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QPlainTextEdit, QSizePolicy, QWidget

from gui.entry.editing import Editing, MakeEdit, by_popup, undo_or_redo
from gui.entry.labels import several_text

__all__ = ["ChoiceField", "NoteField", "SwitchField"]


class NoteField(QPlainTextEdit):
    """Several lines of text, live; the same keys and the same undo as a ``TextField``."""

    def __init__(self, name: str, editing: Editing, make_edit: MakeEdit, parent: QWidget | None = None) -> None:
        """A field of four lines."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * 4 + 14)
        self._editing = editing
        self._make_edit = make_edit
        self._silent = False
        self._at_start = ""
        self.textChanged.connect(self._on_changed)

    def show_value(self, text: str) -> None:
        """Show what the document says; never heard as an edit."""
        if text == self.toPlainText():
            return
        self._silent = True
        try:
            self.setPlainText(text)
        finally:
            self._silent = False

    def _on_changed(self) -> None:
        if self._silent:
            return
        if not self._editing.active:
            self._editing.begin()
        self._editing.apply(self._make_edit(self.toPlainText()))

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride:
            key = cast(QKeyEvent, event)
            if undo_or_redo(key) or key.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if where := undo_or_redo(event):
            (self._editing.undo if where == "undo" else self._editing.redo)()
            self._editing.begin()
        elif event.key() == Qt.Key.Key_Escape:
            self.take_back()
        else:
            super().keyPressEvent(event)

    def take_back(self) -> None:
        """Put back what there was when the focus came."""
        if not self._editing.cancel():
            self.setPlainText(self._at_start)
        self._editing.begin()

    def focusInEvent(self, event: QFocusEvent) -> None:
        if not by_popup(event):
            self._editing.begin()
            self._at_start = self.toPlainText()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if not by_popup(event):
            self._editing.end()
        super().focusOutEvent(event)


class ChoiceField(QComboBox):
    """One of some words; each choice is a step of undo."""

    def __init__(
        self, name: str, editing: Editing, choices: Sequence[str], make_edit: MakeEdit, parent: QWidget | None = None
    ) -> None:
        """Offer these words."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the wheel scrolls the panel, it does not edit in passing
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.addItems(list(choices))
        self.installEventFilter(self)
        self.activated.connect(lambda index: editing.once(make_edit(self.itemText(index))))

    def show_value(self, text: str) -> None:
        """Show what the document says; a word that is not offered is shown as nothing chosen."""
        self.setCurrentIndex(self.findText(text))

    def show_several(self) -> None:
        """Show that several layers differ."""
        self.setPlaceholderText(several_text())
        self.setCurrentIndex(-1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Wheel:
            event.ignore()
            return True
        return super().eventFilter(watched, event)


class SwitchField(QCheckBox):
    """Yes or no; each click is a step of undo."""

    def __init__(
        self, name: str, editing: Editing, make_edit: MakeEdit, parent: QWidget | None = None, *, text: str = ""
    ) -> None:
        """A tick that stands for no until told otherwise.

        Args:
            name: object name.
            editing: the gesture shared by the form.
            make_edit: the edit that a click makes.
            parent: the form.
            text: what stands beside it, where no label does.
        """
        super().__init__(text, parent)
        self.setObjectName(name)
        self._said = text
        self.clicked.connect(lambda on: editing.once(make_edit(bool(on))))

    def show_value(self, on: bool) -> None:
        """Show what the document says."""
        if self.isTristate():
            self.setTristate(False)
            self.setText(self._said)
        self.setChecked(on)

    def show_several(self) -> None:
        """Show that several layers differ; a click makes all say yes."""
        self.setTristate(True)
        self.setText(self._said or several_text())
        self.setCheckState(Qt.CheckState.PartiallyChecked)
