"""What an operator is: its declaration, the terms of its cost, its checks, and the registry of all of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar, Final, Literal, TypeVar, dataclass_transform

from core.language.dims import Dim, Shape, product
from core.language.mappings import OnnxOp, TorchModule
from core.language.params import (
    Param,
    ParamKind,
    axis_param,
    bool_param,
    choice_param,
    float_param,
    int_param,
    list_param,
    margins_param,
    padding_param,
    pair_param,
    text_param,
)
from core.text import Message, factor_text, integer_text

__all__ = [
    "OPERATORS",
    "Category",
    "Check",
    "Cost",
    "Factor",
    "Operator",
    "Quantity",
    "Severity",
    "Term",
    "cost_of",
    "formula_text",
    "operator",
    "operator_like",
]

Quantity = Literal["macs", "params", "buffers", "elementwise_ops"]
Severity = Literal["error", "warning", "hint"]


class Category(Enum):
    """The family of a layer: one colour each, one heading in the palette. The value is the heading."""

    INTERFACE = "Input and output"
    CONVOLUTION = "Convolution"
    POOLING = "Pooling"
    MERGE = "Merge"
    NORMALIZATION = "Normalization"
    ACTIVATION = "Activation"
    LINEAR = "Linear"
    SHAPE = "Shape"
    MODULE = "Block"
    UNKNOWN = "Unknown"


@dataclass(frozen=True, slots=True)
class Factor:
    """One named number in a product, such as ``C_in`` = 192. ``N`` (the batch) is not written when it is 1."""

    name: str
    value: Dim


@dataclass(frozen=True, slots=True)
class Term:
    """A product of factors that counts towards one quantity.

    ``groups`` are products of their own, written apart: ``28·28·32 × 5·5·192`` is two groups of three factors. The
    first group of a MAC term is the number of output elements, the second the work for one of them.
    """

    quantity: Quantity
    groups: tuple[tuple[Factor, ...], ...]

    @property
    def value(self) -> Dim:
        """The product of all factors."""
        return product(factor.value for group in self.groups for factor in group)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a layer costs for one example, as exact integers. What each counts: ``docs/counting.md``."""

    macs: int = 0
    params: int = 0
    buffers: int = 0
    activations: int = 0
    elementwise_ops: int = 0

    def __add__(self, other: Cost) -> Cost:
        """Sum, quantity by quantity."""
        return Cost(
            self.macs + other.macs,
            self.params + other.params,
            self.buffers + other.buffers,
            self.activations + other.activations,
            self.elementwise_ops + other.elementwise_ops,
        )

    def __sub__(self, other: Cost) -> Cost:
        """Difference, quantity by quantity."""
        return Cost(
            self.macs - other.macs,
            self.params - other.params,
            self.buffers - other.buffers,
            self.activations - other.activations,
            self.elementwise_ops - other.elementwise_ops,
        )

    def __mul__(self, copies: int) -> Cost:
        """The cost of so many copies."""
        return Cost(
            self.macs * copies,
            self.params * copies,
            self.buffers * copies,
            self.activations * copies,
            self.elementwise_ops * copies,
        )


@dataclass(frozen=True, slots=True)
class Check:
    """Something a rule demands of parameters and inputs.

    Attributes:
        holds: whether it is so (an array of bools in a sweep).
        message: builds what is said when it does not; only called then.
        param: key of the parameter at fault, or None.
        severity: how bad it is; only an error leaves the layer without a result.
        port: number of the input at fault, or None.
    """

    holds: bool
    message: Callable[[], Message]
    param: str | None = None
    severity: Severity = "error"
    port: int | None = None


class Operator:
    """A type of layer with its parameters.

    Subclasses are declared with ``@operator``: a frozen dataclass whose fields are the parameters. Rules are duck
    typed: they hold for ints and for int64 arrays, never branch on a ``Dim`` and never raise for a bad model.
    """

    label: ClassVar[str]
    """Name on the screen; the class name unless stated."""
    category: ClassVar[Category]
    keywords: ClassVar[tuple[str, ...]] = ()
    """More words the palette's search finds it by."""
    torch: ClassVar[TorchModule | None] = None
    onnx: ClassVar[OnnxOp | None] = None
    inputs: ClassVar[tuple[str, ...]] = ("input",)
    """Names of the input ports; for a variadic operator the name of each of them."""
    outputs: ClassVar[tuple[str, ...]] = ("output",)
    """Names of the output ports."""
    variadic: ClassVar[bool] = False
    """Whether it takes one input or more, in order."""
    merges: ClassVar[bool] = False
    """Whether branches end here (concat, add)."""
    is_input: ClassVar[bool] = False
    is_output: ClassVar[bool] = False
    learnable: ClassVar[bool] = False
    """Whether it has weights of its own that mix channels (a convolution, a linear layer)."""
    stands_for_others: ClassVar[bool] = False
    """Whether it is a block: its layers are counted, not the block itself."""
    params: ClassVar[tuple[Param, ...]] = ()

    def __repr__(self) -> str:
        fields = dataclasses.fields(self)  # type: ignore[arg-type]
        return f"{type(self).__name__}({', '.join(f'{f.name}={getattr(self, f.name)!r}' for f in fields if f.repr)})"

    def output_shape(self, *inputs: Shape) -> Shape:
        """Shape of the (first) output. Only called when all checks hold."""
        raise NotImplementedError

    def output_shapes(self, *inputs: Shape) -> tuple[Shape, ...]:
        """Shapes of all outputs, in the order of ``outputs``."""
        return (self.output_shape(*inputs),)

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """What must hold of parameters and inputs. Ranks come first; see ``core.ops.common``."""
        return ()

    def hints(self, *inputs: Shape) -> tuple[Check, ...]:
        """What a person may want to know though it can be computed: checks of severity warning or hint."""
        return ()

    def terms(self, inputs: tuple[Shape, ...], output: Shape) -> tuple[Term, ...]:
        """The cost, as products of named factors."""
        return ()

    def summary(self) -> str:
        """The main parameters as people say them: ``5×5, 32, same``."""
        return ""

    def main_params(self) -> tuple[str, ...]:
        """Names of the parameters that are typed on the box itself: the first that holds a number.

        Several are one size, in the order of shapes: channels, height, width.
        """
        return next(((param.name,) for param in self.params if param.kind in _NUMBERS), ())

    @classmethod
    def doc_line(cls) -> str:
        """The first line of its documentation as people read it: without the marks of code."""
        return (cls.__doc__ or "").strip().split("\n")[0].replace("``", "")

    def type_name(self) -> str:
        """Name of the type in files."""
        return type(self).__name__


_NUMBERS: Final = (ParamKind.INT, ParamKind.PAIR, ParamKind.PADDING, ParamKind.FLOAT, ParamKind.LIST)

OPERATORS: Final[dict[str, type[Operator]]] = {}
"""Every operator that has been imported, by its name in files; ``core.ops.every`` imports all."""

_Class = TypeVar("_Class", bound=type[Operator])


@dataclass_transform(
    frozen_default=True,
    kw_only_default=True,
    field_specifiers=(
        int_param,
        axis_param,
        pair_param,
        padding_param,
        margins_param,
        choice_param,
        bool_param,
        float_param,
        list_param,
        text_param,
    ),
)
def operator_like(cls: _Class) -> _Class:
    """Make a class a frozen dataclass with its params collected, but no entry of the palette."""
    # Without a __repr__ for each class: making those takes a tenth of the time in which all operators are imported.
    made: _Class = dataclass(frozen=True, kw_only=True, repr=False)(cls)  # type: ignore[assignment]
    made.params = tuple(
        dataclasses.replace(f.metadata["param"], name=f.name)
        for f in dataclasses.fields(made)  # type: ignore[arg-type]
        if "param" in f.metadata
    )
    return made


@dataclass_transform(
    frozen_default=True,
    kw_only_default=True,
    field_specifiers=(int_param, axis_param, pair_param, padding_param, choice_param, bool_param),
)
def operator(cls: _Class) -> _Class:
    """Make a class an operator of the palette: as ``operator_like``, and entered in ``OPERATORS``."""
    made = operator_like(cls)
    if "label" not in cls.__dict__:
        made.label = cls.__name__
    OPERATORS[cls.__name__] = made
    return made


def cost_of(terms: tuple[Term, ...], outputs: tuple[Shape, ...], *, counted: bool = True) -> Cost:
    """Add up terms; activations are the elements of all outputs.

    Args:
        terms: terms of one operator.
        outputs: its output shapes.
        counted: False for Input and Output, whose elements are not activations of the network.
    """
    sums: dict[str, int] = {"macs": 0, "params": 0, "buffers": 0, "elementwise_ops": 0}
    for term in terms:
        sums[term.quantity] = sums[term.quantity] + term.value
    activations = sum(product(shape) for shape in outputs) if counted else 0
    return Cost(activations=activations, **sums)


def formula_text(terms: tuple[Term, ...], quantity: Quantity, *, names: bool = False, result: bool = True) -> str:
    """The formula of one quantity: ``28·28·32 × 5·5·192 = 120,422,400``; empty where the quantity has no term.

    Args:
        terms: terms of one operator.
        quantity: which of them to write.
        names: write the names of the factors instead of their numbers.
        result: append ``= total``.
    """
    chosen = [term for term in terms if term.quantity == quantity]
    if not chosen:
        return ""
    written = " + ".join(_term_text(term, names=names) for term in chosen)
    return f"{written} = {integer_text(sum(t.value for t in chosen))}" if result else written


def _term_text(term: Term, *, names: bool) -> str:
    groups: list[str] = []
    for group in term.groups:
        shown = [f for f in group if not (f.name == "N" and isinstance(f.value, int) and f.value == 1)]
        texts = [_factor_name(f.name, alone=len(shown) == 1) if names else _factor_value(f.value) for f in shown]
        if texts:
            groups.append("·".join(texts))
    return " × ".join(groups) or "1"


def _factor_value(value: Dim) -> str:
    return factor_text(value) if isinstance(value, int) else str(value)


def _factor_name(name: str, *, alone: bool) -> str:
    """A name that is itself a small sum is bracketed, and a quotient where other factors stand beside it."""
    bracketed = any(sign in name for sign in "+-") or ("/" in name and not alone)
    return f"({name})" if bracketed else name
