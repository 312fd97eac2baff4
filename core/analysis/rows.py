"""The layers of a document as lines of a report, those inside blocks included."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from core.analysis.results import Copies, GraphAnalysis, NodeResult, Path, State
from core.language.operator import Cost

__all__ = ["Row", "RowWalk", "run_name", "weighing_runs"]


class Row(NamedTuple):
    """One layer as a line of a report: a node, where it is, and how many equal copies of it there are.

    Attributes:
        path: names of the calls it lies in and its own, for people.
        ids: the same as node ids.
        result: what is known of it.
        copies: how many equal ones this line stands for.
        depth: how many calls it lies in.
        weighs: whether its params and buffers count here; of shared weights, those of one copy do.
    """

    path: tuple[str, ...]
    ids: Path
    result: NodeResult
    copies: int
    depth: int
    weighs: bool = True

    @property
    def cost(self) -> Cost:
        """What one copy adds to the totals."""
        cost = self.result.cost
        return cost if self.weighs else replace(cost, params=0, buffers=0)


class RowWalk:
    """Walks through graphs and the blocks in them."""

    def __init__(self, *, expanded: bool, layers_only: bool) -> None:
        """As ``Analysis.rows`` says."""
        self._expanded, self._layers_only = expanded, layers_only
        self._counts: dict[int, int] = {}

    def of(
        self, analysis: GraphAnalysis, names: tuple[str, ...], ids: Path, copies: int, *, weighs: bool
    ) -> Iterator[Row]:
        """The rows of one graph; see ``Row`` for what they need to know."""
        for key in analysis.order:
            result = analysis.results[key]
            here, there = (*names, result.node.name), (*ids, key)
            if self._expanded and result.copies and self._count(result) <= _MOST_ROWS:
                yield from self._inside(result, names, there, copies, weighs=weighs)
            elif result.op.stands_for_others:
                if (
                    result.copies or result.bypassed or result.state is not State.OK
                ):  # one that is repeated 0 times is not there
                    yield Row(here, there, result, copies, len(names), weighs)
            elif result.counted or not self._layers_only:
                yield Row(here, there, result, copies, len(names), weighs)

    def _inside(
        self, result: NodeResult, names: tuple[str, ...], ids: Path, copies: int, *, weighs: bool
    ) -> Iterator[Row]:
        runs = list(weighing_runs(result))
        for run, heavy in runs:
            name = run_name(result, run, alone=len(runs) == 1)
            yield from self.of(run.analysis, (*names, name), ids, copies * run.times, weighs=weighs and heavy)

    def _count(self, result: NodeResult) -> int:
        """How many rows a block expands to."""
        return sum(self._count_graph(run.analysis) for run in result.copies)

    def _count_graph(self, analysis: GraphAnalysis) -> int:
        known = self._counts.get(id(analysis))
        if known is None:
            known = len(analysis.order) + sum(
                self._count(analysis.results[key]) for key in analysis.order if analysis.results[key].copies
            )
            self._counts[id(analysis)] = known
        return known


_MOST_ROWS: Final = 50_000


def weighing_runs(result: NodeResult) -> Iterator[tuple[Copies, bool]]:
    """The runs of a block, each with whether its params count: of shared weights those of one copy do."""
    if not getattr(result.op, "shared", False):
        yield from ((run, True) for run in result.copies)
        return
    heavy = result.shared_with is None
    for run in result.copies:
        if heavy and run.times > 1:
            yield run._replace(times=1), True
            yield run._replace(first=run.first + 1, times=run.times - 1), False
        else:
            yield run, heavy
        heavy = False


def run_name(result: NodeResult, run: Copies, *, alone: bool) -> str:
    """``layer1``, or where its copies differ ``layer1[1]``, ``layer1[2-4]``."""
    if alone:
        return result.node.name
    first, last = run.first + 1, run.first + run.times
    return f"{result.node.name}[{first}]" if first == last else f"{result.node.name}[{first}-{last}]"
