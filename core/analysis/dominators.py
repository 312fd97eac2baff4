"""The last node that all paths from the inputs to a node pass: its immediate dominator.

Source: Cooper, Harvey, Kennedy, A Simple, Fast Dominance Algorithm (2001); one pass suffices without cycles. Two nodes
meet where their ways up to the root do, which is found by jumps instead of steps, so that long chains side by side
do not make it quadratic: Myers, An Applicative Random-Access Stack (1983).
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heapify, heappop, heappush
from typing import Final

from core.analysis.structure import Structure
from core.document.graph import NodeId

__all__ = ["dominators", "fork_of"]

_KEPT: Final = "dominators"
_NEAR: Final = 48
"""So many steps are looked for a fork on foot, before all of them are found at once."""


def dominators(structure: Structure) -> Sequence[int]:
    """By position: the position of the immediate dominator; -1 stands for the virtual root above all inputs."""
    found: list[int] | None = structure.kept.get(_KEPT)
    if found is None:
        found = structure.kept[_KEPT] = _dominators(structure)
    return found


def _dominators(structure: Structure) -> list[int]:
    nodes, positions = structure.nodes, structure.positions
    count = len(structure.order)
    above = [-1] * (count + 1)  # the last one, which is also number -1, is the root
    jump = [-1] * (count + 1)
    depth = [0] * (count + 1)
    for place, key in enumerate(structure.order):
        found: int | None = None
        for ref in nodes[key].inputs:
            other = positions.get(ref.node, count) if ref is not None else count
            if other >= place:  # no wire, or one that closes a cycle
                continue
            found = other if found is None or found == other else _meet(found, other, above, jump, depth)
        parent = -1 if found is None else found
        above[place], depth[place] = parent, depth[parent] + 1
        far = jump[parent]
        jump[place] = jump[far] if depth[parent] - depth[far] == depth[far] - depth[jump[far]] else parent
    del above[count]
    return above


def _meet(a: int, b: int, above: Sequence[int], jump: Sequence[int], depth: Sequence[int]) -> int:
    """The deepest node above both of two."""
    if depth[a] < depth[b]:
        a, b = b, a
    level = depth[b]
    while depth[a] > level:
        a = jump[a] if depth[jump[a]] >= level else above[a]
    while a != b:
        if jump[a] == jump[b]:
            a, b = above[a], above[b]
        else:
            a, b = jump[a], jump[b]
    return a


def fork_of(structure: Structure, merge: NodeId) -> NodeId | None:
    """The immediate dominator of one node, None for the root: looked for nearby, and among all if it is far."""
    if _KEPT not in structure.kept:
        near = _nearby(structure, merge)
        if near is not _FAR:
            return near[0] if near else None
    place = dominators(structure)[structure.positions[merge]]
    return None if place < 0 else structure.order[place]


_FAR: Final = ("", "")


def _nearby(structure: Structure, merge: NodeId) -> tuple[NodeId, ...]:
    """Walking back, later nodes first, until only one is left to go on from: that one, or nothing for the root."""
    positions = structure.positions
    front = _sources(structure, merge)
    todo = [(-positions[key], key) for key in front]
    heapify(todo)
    for _ in range(_NEAR):
        if len(todo) <= 1:
            return (todo[0][1],) if todo else ()
        _, key = heappop(todo)
        sources = _sources(structure, key)
        if not sources:
            return ()  # a path begins here, and another one elsewhere
        for source in sources - front:
            heappush(todo, (-positions[source], source))
        front |= sources
        if len(front) > _NEAR * 4:
            break
    return _FAR


def _sources(structure: Structure, key: NodeId) -> set[NodeId]:
    nodes = structure.nodes
    return {ref.node for ref in nodes[key].inputs if ref is not None and ref.node in nodes}
