"""The Inception module, without and with its 1×1 reductions."""

from __future__ import annotations

from core.document.builder import Builder
from core.document.graph import OutputRef
from core.library.entry import Entry
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.merge import Concat
from core.ops.pool import MaxPool2d

__all__ = ["ENTRIES"]

_PAPER = "Szegedy et al., Going Deeper with Convolutions, CVPR 2015, https://arxiv.org/abs/1409.4842"


def _conv(
    sketch: Builder, source: OutputRef, name: str, channels: int, kernel: int, at: tuple[float, float]
) -> OutputRef:
    if kernel == 1:
        return sketch.add(Conv2d(out_channels=channels, kernel_size=(1, 1)), source, name=name, at=at)
    op = Conv2d(out_channels=channels, kernel_size=(kernel, kernel), padding="same")
    return sketch.add(op, source, name=name, at=at)


def _pool(sketch: Builder, source: OutputRef, at: tuple[float, float]) -> OutputRef:
    """3×3 at stride 1, so that the branch keeps its height and width."""
    return sketch.add(MaxPool2d(kernel_size=(3, 3), stride=(1, 1), padding="same"), source, name="pool", at=at)


def _naive(sketch: Builder) -> None:
    x = sketch.input(192, 28, 28, at=(1.5, 0))
    branches = (
        _conv(sketch, x, "conv1x1", 64, 1, (0, 1)),
        _conv(sketch, x, "conv3x3", 128, 3, (1, 1)),
        _conv(sketch, x, "conv5x5", 32, 5, (2, 1)),
        _pool(sketch, x, (3, 1)),
    )
    sketch.output(sketch.add(Concat(), *branches, name="concat", at=(1.5, 2.5)), at=(1.5, 3.5))


def _module_3a(sketch: Builder) -> None:
    def relu(source: OutputRef, at: tuple[float, float]) -> OutputRef:
        name = source.node.replace("conv", "relu").replace("pool", "relu")
        return sketch.add(ReLU(), source, name=name, at=at)

    x = sketch.input(192, 28, 28, at=(1.5, 0))
    # Every branch starts in row 1 and ends in row 4, so that a wire crosses columns only where no box stands.
    ones = relu(_conv(sketch, x, "conv1x1", 64, 1, (0, 1)), (0, 4))
    threes = relu(_conv(sketch, x, "conv3x3_reduce", 96, 1, (1, 1)), (1, 2))
    threes = relu(_conv(sketch, threes, "conv3x3", 128, 3, (1, 3)), (1, 4))
    fives = relu(_conv(sketch, x, "conv5x5_reduce", 16, 1, (2, 1)), (2, 2))
    fives = relu(_conv(sketch, fives, "conv5x5", 32, 5, (2, 3)), (2, 4))
    pooled = relu(_conv(sketch, _pool(sketch, x, (3, 1)), "pool_proj", 32, 1, (3, 3)), (3, 4))
    sketch.output(sketch.add(Concat(), ones, threes, fives, pooled, name="concat", at=(1.5, 5)), at=(1.5, 6))


ENTRIES = (
    Entry(
        "inception-naive",
        "Inception module, naive version",
        "Four branches side by side, joined along channels: the 5×5 branch does 40 % of the multiplications for 32 of "
        "416 channels, and the pool passes all its 192 on to the next module. Drawn without activations, as in "
        "figure 2(a).",
        f"{_PAPER}, figure 2(a), with the widths of module 3a",
        _naive,
        kind="block",
    ),
    Entry(
        "inception-3a",
        "Inception module 3a of GoogLeNet",
        "1×1 convolutions reduce the channels before the 3×3 and 5×5 filters and behind the pool: fewer than half "
        "the multiplications of the naive module, and 256 channels instead of 416. Every convolution has a bias and "
        "a ReLU.",
        f"{_PAPER}, figure 2(b) and table 1",
        _module_3a,
        kind="block",
    ),
)
