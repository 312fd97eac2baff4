"""Arithmetic of shapes that holds for ints and, element by element, for NumPy arrays.

A ``Dim`` is typed ``int``. A sweep may put an ``int64`` array in its place; the functions here then work on arrays by
duck typing. The int path never touches NumPy, so that headless commands need not import it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

__all__ = [
    "PADDING_WORDS",
    "Dim",
    "Padding",
    "Pads",
    "Pair",
    "Shape",
    "all_of",
    "broadcast",
    "ceil_div",
    "floor_div",
    "gcd",
    "implies",
    "maximum",
    "minimum",
    "product",
    "resolve_pads",
    "where",
    "window_out",
]

if TYPE_CHECKING:
    from types import ModuleType

Dim = int
Pair = tuple[Dim, Dim]
Pads = tuple[Dim, Dim]
"""(begin, end) on one axis."""
Shape = tuple[Dim, ...]
Padding = str | tuple[Dim, Dim, Dim, Dim]
"""A word of ``PADDING_WORDS`` or four sides (top, bottom, left, right)."""

PADDING_WORDS = ("valid", "same", "same_upper", "same_lower")


def _numpy() -> ModuleType:
    import numpy as np

    return np


def _plain(*values: Any) -> bool:
    return all(isinstance(v, int | float) for v in values)


def floor_div(a: Dim, b: Dim) -> Dim:
    """Floor of a / b; 0 where b is 0 (a range check says so before anybody reads the result)."""
    if _plain(a, b):
        return a // b if b else 0
    np = _numpy()
    safe = np.where(np.equal(b, 0), 1, b)
    result: Dim = np.where(np.equal(b, 0), 0, np.floor_divide(a, safe))
    return result


def ceil_div(a: Dim, b: Dim) -> Dim:
    """Ceiling of a / b; 0 where b is 0."""
    return -floor_div(-a, b)


def where(condition: bool, a: Dim, b: Dim) -> Dim:
    """``a if condition else b``, element by element. Both sides are evaluated."""
    if _plain(condition):
        return a if condition else b
    result: Dim = _numpy().where(condition, a, b)
    return result


def maximum(a: Dim, b: Dim) -> Dim:
    """The larger, element by element."""
    if _plain(a, b):
        return a if a >= b else b
    result: Dim = _numpy().maximum(a, b)
    return result


def minimum(a: Dim, b: Dim) -> Dim:
    """The smaller, element by element."""
    if _plain(a, b):
        return a if a <= b else b
    result: Dim = _numpy().minimum(a, b)
    return result


def product(values: Iterable[Dim]) -> Dim:
    """Product of all values; 1 for none."""
    result = 1
    for value in values:
        result = result * value
    return result


def all_of(*conditions: bool) -> bool:
    """Logical and, element by element."""
    result = True
    for condition in conditions:
        result = result & condition
    return result


def implies(condition: bool, then: bool) -> bool:
    """``then`` wherever the condition holds, True elsewhere, element by element.

    It lets a check keep silent where another check has said what is wrong.
    """
    if _plain(condition, then):
        return then if condition else True
    np = _numpy()
    result: bool = np.logical_or(np.logical_not(condition), then)
    return result


def broadcast(shapes: Sequence[Shape]) -> tuple[Shape, bool]:
    """NumPy's broadcast of shapes aligned at the right, and whether they fit. Sizes are at least 1.

    Source: https://numpy.org/doc/stable/user/basics.broadcasting.html
    """
    rank = max(len(s) for s in shapes)
    padded = [(1,) * (rank - len(s)) + tuple(s) for s in shapes]
    out: list[Dim] = []
    fits = True
    for axis in range(rank):
        size = padded[0][axis]
        for shape in padded[1:]:
            size = maximum(size, shape[axis])
        for shape in padded:
            fits = fits & ((shape[axis] == size) | (shape[axis] == 1))
        out.append(size)
    return tuple(out), fits


def resolve_pads(padding: Padding, size: Dim, kernel: Dim, stride: Dim, dilation: Dim, axis: int) -> Pads:
    """Padding (begin, end) of one spatial axis.

    Args:
        padding: a word or four sides (top, bottom, left, right).
        size: input size along the axis.
        kernel: kernel size along the axis.
        stride: stride along the axis.
        dilation: dilation along the axis.
        axis: 0 for height, 1 for width.

    Source: ``same`` https://pytorch.org/docs/stable/generated/torch.nn.Conv2d.html (total d(k-1), the odd one at the
    end); ``same_upper`` and ``same_lower`` https://onnx.ai/onnx/operators/onnx__Conv.html (out = ceil(in / stride)).
    """
    if not isinstance(padding, str):
        return padding[2 * axis], padding[2 * axis + 1]
    if padding == "valid":
        return 0, 0
    reach = dilation * (kernel - 1)
    if padding == "same":
        total = reach
    else:
        out = ceil_div(size, stride)
        total = maximum((out - 1) * stride + reach + 1 - size, 0)
    half = floor_div(total, 2)
    return (total - half, half) if padding == "same_lower" else (half, total - half)


def window_out(size: Dim, kernel: Dim, stride: Dim, pads: Pads, dilation: Dim = 1, *, ceil_mode: bool = False) -> Dim:
    """Number of window positions along one axis; less than 1 where no window fits.

    In ceil mode the last window is dropped when it would start past the input and the padding at its beginning.

    Source: https://pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html
    """
    span = size + pads[0] + pads[1] - dilation * (kernel - 1) - 1
    if not ceil_mode:
        return floor_div(span, stride) + 1
    out = ceil_div(span, stride) + 1
    return out - where((out - 1) * stride >= size + pads[0], 1, 0)


def gcd(a: Dim, b: Dim) -> Dim:
    """Greatest common divisor, element by element."""
    if _plain(a, b):
        return math.gcd(a, b)
    result: Dim = _numpy().gcd(a, b)
    return result
