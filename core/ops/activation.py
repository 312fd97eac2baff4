"""Activations: one function, element by element."""

from __future__ import annotations

from typing import ClassVar

from core.language.dims import Shape
from core.language.mappings import OnnxOp, TorchModule
from core.language.operator import Category, Operator, Term, operator
from core.ops.common import elementwise_term

__all__ = ["ReLU", "ReLU6"]


@operator
class ReLU(Operator):
    """max(x, 0).

    Source: https://pytorch.org/docs/stable/generated/torch.nn.ReLU.html
    """

    category: ClassVar = Category.ACTIVATION
    keywords: ClassVar = ("rectifier", "activation")
    torch: ClassVar = TorchModule("nn.ReLU")
    onnx: ClassVar = OnnxOp("Relu")

    def output_shape(self, *inputs: Shape) -> Shape:
        """The input's shape."""
        return inputs[0]

    def terms(self, inputs: tuple[Shape, ...], output: Shape) -> tuple[Term, ...]:
        """One operation per element."""
        return (elementwise_term(output),)


@operator
class ReLU6(Operator):
    """min(max(x, 0), 6).

    Source: https://pytorch.org/docs/stable/generated/torch.nn.ReLU6.html
    """

    category: ClassVar = Category.ACTIVATION
    keywords: ClassVar = ("rectifier", "activation", "clip", "mobilenet")
    torch: ClassVar = TorchModule("nn.ReLU6")
    onnx: ClassVar = OnnxOp("Clip")

    def output_shape(self, *inputs: Shape) -> Shape:
        """The input's shape."""
        return inputs[0]

    def terms(self, inputs: tuple[Shape, ...], output: Shape) -> tuple[Term, ...]:
        """One operation per element."""
        return (elementwise_term(output),)
