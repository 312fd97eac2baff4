"""Layers that only change how a tensor is read."""

from __future__ import annotations

from typing import ClassVar

from core.language.dims import Shape, product
from core.language.mappings import OnnxOp, TorchModule
from core.language.operator import Category, Check, Operator, operator
from core.language.params import axis_param
from core.ops.common import tensor_text
from core.text import Message

__all__ = ["Flatten"]


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
