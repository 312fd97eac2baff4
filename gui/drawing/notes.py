"""Notes: paper with wrapped text, above frames and under nodes; from afar with bars in place of its lines."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from core.document.graph import Annotation, Color
from gui.drawing import batches
from gui.drawing.arrays import Array, whole, whole_pixel
from gui.drawing.drawing import Drawing
from gui.drawing.ink import Font, fonts, metrics, pixel_font, size_of
from gui.drawing.rect import Rect

__all__ = ["draw_notes", "wrapped"]

_SMALLEST_LETTERS: Final = 5.5
"""Pixels; smaller ones become bars."""
_PADDING: Final = 10.0
_LINE: Final = 17.0
_BAR: Final = 0.45
_RADIUS: Final = 2.0
_EDGE: Final = 8.0
"""Pixels that the outline of a note reaches beyond it, and more."""


class _Laid(NamedTuple):
    """What is written on a note: its lines, and what these cover, relative to its corner."""

    lines: list[str]
    bars: Array


def draw_notes(d: Drawing, shown: Rect) -> None:
    """Draw the notes that reach into a rectangle of the canvas."""
    annotations = d.scene.annotations
    rows = [
        row
        for row in annotations.within(shown.grown(8.0))
        if row >= annotations.frames and d.meets(Rect(*annotations.rects[row].tolist()), _EDGE)
    ]
    if not rows:
        return
    size = int(size_of(Font.NOTE) * d.scale + 0.001)
    if not d.vector and size < _SMALLEST_LETTERS * d.ratio:
        _draw_from_afar(d, rows)
        return
    p = d.p
    p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    for row in rows:
        item, rect = annotations.items[row], Rect(*annotations.rects[row].tolist())
        look = d.ink.annotations[item.color]
        d.in_units()
        p.setPen(d.ink.outline_frame if item.id in d.state.annotations else look.paper_edge)
        p.setBrush(look.paper)
        p.drawRoundedRect(QRectF(*rect), _RADIUS, _RADIUS)
        if d.vector:
            p.setFont(fonts()[Font.NOTE])
            _write(d, row, item, rect, 1.0)
        else:
            d.in_pixels()
            p.setFont(pixel_font(Font.NOTE, size)[0])
            x, y, across, down = d.boxes_onto(annotations.rects[row : row + 1])[0].tolist()
            _write(d, row, item, Rect(x, y, across, down), d.scale)


def _draw_from_afar(d: Drawing, rows: list[int]) -> None:
    """There is text, and one has to come nearer: bars say how much, thousands in one call."""
    p, ink, annotations = d.p, d.ink, d.scene.annotations
    d.in_pixels()
    p.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    p.setPen(ink.none)
    groups: dict[Color, list[int]] = {}
    for row in rows:
        groups.setdefault(annotations.items[row].color, []).append(row)
    thin = round(d.ratio)
    inwards = np.array((thin, thin, -2 * thin, -2 * thin), np.float64)
    for color, found in groups.items():
        look = ink.annotations[color]
        outer = whole(d.boxes_onto(annotations.rects[found]))
        chosen = np.array([annotations.items[row].id in d.state.annotations for row in found])
        for brush, boxes in (
            (look.paper_edge.brush(), outer[~chosen]),
            (ink.chosen_far, outer[chosen] - inwards),
            (look.paper, outer + inwards),
        ):
            p.setBrush(brush)
            batches.draw_rects(p, boxes)
        bars = [_laid(d, row, annotations.items[row]).bars + _at(annotations.rects[row]) for row in found]
        p.setBrush(look.bars)
        batches.draw_rects(p, d.boxes_onto(np.concatenate(bars)))


def _at(rect: Array) -> Array:
    return np.array((rect[0], rect[1], 0.0, 0.0))


def _laid(d: Drawing, row: int, item: Annotation) -> _Laid:
    """What is written on a note; laid out once for as long as it is what it is."""
    annotations = d.scene.annotations
    kept: Any = annotations.sketches[row]
    if kept is None:
        _, _, width, height = annotations.rects[row].tolist()
        lines = wrapped(item.text, width - 2 * _PADDING, max(0, int((height - 1.2 * _PADDING) / _LINE)))
        measure = metrics()[Font.NOTE]
        bars = [
            (_PADDING, _PADDING + number * _LINE, measure.horizontalAdvance(line), _LINE * _BAR)
            for number, line in enumerate(lines)
            if line
        ]
        kept = annotations.sketches[row] = _Laid(lines, np.array(bars, np.float64).reshape(-1, 4))
    found: _Laid = kept
    return found


def _write(d: Drawing, row: int, item: Annotation, at: Rect, scale: float) -> None:
    p = d.p
    p.setPen(d.ink.annotations[item.color].text)
    baseline = at.y + (_PADDING * 0.8 + 12) * scale
    for number, line in enumerate(_laid(d, row, item).lines):
        x, y = at.x + _PADDING * scale, baseline + number * _LINE * scale
        p.drawText(QPointF(x, y) if d.vector else QPointF(whole_pixel(x), whole_pixel(y)), line)


def wrapped(text: str, room: float, most: int) -> list[str]:
    """A note's text in lines that fit, at word ends where it can be; the last says whether there is more.

    Args:
        text: its own line breaks are kept.
        room: width of a line.
        most: so many lines have room.
    """
    measure = metrics()[Font.NOTE]
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            tried = f"{line} {word}" if line else word
            if line and measure.horizontalAdvance(tried) > room:
                lines.append(line)
                tried = word
            while len(tried) > 1 and measure.horizontalAdvance(tried) > room:
                cut = _fitting(tried, room)
                lines.append(tried[:cut])
                tried = tried[cut:]
            line = tried
        lines.append(line)
        if len(lines) > most:
            break
    if len(lines) > most:
        lines = lines[:most]
        if lines:
            lines[-1] = measure.elidedText(f"{lines[-1]} …", Qt.TextElideMode.ElideRight, room)
    return lines


def _fitting(text: str, room: float) -> int:
    """How many letters of a word fit, at least one."""
    measure, low, high = metrics()[Font.NOTE], 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure.horizontalAdvance(text[:middle]) <= room else (low, middle - 1)
    return low
