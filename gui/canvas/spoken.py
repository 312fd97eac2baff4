"""The canvas in words, for a screen reader: the sketch as a whole, each layer, each frame and note."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from core.analysis.hints import issues_inside
from core.analysis.infer import GraphAnalysis, NodeResult, State
from core.analysis.issue import Issue
from core.document.graph import Annotation, Edge, NodeId
from core.document.modules import ModuleCall
from core.text import ShapeOrder, count_text, integer_text, shape_text
from gui.canvas.words import tr
from gui.session import Session

__all__ = ["annotation_name", "description", "layer_description", "layer_name", "parameters_text"]

_MOST_NAMED: Final = 6
_SEVERITIES: Final = {"error": "error", "warning": "warning", "hint": "hint"}


def description(session: Session, edge: Edge | None) -> str:
    """One line about the sketch and its selection; ``edge`` is the selected wire."""
    analysis, graph = session.graph_analysis, session.graph
    nodes = graph.nodes
    parts = [tr("layers: {count}").format(count=integer_text(analysis.layers))]
    if analysis.unknown:
        parts.append(tr("without a result: {count}").format(count=integer_text(analysis.unknown)))
    chosen, framed = session.selection, session.annotations
    if len(chosen) == 1 and not framed:
        (only,) = chosen
        parts.append(tr("selected: {name}").format(name=nodes[only].name))
    elif chosen:
        parts.append(tr("selected: {count} layers").format(count=integer_text(len(chosen))))
    elif framed:
        names = ", ".join(annotation_name(graph.annotations[key]) for key in sorted(framed)[:_MOST_NAMED])
        parts.append(tr("selected: {name}").format(name=names))
    elif edge is not None:
        writer, reader = nodes[edge.source.node].name, nodes[edge.target].name
        parts.append(tr("selected: wire from {writer} to {reader}").format(writer=writer, reader=reader))
    else:
        parts.append(tr("nothing selected"))
    return "; ".join(parts)


def layer_name(result: NodeResult, order: ShapeOrder, hints: Sequence[Issue] = ()) -> str:
    """What a layer is: name, type, main parameters, shapes, cost in full, and what is wrong.

    Args:
        result: what is known of it.
        order: of the numbers in shapes.
        hints: findings about it that are not its own result's.
    """
    node, op = result.node, result.op
    block = isinstance(op, ModuleCall)
    kind = tr("block {name}").format(name=op.label) if block else op.label
    parts = [node.name, kind, result.parameters]
    if block:
        parts.append(count_text(result.layers, "layer"))
    if node.bypassed:
        parts.append(tr("bypassed"))
    parts += _shapes(result, order)
    if result.state is State.OK and (result.counted or op.stands_for_others) and not node.bypassed:
        parts.append(tr("{count} MACs").format(count=integer_text(result.cost.macs)))
        parts.append(tr("{count} parameters").format(count=integer_text(result.cost.params)))
    parts += _state(result)
    parts += [f"{tr(_SEVERITIES[issue.severity])}: {issue.message}" for issue in (*result.issues, *hints)]
    inside = issues_inside(result)
    if inside.worst is not None:
        parts.append(tr("{issues} inside").format(issues=count_text(inside.issues, "issue")))
    return ", ".join(part for part in parts if part)


def _shapes(result: NodeResult, order: ShapeOrder) -> list[str]:
    said = []
    arrived = [shape_text(shape, order) for shape in result.inputs if shape is not None]
    if arrived and not result.op.is_input:
        said.append(tr("in {shapes}").format(shapes=_listed(arrived)))
    if result.outputs and not result.op.is_output:
        said.append(tr("out {shapes}").format(shapes=_listed([shape_text(s, order) for s in result.outputs])))
    return said


def _state(result: NodeResult) -> list[str]:
    if result.state is State.OPEN:
        return [tr("not connected")]
    if result.state is State.WAITING:
        return [tr("waits for a layer before it")]
    return []


def layer_description(analysis: GraphAnalysis, node: NodeId, *, collapsed: bool = False, locked: bool = False) -> str:
    """Where the wires of a layer lead, and how it looks."""
    nodes = analysis.graph.nodes
    sources = [nodes[ref.node].name for ref in nodes[node].inputs if ref is not None]
    free = 0 if nodes[node].op.variadic else sum(ref is None for ref in nodes[node].inputs)
    readers = [nodes[key].name for key in analysis.readers[node]]
    said = []
    if sources:
        said.append(tr("Reads from {names}.").format(names=_listed(sources)))
    if free:
        said.append(tr("{inputs} not connected.").format(inputs=count_text(free, "input")))
    if readers:
        said.append(tr("Feeds {names}.").format(names=_listed(readers)))
    elif nodes[node].op.outputs:
        said.append(tr("Nobody reads it."))
    if collapsed:
        said.append(tr("Collapsed."))
    if locked:
        said.append(tr("Locked."))
    return " ".join(said)


def parameters_text(result: NodeResult) -> str:
    """Every parameter of a layer with its value, formulas as they stand."""
    node = result.node
    return ", ".join(
        f"{param.label} {param.format(getattr(node.op, param.name), node.formulas)}" for param in node.op.params
    )


def annotation_name(annotation: Annotation) -> str:
    """A frame by its title, a note by what it says."""
    kind = tr("Frame") if annotation.kind == "frame" else tr("Note")
    text = " ".join(annotation.text.split())
    return f"{kind}: {text}" if text else kind


def _listed(names: Iterable[str]) -> str:
    """Names in a row, the first few of many."""
    found = list(names)
    if len(found) <= _MOST_NAMED + 1:
        return ", ".join(found)
    more = tr("{count} more").format(count=integer_text(len(found) - _MOST_NAMED))
    return ", ".join((*found[:_MOST_NAMED], more))
