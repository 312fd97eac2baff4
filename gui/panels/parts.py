"""What a block is made of, part by part: the layers of one copy, the copies, the sum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from core.analysis.infer import Copies, NodeResult
from core.analysis.results import FREE
from core.language.operator import Cost
from core.text import integer_text

__all__ = ["Part", "PartModel", "parts_of_block", "table_text"]

_Index = QModelIndex | QPersistentModelIndex
_MOST_RUNS: Final = 24
"""So many runs of copies are listed one by one; what all others cost is one row."""


class Part(NamedTuple):
    """A row: what it is, and what it costs (None for a heading).

    Attributes:
        name: of a layer, or what is added up.
        cost: of all it stands for.
        kind: ``layer``, ``heading`` or ``sum``.
    """

    name: str
    cost: Cost | None
    kind: str = "layer"


def _tr(text: str) -> str:
    return QCoreApplication.translate("parts", text)


def parts_of_block(result: NodeResult) -> list[Part]:
    """The rows of a block that has copies. Those of kind ``sum`` add up what stands above them."""
    runs = result.copies
    shared = bool(getattr(result.op, "shared", False))
    parts: list[Part] = []
    for run in runs[:_MOST_RUNS]:
        parts += _parts_of_run(run, alone=len(runs) == 1)
    if len(runs) > _MOST_RUNS:
        rest = runs[_MOST_RUNS:]
        cost = FREE
        for run in rest:
            cost = cost + run.analysis.cost * run.times
        copies = integer_text(sum(run.times for run in rest))
        parts.append(Part(_tr("{copies} further copies").format(copies=copies), cost, "sum"))
    if shared and (len(runs) > 1 or runs[0].times > 1 or result.shared_with is not None):
        parts.append(Part(_tr("together; shared weights count once"), result.cost, "sum"))
    elif len(runs) > 1:
        parts.append(Part(_tr("together"), result.cost, "sum"))
    return parts


def _parts_of_run(run: Copies, *, alone: bool) -> list[Part]:
    analysis = run.analysis
    parts: list[Part] = []
    if not alone:
        first, last = integer_text(run.first + 1), integer_text(run.first + run.times)
        title = _tr("Copy {first}") if run.times == 1 else _tr("Copies {first} to {last}, each")
        parts.append(Part(title.format(first=first, last=last), None, "heading"))
    for key in analysis.order:
        inner = analysis.results[key]
        if inner.counted or inner.op.stands_for_others:
            copies = sum(inside.times for inside in inner.copies)
            times = f" ×{integer_text(copies)}" if inner.op.stands_for_others and copies != 1 else ""
            parts.append(Part(inner.node.name + times, inner.cost))
    parts.append(Part(_tr("one copy") if run.times > 1 else _tr("sum"), analysis.cost, "sum"))
    if run.times > 1:
        copies_text = _tr("× {copies} copies").format(copies=integer_text(run.times))
        parts.append(Part(copies_text, analysis.cost * run.times, "sum"))
    return parts


def table_text(parts: Sequence[Part]) -> str:
    """The rows as tab-separated text with a header; plain digits."""
    lines = ["part\tMACs\tparams"]
    lines += [f"{p.name}\t{p.cost.macs}\t{p.cost.params}" if p.cost is not None else f"{p.name}\t\t" for p in parts]
    return "\n".join(lines)


class PartModel(QAbstractTableModel):
    """The parts of one block as rows: name, MACs, params."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start without rows."""
        super().__init__(parent)
        self.parts: list[Part] = []
        self._bold = QFont()
        self._bold.setBold(True)

    def show_parts(self, parts: list[Part]) -> None:
        """Show these rows; the same number of rows is updated in place."""
        if parts == self.parts:
            return
        if len(parts) != len(self.parts):
            self.beginResetModel()
            self.parts = parts
            self.endResetModel()
            return
        self.parts = parts
        self.dataChanged.emit(self.index(0, 0), self.index(len(parts) - 1, 2))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.parts)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (_tr("Part"), _tr("MACs"), _tr("Params"))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(section)
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        part = self.parts[index.row()]
        column = index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            if column == 0:
                return part.name
            if part.cost is None:
                return ""
            return integer_text(part.cost.macs if column == 1 else part.cost.params)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column)
        if role == Qt.ItemDataRole.FontRole and part.kind != "layer":
            return self._bold
        return None


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
