"""How the numbers of a layer come about, as text: formulas in names and in numbers, and what each name means."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from PySide6.QtCore import QCoreApplication

from core.analysis.infer import NodeResult
from core.language.dims import Pads, Shape, ceil_div, floor_div, resolve_pads
from core.language.operator import Quantity, formula_text
from core.text import factor_text, integer_text

__all__ = ["Derivation", "derivations", "factor_legend", "window_formula"]


class Derivation(NamedTuple):
    """One quantity: its heading, its formula in names, and the same in numbers with the result."""

    title: str
    names: str
    numbers: str

    @property
    def text(self) -> str:
        """All of it, for the clipboard."""
        return "\n".join(part for part in (f"{self.title}: {self.names}" if self.names else "", self.numbers) if part)


def _tr(text: str) -> str:
    return QCoreApplication.translate("formula", text)


_MEANINGS: Final = {
    "H_out": "height of the output",
    "W_out": "width of the output",
    "C_out": "channels of the output, one for each filter",
    "H_in": "height of the input",
    "W_in": "width of the input",
    "C_in": "channels of the input",
    "C_in/groups": "channels of the input that one filter sees",
    "k_h": "height of the window",
    "k_w": "width of the window",
    "F_in": "features of the input",
    "F_out": "features of the output",
    "inputs-1": "additions for each element",
    "N": "batch of the input",
}


def derivations(result: NodeResult) -> list[Derivation]:
    """Everything that can be derived for a layer that has a result."""
    found: list[Derivation] = []
    quantities: tuple[tuple[Quantity, str], ...] = (
        ("macs", _tr("MACs")),
        ("params", _tr("Params")),
        ("buffers", _tr("Buffers")),
        ("elementwise_ops", _tr("Element-wise ops")),
    )
    for quantity, title in quantities:
        numbers = formula_text(result.terms, quantity)
        if numbers:
            names = formula_text(result.terms, quantity, names=True, result=False)
            found.append(Derivation(title, names, numbers))
        elif quantity == "macs" and result.counted:
            found.append(Derivation(title, "", _tr("0: no weights are multiplied with data here")))
        elif quantity == "params" and result.counted:
            found.append(Derivation(title, "", _tr("0: nothing is learned here")))
    for axis, title in enumerate((_tr("Output height"), _tr("Output width"))):
        size = window_formula(result, axis)
        if size is not None:
            found.append(Derivation(title, *size))
    if not found:
        found.append(Derivation(_tr("Costs"), "", _tr("Input and Output mark where tensors enter and leave: no cost.")))
    return found


def factor_legend(result: NodeResult) -> list[tuple[str, str, str]]:
    """Every named factor once: name, value, meaning. Plain numbers and a batch of 1 are left out."""
    found: dict[str, str] = {}
    for term in result.terms:
        for group in term.groups:
            for factor in group:
                if not factor.name.isdigit() and (factor.name, factor.value) != ("N", 1):
                    found.setdefault(factor.name, integer_text(factor.value))
    return [(name, value, _tr(_MEANINGS[name]) if name in _MEANINGS else "") for name, value in found.items()]


def window_formula(result: NodeResult, axis: int) -> tuple[str, str] | None:
    """Output size of a sliding window along an axis (0 height, 1 width), in names and in numbers.

    None where the layer is no such window. The formula is evaluated and compared with the inferred shape, so that
    what is shown is what was computed.
    """
    op: Any = result.op
    shape = result.inputs[0] if result.inputs else None
    output = result.output
    if shape is None or output is None or len(shape) != 4 or len(output) != 4 or not hasattr(op, "kernel_size"):
        return None
    kernel, stride = op.kernel_size[axis], op.stride[axis]
    dilation: int = op.dilation[axis] if hasattr(op, "dilation") else 1
    pads = resolve_pads(op.padding, shape[2 + axis], kernel, stride, dilation, axis)
    span = shape[2 + axis] + pads[0] + pads[1] - dilation * (kernel - 1) - 1
    up = bool(getattr(op, "ceil_mode", False))
    size = (ceil_div(span, stride) if up else floor_div(span, stride)) + 1
    dropped = size - output[2 + axis]
    if dropped not in ((0, 1) if up else (0,)):
        return None
    return _window_text(shape, axis, kernel, stride, dilation, pads, up=up, dropped=dropped)


def _window_text(
    shape: Shape, axis: int, kernel: int, stride: int, dilation: int, pads: Pads, *, up: bool, dropped: int
) -> tuple[str, str]:
    letter, first, last, k = (("H", "top", "bottom", "k_h"), ("W", "left", "right", "k_w"))[axis]
    size = shape[2 + axis]
    out = (ceil_div if up else floor_div)(size + sum(pads) - dilation * (kernel - 1) - 1, stride) + 1 - dropped
    size_text, k_text = factor_text(size), factor_text(kernel)
    names = f"({letter}_in + {first} + {last} − dilation·({k} − 1) − 1)"
    numbers = (
        f"({size_text} + {factor_text(pads[0])} + {factor_text(pads[1])} − {factor_text(dilation)}·({k_text} − 1) − 1)"
    )
    if up:
        names, numbers = f"⌈{names} / stride⌉ + 1", f"⌈{numbers} / {factor_text(stride)}⌉ + 1"
    else:
        names, numbers = f"{names} // stride + 1", f"{numbers} // {factor_text(stride)} + 1"
    if dropped:
        names += " − 1"
        numbers += " − 1"
    note = " (" + _tr("the last window would start in the padding") + ")" if dropped else ""
    return f"{letter}_out = {names}", f"{numbers} = {integer_text(out)}{note}"
