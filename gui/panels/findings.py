"""What several panels ask of the same analysis, found once.

An analysis is a value, so the last answer holds until another analysis is asked about.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from core.analysis.branches import Merge, merges
from core.analysis.hints import hints_in, issues_of
from core.analysis.infer import Analysis, GraphAnalysis, NodeResult, State
from core.analysis.issue import Issue
from core.document.graph import NodeId

__all__ = ["found_issues", "found_issues_of", "found_merges", "missing_layers"]


@lru_cache(maxsize=1)
def found_issues(analysis: Analysis) -> tuple[Issue, ...]:
    """Every issue, errors first."""
    return tuple(issues_of(analysis))


@lru_cache(maxsize=1)
def found_merges(main: GraphAnalysis) -> tuple[Merge, ...]:
    """Every merge with its branches."""
    return merges(main)


@lru_cache(maxsize=1)
def _hints_in(shown: GraphAnalysis) -> tuple[Issue, ...]:
    return tuple(hints_in(shown))


def found_issues_of(shown: GraphAnalysis, node: NodeId) -> list[Issue]:
    """The issues of one layer of a graph."""
    return [*shown.results[node].issues, *(hint for hint in _hints_in(shown) if hint.node == node)]


def missing_layers(results: Iterable[NodeResult]) -> int:
    """How many layers have no result, those inside blocks included; a block that is not evaluated is one."""
    return sum(_missing(result, {}) for result in results if result.copies or result.state is not State.OK)


def _missing(result: NodeResult, known: dict[int, int]) -> int:
    total = 0
    for run in result.copies:
        inside = known.get(id(run.analysis))
        if inside is None:
            # Nothing is missing where everything is known: most graphs are not looked into.
            inner = run.analysis.results.values() if run.analysis.unknown else ()
            inside = known[id(run.analysis)] = sum(_missing(found, known) for found in inner)
        total += inside * run.times
    layer = result.counted or result.op.stands_for_others
    return total or int(layer and result.state is not State.OK)
