"""Boxes, marks and ports: drawn directly for vectors and pictures, from images made once for the screen."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPolygonF

from core.analysis.infer import State
from gui.drawing.ink import Ink, ink_of
from gui.drawing.lines import BAND
from gui.drawing.rows import STATES
from gui.theme import Theme

__all__ = ["EDGE", "PORT_LOOKS", "BoxLook", "box_image", "draw_box", "draw_mark", "draw_port", "port_image"]

EDGE: Final = 12.0
"""How far a box's outline and the sheets behind it reach beyond it, and half the size of a port's image."""
_SHEET: Final = 3.5
"""How far each sheet of a block shows behind the one before it."""
_RADIUS: Final = 6.0
_MOST_PIXELS: Final = 4096

PORT_LOOKS: Final = ("in", "open", "free", "out")
"""An input that is wired, one that is not, the free one of a variadic node, an output."""

_OK, _WRONG, _OPEN, _WAITING = (STATES.index(s) for s in (State.OK, State.WRONG, State.OPEN, State.WAITING))


class BoxLook(NamedTuple):
    """Everything that a box's picture depends on, but for text, ports and marks.

    ``category`` and ``state`` are indices as in a scene's rows; a ``tinted`` body has some of the category's colour.
    ``sheets`` show behind a block: one, and another where it is repeated.
    """

    category: int
    state: int
    width: float
    height: float
    selected: bool
    hovered: bool
    tinted: bool
    sheets: int = 0


def draw_box(p: QPainter, ink: Ink, look: BoxLook, x: float, y: float) -> None:
    """Draw a box at its top left corner."""
    width, height = look.width, look.height
    if look.selected:
        p.setPen(ink.outline)
        p.setBrush(ink.hollow)
        more = look.sheets * _SHEET
        p.drawRoundedRect(QRectF(x - 3, y - 3, width + 6 + more, height + 6), _RADIUS + 3, _RADIUS + 3)
    for sheet in range(look.sheets, 0, -1):
        _draw_sheet(p, ink, look, x, y, sheet)
    box = QRectF(x + 0.5, y + 0.5, width - 1, height - 1)
    p.setPen(ink.none)
    p.setBrush((ink.faint if look.state == _WAITING else ink.categories)[look.category])
    p.drawPath(_side(x + BAND, y + 0.5, 0.5 - BAND, height - 1))
    if look.state == _WRONG:
        p.setBrush(ink.body_wrong)
    elif look.state == _WAITING:
        p.setBrush(ink.body_waiting)
    else:
        p.setBrush(ink.bodies_tinted[look.category] if look.tinted else ink.body)
    p.drawPath(_side(x + BAND, y + 0.5, width - BAND - 0.5, height - 1))
    p.setBrush(ink.hollow)
    if look.state == _WRONG:
        p.setPen(ink.border_wrong)
    elif look.state == _OPEN:
        p.setPen(ink.border_open)
    elif look.hovered:
        p.setPen(ink.border_hovered)
    else:
        p.setPen(ink.border_waiting if look.state == _WAITING else ink.border)
    p.drawRoundedRect(box, _RADIUS, _RADIUS)


def _draw_sheet(p: QPainter, ink: Ink, look: BoxLook, x: float, y: float, number: int) -> None:
    """Draw a sheet behind a box: as the box, further right and less high, so that no wire runs into it."""
    p.setPen(ink.border_waiting if look.state == _WAITING else ink.border)
    p.setBrush(ink.body_waiting if look.state == _WAITING else ink.bodies_tinted[look.category])
    aside, less = number * _SHEET, number * _SHEET
    box = QRectF(x + 0.5 + aside, y + 0.5 + less, look.width - 1, look.height - 1 - 2 * less)
    p.drawRoundedRect(box, _RADIUS, _RADIUS)


def _side(x: float, y: float, width: float, height: float) -> QPainterPath:
    """A part of the box from ``x``, where it is cut straight, to its rounded right side (left for negative widths)."""
    # The corner lies in a square that starts at the end of the box; it may be wider than the part itself.
    r = _RADIUS if width > 0 else max(-_RADIUS, width)
    path = QPainterPath(QPointF(x, y))
    path.lineTo(x + width - r, y)
    path.quadTo(x + width, y, x + width, y + abs(r))
    path.lineTo(x + width, y + height - abs(r))
    path.quadTo(x + width, y + height, x + width - r, y + height)
    path.lineTo(x, y + height)
    path.closeSubpath()
    return path


def draw_port(p: QPainter, ink: Ink, look: int, x: float, y: float) -> None:
    """Draw a port (an index into ``PORT_LOOKS``) at its centre: an input as an arrowhead, an output as a dot."""
    if look == 3:
        p.setPen(ink.port_edge)
        p.setBrush(ink.port)
        p.drawEllipse(QPointF(x, y), 4, 4)
        return
    p.setPen(ink.port_edge if look == 0 else ink.port_open if look == 1 else ink.port_free)
    p.setBrush(ink.port if look == 0 else ink.body)
    p.drawPolygon(QPolygonF((QPointF(x - 5, y - 4.5), QPointF(x + 5, y - 4.5), QPointF(x, y + 3.5))))


def draw_mark(p: QPainter, ink: Ink, severity: str, x: float, y: float) -> None:
    """Draw a round badge: a cross for an error, an exclamation mark for a warning, an i for a hint."""
    p.setPen(ink.mark_edge)
    p.setBrush(ink.marks[severity])
    p.drawEllipse(QPointF(x, y), 8, 8)
    p.setPen(ink.mark_sign)
    if severity == "error":
        p.drawLine(QPointF(x - 2.6, y - 2.6), QPointF(x + 2.6, y + 2.6))
        p.drawLine(QPointF(x - 2.6, y + 2.6), QPointF(x + 2.6, y - 2.6))
        return
    up = -1 if severity == "warning" else 1
    p.drawLine(QPointF(x, y + 3.9 * up), QPointF(x, y - 0.6 * up))
    p.drawLine(QPointF(x, y - 3.8 * up), QPointF(x, y - 3.6 * up))


# -- images -------------------------------------------------------------------------------------------------------


def _blank(width: float, height: float, scale: float, ratio: float) -> tuple[QImage, QPainter]:
    pixels = scale * ratio
    image = QImage(int(width * pixels + 2), int(height * pixels + 2), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(0, 0, 0, 0))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(pixels, pixels)
    return image, painter


@lru_cache(maxsize=256)
def box_image(theme: Theme, look: BoxLook, scale: float, ratio: float) -> QImage | None:
    """A box as an image whose top left corner lies ``EDGE`` outside the box; None where it would be too large."""
    if max(look.width, look.height) * scale * ratio > _MOST_PIXELS:
        return None
    image, painter = _blank(look.width + 2 * EDGE, look.height + 2 * EDGE, scale, ratio)
    draw_box(painter, ink_of(theme), look, EDGE, EDGE)
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image


@lru_cache(maxsize=64)
def port_image(theme: Theme, look: int, scale: float, ratio: float) -> QImage:
    """A port as an image with the port in its middle."""
    image, painter = _blank(2 * EDGE, 2 * EDGE, scale, ratio)
    draw_port(painter, ink_of(theme), look, EDGE, EDGE)
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image
