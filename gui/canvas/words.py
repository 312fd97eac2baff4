"""How the canvas names things, in undo texts and messages."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QCoreApplication

from core.document.graph import Annotation, AnnotationId, Graph, NodeId

__all__ = ["annotation_text", "layers_text", "things_text", "tr"]

_LONGEST = 24


def tr(text: str) -> str:
    """Translate a text of the canvas."""
    return QCoreApplication.translate("Canvas", text)


def layers_text(graph: Graph, nodes: Collection[NodeId]) -> str:
    """The name of a single layer, or how many there are: ``conv3x3``, ``3 layers``."""
    if len(nodes) == 1:
        (only,) = nodes
        return graph.nodes[only].name
    return tr("{count} layers").format(count=len(nodes))


def annotation_text(annotation: Annotation) -> str:
    """What a frame or a note is called: its first words, or its kind."""
    first = " ".join(annotation.text.split())
    if not first:
        return tr("frame") if annotation.kind == "frame" else tr("note")
    return f"“{first}”" if len(first) <= _LONGEST else f"“{first[: _LONGEST - 1].rstrip()}…”"


def things_text(graph: Graph, nodes: Collection[NodeId], annotations: Collection[AnnotationId]) -> str:
    """Layers, frames and notes together: by name where it is only one, else how many there are."""
    if not annotations:
        return layers_text(graph, nodes)
    if not nodes and len(annotations) == 1:
        (only,) = annotations
        return annotation_text(graph.annotations[only])
    return tr("{count} items").format(count=len(nodes) + len(annotations))
