"""What is painted anew of a widget, as few rectangles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, cast

from PySide6.QtCore import QRect
from PySide6.QtGui import QRegion

__all__ = ["pieces_of"]

_MOST: Final = 12
_MOSTLY: Final = 0.6
"""A region that fills more than this of its rectangle is painted in one: each piece has a cost of its own."""
_WASTE: Final = 4000
"""Pixels that are painted in vain, but for one piece less."""


def pieces_of(region: QRegion) -> list[QRect]:
    """A region as few rectangles: panning aslant exposes two strips, whose common rectangle is the whole widget.

    Qt cuts a region into bands, and with them a strip down the whole widget: what stands on one another is joined.
    """
    whole = region.boundingRect()
    filled = sum(band.width() * band.height() for band in cast("Iterable[QRect]", region))
    if region.rectCount() > _MOST or filled > _MOSTLY * whole.width() * whole.height():
        return [whole] if filled else []
    pieces: list[QRect] = []
    for band in cast("Iterable[QRect]", region):  # the stubs do not know that it can be iterated
        for number, piece in enumerate(pieces):
            joined = piece.united(band)
            if _area(joined) - _area(piece) - _area(band) <= _WASTE and not _meets_others(joined, pieces, number):
                pieces[number] = joined
                break
        else:
            pieces.append(QRect(band))
    return pieces


def _area(rect: QRect) -> int:
    return rect.width() * rect.height()


def _meets_others(joined: QRect, pieces: list[QRect], but: int) -> bool:
    return any(joined.intersects(piece) for number, piece in enumerate(pieces) if number != but)
