"""Convolutions."""

from __future__ import annotations

from math import gcd
from typing import ClassVar

from core.language.dims import Dim, Padding, Pair, Shape, floor_div, implies
from core.language.mappings import OnnxOp, TorchModule
from core.language.operator import Category, Check, Factor, Operator, Term, operator
from core.language.params import bool_param, choice_param, int_param, padding_param, pair_param
from core.ops.common import (
    IMAGE_CURE,
    divides,
    elementwise_term,
    even_kernel_hints,
    join_words,
    kernel_text,
    output_factors,
    padding_mode_checks,
    padding_text,
    rank_check,
    spatial_out,
    spatial_pads,
    stride_text,
    window_checks,
)
from core.text import Message, factor_text

__all__ = ["Conv2d"]


@operator
class Conv2d(Operator):
    """2-D convolution over (N, C, H, W), grouped and dilated if you like.

    Shape: H_out = floor((H + pad - dilation·(k - 1) - 1) / stride) + 1, width likewise.
    MACs: H_out·W_out·C_out × k_h·k_w·(C_in/groups). The bias is not counted.

    Source: https://pytorch.org/docs/stable/generated/torch.nn.Conv2d.html
    """

    category: ClassVar = Category.CONVOLUTION
    keywords: ClassVar = ("convolution", "filter", "kernel")
    learnable: ClassVar = True
    torch: ClassVar = TorchModule("nn.Conv2d", inferred=("in_channels",))
    onnx: ClassVar = OnnxOp(
        "Conv",
        {
            "kernel_shape": "kernel_size",
            "strides": "stride",
            "pads": "padding",
            "dilations": "dilation",
            "group": "groups",
        },
    )

    out_channels: Dim = int_param(default=64, unit="channels", doc="Number of filters, and so of output channels.")
    kernel_size: Pair = pair_param(default=(3, 3), doc="Height and width of the filters.")
    stride: Pair = pair_param(default=(1, 1), doc="Step of the filter, vertically and horizontally.")
    padding: Padding = padding_param(
        default=(0, 0, 0, 0), doc="Zeros around the input: a word, or top, bottom, left, right."
    )
    dilation: Pair = pair_param(default=(1, 1), doc="Distance between the taps of a filter.")
    groups: Dim = int_param(
        default=1, unit="groups", doc="Each filter sees C_in/groups channels; c_in makes it depthwise."
    )
    bias: bool = bool_param(default=True, doc="Whether each filter adds a bias.")
    padding_mode: str = choice_param(
        default="zeros",
        choices=("zeros", "reflect", "replicate", "circular"),
        doc="What the padding holds. Changes values, not shapes or costs.",
    )

    def output_shape(self, *inputs: Shape) -> Shape:
        """(N, out_channels, H_out, W_out)."""
        (x,) = inputs
        height, width = spatial_out(x, self.padding, self.kernel_size, self.stride, self.dilation)
        return (x[0], self.out_channels, height, width)

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """Four dimensions, divisible channels, and a window that fits."""
        (x,) = inputs
        rank = rank_check(x, 4, "Conv2d", IMAGE_CURE)
        if len(x) != 4:
            return (rank,)
        divided = divides(x[1], self.groups)
        pads = spatial_pads(x, self.padding, self.kernel_size, self.stride, self.dilation)
        return (
            Check(divided, lambda: _undivided(x[1], self.out_channels, self.groups), "groups"),
            Check(
                # Where neither count divides, the groups are at fault, and one message is enough.
                implies(divided, divides(self.out_channels, self.groups)),
                lambda: Message(
                    "{channels} output channels do not divide into {groups} groups. "
                    "Use a multiple of {groups}, or another number of groups.",
                    channels=self.out_channels,
                    groups=self.groups,
                ),
                "out_channels",
            ),
            *window_checks(x, self.padding, self.kernel_size, self.stride, self.dilation),
            *padding_mode_checks(x, pads, self.padding_mode),
        )

    def hints(self, *inputs: Shape) -> tuple[Check, ...]:
        """An even kernel cannot be padded symmetrically."""
        return even_kernel_hints(inputs[0], self.padding, self.kernel_size, self.stride, self.dilation)

    def terms(self, inputs: tuple[Shape, ...], output: Shape) -> tuple[Term, ...]:
        """One multiply-accumulate per output element and weight of its filter."""
        channels = inputs[0][1]
        seen = Factor("C_in", channels)
        if not (isinstance(self.groups, int) and self.groups == 1):
            seen = Factor("C_in/groups", floor_div(channels, self.groups))
        filter_ = (Factor("k_h", self.kernel_size[0]), Factor("k_w", self.kernel_size[1]), seen)
        filters = (Factor("C_out", self.out_channels),)
        terms: tuple[Term, ...] = (Term("macs", (output_factors(output), filter_)), Term("params", (filter_, filters)))
        if not self.bias:
            return terms
        return (*terms, Term("params", (filters,)), elementwise_term(output))

    def summary(self) -> str:
        """``5×5, 32, same``."""
        return join_words(
            kernel_text(self.kernel_size),
            factor_text(self.out_channels),
            padding_text(self.padding),
            stride_text(self.stride),
            ""
            if self.dilation == (1, 1)
            else f"dilation {self.dilation[0]}"
            if self.dilation[0] == self.dilation[1]
            else f"dilation {kernel_text(self.dilation)}",
            _groups_text(self.groups, self.out_channels),
            "" if self.bias else "no bias",
            "" if self.padding_mode == "zeros" else f"{self.padding_mode} padding",
        )


def _undivided(channels: Dim, filters: Dim, groups: Dim) -> Message:
    if divides(filters, groups):
        return Message(
            "{channels} input channels do not divide into {groups} groups. "
            "Use a number of groups that divides {channels}.",
            channels=channels,
            groups=groups,
        )
    return Message(
        "Neither {channels} input channels nor {filters} output channels divide into {groups} groups. "
        "Use a number of groups that divides both, such as {common}.",
        channels=channels,
        filters=filters,
        groups=groups,
        common=gcd(channels, filters),
    )


def _groups_text(groups: Dim, out_channels: Dim) -> str:
    """``depthwise`` where each group makes one channel, ``groups 4`` elsewhere, nothing for one group."""
    if groups == 1:
        return ""
    return "depthwise" if groups == out_channels else f"groups {factor_text(groups)}"
