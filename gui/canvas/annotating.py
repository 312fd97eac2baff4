"""New frames and notes: how large, and where. Knows nothing of a widget."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF

from core.document.graph import Annotation, AnnotationKind, Point
from core.layout.node_size import GRID, Size
from gui.canvas.placing import free_place, on_grid
from gui.canvas.words import tr
from gui.drawing.annotations import TITLE
from gui.drawing.geometry import Rect, Scene
from gui.session import Session

__all__ = ["annotation_box", "frame_around", "frame_at", "note_at"]

_MARGIN: Final = 3 * GRID
_FRAME: Final = Size(320, 200)
_NOTE: Final = Size(208, 96)


def annotation_box(annotation: Annotation) -> Rect:
    """Where a frame or note lies."""
    return Rect(annotation.x, annotation.y, annotation.width, annotation.height)


def frame_around(session: Session, boxes: Sequence[Rect]) -> Annotation:
    """A frame that holds some boxes, with a margin and room for its title, on the grid."""
    area = boxes[0]
    for box in boxes:
        area = area.united(box)
    title = math.ceil((TITLE + GRID) / GRID) * GRID
    left = math.floor((area.x - _MARGIN) / GRID) * GRID
    top = math.floor((area.y - GRID - title) / GRID) * GRID
    right = math.ceil((area.right + _MARGIN) / GRID) * GRID
    bottom = math.ceil((area.bottom + _MARGIN) / GRID) * GRID
    return Annotation(session.new_id(), "frame", tr("Frame"), left, top, right - left, bottom - top)


def frame_at(session: Session, scene: Scene, middle: QPointF, view: Rect) -> Annotation:
    """An empty frame near a point of the canvas, where nothing is."""
    return _new(session, scene, "frame", tr("Frame"), _FRAME, middle, view)


def note_at(session: Session, scene: Scene, middle: QPointF, view: Rect) -> Annotation:
    """A note near a point of the canvas, on no layer and no other note. It may lie in a frame."""
    return _new(session, scene, "note", tr("Note"), _NOTE, middle, view)


def _new(
    session: Session, scene: Scene, kind: AnnotationKind, text: str, size: Size, middle: QPointF, view: Rect
) -> Annotation:
    taken = [annotation_box(other) for other in session.graph.annotations.values()] if kind == "frame" else []
    wanted = on_grid(middle.x() - size.width / 2, middle.y() - size.height / 2)
    place: Point = free_place(scene, size, wanted, view, taken)
    return Annotation(session.new_id(), kind, text, place.x, place.y, size.width, size.height)
