"""Pre-activation ResNets, and their block."""

from __future__ import annotations

from functools import partial
from typing import Final

from core.document.builder import BlockBuilder, Builder, GraphBuilder
from core.document.graph import OutputRef
from core.library.entry import Entry
from core.library.networks.layers import classify, same_padding
from core.library.networks.resnet import BASIC, BOTTLENECK, draw_stem
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.merge import Add
from core.ops.norm import BatchNorm2d

__all__ = ["ENTRIES"]

_SOURCE: Final = "He et al. 2016, Identity mappings in deep residual networks. https://arxiv.org/abs/1603.05027"
_DEPTHS: Final = {**BASIC, **BOTTLENECK, 200: (3, 24, 36, 3)}


def _preactivate(graph: GraphBuilder, source: OutputRef, name: str) -> OutputRef:
    return graph.add(ReLU, graph.add(BatchNorm2d, source, name=f"{name}_bn"), name=f"{name}_relu")


def _conv(
    graph: GraphBuilder, source: OutputRef, name: str, channels: int | str, kernel: int, stride: int | str = 1
) -> OutputRef:
    padding = same_padding(kernel)
    return graph.add(
        Conv2d, source, name=name, out_channels=channels, kernel_size=kernel, stride=stride, padding=padding, bias=False
    )


def _branch(graph: GraphBuilder, x: OutputRef, *, width: int | str, stride: int | str, bottleneck: bool) -> OutputRef:
    """The residual branch behind the first activation."""
    if not bottleneck:
        x = _preactivate(graph, _conv(graph, x, "conv1", width, 3, stride), "conv2")
        return _conv(graph, x, "conv2", width, 3)
    x = _preactivate(graph, _conv(graph, x, "reduce", width, 1), "conv3x3")
    x = _preactivate(graph, _conv(graph, x, "conv3x3", width, 3, stride), "expand")
    return _conv(graph, x, "expand", 4 * width if isinstance(width, int) else f"4*{width}", 1)


def _identity_unit(sketch: Builder, *, bottleneck: bool) -> BlockBuilder:
    """Activation in the branch alone: the input passes untouched."""
    unit = sketch.block("residual unit", width=64)
    x = unit.input()
    y = _branch(unit, _preactivate(unit, x, "preact"), width="width", stride=1, bottleneck=bottleneck)
    unit.output(unit.add(Add, y, x, name="add"))
    return unit


def _projection_unit(sketch: Builder, *, bottleneck: bool) -> BlockBuilder:
    """Where the shape changes, the activation comes before the fork and a 1×1 projects."""
    unit = sketch.block("projection unit", width=64, stride=2)
    x = _preactivate(unit, unit.input(), "preact")
    y = _branch(unit, x, width="width", stride="stride", bottleneck=bottleneck)
    out = "4*width" if bottleneck else "width"
    unit.output(unit.add(Add, y, _conv(unit, x, "shortcut", out, 1, "stride"), name="add"))
    return unit


def _first_unit(sketch: Builder, *, bottleneck: bool) -> BlockBuilder:
    """The first of all: the stem has activated already."""
    unit = sketch.block("first unit", width=64)
    x = unit.input()
    y = _branch(unit, x, width="width", stride=1, bottleneck=bottleneck)
    shortcut = _conv(unit, x, "shortcut", "4*width", 1) if bottleneck else x
    unit.output(unit.add(Add, y, shortcut, name="add"))
    return unit


def _draw(depth: int, sketch: Builder) -> None:
    bottleneck = depth not in BASIC
    first = _first_unit(sketch, bottleneck=bottleneck)
    change = _projection_unit(sketch, bottleneck=bottleneck)
    same = _identity_unit(sketch, bottleneck=bottleneck)
    counts = _DEPTHS[depth]

    start = sketch.block("first stage", width=64, units=counts[0])
    x = start.call(first, start.input(), width="width")
    start.output(start.call(same, x, name="more units", repeat="units - 1", width="width"))

    stage = sketch.block("stage", width=128, units=counts[1])
    x = stage.call(change, stage.input(), width="width", stride=2)
    stage.output(stage.call(same, x, name="more units", repeat="units - 1", width="width"))

    x = sketch.call(start, draw_stem(sketch), name="conv2_x", width=64, units=counts[0])
    for number, (width, units) in enumerate(zip((128, 256, 512), counts[1:], strict=True), start=3):
        x = sketch.call(stage, x, name=f"conv{number}_x", width=width, units=units)
    classify(sketch, _preactivate(sketch, x, "last"))


def _draw_block(sketch: Builder) -> None:
    x = sketch.input(64, 56, 56)
    y = _branch(sketch, _preactivate(sketch, x, "preact"), width=64, stride=1, bottleneck=False)
    sketch.output(sketch.add(Add, y, x, name="add"))


ENTRIES: tuple[Entry, ...] = (
    *(
        Entry(
            f"preact-resnet-{depth}",
            f"Pre-activation ResNet-{depth}",
            "Normalisation and activation go before the convolutions, so that shortcuts stay clear from end to end.",
            _SOURCE,
            partial(_draw, depth),
            deviates="The stem's activation serves as that of the first unit, as the paper says and its authors' code "
            "does; some libraries normalise again there, with 128 parameters more.",
        )
        for depth in _DEPTHS
    ),
    Entry(
        "residual-preact",
        "Pre-activation residual block",
        "Batch norm and ReLU before each convolution; nothing on the way from shortcut to shortcut.",
        _SOURCE,
        _draw_block,
        kind="block",
    ),
)
