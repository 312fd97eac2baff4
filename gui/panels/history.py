"""The history panel: every step by name, and a click goes there."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QVBoxLayout, QWidget

from gui.panels.follower import Follower
from gui.panels.values import EmptyState
from gui.preferences import Preferences
from gui.session import Change, Session
from gui.theme import Theme

__all__ = ["HistoryModel", "HistoryPanel"]

Index = QModelIndex | QPersistentModelIndex


class HistoryModel(QAbstractListModel):
    """The steps of a session, after one row for the document before the first of them."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """No steps yet."""
        super().__init__(parent)
        self._texts: list[str] = []
        self._now = 0
        self._theme = theme

    @property
    def now(self) -> int:
        """Row of the step that the document is at."""
        return self._now

    def follow(self, session: Session | None, theme: Theme) -> None:
        """Show the history of a session; rows that stay the same are left alone."""
        texts: list[str] = []
        if session is not None:
            steps = self.tr("Earlier steps are forgotten") if session.steps_forgotten else self.tr("Opened")
            texts = [steps, *(entry.text for entry in session.history)]
        if self._theme is not theme:
            self._theme = theme
        same = 0
        for old, new in zip(self._texts, texts, strict=False):
            if old != new:
                break
            same += 1
        if same < len(self._texts):
            self.beginRemoveRows(QModelIndex(), same, len(self._texts) - 1)
            del self._texts[same:]
            self.endRemoveRows()
        if same < len(texts):
            self.beginInsertRows(QModelIndex(), same, len(texts) - 1)
            self._texts += texts[same:]
            self.endInsertRows()
        self._now = session.history_index if session is not None else 0
        if self._texts:
            self.dataChanged.emit(self.index(0), self.index(len(self._texts) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._texts)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = index.row()
        if not 0 <= row < len(self._texts):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._texts[row]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row)
        if role == Qt.ItemDataRole.ForegroundRole and row > self._now:
            return self._theme.muted
        if role == Qt.ItemDataRole.FontRole and row >= self._now:
            font = QFont()
            font.setBold(row == self._now)
            font.setItalic(row > self._now)
            return font
        return None

    def _spoken(self, row: int) -> str:
        text = self._texts[row]
        if row == self._now:
            return self.tr("{step}, shown now").format(step=text)
        return self.tr("{step}, undone").format(step=text) if row > self._now else text


class _Steps(QListView):
    """A list whose Enter key goes to the current row."""

    def __init__(self, panel: HistoryPanel) -> None:
        super().__init__(panel)
        self._panel = panel

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._panel.go_to(self.currentIndex().row())
        else:
            super().keyPressEvent(event)


class HistoryPanel(Follower):
    """What was done to the sketch, step by step; what was undone stays until something else is done."""

    follows_path = False

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        """A list of nothing yet."""
        super().__init__(preferences, parent)
        self.setObjectName("panel.history")
        self.model = HistoryModel(self.theme, self)
        self.view = _Steps(self)
        self.view.setObjectName("history.steps")
        self.view.setAccessibleName(self.tr("History"))
        self.view.setModel(self.model)
        self.view.setFrameShape(QListView.Shape.NoFrame)
        self.view.setUniformItemSizes(True)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.clicked.connect(lambda index: self.go_to(index.row()))
        self.empty = EmptyState("history.empty", self)
        self.empty.setText(
            self.tr("Nothing was done yet.\n\nEvery step is listed here; a click on one goes back to it.")
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        column.addWidget(self.empty)

    def refresh(self) -> None:
        """Show the steps and where the document is among them."""
        session = self.session
        self.model.follow(session, self.theme)
        done = session is not None and bool(session.history or session.steps_forgotten)
        self.view.setVisible(done)
        self.empty.setVisible(not done)
        now = self.model.index(self.model.now)
        self.view.setCurrentIndex(now)
        self.view.scrollTo(now)

    def go_to(self, row: int) -> None:
        """Show the document as it was after the step of a row."""
        if self.session is not None:
            self.session.go_to(row)

    def _on_changed(self, change: Change) -> None:
        """Every step counts, also one that only moves a layer."""
        self.request_refresh()
