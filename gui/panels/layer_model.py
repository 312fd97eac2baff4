"""The layers of a sketch as a table model: exact values of any size, sorted as what they are.

Qt's own integers have 32 bits and would wrap; here numbers stay Python's and only their text goes through Qt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from core.analysis.infer import NodeResult, Path, Row, State
from core.document.graph import NodeId, natural_key
from core.language.dims import Shape
from core.language.operator import Cost
from core.text import HWC, ShapeOrder, integer_text, percent_text, shape_text, short_text
from gui.panels.facts import state_text
from gui.theme import LIGHT, Theme

__all__ = ["COLUMNS", "LayerModel", "cost_of_row", "row_of"]

_Index = QModelIndex | QPersistentModelIndex
_NOTHING: Final = Cost()


class _Scope(NamedTuple):
    """What a cell needs to know besides its own row."""

    total: Cost
    order: ShapeOrder


class Column(NamedTuple):
    """One column: heading, what it means, its text, its sort key (None is unknown and goes last)."""

    key: str
    title: str
    tip: str
    text: Callable[[Row, _Scope], str]
    rank: Callable[[Row], Any]
    numeric: bool = False
    plain: Callable[[Row, _Scope], str] | None = None
    """Text for the clipboard where it differs: plain digits."""


def _layer(result: NodeResult) -> bool:
    """Whether it has costs: all but Input and Output do, blocks too."""
    return result.counted or result.op.stands_for_others


def _known(row: Row) -> bool:
    return row.result.state is State.OK and _layer(row.result)


def cost_of_row(row: Row) -> Cost:
    """What all copies that a row stands for cost together."""
    return row.cost if row.copies == 1 else row.cost * row.copies


def _count(key: str, title: str, tip: str) -> Column:
    def value(row: Row) -> int | None:
        number: int = getattr(cost_of_row(row), key)
        return number if _known(row) else None

    def text(row: Row, _scope: _Scope) -> str:
        number = value(row)
        return integer_text(number) if number is not None else ("?" if _layer(row.result) else "")

    def plain(row: Row, _scope: _Scope) -> str:
        number = value(row)
        return str(number) if number is not None else ""

    return Column(key, title, tip, text, value, numeric=True, plain=plain)


def _share(key: str, title: str, tip: str) -> Column:
    def text(row: Row, scope: _Scope) -> str:
        return percent_text(getattr(cost_of_row(row), key), getattr(scope.total, key)) if _known(row) else ""

    def plain(row: Row, scope: _Scope) -> str:
        return text(row, scope).removesuffix(" %").replace("–", "")

    return Column(
        f"{key}_share",
        title,
        tip,
        text,
        lambda row: getattr(cost_of_row(row), key) if _known(row) else None,
        numeric=True,
        plain=plain,
    )


def _arrives(row: Row) -> Shape | None:
    return next((shape for shape in row.result.inputs if shape is not None), None)


def _inputs_text(row: Row, scope: _Scope) -> str:
    return ", ".join(shape_text(shape, scope.order) for shape in row.result.inputs)


def _outputs_text(row: Row, scope: _Scope) -> str:
    return ", ".join(shape_text(shape, scope.order) for shape in row.result.outputs or (None,))


def _summary(row: Row) -> str:
    """The main parameters, behind a word where they are used nowhere."""
    summary = row.result.parameters
    return f"bypassed: {summary}".removesuffix(": ") if row.result.bypassed else summary


COLUMNS: Final = (
    Column(
        "name",
        "Name",
        "What the layer is called, and the blocks it lies in",
        lambda r, _s: "/".join(r.path),
        lambda r: natural_key("/".join(r.path)),
    ),
    Column(
        "copies",
        "Copies",
        "How many equal layers the row stands for; its numbers are those of all of them",
        lambda r, _s: f"×{integer_text(r.copies)}",
        lambda r: r.copies,
        numeric=True,
        plain=lambda r, _s: str(r.copies),
    ),
    Column("type", "Type", "Type of the layer", lambda r, _s: r.result.op.label, lambda r: r.result.op.label),
    Column(
        "summary",
        "Parameters",
        "Main parameters",
        lambda r, _s: _summary(r),
        _summary,
    ),
    Column("input", "Input", "Shapes that arrive", _inputs_text, _arrives),
    Column("output", "Output", "Shape that leaves", _outputs_text, lambda r: r.result.output),
    _count("macs", "MACs", "Multiply-accumulates of weights against data, per example"),
    _share("macs", "MACs %", "Share of all MACs"),
    _count("params", "Params", "Learnable numbers"),
    _share("params", "Params %", "Share of all params"),
    _count("activations", "Activations", "Output elements, per example"),
    Column(
        "state",
        "State",
        "Whether it is counted, and if not, why",
        lambda r, _s: state_text(r.result.state) if _layer(r.result) or r.result.state is not State.OK else "",
        lambda r: list(State).index(r.result.state),
    ),
)
_SHARES: Final = tuple(number for number, column in enumerate(COLUMNS) if column.key.endswith("_share"))


_MANY: Final = 500
"""If more rows than that differ, and most of all, it is not worth while to say which."""

_Key = tuple[Path, int]
"""What a row stands for, whatever it is called: ids, and which run of equal copies."""


def _keys(rows: Sequence[Row]) -> list[_Key]:
    if len({row.ids for row in rows}) == len(rows):  # no layer has several runs, and counting them takes ten times this
        return [(row.ids, 0) for row in rows]
    seen: Counter[Path] = Counter()
    keys: list[_Key] = []
    for row in rows:
        keys.append((row.ids, seen[row.ids]))
        seen[row.ids] += 1
    return keys


def row_of(path: Path, result: NodeResult) -> Row:
    """The row of a layer that stands for itself alone."""
    return Row((result.node.name,), (*path, result.node.id), result, 1, 0)


def _differs(before: Row, after: Row) -> bool:
    return before.result is not after.result or before[3:] != after[3:] or before.path != after.path


class LayerModel(QAbstractTableModel):
    """Follows rows: those whose result is the same object are left alone; a reset only when others are there."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start without rows."""
        super().__init__(parent)
        self._base: dict[_Key, Row] = {}
        self._order: list[_Key] = []
        self._places: dict[_Key, int] = {}
        self._rows: list[Row] = []
        self._late: dict[NodeId, NodeResult] = {}
        """What ``change`` said of layers whose rows nobody has looked at since."""
        self._expanded = False
        self._scope = _Scope(_NOTHING, HWC)
        self._column = -1
        self._descending = False
        self._theme: Theme = LIGHT

    @property
    def rows(self) -> Sequence[Row]:
        """The rows from top to bottom."""
        self._catch_up()
        return self._rows

    @property
    def theme(self) -> Theme:
        """The colours in force."""
        return self._theme

    @property
    def nodes(self) -> list[NodeId]:
        """Ids of the layers, from top to bottom."""
        return [row.ids[-1] for row in self._rows]

    def row_of(self, node: NodeId) -> int | None:
        """The first row of a layer."""
        return next((place for place, row in enumerate(self._rows) if row.ids[-1] == node), None)

    def rows_of(self, paths: Iterable[Path]) -> list[int]:
        """The rows of layers, of all their runs of equal copies, from top to bottom."""
        found: list[int] = []
        for ids in paths:
            run = 0
            while (place := self._places.get((ids, run))) is not None:
                found.append(place)
                run += 1
        return sorted(found)

    def follow(
        self, rows: Sequence[Row], total: Cost, order: ShapeOrder, theme: Theme, *, expanded: bool = False
    ) -> None:
        """Show these rows.

        Args:
            rows: in the order of the graph.
            total: of which shares are told.
            order: how shapes are written.
            theme: the colours in force.
            expanded: whether there are rows for what is inside blocks.
        """
        before, total_before = self._base, self._scope.total
        look_changed = order != self._scope.order or theme is not self._theme
        self._scope, self._theme, self._expanded = _Scope(total, order), theme, expanded
        keys = _keys(rows)
        after = dict(zip(keys, rows, strict=True))
        if list(before) != keys:
            self.beginResetModel()
            self._base = after
            self._late.clear()
            self._place(self._sorted())
            self.endResetModel()
            return
        differ = [key for key, row in after.items() if _differs(before[key], row)]
        self._base = after
        self._late.clear()
        self._rows = [after[key] for key in self._order]
        self._tell(differ, total_before, everything=look_changed)

    def change(self, path: Path, results: Mapping[NodeId, NodeResult], total: Cost) -> None:
        """Show other values in rows that are there already, one for each layer; much cheaper than ``follow``.

        Args:
            path: of the graph whose layers the rows are.
            results: of the layers that differ. A row is made of one when it is looked at: few of thousands are.
            total: of which shares are told.
        """
        total_before = self._scope.total
        self._scope = self._scope._replace(total=total)
        self._late.update(results)
        most = len(results) > _MANY and 2 * len(results) > len(self._rows)
        self._tell([] if most else [((*path, node), 0) for node in results], total_before, everything=most)

    def row(self, place: int) -> Row:
        """The row at a place, with what is known of it now."""
        row = self._rows[place]
        result = self._late.pop(row.ids[-1], None) if self._late else None
        if result is not None:
            row = self._rows[place] = self._base[self._order[place]] = row_of(row.ids[:-1], result)
        return row

    def ids(self, place: int) -> Path:
        """Whose row stands at a place, whatever is known of it now."""
        return self._rows[place].ids

    def _catch_up(self) -> None:
        """Make every row that is late."""
        if self._late:
            for place in range(len(self._rows)):
                self.row(place)

    def _tell(self, differ: Sequence[_Key], total_before: Cost, *, everything: bool = False) -> None:
        """Announce which cells differ, and put the rows into their order."""
        if everything:
            self._announce(range(len(self._rows)), 0, len(COLUMNS) - 1)
        else:
            self._announce(sorted(self._places[key] for key in differ), 0, len(COLUMNS) - 1)
            if self._scope.total != total_before and self._rows:
                self.dataChanged.emit(self.index(0, _SHARES[0]), self.index(len(self._rows) - 1, _SHARES[-1]))
        if self._column >= 0:
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

    def _place(self, order: list[_Key]) -> None:
        self._order = order
        self._rows = [self._base[key] for key in order]
        self._places = {key: place for place, key in enumerate(order)}

    def _sorted(self) -> list[_Key]:
        """The rows in the order asked for; unknown values last either way."""
        if self._column < 0:
            return list(self._base)
        self._catch_up()
        rank = COLUMNS[self._column].rank
        ranked = [(rank(row), key) for key, row in self._base.items()]
        known = [pair for pair in ranked if pair[0] is not None]
        known.sort(key=lambda pair: pair[0], reverse=self._descending)
        return [key for _, key in known] + [key for value, key in ranked if value is None]

    def _resort(self) -> None:
        order = self._sorted()
        if order == self._order:
            return
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        keys = [self._order[index.row()] for index in held]
        self._place(order)
        moved = [self.index(self._places[key], index.column()) for key, index in zip(keys, held, strict=True)]
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()

    def table_text(self, rows: Iterable[Row]) -> str:
        """Rows as tab-separated text with a header; plain digits, shares in percent."""
        columns = [column for column in COLUMNS if self._expanded or column.key != "copies"]
        lines = ["\t".join(column.title for column in columns)]
        lines += ["\t".join((c.plain or c.text)(row, self._scope) for c in columns) for row in rows]
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
        if not index.isValid():
            return None
        row = self.row(index.row())
        column = COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row, self._scope)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.numeric else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(row, column)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._ink(row.result, column)
        return None

    def cell(self, row: int, column: int) -> tuple[str, QColor | None, bool]:
        """All that drawing a cell asks for: its text, its colour where that is not the usual one, whether a number."""
        shown, what = self.row(row), COLUMNS[column]
        return what.text(shown, self._scope), self._ink(shown.result, what), what.numeric

    def _tip(self, row: Row, column: Column) -> str:
        if row.result.issues and column.key in ("name", "state"):
            return "\n".join(str(issue.message) for issue in row.result.issues)
        text = column.text(row, self._scope)
        value = column.rank(row) if column.numeric and not column.key.endswith("_share") else None
        if value is None or column.key == "copies":
            return text
        if row.copies > 1:
            text = f"{integer_text(row.copies)} × {integer_text(value // row.copies)} = {text}"
        return f"{text} ({short_text(value)})" if value >= 1000 else text

    def _ink(self, result: NodeResult, column: Column) -> QColor | None:
        if result.state is State.OK:
            return self._theme.muted if column.key == "state" or not _layer(result) else None
        colors = {State.WRONG: self._theme.error, State.OPEN: self._theme.warning, State.WAITING: self._theme.muted}
        return colors[result.state]
