"""Blocks that are put into other networks: squeeze-and-excitation, CBAM, atrous spatial pyramid pooling."""

from __future__ import annotations

from typing import Final

from core.document.builder import Builder
from core.document.graph import OutputRef
from core.library.entry import Entry
from core.library.networks.layers import conv_bn
from core.ops.activation import ReLU, Sigmoid
from core.ops.adaptive_pool import AdaptiveAvgPool2d, AdaptiveMaxPool2d, GlobalMaxPool2d
from core.ops.conv import Conv2d
from core.ops.dense import Linear
from core.ops.dropout import Dropout
from core.ops.merge import Add, Concat
from core.ops.pool import GlobalAvgPool2d
from core.ops.rearrange import Permute
from core.ops.resize import Upsample
from core.ops.scaling import Multiply
from core.ops.shape import Flatten, Unflatten

__all__ = ["ENTRIES"]

_SE: Final = "Hu et al. 2017, Squeeze-and-excitation networks. https://arxiv.org/abs/1709.01507"
_CBAM: Final = "Woo et al. 2018, CBAM: convolutional block attention module. https://arxiv.org/abs/1807.06521"
_ASPP: Final = (
    "Chen et al. 2017, Rethinking atrous convolution for semantic image segmentation. https://arxiv.org/abs/1706.05587"
)


def _draw_se(sketch: Builder) -> None:
    x = sketch.input("channels", 56, 56)
    y = sketch.add(Flatten, sketch.add(GlobalAvgPool2d, x, name="squeeze"), name="flatten")
    y = sketch.add(ReLU, sketch.add(Linear, y, name="reduce", out_features="channels//reduction"), name="relu")
    y = sketch.add(Sigmoid, sketch.add(Linear, y, name="expand", out_features="channels"), name="gate")
    y = sketch.add(Unflatten, y, name="as a map", dim=1, sizes=(-1, 1, 1))
    sketch.output(sketch.add(Multiply, x, y, name="scale"))


def _draw_cbam(sketch: Builder) -> None:
    x = sketch.input("channels", 56, 56)
    x = sketch.add(Multiply, x, _channel_gate(sketch, x), name="channel_attention")
    sketch.output(sketch.add(Multiply, x, _spatial_gate(sketch, x), name="spatial_attention"))


def _channel_gate(sketch: Builder, x: OutputRef) -> OutputRef:
    """One MLP for the means and for the maxima of the channels."""
    mlp = sketch.block("shared MLP")
    y = mlp.add(Conv2d, mlp.input(), name="reduce", out_channels="c_in//reduction", kernel_size=1, bias=False)
    y = mlp.add(ReLU, y, name="relu")
    mlp.output(mlp.add(Conv2d, y, name="expand", out_channels="channels", kernel_size=1, bias=False))
    means = sketch.call(mlp, sketch.add(GlobalAvgPool2d, x, name="avgpool"), name="MLP of means", shared=True)
    maxima = sketch.call(mlp, sketch.add(GlobalMaxPool2d, x, name="maxpool"), name="MLP of maxima", shared=True)
    return sketch.add(Sigmoid, sketch.add(Add, means, maxima, name="add"), name="channel_gate")


def _spatial_gate(sketch: Builder, x: OutputRef) -> OutputRef:
    """Mean and maximum over channels at each position, then one 7×7 filter over both.

    With the channels last, pooling each (W, C) to (W, 1) pools over channels.
    """
    last = sketch.add(Permute, x, name="channels_last", dims=(0, 2, 3, 1))
    mean = sketch.add(AdaptiveAvgPool2d, last, name="mean over channels", output_size=("h_in", 1))
    most = sketch.add(AdaptiveMaxPool2d, last, name="max over channels", output_size=("h_in", 1))
    both = sketch.add(Permute, sketch.add(Concat, mean, most, name="concat", dim=3), name="as maps", dims=(0, 3, 1, 2))
    y = sketch.add(Conv2d, both, name="conv7x7", out_channels=1, kernel_size=7, padding=3, bias=False)
    return sketch.add(Sigmoid, y, name="spatial_gate")


def _draw_aspp(sketch: Builder) -> None:
    x = sketch.input(2048, "size", "size")
    branches = [conv_bn(sketch, x, 256, name="conv1x1")]
    branches += [conv_bn(sketch, x, 256, 3, dilation=f"rate*{k}", name=f"conv3x3 rate {k}") for k in (1, 2, 3)]
    pooled = conv_bn(sketch, sketch.add(GlobalAvgPool2d, x, name="image pool"), 256, name="image")
    branches.append(sketch.add(Upsample, pooled, name="upsample", size="size", mode="bilinear"))
    y = conv_bn(sketch, sketch.add(Concat, *branches, name="concat"), 256, name="fuse")
    y = sketch.add(Dropout, y, name="dropout")
    sketch.output(sketch.add(Conv2d, y, name="classifier", out_channels=21, kernel_size=1))


ENTRIES: tuple[Entry, ...] = (
    Entry(
        "se-block",
        "Squeeze-and-excitation",
        "Means of all channels pass two small Linear layers and come back as a gate for each channel: next to no MACs.",
        _SE,
        _draw_se,
        variables={"channels": 256, "reduction": 16},
        published_params=8_464,
        published_macs=8_192,
        published_by="the same block in torch 2.13.0",
        kind="block",
    ),
    Entry(
        "cbam",
        "CBAM",
        "Attention over channels, then over positions. The MLP is used twice but its weights are counted once.",
        _CBAM,
        _draw_cbam,
        variables={"channels": 256, "reduction": 16},
        deviates="As the paper's formulas have it, without biases; the authors' code adds biases to the MLP and a "
        "batch norm behind the 7×7.",
        kind="block",
    ),
    Entry(
        "aspp",
        "Atrous spatial pyramid pooling",
        "DeepLab's head: the same map at three dilations, pointwise and pooled, side by side; 21 classes at the end.",
        _ASPP,
        _draw_aspp,
        variables={"size": 33, "rate": 6},
        published_params=15_540_501,
        published_macs=16_349_811_968,
        published_by="the same head in torch 2.13.0",
        kind="block",
    ),
)
