"""What a search says about the wire that its choice will hang on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from core.analysis.infer import GraphAnalysis, NodeResult, evaluate_node
from core.analysis.results import State
from core.document.graph import Node, NodeId, OutputRef
from core.document.modules import Module, ModuleId
from core.language.dims import Shape
from core.language.formulas import Formula
from core.language.operator import Operator
from core.text import Message, ShapeOrder, shape_text

__all__ = ["Trial", "described", "inner_fault", "outcome", "tried"]


def described(
    analysis: GraphAnalysis, source: OutputRef | None, target: tuple[NodeId, int] | None, order: ShapeOrder
) -> str:
    """Where the choice goes: “From conv1 (28×28×192) to pool1”; empty where there is no wire."""
    nodes = analysis.graph.nodes
    parts: list[str] = []
    if source is not None and source.node in nodes:
        shape = _shape(analysis, source)
        name = nodes[source.node].name
        parts.append(f"{name} ({shape_text(shape, order)})" if shape is not None else name)
    reader = nodes[target[0]].name if target is not None and target[0] in nodes else ""
    if parts and reader:
        return _tr("Between {writer} and {reader}").format(writer=parts[0], reader=reader)
    if parts:
        return _tr("From {writer}").format(writer=parts[0])
    return _tr("Into {reader}").format(reader=reader) if reader else ""


class Trial(NamedTuple):
    """Something that could be placed, as the rules see it.

    Attributes:
        op: the layer.
        formulas: its formulas.
        modules: definitions that it calls and the sketch does not have.
    """

    op: Operator
    formulas: Mapping[str, Formula] = {}
    modules: Mapping[ModuleId, Module] = {}


def tried(analysis: GraphAnalysis, source: OutputRef | None, trial: Trial) -> NodeResult | None:
    """What a layer would make of an output; None where that says nothing yet."""
    op = trial.op
    ports = 1 if op.variadic else len(op.inputs)
    shape = _shape(analysis, source) if source is not None else None
    if ports and shape is None:
        return None
    context = analysis.context
    if trial.modules:
        context = replace(context, modules={**trial.modules, **context.modules}, reach={})
    node = Node("", op, (source,) * ports, formulas=trial.formulas)
    return evaluate_node(node, (shape,) * ports, context)


def outcome(result: NodeResult | None, order: ShapeOrder) -> str:
    """The shape that would come out, “→ 28×28×32”; empty where it is not known."""
    shape = result.outputs[0] if result is not None and result.outputs else None
    return f"→ {shape_text(shape, order)}" if shape is not None else ""


def inner_fault(result: NodeResult | None) -> Message | None:
    """What goes wrong inside a block that fits by its ports."""
    if result is None or result.state is not State.WRONG:
        return None
    for run in result.copies:
        for key in sorted(run.analysis.issues, key=run.analysis.positions.__getitem__):
            for issue in run.analysis.issues[key]:
                if issue.severity == "error":
                    return Message("Inside it: {reason}", reason=issue.message)
    return None


def _shape(analysis: GraphAnalysis, source: OutputRef) -> Shape | None:
    result = analysis.results.get(source.node)
    return result.outputs[source.port] if result is not None and source.port < len(result.outputs) else None


def _tr(text: str) -> str:
    return QCoreApplication.translate("SearchWiring", text)
