"""Columns: where in its row a place stands. Whole numbers of grid steps, so that nothing moves when put on the grid.

Four drawings are made, each with its places as far to the left or right as they go and lined up with what stands above
or below, and the median is taken. Three rules are our own. A node lines up with nodes, and with a lane only where it is
wired to nothing else; so a skip never takes a layer's place. A chain is straight whatever crosses it. And after it, a
lane is straight whatever else crosses it.

Source:
    U. Brandes, B. Köpf: Fast and simple horizontal coordinate assignment (2001).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from core.layout.drift import upright
from core.layout.lanes import Link, Rows
from core.layout.ordering import positions
from core.layout.settling import settle

__all__ = ["LANE", "place"]

LANE = 1
"""How far a lane reaches to either side, in grid steps."""
_ASIDE = 2
"""Between a lane and a node, in grid steps."""


def place(rows: Rows, reach: Sequence[tuple[int, int]], gap: int) -> list[int]:
    """The column of each place.

    Args:
        rows: in order.
        reach: how far each node reaches to the left and right of its column.
        gap: between neighbouring nodes. All in grid steps.
    """
    position = positions(rows)
    apart = _distances(rows, reach, gap)
    refused = _crossed(rows, position)
    drawings = []
    for down in (True, False):
        wanted = _wanted(rows, position, refused, down=down)
        for left in (True, False):
            block = _blocks(rows, position, wanted, down=down, left=left)
            drawings.append(_compact(rows, block, apart, left=left))
    columns = _median(drawings)
    settle(rows, columns, apart)
    return upright(rows, reach, columns, apart)


def _distances(rows: Rows, reach: Sequence[tuple[int, int]], gap: int) -> list[int]:
    """By place, the least distance from its left neighbour."""
    apart = [0] * len(rows.above)
    for row in rows.rows:
        for a, b in pairwise(row):
            lanes = (a >= rows.nodes) + (b >= rows.nodes)
            right = LANE if a >= rows.nodes else reach[a][1]
            left = LANE if b >= rows.nodes else reach[b][0]
            apart[b] = right + (gap, _ASIDE, 0)[lanes] + left
    return apart


def _crossed(rows: Rows, position: list[int]) -> set[tuple[int, int]]:
    """Wires (upper, lower) that may not be straight, because they cross one that comes first."""
    refused: set[tuple[int, int]] = set()
    for row in rows.rows:
        wires = [(a, link.place) for a in row for link in rows.below[a]]
        if len(wires) < 2:
            continue
        chains = {wire for wire in wires if rows.is_chain(wire[1])}
        lanes = {wire for wire in wires if min(wire) >= rows.nodes}
        for first in (chains, lanes):
            if first:
                rest = [wire for wire in wires if wire not in first and wire not in chains]
                refused |= _crossing(rest, first - refused, position)
    return refused


def _crossing(wires: list[tuple[int, int]], first: set[tuple[int, int]], position: list[int]) -> set[tuple[int, int]]:
    """Those of the wires, which come by upper end from left to right, that cross any of the first."""
    spans = sorted((position[a], position[b]) for a, b in first)
    found: set[tuple[int, int]] = set()
    index, furthest = 0, -1
    for a, b in wires:
        while index < len(spans) and spans[index][0] < position[a]:
            furthest = max(furthest, spans[index][1])
            index += 1
        if furthest > position[b]:
            found.add((a, b))
    index, nearest = len(spans) - 1, len(position)
    for a, b in reversed(wires):
        while index >= 0 and spans[index][0] > position[a]:
            nearest = min(nearest, spans[index][1])
            index -= 1
        if nearest < position[b]:
            found.add((a, b))
    return found


def _wanted(rows: Rows, position: list[int], refused: set[tuple[int, int]], *, down: bool) -> list[list[int]]:
    """By place, the one or two in the row before that it would line up with, from left to right."""
    nodes = rows.nodes
    near, far = (rows.above, rows.below) if down else (rows.below, rows.above)

    def others(links: list[Link], place: int) -> list[int]:
        found = {link.place for link in links}
        if len(links) == 1 and (place < nodes or links[0].place >= nodes):
            pass  # as most are
        elif place < nodes:
            found = {other for other in found if other < nodes} or found
        else:
            found = {other for other in found if other >= nodes or all(link.place >= nodes for link in far[other])}
        kept = [other for other in found if ((other, place) if down else (place, other)) not in refused]
        kept.sort(key=position.__getitem__)
        return kept[(len(kept) - 1) // 2 : len(kept) // 2 + 1]

    return [others(links, place) for place, links in enumerate(near)]


def _blocks(rows: Rows, position: list[int], wanted: list[list[int]], *, down: bool, left: bool) -> list[int]:
    """By place, the first of those it is lined up with; two lines never cross."""
    block = list(range(len(position)))
    step = 1 if left else -1
    for row in rows.rows if down else reversed(rows.rows):
        limit = -1 if left else len(position)
        for place in row[::step]:
            for other in wanted[place][::step]:
                if (position[other] - limit) * step > 0:
                    block[place] = block[other]
                    limit = position[other]
                    break
    return block


def _compact(rows: Rows, block: list[int], apart: list[int], *, left: bool) -> list[int]:
    """Columns with every block as far to one side as it goes, and the outermost then drawn in."""
    after: dict[int, list[tuple[int, int]]] = {}
    waiting = [0] * len(block)
    for row in rows.rows:
        for a, b in pairwise(row):
            first, second = (block[a], block[b]) if left else (block[b], block[a])
            after.setdefault(first, []).append((second, apart[b]))
            waiting[second] += 1
    column = [0] * len(block)
    outermost = [place for place, first in enumerate(block) if place == first and not waiting[place]]
    ready = list(outermost)
    for first in ready:  # grows on the way
        for second, distance in after.get(first, ()):
            column[second] = max(column[second], column[first] + distance)
            waiting[second] -= 1
            if not waiting[second]:
                ready.append(second)
    for first in outermost:
        if first in after:
            column[first] = min(column[second] - distance for second, distance in after[first])
    side = 1 if left else -1
    return [side * column[first] for first in block]


def _median(drawings: list[list[int]]) -> list[int]:
    """Between the two middle ones of four drawings, left and right by turns, moved to where the narrowest is."""
    spans = [(min(drawing), max(drawing)) for drawing in drawings]
    low, high = min(spans, key=lambda span: span[1] - span[0])
    shifts = [low - a if index % 2 == 0 else high - b for index, (a, b) in enumerate(spans)]
    columns = []
    for four in zip(*drawings, strict=True):
        _, b, c, _ = sorted(column + shift for column, shift in zip(four, shifts, strict=True))
        columns.append((b + c) // 2)
    return columns
