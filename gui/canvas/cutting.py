"""Cutting wires by a stroke drawn across them."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from core.document import wiring_edits
from core.document.graph import Edge
from core.text import count_text
from gui.canvas import overlays
from gui.canvas.bubble import bubble_area, paint_bubble
from gui.canvas.gestures import STARTS_AT, Gesture, Modifiers, Surface
from gui.canvas.loose_end import stands
from gui.canvas.viewing import to_canvas, to_screen, to_screen_rect
from gui.canvas.words import tr
from gui.drawing.crossing import crossed_edges
from gui.drawing.geometry import MARGIN, Rect

__all__ = ["CutStroke"]

_STEP: Final = 3
"""Pixels between two points of the stroke."""
_LINE: Final = 1.5
_LIGHT: Final = 0.7


class CutStroke(Gesture):
    """A freehand line: the wires that it crosses turn red while it is drawn, and are cut at its end."""

    def __init__(self, canvas: Surface, at: QPointF) -> None:
        """Put the knife down."""
        super().__init__(canvas)
        self.cursor = Qt.CursorShape.CrossCursor
        self._pressed = at
        self._stroke = [to_canvas(canvas.view, at)]
        self._crossed: dict[Edge, None] = {}
        self._at = at
        self._drawn = False

    @property
    def crossed(self) -> tuple[Edge, ...]:
        """The wires that would be cut now."""
        return tuple(self._crossed)

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        if not self._drawn and (at - self._pressed).manhattanLength() < STARTS_AT:
            return
        self._drawn = True
        if (at - to_screen(self.canvas.view, *self._stroke[-1].toTuple())).manhattanLength() >= _STEP:
            self._go_to(at)
        self._at = at

    def _go_to(self, at: QPointF) -> None:
        there = to_canvas(self.canvas.view, at)
        for edge in crossed_edges(self.canvas.scene, self._stroke[-1], there):
            self._crossed[edge] = None
            self.canvas.touch(self._around(edge))
        self._stroke.append(there)

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        if not self._drawn:
            return
        self._go_to(at)
        cut, graph = self.crossed, self.canvas.session.graph_id
        self.cancel()
        if cut:
            text = tr("Cut {count}").format(count=count_text(len(cut), "wire"))
            self.canvas.attempt(text, lambda d: wiring_edits.cut(d, cut, graph=graph))

    def cancel(self) -> None:
        for edge in self._crossed:
            self.canvas.touch(self._around(edge))
        self._crossed, self._drawn = {}, False

    def follow(self) -> bool:
        graph = self.canvas.session.graph
        self._crossed = {edge: None for edge in self._crossed if stands(edge, graph)}
        return True

    # -- drawing ---------------------------------------------------------------------------------------------------

    def _around(self, edge: Edge) -> Rect:
        row = self.canvas.scene.edge_row(edge)
        if row is None:
            return Rect(0, 0, 0, 0)
        left, top, right, bottom = self.canvas.scene.boxes[row].tolist()
        return Rect(left, top, right - left, bottom - top).grown(MARGIN)

    def words(self) -> str:
        """What the bubble says."""
        if not self._drawn or not self._crossed:
            return ""
        return tr("Release to cut {count}").format(count=count_text(len(self._crossed), "wire"))

    def _bubble(self) -> QRectF:
        return bubble_area(self.words(), self._at, QRectF(self.canvas.rect()), self.canvas.font())

    def _line(self) -> QPolygonF:
        points = [to_screen(self.canvas.view, *point.toTuple()) for point in self._stroke]
        return QPolygonF([*points, self._at])

    def paint(self, painter: QPainter) -> None:
        if not self._drawn:
            return
        color, view = self.canvas.theme.error, self.canvas.view
        light = color.toRgb()
        light.setAlphaF(_LIGHT)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for edge in self._crossed:
            overlays.selected_wire(painter, self.canvas.scene, view, self.canvas.theme, edge, light)
        painter.setPen(QPen(color, _LINE, Qt.PenStyle.DashLine, Qt.PenCapStyle.RoundCap))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(self._line())
        words = self.words()
        if words:
            paint_bubble(painter, self._bubble(), words, color, self.canvas.theme, self.canvas.font())

    def extent(self) -> QRectF:
        if not self._drawn:
            return QRectF()
        area = self._line().boundingRect().adjusted(-3, -3, 3, 3).united(self._bubble())
        for edge in self._crossed:
            area = area.united(to_screen_rect(self.canvas.view, self._around(edge)))
        return area
