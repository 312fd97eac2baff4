"""EfficientNet B0 to B7 (one drawing with three variables), EfficientNet v2, and their blocks."""

from __future__ import annotations

from functools import partial
from typing import Final, NamedTuple

from core.document.builder import Builder
from core.library.entry import Entry
from core.library.networks.inverted import Style, expand_project, fused_block, inverted_residual
from core.library.networks.layers import Arguments, classify, conv_bn
from core.ops.activation import SiLU
from core.ops.dropout import StochasticDepth
from core.ops.merge import Add

__all__ = ["ENTRIES"]

_V1: Final = (
    "Tan, Le 2019, EfficientNet: rethinking model scaling for convolutional neural networks. "
    "https://arxiv.org/abs/1905.11946"
)
_V2: Final = "Tan, Le 2021, EfficientNetV2: smaller models and faster training. https://arxiv.org/abs/2104.00298"
_TORCHVISION: Final = "torchvision 0.28.0"

_SE: Final = Style(SiLU, "max(1, c_in//4)", SiLU, stochastic=True)
"""MBConv: the squeeze is a quarter of the channels that enter the block, not of the expanded ones."""
_FUSED: Final = Style(SiLU, stochastic=True)


# -- B0 to B7 -----------------------------------------------------------------------------------------------------

_ROWS: Final = (
    (1, 3, 16, 1, 1),
    (6, 3, 24, 2, 2),
    (6, 5, 40, 2, 2),
    (6, 3, 80, 3, 2),
    (6, 5, 112, 3, 1),
    (6, 5, 192, 4, 2),
    (6, 3, 320, 1, 1),
)
"""Expansion, kernel, channels, layers, stride of the first (table 1: B0)."""


def _scaled(channels: int) -> str:
    return f"make_divisible({channels}*width, 8)"


def _draw(dropout: float, sketch: Builder) -> None:
    block = inverted_residual(sketch, _SE, title="MBConv", expanded="make_divisible(expand*c_in, 8)")
    x = sketch.input(3, "resolution", "resolution")
    x = conv_bn(sketch, x, _scaled(32), 3, stride=2, name="stem", activation=SiLU)
    for number, (expand, kernel, out, layers, stride) in enumerate(_ROWS, start=2):
        x = sketch.call(
            block,
            x,
            name=f"stage {number}: MBConv{expand}",
            repeat=f"ceil({layers}*depth)",
            expand=expand,
            kernel=kernel,
            out=_scaled(out),
            stride=f"{stride} if i == 0 else 1" if stride > 1 else 1,
        )
    x = conv_bn(sketch, x, "4*c_in", name="head", activation=SiLU)
    classify(sketch, x, dropout=dropout)


class _Scale(NamedTuple):
    """A line of the table of variants."""

    width: float
    depth: float
    resolution: int
    dropout: float
    params: int
    macs: int | None


_SCALES: Final = (
    _Scale(1.0, 1.0, 224, 0.2, 5_288_548, 385_814_752),
    _Scale(1.0, 1.1, 240, 0.2, 7_794_184, 687_000_000),
    _Scale(1.1, 1.2, 288, 0.3, 9_109_994, 1_087_529_456),
    _Scale(1.2, 1.4, 300, 0.3, 12_233_232, 1_827_000_000),
    _Scale(1.4, 1.8, 380, 0.4, 19_341_616, 4_393_771_024),
    _Scale(1.6, 2.2, 456, 0.4, 30_389_784, 10_266_000_000),
    _Scale(1.8, 2.6, 528, 0.5, 43_040_704, 19_068_000_000),
    _Scale(2.0, 3.1, 600, 0.5, 66_347_960, 37_745_884_192),
)


def _b(number: int, scale: _Scale) -> Entry:
    return Entry(
        f"efficientnet-b{number}",
        f"EfficientNet-B{number}",
        "Compound scaling: the same drawing for B0 to B7, only the variables width, depth and resolution differ. "
        "Change one and see what it costs.",
        _V1,
        partial(_draw, scale.dropout),
        variables={"width": scale.width, "depth": scale.depth, "resolution": scale.resolution},
        deviates="The paper and Keras run B2 at 260×260 (0.99 G MACs), torchvision at 288×288 as here."
        if number == 2
        else "",
        published_params=scale.params,
        published_macs=scale.macs,
        published_by=_TORCHVISION,
    )


# -- v2 -----------------------------------------------------------------------------------------------------------

_V2_ROWS: Final = {
    "s": (
        (True, 1, 1, 24, 2),
        (True, 4, 2, 48, 4),
        (True, 4, 2, 64, 4),
        (False, 4, 2, 128, 6),
        (False, 6, 1, 160, 9),
        (False, 6, 2, 256, 15),
    ),
    "m": (
        (True, 1, 1, 24, 3),
        (True, 4, 2, 48, 5),
        (True, 4, 2, 80, 5),
        (False, 4, 2, 160, 7),
        (False, 6, 1, 176, 14),
        (False, 6, 2, 304, 18),
        (False, 6, 1, 512, 5),
    ),
    "l": (
        (True, 1, 1, 32, 4),
        (True, 4, 2, 64, 7),
        (True, 4, 2, 96, 7),
        (False, 4, 2, 192, 10),
        (False, 6, 1, 224, 19),
        (False, 6, 2, 384, 25),
        (False, 6, 1, 640, 7),
    ),
}
"""Fused or not, expansion, stride of the first, channels, layers (table 4 for S)."""
_V2_PRINTED: Final = {
    "s": (384, 0.2, 21_458_488, 8_365_617_152),
    "m": (480, 0.3, 54_139_356, 24_582_000_000),
    "l": (480, 0.4, 118_515_272, 56_080_000_000),
}
"""Input, dropout, params and MACs of torchvision."""


def _draw_v2(size: str, sketch: Builder) -> None:
    rows = _V2_ROWS[size]
    resolution, dropout, *_ = _V2_PRINTED[size]
    plain = fused_block(sketch, _FUSED, expands=False)
    fused = fused_block(sketch, _FUSED, expands=True)
    block = inverted_residual(sketch, _SE, title="MBConv", expanded="make_divisible(expand*c_in, 8)")
    stem = rows[0][3]
    x = conv_bn(sketch, sketch.input(3, resolution, resolution), stem, 3, stride=2, name="stem", activation=SiLU)
    for number, (is_fused, expand, stride, out, layers) in enumerate(rows, start=1):
        given: Arguments = {} if expand == 1 else {"expand": expand}
        x = sketch.call(
            (plain if expand == 1 else fused) if is_fused else block,
            x,
            name=f"stage {number}: {'Fused-' if is_fused else ''}MBConv{expand}",
            repeat=layers,
            **given,
            kernel=3,
            out=out,
            stride=f"{stride} if i == 0 else 1" if stride > 1 else 1,
        )
    classify(sketch, conv_bn(sketch, x, 1280, name="head", activation=SiLU), dropout=dropout)


def _v2(size: str) -> Entry:
    params, macs = _V2_PRINTED[size][2:]
    return Entry(
        f"efficientnet-v2-{size}",
        f"EfficientNetV2-{size.upper()}",
        "Early stages fuse expansion and depthwise convolution into one full 3×3: more MACs, but faster on hardware.",
        _V2,
        partial(_draw_v2, size),
        deviates="The paper prints slightly more (S: 22 M and 8.8 B) than its published code and torchvision have."
        if size == "s"
        else "",
        published_params=params,
        published_macs=macs,
        published_by=_TORCHVISION,
    )


# -- blocks -------------------------------------------------------------------------------------------------------


def _draw_mbconv(sketch: Builder) -> None:
    x = sketch.input("channels", 28, 28)
    y = expand_project(
        sketch, x, _SE, expanded="expand*channels", kernel=5, stride=1, out="channels", squeeze="channels//4"
    )
    sketch.output(sketch.add(Add, sketch.add(StochasticDepth, y, name="drop_path"), x, name="add"))


def _draw_fused(sketch: Builder) -> None:
    x = sketch.input("channels", 96, 96)
    y = conv_bn(sketch, x, "expand*channels", 3, name="conv", activation=SiLU)
    y = conv_bn(sketch, y, "channels", name="project", activation=None)
    sketch.output(sketch.add(Add, sketch.add(StochasticDepth, y, name="drop_path"), x, name="add"))


ENTRIES: tuple[Entry, ...] = (
    *(_b(number, scale) for number, scale in enumerate(_SCALES)),
    *(_v2(size) for size in _V2_ROWS),
    Entry(
        "mbconv-se",
        "MBConv with squeeze-and-excitation",
        "EfficientNet's block: expand six-fold, 5×5 depthwise, squeeze to a quarter of the block's input, project.",
        _V1,
        _draw_mbconv,
        variables={"channels": 40, "expand": 6},
        kind="block",
    ),
    Entry(
        "fused-mbconv",
        "Fused MBConv",
        "One full 3×3 in place of a 1×1 and a depthwise 3×3: compare its MACs with those of mbconv-se.",
        _V2,
        _draw_fused,
        variables={"channels": 48, "expand": 4},
        kind="block",
    ),
)
