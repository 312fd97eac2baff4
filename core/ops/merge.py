"""Where branches meet."""

from __future__ import annotations

from typing import ClassVar

from core.language.dims import Shape, all_of, broadcast, implies
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
                        "There is no axis {dim} in a tensor of {rank} dimensions, {shape}. Use 0 to {last}, or -1 to "
                        "{first} counted from the end.",
                        dim=self.dim,
                        rank=rank,
                        shape=tensor_text(first),
                        last=rank - 1,
                        first=-rank,
                    ),
                    "dim",
                ),
            )
        axis = self._axis(rank)
        return tuple(_agrees(number, axis, first, shape) for number, shape in enumerate(inputs[1:], start=2))

    def summary(self) -> str:
        """The axis in words."""
        return "along channels" if self.dim in (1, -3) else f"along axis {self.dim}"


def _agrees(number: int, axis: int, first: Shape, shape: Shape) -> Check:
    """An input must have the first one's rank, and its sizes but along ``axis``: one check an input."""
    rank = len(first)
    if len(shape) != rank:
        return Check(
            False,
            lambda: Message(
                "Input {number} is {shape}, but input 1 is {first}: only tensors of equal rank can be joined. "
                "Bring both to {rank} dimensions, for instance with a Flatten.",
                number=number,
                shape=tensor_text(shape),
                first=tensor_text(first),
                rank=min(rank, len(shape)),
            ),
            port=number - 1,
        )
    others = [at for at in range(rank) if at != axis]

    def message() -> Message:
        names = _AXIS_NAMES if rank == len(_AXIS_NAMES) else tuple(f"axis {k}" for k in range(rank))
        differing = [at for at in others if shape[at] != first[at]]
        return Message(
            "Input {number} has {sizes}, but input 1 has {expected}: {shape} against {first}. All but the {axis} must "
            "agree: {cure}.",
            number=number,
            sizes=" and ".join(f"{names[at]} {shape[at]}" for at in differing),
            expected=" and ".join(str(first[at]) for at in differing),
            shape=_sizes_text(shape),
            first=tensor_text(first),
            axis=names[axis],
            cure="adjust stride or padding of the branch that differs"
            if rank == 4 and min(differing) >= 2
            else "join along another axis, or change the branch that differs",
        )

    return Check(all_of(*(shape[at] == first[at] for at in others)), message, port=number - 1)


def _sizes_text(shape: Shape) -> str:
    """A shape without the names of its axes, for where they stand beside it already."""
    return "×".join(str(d) for d in shape)


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
        fitting = [_fits_first(number, inputs[0], shape) for number, shape in enumerate(inputs[1:], start=2)]
        # Inputs that are broadcast may each fit the first and yet not one another.
        each = all_of(*(check.holds for check in fitting))
        return (*fitting, Check(implies(each, broadcast(inputs)[1]), lambda: _all_shapes(inputs)))

    def terms(self, inputs: tuple[Shape, ...], output: Shape) -> tuple[Term, ...]:
        """One addition less than there are inputs, per element."""
        return (elementwise_term(output, (Factor("inputs-1", len(inputs) - 1),)),)

    def summary(self) -> str:
        """Nothing to say."""
        return ""


def _fits_first(number: int, first: Shape, shape: Shape) -> Check:
    return Check(
        broadcast((first, shape))[1],
        lambda: Message(
            "Input {number} is {shape}, but input 1 is {first}; they cannot be added element by element. {cure}",
            number=number,
            shape=_sizes_text(shape) if len(shape) == len(first) else tensor_text(shape),
            first=tensor_text(first),
            cure=_adding_cure(first, shape),
        ),
        port=number - 1,
    )


def _adding_cure(first: Shape, shape: Shape) -> str:
    if len(first) != len(shape) or len(first) != 4:
        return "Give both the same shape."
    channels = first[1] != shape[1] and 1 not in (first[1], shape[1])
    sizes = any(a != b and 1 not in (a, b) for a, b in zip(first[2:], shape[2:], strict=True))
    if channels and sizes:
        return f"A 1×1 convolution to {first[1]} channels, with the stride of the other side, can make them agree."
    if channels:
        return f"A 1×1 convolution to {first[1]} channels on one side makes them agree."
    return "Bring both to the same height and width (stride, padding)."


def _all_shapes(inputs: tuple[Shape, ...]) -> Message:
    return Message(
        "The inputs {shapes} cannot be added together element by element. Give all the same shape, or 1 where a size "
        "is to be repeated.",
        shapes=", ".join(tensor_text(shape) for shape in inputs),
    )
