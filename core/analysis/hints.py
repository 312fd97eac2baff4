"""Findings about how layers stand together: nothing is wrong, but somebody may want to know.

Issues shown = ``issues_of(analysis)``: those of single nodes, which inference finds, and these.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

from core.analysis.branches import Branch, Merge, merges
from core.analysis.infer import Analysis, GraphAnalysis, NodeResult, State
from core.analysis.issue import Issue
from core.language.operator import Category, Severity
from core.text import Message, percent_text

__all__ = ["Inside", "hints", "hints_in", "issues_inside", "issues_of"]

_SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "hint")


def issues_of(analysis: Analysis) -> list[Issue]:
    """Every finding, errors first, then in the order of the graphs."""
    return sorted([*analysis.issues(), *hints(analysis)], key=lambda issue: _SEVERITIES.index(issue.severity))


def hints(analysis: Analysis) -> list[Issue]:
    """Findings about more than one node; those inside equal calls are said once."""
    return [*_hints(analysis)]


@lru_cache(maxsize=4)  # canvas and panels ask about the same few analyses
def _hints(analysis: Analysis) -> tuple[Issue, ...]:
    found: list[Issue] = []
    for path, graph in analysis.graphs():
        here = hints_in(graph)
        found += [replace(hint, path=path) for hint in here] if path else here
    return tuple(found)


@lru_cache(maxsize=64)
def hints_in(graph: GraphAnalysis) -> tuple[Issue, ...]:
    """Findings about several nodes of one graph together, without those inside its blocks."""
    found = [hint for merge in merges(graph) for hint in _pool_branches(graph, merge)]
    found += _unread(graph)
    return tuple(found)


class Inside(NamedTuple):
    """How much is wrong inside a block: errors and warnings, each definition's once for equal calls.

    Attributes:
        issues: how many.
        worst: the worst severity among them, or None for none.
    """

    issues: int
    worst: Severity | None


_FINE: Final = Inside(0, None)
_COUNTED: Final[WeakKeyDictionary[GraphAnalysis, Inside]] = WeakKeyDictionary()


def issues_inside(result: NodeResult) -> Inside:
    """What is wrong inside a block; nothing for a layer."""
    found = _FINE
    for run in result.copies:
        found = _both(found, _issues_within(run.analysis))
    return found


def _issues_within(analysis: GraphAnalysis) -> Inside:
    known = _COUNTED.get(analysis)
    if known is None:
        own = [issue.severity for issues in analysis.issues.values() for issue in issues if issue.severity != "hint"]
        known = Inside(len(own), min(own, key=_SEVERITIES.index, default=None))
        seen: set[int] = set()
        for result in analysis.results.values():
            fresh = [run for run in result.copies if id(run.analysis) not in seen]
            seen.update(id(run.analysis) for run in fresh)
            for run in fresh:
                known = _both(known, _issues_within(run.analysis))
        _COUNTED[analysis] = known
    return known


def _both(a: Inside, b: Inside) -> Inside:
    worst = min((w for w in (a.worst, b.worst) if w is not None), key=_SEVERITIES.index, default=None)
    return Inside(a.issues + b.issues, worst)


def _pool_branches(analysis: GraphAnalysis, merge: Merge) -> Iterator[Issue]:
    """A pool keeps its channels: a branch of pools alone hands all of them to the concat."""
    result = analysis.results[merge.node]
    if result.state is not State.OK or len(merge.branches) < 2:
        return  # an Add is told apart below: its channels are not the sum
    joined = sum(branch.channels_out or 0 for branch in merge.branches)
    output = result.output or ()
    if len(output) < 2 or output[1] != joined:
        return
    learns = [_has_weights(analysis, branch) for branch in merge.branches]
    for branch, learnt in zip(merge.branches, learns, strict=True):
        pools = [n for n in branch.layers if analysis.results[n].op.category is Category.POOLING]
        if learnt or not pools or not any(learns) or branch.channels_out is None:
            continue
        name = analysis.graph.nodes[merge.node].name
        message = Message(
            "This pool branch passes {channels} channels into “{merge}”, {share} of its {total}: a pool cannot reduce "
            "channels. A 1×1 convolution behind it (a pool projection) can.",
            channels=branch.channels_out,
            merge=name,
            share=percent_text(branch.channels_out, joined),
            total=joined,
        )
        yield Issue(pools[-1], None, "hint", message)


def _has_weights(analysis: GraphAnalysis, branch: Branch) -> bool:
    return any(analysis.results[node].learnable for node in branch.layers)


def _unread(analysis: GraphAnalysis) -> Iterator[Issue]:
    """In a sketch with an Output, a layer whose result goes nowhere is counted but leads to nothing."""
    nodes = analysis.graph.nodes
    if not any(node.op.is_output for node in nodes.values()):
        return
    for key in analysis.order:
        node = nodes[key]
        # A layer without a result has an error, or waits for one to be cured: that comes first.
        if not node.op.is_output and not analysis.readers[key] and analysis.results[key].state is State.OK:
            message = Message(
                "Nothing reads this input. Connect it, or delete it."
                if node.op.is_input
                else "Nothing reads the output of “{name}”, though it is counted. Connect it, or delete it.",
                name=node.name,
            )
            yield Issue(key, None, "hint", message)
