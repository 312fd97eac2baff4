"""MobileNet v1, v2 and v3."""

from __future__ import annotations

from functools import partial
from typing import Final, NamedTuple

from core.document.builder import BlockBuilder, Builder
from core.library.entry import Entry
from core.library.networks.inverted import Style, inverted_residual
from core.library.networks.layers import IMAGENET_CLASSES, classify, conv_bn
from core.ops.activation import Hardsigmoid, Hardswish, ReLU, ReLU6
from core.ops.dense import Linear
from core.ops.dropout import Dropout
from core.ops.pool import GlobalAvgPool2d
from core.ops.shape import Flatten

__all__ = ["ENTRIES"]

_V1: Final = (
    "Howard et al. 2017, MobileNets: efficient convolutional neural networks for mobile vision applications. "
    "https://arxiv.org/abs/1704.04861"
)
_V2: Final = (
    "Sandler et al. 2018, MobileNetV2: inverted residuals and linear bottlenecks. https://arxiv.org/abs/1801.04381"
)
_V3: Final = "Howard et al. 2019, Searching for MobileNetV3. https://arxiv.org/abs/1905.02244"


# -- v1 -----------------------------------------------------------------------------------------------------------

_V1_ROWS: Final = (
    (64, 1, 1),
    (128, 2, 1),
    (128, 1, 1),
    (256, 2, 1),
    (256, 1, 1),
    (512, 2, 1),
    (512, 1, 5),
    (1024, 2, 1),
    (1024, 1, 1),
)
"""Output channels at α = 1, stride, repeats (table 1)."""


def _draw_v1(sketch: Builder) -> None:
    block = sketch.block("depthwise separable", out=64, stride=1)
    x = conv_bn(block, block.input(), "c_in", 3, stride="stride", groups="c_in", name="depthwise")
    block.output(conv_bn(block, x, "out", name="pointwise"))
    x = sketch.input(3, "resolution", "resolution")
    x = conv_bn(sketch, x, "floor(32*alpha)", 3, stride=2, name="conv1")
    for channels, stride, repeat in _V1_ROWS:
        out = f"floor({channels}*alpha)"
        x = sketch.call(block, x, name=f"separable {channels}", repeat=repeat, out=out, stride=stride)
    classify(sketch, x)


_V1_MEASURED: Final = {
    ("1.0", 224): (4_231_976, 568_740_352),
    ("0.5", 224): (1_331_592, 149_497_088),
    ("1.0", 160): (4_231_976, 290_675_200),
}
"""The paper prints 4.2 M and 569 M, 1.3 M and 149 M, 4.2 M and 290 M."""
_V1_PRINTED: Final = {
    ("0.75", 224): (2_600_000, 325_000_000),
    ("0.25", 224): (500_000, 41_000_000),
    ("1.0", 192): (4_200_000, 418_000_000),
    ("1.0", 128): (4_200_000, 186_000_000),
}
"""Tables 6 and 7."""


def _v1(alpha: str, size: int) -> Entry:
    measured, printed = _V1_MEASURED.get((alpha, size)), _V1_PRINTED.get((alpha, size))
    params, macs = measured or printed or (None, None)
    return Entry(
        f"mobilenet-v1-{alpha}-{size}",
        f"{alpha} MobileNet-{size}",
        "Depthwise separable convolutions: a filter per channel, then a 1×1 across channels. Change alpha and "
        "resolution and see MACs fall with their squares.",
        _V1,
        _draw_v1,
        variables={"alpha": float(alpha), "resolution": size},
        deviates="The paper's table 1 gives the last depthwise layer stride 2, though its map stays 7×7: it is 1.",
        published_params=params,
        published_macs=macs,
        published_by="the same network in torch 2.13.0" if measured else "the paper, tables 6 and 7" if printed else "",
    )


# -- v2 -----------------------------------------------------------------------------------------------------------

_V2_ROWS: Final = (
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)
"""Expansion t, output channels c, repeats n, stride s of the first (table 2)."""


def _draw_v2(sketch: Builder) -> None:
    block = inverted_residual(sketch, Style(ReLU6), title="bottleneck")
    x = conv_bn(sketch, sketch.input(3, 224, 224), 32, 3, stride=2, name="conv1", activation=ReLU6)
    for expand, out, repeat, stride in _V2_ROWS:
        x = sketch.call(
            block,
            x,
            name=f"bottleneck {out}",
            repeat=repeat,
            expand=expand,
            out=out,
            stride=f"{stride} if i == 0 else 1" if stride > 1 else 1,
        )
    x = conv_bn(sketch, x, 1280, name="conv2", activation=ReLU6)
    classify(sketch, x, dropout=0.2)


# -- v3 -----------------------------------------------------------------------------------------------------------


class _Row(NamedTuple):
    """A line of the paper's tables 1 and 2."""

    kernel: int
    expanded: int
    out: int
    squeeze: bool
    hard_swish: bool
    stride: int


_V3_ROWS: Final = {
    "large": (
        _Row(3, 16, 16, False, False, 1),
        _Row(3, 64, 24, False, False, 2),
        _Row(3, 72, 24, False, False, 1),
        _Row(5, 72, 40, True, False, 2),
        _Row(5, 120, 40, True, False, 1),
        _Row(5, 120, 40, True, False, 1),
        _Row(3, 240, 80, False, True, 2),
        _Row(3, 200, 80, False, True, 1),
        _Row(3, 184, 80, False, True, 1),
        _Row(3, 184, 80, False, True, 1),
        _Row(3, 480, 112, True, True, 1),
        _Row(3, 672, 112, True, True, 1),
        _Row(5, 672, 160, True, True, 2),
        _Row(5, 960, 160, True, True, 1),
        _Row(5, 960, 160, True, True, 1),
    ),
    "small": (
        _Row(3, 16, 16, True, False, 2),
        _Row(3, 72, 24, False, False, 2),
        _Row(3, 88, 24, False, False, 1),
        _Row(5, 96, 40, True, True, 2),
        _Row(5, 240, 40, True, True, 1),
        _Row(5, 240, 40, True, True, 1),
        _Row(5, 120, 48, True, True, 1),
        _Row(5, 144, 48, True, True, 1),
        _Row(5, 288, 96, True, True, 2),
        _Row(5, 576, 96, True, True, 1),
        _Row(5, 576, 96, True, True, 1),
    ),
}
_V3_LAST: Final = {"large": (960, 1280), "small": (576, 1024)}
"""Channels of the last convolution, neurons of the layer behind the pool."""


def _draw_v3(size: str, sketch: Builder) -> None:
    blocks: dict[tuple[bool, bool], BlockBuilder] = {}
    x = conv_bn(sketch, sketch.input(3, 224, 224), 16, 3, stride=2, name="conv1", activation=Hardswish)
    for number, row in enumerate(_V3_ROWS[size], start=1):
        kind = (row.hard_swish, row.squeeze)
        if kind not in blocks:
            blocks[kind] = _bneck(sketch, *kind)
        x = sketch.call(
            blocks[kind],
            x,
            name=f"bneck {number}",
            expand=row.expanded,
            kernel=row.kernel,
            stride=row.stride,
            out=row.out,
        )
    channels, neurons = _V3_LAST[size]
    x = conv_bn(sketch, x, channels, name="conv2", activation=Hardswish)
    x = sketch.add(Flatten, sketch.add(GlobalAvgPool2d, x, name="pool"), name="flatten")
    x = sketch.add(Hardswish, sketch.add(Linear, x, name="fc1", out_features=neurons), name="fc1_hardswish")
    x = sketch.add(Dropout, x, name="dropout", p=0.2)
    sketch.output(sketch.add(Linear, x, name="classifier", out_features=IMAGENET_CLASSES))


def _bneck(sketch: Builder, hard_swish: bool, squeeze: bool) -> BlockBuilder:
    """The block; here ``expand`` is the number of expanded channels, as in the paper's tables."""
    style = Style(
        Hardswish if hard_swish else ReLU, "make_divisible(expanded//4, 8)" if squeeze else "", gate=Hardsigmoid
    )
    title = f"bneck {'HS' if hard_swish else 'RE'}{', SE' if squeeze else ''}"
    return inverted_residual(sketch, style, title=title, expanded="expand")


ENTRIES: tuple[Entry, ...] = (
    *(_v1(alpha, size) for alpha in ("1.0", "0.75", "0.5", "0.25") for size in (224, 192, 160, 128)),
    Entry(
        "mobilenet-v2",
        "MobileNet v2",
        "Inverted residuals: thin tensors are kept and skipped over, wide ones live only inside a block, and the last "
        "1×1 of a block is linear.",
        _V2,
        _draw_v2,
        deviates="The first block has t = 1 and so no expansion: a 1×1 from 32 to 32 channels would fit the table, "
        "but neither the authors' code nor torchvision has it. The paper prints 3.4 M parameters; both have 3,504,872.",
        published_params=3_504_872,
        published_macs=300_774_272,
        published_by="torchvision 0.28.0",
    ),
    Entry(
        "mobilenet-v3-large",
        "MobileNet v3 large",
        "A searched table of inverted residuals, with squeeze-and-excitation and hard swish where they pay.",
        _V3,
        partial(_draw_v3, "large"),
        deviates="As torchvision and TensorFlow: squeeze widths are a quarter of the expanded channels, rounded to 8.",
        published_params=5_483_032,
        published_macs=216_589_760,
        published_by="torchvision 0.28.0",
    ),
    Entry(
        "mobilenet-v3-small",
        "MobileNet v3 small",
        "The small network of the search: squeeze-and-excitation almost everywhere.",
        _V3,
        partial(_draw_v3, "small"),
        deviates="As torchvision and TensorFlow: squeeze widths are a quarter of the expanded channels, rounded to 8.",
        published_params=2_542_856,
        published_macs=57_000_000,
        published_by="torchvision 0.28.0",
    ),
)
