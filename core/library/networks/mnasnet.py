"""MNASNet: the B1 network of the search, without squeeze-and-excitation."""

from __future__ import annotations

from typing import Final

from core.document.builder import Builder
from core.library.entry import Entry
from core.library.networks.inverted import Style, inverted_residual
from core.library.networks.layers import classify, conv_bn

__all__ = ["ENTRIES"]

_SOURCE: Final = (
    "Tan et al. 2018, MnasNet: platform-aware neural architecture search for mobile. https://arxiv.org/abs/1807.11626"
)
_ROWS: Final = (
    (3, 3, 24, 3, 2),
    (3, 5, 40, 3, 2),
    (6, 5, 80, 3, 2),
    (6, 3, 96, 2, 1),
    (6, 5, 192, 4, 2),
    (6, 3, 320, 1, 1),
)
"""Expansion, kernel, output channels at alpha = 1, repeats, stride of the first."""


def _width(channels: int) -> str:
    return f"make_divisible({channels}*alpha, 8)"


def _draw(sketch: Builder) -> None:
    block = inverted_residual(sketch, Style(), title="MBConv")
    x = conv_bn(sketch, sketch.input(3, 224, 224), _width(32), 3, stride=2, name="conv1")
    x = conv_bn(sketch, x, "c_in", 3, groups="c_in", name="depthwise")
    x = conv_bn(sketch, x, _width(16), name="pointwise", activation=None)
    for expand, kernel, out, repeat, stride in _ROWS:
        x = sketch.call(
            block,
            x,
            name=f"MBConv{expand} {out}",
            repeat=repeat,
            expand=expand,
            kernel=kernel,
            out=_width(out),
            stride=f"{stride} if i == 0 else 1" if stride > 1 else 1,
        )
    classify(sketch, conv_bn(sketch, x, 1280, name="conv2"), dropout=0.2, flatten=False)


_TORCHVISION: Final = {
    "0.5": (2_218_512, 104_455_968),
    "0.75": (3_170_208, 215_000_000),
    "1.0": (4_383_312, 314_415_872),
    "1.3": (6_282_256, 526_000_000),
}

ENTRIES: tuple[Entry, ...] = tuple(
    Entry(
        f"mnasnet-{alpha}",
        f"MNASNet {alpha}",
        "Found by search with measured latency in the reward: kernels of 3 or 5, expansions of 3 or 6.",
        _SOURCE,
        _draw,
        variables={"alpha": float(alpha)},
        deviates="This is MnasNet-B1, as in torchvision; the paper's figure 7 shows A1, with squeeze-and-excitation.",
        published_params=params,
        published_macs=macs,
        published_by="torchvision 0.28.0",
    )
    for alpha, (params, macs) in _TORCHVISION.items()
)
