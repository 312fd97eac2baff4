"""A plain record to a document, collecting every problem with its place.

This is the pass that defines what the format allows. Types and structure are checked; whether the sketch makes sense is
not: a value out of range opens, and is an issue. What is not known is kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import core.ops  # noqa: F401  (fills OPERATORS)
from core.document.document import Document, Meta
from core.document.graph import Graph, Node, NodeId, OutputRef, Point, find_cycle
from core.errors import FormatProblem, VersionError
from core.io.migrations import STEPS, VERSION, Record, migrate
from core.io.plain import Problems, step
from core.io.words import FARTHEST, FORMAT, ID, MOST_PORTS
from core.language.formulas import Formula
from core.language.operator import OPERATORS, Operator
from core.language.params import Param, ParamKind
from core.ops.unknown import UnknownOperator

__all__ = ["check_header", "document_of"]

_SOURCE: Final = re.compile(r"([^:]*)(?::([^:]*))?")
_PORT: Final = re.compile(r"0|[1-9]\d{0,8}", re.ASCII)
_SHOWN: Final = 8
_MOST_CYCLES: Final = 20


def check_header(value: Any, *, newest: int = VERSION) -> Record:
    """The record, once it is known to be a sketch of a version that can be read.

    Raises:
        FormatError: it is not a sketch.
        VersionError: it is one of a newer version.
    """
    problems = Problems()
    if not isinstance(value, dict):
        problems.add("$", f"A sketch is an object in braces, but this is {_kind(value)}. This is not a Convas file.")
    elif value.get("format") != FORMAT:
        stated = f"it says {_shown(value['format'])}" if "format" in value else "there is no “format”"
        problems.add(
            "$.format", f"A Convas file says “format”: “{FORMAT}” here, but {stated}. This is another kind of file."
        )
    elif "version" not in value:
        problems.add("$.version", f"The version of the format is missing. Write “version”: {VERSION}.")
    elif type(value["version"]) is not int or value["version"] < 1:
        problems.add("$.version", f"The version is a whole number from 1, not {_shown(value['version'])}.")
    elif value["version"] > newest:
        message = (
            f"This file was written by a newer Convas (format {value['version']}); this one reads formats up to "
            f"{newest}. Update Convas, or have the file saved by this version."
        )
        raise VersionError((FormatProblem("$.version", message),))
    problems.raise_if_any()
    record: Record = value
    return record


def document_of(value: Any, problems: Problems, *, newest: int = VERSION, steps: Mapping[int, Any] = STEPS) -> Document:
    """Read a plain value as a document.

    Args:
        value: from ``read_plain``.
        problems: what is known to be wrong with it already; more is added.
        newest: the version that is read; older ones are migrated to it.
        steps: the migrations there are.

    Raises:
        FormatError: with every problem.
        VersionError: it was written by a newer version.
    """
    record = migrate(check_header(value, newest=newest), to=newest, steps=steps)
    known = ("format", "version", "meta", "graph")
    meta = _meta(record.get("meta", {}), problems)
    if "graph" not in record:
        problems.add("$.graph", "There is no graph in this file. An empty one is “graph”: {“nodes”: {}}.")
    graph = _graph(record.get("graph", {}), problems)
    problems.raise_if_any()
    return Document(graph, meta, _rest(record, known))


def _rest(record: Record, known: tuple[str, ...]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key not in known}


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, list):
        return "a list"
    return "an object" if isinstance(value, dict) else "a number that cannot be kept"


def _shown(value: Any) -> str:
    """A value in a message, shortened."""
    if isinstance(value, str):
        # A lone surrogate could not be printed.
        text = value if len(value) <= 40 else value[:39] + "…"
        return f"“{text.encode('utf-8', 'replace').decode('utf-8')}”"
    if type(value) is int or type(value) is float:
        return str(value)
    return _kind(value)


def _object(value: Any, place: str, what: str, problems: Problems) -> Record:
    if isinstance(value, dict):
        return value
    problems.add(place, f"{what} must be an object in braces, not {_shown(value)}.")
    return {}


# -- meta -----------------------------------------------------------------------------------------------------------


def _meta(value: Any, problems: Problems) -> Meta:
    record = _object(value, "$.meta", "“meta”", problems)
    stated: dict[str, Any] = {}
    for name in ("title", "description", "source"):
        text = record.get(name, "")
        if isinstance(text, str):
            stated[name] = text
        else:
            problems.add(f"$.meta.{name}", f"This must be a text in quotes, not {_shown(text)}.")
    batch = record.get("batch", 1)
    if type(batch) is not int or batch < 1:
        problems.add("$.meta.batch", f"The batch must be a whole number from 1, not {_shown(batch)}.")
    else:
        stated["batch"] = batch
    return Meta(**stated, extra=_rest(record, ("title", "description", "source", "batch")))


# -- graph ----------------------------------------------------------------------------------------------------------


def _graph(value: Any, problems: Problems) -> Graph:
    record = _object(value, "$.graph", "“graph”", problems)
    records = _object(record.get("nodes", {}), "$.graph.nodes", "“nodes”", problems)
    nodes: dict[NodeId, Node] = {}
    layout: dict[NodeId, Point] = {}
    names: dict[str, NodeId] = {}
    for key in sorted(records):
        place = f"$.graph.nodes{step(key)}"
        if not ID.fullmatch(key):
            problems.add(
                place, f"{_shown(key)} cannot be an id. Use up to 200 letters, digits, “_”, “-” and “.”, at least one."
            )
        node = _node(key, records[key], place, problems)
        _check_name(node, place, names, problems)
        nodes[key] = node
        if (at := _position(records[key], place, problems)) is not None:
            layout[key] = at
    _check_wires(nodes, problems)
    return Graph(nodes, layout, _rest(record, ("nodes",)))


def _check_name(node: Node, place: str, names: dict[str, NodeId], problems: Problems) -> None:
    if "/" in node.name:
        problems.add(
            f"{place}.name", f"The name {_shown(node.name)} holds a “/”, which parts names in a path. Use another sign."
        )
    elif not node.name.strip():
        problems.add(
            f"{place}.name", "The name is empty. Give the layer a name, or leave “name” out: it is the id then."
        )
    elif node.name in names:
        first = f"$.graph.nodes{step(names[node.name])}"
        problems.add(f"{place}.name", f"The name {_shown(node.name)} is taken by {first}. Give it another one.")
    else:
        names[node.name] = node.id


_NODE_FIELDS: Final = ("type", "name", "params", "formulas", "inputs", "at")


def _node(key: NodeId, value: Any, place: str, problems: Problems) -> Node:
    record = _object(value, place, "A node", problems)
    name = record.get("name", key)
    if not isinstance(name, str):
        problems.add(f"{place}.name", f"The name must be a text in quotes, not {_shown(name)}.")
        name = key
    inputs = _inputs(record.get("inputs"), f"{place}.inputs", problems) if "inputs" in record else None
    params = _object(record.get("params", {}), f"{place}.params", "“params”", problems)
    formulas = _object(record.get("formulas", {}), f"{place}.formulas", "“formulas”", problems)
    type_name = record.get("type")
    if not isinstance(type_name, str) or not type_name:
        if isinstance(value, dict):
            said = f", not {_shown(type_name)}" if "type" in record else "; it is missing"
            problems.add(f"{place}.type", f"The type of the layer must be a text in quotes, such as “Conv2d”{said}.")
        return Node(key, UnknownOperator("", len(inputs or ())), inputs or (), name)
    cls = OPERATORS.get(type_name)
    op: Operator
    overlay: dict[str, Formula] = {}
    if cls is None:
        inputs = inputs or ()
        op, more_params, more_formulas = UnknownOperator(type_name, len(inputs)), params, formulas
    else:
        op = _operator(cls, params, place, problems)
        inputs = _fit_inputs(cls, inputs, f"{place}.inputs", problems)
        more_params = _rest(params, tuple(param.name for param in cls.params))
        overlay, more_formulas = _formulas(formulas, cls, f"{place}.formulas", problems)
    return Node(key, op, inputs, name, overlay, _rest(record, _NODE_FIELDS), more_params, more_formulas)


def _operator(cls: type[Operator], record: Record, place: str, problems: Problems) -> Operator:
    values: dict[str, Any] = {}
    for param in cls.params:
        if param.name in record:
            value = record[param.name]
            fault = _param_fault(param, value)
            if fault is None:
                values[param.name] = tuple(value) if isinstance(value, list) else value
            else:
                at = f"{place}.params{step(param.name)}"
                problems.add_unless_within(at, f"{param.label} must be {fault}, not {_listed(value)}.")
    return cls(**values)


def _listed(value: Any) -> str:
    if isinstance(value, list) and len(value) <= _SHOWN:
        return f"[{', '.join(map(_shown, value))}]"
    return f"a list of {len(value)}" if isinstance(value, list) else _shown(value)


def _param_fault(param: Param, value: Any) -> str | None:
    """What the value of a parameter must be, when it is not."""
    if param.kind is ParamKind.INT:
        return None if type(value) is int else "a whole number, without quotes or decimal point"
    if param.kind is ParamKind.BOOL:
        return None if type(value) is bool else "true or false"
    if param.kind is ParamKind.CHOICE:
        return None if type(value) is str else f"one of {', '.join(param.choices)}, in quotes"
    if param.kind is ParamKind.PAIR:
        return None if _whole_numbers(value, 2) else "two whole numbers, [height, width]"
    if type(value) is str or _whole_numbers(value, 4):
        return None
    return f"one of {', '.join(param.choices)}, in quotes, or four whole numbers, [top, bottom, left, right]"


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
            problems.add(f"{place}{step(key)}", f"A formula must be a text in quotes, not {_shown(text)}.")
    return overlay, more


def _position(record: Any, place: str, problems: Problems) -> Point | None:
    if not isinstance(record, dict) or "at" not in record:
        return None
    at = record["at"]
    numbers = isinstance(at, list) and len(at) == 2 and all(type(value) in (int, float) for value in at)
    if numbers and all(-FARTHEST <= value <= FARTHEST for value in at):
        return Point(float(at[0]), float(at[1]))
    problems.add_unless_within(
        f"{place}.at", f"The position must be two numbers [x, y] within ±{FARTHEST:,}, not {_listed(at)}."
    )
    return None


# -- wires ----------------------------------------------------------------------------------------------------------


def _inputs(value: Any, place: str, problems: Problems) -> tuple[OutputRef | None, ...]:
    if not isinstance(value, list):
        problems.add(place, f"The inputs must be a list of ids, such as [“conv1”], not {_shown(value)}.")
        return ()
    return tuple(_source(item, f"{place}[{number}]", problems) for number, item in enumerate(value))


def _source(value: Any, place: str, problems: Problems) -> OutputRef | None:
    if value is None:
        return None
    parts = _SOURCE.fullmatch(value) if isinstance(value, str) else None
    if parts is None or not (parts[2] is None or _PORT.fullmatch(parts[2])):
        problems.add(
            place, f"A source is the id of a layer, “split:1” for its second output, or null, not {_shown(value)}."
        )
        return None
    return OutputRef(parts[1], int(parts[2] or 0))


def _fit_inputs(
    cls: type[Operator], inputs: tuple[OutputRef | None, ...] | None, place: str, problems: Problems
) -> tuple[OutputRef | None, ...]:
    """As many as the operator has; a file need not say that none is connected."""
    if cls.variadic:
        for number, ref in enumerate(inputs or ()):
            if ref is None:
                problems.add(f"{place}[{number}]", f"{cls.label} has only connected inputs. Leave the null out.")
        return inputs or ()
    if inputs is None:
        return (None,) * len(cls.inputs)
    if len(inputs) != len(cls.inputs):
        has = {0: "no input", 1: "one input"}.get(len(cls.inputs), f"{len(cls.inputs)} inputs")
        problems.add(place, f"{cls.label} has {has}, but the list has {len(inputs)}. Write null for an open one.")
    return inputs


def _check_wires(nodes: dict[NodeId, Node], problems: Problems) -> None:
    """Sources must exist, have that output, and close no cycle. Unknown layers get the outputs that are read."""
    read: dict[NodeId, int] = {}
    for key, node in nodes.items():
        for number, ref in enumerate(node.inputs):
            if ref is None:
                continue
            fault = _source_fault(nodes, ref)
            if fault is None:
                read[ref.node] = max(read.get(ref.node, 1), ref.port + 1)
            else:
                problems.add(f"$.graph.nodes{step(key)}.inputs[{number}]", fault)
    for key, count in read.items():
        op = nodes[key].op
        if isinstance(op, UnknownOperator) and count > op.results:
            nodes[key] = replace(nodes[key], op=replace(op, results=count))
    _check_cycles(nodes, problems)


def _source_fault(nodes: Mapping[NodeId, Node], ref: OutputRef) -> str | None:
    source = nodes.get(ref.node)
    if source is None:
        return f"There is no layer with the id {_shown(ref.node)}. Correct the id, or write null for an open input."
    if isinstance(source.op, UnknownOperator):
        return None if ref.port < MOST_PORTS else f"There is no output {ref.port}; at most {MOST_PORTS} can be kept."
    count = len(source.op.outputs)
    if ref.port < count:
        return None
    if count == 0:
        return f"{_shown(source.name)} is an {source.op.label} and has no output to read."
    has = f"{count} output{'s' if count > 1 else ''}, counted from 0"
    return f"{_shown(source.name)} has {has}, so there is no {ref.port}. Write another, or null for an open input."


def _check_cycles(nodes: Mapping[NodeId, Node], problems: Problems) -> None:
    left = dict(nodes)
    for _ in range(_MOST_CYCLES):
        cycle = find_cycle(left)
        if not cycle:
            return
        names = [nodes[key].name for key in (*cycle, cycle[0])]
        if len(names) > _SHOWN + 1:
            names[_SHOWN // 2 : -_SHOWN // 2] = ["…"]
        problems.add(
            f"$.graph.nodes{step(cycle[0])}.inputs",
            f"{' → '.join(map(_shown, names))} is a cycle: each layer depends on itself. Take one of these wires out.",
        )
        for key in cycle:
            del left[key]
