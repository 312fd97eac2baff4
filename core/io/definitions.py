"""Variables and modules of a plain record, and how the calls of modules find their ports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from core.document.graph import Graph, Node, NodeId, OutputRef, find_cycle, topological_order
from core.document.modules import Interface, Module, ModuleId, Variable, calls_in, interface_of
from core.io.graphs import check_id, read_graph
from core.io.migrations import Record
from core.io.plain import Problems, step
from core.io.values import SHOWN, checked_name, kind, listed, object_of, rest, shown, text_of
from core.io.wiring import connect
from core.io.words import DEEPEST_NESTING, name_fault
from core.ops.unknown import UnknownOperator

__all__ = ["connected", "nesting_faults", "read_modules", "read_variables"]

_NO_LAYER: Final = UnknownOperator("")

_MODULE_FIELDS: Final = ("name", "note", "parameters", "inputs", "outputs", "graph")


def read_variables(value: Any, place: str, what: str, problems: Problems) -> dict[str, Variable]:
    """Variables, or the parameters of a module: names with numbers, in the order of the file."""
    variables: dict[str, Variable] = {}
    for name, stated in object_of(value, place, what, problems).items():
        at = f"{place}{step(name)}"
        if fault := name_fault(name):
            problems.add(at, f"{shown(name)} cannot be a name in formulas. {fault}")
        record = stated if isinstance(stated, dict) else {"value": stated}
        number = record.get("value")
        if type(number) is int or type(number) is float:
            variables[name] = Variable(number, text_of(record, "note", at, problems), rest(record, ("value", "note")))
        elif record is stated:
            said = f", not {shown(number)}" if "value" in record else "; it is missing"
            problems.add(f"{at}.value", f"The value must be a number{said}.")
        else:
            message = f"This must be a number, or an object with “value” and “note”, not {shown(stated)}."
            problems.add_unless_within(at, message, stated)
    return variables


def read_modules(value: Any, problems: Problems) -> dict[ModuleId, Module]:
    """The definitions of a file; calls in them do not know their ports yet."""
    records = object_of(value, "$.modules", "“modules”", problems)
    modules: dict[ModuleId, Module] = {}
    for key in sorted(records):
        place = f"$.modules{step(key)}"
        check_id(key, place, problems)
        modules[key] = _module(key, records[key], place, problems)
    return modules


def _module(key: ModuleId, value: Any, place: str, problems: Problems) -> Module:
    record = object_of(value, place, "A module", problems)
    name = text_of(record, "name", place, problems, key)
    checked_name(name, "module", place, problems)
    if "graph" not in record and record is value:
        problems.add(f"{place}.graph", "This module has no graph. An empty one is “graph”: {“nodes”: {}}.")
    graph = read_graph(record.get("graph", {}), f"{place}.graph", problems)
    ins = tuple(key for key, node in graph.nodes.items() if node.op.is_input)
    outs = tuple(key for key, node in graph.nodes.items() if node.op.is_output)
    return Module(
        key,
        name,
        graph,
        _ports(record, "inputs", "Input", ins, place, problems),
        _ports(record, "outputs", "Output", outs, place, problems),
        read_variables(record.get("parameters", {}), f"{place}.parameters", "“parameters”", problems),
        text_of(record, "note", place, problems),
        rest(record, _MODULE_FIELDS),
    )


def _ports(
    record: Record, field: str, type_name: str, present: tuple[NodeId, ...], place: str, problems: Problems
) -> tuple[NodeId, ...]:
    """The ports of a module in order: each of its Inputs (or Outputs) once. Left out, they stand by their ids."""
    if field not in record:
        return present
    value = record[field]
    at = f"{place}.{field}"
    if not isinstance(value, list):
        problems.add(at, f"The ports must be a list of ids, such as [“{field[:-1]}”], not {shown(value)}.")
        return present
    ports: dict[NodeId, None] = {}
    known = set(present)
    for number, key in enumerate(value):
        entry = f"{at}[{number}]"
        if not isinstance(key, str):
            problems.add(entry, f"A port is the id of an {type_name} in quotes, not {kind(key)}.")
        elif key not in known:
            message = f"There is no {type_name} with the id {shown(key)} in this module. Correct the id or take it out."
            problems.add(entry, message)
        elif key in ports:
            problems.add(entry, f"{shown(key)} is listed more than once. Keep one of them.")
        else:
            ports[key] = None
    forgotten = [key for key in present if key not in ports]
    if forgotten and len(ports) == len(value):
        problems.add(at, f"Not listed here: {listed(forgotten)}. List the id of every {type_name} of this module.")
    return (*ports, *forgotten)


def connected(
    main: Graph, modules: Mapping[ModuleId, Module], problems: Problems
) -> tuple[Graph, dict[ModuleId, Module]]:
    """The graphs with every call showing the ports of its module, and all wires and calls checked."""
    interfaces = {key: interface_of(module) for key, module in modules.items()}
    made = {
        key: replace(module, graph=_connected(module.graph, interfaces, f"$.modules{step(key)}.graph", problems))
        for key, module in modules.items()
    }
    for place, message in nesting_faults(made):
        problems.add(place, message)
    return _connected(main, interfaces, "$.graph", problems), made


def _connected(graph: Graph, interfaces: Mapping[ModuleId, Interface], place: str, problems: Problems) -> Graph:
    nodes = dict(graph.nodes)
    connect(nodes, interfaces, f"{place}.nodes", problems)
    return replace(graph, nodes=nodes)


# -- modules in modules ---------------------------------------------------------------------------------------------


def nesting_faults(modules: Mapping[ModuleId, Module]) -> Iterator[tuple[str, str]]:
    """Place and message for modules that contain themselves, or else for one in which they are nested too deep."""
    # A module reads, so to say, the modules that it calls, so that a recursion is a cycle of wires.
    called = {
        key: tuple(dict.fromkeys(OutputRef(op.module) for _, op in calls_in(module.graph) if op.module in modules))
        for key, module in modules.items()
    }
    left = {key: Node(key, _NO_LAYER, refs) for key, refs in called.items()}
    found = False
    while cycle := find_cycle(left):
        found = True
        trail = (cycle[0], *reversed(cycle))  # from the outer to the inner
        yield _recursion(modules, trail)
        for key in cycle:
            del left[key]
    depths: dict[ModuleId, int] = {}
    for key in () if found else topological_order(left):
        depths[key] = 1 + max((depths[ref.node] for ref in called[key]), default=0)
    deepest = max(depths, key=lambda key: depths[key], default="")
    if depths.get(deepest, 0) > DEEPEST_NESTING:
        message = f"Blocks are nested {depths[deepest]} deep in this one, and at most {DEEPEST_NESTING} are allowed."
        yield f"$.modules{step(deepest)}", f"{message} Take some of the calls out."


def _recursion(modules: Mapping[ModuleId, Module], trail: tuple[ModuleId, ...]) -> tuple[str, str]:
    call = next(node for node, op in calls_in(modules[trail[0]].graph) if op.module == trail[1])
    names = [modules[key].name for key in trail]
    if len(names) > SHOWN + 1:
        names[SHOWN // 2 : -SHOWN // 2] = ["…"]
    place = f"$.modules{step(trail[0])}.graph.nodes{step(call.id)}.params.module"
    said = "each contains the next, and so the block contains itself. Take one of these calls out."
    return place, f"{' → '.join(map(shown, names))}: {said}"
