"""The canvas without a mouse: walking along wires, nudging, and the keys that stand for single commands."""

from __future__ import annotations

from typing import Final, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from core.document import edits
from core.document.annotations import change_annotation
from core.document.document import Document
from core.document.graph import NodeId
from core.layout.node_size import GRID
from gui.canvas.carrying import carried, staying_text
from gui.canvas.gestures import Surface
from gui.canvas.resizing import LEAST
from gui.canvas.walking import Direction, nearest_node, neighbour
from gui.canvas.words import things_text, tr
from gui.drawing.geometry import MARGIN, Rect
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
    """Arrow keys: alone they walk, with Shift they extend the selection, with Ctrl they nudge it by the grid.

    With both they resize selected frames and notes, which Page Up and Page Down lead to.
    """

    def __init__(self, canvas: Walkable) -> None:
        """Nobody has walked yet."""
        self._canvas = canvas
        self._at: NodeId | None = None
        self._of: frozenset[NodeId] = frozenset()
        self._first: NodeId | None = None
        self._nudge: Gesture | None = None

    @property
    def at(self) -> NodeId | None:
        """The node that an arrow key starts from: where the last step led, or what was selected last."""
        session = self._canvas.session
        chosen = session.selection
        if self._at in chosen:
            return self._at
        if chosen is not self._of:
            order = session.graph_analysis.positions
            self._of, self._first = chosen, min(chosen, key=lambda node: order[node], default=None)
        return self._first

    def arrow(self, event: QKeyEvent) -> None:
        """An arrow key was pressed."""
        direction = ARROWS[event.key()]
        extending = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._walk(direction, extending=extending)
        elif extending:
            self._stretch_by(*_STEPS[direction])
        else:
            self._nudge_by(*_STEPS[direction])

    def _walk(self, direction: Direction, *, extending: bool) -> None:
        canvas = self._canvas
        session = canvas.session
        found = self._reached(direction)
        if found is None:
            return
        left = self.at
        session.select(session.selection | {found} if extending else (found,), session.annotations if extending else ())
        self._at = found
        for node in filter(None, (left, found)):  # the mark of the focus goes from one to the other
            canvas.touch(canvas.scene.rect(node).grown(MARGIN))
        canvas.bring_into_view(canvas.scene.rect(found))

    def _reached(self, direction: Direction) -> NodeId | None:
        """The node that an arrow leads to from where one is: a node, or else a frame or note."""
        canvas = self._canvas
        session = canvas.session
        if self.at is not None:
            return neighbour(session.graph_analysis, canvas.scene, self.at, direction)
        if session.annotations:
            found = session.graph.annotations[min(session.annotations)]
            x, y = found.x + found.width / 2, found.y + found.height / 2
            return nearest_node(canvas.scene, session.graph.nodes, x, y, direction)
        return _first(canvas)

    def step_annotation(self, by: int, *, extending: bool) -> None:
        """Go to the next frame or note in reading order, or to the one before."""
        canvas = self._canvas
        session = canvas.session
        order = sorted(session.graph.annotations.values(), key=lambda a: (a.y, a.x, a.id))
        if not order:
            return
        places = [place for place, found in enumerate(order) if found.id in session.annotations]
        start = (places[-1] if by > 0 else places[0]) if places else -1 if by > 0 else len(order)
        found = order[(start + by) % len(order)]
        canvas.select_edge(None)
        session.select(
            session.selection if extending else (), session.annotations | {found.id} if extending else (found.id,)
        )
        canvas.bring_into_view(Rect(found.x, found.y, found.width, found.height))

    def _stretch_by(self, dx: int, dy: int) -> None:
        """Make the selected frames and notes larger or smaller at their lower right corner."""
        session = self._canvas.session
        graph, chosen = session.graph_id, session.annotations
        if not chosen:
            return

        def edit(document: Document) -> Document:
            for key in chosen:
                found = document.graph(graph).annotations[key]
                wide, high = LEAST[found.kind]
                width, height = max(found.width + dx, wide), max(found.height + dy, high)
                document = change_annotation(document, key, width=width, height=height, graph=graph)
            return document

        if self._nudge is None:
            self._nudge = session.new_gesture()
        text = tr("Resize {what}").format(what=things_text(session.graph, (), chosen))
        self._canvas.attempt(text, edit, self._nudge)

    def _nudge_by(self, dx: int, dy: int) -> None:
        """Move what is selected; all steps until Ctrl is released are one step of undo."""
        session = self._canvas.session
        graph = session.graph_id
        nodes, annotations, staying = carried(session, self._canvas.scene)
        if staying:
            self._canvas.say(staying_text(session, staying))
        if not nodes and not annotations:
            return
        if self._nudge is None:
            self._nudge = session.new_gesture()
        text = tr("Move {what}").format(what=things_text(session.graph, nodes, annotations))
        self._canvas.attempt(
            text, lambda d: edits.move(d, nodes, dx, dy, annotations=annotations, graph=graph), self._nudge
        )

    def rest(self) -> None:
        """Ctrl was released, the focus lost or something else selected: the next nudge is a step of its own."""
        self._nudge = None


def _first(canvas: Surface) -> NodeId | None:
    """Where walking begins when nothing is selected: what lies first in view, else first of all."""
    in_view = canvas.scene.nodes_in(canvas.seen()) or list(canvas.session.graph.nodes)
    return min(in_view, key=lambda node: (canvas.scene.rect(node)[1], canvas.scene.rect(node)[0]), default=None)
