"""What lies under the map: when pixels are moved for panning, the map moves with them and leaves a trace behind.

Painting the sketch into each trace anew would cost as much as the rest of the step. So the surroundings of the map are
painted once, into a picture that lasts for as long as the sketch is only panned, and the traces are filled from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, cast

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPixmap, QRegion

from gui.drawing.painter import View

__all__ = ["Beneath"]

_AROUND: Final = 64
"""Pixels around the map that are painted along: the longest step of panning whose trace is filled."""

Draw = Callable[[QPainter, View, QRectF], None]


class Beneath:
    """A picture of the sketch around the map, and the traces that are to be filled from it."""

    def __init__(self) -> None:
        """Nothing was painted yet."""
        self._picture: QPixmap | None = None
        self._area = QRect()
        self._view = View()
        self._traces = QRegion()
        self.drawn = 0
        """How often the picture was painted."""

    def forget(self, area: QRectF | None = None) -> None:
        """What is painted there (everywhere, by default) is no longer what the sketch looks like."""
        if area is None or self._picture is None or area.intersects(QRectF(self._shifted(self._view))):
            self._picture = None

    def leave(self, trace: QRegion, dx: int, dy: int) -> None:
        """Note that pixels were moved, and a trace was left behind."""
        self._traces = self._traces.translated(dx, dy).united(trace)

    def clear(self) -> None:
        """There are no traces: everything is painted anew."""
        self._traces = QRegion()

    def traces(self, view: View, place: QRect, ratio: float, draw: Draw) -> QRegion:
        """The traces that ``paint`` is going to fill; the picture is painted anew where it does not have them.

        Args:
            view: how the canvas is mapped to the widget.
            place: where the map stands.
            ratio: device pixels to a logical one.
            draw: paints a part of the sketch.
        """
        traces = self._traces.subtracted(QRegion(place))
        if traces.isEmpty():
            self._traces = traces
            return traces
        known = self._picture is not None and view.scale == self._view.scale
        if not known or not traces.subtracted(QRegion(self._shifted(view))).isEmpty():
            self._paint_around(view, place.adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND), ratio, draw)
        self._traces = traces.intersected(self._shifted(view))
        self._view, self._area = view, self._shifted(view)
        return self._traces

    def _shifted(self, view: View) -> QRect:
        """Where the picture belongs in another view of the same scale."""
        return self._area.translated(round(view.tx - self._view.tx), round(view.ty - self._view.ty))

    def _paint_around(self, view: View, area: QRect, ratio: float, draw: Draw) -> None:
        picture = QPixmap(QSize(area.width(), area.height()) * ratio)
        picture.setDevicePixelRatio(ratio)
        painter = QPainter(picture)
        try:
            here = View(view.scale, view.tx - area.x(), view.ty - area.y())
            draw(painter, here, QRectF(0, 0, area.width(), area.height()))
        finally:
            painter.end()
        self._picture, self._area, self._view = picture, area, view
        self.drawn += 1

    def paint(self, painter: QPainter) -> None:
        """Fill the traces."""
        picture = self._picture
        if picture is not None:
            ratio = picture.devicePixelRatio()
            for trace in cast("Iterable[QRect]", self._traces):
                at = QRectF(trace.translated(-self._area.topLeft()))
                source = QRectF(at.x() * ratio, at.y() * ratio, at.width() * ratio, at.height() * ratio)
                painter.drawPixmap(QRectF(trace), picture, source)
        self._traces = QRegion()
