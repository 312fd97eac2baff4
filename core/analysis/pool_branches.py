"""Merges with a branch of pools that may have no weights: few have one, and the others need not be looked into.

A branch can be ruled out by what stands at its end. Let s be the node that hands it to the merge. If s is on no other
branch, then so is everything that leads to s alone; if it is, the branch has no node of its own at all. Either way
the branch is none of pools if anything that leads to s alone has weights. The same goes for the first node behind s,
along single wires, at which something happens: what lies between is no pool.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from core.analysis.meetings import Meeting, affordable, meetings
from core.analysis.results import GraphAnalysis
from core.analysis.structure import Structure
from core.document.graph import NodeId, OutputRef
from core.language.operator import Category

__all__ = ["with_pools"]

_KEPT: Final = "pool branches"
_MOST: Final = 1 << 16
"""So much effort is made for the merges that are not ruled out; larger ones beyond it get no hint."""


def with_pools(analysis: GraphAnalysis) -> tuple[Meeting, ...]:
    """The merges one of whose branches has a pool, and no layer of which it is known that it has weights."""
    structure = analysis.structure
    found: tuple[Meeting, ...] | None = structure.kept.get(_KEPT)
    if found is None:
        some = _possible(structure, meetings(analysis))
        near = affordable(structure, some, _MOST)
        found = structure.kept[_KEPT] = tuple(
            meeting
            for meeting in some
            if meeting.node in near and any(way.pool is not None and not way.learns for way in meeting.ways)
        )
    return found


def _possible(structure: Structure, some: tuple[Meeting, ...]) -> tuple[Meeting, ...]:
    """Those that cannot be ruled out by looking at the ends of their branches."""
    nodes = structure.nodes
    if not some or not any(node.op.category is Category.POOLING for node in nodes.values()):
        return ()
    ends = _ends(structure)
    found = []
    for meeting in some:
        sources = [ref for ref in nodes[meeting.node].inputs if ref is not None]
        if len(sources) > 1 and any(_may_be_pools(structure, meeting, ref, ends) for ref in sources):
            found.append(meeting)
    return tuple(found)


class _Ends(NamedTuple):
    """What is known of a branch that ends at a node.

    Attributes:
        learning: nodes that have weights, or to which alone some lead that have.
        event: for each node, the first one from it upwards that has weights, is a pool, or has not just one source.
    """

    learning: set[NodeId]
    event: dict[NodeId, NodeId]


def _ends(structure: Structure) -> _Ends:
    nodes, readers = structure.nodes, structure.readers
    learning: set[NodeId] = set()
    event: dict[NodeId, NodeId] = {}
    for key in structure.order:
        node = nodes[key]
        sources = {ref.node for ref in node.inputs if ref is not None}
        learns = node.op.learnable and not node.bypassed
        if learns or any(source in learning and len(readers[source]) == 1 for source in sources):
            learning.add(key)
        pool = node.op.category is Category.POOLING and not node.bypassed
        event[key] = key if learns or pool or len(sources) != 1 else event.get(next(iter(sources)), key)
    return _Ends(learning, event)


def _may_be_pools(structure: Structure, meeting: Meeting, end: OutputRef, ends: _Ends) -> bool:
    if end.node == meeting.fork or end.node in ends.learning:
        return False
    key, positions = ends.event[end.node], structure.positions
    if meeting.fork is not None and positions[key] <= positions[meeting.fork]:
        return False  # nothing happens between fork and merge
    node = structure.nodes[key]
    if node.op.category is Category.POOLING and not node.bypassed:
        return True
    return key not in ends.learning and any(node.inputs)
