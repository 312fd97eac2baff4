"""One connected drawing, cut where it is a single node wide, laid out piece by piece and hung on one trunk.

Where a row holds one node and no wire passes by, what is above and what is below know nothing of each other. Equal
pieces, such as the blocks of a stage, are laid out once. This makes the trunk straight, and the time linear where
pieces are small.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_low
from typing import NamedTuple

from core.layout.lanes import Piece, Rows, Tensor, rows_of
from core.layout.ordering import order
from core.layout.placing import place
from core.layout.ranks import Wire

__all__ = ["Columns", "Drawn", "Part", "columns_of", "parts_of"]


@dataclass
class Columns:
    """Where the nodes and lanes of a drawing stand across, in grid steps.

    Attributes:
        nodes: column of each node.
        lanes: of each tensor that is read further down, the columns of its lane, from the row below its node on.
    """

    nodes: list[int]
    lanes: dict[Tensor, list[int]]


@dataclass(frozen=True)
class Drawn:
    """Columns of a piece, and where in them the trunk comes in and goes out."""

    columns: Columns
    top: int
    bottom: int


class Part(NamedTuple):
    """A part of a connected graph, with its nodes from the top; none is needed where one stands right on another."""

    piece: Piece | None
    nodes: list[int]


def parts_of(wires: Sequence[Sequence[Wire]], ranks: Sequence[int], reach: Sequence[tuple[int, int]]) -> list[Part]:
    """Cut a connected graph, from the top.

    Args:
        wires: connected inputs of each node, in port order.
        ranks: row of each node, from 0.
        reach: how far each node reaches to the left and right of its column, in grid steps.
    """
    bounds, cuts = _bounds(wires, ranks)
    members: list[list[int]] = [[] for _ in bounds]
    for node, rank in enumerate(ranks):
        index = bisect_left(bounds, rank)
        members[index].append(node)  # of the piece that ends at this bound
        if rank == bounds[index] and index + 1 < len(bounds):
            members[index + 1].append(node)
    found = []
    for (first, last), nodes in zip(pairwise([bounds[0], *bounds]), members, strict=True):
        if first == last and len(bounds) > 1:
            continue
        if last == first + 1 and len(nodes) == 2:
            found.append(Part(None, nodes))
        else:
            found.append(Part(_piece(wires, ranks, reach, nodes, first, last, cuts), nodes))
    return found


def columns_of(parts: Sequence[Part], nodes: int, gap: int, known: dict[Piece, Drawn], longest: int | None) -> Columns:
    """Columns of a connected graph.

    Args:
        parts: all of it, from the top.
        nodes: how many there are.
        gap: between neighbours in a row, in grid steps.
        known: pieces laid out so far, added to.
        longest: how many rows a lane may pass, if not any number.
    """
    found = Columns([0] * nodes, {})
    trunk = 0
    for piece, members in parts:
        if piece is None:
            for node in members:
                found.nodes[node] = trunk
            continue
        drawn = known.get(piece)
        if drawn is None:
            drawn = known[piece] = _draw(piece, gap, longest)
        shift = trunk - drawn.top
        for node, column in zip(members, drawn.columns.nodes, strict=True):
            found.nodes[node] = column + shift
        for (source, exit_), lane in drawn.columns.lanes.items():
            found.lanes[Tensor(members[source], exit_)] = [column + shift for column in lane]
        trunk = drawn.bottom + shift
    return found


def _bounds(wires: Sequence[Sequence[Wire]], ranks: Sequence[int]) -> tuple[list[int], set[int]]:
    """Rows to cut at, with the first and the last; and those of them with a node alone and no wire passing."""
    height = max(ranks) + 1
    width = [0] * height
    passing = [0] * (height + 1)
    for node, inputs in enumerate(wires):
        width[ranks[node]] += 1
        for wire in inputs:
            passing[ranks[wire.source] + 1] += 1
            passing[ranks[node]] -= 1
    cuts = set()
    passed = 0
    for rank in range(height):
        passed += passing[rank]
        if width[rank] == 1 and passed == 0:
            cuts.add(rank)
    return sorted({0, *cuts, height - 1}), cuts


def _piece(
    wires: Sequence[Sequence[Wire]],
    ranks: Sequence[int],
    reach: Sequence[tuple[int, int]],
    nodes: list[int],
    first: int,
    last: int,
    cuts: set[int],
) -> Piece:
    number = {node: index for index, node in enumerate(nodes)}
    inside = [() if ranks[node] == first else wires[node] for node in nodes]
    top = bottom = -1
    for index, node in enumerate(nodes):
        if ranks[node] == first and first in cuts:
            top = index
        elif ranks[node] == last and last in cuts:
            bottom = index
    return Piece(
        tuple(ranks[node] - first for node in nodes),
        tuple(reach[node] for node in nodes),
        tuple(tuple(Wire(number[wire.source], wire.exit, wire.port) for wire in inputs) for inputs in inside),
        top,
        bottom,
    )


def _draw(piece: Piece, gap: int, longest: int | None) -> Drawn:
    rows = rows_of(piece, longest)
    order(rows)
    columns = place(rows, piece.reach, gap)
    top, bottom = _trunk(piece, rows, columns)
    if piece.top >= 0:
        columns[piece.top] = top
    if piece.bottom >= 0:
        columns[piece.bottom] = bottom
    lanes = {tensor: [columns[place] for place in lane] for tensor, lane in rows.lanes.items()}
    return Drawn(Columns(columns[: rows.nodes], lanes), top, bottom)


def _trunk(piece: Piece, rows: Rows, columns: list[int]) -> tuple[int, int]:
    """Columns of the node above and the node below: over the middle of most rows, unless a chain says otherwise."""
    above, below = piece.top, piece.bottom
    fixed_above = above >= 0 and any(rows.is_chain(link.place) for link in rows.below[above])
    fixed_below = below >= 0 and rows.is_chain(below)
    if fixed_above or fixed_below:
        return columns[above if fixed_above else below], columns[below if fixed_below else above]
    middles = []
    for row in rows.rows:
        inner = [place for place in row if place < rows.nodes and place not in (above, below)]
        if inner:
            left = min(columns[place] - piece.reach[place][0] for place in inner)
            right = max(columns[place] + piece.reach[place][1] for place in inner)
            middles.append((left + right + 1) // 2)
    middle = median_low(middles) if middles else columns[above]
    return middle, middle
