"""Text on the screen: at whole pixels, in fonts of a whole number of pixels, laid out once for all frames.

A size is rounded down, so that what was elided for a box fits it at every zoom. A font seen for the first time has to
draw each of its letters, so that a zoom step costs most in text: what is written for the first time at a size is only
drawn, and what is written again is laid out to be kept, some in each frame.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QGuiApplication, QPainter, QStaticText

from gui.drawing.arrays import whole_pixel
from gui.drawing.ink import Font, Ink, Tone, pixel_font, size_of

__all__ = ["SMALLEST", "Text", "write", "write_sized"]

SMALLEST: Final = 5
"""Pixels; nobody reads smaller letters."""
_KEPT_A_FRAME: Final = 100
_MOST_KEPT: Final = 3000

Text = tuple[float, float, str]
"""Left end of the baseline, in device pixels, and what is written."""


class _Script:
    """One font at one size, and what was laid out in it."""

    def __init__(self, family: str, font: Font, size: int) -> None:
        self.font: QFont
        self.font, metrics = pixel_font(font, size, family)
        self.ascent = round(metrics.ascent())
        self.kept: dict[str, QStaticText | None] = {}

    def keep(self, text: str) -> QStaticText:
        """Lay out a text for all frames to come."""
        made = QStaticText(text)
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
        made.prepare(font=self.font)
        self.kept[text] = made
        return made


@lru_cache(maxsize=96)
def _script(family: str, font: Font, size: int) -> _Script:
    return _Script(family, font, size)


def write(p: QPainter, ink: Ink, texts: dict[tuple[Font, Tone], list[Text]], scale: float) -> None:
    """Write texts, font by font.

    Args:
        p: painter whose unit is a device pixel.
        ink: colours.
        texts: by font and tone.
        scale: device pixels to a canvas unit.
    """
    family, left = QGuiApplication.font().family(), _KEPT_A_FRAME
    for (font, tone), found in texts.items():
        size = int(size_of(font) * scale + 0.001)
        if size < SMALLEST:
            continue
        script = _script(family, font, size)
        p.setPen(ink.text[tone])
        left = _write(p, script, found, left)


def write_sized(p: QPainter, font: Font, size: int, texts: list[Text]) -> None:
    """Write texts in a font of so many pixels, with the pen that is set; the painter's unit is a device pixel."""
    _write(p, _script(QGuiApplication.font().family(), font, size), texts, _KEPT_A_FRAME)


def _write(p: QPainter, script: _Script, texts: list[Text], left: int) -> int:
    """Write texts; returns how many more may be laid out in this frame."""
    kept, ascent = script.kept, script.ascent
    if len(kept) > _MOST_KEPT:
        kept.clear()
    p.setFont(script.font)
    draw, draw_kept = p.drawText, p.drawStaticText
    for x, y, text in texts:
        known = kept.get(text)
        if known is None:
            if text not in kept or left == 0:
                kept[text] = None
                draw(whole_pixel(x), whole_pixel(y), text)
                continue
            left -= 1
            known = script.keep(text)
        draw_kept(whole_pixel(x), whole_pixel(y) - ascent, known)
    return left
