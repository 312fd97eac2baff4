"""What the canvas draws over the sketch, in pixels of the widget: selected wire, flash, hint, focus."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from core.document.graph import Edge
from gui.canvas.viewing import to_screen
from gui.drawing.geometry import PortRef, Scene
from gui.drawing.painter import View, draw_wire
from gui.theme import Theme

__all__ = ["flash", "focus_frame", "hint", "selected_wire"]

_WIDTH: Final = 4.0


def selected_wire(painter: QPainter, scene: Scene, view: View, theme: Theme, edge: Edge) -> None:
    """The wire that is selected: wide, above everything."""
    start = to_screen(view, *scene.port_position(PortRef(edge.source.node, "out", edge.source.port)))
    stop = to_screen(view, *scene.port_position(PortRef(edge.target, "in", edge.port)))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = max(2.0, _WIDTH * min(view.scale, 1.5))
    draw_wire(painter, start.x(), start.y(), stop.x(), stop.y(), theme.accent, width, scale=view.scale)


def flash(painter: QPainter, box: QRectF, strength: float, theme: Theme) -> None:
    """An outline that shrinks onto a box while it fades; ``strength`` goes from 1 to 0."""
    color = theme.accent.toRgb()
    color.setAlphaF(strength)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, 3))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    grown = 2 + 6 * strength
    painter.drawRoundedRect(box.adjusted(-grown, -grown, grown, grown), 8, 8)


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
