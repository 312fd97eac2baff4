"""Inception v4 with its blocks A to C, and Inception-ResNet v2."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from core.document.builder import BlockBuilder, Builder
from core.document.graph import OutputRef
from core.library.entry import Entry
from core.library.networks.towers import Layer, Sketch, conv_block, tower
from core.ops.activation import ReLU, Softmax
from core.ops.conv import Conv2d
from core.ops.dense import Linear
from core.ops.dropout import Dropout
from core.ops.merge import Add, Concat
from core.ops.pool import AvgPool2d, GlobalAvgPool2d, MaxPool2d
from core.ops.scaling import Scale
from core.ops.shape import Flatten

__all__ = ["ENTRIES"]

_PAPER = (
    "Szegedy et al., Inception-v4, Inception-ResNet and the Impact of Residual Connections on Learning, AAAI 2017, "
    "https://arxiv.org/abs/1602.07261"
)

_Join = Callable[[Sketch, BlockBuilder, OutputRef], OutputRef]
"""Draws the branches of a block between its input and its concatenation."""


def _mean(graph: Sketch, x: OutputRef) -> OutputRef:
    return graph.add(
        AvgPool2d,
        x,
        name="avgpool",
        kernel_size=(3, 3),
        stride=(1, 1),
        padding=(1, 1, 1, 1),
        count_include_pad=False,
    )


def _halve(graph: Sketch, x: OutputRef) -> OutputRef:
    return graph.add(MaxPool2d, x, name="pool", kernel_size=(3, 3), stride=(2, 2))


def _classifier(sketch: Builder, x: OutputRef) -> None:
    x = sketch.add(Flatten, sketch.add(GlobalAvgPool2d, x, name="avgpool"))
    x = sketch.add(Linear, sketch.add(Dropout, x, p=0.2), out_features=1000)
    sketch.output(sketch.add(Softmax, x))


def _block(sketch: Builder, conv: BlockBuilder, name: str, join: _Join) -> BlockBuilder:
    block = sketch.block(name)
    block.output(join(block, conv, block.input()))
    return block


# -- Inception v4 -------------------------------------------------------------------------------------------------


def _stem(graph: Sketch, conv: BlockBuilder, x: OutputRef) -> OutputRef:
    """Figure 3: 299×299×3 to 35×35×384."""
    x = tower(graph, conv, x, (32, 3, 2), (32, 3, 1), (64, 3))
    x = graph.add(Concat, _halve(graph, x), tower(graph, conv, x, (96, 3, 2)))
    x = graph.add(
        Concat,
        tower(graph, conv, x, (64, 1), (96, 3, 1)),
        tower(graph, conv, x, (64, 1), (64, (7, 1)), (64, (1, 7)), (96, 3, 1)),
    )
    return graph.add(Concat, tower(graph, conv, x, (192, 3, 2)), _halve(graph, x))


def _a(graph: Sketch, conv: BlockBuilder, x: OutputRef) -> OutputRef:
    """Figure 4: 35×35."""
    return graph.add(
        Concat,
        tower(graph, conv, _mean(graph, x), (96, 1)),
        tower(graph, conv, x, (96, 1)),
        tower(graph, conv, x, (64, 1), (96, 3)),
        tower(graph, conv, x, (64, 1), (96, 3), (96, 3)),
    )


def _b(graph: Sketch, conv: BlockBuilder, x: OutputRef) -> OutputRef:
    """Figure 5: 17×17."""
    return graph.add(
        Concat,
        tower(graph, conv, _mean(graph, x), (128, 1)),
        tower(graph, conv, x, (384, 1)),
        tower(graph, conv, x, (192, 1), (224, (1, 7)), (256, (7, 1))),
        tower(graph, conv, x, (192, 1), (192, (1, 7)), (224, (7, 1)), (224, (1, 7)), (256, (7, 1))),
    )


def _fork(graph: Sketch, conv: BlockBuilder, x: OutputRef) -> OutputRef:
    return graph.add(
        Concat, tower(graph, conv, x, (256, (1, 3))), tower(graph, conv, x, (256, (3, 1))), name="1×3 and 3×1"
    )


def _c(graph: Sketch, conv: BlockBuilder, x: OutputRef) -> OutputRef:
    """Figure 6: 8×8."""
    return graph.add(
        Concat,
        tower(graph, conv, _mean(graph, x), (256, 1)),
        tower(graph, conv, x, (256, 1)),
        _fork(graph, conv, tower(graph, conv, x, (384, 1))),
        _fork(graph, conv, tower(graph, conv, x, (384, 1), (448, (1, 3)), (512, (3, 1)))),
    )


def _reduction_a(k: int, l: int, m: int, n: int, graph: Sketch, conv: BlockBuilder, x: OutputRef) -> OutputRef:  # noqa: E741
    """Figure 7, with the letters of table 1: 35×35 to 17×17."""
    return graph.add(
        Concat,
        _halve(graph, x),
        tower(graph, conv, x, (n, 3, 2)),
        tower(graph, conv, x, (k, 1), (l, 3), (m, 3, 2)),
    )


def _reduction_b(graph: Sketch, conv: BlockBuilder, x: OutputRef) -> OutputRef:
    """Figure 8: 17×17 to 8×8."""
    return graph.add(
        Concat,
        _halve(graph, x),
        tower(graph, conv, x, (192, 1), (192, 3, 2)),
        tower(graph, conv, x, (256, 1), (256, (1, 7)), (320, (7, 1)), (320, 3, 2)),
    )


def _v4(sketch: Builder) -> None:
    conv = conv_block(sketch, norm=True)
    stem = _block(sketch, conv, "Stem", _stem)
    a, b, c = (
        _block(sketch, conv, name, join)
        for name, join in (("Inception-A", _a), ("Inception-B", _b), ("Inception-C", _c))
    )
    down_a = _block(sketch, conv, "Reduction-A", partial(_reduction_a, 192, 224, 256, 384))
    down_b = _block(sketch, conv, "Reduction-B", _reduction_b)
    x = sketch.call(stem, sketch.input(3, 299, 299))
    x = sketch.call(a, x, name="4 × Inception-A", repeat=4)
    x = sketch.call(down_a, x)
    x = sketch.call(b, x, name="7 × Inception-B", repeat=7)
    x = sketch.call(down_b, x)
    x = sketch.call(c, x, name="3 × Inception-C", repeat=3)
    _classifier(sketch, x)


def _alone(join: _Join, channels: int, size: int, sketch: Builder) -> None:
    conv = conv_block(sketch, norm=True)
    sketch.output(join(sketch, conv, sketch.input(channels, size, size)))


# -- Inception-ResNet v2 ------------------------------------------------------------------------------------------


def _mixed(graph: Sketch, conv: BlockBuilder, x: OutputRef) -> OutputRef:
    """Behind the stem: four branches to 320 channels on 35×35."""
    return graph.add(
        Concat,
        tower(graph, conv, x, (96, 1)),
        tower(graph, conv, x, (48, 1), (64, 5)),
        tower(graph, conv, x, (64, 1), (96, 3), (96, 3)),
        tower(graph, conv, _mean(graph, x), (64, 1)),
    )


def _reduction_c(graph: Sketch, conv: BlockBuilder, x: OutputRef) -> OutputRef:
    """Figure 18: 17×17 to 8×8."""
    return graph.add(
        Concat,
        tower(graph, conv, x, (256, 1), (384, 3, 2)),
        tower(graph, conv, x, (256, 1), (288, 3, 2)),
        tower(graph, conv, x, (256, 1), (288, 3), (320, 3, 2)),
        _halve(graph, x),
    )


def _residual(
    sketch: Builder,
    conv: BlockBuilder,
    name: str,
    channels: int,
    scale: float,
    *towers: tuple[Layer, ...],
    relu: bool = True,
) -> BlockBuilder:
    """A block whose towers, brought back to the input's channels by a 1×1 with bias, are scaled and added to it."""
    block = sketch.block(name, out=channels)
    x = block.input()
    y = block.add(Concat, *(tower(block, conv, x, *layers) for layers in towers))
    y = block.add(Conv2d, y, name="1×1 linear", out_channels="out", kernel_size=(1, 1))
    y = block.add(Add, x, block.add(Scale, y, factor=scale))
    block.output(block.add(ReLU, y) if relu else y)
    return block


_TOWERS_C: tuple[tuple[Layer, ...], ...] = (((192, 1),), ((192, 1), (224, (1, 3)), (256, (3, 1))))


def _resnet_v2(sketch: Builder) -> None:
    conv = conv_block(sketch, norm=True)
    mixed = _block(sketch, conv, "Inception", _mixed)
    a = _residual(
        sketch,
        conv,
        "Inception-ResNet-A",
        320,
        0.17,
        ((32, 1),),
        ((32, 1), (32, 3)),
        ((32, 1), (48, 3), (64, 3)),
    )
    down_a = _block(sketch, conv, "Reduction-A", partial(_reduction_a, 256, 256, 384, 384))
    b = _residual(sketch, conv, "Inception-ResNet-B", 1088, 0.1, ((192, 1),), ((128, 1), (160, (1, 7)), (192, (7, 1))))
    down_b = _block(sketch, conv, "Reduction-B", _reduction_c)
    c = _residual(sketch, conv, "Inception-ResNet-C", 2080, 0.2, *_TOWERS_C)
    last = _residual(sketch, conv, "Inception-ResNet-C, linear", 2080, 1.0, *_TOWERS_C, relu=False)

    x = tower(sketch, conv, sketch.input(3, 299, 299), (32, 3, 2), (32, 3, 1), (64, 3))
    x = sketch.add(MaxPool2d, x, name="pool1", kernel_size=(3, 3), stride=(2, 2))
    x = tower(sketch, conv, x, (80, 1), (192, 3, 1))
    x = sketch.add(MaxPool2d, x, name="pool2", kernel_size=(3, 3), stride=(2, 2))
    x = sketch.call(mixed, x)
    x = sketch.call(a, x, name="10 × Inception-ResNet-A", repeat=10)
    x = sketch.call(down_a, x)
    x = sketch.call(b, x, name="20 × Inception-ResNet-B", repeat=20)
    x = sketch.call(down_b, x)
    x = sketch.call(c, x, name="9 × Inception-ResNet-C", repeat=9)
    x = sketch.call(last, x)
    _classifier(sketch, tower(sketch, conv, x, (1536, 1)))


# -- entries ------------------------------------------------------------------------------------------------------


def _block_entry(letter: str, join: _Join, channels: int, size: int, figure: int, teaches: str) -> Entry:
    return Entry(
        f"inception-v4-{letter.lower()}",
        f"Inception v4, block {letter}",
        teaches,
        f"{_PAPER}, figure {figure}",
        partial(_alone, join, channels, size),
        deviates="Figure 5 prints 1×7 twice in a row in one branch; the authors' code has 1×7, then 7×1, as here."
        if letter == "B"
        else "",
        kind="block",
    )


ENTRIES = (
    Entry(
        "inception-v4",
        "Inception v4",
        "Inception without the history of v3: a stem that forks three times, then 4, 7 and 3 equal blocks with a "
        "reduction between them. Every block keeps its channels, so the chain is a repeat.",
        f"{_PAPER}, figures 3 to 9",
        _v4,
        deviates="Figure 5 prints 1×7 twice in a row in one branch of Inception-B; the authors' code has 1×7, then "
        "7×1, as here. Code in PyTorch ends before the softmax.",
        published_params=42_679_816,
        published_by="the authors' code as ported to PyTorch by Cadene (as listed in osmr/imgclsmob)",
    ),
    Entry(
        "inception-resnet-v2",
        "Inception-ResNet v2",
        "Inception blocks as residuals: a 1×1 without activation brings the branches back to the input's channels, a "
        "fixed factor of 0.1 to 0.2 keeps the sum stable.",
        f"{_PAPER}, section 3.2, as in the authors' code",
        _resnet_v2,
        deviates="The authors' code, which all libraries follow, is not the paper's figure 15: the stem of v3 and an "
        "Inception block instead of v4's stem, 10, 20 and 10 blocks instead of 5, 10 and 5, 320, 1088 and 2080 "
        "channels instead of 384, 1154 and 2048, and a 1×1 to 1536 at the end. Keras leaves out the scale of batch "
        "normalisation: 30,272 fewer.",
        published_params=55_843_464,
        published_by="the authors' code as ported to PyTorch by Cadene (as listed in osmr/imgclsmob)",
    ),
    _block_entry("A", _a, 384, 35, 4, "Four branches of 96 channels each on 35×35: in and out have 384 channels."),
    _block_entry("B", _b, 1024, 17, 5, "1×7 and 7×1 filters on 17×17, from 1024 channels to 1024."),
    _block_entry("C", _c, 1536, 8, 6, "Two of the four branches fork again into 1×3 beside 3×1: 1536 channels on 8×8."),
)
