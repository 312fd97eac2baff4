"""The pair of the course example: a 5×5 convolution, and the same behind a 1×1 bottleneck. Without biases."""

from __future__ import annotations

from core.document.builder import Builder
from core.library.entry import Entry
from core.ops.conv import Conv2d

__all__ = ["ENTRIES"]

_COURSE = "Andrew Ng, Convolutional Neural Networks (deeplearning.ai), week 2, Inception Network Motivation"


_FIVES = Conv2d(out_channels=32, kernel_size=(5, 5), padding="same", bias=False)
_ONES = Conv2d(out_channels=16, kernel_size=(1, 1), bias=False)


def _plain(sketch: Builder) -> None:
    x = sketch.input(192, 28, 28, at=(0, 0))
    x = sketch.add(_FIVES, x, name="conv5x5", at=(0, 1))
    sketch.output(x, at=(0, 2))


def _bottleneck(sketch: Builder) -> None:
    x = sketch.input(192, 28, 28, at=(0, 0))
    x = sketch.add(_ONES, x, name="bottleneck", at=(0, 1))
    x = sketch.add(_FIVES, x, name="conv5x5", at=(0, 2))
    sketch.output(x, at=(0, 3))


ENTRIES = (
    Entry(
        "course-5x5",
        "5×5 convolution on 28×28×192",
        "What one 5×5 convolution costs: 28·28·32 × 5·5·192, about 120 million multiplications.",
        _COURSE,
        _plain,
        kind="course",
    ),
    Entry(
        "course-bottleneck",
        "5×5 convolution behind a 1×1 bottleneck",
        "The same output for about a tenth of the multiplications: a 1×1 convolution shrinks 192 channels to 16 "
        "before the 5×5 filters see them.",
        _COURSE,
        _bottleneck,
        kind="course",
    ),
)
