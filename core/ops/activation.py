"""Activations: one function, element by element. None changes a shape; only PReLU has parameters."""

from __future__ import annotations

from typing import ClassVar

from core.language.dims import Dim, Shape
from core.language.mappings import OnnxOp, TorchModule
from core.language.operator import Category, Check, Factor, Operator, Term, operator
from core.language.params import axis_param, choice_param, float_param, int_param
from core.ops.common import elementwise_term
from core.ops.elementwise import free, keep_shape, one_each
from core.text import Message

__all__ = [
    "ELU",
    "GELU",
    "SELU",
    "Hardsigmoid",
    "Hardswish",
    "Identity",
    "LeakyReLU",
    "Mish",
    "PReLU",
    "ReLU",
    "ReLU6",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "Softplus",
    "Tanh",
]


@operator
class ReLU(Operator):
    """max(x, 0).

    Source: https://pytorch.org/docs/stable/generated/torch.nn.ReLU.html
    """

    category: ClassVar = Category.ACTIVATION
    keywords: ClassVar = ("rectifier", "activation")
    torch: ClassVar = TorchModule("nn.ReLU")
    onnx: ClassVar = OnnxOp("Relu")

    output_shape = keep_shape
    terms = one_each


@operator
class ReLU6(Operator):
    """min(max(x, 0), 6).

    Source: https://pytorch.org/docs/stable/generated/torch.nn.ReLU6.html
    """

    category: ClassVar = Category.ACTIVATION
    keywords: ClassVar = ("rectifier", "activation", "clip", "mobilenet")
    torch: ClassVar = TorchModule("nn.ReLU6")
    onnx: ClassVar = OnnxOp("Clip")

    output_shape = keep_shape
    terms = one_each


@operator
class LeakyReLU(Operator):
    """x where positive, a small slope times x elsewhere.

    Source: https://pytorch.org/docs/stable/generated/torch.nn.LeakyReLU.html
    """

    category: ClassVar = Category.ACTIVATION
    keywords: ClassVar = ("rectifier", "activation")
    torch: ClassVar = TorchModule("nn.LeakyReLU")
    onnx: ClassVar = OnnxOp("LeakyRelu")

    negative_slope: float = float_param(default=0.01, minimum=-1e6, maximum=1e6, doc="Slope for negative values.")

    output_shape = keep_shape
    terms = one_each

    def summary(self) -> str:
        """The slope."""
        return f"slope {self.negative_slope:g}"


@operator
class PReLU(Operator):
    """x where positive, a learnt slope times x elsewhere: one slope for all, or one for each channel.

    Source: https://pytorch.org/docs/stable/generated/torch.nn.PReLU.html
    """

    category: ClassVar = Category.ACTIVATION
    keywords: ClassVar = ("rectifier", "activation", "parametric")
    torch: ClassVar = TorchModule("nn.PReLU")
    onnx: ClassVar = OnnxOp("PRelu")

    num_parameters: Dim = int_param(default=1, unit="slopes", doc="1 for all channels together, or c_in.")

    output_shape = keep_shape

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """One slope, or as many as there are channels."""
        channels = inputs[0][1] if len(inputs[0]) > 1 else 1
        return (
            Check(
                (self.num_parameters == 1) | (self.num_parameters == channels),
                lambda: Message(
                    "{slopes} slopes do not go with {channels} channels: use 1 or c_in.",
                    slopes=self.num_parameters,
                    channels=channels,
                ),
                "num_parameters",
            ),
        )

    def terms(self, inputs: tuple[Shape, ...], output: Shape) -> tuple[Term, ...]:
        """The slopes; one operation per element."""
        return (Term("params", ((Factor("slopes", self.num_parameters),),)), elementwise_term(output))


@operator
class ELU(Operator):
    """x where positive, α(eˣ - 1) elsewhere.

    Source: https://pytorch.org/docs/stable/generated/torch.nn.ELU.html
    """

    category: ClassVar = Category.ACTIVATION
    keywords: ClassVar = ("exponential", "activation")
    torch: ClassVar = TorchModule("nn.ELU")
    onnx: ClassVar = OnnxOp("Elu")

    alpha: float = float_param(default=1.0, minimum=-1e6, maximum=1e6, doc="Scale of the negative part.")

    output_shape = keep_shape
    terms = one_each


@operator
class SELU(Operator):
    """A scaled ELU that keeps mean and variance.

    Source: https://pytorch.org/docs/stable/generated/torch.nn.SELU.html
    """

    category: ClassVar = Category.ACTIVATION
    keywords: ClassVar = ("exponential", "activation")
    torch: ClassVar = TorchModule("nn.SELU")
    onnx: ClassVar = OnnxOp("Selu")

    output_shape = keep_shape
    terms = one_each


@operator
class GELU(Operator):
    """x·Φ(x), with Φ the distribution function of the normal distribution.

    Source: https://pytorch.org/docs/stable/generated/torch.nn.GELU.html
    """

    category: ClassVar = Category.ACTIVATION
    keywords: ClassVar = ("gaussian", "activation", "convnext")
    torch: ClassVar = TorchModule("nn.GELU")
    onnx: ClassVar = OnnxOp("Gelu")

    approximate: str = choice_param(default="none", choices=("none", "tanh"), doc="Exact, or by tanh. Same cost here.")

    output_shape = keep_shape
    terms = one_each


@operator
class SiLU(Operator):
    """x·sigmoid(x), also called swish.

    Source: https://pytorch.org/docs/stable/generated/torch.nn.SiLU.html
    """

    category: ClassVar = Category.ACTIVATION
    keywords: ClassVar = ("swish", "activation", "efficientnet")
    torch: ClassVar = TorchModule("nn.SiLU")
    onnx: ClassVar = OnnxOp("Swish")

    output_shape = keep_shape
    terms = one_each


@operator
class Mish(Operator):
    """x·tanh(softplus(x)).

    Source: https://pytorch.org/docs/stable/generated/torch.nn.Mish.html
    """

    category: ClassVar = Category.ACTIVATION
    keywords: ClassVar = ("activation",)
    torch: ClassVar = TorchModule("nn.Mish")
    onnx: ClassVar = OnnxOp("Mish")

    output_shape = keep_shape
    terms = one_each


@operator
class Hardswish(Operator):
    """x·min(max(x + 3, 0), 6)/6.

    Source: https://pytorch.org/docs/stable/generated/torch.nn.Hardswish.html
    """

    category: ClassVar = Category.ACTIVATION
    keywords: ClassVar = ("h-swish", "activation", "mobilenet")
    torch: ClassVar = TorchModule("nn.Hardswish")
    onnx: ClassVar = OnnxOp("HardSwish")

    output_shape = keep_shape
    terms = one_each


@operator
class Hardsigmoid(Operator):
    """min(max(x + 3, 0), 6)/6.

    Source: https://pytorch.org/docs/stable/generated/torch.nn.Hardsigmoid.html
    """

    category: ClassVar = Category.ACTIVATION
    keywords: ClassVar = ("h-sigmoid", "activation", "mobilenet")
    torch: ClassVar = TorchModule("nn.Hardsigmoid")
    onnx: ClassVar = OnnxOp("HardSigmoid")

    output_shape = keep_shape
    terms = one_each


@operator
class Sigmoid(Operator):
    """1/(1 + e⁻ˣ).

    Source: https://pytorch.org/docs/stable/generated/torch.nn.Sigmoid.html
    """

    category: ClassVar = Category.ACTIVATION
    keywords: ClassVar = ("logistic", "activation", "gate")
    torch: ClassVar = TorchModule("nn.Sigmoid")
    onnx: ClassVar = OnnxOp("Sigmoid")

    output_shape = keep_shape
    terms = one_each


@operator
class Tanh(Operator):
    """The hyperbolic tangent.

    Source: https://pytorch.org/docs/stable/generated/torch.nn.Tanh.html
    """

    category: ClassVar = Category.ACTIVATION
    keywords: ClassVar = ("activation", "lenet")
    torch: ClassVar = TorchModule("nn.Tanh")
    onnx: ClassVar = OnnxOp("Tanh")

    output_shape = keep_shape
    terms = one_each


@operator
class Softplus(Operator):
    """log(1 + eˣ).

    Source: https://pytorch.org/docs/stable/generated/torch.nn.Softplus.html
    """

    category: ClassVar = Category.ACTIVATION
    keywords: ClassVar = ("activation",)
    torch: ClassVar = TorchModule("nn.Softplus")
    onnx: ClassVar = OnnxOp("Softplus")

    output_shape = keep_shape
    terms = one_each


@operator
class Softmax(Operator):
    """eˣ divided by the sum of all eˣ along one axis. Counted as one operation per element.

    Source: https://pytorch.org/docs/stable/generated/torch.nn.Softmax.html
    """

    category: ClassVar = Category.ACTIVATION
    keywords: ClassVar = ("probability", "activation", "classifier")
    torch: ClassVar = TorchModule("nn.Softmax")
    onnx: ClassVar = OnnxOp("Softmax", {"axis": "dim"})

    dim: int = axis_param(default=-1, minimum=-5, maximum=4, doc="Axis to sum along; negative counts from the end.")

    output_shape = keep_shape
    terms = one_each

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """An axis that exists."""
        rank = len(inputs[0])
        return (
            Check(
                -rank <= self.dim < rank,
                lambda: Message("There is no axis {dim} in a tensor of {rank} dimensions.", dim=self.dim, rank=rank),
                "dim",
            ),
        )

    def summary(self) -> str:
        """The axis."""
        return f"axis {self.dim}"


@operator
class Identity(Operator):
    """Hands its input on.

    Source: https://pytorch.org/docs/stable/generated/torch.nn.Identity.html
    """

    category: ClassVar = Category.SHAPE
    keywords: ClassVar = ("nothing", "pass")
    torch: ClassVar = TorchModule("nn.Identity")
    onnx: ClassVar = OnnxOp("Identity")

    output_shape = keep_shape
    terms = free
