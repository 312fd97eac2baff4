"""Drawings that lean or gape are set upright.

Where cell follows cell and each hangs on one side of the last, straight lines carry a drawing further aside with every
cell, and lanes past one cell tear gaps into the next. Such a drawing is cut at its necks, where few wires pass. Each
section loses the gaps that run through all its rows, and the sections are stood above each other. Order and distances
are kept, and only the wires of a neck lean more than before.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median_low
from typing import Final

from core.layout.lanes import Rows

__all__ = ["upright"]

_NECK: Final = 6
"""Wires that pass a neck, at most."""
_LEAN: Final = 1.25
"""How much wider than its longest row, closely set, a drawing may be."""


def upright(rows: Rows, reach: Sequence[tuple[int, int]], columns: list[int], apart: Sequence[int]) -> list[int]:
    """Columns of a drawing that is hardly wider than need be; the same where that is so already.

    Args:
        rows: in order.
        reach: how far each node reaches to the left and right of its column.
        columns: of all places.
        apart: by place, the least distance from its left neighbour.
    """
    longest = max(sum(apart[place] for place in row) for row in rows.rows)
    if max(columns) - min(columns) <= longest * _LEAN:
        return columns
    moved = list(columns)
    for start, end in pairwise([0, *_necks(rows), len(rows.rows)]):
        section = rows.rows[start:end]
        _close(section, moved, apart)
        middle = median_low(_middle(rows, reach, moved, row) for row in section)
        for row in section:
            for place in row:
                moved[place] -= middle
    return moved if max(moved) - min(moved) < max(columns) - min(columns) else columns


def _necks(rows: Rows) -> list[int]:
    """Rows above which few wires pass and no chain is cut."""
    found = []
    for index, row in enumerate(rows.rows[1:], 1):
        count = sum(len(rows.above[place]) for place in row)
        if count <= _NECK and not any(rows.is_chain(place) for place in row):
            found.append(index)
    return found


def _close(section: list[list[int]], columns: list[int], apart: Sequence[int]) -> None:
    """Push together what stands left and right of a gap in all rows."""
    pushed = 0
    pushed_to: dict[int, int] = {}  # by column as it was, how far what stands there is pushed
    reached = [0] * len(section)  # in each row, the first place to the right of the gap
    for left, right in pairwise(sorted({columns[place] for row in section for place in row})):
        pushed_to[left] = pushed
        spare = right - left
        for number, row in enumerate(section):
            index = reached[number]
            while index < len(row) and columns[row[index]] <= left:
                index += 1
            reached[number] = index
            if 0 < index < len(row):
                a, b = columns[row[index - 1]], columns[row[index]]
                spare = min(spare, (b - pushed) - (a - pushed_to[a]) - apart[row[index]])
        pushed += max(spare, 0)
    for row in section:
        for place in row:
            columns[place] -= pushed_to.get(columns[place], pushed)


def _middle(rows: Rows, reach: Sequence[tuple[int, int]], columns: list[int], row: list[int]) -> int:
    """The middle between the outermost nodes of a row."""
    nodes = [place for place in row if place < rows.nodes]
    left = min(columns[node] - reach[node][0] for node in nodes)
    right = max(columns[node] + reach[node][1] for node in nodes)
    return (left + right + 1) // 2
