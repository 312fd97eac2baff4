"""Blocks of mobile networks: depthwise-separable convolution and inverted bottleneck."""

from __future__ import annotations

from core.document.builder import Builder
from core.document.graph import OutputRef
from core.library.entry import Entry
from core.ops.activation import ReLU, ReLU6
from core.ops.conv import Conv2d
from core.ops.merge import Add
from core.ops.norm import BatchNorm2d

__all__ = ["ENTRIES"]


def _pointwise(channels: int) -> Conv2d:
    return Conv2d(out_channels=channels, kernel_size=(1, 1), bias=False)


def _depthwise(sketch: Builder, source: OutputRef, channels: int, at: tuple[float, float]) -> OutputRef:
    """3×3, one filter for each channel. Both widths follow the input; ``channels`` is what they come to here."""
    op = Conv2d(out_channels=channels, kernel_size=(3, 3), padding="same", groups=channels, bias=False)
    return sketch.add(op, source, name="depthwise", at=at, formulas={"out_channels": "c_in", "groups": "c_in"})


def _inverted(sketch: Builder) -> None:
    x = sketch.input(32, 28, 28, at=(0.5, 0))
    # The skip runs straight down, left of the column of layers.
    y = sketch.add(_pointwise(192), x, name="expand", at=(1.25, 1), formulas={"out_channels": "6*c_in"})
    y = sketch.add(BatchNorm2d(), y, name="bn1", at=(1.25, 2))
    y = sketch.add(ReLU6(), y, name="relu1", at=(1.25, 3))
    y = _depthwise(sketch, y, 192, (1.25, 4))
    y = sketch.add(BatchNorm2d(), y, name="bn2", at=(1.25, 5))
    y = sketch.add(ReLU6(), y, name="relu2", at=(1.25, 6))
    y = sketch.add(_pointwise(32), y, name="project", at=(1.25, 7))
    y = sketch.add(BatchNorm2d(), y, name="bn3", at=(1.25, 8))
    sketch.output(sketch.add(Add(), x, y, name="add", at=(0.5, 9)), at=(0.5, 10))


def _separable(sketch: Builder) -> None:
    x = sketch.input(32, 112, 112, at=(0, 0))
    x = _depthwise(sketch, x, 32, (0, 1))
    x = sketch.add(BatchNorm2d(), x, name="bn1", at=(0, 2))
    x = sketch.add(ReLU(), x, name="relu1", at=(0, 3))
    x = sketch.add(_pointwise(64), x, name="pointwise", at=(0, 4))
    x = sketch.add(BatchNorm2d(), x, name="bn2", at=(0, 5))
    x = sketch.add(ReLU(), x, name="relu2", at=(0, 6))
    sketch.output(x, at=(0, 7))


ENTRIES = (
    Entry(
        "inverted-bottleneck",
        "Inverted bottleneck of MobileNetV2",
        "Wide in the middle and narrow at the ends: 1×1 expand ×6, 3×3 depthwise, linear 1×1 projection, and a skip "
        "between the narrow ends, which stride 1 and equal channels allow. "
        "Its multiplications are t·IC·H·W·(2·IC + K²).",
        "Sandler et al., MobileNetV2: Inverted Residuals and Linear Bottlenecks, CVPR 2018, "
        "https://arxiv.org/abs/1801.04381",
        _inverted,
        kind="block",
    ),
    Entry(
        "depthwise-separable",
        "Depthwise-separable convolution of MobileNet",
        "A 3×3 convolution taken apart: one filter for each channel, then a 1×1 that mixes the channels, for about "
        "an eighth of the multiplications.",
        "Howard et al., MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications, 2017, "
        "https://arxiv.org/abs/1704.04861",
        _separable,
        kind="block",
    ),
)
