"""The branch that a layer stands in: what belongs to it between a fork and the merge around it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from core.analysis.infer import GraphAnalysis
from core.analysis.meetings import affordable, meetings
from core.document.graph import NodeId

__all__ = ["branch"]


def branch(analysis: GraphAnalysis, start: Iterable[NodeId]) -> set[NodeId]:
    """All layers of the branches that some layers stand in, of the innermost one for each.

    A layer that is on no branch alone stands for the chain it is in: those wired to each other and to nobody else.
    """
    wanted = [key for key in dict.fromkeys(start) if key in analysis.graph.nodes]
    innermost = _innermost(analysis, wanted)
    found: set[NodeId] = set()
    for key in wanted:
        if key in innermost:
            found.update(innermost[key])
        elif key not in found:  # else another of its chain was asked about
            found.update(_chain(analysis, key))
    return found


_MOST: Final = 1 << 18
"""So much effort is made for the branches of merges, small ones first; few sketches ask for as much."""


def _innermost(analysis: GraphAnalysis, wanted: Collection[NodeId]) -> dict[NodeId, tuple[NodeId, ...]]:
    """The branch with the fewest layers that each of some layers stands in alone."""
    structure, positions = analysis.structure, analysis.positions
    places = sorted(map(positions.__getitem__, wanted))
    some = [meeting for meeting in meetings(analysis) if meeting.touches(wanted, places, positions)]
    near = affordable(structure, some, _MOST)
    asked = set(wanted)
    innermost: dict[NodeId, tuple[NodeId, ...]] = {}
    for meeting in some:
        for way in meeting.ways if meeting.node in near else ():
            for key in asked.intersection(way.layers):
                if key not in innermost or len(way.layers) < len(innermost[key]):
                    innermost[key] = way.layers
    return innermost


def _chain(analysis: GraphAnalysis, start: NodeId) -> list[NodeId]:
    """The layers before and behind one, as far as each has one source and that source one reader."""
    chain = [start]
    above = _above(analysis, start)
    while above is not None:
        chain.append(above)
        above = _above(analysis, above)
    at = start
    while len(analysis.readers[at]) == 1 and _above(analysis, analysis.readers[at][0]) == at:
        at = analysis.readers[at][0]
        chain.append(at)
    return chain


def _above(analysis: GraphAnalysis, key: NodeId) -> NodeId | None:
    """The only source of a layer, where that is read by nobody else."""
    nodes = analysis.graph.nodes
    sources = {ref.node for ref in nodes[key].inputs if ref is not None and ref.node in nodes}
    if len(sources) != 1:
        return None
    (source,) = sources
    return source if len(analysis.readers[source]) == 1 else None
