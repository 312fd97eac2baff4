"""Pens, brushes and fonts of a theme, made once: nothing of the kind is made while painting."""

from __future__ import annotations

import math
from enum import IntEnum
from functools import lru_cache
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QGuiApplication, QPen

from gui.drawing.rows import CATEGORIES
from gui.theme import Theme

__all__ = ["WIDEST", "Font", "Ink", "Tone", "fonts", "ink_of", "metrics", "mixed", "wire_class"]

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


class Tone(IntEnum):
    """The colours that text has."""

    TEXT = 0
    MUTED = 1
    ERROR = 2
    WARNING = 3
    WIRE = 4
    FAINT = 5


_FONTS: Final = {
    Font.NAME: (12, QFont.Weight.Bold),
    Font.TYPE: (10, QFont.Weight.Normal),
    Font.PARAMS: (11, QFont.Weight.Normal),
    Font.SHAPE: (11, QFont.Weight.DemiBold),
    Font.COST: (10, QFont.Weight.Normal),
    Font.WIRE: (10, QFont.Weight.Normal),
    Font.TITLE: (22, QFont.Weight.DemiBold),
    Font.LONG_TITLE: (16, QFont.Weight.DemiBold),
}


@lru_cache(maxsize=4)
def _fonts(family: str) -> tuple[tuple[QFont, ...], tuple[QFontMetricsF, ...]]:
    made: list[QFont] = []
    for key in Font:
        size, weight = _FONTS[key]
        font = QFont(family)
        font.setPixelSize(size)
        font.setWeight(weight)
        # Widths must be the same at every zoom, else elided text would not fit the box it was elided for.
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        made.append(font)
    return tuple(made), tuple(QFontMetricsF(font) for font in made)


def fonts() -> tuple[QFont, ...]:
    """The fonts, by ``Font``."""
    return _fonts(QGuiApplication.font().family())[0]


def metrics() -> tuple[QFontMetricsF, ...]:
    """Their metrics, by ``Font``."""
    return _fonts(QGuiApplication.font().family())[1]


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
        wires_chosen: likewise, of wires that are hovered or belong to selected nodes.
        wire_thin: one device pixel, for where there are many.
        categories: brushes by index of category.
        faint: likewise, for layers without a result.
        text: pens by ``Tone``.
    """

    def __init__(self, theme: Theme) -> None:
        """Make it all."""
        widths = [1 + 4 * (step / WIDEST) ** 1.4 for step in range(WIDEST + 1)]
        self.canvas = QBrush(theme.canvas)
        self.grid = _pen(theme.grid, 1, cosmetic=True)
        self.wires = [_pen(theme.wire, width) for width in widths]
        self.wires_chosen = [_pen(theme.accent, max(2.0, width)) for width in widths]
        self.wires_unknown = _pen(mixed(theme.wire, theme.canvas, 0.35), 1.5, Qt.PenStyle.DashLine)
        self.wire_thin = _pen(theme.wire, 1, cosmetic=True)
        self.wire_thin_chosen = _pen(theme.accent, 1, cosmetic=True)
        self.wire_far = _pen(mixed(theme.wire, theme.canvas, 0.3), 1, cosmetic=True)
        self.none = QPen(Qt.PenStyle.NoPen)
        self.hollow = QBrush(Qt.BrushStyle.NoBrush)
        self.body = QBrush(theme.node_body)
        self.body_waiting = QBrush(mixed(theme.node_body, theme.canvas, 0.6))
        self.body_wrong = QBrush(mixed(theme.node_body, theme.error, 0.08))
        self.border = _pen(theme.node_border, 1)
        self.border_hovered = _pen(mixed(theme.node_border, theme.text, 0.45), 1.4)
        self.border_wrong = _pen(theme.error, 1.6)
        self.border_open = _pen(theme.warning, 1.4)
        self.border_open.setDashPattern([4.0, 3.0])
        self.border_waiting = _pen(mixed(theme.node_border, theme.canvas, 0.35), 1)
        self.outline = _pen(theme.accent, 2)
        self.outline_far = _pen(theme.accent, 1.0, cosmetic=True)
        colors = [theme.category[category] for category in CATEGORIES]
        self.categories = [QBrush(color) for color in colors]
        self.faint = [QBrush(mixed(color, theme.canvas, 0.6)) for color in colors]
        self.bodies_tinted = [QBrush(mixed(theme.node_body, color, 0.2)) for color in colors]
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


@lru_cache(maxsize=4)
def ink_of(theme: Theme) -> Ink:
    """The ink of a theme, made at first use."""
    return Ink(theme)


def wire_class(channels: float) -> int:
    """Class of width for a number of channels: one more for each factor of about 2.6, the widest from 2,048 on."""
    if channels < 1:
        return 0
    return min(WIDEST, round(WIDEST * math.log2(channels) / 11))
