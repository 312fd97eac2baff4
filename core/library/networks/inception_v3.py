"""Inception v3 and its blocks A to E."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from core.document.builder import BlockBuilder, Builder
from core.document.graph import OutputRef
from core.library.entry import Entry
from core.library.networks.towers import Sketch, Width, call_conv, conv_block, tower
from core.ops.dense import Linear
from core.ops.dropout import Dropout
from core.ops.merge import Concat
from core.ops.pool import AvgPool2d, GlobalAvgPool2d, MaxPool2d
from core.ops.shape import Flatten

__all__ = ["ENTRIES"]

_PAPER = (
    "Szegedy et al., Rethinking the Inception Architecture for Computer Vision, CVPR 2016, "
    "https://arxiv.org/abs/1512.00567"
)

_Join = Callable[[Sketch, BlockBuilder, OutputRef], OutputRef]
"""Draws the branches of a block between its input and its concatenation."""


def _mean(graph: Sketch, x: OutputRef) -> OutputRef:
    return graph.add(AvgPool2d, x, name="avgpool", kernel_size=(3, 3), stride=(1, 1), padding=(1, 1, 1, 1))


def _halve(graph: Sketch, x: OutputRef) -> OutputRef:
    return graph.add(MaxPool2d, x, name="pool", kernel_size=(3, 3), stride=(2, 2))


def _a(graph: Sketch, conv: BlockBuilder, x: OutputRef) -> OutputRef:
    """Figure 5: two 3×3 for a 5×5."""
    return graph.add(
        Concat,
        tower(graph, conv, x, (64, 1)),
        tower(graph, conv, x, (48, 1), (64, 5)),
        tower(graph, conv, x, (64, 1), (96, 3), (96, 3)),
        tower(graph, conv, _mean(graph, x), ("proj", 1)),
    )


def _b(graph: Sketch, conv: BlockBuilder, x: OutputRef) -> OutputRef:
    """Figure 10: 35×35 to 17×17."""
    return graph.add(
        Concat,
        tower(graph, conv, x, (384, 3, 2)),
        tower(graph, conv, x, (64, 1), (96, 3), (96, 3, 2)),
        _halve(graph, x),
    )


def _c(graph: Sketch, conv: BlockBuilder, x: OutputRef) -> OutputRef:
    """Figure 6: a 7×7 as 1×7 and 7×1."""
    seven: Width = "c7"
    return graph.add(
        Concat,
        tower(graph, conv, x, (192, 1)),
        tower(graph, conv, x, (seven, 1), (seven, (1, 7)), (192, (7, 1))),
        tower(graph, conv, x, (seven, 1), (seven, (7, 1)), (seven, (1, 7)), (seven, (7, 1)), (192, (1, 7))),
        tower(graph, conv, _mean(graph, x), (192, 1)),
    )


def _d(graph: Sketch, conv: BlockBuilder, x: OutputRef) -> OutputRef:
    """17×17 to 8×8."""
    return graph.add(
        Concat,
        tower(graph, conv, x, (192, 1), (320, 3, 2)),
        tower(graph, conv, x, (192, 1), (192, (1, 7)), (192, (7, 1)), (192, 3, 2)),
        _halve(graph, x),
    )


def _fork(graph: Sketch, conv: BlockBuilder, x: OutputRef) -> OutputRef:
    """A 3×3 as 1×3 beside 3×1."""
    return graph.add(
        Concat, tower(graph, conv, x, (384, (1, 3))), tower(graph, conv, x, (384, (3, 1))), name="1×3 and 3×1"
    )


def _e(graph: Sketch, conv: BlockBuilder, x: OutputRef) -> OutputRef:
    """Figure 7: branches that fork again, for high-dimensional features."""
    return graph.add(
        Concat,
        tower(graph, conv, x, (320, 1)),
        _fork(graph, conv, tower(graph, conv, x, (384, 1))),
        _fork(graph, conv, tower(graph, conv, x, (448, 1), (384, 3))),
        tower(graph, conv, _mean(graph, x), (192, 1)),
    )


def _block(sketch: Builder, conv: BlockBuilder, letter: str, join: _Join, **parameters: int) -> BlockBuilder:
    block = sketch.block(f"Inception {letter}", note="Branches, joined along channels.", **parameters)
    block.output(join(block, conv, block.input()))
    return block


def _head(sketch: Builder, conv: BlockBuilder) -> BlockBuilder:
    """The auxiliary head: it hands its input on, and branches off inside (see ``googlenet.py``)."""
    block = sketch.block("Auxiliary head", note="Hands its input on; the head beside it matters in training only.")
    x = block.input()
    y = block.add(AvgPool2d, x, name="avgpool", kernel_size=(5, 5), stride=(3, 3))
    y = call_conv(block, conv, call_conv(block, conv, y, 128), 768, 5, same=False)
    y = block.add(Flatten, block.add(GlobalAvgPool2d, y, name="mean"))
    block.add(Linear, y, out_features=1000)
    block.output(x)
    return block


def _network(sketch: Builder) -> None:
    conv = conv_block(sketch, norm=True)
    a, b = _block(sketch, conv, "A", _a, proj=32), _block(sketch, conv, "B", _b)
    c, d = _block(sketch, conv, "C", _c, c7=128), _block(sketch, conv, "D", _d)
    e, head = _block(sketch, conv, "E", _e), _head(sketch, conv)

    x = tower(sketch, conv, sketch.input(3, 299, 299), (32, 3, 2), (32, 3, 1), (64, 3))
    x = sketch.add(MaxPool2d, x, name="pool1", kernel_size=(3, 3), stride=(2, 2))
    x = tower(sketch, conv, x, (80, 1), (192, 3, 1))
    x = sketch.add(MaxPool2d, x, name="pool2", kernel_size=(3, 3), stride=(2, 2))
    x = sketch.call(a, x, name="3 × Inception A", repeat=3, proj="32 if i == 0 else 64")
    x = sketch.call(b, x, name="Inception B")
    x = sketch.call(c, x, name="4 × Inception C", repeat=4, c7="128 if i == 0 else 192 if i == 3 else 160")
    x = sketch.call(head, x, name="auxiliary head", repeat="aux")
    x = sketch.call(d, x, name="Inception D")
    x = sketch.call(e, x, name="2 × Inception E", repeat=2)
    x = sketch.add(Dropout, sketch.add(GlobalAvgPool2d, x, name="avgpool"))
    sketch.output(sketch.add(Linear, sketch.add(Flatten, x), out_features=1000))


def _alone(join: _Join, channels: int, size: int, sketch: Builder) -> None:
    conv = conv_block(sketch, norm=True)
    sketch.output(join(sketch, conv, sketch.input(channels, size, size)))


def _block_entry(letter: str, join: _Join, channels: int, size: int, teaches: str, **variables: int) -> Entry:
    return Entry(
        f"inception-v3-{letter.lower()}",
        f"Inception v3, block {letter}",
        teaches,
        f"{_PAPER}; letters and widths as in torchvision 0.28.0",
        partial(_alone, join, channels, size),
        variables=variables,
        kind="block",
    )


ENTRIES = (
    Entry(
        "inception-v3",
        "Inception v3",
        "Large filters taken apart: 5×5 into two 3×3, 7×7 into 1×7 and 7×1, and pools beside strided convolutions so "
        "that nothing is lost where the map shrinks. Set the variable aux to 1 to count the auxiliary head, which is "
        "there in training only.",
        f"{_PAPER}, as in torchvision 0.28.0",
        _network,
        variables={"aux": 0},
        deviates="The authors' code, which all libraries follow, differs from the paper's table 1: one strided stem "
        "convolution less, a second pool, other widths in the stem. The published count has the auxiliary head's "
        "3,326,696 parameters in it (aux = 1); without, there are 23,834,568. Keras leaves out the scale of batch "
        "normalisation: 17,216 fewer.",
        published_params=27_161_264,
        published_macs=5_713_000_000,
        published_by="torchvision (parameters with the auxiliary head, MACs without)",
    ),
    _block_entry(
        "A",
        _a,
        192,
        35,
        "The first of three: four branches on 35×35, the 5×5 of GoogLeNet also as two 3×3. The mean is projected to "
        "proj channels.",
        proj=32,
    ),
    _block_entry(
        "B",
        _b,
        288,
        35,
        "35×35 to 17×17: strided convolutions beside a strided pool, so that the map is halved without a bottleneck.",
    ),
    _block_entry(
        "C",
        _c,
        768,
        17,
        "The first of four: 7×7 filters taken apart into 1×7 and 7×1, on c7 channels; 14 weights instead of 49.",
        c7=128,
    ),
    _block_entry("D", _d, 768, 17, "17×17 to 8×8: a strided 3×3 behind a factorised 7×7, beside a strided pool."),
    _block_entry(
        "E",
        _e,
        1280,
        8,
        "The first of two: at 8×8 branches fork again into 1×3 beside 3×1, to widen the features at the end.",
    ),
)
