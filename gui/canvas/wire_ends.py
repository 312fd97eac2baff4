"""Which wires a press takes hold of: new ones at a port, or those that are there by one of their ends."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, Qt

from core.document.graph import Edge, Graph, edges
from gui.canvas.bending import BEND_PIXELS, DragBend
from gui.canvas.connecting import DragWire
from gui.canvas.gestures import Gesture, Modifiers, Surface
from gui.canvas.hits import SMALLEST_WITH_PORTS
from gui.canvas.viewing import to_canvas
from gui.drawing.geometry import PortRef

__all__ = ["from_port", "from_wire", "wire_cursor"]

_END_PIXELS: Final = 24
"""So near to its end a wire is taken hold of by it."""


def from_port(canvas: Surface, at: QPointF, port: PortRef, modifiers: Modifiers) -> DragWire:
    """What a drag from a port pulls: the wire that ends in an input, else a new one.

    With Ctrl an output hands over all its wires; with Shift every selected layer gets a wire.
    """
    session = canvas.session
    graph = session.graph
    if port.side == "in":
        wire = _wire_into(graph, port)
        return DragWire(canvas, at, port, (port,)) if wire is None else _by_target(canvas, at, port, wire)
    if modifiers & Modifiers.ControlModifier:
        taken = [wire for wire in edges(graph) if wire.source == (port.node, port.index)]
        if taken:
            return DragWire(canvas, at, port, [PortRef(wire.target, "in", wire.port) for wire in taken], taken)
    if modifiers & Modifiers.ShiftModifier and port.node in session.selection:
        return DragWire(canvas, at, port, _outputs_of_selected(canvas, port))
    return DragWire(canvas, at, port, (port,))


def from_wire(canvas: Surface, at: QPointF, edge: Edge | None) -> Gesture | None:
    """What a press on a wire takes hold of: a bend, the end that is near, else the middle, which it bends.

    None where there is no wire, or where it is too small to be taken hold of.
    """
    scene, scale = canvas.scene, canvas.view.scale
    if scale < SMALLEST_WITH_PORTS:
        return None
    there = to_canvas(canvas.view, at)
    found = scene.bend_at(there.x(), there.y(), BEND_PIXELS / scale)
    if found is not None:
        return DragBend(canvas, at, *found)
    if edge is None:
        return None
    end = scene.edge_end_at(edge, there.x(), there.y(), _END_PIXELS / scale)
    if end == "target":
        return _by_target(canvas, at, edge, edge)
    if end == "source":
        return DragWire(canvas, at, edge, (PortRef(edge.target, "in", edge.port),), (edge,))
    return DragBend(canvas, at, edge, None)


def wire_cursor(canvas: Surface, at: QPointF, edge: Edge) -> Qt.CursorShape:
    """What the pointer looks like over a wire: what ``from_wire`` would take hold of."""
    scene, scale, there = canvas.scene, canvas.view.scale, to_canvas(canvas.view, at)
    if scale >= SMALLEST_WITH_PORTS:
        if scene.bend_at(there.x(), there.y(), BEND_PIXELS / scale) is not None:
            return Qt.CursorShape.SizeAllCursor
        if scene.edge_end_at(edge, there.x(), there.y(), _END_PIXELS / scale) is not None:
            return Qt.CursorShape.CrossCursor
    return Qt.CursorShape.PointingHandCursor


def _wire_into(graph: Graph, port: PortRef) -> Edge | None:
    """The wire that ends in an input port."""
    inputs = graph.nodes[port.node].inputs
    source = inputs[port.index] if port.index < len(inputs) else None
    return None if source is None else Edge(source, port.node, port.index)


def _by_target(canvas: Surface, at: QPointF, pressed: PortRef | Edge, wire: Edge) -> DragWire:
    return DragWire(canvas, at, pressed, (PortRef(wire.source.node, "out", wire.source.port),), (wire,))


def _outputs_of_selected(canvas: Surface, pressed: PortRef) -> list[PortRef]:
    """An output of each selected layer, in the order in which they stand across the flow."""
    graph, scene = canvas.session.graph, canvas.scene
    along = 1 if graph.flow == "right" else 0
    order = canvas.session.graph_analysis.positions
    ports = [
        pressed if node == pressed.node else PortRef(node, "out", 0)
        for node in canvas.session.selection
        if graph.nodes[node].op.outputs
    ]
    return sorted(ports, key=lambda port: (scene.port_position(port)[along], order[port.node]))
