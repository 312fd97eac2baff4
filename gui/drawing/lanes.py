"""Lanes: which wires would run behind boxes, and where they pass beside them instead. NumPy, no Qt.

What is worked out for a wire depends on that wire and on the boxes about it alone. All wires are looked at together, in
time that grows with their number and hardly with how many boxes each passes: the boxes are sorted by their upper edges,
and for runs of 1, 2, 4, 8 … rows it is noted which stretches across are walled up.

Everything is in the space of the flow, in which wires lead down.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gui.drawing.arrays import Array, Rows, distinct
from gui.drawing.curves import CROSSING, LONG, points

__all__ = ["OUTREACH", "blocked", "lanes_of"]

OUTREACH: Final = 480.0
"""How far beyond its ends a wire looks for a lane."""
_CLEAR: Final = 14.0
_BESIDE_LABEL: Final = 16.0  # more, where there is room, for the shape that stands on the wire
_SPREAD: Final = 1.6  # by the root of its length, so that long ones do not go too far out
_STEPS: Final = np.linspace(0.0, 1.0, 25)[1:-1]
_IN_TURN: Final = tuple(sorted(range(len(_STEPS)), key=lambda step: (step % 4 != 3, step % 2 == 0, step)))
"""Points that are far from each other come first: most wires that are blocked are found so with few of them."""
_MOST_PAIRS: Final = 20_000
_MOST_AT_ONCE: Final = 1 << 20
_SQUARE: Final = 256.0
_MANY_ROWS: Final = 1 << 24


def lanes_of(ends: Array, rects: Array, rights: NDArray[np.bool_]) -> Array:
    """The lanes that keep wires clear of boxes; NaN for those that are clear without one, or for which there is none.

    Args:
        ends: rows of x0, y0, x1, y1 of long wires.
        rects: x, y, width, height of all boxes that may be in their way, their own two among them.
        rights: of two lanes as near, take the right one.
    """
    found = np.full(len(ends), np.nan)
    if not len(ends) or not len(rects):
        return found
    at = np.flatnonzero(blocked(ends, rects))
    if len(at):
        found[at] = _chosen(ends[at], rects, rights[at])
    return found


# -- whether a wire needs one -----------------------------------------------------------------------------------------


def blocked(ends: Array, rects: Array) -> NDArray[np.bool_]:
    """Which wires would run behind boxes if they were led directly.

    Args:
        ends: rows of x0, y0, x1, y1 of long wires.
        rects: x, y, width, height of all boxes that may be in their way.
    """
    if len(ends) * len(rects) <= _MOST_PAIRS:
        return _blocked_of_few(ends, rects)
    found = np.zeros(len(ends), np.bool_)
    rects = rects[_different(rects)]
    left, top, far, low = rects[:, 0], rects[:, 1], rects[:, 0] + rects[:, 2], rects[:, 1] + rects[:, 3]
    boxes, squares = _squares(left, top, far, low)
    order = np.argsort(squares, kind="stable")
    boxes, squares = boxes[order], squares[order]
    for step in _IN_TURN:
        wires = np.flatnonzero(~found)
        xs, ys = points(ends[wires], _STEPS[step : step + 1])
        x, y = xs[:, 0], ys[:, 0]
        square = _square(x, y)
        box, last = np.searchsorted(squares, square), np.searchsorted(squares, square, "right")
        # One box after the other of those in its square is held against each point, until it is found to lie on one.
        while len(wires := wires[open_ := np.flatnonzero(box < last)]):
            x, y, box, last = x[open_], y[open_], box[open_], last[open_]
            b = boxes[box]
            hit = (x > left[b]) & (x < far[b]) & (y > top[b]) & (y < low[b])
            found[wires[hit]] = True
            box = np.where(hit, last, box + 1)
    return found


def _blocked_of_few(ends: Array, rects: Array) -> NDArray[np.bool_]:
    """As ``blocked``, with all wires held against all boxes."""
    found = np.zeros(len(ends), np.bool_)
    far, low = rects[:, 0] + rects[:, 2], rects[:, 1] + rects[:, 3]
    meets = np.minimum(ends[:, 0], ends[:, 2])[:, None] < far
    meets &= np.maximum(ends[:, 0], ends[:, 2])[:, None] > rects[:, 0]
    meets &= (ends[:, 1, None] < low) & (ends[:, 3, None] > rects[:, 1])
    wires, boxes = np.nonzero(meets)
    if len(wires):
        x, y = points(ends[wires], _STEPS)
        left, top, far, low = (side[boxes, None] for side in (rects[:, 0], rects[:, 1], far, low))
        found[wires[((x > left) & (x < far) & (y > top) & (y < low)).any(axis=1)]] = True
    return found


def _different(rects: Array) -> Rows:
    """Those that are not equal to another that is taken: a thousand on one spot are as one."""
    order = np.lexsort(rects.T)
    ranked = rects[order]
    first = np.ones(len(rects), np.bool_)
    first[1:] = (ranked[1:] != ranked[:-1]).any(axis=1)
    return order[first]


def _square(x: Array, y: Array) -> Rows:
    """The number of the square that a point lies in."""
    column, row = (np.floor(side / _SQUARE).astype(np.intp) for side in (x, y))
    return column * _MANY_ROWS + row


def _squares(left: Array, top: Array, right: Array, bottom: Array) -> tuple[Rows, Rows]:
    """The squares that boxes reach into: rows of the boxes, and the number of each square."""
    c0, c1 = (np.floor(side / _SQUARE).astype(np.intp) for side in (left, right))
    r0, r1 = (np.floor(side / _SQUARE).astype(np.intp) for side in (top, bottom))
    wide, high = c1 - c0 + 1, r1 - r0 + 1
    which, index = _runs(np.zeros(len(left), np.intp), wide * high)
    return which, (c0[which] + index % wide[which]) * _MANY_ROWS + r0[which] + index // wide[which]


def _runs(firsts: Rows, counts: Rows) -> tuple[Rows, Rows]:
    """Runs of numbers, each from its first on, one behind the other: which run each number belongs to, and it."""
    which = np.repeat(np.arange(len(counts)), counts)
    return which, np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts - firsts, counts)


# -- what is in its way ----------------------------------------------------------------------------------------------


class _Walls(NamedTuple):
    """Stretches across that are walled up, of groups: rows, wires or whatever.

    Attributes:
        group: whose each is, ascending.
        start: where it starts, as an index into sorted places; ascending within its group.
        end: where it ends, likewise. Walls of one group touch at most.
    """

    group: Rows
    start: Rows
    end: Rows


def _merged(walls: _Walls, places: int) -> _Walls:
    """Walls of each group in order, those that overlap made one; what only touches leaves the point between free."""
    group, start, end = walls
    if not len(group):
        return walls
    keys = group * places + start
    order = np.argsort(keys, kind="stable")
    group, keys = group[order], keys[order]
    reached = np.maximum.accumulate(group * places + end[order])
    fresh = np.ones(len(keys), np.bool_)
    fresh[1:] = keys[1:] >= reached[:-1]
    first = np.flatnonzero(fresh)
    last = np.append(first[1:], len(keys)) - 1
    base = group[first] * places
    return _Walls(group[first], keys[first] - base, reached[last] - base)


class _Search(NamedTuple):
    """Where wires look for their lanes: between two heights, and two places across."""

    high: Array
    low: Array
    least: Array
    most: Array


def _within(search: _Search, rects: Array, at: Array, walls: _Walls) -> _Walls:
    """The walls that each wire has to pass."""
    if len(search.high) * len(rects) <= _MOST_PAIRS:
        beside = (rects[:, 1] < search.low[:, None]) & (rects[:, 1] + rects[:, 3] > search.high[:, None])
        beside &= (at[walls.start] <= search.most[:, None]) & (at[walls.end] >= search.least[:, None])
        wires, boxes = np.nonzero(beside)
        return _merged(_Walls(wires, walls.start[boxes], walls.end[boxes]), len(at))
    from_, to = np.searchsorted(at, search.least), np.searchsorted(at, search.most, "right")
    found = [
        _part(level, wires, nodes, from_, to, len(at))
        for level, wires, nodes in (
            *_standing(search, rects, walls, len(at)),
            *_reaching(search, rects, walls, len(at)),
        )
    ]
    return _merged(_Walls(*map(np.concatenate, zip(*found, strict=True))), len(at))


_Found = Iterator[tuple[_Walls, Rows, Rows]]
"""Walls, and which of their groups stand in the way of which wires: wires, and a group for each."""


def _standing(search: _Search, rects: Array, walls: _Walls, places: int) -> _Found:
    """Walls of the boxes whose upper edges lie between the heights, by runs of 1, 2, 4 … rows."""
    tops, row = distinct(rects[:, 1])
    level = _merged(_Walls(row, walls.start, walls.end), places)
    first, past = np.searchsorted(tops, search.high), np.searchsorted(tops, search.low)
    wires = np.flatnonzero(first < past)
    first, past = first[wires], past[wires]
    while len(wires):
        # A run that the next longer ones do not hold is taken at either end.
        odd = (first & 1).astype(np.bool_)
        yield level, wires[odd], first[odd]
        first = first + odd
        odd = (past & 1).astype(np.bool_) & (first < past)
        yield level, wires[odd], past[odd] - 1
        more = first < past - odd
        wires, first, past = wires[more], first[more] >> 1, past[more] >> 1
        level = _merged(_Walls(level.group >> 1, level.start, level.end), places)


def _reaching(search: _Search, rects: Array, walls: _Walls, places: int) -> _Found:
    """Walls of the boxes that reach down past the upper height from above it."""
    highs, which = distinct(search.high)
    order = np.argsort(rects[:, 1], kind="stable")
    tops, bottoms = rects[order, 1], rects[order, 1] + rects[order, 3]
    first = np.searchsorted(tops, highs - float(rects[:, 3].max()) - 1)
    counts = np.searchsorted(tops, highs) - first
    parts = np.cumsum(counts) // _MOST_AT_ONCE
    for part in distinct(parts)[0].tolist():
        own = np.flatnonzero(parts == part)
        at, box = _runs(first[own], counts[own])
        at = own[at]
        past = bottoms[box] > highs[at]
        box = order[box[past]]
        wires = np.flatnonzero(parts[which] == part)
        yield _merged(_Walls(at[past], walls.start[box], walls.end[box]), places), wires, which[wires]


def _part(walls: _Walls, wires: Rows, groups: Rows, from_: Rows, to: Rows, places: int) -> _Walls:
    """Of the walls of some groups, what a wire each may come upon between two places."""
    base = groups * places
    first = np.searchsorted(walls.group * places + walls.end, base + from_[wires])
    past = np.searchsorted(walls.group * places + walls.start, base + to[wires])
    which, index = _runs(first, np.maximum(past - first, 0))
    return _Walls(wires[which], walls.start[index], walls.end[index])


# -- where it passes ---------------------------------------------------------------------------------------------------


def _chosen(ends: Array, rects: Array, rights: NDArray[np.bool_]) -> Array:
    """The lanes of wires that are blocked."""
    x0, y0, x1, y1 = ends.T
    crossing = np.minimum(CROSSING, (y1 - y0) / 2)
    # What is looked at are boxes that reach into the stretch between the two crossings.
    search = _Search(y0 + crossing - 1, y1 - crossing + 1, np.minimum(x0, x1) - OUTREACH, np.maximum(x0, x1) + OUTREACH)
    at, which = distinct(np.concatenate((rects[:, 0] - _CLEAR, rects[:, 0] + rects[:, 2] + _CLEAR)))
    boxes = _Walls(np.arange(len(rects)), which[: len(rects)], which[len(rects) :])
    wires, start, end = _within(search, rects, at, boxes)
    starts, stops = at[start], at[end]
    left, right = _beside(wires, starts, stops, y1 - y0)
    # No further out than it looks: the longest of all share that lane.
    left = np.where(starts >= search.least[wires], np.maximum(left, search.least[wires]), left)
    right = np.where(stops <= search.most[wires], np.minimum(right, search.most[wires]), right)
    every = np.arange(len(ends))
    of = [every[_free(x, wires, starts, stops)] for x in (x1, x0)]
    of += [wires, wires]
    xs = np.concatenate((x1[of[0]], x0[of[1]], left, right))
    wire = np.concatenate(of)
    inside = (xs >= search.least[wire]) & (xs <= search.most[wire])
    wire, xs = wire[inside], xs[inside]
    way = np.abs(xs - x0[wire]) + np.abs(xs - x1[wire])
    order = np.lexsort((np.where(rights[wire], -xs, xs), way, wire))
    found = np.full(len(ends), np.nan)
    best, number = wire[order], np.arange(len(order))
    first = number[np.diff(best, prepend=-1) > 0]
    found[best[first]] = xs[order][first]
    return found


def _free(x: Array, wires: Rows, starts: Array, stops: Array) -> NDArray[np.bool_]:
    """Which wires may go straight down at a place each."""
    free = np.ones(len(x), np.bool_)
    free[wires[(starts < x[wires]) & (x[wires] < stops)]] = False
    return free


def _beside(wires: Rows, starts: Array, stops: Array, lengths: Array) -> tuple[Array, Array]:
    """Where wires pass their walls on the left and on the right: the longer, the further out.

    Skips that nest, as in a U, so get lanes of their own, the outer one outside. Each goes at most to the middle of the
    way that is free.
    """
    outwards = (_BESIDE_LABEL + _SPREAD * (np.sqrt(lengths) - np.sqrt(LONG)))[wires]
    between = np.full(len(wires) + 1, np.inf)
    next_ = np.flatnonzero(wires[1:] == wires[:-1]) + 1
    between[next_] = starts[next_] - stops[next_ - 1]
    return starts - np.minimum(outwards, between[:-1] / 2), stops + np.minimum(outwards, between[1:] / 2)
