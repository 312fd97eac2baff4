"""VGG 11, 13, 16 and 19, without and with batch normalisation."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from core.document.builder import Builder
from core.library.entry import Entry
from core.library.networks.towers import conv_block
from core.ops.activation import ReLU
from core.ops.adaptive_pool import AdaptiveAvgPool2d
from core.ops.dense import Linear
from core.ops.dropout import Dropout
from core.ops.pool import MaxPool2d
from core.ops.shape import Flatten

__all__ = ["ENTRIES"]

_WIDTHS = (64, 128, 256, 512, 512)
# Table 1 of the paper: its column, and convolutions in each stage.
_CONVOLUTIONS: Mapping[int, tuple[str, tuple[int, ...]]] = {
    11: ("A", (1, 1, 2, 2, 2)),
    13: ("B", (2, 2, 2, 2, 2)),
    16: ("D", (2, 2, 3, 3, 3)),
    19: ("E", (2, 2, 4, 4, 4)),
}
# As torchvision publishes them: parameters without and with batch normalisation, MACs of both.
_PUBLISHED: Mapping[int, tuple[int, int, int]] = {
    11: (132_863_336, 132_868_840, 7_609_000_000),
    13: (133_047_848, 133_053_736, 11_308_000_000),
    16: (138_357_544, 138_365_992, 15_470_000_000),
    19: (143_667_240, 143_678_248, 19_632_000_000),
}


def _vgg(depth: int, norm: bool, sketch: Builder) -> None:
    conv = conv_block(sketch, norm=norm, bias=True)
    stage = sketch.block("Stage", note="3×3 convolutions of one width, then a pool.", convs=2, width=64)
    y = stage.call(conv, stage.input(), name="3×3", repeat="convs", out="width", kh=3, kw=3)
    stage.output(stage.add(MaxPool2d, y))

    x = sketch.input(3, 224, 224)
    for number, (convs, width) in enumerate(zip(_CONVOLUTIONS[depth][1], _WIDTHS, strict=True), start=1):
        x = sketch.call(stage, x, name=f"stage {number}", convs=convs, width=width)
    x = sketch.add(AdaptiveAvgPool2d, x, name="avgpool", output_size=(7, 7))
    x = sketch.add(Flatten, x)
    for number in (1, 2):
        x = sketch.add(Linear, x, name=f"fc{number}", out_features=4096)
        x = sketch.add(ReLU, x, name=f"relu{number}")
        x = sketch.add(Dropout, x, name=f"drop{number}")
    sketch.output(sketch.add(Linear, x, name="fc3", out_features=1000))


def _entry(depth: int, norm: bool) -> Entry:
    column, _ = _CONVOLUTIONS[depth]
    params, params_norm, macs = _PUBLISHED[depth]
    normed = (
        "The paper has no batch normalisation; libraries added it and kept the biases of the convolutions, which it "
        "makes useless."
    )
    pooled = (
        "An adaptive pool to 7×7, which does nothing at 224, lets libraries' VGG take other sizes; the paper has none."
    )
    return Entry(
        f"vgg-{depth}-bn" if norm else f"vgg-{depth}",
        f"VGG-{depth} with batch normalisation" if norm else f"VGG-{depth}",
        f"Nothing but 3×3 convolutions, in five stages that halve the map and double the width: column {column} of the "
        "paper's table 1. Convolutions do 99 % of the multiplications; the first fully connected layer alone has "
        "102.8 million parameters.",
        "Simonyan and Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition, ICLR 2015, "
        "https://arxiv.org/abs/1409.1556, table 1",
        partial(_vgg, depth, norm),
        deviates=f"{normed} {pooled}" if norm else pooled,
        published_params=params_norm if norm else params,
        published_macs=macs,
        published_by="torchvision",
    )


ENTRIES = tuple(_entry(depth, norm) for norm in (False, True) for depth in _CONVOLUTIONS)
