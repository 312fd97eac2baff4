"""Layers that move values about without computing any: split, shuffle, reshape, permute, space to depth and back."""

from __future__ import annotations

from typing import ClassVar, Final

from core.language.dims import Dim, Shape, ceil_div, floor_div, maximum, minimum, product
from core.language.mappings import OnnxOp, TorchModule
from core.language.operator import Category, Check, Operator, operator
from core.language.params import axis_param, int_param, list_param
from core.ops.common import IMAGE_CURE, divides, rank_check, tensor_text
from core.ops.elementwise import keep_shape
from core.text import Message

__all__ = ["ChannelShuffle", "Permute", "PixelShuffle", "PixelUnshuffle", "Reshape", "Split"]

_MOST_CHUNKS: Final = 64


@operator
class Split(Operator):
    """Cuts a tensor along an axis into parts of given sizes, or into so many chunks of equal size (the last smaller).

    Source: https://pytorch.org/docs/stable/generated/torch.chunk.html,
    https://pytorch.org/docs/stable/generated/torch.split.html
    """

    category: ClassVar = Category.SHAPE
    keywords: ClassVar = ("chunk", "slice", "shufflenet", "csp")
    torch: ClassVar = TorchModule("split")
    onnx: ClassVar = OnnxOp("Split", {"axis": "dim"})

    chunks: int = axis_param(default=2, minimum=1, maximum=_MOST_CHUNKS, doc="Number of equal parts.")
    dim: int = axis_param(default=1, minimum=-5, maximum=4, doc="Axis to cut along: 1 is channels.")
    sizes: tuple[int, ...] = list_param(default=(), minimum=1, doc="Sizes of the parts; empty for equal chunks.")

    @property
    def outputs(self) -> tuple[str, ...]:  # type: ignore[override]
        """One for each part; a number of chunks that is out of range must not become as many ports."""
        return tuple(f"part {k + 1}" for k in range(min(max(len(self.sizes) or self.chunks, 1), _MOST_CHUNKS)))

    def output_shapes(self, *inputs: Shape) -> tuple[Shape, ...]:
        """The input's shape with the axis cut."""
        (x,) = inputs
        axis = self.dim % len(x)
        return tuple((*x[:axis], size, *x[axis + 1 :]) for size in self._sizes(x[axis]))

    def output_shape(self, *inputs: Shape) -> Shape:
        """That of the first part."""
        return self.output_shapes(*inputs)[0]

    def _sizes(self, size: Dim) -> tuple[Dim, ...]:
        if self.sizes:
            return self.sizes
        piece = ceil_div(size, self.chunks)
        sizes = tuple(maximum(minimum(piece, size - k * piece), 0) for k in range(self.chunks))
        while len(sizes) > 1 and isinstance(sizes[-1], int) and sizes[-1] == 0:
            sizes = sizes[:-1]  # as PyTorch: fewer parts than asked for
        return sizes

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """An axis that exists, sizes that add up."""
        (x,) = inputs
        if not -len(x) <= self.dim < len(x):
            return (
                Check(False, lambda: Message("There is no axis {dim} in {x}.", dim=self.dim, x=tensor_text(x)), "dim"),
            )
        size = x[self.dim % len(x)]
        if not self.sizes:
            return ()
        return (
            Check(
                sum(self.sizes) == size,
                lambda: Message(
                    "The sizes {sizes} add up to {total}, but the axis has {size}. Change them, or leave them empty.",
                    sizes=" + ".join(map(str, self.sizes)),
                    total=sum(self.sizes),
                    size=size,
                ),
                "sizes",
            ),
        )

    def hints(self, *inputs: Shape) -> tuple[Check, ...]:
        """Fewer parts than ports."""
        (x,) = inputs
        if self.sizes:
            return ()
        size = x[self.dim % len(x)]
        piece = ceil_div(size, self.chunks)
        return (
            Check(
                piece * (self.chunks - 1) < size,
                lambda: Message(
                    "{size} values make only {parts} chunks, not {chunks}: the last ports stay empty.",
                    size=size,
                    parts=ceil_div(size, piece),
                    chunks=self.chunks,
                ),
                "chunks",
                "warning",
            ),
        )

    def summary(self) -> str:
        """``2 chunks``, or the sizes."""
        return ", ".join(map(str, self.sizes)) if self.sizes else f"{self.chunks} chunks"


@operator
class ChannelShuffle(Operator):
    """Interleaves groups of channels, so that the next grouped convolution sees all of them.

    Source: https://pytorch.org/docs/stable/generated/torch.nn.ChannelShuffle.html
    """

    category: ClassVar = Category.SHAPE
    keywords: ClassVar = ("shufflenet", "groups")
    torch: ClassVar = TorchModule("nn.ChannelShuffle")

    groups: Dim = int_param(default=2, unit="groups", doc="Groups to interleave.")

    output_shape = keep_shape

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """Four dimensions, channels that divide."""
        (x,) = inputs
        rank = rank_check(x, 4, "ChannelShuffle", IMAGE_CURE)
        if len(x) != 4:
            return (rank,)
        return (_divisible(x[1], self.groups, "groups", "{channels} channels do not divide into {parts} groups."),)

    def summary(self) -> str:
        """``2 groups``."""
        return f"{self.groups} groups"


def _divisible(channels: Dim, parts: Dim, param: str, text: str) -> Check:
    return Check(
        divides(channels, parts),
        lambda: Message(text + " Use a number that divides them.", channels=channels, parts=parts),
        param,
    )


@operator
class Reshape(Operator):
    """Reads the same values in another shape, batch included. One -1 is inferred, 0 copies the input's axis.

    Source: https://pytorch.org/docs/stable/generated/torch.reshape.html,
    https://onnx.ai/onnx/operators/onnx__Reshape.html
    """

    category: ClassVar = Category.SHAPE
    keywords: ClassVar = ("view",)
    torch: ClassVar = TorchModule("reshape")
    onnx: ClassVar = OnnxOp("Reshape")

    shape: tuple[int, ...] = list_param(default=(0, -1), minimum=-1, doc="The new shape, batch first.")

    def _known(self, x: Shape) -> tuple[Dim, ...]:
        return tuple(x[k] if d == 0 and k < len(x) else d for k, d in enumerate(self.shape))

    def output_shape(self, *inputs: Shape) -> Shape:
        """The new shape."""
        (x,) = inputs
        known = self._known(x)
        rest = product(d for k, d in enumerate(known) if self.shape[k] != -1)
        return tuple(floor_div(product(x), rest) if self.shape[k] == -1 else d for k, d in enumerate(known))

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """At most one -1, and as many values as before."""
        (x,) = inputs
        if not self.shape or self.shape.count(-1) > 1 or any(d == 0 and k >= len(x) for k, d in enumerate(self.shape)):
            return (
                Check(
                    False,
                    lambda: Message(
                        "The shape {shape} is not one that {x} can take: it needs sizes, at most one -1, and 0 only "
                        "where the input has an axis.",
                        shape=", ".join(map(str, self.shape)) or "of nothing",
                        x=tensor_text(x),
                    ),
                    "shape",
                ),
            )
        return (
            Check(
                product(self.output_shape(x)) == product(x),
                lambda: Message(
                    "{before} values ({x}) cannot be read as {shape}.",
                    before=product(x),
                    x=tensor_text(x),
                    shape="×".join(map(str, self.shape)),
                ),
                "shape",
            ),
        )

    def summary(self) -> str:
        """``0, -1``."""
        return ", ".join(map(str, self.shape))


@operator
class Permute(Operator):
    """Changes the order of the axes: (0, 2, 3, 1) turns N×C×H×W into N×H×W×C.

    Source: https://pytorch.org/docs/stable/generated/torch.permute.html
    """

    category: ClassVar = Category.SHAPE
    keywords: ClassVar = ("transpose", "nhwc", "channels last", "convnext")
    torch: ClassVar = TorchModule("permute")
    onnx: ClassVar = OnnxOp("Transpose", {"perm": "dims"})

    dims: tuple[int, ...] = list_param(default=(0, 2, 3, 1), minimum=-5, doc="Old axis for each new one.")

    def output_shape(self, *inputs: Shape) -> Shape:
        """The sizes in their new order."""
        return tuple(inputs[0][axis] for axis in self.dims)

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """Each axis exactly once."""
        (x,) = inputs
        rank = len(x)
        whole = all(-rank <= axis < rank for axis in self.dims)
        return (
            Check(
                whole and sorted(axis % rank for axis in self.dims) == list(range(rank)),
                lambda: Message(
                    "{dims} does not name each of the {rank} axes of {x} once.",
                    dims=", ".join(map(str, self.dims)) or "Nothing",
                    rank=rank,
                    x=tensor_text(x),
                ),
                "dims",
            ),
        )

    def summary(self) -> str:
        """``0, 2, 3, 1``."""
        return ", ".join(map(str, self.dims))


@operator
class PixelShuffle(Operator):
    """Depth to space: (N, C·r², H, W) to (N, C, H·r, W·r).

    Source: https://pytorch.org/docs/stable/generated/torch.nn.PixelShuffle.html
    """

    category: ClassVar = Category.SHAPE
    keywords: ClassVar = ("depth to space", "upsample", "espcn", "subpixel")
    torch: ClassVar = TorchModule("nn.PixelShuffle")
    onnx: ClassVar = OnnxOp("DepthToSpace", {"blocksize": "upscale_factor"})

    upscale_factor: Dim = int_param(default=2, doc="r: factor by which height and width grow.")

    def output_shape(self, *inputs: Shape) -> Shape:
        """(N, C/r², H·r, W·r)."""
        n, c, h, w = inputs[0]
        r = self.upscale_factor
        return (n, floor_div(c, r * r), h * r, w * r)

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """Four dimensions, channels that divide by r²."""
        (x,) = inputs
        rank = rank_check(x, 4, "PixelShuffle", IMAGE_CURE)
        if len(x) != 4:
            return (rank,)
        square = self.upscale_factor * self.upscale_factor
        return (_divisible(x[1], square, "upscale_factor", "{channels} channels do not divide by r² = {parts}."),)

    def summary(self) -> str:
        """``×2``."""
        return f"×{self.upscale_factor}"


@operator
class PixelUnshuffle(Operator):
    """Space to depth: (N, C, H·r, W·r) to (N, C·r², H, W).

    Source: https://pytorch.org/docs/stable/generated/torch.nn.PixelUnshuffle.html
    """

    category: ClassVar = Category.SHAPE
    keywords: ClassVar = ("space to depth", "focus", "downsample", "yolo")
    torch: ClassVar = TorchModule("nn.PixelUnshuffle")
    onnx: ClassVar = OnnxOp("SpaceToDepth", {"blocksize": "downscale_factor"})

    downscale_factor: Dim = int_param(default=2, doc="r: factor by which height and width shrink.")

    def output_shape(self, *inputs: Shape) -> Shape:
        """(N, C·r², H/r, W/r)."""
        n, c, h, w = inputs[0]
        r = self.downscale_factor
        return (n, c * r * r, floor_div(h, r), floor_div(w, r))

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """Four dimensions, height and width that divide by r."""
        (x,) = inputs
        rank = rank_check(x, 4, "PixelUnshuffle", IMAGE_CURE)
        if len(x) != 4:
            return (rank,)
        r = self.downscale_factor
        return (
            _divisible(x[2], r, "downscale_factor", "The height {channels} does not divide by r = {parts}."),
            _divisible(x[3], r, "downscale_factor", "The width {channels} does not divide by r = {parts}."),
        )

    def summary(self) -> str:
        """``÷2``."""
        return f"÷{self.downscale_factor}"
