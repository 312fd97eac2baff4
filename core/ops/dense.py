"""Fully connected layers."""

from __future__ import annotations

from typing import ClassVar

from core.language.dims import Dim, Shape
from core.language.mappings import OnnxOp, TorchModule
from core.language.operator import Category, Check, Factor, Operator, Term, operator
from core.language.params import bool_param, int_param
from core.ops.common import join_words, tensor_text
from core.text import Message, factor_text

__all__ = ["Linear"]


@operator
class Linear(Operator):
    """A fully connected layer on the last axis: (…, F_in) to (…, out_features).

    MACs: output elements × F_in; all leading axes count. The bias is not counted.

    Source: https://pytorch.org/docs/stable/generated/torch.nn.Linear.html
    """

    category: ClassVar = Category.LINEAR
    keywords: ClassVar = ("fully connected", "fc", "dense", "matmul", "gemm")
    learnable: ClassVar = True
    torch: ClassVar = TorchModule("nn.Linear", inferred=("in_features",))
    onnx: ClassVar = OnnxOp("Gemm")

    out_features: Dim = int_param(default=1000, unit="features", doc="Number of neurons.")
    bias: bool = bool_param(default=True, doc="Whether each neuron adds a bias.")

    def output_shape(self, *inputs: Shape) -> Shape:
        """The input's shape with the last axis replaced."""
        return (*inputs[0][:-1], self.out_features)

    def hints(self, *inputs: Shape) -> tuple[Check, ...]:
        """An image that was not flattened: its last axis is its width.

        A map with its channels last is meant that way, as in ConvNeXt. Shapes do not say which axis has the channels,
        but maps are mostly square: if not the last two axes but the two before the last agree, channels are last.
        """
        (x,) = inputs
        return (
            Check(
                True if len(x) != 4 else x[1] == x[2],
                lambda: Message(
                    "The input {shape} is still an image, so Linear works along its last axis, the {width} columns. "
                    "Put a Flatten or a global average pool before it to use all values.",
                    shape=tensor_text(x),
                    width=x[-1],
                ),
                severity="warning",
            ),
        )

    def terms(self, inputs: tuple[Shape, ...], output: Shape) -> tuple[Term, ...]:
        """One multiply-accumulate per output element and input feature."""
        features = (Factor("F_in", inputs[0][-1]),)
        neurons = (Factor("F_out", self.out_features),)
        # Of a tensor of any rank, the last axis holds the features; those before it are just positions.
        leading = (Factor("N" if axis == 0 else f"D{axis}", size) for axis, size in enumerate(output[:-1]))
        outputs = (*leading, *neurons)
        terms = (Term("macs", (outputs, features)), Term("params", (features, neurons)))
        if not self.bias:
            return terms
        return (*terms, Term("params", (neurons,)), Term("elementwise_ops", (outputs,)))

    def summary(self) -> str:
        """``84``."""
        return join_words(factor_text(self.out_features), "" if self.bias else "no bias")
