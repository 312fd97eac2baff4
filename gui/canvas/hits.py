"""What lies under the pointer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from core.document.graph import AnnotationId, Edge, NodeId
from gui.drawing.annotations import AnnotationPart
from gui.drawing.geometry import MARGIN, PortRef, Rect, Scene
from gui.drawing.rect import NOTHING

__all__ = ["NOWHERE", "SMALLEST_WITH_PORTS", "Hit", "around", "around_nodes", "hit"]

_PORT_PIXELS: Final = 9
_PORT_UNITS: Final = 11
SMALLEST_WITH_PORTS: Final = 0.35
"""Below this scale ports are too small to be hit; all of a box is for moving it."""
_WIRE_PIXELS: Final = 6
_EDGE_PIXELS: Final = 6


class Hit(NamedTuple):
    """A port (with its node), a node, a wire, a frame or note, or nothing."""

    node: NodeId | None = None
    edge: Edge | None = None
    port: PortRef | None = None
    annotation: AnnotationId | None = None
    part: AnnotationPart | None = None
    """What of the frame or note: the inside of a frame is nothing."""


NOWHERE: Final = Hit()


def hit(scene: Scene, x: float, y: float, scale: float) -> Hit:
    """What lies under a point of the canvas: ports come before boxes, boxes before wires, wires before frames."""
    if scale >= SMALLEST_WITH_PORTS:
        port = scene.port_at(x, y, min(_PORT_PIXELS / scale, _PORT_UNITS))
        if port is not None:
            return Hit(port.node, None, port)
    node = scene.node_at(x, y)
    if node is not None:
        return Hit(node)
    edge = scene.edge_at(x, y, _WIRE_PIXELS / scale)
    if edge is not None:
        return Hit(None, edge)
    annotation, part = scene.annotation_at(x, y, _EDGE_PIXELS / scale) or (None, None)
    return Hit(annotation=annotation, part=part)


def around(scene: Scene, found: Hit) -> Rect:
    """What must be painted anew when this is hovered or selected, or is no longer; empty where there is nothing."""
    if found.node is not None:
        return around_nodes(scene, (found.node,))
    if found.annotation is not None:
        return scene.around_annotations((found.annotation,))
    edge = found.edge
    if edge is None or edge.target not in scene:
        return NOTHING
    return _curves(scene, [row for row in scene.edges_of(edge.target) if scene.edges[row] == edge])


def around_nodes(scene: Scene, nodes: Iterable[NodeId]) -> Rect:
    """The boxes of nodes and all of their wires, with a margin."""
    there = [node for node in nodes if node in scene]
    boxes = scene.bounds(there)
    if boxes is None:
        return NOTHING
    wires = {row for node in there for row in scene.edges_of(node)}
    return boxes.grown(MARGIN).united(_curves(scene, list(wires)))


def _curves(scene: Scene, rows: list[int]) -> Rect:
    if not rows:
        return NOTHING
    boxes = scene.boxes[rows]
    left, top = float(boxes[:, 0].min()), float(boxes[:, 1].min())
    return Rect(left, top, float(boxes[:, 2].max()) - left, float(boxes[:, 3].max()) - top).grown(MARGIN)
