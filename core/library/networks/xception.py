"""Xception."""

from __future__ import annotations

from core.document.builder import BlockBuilder, Builder
from core.library.entry import Entry
from core.library.networks.towers import call_conv, conv_block, tower
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.dense import Linear
from core.ops.merge import Add
from core.ops.norm import BatchNorm2d
from core.ops.pool import GlobalAvgPool2d, MaxPool2d

__all__ = ["ENTRIES"]


def _separable(sketch: Builder) -> BlockBuilder:
    """A depthwise 3×3, a pointwise 1×1 and a batch normalisation; a ReLU comes first if ``relu`` is 1."""
    relu = sketch.block("ReLU")
    relu.output(relu.add(ReLU, relu.input()))
    block = sketch.block("SeparableConv", note="No activation between depthwise and pointwise.", out=128, relu=1)
    x = block.call(relu, block.input(), repeat="relu")
    x = block.add(
        Conv2d,
        x,
        name="depthwise",
        out_channels="c_in",
        kernel_size=(3, 3),
        padding=(1, 1, 1, 1),
        groups="c_in",
        bias=False,
    )
    x = block.add(Conv2d, x, name="pointwise", out_channels="out", kernel_size=(1, 1), bias=False)
    block.output(block.add(BatchNorm2d, x, name="bn"))
    return block


def _down(sketch: Builder, separable: BlockBuilder) -> BlockBuilder:
    """Two separable convolutions and a pool beside a strided 1×1: halves the map."""
    shortcut = conv_block(sketch, norm=True, relu=False)
    block = sketch.block("Downsampling", first=128, out=128, relu=1)
    x = block.input()
    y = block.call(separable, x, name="separable 1", out="first", relu="relu")
    y = block.call(separable, y, name="separable 2", out="out")
    y = block.add(MaxPool2d, y, name="pool", kernel_size=(3, 3), stride=(2, 2), padding=(1, 1, 1, 1))
    block.output(block.add(Add, y, call_conv(block, shortcut, x, "out", stride=2, name="shortcut 1×1")))
    return block


def _middle(sketch: Builder, separable: BlockBuilder) -> BlockBuilder:
    block = sketch.block("Middle flow", out=728)
    x = block.input()
    y = block.call(separable, x, name="3 × separable", repeat=3, out="out")
    block.output(block.add(Add, y, x))
    return block


def _xception(sketch: Builder) -> None:
    conv = conv_block(sketch, norm=True)
    separable = _separable(sketch)
    down, middle = _down(sketch, separable), _middle(sketch, separable)
    x = tower(sketch, conv, sketch.input(3, 299, 299), (32, 3, 2), (64, 3, 1))
    for number, (out, relu) in enumerate(((128, 0), (256, 1), (728, 1)), start=1):
        x = sketch.call(down, x, name=f"entry flow {number}", first=out, out=out, relu=relu)
    x = sketch.call(middle, x, name="8 × middle flow", repeat=8)
    x = sketch.call(down, x, name="exit flow", first=728, out=1024)
    for out in (1536, 2048):
        x = sketch.add(ReLU, sketch.call(separable, x, name=f"separable {out}", out=out, relu=0))
    x = sketch.add(GlobalAvgPool2d, x, name="avgpool", keepdim=False)
    sketch.output(sketch.add(Linear, x, out_features=1000))


ENTRIES = (
    Entry(
        "xception",
        "Xception",
        "Inception taken to its end: every channel a tower of its own, that is, depthwise convolutions with a 1×1 "
        "behind them, and shortcuts around them. As many parameters as Inception v3, better used.",
        "Chollet, Xception: Deep Learning with Depthwise Separable Convolutions, CVPR 2017, "
        "https://arxiv.org/abs/1610.02357, figure 5",
        _xception,
        deviates="Keras prints 22,910,480, which are these parameters and the 54,528 running statistics of batch "
        "normalisation. TensorFlow pads an even map before a strided layer at its end only, here both sides are "
        "padded: sizes and counts are equal.",
        published_params=22_855_952,
        published_by="Keras, trainable parameters",
    ),
)
