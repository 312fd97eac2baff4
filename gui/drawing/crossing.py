"""Which wires a line crosses: what is tested is the very curve that is painted."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF

from core.document.graph import Edge
from gui.drawing.arrays import Array
from gui.drawing.geometry import Scene
from gui.drawing.wires import edge_path

__all__ = ["crossed_edges"]


def crossed_edges(scene: Scene, start: QPointF, stop: QPointF) -> list[Edge]:
    """The wires that a straight line from point to point crosses, in canvas units."""
    (x0, y0), (x1, y1) = start.toTuple(), stop.toTuple()
    b = scene.boxes
    near = (b[:, 0] <= max(x0, x1)) & (b[:, 2] >= min(x0, x1)) & (b[:, 1] <= max(y0, y1)) & (b[:, 3] >= min(y0, y1))
    line = np.array([x0, y0, x1, y1])
    rows = np.flatnonzero(near & scene.edge_alive).tolist()
    found = (scene.edges[row] for row in rows if _meet(_flattened(scene, row), line))
    return [edge for edge in found if edge is not None]


def _flattened(scene: Scene, row: int) -> Array:
    """A wire as so many straight pieces that nobody sees the difference; none where two ports lie on each other."""
    polygons = edge_path(scene, row).toSubpathPolygons()
    return np.array([point.toTuple() for polygon in polygons for point in polygon.toList()]).reshape(-1, 2)


def _meet(points: Array, line: Array) -> bool:
    """Whether a polyline and a straight line cross."""
    start, along = line[:2], line[2:] - line[:2]
    here, steps = points - start, np.diff(points, axis=0)
    there = here[:-1] - along
    # On which side of the line each point lies, and on which side of each piece the two ends of the line.
    beside = along[0] * here[:, 1] > along[1] * here[:, 0]
    first = steps[:, 1] * here[:-1, 0] > steps[:, 0] * here[:-1, 1]
    last = steps[:, 1] * there[:, 0] > steps[:, 0] * there[:, 1]
    return bool(((beside[:-1] != beside[1:]) & (first != last)).any())
