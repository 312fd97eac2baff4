"""The way of a wire: down out of an output, down into an input. NumPy, no Qt.

A direct wire is one cubic. One that would run behind boxes takes a *lane*: across in the gap below its source, straight
down at the x of its lane, and across again in the gap above its target. ``lanes`` holds that x, NaN for direct wires.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "CROSSING",
    "LONG",
    "boxes",
    "candidates",
    "distances",
    "is_long",
    "points",
    "reach",
]

Array = NDArray[np.float64]

CROSSING: Final = 40.0
"""Height in which a wire with a lane crosses over: the gap between rows of boxes."""
LONG: Final = 66.0
"""How far down a wire leads, at least, for a box to stand in its way."""
_STEPS: Final = np.linspace(0.0, 1.0, 25)


def is_long(ends: Array) -> NDArray[np.bool_]:
    """Whether a wire leads so far down that a box could stand in its way."""
    return np.asarray(ends[:, 3] - ends[:, 1] > LONG)


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


def points(ends: Array, t: Array) -> tuple[Array, Array]:
    """Points of cubics at parameters t, either the same for all (steps,) or their own (rows, steps)."""
    u = 1 - t
    first, last, pull = u**3 + 3 * u**2 * t, 3 * u * t**2 + t**3, 3 * u**2 * t - 3 * u * t**2
    x = first * ends[:, 0, None] + last * ends[:, 2, None]
    y = first * ends[:, 1, None] + last * ends[:, 3, None] + pull * reach(ends)[:, None]
    return x, y


def candidates(ends: Array, lanes: Array, near: float) -> Array:
    """Points on each wire where a label may stand, best first, (wires, 5, 2).

    Halfway, ``near`` below the source, as near above the target, and a third of the way from either end.
    """
    bend = np.maximum(reach(ends), 1.0)
    close = np.clip(near / (3 * bend), 0.0, 0.5)
    half = np.full(len(ends), 0.5)
    x, y = points(ends, np.column_stack((half, close, 1 - close, half - 0.17, half + 0.17)))
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
    px, py = points(ends, _STEPS)
    px, py = px - x, py - y
    dx, dy = np.diff(px), np.diff(py)
    length = dx * dx + dy * dy
    along = -(px[:, :-1] * dx + py[:, :-1] * dy) / np.where(length > 0, length, 1.0)
    along = np.clip(along, 0.0, 1.0)
    return np.asarray(np.hypot(px[:, :-1] + along * dx, py[:, :-1] + along * dy).min(axis=1, initial=np.inf))
