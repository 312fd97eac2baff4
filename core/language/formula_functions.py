"""What the language of formulas can compute: its functions and its arithmetic, for numbers and for arrays.

What is no number for one element of an array (a division by zero) is 0 or not finite there; no warning is raised.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from core.language.dims import floor_div, maximum, minimum, where

__all__ = ["FUNCTIONS", "PRODUCTS", "Function", "is_scalar", "raised_arrays"]

_INEXACT: Final = 2**50
"""From here on halves of whole numbers are not exact as floats."""


def is_scalar(value: Any) -> bool:
    """Whether a value is a number and no array."""
    return isinstance(value, int | float)


def _whole(value: Any, scalar: Callable[[float], int], array: str) -> Any:
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return scalar(value)
    import numpy as np

    if value.dtype.kind in "iu":
        return value
    with np.errstate(invalid="ignore"):  # what is no number stays out of every range
        return getattr(np, array)(value).astype(np.int64)


def _floor(value: Any) -> Any:
    return _whole(value, math.floor, "floor")


def _ceil(value: Any) -> Any:
    return _whole(value, math.ceil, "ceil")


def _round(value: Any) -> Any:
    return _whole(value, round, "rint")


def _make_divisible(value: Any, divisor: Any = 8, least: Any = None) -> Any:
    """The multiple of ``divisor`` nearest to ``value``, at least ``least`` and never below 90 % of it.

    Source: https://github.com/tensorflow/models/blob/master/research/slim/nets/mobilenet/mobilenet.py
    """
    if is_scalar(divisor) and divisor == 0:
        raise ZeroDivisionError
    least = divisor if least is None else least
    if isinstance(value, int) and isinstance(divisor, int) and abs(value) >= _INEXACT:
        nearest = maximum(least, (2 * value + divisor) // (2 * divisor) * divisor)
        return nearest + divisor if 10 * nearest < 9 * value else nearest
    nearest = maximum(least, floor_div(_trunc(value + divisor / 2), divisor) * divisor)
    return where(nearest < 0.9 * value, nearest + divisor, nearest)


def _trunc(value: Any) -> Any:
    return _whole(value, math.trunc, "trunc")


def _least(*values: Any) -> Any:
    result = values[0]
    for value in values[1:]:
        result = minimum(result, value)
    return result


def _greatest(*values: Any) -> Any:
    result = values[0]
    for value in values[1:]:
        result = maximum(result, value)
    return result


@dataclass(frozen=True)
class Function:
    """A function of the language: what it does, how many arguments it takes, how it is used."""

    run: Callable[..., Any]
    fewest: int
    most: int
    usage: str


FUNCTIONS: Final[Mapping[str, Function]] = {
    "min": Function(_least, 1, 20, "min(a, b, …)"),
    "max": Function(_greatest, 1, 20, "max(a, b, …)"),
    "round": Function(_round, 1, 1, "round(x)"),
    "floor": Function(_floor, 1, 1, "floor(x)"),
    "ceil": Function(_ceil, 1, 1, "ceil(x)"),
    "abs": Function(abs, 1, 1, "abs(x)"),
    "make_divisible": Function(_make_divisible, 1, 3, "make_divisible(x, divisor, minimum)"),
}
"""Every function a formula may call."""


def _true_division(a: Any, b: Any) -> Any:
    if is_scalar(a) and is_scalar(b):
        return a / b
    import numpy as np

    empty = np.equal(b, 0)  # nothing to say there; 0, as floor_div has it
    return np.where(empty, 0.0, np.true_divide(a, np.where(empty, 1, b)))


def _floor_division(a: Any, b: Any) -> Any:
    return a // b if is_scalar(a) and is_scalar(b) else floor_div(a, b)


def _remainder(a: Any, b: Any) -> Any:
    if is_scalar(a) and is_scalar(b):
        return a % b
    import numpy as np

    empty = np.equal(b, 0)
    return np.where(empty, 0, np.mod(a, np.where(empty, 1, b)))


PRODUCTS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "*": operator.mul,
    "/": _true_division,
    "//": _floor_division,
    "%": _remainder,
}


def raised_arrays(base: Any, exponent: Any) -> Any:
    """Element by element; what is no number there is not one for numbers either."""
    import numpy as np

    if np.asarray(exponent).dtype.kind in "iu" and np.any(np.less(exponent, 0)):
        base = np.asarray(base, dtype=np.float64)  # NumPy has no negative powers of integers
    with np.errstate(all="ignore"):
        return np.power(base, exponent)
