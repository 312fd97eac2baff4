"""Making room along a wire for what was inserted on it: what comes behind moves on, as far as it must."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Final

from core.document import edits
from core.document.annotations import change_annotation, inside
from core.document.document import Document, GraphId
from core.document.graph import Edge, Graph, NodeId
from core.document.selecting import downstream
from core.layout.arranging import Box, boxes_of
from core.layout.node_size import GRID

__all__ = ["make_room", "overlaps"]

_GAP: Final = 5 * GRID
"""What is left free between two layers in a row."""


def make_room(document: Document, chain: Collection[NodeId], edge: Edge, *, graph: GraphId) -> Document:
    """The document in which layers that were inserted on a wire have room between its ends.

    They go on until they are clear of the source; then the target, and all that depends on it and lies no further
    back, goes on until it is clear of them. What is locked stays. A frame around some of it grows, one around nothing
    else goes along. Where the wire leads backwards, nothing moves.

    Args:
        document: after they were inserted and put down.
        chain: the layers that were inserted.
        edge: the wire as it was.
        graph: which graph.
    """
    within = document.graph(graph)
    axis = 0 if within.flow == "right" else 1
    boxes = boxes_of(within)
    source, target = boxes[edge.source.node], boxes[edge.target]
    if source[axis] + source[axis + 2] > target[axis]:
        return document
    by = _clear(source, _around([boxes[key] for key in chain]), axis)
    document = _moved(document, chain, by, axis, graph)
    boxes = boxes_of(document.graph(graph), {*chain, edge.target})
    need = _clear(_around([boxes[key] for key in chain]), boxes[edge.target], axis)
    if need <= 0 or within.style(edge.target).locked:
        return document
    return _pushed(document, chain, edge.target, need, axis, graph)


def _pushed(
    document: Document, chain: Collection[NodeId], target: NodeId, need: float, axis: int, graph: GraphId
) -> Document:
    """The document with the target and what depends on it moved on, and the frames that hold them."""
    within = document.graph(graph)
    boxes = boxes_of(within)
    behind = {key for key in downstream(within.nodes, (target,)) if boxes[key][axis] >= boxes[target][axis]}
    pushed = {key for key in behind - set(chain) if not within.style(key).locked}
    held = {key: inside(within, key, boxes)[0] for key in within.annotations}
    along = [key for key, nodes in held.items() if nodes and nodes <= pushed]
    grown = [key for key, nodes in held.items() if nodes & pushed and not nodes <= pushed]
    document = _moved(document, pushed, need, axis, graph, along)
    for key in grown:
        frame = within.annotations[key]
        size = {"width": frame.width + need} if axis == 0 else {"height": frame.height + need}
        document = change_annotation(document, key, graph=graph, **size)
    return document


def _moved(
    document: Document,
    nodes: Collection[NodeId],
    by: float,
    axis: int,
    graph: GraphId,
    annotations: Collection[str] = (),
) -> Document:
    dx, dy = (by, 0.0) if axis == 0 else (0.0, by)
    return edits.move(document, nodes, dx, dy, annotations=annotations, graph=graph) if by > 0 else document


def _clear(before: Box, after: Box, axis: int) -> float:
    """How far the latter must go on to be clear of the former; 0 where one lies beside the other."""
    other = 1 - axis
    beside = before[other] >= after[other] + after[other + 2] or after[other] >= before[other] + before[other + 2]
    need = before[axis] + before[axis + 2] + _GAP - after[axis]
    return 0.0 if beside or need <= 0 else math.ceil(need / GRID) * GRID


def _around(boxes: Collection[Box]) -> Box:
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right, bottom = max(box.x + box.width for box in boxes), max(box.y + box.height for box in boxes)
    return Box(left, top, right - left, bottom - top)


def overlaps(graph: Graph, node: NodeId) -> bool:
    """Whether a layer lies on another one."""
    boxes = boxes_of(graph)
    x, y, width, height = boxes.pop(node)
    return any(
        x < other.x + other.width and other.x < x + width and y < other.y + other.height and other.y < y + height
        for other in boxes.values()
    )
