"""The two residual blocks of ResNet, where input and output agree and the skip is the identity."""

from __future__ import annotations

from core.document.builder import Builder
from core.document.graph import OutputRef
from core.language.dims import Padding
from core.library.entry import Entry
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.merge import Add
from core.ops.norm import BatchNorm2d

__all__ = ["ENTRIES"]

_PAPER = "He et al., Deep Residual Learning for Image Recognition, CVPR 2016, https://arxiv.org/abs/1512.03385"

# The skip runs straight down from the input, left of the column of layers.
_LAYERS = 1.25
_ENDS = 0.5


def _same(kernel: int) -> Padding:
    """What keeps the size: nothing around a 1×1."""
    return (0, 0, 0, 0) if kernel == 1 else "same"


def _block(sketch: Builder, x: OutputRef, layers: tuple[tuple[str, int, int], ...]) -> None:
    """Convolutions with batch norm, a ReLU between them, and behind the sum.

    Args:
        sketch: where to draw.
        x: what the block starts from.
        layers: name, channels and kernel size of each convolution.
    """
    y, row = x, 1
    for number, (name, channels, kernel) in enumerate(layers, start=1):
        if number > 1:
            y = sketch.add(ReLU(), y, name=f"relu{number - 1}", at=(_LAYERS, row - 1))
        op = Conv2d(out_channels=channels, kernel_size=(kernel, kernel), padding=_same(kernel), bias=False)
        y = sketch.add(op, y, name=name, at=(_LAYERS, row))
        y = sketch.add(BatchNorm2d(), y, name=f"bn{number}", at=(_LAYERS, row + 1))
        row += 3
    y = sketch.add(Add(), x, y, name="add", at=(_ENDS, row - 1))
    y = sketch.add(ReLU(), y, name=f"relu{len(layers)}", at=(_ENDS, row))
    sketch.output(y, at=(_ENDS, row + 1))


def _basic(sketch: Builder) -> None:
    x = sketch.input(64, 56, 56, at=(_ENDS, 0))
    _block(sketch, x, (("conv1", 64, 3), ("conv2", 64, 3)))


def _bottleneck(sketch: Builder) -> None:
    x = sketch.input(256, 56, 56, at=(_ENDS, 0))
    _block(sketch, x, (("reduce", 64, 1), ("conv3x3", 64, 3), ("expand", 256, 1)))


ENTRIES = (
    Entry(
        "residual-basic",
        "Basic residual block of ResNet-18 and -34",
        "Two 3×3 convolutions and a skip around them: the block learns what to add to its input, and the skip costs "
        "nothing.",
        f"{_PAPER}, figure 5 left",
        _basic,
        kind="block",
    ),
    Entry(
        "residual-bottleneck",
        "Bottleneck residual block of ResNet-50",
        "A 1×1 reduces 256 channels to 64 before the 3×3 and another restores them: four times the channels of the "
        "basic block, for fewer multiplications.",
        f"{_PAPER}, figure 5 right",
        _bottleneck,
        kind="block",
    ),
)
