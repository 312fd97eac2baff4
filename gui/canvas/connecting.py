"""Connecting layers: by dragging a wire out of a port, by dragging one off an input, and by keys alone."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from core.analysis.connecting import Judgement, Verdict
from core.document import edits
from core.document.graph import Edge, Graph, OutputRef
from core.text import integer_text
from gui.canvas.bubble import bubble_area, paint_bubble
from gui.canvas.gestures import STARTS_AT, Gesture, Modifiers, Surface
from gui.canvas.loose_end import LooseEnd
from gui.canvas.viewing import to_canvas, to_screen
from gui.canvas.walking import Direction, nearest
from gui.canvas.words import tr
from gui.drawing.geometry import PortRef
from gui.drawing.painter import draw_wire

__all__ = ["ConnectByKeys", "DragWire", "disconnect", "stands"]

_SNAP_PIXELS: Final = 24
_SNAP_UNITS: Final = 40
"""A port attracts a wire from so many pixels away, but no farther than this in canvas units."""
_MOST_LIT: Final = 300
"""With more layers in view no port is large enough to be seen; then only the one under the pointer is judged."""
_ARROWS: Final[dict[int, Direction]] = {
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
}


class _Wire(Gesture):
    """A wire with a loose end; the ports that would take it are lit."""

    def __init__(self, canvas: Surface, fixed: PortRef, detached: Edge | None = None) -> None:
        super().__init__(canvas)
        self._fixed, self._detached = fixed, detached
        self._end = LooseEnd(canvas.session.graph_analysis, fixed, detached)
        self._at = QPointF()
        self._target: PortRef | None = None
        self._shown = False

    def _light(self) -> None:
        """Judge the ports in view, and show the verdicts."""
        self.canvas.select_edge(None)
        nodes = self.canvas.scene.nodes_in(self.canvas.seen())
        self.marks = self._end.judge_all(nodes) if len(nodes) <= _MOST_LIT else {}
        self.detached = self._detached
        self._shown = True
        self.canvas.touch_all()

    def _judgement(self) -> Judgement | None:
        return None if self._target is None else self._end.judge(self._target)

    def _plug(self, port: PortRef) -> None:
        """Lead the wire to a port, or say why not."""
        judgement = self._end.judge(port)
        if judgement.verdict is Verdict.REFUSED:
            self.canvas.say(str(judgement.reason))
            return
        if port == self._end.home:
            return
        writer, reader = self._end.names(port)
        text = tr("Connect {writer} to {reader}").format(writer=writer, reader=reader)
        self.canvas.attempt(text, self._end.plug(port, self.canvas.session.graph_id))

    def cancel(self) -> None:
        self.marks, self.detached, self._shown = {}, None, False
        self.canvas.touch_all()

    def follow(self) -> bool:
        session = self.canvas.session
        nodes = session.graph.nodes
        edge = self._detached
        if self._fixed.node not in nodes or (edge is not None and not stands(edge, session.graph)):
            return False
        self._end = LooseEnd(session.graph_analysis, self._fixed, edge)
        if self._target is not None and self._target.node not in nodes:
            self._target = None
        if self._shown:
            self._light()
        return True

    # -- drawing ---------------------------------------------------------------------------------------------------

    def _ends(self) -> tuple[QPointF, QPointF]:
        """The fixed end and the loose one, on the screen."""
        view, scene = self.canvas.view, self.canvas.scene
        fixed = to_screen(view, *scene.port_position(self._fixed))
        judgement = self._judgement()
        if self._target is not None and judgement is not None and judgement.verdict is not Verdict.REFUSED:
            return fixed, to_screen(view, *scene.port_position(self._target))
        return fixed, self._at

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
        fixed, loose = self._ends()
        start, stop = (fixed, loose) if self._end.seeks == "in" else (loose, fixed)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_wire(painter, start.x(), start.y(), stop.x(), stop.y(), self._color(), 2.0, scale=self.canvas.view.scale)
        words = self.words()
        if words:
            paint_bubble(painter, self._bubble(), words, self._color(), self.canvas.theme, self.canvas.font())

    def extent(self) -> QRectF:
        if not self._shown:
            return QRectF()
        fixed, loose = self._ends()
        area = QRectF(fixed, loose).normalized()
        # A wire that leads up leaves its ports by as much as its control points do.
        bulge = 44 + 0.35 * area.height()
        return area.adjusted(-6, -bulge, 6, bulge).united(self._bubble())


class DragWire(_Wire):
    """Dragging from an output, from an input in reverse, or an existing wire off its input."""

    def __init__(self, canvas: Surface, at: QPointF, port: PortRef, edge: Edge | None) -> None:
        """Press on a port.

        Args:
            canvas: where.
            at: point of the widget.
            port: the port under the pointer.
            edge: the wire that ends in it, if it is an input in use: then that wire is taken off.
        """
        if edge is None:
            super().__init__(canvas, port)
        else:
            super().__init__(canvas, PortRef(edge.source.node, "out", edge.source.port), edge)
        self._pressed, self._port = at, port
        self._at = at
        self.cursor = Qt.CursorShape.CrossCursor

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        if not self._shown:
            if (at - self._pressed).manhattanLength() < STARTS_AT:
                return
            self._light()
        self._at = at
        self._target = self._under(at)
        judgement = self._judgement()
        refused = self._no_port_of(at) is not None if judgement is None else judgement.verdict is Verdict.REFUSED
        self.cursor = Qt.CursorShape.ForbiddenCursor if refused else Qt.CursorShape.CrossCursor

    def _under(self, at: QPointF) -> PortRef | None:
        """The port that a release would lead the wire to."""
        scene, scale = self.canvas.scene, self.canvas.view.scale
        there = to_canvas(self.canvas.view, at)
        port = scene.port_at(there.x(), there.y(), min(_SNAP_PIXELS / scale, _SNAP_UNITS))
        if port is not None and port.side == self._end.seeks:
            return port
        node = scene.node_at(there.x(), there.y())
        if node is None or (node == self._fixed.node and self._near_start(at)):
            return None
        return self._end.best(node)

    def _near_start(self, at: QPointF) -> bool:
        """Just leaving the port where the drag began, which lies on the body of its own layer."""
        return (at - self._pressed).manhattanLength() < _SNAP_PIXELS

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        if not self._shown:
            self.canvas.select_edge(None)
            self.canvas.session.select((self._port.node,))
            return
        self.move(at, modifiers)
        target = self._target
        self.cancel()
        if target is not None:
            self._plug(target)
            return
        reason = self._no_port_of(at)
        if reason is not None:
            self.canvas.say(reason)
        elif self._detached is not None:
            disconnect(self.canvas, self._detached)

    def _no_port_of(self, at: QPointF) -> str | None:
        """What to say over a layer without any port on the right side."""
        there = to_canvas(self.canvas.view, at)
        node = self.canvas.scene.node_at(there.x(), there.y())
        if node is None or self._end.ports(node):
            return None
        name = self.canvas.session.graph.nodes[node].name
        text = tr("“{name}” has no input.") if self._end.seeks == "in" else tr("“{name}” has no output.")
        return text.format(name=name)

    def _color(self) -> QColor:
        nowhere = self._target is None and self._no_port_of(self._at) is not None
        return self.canvas.theme.error if nowhere else super()._color()

    def words(self) -> str:
        if self._target is not None:
            return super().words()
        return self._no_port_of(self._at) or (tr("Release to disconnect") if self._detached is not None else "")


class ConnectByKeys(_Wire):
    """Connecting without a mouse: arrow keys walk through the lit ports, Enter connects, Esc gives up."""

    def __init__(self, canvas: Surface, source: OutputRef) -> None:
        """Hold a wire at an output and point at the nearest port that takes it."""
        super().__init__(canvas, PortRef(source.node, "out", source.port))
        self.by_mouse = False
        self._light()
        x, y = canvas.scene.port_position(self._fixed)
        # Data flows down: what lies above comes after everything below.
        self._point_at(min(self._places(), key=lambda at: (at[2] < y, abs(at[1] - x) + abs(at[2] - y)), default=None))
        self.over = self._target is None
        if self.over:
            self.cancel()
            canvas.say(tr("No layer in view can take this wire."))

    def _places(self) -> list[tuple[PortRef, float, float]]:
        takers = self.marks or self._end.judge_all(self.canvas.scene.nodes_in(self.canvas.seen()))
        return [
            (port, *self.canvas.scene.port_position(port))
            for port, verdict in takers.items()
            if verdict is not Verdict.REFUSED
        ]

    def _point_at(self, place: tuple[PortRef, float, float] | None) -> None:
        if place is not None:
            self._target = place[0]
            self._at = to_screen(self.canvas.view, place[1], place[2])

    def key(self, key: int) -> bool:
        if key in _ARROWS and self._target is not None:
            places = [place for place in self._places() if place[0] != self._target]
            x, y = self.canvas.scene.port_position(self._target)
            found = nearest(x, y, [(place, place[1], place[2]) for place in places], _ARROWS[key])
            self._point_at(found)
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._target is not None:
            target = self._target
            self.cancel()
            self.over = True
            self._plug(target)
            return True
        return False

    def follow(self) -> bool:
        if not super().follow() or self._target is None:
            return False
        self._at = to_screen(self.canvas.view, *self.canvas.scene.port_position(self._target))
        return True

    def words(self) -> str:
        if self._target is None:
            return ""
        node = self.canvas.session.graph.nodes[self._target.node]
        where = tr("{name}, input {number}").format(name=node.name, number=integer_text(self._target.index + 1))
        reason = super().words()
        return f"{where}\n{reason}" if reason else where


def disconnect(canvas: Surface, edge: Edge) -> None:
    """Take a wire off, as one step of undo."""
    session = canvas.session
    text = tr("Disconnect {name}").format(name=session.graph.nodes[edge.target].name)
    canvas.attempt(text, lambda d: edits.disconnect(d, edge.target, edge.port, graph=session.graph_id))


def stands(edge: Edge, graph: Graph) -> bool:
    """Whether a graph has this wire."""
    node = graph.nodes.get(edge.target)
    return node is not None and edge.port < len(node.inputs) and node.inputs[edge.port] == edge.source
