"""The layers of a sketch as a table model: exact values of any size, sorted as what they are.

Qt's own integers have 32 bits and would wrap; here numbers stay Python's and only their text goes through Qt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.analysis.infer import GraphAnalysis, NodeResult, State
from core.document.graph import NodeId, natural_key
from core.language.dims import Shape
from core.language.operator import Cost
from core.text import HWC, ShapeOrder, integer_text, percent_text, shape_text, short_text
from gui.panels.facts import state_text
from gui.theme import LIGHT, Theme

__all__ = ["COLUMNS", "LayerModel"]

_Index = QModelIndex | QPersistentModelIndex
_NOTHING: Final = Cost()


class _Scope(NamedTuple):
    """What a cell needs to know besides its own layer."""

    total: Cost
    order: ShapeOrder


class Column(NamedTuple):
    """One column: heading, what it means, its text, its sort key (None is unknown and goes last)."""

    key: str
    title: str
    tip: str
    text: Callable[[NodeResult, _Scope], str]
    rank: Callable[[NodeResult], Any]
    numeric: bool = False
    plain: Callable[[NodeResult, _Scope], str] | None = None
    """Text for the clipboard where it differs: plain digits."""


def _known(result: NodeResult) -> bool:
    return result.state is State.OK and result.counted


def _count(key: str, title: str, tip: str) -> Column:
    def value(result: NodeResult) -> int | None:
        number: int = getattr(result.cost, key)
        return number if _known(result) else None

    def text(result: NodeResult, _scope: _Scope) -> str:
        number = value(result)
        return integer_text(number) if number is not None else ("?" if result.counted else "")

    def plain(result: NodeResult, _scope: _Scope) -> str:
        number = value(result)
        return str(number) if number is not None else ""

    return Column(key, title, tip, text, value, numeric=True, plain=plain)


def _share(key: str, title: str, tip: str) -> Column:
    def text(result: NodeResult, scope: _Scope) -> str:
        return percent_text(getattr(result.cost, key), getattr(scope.total, key)) if _known(result) else ""

    def plain(result: NodeResult, scope: _Scope) -> str:
        return text(result, scope).removesuffix(" %").replace("–", "")

    return Column(
        f"{key}_share",
        title,
        tip,
        text,
        lambda result: getattr(result.cost, key) if _known(result) else None,
        numeric=True,
        plain=plain,
    )


def _arrives(result: NodeResult) -> Shape | None:
    return next((shape for shape in result.inputs if shape is not None), None)


def _inputs_text(result: NodeResult, scope: _Scope) -> str:
    return ", ".join(shape_text(shape, scope.order) for shape in result.inputs)


COLUMNS: Final = (
    Column(
        "name",
        "Name",
        "What the layer is called",
        lambda r, _s: r.node.name,
        lambda r: natural_key(r.node.name),
    ),
    Column("type", "Type", "Type of the layer", lambda r, _s: r.op.label, lambda r: r.op.label),
    Column("summary", "Parameters", "Main parameters", lambda r, _s: r.op.summary(), lambda r: r.op.summary()),
    Column("input", "Input", "Shapes that arrive", _inputs_text, _arrives),
    Column(
        "output",
        "Output",
        "Shape that leaves",
        lambda r, s: shape_text(r.output, s.order),
        lambda r: r.output,
    ),
    _count("macs", "MACs", "Multiply-accumulates of weights against data, per example"),
    _share("macs", "MACs %", "Share of all MACs"),
    _count("params", "Params", "Learnable numbers"),
    _share("params", "Params %", "Share of all params"),
    _count("activations", "Activations", "Output elements, per example"),
    Column(
        "state",
        "State",
        "Whether it is counted, and if not, why",
        lambda r, _s: state_text(r.state) if r.counted or r.state is not State.OK else "",
        lambda r: list(State).index(r.state),
    ),
)
_SHARES: Final = tuple(number for number, column in enumerate(COLUMNS) if column.key.endswith("_share"))


class LayerModel(QAbstractTableModel):
    """Follows an analysis: rows whose result is the same object are left alone; a reset only when the order differs."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start without rows."""
        super().__init__(parent)
        self._main: GraphAnalysis | None = None
        self._rows: list[NodeId] = []
        self._places: dict[NodeId, int] = {}
        self._scope = _Scope(_NOTHING, HWC)
        self._column = -1
        self._descending = False
        self._theme: Theme = LIGHT

    @property
    def nodes(self) -> Sequence[NodeId]:
        """Ids in the order of the rows."""
        return self._rows

    def row_of(self, node: NodeId) -> int | None:
        """The row of a layer."""
        return self._places.get(node)

    def follow(self, main: GraphAnalysis | None, order: ShapeOrder, theme: Theme) -> None:
        """Show another analysis."""
        before, self._main = self._main, main
        look_changed = order != self._scope.order or theme is not self._theme
        total_before = self._scope.total
        self._scope = _Scope(main.cost if main is not None else _NOTHING, order)
        self._theme = theme
        if before is None or main is None or before.order != main.order:
            self.beginResetModel()
            self._place(self._sorted())
            self.endResetModel()
            return
        if look_changed:
            self._announce(range(len(self._rows)), 0, len(COLUMNS) - 1)
            return
        if before.results is not main.results:
            changed = [row for row, key in enumerate(self._rows) if before.results[key] is not main.results[key]]
            self._announce(changed, 0, len(COLUMNS) - 1)
            if self._scope.total != total_before:
                for column in _SHARES:
                    self._announce(range(len(self._rows)), column, column)
            self._resort()

    def _announce(self, rows: Iterable[int], first: int, last: int) -> None:
        """Say that cells differ, a run of rows at a time."""
        start = end = -1
        for row in rows:
            if row == end + 1 and start >= 0:
                end = row
                continue
            if start >= 0:
                self.dataChanged.emit(self.index(start, first), self.index(end, last))
            start = end = row
        if start >= 0:
            self.dataChanged.emit(self.index(start, first), self.index(end, last))

    def _place(self, rows: list[NodeId]) -> None:
        self._rows = rows
        self._places = {key: row for row, key in enumerate(rows)}

    def _sorted(self) -> list[NodeId]:
        """The rows in the order asked for; unknown values last either way."""
        if self._main is None:
            return []
        if self._column < 0:
            return list(self._main.order)
        results, rank = self._main.results, COLUMNS[self._column].rank
        ranked = [(rank(results[key]), key) for key in self._main.order]
        known = [pair for pair in ranked if pair[0] is not None]
        known.sort(key=lambda pair: pair[0], reverse=self._descending)
        return [key for _, key in known] + [key for value, key in ranked if value is None]

    def _resort(self) -> None:
        rows = self._sorted()
        if rows == self._rows:
            return
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        nodes = [self._rows[index.row()] for index in held]
        self._place(rows)
        moved = [self.index(self._places[key], index.column()) for key, index in zip(nodes, held, strict=True)]
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()

    def table_text(self, nodes: Iterable[NodeId]) -> str:
        """Rows as tab-separated text with a header; plain digits, shares in percent."""
        chosen = set(nodes)
        lines = ["\t".join(column.title for column in COLUMNS)]
        for key in self._rows:
            if key in chosen and self._main is not None:
                result = self._main.results[key]
                lines.append("\t".join((c.plain or c.text)(result, self._scope) for c in COLUMNS))
        return "\n".join(lines)

    # -- Qt's questions --------------------------------------------------------------------------------------------

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._column, self._descending = column, order is Qt.SortOrder.DescendingOrder
        self._resort()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = COLUMNS[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return QCoreApplication.translate("layers", column.title)
        if role == Qt.ItemDataRole.ToolTipRole:
            return QCoreApplication.translate("layers", column.tip)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.numeric else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._main is None or not index.isValid():
            return None
        result = self._main.results[self._rows[index.row()]]
        column = COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(result, self._scope)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.numeric else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(result, column)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._ink(result, column)
        return None

    def _tip(self, result: NodeResult, column: Column) -> str:
        if result.issues and column.key in ("name", "state"):
            return "\n".join(str(issue.message) for issue in result.issues)
        text = column.text(result, self._scope)
        value = column.rank(result) if column.numeric and not column.key.endswith("_share") else None
        return f"{text} ({short_text(value)})" if value is not None and value >= 1000 else text

    def _ink(self, result: NodeResult, column: Column) -> Any:
        if result.state is State.OK:
            return self._theme.muted if column.key == "state" or not result.counted else None
        colors = {State.WRONG: self._theme.error, State.OPEN: self._theme.warning, State.WAITING: self._theme.muted}
        return colors[result.state]
