"""Pooling to a given size, and over the whole map."""

from __future__ import annotations

from typing import ClassVar

from core.language.dims import Dim, Pair, Shape, gcd
from core.language.mappings import OnnxOp, TorchModule
from core.language.operator import Category, Check, Factor, Operator, Term, operator
from core.language.params import bool_param, pair_param
from core.ops.common import IMAGE_CURE, kernel_text, output_factors, rank_check

__all__ = ["AdaptiveAvgPool2d", "AdaptiveMaxPool2d", "GlobalMaxPool2d"]

_SIZE_DOC = "Height and width of the output; h_in and w_in keep those of the input."


def _taps(size: Dim, out: Dim) -> Dim:
    """Taps of all windows along an axis: window o covers floor(o·i/O) to ceil((o+1)·i/O), in all i + O - gcd(i, O)."""
    return size + out - gcd(size, out)


def _terms(x: Shape, out: Pair) -> tuple[Term, ...]:
    rows, columns = Factor("taps_h", _taps(x[2], out[0])), Factor("taps_w", _taps(x[3], out[1]))
    return (Term("elementwise_ops", ((Factor("N", x[0]), Factor("C", x[1])), (rows, columns))),)


@operator
class AdaptiveAvgPool2d(Operator):
    """The mean of as many windows as the output has places; they overlap unless the size divides.

    Source: https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html
    """

    category: ClassVar = Category.POOLING
    keywords: ClassVar = ("adaptive", "average", "pooling")
    torch: ClassVar = TorchModule("nn.AdaptiveAvgPool2d")

    output_size: Pair = pair_param(default=(7, 7), doc=_SIZE_DOC)

    def output_shape(self, *inputs: Shape) -> Shape:
        """(N, C, *output_size)."""
        return (*inputs[0][:2], *self.output_size)

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """Four dimensions."""
        return (rank_check(inputs[0], 4, "AdaptiveAvgPool2d", IMAGE_CURE),)

    def terms(self, inputs: tuple[Shape, ...], output: Shape) -> tuple[Term, ...]:
        """One addition per tap of each window."""
        return _terms(inputs[0], self.output_size)

    def summary(self) -> str:
        """``to 7×7``."""
        return f"to {kernel_text(self.output_size)}"


@operator
class AdaptiveMaxPool2d(Operator):
    """The largest value of as many windows as the output has places.

    Source: https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool2d.html
    """

    category: ClassVar = Category.POOLING
    keywords: ClassVar = ("adaptive", "maximum", "pooling", "spp")
    torch: ClassVar = TorchModule("nn.AdaptiveMaxPool2d")

    output_size: Pair = pair_param(default=(7, 7), doc=_SIZE_DOC)

    def output_shape(self, *inputs: Shape) -> Shape:
        """(N, C, *output_size)."""
        return (*inputs[0][:2], *self.output_size)

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """Four dimensions."""
        return (rank_check(inputs[0], 4, "AdaptiveMaxPool2d", IMAGE_CURE),)

    def terms(self, inputs: tuple[Shape, ...], output: Shape) -> tuple[Term, ...]:
        """One comparison per tap of each window."""
        return _terms(inputs[0], self.output_size)

    def summary(self) -> str:
        """``to 7×7``."""
        return f"to {kernel_text(self.output_size)}"


@operator
class GlobalMaxPool2d(Operator):
    """The largest value of each channel's whole map: (N, C, H, W) to (N, C, 1, 1), or to (N, C).

    Source: https://onnx.ai/onnx/operators/onnx__GlobalMaxPool.html
    """

    category: ClassVar = Category.POOLING
    keywords: ClassVar = ("global", "maximum", "cbam")
    torch: ClassVar = TorchModule("nn.AdaptiveMaxPool2d")
    onnx: ClassVar = OnnxOp("GlobalMaxPool")

    keepdim: bool = bool_param(default=True, doc="Keep height and width as 1×1; otherwise a vector comes out.")

    def output_shape(self, *inputs: Shape) -> Shape:
        """(N, C, 1, 1), or (N, C)."""
        (x,) = inputs
        return (x[0], x[1], 1, 1) if self.keepdim else (x[0], x[1])

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """Four dimensions."""
        return (rank_check(inputs[0], 4, "GlobalMaxPool2d", IMAGE_CURE),)

    def terms(self, inputs: tuple[Shape, ...], output: Shape) -> tuple[Term, ...]:
        """One comparison per input element."""
        return (Term("elementwise_ops", (output_factors(inputs[0], "in"),)),)

    def summary(self) -> str:
        """What it leaves."""
        return "to 1×1" if self.keepdim else "to a vector"
