"""Snapping of what is being moved: to the grid, to the centre lines of neighbours, and to equal gaps between them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from core.document.graph import NodeId
from core.layout.node_size import GRID
from gui.drawing.geometry import Rect, Scene

__all__ = ["Alignment", "Guide"]

_MOST_NEIGHBOURS: Final = 400
"""With more boxes than this in view there is a centre line everywhere, and none means anything."""
_MOST_IN_LINE: Final = 24
"""With more boxes than this in a row or column, equal gaps mean nothing either."""


class Guide(NamedTuple):
    """A line to be shown, in canvas units: a centre line that two boxes share, or a gap that is as wide as another."""

    x0: float
    y0: float
    x1: float
    y1: float
    gap: bool = False


class _Gap(NamedTuple):
    """A place along one axis where the box stands as far from a neighbour as two neighbours stand apart."""

    at: float
    """Where the box begins."""
    spans: tuple[tuple[float, float], ...]
    """The equal gaps, along the axis."""


class Alignment:
    """Snaps one box; what is said of its neighbours is looked up once."""

    def __init__(self, scene: Scene, box: Rect, moving: Collection[NodeId], view: Rect, *, alone: bool = False) -> None:
        """Prepare to move ``box`` from where it is.

        Args:
            scene: what is there.
            box: the box that was grabbed.
            moving: nodes that move with it, and so give no line.
            view: part of the canvas in view: only what is seen gives lines.
            alone: whether it takes no notice of others: only the grid counts.
        """
        self._box = box
        inside = [] if alone else scene.nodes_in(view)
        still = [node for node in inside if node not in moving] if len(inside) <= _MOST_NEIGHBOURS else []
        self._others = [scene.rect(node) for node in still]

    def snap(self, dx: float, dy: float, reach: float) -> tuple[float, float, list[Guide]]:
        """Correct a shift, and say along which lines the box now lies.

        A centre line counts for more than equal gaps, and these for more than the grid.

        Args:
            dx: wanted shift to the right, in canvas units.
            dy: wanted shift down.
            reach: how far a neighbour's centre line, or a gap, attracts.
        """
        guides: list[Guide] = []
        wanted = (dx, dy)
        in_line = [self._nearest(axis, wanted, reach) for axis in (0, 1)]
        shift = [self._onto(axis, wanted[axis], line) for axis, line in enumerate(in_line)]
        for axis, line in enumerate(in_line):
            # Equal gaps along an axis are those of boxes in the same row, as far as it is known by now.
            gap = self._gap(axis, wanted[axis], shift[1 - axis], reach) if line is None else None
            if gap is not None:
                shift[axis] = gap.at - self._box[axis]
                guides += _gap_guides(gap, axis, self._box, shift[1 - axis])
        x, y, width, height = self._box
        left, top = x + shift[0], y + shift[1]
        if in_line[0] is not None:
            other, at = in_line[0], _middle(in_line[0], 0)
            guides.append(Guide(at, min(other.y, top), at, max(other.bottom, top + height)))
        if in_line[1] is not None:
            other, at = in_line[1], _middle(in_line[1], 1)
            guides.append(Guide(min(other.x, left), at, max(other.right, left + width), at))
        return shift[0], shift[1], guides

    def _onto(self, axis: int, wanted: float, line: Rect | None) -> float:
        """The shift along one axis that brings the box onto a centre line, or onto the grid without one."""
        at = self._box[axis]
        if line is None:
            return round((at + wanted) / GRID) * GRID - at
        return _middle(line, axis) - at - self._box[axis + 2] / 2

    def _nearest(self, axis: int, shift: tuple[float, float], reach: float) -> Rect | None:
        """The closest of the boxes whose centre line attracts."""
        centre = [_middle(self._box, k) + shift[k] for k in (0, 1)]
        near = [box for box in self._others if abs(_middle(box, axis) - centre[axis]) <= reach]
        return min(
            near,
            key=lambda box: (
                abs(_middle(box, axis) - centre[axis]),
                abs(_middle(box, 1 - axis) - centre[1 - axis]),
            ),
            default=None,
        )

    def _gap(self, axis: int, wanted: float, across: float, reach: float) -> _Gap | None:
        """The nearest place with equal gaps, among the boxes that lie in the same row (or column)."""
        low = self._box[1 - axis] + across
        high = low + self._box[3 - axis]
        row = [box for box in self._others if box[1 - axis] < high and box[1 - axis] + box[3 - axis] > low]
        if not 2 <= len(row) <= _MOST_IN_LINE:
            return None
        spans = sorted((box[axis], box[axis] + box[axis + 2]) for box in row)
        at = self._box[axis] + wanted
        near = [gap for gap in _gaps(spans, self._box[axis + 2]) if abs(gap.at - at) <= reach]
        return min(near, key=lambda gap: abs(gap.at - at), default=None)


def _gaps(spans: list[tuple[float, float]], length: float) -> Iterator[_Gap]:
    """Places for a box in a row: half way between two neighbours, or as far behind or before two as these are apart."""

    def fits(at: float) -> bool:
        return all(at + length <= low or at >= high for low, high in spans)

    for (_, first_end), (second, second_end) in pairwise(spans):
        between = second - first_end
        if between <= 0:
            continue
        middle = (first_end + second - length) / 2
        if between > length:
            yield _Gap(middle, ((first_end, middle), (middle + length, second)))
        behind = second_end + between
        if fits(behind):
            yield _Gap(behind, ((first_end, second), (second_end, behind)))
    for (first, first_end), (second, _) in pairwise(spans):
        between = second - first_end
        before = first - between - length
        if between > 0 and fits(before):
            yield _Gap(before, ((before + length, first), (first_end, second)))


def _gap_guides(gap: _Gap, axis: int, box: Rect, across: float) -> Iterator[Guide]:
    """The equal gaps as lines through the middle of the moving box."""
    at = _middle(box, 1 - axis) + across
    for start, stop in gap.spans:
        yield Guide(start, at, stop, at, True) if axis == 0 else Guide(at, start, at, stop, True)


def _middle(box: Rect, axis: int) -> float:
    return box[axis] + box[axis + 2] / 2
