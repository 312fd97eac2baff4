"""Runs of layers that residual and mobile networks draw alike: convolution with norm and activation, SE, classifier.

They are drawn layer by layer where they are asked for, in a block or on the main graph; blocks to be called are made in
``parts.py`` and in the files of the families.
"""

from __future__ import annotations

from typing import Any

from core.document.builder import GraphBuilder
from core.document.graph import OutputRef
from core.language.operator import Operator
from core.ops.activation import ReLU, Sigmoid
from core.ops.conv import Conv2d
from core.ops.dense import Linear
from core.ops.dropout import Dropout
from core.ops.norm import BatchNorm2d
from core.ops.pool import GlobalAvgPool2d
from core.ops.scaling import Multiply
from core.ops.shape import Flatten

__all__ = ["IMAGENET_CLASSES", "Arguments", "classify", "conv_bn", "same_padding", "squeeze_excite"]

IMAGENET_CLASSES = 1000

Arguments = dict[str, Any]
"""Arguments of a call, or parameters of a block, by name: numbers and formulas. Passed on with ``**``, where a narrower
type would be held against the other keywords as well."""


def same_padding(kernel: int | str, dilation: int | str = 1) -> int | str:
    """Padding that keeps the size with an odd kernel: d·(k - 1) / 2 on each side, a formula for a formula."""
    if isinstance(kernel, int) and isinstance(dilation, int):
        return dilation * (kernel - 1) // 2
    return f"{kernel}//2" if dilation == 1 else f"{dilation}*({kernel}//2)"


def conv_bn(  # noqa: PLR0913 - what a convolution is said with
    graph: GraphBuilder,
    source: OutputRef,
    channels: int | str,
    kernel: int | str = 1,
    *,
    name: str,
    stride: int | str = 1,
    groups: int | str = 1,
    dilation: int | str = 1,
    activation: type[Operator] | None = ReLU,
) -> OutputRef:
    """Convolution without bias, batch norm and activation, padded so that stride 1 keeps the size.

    Args:
        graph: where to draw.
        source: what to read.
        channels: filters, or a formula.
        kernel: size of the square kernel, or a formula.
        name: name of the convolution; the others are called after it.
        stride: step, or a formula.
        groups: groups, or a formula; ``c_in`` makes it depthwise.
        dilation: distance of the taps, or a formula.
        activation: layer behind the norm, or None for a linear one.

    Returns:
        The last layer's output.
    """
    x = graph.add(
        Conv2d,
        source,
        name=name,
        out_channels=channels,
        kernel_size=kernel,
        stride=stride,
        padding=same_padding(kernel, dilation),
        dilation=dilation,
        groups=groups,
        bias=False,
    )
    x = graph.add(BatchNorm2d, x, name=f"{name}_bn")
    return x if activation is None else graph.add(activation, x, name=f"{name}_{activation.__name__.lower()}")


def squeeze_excite(
    graph: GraphBuilder,
    source: OutputRef,
    squeeze: int | str,
    channels: int | str,
    *,
    activation: type[Operator] = ReLU,
    gate: type[Operator] = Sigmoid,
) -> OutputRef:
    """Squeeze-and-excitation with 1×1 convolutions: every channel times a gate found from the means of all channels.

    Source: https://arxiv.org/abs/1709.01507

    Args:
        graph: where to draw.
        source: what to read.
        squeeze: channels between the two layers, or a formula.
        channels: channels of ``source``, or a formula.
        activation: layer between the two.
        gate: what makes a gate of the second.

    Returns:
        The gated map.
    """
    y = graph.add(GlobalAvgPool2d, source, name="se_pool")
    y = graph.add(Conv2d, y, name="se_reduce", out_channels=squeeze, kernel_size=1)
    y = graph.add(activation, y, name=f"se_{activation.__name__.lower()}")
    y = graph.add(Conv2d, y, name="se_expand", out_channels=channels, kernel_size=1)
    y = graph.add(gate, y, name="se_gate")
    return graph.add(Multiply, source, y, name="se_scale")


def classify(
    graph: GraphBuilder,
    source: OutputRef,
    *,
    classes: int = IMAGENET_CLASSES,
    dropout: float | None = None,
    flatten: bool = True,
) -> None:
    """Global average pool, Flatten, Dropout if asked for, Linear, Output.

    Args:
        graph: where to draw.
        source: the last map.
        classes: neurons of the last layer.
        dropout: probability, None for no such layer.
        flatten: whether pooling and flattening are two layers; without it the pool gives a vector at once.
    """
    x = graph.add(GlobalAvgPool2d, source, name="pool", keepdim=flatten)
    if flatten:
        x = graph.add(Flatten, x, name="flatten")
    if dropout is not None:
        x = graph.add(Dropout, x, name="dropout", p=dropout)
    graph.output(graph.add(Linear, x, name="classifier", out_features=classes))
