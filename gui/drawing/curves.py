"""The way of a wire: down out of an output, down into an input. NumPy, no Qt.

A direct wire is one cubic. One that would run behind boxes takes a *lane*: across in the gap below its source, straight
down at the x of its lane, and across again in the gap above its target. ``lanes`` holds that x, NaN for direct wires.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gui.drawing.arrays import distinct

__all__ = [
    "CROSSING",
    "OUTREACH",
    "blocked",
    "boxes",
    "candidates",
    "choose_lane",
    "distances",
    "is_long",
    "lane",
    "reach",
]

Array = NDArray[np.float64]

CROSSING: Final = 40.0
"""Height in which a wire with a lane crosses over: the gap between rows of boxes."""
OUTREACH: Final = 480.0
"""How far beyond its ends a wire looks for a lane."""
_LONG: Final = 66.0
_CLEAR: Final = 14.0
_BESIDE_LABEL: Final = 16.0  # more, where there is room, for the shape that stands on the wire
_SPREAD: Final = 1.6  # by the root of its length, so that long ones do not go too far out
_STEPS: Final = np.linspace(0.0, 1.0, 25)
_MOST_PAIRS: Final = 20_000
_SQUARE: Final = 256.0
_MANY_ROWS: Final = 1 << 24


def is_long(ends: Array) -> NDArray[np.bool_]:
    """Whether a wire leads so far down that a box could stand in its way."""
    return np.asarray(ends[:, 3] - ends[:, 1] > _LONG)


def reach(ends: Array) -> Array:
    """How far the control points of direct wires lie below the start and above the end.

    A wire that leads down bends halfway; one that leads up leaves far enough to be seen to turn round.

    Args:
        ends: rows of x0, y0, x1, y1.

    Returns:
        One number a row, in the unit of ``ends``.
    """
    down = ends[:, 3] - ends[:, 1]
    across = np.abs(ends[:, 2] - ends[:, 0])
    return np.where(down >= 0, np.maximum(down * 0.5, np.minimum(across * 0.2, 24.0)), 40.0 - down * 0.3)


def boxes(ends: Array, lanes: Array) -> Array:
    """Boxes (left, top, right, bottom) that hold the wires: those of their control points."""
    bend = np.where(np.isnan(lanes), reach(ends), 0.0)
    made = np.empty((len(ends), 4))
    made[:, 0] = np.fmin(np.minimum(ends[:, 0], ends[:, 2]), lanes)
    made[:, 1] = np.minimum(ends[:, 1], ends[:, 3] - bend)
    made[:, 2] = np.fmax(np.maximum(ends[:, 0], ends[:, 2]), lanes)
    made[:, 3] = np.maximum(ends[:, 3], ends[:, 1] + bend)
    return made


def _points(ends: Array, t: Array) -> tuple[Array, Array]:
    """Points of cubics at parameters t, either the same for all (steps,) or their own (rows, steps)."""
    u = 1 - t
    first, last, pull = u**3 + 3 * u**2 * t, 3 * u * t**2 + t**3, 3 * u**2 * t - 3 * u * t**2
    x = first * ends[:, 0, None] + last * ends[:, 2, None]
    y = first * ends[:, 1, None] + last * ends[:, 3, None] + pull * reach(ends)[:, None]
    return x, y


def blocked(ends: Array, rects: Array) -> NDArray[np.bool_]:
    """Which wires would run behind boxes if they were led directly.

    Args:
        ends: rows of x0, y0, x1, y1 of long wires.
        rects: x, y, width, height of all boxes that may be in their way.
    """
    found = np.zeros(len(ends), np.bool_)
    wires, others = _pairs(ends, rects)
    if not len(wires):
        return found
    e, r = ends[wires], rects[others]
    x, y = _points(e, _STEPS[1:-1])
    left, far, top, bottom = (side[:, None] for side in (r[:, 0], r[:, 0] + r[:, 2], r[:, 1], r[:, 1] + r[:, 3]))
    found[wires[((x > left) & (x < far) & (y > top) & (y < bottom)).any(axis=1)]] = True
    return found


def _pairs(ends: Array, rects: Array) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pairs of wires and boxes whose own boxes overlap: found by squares, so that not all are held against all."""
    left, right = np.minimum(ends[:, 0], ends[:, 2]), np.maximum(ends[:, 0], ends[:, 2])
    top, bottom = ends[:, 1], ends[:, 3]
    far, low = rects[:, 0] + rects[:, 2], rects[:, 1] + rects[:, 3]
    if len(ends) * len(rects) <= _MOST_PAIRS:
        meets = (
            (left[:, None] < far)
            & (right[:, None] > rects[:, 0])
            & (top[:, None] < low)
            & (bottom[:, None] > rects[:, 1])
        )
        wires, others = np.nonzero(meets)
        return wires, others
    wires, cells = _cells(left, top, right, bottom)
    others, squares = _cells(rects[:, 0], rects[:, 1], far, low)
    order = np.argsort(squares, kind="stable")
    others, squares = others[order], squares[order]
    first, last = np.searchsorted(squares, cells), np.searchsorted(squares, cells, "right")
    counts = last - first
    which = np.repeat(np.arange(len(cells)), counts)
    at = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts) + first[which]
    a, b = wires[which], others[at]
    meets = (left[a] < far[b]) & (right[a] > rects[b, 0]) & (top[a] < low[b]) & (bottom[a] > rects[b, 1])
    pairs, _ = distinct(a[meets] * len(rects) + b[meets])
    return pairs // len(rects), pairs % len(rects)


def _cells(left: Array, top: Array, right: Array, bottom: Array) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Numbers of the squares that boxes reach into: rows of the boxes, and a number of each square."""
    c0, c1 = (np.floor(side / _SQUARE).astype(np.intp) for side in (left, right))
    r0, r1 = (np.floor(side / _SQUARE).astype(np.intp) for side in (top, bottom))
    wide, high = c1 - c0 + 1, r1 - r0 + 1
    which = np.repeat(np.arange(len(left)), wide * high)
    index = np.arange(len(which)) - np.repeat(np.cumsum(wide * high) - wide * high, wide * high)
    column, row = c0[which] + index % wide[which], r0[which] + index // wide[which]
    return which, column * _MANY_ROWS + row


def choose_lane(ends: Array, rects: Array, *, right: bool) -> float:
    """The lane that keeps a wire clear of boxes; NaN if it is clear without one, or if there is none.

    Args:
        ends: x0, y0, x1, y1 of one long wire.
        rects: x, y, width, height of boxes that may be in its way, its own two among them.
        right: of two lanes as near, take the right one.
    """
    if not blocked(ends[None], rects)[0]:
        return math.nan
    return lane(ends, rects, right=right)


def lane(ends: Array, rects: Array, *, right: bool) -> float:
    """As ``choose_lane``, of a wire that is known to be blocked."""
    x0, y0, x1, y1 = ends.tolist()
    least, most = min(x0, x1) - OUTREACH, max(x0, x1) + OUTREACH
    # Boxes that reach into the stretch between the two crossings.
    crossing = min(CROSSING, (y1 - y0) / 2)
    low, high = y1 - crossing + 1, y0 + crossing - 1
    beside = (rects[:, 1] < low) & (rects[:, 1] + rects[:, 3] > high)
    beside &= (rects[:, 0] <= most + _CLEAR) & (rects[:, 0] + rects[:, 2] >= least - _CLEAR)
    near = rects[beside]
    walls = _merged(
        sorted(zip((near[:, 0] - _CLEAR).tolist(), (near[:, 0] + near[:, 2] + _CLEAR).tolist(), strict=True))
    )
    ways = [x for x in (x1, x0) if not any(a < x < b for a, b in walls)]
    ways += [x for x in _beside(walls, y1 - y0) if least <= x <= most]
    return min(ways, key=lambda x: (abs(x - x0) + abs(x - x1), -x if right else x), default=math.nan)


def _beside(walls: list[tuple[float, float]], length: float) -> list[float]:
    """Where a wire passes walls on their left and on their right: the longer, the further out.

    Skips that nest, as in a U, so get lanes of their own, the outer one outside. Each goes at most to the middle of the
    way that is free.
    """
    outwards = _BESIDE_LABEL + _SPREAD * (math.sqrt(length) - math.sqrt(_LONG))
    ways: list[float] = []
    for index, (start, end) in enumerate(walls):
        before = start - walls[index - 1][1] if index else math.inf
        behind = walls[index + 1][0] - end if index + 1 < len(walls) else math.inf
        ways += [start - min(outwards, before / 2), end + min(outwards, behind / 2)]
    return ways


def _merged(intervals: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Sorted intervals with those that overlap made one; what only touches leaves the point between free."""
    merged: list[tuple[float, float]] = []
    for start, end in intervals:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def candidates(ends: Array, lanes: Array, near: float) -> Array:
    """Points on each wire where a label may stand, best first, (wires, 5, 2).

    Halfway, ``near`` below the source, as near above the target, and a third of the way from either end.
    """
    bend = np.maximum(reach(ends), 1.0)
    close = np.clip(near / (3 * bend), 0.0, 0.5)
    half = np.full(len(ends), 0.5)
    x, y = _points(ends, np.column_stack((half, close, 1 - close, half - 0.17, half + 0.17)))
    down = (ends[:, 3] - ends[:, 1])[:, None]
    along = np.column_stack((half, half - 0.15, half + 0.15, half - 0.3, half + 0.3))
    has_lane = ~np.isnan(lanes)[:, None]
    x = np.where(has_lane, lanes[:, None], x)
    y = np.where(has_lane, ends[:, 1, None] + CROSSING + along * (down - 2 * CROSSING), y)
    return np.stack((x, y), axis=2)


def distances(ends: Array, lanes: Array, x: float, y: float) -> Array:
    """Distance of a point from each wire, to within a fraction of a percent of its length."""
    direct = np.isnan(lanes)
    found = np.empty(len(ends))
    found[direct] = _from_cubics(ends[direct], x, y)
    e, lane = ends[~direct], lanes[~direct]
    crossing = np.minimum(CROSSING, (e[:, 3] - e[:, 1]) / 2)
    first = np.column_stack((e[:, 0], e[:, 1], lane, e[:, 1] + crossing))
    last = np.column_stack((lane, e[:, 3] - crossing, e[:, 2], e[:, 3]))
    middle = np.hypot(lane - x, np.clip(y, first[:, 3], last[:, 1]) - y)
    found[~direct] = np.minimum(middle, np.minimum(_from_cubics(first, x, y), _from_cubics(last, x, y)))
    return found


def _from_cubics(ends: Array, x: float, y: float) -> Array:
    px, py = _points(ends, _STEPS)
    px, py = px - x, py - y
    dx, dy = np.diff(px), np.diff(py)
    length = dx * dx + dy * dy
    along = -(px[:, :-1] * dx + py[:, :-1] * dy) / np.where(length > 0, length, 1.0)
    along = np.clip(along, 0.0, 1.0)
    return np.asarray(np.hypot(px[:, :-1] + along * dx, py[:, :-1] + along * dy).min(axis=1, initial=np.inf))
