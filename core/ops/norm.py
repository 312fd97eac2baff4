"""Normalisation."""

from __future__ import annotations

from typing import ClassVar

from core.language.dims import Shape
from core.language.mappings import OnnxOp, TorchModule
from core.language.operator import Category, Check, Factor, Operator, Term, operator
from core.language.params import bool_param
from core.ops.common import IMAGE_CURE, elementwise_term, join_words, rank_check

__all__ = ["BatchNorm2d"]


@operator
class BatchNorm2d(Operator):
    """Batch normalisation over (N, C, H, W), as used in inference.

    Scale and shift are parameters (2C), running mean and variance are buffers (2C; the batch counter is not counted).

    Source: https://pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html
    """

    category: ClassVar = Category.NORMALIZATION
    keywords: ClassVar = ("bn", "batch norm", "batchnorm")
    torch: ClassVar = TorchModule("nn.BatchNorm2d", inferred=("num_features",))
    onnx: ClassVar = OnnxOp("BatchNormalization")

    affine: bool = bool_param(default=True, doc="Whether each channel has a learnable scale and shift.")
    track_running_stats: bool = bool_param(default=True, doc="Whether running mean and variance are kept, as buffers.")

    def output_shape(self, *inputs: Shape) -> Shape:
        """The input's shape."""
        return inputs[0]

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """Four dimensions."""
        return (rank_check(inputs[0], 4, "BatchNorm2d", IMAGE_CURE),)

    def terms(self, inputs: tuple[Shape, ...], output: Shape) -> tuple[Term, ...]:
        """Two values per channel; a multiplication and an addition per element."""
        per_channel = ((Factor("2", 2),), (Factor("C_in", inputs[0][1]),))
        terms: tuple[Term, ...] = (elementwise_term(output, (Factor("2", 2),)),)
        if self.affine:
            terms = (Term("params", per_channel), *terms)
        if self.track_running_stats:
            terms = (*terms, Term("buffers", per_channel))
        return terms

    def summary(self) -> str:
        """Only what departs from the usual."""
        return join_words(
            "" if self.affine else "not affine", "" if self.track_running_stats else "no running statistics"
        )
