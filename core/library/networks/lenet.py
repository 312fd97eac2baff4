"""LeNet-5 as printed in 1998."""

from __future__ import annotations

from core.document.builder import Builder
from core.language.operator import Operator
from core.library.entry import Entry
from core.ops.activation import Tanh
from core.ops.conv import Conv2d
from core.ops.dense import Linear
from core.ops.lenet import PartialConv2d, RBFOutput, Subsampling2d
from core.ops.shape import Flatten

__all__ = ["ENTRIES"]

_FIVE = (5, 5)
_LAYERS: tuple[tuple[str, Operator], ...] = (
    ("C1", Conv2d(out_channels=6, kernel_size=_FIVE)),
    ("S2", Subsampling2d()),
    ("C3", PartialConv2d()),
    ("S4", Subsampling2d()),
    ("C5", Conv2d(out_channels=120, kernel_size=_FIVE)),
    ("F6", Linear(out_features=84)),
)


def _lenet(sketch: Builder) -> None:
    x = sketch.input(1, 32, 32)
    for name, op in _LAYERS:
        if isinstance(op, Linear):
            x = sketch.add(Flatten, x)
        x = sketch.add(op, x, name=name)
        x = sketch.add(Tanh, x, name=f"tanh {name}")
    sketch.output(sketch.add(RBFOutput, x, name="RBF"))


ENTRIES = (
    Entry(
        "lenet-5-1998",
        "LeNet-5 (1998)",
        "The original: each of the 16 maps of C3 sees only some of the 6 maps of S2, subsampling has two trained "
        "numbers a map, and the output measures distances to ten fixed 7×12 drawings of the digits. MACs and biases "
        "together are the connections that the paper counts for each layer.",
        "LeCun et al., Gradient-Based Learning Applied to Document Recognition, Proceedings of the IEEE, 1998, "
        "http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf, section II.B",
        _lenet,
        deviates="Code in the world connects C3 to all maps (2,416 parameters instead of 1,516), pools without weights "
        "and ends in a Linear of 10: 61,706 parameters (see lenet-5). The 840 numbers of the RBF layer are fixed and "
        "so are buffers here, no parameters.",
        published_params=60_000,
        published_by="the paper, section II.B",
    ),
)
