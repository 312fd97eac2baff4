"""What the canvas draws over the sketch, in pixels of the widget: selected wire, flash, hint, focus."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QRegion

from core.document.graph import Edge
from gui.canvas.viewing import to_screen
from gui.drawing.geometry import Rect, Scene
from gui.drawing.painter import NEAR, View
from gui.drawing.wires import edge_path
from gui.theme import Theme

__all__ = ["bends", "flash", "focus_frame", "focused_box", "hint", "selected_wire"]

_WIDTH: Final = 4.0
_HANDLE: Final = 4.5
_AWAY: Final = 7.0
"""Pixels from a box to the mark of the focus, outside of the outline of what is selected."""
_NEAREST: Final = 3.0


def selected_wire(
    painter: QPainter, scene: Scene, view: View, theme: Theme, edge: Edge, color: QColor | None = None
) -> None:
    """The wire that is selected, or one in another colour: wide, above everything."""
    row = scene.edge_row(edge)
    if row is None:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    label = scene.label_places.get(row, (None, None))[1]
    if label is not None and view.scale >= NEAR:  # the shape that stands on it stays legible
        written = QRegion(view.screen_rect(Rect(*label.box)).toRect())
        painter.setClipRegion(QRegion(painter.viewport()).subtracted(written))
    painter.translate(view.tx, view.ty)
    painter.scale(view.scale, view.scale)
    pen = QPen(theme.accent if color is None else color, max(2.0, _WIDTH * min(view.scale, 1.5)))
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(edge_path(scene, row))
    painter.restore()


def bends(
    painter: QPainter, points: Iterable[tuple[float, float]], view: View, theme: Theme, chosen: int | None
) -> None:
    """Handles on the points that a wire is led through; the chosen one is filled."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.accent, 1.5))
    for index, point in enumerate(points):
        painter.setBrush(theme.accent if index == chosen else theme.canvas)
        painter.drawEllipse(to_screen(view, *point), _HANDLE, _HANDLE)


def flash(painter: QPainter, box: QRectF, strength: float, theme: Theme) -> None:
    """An outline that shrinks onto a box while it fades; ``strength`` goes from 1 to 0."""
    color = theme.accent.toRgb()
    color.setAlphaF(strength)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, 3))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    grown = 2 + 6 * strength
    painter.drawRoundedRect(box.adjusted(-grown, -grown, grown, grown), 8, 8)


def focused_box(painter: QPainter, box: QRectF, scale: float, theme: Theme) -> None:
    """A dashed outline around the one of several selected boxes that keys are about."""
    away = max(_NEAREST, min(_AWAY, _AWAY * scale))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(theme.text, 1.5)
    pen.setDashPattern([3.0, 3.0])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(-away, -away, away, away), 8, 8)


def hint(painter: QPainter, widget: QRectF, text: str, font: QFont, theme: Theme) -> None:
    """What to do with an empty sketch."""
    room = widget.adjusted(48, 24, -48, -24)
    flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
    words = QFontMetricsF(font).boundingRect(room, flags, text).adjusted(-24, -18, 24, 18)
    painter.setFont(font)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.border, 1.5, Qt.PenStyle.DashLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(words, 8, 8)
    painter.setPen(theme.muted)
    painter.drawText(room, flags, text)


def focus_frame(painter: QPainter, widget: QRect, theme: Theme) -> None:
    """A hairline along the edge: keys go to the canvas."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(theme.accent, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(widget.adjusted(0, 0, -1, -1))
