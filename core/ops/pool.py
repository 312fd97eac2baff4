"""Pooling: windows that summarise without weights."""

from __future__ import annotations

from typing import ClassVar

from core.language.dims import Padding, Pair, Shape, all_of
from core.language.mappings import OnnxOp, TorchModule
from core.language.operator import Category, Check, Factor, Operator, Term, operator
from core.language.params import bool_param, padding_param, pair_param
from core.ops.common import (
    IMAGE_CURE,
    elementwise_term,
    even_kernel_hints,
    join_words,
    kernel_text,
    output_factors,
    padding_text,
    rank_check,
    spatial_out,
    stride_text,
    window_checks,
)
from core.text import Message

__all__ = ["AvgPool2d", "GlobalAvgPool2d", "MaxPool2d"]

_UNDILATED = (1, 1)
_KERNEL_DOC = "Height and width of the window."
_STRIDE_DOC = "Step of the window. PyTorch takes the kernel size when none is given."
_CEIL_DOC = "Round the number of windows up instead of down; a window that starts in the padding at the end is dropped."


def _pool_checks(
    layer: str, x: Shape, padding: Padding, kernel: Pair, stride: Pair, dilation: Pair, ceil_mode: bool
) -> tuple[Check, ...]:
    rank = rank_check(x, 4, layer, IMAGE_CURE)
    if len(x) != 4:
        return (rank,)
    checks = window_checks(x, padding, kernel, stride, dilation, ceil_mode=ceil_mode)
    if isinstance(padding, str):
        return checks
    top, bottom, left, right = padding
    reach = (dilation[0] * (kernel[0] - 1) + 1, dilation[1] * (kernel[1] - 1) + 1)
    # PyTorch pads both sides alike and allows half of the window on each. ONNX pads sides apart; both ends together
    # at most one window is PyTorch's rule where they are alike.
    half = Check(
        all_of(top + bottom <= reach[0], left + right <= reach[1]),
        lambda: Message(
            "Padding of {padding} is too much for a window of {window}: both sides together may be at most one window, "
            "here {most} a side, or a window could lie almost wholly in the padding.",
            padding=padding_text(padding).removeprefix("pad "),
            window=kernel_text(reach),
            most=str(reach[0] // 2)
            if reach[0] == reach[1]
            else f"{reach[0] // 2} vertically and {reach[1] // 2} horizontally",
        ),
        "padding",
    )
    return (half, *checks)


def _pooling_terms(kernel: Pair, output: Shape) -> tuple[Term, ...]:
    return (elementwise_term(output, (Factor("k_h", kernel[0]), Factor("k_w", kernel[1]))),)


@operator
class MaxPool2d(Operator):
    """The largest value in each window, channel by channel.

    Source: https://pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html
    """

    category: ClassVar = Category.POOLING
    keywords: ClassVar = ("maximum", "pooling", "downsample")
    torch: ClassVar = TorchModule("nn.MaxPool2d")
    onnx: ClassVar = OnnxOp(
        "MaxPool",
        {
            "kernel_shape": "kernel_size",
            "strides": "stride",
            "pads": "padding",
            "dilations": "dilation",
            "ceil_mode": "ceil_mode",
        },
    )

    kernel_size: Pair = pair_param(default=(2, 2), doc=_KERNEL_DOC)
    stride: Pair = pair_param(default=(2, 2), doc=_STRIDE_DOC)
    padding: Padding = padding_param(
        default=(0, 0, 0, 0), doc="Padding that never wins: a word, or top, bottom, left, right."
    )
    dilation: Pair = pair_param(default=(1, 1), doc="Distance between the taps of a window.")
    ceil_mode: bool = bool_param(default=False, doc=_CEIL_DOC)

    def output_shape(self, *inputs: Shape) -> Shape:
        """(N, C, H_out, W_out)."""
        (x,) = inputs
        out = spatial_out(x, self.padding, self.kernel_size, self.stride, self.dilation, ceil_mode=self.ceil_mode)
        return (x[0], x[1], *out)

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """Four dimensions, a window that fits, padding of at most half of it."""
        return _pool_checks(
            "MaxPool2d", inputs[0], self.padding, self.kernel_size, self.stride, self.dilation, self.ceil_mode
        )

    def hints(self, *inputs: Shape) -> tuple[Check, ...]:
        """An even window cannot be padded symmetrically."""
        return even_kernel_hints(
            inputs[0], self.padding, self.kernel_size, self.stride, self.dilation, ceil_mode=self.ceil_mode
        )

    def terms(self, inputs: tuple[Shape, ...], output: Shape) -> tuple[Term, ...]:
        """One comparison per tap of each window."""
        return _pooling_terms(self.kernel_size, output)

    def summary(self) -> str:
        """``3×3, stride 2``."""
        return join_words(
            kernel_text(self.kernel_size),
            padding_text(self.padding),
            stride_text(self.stride),
            "" if self.dilation == _UNDILATED else f"dilation {kernel_text(self.dilation)}",
            "ceil" if self.ceil_mode else "",
        )


@operator
class AvgPool2d(Operator):
    """The mean of each window, channel by channel.

    Source: https://pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html
    """

    category: ClassVar = Category.POOLING
    keywords: ClassVar = ("average", "mean", "pooling", "downsample")
    torch: ClassVar = TorchModule("nn.AvgPool2d")
    onnx: ClassVar = OnnxOp(
        "AveragePool",
        {
            "kernel_shape": "kernel_size",
            "strides": "stride",
            "pads": "padding",
            "ceil_mode": "ceil_mode",
            "count_include_pad": "count_include_pad",
        },
    )

    kernel_size: Pair = pair_param(default=(2, 2), doc=_KERNEL_DOC)
    stride: Pair = pair_param(default=(2, 2), doc=_STRIDE_DOC)
    padding: Padding = padding_param(
        default=(0, 0, 0, 0), doc="Zeros around the input: a word, or top, bottom, left, right."
    )
    ceil_mode: bool = bool_param(default=False, doc=_CEIL_DOC)
    count_include_pad: bool = bool_param(
        default=True,
        doc="Whether zeros of the padding count in the mean. Changes values, not shapes or costs.",
    )

    def output_shape(self, *inputs: Shape) -> Shape:
        """(N, C, H_out, W_out)."""
        (x,) = inputs
        out = spatial_out(x, self.padding, self.kernel_size, self.stride, _UNDILATED, ceil_mode=self.ceil_mode)
        return (x[0], x[1], *out)

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """Four dimensions, a window that fits, padding of at most half of it."""
        return _pool_checks(
            "AvgPool2d", inputs[0], self.padding, self.kernel_size, self.stride, _UNDILATED, self.ceil_mode
        )

    def hints(self, *inputs: Shape) -> tuple[Check, ...]:
        """An even window cannot be padded symmetrically."""
        return even_kernel_hints(
            inputs[0], self.padding, self.kernel_size, self.stride, _UNDILATED, ceil_mode=self.ceil_mode
        )

    def terms(self, inputs: tuple[Shape, ...], output: Shape) -> tuple[Term, ...]:
        """One addition per tap of each window."""
        return _pooling_terms(self.kernel_size, output)

    def summary(self) -> str:
        """``2×2, stride 2``."""
        return join_words(
            kernel_text(self.kernel_size),
            padding_text(self.padding),
            stride_text(self.stride),
            "ceil" if self.ceil_mode else "",
        )


@operator
class GlobalAvgPool2d(Operator):
    """The mean of each channel's whole map: (N, C, H, W) to (N, C, 1, 1), or to (N, C).

    Source: https://onnx.ai/onnx/operators/onnx__GlobalAveragePool.html
    """

    category: ClassVar = Category.POOLING
    keywords: ClassVar = ("global", "average", "adaptive", "gap", "mean")
    torch: ClassVar = TorchModule("nn.AdaptiveAvgPool2d")
    onnx: ClassVar = OnnxOp("GlobalAveragePool")

    keepdim: bool = bool_param(default=True, doc="Keep height and width as 1×1; otherwise a vector comes out.")

    def output_shape(self, *inputs: Shape) -> Shape:
        """(N, C, 1, 1), or (N, C)."""
        (x,) = inputs
        return (x[0], x[1], 1, 1) if self.keepdim else (x[0], x[1])

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """Four dimensions."""
        return (rank_check(inputs[0], 4, "GlobalAvgPool2d", IMAGE_CURE),)

    def terms(self, inputs: tuple[Shape, ...], output: Shape) -> tuple[Term, ...]:
        """One addition per input element: the window is the whole map."""
        return (Term("elementwise_ops", (output_factors(inputs[0], "in"),)),)

    def summary(self) -> str:
        """What it leaves."""
        return "to 1×1" if self.keepdim else "to a vector"
