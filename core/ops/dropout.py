"""Layers that act in training only; at inference they hand their input on."""

from __future__ import annotations

from typing import ClassVar

from core.language.mappings import OnnxOp, TorchModule
from core.language.operator import Category, Operator, operator
from core.language.params import float_param
from core.ops.elementwise import free, keep_shape

__all__ = ["Dropout", "StochasticDepth"]


@operator
class Dropout(Operator):
    """Sets values to zero at random in training; nothing at inference.

    Source: https://pytorch.org/docs/stable/generated/torch.nn.Dropout.html
    """

    category: ClassVar = Category.NORMALIZATION
    keywords: ClassVar = ("regularization", "alexnet")
    torch: ClassVar = TorchModule("nn.Dropout")
    onnx: ClassVar = OnnxOp("Dropout")

    p: float = float_param(default=0.5, minimum=0.0, maximum=1.0, doc="Probability that a value is dropped.")

    output_shape = keep_shape
    terms = free

    def summary(self) -> str:
        """``p 0.5``."""
        return f"p {self.p:g}"


@operator
class StochasticDepth(Operator):
    """Drops a whole residual branch at random in training; nothing at inference.

    Source: https://arxiv.org/abs/1603.09382
    """

    category: ClassVar = Category.NORMALIZATION
    keywords: ClassVar = ("drop path", "regularization", "efficientnet", "convnext")
    torch: ClassVar = TorchModule("torchvision.ops.StochasticDepth")

    p: float = float_param(default=0.2, minimum=0.0, maximum=1.0, doc="Probability that the branch is dropped.")

    output_shape = keep_shape
    terms = free

    def summary(self) -> str:
        """``p 0.2``."""
        return f"p {self.p:g}"
