"""Merges and their branches as rows of a list: what each row says, and which layers it stands for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.analysis.branches import Branch, Merge
from core.analysis.infer import GraphAnalysis, State
from core.analysis.meetings import affordable
from core.document.graph import NodeId
from core.language.operator import Cost
from core.text import count_text, integer_text, percent_text

__all__ = ["ROW_ROLE", "BranchModel", "BranchRow", "RowKind", "rows_of", "table_text"]

ROW_ROLE: Final = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex
_FREE: Final = Cost()


class RowKind(Enum):
    """What a row shows; CLOSED is the heading of a merge whose branches are not listed."""

    HEADING = "heading"
    CLOSED = "closed"
    BAR = "bar"
    BRANCH = "branch"
    SHARED = "shared"
    SUM = "sum"


@dataclass(frozen=True)
class BranchRow:
    """One row.

    Attributes:
        kind: what it shows.
        title: name of the merge, layers of the branch, or a word.
        detail: channels in → out, or the fork.
        nodes: layers that a click selects.
        cost: what they cost.
        whole: what everything between fork and merge costs.
        number: place of the branch, which chooses its shade.
        count: how many branches the merge has.
        segments: (channels, place of the branch) for a bar.
        note: said in place of a bar.
    """

    kind: RowKind
    title: str
    detail: str = ""
    nodes: tuple[NodeId, ...] = ()
    cost: Cost = _FREE
    whole: Cost = _FREE
    number: int = 0
    count: int = 0
    segments: tuple[tuple[int, int], ...] = ()
    note: str = ""

    @property
    def macs_share(self) -> str:
        """Share of the merge's MACs."""
        return percent_text(self.cost.macs, self.whole.macs)

    @property
    def params_share(self) -> str:
        """Share of the merge's params."""
        return percent_text(self.cost.params, self.whole.params)

    def sentence(self) -> str:
        """The whole row in words: for tooltips and screen readers."""
        if self.kind in (RowKind.HEADING, RowKind.CLOSED, RowKind.BAR):
            return " ".join(part for part in (self.title, self.detail, self.note) if part)
        return (
            f"{self.title}{'  ' + self.detail if self.detail else ''}\n"
            f"{integer_text(self.cost.macs)} MACs ({self.macs_share})\n"
            f"{integer_text(self.cost.params)} params ({self.params_share})"
        )


def _tr(text: str) -> str:
    return QCoreApplication.translate("branches", text)


def rows_of(main: GraphAnalysis, merges: Sequence[Merge], opened: Collection[NodeId] = ()) -> list[BranchRow]:
    """All rows, merge after merge.

    Where merges lie within one another, all their branches together may be millions of layers. Then those of the
    largest merges are not listed.

    Args:
        main: the graph.
        merges: all of it.
        opened: merges whose branches are listed in any case.
    """
    listed = affordable(main.structure, [merge.meeting for merge in merges], _MOST) | {*opened}
    rows: list[BranchRow] = []
    for merge in merges:
        rows += _rows_of_merge(main, merge) if merge.node in listed else [_closed(main, merge)]
    return rows


_MOST: Final = 1 << 16
"""So much effort is made for all branches that are listed unasked."""


def _heading(main: GraphAnalysis, merge: Merge) -> BranchRow:
    node = main.graph.nodes[merge.node]
    fork = main.graph.nodes[merge.fork].name if merge.fork is not None else _tr("several inputs")
    detail = _tr("{op}, parts at {fork}").format(op=node.op.label, fork=fork)
    return BranchRow(RowKind.HEADING, node.name, detail, (merge.node,))


def _closed(main: GraphAnalysis, merge: Merge) -> BranchRow:
    heading = _heading(main, merge)
    wires = sum(ref is not None for ref in main.graph.nodes[merge.node].inputs)
    said = _tr("{detail}; {branches}, click to list them").format(
        detail=heading.detail, branches=count_text(wires, _tr("branch"), _tr("branches"))
    )
    return replace(heading, kind=RowKind.CLOSED, detail=said)


def _rows_of_merge(main: GraphAnalysis, merge: Merge) -> list[BranchRow]:
    whole, count = merge.cost, len(merge.branches)
    rows = [_heading(main, merge), _bar(main, merge)]
    blank = BranchRow(RowKind.BRANCH, "", whole=whole, count=count)
    for number, branch in enumerate(merge.branches):
        rows.append(
            replace(
                blank,
                title=_branch_title(main, branch),
                detail=f"{_channels(branch.channels_in)} → {_channels(branch.channels_out)}",
                nodes=branch.layers,
                cost=branch.cost,
                number=number,
            )
        )
    if merge.shared:
        names = _names(main, merge.shared, ", ")
        rows.append(
            replace(
                blank,
                kind=RowKind.SHARED,
                title=_tr("shared: {names}").format(names=names),
                nodes=merge.shared,
                cost=merge.shared_cost,
            )
        )
    between = [key for branch in merge.branches for key in branch.layers]
    everything = tuple(sorted((*between, *merge.shared), key=main.positions.__getitem__))
    total = _tr("sum of {branches}").format(branches=count_text(count, _tr("branch"), _tr("branches")))
    rows.append(replace(blank, kind=RowKind.SUM, title=total, nodes=everything, cost=whole))
    return rows


def _branch_title(main: GraphAnalysis, branch: Branch) -> str:
    if branch.identity:
        return _tr("identity")
    if not branch.layers:
        return _tr("shared layers only")
    return _names(main, branch.layers, " → ")


def _names(main: GraphAnalysis, keys: Sequence[NodeId], between: str) -> str:
    """Names of layers, those in the middle left out where there are more than anybody reads."""
    names = [main.graph.nodes[key].name for key in (keys if len(keys) <= _MOST_NAMES else (*keys[:20], *keys[-20:]))]
    if len(names) < len(keys):
        names[20:20] = [_tr("… {count} more …").format(count=integer_text(len(keys) - len(names)))]
    return between.join(names)


_MOST_NAMES: Final = 60


def _channels(channels: int | None) -> str:
    return "?" if channels is None else integer_text(channels)


def _bar(main: GraphAnalysis, merge: Merge) -> BranchRow:
    """Who contributes how many channels; a sentence where they are not joined."""
    parts = [branch.channels_out for branch in merge.branches]
    result = main.results[merge.node]
    output = result.output or ()
    known = [part for part in parts if part is not None]
    bar = BranchRow(RowKind.BAR, "", nodes=(merge.node,), count=len(parts))
    if result.state is not State.OK or len(known) < len(parts) or len(output) < 2:
        return replace(bar, note=_tr("The channels are known when all inputs fit."))
    if sum(known) == output[1] and result.op.type_name() == "Concat":
        text = " + ".join(integer_text(part) for part in known)
        segments = tuple((part, number) for number, part in enumerate(known))
        return replace(
            bar, title=f"{text} = {count_text(output[1], _tr('channel'), _tr('channels'))}", segments=segments
        )
    if result.op.type_name() == "Add":
        channels = count_text(output[1], _tr("channel"), _tr("channels"))
        return replace(bar, note=_tr("Added, not joined: {channels}.").format(channels=channels))
    return replace(
        bar, note=_tr("Joined along another axis: {number} channels.").format(number=integer_text(output[1]))
    )


def table_text(rows: Sequence[BranchRow]) -> str:
    """Branches as tab-separated text with a header; plain digits, shares in percent."""
    lines = ["merge\tbranch\tchannels in\tchannels out\tMACs\tMACs %\tparams\tparams %"]
    merge = ""
    for row in rows:
        if row.kind is RowKind.HEADING:
            merge = row.title
        elif row.kind is RowKind.CLOSED:
            lines.append("\t".join((row.title, _tr("not listed"), *[""] * 6)))
        elif row.kind is not RowKind.BAR:
            channels = row.detail.replace(",", "").split(" → ") if row.detail else ["", ""]
            shares = (row.macs_share.removesuffix(" %"), row.params_share.removesuffix(" %"))
            cells = (merge, row.title, *channels, str(row.cost.macs), shares[0], str(row.cost.params), shares[1])
            lines.append("\t".join(cells))
    return "\n".join(lines)


class BranchModel(QAbstractListModel):
    """The rows, updated in place."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start without rows."""
        super().__init__(parent)
        self._rows: list[BranchRow] = []

    @property
    def rows(self) -> list[BranchRow]:
        """What is shown."""
        return self._rows

    def show_rows(self, rows: list[BranchRow]) -> None:
        """Show these rows; only those that differ are announced."""
        if len(rows) != len(self._rows):
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return
        old, self._rows = self._rows, rows
        for number, (before, after) in enumerate(zip(old, rows, strict=True)):
            if before != after:
                index = self.index(number)
                self.dataChanged.emit(index, index)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return row.sentence()
        return None
