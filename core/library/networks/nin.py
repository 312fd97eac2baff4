"""Network in Network, for CIFAR-10 and for ImageNet."""

from __future__ import annotations

from core.document.builder import BlockBuilder, Builder
from core.document.graph import OutputRef
from core.library.entry import Entry
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.dropout import Dropout
from core.ops.pool import AvgPool2d, GlobalAvgPool2d, MaxPool2d
from core.ops.shape import Flatten

__all__ = ["ENTRIES"]

_PAPER = "Lin, Chen and Yan, Network In Network, ICLR 2014, https://arxiv.org/abs/1312.4400"

# Kernel, stride and padding of the first convolution, then the widths of all three.
_Stage = tuple[int, int, int, int, int, int]
_CIFAR: tuple[_Stage, ...] = ((5, 1, 2, 192, 160, 96), (5, 1, 2, 192, 192, 192), (3, 1, 1, 192, 192, 10))
_IMAGENET: tuple[_Stage, ...] = (
    (11, 4, 0, 96, 96, 96),
    (5, 1, 2, 256, 256, 256),
    (3, 1, 1, 384, 384, 384),
    (3, 1, 1, 1024, 1024, 1000),
)


def _mlpconv(sketch: Builder) -> BlockBuilder:
    block = sketch.block(
        "mlpconv",
        note="A convolution and two 1×1: a small network of three layers that slides over the map.",
        kernel=5,
        stride=1,
        padding=2,
        first=192,
        second=160,
        third=96,
    )
    x = block.add(
        Conv2d,
        block.input(),
        name="conv",
        out_channels="first",
        kernel_size="kernel",
        stride="stride",
        padding="padding",
    )
    x = block.add(ReLU, x, name="relu1")
    x = block.add(Conv2d, x, name="1×1 a", out_channels="second", kernel_size=(1, 1))
    x = block.add(ReLU, x, name="relu2")
    x = block.add(Conv2d, x, name="1×1 b", out_channels="third", kernel_size=(1, 1))
    block.output(block.add(ReLU, x, name="relu3"))
    return block


def _call(sketch: Builder, block: BlockBuilder, x: OutputRef, number: int, stage: _Stage) -> OutputRef:
    kernel, stride, padding, first, second, third = stage
    return sketch.call(
        block,
        x,
        name=f"mlpconv {number}",
        kernel=kernel,
        stride=stride,
        padding=padding,
        first=first,
        second=second,
        third=third,
    )


def _cifar(sketch: Builder) -> None:
    block = _mlpconv(sketch)
    x = sketch.input(3, 32, 32)
    x = _call(sketch, block, x, 1, _CIFAR[0])
    x = sketch.add(MaxPool2d, x, name="pool1", kernel_size=(3, 3), stride=(2, 2), ceil_mode=True)
    x = sketch.add(Dropout, x, name="drop1")
    x = _call(sketch, block, x, 2, _CIFAR[1])
    x = sketch.add(AvgPool2d, x, name="pool2", kernel_size=(3, 3), stride=(2, 2), ceil_mode=True)
    x = sketch.add(Dropout, x, name="drop2")
    x = _call(sketch, block, x, 3, _CIFAR[2])
    x = sketch.add(AvgPool2d, x, name="pool3", kernel_size=(8, 8), stride=(8, 8))
    sketch.output(sketch.add(Flatten, x))


def _imagenet(sketch: Builder) -> None:
    block = _mlpconv(sketch)
    x = sketch.input(3, 224, 224)
    for number, stage in enumerate(_IMAGENET[:-1], start=1):
        x = _call(sketch, block, x, number, stage)
        x = sketch.add(MaxPool2d, x, name=f"pool{number}", kernel_size=(3, 3), stride=(2, 2), ceil_mode=True)
    x = sketch.add(Dropout, x, name="drop")
    x = _call(sketch, block, x, len(_IMAGENET), _IMAGENET[-1])
    x = sketch.add(GlobalAvgPool2d, x, name="pool4")
    sketch.output(sketch.add(Flatten, x))


ENTRIES = (
    Entry(
        "nin-cifar10",
        "Network in Network for CIFAR-10",
        "1×1 convolutions turn each filter into a small network, and the mean of each class's map replaces the fully "
        "connected layers: under a million parameters.",
        f"{_PAPER}, with the widths of the authors' Caffe model",
        _cifar,
        deviates="The paper prints no widths; these are those of the authors' Caffe model, whose pools round up "
        "(32, 16, 8).",
        published_params=966_986,
        published_by="the authors' Caffe model",
    ),
    Entry(
        "nin-imagenet",
        "Network in Network for ImageNet",
        "Four mlpconv blocks and no fully connected layer: 7.6 million parameters where AlexNet has 61, with the same "
        "first layer.",
        f"{_PAPER}, with the widths of the Caffe model NIN-Imagenet",
        _imagenet,
        deviates="The paper reports no ImageNet network; this is the one of Caffe's model zoo, at 224×224 without "
        "padding in front (54×54 maps), pools rounding up.",
    ),
)
