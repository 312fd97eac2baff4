"""Layers that only change how a tensor is read."""

from __future__ import annotations

from typing import ClassVar

from core.language.dims import Dim, Shape, floor_div, product
from core.language.mappings import OnnxOp, TorchModule
from core.language.operator import Category, Check, Operator, operator
from core.language.params import axis_param, list_param
from core.ops.common import tensor_text
from core.text import Message

__all__ = ["Flatten", "Unflatten"]


@operator
class Flatten(Operator):
    """Joins the axes from ``start_dim`` to ``end_dim`` into one: (N, C, H, W) to (N, C·H·W).

    Source: https://pytorch.org/docs/stable/generated/torch.nn.Flatten.html
    """

    category: ClassVar = Category.SHAPE
    keywords: ClassVar = ("reshape", "vector", "view")
    torch: ClassVar = TorchModule("nn.Flatten")
    onnx: ClassVar = OnnxOp("Flatten", {"axis": "start_dim"})

    start_dim: int = axis_param(default=1, minimum=-5, maximum=4, doc="First axis to join.")
    end_dim: int = axis_param(default=-1, minimum=-5, maximum=4, doc="Last axis to join; -1 is the last one.")

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape with those axes multiplied into one."""
        (x,) = inputs
        start, end = self.start_dim % len(x), self.end_dim % len(x)
        return (*x[:start], product(x[start : end + 1]), *x[end + 1 :])

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """Axes that exist, in order."""
        (x,) = inputs
        rank = len(x)
        exists = -rank <= self.start_dim < rank and -rank <= self.end_dim < rank
        in_order = exists and self.start_dim % rank <= self.end_dim % rank
        return (
            Check(
                in_order,
                lambda: Message(
                    "Axes {start} to {end} are not a run of axes of {shape}: both must exist (0 to {top}, or negative "
                    "from the end), and the first must not come after the last. 1 to -1 joins all but the batch.",
                    start=self.start_dim,
                    end=self.end_dim,
                    shape=tensor_text(x),
                    top=rank - 1,
                ),
                "start_dim",
            ),
        )

    def summary(self) -> str:
        """Only what departs from the usual."""
        usual = self.start_dim == 1 and self.end_dim == -1
        return "" if usual else f"axes {self.start_dim} to {self.end_dim}"


@operator
class Unflatten(Operator):
    """Cuts one axis into several: (N, C, H, W) to (N, g, C/g, H, W). One -1 is inferred; a later Flatten undoes it.

    Source: https://pytorch.org/docs/stable/generated/torch.nn.Unflatten.html
    """

    category: ClassVar = Category.SHAPE
    keywords: ClassVar = ("reshape", "view", "groups", "shufflenet")
    torch: ClassVar = TorchModule("nn.Unflatten")
    onnx: ClassVar = OnnxOp("Reshape")

    dim: int = axis_param(default=1, minimum=-5, maximum=4, doc="Axis to cut: 1 is channels.")
    sizes: tuple[int, ...] = list_param(default=(2, -1), minimum=-1, doc="Sizes it becomes; one may be -1.")

    def _cut(self, size: Dim) -> tuple[Dim, ...]:
        rest = product(d for d in self.sizes if d != -1)
        return tuple(floor_div(size, rest) if d == -1 else d for d in self.sizes)

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape with the axis replaced by several."""
        (x,) = inputs
        axis = self.dim % len(x)
        return (*x[:axis], *self._cut(x[axis]), *x[axis + 1 :])

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """An axis that exists, at most one -1, and sizes that multiply to it."""
        (x,) = inputs
        if not -len(x) <= self.dim < len(x):
            return (
                Check(False, lambda: Message("There is no axis {dim} in {x}.", dim=self.dim, x=tensor_text(x)), "dim"),
            )
        size = x[self.dim % len(x)]
        if not self.sizes or self.sizes.count(-1) > 1 or 0 in self.sizes:
            return (Check(False, lambda: Message("The sizes need a number each, and at most one -1."), "sizes"),)
        return (
            Check(
                product(self._cut(size)) == size,
                lambda: Message(
                    "{size} values cannot be cut into {sizes}. Use sizes whose product is {size}.",
                    size=size,
                    sizes="×".join(map(str, self.sizes)),
                ),
                "sizes",
            ),
        )

    def main_params(self) -> tuple[str, ...]:
        """What is cut off, rather than where."""
        return ("sizes",)

    def summary(self) -> str:
        """The sizes."""
        return ", ".join(map(str, self.sizes))
