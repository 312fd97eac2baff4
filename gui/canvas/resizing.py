"""Resizing a frame or a note by its edges and corners."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, Qt

from core.document.annotations import change_annotation
from core.document.graph import AnnotationId, AnnotationKind
from core.layout.node_size import GRID
from gui.canvas.gestures import STARTS_AT, Gesture, Modifiers, Surface
from gui.canvas.viewing import to_canvas
from gui.canvas.words import annotation_text, tr
from gui.drawing.annotations import AnnotationPart
from gui.drawing.geometry import Rect

__all__ = ["LEAST", "ResizeAnnotation", "resize_cursor"]

LEAST: Final[dict[AnnotationKind, tuple[float, float]]] = {"frame": (96.0, 64.0), "note": (64.0, 32.0)}
"""Smallest width and height of each."""


def resize_cursor(part: AnnotationPart) -> Qt.CursorShape | None:
    """What the pointer looks like over an edge or a corner; None over the rest."""
    if part in ("edge-left", "edge-right"):
        return Qt.CursorShape.SizeHorCursor
    if part in ("edge-top", "edge-bottom"):
        return Qt.CursorShape.SizeVerCursor
    if part in ("corner-top-left", "corner-bottom-right"):
        return Qt.CursorShape.SizeFDiagCursor
    return Qt.CursorShape.SizeBDiagCursor if part.startswith("corner") else None


class ResizeAnnotation(Gesture):
    """Dragging an edge or a corner: it goes along the grid, or freely while Ctrl is held. A click selects."""

    def __init__(
        self, canvas: Surface, at: QPointF, annotation: AnnotationId, part: AnnotationPart, *, toggle: bool
    ) -> None:
        """Press on an edge or a corner.

        Args:
            canvas: where.
            at: point of the widget.
            annotation: the frame or note.
            part: which edge or corner.
            toggle: whether Shift or Ctrl is held: a click adds it to what is selected, or drops it.
        """
        super().__init__(canvas)
        self.cursor = resize_cursor(part) or Qt.CursorShape.SizeAllCursor
        self._pressed = self._at = at
        self._modifiers = Modifiers.NoModifier
        self._start = to_canvas(canvas.view, at)
        self._id, self._part, self._toggle = annotation, part, toggle
        self._rect: Rect | None = None

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        if self._rect is None and (at - self._pressed).manhattanLength() < STARTS_AT:
            return
        self.pans_at_edge = True
        self._at, self._modifiers = at, modifiers
        there = to_canvas(self.canvas.view, at)
        by = there.x() - self._start.x(), there.y() - self._start.y()
        rect = self._stretched(*by, step=1 if modifiers & Modifiers.ControlModifier else GRID)
        if rect != self._rect:
            self._rect = rect
            self.canvas.touch(self.canvas.scene.stretch_annotation(self._id, rect))

    def _stretched(self, dx: float, dy: float, step: float) -> Rect:
        """The rectangle with the edges moved that are held, never smaller than it may be."""
        found = self.canvas.session.graph.annotations[self._id]
        least_wide, least_high = LEAST[found.kind]
        left, top, right, bottom = found.x, found.y, found.x + found.width, found.y + found.height
        if "left" in self._part:
            left = min(_onto(left + dx, step), right - min(least_wide, found.width))
        if "right" in self._part:
            right = max(_onto(right + dx, step), left + min(least_wide, found.width))
        if "top" in self._part:
            top = min(_onto(top + dy, step), bottom - min(least_high, found.height))
        if "bottom" in self._part:
            bottom = max(_onto(bottom + dy, step), top + min(least_high, found.height))
        return Rect(left, top, right - left, bottom - top)

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        session, rect = self.canvas.session, self._rect
        self.cancel()
        self.canvas.select_edge(None)
        one = frozenset((self._id,))
        if rect is None and self._toggle:
            session.select(session.selection, session.annotations ^ one)
        elif self._id not in session.annotations or rect is None:
            session.select((), one)
        if rect is not None:
            text = tr("Resize {what}").format(what=annotation_text(session.graph.annotations[self._id]))
            x, y, width, height = rect
            self.canvas.attempt(
                text,
                lambda d: change_annotation(d, self._id, graph=session.graph_id, x=x, y=y, width=width, height=height),
            )

    def cancel(self) -> None:
        self._rect = None
        self.canvas.touch(self.canvas.scene.shift((), 0, 0))

    def follow(self) -> bool:
        if self._id not in self.canvas.session.graph.annotations:
            return False
        if self._rect is not None:
            self._rect = None
            self.canvas.touch(self.canvas.scene.shift((), 0, 0))
            self.move(self._at, self._modifiers)
        return True


def _onto(at: float, step: float) -> float:
    """The nearest line of the grid."""
    return round(at / step) * step
