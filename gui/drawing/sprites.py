"""Boxes, marks and ports, drawn in canvas units: onto vectors as they are, onto the screen by way of an atlas."""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF

from core.analysis.infer import State
from core.document.graph import Flow
from gui.drawing.columns import BLOCK, BYPASSED, LOCKED, REPEATED, SKIPPED, STATES
from gui.drawing.ink import Ink
from gui.drawing.lines import BAND

__all__ = [
    "OPEN",
    "PORT_LOOKS",
    "RADIUS",
    "SHEET",
    "BoxLook",
    "draw_box",
    "draw_changed",
    "draw_mark",
    "draw_port",
    "draw_ring",
    "sheets_of",
]

SHEET: Final = 3.5
"""How far each sheet of a block shows behind the one before it."""
RADIUS: Final = 6.0
_HATCH: Final = 10.0
_LOCK: Final = 9.0

PORT_LOOKS: Final = ("in", "open", "free", "out")
"""An input that is wired, one that is not, the free one of a variadic node, an output."""

OPEN: Final = STATES.index(State.OPEN)
_WRONG: Final = STATES.index(State.WRONG)
_WAITING: Final = STATES.index(State.WAITING)


class BoxLook(NamedTuple):
    """Everything that a box's picture depends on, but for text, ports and marks.

    ``category``, ``tint``, ``state`` and ``flags`` are as in a scene's rows; a ``tinted`` body has some of the band's
    colour.
    """

    category: int
    tint: int
    state: int
    width: float
    height: float
    tinted: bool
    flags: int = 0

    @property
    def dim(self) -> bool:
        """Whether it does nothing: it waits for its input, or is passed by."""
        return self.state == _WAITING or bool(self.flags & (SKIPPED | BYPASSED))


def sheets_of(flags: int) -> int:
    """How many sheets show behind a box."""
    return 2 if flags & REPEATED else 1 if flags & BLOCK else 0


def _fitted(pen: QPen, pixel: float) -> QPen:
    """A pen that is a whole number of pixels wide, for the screen."""
    if pixel == 0:
        return pen
    made = QPen(pen)
    made.setWidthF(max(1, round(pen.widthF() / pixel)) * pixel)
    return made


def draw_box(p: QPainter, ink: Ink, look: BoxLook, x: float, y: float, pixel: float = 0.0) -> None:
    """Draw a box at its top left corner.

    Args:
        p: painter, in canvas units.
        ink: colours.
        look: what it looks like.
        x: its left edge.
        y: its upper edge.
        pixel: size of a pixel, so that hairlines fall onto whole ones; 0 for vectors.
    """
    width, height = look.width, look.height
    for sheet in range(sheets_of(look.flags), 0, -1):
        _draw_sheet(p, ink, look, x, y, sheet, pixel)
    bands, bodies, faint = ink.bands(look.category, look.tint)
    border = _border(ink, look)
    pen = _fitted(border, pixel)
    inset = pen.widthF() / 2
    p.setPen(ink.none)
    p.setBrush(faint if look.dim else bands)
    p.drawPath(_side(x + BAND, y + inset, inset - BAND, height - 2 * inset))
    if look.state == _WRONG:
        p.setBrush(ink.body_wrong)
    elif look.dim:
        p.setBrush(ink.body_waiting)
    else:
        p.setBrush(bodies if look.tinted else ink.body)
    p.drawPath(_side(x + BAND, y + inset, width - BAND - inset, height - 2 * inset))
    if look.flags & BYPASSED:
        _hatch(p, ink, QRectF(x + BAND, y, width - BAND, height))
    p.setBrush(ink.hollow)
    p.setPen(pen)
    p.drawRoundedRect(QRectF(x + inset, y + inset, width - 2 * inset, height - 2 * inset), RADIUS, RADIUS)
    if look.flags & LOCKED:
        _draw_lock(p, ink, x + width - _LOCK - 3, y + height - _LOCK - 3)


def _border(ink: Ink, look: BoxLook) -> QPen:
    if look.flags & BYPASSED:
        return ink.border_bypassed
    if look.state == _WRONG:
        return ink.border_wrong
    if look.state == OPEN:
        return ink.border_open
    return ink.border_waiting if look.dim else ink.border


def _draw_sheet(p: QPainter, ink: Ink, look: BoxLook, x: float, y: float, number: int, pixel: float) -> None:
    """Draw a sheet behind a box: as the box, further right and less high, so that no wire runs into it."""
    pen = _fitted(ink.border_waiting if look.dim else ink.border, pixel)
    inset = pen.widthF() / 2
    p.setPen(pen)
    p.setBrush(ink.body_waiting if look.dim else ink.bands(look.category, look.tint)[1])
    aside, less = number * SHEET, number * SHEET
    box = QRectF(x + inset + aside, y + inset + less, look.width - 2 * inset, look.height - 2 * inset - 2 * less)
    p.drawRoundedRect(box, RADIUS, RADIUS)


def _hatch(p: QPainter, ink: Ink, box: QRectF) -> None:
    """Thin strokes aslant over a body: nothing happens in it."""
    p.setPen(ink.hatch)
    left, top, right, bottom = box.left(), box.top() + 1.5, box.right() - 1.5, box.bottom() - 1.5
    height = bottom - top
    start = left - height + _HATCH
    while start < right:
        x0, x1 = max(start, left), min(start + height, right)
        p.drawLine(QPointF(x0, bottom - (x0 - start)), QPointF(x1, bottom - (x1 - start)))
        start += _HATCH


def _draw_lock(p: QPainter, ink: Ink, x: float, y: float) -> None:
    """Draw a padlock in a square of ``_LOCK``."""
    p.setPen(ink.lock)
    p.setBrush(ink.hollow)
    p.drawArc(QRectF(x + 2.2, y + 0.5, _LOCK - 4.4, _LOCK - 2.5), 0, 180 * 16)
    p.setPen(ink.none)
    p.setBrush(ink.lock_body)
    p.drawRoundedRect(QRectF(x + 0.8, y + 4, _LOCK - 1.6, _LOCK - 4), 1, 1)


def _side(x: float, y: float, width: float, height: float) -> QPainterPath:
    """A part of the box from ``x``, where it is cut straight, to its rounded right side (left for negative widths)."""
    # The corner lies in a square that starts at the end of the box; it may be wider than the part itself.
    r = RADIUS if width > 0 else max(-RADIUS, width)
    path = QPainterPath(QPointF(x, y))
    path.lineTo(x + width - r, y)
    path.quadTo(x + width, y, x + width, y + abs(r))
    path.lineTo(x + width, y + height - abs(r))
    path.quadTo(x + width, y + height, x + width - r, y + height)
    path.lineTo(x, y + height)
    path.closeSubpath()
    return path


def draw_ring(p: QPainter, pen: QPen, hollow: Ink, box: QRectF, away: float) -> None:
    """Draw an outline around a box, with a gap so wide."""
    p.setPen(pen)
    p.setBrush(hollow.hollow)
    p.drawRoundedRect(box.adjusted(-away, -away, away, away), RADIUS + away, RADIUS + away)


def draw_port(p: QPainter, ink: Ink, look: int, x: float, y: float, flow: Flow = "down") -> None:
    """Draw a port (an index into ``PORT_LOOKS``) at its centre: an input as an arrowhead, an output as a dot."""
    if look == 3:
        p.setPen(ink.port_edge)
        p.setBrush(ink.port)
        p.drawEllipse(QPointF(x, y), 4, 4)
        return
    p.setPen(ink.port_edge if look == 0 else ink.port_open if look == 1 else ink.port_free)
    p.setBrush(ink.port if look == 0 else ink.body)
    corners = ((-5, -4.5), (5, -4.5), (0, 3.5))
    p.drawPolygon(QPolygonF([QPointF(x + a, y + b) if flow == "down" else QPointF(x + b, y + a) for a, b in corners]))


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


def draw_changed(p: QPainter, ink: Ink, x: float, y: float) -> None:
    """Draw the badge of what is other than in the baseline: a triangle, as for a difference."""
    p.setPen(ink.mark_edge)
    p.setBrush(ink.changed)
    p.drawPolygon(QPolygonF([QPointF(x, y - 8), QPointF(x + 8.5, y + 6.5), QPointF(x - 8.5, y + 6.5)]))
