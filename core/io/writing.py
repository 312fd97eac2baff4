"""A document as a plain record, ready for ``write_plain``: fixed order of keys, sorted ids, defaults left out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from core.document.document import Document, Meta
from core.document.graph import Graph, Node, OutputRef, Point
from core.errors import FormatError, FormatProblem
from core.io.migrations import VERSION, Record
from core.io.plain import Problems, step
from core.io.words import FARTHEST, FORMAT, ID

__all__ = ["record_of", "source_text"]

_META: Final = Meta()


def record_of(document: Document) -> Record:
    """The record of a document.

    Raises:
        FormatError: ids, names, sources or positions that no reader would take back.
    """
    record: Record = {"format": FORMAT, "version": VERSION}
    if meta := _meta(document.meta):
        record["meta"] = meta
    record["graph"] = _graph(document.main)
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


def _graph(graph: Graph) -> Record:
    _check_words(graph)
    nodes = {key: _node(graph.nodes[key], graph.layout.get(key)) for key in sorted(graph.nodes)}
    return {"nodes": nodes} | _sorted(graph.extra)


def _check_words(graph: Graph) -> None:
    """Refuse what no reader would take back, before a good file is replaced by one that cannot be opened."""
    problems = Problems()
    names: dict[str, str] = {}
    for key, node in graph.nodes.items():
        place = f"$.graph.nodes{step(key)}"
        if not ID.fullmatch(key):
            problems.add(place, f"“{key}” cannot be the id of a layer.")
        if not node.name.strip() or "/" in node.name:
            problems.add(f"{place}.name", f"“{node.name}” cannot be the name of a layer. Rename it.")
        if names.setdefault(node.name, key) != key:
            problems.add(f"{place}.name", f"Two layers are called “{node.name}”. Rename one of them.")
        if any(ref is not None and ref.node not in graph.nodes for ref in node.inputs):
            problems.add(f"{place}.inputs", f"“{node.name}” reads a layer that is not in the sketch.")
    problems.raise_if_any()


def _node(node: Node, at: Point | None) -> Record:
    record: Record = {"type": node.op.type_name(), "name": node.name}
    if params := _params(node):
        record["params"] = params
    if node.formulas or node.extra_formulas:
        texts = {key: formula.text for key, formula in node.formulas.items()}
        record["formulas"] = _sorted(texts | dict(node.extra_formulas))
    if node.inputs:
        record["inputs"] = [None if ref is None else source_text(ref) for ref in node.inputs]
    if at is not None:
        record["at"] = [_coordinate(node, value) for value in at]
    return record | _sorted(node.extra)


def source_text(ref: OutputRef) -> str:
    """Where a wire comes from: ``conv1``, or ``split:1`` for any output but the first."""
    return f"{ref.node}:{ref.port}" if ref.port else ref.node


def _params(node: Node) -> Record:
    stated: Record = {}
    for param in node.op.params:
        value = getattr(node.op, param.name)
        if value != param.default:
            stated[param.name] = list(value) if isinstance(value, tuple) else value
    return _sorted(stated | dict(node.extra_params))


def _coordinate(node: Node, value: float) -> int | float:
    if not math.isfinite(value) or abs(value) > FARTHEST:
        place = f"$.graph.nodes{step(node.id)}.at"
        raise FormatError((FormatProblem(place, f"“{node.name}” stands at {value}, which is not on the canvas."),))
    return int(value) if value == int(value) else value
