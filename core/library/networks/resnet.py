"""ResNet and its kin: for ImageNet in both versions, for CIFAR, ResNeXt and Wide ResNet, and the block of ResNeXt.

The pre-activation networks stand in ``preact.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, Literal

from core.document.builder import BlockBuilder, Builder, GraphBuilder
from core.document.graph import OutputRef
from core.library.entry import Entry
from core.library.networks.layers import Arguments, classify, conv_bn
from core.ops.activation import Identity, ReLU
from core.ops.merge import Add
from core.ops.pool import MaxPool2d
from core.ops.resize import Pad

__all__ = ["BASIC", "BOTTLENECK", "ENTRIES", "draw_stages", "draw_stem"]

RESNET: Final = "He et al. 2015, Deep residual learning for image recognition. https://arxiv.org/abs/1512.03385"
_RESNEXT: Final = (
    "Xie et al. 2016, Aggregated residual transformations for deep neural networks. https://arxiv.org/abs/1611.05431"
)
_WIDE: Final = "Zagoruyko, Komodakis 2016, Wide residual networks. https://arxiv.org/abs/1605.07146"

BASIC: Final = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3)}
"""Depth -> blocks of two 3×3 in conv2_x to conv5_x (table 1)."""
BOTTLENECK: Final = {50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}
"""Depth -> bottleneck blocks in conv2_x to conv5_x (table 1)."""
_WIDTHS: Final = (64, 128, 256, 512)

Strided = Literal["1x1", "3x3"]
"""Which convolution of a bottleneck takes the stride."""


# -- blocks -------------------------------------------------------------------------------------------------------


def _join(graph: GraphBuilder, residual: OutputRef, shortcut: OutputRef) -> OutputRef:
    return graph.add(ReLU, graph.add(Add, residual, shortcut, name="add"), name="relu")


def _projection(sketch: Builder) -> BlockBuilder:
    """The shortcut where the shape changes: a strided 1×1 convolution."""
    block = sketch.block("projection", out=256, stride=1)
    block.output(conv_bn(block, block.input(), "out", stride="stride", name="conv1x1", activation=None))
    return block


def _with_projection(block: BlockBuilder, projection: BlockBuilder, source: OutputRef, out: str) -> OutputRef:
    """The shortcut: the input itself, or its projection where stride or channels differ."""
    condition = f"1 - (stride == 1) * (c_in == {out})"
    return block.call(projection, source, name="shortcut", repeat=condition, out=out, stride="stride")


def _basic_block(sketch: Builder) -> BlockBuilder:
    """Two 3×3 convolutions beside a shortcut."""
    projection = _projection(sketch)
    block = sketch.block("basic block", width=64, stride=1)
    x = block.input()
    y = conv_bn(block, x, "width", 3, stride="stride", name="conv1")
    y = conv_bn(block, y, "width", 3, name="conv2", activation=None)
    block.output(_join(block, y, _with_projection(block, projection, x, "width")))
    return block


def _bottleneck_branch(
    graph: GraphBuilder,
    source: OutputRef,
    width: int | str,
    out: int | str,
    stride: str,
    groups: int | str,
    at: Strided,
) -> OutputRef:
    """1×1 down to ``width``, 3×3 there, 1×1 up to ``out``."""
    y = conv_bn(graph, source, width, stride=stride if at == "1x1" else 1, name="reduce")
    y = conv_bn(graph, y, width, 3, stride=stride if at == "3x3" else 1, groups=groups, name="conv3x3")
    return conv_bn(graph, y, out, name="expand", activation=None)


def _bottleneck(sketch: Builder, strided: Strided = "3x3") -> BlockBuilder:
    """1×1, 3×3 (in groups for ResNeXt) and 1×1 convolution beside a shortcut."""
    projection = _projection(sketch)
    block = sketch.block("bottleneck", width=64, out=256, stride=1, groups=1)
    x = block.input()
    y = _bottleneck_branch(block, x, "width", "out", "stride", "groups", strided)
    block.output(_join(block, y, _with_projection(block, projection, x, "out")))
    return block


# -- networks -----------------------------------------------------------------------------------------------------


def draw_stem(graph: Builder, size: int = 224) -> OutputRef:
    """conv1 and the pool behind it: 224 to 56."""
    x = conv_bn(graph, graph.input(3, size, size), 64, 7, stride=2, name="conv1")
    return graph.add(MaxPool2d, x, name="maxpool", kernel_size=3, stride=2, padding=1)


def draw_stages(
    sketch: Builder,
    source: OutputRef,
    block: BlockBuilder,
    repeats: Sequence[int],
    arguments: Callable[[int], Arguments],
) -> list[OutputRef]:
    """conv2_x to conv5_x; the first block of each but the first stage halves the map.

    Args:
        sketch: where to draw.
        source: what the stem gives.
        block: block with a ``stride``.
        repeats: how many blocks a stage has.
        arguments: from the width of a stage, 64 to 512, to the block's other arguments.

    Returns:
        The output of each stage.
    """
    outputs = []
    for number, (width, count) in enumerate(zip(_WIDTHS, repeats, strict=True), start=2):
        stride: int | str = 1 if number == 2 else "2 if i == 0 else 1"
        source = sketch.call(block, source, name=f"conv{number}_x", repeat=count, stride=stride, **arguments(width))
        outputs.append(source)
    return outputs


def _draw_basic(depth: int, sketch: Builder) -> None:
    block = _basic_block(sketch)
    classify(sketch, draw_stages(sketch, draw_stem(sketch), block, BASIC[depth], lambda width: {"width": width})[-1])


def bottleneck_stages(
    sketch: Builder, depth: int, *, strided: Strided = "3x3", groups: int = 1, base_width: int = 64
) -> list[OutputRef]:
    """Stem and stages of a bottleneck ResNet.

    Args:
        sketch: where to draw.
        depth: key of ``BOTTLENECK``.
        strided: which convolution takes the stride.
        groups: groups of the 3×3: ResNeXt's cardinality.
        base_width: channels of a group in conv2_x, which double from stage to stage.

    Returns:
        The output of each stage.
    """
    block = _bottleneck(sketch, strided)

    def arguments(width: int) -> Arguments:
        return {"width": groups * (base_width * width // 64), "out": 4 * width, "groups": groups}

    return draw_stages(sketch, draw_stem(sketch), block, BOTTLENECK[depth], arguments)


def _draw_bottleneck(
    depth: int, sketch: Builder, *, strided: Strided = "3x3", groups: int = 1, base_width: int = 64
) -> None:
    stages = bottleneck_stages(sketch, depth, strided=strided, groups=groups, base_width=base_width)
    classify(sketch, stages[-1])


def _draw_cifar(depth: int, sketch: Builder, *, option: Literal["A", "B"]) -> None:
    """6n + 2 layers: n blocks each of 16, 32 and 64 channels."""
    block = _cifar_block(sketch, option)
    x = conv_bn(sketch, sketch.input(3, 32, 32), 16, 3, name="conv1")
    for width in (16, 32, 64):
        stride: int | str = 1 if width == 16 else "2 if i == 0 else 1"
        x = sketch.call(block, x, name=f"{width} channels", repeat=(depth - 2) // 6, width=width, stride=stride)
    classify(sketch, x, classes=10)


def _cifar_block(sketch: Builder, option: Literal["A", "B"]) -> BlockBuilder:
    """A basic block; where the shape changes, option A drops every second pixel and adds channels of zeros."""
    same = sketch.block("identity")
    same.output(same.add(Identity, same.input(), name="identity"))
    change = _projection(sketch) if option == "B" else _padded(sketch)
    block = sketch.block("basic block", width=16, stride=1)
    x = block.input()
    y = conv_bn(block, x, "width", 3, stride="stride", name="conv1")
    y = conv_bn(block, y, "width", 3, name="conv2", activation=None)
    keeps = "(stride == 1) * (c_in == width)"
    shortcut = block.call(same, x, name="identity", repeat=keeps)
    shortcut = block.call(change, shortcut, name="shortcut", repeat=f"1 - {keeps}", out="width", stride="stride")
    block.output(_join(block, y, shortcut))
    return block


def _padded(sketch: Builder) -> BlockBuilder:
    """Option A: every second pixel, and zeros in front of and behind the channels. No parameters."""
    block = sketch.block("zero padding", out=32, stride=2)
    x = block.add(MaxPool2d, block.input(), name="subsample", kernel_size=1, stride="stride")
    x = block.add(
        Pad,
        x,
        name="zeros",
        padding=0,
        channels_before="(out - c_in)//2",
        channels_after="(out - c_in) - (out - c_in)//2",
    )
    block.output(x)
    return block


def _draw_resnext_block(sketch: Builder) -> None:
    x = sketch.input(256, 56, 56)
    y = _bottleneck_branch(sketch, x, "groups*group_width", "c_out", "1", "groups", "3x3")
    sketch.output(_join(sketch, y, x))


# -- entries ------------------------------------------------------------------------------------------------------

_TORCHVISION: Final = "torchvision 0.28.0"
_PARAMS: Final = {18: 11_689_512, 34: 21_797_672, 50: 25_557_032, 101: 44_549_160, 152: 60_192_808}
_MACS: Final = {
    18: 1_814_073_344,
    34: 3_664_000_000,
    50: 4_089_184_256,
    101: 7_801_000_000,
    152: 11_514_000_000,
}
"""Measured, or as torchvision rounds them."""
_V1_MACS: Final = {50: 3_857_973_248, 101: 7_600_000_000, 152: 11_300_000_000}

_V15: Final = (
    "The paper puts the stride on the first 1×1 of a bottleneck (resnet-{depth}-v1); torchvision and most code since "
    "put it on the 3×3, which costs more MACs at the same parameters."
)


def _resnet(depth: int) -> Entry:
    basic = depth in BASIC
    return Entry(
        f"resnet-{depth}",
        f"ResNet-{depth}",
        "Shortcuts let gradients pass: a block only learns what to add to its input."
        + ("" if basic else " Bottlenecks do the 3×3 on a quarter of the channels."),
        RESNET,
        partial(_draw_basic if basic else _draw_bottleneck, depth),
        deviates="" if basic else _V15.format(depth=depth),
        published_params=_PARAMS[depth],
        published_macs=_MACS.get(depth),
        published_by=_TORCHVISION,
    )


def _resnet_v1(depth: int) -> Entry:
    if depth in BASIC:
        return Entry(
            f"resnet-{depth}-v1",
            f"ResNet-{depth} as in the paper",
            "Basic blocks have no 1×1 convolution, so the question where a bottleneck takes its stride does not arise.",
            RESNET,
            partial(_draw_basic, depth),
            deviates=f"The same network as resnet-{depth}: the versions differ in bottlenecks only, from 50 layers up.",
            published_params=_PARAMS[depth],
            published_macs=_MACS.get(depth),
            published_by=_TORCHVISION,
        )
    return Entry(
        f"resnet-{depth}-v1",
        f"ResNet-{depth} as in the paper",
        "The original bottleneck, which takes its stride in the first 1×1: fewer MACs, three of four pixels unseen.",
        RESNET,
        partial(_draw_bottleneck, depth, strided="1x1"),
        deviates=f"torchvision's ResNet-{depth} strides in the 3×3 (resnet-{depth}). Keras strides here as the paper, "
        "and adds biases to its convolutions.",
        published_params=_PARAMS[depth],
        published_macs=_V1_MACS[depth],
        published_by="Keras 3.15.1, biases before normalisation left out"
        if depth == 50
        else f"{_TORCHVISION} (parameters, which are those of both versions); the paper, table 1 (MACs)",
    )


_CIFAR_DEPTHS: Final = (20, 32, 44, 56, 110)
_CIFAR_TEACHES: Final = "Residual learning on small images: 6n + 2 layers in three stages of 16, 32 and 64 channels."
_CIFAR_PRINTED: Final = {20: 270_000, 32: 460_000, 44: 660_000, 56: 850_000, 110: 1_700_000}
_CIFAR_MEASURED: Final = {20: (272_474, 40_813_184), 56: (855_770, 125_747_840)}
"""Of option B."""


def _resnet_cifar(depth: int, option: Literal["A", "B"]) -> Entry:
    a = option == "A"
    params, macs = _CIFAR_MEASURED.get(depth, (None, None))
    return Entry(
        f"resnet-cifar-{depth}{'-a' if a else ''}",
        f"ResNet-{depth} for CIFAR-10, shortcuts of option {option}",
        _CIFAR_TEACHES + (" Shortcuts without parameters, as in the paper." if a else ""),
        RESNET,
        partial(_draw_cifar, depth, option=option),
        deviates=f"Much code projects instead (resnet-cifar-{depth}), with 2,752 parameters more."
        if a
        else f"The paper's CIFAR networks have shortcuts of option A without parameters (resnet-cifar-{depth}-a); "
        "here, as in much code, the two that change shape are 1×1 projections (option B).",
        published_params=_CIFAR_PRINTED[depth] if a else params,
        published_macs=None if a else macs,
        published_by="the paper, table 6" if a else "the same network in torch 2.13.0" if params else "",
    )


def _aggregated(name: str, title: str, depth: int, groups: int, width: int, params: int, macs: int | None) -> Entry:
    wide = groups == 1
    return Entry(
        name,
        title,
        "Wider bottlenecks instead of more layers: the 3×3 has twice the channels."
        if wide
        else f"Many narrow paths instead of one wide: the 3×3 is a convolution in {groups} groups.",
        _WIDE if wide else _RESNEXT,
        partial(_draw_bottleneck, depth, groups=groups, base_width=width),
        deviates="The paper widens ResNet's 3×3 likewise; as everywhere in torchvision the stride is on the 3×3."
        if wide
        else "",
        published_params=params,
        published_macs=macs,
        published_by=_TORCHVISION,
    )


ENTRIES: tuple[Entry, ...] = (
    *(_resnet(depth) for depth in (*BASIC, *BOTTLENECK)),
    *(_resnet_v1(depth) for depth in (*BASIC, *BOTTLENECK)),
    *(_resnet_cifar(depth, "B") for depth in _CIFAR_DEPTHS),
    *(_resnet_cifar(depth, "A") for depth in _CIFAR_DEPTHS),
    _aggregated("resnext-50-32x4d", "ResNeXt-50 (32×4d)", 50, 32, 4, 25_028_904, 4_230_000_000),
    _aggregated("resnext-101-32x8d", "ResNeXt-101 (32×8d)", 101, 32, 8, 88_791_336, 16_414_015_488),
    _aggregated("resnext-101-64x4d", "ResNeXt-101 (64×4d)", 101, 64, 4, 83_455_272, 15_460_000_000),
    _aggregated("wide-resnet-50-2", "Wide ResNet-50-2", 50, 1, 128, 68_883_240, 11_398_021_120),
    _aggregated("wide-resnet-101-2", "Wide ResNet-101-2", 101, 1, 128, 126_886_696, 22_753_000_000),
    Entry(
        "resnext-block",
        "ResNeXt block",
        "A bottleneck whose 3×3 works in groups: as many parallel paths, at the price of one convolution.",
        _RESNEXT,
        _draw_resnext_block,
        variables={"groups": 32, "group_width": 4, "c_out": 256},
        kind="block",
    ),
)
