"""DenseNet, its dense block and its transition."""

from __future__ import annotations

from functools import partial
from typing import Final

from core.document.builder import BlockBuilder, Builder, GraphBuilder
from core.document.graph import OutputRef
from core.library.entry import Entry
from core.library.networks.layers import classify, conv_bn
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.merge import Concat
from core.ops.norm import BatchNorm2d
from core.ops.pool import AvgPool2d, MaxPool2d

__all__ = ["ENTRIES"]

_SOURCE: Final = "Huang et al. 2016, Densely connected convolutional networks. https://arxiv.org/abs/1608.06993"

_NETWORKS: Final[dict[int, tuple[tuple[int, ...], int, int]]] = {
    121: ((6, 12, 24, 16), 32, 64),
    161: ((6, 12, 36, 24), 48, 96),
    169: ((6, 12, 32, 32), 32, 64),
    201: ((6, 12, 48, 32), 32, 64),
    264: ((6, 12, 64, 48), 32, 64),
}
"""Depth -> layers of each dense block, growth rate, channels of the stem (table 1)."""


def _activate(graph: GraphBuilder, source: OutputRef, number: int | str) -> OutputRef:
    return graph.add(ReLU, graph.add(BatchNorm2d, source, name=f"norm{number}"), name=f"relu{number}")


def _new_maps(graph: GraphBuilder, source: OutputRef, growth: str) -> OutputRef:
    """BN, ReLU, 1×1 to four times the growth rate, BN, ReLU, 3×3 to the growth rate."""
    x = _activate(graph, source, 1)
    x = graph.add(Conv2d, x, name="conv1x1", out_channels=f"4*{growth}", kernel_size=1, bias=False)
    x = _activate(graph, x, 2)
    return graph.add(Conv2d, x, name="conv3x3", out_channels=growth, kernel_size=3, padding=1, bias=False)


def _transition(graph: GraphBuilder, source: OutputRef, compression: str) -> OutputRef:
    """Fewer channels by a 1×1, half the size by a pool."""
    x = _activate(graph, source, "")
    x = graph.add(Conv2d, x, name="conv1x1", out_channels=f"floor({compression}*c_in)", kernel_size=1, bias=False)
    return graph.add(AvgPool2d, x, name="avgpool", kernel_size=2, stride=2)


def _dense_block(sketch: Builder) -> BlockBuilder:
    """Layers in a chain, each of which adds its maps to all it was given."""
    layer = sketch.block("dense layer", growth=32)
    x = layer.input()
    layer.output(layer.add(Concat, x, _new_maps(layer, x, "growth"), name="concat"))
    block = sketch.block("dense block", layers=6, growth=32)
    x = block.add(Concat, block.input(), name="collect")
    block.output(block.call(layer, x, repeat="layers", growth="growth"))
    return block


def _draw(depth: int, sketch: Builder) -> None:
    layers, growth, stem = _NETWORKS[depth]
    dense = _dense_block(sketch)
    transition = sketch.block("transition")
    transition.output(_transition(transition, transition.input(), "0.5"))
    x = conv_bn(sketch, sketch.input(3, 224, 224), stem, 7, stride=2, name="conv0")
    x = sketch.add(MaxPool2d, x, name="maxpool", kernel_size=3, stride=2, padding=1)
    for number, count in enumerate(layers, start=1):
        x = sketch.call(dense, x, name=f"dense block {number}", layers=count, growth=growth)
        if number < len(layers):
            x = sketch.call(transition, x, name=f"transition {number}")
    classify(sketch, _activate(sketch, x, 5))


def _draw_block(sketch: Builder) -> None:
    layer = sketch.block("dense layer")
    layer.output(_new_maps(layer, layer.input(), "growth"))
    maps = [sketch.input(64, 56, 56)]
    known = maps[0]
    for number in range(1, 5):
        maps.append(sketch.call(layer, known, name=f"layer {number}"))
        known = sketch.add(Concat, *maps, name=f"concat {number}")
    sketch.output(known)


def _draw_transition(sketch: Builder) -> None:
    sketch.output(_transition(sketch, sketch.input(256, 56, 56), "compression"))


_PUBLISHED: Final[dict[int, tuple[int, int | None]]] = {
    121: (7_978_856, 2_834_161_664),
    161: (28_681_000, 7_728_000_000),
    169: (14_149_480, 3_360_000_000),
    201: (20_013_928, 4_291_365_888),
}

ENTRIES: tuple[Entry, ...] = (
    *(
        Entry(
            f"densenet-{depth}",
            f"DenseNet-{depth}",
            "Every layer reads all maps before it in its block and adds a few: features are reused, not relearned.",
            _SOURCE,
            partial(_draw, depth),
            deviates=""
            if depth != 161
            else "Not in the paper's table 1; the authors' code adds it, with growth rate 48.",
            published_params=_PUBLISHED.get(depth, (None, None))[0],
            published_macs=_PUBLISHED.get(depth, (None, None))[1],
            published_by="torchvision 0.28.0" if depth in _PUBLISHED else "",
        )
        for depth in _NETWORKS
    ),
    Entry(
        "dense-block",
        "Dense block of four layers",
        "Each layer reads everything before it: the picture of figure 1. Change growth, watch the channels.",
        _SOURCE,
        _draw_block,
        variables={"growth": 32},
        kind="block",
    ),
    Entry(
        "transition",
        "Transition between dense blocks",
        "A 1×1 keeps a share of the channels, an average pool halves the map.",
        _SOURCE,
        _draw_transition,
        variables={"compression": 0.5},
        kind="block",
    ),
)
