"""Pens, brushes and fonts of a theme, made once: nothing of the kind is made while painting."""

from __future__ import annotations

import math
from enum import IntEnum
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QGuiApplication, QPen

from core.document.graph import COLORS
from gui.drawing.columns import CATEGORIES
from gui.theme import Theme

__all__ = [
    "WIDEST",
    "AnnotationInk",
    "Font",
    "Ink",
    "Tone",
    "advance",
    "fonts",
    "ink_of",
    "metrics",
    "mixed",
    "pixel_font",
    "size_of",
    "wire_class",
    "wire_classes",
]

WIDEST: Final = 8
"""Number of the widest class of wires; class 0 is the thinnest."""


class Font(IntEnum):
    """The fonts of a sketch, all of them in sizes of canvas units."""

    NAME = 0
    TYPE = 1
    PARAMS = 2
    SHAPE = 3
    COST = 4
    WIRE = 5
    TITLE = 6
    """The name alone, where the picture is too small for more."""
    LONG_TITLE = 7
    """A name that is too long for that."""
    LEAD = 8
    """The name, where there is room for it and the shape alone."""
    LONG_LEAD = 9
    """A name that is too long for that."""
    SUB = 10
    """The shape below it."""
    FRAME = 11
    """The title of a frame."""
    NOTE = 12
    MIDDLE_TITLE = 13


class Tone(IntEnum):
    """The colours that text has."""

    TEXT = 0
    MUTED = 1
    ERROR = 2
    WARNING = 3
    WIRE = 4
    FAINT = 5


_MEASURED: Final = 64
_FONTS: Final = {
    Font.NAME: (12, QFont.Weight.Bold),
    Font.TYPE: (10, QFont.Weight.Normal),
    Font.PARAMS: (11, QFont.Weight.Normal),
    Font.SHAPE: (11, QFont.Weight.Bold),
    Font.COST: (10, QFont.Weight.Normal),
    Font.WIRE: (10, QFont.Weight.Normal),
    Font.TITLE: (25, QFont.Weight.Bold),
    Font.MIDDLE_TITLE: (21, QFont.Weight.Bold),
    Font.LONG_TITLE: (18, QFont.Weight.Bold),
    Font.LEAD: (18, QFont.Weight.Bold),
    Font.LONG_LEAD: (14, QFont.Weight.Bold),
    Font.SUB: (16, QFont.Weight.Normal),
    Font.FRAME: (15, QFont.Weight.Bold),
    Font.NOTE: (12, QFont.Weight.Normal),
}


@lru_cache(maxsize=4)
def _fonts(family: str) -> tuple[tuple[QFont, ...], tuple[QFontMetricsF, ...]]:
    made = tuple(_font(family, *_FONTS[key]) for key in Font)
    return made, tuple(QFontMetricsF(font) for font in made)


def _font(family: str, size: int, weight: QFont.Weight) -> QFont:
    font = QFont(family)
    font.setPixelSize(size)
    font.setWeight(weight)
    # Widths must be the same at every zoom, else elided text would not fit the box it was elided for.
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def size_of(font: Font) -> int:
    """Size of a font in canvas units."""
    return _FONTS[font][0]


@lru_cache(maxsize=256)
def _pixel_font(family: str, size: int, weight: QFont.Weight) -> tuple[QFont, QFontMetricsF]:
    font = _font(family, size, weight)
    return font, QFontMetricsF(font)


def pixel_font(font: Font, size: int, family: str = "") -> tuple[QFont, QFontMetricsF]:
    """One of the fonts at another size, in pixels, and its metrics; in the family of the program by default."""
    return _pixel_font(family or QGuiApplication.font().family(), size, _FONTS[font][1])


def fonts() -> tuple[QFont, ...]:
    """The fonts, by ``Font``."""
    return _fonts(QGuiApplication.font().family())[0]


def metrics() -> tuple[QFontMetricsF, ...]:
    """Their metrics, by ``Font``."""
    return _fonts(QGuiApplication.font().family())[1]


@lru_cache(maxsize=1 << 14)
def _advance(family: str, weight: QFont.Weight, text: str) -> float:
    """Width of a text in a font of one pixel: letters without hinting grow evenly."""
    return _pixel_font(family, _MEASURED, weight)[1].horizontalAdvance(text) / _MEASURED


def advance(font: Font, text: str) -> float:
    """Width of a text in canvas units; measured once for each weight."""
    size, weight = _FONTS[font]
    return _advance(QGuiApplication.font().family(), weight, text) * size


def mixed(color: QColor, other: QColor, share: float) -> QColor:
    """A colour with so great a share of another in it."""
    keep = 1 - share
    return QColor.fromRgbF(
        color.redF() * keep + other.redF() * share,
        color.greenF() * keep + other.greenF() * share,
        color.blueF() * keep + other.blueF() * share,
    )


def _pen(color: QColor, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine, *, cosmetic: bool = False) -> QPen:
    pen = QPen(color, width, style)
    pen.setCosmetic(cosmetic)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


class Ink:
    """Everything a theme is painted with.

    Attributes:
        wires: pens by class of width, in canvas units.
        widths: what they are wide.
        wires_lit: pens likewise, of wires that stand out gently.
        wires_chosen: likewise, of wires that are hovered or belong to selected nodes.
        wire_thin: one device pixel, for where there are many.
        far: brushes by index of category, and then of the colours that a person can give.
        annotations: for frames and notes, by colour.
        text: pens by ``Tone``.
    """

    def __init__(self, theme: Theme) -> None:  # noqa: PLR0915  # as many as there are pens
        """Make it all."""
        widths = [1 + 4 * (step / WIDEST) ** 1.4 for step in range(WIDEST + 1)]
        self.canvas = QBrush(theme.canvas)
        self.grid = _pen(theme.grid, 1, cosmetic=True)
        self.wires = [_pen(theme.wire, width) for width in widths]
        self.wires_chosen = [_pen(theme.accent, max(2.0, width)) for width in widths]
        self.wires_unknown = _pen(mixed(theme.wire, theme.canvas, 0.35), 1.5, Qt.PenStyle.DashLine)
        self.wire_thin = _pen(theme.wire, 1, cosmetic=True)
        self.wire_thin_chosen = _pen(theme.accent, 1, cosmetic=True)
        lit = mixed(theme.wire, theme.accent, 0.6)
        self.widths = np.array(widths)
        self.wires_lit = [_pen(lit, max(1.6, width)) for width in widths]
        self.wire_thin_lit = _pen(lit, 1, cosmetic=True)
        self.wire, self.wire_lit, self.wire_chosen = QBrush(theme.wire), QBrush(lit), QBrush(theme.accent)
        self.wire_far = _pen(mixed(theme.wire, theme.canvas, 0.3), 1, cosmetic=True)
        self.far_wire = QBrush(mixed(theme.wire, theme.canvas, 0.3))
        self.none = QPen(Qt.PenStyle.NoPen)
        self.hollow = QBrush(Qt.BrushStyle.NoBrush)
        self.body = QBrush(theme.node_body)
        self.body_waiting = QBrush(mixed(theme.node_body, theme.canvas, 0.6))
        self.body_wrong = QBrush(mixed(theme.node_body, theme.error, 0.08))
        self.border = _pen(theme.node_border, 1)
        self.lit_ring = _pen(mixed(theme.canvas, theme.accent, 0.55), 2)
        self.border_hovered = _pen(mixed(theme.node_border, theme.text, 0.45), 1.4)
        self.border_wrong = _pen(theme.error, 1.6)
        self.border_open = _pen(theme.warning, 1.4)
        self.border_open.setDashPattern([4.0, 3.0])
        self.border_waiting = _pen(mixed(theme.node_border, theme.canvas, 0.35), 1)
        self.outline = _pen(theme.accent, 2)
        self.outline_frame = _pen(theme.accent, 2, cosmetic=True)
        self.changed_far = QBrush(theme.tones[COLORS.index("purple") - 1])
        self.found_ring = _pen(theme.text, 2.5)
        self.found_far = QBrush(theme.text)
        self.lit_far = QBrush(mixed(theme.canvas, theme.accent, 0.55))
        self.chosen_far = QBrush(theme.accent)
        colors = [theme.category[category] for category in CATEGORIES]
        self._bands = [_band(color, theme) for color in (*colors, *theme.tones)]
        self.categories = [band for band, _, _ in self._bands[: len(colors)]]
        self.far = [band for band, _, _ in self._bands]
        self.border_bypassed = _pen(theme.muted, 1.2)
        self.border_bypassed.setDashPattern([2.0, 3.0])
        self.hatch = _pen(mixed(theme.node_border, theme.canvas, 0.3), 1)
        self.passed = _pen(theme.wire, 2)
        self.passed.setDashPattern([3.0, 2.0])
        self.lock = _pen(theme.muted, 1.4)
        self.lock_body = QBrush(theme.muted)
        self.changed = QBrush(theme.tones[COLORS.index("purple") - 1])
        self.changed_ring = _pen(theme.tones[COLORS.index("purple") - 1], 2)
        self.port = QBrush(theme.port)
        self.port_edge = _pen(theme.node_body, 1)
        self.port_open = _pen(theme.port, 1.3)
        self.port_free = _pen(mixed(theme.port, theme.canvas, 0.55), 1.2)
        self.lit = {"fits": _pen(theme.ok, 2), "warned": _pen(theme.warning, 2), "refused": _pen(theme.error, 2)}
        self.lit_fill = {
            "fits": QBrush(mixed(theme.canvas, theme.ok, 0.35)),
            "warned": QBrush(mixed(theme.canvas, theme.warning, 0.35)),
            "refused": QBrush(mixed(theme.canvas, theme.error, 0.35)),
        }
        self.port_hovered = _pen(theme.accent, 2)
        self.marks = {
            "error": QBrush(theme.error),
            "warning": QBrush(theme.warning),
            "hint": QBrush(theme.hint),
        }
        self.mark_edge = _pen(theme.canvas, 1.5)
        self.mark_sign = _pen(theme.canvas, 1.8)
        self.mark_sign.setCapStyle(Qt.PenCapStyle.RoundCap)
        self.label = QBrush(theme.canvas)
        self.annotations = {
            color: _annotation(theme, theme.tones[index - 1] if index else None) for index, color in enumerate(COLORS)
        }
        self.banner = QBrush(_clear(theme.canvas, 0.86))
        self.banner_text = QPen(theme.text)
        self.wrong_far = QBrush(theme.error)
        tones = {
            Tone.TEXT: theme.text,
            Tone.MUTED: theme.muted,
            Tone.ERROR: theme.error,
            Tone.WARNING: theme.warning,
            Tone.WIRE: theme.wire_label,
            Tone.FAINT: mixed(theme.muted, theme.canvas, 0.25),
        }
        self.text = [QPen(tones[tone]) for tone in Tone]

    def bands(self, category: int, tint: int) -> tuple[QBrush, QBrush, QBrush]:
        """The colour of a band, of a body with some of it, and of the band of what does nothing."""
        return self._bands[len(CATEGORIES) + tint - 1 if tint else category]


class AnnotationInk(NamedTuple):
    """What a frame or note of one colour is painted with."""

    frame: QBrush
    frame_alone: QBrush
    """The same on nothing but the canvas: opaque."""
    frame_edge: QPen
    frame_edge_thin: QPen
    """Likewise, one pixel wide."""
    title: QBrush
    paper: QBrush
    paper_edge: QPen
    text: QPen
    bars: QBrush


def _annotation(theme: Theme, color: QColor | None) -> AnnotationInk:
    """Frames are clear, so that one within another shows; paper is not."""
    of_frame = color or theme.muted
    of_paper = color or theme.tones[COLORS.index("yellow") - 1]
    share, faint = (0.2, 0.07) if theme.name == "light" else (0.26, 0.1)
    return AnnotationInk(
        QBrush(_clear(of_frame, faint)),
        QBrush(mixed(theme.canvas, of_frame, faint)),
        _pen(mixed(of_frame, theme.canvas, 0.45), 1.2),
        _pen(mixed(of_frame, theme.canvas, 0.45), 1, cosmetic=True),
        QBrush(_clear(of_frame, share)),
        QBrush(mixed(theme.field, of_paper, 0.16 if theme.name == "light" else 0.2)),
        _pen(mixed(of_paper, theme.canvas, 0.5), 1),
        QPen(theme.text),
        QBrush(mixed(of_paper, theme.canvas, 0.55)),
    )


def _clear(color: QColor, strength: float) -> QColor:
    made = QColor(color)
    made.setAlphaF(strength)
    return made


def _band(color: QColor, theme: Theme) -> tuple[QBrush, QBrush, QBrush]:
    return (
        QBrush(color),
        QBrush(mixed(theme.node_body, color, 0.2)),
        QBrush(mixed(color, theme.canvas, 0.6)),
    )


@lru_cache(maxsize=4)
def ink_of(theme: Theme) -> Ink:
    """The ink of a theme, made at first use."""
    return Ink(theme)


def wire_class(channels: float) -> int:
    """Class of width for a number of channels: one more for each factor of about 2.6, the widest from 2,048 on."""
    if channels < 1:
        return 0
    return min(WIDEST, round(WIDEST * math.log2(channels) / 11))


def wire_classes(channels: NDArray[np.float64]) -> NDArray[np.intp]:
    """``wire_class`` of many."""
    found = np.round(WIDEST * np.log2(np.maximum(channels, 1.0)) / 11)
    return np.minimum(found, WIDEST).astype(np.intp)
