"""Documentation of operators, generated from their declarations: ``docs/operators.md`` and a table of ``counting.md``.

Nothing about a layer is written twice: what these pages say is what the declaration says. ``tools/write_docs.py``
writes the files, and a test compares them.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from core.language.dims import Shape
from core.language.operator import Operator, Quantity, formula_text
from core.language.params import LARGEST, Param, ParamKind
from core.text import integer_text

__all__ = ["QUANTITIES", "costs_table", "example_inputs", "formulas_by_name", "operators_page"]

QUANTITIES: Final[Mapping[Quantity, str]] = {
    "macs": "MACs",
    "params": "params",
    "buffers": "buffers",
    "elementwise_ops": "element-wise ops",
}
"""Quantities that operators state terms for, as the pages head them."""

_EXAMPLES: Final[tuple[Shape, ...]] = (
    (1, 16, 32, 32),
    (1, 64, 32, 32),
    (1, 16),
    (1, 16, 32),
    (1, 3, 16, 32, 32),
)
_HEAD: Final = "<!-- Generated from the declarations in core/ops by tools/write_docs.py; do not edit. -->"


def example_inputs(op: Operator) -> tuple[Shape, ...]:
    """Input shapes that an operator accepts, without a warning if there are such: an image, else another rank.

    Raises:
        ValueError: it accepts none of the examples.
    """
    count = 2 if op.variadic else len(op.inputs)
    candidates = [(shape,) * count for shape in _EXAMPLES]
    accepted = [inputs for inputs in candidates if all(check.holds for check in op.checks(*inputs))]
    for inputs in accepted:
        if all(check.holds or check.severity == "hint" for check in op.hints(*inputs)):
            return inputs
    if accepted:
        return accepted[0]
    raise ValueError(f"{op.type_name()} accepts none of {_EXAMPLES}")


def _general(cls: type[Operator]) -> Operator:
    """An instance that hides no factor: counts that are 1 by default, such as groups, are 2 where that is possible."""
    op = cls()
    for param in cls.params:
        if param.kind is ParamKind.INT and param.varies and getattr(op, param.name) == 1:
            wider = replace(op, **{param.name: 2})  # type: ignore[type-var]
            if all(check.holds for check in wider.checks(*example_inputs(op))):
                op = wider
    return op


def formulas_by_name(cls: type[Operator]) -> dict[Quantity, str]:
    """The cost of an operator in the names of its factors, by quantity; only those that it has."""
    op = _general(cls)
    inputs = example_inputs(op)
    outputs = op.output_shapes(*inputs)
    terms = op.terms(inputs, outputs[0]) if outputs else ()
    found = {quantity: formula_text(terms, quantity, names=True, result=False) for quantity in QUANTITIES}
    return {quantity: text for quantity, text in found.items() if text}


def costs_table(operators: Mapping[str, type[Operator]]) -> str:
    """A Markdown table: what each operator adds to each quantity, by the names of the factors."""
    rows = ["| layer | " + " | ".join(QUANTITIES.values()) + " |", "|---" * (len(QUANTITIES) + 1) + "|"]
    for name, cls in operators.items():
        if cls.is_input or cls.is_output:
            continue
        formulas = formulas_by_name(cls)
        cells = (f"`{formulas[q]}`" if q in formulas else "0" for q in QUANTITIES)
        rows.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(rows) + "\n"


def operators_page(operators: Mapping[str, type[Operator]]) -> str:
    """The whole of ``docs/operators.md``: every operator, by category, in the order of the palette."""
    lines = [
        "# Layers",
        "",
        _HEAD,
        "",
        "Names of parameters are PyTorch's. A pair is (height, width); padding is a word or four sides (top, bottom,",
        "left, right). Every number with a unit may be a formula over `c_in`, `h_in` and `w_in`, the sizes of the",
        "first input, and over the variables and parameters in scope.",
        "What the quantities count: [counting.md](counting.md). How to add a layer: ",
        "[adding-an-operator.md](adding-an-operator.md).",
        "",
    ]
    lines[-3] = lines[-3].rstrip()
    heading = None
    for name, cls in operators.items():
        if cls.category is not heading:
            heading = cls.category
            lines += [f"## {heading.value}", ""]
        lines += [f"### {name}", "", *_section(cls), ""]
    return "\n".join(lines).rstrip() + "\n"


def _section(cls: type[Operator]) -> Iterator[str]:
    text, _, source = inspect.cleandoc(cls.__doc__ or "").replace("``", "`").partition("Source: ")
    yield text.strip()
    yield ""
    if cls.params:
        yield "| parameter | default | range | what |"
        yield "|---|---|---|---|"
        yield from (_row(param) for param in cls.params)
        yield ""
    formulas = formulas_by_name(cls)
    if formulas:
        yield "| counts | |"
        yield "|---|---|"
        yield from (f"| {QUANTITIES[quantity]} | `{formula}` |" for quantity, formula in formulas.items())
        yield ""
    elsewhere = []
    if cls.torch is not None:
        name = cls.torch.name
        elsewhere.append(f"PyTorch `{name if name.startswith('torchvision.') else f'torch.{name}'}`")
    if cls.onnx is not None:
        elsewhere.append(f"ONNX `{cls.onnx.name}`")
    if cls.variadic:
        elsewhere.append("any number of inputs")
    elsewhere.append(f"source: {_link(source.strip())}")
    yield " · ".join(elsewhere)


def _row(param: Param) -> str:
    return f"| `{param.name}` | {param.format(param.default)} | {_range(param)} | {param.doc} |"


def _range(param: Param) -> str:
    if param.kind is ParamKind.BOOL:
        return "yes, no"
    if param.kind is ParamKind.CHOICE:
        return ", ".join(param.choices)
    if param.kind is ParamKind.TEXT:
        return "text"
    if param.kind is ParamKind.FLOAT:
        return "{:g} to {:g}".format(*param.bounds)
    numbers = f"{integer_text(param.minimum)} or more"
    if param.maximum != LARGEST:
        numbers = f"{param.minimum} to {integer_text(param.maximum)}"
    elif param.minimum == -LARGEST:
        numbers = "any"
    if param.kind is ParamKind.LIST:
        numbers = f"whole numbers, each {numbers}"
    if param.unit:
        numbers += f" {param.unit}"
    return f"{', '.join(param.choices)}, or {numbers}" if param.choices else numbers


def _link(source: str) -> str:
    """A bare URL as a link; anything after it stays as it is."""
    return re.sub(r"https?://\S+", lambda found: f"<{found.group().rstrip('.,')}>", " ".join(source.split())).rstrip(
        "."
    )
