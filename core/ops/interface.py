"""Where tensors enter and leave a sketch."""

from __future__ import annotations

from typing import ClassVar

from core.language.dims import Dim, Shape
from core.language.operator import Category, Operator, operator
from core.language.params import choice_param, int_param

__all__ = ["Input", "Output"]


@operator
class Input(Operator):
    """The tensor a network starts from: an image (1, C, H, W) or a vector (1, C).

    Not counted as a layer. The batch here is 1: costs are per example.

    Source: definition.
    """

    category: ClassVar = Category.INTERFACE
    keywords: ClassVar = ("image", "placeholder", "source")
    inputs: ClassVar = ()
    is_input: ClassVar = True

    kind: str = choice_param(
        default="image",
        choices=("image", "vector"),
        doc="An image has channels, height and width; a vector channels.",
    )
    channels: Dim = int_param(default=3, unit="channels", doc="Channels of the image, or length of the vector.")
    height: Dim = int_param(default=224, unit="px", doc="Height of the image.")
    width: Dim = int_param(default=224, unit="px", doc="Width of the image.")

    def output_shape(self, *inputs: Shape) -> Shape:
        """(1, C, H, W), or (1, C) for a vector."""
        if self.kind == "vector":
            return (1, self.channels)
        return (1, self.channels, self.height, self.width)

    def summary(self) -> str:
        """What it is."""
        return self.kind

    def main_params(self) -> tuple[str, ...]:
        """Its size."""
        return ("channels",) if self.kind == "vector" else ("channels", "height", "width")


@operator
class Output(Operator):
    """Marks a tensor as a result of the network. Not counted as a layer.

    Source: definition.
    """

    category: ClassVar = Category.INTERFACE
    keywords: ClassVar = ("result", "sink", "end")
    outputs: ClassVar = ()
    is_output: ClassVar = True

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape that arrives."""
        return inputs[0]

    def output_shapes(self, *inputs: Shape) -> tuple[Shape, ...]:
        """The shape that arrives, though no port hands it on: it is what the network returns."""
        return (inputs[0],)
