"""Bookmarks of a sketch: going to them, calling them something else, taking them away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QPushButton, QTreeWidget, QTreeWidgetItem, QWidget

from core.document.block_paths import existing, names_on
from core.document.bookmarks import remove_bookmark, rename_bookmark
from core.errors import EditError
from gui.dialogs.frame import Frame, muted
from gui.session import Session

__all__ = ["BookmarksDialog"]

_NAME: Final = Qt.ItemDataRole.UserRole
_MOST_NUMBERED: Final = 9


class _Places(QTreeWidget):
    """A list whose F2 and Delete keys rename and remove the current place."""

    def __init__(self, edit: Callable[[], None], remove: Callable[[], None]) -> None:
        super().__init__()
        self._edit, self._remove = edit, remove

    def keyPressEvent(self, event: QKeyEvent) -> None:
        editing = self.state() == QTreeWidget.State.EditingState
        if event.key() == Qt.Key.Key_F2:
            self._edit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not editing:
            self._remove()
        else:
            super().keyPressEvent(event)


class BookmarksDialog(Frame):
    """All bookmarks in a list. A name is changed where it stands; every change is a step of undo."""

    def __init__(self, session: Session, go: Callable[[int], None], parent: QWidget | None = None) -> None:
        """Show the bookmarks of a session.

        Args:
            session: whose document holds them.
            go: shows the place of a bookmark, counted from 1.
            parent: the window.
        """
        super().__init__("bookmarks_dialog", self.tr("Bookmarks"), parent)
        self._session, self._go = session, go
        self._filling = False
        self.list = _Places(self._edit, self.remove)
        self.list.setObjectName("bookmarks_list")
        self.list.setAccessibleName(self.tr("Bookmarks"))
        self.list.setHeaderLabels([self.tr("Bookmark"), self.tr("In"), self.tr("Key")])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setEditTriggers(QTreeWidget.EditTrigger.NoEditTriggers)  # only the name is edited, by F2
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.itemChanged.connect(self._rename)
        self.list.itemActivated.connect(lambda _item: self.show_place())
        self.list.currentItemChanged.connect(lambda _now, _before: self._enable())
        self.nothing = muted(
            "bookmarks_nothing",
            self.tr("No bookmarks yet. Go where you want to come back to, and press Alt+B on the canvas."),
        )
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.nothing)
        # Enter goes to the place, it does not close.
        self.close_button.setAutoDefault(False)
        self.close_button.setDefault(False)
        self._buttons: list[QPushButton] = []
        for name, text, act in (
            ("go", self.tr("&Go There"), self.show_place),
            ("rename", self.tr("Re&name"), self._edit),
            ("remove", self.tr("&Remove"), self.remove),
        ):
            button = QPushButton(text)
            button.setObjectName(f"bookmarks_{name}")
            button.setAutoDefault(False)
            button.clicked.connect(act)
            self.add_button(button)
            self._buttons.append(button)
        session.changed.connect(self._fill)
        self._fill()
        self.list.setFocus()
        self.resize(460, 340)

    def _fill(self, _change: object = None) -> None:
        row = max(self._row, 0)
        document = self._session.document
        self._filling = True
        try:
            self.list.clear()
            for number, bookmark in enumerate(document.bookmarks, 1):
                way = existing(document, bookmark.path)
                place = "/".join(names_on(document, way)) or self.tr("the sketch itself")
                if way != bookmark.path:
                    place = self.tr("a block that is gone")
                key = self.tr("Alt+{number}").format(number=number) if number <= _MOST_NUMBERED else ""
                item = QTreeWidgetItem(self.list, [bookmark.name, place, key])
                item.setData(0, _NAME, bookmark.name)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        finally:
            self._filling = False
        count = self.list.topLevelItemCount()
        self.list.setVisible(count > 0)
        self.nothing.setVisible(count == 0)
        now = self.list.topLevelItem(min(row, count - 1))
        if now is not None:
            self.list.setCurrentItem(now)
        self._enable()

    @property
    def _row(self) -> int:
        """Of the current bookmark, -1 where there is none."""
        item = self.list.currentItem()
        return -1 if item is None else self.list.indexOfTopLevelItem(item)

    def _enable(self) -> None:
        for button in self._buttons:
            button.setEnabled(self._row >= 0)

    def _edit(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.list.editItem(item, 0)

    def _rename(self, item: QTreeWidgetItem) -> None:
        if self._filling:
            return
        name, new = str(item.data(0, _NAME)), item.text(0)
        # Once the list is done with its field: the item is about to be replaced.
        QTimer.singleShot(0, self, lambda: self._call(name, new))

    def _call(self, name: str, new: str) -> None:
        try:
            done = self._session.apply(
                self.tr("Rename Bookmark"), lambda document: rename_bookmark(document, name, new)
            )
        except EditError:  # no name at all
            done = False
        if not done:
            self._fill()

    def remove(self) -> None:
        """Take the current bookmark away."""
        item = self.list.currentItem()
        if item is not None:
            name = str(item.data(0, _NAME))
            self._session.apply(self.tr("Remove Bookmark"), lambda document: remove_bookmark(document, name))

    def show_place(self) -> None:
        """Close the dialog and go where the current bookmark leads."""
        row = self._row
        if row >= 0:
            self.accept()
            self._go(row + 1)
