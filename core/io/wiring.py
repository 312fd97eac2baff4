"""The wires of a graph that is read: where they come from, how many a layer has, and what of that cannot be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from core.document.graph import Node, NodeId, OutputRef, find_cycle
from core.document.modules import Interface, ModuleCall, ModuleId, Port
from core.io.plain import Problems, step
from core.io.values import SHOWN, shown
from core.io.words import MOST_PORTS
from core.language.operator import Operator
from core.ops.unknown import UnknownOperator

__all__ = ["connect", "fit_inputs", "missing_interface", "read_inputs", "read_source"]

_SOURCE: Final = re.compile(r"([^:]*)(?::([^:]*))?")
_PORT: Final = re.compile(r"0|[1-9]\d{0,8}", re.ASCII)
_MOST_CYCLES: Final = 20

Interfaces = Mapping[ModuleId, Interface]
"""What calls of each module of the file show."""


def read_inputs(value: Any, place: str, problems: Problems) -> tuple[OutputRef | None, ...]:
    """The sources of a layer's inputs, as the file lists them."""
    if not isinstance(value, list):
        problems.add(place, f"The inputs must be a list of ids, such as [“conv1”], not {shown(value)}.")
        return ()
    return tuple(read_source(item, f"{place}[{number}]", problems) for number, item in enumerate(value))


def read_source(value: Any, place: str, problems: Problems) -> OutputRef | None:
    """Where a wire comes from; None for null, and with a problem for what is none."""
    if value is None:
        return None
    parts = _SOURCE.fullmatch(value) if isinstance(value, str) else None
    if parts is None or not (parts[2] is None or _PORT.fullmatch(parts[2])):
        problems.add(
            place, f"A source is the id of a layer, “split:1” for its second output, or null, not {shown(value)}."
        )
        return None
    return OutputRef(parts[1], int(parts[2] or 0))


def fit_inputs(
    op: Operator, inputs: tuple[OutputRef | None, ...] | None, place: str, problems: Problems
) -> tuple[OutputRef | None, ...]:
    """As many as the operator has; a file need not say that none is connected."""
    if op.variadic:
        for number, ref in enumerate(inputs or ()):
            if ref is None:
                problems.add(f"{place}[{number}]", f"{_type_of(op)} has only connected inputs. Leave the null out.")
        return inputs or ()
    if inputs is None:
        return (None,) * len(op.inputs)
    if len(inputs) != len(op.inputs):
        has = {0: "no input", 1: "one input"}.get(len(op.inputs), f"{len(op.inputs)} inputs")
        problems.add(place, f"{_type_of(op)} has {has}, but the list has {len(inputs)}. Write null for an open one.")
    return inputs


def _type_of(op: Operator) -> str:
    """A layer's type in a message; a block's is a name that the file gives, which may be anything."""
    return shown(op.label) if isinstance(op, ModuleCall) else op.label


def missing_interface(module: ModuleId, inputs: int, outputs: int) -> Interface:
    """What a call shows whose module is not in the file: as many ports as the file uses."""
    return Interface(module, (Port("", "input"),) * inputs, (Port("", "output"),) * outputs)


def connect(nodes: dict[NodeId, Node], interfaces: Interfaces, place: str, problems: Problems) -> None:
    """Give calls the ports of their modules; sources must exist, have that output, and close no cycle.

    Layers of unknown types and calls of missing modules get the outputs that are read.
    """
    for key, node in nodes.items():
        if isinstance(node.op, ModuleCall) and node.op.module in interfaces:
            call = replace(node.op, interface=interfaces[node.op.module])
            inputs = fit_inputs(call, node.inputs or None, f"{place}{step(key)}.inputs", problems)
            nodes[key] = replace(node, op=call, inputs=inputs)
    read: dict[NodeId, int] = {}
    for key, node in nodes.items():
        for number, ref in enumerate(node.inputs):
            if ref is None:
                continue
            fault = _source_fault(nodes, ref, interfaces)
            if fault is None:
                read[ref.node] = max(read.get(ref.node, 1), ref.port + 1)
            else:
                problems.add(f"{place}{step(key)}.inputs[{number}]", fault)
    for key, node in nodes.items():
        op = node.op
        if isinstance(op, UnknownOperator) and read.get(key, 1) > op.results:
            nodes[key] = replace(node, op=replace(op, results=read[key]))
        elif isinstance(op, ModuleCall) and op.module not in interfaces:
            interface = missing_interface(op.module, len(node.inputs), read.get(key, 1))
            nodes[key] = replace(node, op=replace(op, interface=interface))
    _check_cycles(nodes, place, problems)


def _source_fault(nodes: Mapping[NodeId, Node], ref: OutputRef, interfaces: Interfaces) -> str | None:
    source = nodes.get(ref.node)
    if source is None:
        return f"There is no layer with the id {shown(ref.node)}. Correct the id, or write null for an open input."
    op = source.op
    if isinstance(op, UnknownOperator) or (isinstance(op, ModuleCall) and op.module not in interfaces):
        return None if ref.port < MOST_PORTS else f"There is no output {ref.port}; at most {MOST_PORTS} can be kept."
    count = len(op.outputs)
    if ref.port < count:
        return None
    if count == 0:
        return f"{shown(source.name)} has no output to read: its type is {_type_of(op)}. Read another layer."
    has = f"{count} output{'s' if count > 1 else ''}, counted from 0"
    return f"{shown(source.name)} has {has}, so there is no {ref.port}. Write another, or null for an open input."


def _check_cycles(nodes: Mapping[NodeId, Node], place: str, problems: Problems) -> None:
    left = dict(nodes)
    for _ in range(_MOST_CYCLES):
        cycle = find_cycle(left)
        if not cycle:
            return
        names = [nodes[key].name for key in (*cycle, cycle[0])]
        if len(names) > SHOWN + 1:
            names[SHOWN // 2 : -SHOWN // 2] = ["…"]
        problems.add(
            f"{place}{step(cycle[0])}.inputs",
            f"{' → '.join(map(shown, names))} is a cycle: each layer depends on itself. Take one of these wires out.",
        )
        for key in cycle:
            del left[key]
