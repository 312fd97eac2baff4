"""What hovering says: exact numbers of a layer, of a wire, the name of a port. Rich text, built only when shown."""

from __future__ import annotations

from html import escape

from core.analysis.hints import hints_in, issues_inside
from core.analysis.infer import GraphAnalysis, NodeResult, State
from core.analysis.totals import PRECISIONS
from core.document.graph import Edge, NodeId
from core.document.modules import ModuleCall
from core.language.dims import product
from core.text import ShapeOrder, count_text, integer_text, shape_text
from gui.canvas.hits import Hit
from gui.canvas.words import tr
from gui.drawing.geometry import PortRef
from gui.session import Session

__all__ = ["tooltip"]


def tooltip(found: Hit, session: Session, order: ShapeOrder, precision: str) -> str:
    """The tooltip of what lies under the pointer; empty for nothing."""
    analysis = session.graph_analysis
    if found.port is not None:
        return _port(found.port, analysis, order)
    if found.node is not None:
        return _node(found.node, analysis, order)
    if found.edge is not None:
        return _wire(found.edge, analysis, session.document.meta.batch, order, precision)
    return ""


def _node(node: NodeId, analysis: GraphAnalysis, order: ShapeOrder) -> str:
    result = analysis.results[node]
    lines = [f"<b>{escape(result.node.name)}</b> · {escape(_kind(result))}"]
    rows = [(tr("Output"), _shapes(result, order))] if result.op.outputs else []
    if isinstance(result.op, ModuleCall):
        rows.append((tr("Layers"), integer_text(result.layers)))
    if result.state is State.OK and (result.counted or result.op.stands_for_others):
        rows += [
            (tr("MACs"), integer_text(result.cost.macs)),
            (tr("Params"), integer_text(result.cost.params)),
        ]
        if result.cost.buffers:
            rows.append((tr("Buffers"), integer_text(result.cost.buffers)))
    lines.append(_table(rows))
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


def _kind(result: NodeResult) -> str:
    summary = result.op.summary()
    return f"{result.op.label} · {summary}" if summary else result.op.label


def _shapes(result: NodeResult, order: ShapeOrder) -> str:
    return ", ".join(shape_text(shape, order) for shape in result.outputs) or tr("not known yet")


def _wire(edge: Edge, analysis: GraphAnalysis, batch: int, order: ShapeOrder, precision: str) -> str:
    results = analysis.results
    writer, reader = results[edge.source.node], results[edge.target]
    lines = [f"<b>{escape(writer.node.name)}</b> → <b>{escape(reader.node.name)}</b>"]
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


def _table(rows: list[tuple[str, str]]) -> str:
    cells = "".join(
        f"<tr><td style='padding-right:10px'>{escape(name)}</td><td align='right'>{escape(value)}</td></tr>"
        for name, value in rows
    )
    return f"<table cellspacing='0'>{cells}</table>" if rows else ""
