"""Straight lines of places that move to where their wires lead, as far as their neighbours let them.

Source:
    E. R. Gansner, E. Koutsofios, S. C. North, K.-P. Vo: A technique for drawing directed graphs (1993), section 4:
    medians, with lines of places instead of single ones, so that what is straight stays so.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from core.layout.lanes import Rows

__all__ = ["settle"]

_ROUNDS: Final = 8


def settle(rows: Rows, columns: list[int], apart: list[int]) -> None:
    """Move lines so that wires lean less, in place. Never more, and order and distances are kept.

    Args:
        rows: in order.
        columns: of all places.
        apart: by place, the least distance from its left neighbour.
    """
    left_of = [-1] * len(columns)
    right_of = [-1] * len(columns)
    for row in rows.rows:
        for a, b in pairwise(row):
            right_of[a], left_of[b] = b, a
    for _ in range(_ROUNDS):
        changed = False
        for line in _lines(rows, columns):
            aims = _aims(rows, columns, line)
            step = _step(aims, columns[line[0]]) if aims else 0
            for place in line:
                if step > 0 and right_of[place] >= 0:
                    other = right_of[place]
                    step = min(step, columns[other] - apart[other] - columns[place])
                elif step < 0 and left_of[place] >= 0:
                    step = max(step, columns[left_of[place]] + apart[place] - columns[place])
            if step:
                changed = True
                for place in line:
                    columns[place] += step
        if not changed:
            return


def _step(aims: list[int], here: int) -> int:
    """How far to go to where wires lean least: anywhere between the two middle aims."""
    return max(aims[(len(aims) - 1) // 2] - here, 0) or min(aims[len(aims) // 2] - here, 0)


def _lines(rows: Rows, columns: list[int]) -> list[list[int]]:
    """Nodes or lanes wired straight down to each other, each line from its top."""
    line_of: dict[int, list[int]] = {}
    lines = []
    for row in rows.rows:
        for place in row:
            found = next(
                (
                    line_of[above]
                    for above, _, _ in rows.above[place]
                    if columns[above] == columns[place] and (above < rows.nodes) == (place < rows.nodes)
                ),
                None,
            )
            if found is None:
                found = []
                lines.append(found)
            found.append(place)
            line_of[place] = found
    return lines


def _aims(rows: Rows, columns: list[int], line: list[int]) -> list[int]:
    """Columns of all that is wired to a line, in order."""
    inside = set(line)
    return sorted(
        columns[link.place]
        for place in line
        for links in (rows.above[place], rows.below[place])
        for link in links
        if link.place not in inside
    )
