"""What layers share that work element by element: plain functions to be named in a class body."""

from __future__ import annotations

from core.language.dims import Shape
from core.language.operator import Operator, Term
from core.ops.common import elementwise_term

__all__ = ["free", "keep_shape", "one_each"]


def keep_shape(self: Operator, *inputs: Shape) -> Shape:  # noqa: ARG001
    """The input's shape."""
    return inputs[0]


def one_each(self: Operator, inputs: tuple[Shape, ...], output: Shape) -> tuple[Term, ...]:  # noqa: ARG001
    """One operation per element."""
    return (elementwise_term(output),)


def free(self: Operator, inputs: tuple[Shape, ...], output: Shape) -> tuple[Term, ...]:  # noqa: ARG001
    """Nothing: at inference it only hands its input on."""
    return ()
