"""Fields that write to the document with every keystroke, and show what the document says without a sound.

A field knows how to read its text and which edit its value makes; whom it edits is the business of its form.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.errors import ConvasError
from gui.panels.editing import Edit, Editing
from gui.panels.values import quiet, warn_text

__all__ = ["ChoiceField", "MakeEdit", "NoteField", "SwitchField", "TextField"]

MakeEdit = Callable[[Any], Edit]
"""From a value to the edit that puts it into the document."""

_REDO_TOO = (QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z"))


def _undo_or_redo(event: QKeyEvent) -> str:
    """``undo``, ``redo`` or nothing: what a key press asks of the document."""
    if event.matches(QKeySequence.StandardKey.Undo):
        return "undo"
    pressed = QKeySequence(event.keyCombination())
    return "redo" if event.matches(QKeySequence.StandardKey.Redo) or pressed in _REDO_TOO else ""


def _by_popup(event: QFocusEvent) -> bool:
    """Whether the focus only moves to a menu, or back from it: typing goes on."""
    return event.reason() is Qt.FocusReason.PopupFocusReason


class TextField(QWidget):
    """One line of text that is read with every keystroke.

    Text that cannot be read stays as it is, marked (property ``invalid``) and with the reason in ``remarks``, while the
    document keeps the last good value. Ctrl+Z, Ctrl+Y and Ctrl+Shift+Z are the document's; Esc takes back what was
    typed since the focus came; Enter ends the step of undo.

    Signals:
        left(): the focus went elsewhere.
    """

    left = Signal()

    def __init__(
        self,
        name: str,
        editing: Editing,
        parse: Callable[[str], Any],
        make_edit: MakeEdit,
        *,
        words: Sequence[str] = (),
        differs: Callable[[str, str], str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """A field.

        Args:
            name: object name of the field; its line edit is called ``NAME.text``.
            editing: the gesture shared by the form.
            parse: reads the text; raises ConvasError with the reason.
            make_edit: the edit that a value makes.
            differs: says why the document has another value than what is typed; empty where it has the same.
            words: values offered in a menu beside the text.
            parent: the form.
        """
        super().__init__(parent)
        self.setObjectName(name)
        self._editing = editing
        self._parse = parse
        self._make_edit = make_edit
        self._differs = differs
        self._value = ""
        self._at_start = ""
        self._typing = False
        self.editor = QLineEdit(self)
        self.editor.setObjectName(f"{name}.text")
        self.editor.setMinimumWidth(60)
        self.editor.textEdited.connect(self._on_edited)
        self.editor.installEventFilter(self)
        self.setFocusProxy(self.editor)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.editor)
        if words:
            row.addWidget(self._word_button(words))
        self._make_remarks(name)

    def _make_remarks(self, name: str) -> None:
        """What is said of the text; a widget of its own, which the form places below, over its whole width."""
        self.remarks = QWidget(self.parentWidget())
        self.remarks.setObjectName(f"{name}.remarks")
        self.note = quiet("", f"{name}.note", self.remarks)
        self.note.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.note.hide()
        self.reason = warn_text(f"{name}.reason", self.remarks)
        column = QVBoxLayout(self.remarks)
        column.setContentsMargins(0, 0, 0, 2)
        column.setSpacing(2)
        column.addWidget(self.note)
        column.addWidget(self.reason)
        self.remarks.hide()

    def _show_remarks(self) -> None:
        for label in (self.note, self.reason):
            label.setVisible(bool(label.text()))
        self.remarks.setVisible(bool(self.note.text() or self.reason.text()))

    def _word_button(self, words: Sequence[str]) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"{self.objectName()}.words")
        button.setArrowType(Qt.ArrowType.DownArrow)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setToolTip(self.tr("Choose a word (Down)"))
        button.setStyleSheet("QToolButton { padding: 2px; } QToolButton::menu-indicator { image: none; }")
        button.setMaximumHeight(self.editor.sizeHint().height())
        self._menu = QMenu(button)
        self._menu.setObjectName(f"{self.objectName()}.menu")
        for word in words:
            self._menu.addAction(word)
        self._menu.triggered.connect(self._on_word)
        button.setMenu(self._menu)
        self._button = button
        return button

    @property
    def invalid(self) -> bool:
        """Whether the text cannot be read."""
        return bool(self.reason.text())

    @property
    def value_text(self) -> str:
        """What the document says, as text."""
        return self._value

    def show_value(self, text: str, note: str = "", *, afresh: bool = False) -> None:
        """Show what the document says; never heard as an edit.

        Args:
            text: the value.
            note: said below the field, such as the value of a formula.
            afresh: the field stands for something else now: what was being typed is not kept.
        """
        before, self._value = self._value, text
        self.note.setText(note)
        self._show_remarks()
        self._compare()
        if afresh:
            self._at_start = text
            if self.editor.hasFocus():
                self._editing.begin()
        elif self._typing or (self.editor.hasFocus() and text == before):
            return
        self._put_text()

    def mark(self, severity: str, message: str) -> None:
        """Mark the value as one the model has an issue with; empty for none."""
        if self.editor.property("issue") != severity:
            self.editor.setProperty("issue", severity)
            _restyle(self.editor)
        self.editor.setAccessibleDescription(message)

    def _put_text(self) -> None:
        self._set_reason("")
        if self.editor.text() != self._value:
            self.editor.setText(self._value)
            if not self.editor.hasFocus():
                self.editor.setCursorPosition(0)  # a long text shows its beginning
        self._compare()

    def _compare(self) -> None:
        """Say below the text where the document has something else than what is typed."""
        if self._differs is None:
            return
        why = self._differs(self.editor.text(), self._value) if not self.invalid else ""
        self.note.setText(why)
        self.mark("warning" if why else "", why)
        self._show_remarks()

    def _on_edited(self, text: str) -> None:
        if not self._editing.active:
            self._begin()
        self._typing = True
        try:
            self._editing.apply(self._make_edit(self._parse(text)))
        except ConvasError as error:
            self._set_reason(str(error))
        else:
            self._set_reason("")
            self._compare()
        finally:
            self._typing = False

    def _on_word(self, action: QAction) -> None:
        self._begin()
        self.editor.setText(action.text())
        self._on_edited(action.text())
        self._begin()

    def _set_reason(self, reason: str) -> None:
        kept = self.tr("It stays {value}.").format(value=self._value) if reason and self._value else ""
        self.reason.setText(" ".join(part for part in (reason, kept) if part))
        self._show_remarks()
        invalid = "true" if reason else "false"
        if self.editor.property("invalid") != invalid:
            self.editor.setProperty("invalid", invalid)
            _restyle(self.editor)

    # -- one run of typing -----------------------------------------------------------------------------------------

    def _begin(self) -> None:
        self._editing.begin()
        self._at_start = self._value

    def _finish(self) -> None:
        if not self.invalid:
            self._put_text()
            self.editor.selectAll()
        self._begin()

    def _cancel(self) -> None:
        start = self._at_start
        if not self._editing.cancel() and start != self._value:
            self._on_edited(start)
        self._put_text()
        self.editor.selectAll()
        self._begin()

    def _travel(self, where: str) -> None:
        """Hand Ctrl+Z and its kin on to the document; text that was never applied is taken back first."""
        only_text = where == "undo" and self.invalid and self._value == self._at_start
        self._put_text()
        if not only_text:
            (self._editing.undo if where == "undo" else self._editing.redo)()
        self._begin()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.ShortcutOverride:
            key = cast(QKeyEvent, event)
            if _undo_or_redo(key) or key.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
        elif kind is QEvent.Type.KeyPress:
            return self._key(cast(QKeyEvent, event))
        elif kind in (QEvent.Type.FocusIn, QEvent.Type.FocusOut) and not _by_popup(cast(QFocusEvent, event)):
            self._focus(came=kind is QEvent.Type.FocusIn)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        if where := _undo_or_redo(event):
            self._travel(where)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finish()
        elif event.key() == Qt.Key.Key_Escape:
            self._cancel()
        elif event.key() == Qt.Key.Key_Down and hasattr(self, "_button"):
            self._button.showMenu()
        else:
            return False
        return True

    def _focus(self, *, came: bool) -> None:
        if came:
            self._begin()
            return
        self._editing.end()
        if not self.invalid:
            self._put_text()
        self.left.emit()


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
            if _undo_or_redo(key) or key.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if where := _undo_or_redo(event):
            (self._editing.undo if where == "undo" else self._editing.redo)()
            self._editing.begin()
        elif event.key() == Qt.Key.Key_Escape:
            if not self._editing.cancel():
                self.setPlainText(self._at_start)
            self._editing.begin()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if not _by_popup(event):
            self._editing.begin()
            self._at_start = self.toPlainText()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if not _by_popup(event):
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

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Wheel:
            event.ignore()
            return True
        return super().eventFilter(watched, event)


class SwitchField(QCheckBox):
    """Yes or no; each click is a step of undo."""

    def __init__(self, name: str, editing: Editing, make_edit: MakeEdit, parent: QWidget | None = None) -> None:
        """A tick that stands for no until told otherwise."""
        super().__init__(parent)
        self.setObjectName(name)
        self.clicked.connect(lambda on: editing.once(make_edit(bool(on))))

    def show_value(self, on: bool) -> None:
        """Show what the document says."""
        self.setChecked(on)


def _restyle(widget: QWidget) -> None:
    """Have the stylesheet look at a widget's properties again."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()
