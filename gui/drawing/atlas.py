"""Pictures of boxes, ports and marks in one pixmap, so that hundreds of them are drawn in one call.

An atlas holds what is needed at one scale, and only that: pictures are made when they are first asked for, at whole
pixels, and each is found again under its key.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap
from shiboken6 import Shiboken

from gui.drawing.arrays import Array, whole
from gui.theme import Theme

__all__ = ["LARGEST", "Atlas", "atlas_of"]

LARGEST: Final = 2048
"""Pixels; what is larger in either direction is drawn directly."""
_WIDTH: Final = 832
_FEWEST: Final = 16


class Atlas:
    """Pictures at one scale.

    Attributes:
        scale: device pixels to a canvas unit.
        made: how many pictures were made so far.
    """

    def __init__(self, scale: float) -> None:
        """Nothing yet."""
        self.scale = scale
        self.made = 0
        self._pixmap = QPixmap()
        self._slots: dict[Hashable, int] = {}
        # Source x, y, width, height, and where the top left corner goes relative to the anchor.
        self._table: Array = np.zeros((_FEWEST, 6))
        self._x = self._y = self._shelf = 0

    def slot(self, key: Hashable) -> int | None:
        """Number of a picture, or None where there is none under this key."""
        return self._slots.get(key)

    def add(
        self, key: Hashable, box: tuple[float, float, float, float], draw: Callable[[QPainter, float], None]
    ) -> int:
        """Make a picture.

        Args:
            key: what it will be found under.
            box: what it covers: left, top, right, bottom from its anchor, in canvas units.
            draw: draws it around its anchor in canvas units; gets the size of a pixel.
        """
        left, top = math.floor(box[0] * self.scale), math.floor(box[1] * self.scale)
        width, height = math.ceil(box[2] * self.scale) - left, math.ceil(box[3] * self.scale) - top
        if self._x + width > max(_WIDTH, self._pixmap.width()):
            self._x, self._y, self._shelf = 0, self._y + self._shelf, 0
        self._grow(self._x + width, self._y + height)
        painter = QPainter(self._pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(self._x - left, self._y - top)
        painter.scale(self.scale, self.scale)
        draw(painter, 1 / self.scale)
        painter.end()
        index = self._slots[key] = self.made
        if index == len(self._table):
            self._table = np.concatenate((self._table, np.zeros_like(self._table)))
        self._table[index] = (self._x, self._y, width, height, left, top)
        self.made += 1
        self._x, self._shelf = self._x + width, max(self._shelf, height)
        return index

    def _grow(self, width: int, height: int) -> None:
        have = self._pixmap
        if width <= have.width() and height <= have.height():
            return
        larger = QPixmap(max(width, have.width(), _WIDTH), max(height, have.height()))
        larger.fill(Qt.GlobalColor.transparent)
        if not have.isNull():
            painter = QPainter(larger)
            painter.drawPixmap(0, 0, have)
            painter.end()
        self._pixmap = larger

    def draw(self, p: QPainter, slots: NDArray[np.intp], anchors: Array) -> None:
        """Draw pictures, each with its anchor on the device pixel nearest to a point.

        Args:
            p: painter whose unit is a device pixel.
            slots: number of each picture.
            anchors: x, y a row, in device pixels.
        """
        count = len(slots)
        if not count:
            return
        source = self._table[slots]
        pieces = np.empty((count, 10))
        pieces[:, 0:2] = whole(anchors) + source[:, 4:6] + source[:, 2:4] / 2
        pieces[:, 2:6] = source[:, :4]
        pieces[:, 6:8] = 1.0
        pieces[:, 8] = 0.0
        pieces[:, 9] = 1.0
        fragments: Any = Shiboken.wrapInstance(pieces.ctypes.data, QPainter.PixmapFragment)
        p.drawPixmapFragments(fragments, count, self._pixmap)


@lru_cache(maxsize=3)
def atlas_of(theme: Theme, scale: float) -> Atlas:  # noqa: ARG001  # each look has its own
    """The atlas of a look at a scale (device pixels to a canvas unit)."""
    return Atlas(scale)
