"""Which row a node stands in: as far down as the longest way to it. And the order and groups that nodes come in.

Source:
    K. Sugiyama, S. Tagawa, M. Toda: Methods for visual understanding of hierarchical system structures (1981), step 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

__all__ = ["Wire", "components", "depth_first", "ranks", "reader_counts", "without_cycles"]


class Wire(NamedTuple):
    """A connected input of a node.

    Attributes:
        source: number of the node it reads.
        exit: output port there. Source and exit together are the tensor.
        port: input port it enters by.
    """

    source: int
    exit: int
    port: int


Wires = Sequence[Sequence[Wire]]
"""The connected inputs of each node, in port order."""


def depth_first(wires: Wires, roots: Sequence[int]) -> list[int]:
    """All nodes above the roots, every node after those it reads, branches in port order.

    Args:
        wires: without cycles.
        roots: where to begin, first ones first.
    """
    order: list[int] = []
    seen = [False] * len(wires)
    for root in roots:
        if seen[root]:
            continue
        seen[root] = True
        stack: list[tuple[int, Iterator[Wire]]] = [(root, iter(wires[root]))]
        while stack:
            at, inputs = stack[-1]
            for wire in inputs:
                if not seen[wire.source]:
                    seen[wire.source] = True
                    stack.append((wire.source, iter(wires[wire.source])))
                    break
            else:
                order.append(at)
                stack.pop()
    return order


def reader_counts(wires: Wires) -> list[int]:
    """How many wires leave each node."""
    counts = [0] * len(wires)
    for inputs in wires:
        for wire in inputs:
            counts[wire.source] += 1
    return counts


def without_cycles(wires: Wires, first: Sequence[int]) -> list[list[Wire]]:
    """The wires without those that close a cycle, where there are any.

    Args:
        wires: of all nodes.
        first: all nodes, those first whose inputs are to be kept rather than others'.
    """
    kept = [list(inputs) for inputs in wires]
    fresh, open_, done = 0, 1, 2
    state = [fresh] * len(kept)
    for root in first:
        if state[root] != fresh:
            continue
        state[root] = open_
        stack = [(root, 0)]
        while stack:
            at, index = stack.pop()
            if index == len(kept[at]):
                state[at] = done
                continue
            source = kept[at][index].source
            if state[source] == open_:
                del kept[at][index]
                stack.append((at, index))
                continue
            stack.append((at, index + 1))
            if state[source] == fresh:
                state[source] = open_
                stack.append((source, 0))
    return kept


def ranks(wires: Wires) -> list[int] | None:
    """The length of the longest way to each node from one without inputs: its row. None if there is a cycle."""
    readers: list[list[int]] = [[] for _ in wires]
    for node, inputs in enumerate(wires):
        for wire in inputs:
            readers[wire.source].append(node)
    waiting = [len(inputs) for inputs in wires]
    rank = [0] * len(wires)
    ready = [node for node, count in enumerate(waiting) if count == 0]
    for node in ready:  # grows on the way
        below = rank[node] + 1
        for reader in readers[node]:
            rank[reader] = max(rank[reader], below)
            waiting[reader] -= 1
            if waiting[reader] == 0:
                ready.append(reader)
    return rank if len(ready) == len(wires) else None


def components(wires: Wires) -> list[list[int]]:
    """Nodes that hang together, each group in ascending order, groups by their first."""
    leader = list(range(len(wires)))

    def find(node: int) -> int:
        while leader[node] != node:
            leader[node] = leader[leader[node]]
            node = leader[node]
        return node

    for node, inputs in enumerate(wires):
        for wire in inputs:
            a, b = find(node), find(wire.source)
            leader[max(a, b)] = min(a, b)
    groups: dict[int, list[int]] = {}
    for node in range(len(wires)):
        groups.setdefault(find(node), []).append(node)
    return list(groups.values())
