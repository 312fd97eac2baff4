"""The floor of a frame: what drawing the same things costs in a bare widget, with nothing to find out about them.

The formula of the floor counts the background, rectangles, lines, curves, images and texts of a frame. Here it is
measured, not reckoned: as many of each as the canvas was seen to draw are drawn in a widget of the same size, from
arrays and texts that are ready, in the quickest way there is from Python.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap, QStaticText
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import Shiboken

__all__ = ["SIZE", "Content", "Floor", "counting"]

SIZE: Final = QSize(1600, 1000)
_WARM: Final = 2
_BACKGROUND: Final = QColor("#1e2127")
_Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass
class Content:
    """How many of each thing a frame draws."""

    rects: int = 0
    points: int = 0
    lines: int = 0
    cubics: int = 0
    sprites: int = 0
    labels: int = 0


_COUNTED: Final = {
    "drawRects": "rects",
    "drawRect": "rects",
    "drawPoints": "points",
    "drawLines": "lines",
    "drawLine": "lines",
    "drawPolyline": "cubics",
    "drawPath": "cubics",
    "drawPolygon": "sprites",
    "drawEllipse": "sprites",
    "drawRoundedRect": "sprites",
    "drawImage": "sprites",
    "drawPixmap": "sprites",
    "drawPixmapFragments": "sprites",
    "drawText": "labels",
    "drawStaticText": "labels",
    "drawGlyphRun": "labels",
}
"""Methods of QPainter, and what one call draws; those of ``_MANY`` say how many in their second argument."""
_MANY: Final = frozenset({"drawRects", "drawPoints", "drawLines", "drawPixmapFragments"})


@contextmanager
def counting(content: Content) -> Iterator[None]:
    """Count what any painter draws meanwhile."""

    def counted(name: str, kind: str, method: Callable[..., object]) -> Callable[..., object]:
        def call(painter: QPainter, *arguments: Any) -> object:
            several = arguments[1] if name in _MANY and len(arguments) > 1 and isinstance(arguments[1], int) else 1
            setattr(content, kind, getattr(content, kind) + several)
            return method(painter, *arguments)

        return call

    kept = {name: getattr(QPainter, name) for name in _COUNTED}
    for name, kind in _COUNTED.items():
        setattr(QPainter, name, counted(name, kind, kept[name]))
    try:
        yield
    finally:
        for name, method in kept.items():
            setattr(QPainter, name, method)


class Floor(QWidget):
    """A widget without anything in it, that draws so many of each thing."""

    def __init__(self) -> None:
        """Show it, and have everything ready that is drawn."""
        super().__init__()
        self.setObjectName("floor")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.resize(SIZE)
        self._font = QFont()
        self._font.setPixelSize(12)
        self._texts = [QStaticText(f"Conv {n % 7}×{n % 7} {n}") for n in range(700)]
        for text in self._texts:
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            text.prepare(font=self._font)
        self._atlas = QPixmap(256, 256)
        self._atlas.fill(QColor(59, 130, 246, 200))
        self._pen = QPen(QColor("#c0c8d0"), 1)
        self._pen.setCosmetic(True)
        self._draw: Callable[[QPainter], None] = lambda _painter: None
        self.show()
        QApplication.processEvents()  # a window is not painted before it is exposed

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102, N802  (Qt's name)
        painter = QPainter(self)
        try:
            painter.fillRect(event.rect(), _BACKGROUND)
            self._draw(painter)
        finally:
            painter.end()

    def cost(self, content: Content, area: QRect, repeats: int) -> float:
        """CPU seconds of a frame.

        Args:
            content: what it draws.
            area: the part of the widget that it draws it in.
            repeats: frames that are measured, after some that fill the caches.
        """
        self._draw = self._drawing(content, QRectF(area))
        spent: list[float] = []
        for _ in range(_WARM + repeats):
            started = time.process_time()
            self.repaint(area)
            spent.append(time.process_time() - started)
        return median(spent[_WARM:])

    def _drawing(self, content: Content, area: QRectF) -> Callable[[QPainter], None]:
        """A function that draws that much, with all arguments made beforehand."""
        rects, points, lines = (_grid(n, area) for n in (content.rects, content.points, content.lines))
        lines[:, 2:] = lines[:, :2] + lines[:, 2:]
        curves = [_curve(*row) for row in _grid(content.cubics, area).tolist()]
        sprites = _fragments(_grid(content.sprites, area))
        labels = [
            (QPointF(x, y), self._texts[n % len(self._texts)])
            for n, (x, y) in enumerate(_grid(content.labels, area)[:, :2].tolist())
        ]
        rects_at, lines_at = _pointer(rects, QRectF), _pointer(lines, QLineF)
        places = np.ascontiguousarray(points[:, :2])
        points_at, sprites_at = _pointer(places, QPointF), _pointer(sprites, QPainter.PixmapFragment)

        def draw(painter: QPainter) -> None:
            painter.setPen(self._pen)
            if len(places):
                painter.drawPoints(points_at, len(places))
            if len(lines):
                painter.drawLines(lines_at, len(lines))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            for curve in curves:
                painter.drawPath(curve)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            if len(rects):
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(_BACKGROUND)
                painter.drawRects(rects_at, len(rects))
            if len(sprites):
                painter.drawPixmapFragments(sprites_at, len(sprites), self._atlas)
            painter.setPen(self._pen)
            painter.setFont(self._font)
            for place, text in labels:
                painter.drawStaticText(place, text)

        return draw


def _grid(count: int, area: QRectF) -> _Array:
    """So many boxes spread over an area: x, y, width, height."""
    if not count:
        return np.zeros((0, 4))
    side = max((area.width() * area.height() / count) ** 0.5, 0.5)
    across = max(1, int(area.width() / side))
    number = np.arange(count)
    boxes = np.empty((count, 4))
    boxes[:, 0] = area.x() + number % across * side
    boxes[:, 1] = area.y() + number // across * side
    boxes[:, 2], boxes[:, 3] = min(0.72 * side, 150.0), min(0.4 * side, 60.0)
    return boxes


def _curve(x: float, y: float, width: float, height: float) -> QPainterPath:
    path = QPainterPath(QPointF(x, y))
    path.cubicTo(x, y + height / 2, x + width, y + height / 2, x + width, y + height)
    return path


def _fragments(boxes: _Array) -> _Array:
    """Where an image of the size of each box is drawn, and from where in the atlas."""
    found = np.zeros((len(boxes), 10))
    found[:, 4:6] = np.ceil(boxes[:, 2:])
    found[:, 0:2] = np.round(boxes[:, :2]) + found[:, 4:6] / 2
    found[:, 6:8] = 1
    found[:, 9] = 1
    return found


def _pointer(array: _Array, kind: type) -> Any:
    return Shiboken.wrapInstance(array.ctypes.data, kind) if len(array) else None
