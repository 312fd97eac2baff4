"""Bends: points that a wire is led through. Made, moved and removed, and all of them taken out again."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from core.document.edits import place
from core.document.graph import Edge, Point, Wire
from core.document.styles import set_bends
from core.layout.node_size import GRID
from core.text import count_text
from gui.canvas.connecting import click_wire
from gui.canvas.gestures import STARTS_AT, Editing, Gesture, Modifiers, Surface
from gui.canvas.loose_end import stands
from gui.canvas.overlays import bends
from gui.canvas.viewing import to_canvas, to_screen
from gui.canvas.words import tr

__all__ = ["BEND_PIXELS", "DragBend", "remove_bend", "straighten"]

BEND_PIXELS: Final = 8
"""How near the pointer must be to a bend."""


class DragBend(Gesture):
    """Dragging a bend, or the middle of a wire, which makes one there. It snaps to the grid but for Ctrl."""

    def __init__(self, canvas: Surface, at: QPointF, edge: Edge, bend: int | None) -> None:
        """Press on a wire.

        Args:
            canvas: where.
            at: point of the widget.
            edge: the wire.
            bend: number of the bend under the pointer; None for a new one.
        """
        super().__init__(canvas)
        self.cursor = Qt.CursorShape.PointingHandCursor if bend is None else Qt.CursorShape.SizeAllCursor
        self._pressed, self._at = at, at
        self._edge, self._wire, self._bend = edge, Wire(edge.source, edge.target), bend
        self._new = bend is None
        self._before = self._points()
        self._shown: list[Point] | None = None

    def _points(self) -> list[Point]:
        return list(self.canvas.session.graph.bends.get(self._wire, ()))

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        if self._shown is None:
            if (at - self._pressed).manhattanLength() < STARTS_AT:
                return
            self._take_hold()
        self._at = at
        there = to_canvas(self.canvas.view, at)
        free = bool(modifiers & Modifiers.ControlModifier)
        self._show(Point(there.x(), there.y()) if free else Point(_on_grid(there.x()), _on_grid(there.y())))

    def _take_hold(self) -> None:
        self._shown = list(self._before)
        self.cursor = Qt.CursorShape.SizeAllCursor
        self.pans_at_edge = True
        if self._bend is None:
            pressed = to_canvas(self.canvas.view, self._pressed)
            self._bend = self.canvas.scene.bend_index(self._edge, pressed.x(), pressed.y())
            self._shown.insert(self._bend, Point(pressed.x(), pressed.y()))
        self.lit_edges = frozenset((self._edge,))

    def _show(self, point: Point) -> None:
        if self._shown is not None and self._bend is not None and self._shown[self._bend] != point:
            self._shown[self._bend] = point
            self._draw(self._shown)

    def _draw(self, points: list[Point] | None) -> None:
        """Lead all wires between the two layers through points; None as the document has it."""
        graph = self.canvas.session.graph
        for port, source in enumerate(graph.nodes[self._edge.target].inputs):
            if source == self._edge.source:
                self.canvas.touch(self.canvas.scene.show_bends(Edge(source, self._edge.target, port), points))

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        if self._shown is None:
            click_wire(self.canvas, self._edge, modifiers, self._bend)
            return
        self.move(at, modifiers)
        if self._new and (at - self._pressed).manhattanLength() < STARTS_AT:
            self.cancel()  # somebody thought better of it
            return
        points, bend, wire, graph = tuple(self._shown), self._bend, self._wire, self.canvas.session.graph_id
        self.cancel()
        text = tr("Bend Wire") if self._new else tr("Move Bend")
        if self.canvas.attempt(text, lambda d: set_bends(d, wire, points, graph=graph)):
            self.canvas.session.select(())
            self.canvas.select_edge(self._edge, bend)

    def cancel(self) -> None:
        if self._shown is not None:
            self._shown = None
            self._draw(None)
            self.lit_edges = frozenset()

    def paint(self, painter: QPainter) -> None:
        if self._shown is not None:
            bends(painter, self._shown, self.canvas.view, self.canvas.theme, self._bend)

    def extent(self) -> QRectF:
        if self._shown is None or self._bend is None:
            return QRectF()
        there = to_screen(self.canvas.view, *self._shown[self._bend])
        return QRectF(there, there).adjusted(-7, -7, 7, 7)

    def follow(self) -> bool:
        if not stands(self._edge, self.canvas.session.graph):
            self._shown = None
            return False
        if self._points() != self._before:  # somebody else led it another way
            return False
        if self._shown is not None:
            self._draw(self._shown)
        return True


def _on_grid(value: float) -> float:
    return float(round(value / GRID) * GRID)


def remove_bend(canvas: Editing, edge: Edge, bend: int) -> None:
    """Take one bend out of a wire, as one step of undo."""
    wire, graph = Wire(edge.source, edge.target), canvas.session.graph_id
    points = canvas.session.graph.bends.get(wire, ())
    kept = points[:bend] + points[bend + 1 :]
    canvas.attempt(tr("Remove Bend"), lambda d: set_bends(d, wire, kept, graph=graph))


def straighten(canvas: Editing, wires: Collection[Wire]) -> None:
    """Take all bends out of wires, as one step of undo; where there are none, say so."""
    session, graph = canvas.session, canvas.session.graph_id
    bent = [wire for wire in wires if wire in session.graph.bends]
    if not bent:
        canvas.say(tr("No wire here has bends."))
        return

    text = tr("Straighten {count}").format(count=count_text(len(bent), "wire"))
    canvas.attempt(text, lambda d: place(d, {}, bends=dict.fromkeys(bent, ()), graph=graph))
