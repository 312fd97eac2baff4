"""Convolutions as blocks, and towers of them: what VGG, GoogLeNet and the Inception family are drawn with."""

from __future__ import annotations

from typing import Any

from core.document.builder import BlockBuilder, Builder
from core.document.graph import OutputRef
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.norm import BatchNorm2d

__all__ = ["Kernel", "Layer", "Sketch", "Width", "call_conv", "conv_block", "tower"]

Sketch = Builder | BlockBuilder
"""What layers are put on: the main graph or a block."""

Width = int | str
"""Output channels: a number, or a formula."""

Kernel = int | tuple[int, int]
"""Height and width of a filter; one number for a square."""

Layer = tuple[Width, Kernel] | tuple[Width, Kernel, int]
"""A convolution of a tower: filters and kernel at stride 1, padded to keep the size; with a third number the stride of
one without padding, as the Inception papers mark with a V."""


def conv_block(sketch: Builder, *, norm: bool, bias: bool = False, relu: bool = True) -> BlockBuilder:
    """A block of a convolution, a batch normalisation if wanted, and a ReLU.

    Its parameters are ``out``, ``kh``, ``kw``, ``stride``, and ``same``: 1 pads to keep the size, 0 does not pad.

    Args:
        sketch: where the block is defined.
        norm: whether a BatchNorm2d follows the convolution.
        bias: whether the convolution has a bias.
        relu: whether it ends in a ReLU.
    """
    title = "-".join(["Conv", *(["BN"] if norm else []), *(["ReLU"] if relu else [])])
    block = sketch.block(title, out=64, kh=1, kw=1, stride=1, same=1)
    x = block.add(
        Conv2d,
        block.input(),
        out_channels="out",
        kernel_size=("kh", "kw"),
        stride="stride",
        padding=("same * (kh - 1) // 2", "same * (kw - 1) // 2"),
        bias=bias,
    )
    if norm:
        x = block.add(BatchNorm2d, x, name="bn")
    if relu:
        x = block.add(ReLU, x)
    block.output(x)
    return block


def call_conv(
    sketch: Sketch,
    block: BlockBuilder,
    source: OutputRef,
    out: Width,
    kernel: Kernel = 1,
    *,
    stride: int = 1,
    same: bool = True,
    name: str = "",
) -> OutputRef:
    """Call a block made by ``conv_block``, saying only what departs from 1×1 at stride 1. Named ``3×3`` by default."""
    kh, kw = kernel if isinstance(kernel, tuple) else (kernel, kernel)
    arguments: dict[str, Any] = {"out": out}
    arguments |= {key: size for key, size in (("kh", kh), ("kw", kw), ("stride", stride)) if size != 1}
    if not same:
        arguments["same"] = 0
    return sketch.call(block, source, name=name or f"{kh}×{kw}", **arguments)


def tower(sketch: Sketch, block: BlockBuilder, source: OutputRef, *layers: Layer) -> OutputRef:
    """A branch: convolutions one after the other."""
    x = source
    for layer in layers:
        if len(layer) == 3:
            x = call_conv(sketch, block, x, layer[0], layer[1], stride=layer[2], same=False)
        else:
            x = call_conv(sketch, block, x, layer[0], layer[1])
    return x
