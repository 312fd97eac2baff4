"""Rows of a piece, with lanes: places kept free in the rows that a wire passes on its way.

A tensor has one lane however many nodes read it further down: a skip is a bus. A DenseNet in which every layer reads
all earlier ones would have fifteen times as many places with a lane for each wire.

Skips that nest, or layers that read all before them, still ask for places by the square of the number of nodes. So
there is a limit: where all lanes would go beyond it, those that lead furthest are left out, as if nothing read the
tensor further down, and their wires are led directly.

Source:
    K. Sugiyama, S. Tagawa, M. Toda: Methods for visual understanding of hierarchical system structures (1981): dummy
    vertices. One chain for each tensor is our own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from core.layout.ranks import Wire

__all__ = ["Link", "Piece", "Rows", "Tensor", "longest_lane", "rows_of"]

_MOST: Final = 30_000
_MOST_A_NODE: Final = 8
"""Places in lanes, and wires that leave them, in a drawing: either so many, or so many for each of its nodes."""


class Tensor(NamedTuple):
    """An output port of a node."""

    node: int
    exit: int


class Piece(NamedTuple):
    """A part of a drawing that is laid out alone, and all that its layout depends on: equal pieces look alike.

    Attributes:
        ranks: row of each node, from 0.
        reach: how far each node reaches to the left and to the right of its column, in grid steps.
        wires: connected inputs of each node, in port order, with numbers within the piece.
        top: the node all of the piece hangs on, alone in its row; -1 where there is none.
        bottom: likewise the node that ends it.
    """

    ranks: tuple[int, ...]
    reach: tuple[tuple[int, int], ...]
    wires: tuple[tuple[Wire, ...], ...]
    top: int
    bottom: int


class Link(NamedTuple):
    """A wire between neighbouring rows, seen from one end.

    Attributes:
        place: the other end.
        here: port at this end.
        there: port at the other.
    """

    place: int
    here: int
    there: int


@dataclass
class Rows:
    """Places in rows: nodes have the numbers of the piece, lanes those that follow.

    Attributes:
        nodes: how many places are nodes.
        rows: places from left to right, by rank.
        above: by place, its wires to the row above.
        below: by place, its wires to the row below.
        lanes: places of each tensor that is read further down, from its first row on.
    """

    nodes: int
    rows: list[list[int]]
    above: list[list[Link]]
    below: list[list[Link]]
    lanes: dict[Tensor, list[int]]

    def is_chain(self, lower: int) -> bool:
        """Whether a node has one input, and what it reads is a node right above that nothing else reads."""
        links = self.above[lower]
        return (
            lower < self.nodes
            and len(links) == 1
            and links[0].place < self.nodes
            and len(self.below[links[0].place]) == 1
        )


def longest_lane(pieces: Iterable[Piece]) -> int | None:
    """How many rows a lane may pass if there are not to be too many places; None if all may be as long as they are.

    Args:
        pieces: all that are laid out.
    """
    nodes = 0
    added: Counter[int] = Counter()  # by length, what all lanes of that length add
    for piece in pieces:
        nodes += len(piece.ranks)
        for passed in _passed(piece).values():
            added[max(passed)] += max(passed) + len(passed)
    left = max(_MOST, _MOST_A_NODE * nodes)
    longest = 0
    for length in sorted(added):
        left -= added[length]
        if left < 0:
            return longest
        longest = length
    return None


def _passed(piece: Piece) -> dict[Tensor, list[int]]:
    """Of each tensor that is read further down, how many rows its wires pass that pass any."""
    found: dict[Tensor, list[int]] = {}
    for rank, inputs in zip(piece.ranks, piece.wires, strict=True):
        for source, exit_, _ in inputs:
            passed = rank - piece.ranks[source] - 1
            if passed > 0:
                found.setdefault(Tensor(source, exit_), []).append(passed)
    return found


def rows_of(piece: Piece, longest: int | None = None) -> Rows:
    """The rows of a piece in the author's order: depth-first from the outputs, inputs in port order.

    Args:
        piece: what to put in rows.
        longest: tensors that would have a longer lane have none.
    """
    ranks = piece.ranks
    nodes = len(ranks)
    rank_of = list(ranks)
    above: list[list[Link]] = [[] for _ in range(nodes)]
    below: list[list[Link]] = [[] for _ in range(nodes)]
    lanes: dict[Tensor, list[int]] = {}
    left_out: set[Tensor] = set()
    if longest is not None:
        left_out = {tensor for tensor, passed in _passed(piece).items() if max(passed) > longest}

    def link(upper: int, exit_: int, lower: int, port: int) -> None:
        below[upper].append(Link(lower, exit_, port))
        above[lower].append(Link(upper, port, exit_))

    for node, inputs in enumerate(piece.wires):
        for source, exit_, port in inputs:
            passed = ranks[node] - ranks[source] - 1
            if passed == 0:
                link(source, exit_, node, port)
                continue
            if left_out and Tensor(source, exit_) in left_out:
                continue
            lane = lanes.setdefault(Tensor(source, exit_), [])
            while len(lane) < passed:
                place = len(rank_of)
                rank_of.append(ranks[source] + len(lane) + 1)
                above.append([])
                below.append([])
                link(lane[-1] if lane else source, 0 if lane else exit_, place, 0)
                lane.append(place)
            link(lane[passed - 1], 0, node, port)
    rows = _in_order(rank_of, above, below)
    return Rows(nodes, rows, above, below, lanes)


def _in_order(rank_of: list[int], above: list[list[Link]], below: list[list[Link]]) -> list[list[int]]:
    """Places by rank, from left to right as met on the way up."""
    rows: list[list[int]] = [[] for _ in range(max(rank_of, default=-1) + 1)]
    ends = sorted((place for place, links in enumerate(below) if not links), key=lambda place: (-rank_of[place], place))
    seen = [False] * len(rank_of)
    for end in ends:
        stack = [end]
        while stack:
            place = stack.pop()
            if not seen[place]:
                seen[place] = True
                rows[rank_of[place]].append(place)
                stack.extend(link.place for link in reversed(above[place]) if not seen[link.place])
    return rows
