"""Graphs of a plain record: layers with their parameters. Wires are checked in ``core.io.wiring``."""

from __future__ import annotations

import math
from typing import Any, Final

from core.document.graph import Graph, Node, NodeId, Point, pruned
from core.document.modules import Argument, ModuleCall
from core.io.looks import read_annotations, read_bends, read_flag, read_flow, read_point, read_styles
from core.io.migrations import Record
from core.io.plain import Problems, step
from core.io.values import checked_name, listed, object_of, rest, shown
from core.io.wiring import fit_inputs, read_inputs
from core.io.words import CALL, CALL_PARAMS, ID
from core.language.formulas import Formula
from core.language.operator import Operator
from core.language.params import Param, ParamKind
from core.ops import operator_named
from core.ops.unknown import UnknownOperator

__all__ = ["check_id", "read_graph"]

_NODE_FIELDS: Final = ("type", "name", "bypassed", "params", "formulas", "inputs", "at")
_GRAPH_FIELDS: Final = ("flow", "nodes", "styles", "annotations", "bends")


def read_graph(value: Any, place: str, problems: Problems) -> Graph:
    """The layers of a graph; calls of modules do not know their ports yet."""
    record = object_of(value, place, "“graph”", problems)
    records = object_of(record.get("nodes", {}), f"{place}.nodes", "“nodes”", problems)
    nodes: dict[NodeId, Node] = {}
    layout: dict[NodeId, Point] = {}
    names: dict[str, NodeId] = {}
    for key in sorted(records):
        at = f"{place}.nodes{step(key)}"
        check_id(key, at, problems)
        node = _node(key, records[key], at, problems)
        if checked_name(node.name, "layer", at, problems):
            first = names.setdefault(node.name, key)
            if first != key:
                problems.add(
                    f"{at}.name",
                    f"The name {shown(node.name)} is taken by {place}.nodes{step(first)}. Give it another one.",
                )
        nodes[key] = node
        stated = records[key]
        if isinstance(stated, dict) and (spot := read_point(stated, at, problems)) is not None:
            layout[key] = spot
    graph = Graph(
        nodes,
        layout,
        read_styles(record.get("styles", {}), f"{place}.styles", problems),
        read_annotations(record.get("annotations", {}), nodes, f"{place}.annotations", problems),
        read_bends(record.get("bends", {}), f"{place}.bends", problems),
        read_flow(record, place, problems),
        rest(record, _GRAPH_FIELDS),
    )
    return pruned(graph)


def check_id(key: str, place: str, problems: Problems) -> None:
    """Note an id that cannot be one."""
    if not ID.fullmatch(key):
        problems.add(
            place, f"{shown(key)} cannot be an id. Use up to 200 letters, digits, “_”, “-” and “.”, at least one."
        )


def _node(key: NodeId, value: Any, place: str, problems: Problems) -> Node:
    record = object_of(value, place, "A node", problems)
    name = record.get("name", key)
    if not isinstance(name, str):
        problems.add(f"{place}.name", f"The name must be a text in quotes, not {shown(name)}.")
        name = key
    bypassed = read_flag(record, "bypassed", place, problems)
    inputs = read_inputs(record.get("inputs"), f"{place}.inputs", problems) if "inputs" in record else None
    params = object_of(record.get("params", {}), f"{place}.params", "“params”", problems)
    formulas = object_of(record.get("formulas", {}), f"{place}.formulas", "“formulas”", problems)
    type_name = record.get("type")
    if not isinstance(type_name, str) or not type_name:
        if isinstance(value, dict):
            said = f", not {shown(type_name)}" if "type" in record else "; it is missing"
            problems.add(f"{place}.type", f"The type of the layer must be a text in quotes, such as “Conv2d”{said}.")
        return Node(key, UnknownOperator("", len(inputs or ())), inputs or (), name, bypassed=bypassed)
    cls = ModuleCall if type_name == CALL else operator_named(type_name)
    op: Operator
    overlay: dict[str, Formula] = {}
    if cls is None:
        inputs = inputs or ()
        op, more_params, more_formulas = UnknownOperator(type_name, len(inputs)), params, formulas
    else:
        values = _values(cls, params, place, problems)
        if cls is ModuleCall:
            op, inputs = _call(values, params, f"{place}.params", problems), inputs or ()
        else:
            op = cls(**values)
            inputs = fit_inputs(op, inputs, f"{place}.inputs", problems)
        more_params = rest(params, (*(param.name for param in cls.params), *(CALL_PARAMS if cls is ModuleCall else ())))
        overlay, more_formulas = _formulas(formulas, cls, f"{place}.formulas", problems)
    return Node(
        key,
        op,
        inputs,
        name,
        overlay,
        bypassed,
        extra=rest(record, _NODE_FIELDS),
        extra_params=more_params,
        extra_formulas=more_formulas,
    )


# -- parameters -----------------------------------------------------------------------------------------------------


def _values(cls: type[Operator], record: Record, place: str, problems: Problems) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for param in cls.params:
        if param.name in record:
            value = record[param.name]
            fault = _param_fault(param, value)
            if fault is None:
                values[param.name] = _kept(param, value)
            else:
                at = f"{place}.params{step(param.name)}"
                problems.add_unless_within(at, f"{param.label} must be {fault}, not {listed(value)}.", value)
    return values


def _kept(param: Param, value: Any) -> Any:
    if param.kind is ParamKind.FLOAT:
        return float(value)
    return tuple(value) if isinstance(value, list) else value


def _param_fault(param: Param, value: Any) -> str | None:
    """What the value of a parameter must be, when it is not."""
    if param.kind is ParamKind.INT:
        return None if type(value) is int else "a whole number, without quotes or decimal point"
    if param.kind is ParamKind.BOOL:
        return None if type(value) is bool else "true or false"
    if param.kind is ParamKind.CHOICE:
        return None if type(value) is str else f"one of {', '.join(param.choices)}, in quotes"
    if param.kind is ParamKind.TEXT:
        return None if type(value) is str else "a text in quotes"
    if param.kind is ParamKind.FLOAT:
        return None if _is_finite(value) else "a number, without quotes"
    if param.kind is ParamKind.PAIR:
        return None if _whole_numbers(value, 2) else "two whole numbers, [height, width]"
    if param.kind is ParamKind.LIST:
        fits = isinstance(value, list) and _whole_numbers(value, len(value))
        return None if fits else "a list of whole numbers, such as [0, 2, 3, 1]"
    if (type(value) is str and param.choices) or _whole_numbers(value, 4):
        return None
    numbers = "four whole numbers, [top, bottom, left, right]"
    return f"one of {', '.join(param.choices)}, in quotes, or {numbers}" if param.choices else numbers


def _is_finite(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value)


def _whole_numbers(value: Any, count: int) -> bool:
    return isinstance(value, list) and len(value) == count and all(type(item) is int for item in value)


def _formulas(
    record: Record, cls: type[Operator], place: str, problems: Problems
) -> tuple[dict[str, Formula], dict[str, Any]]:
    """The formulas of components that the operator has, and whatever else is there."""
    overlay: dict[str, Formula] = {}
    more: dict[str, Any] = {}
    keys = {key for param in cls.params for key in param.component_keys()} if record else ()
    for key, text in record.items():
        if key not in keys:
            more[key] = text
        elif isinstance(text, str):
            overlay[key] = Formula(text)
        else:
            problems.add(f"{place}{step(key)}", f"A formula must be a text in quotes, not {shown(text)}.")
    return overlay, more


def _call(values: dict[str, Any], record: Record, place: str, problems: Problems) -> ModuleCall:
    """A call: which module, and what is handed to its parameters."""
    module = record.get("module")
    if not isinstance(module, str):
        said = f", not {shown(module)}" if "module" in record else "; it is missing"
        problems.add(f"{place}.module", f"A block says here which of the “modules” it is, by id in quotes{said}.")
        module = ""
    arguments: dict[str, Argument] = {}
    stated = object_of(record.get("arguments", {}), f"{place}.arguments", "“arguments”", problems)
    for name, value in stated.items():
        if isinstance(value, str):
            arguments[name] = Formula(value)
        elif _is_finite(value):
            arguments[name] = value
        else:
            message = f"An argument is a number, or a formula as text in quotes, not {shown(value)}."
            problems.add(f"{place}.arguments{step(name)}", message)
    return ModuleCall(module=module, arguments=tuple(sorted(arguments.items())), **values)
