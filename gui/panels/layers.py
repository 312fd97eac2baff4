"""The layers panel: all layers in a table that sorts, copies, and shares its selection with the canvas."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget

from core.document.graph import NodeId
from gui.panels.follower import Follower
from gui.panels.layer_model import COLUMNS, LayerModel
from gui.panels.values import EmptyState
from gui.preferences import Preferences

__all__ = ["LayersPanel"]

_WIDTHS = {"name": 110, "type": 62, "summary": 110, "input": 100, "output": 80, "state": 100}
_SAMPLE = {"macs": "999,999,999", "params": "9,999,999", "activations": "999,999,999"}
_LAST = ("macs_share", "params_share", "summary", "input")
"""What moves behind the costs: exact costs should be seen without scrolling."""


class _Table(QTableView):
    """A table whose copy key asks its panel."""

    def __init__(self, panel: LayersPanel) -> None:
        super().__init__(panel)
        self._panel = panel

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self._panel.copy()
        else:
            super().keyPressEvent(event)


class LayersPanel(Follower):
    """A row for each layer, in the order of the graph until a heading is clicked."""

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        """A table of nothing yet."""
        super().__init__(preferences, parent)
        self.setObjectName("panel.layers")
        self.setMinimumWidth(260)
        self._syncing = False
        self.model = LayerModel(self)
        self.view = _Table(self)
        self.view.setObjectName("layers.table")
        self.view.setAccessibleName(self.tr("Layers"))
        self.view.setModel(self.model)
        self.view.setFrameShape(QTableView.Shape.NoFrame)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setWordWrap(False)
        self.view.setShowGrid(False)
        self.view.setTabKeyNavigation(False)
        self.view.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.view.setToolTip(
            self.tr("Click a heading to sort; a third click restores the order of the graph. Ctrl+C copies.")
        )
        self.view.verticalHeader().hide()
        metrics = self.view.fontMetrics()
        self.view.verticalHeader().setDefaultSectionSize(metrics.height() + 9)
        self.view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.view.horizontalHeader()
        header.setObjectName("layers.header")
        header.setHighlightSections(False)
        header.setSectionsMovable(True)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        for number, column in enumerate(COLUMNS):
            sample = _SAMPLE.get(column.key, f"{column.title} ▾")
            width = max(metrics.horizontalAdvance(sample) + 20, _WIDTHS.get(column.key, 0))
            self.view.setColumnWidth(number, width)
        keys = [column.key for column in COLUMNS]
        for key in _LAST:
            header.moveSection(header.visualIndex(keys.index(key)), header.visualIndex(keys.index("state")))
        self.view.setSortingEnabled(True)
        self.view.selectionModel().selectionChanged.connect(self._on_rows_selected)
        self.empty = EmptyState("layers.empty", self)
        self.empty.setText(
            self.tr("No layers yet.\n\nDrag one from the palette onto the canvas, or double-click it there.")
        )
        column_layout = QVBoxLayout(self)
        column_layout.setContentsMargins(0, 0, 0, 0)
        column_layout.addWidget(self.view)
        column_layout.addWidget(self.empty)

    def refresh(self) -> None:
        """Show the layers and the selection as they are now."""
        main = self.session.analysis.main if self.session is not None else None
        self._syncing = True  # a reset or a new order must not be heard as a choice
        try:
            self.model.follow(main, self.preferences.shape_order, self.theme)
        finally:
            self._syncing = False
        self.view.setVisible(self.model.rowCount() > 0)
        self.empty.setVisible(self.model.rowCount() == 0)
        self._show_selection()

    def _on_selection(self, _selection: object) -> None:
        if self.isVisible():
            self._show_selection()
        else:
            self.request_refresh()

    def selected_nodes(self) -> list[NodeId]:
        """The layers of the selected rows, from top to bottom."""
        rows = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        return [self.model.nodes[row] for row in rows]

    def _on_rows_selected(self) -> None:
        if not self._syncing and self.session is not None:
            self.session.select(self.selected_nodes())

    def _show_selection(self) -> None:
        """Select the rows of the selected layers and bring the first of them into view."""
        if self.session is None or set(self.selected_nodes()) == self.session.selection:
            return
        places = (self.model.row_of(node) for node in self.session.selection)
        rows = sorted(row for row in places if row is not None)
        chosen = QItemSelection()
        last = len(COLUMNS) - 1
        for _, run in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
            members = [row for _, row in run]
            chosen.select(self.model.index(members[0], 0), self.model.index(members[-1], last))
        flag = QItemSelectionModel.SelectionFlag
        self._syncing = True
        try:
            self.view.selectionModel().select(chosen, flag.ClearAndSelect | flag.Rows)
            if rows:
                first = self.model.index(rows[0], 0)
                self.view.selectionModel().setCurrentIndex(first, flag.NoUpdate)
                self.view.scrollTo(first)
        finally:
            self._syncing = False

    def as_table(self) -> str:
        """The selected rows, or all where none is selected, as tab-separated text with a header."""
        return self.model.table_text(self.selected_nodes() or self.model.nodes)

    def copy(self) -> None:
        """Put them on the clipboard."""
        QGuiApplication.clipboard().setText(self.as_table())
