"""Wires that hang from ports and look for others: what shows of them, whoever leads them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from core.analysis.connecting import Judgement, Verdict
from core.document.graph import Edge
from gui.canvas.bubble import bubble_area, paint_bubble
from gui.canvas.gestures import Gesture, Surface
from gui.canvas.loose_end import LooseEnd
from gui.canvas.viewing import to_screen
from gui.canvas.words import tr
from gui.drawing.geometry import PortRef
from gui.drawing.painter import draw_wire

__all__ = ["LooseWire"]

_MOST_LIT: Final = 300
"""With more layers in view no port is large enough to be seen; then only the one under the pointer is judged."""


class LooseWire(Gesture):
    """Wires with a loose end; the ports that would take them are lit."""

    def __init__(self, canvas: Surface, held: Sequence[PortRef], detached: Collection[Edge] = ()) -> None:
        """Hold wires at ports.

        Args:
            canvas: where.
            held: the ports that they hang from, all on the same side.
            detached: the wires as they are, if their other ends are taken off.
        """
        super().__init__(canvas)
        self._end = LooseEnd(canvas.session.graph_analysis, held, detached)
        self._at = QPointF()
        self._target: PortRef | None = None
        self._shown = False

    def _light(self) -> None:
        """Judge the ports in view, and show the verdicts."""
        self.canvas.select_edge(None)
        nodes = self.canvas.scene.nodes_in(self.canvas.seen())
        self.marks = self._end.judge_all(nodes) if len(nodes) <= _MOST_LIT else {}
        self.detached = self._end.detached
        self._shown = True
        self.canvas.touch_all()

    def _detach(self, wires: frozenset[Edge]) -> None:
        """Show these wires loose, and all others where the document has them."""
        if wires != self.detached:
            self.detached = wires
            self.canvas.touch_all()

    def _judgement(self) -> Judgement | None:
        return None if self._target is None else self._end.judge(self._target)

    def _plug(self, port: PortRef) -> bool:
        """Lead the wires to a port, or say why not. Returns whether they lead there now."""
        judgement = self._end.judge(port)
        if judgement.verdict is Verdict.REFUSED:
            self.canvas.say(str(judgement.reason))
            return False
        if port == self._end.home:
            return True
        return self.canvas.attempt(self._end.text(port), self._end.plug(port, self.canvas.session.graph_id))

    def cancel(self) -> None:
        self.marks, self.detached, self._shown = {}, frozenset(), False
        self.lit_nodes, self.lit_edges = frozenset(), frozenset()
        self.canvas.touch_all()

    def follow(self) -> bool:
        session, end = self.canvas.session, self._end
        if not end.holds(session.graph):
            return False
        if session.graph_analysis is not end.analysis:  # else only the view is another, and every verdict stands
            self._end = LooseEnd(session.graph_analysis, end.held, end.detached)
        if self._target is not None and self._target.node not in session.graph.nodes:
            self._target = None
        if self._shown:
            self._light()
        return True

    # -- drawing ---------------------------------------------------------------------------------------------------

    def _lines(self) -> list[tuple[QPointF, QPointF]]:
        """Both ends of each wire on the screen, the held one first."""
        view, scene = self.canvas.view, self.canvas.scene
        judgement, target = self._judgement(), self._target
        if target is None or judgement is None or judgement.verdict is Verdict.REFUSED:
            return [(to_screen(view, *scene.port_position(port)), self._at) for port in self._end.held]
        return [
            (to_screen(view, *scene.port_position(held)), to_screen(view, *scene.port_position(port)))
            for held, port in self._end.landings(target)
        ]

    def _color(self) -> QColor:
        theme = self.canvas.theme
        judgement = self._judgement()
        if judgement is None:
            return theme.accent
        return {Verdict.FITS: theme.ok, Verdict.WARNED: theme.warning, Verdict.REFUSED: theme.error}[judgement.verdict]

    def words(self) -> str:
        """What the bubble says; nothing when all is well."""
        judgement = self._judgement()
        if judgement is None or judgement.reason is None:
            return ""
        if judgement.verdict is Verdict.WARNED:
            return tr("Will not fit: {reason}").format(reason=judgement.reason)
        return str(judgement.reason)

    def _bubble(self) -> QRectF:
        return bubble_area(self.words(), self._at, QRectF(self.canvas.rect()), self.canvas.font())

    def paint(self, painter: QPainter) -> None:
        if not self._shown:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color, scale, flow = self._color(), self.canvas.view.scale, self.canvas.session.graph.flow
        for held, loose in self._lines():
            start, stop = (held, loose) if self._end.seeks == "in" else (loose, held)
            draw_wire(painter, start.x(), start.y(), stop.x(), stop.y(), color, 2.0, scale=scale, flow=flow)
        caret = self._caret()
        if caret is not None:
            _paint_caret(painter, *caret, color)
        words = self.words()
        if words:
            paint_bubble(painter, self._bubble(), words, color, self.canvas.theme, self.canvas.font())

    def _caret(self) -> tuple[QPointF, QPointF] | None:
        """Where a wire would come in among the inputs of its own layer: a point, and the direction into the box."""
        target, home = self._target, self._end.home
        if target is None or home is None or target == home or not self._end.reorders(target):
            return None
        place, scene = self._end.place(target), self.canvas.scene
        if place == home.index:
            return None
        there = QPointF(*scene.port_position(PortRef(target.node, "in", place)))
        beyond = place + (1 if place > home.index else -1)
        if beyond >= 0:
            there = (there + QPointF(*scene.port_position(PortRef(target.node, "in", beyond)))) / 2
        else:
            following = QPointF(*scene.port_position(PortRef(target.node, "in", 1)))
            there -= (following - there) / 2
        inwards = QPointF(1, 0) if self.canvas.session.graph.flow == "right" else QPointF(0, 1)
        return to_screen(self.canvas.view, there.x(), there.y()), inwards

    def extent(self) -> QRectF:
        if not self._shown:
            return QRectF()
        area = QRectF()
        for held, loose in self._lines():
            line = QRectF(held, loose).normalized().adjusted(-6, -6, 6, 6)
            # A wire that leads up leaves its ports by as much as its control points do.
            rise = 44 + 0.35 * line.height()
            aside = 44 + 0.35 * line.width()
            across = self.canvas.session.graph.flow == "right"
            area = area.united(line.adjusted(-aside, 0, aside, 0) if across else line.adjusted(0, -rise, 0, rise))
        caret = self._caret()
        if caret is not None:
            area = area.united(QRectF(caret[0], caret[0]).adjusted(-14, -14, 14, 14))
        return area.united(self._bubble())


def _paint_caret(painter: QPainter, at: QPointF, inwards: QPointF, color: QColor) -> None:
    """A wedge between two ports: here a wire would come in."""
    aside = QPointF(inwards.y(), inwards.x())
    tip = at + inwards * 2
    painter.setPen(QPen(color, 1.5))
    painter.setBrush(color)
    painter.drawPolygon(QPolygonF([tip, tip - inwards * 10 - aside * 6, tip - inwards * 10 + aside * 6]))
