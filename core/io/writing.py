"""A document as a plain record, ready for ``write_plain``: fixed order of keys, sorted ids, defaults left out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from core.document.document import Bookmark, Document, Meta
from core.document.graph import (
    COLORS,
    FLOWS,
    Annotation,
    Graph,
    Node,
    NodeId,
    NodeStyle,
    OutputRef,
    Point,
    Wire,
    pruned,
)
from core.document.modules import Module, ModuleCall, Variable
from core.errors import FormatError, FormatProblem
from core.io.definitions import nesting_faults
from core.io.looks import KINDS, STYLE_FIELDS
from core.io.migrations import VERSION, Record
from core.io.plain import Lines, Problems, step
from core.io.words import FARTHEST, FORMAT, ID, name_fault
from core.language.formulas import Formula
from core.language.params import ParamKind
from core.ops.unknown import UnknownOperator

__all__ = ["record_of", "source_text"]

_META: Final = Meta()
_EXACT: Final = 2**53  # a whole float below it is the same number without its point


def record_of(document: Document) -> Record:
    """The record of a document.

    Raises:
        FormatError: ids, names, sources, ports or positions that no reader would take back.
    """
    _check_words(document)
    record: Record = {"format": FORMAT, "version": VERSION}
    if meta := _meta(document.meta):
        record["meta"] = meta
    if document.variables:
        record["variables"] = _variables(document.variables)
    if document.modules:
        record["modules"] = {key: _module(document.modules[key]) for key in sorted(document.modules)}
    record["graph"] = _graph(document.main, "$.graph")
    if document.bookmarks:
        record["bookmarks"] = {
            bookmark.name: _bookmark(bookmark, f"$.bookmarks{step(bookmark.name)}") for bookmark in document.bookmarks
        }
    return record | _sorted(document.extra)


def _sorted(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: values[key] for key in sorted(values)}


def _meta(meta: Meta) -> Record:
    stated = {
        name: getattr(meta, name)
        for name in ("title", "description", "source", "batch")
        if getattr(meta, name) != getattr(_META, name)
    }
    return stated | _sorted(meta.extra)


def _variables(variables: Mapping[str, Variable]) -> Record:
    """Names in the order that a person gave them, each on a line of its own."""
    return {name: _variable(variable) for name, variable in variables.items()}


def _variable(variable: Variable) -> Any:
    if not variable.note and not variable.extra:
        return variable.value
    note = {"note": variable.note} if variable.note else {}
    return Lines({"value": variable.value} | note | _sorted(variable.extra), 0)


def _module(module: Module) -> Record:
    record: Record = {"name": module.name}
    if module.note:
        record["note"] = module.note
    if module.parameters:
        record["parameters"] = _variables(module.parameters)
    if module.inputs:
        record["inputs"] = list(module.inputs)
    if module.outputs:
        record["outputs"] = list(module.outputs)
    record["graph"] = _graph(module.graph, f"$.modules{step(module.id)}.graph")
    return record | _sorted(module.extra)


def _graph(graph: Graph, place: str) -> Record:
    graph = pruned(graph)
    nodes = {key: _node(graph.nodes[key], graph.layout.get(key), place) for key in sorted(graph.nodes)}
    record: Record = {} if graph.flow == FLOWS[0] else {"flow": graph.flow}
    record["nodes"] = nodes
    if graph.styles:
        record["styles"] = {key: Lines(_style(graph.styles[key]), 0) for key in sorted(graph.styles)}
    if graph.annotations:
        record["annotations"] = {
            key: _annotation(note, f"{place}.annotations{step(key)}") for key, note in graph.annotations.items()
        }
    if graph.bends:
        record["bends"] = _bends(graph.bends, f"{place}.bends")
    return record | _sorted(graph.extra)


def _style(style: NodeStyle) -> Record:
    stated = {name: getattr(style, name) for name in STYLE_FIELDS if getattr(style, name)}
    return stated | _sorted(style.extra)


def _annotation(note: Annotation, place: str) -> Lines:
    """A line for each field, so that text, place, size and colour are told apart in a comparison."""
    record: Record = {"kind": note.kind}
    if note.text:
        record["text"] = note.text
    record |= _place_and_size(note, place)
    if note.color:
        record["color"] = note.color
    return Lines(record | _sorted(note.extra), 1)


def _place_and_size(box: Annotation | Bookmark, place: str) -> Record:
    what = "This frame or note" if isinstance(box, Annotation) else f"The bookmark “{box.name}”"
    return {
        "at": [_coordinate(what, value, f"{place}.at") for value in (box.x, box.y)],
        "size": [_coordinate(what, value, f"{place}.size") for value in (box.width, box.height)],
    }


def _bends(bends: Mapping[Wire, tuple[Point, ...]], place: str) -> Record:
    """By the layer that a wire leads to, and then by where it comes from; each wire is a line."""
    record: dict[NodeId, Record] = {}
    for key, target in sorted((source_text(wire.source), wire.target) for wire in bends):
        record.setdefault(target, {})[key] = None
    for wire, points in bends.items():
        key = source_text(wire.source)
        at = f"{place}{step(wire.target)}{step(key)}"
        record[wire.target][key] = [[_coordinate("A bend", value, at) for value in point] for point in points]
    return {target: Lines(record[target], 1) for target in sorted(record)}


def _bookmark(bookmark: Bookmark, place: str) -> Lines:
    path = {"path": list(bookmark.path)} if bookmark.path else {}
    return Lines(path | _place_and_size(bookmark, place) | _sorted(bookmark.extra), 0)


def _node(node: Node, at: Point | None, place: str) -> Lines:
    record: Record = {"type": node.op.type_name(), "name": node.name}
    if node.bypassed:
        record["bypassed"] = True
    if params := _params(node):
        record["params"] = params
    if node.formulas or node.extra_formulas:
        texts = {key: formula.text for key, formula in node.formulas.items()}
        record["formulas"] = _sorted(texts | dict(node.extra_formulas))
    if node.inputs:
        record["inputs"] = [None if ref is None else source_text(ref) for ref in node.inputs]
    if at is not None:
        where = f"{place}.nodes{step(node.id)}.at"
        record["at"] = [_coordinate(f"“{node.name}”", value, where) for value in at]
    return Lines(record | _sorted(node.extra), 1)


def source_text(ref: OutputRef) -> str:
    """Where a wire comes from: ``conv1``, or ``split:1`` for any output but the first."""
    return f"{ref.node}:{ref.port}" if ref.port else ref.node


def _params(node: Node) -> Record:
    stated: Record = {}
    if isinstance(node.op, ModuleCall):
        stated["module"] = node.op.module
        if node.op.arguments:
            stated["arguments"] = _sorted(
                {name: value.text if isinstance(value, Formula) else value for name, value in node.op.arguments}
            )
    for param in node.op.params:
        value = getattr(node.op, param.name)
        if value != param.default:
            if param.kind is ParamKind.FLOAT:
                value = _short(value)
            stated[param.name] = list(value) if isinstance(value, tuple) else value
    return _sorted(stated | dict(node.extra_params))


def _short(value: float) -> int | float:
    """A real number, without its point where it is whole."""
    return int(value) if abs(value) < _EXACT and value == int(value) else value


def _coordinate(what: str, value: float, place: str) -> int | float:
    if not math.isfinite(value) or abs(value) > FARTHEST:
        raise FormatError((FormatProblem(place, f"{what} stands at {value}, which is not on the canvas."),))
    return _short(value)


# -- what cannot be written ------------------------------------------------------------------------------------------


def _check_words(document: Document) -> None:
    """Refuse what no reader would take back, before a good file is replaced by one that cannot be opened."""
    problems = Problems()
    _check_names(document.variables, "$.variables", problems)
    for key, module in document.modules.items():
        place = f"$.modules{step(key)}"
        if not ID.fullmatch(key):
            problems.add(place, f"“{key}” cannot be the id of a block.")
        if not module.name.strip() or "/" in module.name:
            problems.add(f"{place}.name", f"“{module.name}” cannot be the name of a block. Rename it.")
        _check_names(module.parameters, f"{place}.parameters", problems)
        _check_graph(module.graph, f"{place}.graph", problems)
        for field, ports, of_type in (("inputs", module.inputs, "is_input"), ("outputs", module.outputs, "is_output")):
            present = [key for key, node in module.graph.nodes.items() if getattr(node.op, of_type)]
            if sorted(ports) != sorted(present):
                problems.add(f"{place}.{field}", f"The ports of “{module.name}” are not those of its layers.")
    for place, message in nesting_faults(document.modules):
        problems.add(place, message)
    _check_graph(document.main, "$.graph", problems)
    bookmarked = [bookmark.name for bookmark in document.bookmarks]
    for bookmark in document.bookmarks:
        place = f"$.bookmarks{step(bookmark.name)}"
        if not bookmark.name.strip() or bookmarked.count(bookmark.name) > 1:
            problems.add(place, f"“{bookmark.name}” cannot be the name of a bookmark, or of two. Rename it.")
        if not all(map(ID.fullmatch, bookmark.path)):
            problems.add(f"{place}.path", f"“{bookmark.name}” leads through a block whose id no file can keep.")
        _check_size(bookmark, place, problems)
    problems.raise_if_any()


def _check_names(variables: Mapping[str, Variable], place: str, problems: Problems) -> None:
    for name in variables:
        if fault := name_fault(name):
            problems.add(f"{place}{step(name)}", f"“{name}” cannot be a name in formulas. {fault}")


def _check_graph(graph: Graph, at: str, problems: Problems) -> None:
    names: dict[str, str] = {}
    for key, node in graph.nodes.items():
        place = f"{at}.nodes{step(key)}"
        if not ID.fullmatch(key):
            problems.add(place, f"“{key}” cannot be the id of a layer.")
        if not node.name.strip() or "/" in node.name:
            problems.add(f"{place}.name", f"“{node.name}” cannot be the name of a layer. Rename it.")
        if names.setdefault(node.name, key) != key:
            problems.add(f"{place}.name", f"Two layers are called “{node.name}”. Rename one of them.")
        for ref in node.inputs:
            if ref is None:
                continue
            source = graph.nodes.get(ref.node)
            if source is None:
                problems.add(f"{place}.inputs", f"“{node.name}” reads a layer that is not in the sketch.")
            elif ref.port >= len(source.op.outputs) and not isinstance(source.op, UnknownOperator):
                message = (
                    f"“{node.name}” reads output {ref.port + 1} of “{source.name}”, which is gone. Connect it anew."
                )
                problems.add(f"{place}.inputs", message)
    if graph.flow not in FLOWS:
        problems.add(f"{at}.flow", f"Data cannot flow “{graph.flow}”.")
    for key, style in graph.styles.items():
        if style.color not in COLORS:
            problems.add(f"{at}.styles{step(key)}.color", f"There is no colour “{style.color}”.")
    for key, note in graph.annotations.items():
        place = f"{at}.annotations{step(key)}"
        if not ID.fullmatch(key) or key in graph.nodes:
            problems.add(place, f"“{key}” cannot be the id of a frame or a note.")
        if note.color not in COLORS or note.kind not in KINDS:
            problems.add(place, f"There is no {note.kind} of colour “{note.color}”.")
        _check_size(note, place, problems)


def _check_size(box: Annotation | Bookmark, place: str, problems: Problems) -> None:
    if not (box.width > 0 and box.height > 0):
        problems.add(f"{place}.size", "Its width and height must be above 0.")
