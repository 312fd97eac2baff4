"""Normalisation."""

from __future__ import annotations

from typing import ClassVar

from core.language.dims import Dim, Shape, product
from core.language.mappings import OnnxOp, TorchModule
from core.language.operator import Category, Check, Factor, Operator, Term, operator
from core.language.params import bool_param, choice_param, int_param
from core.ops.common import IMAGE_CURE, divides, elementwise_term, join_words, rank_check
from core.ops.elementwise import keep_shape
from core.text import Message

__all__ = ["GRN", "BatchNorm2d", "GroupNorm", "InstanceNorm2d", "LayerNorm", "LocalResponseNorm"]

_TWO = (Factor("2", 2),)


def _scale_and_shift(count: Dim, name: str, output: Shape, *, affine: bool) -> tuple[Term, ...]:
    """Two values per channel where affine; a multiplication and an addition per element."""
    each = elementwise_term(output, _TWO)
    return (Term("params", (_TWO, (Factor(name, count),))), each) if affine else (each,)


@operator
class BatchNorm2d(Operator):
    """Batch normalisation over (N, C, H, W), as used in inference.

    Scale and shift are parameters (2C), running mean and variance are buffers (2C; the batch counter is not counted).

    Source: https://pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html
    """

    category: ClassVar = Category.NORMALIZATION
    keywords: ClassVar = ("bn", "batch norm", "batchnorm")
    torch: ClassVar = TorchModule("nn.BatchNorm2d", inferred=("num_features",))
    onnx: ClassVar = OnnxOp("BatchNormalization")

    affine: bool = bool_param(default=True, doc="Whether each channel has a learnable scale and shift.")
    track_running_stats: bool = bool_param(default=True, doc="Whether running mean and variance are kept, as buffers.")

    output_shape = keep_shape

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """Four dimensions."""
        return (rank_check(inputs[0], 4, "BatchNorm2d", IMAGE_CURE),)

    def terms(self, inputs: tuple[Shape, ...], output: Shape) -> tuple[Term, ...]:
        """Two values per channel; a multiplication and an addition per element."""
        terms = _scale_and_shift(inputs[0][1], "C_in", output, affine=self.affine)
        if self.track_running_stats:
            terms = (*terms, Term("buffers", (_TWO, (Factor("C_in", inputs[0][1]),))))
        return terms

    def summary(self) -> str:
        """Only what departs from the usual."""
        return join_words(
            "" if self.affine else "not affine", "" if self.track_running_stats else "no running statistics"
        )


@operator
class LayerNorm(Operator):
    """Layer normalisation: over the channels at each place, over the last axis, or over everything but the batch.

    Parameters: 2 × the elements it normalises over. ``channels`` is ConvNeXt's LayerNorm2d, ``last`` PyTorch's with one
    axis, ``all`` PyTorch's with (C, H, W).

    Source: https://pytorch.org/docs/stable/generated/torch.nn.LayerNorm.html
    """

    category: ClassVar = Category.NORMALIZATION
    keywords: ClassVar = ("ln", "layer norm", "convnext")
    torch: ClassVar = TorchModule("nn.LayerNorm", inferred=("normalized_shape",))
    onnx: ClassVar = OnnxOp("LayerNormalization")

    over: str = choice_param(
        default="channels",
        choices=("channels", "last", "all"),
        doc="Axis 1, the last axis, or all axes but the batch.",
    )
    elementwise_affine: bool = bool_param(default=True, doc="Whether there is a learnable scale and shift.")

    output_shape = keep_shape

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """At least two dimensions."""
        return (
            Check(
                len(inputs[0]) >= 2,
                lambda: Message("LayerNorm needs a batch and at least one more axis."),
            ),
        )

    def terms(self, inputs: tuple[Shape, ...], output: Shape) -> tuple[Term, ...]:
        """Two values per normalised element; a multiplication and an addition per element."""
        (x,) = inputs
        count = {"channels": x[1], "last": x[-1], "all": product(x[1:])}[self.over]
        return _scale_and_shift(count, "normalized", output, affine=self.elementwise_affine)

    def summary(self) -> str:
        """What it goes over."""
        return join_words(
            {"channels": "over channels", "last": "over the last axis", "all": "over all"}[self.over],
            "" if self.elementwise_affine else "not affine",
        )


@operator
class GroupNorm(Operator):
    """Normalisation over groups of channels and the whole map.

    Source: https://pytorch.org/docs/stable/generated/torch.nn.GroupNorm.html
    """

    category: ClassVar = Category.NORMALIZATION
    keywords: ClassVar = ("gn", "group norm")
    torch: ClassVar = TorchModule("nn.GroupNorm", inferred=("num_channels",))
    onnx: ClassVar = OnnxOp("GroupNormalization", {"num_groups": "num_groups"})

    num_groups: Dim = int_param(default=32, unit="groups", doc="Groups that the channels are divided into.")
    affine: bool = bool_param(default=True, doc="Whether each channel has a learnable scale and shift.")

    output_shape = keep_shape

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """Channels that divide."""
        if len(inputs[0]) < 2:
            return (Check(False, lambda: Message("GroupNorm needs an axis of channels.")),)
        channels = inputs[0][1]
        return (
            Check(
                divides(channels, self.num_groups),
                lambda: Message(
                    "{channels} channels do not divide into {groups} groups. Use a number of groups that divides them.",
                    channels=channels,
                    groups=self.num_groups,
                ),
                "num_groups",
            ),
        )

    def terms(self, inputs: tuple[Shape, ...], output: Shape) -> tuple[Term, ...]:
        """Two values per channel; a multiplication and an addition per element."""
        return _scale_and_shift(inputs[0][1], "C_in", output, affine=self.affine)

    def summary(self) -> str:
        """``32 groups``."""
        return join_words(f"{self.num_groups} groups", "" if self.affine else "not affine")


@operator
class InstanceNorm2d(Operator):
    """Normalisation of each channel's map by itself. PyTorch gives it no parameters unless asked.

    Source: https://pytorch.org/docs/stable/generated/torch.nn.InstanceNorm2d.html
    """

    category: ClassVar = Category.NORMALIZATION
    keywords: ClassVar = ("instance norm", "style")
    torch: ClassVar = TorchModule("nn.InstanceNorm2d", inferred=("num_features",))
    onnx: ClassVar = OnnxOp("InstanceNormalization")

    affine: bool = bool_param(default=False, doc="Whether each channel has a learnable scale and shift.")

    output_shape = keep_shape

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """Four dimensions."""
        return (rank_check(inputs[0], 4, "InstanceNorm2d", IMAGE_CURE),)

    def terms(self, inputs: tuple[Shape, ...], output: Shape) -> tuple[Term, ...]:
        """Two values per channel where affine; a multiplication and an addition per element."""
        return _scale_and_shift(inputs[0][1], "C_in", output, affine=self.affine)

    def summary(self) -> str:
        """Only what departs from the usual."""
        return "affine" if self.affine else ""


@operator
class LocalResponseNorm(Operator):
    """Divides each value by a power of the sum of squares of its neighbours across channels. No parameters.

    Counted as ``size`` squares summed, a power and a division per element.

    Source: https://pytorch.org/docs/stable/generated/torch.nn.LocalResponseNorm.html
    """

    category: ClassVar = Category.NORMALIZATION
    keywords: ClassVar = ("lrn", "alexnet", "googlenet")
    torch: ClassVar = TorchModule("nn.LocalResponseNorm")
    onnx: ClassVar = OnnxOp("LRN", {"size": "size"})

    size: Dim = int_param(default=5, unit="channels", doc="Number of neighbouring channels.")

    output_shape = keep_shape

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """An axis of channels."""
        return (Check(len(inputs[0]) >= 3, lambda: Message("LocalResponseNorm needs at least (N, C, L).")),)

    def terms(self, inputs: tuple[Shape, ...], output: Shape) -> tuple[Term, ...]:
        """``size`` + 2 per element."""
        return (elementwise_term(output, (Factor("size+2", self.size + 2),)),)

    def summary(self) -> str:
        """``size 5``."""
        return f"size {self.size}"


@operator
class GRN(Operator):
    """Global response normalisation of ConvNeXt V2: scales channels by their norm over the map, and adds the input.

    Parameters: 2C. Counted as a square, a scale and a shift per element.

    Source: https://arxiv.org/abs/2301.00808
    """

    label: ClassVar = "GRN"
    category: ClassVar = Category.NORMALIZATION
    keywords: ClassVar = ("global response", "convnext")

    over: str = choice_param(default="channels", choices=("channels", "last"), doc="Where the channels are.")

    output_shape = keep_shape

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """Four dimensions."""
        return (rank_check(inputs[0], 4, "GRN", IMAGE_CURE),)

    def terms(self, inputs: tuple[Shape, ...], output: Shape) -> tuple[Term, ...]:
        """Two values per channel; three operations per element."""
        channels = inputs[0][1] if self.over == "channels" else inputs[0][-1]
        return (Term("params", (_TWO, (Factor("C_in", channels),))), elementwise_term(output, (Factor("3", 3),)))

    def summary(self) -> str:
        """Only what departs from the usual."""
        return "" if self.over == "channels" else "over the last axis"
