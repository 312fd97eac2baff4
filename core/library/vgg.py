"""A stage of VGG."""

from __future__ import annotations

from core.document.builder import Builder
from core.library.entry import Entry
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.pool import MaxPool2d

__all__ = ["ENTRIES"]


def _block(sketch: Builder) -> None:
    conv = Conv2d(out_channels=128, kernel_size=(3, 3), padding="same")
    x = sketch.input(64, 112, 112, at=(0, 0))
    x = sketch.add(conv, x, name="conv1", at=(0, 1))
    x = sketch.add(ReLU(), x, name="relu1", at=(0, 2))
    x = sketch.add(conv, x, name="conv2", at=(0, 3))
    x = sketch.add(ReLU(), x, name="relu2", at=(0, 4))
    x = sketch.add(MaxPool2d(), x, name="pool", at=(0, 5))
    sketch.output(x, at=(0, 6))


ENTRIES = (
    Entry(
        "vgg-block",
        "Second stage of VGG-16",
        "Two 3×3 convolutions see as far as one 5×5 with fewer weights; then a pool halves height and width, so that "
        "the next stage can afford twice the channels.",
        "Simonyan and Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition, ICLR 2015, "
        "https://arxiv.org/abs/1409.1556",
        _block,
        kind="block",
    ),
)
