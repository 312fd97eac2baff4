"""Where a new layer goes when nobody says: near the wanted place, never on top of another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from core.document.builder import COLUMN, ROW
from core.document.graph import Point
from core.layout.node_size import GRID, Size
from gui.drawing.geometry import Rect, Scene

__all__ = ["free_place", "free_shift", "on_grid"]

_GAP: Final = 2 * GRID
_RINGS: Final = 64
_MOST_PAIRS: Final = 100_000


def on_grid(x: float, y: float) -> Point:
    """The nearest point of the grid."""
    return Point(round(x / GRID) * GRID, round(y / GRID) * GRID)


def free_place(scene: Scene, size: Size, wanted: Point, view: Rect | None = None) -> Point:
    """The place nearest to the wanted one where a box of this size overlaps no other.

    Args:
        scene: what is there.
        size: of the box.
        wanted: where its top left corner should go.
        view: part of the canvas in view; places in it are preferred.

    Returns:
        Top left corner, on the grid if ``wanted`` is.
    """
    beyond: Point | None = None
    for place in _around(wanted):
        box = Rect(place.x - _GAP, place.y - _GAP, size.width + 2 * _GAP, size.height + 2 * _GAP)
        if scene.nodes_in(box):
            continue
        if view is None or _inside(box, view):
            return place
        beyond = beyond or place
    # A view without room: what is free beyond it; and below everything if even that is taken.
    bounds = scene.bounds()
    return beyond or (Point(wanted.x, bounds[1] + bounds[3] + _GAP) if bounds is not None else wanted)


def free_shift(scene: Scene, boxes: Sequence[Rect], wanted: Point) -> Point:
    """The shift nearest to the wanted one by which none of some boxes comes to lie on a node.

    Args:
        scene: what is there.
        boxes: what is to be put down; they keep their places among themselves.
        wanted: the shift that would be best.
    """
    there = scene.rects[scene.alive]
    if not len(there):
        return wanted
    own = np.array(boxes, dtype=np.float64)
    left, top = own[:, 0].min(), own[:, 1].min()
    if own.shape[0] * there.shape[0] > _MOST_PAIRS:  # take what is pasted as one large box
        right, bottom = (own[:, 0] + own[:, 2]).max(), (own[:, 1] + own[:, 3]).max()
        own = np.array([[left, top, right - left, bottom - top]])
    low, high = own[:, None, :2] - GRID, own[:, None, :2] + own[:, None, 2:] + GRID
    first, last = there[None, :, :2], there[None, :, :2] + there[None, :, 2:]
    for shift in _around(wanted):
        apart = (high + shift <= first) | (low + shift >= last)
        if apart.any(axis=2).all():
            return shift
    beneath = float(last[..., 1].max()) + _GAP - top
    return Point(wanted.x, np.ceil(beneath / GRID) * GRID)


def _inside(box: Rect, view: Rect) -> bool:
    x, y, width, height = box
    left, top, across, down = view
    return x >= left and y >= top and x + width <= left + across and y + height <= top + down


def _around(start: Point) -> Iterator[Point]:
    """Places in growing rings of columns and rows; below and to the right come before above and to the left."""
    yield start
    for ring in range(1, _RINGS):
        edge = [
            (c, r) for r in range(ring, -ring - 1, -1) for c in range(-ring, ring + 1) if max(abs(c), abs(r)) == ring
        ]
        edge.sort(key=lambda at: (abs(at[0]) + abs(at[1]), at[1] < 0, at[0] < 0, abs(at[0])))
        for column, row in edge:
            yield Point(start.x + column * COLUMN, start.y + row * ROW)
