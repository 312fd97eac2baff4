"""The branches panel: for every merge, who contributes how many channels and at what cost."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QListView, QPushButton, QVBoxLayout, QWidget

from core.document.graph import NodeId
from gui.panels.branch_model import BranchModel, BranchRow, RowKind, rows_of, table_text
from gui.panels.branch_rows import BranchDelegate
from gui.panels.findings import found_merges
from gui.panels.follower import Follower
from gui.panels.values import EmptyState, set_up_list
from gui.preferences import Preferences

__all__ = ["BranchesPanel"]

_MOST_OPENED: Final = 3


class BranchesPanel(Follower):
    """All merges of the graph that is shown with their branches; a click selects the layers of a row.

    A click on a merge whose branches are not listed lists them, for the last few that were asked for.
    """

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        """A panel of nothing yet."""
        super().__init__(preferences, parent)
        self.setObjectName("panel.branches")
        self.setMinimumWidth(260)
        self._opened: list[NodeId] = []
        self.model = BranchModel(self)
        self.view = QListView(self)
        set_up_list(self.view, "branches.list", self.tr("Branches"))
        self.view.setModel(self.model)
        self.view.setItemDelegate(BranchDelegate(lambda: self.theme, self.view))
        self.view.clicked.connect(self._on_chosen)
        self.view.activated.connect(self._on_chosen)
        self.copy_button = QPushButton(self.tr("Copy as table"))
        self.copy_button.setObjectName("branches.copy")
        self.copy_button.setToolTip(self.tr("Copy all branches as tab-separated text"))
        self.copy_button.clicked.connect(self.copy)
        self.empty = EmptyState("branches.empty", self)
        self.empty.setText(
            self.tr(
                "No branches yet.\n\nLead one output to several layers and join them again with a Concat or an Add: "
                "what each branch contributes and costs is listed here."
            )
        )
        below = QHBoxLayout()
        below.setContentsMargins(8, 6, 8, 8)
        below.addStretch(1)
        below.addWidget(self.copy_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addLayout(below)
        column.addWidget(self.empty, 1)

    def refresh(self) -> None:
        """Show the branches as they are now."""
        main = self.session.graph_analysis if self.session is not None else None
        rows = rows_of(main, found_merges(main), self._opened) if main is not None else []
        self.model.show_rows(rows)
        for widget in (self.view, self.copy_button):
            widget.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self.view.viewport().update()

    def as_table(self) -> str:
        """All branches as tab-separated text."""
        return table_text(self.model.rows)

    def copy(self) -> None:
        """Put them on the clipboard."""
        QGuiApplication.clipboard().setText(self.as_table())

    def session_switched(self) -> None:
        """Of another sketch nothing was asked for yet."""
        self._opened = []

    def _on_chosen(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        row = self.model.rows[index.row()]
        if row.kind is RowKind.CLOSED:
            self._open(row)
        if self.session is not None and row.nodes:
            self.session.select(row.nodes)

    def _open(self, row: BranchRow) -> None:
        self._opened = [*self._opened, *row.nodes][-_MOST_OPENED:]
        self.refresh()
        at = next(
            n for n, each in enumerate(self.model.rows) if each.kind is RowKind.HEADING and each.nodes == row.nodes
        )
        self.view.setCurrentIndex(self.model.index(at))
        self.view.scrollTo(self.model.index(at), QListView.ScrollHint.PositionAtTop)
