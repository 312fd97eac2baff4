"""U-Net, as in the paper without padding, and as mostly drawn today with it."""

from __future__ import annotations

from functools import partial
from typing import Final

from core.document.builder import BlockBuilder, Builder
from core.library.entry import Entry
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.conv_transpose import ConvTranspose2d
from core.ops.merge import Concat
from core.ops.pool import MaxPool2d
from core.ops.resize import CenterCrop

__all__ = ["ENTRIES"]

_SOURCE: Final = (
    "Ronneberger et al. 2015, U-Net: convolutional networks for biomedical image segmentation. "
    "https://arxiv.org/abs/1505.04597"
)
_WIDTHS: Final = (64, 128, 256, 512)
_BOTTOM: Final = 1024
_CLASSES: Final = 2


def _double_conv(sketch: Builder, padding: int) -> BlockBuilder:
    block = sketch.block("double conv", width=64)
    x = block.input()
    for number in (1, 2):
        x = block.add(Conv2d, x, name=f"conv{number}", out_channels="width", kernel_size=3, padding=padding)
        x = block.add(ReLU, x, name=f"relu{number}")
    block.output(x)
    return block


def _draw(size: int, padded: bool, sketch: Builder) -> None:
    double = _double_conv(sketch, 1 if padded else 0)
    x = sketch.input(1, size, size)
    skips = []
    for level, width in enumerate(_WIDTHS, start=1):
        x = sketch.call(double, x, name=f"down {level}", width=width)
        skips.append(x)
        x = sketch.add(MaxPool2d, x, name=f"pool {level}", kernel_size=2, stride=2)
    x = sketch.call(double, x, name="bottom", width=_BOTTOM)
    for level, width in reversed(list(enumerate(_WIDTHS, start=1))):
        x = sketch.add(ConvTranspose2d, x, name=f"up-conv {level}", out_channels=width, kernel_size=2, stride=2)
        skip = skips[level - 1]
        if not padded:
            skip = sketch.add(CenterCrop, skip, x, name=f"crop {level}")
        x = sketch.add(Concat, skip, x, name=f"concat {level}")
        x = sketch.call(double, x, name=f"up {level}", width=width)
    sketch.output(sketch.add(Conv2d, x, name="conv1x1", out_channels=_CLASSES, kernel_size=1))


ENTRIES: tuple[Entry, ...] = (
    Entry(
        "unet",
        "U-Net",
        "Down for context, up for place, and skips that are cropped because unpadded convolutions eat the border: 572 "
        "in, 388 out.",
        _SOURCE,
        partial(_draw, 572, False),
        published_params=31_030_658,
        published_macs=150_428_424_448,
        published_by="the same network in torch 2.13.0",
    ),
    Entry(
        "unet-same",
        "U-Net with padding",
        "The U-Net most code has: padded convolutions keep the size, so skips need no crop and the mask is as large as "
        "the image.",
        _SOURCE,
        partial(_draw, 256, True),
        deviates="The paper's convolutions have no padding (unet); with it the parameters are the same. Much code adds "
        "batch norm as well.",
    ),
)
