"""The canvas in words, for a screen reader: what there is and what is selected."""

from __future__ import annotations

from core.document.graph import Edge
from core.text import integer_text
from gui.canvas.words import tr
from gui.session import Session

__all__ = ["description"]


def description(session: Session, edge: Edge | None) -> str:
    """One line about the sketch and its selection; ``edge`` is the selected wire."""
    analysis, nodes = session.graph_analysis, session.graph.nodes
    parts = [tr("layers: {count}").format(count=integer_text(analysis.layers))]
    if analysis.unknown:
        parts.append(tr("without a result: {count}").format(count=integer_text(analysis.unknown)))
    chosen = session.selection
    if len(chosen) == 1:
        (only,) = chosen
        parts.append(tr("selected: {name}").format(name=nodes[only].name))
    elif chosen:
        parts.append(tr("selected: {count} layers").format(count=integer_text(len(chosen))))
    elif edge is not None:
        writer, reader = nodes[edge.source.node].name, nodes[edge.target].name
        parts.append(tr("selected: wire from {writer} to {reader}").format(writer=writer, reader=reader))
    else:
        parts.append(tr("nothing selected"))
    return "; ".join(parts)
