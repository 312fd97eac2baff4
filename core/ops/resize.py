"""Layers that make a map larger or smaller without weights: upsampling, padding, cropping."""

from __future__ import annotations

from typing import ClassVar

from core.language.dims import Dim, Pair, Shape, minimum, where
from core.language.mappings import OnnxOp, TorchModule
from core.language.operator import Category, Check, Operator, Term, operator
from core.language.params import choice_param, int_param, margins_param, pair_param
from core.ops.common import IMAGE_CURE, elementwise_term, join_words, kernel_text, rank_check, reflection_check
from core.text import Message

__all__ = ["CenterCrop", "Pad", "Upsample"]

_AXES = ("height", "width")


@operator
class Upsample(Operator):
    """Resizes height and width by whole factors, or to a given size. No weights, no MACs.

    A size may be a formula: ``floor(h_in*1.5)`` is a factor of 1.5, rounded as PyTorch does.

    Source: https://pytorch.org/docs/stable/generated/torch.nn.Upsample.html
    """

    category: ClassVar = Category.SHAPE
    keywords: ClassVar = ("resize", "interpolate", "nearest", "bilinear", "unet", "fpn")
    torch: ClassVar = TorchModule("nn.Upsample")
    onnx: ClassVar = OnnxOp("Resize", {"mode": "mode"})

    scale_factor: Pair = pair_param(default=(2, 2), unit="", doc="Factors; unused where a size is given.")
    size: Pair = pair_param(default=(0, 0), minimum=0, doc="Height and width of the output; 0 for the factor.")
    mode: str = choice_param(
        default="nearest", choices=("nearest", "bilinear", "bicubic"), doc="How values in between are found."
    )

    def _out(self, size: Dim, axis: int) -> Dim:
        return where(self.size[axis] > 0, self.size[axis], size * self.scale_factor[axis])

    def output_shape(self, *inputs: Shape) -> Shape:
        """(N, C, H_out, W_out)."""
        (x,) = inputs
        return (x[0], x[1], self._out(x[2], 0), self._out(x[3], 1))

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """Four dimensions."""
        return (rank_check(inputs[0], 4, "Upsample", IMAGE_CURE),)

    def terms(self, inputs: tuple[Shape, ...], output: Shape) -> tuple[Term, ...]:
        """One operation per output element."""
        return (elementwise_term(output),)

    def summary(self) -> str:
        """``×2, nearest``."""
        if self.size != (0, 0):
            return f"to {kernel_text(self.size)}, {self.mode}"
        high, wide = self.scale_factor
        return f"×{high}, {self.mode}" if high == wide else f"×{kernel_text(self.scale_factor)}, {self.mode}"


@operator
class Pad(Operator):
    """Adds rows, columns and channels around a map; negative numbers cut them off.

    Source: https://pytorch.org/docs/stable/generated/torch.nn.functional.pad.html
    """

    category: ClassVar = Category.SHAPE
    keywords: ClassVar = ("zero padding", "reflect", "replicate", "crop", "option a")
    torch: ClassVar = TorchModule("nn.functional.pad")
    onnx: ClassVar = OnnxOp("Pad", {"mode": "mode"})

    padding: tuple[Dim, Dim, Dim, Dim] = margins_param(
        default=(1, 1, 1, 1), doc="Rows and columns: top, bottom, left, right. Negative crops."
    )
    channels_before: Dim = int_param(default=0, minimum=0, unit="channels", doc="Channels of zeros in front.")
    channels_after: Dim = int_param(default=0, minimum=0, unit="channels", doc="Channels of zeros behind.")
    mode: str = choice_param(
        default="constant", choices=("constant", "reflect", "replicate"), doc="What the added places hold."
    )

    def output_shape(self, *inputs: Shape) -> Shape:
        """(N, C + channels, H + rows, W + columns)."""
        n, c, h, w = inputs[0]
        top, bottom, left, right = self.padding
        return (n, c + self.channels_before + self.channels_after, h + top + bottom, w + left + right)

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """Four dimensions, something left, and reflections no longer than the map."""
        (x,) = inputs
        rank = rank_check(x, 4, "Pad", IMAGE_CURE)
        if len(x) != 4:
            return (rank,)
        checks = [_left_over(axis, x[2 + axis], self.padding[2 * axis : 2 * axis + 2]) for axis in (0, 1)]
        if self.mode == "reflect":
            checks += [reflection_check(x[2 + side // 2], self.padding[side], side // 2) for side in range(4)]
        return tuple(checks)

    def summary(self) -> str:
        """``1, 1, 1, 1`` in the shortest form."""
        top, bottom, left, right = self.padding
        sides = str(top) if top == bottom == left == right else ", ".join(map(str, self.padding))
        channels = self.channels_before + self.channels_after
        return join_words(
            sides, f"{channels} channels" if channels else "", "" if self.mode == "constant" else self.mode
        )


def _left_over(axis: int, size: Dim, sides: tuple[Dim, ...]) -> Check:
    left = size + minimum(sides[0], 0) + minimum(sides[1], 0)  # what is cut off goes before anything is added
    return Check(
        left >= 1,
        lambda: Message(
            "Nothing is left of the {axis}: {cut} of {size} are cut off. Cut less off.",
            axis=_AXES[axis],
            cut=size - left,
            size=size,
        ),
        "padding",
    )


@operator
class CenterCrop(Operator):
    """Cuts height and width down to those of a reference, around the centre: U-Net's copy and crop.

    Source: https://arxiv.org/abs/1505.04597
    """

    category: ClassVar = Category.SHAPE
    keywords: ClassVar = ("crop", "copy", "unet", "fcn")
    inputs: ClassVar = ("input", "reference")
    torch: ClassVar = TorchModule("torchvision.transforms.functional.center_crop")

    def output_shape(self, *inputs: Shape) -> Shape:
        """(N, C, H, W) with H and W of the reference."""
        x, reference = inputs
        return (x[0], x[1], reference[2], reference[3])

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """Four dimensions, and a reference that is not larger."""
        x, reference = inputs
        if len(x) != 4 or len(reference) != 4:
            return (
                rank_check(x, 4, "CenterCrop", IMAGE_CURE),
                rank_check(reference, 4, "CenterCrop's reference", IMAGE_CURE),
            )
        return tuple(_not_larger(axis, x[2 + axis], reference[2 + axis]) for axis in (0, 1))


def _not_larger(axis: int, size: Dim, wanted: Dim) -> Check:
    return Check(
        wanted <= size,
        lambda: Message(
            "The reference's {axis} {wanted} is larger than {size}: cropping can only make smaller. Swap the inputs.",
            axis=_AXES[axis],
            wanted=wanted,
            size=size,
        ),
    )
