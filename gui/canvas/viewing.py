"""Arithmetic of the view: what part of the sketch is seen, and how large. Pure functions of a ``View``."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QMargins, QPointF, QRectF, QSize

from gui.drawing.geometry import Rect
from gui.drawing.painter import View

__all__ = [
    "LARGEST",
    "READABLE",
    "SMALLEST",
    "SMALLEST_FIT",
    "centred",
    "fitted",
    "opened",
    "panned",
    "seen",
    "shows",
    "to_canvas",
    "to_screen",
    "to_screen_rect",
    "zoomed",
]

SMALLEST: Final = 0.05
"""Smallest scale: device-independent pixels for one canvas unit."""
SMALLEST_FIT: Final = 0.001
"""Smallest scale of a fit, which shows everything whatever its size; below ``SMALLEST`` one can only zoom in."""
LARGEST: Final = 4.0
READABLE: Final = 0.5
"""A sketch is not first shown smaller than this: one would have to zoom in before the first word."""
_MARGIN: Final = 32
_STICKY: Final = 0.03
"""A zoom that ends this close to 1:1 becomes 1:1, where text and grid are sharpest."""


def to_canvas(view: View, at: QPointF) -> QPointF:
    """The canvas point under a point of the widget."""
    return QPointF((at.x() - view.tx) / view.scale, (at.y() - view.ty) / view.scale)


def to_screen(view: View, x: float, y: float) -> QPointF:
    """The point of the widget at which a canvas point is drawn."""
    return QPointF(x * view.scale + view.tx, y * view.scale + view.ty)


def to_screen_rect(view: View, rect: Rect) -> QRectF:
    """The rectangle of the widget that a rectangle of the canvas covers."""
    x, y, width, height = rect
    return QRectF(to_screen(view, x, y), to_screen(view, x + width, y + height))


def seen(view: View, size: QSize) -> Rect:
    """The rectangle of the canvas that a widget of this size shows."""
    return Rect(-view.tx / view.scale, -view.ty / view.scale, size.width() / view.scale, size.height() / view.scale)


def shows(view: View, size: QSize, rect: Rect) -> bool:
    """Whether all of a rectangle of the canvas is in view."""
    on_screen = to_screen_rect(view, rect)
    return QRectF(0, 0, size.width(), size.height()).contains(on_screen)


def panned(view: View, dx: float, dy: float) -> View:
    """Shifted by screen pixels."""
    return View(view.scale, view.tx + dx, view.ty + dy)


def zoomed(view: View, factor: float, at: QPointF) -> View:
    """Scaled by a factor, within the limits, the canvas point under ``at`` staying where it is."""
    scale = min(max(view.scale * factor, min(SMALLEST, view.scale)), LARGEST)
    if abs(scale - 1) < _STICKY and abs(scale - 1) < abs(view.scale - 1):
        scale = 1.0
    if scale == view.scale:
        return view
    point = to_canvas(view, at)
    return View(scale, round(at.x() - point.x() * scale), round(at.y() - point.y() * scale))


def centred(scale: float, rect: Rect, size: QSize) -> View:
    """At this scale, with the middle of a rectangle of the canvas in the middle of the widget."""
    x, y, width, height = rect
    return View(
        scale,
        round(size.width() / 2 - (x + width / 2) * scale),
        round(size.height() / 2 - (y + height / 2) * scale),
    )


def fitted(rect: Rect, size: QSize, largest: float, *, margin: int = _MARGIN) -> View:
    """All of a rectangle of the canvas in view, with a margin, at no more than the ``largest`` scale."""
    _, _, width, height = rect
    room = size.shrunkBy(_margins(size, margin))
    scale = min(room.width() / max(width, 1), room.height() / max(height, 1), largest)
    scale = max(scale, SMALLEST_FIT)
    if scale < 1:
        # Two digits are enough for a fit, and keep the sprites of equal scales alike.
        digits = 100 if scale >= SMALLEST else 10_000
        scale = int(scale * digits) / digits
    return centred(scale, rect, size)


def opened(rect: Rect, start: Rect, size: QSize, *, across: bool) -> View:
    """How a sketch is first looked at: all of it where it can be read then, else its beginning.

    Args:
        rect: all of the sketch.
        start: where data enters it.
        size: of the widget.
        across: whether data flows to the right; otherwise down.
    """
    whole = fitted(rect, size, 1.0)
    if whole.scale >= READABLE:
        return whole
    tx = _begun(rect.x, rect.width, start.x, start.width, size.width(), along=across)
    ty = _begun(rect.y, rect.height, start.y, start.height, size.height(), along=not across)
    return View(READABLE, tx, ty)


def _begun(low: float, length: float, start: float, extent: float, room: int, *, along: bool) -> float:
    """Offset of one axis: in the middle what has room, else from the start on (along), or about it."""
    margin = min(_MARGIN, room // 4)
    if length * READABLE <= room - 2 * margin:
        return round(room / 2 - (low + length / 2) * READABLE)
    if along:
        # What lies a little before the start is shown too.
        first = low if (start - low) * READABLE < room / 2 else start
        return round(margin - first * READABLE)
    middle = round(room / 2 - (start + extent / 2) * READABLE)
    return min(max(middle, round(room - margin - (low + length) * READABLE)), round(margin - low * READABLE))


def _margins(size: QSize, most: int) -> QMargins:
    margin = min(most, min(size.width(), size.height()) // 4)
    return QMargins(margin, margin, margin, margin)
