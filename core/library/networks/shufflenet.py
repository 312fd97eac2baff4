"""ShuffleNet v1 and v2, and their units."""

from __future__ import annotations

from functools import partial
from typing import Final

from core.document.builder import BlockBuilder, Builder, GraphBuilder
from core.document.graph import OutputRef
from core.library.entry import Entry
from core.library.networks.layers import classify, conv_bn
from core.ops.activation import Identity, ReLU
from core.ops.merge import Add, Concat
from core.ops.pool import AvgPool2d, MaxPool2d
from core.ops.rearrange import Permute, Split
from core.ops.shape import Flatten, Unflatten

__all__ = ["ENTRIES"]

_V1: Final = (
    "Zhang et al. 2017, ShuffleNet: an extremely efficient convolutional neural network for mobile devices. "
    "https://arxiv.org/abs/1707.01083"
)
_V2: Final = (
    "Ma et al. 2018, ShuffleNet V2: practical guidelines for efficient CNN architecture design. "
    "https://arxiv.org/abs/1807.11164"
)
_REPEATS: Final = (4, 8, 4)
"""Units of stages 2, 3 and 4; the first of each halves the map."""


def _shuffle(sketch: Builder, groups: int, *, copied: bool = False) -> BlockBuilder:
    """Channel shuffle: write the channels as groups × rest, swap the two, read them in a row again.

    Args:
        sketch: document that gets the definition.
        groups: groups to interleave.
        copied: whether the swapped tensor is written out before it is read again, as PyTorch code does.

    Returns:
        A block.
    """
    block = sketch.block("channel shuffle")
    x = block.add(Unflatten, block.input(), name="into groups", sizes=(groups, -1))
    x = block.add(Permute, x, name="swap", dims=(0, 2, 1, 3, 4))
    if copied:
        x = block.add(Identity, x, name="contiguous")
    block.output(block.add(Flatten, x, name="in a row", start_dim=1, end_dim=2))
    return block


def _stem(sketch: Builder) -> OutputRef:
    x = conv_bn(sketch, sketch.input(3, 224, 224), 24, 3, stride=2, name="conv1")
    return sketch.add(MaxPool2d, x, name="maxpool", kernel_size=3, stride=2, padding=1)


# -- v1 -----------------------------------------------------------------------------------------------------------

_V1_WIDTHS: Final = {1: 144, 2: 200, 3: 240, 4: 272, 8: 384}
"""Groups -> channels of stage 2, which double from stage to stage (table 1)."""


def _v1_branch(
    graph: GraphBuilder,
    source: OutputRef,
    shuffle: BlockBuilder,
    *,
    middle: int | str,
    out: int | str,
    stride: int,
    first_groups: int | str,
    groups: int,
) -> OutputRef:
    x = conv_bn(graph, source, middle, groups=first_groups, name="gconv1")
    x = graph.call(shuffle, x)
    x = conv_bn(graph, x, "c_in", 3, stride=stride, groups="c_in", name="depthwise", activation=None)
    return conv_bn(graph, x, out, groups=groups, name="gconv2", activation=None)


def _v1_unit(graph: GraphBuilder, x: OutputRef, shuffle: BlockBuilder, *, out: int | str, groups: int) -> OutputRef:
    middle = out // 4 if isinstance(out, int) else f"{out}//4"
    y = _v1_branch(graph, x, shuffle, middle=middle, out=out, stride=1, first_groups=groups, groups=groups)
    return graph.add(ReLU, graph.add(Add, x, y, name="add"), name="relu")


def _draw_v1(groups: int, sketch: Builder) -> None:
    shuffle = _shuffle(sketch, groups)

    down = sketch.block("unit, stride 2", out=240, before=24, first_groups=1)
    x = down.input()
    pooled = down.add(AvgPool2d, x, name="avgpool", kernel_size=3, stride=2, padding=1)
    y = _v1_branch(
        down, x, shuffle, middle="out//4", out="out - before", stride=2, first_groups="first_groups", groups=groups
    )
    down.output(down.add(ReLU, down.add(Concat, pooled, y, name="concat"), name="relu"))

    unit = sketch.block("unit", out=240)
    unit.output(_v1_unit(unit, unit.input(), shuffle, out="out", groups=groups))

    stage = sketch.block("stage", out=240, units=4, first_groups=groups)
    x = stage.call(down, stage.input(), out="out", before="c_in", first_groups="first_groups")
    stage.output(stage.call(unit, x, repeat="units - 1", out="out"))

    x = _stem(sketch)
    for number, units in enumerate(_REPEATS, start=2):
        out = _V1_WIDTHS[groups] * 2 ** (number - 2)
        first = 1 if number == 2 else groups
        x = sketch.call(stage, x, name=f"stage {number}", out=out, units=units, first_groups=first)
    classify(sketch, x)


_V1_MEASURED: Final = {1: (1_531_936, 143_078_976), 3: (1_865_728, 137_460_672)}
"""By groups: params and MACs of the same network in torch. The paper prints MACs without the last Linear."""
_V1_MFLOPS: Final = {1: 143, 2: 140, 3: 137, 4: 133, 8: 137}


def _v1_entry(groups: int) -> Entry:
    params, macs = _V1_MEASURED.get(groups, (None, None))
    return Entry(
        f"shufflenet-v1-g{groups}",
        f"ShuffleNet v1 1× (g = {groups})",
        "Grouped 1×1 convolutions are cheap but do not mix groups; a shuffle of channels between them does.",
        _V1,
        partial(_draw_v1, groups),
        deviates=f"The paper's {_V1_MFLOPS[groups]} MFLOPs leave the last Linear out. The first 1×1 of stage 2 is not "
        "grouped, because it has only 24 channels.",
        published_params=params,
        published_macs=macs,
        published_by="the same network in torch 2.13.0" if params else "",
    )


def _draw_v1_unit(sketch: Builder) -> None:
    shuffle = _shuffle(sketch, 3)
    sketch.output(_v1_unit(sketch, sketch.input(240, 28, 28), shuffle, out=240, groups=3))


# -- v2 -----------------------------------------------------------------------------------------------------------

_V2_CHANNELS: Final = {"0.5": (48, 1024), "1.0": (116, 1024), "1.5": (176, 1024), "2.0": (244, 2048)}
"""Multiplier -> channels of stage 2, which double from stage to stage, and of conv5 (table 5)."""


def _v2_branch(graph: GraphBuilder, source: OutputRef, *, half: int | str, stride: int) -> OutputRef:
    x = conv_bn(graph, source, half, name="pointwise1")
    x = conv_bn(graph, x, "c_in", 3, stride=stride, groups="c_in", name="depthwise", activation=None)
    return conv_bn(graph, x, half, name="pointwise2")


def _v2_unit(graph: GraphBuilder, source: OutputRef, shuffle: BlockBuilder) -> OutputRef:
    """Half of the channels pass, the other half are worked on."""
    split = graph.add(Split, source, name="split", chunks=2)
    kept = graph.add(Identity, split, name="kept")
    worked = graph.add(Identity, OutputRef(split.node, 1), name="worked on")
    y = _v2_branch(graph, worked, half="c_in", stride=1)
    return graph.call(shuffle, graph.add(Concat, kept, y, name="concat"))


def _draw_v2(multiplier: str, sketch: Builder) -> None:
    shuffle = _shuffle(sketch, 2, copied=True)

    down = sketch.block("unit, stride 2", half=58)
    x = down.input()
    y = conv_bn(down, x, "c_in", 3, stride=2, groups="c_in", name="left_depthwise", activation=None)
    y = conv_bn(down, y, "half", name="left_pointwise")
    z = _v2_branch(down, x, half="half", stride=2)
    down.output(down.call(shuffle, down.add(Concat, y, z, name="concat")))

    unit = sketch.block("unit")
    unit.output(_v2_unit(unit, unit.input(), shuffle))

    stage = sketch.block("stage", out=116, units=4)
    x = stage.call(down, stage.input(), half="out//2")
    stage.output(stage.call(unit, x, repeat="units - 1"))

    first, last = _V2_CHANNELS[multiplier]
    x = _stem(sketch)
    for number, units in enumerate(_REPEATS, start=2):
        x = sketch.call(stage, x, name=f"stage {number}", out=first * 2 ** (number - 2), units=units)
    classify(sketch, conv_bn(sketch, x, last, name="conv5"), flatten=False)


_V2_PUBLISHED: Final[dict[str, tuple[int, int | None]]] = {
    "0.5": (1_366_792, 40_000_000),
    "1.0": (2_278_604, 144_907_992),
    "1.5": (3_503_624, 296_000_000),
    "2.0": (7_393_996, 583_253_464),
}


def _v2_entry(multiplier: str) -> Entry:
    params, macs = _V2_PUBLISHED[multiplier]
    return Entry(
        f"shufflenet-v2-{multiplier}",
        f"ShuffleNet v2 {multiplier}×",
        "Fast rather than frugal: channels are split, half of them pass, no convolution is grouped but the depthwise.",
        _V2,
        partial(_draw_v2, multiplier),
        deviates="The paper's MFLOPs are a little above the MACs of its convolutions and its Linear.",
        published_params=params,
        published_macs=macs,
        published_by="torchvision 0.28.0",
    )


def _draw_v2_unit(sketch: Builder) -> None:
    shuffle = _shuffle(sketch, 2, copied=True)
    sketch.output(_v2_unit(sketch, sketch.input(116, 28, 28), shuffle))


ENTRIES: tuple[Entry, ...] = (
    *(_v1_entry(groups) for groups in _V1_WIDTHS),
    *(_v2_entry(multiplier) for multiplier in _V2_CHANNELS),
    Entry(
        "shuffle-unit",
        "ShuffleNet unit",
        "Grouped 1×1, shuffle, depthwise 3×3, grouped 1×1, beside a shortcut.",
        _V1,
        _draw_v1_unit,
        kind="block",
    ),
    Entry(
        "shuffle-unit-v2",
        "ShuffleNet v2 unit",
        "Split, work on one half, concatenate, shuffle: nothing is added, and half of the channels cost nothing.",
        _V2,
        _draw_v2_unit,
        kind="block",
    ),
)
