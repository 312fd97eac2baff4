"""What moves when the selection is moved: frames take along what lies in them, and what is locked stays."""

from __future__ import annotations

from typing import NamedTuple

from core.document.annotations import inside
from core.document.graph import AnnotationId, NodeId
from gui.canvas.words import layers_text, tr
from gui.drawing.geometry import Rect, Scene
from gui.session import Session

__all__ = ["Carried", "carried", "staying_text"]


class Carried(NamedTuple):
    """What the selection stands for where it is moved.

    Attributes:
        nodes: those that may move.
        annotations: frames and notes that move with them.
        staying: nodes that are locked.
    """

    nodes: frozenset[NodeId]
    annotations: frozenset[AnnotationId]
    staying: frozenset[NodeId]


def carried(session: Session, scene: Scene) -> Carried:
    """What is selected, and what lies wholly in the selected frames."""
    graph = session.graph
    nodes, annotations = set(session.selection), set(session.annotations)
    for key in session.annotations:
        frame = graph.annotations[key]
        if frame.kind == "frame":
            nodes.update(scene.nodes_in(Rect(frame.x, frame.y, frame.width, frame.height), contain=True))
            annotations.update(inside(graph, key, {})[1])
    staying = frozenset(key for key in nodes if graph.style(key).locked)
    return Carried(frozenset(nodes) - staying, frozenset(annotations), staying)


def staying_text(session: Session, staying: frozenset[NodeId]) -> str:
    """What to say of what is locked."""
    verb = tr("{what} is locked and stays.") if len(staying) == 1 else tr("{what} are locked and stay.")
    return verb.format(what=layers_text(session.graph, staying))
