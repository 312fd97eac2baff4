"""Where branches meet."""

from __future__ import annotations

from typing import ClassVar

from core.language.dims import Shape, broadcast
from core.language.mappings import OnnxOp, TorchModule
from core.language.operator import Category, Check, Factor, Operator, Term, operator
from core.language.params import axis_param
from core.ops.common import elementwise_term, tensor_text
from core.text import Message

__all__ = ["Add", "Concat"]

_AXIS_NAMES = ("batch", "channels", "height", "width")


@operator
class Concat(Operator):
    """Joins tensors along one axis, in the order of its inputs; all other axes must agree.

    Shape: (N, C_1 + C_2 + …, H, W) for axis 1.

    Source: https://pytorch.org/docs/stable/generated/torch.cat.html
    """

    category: ClassVar = Category.MERGE
    keywords: ClassVar = ("concatenate", "cat", "join", "depth concat")
    variadic: ClassVar = True
    merges: ClassVar = True
    torch: ClassVar = TorchModule("cat")
    onnx: ClassVar = OnnxOp("Concat", {"axis": "dim"})

    dim: int = axis_param(
        default=1,
        minimum=-4,
        maximum=3,
        doc="Axis to join along: 1 is channels; negative counts from the end.",
    )

    def _axis(self, rank: int) -> int:
        return self.dim % rank

    def output_shape(self, *inputs: Shape) -> Shape:
        """The first input's shape, with the sum of all sizes along the axis."""
        axis = self._axis(len(inputs[0]))
        joined = sum(shape[axis] for shape in inputs)
        return (*inputs[0][:axis], joined, *inputs[0][axis + 1 :])

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """An axis that exists, equal ranks, equal sizes elsewhere."""
        first = inputs[0]
        rank = len(first)
        in_range = -rank <= self.dim < rank
        if not in_range:
            return (
                Check(
                    False,
                    lambda: Message(
                        "There is no axis {dim} in a tensor of {rank} dimensions, {shape}.",
                        dim=self.dim,
                        rank=rank,
                        shape=tensor_text(first),
                    ),
                    "dim",
                ),
            )
        axis = self._axis(rank)
        checks: list[Check] = []
        for number, shape in enumerate(inputs[1:], start=2):
            checks.append(_same_rank(number, first, shape))
            if len(shape) == rank:
                checks += [_same_size(number, at, axis, first, shape) for at in range(rank) if at != axis]
        return tuple(checks)

    def summary(self) -> str:
        """The axis in words."""
        return "along channels" if self.dim in (1, -3) else f"along axis {self.dim}"


def _same_rank(number: int, first: Shape, shape: Shape) -> Check:
    return Check(
        len(shape) == len(first),
        lambda: Message(
            "Input {number} is {shape}, but input 1 is {first}: only tensors of equal rank can be joined.",
            number=number,
            shape=tensor_text(shape),
            first=tensor_text(first),
        ),
    )


def _same_size(number: int, at: int, axis: int, first: Shape, shape: Shape) -> Check:
    def message() -> Message:
        names = _AXIS_NAMES if len(first) == len(_AXIS_NAMES) else tuple(f"axis {k}" for k in range(len(first)))
        return Message(
            "Input {number} has {name} {size}, but input 1 has {expected} ({shape} against {first}). All but the "
            "{axis} must agree: adjust stride or padding of the branch that differs.",
            number=number,
            name=names[at],
            size=shape[at],
            expected=first[at],
            shape=tensor_text(shape),
            first=tensor_text(first),
            axis=names[axis],
        )

    return Check(shape[at] == first[at], message)


@operator
class Add(Operator):
    """Element-wise sum. Sizes must agree, or be 1 where they are broadcast (aligned at the right).

    Source: https://pytorch.org/docs/stable/generated/torch.add.html
    """

    category: ClassVar = Category.MERGE
    keywords: ClassVar = ("sum", "plus", "residual", "skip", "shortcut")
    variadic: ClassVar = True
    merges: ClassVar = True
    torch: ClassVar = TorchModule("add")
    onnx: ClassVar = OnnxOp("Add")

    def output_shape(self, *inputs: Shape) -> Shape:
        """The broadcast of all inputs."""
        return broadcast(inputs)[0]

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """Each input must fit the first."""
        fitting = (_fits_first(number, inputs[0], shape) for number, shape in enumerate(inputs[1:], start=2))
        return (*fitting, Check(broadcast(inputs)[1], lambda: _all_shapes(inputs)))

    def terms(self, inputs: tuple[Shape, ...], output: Shape) -> tuple[Term, ...]:
        """One addition less than there are inputs, per element."""
        return (elementwise_term(output, (Factor("inputs-1", len(inputs) - 1),)),)

    def summary(self) -> str:
        """Nothing to say."""
        return ""


def _fits_first(number: int, first: Shape, shape: Shape) -> Check:
    def message() -> Message:
        cure = "Bring both to the same height and width (stride, padding)."
        if len(first) == len(shape) and first[1] != shape[1] and first[2:] == shape[2:]:
            cure = f"A 1×1 convolution to {first[1]} channels on one side makes them agree."
        return Message(
            "Input {number} is {shape}, but input 1 is {first}; they cannot be added element by element. {cure}",
            number=number,
            shape=tensor_text(shape),
            first=tensor_text(first),
            cure=cure,
        )

    return Check(broadcast((first, shape))[1], message)


def _all_shapes(inputs: tuple[Shape, ...]) -> Message:
    return Message(
        "The inputs {shapes} cannot be added together element by element.",
        shapes=", ".join(tensor_text(shape) for shape in inputs),
    )
