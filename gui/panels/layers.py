"""The layers panel: all layers in a table that sorts, copies, and shares its selection with the canvas."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from core.analysis.infer import GraphAnalysis, Path, Row
from core.document.graph import NodeId
from core.language.operator import Cost
from core.text import ShapeOrder
from gui.entry.labels import quiet
from gui.panels.follower import Follower
from gui.panels.layer_cells import LayerDelegate
from gui.panels.layer_model import COLUMNS, LayerModel, row_of
from gui.panels.values import EmptyState
from gui.preferences import Preferences
from gui.theme import Theme

__all__ = ["LayersPanel"]

_WIDTHS = {"name": 110, "type": 62, "summary": 110, "input": 100, "output": 80, "state": 100}
_WIDE_NAME = 260
"""Width of the names when they are paths."""
_COPIES = next(number for number, column in enumerate(COLUMNS) if column.key == "copies")
_SAMPLE = {"macs": "9,999,999,999", "params": "999,999,999", "activations": "999,999,999"}
_LAST = ("macs_share", "params_share", "summary", "input")
"""What moves behind the costs: exact costs should be seen without scrolling."""


def _set_up_headers(view: QTableView) -> None:
    """Columns wide enough for what they say, exact costs where they are seen without scrolling; rows of one height."""
    metrics = view.fontMetrics()
    view.verticalHeader().setDefaultSectionSize(metrics.height() + 9)
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    header = view.horizontalHeader()
    header.setObjectName("layers.header")
    header.setHighlightSections(False)
    # One of its own, always empty: it would ask for each row of a selection whether all of a column is selected.
    header.setSelectionModel(QItemSelectionModel(view.model(), header))
    header.setSectionsMovable(True)
    header.setSortIndicatorClearable(True)
    header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
    for number, column in enumerate(COLUMNS):
        sample = _SAMPLE.get(column.key, f"{column.title} ▾")
        width = max(metrics.horizontalAdvance(sample) + 20, _WIDTHS.get(column.key, 0))
        view.setColumnWidth(number, width)
    keys = [column.key for column in COLUMNS]
    for key in _LAST:
        header.moveSection(header.visualIndex(keys.index(key)), header.visualIndex(keys.index("state")))


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
    """A row for each layer, in the order of the graph until a heading is clicked.

    Collapsed, they are those of the graph that is shown, and a block is one row; expanded, those of the whole document,
    and a layer inside blocks has a row of its own.
    """

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        """A table of nothing yet."""
        super().__init__(preferences, parent)
        self.setObjectName("panel.layers")
        self.setMinimumWidth(260)
        self._syncing = False
        self._shown: tuple[GraphAnalysis, Path] | None = None
        self._made: dict[NodeId, Row] = {}
        """Rows made last; those of layers whose result is the same need not be made again."""
        self._made_at: Path = ()
        self._look: tuple[ShapeOrder, Theme] = ("HWC", self.theme)
        self.model = LayerModel(self)
        self.view = _Table(self)
        self.view.setObjectName("layers.table")
        self.view.setAccessibleName(self.tr("Layers"))
        self.view.setModel(self.model)
        self.view.setItemDelegate(LayerDelegate(self.model, self.view))
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
        _set_up_headers(self.view)
        self.view.setSortingEnabled(True)
        self.view.setColumnHidden(_COPIES, True)
        self.view.selectionModel().selectionChanged.connect(self._on_rows_selected)
        self.view.doubleClicked.connect(lambda index: self._open(index.row()))
        self.expanded = QCheckBox(self.tr("Blocks expanded"), self)
        self.expanded.setObjectName("layers.expanded")
        self.expanded.setToolTip(
            self.tr("List the layers inside blocks, of the whole sketch. A row stands for all equal copies.")
        )
        self.expanded.toggled.connect(self._on_expanded)
        self._where = quiet("", "layers.where", self)
        self._where.setWordWrap(False)
        self._above = QWidget(self)
        self._above.setObjectName("layers.above")
        self._above.hide()
        above = QHBoxLayout(self._above)
        above.setContentsMargins(8, 3, 8, 3)
        above.addWidget(self.expanded)
        above.addWidget(self._where, 1)
        self.empty = EmptyState("layers.empty", self)
        self.empty.setText(
            self.tr("No layers yet.\n\nDrag one from the palette onto the canvas, or double-click it there.")
        )
        column_layout = QVBoxLayout(self)
        column_layout.setContentsMargins(0, 0, 0, 0)
        column_layout.setSpacing(0)
        column_layout.addWidget(self._above)
        column_layout.addWidget(self.view)
        column_layout.addWidget(self.empty)

    def refresh(self) -> None:
        """Show the layers and the selection as they are now."""
        was, self._syncing = self._syncing, True  # a reset or a new order must not be heard as a choice
        try:
            if not self._change():
                rows, total = self._rows()
                self._look = self.preferences.shape_order, self.theme
                self.model.follow(rows, total, *self._look, expanded=self.expanded.isChecked())
        finally:
            self._syncing = was
        session = self.session
        self._above.setVisible(session is not None and bool(session.document.modules))
        inside = session is not None and bool(session.path) and not self.expanded.isChecked()
        names = "/".join(session.names_on_path()) if session is not None else ""
        self._where.setText(self.tr("One copy of {path}").format(path=names) if inside else "")
        self.view.setVisible(self.model.rowCount() > 0)
        self.empty.setVisible(self.model.rowCount() == 0)
        self._show_selection()

    def _change(self) -> bool:
        """Follow an edit that kept the layers and their order, by the rows that differ. Returns whether it was one."""
        session, before = self.session, self._shown
        self._shown = None
        if session is None or self.expanded.isChecked():
            return False
        after, path = session.graph_analysis, session.path
        self._shown = (after, path)
        same = before is not None and before[1] == path and before[0].order == after.order
        if before is None or not same or self._look != (self.preferences.shape_order, self.theme):
            return False
        new = after.results
        differ, _ = after.changed_since(before[0])
        self.model.change(path, {key: new[key] for key in differ}, after.cost)
        return True

    def _rows(self) -> tuple[list[Row], Cost]:
        """What is to be listed, and the cost of everything."""
        session = self.session
        if session is None:
            self._made = {}
            return [], Cost()
        if self.expanded.isChecked():
            return list(session.analysis.rows()), session.analysis.main.cost
        shown, path = session.graph_analysis, session.path
        results = shown.results
        known = self._made if self._made_at == path else {}
        rows: list[Row] = []
        for key in shown.order:
            row, result = known.get(key), results[key]
            rows.append(row if row is not None and row.result is result else row_of(path, result))
        self._made, self._made_at = dict(zip(shown.order, rows, strict=True)), path
        return rows, shown.cost

    def _on_expanded(self, expanded: bool) -> None:
        self.view.setColumnHidden(_COPIES, not expanded)
        self.view.setTextElideMode(Qt.TextElideMode.ElideMiddle if expanded else Qt.TextElideMode.ElideRight)
        self.view.setColumnWidth(0, _WIDE_NAME if expanded else _WIDTHS["name"])
        self.request_refresh()

    def _open(self, row: int) -> None:
        """Go into the block of a row."""
        chosen = self.model.row(row)
        if self.session is not None and chosen.result.op.stands_for_others and chosen.ids[:-1] == self.session.path:
            self.session.enter(chosen.ids[-1])

    def _on_selection(self, _selection: object) -> None:
        if self.isVisible():
            self._show_selection()
        else:
            self.request_refresh()

    def selected_rows(self) -> list[Row]:
        """The selected rows, from top to bottom."""
        return [self.model.row(place) for place in self._selected_places()]

    def _selected_places(self) -> list[int]:
        # By runs of rows: to be asked for each row by itself, Qt asks the model of every cell.
        runs = sorted((run.top(), run.bottom()) for run in self.view.selectionModel().selection().toList())
        return [place for top, bottom in runs for place in range(top, bottom + 1)]

    def selected_nodes(self) -> list[NodeId]:
        """The layers of the selected rows, from top to bottom."""
        return [row.ids[-1] for row in self.selected_rows()]

    def _on_rows_selected(self) -> None:
        """Select the layers of the selected rows; where they lie in another graph, that of the current row."""
        session = self.session
        if self._syncing or session is None:
            return
        rows = self.selected_rows()
        current = self.view.currentIndex()
        path = session.path
        if rows and not any(row.ids[:-1] == path for row in rows):
            last = self.model.row(current.row()) if current.isValid() else rows[-1]
            path = last.ids[:-1]
            self._syncing = True
            try:
                session.reveal(last.ids[-1], path)
            finally:
                self._syncing = False
        session.select([row.ids[-1] for row in rows if row.ids[:-1] == path])

    def _show_selection(self) -> None:
        """Select the rows of the selected layers and bring the first of them into view."""
        session = self.session
        if self._syncing or session is None:
            return
        wanted = {(*session.path, key) for key in session.selection}
        if set(map(self.model.ids, self._selected_places())) == wanted:
            return
        rows = self.model.rows_of(wanted)
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
        return self.model.table_text(self.selected_rows() or self.model.rows)

    def copy(self) -> None:
        """Put them on the clipboard."""
        QGuiApplication.clipboard().setText(self.as_table())
