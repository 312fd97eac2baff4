"""Transposed convolution."""

from __future__ import annotations

from typing import ClassVar

from core.language.dims import Dim, Padding, Pads, Pair, Shape, floor_div, maximum, where
from core.language.mappings import OnnxOp, TorchModule
from core.language.operator import Category, Check, Factor, Operator, Term, operator
from core.language.params import bool_param, int_param, padding_param, pair_param
from core.ops.common import (
    IMAGE_CURE,
    divides,
    elementwise_term,
    join_words,
    kernel_text,
    output_factors,
    padding_text,
    rank_check,
    stride_text,
)
from core.text import Message

__all__ = ["ConvTranspose2d"]

_AXES = ("height", "width")


@operator
class ConvTranspose2d(Operator):
    """Transposed 2-D convolution: each input element spreads a weighted filter over the output.

    Shape: H_out = (H - 1)·stride - pad + dilation·(k - 1) + output_padding + 1, width likewise; with ``same_upper`` or
    ``same_lower`` H_out = H·stride. MACs: H_in·W_in·C_in × k_h·k_w·(C_out/groups), counted from the input.

    Source: https://pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html
    """

    category: ClassVar = Category.CONVOLUTION
    keywords: ClassVar = ("deconvolution", "upconvolution", "upsample", "unet")
    learnable: ClassVar = True
    torch: ClassVar = TorchModule("nn.ConvTranspose2d", inferred=("in_channels",))
    onnx: ClassVar = OnnxOp(
        "ConvTranspose",
        {
            "kernel_shape": "kernel_size",
            "strides": "stride",
            "pads": "padding",
            "output_padding": "output_padding",
            "dilations": "dilation",
            "group": "groups",
        },
    )

    out_channels: Dim = int_param(default=64, unit="channels", doc="Number of output channels.")
    kernel_size: Pair = pair_param(default=(2, 2), doc="Height and width of the filters.")
    stride: Pair = pair_param(default=(2, 2), doc="Factor by which height and width grow.")
    padding: Padding = padding_param(
        default=(0, 0, 0, 0), doc="How much is cut off the output: a word, or top, bottom, left, right."
    )
    output_padding: Pair = pair_param(default=(0, 0), minimum=0, doc="Extra rows and columns at the end of the output.")
    groups: Dim = int_param(default=1, unit="groups", doc="Each input channel feeds C_out/groups outputs.")
    bias: bool = bool_param(default=True, doc="Whether each output channel adds a bias.")
    dilation: Pair = pair_param(default=(1, 1), doc="Distance between the taps of a filter.")

    def _pads(self, size: Dim, axis: int) -> Pads:
        if not isinstance(self.padding, str):
            return self.padding[2 * axis], self.padding[2 * axis + 1]
        if self.padding == "valid":
            return 0, 0
        grown = (size - 1) * self.stride[axis] + self.dilation[axis] * (self.kernel_size[axis] - 1) + 1
        total = maximum(grown + self.output_padding[axis] - size * self.stride[axis], 0)
        half = floor_div(total, 2)
        return (half, total - half) if self.padding == "same_upper" else (total - half, half)

    def _out(self, size: Dim, axis: int) -> Dim:
        begin, end = self._pads(size, axis)
        reach = self.dilation[axis] * (self.kernel_size[axis] - 1) + 1
        out = (size - 1) * self.stride[axis] - begin - end + reach + self.output_padding[axis]
        if isinstance(self.padding, str) and self.padding.startswith("same"):
            return maximum(
                out, size * self.stride[axis]
            )  # a stride beyond the kernel leaves gaps, not a smaller output
        return out

    def output_shape(self, *inputs: Shape) -> Shape:
        """(N, out_channels, H_out, W_out)."""
        (x,) = inputs
        return (x[0], self.out_channels, self._out(x[2], 0), self._out(x[3], 1))

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """Four dimensions, divisible channels, output padding below the stride, something left of the output."""
        (x,) = inputs
        rank = rank_check(x, 4, "ConvTranspose2d", IMAGE_CURE)
        if len(x) != 4:
            return (rank,)
        return (
            Check(
                self.padding != "same",
                lambda: Message("A transposed convolution has no padding “same”; same_upper gives input × stride."),
                "padding",
            ),
            _divide("input", x[1], self.groups, "groups"),
            _divide("output", self.out_channels, self.groups, "out_channels"),
            *(self._output_padding(axis) for axis in (0, 1)),
            *(self._positive(x[2 + axis], axis) for axis in (0, 1)),
        )

    def _output_padding(self, axis: int) -> Check:
        limit = where(self.stride[axis] >= self.dilation[axis], self.stride[axis], self.dilation[axis])
        return Check(
            self.output_padding[axis] < limit,
            lambda: Message(
                "The {axis} of the output padding, {given}, must be smaller than stride or dilation ({limit}). "
                "Use at most {most}.",
                axis=_AXES[axis],
                given=self.output_padding[axis],
                limit=limit,
                most=limit - 1,
            ),
            "output_padding",
        )

    def _positive(self, size: Dim, axis: int) -> Check:
        out = self._out(size, axis)
        return Check(
            out >= 1,
            lambda: Message(
                "Nothing is left of the output's {axis}: {out}. Use less padding.", axis=_AXES[axis], out=out
            ),
            "padding",
        )

    def terms(self, inputs: tuple[Shape, ...], output: Shape) -> tuple[Term, ...]:
        """One multiply-accumulate per input element and weight it meets."""
        seen = Factor("C_out/groups", floor_div(self.out_channels, self.groups))
        if isinstance(self.groups, int) and self.groups == 1:
            seen = Factor("C_out", self.out_channels)
        filter_ = (Factor("k_h", self.kernel_size[0]), Factor("k_w", self.kernel_size[1]), seen)
        terms: tuple[Term, ...] = (
            Term("macs", (output_factors(inputs[0], "in"), filter_)),
            Term("params", (filter_, (Factor("C_in", inputs[0][1]),))),
        )
        if not self.bias:
            return terms
        return (*terms, Term("params", ((Factor("C_out", self.out_channels),),)), elementwise_term(output))

    def summary(self) -> str:
        """``2×2, 64, stride 2``."""
        return join_words(
            kernel_text(self.kernel_size),
            str(self.out_channels),
            padding_text(self.padding),
            stride_text(self.stride),
            "" if self.output_padding == (0, 0) else f"output pad {kernel_text(self.output_padding)}",
            "" if self.dilation == (1, 1) else f"dilation {kernel_text(self.dilation)}",
            "" if self.groups == 1 else f"groups {self.groups}",
            "" if self.bias else "no bias",
        )


def _divide(which: str, channels: Dim, groups: Dim, param: str) -> Check:
    return Check(
        divides(channels, groups),
        lambda: Message(
            "{channels} {which} channels do not divide into {groups} groups. Use a number of groups that divides them.",
            channels=channels,
            which=which,
            groups=groups,
        ),
        param,
    )
