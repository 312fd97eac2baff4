"""Edits of frames and notes, and what lies within a frame.

Raises:
    EditError: the edit is impossible; the text says why.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, get_args

from core.document.document import MAIN, Document, GraphId
from core.document.graph import COLORS, Annotation, AnnotationId, AnnotationKind, Graph, NodeId
from core.errors import EditError

__all__ = ["Box", "add_annotation", "change_annotation", "inside", "remove_annotations"]

Box = tuple[float, float, float, float]
"""Left edge, upper edge, width and height."""


def add_annotation(document: Document, annotation: Annotation, *, graph: GraphId = MAIN) -> Document:
    """Place a frame or a note, above all others."""
    within = document.graph(graph)
    if annotation.id in within.annotations or annotation.id in within.nodes:
        raise EditError(f"The id “{annotation.id}” is taken.")
    _check(annotation)
    return _with(document, graph, {**within.annotations, annotation.id: annotation})


def change_annotation(
    document: Document, annotation: AnnotationId, *, graph: GraphId = MAIN, **fields: Any
) -> Document:
    """Change fields of a frame or a note, such as ``text``, ``color``, ``x`` or ``width``."""
    within = document.graph(graph)
    found = within.annotations.get(annotation)
    if found is None:
        raise EditError("There is no such frame or note in this sketch any more.")
    changed = replace(found, **fields)
    if changed.id != found.id:
        raise EditError("A frame or a note keeps its id.")
    if changed == found:
        return document
    _check(changed)
    return _with(document, graph, {**within.annotations, annotation: changed})


def remove_annotations(document: Document, annotations: Collection[AnnotationId], *, graph: GraphId = MAIN) -> Document:
    """Delete frames and notes; what lies within a frame stays."""
    within = document.graph(graph)
    gone = set(annotations) & within.annotations.keys()
    if not gone:
        return document
    return _with(document, graph, {key: found for key, found in within.annotations.items() if key not in gone})


def inside(
    graph: Graph, frame: AnnotationId, rects: Mapping[NodeId, Box]
) -> tuple[frozenset[NodeId], frozenset[AnnotationId]]:
    """The nodes, and the other frames and notes, that lie wholly within a frame; nothing for a note.

    Args:
        graph: where the frame is.
        frame: its id.
        rects: the box of each node that is asked about.
    """
    found = graph.annotations.get(frame)
    if found is None or found.kind != "frame":
        return frozenset(), frozenset()
    right, bottom = found.x + found.width, found.y + found.height

    def holds(x: float, y: float, width: float, height: float) -> bool:
        return found.x <= x and found.y <= y and x + width <= right and y + height <= bottom

    nodes = frozenset(key for key, box in rects.items() if holds(*box))
    others = (a for a in graph.annotations.values() if a.id != frame)
    return nodes, frozenset(a.id for a in others if holds(a.x, a.y, a.width, a.height))


def _with(document: Document, graph: GraphId, annotations: Mapping[AnnotationId, Annotation]) -> Document:
    return document.with_graph(graph, replace(document.graph(graph), annotations=annotations))


def _check(annotation: Annotation) -> None:
    if annotation.kind not in get_args(AnnotationKind):
        raise EditError(f"There are frames and notes, but no “{annotation.kind}”.")
    if annotation.color not in COLORS:
        raise EditError(f"There is no colour “{annotation.color}”.")
    if not all(map(math.isfinite, (annotation.x, annotation.y, annotation.width, annotation.height))):
        raise EditError("A frame or a note must stand on the canvas.")
    if annotation.width <= 0 or annotation.height <= 0:
        raise EditError("A frame or a note needs a width and a height.")
