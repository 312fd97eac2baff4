"""Frames: tinted areas under everything, with a title that can be read from afar."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath

from core.document.graph import Annotation
from gui.drawing.annotations import title_height
from gui.drawing.arrays import whole_pixel
from gui.drawing.drawing import Drawing
from gui.drawing.ink import Font, advance, fonts, pixel_font, size_of
from gui.drawing.rect import Rect

__all__ = ["LEAST_TITLE", "draw_areas", "draw_bars", "draw_titles", "has_title", "step_of"]

LEAST_TITLE: Final = 24.0
"""Height in pixels of the title bar of a frame that is looked at from afar."""
_SMALLEST_LETTERS: Final = 11
_LEAST_FRAME: Final = 14.0
_ENOUGH: Final = 0.6
_STEPS_A_DOUBLING: Final = 4
_RADIUS: Final = 6.0
_ROUND_FROM: Final = 0.3
"""Scale below which corners are square."""
_BEYOND: Final = 40.0
"""So many pixels out of sight, where neither a corner nor an edge can be seen, a frame is cut off."""
_PADDING: Final = 10.0
_MOST_COMPARED: Final = 64
_LETTERS: Final = 24.0
"""Canvas units that those of a title may reach beyond its bar, and more."""


def _within(d: Drawing, shown: Rect, *, frames: bool) -> list[int]:
    found = d.scene.annotations.within(shown.grown(8.0))
    return [row for row in found if (row < d.scene.annotations.frames) == frames]


def _reaches(d: Drawing, rect: Rect) -> bool:
    """Whether the title bar of a frame, letters and all, reaches into what is painted."""
    return d.meets(Rect(rect.x, rect.y, rect.width, _bar(d, rect)), _LETTERS * d.scale + _SMALLEST_LETTERS)


def _bar(d: Drawing, rect: Rect) -> float:
    """Height of a frame's title bar, in canvas units."""
    return title_height(rect.height, 0.0 if d.vector else LEAST_TITLE / d.view.scale)


def draw_areas(d: Drawing, shown: Rect) -> None:
    """Tint what lies in frames. Only where one lies in another its tint is clear, which takes longer to fill."""
    if d.vector:
        d.in_units()
        for row in _within(d, shown, frames=True):
            _draw_area_as_path(d, row)
        return
    before: list[QRectF] = []
    p = d.p
    d.in_pixels()
    p.setPen(d.ink.none)
    for item, box, _, limit in _in_pixels(d, shown):
        ink, seen = d.ink.annotations[item.color], box.intersected(limit)
        alone = len(before) < _MOST_COMPARED and not any(box.intersects(other) for other in before)
        brush = ink.frame_alone if alone else ink.frame
        before.append(box)
        radius = _radius(d)
        if radius and _corner_in(box, limit):
            p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            p.setBrush(brush)
            p.drawRoundedRect(seen, radius, radius)
        else:
            p.fillRect(seen, brush)


def draw_bars(d: Drawing, shown: Rect) -> None:
    """Draw the title bars and outlines of frames."""
    if d.vector:
        d.in_units()
        for row in _within(d, shown, frames=True):
            _draw_bar_as_path(d, row)
        return
    d.in_pixels()
    for item, box, bar, limit in _in_pixels(d, shown):
        _draw_bar(d, item, box, bar, limit)


def _in_pixels(d: Drawing, shown: Rect) -> Iterator[tuple[Annotation, QRectF, int, QRectF]]:
    """Frames in sight on whole pixels, how high their title bars are, and what is in sight at all."""
    rows, items, rects = _within(d, shown, frames=True), d.scene.annotations.items, d.scene.annotations.rects
    if not rows:
        return
    # What lies out of sight is cut off: Qt would work through all of it.
    limit = QRectF(*d.box_onto(*shown)).adjusted(-_BEYOND, -_BEYOND, _BEYOND, _BEYOND)
    for row, place in zip(rows, rects[rows].tolist(), strict=True):
        height = place[3]
        x, y, across, down = d.box_onto(*place)
        left, top = whole_pixel(x), whole_pixel(y)
        bar = title_height(height, LEAST_TITLE / d.view.scale) * d.scale
        box = QRectF(left, top, whole_pixel(x + across) - left, whole_pixel(y + down) - top)
        yield items[row], box, round(bar), limit


def _radius(d: Drawing) -> float:
    return _RADIUS * d.scale if d.view.scale >= _ROUND_FROM else 0.0


def _draw_bar(d: Drawing, item: Annotation, box: QRectF, bar: int, limit: QRectF) -> None:
    """Where none of the corners is in sight, these are plain rectangles, which cost next to nothing."""
    p, ink, radius = d.p, d.ink.annotations[item.color], _radius(d)
    selected = item.id in d.state.annotations
    title = QRectF(box.x(), box.y(), box.width(), bar)
    if radius and _corner_in(box, limit):
        p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        p.setPen(d.ink.none)
        p.setBrush(ink.title)
        if title.intersects(limit):
            p.drawPath(_top(title.intersected(limit), min(radius, bar)))
        p.setPen(d.ink.outline_frame if selected else ink.frame_edge_thin)
        p.setBrush(d.ink.hollow)
        p.drawRoundedRect(box.intersected(limit).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        return
    if title.intersects(limit):
        p.fillRect(title.intersected(limit), ink.title)
    brush = d.ink.outline_frame.brush() if selected else ink.frame_edge_thin.brush()
    wide = max(1, round((2 if selected else 1) * d.ratio))
    for side in (
        QRectF(box.x(), box.y(), box.width(), wide),
        QRectF(box.x(), box.bottom() - wide, box.width(), wide),
        QRectF(box.x(), box.y() + wide, wide, box.height() - 2 * wide),
        QRectF(box.right() - wide, box.y() + wide, wide, box.height() - 2 * wide),
    ):
        if side.intersects(limit):
            p.fillRect(side.intersected(limit), brush)


def _corner_in(box: QRectF, limit: QRectF) -> bool:
    across = limit.left() <= box.left() <= limit.right() or limit.left() <= box.right() <= limit.right()
    return across and (limit.top() <= box.top() <= limit.bottom() or limit.top() <= box.bottom() <= limit.bottom())


def _top(bar: QRectF, radius: float) -> QPainterPath:
    """A title bar: round at the top, straight where the area goes on below."""
    path = QPainterPath(bar.bottomLeft())
    path.lineTo(bar.left(), bar.top() + radius)
    path.quadTo(bar.topLeft(), QPointF(bar.left() + radius, bar.top()))
    path.lineTo(bar.right() - radius, bar.top())
    path.quadTo(bar.topRight(), QPointF(bar.right(), bar.top() + radius))
    path.lineTo(bar.bottomRight())
    path.closeSubpath()
    return path


def _draw_area_as_path(d: Drawing, row: int) -> None:
    annotations = d.scene.annotations
    d.p.setPen(d.ink.none)
    d.p.setBrush(d.ink.annotations[annotations.items[row].color].frame)
    d.p.drawRoundedRect(QRectF(*annotations.rects[row].tolist()), _RADIUS, _RADIUS)


def _draw_bar_as_path(d: Drawing, row: int) -> None:
    p, annotations = d.p, d.scene.annotations
    item, rect = annotations.items[row], Rect(*annotations.rects[row].tolist())
    ink, bar = d.ink.annotations[item.color], QRectF(rect.x, rect.y, rect.width, _bar(d, rect))
    p.setPen(d.ink.none)
    p.setBrush(ink.title)
    p.drawPath(_top(bar, min(_RADIUS, bar.height())))
    p.setPen(d.ink.outline_frame if item.id in d.state.annotations else ink.frame_edge)
    p.setBrush(d.ink.hollow)
    p.drawRoundedRect(QRectF(*rect), _RADIUS, _RADIUS)


def draw_titles(d: Drawing, shown: Rect) -> None:
    """Write the titles of frames, never smaller than can be read; one that has no room is cut short."""
    annotations = d.scene.annotations
    for row in _within(d, shown, frames=True):
        item, rect = annotations.items[row], Rect(*annotations.rects[row].tolist())
        if not item.text or not _reaches(d, rect):
            continue
        if d.vector:
            d.in_units()
            d.p.setFont(fonts()[Font.FRAME])
            _write_title(d, item, QRectF(rect.x, rect.y, rect.width, _bar(d, rect)), 1.0)
            continue
        if not has_title(item.text.split("\n", 1)[0], rect, step_of(d.view.scale)):
            continue  # a large name stands over it instead
        least = round(_SMALLEST_LETTERS * d.ratio)
        size = max(least, int(size_of(Font.FRAME) * d.scale))
        font, _ = pixel_font(Font.FRAME, size)
        d.in_pixels()
        d.p.setFont(font)
        x, y, _, _ = d.box_onto(*rect)
        _write_title(d, item, QRectF(x, y, rect.width * d.scale, _bar(d, rect) * d.scale), size / size_of(Font.FRAME))


def step_of(scale: float) -> float:
    """A scale at or a little below this one: what is placed for it holds for a while, as one zooms."""
    return float(2 ** (math.floor(math.log2(scale) * _STEPS_A_DOUBLING + 1e-9) / _STEPS_A_DOUBLING))


def has_title(title: str, rect: Rect, scale: float) -> bool:
    """Whether a frame's title bar has room for enough of its title, at a scale in logical pixels."""
    across = rect.width * scale
    if min(across, rect.height * scale) < _LEAST_FRAME:
        return False
    size = max(_SMALLEST_LETTERS, int(size_of(Font.FRAME) * scale))
    wide = advance(Font.FRAME, title) * size / size_of(Font.FRAME)
    return wide * _ENOUGH <= across - 2 * min(_PADDING * size / size_of(Font.FRAME), across / 10)


def _write_title(d: Drawing, item: Annotation, bar: QRectF, scale: float) -> None:
    p = d.p
    measure = p.fontMetrics()
    inset = min(_PADDING * scale, bar.width() / 10)
    title = item.text.split("\n", 1)[0]
    text = measure.elidedText(title, Qt.TextElideMode.ElideRight, int(bar.width() - 2 * inset))
    if text in {"", "…"}:
        return
    p.setPen(d.ink.annotations[item.color].text)
    baseline = bar.y() + (bar.height() + measure.capHeight()) / 2
    p.drawText(QPointF(whole_pixel(bar.x() + inset), whole_pixel(baseline)), text)
