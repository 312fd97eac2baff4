"""GoogLeNet: the paper's, and torchvision's; both with auxiliary heads to switch on.

How the switch works: an auxiliary head is a block of one input and one output that stands in the chain. It hands its
input on untouched, and inside it the head branches off. The call repeats it ``aux`` times: 0 is the identity, so that
nothing of the head is counted and the shapes on the main path are the same either way; with 1 its layers count.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.document.builder import BlockBuilder, Builder
from core.document.graph import OutputRef
from core.library.entry import Entry
from core.library.networks.towers import call_conv, conv_block, tower
from core.ops.activation import ReLU, Softmax
from core.ops.adaptive_pool import AdaptiveAvgPool2d
from core.ops.dense import Linear
from core.ops.dropout import Dropout
from core.ops.merge import Concat
from core.ops.norm import LocalResponseNorm
from core.ops.pool import AvgPool2d, GlobalAvgPool2d, MaxPool2d
from core.ops.shape import Flatten

__all__ = ["ENTRIES"]

_PAPER = "Szegedy et al., Going Deeper with Convolutions, CVPR 2015, https://arxiv.org/abs/1409.4842"

# Table 1 of the paper: #1×1, #3×3 reduce, #3×3, #5×5 reduce, #5×5, pool proj.
_MODULES = {
    "3a": (64, 96, 128, 16, 32, 32),
    "3b": (128, 128, 192, 32, 96, 64),
    "4a": (192, 96, 208, 16, 48, 64),
    "4b": (160, 112, 224, 24, 64, 64),
    "4c": (128, 128, 256, 24, 64, 64),
    "4d": (112, 144, 288, 32, 64, 64),
    "4e": (256, 160, 320, 32, 128, 128),
    "5a": (256, 160, 320, 32, 128, 128),
    "5b": (384, 192, 384, 48, 128, 128),
}
_COLUMNS = ("c1", "c3r", "c3", "c5r", "c5", "proj")
_HEADS = {"4a": "auxiliary head 1", "4d": "auxiliary head 2"}

_AUX = (
    "Set the variable aux to 1 to count the two auxiliary heads, which are there in training only; whatever it is, "
    "the main path stays the same."
)


def _widths(module: str) -> dict[str, Any]:
    """A row of the table as arguments of the block."""
    return dict(zip(_COLUMNS, _MODULES[module], strict=True))


def _inception(sketch: Builder, conv: BlockBuilder, five: int) -> BlockBuilder:
    """The module of figure 2(b), with filters of ``five`` by ``five`` in its third branch."""
    block = sketch.block("Inception", note="Four branches, joined along channels.", **_widths("3a"))
    x = block.input()
    pooled = block.add(MaxPool2d, x, name="pool", kernel_size=(3, 3), stride=(1, 1), padding=(1, 1, 1, 1))
    block.output(
        block.add(
            Concat,
            tower(block, conv, x, ("c1", 1)),
            tower(block, conv, x, ("c3r", 1), ("c3", 3)),
            tower(block, conv, x, ("c5r", 1), ("c5", five)),
            tower(block, conv, pooled, ("proj", 1)),
        )
    )
    return block


def _pool(sketch: Builder, source: OutputRef, name: str, size: int = 3) -> OutputRef:
    return sketch.add(MaxPool2d, source, name=name, kernel_size=(size, size), stride=(2, 2), ceil_mode=True)


def _modules(sketch: Builder, x: OutputRef, inception: BlockBuilder, head: BlockBuilder, last_pool: int) -> OutputRef:
    """3a to 5b, with the pools between them and the heads behind 4a and 4d."""
    for name in _MODULES:
        if name == "4a":
            x = _pool(sketch, x, "pool3")
        if name == "5a":
            x = _pool(sketch, x, "pool4", last_pool)
        x = sketch.call(inception, x, name=f"inception {name}", **_widths(name))
        if name in _HEADS:
            x = sketch.call(head, x, name=_HEADS[name], repeat="aux")
    return x


def _head(sketch: Builder, layers: Callable[[BlockBuilder, OutputRef], OutputRef]) -> BlockBuilder:
    block = sketch.block("Auxiliary head", note="Hands its input on; the head beside it matters in training only.")
    x = block.input()
    layers(block, x)
    block.output(x)
    return block


def _paper(sketch: Builder) -> None:
    conv = conv_block(sketch, norm=False, bias=True)

    def head_layers(block: BlockBuilder, x: OutputRef) -> OutputRef:
        x = block.add(AvgPool2d, x, name="avgpool", kernel_size=(5, 5), stride=(3, 3))
        x = call_conv(block, conv, x, 128)
        x = block.add(Linear, block.add(Flatten, x), name="fc1", out_features=1024)
        x = block.add(Dropout, block.add(ReLU, x), p=0.7)
        return block.add(Softmax, block.add(Linear, x, name="fc2", out_features=1000))

    inception, head = _inception(sketch, conv, 5), _head(sketch, head_layers)
    x = sketch.input(3, 224, 224)
    x = call_conv(sketch, conv, x, 64, 7, stride=2, name="conv1 7×7")
    x = sketch.add(LocalResponseNorm, _pool(sketch, x, "pool1"), name="norm1")
    x = call_conv(sketch, conv, x, 64, name="conv2 1×1")
    x = call_conv(sketch, conv, x, 192, 3, name="conv2 3×3")
    x = _pool(sketch, sketch.add(LocalResponseNorm, x, name="norm2"), "pool2")
    x = _modules(sketch, x, inception, head, 3)
    x = sketch.add(AvgPool2d, x, name="avgpool", kernel_size=(7, 7), stride=(1, 1))
    x = sketch.add(Flatten, sketch.add(Dropout, x, p=0.4))
    sketch.output(sketch.add(Softmax, sketch.add(Linear, x, out_features=1000)))


def _torchvision(sketch: Builder) -> None:
    conv = conv_block(sketch, norm=True)

    def head_layers(block: BlockBuilder, x: OutputRef) -> OutputRef:
        x = block.add(AdaptiveAvgPool2d, x, name="avgpool", output_size=(4, 4))
        x = call_conv(block, conv, x, 128)
        x = block.add(Linear, block.add(Flatten, x), name="fc1", out_features=1024)
        x = block.add(Dropout, block.add(ReLU, x), p=0.7)
        return block.add(Linear, x, name="fc2", out_features=1000)

    inception, head = _inception(sketch, conv, 3), _head(sketch, head_layers)
    x = sketch.input(3, 224, 224)
    x = _pool(sketch, call_conv(sketch, conv, x, 64, 7, stride=2, name="conv1 7×7"), "pool1")
    x = call_conv(sketch, conv, x, 64, name="conv2 1×1")
    x = _pool(sketch, call_conv(sketch, conv, x, 192, 3, name="conv2 3×3"), "pool2")
    x = _modules(sketch, x, inception, head, 2)
    x = sketch.add(Flatten, sketch.add(GlobalAvgPool2d, x, name="avgpool"))
    x = sketch.add(Dropout, x, p=0.2)
    sketch.output(sketch.add(Linear, x, out_features=1000))


ENTRIES = (
    Entry(
        "googlenet",
        "GoogLeNet (Inception v1)",
        "Nine Inception modules and a mean instead of fully connected layers: 22 layers deep at a tenth of AlexNet's "
        f"parameters. {_AUX}",
        f"{_PAPER}, table 1 and figure 3",
        _paper,
        variables={"aux": 0},
        deviates="As in table 1: real 5×5 filters, biases, local response normalisation. torchvision's has 3×3 in "
        "their place and batch normalisation (googlenet-torchvision). Caffe's files with other pool padding give "
        "1.43 G MACs; the paper's own figures for conv1 and 5a fit no plain layer.",
        published_params=6_998_552,
        published_by="BVLC's Caffe model, without its auxiliary heads (13,378,280 with them)",
    ),
    Entry(
        "googlenet-torchvision",
        "GoogLeNet of torchvision",
        f"What most people run as GoogLeNet: batch normalisation, and 3×3 filters in the 5×5 branch. {_AUX}",
        f"{_PAPER}, as in torchvision 0.28.0",
        _torchvision,
        variables={"aux": 0},
        deviates="Not the paper's: 3×3 filters where it has 5×5, batch normalisation instead of biases, no local "
        "response normalisation, 2×2 for the last pool. With aux = 1 it has 13,004,888 parameters.",
        published_params=6_624_904,
        published_macs=1_498_000_000,
        published_by="torchvision",
    ),
)
