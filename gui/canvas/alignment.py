"""Snapping of what is being moved: to the grid, and to the centre lines of neighbours."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NamedTuple

from core.document.graph import NodeId
from core.layout.node_size import GRID
from gui.drawing.geometry import Rect, Scene

__all__ = ["Alignment", "Guide"]

_MOST_NEIGHBOURS: Final = 400
"""With more boxes than this in view there is a centre line everywhere, and none means anything."""


class Guide(NamedTuple):
    """A centre line shared by two boxes, in canvas units."""

    x0: float
    y0: float
    x1: float
    y1: float


class Alignment:
    """Snaps one box; the centre lines of its neighbours are looked up once."""

    def __init__(self, scene: Scene, box: Rect, moving: Collection[NodeId], view: Rect) -> None:
        """Prepare to move ``box`` from where it is.

        Args:
            scene: what is there.
            box: the box that was grabbed.
            moving: nodes that move with it, and so give no line.
            view: part of the canvas in view: only what is seen gives lines.
        """
        self._box = box
        inside = scene.nodes_in(view)
        still = [node for node in inside if node not in moving] if len(inside) <= _MOST_NEIGHBOURS else []
        self._others = [scene.rect(node) for node in still]

    def snap(self, dx: float, dy: float, reach: float) -> tuple[float, float, list[Guide]]:
        """Correct a shift, and say along which lines the box now lies.

        Args:
            dx: wanted shift to the right, in canvas units.
            dy: wanted shift down.
            reach: how far a neighbour's centre line attracts.
        """
        x, y, width, height = self._box
        centre_x, centre_y = x + width / 2 + dx, y + height / 2 + dy
        in_column = self._nearest(0, centre_x, centre_y, reach)
        in_row = self._nearest(1, centre_x, centre_y, reach)
        dx = round((x + dx) / GRID) * GRID - x if in_column is None else _middle(in_column, 0) - x - width / 2
        dy = round((y + dy) / GRID) * GRID - y if in_row is None else _middle(in_row, 1) - y - height / 2
        guides: list[Guide] = []
        if in_column is not None:
            at = _middle(in_column, 0)
            guides.append(Guide(at, min(in_column[1], y + dy), at, max(in_column[1] + in_column[3], y + dy + height)))
        if in_row is not None:
            at = _middle(in_row, 1)
            guides.append(Guide(min(in_row[0], x + dx), at, max(in_row[0] + in_row[2], x + dx + width), at))
        return dx, dy, guides

    def _nearest(self, axis: int, centre_x: float, centre_y: float, reach: float) -> Rect | None:
        """The closest of the boxes whose centre line attracts."""
        centre = (centre_x, centre_y)
        near = [box for box in self._others if abs(_middle(box, axis) - centre[axis]) <= reach]
        return min(
            near,
            key=lambda box: (
                abs(_middle(box, axis) - centre[axis]),
                abs(_middle(box, 1 - axis) - centre[1 - axis]),
            ),
            default=None,
        )


def _middle(box: Rect, axis: int) -> float:
    return box[axis] + box[axis + 2] / 2
