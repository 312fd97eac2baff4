"""A short text in a box beside the pointer: why a wire will not fit, where a key press would lead it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from gui.theme import Theme

__all__ = ["bubble_area", "paint_bubble"]

_WIDEST: Final = 300.0
_PADDING: Final = 8.0
_BAR: Final = 4.0
_AWAY: Final = 18.0
_FLAGS: Final = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)


def bubble_area(text: str, at: QPointF, within: QRectF, font: QFont) -> QRectF:
    """Where a bubble goes: below and right of a point, but inside the widget and not over the point itself."""
    if not text:
        return QRectF()
    room = QRectF(0, 0, min(_WIDEST, max(within.width() - 4 * _PADDING, 80)), 1000)
    words = QFontMetricsF(font).boundingRect(room, _FLAGS, text)
    area = QRectF(0, 0, words.width() + 2 * _PADDING + _BAR + 2, words.height() + 2 * _PADDING - 2)
    x = at.x() + _AWAY
    if x + area.width() > within.right() - 4:
        x = max(within.left() + 4, at.x() - _AWAY - area.width())
    y = at.y() + _AWAY
    if y + area.height() > within.bottom() - 4:
        y = max(within.top() + 4, at.y() - _AWAY - area.height())
    area.moveTo(round(x), round(y))
    return area


def paint_bubble(painter: QPainter, area: QRectF, text: str, color: QColor, theme: Theme, font: QFont) -> None:
    """Draw a bubble; ``color`` says how bad it is."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, 1))
    painter.setBrush(theme.panel)
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.fillRect(QRectF(area.left() + 1, area.top() + 3, _BAR, area.height() - 6), color)
    painter.setPen(theme.text)
    painter.setFont(font)
    words = area.adjusted(_PADDING + _BAR, _PADDING - 1, -_PADDING, -_PADDING + 1)
    painter.drawText(words, _FLAGS, text)
