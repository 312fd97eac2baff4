"""Selecting many at once: by a rectangle, or by a line drawn around them."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from core.document.graph import Annotation, AnnotationId, Edge, NodeId
from gui.canvas.gestures import STARTS_AT, Gesture, Modifiers, Surface
from gui.canvas.hits import around_nodes
from gui.canvas.viewing import to_canvas, to_screen, to_screen_rect
from gui.drawing.geometry import Rect

__all__ = ["Lasso", "RubberBand"]

_CONTROL: Final = Modifiers.ControlModifier
_LEAST_STEP: Final = 3.0
"""Pixels between two corners of a lasso."""


class _Area(Gesture):
    """Selects what lies in an area that is being drawn. Shift keeps what is selected.

    What is touched is selected, or only what lies within wholly: as the preference says, and the other way round while
    Ctrl is held. The outline is dashed where touching is enough. A frame must lie within wholly in any case: one
    draws such areas in frames.
    """

    def __init__(self, canvas: Surface, at: QPointF, *, adding: bool) -> None:
        super().__init__(canvas)
        self._pressed, self._at = at, at
        self._corner = to_canvas(canvas.view, at)
        session = canvas.session
        self._kept: frozenset[NodeId] = session.selection if adding else frozenset()
        self._kept_annotations: frozenset[AnnotationId] = session.annotations if adding else frozenset()
        self._adding = adding
        self._whole = canvas.preferences.band == "contain"
        self._dragging = False

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        if not self._dragging and (at - self._pressed).manhattanLength() < STARTS_AT:
            return
        self._dragging = self.pans_at_edge = True
        self._whole = (self.canvas.preferences.band == "contain") != bool(modifiers & _CONTROL)
        self._extend(at)
        self._choose()

    def _extend(self, at: QPointF) -> None:
        """The pointer is here now."""
        self._at = at

    def _nodes(self) -> frozenset[NodeId]:
        """The nodes in the area."""
        raise NotImplementedError

    def _holds(self, annotation: Annotation) -> bool:
        """Whether a frame or a note is in the area."""
        raise NotImplementedError

    def _outline(self) -> QPolygonF:
        """The area, in pixels of the widget."""
        raise NotImplementedError

    def _choose(self) -> None:
        found = self.canvas.session.graph.annotations
        self._show(
            self._kept | self._nodes(),
            self._kept_annotations | {key for key, annotation in found.items() if self._holds(annotation)},
        )

    def _show(self, selection: frozenset[NodeId] | None, annotations: frozenset[AnnotationId] | None) -> None:
        session = self.canvas.session
        before = session.selection if self.selection is None else self.selection
        after = session.selection if selection is None else selection
        self.canvas.touch(around_nodes(self.canvas.scene, before ^ after))
        if annotations != self.annotations:
            self.canvas.touch_all()
        self.selection, self.annotations = selection, annotations

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        if self._dragging:
            nodes, annotations = self.selection, self.annotations
            self.canvas.select_edge(None)
            self.canvas.session.select(nodes or (), annotations or ())
        elif not (self._adding or modifiers & _CONTROL):
            self.canvas.select_edge(None)
            self.canvas.session.select(())

    def cancel(self) -> None:
        self._show(None, None)

    def follow(self) -> bool:
        if self._dragging:
            graph = self.canvas.session.graph
            self._kept &= graph.nodes.keys()
            self._kept_annotations &= graph.annotations.keys()
            self._choose()
        return True

    def paint(self, painter: QPainter) -> None:
        if self._dragging:
            theme = self.canvas.theme
            fill = theme.accent.toRgb()
            fill.setAlphaF(0.10 if self._whole else 0.06)
            line = Qt.PenStyle.SolidLine if self._whole else Qt.PenStyle.DashLine
            painter.setPen(QPen(theme.accent, 1, line))
            painter.setBrush(fill)
            painter.drawPolygon(self._outline())

    def extent(self) -> QRectF:
        return self._outline().boundingRect().adjusted(-2, -2, 2, 2) if self._dragging else QRectF()


class RubberBand(_Area):
    """Selecting by a rectangle; a click without a drag selects the wire there, or nothing."""

    def __init__(self, canvas: Surface, at: QPointF, edge: Edge | None, *, adding: bool) -> None:
        """Put down the first corner.

        Args:
            canvas: where.
            at: point of the widget.
            edge: the wire under the pointer.
            adding: whether what is selected stays selected.
        """
        super().__init__(canvas, at, adding=adding)
        self._edge = edge

    def _band(self) -> Rect:
        there = to_canvas(self.canvas.view, self._at)
        x, y = min(self._corner.x(), there.x()), min(self._corner.y(), there.y())
        return Rect(x, y, abs(self._corner.x() - there.x()), abs(self._corner.y() - there.y()))

    def _nodes(self) -> frozenset[NodeId]:
        return frozenset(self.canvas.scene.nodes_in(self._band(), contain=self._whole))

    def _holds(self, annotation: Annotation) -> bool:
        band, box = self._band(), Rect(annotation.x, annotation.y, annotation.width, annotation.height)
        if self._whole or annotation.kind == "frame":
            return band.united(box) == band
        return band.meets(box)

    def _outline(self) -> QPolygonF:
        return QPolygonF(to_screen_rect(self.canvas.view, self._band()))

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        if not self._dragging and self._edge is not None:
            self.canvas.session.select(())
            self.canvas.select_edge(self._edge)
        else:
            super().finish(at, modifiers)


class Lasso(_Area):
    """Selecting by a line drawn around; it closes by itself. A click is one on empty canvas."""

    def __init__(self, canvas: Surface, at: QPointF, *, adding: bool) -> None:
        """Put down the pen.

        Args:
            canvas: where.
            at: point of the widget.
            adding: whether what is selected stays selected.
        """
        super().__init__(canvas, at, adding=adding)
        self.cursor = Qt.CursorShape.CrossCursor
        self._corners = [(self._corner.x(), self._corner.y())]

    def _extend(self, at: QPointF) -> None:
        far = at - to_screen(self.canvas.view, *self._corners[-1])
        if far.manhattanLength() >= _LEAST_STEP:
            there = to_canvas(self.canvas.view, at)
            self._corners.append((there.x(), there.y()))

    def _nodes(self) -> frozenset[NodeId]:
        scene, line = self.canvas.scene, np.array(self._corners)
        left, top = line.min(axis=0).tolist()
        right, bottom = line.max(axis=0).tolist()
        near = scene.nodes_in(Rect(left, top, right - left, bottom - top))
        if not near:
            return frozenset()
        boxes = scene.rects[[scene.row(node) for node in near]]
        chosen = _caught(line, boxes, whole=self._whole)
        return frozenset(node for node, caught in zip(near, chosen.tolist(), strict=True) if caught)

    def _holds(self, annotation: Annotation) -> bool:
        box = np.array([(annotation.x, annotation.y, annotation.width, annotation.height)])
        whole = self._whole or annotation.kind == "frame"
        return bool(_caught(np.array(self._corners), box, whole=whole)[0])

    def _outline(self) -> QPolygonF:
        view = self.canvas.view
        return QPolygonF([to_screen(view, x, y) for x, y in self._corners])


def _caught(line: NDArray[np.float64], boxes: NDArray[np.float64], *, whole: bool) -> NDArray[np.bool_]:
    """Which boxes (x, y, width, height) lie in the area that a closed line goes around, wholly or in part."""
    x, y, width, height = boxes.T
    corners = ((x, y), (x + width, y), (x, y + height), (x + width, y + height))
    inside = np.array([_inside(line, px, py) for px, py in corners])
    crossed = _crossed(line, boxes)
    return inside.all(axis=0) & ~crossed if whole else inside.any(axis=0) | crossed


def _inside(line: NDArray[np.float64], x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which points a closed line goes around, by the even-odd rule."""
    odd = np.zeros(len(x), np.bool_)
    for (x0, y0), (x1, y1) in zip(line.tolist(), np.roll(line, -1, axis=0).tolist(), strict=True):
        if y0 != y1:
            odd ^= ((y0 > y) != (y1 > y)) & (x < x0 + (y - y0) * (x1 - x0) / (y1 - y0))
    return odd


def _crossed(line: NDArray[np.float64], boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which boxes a closed line runs through: those that some piece of it enters."""
    x, y, width, height = boxes.T
    found = np.zeros(len(boxes), np.bool_)
    for (x0, y0), (x1, y1) in zip(line.tolist(), np.roll(line, -1, axis=0).tolist(), strict=True):
        # The piece is p + t·d for t in 0…1; within a slab of the box for t between two values, in the box for both.
        first, last = np.zeros(len(boxes)), np.ones(len(boxes))
        for p, d, low, high in ((x0, x1 - x0, x, x + width), (y0, y1 - y0, y, y + height)):
            if d == 0:
                last = np.where((p < low) | (p > high), -1.0, last)
            else:
                a, b = (low - p) / d, (high - p) / d
                first, last = np.maximum(first, np.minimum(a, b)), np.minimum(last, np.maximum(a, b))
        found |= first <= last
    return found
