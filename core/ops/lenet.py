"""The two layers of LeNet-5 (1998) that nobody builds any more, and its output."""

from __future__ import annotations

from functools import lru_cache
from typing import ClassVar

from core.language.dims import Dim, Pair, Shape
from core.language.operator import Category, Check, Factor, Operator, Term, operator
from core.language.params import int_param, pair_param, text_param
from core.ops.common import IMAGE_CURE, elementwise_term, kernel_text, rank_check, spatial_out, window_checks
from core.text import Message

__all__ = ["PartialConv2d", "RBFOutput", "Subsampling2d"]

_NO_PADS = (0, 0, 0, 0)
_ONCE = (1, 1)
_LECUN = "http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf"
_MOST_MAPS = 4096


@lru_cache(maxsize=256)
def _table(text: str) -> tuple[tuple[int, ...], ...] | None:
    """Input maps of each output map; None where the text is no table."""
    try:
        rows = tuple(tuple(int(word) for word in row.split()) for row in text.split(";"))
    except ValueError:
        return None
    good = all(row and len(set(row)) == len(row) and min(row) >= 0 for row in rows) and len(rows) <= _MOST_MAPS
    return rows if good else None


@operator
class PartialConv2d(Operator):
    """A valid convolution in which each output map sees only the input maps of a table, as C3 of LeNet-5.

    Params: k_h·k_w × connections + C_out. MACs: H_out·W_out × k_h·k_w·connections.

    Source: http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf (section II.B, table I)
    """

    label: ClassVar = "PartialConv2d"
    category: ClassVar = Category.CONVOLUTION
    keywords: ClassVar = ("lenet", "connection table", "c3")
    learnable: ClassVar = True

    connections: str = text_param(
        default="0 1 2; 1 2 3; 2 3 4; 3 4 5; 4 5 0; 5 0 1; 0 1 2 3; 1 2 3 4; 2 3 4 5; 3 4 5 0; 4 5 0 1; 5 0 1 2; "
        "0 1 3 4; 1 2 4 5; 0 2 3 5; 0 1 2 3 4 5",
        doc="For each output map, separated by semicolons, the numbers of the input maps it sees, from 0.",
    )
    kernel_size: Pair = pair_param(default=(5, 5), doc="Height and width of the filters.")

    def output_shape(self, *inputs: Shape) -> Shape:
        """(N, rows of the table, H_out, W_out)."""
        (x,) = inputs
        out = spatial_out(x, _NO_PADS, self.kernel_size, _ONCE, _ONCE)
        return (x[0], len(_table(self.connections) or ()), *out)

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """A table that can be read and names maps that exist; a window that fits."""
        (x,) = inputs
        rank = rank_check(x, 4, "PartialConv2d", IMAGE_CURE)
        if len(x) != 4:
            return (rank,)
        table = _table(self.connections)
        if table is None:
            return (
                Check(
                    False,
                    lambda: Message(
                        "The table of connections cannot be read. Write the numbers of the input maps, different ones, "
                        "separated by spaces, and a semicolon between output maps: “0 1 2; 1 2 3”."
                    ),
                    "connections",
                ),
            )
        last = max(max(row) for row in table)
        return (
            Check(
                last < x[1],
                lambda: Message(
                    "The table names input map {last}, but the last of {channels} is {highest}.",
                    last=last,
                    channels=x[1],
                    highest=x[1] - 1,
                ),
                "connections",
            ),
            *window_checks(x, _NO_PADS, self.kernel_size, _ONCE, _ONCE),
        )

    def terms(self, inputs: tuple[Shape, ...], output: Shape) -> tuple[Term, ...]:
        """A filter for each connection, a bias for each output map."""
        table = _table(self.connections) or ()
        links = Factor("connections", sum(len(row) for row in table))
        filter_ = (Factor("k_h", self.kernel_size[0]), Factor("k_w", self.kernel_size[1]), links)
        places = (Factor("N", output[0]), Factor("H_out", output[2]), Factor("W_out", output[3]))
        return (
            Term("macs", (places, filter_)),
            Term("params", (filter_,)),
            Term("params", ((Factor("C_out", output[1]),),)),
            elementwise_term(output),
        )

    def summary(self) -> str:
        """``5×5, 60 connections``."""
        table = _table(self.connections) or ()
        return f"{kernel_text(self.kernel_size)}, {sum(len(row) for row in table)} connections"


@operator
class Subsampling2d(Operator):
    """Sums each window, times a learnt coefficient, plus a learnt bias: two parameters a map, as S2 of LeNet-5.

    Counted as pooling, with a product and a sum per output; it has no MACs.

    Source: http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf (section II.B)
    """

    category: ClassVar = Category.POOLING
    keywords: ClassVar = ("lenet", "trainable", "average")

    kernel_size: Pair = pair_param(default=(2, 2), doc="Height and width of the window, and its step.")

    def output_shape(self, *inputs: Shape) -> Shape:
        """(N, C, H/k_h, W/k_w), rounded down."""
        (x,) = inputs
        return (x[0], x[1], *spatial_out(x, _NO_PADS, self.kernel_size, self.kernel_size, _ONCE))

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """Four dimensions, a window that fits."""
        (x,) = inputs
        rank = rank_check(x, 4, "Subsampling2d", IMAGE_CURE)
        if len(x) != 4:
            return (rank,)
        return window_checks(x, _NO_PADS, self.kernel_size, self.kernel_size, _ONCE)

    def terms(self, inputs: tuple[Shape, ...], output: Shape) -> tuple[Term, ...]:
        """Coefficient and bias of each map; the taps, a product and a sum per output."""
        two = (Factor("2", 2),)
        taps = (Factor("k_h", self.kernel_size[0]), Factor("k_w", self.kernel_size[1]))
        return (
            Term("params", (two, (Factor("C_in", inputs[0][1]),))),
            elementwise_term(output, taps),
            elementwise_term(output, two),
        )

    def summary(self) -> str:
        """``2×2``."""
        return kernel_text(self.kernel_size)


@operator
class RBFOutput(Operator):
    """Distances to fixed prototypes, one for each class: LeNet-5's output. The prototypes are buffers, not parameters.

    Counted as a subtraction, a square and a sum for each class and feature; it has no MACs.

    Source: http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf (section II.B, output)
    """

    label: ClassVar = "RBFOutput"
    category: ClassVar = Category.LINEAR
    keywords: ClassVar = ("lenet", "radial basis", "euclidean")

    classes: Dim = int_param(default=10, unit="classes", doc="Number of prototypes.")

    def output_shape(self, *inputs: Shape) -> Shape:
        """(N, classes)."""
        return (inputs[0][0], self.classes)

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """A vector."""
        return (rank_check(inputs[0], 2, "RBFOutput", "Put a Flatten before it."),)

    def terms(self, inputs: tuple[Shape, ...], output: Shape) -> tuple[Term, ...]:
        """The prototypes; three operations for each of their values."""
        values = (Factor("classes", self.classes), Factor("F_in", inputs[0][1]))
        batch = (Factor("N", inputs[0][0]),)
        return (Term("buffers", (values,)), Term("elementwise_ops", (batch, values, (Factor("3", 3),))))

    def summary(self) -> str:
        """``10 classes``."""
        return f"{self.classes} classes"
