"""Rows brought closer to what reads them, where that makes lanes shorter.

A node with one input and many readers further down, such as the adjustment of a NASNet cell's older input, would stand
where its input is ready and send many lanes past the cell before; it is better lowered with all that goes with it, and
one lane leads there.

Source:
    E. R. Gansner, E. Koutsofios, S. C. North, K.-P. Vo: A technique for drawing directed graphs (1993), section 2, for
    the aim, the least sum of lengths. A tensor counts once, however many read it. The way there is our own: parts that
    have time to spare are lowered while that gains something, instead of a network simplex.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from core.layout.ranks import Wire, reader_counts

__all__ = ["shorten"]

_PASSES: Final = 4
_LARGEST: Final = 256
"""Nodes that are moved together at most: bounds the time."""


class _Spare:
    """Rows, and what could be lowered in them."""

    def __init__(self, wires: Sequence[Sequence[Wire]], rank: list[int]) -> None:
        self.wires = wires
        self.rank = rank
        # Nodes with which one would have to be lowered that cannot be. What is lowered is never among them, so this
        # stays true whatever else moves.
        self.stuck: set[int] = set()
        # Nodes with which too many would have to be lowered, as things stand.
        self.heavy: set[int] = set()
        self.readers: list[dict[int, list[int]]] = [{} for _ in wires]
        for node, inputs in enumerate(wires):
            for wire in inputs:
                self.readers[wire.source].setdefault(wire.exit, []).append(node)

    def single(self, node: int) -> int:
        """The node of which this is the only reader and which is its only input; -1 where there is none."""
        inputs = self.wires[node]
        if len(inputs) != 1:
            return -1
        fans = self.readers[inputs[0].source]
        return inputs[0].source if sum(map(len, fans.values())) == 1 else -1

    def with_it(self, node: int) -> set[int] | None:
        """What has to be lowered with a node: readers right below, and chains stay together. None if too much."""
        found = {node}
        todo = [node]
        while todo:
            at = todo.pop()
            if at in self.stuck or not self.readers[at]:
                self.stuck.add(node)
                return None
            if at in self.heavy or len(found) > _LARGEST:
                self.heavy.add(node)
                return None
            below = self.rank[at] + 1
            near = [reader for fan in self.readers[at].values() for reader in fan if self.rank[reader] == below]
            above = self.single(at)
            for other in (*near, above) if above >= 0 else near:
                if other not in found:
                    found.add(other)
                    todo.append(other)
        return found

    def lower(self, node: int) -> bool:
        """Lower a node as far as it gains something. Whether it did."""
        moved = self.with_it(node)
        if moved is None:
            return False
        gain = 0
        step = len(self.wires)
        tensors: dict[tuple[int, int], int] = {}
        for at in moved:
            for fan in self.readers[at].values():
                outside = [self.rank[reader] for reader in fan if reader not in moved]
                if outside:
                    step = min(step, min(outside) - self.rank[at] - 1)
                    inside = max((self.rank[reader] for reader in fan if reader in moved), default=-1)
                    gain += inside < max(outside)
                    if inside >= 0 and inside < max(outside):
                        step = min(step, max(outside) - inside)
            for source, exit_, _ in self.wires[at]:
                if source not in moved:
                    tensors[source, exit_] = max(tensors.get((source, exit_), 0), self.rank[at])
        for (source, exit_), lowest in tensors.items():
            spare = max((self.rank[r] for r in self.readers[source][exit_] if r not in moved), default=-1) - lowest
            if spare > 0:
                step = min(step, spare)
            else:
                gain -= 1
        if gain <= 0 or step <= 0:
            return False
        for at in moved:
            self.rank[at] += step
        self.heavy.clear()
        return True


def shorten(wires: Sequence[Sequence[Wire]], rank: list[int]) -> None:
    """Lower nodes where that shortens lanes, in place. Every node stands below those it reads, before and after.

    At last, what hangs on a single wire, such as a second input and its first layers, stands just above its reader.

    Args:
        wires: connected inputs of each node; nodes come after those they read.
        rank: row of each node.
    """
    spare = _Spare(wires, rank)
    latest = list(rank)
    for node in reversed(range(len(wires))):
        lowest = [latest[reader] - 1 for fan in spare.readers[node].values() for reader in fan]
        latest[node] = min(lowest, default=rank[node])
    loose = [node for node in reversed(range(len(wires))) if latest[node] > rank[node]]
    for _ in range(_PASSES):
        changed = False
        for node in loose:
            while spare.lower(node):
                changed = True
        if not changed:
            break
    counts = reader_counts(wires)
    hanging: list[bool] = []
    for inputs in wires:
        hanging.append(all(hanging[wire.source] and counts[wire.source] == 1 for wire in inputs))
    for node in loose:
        if hanging[node]:
            rank[node] = min(rank[reader] for fan in spare.readers[node].values() for reader in fan) - 1
