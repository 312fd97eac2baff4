"""A layer whose shape and costs are whatever a person says: numbers, or formulas over its input and the variables."""

from __future__ import annotations

from typing import ClassVar

from core.language.dims import Dim, Shape
from core.language.operator import Category, Check, Factor, Operator, Quantity, Term, operator
from core.language.params import int_param
from core.ops.common import IMAGE_CURE, rank_check

__all__ = ["Custom"]


@operator
class Custom(Operator):
    """A layer that Convas does not have. Its output size and costs are given, often as formulas: ``c_in``, ``h_in//2``.

    Source: definition.
    """

    category: ClassVar = Category.SHAPE
    keywords: ClassVar = ("own", "user defined", "formula", "attention")

    out_channels: Dim = int_param(default=64, unit="channels", doc="Channels of the output.")
    out_height: Dim = int_param(default=1, unit="px", doc="Height of the output.")
    out_width: Dim = int_param(default=1, unit="px", doc="Width of the output.")
    macs: Dim = int_param(default=0, minimum=0, unit="MACs", doc="Multiply-accumulates for one example.")
    weights: Dim = int_param(default=0, minimum=0, unit="params", doc="Learnable numbers.")
    buffers: Dim = int_param(default=0, minimum=0, unit="buffers", doc="Numbers kept but not learned.")
    elementwise_ops: Dim = int_param(default=0, minimum=0, unit="ops", doc="Other operations for one example.")

    def output_shape(self, *inputs: Shape) -> Shape:
        """(N, out_channels, out_height, out_width)."""
        return (inputs[0][0], self.out_channels, self.out_height, self.out_width)

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """Four dimensions."""
        return (rank_check(inputs[0], 4, "Custom", IMAGE_CURE),)

    def terms(self, inputs: tuple[Shape, ...], output: Shape) -> tuple[Term, ...]:
        """What was said, each as one factor."""
        batch = (Factor("N", inputs[0][0]),)
        said: tuple[tuple[Quantity, Dim, bool], ...] = (
            ("macs", self.macs, True),
            ("params", self.weights, False),
            ("buffers", self.buffers, False),
            ("elementwise_ops", self.elementwise_ops, True),
        )
        return tuple(
            Term(quantity, (batch, (Factor("given", value),)) if each else ((Factor("given", value),),))
            for quantity, value, each in said
        )
