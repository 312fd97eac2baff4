"""Order within rows: the author's where that crosses no wires, else one with fewer crossings.

Wires that enter a node by ports in another order than they arrive in count as crossing.

Source:
    K. Sugiyama, S. Tagawa, M. Toda: Methods for visual understanding of hierarchical system structures (1981), step 2:
    barycentres. E. R. Gansner, E. Koutsofios, S. C. North, K.-P. Vo: A technique for drawing directed graphs (1993),
    section 3: exchange of neighbours, and keeping the best of all rounds.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from itertools import pairwise
from typing import Final

from core.layout.lanes import Link, Rows

__all__ = ["crossings", "order"]

_ROUNDS: Final = 16
_EXCHANGES: Final = 4
_PATIENCE: Final = 3
"""Rounds without gain before giving up."""
_PORTS: Final = 1 << 20
"""More than any node has."""


def order(rows: Rows) -> None:
    """Put every row in order, in place. Rows that come without crossings stay as they are."""
    position = positions(rows)
    if crossings(rows, position) == 0:
        return
    _uncross_chains(rows, position)
    counted: Counted = [None] * len(rows.rows)
    least = _trouble(rows, position, counted)
    best = [list(row) for row in rows.rows]
    idle = 0
    for round_ in range(_ROUNDS):
        if least[1] == 0 or idle == _PATIENCE:
            break
        _sweep(rows, position, down=round_ % 2 == 0)
        _exchange(rows, position)
        _uncross_chains(rows, position)
        trouble = _trouble(rows, position, counted)
        idle += 1
        if trouble < least:
            least, best, idle = trouble, [list(row) for row in rows.rows], 0
    rows.rows[:] = best


Counted = list[tuple[list[int], list[int], int, int] | None]
"""By row, its crossings with the one below when they were last counted, and both as they were then."""


def _trouble(rows: Rows, position: list[int], counted: Counted) -> tuple[int, int]:
    """Crossings that keep a trunk or a lane from being straight, which come first, and all crossings.

    That a wire leaves its lane across others on the way to its reader is how a bus is drawn, and mars little.
    """
    straight = every = 0
    for number, (row, below) in enumerate(pairwise([*rows.rows, []])):
        known = counted[number]
        if known is None or known[0] != row or known[1] != below:
            total = _crossings_below(rows, row, position, straight=False)
            hard = _crossings_below(rows, row, position, straight=True) if total else 0
            known = counted[number] = ([*row], [*below], hard, total)
        straight += known[2]
        every += known[3]
    return straight, every


def positions(rows: Rows) -> list[int]:
    """By place, how many stand to its left."""
    found = [0] * len(rows.above)
    for row in rows.rows:
        for index, place in enumerate(row):
            found[place] = index
    return found


def crossings(rows: Rows, position: list[int], *, straight: bool = False) -> int:
    """How often wires cross, all rows together.

    Args:
        rows: in the order of ``position``.
        position: by place, how many stand to its left.
        straight: only wires from node to node and from lane to lane, which would be straight but for the crossing.
    """
    return sum(_crossings_below(rows, row, position, straight=straight) for row in rows.rows)


def _crossings_below(rows: Rows, row: list[int], position: list[int], *, straight: bool) -> int:
    """Pairs of wires that leave a row in one order and arrive in the other."""
    count = 0
    arrived: list[int] = []
    for place in row:
        links = rows.below[place]
        if straight:
            links = [link for link in links if (link.place < rows.nodes) == (place < rows.nodes)]
        if len(links) == 1:
            ((target, _, port),) = links
            keys = [position[target] * _PORTS + port]
        else:
            # Those that leave by one port can do so in the order in which they arrive.
            keys = [key for _, key in sorted((exit_, position[t] * _PORTS + port) for t, exit_, port in links)]
        for key in keys:
            if arrived and key < arrived[-1]:
                count += len(arrived) - bisect_right(arrived, key)
                insort(arrived, key)
            else:
                arrived.append(key)
    return count


def _sweep(rows: Rows, position: list[int], *, down: bool) -> None:
    """Order each row by the mean place of what its members are wired to, in the row before."""
    links_of, back = (rows.above, rows.below) if down else (rows.below, rows.above)
    ports = [1 + max((link.here for link in links), default=0) for links in back]
    for row in rows.rows if down else reversed(rows.rows):
        if len(row) < 2:
            continue
        mean: dict[int, float] = {}
        for place in row:
            links = links_of[place]
            mean[place] = (
                sum(position[other] + (there + 0.5) / ports[other] for other, _, there in links) / len(links)
                if links
                else position[place] + 0.5
            )
        row.sort(key=mean.__getitem__)
        for index, place in enumerate(row):
            position[place] = index


def _exchange(rows: Rows, position: list[int]) -> None:
    """Exchange neighbours while that saves crossings."""
    due = set(range(len(rows.rows)))  # rows in which, or next to which, something changed since they were looked at
    for _ in range(_EXCHANGES):
        if not due:
            return
        for number, row in enumerate(rows.rows):
            if number not in due:
                continue
            due.discard(number)
            if len(row) < 2:
                continue
            above = [_far_ends(rows.above[place], position) for place in row]
            below = [_far_ends(rows.below[place], position) for place in row]
            changed = False
            for i in range(len(row) - 1):
                if _saved(above[i], above[i + 1]) + _saved(below[i], below[i + 1]) > 0:
                    row[i], row[i + 1] = row[i + 1], row[i]
                    above[i], above[i + 1] = above[i + 1], above[i]
                    below[i], below[i + 1] = below[i + 1], below[i]
                    position[row[i]], position[row[i + 1]] = i, i + 1
                    changed = True
            if changed:
                due |= {number - 1, number, number + 1}
        due &= set(range(len(rows.rows)))


def _far_ends(links: list[Link], position: list[int]) -> list[int]:
    """Where some wires of a place end, in order."""
    if len(links) == 1:
        ((other, _, there),) = links
        return [position[other] * _PORTS + there]
    return sorted([position[other] * _PORTS + there for other, _, there in links])


def _saved(left: list[int], right: list[int]) -> int:
    """Crossings saved when two neighbours, with the far ends of their wires given, change sides."""
    if not left or not right:
        return 0
    if len(left) == len(right) == 1:
        return (left[0] > right[0]) - (left[0] < right[0])
    return sum(len(left) - bisect_right(left, key) - bisect_left(left, key) for key in right)


def _uncross_chains(rows: Rows, position: list[int]) -> None:
    """Of wires between nodes that have no others, let no two cross, so that all can be straight."""
    for row, next_row in pairwise(rows.rows):
        targets = [
            links[0].place for links in map(rows.below.__getitem__, row) if links and rows.is_chain(links[0].place)
        ]
        for target, place in zip(targets, sorted(map(position.__getitem__, targets)), strict=True):
            position[target] = place
            next_row[place] = target
