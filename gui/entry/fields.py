"""A line of text that writes to the document with every keystroke, and shows what the document says without a sound.

It knows how to read its text and which edit its value makes; whom it edits is the business of its form.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QKeySequence, QMoveEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.errors import ConvasError
from gui.entry.completion import CompletionList, MarkedLine
from gui.entry.editing import Editing, MakeEdit, by_popup, undo_or_redo
from gui.entry.labels import quiet, several_text, warn_text
from gui.entry.scope import Offer, Scope, word_before

__all__ = ["TextField"]

_NAMES = QKeySequence("Ctrl+Space")


class TextField(QWidget):
    """One line of text that is read with every keystroke.

    Text that cannot be read stays as it is, marked (property ``invalid``) and with the reason in ``remarks``, while the
    document keeps the last good value. Ctrl+Z, Ctrl+Y and Ctrl+Shift+Z are the document's; Esc takes back what was
    typed since the focus came; Enter ends the step of undo. Where formulas are possible, names are offered while typing
    (all of them with Ctrl+Space): Down goes into the list, Enter or Tab takes the name, Esc closes it.

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
        scope: Scope | None = None,
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
            scope: names that are offered while a formula is typed; None where no formula can be.
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
        self._scope = scope
        self._list: CompletionList | None = None
        self.editor = MarkedLine(self)
        self.editor.setObjectName(f"{name}.text")
        self.editor.setMinimumWidth(60)
        self.editor.textEdited.connect(self._on_edited)
        if scope is not None:
            self.editor.textEdited.connect(self._suggest)
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

    def show_several(self, *, afresh: bool = False) -> None:
        """Show that the layers it stands for differ; what is typed is for all of them."""
        self.editor.setPlaceholderText(several_text())
        self.show_value("", afresh=afresh)

    def mark(self, severity: str, message: str) -> None:
        """Mark the value as one the model has an issue with; empty for none."""
        if self.editor.property("issue") != severity:
            self.editor.setProperty("issue", severity)
            _restyle(self.editor)
        self.editor.setAccessibleDescription(message)

    def _put_text(self) -> None:
        self._hide_list()
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
            self._set_reason(str(error), getattr(error, "column", 0))
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

    def _set_reason(self, reason: str, column: int = 0) -> None:
        self.editor.mark_column(column if reason else 0)
        kept = self.tr("It stays {value}.").format(value=self._value) if reason and self._value else ""
        self.reason.setText(" ".join(part for part in (reason, kept) if part))
        self._show_remarks()
        invalid = "true" if reason else "false"
        if self.editor.property("invalid") != invalid:
            self.editor.setProperty("invalid", invalid)
            _restyle(self.editor)

    # -- names while typing ----------------------------------------------------------------------------------------

    @property
    def completions(self) -> CompletionList | None:
        """The list of names, while it is shown."""
        return self._list if self._list is not None and self._list.isVisible() else None

    def _suggest(self, _text: str = "", *, everything: bool = False) -> None:
        """Offer the names that begin like the word at the cursor; all of them when asked for."""
        if self._scope is None or not self.editor.hasFocus():
            return
        word = word_before(self.editor.text(), self.editor.cursorPosition())
        offers = self._scope.offers(word) if word or everything else []
        if self._list is None:
            if not offers:
                return
            self._list = CompletionList(f"{self.objectName()}.completions", self.editor)
            self._list.itemClicked.connect(lambda _item: self._complete())
        self._list.show_offers(offers)

    def _complete(self) -> bool:
        """Put the chosen name into the text. Returns whether one was chosen."""
        offer: Offer | None = self._list.chosen if self._list is not None else None
        if offer is None or self._list is None:
            return False
        text, cursor = self.editor.text(), self.editor.cursorPosition()
        start = cursor - len(word_before(text, cursor))
        insert = offer.insert.removesuffix("(") if text[cursor : cursor + 1] == "(" else offer.insert
        after = text[:start] + insert + text[cursor:]
        self._list.hide()
        self.editor.setText(after)
        self.editor.setCursorPosition(start + len(insert))
        self._on_edited(after)
        return True

    def _list_key(self, key: int) -> bool:
        """What a key means while the list is shown. Returns whether it was meant for the list."""
        if self._list is None or not self._list.isVisible():
            return False
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            if key == Qt.Key.Key_Up and self._list.currentRow() < 0:
                return False
            self._list.step(1 if key == Qt.Key.Key_Down else -1)
            return True
        if key == Qt.Key.Key_Escape:
            self._list.hide()
            return True
        return key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab) and self._complete()

    def _hide_list(self) -> None:
        if self._list is not None:
            self._list.hide()

    # -- one run of typing -----------------------------------------------------------------------------------------

    def _begin(self) -> None:
        self._editing.begin()
        self._at_start = self._value

    def _finish(self) -> None:
        self._hide_list()
        if not self.invalid:
            self._put_text()
            self.editor.selectAll()
        self._begin()

    def type_in(self, text: str) -> None:
        """Take this as typed, in place of all there is."""
        self.editor.setText(text)
        self._on_edited(text)

    def take_back(self) -> None:
        """Put back what there was when the focus came."""
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
            if undo_or_redo(key) or key.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
        elif kind is QEvent.Type.KeyPress:
            return self._key(cast(QKeyEvent, event))
        elif kind in (QEvent.Type.FocusIn, QEvent.Type.FocusOut) and not by_popup(cast(QFocusEvent, event)):
            self._focus(came=kind is QEvent.Type.FocusIn)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        if self._list_key(event.key()):
            return True
        if self._scope is not None and QKeySequence(event.keyCombination()) == _NAMES:
            self._suggest(everything=True)
        elif where := undo_or_redo(event):
            self._travel(where)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finish()
        elif event.key() == Qt.Key.Key_Escape:
            self.take_back()
        elif event.key() == Qt.Key.Key_Down and hasattr(self, "_button"):
            self._button.showMenu()
        else:
            return False
        return True

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        if self.completions is not None:
            self.completions.stand()

    def _focus(self, *, came: bool) -> None:
        if came:
            self._begin()
            return
        self._hide_list()
        self._editing.end()
        if not self.invalid:
            self._put_text()
        self.left.emit()


def _restyle(widget: QWidget) -> None:
    """Have the stylesheet look at a widget's properties again."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()
