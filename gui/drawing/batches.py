"""Many lines, rectangles or points in one call: QPainter reads them straight out of NumPy arrays.

A float64 array of x, y, width, height a row lies in memory as an array of QRectF does, and so for QLineF and QPointF.
The arrays must be C-contiguous and outlive the call, and a call with none of them would read one all the same.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainter
from shiboken6 import Shiboken

from gui.drawing.arrays import Array

__all__ = ["draw_lines", "draw_points", "draw_rects"]


def _pointer(array: Array, columns: int, kind: type) -> Any:
    if array.dtype != np.float64 or not array.flags.c_contiguous or array.ndim != 2 or array.shape[1] != columns:
        raise ValueError(f"{kind.__name__}s are {columns} float64 a row, contiguous; not {array.dtype}{array.shape}")
    return Shiboken.wrapInstance(array.ctypes.data, kind)


def draw_lines(painter: QPainter, ends: Array) -> None:
    """Draw a line for each row of x0, y0, x1, y1."""
    if len(ends):
        painter.drawLines(_pointer(ends, 4, QLineF), len(ends))


def draw_rects(painter: QPainter, rects: Array) -> None:
    """Draw a rectangle for each row of x, y, width, height."""
    if len(rects):
        painter.drawRects(_pointer(rects, 4, QRectF), len(rects))


def draw_points(painter: QPainter, points: Array) -> None:
    """Draw a point for each row of x, y."""
    if len(points):
        painter.drawPoints(_pointer(points, 2, QPointF), len(points))
