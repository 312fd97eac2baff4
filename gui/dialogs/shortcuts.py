"""Every key and gesture of the program, to look one up."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QLineEdit, QTreeWidget, QTreeWidgetItem, QWidget

from gui.dialogs.frame import Frame, muted

__all__ = ["ShortcutsDialog"]


class ShortcutsDialog(Frame):
    """What can be done, and the keys for it, in groups; a field narrows it down to what is looked for."""

    def __init__(self, groups: Sequence[tuple[str, Sequence[tuple[str, str]]]], parent: QWidget | None = None) -> None:
        """Show all groups.

        Args:
            groups: (heading, rows of (what, keys)).
            parent: the window.
        """
        super().__init__("shortcuts_dialog", self.tr("Keyboard and mouse"), parent)
        self.search = QLineEdit()
        self.search.setObjectName("shortcuts_search")
        self.search.setPlaceholderText(self.tr("Search for an action or a key"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._narrow)
        self.tree = QTreeWidget()
        self.tree.setObjectName("shortcuts_list")
        self.tree.setColumnCount(2)
        self.tree.setHeaderHidden(True)
        self.tree.setRootIsDecorated(False)
        self.tree.setItemsExpandable(False)
        self.tree.setIndentation(14)
        self.tree.setUniformRowHeights(True)
        self._groups: list[tuple[QTreeWidgetItem, list[QTreeWidgetItem]]] = []
        for title, rows in groups:
            self._add_group(title, rows)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.nothing = muted("shortcuts_nothing")
        self.nothing.hide()
        self.body.addWidget(self.search)
        self.body.addWidget(self.tree, 1)
        self.body.addWidget(self.nothing)
        # Enter in the field looks, it does not close.
        self.close_button.setAutoDefault(False)
        self.close_button.setDefault(False)
        self.search.setFocus()
        self.resize(560, 560)

    def _add_group(self, title: str, rows: Sequence[tuple[str, str]]) -> None:
        group = QTreeWidgetItem(self.tree, [title])
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        font = group.font(0)
        font.setBold(True)
        group.setFont(0, font)
        self._groups.append((group, [QTreeWidgetItem(group, [what, keys]) for what, keys in rows]))
        group.setExpanded(True)
        group.setFirstColumnSpanned(True)

    def _narrow(self, text: str) -> None:
        """Show the rows that have every word; a heading that has them keeps all of its rows."""
        words = text.casefold().split()
        found = False
        for group, rows in self._groups:
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
