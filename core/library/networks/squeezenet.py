"""SqueezeNet 1.0 and 1.1, and the fire module they are made of."""

from __future__ import annotations

from core.document.builder import Builder
from core.document.graph import OutputRef
from core.library.entry import Entry
from core.library.networks.towers import Sketch
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.dropout import Dropout
from core.ops.merge import Concat
from core.ops.pool import GlobalAvgPool2d, MaxPool2d
from core.ops.shape import Flatten

__all__ = ["ENTRIES"]

_PAPER = (
    "Iandola et al., SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and <0.5MB model size, 2016, "
    "https://arxiv.org/abs/1602.07360"
)

# Table 1 of the paper: filters of the squeeze and of each expand convolution, fire2 to fire9.
_FIRES = ((16, 64), (16, 64), (32, 128), (32, 128), (48, 192), (48, 192), (64, 256), (64, 256))


def _fire(sketch: Sketch, x: OutputRef) -> OutputRef:
    """A fire module in terms of ``squeeze`` and ``expand``."""

    def conv(source: OutputRef, name: str, out: str, kernel: int) -> OutputRef:
        made = sketch.add(
            Conv2d,
            source,
            name=name,
            out_channels=out,
            kernel_size=(kernel, kernel),
            padding=(kernel // 2,) * 4,
        )
        return sketch.add(ReLU, made, name=f"relu {name}")

    squeezed = conv(x, "squeeze 1×1", "squeeze", 1)
    return sketch.add(Concat, conv(squeezed, "expand 1×1", "expand", 1), conv(squeezed, "expand 3×3", "expand", 3))


def _fire_entry(sketch: Builder) -> None:
    sketch.output(_fire(sketch, sketch.input(96, 55, 55)))


def _squeezenet(sketch: Builder, out: int, kernel: int, pooled: tuple[int, ...]) -> None:
    """A SqueezeNet whose pools stand behind conv1 and the fires with these numbers."""
    fire = sketch.block("Fire", note="1×1 filters squeeze, 1×1 and 3×3 side by side expand.", squeeze=16, expand=64)
    fire.output(_fire(fire, fire.input()))

    def pool(source: OutputRef, number: int) -> OutputRef:
        return sketch.add(MaxPool2d, source, name=f"pool{number}", kernel_size=(3, 3), stride=(2, 2), ceil_mode=True)

    x = sketch.input(3, 224, 224)
    x = sketch.add(Conv2d, x, name="conv1", out_channels=out, kernel_size=(kernel, kernel), stride=(2, 2))
    x = pool(sketch.add(ReLU, x, name="relu1"), 1)
    for number, (squeeze, expand) in enumerate(_FIRES, start=2):
        x = sketch.call(fire, x, name=f"fire{number}", squeeze=squeeze, expand=expand)
        if number in pooled:
            x = pool(x, number)
    x = sketch.add(Dropout, x)
    x = sketch.add(Conv2d, x, name="conv10", out_channels=1000, kernel_size=(1, 1))
    x = sketch.add(ReLU, x, name="relu10")
    x = sketch.add(GlobalAvgPool2d, x, name="avgpool")
    sketch.output(sketch.add(Flatten, x))


def _v10(sketch: Builder) -> None:
    _squeezenet(sketch, 96, 7, (4, 8))


def _v11(sketch: Builder) -> None:
    _squeezenet(sketch, 64, 3, (3, 5))


ENTRIES = (
    Entry(
        "squeezenet-1.0",
        "SqueezeNet 1.0",
        "Fire modules squeeze channels with 1×1 filters before the dear 3×3 ones, pools come late, and a 1×1 "
        "convolution is the classifier: AlexNet's accuracy with 1/50 of its parameters.",
        f"{_PAPER}, table 1",
        _v10,
        deviates="The paper's table has maps of 111×111 and 55×55 behind the 7×7 convolution, which an input of "
        "227×227 gives; libraries take 224×224, which gives 109×109 and 54×54. Parameters are the same.",
        published_params=1_248_424,
        published_macs=819_000_000,
        published_by="torchvision",
    ),
    Entry(
        "squeezenet-1.1",
        "SqueezeNet 1.1",
        "Version 1.0 with a smaller first filter and earlier pools: 2.3 times fewer MACs at the same accuracy. "
        "Where a pool stands decides what all layers behind it cost.",
        f"{_PAPER}; version 1.1 is the authors', https://github.com/forresti/SqueezeNet",
        _v11,
        deviates="Not in the paper: the authors published it with their code.",
        published_params=1_235_496,
        published_macs=349_000_000,
        published_by="torchvision",
    ),
    Entry(
        "fire",
        "Fire module",
        "fire2 of SqueezeNet: a 1×1 squeeze to few channels, then 1×1 and 3×3 filters side by side on those few. "
        "Change squeeze and expand to see what the squeeze saves.",
        f"{_PAPER}, figure 1 and table 1 (fire2)",
        _fire_entry,
        variables={"squeeze": 16, "expand": 64},
        kind="block",
    ),
)
