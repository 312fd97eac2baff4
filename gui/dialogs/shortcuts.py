"""Every key and gesture of the program: to look one up, and to give a command other keys."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QBrush, QKeySequence, QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from gui.dialogs.frame import Frame, label, muted
from gui.dialogs.key_field import KeyField
from gui.shortcuts import Keyed, Shortcuts, keys_text

__all__ = ["ShortcutsDialog"]

_ID: Final = Qt.ItemDataRole.UserRole


class ShortcutsDialog(Frame):
    """What can be done, and the keys for it, in groups; a field narrows it down to what is looked for.

    Changes are in force at once, and kept.
    """

    def __init__(self, shortcuts: Shortcuts, parent: QWidget | None = None) -> None:
        """Show all groups.

        Args:
            shortcuts: which command has which keys.
            parent: the window.
        """
        super().__init__("shortcuts_dialog", self.tr("Keyboard and mouse"), parent)
        self._shortcuts = shortcuts
        self._wanted: QKeySequence | None = None
        self._adding = False
        self._rows: dict[str, QTreeWidgetItem] = {}
        self._groups: dict[str, tuple[QTreeWidgetItem, list[QTreeWidgetItem]]] = {}
        self.search = QLineEdit()
        self.search.setObjectName("shortcuts_search")
        self.search.setPlaceholderText(self.tr("Search for an action or a key"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._narrow)
        self.tree = self._make_tree()
        self.nothing = muted("shortcuts_nothing")
        self.nothing.hide()
        self.body.addWidget(self.search)
        self.body.addWidget(self.tree, 1)
        self.body.addWidget(self.nothing)
        self.foot = QStackedWidget()
        self.foot.setObjectName("shortcuts_foot")
        self.foot.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._make_commands()
        self._make_capture()
        self._make_conflict()
        self.body.addWidget(self.foot)
        self.reset_all = QPushButton(self.tr("Reset All"))
        self.reset_all.setObjectName("shortcuts_reset_all")
        self.reset_all.setAutoDefault(False)
        self.reset_all.clicked.connect(self._shortcuts.reset_all)
        self.add_button(self.reset_all)
        # Enter in the field looks, it does not close.
        self.close_button.setAutoDefault(False)
        self.close_button.setDefault(False)
        shortcuts.changed.connect(self._show_keys)
        self._follow_current()
        self.search.setFocus()
        self.resize(660, 640)

    # -- making ----------------------------------------------------------------------------------------------------

    def _make_tree(self) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setObjectName("shortcuts_list")
        tree.setAccessibleName(self.tr("Actions and their keys"))
        tree.setColumnCount(2)
        tree.setHeaderHidden(True)
        tree.setRootIsDecorated(False)
        tree.setItemsExpandable(False)
        tree.setIndentation(14)
        tree.setUniformRowHeights(True)
        for command in self._shortcuts.commands:
            self._rows[command.id] = self._add_row(tree, command.group, command.text)
            self._rows[command.id].setData(0, _ID, command.id)
        for row in self._shortcuts.fixed:
            self._add_row(tree, row.group, row.text).setText(1, row.said)
        header = tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        for command in self._shortcuts.commands:
            self._write_keys(command.id)
        tree.currentItemChanged.connect(lambda _now, _before: self._follow_current())
        tree.activated.connect(self._activate)
        return tree

    def _add_row(self, tree: QTreeWidget, title: str, text: str) -> QTreeWidgetItem:
        if title not in self._groups:
            group = QTreeWidgetItem(tree, [title])
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            font = group.font(0)
            font.setBold(True)
            group.setFont(0, font)
            group.setExpanded(True)
            group.setFirstColumnSpanned(True)
            self._groups[title] = (group, [])
        group, rows = self._groups[title]
        rows.append(QTreeWidgetItem(group, [text, ""]))
        return rows[-1]

    def _make_commands(self) -> None:
        self.change = _button("shortcuts_change", self.tr("Change…"))
        self.change.clicked.connect(lambda: self._ask(adding=False))
        self.add = _button("shortcuts_add", self.tr("Add Another…"))
        self.add.clicked.connect(lambda: self._ask(adding=True))
        self.clear = _button("shortcuts_clear", self.tr("No Key"))
        self.clear.clicked.connect(lambda: self._shortcuts.give(self._current, ()))
        self.reset = _button("shortcuts_reset", self.tr("Reset"))
        self.reset.clicked.connect(lambda: self._shortcuts.reset(self._current))
        self.fixed = muted("shortcuts_fixed")
        self.fixed.setWordWrap(False)
        self._add_page(self.change, self.add, self.clear, self.reset, self.fixed)

    def _make_capture(self) -> None:
        self.asked = label("shortcuts_asked")
        self.asked.setWordWrap(False)
        self.keys = KeyField("shortcuts_keys")
        self.keys.pressed.connect(self._take)
        self.keys.left.connect(self._give_up)
        self._add_page(self.asked, self.keys)

    def _make_conflict(self) -> None:
        self.conflict = label("shortcuts_conflict")
        self.conflict.setWordWrap(False)
        self.swap = _button("shortcuts_swap", self.tr("Swap"))
        self.swap.clicked.connect(self._swap)
        self.cancel = _button("shortcuts_cancel", self.tr("Leave It"))
        self.cancel.clicked.connect(self._give_up)
        self._add_page(self.conflict, self.swap, self.cancel)

    def _add_page(self, *widgets: QWidget) -> None:
        page = QWidget()
        page.setObjectName(f"{widgets[0].objectName()}_page")
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in widgets:
            row.addWidget(widget, 0 if isinstance(widget, QPushButton) else 1)
        self.foot.addWidget(page)

    # -- keys ------------------------------------------------------------------------------------------------------

    @property
    def _current(self) -> str:
        """Id of the command that is chosen, or nothing."""
        item = self.tree.currentItem()
        return str(item.data(0, _ID) or "") if item is not None and not item.isHidden() else ""

    def _write_keys(self, command: str) -> None:
        row, changed = self._rows[command], self._shortcuts.is_changed(command)
        row.setText(1, keys_text(self._shortcuts.keys(command)))
        font = row.font(1)
        font.setBold(changed)
        row.setFont(1, font)
        row.setForeground(1, self.palette().brush(QPalette.ColorRole.Accent) if changed else QBrush())
        first = next(found for found in self._shortcuts.commands if found.id == command)
        at_first = keys_text(first.defaults) or self.tr("no key")
        row.setToolTip(1, self.tr("At first: {keys}").format(keys=at_first) if changed else "")

    def _show_keys(self, command: str) -> None:
        self._write_keys(command)
        self._follow_current()

    def _follow_current(self) -> None:
        """Offer what can be done with the command that is chosen."""
        command = self._current
        self.change.setEnabled(bool(command))
        self.add.setEnabled(bool(command) and bool(self._shortcuts.keys(command)))
        self.clear.setEnabled(bool(command) and bool(self._shortcuts.keys(command)))
        self.reset.setEnabled(bool(command) and self._shortcuts.is_changed(command))
        self.reset_all.setEnabled(any(self._shortcuts.is_changed(found.id) for found in self._shortcuts.commands))
        chosen = self.tree.currentItem() is not None
        self.fixed.setText(self.tr("This is always the same.") if chosen and not command else "")
        if self.foot.currentIndex() != 0:
            self._give_up()

    def _activate(self, _index: QModelIndex) -> None:
        if self._current:
            self._ask(adding=False)

    def _ask(self, *, adding: bool) -> None:
        self._adding = adding
        self.asked.setText(self.tr("Keys for “{text}”:").format(text=self._rows[self._current].text(0)))
        self.keys.clear()
        self.foot.setCurrentIndex(1)
        self.keys.setFocus()

    def _take(self, keys: QKeySequence) -> None:
        """Give the chosen command the keys that were pressed, unless they are somebody else's."""
        reserved = self._shortcuts.reserved(keys)
        other = self._shortcuts.taken(keys, self._current)
        if reserved is not None:
            self.keys.setText("")
            told = self.tr("{keys} always means: {what}. Press others.")
            self.asked.setText(told.format(keys=keys_text([keys]), what=reserved.text))
        elif other is not None:
            self._wanted = keys
            self._tell_conflict(keys, other)
        else:
            self._assign(keys)

    def _tell_conflict(self, keys: QKeySequence, other: Keyed) -> None:
        told = self.tr("{keys} is the key of “{other}” ({group}).")
        self.conflict.setText(told.format(keys=keys_text([keys]), other=other.text, group=other.group))
        gives = bool(self._shortcuts.keys(self._current)) and not self._adding
        self.swap.setText(self.tr("Swap") if gives else self.tr("Take It"))
        self.foot.setCurrentIndex(2)
        self.swap.setFocus()

    def _assign(self, keys: QKeySequence) -> None:
        command = self._current
        had = self._shortcuts.keys(command)
        self._give_up()
        self._shortcuts.give(command, (*had, keys) if self._adding else (keys, *had[1:]))

    def _swap(self) -> None:
        keys, command = self._wanted, self._current
        if keys is None:
            return
        if self._adding:
            self._assign(keys)
        else:
            self._give_up()
            self._shortcuts.swap(command, keys)

    def _give_up(self) -> None:
        self._wanted = None
        inside = self.foot.isAncestorOf(self.focusWidget())
        self.foot.setCurrentIndex(0)
        if inside:  # and not when somebody went on to look for something else
            self.tree.setFocus()

    # -- searching -------------------------------------------------------------------------------------------------

    def _narrow(self, text: str) -> None:
        """Show the rows that have every word; a heading that has them keeps all of its rows."""
        words = text.casefold().split()
        found = False
        for group, rows in self._groups.values():
            any_row = False
            for row in rows:
                said = f"{group.text(0)} {row.text(0)} {row.text(1)}".casefold()
                hidden = not all(word in said for word in words)
                row.setHidden(hidden)
                any_row = any_row or not hidden
            group.setHidden(not any_row)
            found = found or any_row
        self.nothing.setText(self.tr("Nothing is called “{text}”.").format(text=text.strip()))
        self.nothing.setHidden(found)
        self._follow_current()


def _button(name: str, text: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAutoDefault(False)
    return button
