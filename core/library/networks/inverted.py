"""The inverted residual: expand, depthwise, perhaps squeeze-and-excitation, project; a skip where the shape stays.

MobileNet v2 and v3, MNASNet, EfficientNet and EfficientNet v2 are rows of a table over this one block.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from core.document.builder import BlockBuilder, Builder, GraphBuilder
from core.document.graph import OutputRef
from core.language.operator import Operator
from core.library.networks.layers import Arguments, conv_bn, squeeze_excite
from core.ops.activation import ReLU, Sigmoid
from core.ops.dropout import StochasticDepth
from core.ops.merge import Add

__all__ = ["Style", "expand_project", "fused_block", "inverted_residual"]

_KEEPS: Final = "(stride == 1) * (c_in == out)"
"""Whether a block gives what it gets: only then is there a skip."""


@dataclass(frozen=True)
class Style:
    """How a family draws its inverted residuals.

    Attributes:
        activation: layer behind the first two convolutions.
        squeeze: channels inside the squeeze-and-excitation, a formula over the block's ``c_in`` and its ``expanded``
            channels; empty for none.
        squeeze_activation: its inner activation.
        gate: its gate.
        stochastic: whether the branch may be dropped in training.
    """

    activation: type[Operator] = ReLU
    squeeze: str = ""
    squeeze_activation: type[Operator] = ReLU
    gate: type[Operator] = Sigmoid
    stochastic: bool = False


def expand_project(
    graph: GraphBuilder,
    source: OutputRef,
    style: Style,
    *,
    expanded: int | str | None,
    kernel: int | str,
    stride: int | str,
    out: int | str,
    squeeze: int | str = "",
) -> OutputRef:
    """The branch drawn layer by layer.

    Args:
        graph: where to draw.
        source: what to read.
        style: activations and the like.
        expanded: channels of the depthwise convolution; None where the source has them already.
        kernel: its kernel.
        stride: its stride.
        out: channels of the linear projection at the end.
        squeeze: channels inside the squeeze-and-excitation.

    Returns:
        What the projection gives.
    """
    x = source
    if expanded is not None:
        x = conv_bn(graph, x, expanded, name="expand", activation=style.activation)
    x = conv_bn(graph, x, "c_in", kernel, stride=stride, groups="c_in", name="depthwise", activation=style.activation)
    if style.squeeze:
        x = squeeze_excite(
            graph,
            x,
            squeeze,
            "expanded" if expanded is None else expanded,
            activation=style.squeeze_activation,
            gate=style.gate,
        )
    return conv_bn(graph, x, out, name="project", activation=None)


def _ones(names: Iterable[str]) -> Arguments:
    """Parameters of a definition that every call gives."""
    return dict.fromkeys(names, 1)


def _same(names: Iterable[str]) -> Arguments:
    """Arguments handed on under their own names."""
    return {name: name for name in names}


def _finish(sketch: Builder, branch: BlockBuilder, style: Style, title: str, passed: Arguments) -> BlockBuilder:
    """The branch with a skip around it."""
    skip = sketch.block(f"{title} with skip", **_ones(passed))
    x = skip.input()
    y = skip.call(branch, x, **_same(passed))
    if style.stochastic:
        y = skip.add(StochasticDepth, y, name="drop_path")
    skip.output(skip.add(Add, y, x, name="add"))
    return skip


def _either(
    sketch: Builder,
    title: str,
    parameters: Arguments,
    branch: BlockBuilder,
    skip: BlockBuilder,
    passed: Arguments,
) -> BlockBuilder:
    """The block itself: with the skip where input and output agree, else without."""
    block = sketch.block(title, **parameters)
    x = block.call(skip, block.input(), name="with skip", repeat=_KEEPS, **passed)
    block.output(block.call(branch, x, name="without skip", repeat=f"1 - {_KEEPS}", **passed))
    return block


def inverted_residual(
    sketch: Builder, style: Style, *, title: str = "inverted residual", expanded: str = "expand*c_in"
) -> BlockBuilder:
    """The block with parameters ``expand``, ``kernel``, ``stride`` and ``out``.

    Args:
        sketch: document that gets the definition.
        style: activations and the like.
        title: name of the definition.
        expanded: channels of the depthwise convolution, a formula over ``expand`` and ``c_in``. Where they are as many
            as those of the input, nothing is expanded (MobileNet v2's first block).

    Returns:
        The block.
    """
    passed: Arguments = {"expanded": expanded, "kernel": "kernel", "stride": "stride", "out": "out"}
    if style.squeeze:
        passed["squeeze"] = style.squeeze.replace("expanded", f"({expanded})")

    expansion = sketch.block(f"{title}: expand", expanded=96)
    expansion.output(conv_bn(expansion, expansion.input(), "expanded", name="expand", activation=style.activation))

    branch = sketch.block(f"{title}: branch", **_ones(passed))
    x = branch.call(expansion, branch.input(), name="expand", repeat="expanded != c_in", expanded="expanded")
    x = expand_project(branch, x, style, expanded=None, kernel="kernel", stride="stride", out="out", squeeze="squeeze")
    branch.output(x)

    skip = _finish(sketch, branch, style, title, passed)
    parameters: Arguments = {"expand": 6, "kernel": 3, "stride": 1, "out": 24}
    return _either(sketch, title, parameters, branch, skip, passed)


def fused_block(sketch: Builder, style: Style, *, expands: bool) -> BlockBuilder:
    """Fused MBConv: one full 3×3 in place of expansion and depthwise convolution.

    Args:
        sketch: document that gets the definition.
        style: activations and the like.
        expands: whether it expands and then projects; without expansion the 3×3 is all there is, and is activated.

    Returns:
        A block with parameters ``expand`` (if it expands), ``kernel``, ``stride`` and ``out``.
    """
    title = "fused MBConv" if expands else "fused MBConv, expansion 1"
    passed: Arguments = {"kernel": "kernel", "stride": "stride", "out": "out"}
    if expands:
        passed = {"expanded": "expand*c_in", **passed}
    branch = sketch.block(f"{title}: branch", **_ones(passed))
    width = "expanded" if expands else "out"
    x = conv_bn(branch, branch.input(), width, "kernel", stride="stride", name="conv", activation=style.activation)
    if expands:
        x = conv_bn(branch, x, "out", name="project", activation=None)
    branch.output(x)
    skip = _finish(sketch, branch, style, title, passed)
    parameters: Arguments = {"kernel": 3, "stride": 1, "out": 24}
    return _either(sketch, title, {"expand": 4, **parameters} if expands else parameters, branch, skip, passed)
