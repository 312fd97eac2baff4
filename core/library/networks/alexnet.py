"""AlexNet: the paper's with two groups, and torchvision's single tower."""

from __future__ import annotations

from core.document.builder import Builder
from core.document.graph import OutputRef
from core.library.entry import Entry
from core.ops.activation import ReLU, Softmax
from core.ops.adaptive_pool import AdaptiveAvgPool2d
from core.ops.conv import Conv2d
from core.ops.dense import Linear
from core.ops.dropout import Dropout
from core.ops.norm import LocalResponseNorm
from core.ops.pool import MaxPool2d
from core.ops.shape import Flatten

__all__ = ["ENTRIES"]

# Filters, kernel, stride, padding, groups, whether an LRN follows, whether a pool follows.
_Conv = tuple[int, int, int, int, int, bool, bool]
_PAPER: tuple[_Conv, ...] = (
    (96, 11, 4, 0, 1, True, True),
    (256, 5, 1, 2, 2, True, True),
    (384, 3, 1, 1, 1, False, False),
    (384, 3, 1, 1, 2, False, False),
    (256, 3, 1, 1, 2, False, True),
)
_TORCHVISION: tuple[_Conv, ...] = (
    (64, 11, 4, 2, 1, False, True),
    (192, 5, 1, 2, 1, False, True),
    (384, 3, 1, 1, 1, False, False),
    (256, 3, 1, 1, 1, False, False),
    (256, 3, 1, 1, 1, False, True),
)


def _features(sketch: Builder, x: OutputRef, layers: tuple[_Conv, ...]) -> OutputRef:
    for number, (out, kernel, stride, padding, groups, norm, pool) in enumerate(layers, start=1):
        x = sketch.add(
            Conv2d,
            x,
            name=f"conv{number}",
            out_channels=out,
            kernel_size=(kernel, kernel),
            stride=(stride, stride),
            padding=(padding,) * 4,
            groups=groups,
        )
        x = sketch.add(ReLU, x, name=f"relu{number}")
        if norm:
            x = sketch.add(LocalResponseNorm, x, name=f"norm{number}", size=5)
        if pool:
            x = sketch.add(MaxPool2d, x, name=f"pool{number}", kernel_size=(3, 3), stride=(2, 2))
    return x


def _paper(sketch: Builder) -> None:
    x = _features(sketch, sketch.input(3, 227, 227), _PAPER)
    x = sketch.add(Flatten, x)
    for number in (6, 7):
        x = sketch.add(Linear, x, name=f"fc{number}", out_features=4096)
        x = sketch.add(ReLU, x, name=f"relu{number}")
        x = sketch.add(Dropout, x, name=f"drop{number}")
    x = sketch.add(Linear, x, name="fc8", out_features=1000)
    sketch.output(sketch.add(Softmax, x))


def _torchvision(sketch: Builder) -> None:
    x = _features(sketch, sketch.input(3, 224, 224), _TORCHVISION)
    x = sketch.add(AdaptiveAvgPool2d, x, name="avgpool", output_size=(6, 6))
    x = sketch.add(Flatten, x)
    for number in (6, 7):
        x = sketch.add(Dropout, x, name=f"drop{number}")
        x = sketch.add(Linear, x, name=f"fc{number}", out_features=4096)
        x = sketch.add(ReLU, x, name=f"relu{number}")
    sketch.output(sketch.add(Linear, x, name="fc8", out_features=1000))


ENTRIES = (
    Entry(
        "alexnet",
        "AlexNet (2012)",
        "The network that began it: conv2, conv4 and conv5 are split into two groups, one for each of the two cards it "
        "was trained on, which halves their cost. The first fully connected layer alone holds 62 % of the parameters.",
        "Krizhevsky, Sutskever and Hinton, ImageNet Classification with Deep Convolutional Neural Networks, NIPS 2012, "
        "https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks",
        _paper,
        deviates="The paper says 224×224, but its 55×55 maps need 227×227 (or padding). Most libraries have the single "
        "tower of 2014 instead, without groups and normalisation: see alexnet-torchvision.",
        published_params=60_965_224,
        published_macs=724_000_000,
        published_by="BVLC's Caffe model (params; the paper says 60 million); Sze et al. 2017, "
        "https://arxiv.org/abs/1703.09039, table 2 (MACs)",
    ),
    Entry(
        "alexnet-torchvision",
        "AlexNet of torchvision",
        "What most people run as AlexNet: one tower with 64, 192, 384, 256 and 256 filters. About as many MACs as the "
        "paper's, because fewer filters make up for the missing groups.",
        "Krizhevsky, One weird trick for parallelizing convolutional neural networks, 2014, "
        "https://arxiv.org/abs/1404.5997, as in torchvision 0.28.0",
        _torchvision,
        deviates="Not the network of 2012: no groups, no local response normalisation, other widths, and an adaptive "
        "pool to 6×6 that lets it take other sizes.",
        published_params=61_100_840,
        published_macs=714_000_000,
        published_by="torchvision",
    ),
)
