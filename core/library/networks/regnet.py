"""RegNet X and Y: widths and depths that follow a line, quantised; Y adds squeeze-and-excitation."""

from __future__ import annotations

from functools import partial
from math import log
from typing import Final, NamedTuple

from core.document.builder import BlockBuilder, Builder
from core.document.graph import OutputRef
from core.library.entry import Entry
from core.library.networks.layers import Arguments, classify, conv_bn, squeeze_excite
from core.ops.activation import ReLU
from core.ops.merge import Add

__all__ = ["ENTRIES", "Line", "stages_of"]

_SOURCE: Final = "Radosavovic et al. 2020, Designing network design spaces. https://arxiv.org/abs/2003.13678"


class Line(NamedTuple):
    """The few numbers that say a RegNet (section 3.3 of the paper)."""

    depth: int
    """Blocks in all."""
    initial: int
    """w_0: width of the first block."""
    slope: float
    """w_a: by how much a block should be wider than the last."""
    ratio: float
    """w_m: factor from stage to stage that widths are quantised to."""
    group_width: int
    """Channels of a group."""


_X: Final = {
    "400mf": Line(22, 24, 24.48, 2.54, 16),
    "800mf": Line(16, 56, 35.73, 2.28, 16),
    "1.6gf": Line(18, 80, 34.01, 2.25, 24),
    "3.2gf": Line(25, 88, 26.31, 2.25, 48),
    "8gf": Line(23, 80, 49.56, 2.88, 120),
    "16gf": Line(22, 216, 55.59, 2.1, 128),
    "32gf": Line(23, 320, 69.86, 2.0, 168),
}
_Y: Final = {
    "400mf": Line(16, 48, 27.89, 2.09, 8),
    "800mf": Line(14, 56, 38.84, 2.4, 16),
    "1.6gf": Line(27, 48, 20.71, 2.65, 24),
    "3.2gf": Line(21, 80, 42.63, 2.66, 24),
    "8gf": Line(17, 192, 76.82, 2.19, 56),
    "16gf": Line(18, 200, 106.23, 2.48, 112),
    "32gf": Line(20, 232, 115.89, 2.53, 232),
    "128gf": Line(27, 456, 160.83, 2.52, 264),
}


def stages_of(line: Line) -> list[tuple[int, int, int]]:
    """Width, depth and group width of each stage.

    Block j should be initial + slope·j wide; that is rounded to the nearest initial·ratio^s, then to a multiple of 8,
    and last to one of the group width. Blocks of equal width make a stage.
    """
    quantised: list[int] = []
    for block in range(line.depth):
        wanted = line.initial + line.slope * block
        step = round(log(wanted / line.initial) / log(line.ratio))
        quantised.append(8 * round(line.initial * line.ratio**step / 8))
    stages = []
    for width in sorted(set(quantised)):
        group = min(line.group_width, width)
        stages.append((_multiple(width, group), quantised.count(width), group))
    return stages


def _multiple(width: int, group: int) -> int:
    """The multiple of ``group`` nearest to ``width``, never below 90 % of it."""
    nearest = max(group, (width + group // 2) // group * group)
    return nearest + group if nearest < 0.9 * width else nearest


def _branch(block: BlockBuilder, source: OutputRef, *, squeeze: bool) -> OutputRef:
    y = conv_bn(block, source, "width", name="a_conv1x1")
    y = conv_bn(block, y, "width", 3, stride="stride", groups="width//group_width", name="b_conv3x3")
    if squeeze:
        y = squeeze_excite(block, y, "squeeze", "width")
    return conv_bn(block, y, "width", name="c_conv1x1", activation=None)


def _block(sketch: Builder, *, squeeze: bool) -> BlockBuilder:
    """A ResNeXt bottleneck with ratio 1; the squeeze is a quarter of the channels that enter."""
    projection = sketch.block("projection", width=64, stride=2)
    x = projection.input()
    projection.output(conv_bn(projection, x, "width", stride="stride", name="conv1x1", activation=None))

    passed: Arguments = {"width": "width", "stride": "stride", "group_width": "group_width"}
    extra: Arguments = {"squeeze": 16} if squeeze else {}
    branch = sketch.block("residual branch", width=64, stride=1, group_width=16, **extra)
    branch.output(_branch(branch, branch.input(), squeeze=squeeze))

    block = sketch.block(f"{'Y' if squeeze else 'X'} block", width=64, stride=1, group_width=16)
    x = block.input()
    if squeeze:
        passed["squeeze"] = "round(c_in/4)"
    y = block.call(branch, x, **passed)
    condition = "1 - (stride == 1) * (c_in == width)"
    shortcut = block.call(projection, x, name="shortcut", repeat=condition, width="width", stride="stride")
    block.output(block.add(ReLU, block.add(Add, shortcut, y, name="add"), name="relu"))
    return block


def _draw(line: Line, squeeze: bool, sketch: Builder) -> None:
    block = _block(sketch, squeeze=squeeze)
    x = conv_bn(sketch, sketch.input(3, 224, 224), 32, 3, stride=2, name="stem")
    for number, (width, depth, group) in enumerate(stages_of(line), start=1):
        x = sketch.call(
            block, x, name=f"stage {number}", repeat=depth, width=width, stride="2 if i == 0 else 1", group_width=group
        )
    classify(sketch, x)


_PUBLISHED: Final[dict[tuple[str, str], tuple[int, int | None]]] = {
    ("x", "400mf"): (5_495_976, 413_812_608),
    ("x", "800mf"): (7_259_656, 800_000_000),
    ("x", "1.6gf"): (9_190_136, 1_602_849_792),
    ("x", "3.2gf"): (15_296_552, 3_177_000_000),
    ("x", "8gf"): (39_572_648, 7_995_132_416),
    ("x", "16gf"): (54_278_536, 15_941_000_000),
    ("x", "32gf"): (107_811_560, 31_735_929_792),
    ("y", "400mf"): (4_344_144, 402_000_000),
    ("y", "800mf"): (6_432_512, 833_856_256),
    ("y", "1.6gf"): (11_202_430, 1_612_000_000),
    ("y", "3.2gf"): (19_436_338, 3_176_482_752),
    ("y", "8gf"): (39_381_472, 8_473_000_000),
    ("y", "16gf"): (83_590_140, 15_911_510_272),
    ("y", "32gf"): (145_046_770, 32_280_000_000),
    ("y", "128gf"): (644_812_894, 127_518_000_000),
}
_REFITTED: Final = (
    "torchvision's parameters of the line, which give a few per cent more than the paper prints ({printed})."
)
_PRINTED: Final = {("x", "400mf"): "5.2 M, 0.4 B", ("y", "800mf"): "6.3 M, 0.8 B"}


def _entry(kind: str, size: str, line: Line) -> Entry:
    params, macs = _PUBLISHED[kind, size]
    printed = _PRINTED.get((kind, size))
    return Entry(
        f"regnet-{kind}-{size}",
        f"RegNet{kind.upper()}-{size.upper()}",
        "Good networks are simple: width grows along a line, rounded to stages; one block everywhere"
        + (", with squeeze-and-excitation." if kind == "y" else "."),
        _SOURCE,
        partial(_draw, line, kind == "y"),
        deviates=_REFITTED.format(printed=printed) if printed else "",
        published_params=params,
        published_macs=macs,
        published_by="torchvision 0.28.0",
    )


ENTRIES: tuple[Entry, ...] = (
    *(_entry("x", size, line) for size, line in _X.items()),
    *(_entry("y", size, line) for size, line in _Y.items()),
)
