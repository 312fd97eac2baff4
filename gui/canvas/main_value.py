"""The main number of a layer, as it is typed on its box: shown as text, read, and put into the document."""

from __future__ import annotations

import re
from typing import Final

from core.document import edits
from core.document.document import MAIN, Document, GraphId
from core.document.graph import Node, NodeId
from core.errors import ParamError
from core.language.params import Param, ParamKind, ParamValue
from core.text import HWC, ShapeOrder
from gui.canvas.words import tr
from gui.entry.reading import read_param
from gui.entry.scope import Scope, parts_of

__all__ = ["is_number", "main_label", "main_params", "main_text", "read_main", "set_main"]

_TIMES: Final = re.compile(r"\s*[x×X*]\s*")
_NUMBER: Final = re.compile(r"[-+]?\d+", re.ASCII)
_INPUT_ORDER: Final = {HWC: (1, 2, 0), "CHW": (0, 1, 2)}


def main_params(node: Node, graph: GraphId = MAIN) -> tuple[Param, ...]:
    """The parameters that are typed on a node's box; none where it has no number of its own."""
    if node.op.is_input and graph != MAIN:
        return ()  # the port of a block takes the shape that arrives
    return tuple(edits.param_of(node, name) for name in node.op.main_params())


def main_label(params: tuple[Param, ...], order: ShapeOrder) -> str:
    """What is typed: ``Out channels``, ``Height × Width × Channels``."""
    return " × ".join(param.label for param in _ordered(params, order))


def main_text(node: Node, params: tuple[Param, ...], order: ShapeOrder) -> str:
    """The value as it is typed: ``64``, ``3×3``, ``2*c_in``, ``28×28×192``."""
    parts = [param.format(getattr(node.op, param.name), node.formulas) for param in _ordered(params, order)]
    return ("×" if all(map(_NUMBER.fullmatch, parts)) else ", ").join(parts)


def read_main(text: str, params: tuple[Param, ...], order: ShapeOrder, scope: Scope) -> tuple[ParamValue, ...]:
    """A value for each of the parameters.

    Raises:
        ParamError: the text is none.
        FormulaError: it has a formula that cannot be read, or with a name that is not known.
    """
    if len(params) == 1:
        return (read_param(params[0], text, scope),)
    parts = [part.strip() for _, part in parts_of(text)]
    if len(parts) == 1:
        parts = _TIMES.split(text.strip()) if "×" in text or _TIMES.sub("", text).strip().isdigit() else parts
    ordered = _ordered(params, order)
    if len(parts) != len(params) or not all(parts):
        names = "×".join(param.label.lower() for param in ordered)
        raise ParamError(tr("Write {names}, such as {example}.").format(names=names, example=_example(order)))
    read = {p.name: read_param(p, part, scope) for p, part in zip(ordered, parts, strict=True)}
    return tuple(read[param.name] for param in params)


def set_main(
    document: Document, node: NodeId, params: tuple[Param, ...], values: tuple[ParamValue, ...], graph: GraphId
) -> Document:
    """Give a node these values."""
    for param, value in zip(params, values, strict=True):
        document = edits.set_param(document, node, param.name, value, graph=graph)
    return document


def is_number(params: tuple[Param, ...]) -> bool:
    """Whether a formula may be typed."""
    return all(param.kind in (ParamKind.INT, ParamKind.PAIR, ParamKind.PADDING) and param.varies for param in params)


def _ordered(params: tuple[Param, ...], order: ShapeOrder) -> tuple[Param, ...]:
    """Parameters of a size in the order in which shapes are read."""
    return tuple(params[place] for place in _INPUT_ORDER[order]) if len(params) == len(_INPUT_ORDER[order]) else params


def _example(order: ShapeOrder) -> str:
    return "28×28×192" if order == HWC else "192×28×28"
