"""Adding something as it was asked for: where there is room, with the wires that it was asked with, in one edit."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF

from core.document import edits
from core.document.document import Document, GraphId
from core.document.graph import Edge, NodeId, OutputRef, Point
from core.document.wiring_edits import chain_ends, insert_on_wire
from core.errors import EditError
from core.layout.node_size import Size, node_size
from gui.canvas.loose_end import stands
from gui.canvas.placeable import Placeable
from gui.canvas.placing import free_place, on_grid
from gui.canvas.requests import AddRequest
from gui.canvas.room import make_room, overlaps
from gui.canvas.words import tr
from gui.drawing.geometry import Rect, Scene
from gui.session import Session

__all__ = ["adding", "place_for"]

Edit = Callable[[Document], Document]


def place_for(scene: Scene, size: Size, request: AddRequest, view: Rect | None) -> Point:
    """Where something of this size goes: nearest to where it was asked for, and on no other layer.

    With a wire in hand, the side that the wire leads to comes to lie there.

    Args:
        scene: what is there.
        size: of the new box.
        request: where it was asked for.
        view: part of the canvas in view; places in it are preferred.
    """
    at, (width, height) = request.at, size
    across = along = 0.5
    if (request.source is None) != (request.target is None):
        along = 0.0 if request.source is not None else 1.0
    if scene.flow == "right":
        across, along = along, across
    wanted = QPointF(at.x() - width * across, at.y() - height * along)
    return free_place(scene, size, on_grid(wanted.x(), wanted.y()), view)


def adding(session: Session, thing: Placeable, request: AddRequest, node: NodeId, place: Point) -> Edit:
    """The edit that adds something, with its wires.

    Args:
        session: whose sketch.
        thing: what.
        request: the wires that it was asked with.
        node: id that it gets.
        place: its top left corner.
    """
    graph_id = session.graph_id

    def edit(document: Document) -> Document:
        if request.detached is not None:
            document = _taken_off(document, request.detached, request.target, graph_id)
        document = thing.placing(node, place, graph_id)(document)
        if request.edge is not None:
            ends = chain_ends(document.graph(graph_id), (node,))
            if ends is None:
                raise EditError(tr("No wire can lead through “{label}”.").format(label=thing.label))
            document = insert_on_wire(document, request.edge, *ends, graph=graph_id)
            return _on_the_wire(document, node, request.edge, request.at, graph_id)
        if request.source is not None:
            document = _wired(document, request.source, node, graph_id)
        if request.target is not None:
            document = edits.connect(document, OutputRef(node), *request.target, graph=graph_id)
        return document

    return edit


def _on_the_wire(document: Document, node: NodeId, edge: Edge, at: QPointF, graph: GraphId) -> Document:
    """The document with an inserted layer on its wire, where room can be made for it; else it stays beside it."""
    within = document.graph(graph)
    width, height = node_size(within.nodes[node], within.style(node), within.flow)
    placed = edits.place(document, {node: on_grid(at.x() - width / 2, at.y() - height / 2)}, graph=graph)
    placed = make_room(placed, (node,), edge, graph=graph)
    return document if overlaps(placed.graph(graph), node) else placed


def _taken_off(document: Document, edge: Edge, target: tuple[NodeId, int] | None, graph: GraphId) -> Document:
    """The document without a wire; one whose input gets another wire is replaced by that."""
    if target == (edge.target, edge.port) or not stands(edge, document.graph(graph)):
        return document
    return edits.disconnect(document, edge.target, edge.port, graph=graph)


def _wired(document: Document, source: OutputRef, node: NodeId, graph: GraphId) -> Document:
    """The document with a wire to the first input of a new layer."""
    placed = document.graph(graph).nodes[node]
    if not placed.inputs and not placed.op.variadic:
        raise EditError(tr("“{name}” has no input.").format(name=placed.name))
    return edits.connect(document, source, node, 0, graph=graph)
