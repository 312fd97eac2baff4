"""What hovering says: exact numbers of a layer, of a wire, the name of a port. Rich text, built only when shown."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from core.analysis.hints import hints_in, issues_inside
from core.analysis.infer import GraphAnalysis, NodeResult, State
from core.analysis.totals import PRECISIONS
from core.document.document import MAIN
from core.document.graph import Edge, NodeId
from core.document.modules import ModuleCall
from core.language.dims import product
from core.language.operator import Cost
from core.text import ShapeOrder, count_text, integer_text, shape_text
from gui.canvas.hits import Hit
from gui.canvas.words import tr
from gui.drawing.geometry import PortRef
from gui.entry.reading import formula_note
from gui.session import Session

__all__ = ["tooltip"]


def tooltip(found: Hit, session: Session, order: ShapeOrder, precision: str) -> str:
    """The tooltip of what lies under the pointer; empty for nothing."""
    analysis = session.graph_analysis
    if found.port is not None:
        return _port(found.port, analysis, order)
    if found.node is not None:
        return _node(found.node, analysis, session, order)
    if found.edge is not None:
        return _wire(found.edge, analysis, session.document.meta.batch, order, precision)
    annotation = session.graph.annotations.get(found.annotation or "")
    if annotation is None or not annotation.text:
        return ""
    return f"<p style='white-space:pre-wrap; margin:0'>{escape(annotation.text)}</p>"


def _node(node: NodeId, analysis: GraphAnalysis, session: Session, order: ShapeOrder) -> str:
    result = analysis.results[node]
    lines = [f"<b>{escape(result.node.name)}</b> · {escape(result.op.label)}"]
    looks = []
    if result.node.bypassed:
        looks.append(tr("Bypassed: it hands its input on and costs nothing."))
    if session.graph.style(node).locked:
        looks.append(tr("Locked: it stays where it is."))
    lines += [f"<p style='margin:2px 0'>{escape(text)}</p>" for text in looks]
    port = result.op.is_input and session.graph_id != MAIN  # takes the shape that arrives
    said = [] if port else _parameters(result)
    label = tr("Input") if len(result.inputs) == 1 else tr("Input {number}")
    rows = [
        (label.format(number=number), shape_text(shape, order))
        for number, shape in enumerate(result.inputs, 1)
        if shape is not None
    ]
    rows += [(tr("Output"), _shapes(result, order))] if result.op.outputs else []
    if isinstance(result.op, ModuleCall):
        rows.append((tr("Layers"), integer_text(result.layers)))
    if result.state is State.OK and not result.node.bypassed and (result.counted or result.op.stands_for_others):
        rows += _costs(result.cost)
    lines.append(_table(said, rows))
    lines += [
        f"<p style='margin:2px 0'>{escape(_SEVERITIES[issue.severity])}: {escape(str(issue.message))}</p>"
        for issue in (*result.issues, *hints_in(analysis))
        if issue.node == node
    ]
    inside = issues_inside(result)
    if inside.worst is not None:
        text = tr("{count} inside").format(count=count_text(inside.issues, "issue"))
        lines.append(f"<p style='margin:2px 0'>{escape(_SEVERITIES[inside.worst])}: {escape(text)}</p>")
    if isinstance(result.op, ModuleCall):
        lines.append(f"<p style='margin:2px 0'>{escape(tr('Double-click goes in.'))}</p>")
    if result.state is State.WAITING:
        lines.append(f"<p style='margin:2px 0'>{escape(tr('Waits for a layer before it that has no result.'))}</p>")
    return "".join(lines)


_SEVERITIES = {"error": "Error", "warning": "Warning", "hint": "Hint"}


def _parameters(result: NodeResult) -> list[tuple[str, str]]:
    """Every parameter with its value; a formula with what it comes to."""
    node = result.node
    rows = [
        (param.label, formula_note(param, result) or param.format(getattr(node.op, param.name)))
        for param in node.op.params
    ]
    if isinstance(node.op, ModuleCall):
        rows += [(name, str(value)) for name, value in node.op.arguments]
    return rows


def _costs(cost: Cost) -> list[tuple[str, str]]:
    """What a layer costs; of the rarer quantities only what there is."""
    rows = [(tr("MACs"), integer_text(cost.macs)), (tr("Params"), integer_text(cost.params))]
    rarer = (
        (tr("Buffers"), cost.buffers),
        (tr("Activations"), cost.activations),
        (tr("Element-wise ops"), cost.elementwise_ops),
    )
    return rows + [(name, integer_text(value)) for name, value in rarer if value]


def _shapes(result: NodeResult, order: ShapeOrder) -> str:
    return ", ".join(shape_text(shape, order) for shape in result.outputs) or tr("not known yet")


def _wire(edge: Edge, analysis: GraphAnalysis, batch: int, order: ShapeOrder, precision: str) -> str:
    results = analysis.results
    writer, reader = results[edge.source.node], results[edge.target]
    lines = [f"<b>{escape(writer.node.name)}</b>{_port_name(writer.op.outputs, edge.source.port)} → "]
    lines[0] += f"<b>{escape(reader.node.name)}</b>{_input_name(reader, edge.port)}"
    if edge.source.port >= len(writer.outputs):
        lines.append(_table([(tr("Shape"), tr("not known yet"))]))
        return "".join(lines)
    shape = writer.outputs[edge.source.port]
    elements = product(shape)
    rows = [
        (tr("Shape"), f"{shape_text(shape, order)} ({'H×W×C' if order == 'HWC' else 'C×H×W'})"),
        (tr("Elements"), integer_text(elements)),
        (tr("Bytes"), f"{integer_text(elements * PRECISIONS[precision])} ({precision})"),
    ]
    if batch > 1:
        total = integer_text(elements * PRECISIONS[precision] * batch)
        rows.append((tr("Batch of {batch}").format(batch=integer_text(batch)), tr("{bytes} bytes").format(bytes=total)))
    lines.append(_table(rows))
    return "".join(lines)


def _port_name(names: Sequence[str], index: int) -> str:
    """Which of several ports a wire belongs to; nothing where there is only one."""
    return f" ({escape(names[index])})" if len(names) > 1 and index < len(names) else ""


def _input_name(reader: NodeResult, index: int) -> str:
    if reader.op.variadic:
        return f" ({escape(reader.op.inputs[0])} {index + 1})" if len(reader.node.inputs) > 1 else ""
    return _port_name(reader.op.inputs, index)


def _port(port: PortRef, analysis: GraphAnalysis, order: ShapeOrder) -> str:
    result = analysis.results[port.node]
    op = result.op
    if port.side == "out":
        known = result.outputs[port.index] if port.index < len(result.outputs) else None
        return f"{escape(op.outputs[port.index])} · {escape(shape_text(known, order))}"
    name = f"{op.inputs[0]} {port.index + 1}" if op.variadic else op.inputs[port.index]
    if port.index >= len(result.node.inputs) or result.node.inputs[port.index] is None:
        return f"{escape(name)} · {escape(tr('free'))}"
    arrives = result.inputs[port.index] if port.index < len(result.inputs) else None
    return f"{escape(name)} · {escape(shape_text(arrives, order))}"


def _table(*groups: list[tuple[str, str]]) -> str:
    """Rows of names and values in one table, with a gap between groups."""
    cells = [
        "".join(
            f"<tr><td style='padding-right:10px'>{escape(name)}</td><td align='right'>{escape(value)}</td></tr>"
            for name, value in rows
        )
        for rows in groups
        if rows
    ]
    return f"<table cellspacing='0'>{_GAP.join(cells)}</table>" if cells else ""


_GAP = "<tr><td colspan='2' style='font-size:4px'>&nbsp;</td></tr>"
