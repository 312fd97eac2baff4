"""Types of the arrays that everything here is kept in, and what is asked of any of them. No Qt."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gui.drawing.rect import NOTHING, Rect

__all__ = ["Array", "Rows", "distinct", "hull", "swapped", "whole", "whole_pixel"]

Array = NDArray[np.float64]
Rows = NDArray[np.intp]


def hull(lefts: Array, tops: Array, rights: Array, bottoms: Array) -> Rect:
    """The smallest rectangle that holds so many boxes."""
    if not len(lefts):
        return NOTHING
    x, y = float(lefts.min()), float(tops.min())
    return Rect(x, y, float(rights.max()) - x, float(bottoms.max()) - y)


_HALF: Final = 0.5 + 1e-6


def whole(values: Array) -> Array:
    """The whole pixels that points are nearest to.

    Halves go up, and so does what is less than a half by no more than a rounding error: neither to the next even number
    nor by chance, since what was panned by whole pixels must look as it did before.
    """
    return np.asarray(np.floor(values + _HALF))


def whole_pixel(value: float) -> int:
    """``whole`` of one number."""
    return math.floor(value + _HALF)


def swapped(values: Array) -> Array:
    """Rows of x, y, x, y (or x, y, width, height) with x and y in each other's place: down made right, or back."""
    return values[:, (1, 0, 3, 2)]


def distinct(values: NDArray[Any]) -> tuple[NDArray[Any], Rows]:
    """The different numbers among many, in order, and which of them each is.

    As ``np.unique`` has it, which imports NumPy's masked arrays first: a tenth of the time to the first sketch.
    """
    order = np.argsort(values, kind="stable")
    ranked = values[order]
    first = np.ones(len(values), np.bool_)
    first[1:] = ranked[1:] != ranked[:-1]
    which = np.empty(len(values), np.intp)
    which[order] = np.cumsum(first) - 1
    return ranked[first], which
