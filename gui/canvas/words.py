"""How the canvas names things, in undo texts and messages."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QCoreApplication

from core.document.graph import Graph, NodeId

__all__ = ["layers_text", "tr"]


def tr(text: str) -> str:
    """Translate a text of the canvas."""
    return QCoreApplication.translate("Canvas", text)


def layers_text(graph: Graph, nodes: Collection[NodeId]) -> str:
    """The name of a single layer, or how many there are: ``conv3x3``, ``3 layers``."""
    if len(nodes) == 1:
        (only,) = nodes
        return graph.nodes[only].name
    return tr("{count} layers").format(count=len(nodes))
