"""Setting in order what is selected, or all: where everything goes, and the edit that brings it there. No widget."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from core.document import edits
from core.document.annotations import change_annotation, inside
from core.document.document import Document
from core.document.graph import AnnotationId, Flow, Graph, NodeId, Point, Wire
from core.document.styles import set_flow
from core.layout.arranging import Axis, Box, align, arrange, boxes_of, distribute, tidy
from core.layout.arranging import Edge as Side
from gui.canvas.annotating import annotation_box
from gui.drawing.geometry import Rect
from gui.session import Session

__all__ = ["aligning", "distributing", "laying_out", "locked", "tidying"]

Edit = Callable[[Document], Document]


def locked(session: Session) -> frozenset[NodeId]:
    """The selected layers that stay where they are."""
    return frozenset(key for key in session.selection if session.graph.style(key).locked)


def _selected(session: Session) -> dict[str, tuple[float, float, float, float]]:
    """The boxes of what is selected: layers, frames and notes."""
    graph = session.graph
    boxes: dict[str, tuple[float, float, float, float]] = dict(boxes_of(graph, session.selection))
    boxes |= {key: annotation_box(graph.annotations[key]) for key in session.annotations}
    return boxes


def _placing(session: Session, places: Mapping[str, Point]) -> Edit:
    """The edit that puts layers, frames and notes somewhere; what is locked stays."""
    graph, graph_id, stay = session.graph, session.graph_id, locked(session)
    nodes = {key: at for key, at in places.items() if key in graph.nodes and key not in stay}
    annotations = {key: at for key, at in places.items() if key in graph.annotations}
    return lambda d: edits.place(d, nodes, annotations=annotations, bends=_led(graph, nodes), graph=graph_id)


def _led(graph: Graph, places: Mapping[NodeId, Point]) -> dict[Wire, tuple[Point, ...]]:
    """Bends that go along, because both ends of their wire move by the same."""
    found: dict[Wire, tuple[Point, ...]] = {}
    for wire, points in graph.bends.items():
        ends = (wire.source.node, wire.target)
        if all(key in places for key in ends):
            (dx, dy), other = (_by(graph, places, key) for key in ends)
            if (dx, dy) == other:
                found[wire] = tuple(Point(point.x + dx, point.y + dy) for point in points)
    return found


def _by(graph: Graph, places: Mapping[NodeId, Point], key: NodeId) -> tuple[float, float]:
    at = graph.position(key)
    return places[key].x - at.x, places[key].y - at.y


def aligning(session: Session, side: Side) -> Edit:
    """The edit that aligns what is selected along one side or middle."""
    return _placing(session, align(_selected(session), side))


def distributing(session: Session, axis: Axis) -> Edit:
    """The edit that leaves equal gaps between what is selected."""
    return _placing(session, distribute(_selected(session), axis))


def tidying(session: Session) -> Edit:
    """The edit that lays out what is selected among itself, about where it stands."""
    graph = session.graph
    return _laid_out(session, tidy(graph, session.selection), graph.flow)


def laying_out(session: Session, flow: Flow | None = None) -> Edit:
    """The edit that lays out the graph that is shown. Unless something is locked, its top left corner stays.

    Args:
        session: whose sketch.
        flow: where data is to flow; by default where it does.
    """
    graph = session.graph
    found = arrange(graph, flow)
    if found and not any(graph.style(key).locked for key in graph.nodes):
        spots = [graph.position(key) for key in graph.nodes]
        dx = min(at.x for at in spots) - min(at.x for at in found.values())
        dy = min(at.y for at in spots) - min(at.y for at in found.values())
        found = {key: Point(at.x + dx, at.y + dy) for key, at in found.items()}
    return _laid_out(session, found, flow or graph.flow)


def _laid_out(session: Session, places: Mapping[NodeId, Point], flow: Flow) -> Edit:
    """The edit that brings layers to where a layout has them. Frames follow what lies in them; bends are undone."""
    graph, graph_id = session.graph, session.graph_id
    bends = _led(graph, places)
    bends |= {
        wire: () for wire in graph.bends if wire not in bends and wire.target in places and wire.source.node in places
    }
    frames = _following(graph, places, flow)
    notes = _carried(graph, frames)

    def edit(document: Document) -> Document:
        document = set_flow(document, flow, graph=graph_id)
        document = edits.place(document, places, annotations=notes, bends=bends, graph=graph_id)
        for key, (x, y, width, height) in frames.items():
            document = change_annotation(document, key, graph=graph_id, x=x, y=y, width=width, height=height)
        return document

    return edit


def _following(graph: Graph, places: Mapping[NodeId, Point], flow: Flow) -> dict[AnnotationId, Rect]:
    """Where frames go: they keep their margins around the layers that lie in them."""
    before = boxes_of(graph)
    after = boxes_of(replace(graph, layout={**graph.layout, **places}), flow=flow)
    found: dict[AnnotationId, Rect] = {}
    for key, frame in graph.annotations.items():
        held, _ = inside(graph, key, before)
        if held & places.keys():
            old, new = _hull(before, held), _hull(after, held)
            right, bottom = frame.x + frame.width - old.right, frame.y + frame.height - old.bottom
            x, y = new.x - (old.x - frame.x), new.y - (old.y - frame.y)
            found[key] = Rect(x, y, new.right + right - x, new.bottom + bottom - y)
    return found


def _carried(graph: Graph, frames: Mapping[AnnotationId, Rect]) -> dict[AnnotationId, Point]:
    """Where notes and empty frames go that lie in a frame that goes elsewhere."""
    found: dict[AnnotationId, Point] = {}
    for key, rect in frames.items():
        frame = graph.annotations[key]
        _, held = inside(graph, key, {})
        for other in held - frames.keys():
            at = graph.annotations[other]
            found[other] = Point(at.x + rect.x - frame.x, at.y + rect.y - frame.y)
    return found


def _hull(boxes: Mapping[NodeId, Box], nodes: Collection[NodeId]) -> Rect:
    area = Rect(0, 0, 0, 0)
    for key in nodes:
        area = area.united(Rect(*boxes[key]))
    return area
