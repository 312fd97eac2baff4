"""The canvas without a mouse: walking along wires, nudging, and the keys that stand for single commands."""

from __future__ import annotations

from typing import Final, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from core.document import edits
from core.document.graph import NodeId
from core.layout.node_size import GRID
from gui.canvas.gestures import Surface
from gui.canvas.walking import Direction, neighbour
from gui.canvas.words import layers_text, tr
from gui.drawing.geometry import Rect
from gui.session import Gesture

__all__ = ["ARROWS", "Keyboard", "Walkable"]

ARROWS: Final[dict[int, Direction]] = {
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
}
_STEPS: Final[dict[Direction, tuple[int, int]]] = {
    "up": (0, -GRID),
    "down": (0, GRID),
    "left": (-GRID, 0),
    "right": (GRID, 0),
}


class Walkable(Surface, Protocol):
    """A canvas that keys can walk on."""

    def bring_into_view(self, area: Rect) -> None:
        """Shift the view by as little as will show an area."""


class Keyboard:
    """Arrow keys: alone they walk, with Shift they extend the selection, with Ctrl they nudge it by the grid."""

    def __init__(self, canvas: Walkable) -> None:
        """Nobody has walked yet."""
        self._canvas = canvas
        self._at: NodeId | None = None
        self._nudge: Gesture | None = None

    @property
    def at(self) -> NodeId | None:
        """The node that an arrow key starts from: where the last step led, or what was selected last."""
        session = self._canvas.session
        if self._at in session.selection:
            return self._at
        order = session.graph_analysis.positions
        return min(session.selection, key=lambda node: order[node], default=None)

    def arrow(self, event: QKeyEvent) -> None:
        """An arrow key was pressed."""
        direction = ARROWS[event.key()]
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._nudge_by(*_STEPS[direction])
        else:
            self._walk(direction, extending=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def _walk(self, direction: Direction, *, extending: bool) -> None:
        canvas = self._canvas
        session, analysis = canvas.session, canvas.session.graph_analysis
        start = self.at
        found = neighbour(analysis, canvas.scene, start, direction) if start is not None else _first(canvas)
        if found is None:
            return
        session.select(session.selection | {found} if extending else (found,))
        self._at = found
        canvas.bring_into_view(canvas.scene.rect(found))

    def _nudge_by(self, dx: int, dy: int) -> None:
        """Move what is selected; all steps until Ctrl is released are one step of undo."""
        session = self._canvas.session
        nodes, graph = session.selection, session.graph_id
        if not nodes:
            return
        if self._nudge is None:
            self._nudge = session.new_gesture()
        text = tr("Move {what}").format(what=layers_text(session.graph, nodes))
        self._canvas.attempt(text, lambda d: edits.move(d, nodes, dx, dy, graph=graph), self._nudge)

    def rest(self) -> None:
        """Ctrl was released, the focus lost or something else selected: the next nudge is a step of its own."""
        self._nudge = None


def _first(canvas: Surface) -> NodeId | None:
    """Where walking begins when nothing is selected: what lies first in view, else first of all."""
    in_view = canvas.scene.nodes_in(canvas.seen()) or list(canvas.session.graph.nodes)
    return min(in_view, key=lambda node: (canvas.scene.rect(node)[1], canvas.scene.rect(node)[0]), default=None)
