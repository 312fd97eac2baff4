"""ConvNeXt, ConvNeXt v2 and their block."""

from __future__ import annotations

from functools import partial
from typing import Final

from core.document.builder import BlockBuilder, Builder, GraphBuilder
from core.document.graph import OutputRef
from core.library.entry import Entry
from core.library.networks.layers import IMAGENET_CLASSES
from core.ops.activation import GELU
from core.ops.conv import Conv2d
from core.ops.dense import Linear
from core.ops.dropout import StochasticDepth
from core.ops.merge import Add
from core.ops.norm import GRN, LayerNorm
from core.ops.pool import GlobalAvgPool2d
from core.ops.rearrange import Permute
from core.ops.scaling import LayerScale
from core.ops.shape import Flatten

__all__ = ["ENTRIES"]

_V1: Final = "Liu et al. 2022, A ConvNet for the 2020s. https://arxiv.org/abs/2201.03545"
_V2: Final = (
    "Woo et al. 2023, ConvNeXt V2: co-designing and scaling ConvNets with masked autoencoders. "
    "https://arxiv.org/abs/2301.00808"
)
_CHANNELS_LAST: Final = (0, 2, 3, 1)
_CHANNELS_FIRST: Final = (0, 3, 1, 2)


def _layer_norm(graph: GraphBuilder, source: OutputRef, name: str) -> OutputRef:
    """Norm over channels: permuted, so that they are the last axis, and back."""
    x = graph.add(Permute, source, name=f"{name}_last", dims=_CHANNELS_LAST)
    x = graph.add(LayerNorm, x, name=name, over="last")
    return graph.add(Permute, x, name=f"{name}_first", dims=_CHANNELS_FIRST)


def _block(graph: GraphBuilder, source: OutputRef, *, v2: bool) -> OutputRef:
    """7×7 depthwise, norm, and an MLP of four times the ``width`` at each position, with the channels last."""
    x = graph.add(Conv2d, source, name="depthwise", out_channels="c_in", kernel_size=7, padding=3, groups="c_in")
    x = graph.add(Permute, x, name="channels_last", dims=_CHANNELS_LAST)
    x = graph.add(LayerNorm, x, name="norm", over="last")
    x = graph.add(GELU, graph.add(Linear, x, name="linear1", out_features="4*width"), name="gelu")
    if v2:
        x = graph.add(GRN, x, name="grn", over="last")
    x = graph.add(Linear, x, name="linear2", out_features="width")
    x = graph.add(Permute, x, name="channels_first", dims=_CHANNELS_FIRST)
    if not v2:
        x = graph.add(LayerScale, x, name="layer_scale")
    x = graph.add(StochasticDepth, x, name="drop_path")
    return graph.add(Add, x, source, name="add")


def _downsample(sketch: Builder) -> BlockBuilder:
    block = sketch.block("downsample", out=192)
    x = _layer_norm(block, block.input(), "norm")
    block.output(block.add(Conv2d, x, name="conv2x2", out_channels="out", kernel_size=2, stride=2))
    return block


def _draw(width: int, depths: tuple[int, ...], v2: bool, sketch: Builder) -> None:
    block = sketch.block("ConvNeXt block", width=width)
    block.output(_block(block, block.input(), v2=v2))
    downsample = _downsample(sketch)
    x = sketch.add(Conv2d, sketch.input(3, 224, 224), name="stem", out_channels=width, kernel_size=4, stride=4)
    x = _layer_norm(sketch, x, "stem_norm")
    for number, depth in enumerate(depths, start=1):
        wide = width * 2 ** (number - 1)
        if number > 1:
            x = sketch.call(downsample, x, name=f"downsample {number}", out=wide)
        x = sketch.call(block, x, name=f"stage {number}", repeat=depth, width=wide)
    x = _layer_norm(sketch, sketch.add(GlobalAvgPool2d, x, name="pool"), "head_norm")
    x = sketch.add(Flatten, x, name="flatten")
    sketch.output(sketch.add(Linear, x, name="classifier", out_features=IMAGENET_CLASSES))


def _draw_block(sketch: Builder) -> None:
    sketch.output(_block(sketch, sketch.input("width", 56, 56), v2=False))


_SIZES: Final[dict[str, tuple[int, tuple[int, ...], int, int | None]]] = {
    "tiny": (96, (3, 3, 9, 3), 28_589_128, 4_455_531_264),
    "small": (96, (3, 3, 27, 3), 50_223_688, 8_684_000_000),
    "base": (128, (3, 3, 27, 3), 88_591_464, 15_354_729_472),
    "large": (192, (3, 3, 27, 3), 197_767_336, 34_361_000_000),
}
"""Width of stage 1, blocks of each stage, and what torchvision has."""

_V2_SIZES: Final[dict[str, tuple[int, tuple[int, ...], int]]] = {
    "atto": (40, (2, 2, 6, 2), 3_700_000),
    "femto": (48, (2, 2, 6, 2), 5_200_000),
    "pico": (64, (2, 2, 6, 2), 9_100_000),
    "nano": (80, (2, 2, 8, 2), 15_600_000),
    "tiny": (96, (3, 3, 9, 3), 28_600_000),
    "base": (128, (3, 3, 27, 3), 89_000_000),
    "large": (192, (3, 3, 27, 3), 198_000_000),
    "huge": (352, (3, 3, 27, 3), 660_000_000),
}
"""Width of stage 1, blocks of each stage, and the parameters that its authors print."""
_V2_LETTERS: Final = {"atto": "A", "femto": "F", "pico": "P", "nano": "N"}

ENTRIES: tuple[Entry, ...] = (
    *(
        Entry(
            f"convnext-{size}",
            f"ConvNeXt-{size[0].upper()}",
            "A ResNet brought up to date step by step: patchify stem, 7×7 depthwise, inverted bottleneck, few norms.",
            _V1,
            partial(_draw, width, depths, False),
            published_params=params,
            published_macs=macs,
            published_by="torchvision 0.28.0",
        )
        for size, (width, depths, params, macs) in _SIZES.items()
    ),
    *(
        Entry(
            f"convnext-v2-{size}",
            f"ConvNeXt V2-{_V2_LETTERS.get(size, size[0].upper())}",
            "Global response normalisation in the MLP makes channels compete; layer scale is no longer needed.",
            _V2,
            partial(_draw, width, depths, True),
            published_params=params,
            published_by="the authors' repository",
        )
        for size, (width, depths, params) in _V2_SIZES.items()
    ),
    Entry(
        "convnext-block",
        "ConvNeXt block",
        "Spatial mixing in a 7×7 depthwise convolution, channel mixing in two Linear layers at each position.",
        _V1,
        _draw_block,
        variables={"width": 96},
        kind="block",
    ),
)
