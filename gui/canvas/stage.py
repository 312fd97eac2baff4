"""Where gestures happen: one at a time, following the document and the view, panning at the edge. No events yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QToolTip, QWidget

from gui.canvas.arranger import SketchArranger
from gui.canvas.gestures import Gesture, Modifiers, Pan
from gui.canvas.hits import NOWHERE, Hit, around_nodes, hit
from gui.canvas.hovering import NOTHING_LIT, Lit, lit_around
from gui.canvas.resizing import resize_cursor
from gui.canvas.wire_ends import wire_cursor
from gui.drawing.painter import DrawState
from gui.preferences import Preferences
from gui.session import Change, Session

__all__ = ["Stage"]

_BORDER: Final = 28
"""Pixels from the edge of the widget within which a drag takes the view along."""
_DWELL: Final = 200
"""Milliseconds that the pointer must stay there first: a drag out of the palette only passes."""
_FRAME: Final = 16
_FASTEST: Final = 18
"""Pixels a frame, at the very edge."""


class Stage(SketchArranger):
    """An editor on which a gesture may be going on, and which knows what lies under the pointer."""

    def __init__(self, session: Session, preferences: Preferences, parent: QWidget | None = None) -> None:
        """Nothing goes on yet."""
        self._gesture: Gesture | None = None
        self._pointer: QPointF | None = None
        self._dragged_to = QPointF()
        self._modifiers = Modifiers.NoModifier
        self._time = 0
        self._space = False
        self._following = False
        self._branch = NOTHING_LIT
        """What is lit because the pointer is over a layer."""
        super().__init__(session, preferences, parent)
        self._pan_timer = QTimer(self)
        self._pan_timer.setObjectName("pan_at_edge")
        self._pan_timer.timeout.connect(self._pan_at_edge)
        self.view_changed.connect(self._follow_with_gesture)

    @property
    def pointer(self) -> QPointF | None:
        return self._pointer

    @property
    def time(self) -> int:
        """When the last press or move of the pointer was, in milliseconds from some moment on."""
        return self._time

    @property
    def gesture(self) -> Gesture | None:
        """What is going on, if anything."""
        return self._gesture

    # -- following -------------------------------------------------------------------------------------------------

    def sync(self, change: Change) -> None:
        # What was lit so far need not be so in another document.
        self._touch_hit(self._hovered)
        self.touch(around_nodes(self.scene, self._branch.nodes))
        self._branch = NOTHING_LIT
        super().sync(change)
        self._follow_with_gesture()
        self._look_under_pointer()

    def _follow_path(self) -> None:
        super()._follow_path()
        self._look_under_pointer()

    def _leave_graph(self) -> None:
        super()._leave_graph()
        # Not ``cancel_gesture``: what the gesture draws may be about layers that are not there any more.
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            self._pan_timer.stop()
            gesture.cancel()
            self.touch_all()
            self._point()

    def _let_go(self) -> None:
        self.cancel_gesture()

    def _follow_with_gesture(self) -> None:
        """Let a gesture that is under way agree with another document or view; if it cannot, it ends."""
        gesture = self._gesture
        if gesture is None or self._following:
            return
        self._following = True
        try:
            holds = gesture.follow()
        finally:
            self._following = False
        self.touch_all()
        if not holds:
            self._gesture = None
            gesture.cancel()
            self._point()

    def _state(self) -> DrawState:
        state = super()._state()
        gesture = self._gesture
        if gesture is None:
            lit = self._branch
            return replace(state, lit_nodes=state.lit_nodes | lit.nodes, lit_edges=lit.edges) if lit.edges else state
        return replace(
            state,
            selection=state.selection if gesture.selection is None else gesture.selection,
            annotations=state.annotations if gesture.annotations is None else gesture.annotations,
            port_marks=gesture.marks,
            detached_edges=gesture.detached,
            lit_nodes=state.lit_nodes | gesture.lit_nodes,
            lit_edges=state.lit_edges | gesture.lit_edges,
        )

    def _paint_over(self, painter: QPainter) -> None:
        super()._paint_over(painter)
        if self._gesture is not None:
            self._gesture.paint(painter)

    def _may_scroll(self) -> bool:
        return super()._may_scroll() and (self._gesture is None or isinstance(self._gesture, Pan))

    # -- gestures --------------------------------------------------------------------------------------------------

    def _begin(self, gesture: Gesture) -> None:
        self.settle()
        self.cancel_gesture()
        self._hover(NOWHERE)
        self._gesture = gesture
        if self._pointer is not None:
            self._dragged_to = self._pointer
        self._point()
        QToolTip.hideText()

    def _drag(self, at: QPointF, modifiers: Modifiers) -> None:
        """The pointer is elsewhere, or other keys are held: let the gesture know."""
        self._dragged_to, self._modifiers = at, modifiers
        gesture = self._gesture
        if gesture is None:
            return
        self._step(lambda: gesture.move(at, modifiers))
        self._watch_edge()

    def _step(self, act: Callable[[], object]) -> None:
        """Let the gesture do something, and have what it draws painted anew."""
        gesture = self._gesture
        if gesture is None:
            return
        before = gesture.extent()
        act()
        self._touch_screen(before)
        self._touch_screen(gesture.extent())
        self._point()

    def _touch_screen(self, area: QRectF) -> None:
        if not area.isEmpty():
            self.update(area.intersected(QRectF(self.rect())).toAlignedRect())

    def _finish(self, at: QPointF, modifiers: Modifiers) -> None:
        gesture = self._gesture
        if gesture is None:
            return
        self._touch_screen(gesture.extent())
        # It is over before it writes the document, so that following the change finds no gesture.
        self._gesture = None
        self._pan_timer.stop()
        gesture.finish(at, modifiers)
        if gesture.next is not None:
            self._begin(gesture.next)
        self._look_under_pointer()

    def cancel_gesture(self) -> None:
        """End what is going on, without a trace."""
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            self._pan_timer.stop()
            self._touch_screen(gesture.extent())
            gesture.cancel()
            self._point()

    # -- at the edge -----------------------------------------------------------------------------------------------

    def _watch_edge(self) -> None:
        """Take the view along once the pointer has dwelt near the edge of the widget."""
        gesture = self._gesture
        if gesture is None or not gesture.pans_at_edge or not any(self._edge_speed()):
            self._pan_timer.stop()
        elif not self._pan_timer.isActive():
            self._pan_timer.start(_DWELL)

    def _edge_speed(self) -> tuple[int, int]:
        """Pixels to shift the view by each frame, for where the pointer is."""
        at = self._dragged_to
        return _speed(at.x(), self.width()), _speed(at.y(), self.height())

    def _pan_at_edge(self) -> None:
        gesture = self._gesture
        if gesture is None:
            self._pan_timer.stop()
            return
        if self._pan_timer.interval() != _FRAME:
            self._pan_timer.setInterval(_FRAME)
        self.pan_by(*self._edge_speed())
        self._step(lambda: gesture.move(self._dragged_to, self._modifiers))

    # -- hovering --------------------------------------------------------------------------------------------------

    def _hit(self, at: QPointF) -> Hit:
        if self.map_rect.contains(at.toPoint()):
            return NOWHERE
        there = self.to_canvas(at)
        return hit(self.scene, there.x(), there.y(), self.scale)

    def _look_under_pointer(self) -> None:
        self._hover(self._hit(self._pointer) if self._pointer is not None and self._gesture is None else NOWHERE)
        self._point()

    def _hover(self, found: Hit) -> None:
        if found != self._hovered:
            branch = self._lit_by(found)
            for hovered, lit in ((self._hovered, self._branch), (found, branch)):
                self._touch_hit(hovered)
                self.touch(around_nodes(self.scene, lit.nodes))
            self._hovered, self._branch = found, branch

    def _lit_by(self, found: Hit) -> Lit:
        """What is lit while this is hovered."""
        return NOTHING_LIT if found.node is None else lit_around(self.session.graph_analysis, found.node)

    def _point(self) -> None:
        """Give the pointer the shape of what a press would do, or of what is going on."""
        shape = Qt.CursorShape.ArrowCursor
        if self._gesture is not None:
            shape = self._gesture.cursor
        elif self._space:
            shape = Qt.CursorShape.OpenHandCursor
        elif self._hovered.port is not None:
            shape = Qt.CursorShape.CrossCursor
        elif self._hovered.node is not None:
            shape = Qt.CursorShape.SizeAllCursor
        elif self._hovered.edge is not None and self._pointer is not None:
            shape = wire_cursor(self, self._pointer, self._hovered.edge)
        elif self._hovered.part is not None:
            shape = resize_cursor(self._hovered.part) or Qt.CursorShape.SizeAllCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)


def _speed(at: float, length: int) -> int:
    """How fast the view shifts along one axis: faster the nearer the pointer is to the edge, or beyond it."""
    near, far = _BORDER - at, at - (length - _BORDER)
    if length < 4 * _BORDER or (near <= 0 and far <= 0):
        return 0
    depth = min(max(near, far) / _BORDER, 1.0)
    return round(_FASTEST * depth) * (1 if near > 0 else -1)
