"""Products: of tensors, of a tensor with learnt or fixed numbers."""

from __future__ import annotations

from typing import ClassVar

from core.language.dims import Shape, broadcast
from core.language.mappings import OnnxOp, TorchModule
from core.language.operator import Category, Check, Factor, Operator, Term, operator
from core.language.params import choice_param, float_param
from core.ops.common import elementwise_term, tensor_text
from core.ops.elementwise import keep_shape, one_each
from core.text import Message

__all__ = ["LayerScale", "Multiply", "Scale"]


@operator
class Multiply(Operator):
    """Element-wise product. Sizes must agree, or be 1 where they are broadcast: a gate (N, C, 1, 1) on (N, C, H, W).

    Source: https://pytorch.org/docs/stable/generated/torch.mul.html
    """

    category: ClassVar = Category.MERGE
    keywords: ClassVar = ("product", "gate", "squeeze", "attention", "mul")
    variadic: ClassVar = True
    merges: ClassVar = True
    torch: ClassVar = TorchModule("mul")
    onnx: ClassVar = OnnxOp("Mul")

    def output_shape(self, *inputs: Shape) -> Shape:
        """The broadcast of all inputs."""
        return broadcast(inputs)[0]

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """Shapes that broadcast."""
        return (
            Check(
                broadcast(inputs)[1],
                lambda: Message(
                    "{shapes} cannot be multiplied element by element: sizes must agree, or be 1 on one side.",
                    shapes=" and ".join(tensor_text(shape) for shape in inputs),
                ),
            ),
        )

    def terms(self, inputs: tuple[Shape, ...], output: Shape) -> tuple[Term, ...]:
        """One product less than there are inputs, per element."""
        return (elementwise_term(output, (Factor("inputs-1", len(inputs) - 1),)),)


@operator
class Scale(Operator):
    """Multiplies by a fixed number, as Inception-ResNet does with its residuals. No parameters.

    Source: https://arxiv.org/abs/1602.07261
    """

    category: ClassVar = Category.SHAPE
    keywords: ClassVar = ("residual scaling", "scalar", "multiply")
    torch: ClassVar = TorchModule("mul")
    onnx: ClassVar = OnnxOp("Mul")

    factor: float = float_param(default=0.17, minimum=-1e6, maximum=1e6, doc="What to multiply by.")

    output_shape = keep_shape
    terms = one_each

    def summary(self) -> str:
        """``× 0.17``."""
        return f"× {self.factor:g}"


@operator
class LayerScale(Operator):
    """Multiplies each channel by a learnt number: C parameters.

    Source: https://arxiv.org/abs/2103.17239
    """

    category: ClassVar = Category.NORMALIZATION
    keywords: ClassVar = ("layer scale", "gamma", "convnext")

    over: str = choice_param(default="channels", choices=("channels", "last"), doc="Where the channels are.")

    output_shape = keep_shape

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """An axis of channels."""
        return (Check(len(inputs[0]) >= 2, lambda: Message("LayerScale needs an axis of channels.")),)

    def terms(self, inputs: tuple[Shape, ...], output: Shape) -> tuple[Term, ...]:
        """A number per channel; a product per element."""
        channels = inputs[0][1] if self.over == "channels" else inputs[0][-1]
        return (Term("params", ((Factor("C_in", channels),),)), elementwise_term(output))

    def summary(self) -> str:
        """Only what departs from the usual."""
        return "" if self.over == "channels" else "over the last axis"
