"""Findings about how layers stand together: nothing is wrong, but somebody may want to know.

Issues shown = ``issues_of(analysis)``: those of single nodes, which inference finds, and these.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

from core.analysis.branches import channels_of
from core.analysis.infer import Analysis, GraphAnalysis, NodeResult, State
from core.analysis.issue import Issue
from core.analysis.meetings import Meeting, Way
from core.analysis.pool_branches import with_pools
from core.document.graph import NodeId
from core.language.operator import Severity
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
    found = [hint for meeting in with_pools(graph) for hint in _pool_branches(graph, meeting)]
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
        for key in analysis.structure.calls:
            result = analysis.results[key]
            fresh = [run for run in result.copies if id(run.analysis) not in seen]
            seen.update(id(run.analysis) for run in fresh)
            for run in fresh:
                known = _both(known, _issues_within(run.analysis))
        _COUNTED[analysis] = known
    return known


def _both(a: Inside, b: Inside) -> Inside:
    worst = min((w for w in (a.worst, b.worst) if w is not None), key=_SEVERITIES.index, default=None)
    return Inside(a.issues + b.issues, worst)


def _pool_branches(analysis: GraphAnalysis, meeting: Meeting) -> Iterator[Issue]:
    """A pool keeps its channels: a branch of pools alone hands all of them to the concat."""
    result = analysis.results[meeting.node]
    if result.state is not State.OK:
        return  # an Add is told apart below: its channels are not the sum
    channels = [channels_of(analysis, way.source) for way in meeting.ways]
    joined = sum(found or 0 for found in channels)
    output = result.output or ()
    if len(output) < 2 or output[1] != joined:
        return
    learns = [_has_weights(analysis, way) for way in meeting.ways]
    for way, learnt, passed in zip(meeting.ways, learns, channels, strict=True):
        if learnt or way.pool is None or not any(learns) or passed is None:
            continue
        name = analysis.graph.nodes[meeting.node].name
        message = Message(
            "This pool branch passes {channels} channels into “{merge}”, {share} of its {total}: a pool cannot reduce "
            "channels. A 1×1 convolution behind it (a pool projection) can.",
            channels=passed,
            merge=name,
            share=percent_text(passed, joined),
            total=joined,
        )
        yield Issue(way.pool, None, "hint", message)


def _has_weights(analysis: GraphAnalysis, way: Way) -> bool:
    return way.learns or any(analysis.results[node].learnable for node in way.layers)


def _unread(analysis: GraphAnalysis) -> Iterator[Issue]:
    """In a sketch with an Output, a layer whose result goes nowhere is counted but leads to nothing."""
    nodes, structure = analysis.graph.nodes, analysis.structure
    if not structure.has_output:
        return
    for key in structure.unread:
        node = nodes[key]
        # A layer without a result has an error, or waits for one to be cured: that comes first.
        if not node.op.is_output and analysis.results[key].state is State.OK:
            yield _unread_hint(key, node.name, is_input=node.op.is_input, bypassed=analysis.results[key].bypassed)


@lru_cache(maxsize=4096)
def _unread_hint(key: NodeId, name: str, *, is_input: bool, bypassed: bool) -> Issue:
    message = Message(
        "Nothing reads this input. Connect it, or delete it."
        if is_input
        else "Nothing reads the output of “{name}”. Connect it, or delete it."
        if bypassed
        else "Nothing reads the output of “{name}”, though it is counted. Connect it, or delete it.",
        name=name,
    )
    return Issue(key, None, "hint", message)
