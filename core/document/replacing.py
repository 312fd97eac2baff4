"""Giving a layer another type, with all that carries over.

Raises:
    EditError: the edit is impossible; the text says why.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from core.document.definition_edits import refuse_recursion
from core.document.document import MAIN, Document, GraphId
from core.document.graph import Node, NodeId, OutputRef, in_place_of, unique_name
from core.document.lookup import node_of
from core.document.modules import ModuleCall
from core.errors import EditError
from core.language.formulas import Formula
from core.language.operator import Operator

__all__ = ["replace_op", "replace_op_of_all"]

_ABBREVIATION = 3
"""Letters of a keyword that is short enough to be what people call a layer: bn, fc, gap."""


def replace_op(
    document: Document,
    node: NodeId,
    op: Operator,
    *,
    name: str | None = None,
    formulas: Mapping[str, Formula] | None = None,
    plain_names: Collection[str] = (),
    graph: GraphId = MAIN,
) -> Document:
    """Give a layer another type. It keeps its place, its looks and the wires for which there still is a port.

    A parameter, with its formulas, carries over to one of the same name and kind, unless the new operator comes with a
    value of its own, other than the default. A name that only says the type gives way to one that says the new type.

    Args:
        document: where.
        node: which layer.
        op: what it becomes, with the values that it is to have.
        name: what a layer of the new type is called; made from the type by default.
        formulas: those that the new operator comes with.
        plain_names: more names that say no more than a type.
        graph: which graph.
    """
    return replace_op_of_all(document, (node,), op, name=name, formulas=formulas, plain_names=plain_names, graph=graph)


def replace_op_of_all(
    document: Document,
    nodes: Collection[NodeId],
    op: Operator,
    *,
    name: str | None = None,
    formulas: Mapping[str, Formula] | None = None,
    plain_names: Collection[str] = (),
    graph: GraphId = MAIN,
) -> Document:
    """Give several layers another type, one after the other, as ``replace_op`` does to one. Arguments are the same."""
    within = document.graph(graph)
    if isinstance(op, ModuleCall):
        if op.module not in document.modules:
            raise EditError("This block is not part of the sketch.")
        refuse_recursion(document, op.module, graph)
    plain = {_plain(other) for other in plain_names}
    taken = {node.name for node in within.nodes.values()}
    counters: dict[str, int] = {}
    given: dict[NodeId, Node] = {}
    for found in (node_of(within, node) for node in dict.fromkeys(nodes)):
        made, overlay = _carried(found, op, formulas or {})
        wanted = found.name
        if _short(made) != _short(found.op) and _plain(found.name) in _called(found.op) | plain:
            taken.discard(found.name)
            wanted = unique_name(name or _short(made), taken, counters)
            taken.add(wanted)
        changed = replace(found, op=made, inputs=_inputs(found, made), name=wanted, formulas=overlay, bypassed=False)
        if found.bypassed and changed.bypassable:
            changed = replace(changed, bypassed=True)
        if made.type_name() != found.op.type_name():
            changed = replace(changed, extra_params={}, extra_formulas={})
        if not changed.same_as(found):
            given[found.id] = changed
    return document.with_graph(graph, in_place_of(within, given)) if given else document


def _carried(node: Node, op: Operator, formulas: Mapping[str, Formula]) -> tuple[Operator, dict[str, Formula]]:
    """The new operator with the values that carry over, and its formulas."""
    before = {param.name: param for param in node.op.params}
    values: dict[str, Any] = {}
    overlay = dict(formulas)
    for param in op.params:
        old = before.get(param.name)
        keys = param.component_keys()
        if old is None or old.kind is not param.kind or any(key in formulas for key in keys):
            continue
        if getattr(op, param.name) != param.default:
            continue
        value = getattr(node.op, param.name)
        if not any(param.faults(value)):
            values[param.name] = value
            overlay |= {key: node.formulas[key] for key in keys if key in node.formulas}
    if isinstance(op, ModuleCall) and isinstance(node.op, ModuleCall) and not op.arguments:
        known = op.interface.parameters
        values["arguments"] = tuple((key, value) for key, value in node.op.arguments if key in known)
    return (replace(op, **values) if values else op), overlay  # type: ignore[type-var]


def _inputs(node: Node, op: Operator) -> tuple[OutputRef | None, ...]:
    """The wires for which the new operator has a port."""
    if op.variadic:
        return tuple(ref for ref in node.inputs if ref is not None)
    count = len(op.inputs)
    return (*node.inputs[:count], *(None,) * (count - len(node.inputs)))


def _short(op: Operator) -> str:
    """What a layer is called where nobody gave it a name."""
    return op.label if isinstance(op, ModuleCall) else op.type_name().lower().removesuffix("2d")


def _called(op: Operator) -> set[str]:
    """Names that say no more of a layer than its type."""
    words = {_short(op), op.type_name().lower(), op.label.lower()}
    return {_plain(word) for word in words | {word for word in op.keywords if len(word) <= _ABBREVIATION}}


def _plain(name: str) -> str:
    """A name without the numbers behind it: ``conv3x3_2`` is a ``conv``."""
    return re.sub(r"[\d_.×x]*\d$", "", name.lower()) or name.lower()
