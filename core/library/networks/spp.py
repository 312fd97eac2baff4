"""Spatial pyramid pooling."""

from __future__ import annotations

from core.document.builder import Builder
from core.library.entry import Entry
from core.ops.adaptive_pool import AdaptiveMaxPool2d
from core.ops.merge import Concat
from core.ops.shape import Flatten

__all__ = ["ENTRIES"]

_LEVELS = (4, 2, 1)


def _spp(sketch: Builder) -> None:
    x = sketch.input(256, 13, 13)
    bins = []
    for level in _LEVELS:
        pooled = sketch.add(AdaptiveMaxPool2d, x, name=f"pool {level}×{level}", output_size=(level, level))
        bins.append(sketch.add(Flatten, pooled, name=f"flatten {level}×{level}"))
    sketch.output(sketch.add(Concat, *bins))


ENTRIES = (
    Entry(
        "spp",
        "Spatial pyramid pooling (SPP)",
        "Pools to 4×4, 2×2 and 1×1 whatever the size of the map and joins them: 21 · 256 = 5,376 numbers for any "
        "image, so that fully connected layers may follow. Change the input's size: the output stays.",
        "He et al., Spatial Pyramid Pooling in Deep Convolutional Networks for Visual Recognition, ECCV 2014, "
        "https://arxiv.org/abs/1406.4729, figure 3",
        _spp,
        deviates="The SPP of YOLO is another layer of that name: max pools of 5×5, 9×9 and 13×13 at stride 1 that keep "
        "the map and are joined along channels.",
        kind="block",
    ),
)
