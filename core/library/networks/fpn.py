"""Feature pyramid network on ResNet-50."""

from __future__ import annotations

from typing import Final

from core.document.builder import Builder
from core.library.entry import Entry
from core.library.networks.resnet import bottleneck_stages
from core.ops.conv import Conv2d
from core.ops.merge import Add
from core.ops.resize import Upsample

__all__ = ["ENTRIES"]

_SOURCE: Final = "Lin et al. 2016, Feature pyramid networks for object detection. https://arxiv.org/abs/1612.03144"
_CHANNELS: Final = 256


def _draw(sketch: Builder) -> None:
    stages = bottleneck_stages(sketch, 50)
    laterals = [
        sketch.add(Conv2d, stage, name=f"lateral{level}", out_channels=_CHANNELS, kernel_size=1)
        for level, stage in enumerate(stages, start=2)
    ]
    merged = [laterals[-1]]
    for level, lateral in zip((4, 3, 2), reversed(laterals[:-1]), strict=True):
        above = sketch.add(Upsample, merged[0], name=f"upsample{level}", scale_factor=2)
        merged.insert(0, sketch.add(Add, lateral, above, name=f"add{level}"))
    for level, level_map in enumerate(merged, start=2):
        smooth = sketch.add(Conv2d, level_map, name=f"smooth{level}", out_channels=_CHANNELS, kernel_size=3, padding=1)
        sketch.output(smooth, name=f"P{level}")


ENTRIES: tuple[Entry, ...] = (
    Entry(
        "fpn-resnet-50",
        "Feature pyramid on ResNet-50",
        "Coarse maps know what, fine maps know where: a path back down adds the two, 256 channels at every level.",
        _SOURCE,
        _draw,
        deviates="The backbone strides on the 3×3 (see resnet-50). Detectors add P6, a P5 of every second pixel, which "
        "costs nothing and is left out.",
    ),
)
