"""Merges with a branch of pools that may have no weights: few have one, and the others need not be looked into.

A branch can be ruled out by what stands at its end. Let s be the node that hands it to the merge. If s is on no other
branch, then so is everything that leads to s alone; if it is, the branch has no node of its own at all. Either way
the branch is none of pools if anything that leads to s alone has weights. The same goes for the first node behind s,
along single wires, at which something happens: what lies between is no pool.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Final

from core.analysis.meetings import Meeting, affordable, meetings
from core.analysis.results import GraphAnalysis
from core.analysis.structure import Structure
from core.document.graph import Node, NodeId, OutputRef
from core.language.operator import Category

__all__ = ["with_pools"]

_KEPT: Final = "pool branches"
_RULED_OUT: Final = "meetings without branches of pools"
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
    ends, known = _Ends(structure), _known(structure)
    found = []
    for meeting in some:
        if meeting in known:
            continue
        sources = [ref for ref in nodes[meeting.node].inputs if ref is not None]
        if len(sources) > 1 and any(_may_be_pools(structure, meeting, ref, ends) for ref in sources):
            found.append(meeting)
    structure.kept[_RULED_OUT] = frozenset(some).difference(found)
    return tuple(found)


def _known(structure: Structure) -> Set[Meeting]:
    """What was ruled out before an edit, and is as it was: no node of it differs, nor who reads one."""
    earlier = structure.earlier() if structure.earlier is not None else None
    ruled_out: frozenset[Meeting] | None = earlier.kept.get(_RULED_OUT) if earlier is not None else None
    if earlier is None or ruled_out is None:
        return frozenset()
    edited = set(structure.edited)
    for some in (earlier.nodes, structure.nodes):
        edited.update(source for key in structure.edited if key in some for source in _sources(some[key]))
    positions = earlier.positions
    places = sorted(positions[key] for key in edited if key in positions)
    return {meeting for meeting in ruled_out if not meeting.touches(edited, places, positions)}


class _Ends:
    """What is known of branches that end at a node, found for those that somebody asks about."""

    def __init__(self, structure: Structure) -> None:
        self._structure = structure
        self._learning: dict[NodeId, bool] = {}
        self._event: dict[NodeId, NodeId] = {}

    def learns(self, key: NodeId) -> bool:
        """Whether a node has weights, or some that lead to it alone have."""
        nodes, readers, known = self._structure.nodes, self._structure.readers, self._learning
        todo = [key]
        while todo:
            at = todo[-1]
            if at in known:
                todo.pop()
                continue
            if _has_weights(nodes[at]):
                known[at] = True
                continue
            alone = [source for source in self._above(at) if len(readers[source]) == 1]
            unknown = [source for source in alone if source not in known]
            if unknown and not any(known.get(source, False) for source in alone):
                todo.append(unknown[0])
            else:
                known[at] = any(known.get(source, False) for source in alone)
        return known[key]

    def event(self, key: NodeId) -> NodeId:
        """The first node from one upwards that has weights, is a pool, or has not just one source."""
        nodes, known = self._structure.nodes, self._event
        way: list[NodeId] = []
        while key not in known:
            way.append(key)
            node = nodes[key]
            above = self._above(key)
            if _has_weights(node) or _is_pool(node) or len(_sources(node)) != 1 or not above:
                known[key] = key
            else:
                key = above.pop()
        known.update(dict.fromkeys(way, known[key]))
        return known[key]

    def _above(self, key: NodeId) -> set[NodeId]:
        """What a node reads, as far as it comes before it."""
        positions = self._structure.positions
        place = positions[key]
        return {source for source in _sources(self._structure.nodes[key]) if positions.get(source, place) < place}


def _sources(node: Node) -> set[NodeId]:
    return {ref.node for ref in node.inputs if ref is not None}


def _has_weights(node: Node) -> bool:
    return node.op.learnable and not node.bypassed


def _is_pool(node: Node) -> bool:
    return node.op.category is Category.POOLING and not node.bypassed


def _may_be_pools(structure: Structure, meeting: Meeting, end: OutputRef, ends: _Ends) -> bool:
    if end.node == meeting.fork or ends.learns(end.node):
        return False
    key, positions = ends.event(end.node), structure.positions
    if meeting.fork is not None and positions[key] <= positions[meeting.fork]:
        return False  # nothing happens between fork and merge
    node = structure.nodes[key]
    return _is_pool(node) or (not ends.learns(key) and any(node.inputs))
