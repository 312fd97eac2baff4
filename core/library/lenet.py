"""LeNet-5, the first network of most courses."""

from __future__ import annotations

from core.document.builder import Builder
from core.language.operator import Operator
from core.library.entry import Entry
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.dense import Linear
from core.ops.pool import MaxPool2d
from core.ops.shape import Flatten

__all__ = ["ENTRIES"]

_LAYERS: tuple[tuple[str, Operator], ...] = (
    ("conv1", Conv2d(out_channels=6, kernel_size=(5, 5))),
    ("relu1", ReLU()),
    ("pool1", MaxPool2d()),
    ("conv2", Conv2d(out_channels=16, kernel_size=(5, 5))),
    ("relu2", ReLU()),
    ("pool2", MaxPool2d()),
    ("flatten", Flatten()),
    ("fc1", Linear(out_features=120)),
    ("relu3", ReLU()),
    ("fc2", Linear(out_features=84)),
    ("relu4", ReLU()),
    ("fc3", Linear(out_features=10)),
)


def _lenet(sketch: Builder) -> None:
    x = sketch.input(1, 32, 32, at=(0, 0))
    for row, (name, op) in enumerate(_LAYERS, start=1):
        x = sketch.add(op, x, name=name, at=(0, row))
    sketch.output(x, at=(0, len(_LAYERS) + 1))


ENTRIES = (
    Entry(
        "lenet-5",
        "LeNet-5, modern form",
        "A whole network from image to classes: convolutions do most of the multiplications, the fully connected "
        "layers hold most of the parameters. In modern form: ReLU and max pooling where the paper has tanh and "
        "trained subsampling, and 16 maps that all see all 6.",
        "LeCun et al., Gradient-Based Learning Applied to Document Recognition, Proceedings of the IEEE, 1998",
        _lenet,
        kind="course",
    ),
)
