"""Where a new layer goes when nobody says: near the wanted place, never on top of another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

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


def free_place(scene: Scene, size: Size, wanted: Point, view: Rect | None = None, taken: Sequence[Rect] = ()) -> Point:
    """The place nearest to the wanted one where a box of this size overlaps no other.

    Args:
        scene: what is there.
        size: of the box.
        wanted: where its top left corner should go.
        view: part of the canvas in view; places in it are preferred.
        taken: other places that it must not overlap. Notes it keeps clear of in any case.

    Returns:
        Top left corner, on the grid if ``wanted`` is.
    """
    notes = [scene.annotation_rect(item.id) for item in scene.annotations.items if item.kind == "note"]
    beyond: Point | None = None
    last = _RINGS if view is None else _rings_within(wanted, view)
    for ring, place in _around(wanted):
        if ring > last and beyond is not None:
            break  # nothing further out is in view
        box = Rect(place.x - _GAP, place.y - _GAP, size.width + 2 * _GAP, size.height + 2 * _GAP)
        if scene.nodes_in(box) or any(box.meets(other) for other in (*taken, *notes)):
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
    taken = _taken(own, there, wanted)
    for _, column, row in _rings():
        if not taken[column, row]:
            return _step(wanted, column, row)
    beneath = float((there[:, 1] + there[:, 3]).max()) + _GAP - top
    return Point(wanted.x, np.ceil(beneath / GRID) * GRID)


def _taken(own: NDArray[np.float64], there: NDArray[np.float64], wanted: Point) -> NDArray[np.bool_]:
    """By columns and rows from the wanted shift (negative ones counted from the end): where a box would lie on another.

    Each box that is there keeps each of ours off a rectangle of shifts. The rectangles are laid over one another by
    their corners: +1 where one begins, -1 behind its end, summed up along both axes.
    """
    step, start = np.array((COLUMN, ROW)), np.array(wanted)
    low, high = own[:, None, :2] - GRID + start, own[:, None, :2] + own[:, None, 2:] + GRID + start
    first = np.floor((there[None, :, :2] - high) / step) + 1
    last = np.ceil((there[None, :, :2] + there[None, :, 2:] - low) / step) - 1
    most = _RINGS - 1
    begin, end = np.maximum(first, -most).reshape(-1, 2), np.minimum(last, most).reshape(-1, 2)
    begin, end = (edge[(begin <= end).all(axis=1)].astype(np.intp) + most for edge in (begin, end))
    corners = np.zeros((2 * _RINGS, 2 * _RINGS), np.int64)
    for columns, rows, sign in (
        (begin[:, 0], begin[:, 1], 1),
        (end[:, 0] + 1, begin[:, 1], -1),
        (begin[:, 0], end[:, 1] + 1, -1),
        (end[:, 0] + 1, end[:, 1] + 1, 1),
    ):
        np.add.at(corners, (columns, rows), sign)
    covered = corners.cumsum(axis=0).cumsum(axis=1)[:-1, :-1] > 0
    return np.roll(covered, (-most, -most), axis=(0, 1))


def _inside(box: Rect, view: Rect) -> bool:
    x, y, width, height = box
    left, top, across, down = view
    return x >= left and y >= top and x + width <= left + across and y + height <= top + down


def _rings_within(start: Point, view: Rect) -> int:
    """How many rings around a place may have places in view."""
    across = max(view.right - start.x, start.x - view.x) / COLUMN
    along = max(view.bottom - start.y, start.y - view.y) / ROW
    return int(max(across, along, 0.0))


def _around(start: Point) -> Iterator[tuple[int, Point]]:
    """Places in growing rings of columns and rows, with the number of the ring."""
    return ((ring, _step(start, column, row)) for ring, column, row in _rings())


def _step(start: Point, column: int, row: int) -> Point:
    return Point(start.x + column * COLUMN, start.y + row * ROW)


def _rings() -> Iterator[tuple[int, int, int]]:
    """Number of a ring, column and row, from the middle outwards.

    Those below and to the right come before those above and to the left.
    """
    yield 0, 0, 0
    for ring in range(1, _RINGS):
        edge = [
            (c, r) for r in range(ring, -ring - 1, -1) for c in range(-ring, ring + 1) if max(abs(c), abs(r)) == ring
        ]
        edge.sort(key=lambda at: (abs(at[0]) + abs(at[1]), at[1] < 0, at[0] < 0, abs(at[0])))
        for column, row in edge:
            yield ring, column, row
