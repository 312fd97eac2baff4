"""Findings about how layers stand together: nothing is wrong, but somebody may want to know.

Issues shown = ``issues_of(analysis)``: those of single nodes, which inference finds, and these.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from core.analysis.branches import Branch, Merge, merges
from core.analysis.infer import Analysis, GraphAnalysis, State
from core.analysis.issue import Issue
from core.language.operator import Category
from core.text import Message, percent_text

__all__ = ["hints", "issues_of"]

_SEVERITIES = ("error", "warning", "hint")


def issues_of(analysis: Analysis) -> list[Issue]:
    """Every finding, errors first, then in the order of the graph."""
    found = [*analysis.issues(), *hints(analysis)]
    place = analysis.main.positions
    return sorted(found, key=lambda issue: (_SEVERITIES.index(issue.severity), place[issue.node]))


def hints(analysis: Analysis) -> list[Issue]:
    """Findings about more than one node."""
    return [*_hints(analysis.main)]


@lru_cache(maxsize=4)  # canvas and panels ask about the same few analyses
def _hints(main: GraphAnalysis) -> tuple[Issue, ...]:
    return (*(hint for merge in merges(main) for hint in _pool_branches(main, merge)), *_unread(main))


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
    return any(analysis.results[node].op.learnable for node in branch.layers)


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
