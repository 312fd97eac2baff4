"""The canvas: a view of a sketch that can be edited. Hands events to gestures, and offers the commands of the menus.

Every edit goes through ``Session.apply``, once a gesture; what happens on the way is the gesture's own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QEnterEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
)
from PySide6.QtWidgets import QToolTip, QWidget

from core.document.graph import Edge, NodeId, OutputRef, Point
from core.errors import EditError
from gui.canvas.connecting import ConnectByKeys, DragWire
from gui.canvas.editor import SketchEditor
from gui.canvas.gestures import Gesture, MoveNodes, Pan, Place, RubberBand
from gui.canvas.hits import NOWHERE, Hit, hit
from gui.canvas.keyboard import ARROWS, Keyboard
from gui.canvas.placeable import placeable
from gui.canvas.tooltips import tooltip
from gui.drawing.geometry import PortRef
from gui.drawing.painter import DrawState
from gui.mime import read_preset
from gui.preferences import Preferences
from gui.session import Change, Session

__all__ = ["CanvasWidget"]

_TOGGLING: Final = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
_GESTURE_KEYS: Final = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, *ARROWS)


class CanvasWidget(SketchEditor):
    """Shows the sketch of one session and lets it be edited by mouse and keyboard.

    Signals:
        context_menu_requested(QPoint): somebody asks for a menu at this point of the screen; what lies under the
            pointer is selected already.
        edit_requested(str): somebody wants to edit the parameters of this node.
    """

    context_menu_requested = Signal(QPoint)
    edit_requested = Signal(str)

    def __init__(self, session: Session, preferences: Preferences, parent: QWidget | None = None) -> None:
        """A canvas for one session."""
        self._gesture: Gesture | None = None
        self._pointer: QPointF | None = None
        self._button = Qt.MouseButton.NoButton
        self._space = False
        self._following = False
        self._keyboard = Keyboard(self)
        super().__init__(session, preferences, parent)
        self.setObjectName("canvas")
        self.setAcceptDrops(True)
        self.view_changed.connect(self._follow_with_gesture)

    # -- following -----------------------------------------------------------------------------------------------

    def sync(self, change: Change) -> None:
        super().sync(change)
        self._follow_with_gesture()
        self._look_under_pointer()

    def _follow_path(self) -> None:
        super()._follow_path()
        self._look_under_pointer()

    def _leave_graph(self) -> None:
        self.cancel_gesture()
        self._keyboard.rest()

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
            return state
        selection = state.selection if gesture.selection is None else gesture.selection
        return replace(state, selection=selection, port_marks=gesture.marks, detached_edge=gesture.detached)

    def _paint_over(self, painter: QPainter) -> None:
        if self._gesture is not None:
            self._gesture.paint(painter)

    def _may_scroll(self) -> bool:
        return super()._may_scroll() and (self._gesture is None or isinstance(self._gesture, Pan))

    @property
    def pointer(self) -> QPointF | None:
        return self._pointer

    # -- gestures --------------------------------------------------------------------------------------------------

    @property
    def gesture(self) -> Gesture | None:
        """What is going on, if anything."""
        return self._gesture

    def _begin(self, gesture: Gesture) -> None:
        self.cancel_gesture()
        self._hover(NOWHERE)
        self._gesture = gesture
        self._point()
        QToolTip.hideText()

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

    def _finish(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        gesture = self._gesture
        if gesture is None:
            return
        self._touch_screen(gesture.extent())
        # It is over before it writes the document, so that following the change finds no gesture.
        self._gesture = None
        gesture.finish(at, modifiers)
        self._look_under_pointer()

    def cancel_gesture(self) -> None:
        """End what is going on, without a trace."""
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            self._touch_screen(gesture.extent())
            gesture.cancel()
            self._point()

    # -- hovering --------------------------------------------------------------------------------------------------

    def _hit(self, at: QPointF) -> Hit:
        there = self.to_canvas(at)
        return hit(self.scene, there.x(), there.y(), self.scale)

    def _look_under_pointer(self) -> None:
        self._hover(self._hit(self._pointer) if self._pointer is not None and self._gesture is None else NOWHERE)
        self._point()

    def _hover(self, found: Hit) -> None:
        if found != self._hovered:
            self._touch_hit(self._hovered)
            self._touch_hit(found)
            self._hovered = found

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
        elif self._hovered.edge is not None:
            shape = Qt.CursorShape.PointingHandCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)

    def tooltip_at(self, at: QPointF) -> str:
        """What hovering over a point of the widget says, as rich text."""
        preferences = self._preferences
        return tooltip(self._hit(at), self.session, preferences.shape_order, preferences.precision)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            text = "" if self._gesture is not None else self.tooltip_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), text, self)
            return True
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and self._gesture is not None
            and event.key() in _GESTURE_KEYS
        ):
            event.accept()  # these are the gesture's, whatever the menus do with them
            return True
        return super().event(event)

    # -- mouse -----------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at, button = event.position(), event.button()
        self._pointer = at
        self._keyboard.rest()
        self._button = button
        left = button == Qt.MouseButton.LeftButton
        if button == Qt.MouseButton.MiddleButton or (left and self._space):
            self._begin(Pan(self, at))
        elif left:
            self._press(at, event.modifiers())
        else:
            self.cancel_gesture()

    def _press(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        found = self._hit(at)
        toggle = bool(modifiers & _TOGGLING)
        if found.port is not None:
            self._begin(DragWire(self, at, found.port, self._wire_into(found.port)))
        elif found.node is not None:
            self._begin(MoveNodes(self, at, found.node, toggle=toggle))
        else:
            self._begin(RubberBand(self, at, found.edge, adding=toggle))

    def _wire_into(self, port: PortRef) -> Edge | None:
        """The wire that ends in an input port."""
        inputs = self.session.graph.nodes[port.node].inputs
        source = inputs[port.index] if port.side == "in" and port.index < len(inputs) else None
        return None if source is None else Edge(source, port.node, port.index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position()
        gesture = self._gesture
        if gesture is None:
            self._look_under_pointer()
        elif not gesture.by_mouse:
            pass  # the pointer has no part in it
        elif event.buttons() == Qt.MouseButton.NoButton:
            self.cancel_gesture()  # the release went to somebody else
        else:
            self._step(lambda: gesture.move(event.position(), event.modifiers()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == self._button and self._gesture is not None and self._gesture.by_mouse:
            self._finish(event.position(), event.modifiers())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        found = self._hit(event.position())
        if event.button() == Qt.MouseButton.LeftButton and found.node is not None and found.port is None:
            self.open_layer(found.node)
        else:
            self.mousePressEvent(event)

    def open_layer(self, node: NodeId) -> None:
        """Go into a block, or edit the parameters of a layer."""
        self.cancel_gesture()
        if not self.session.enter(node):
            self.session.select((node,))
            self.edit_requested.emit(node)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._pointer = event.position()
        self._look_under_pointer()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._pointer = None
        self._look_under_pointer()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.cancel_gesture()
        at = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            self._select_under(QPointF(event.pos()))
        elif self._keyboard.at is not None:
            x, y, width, height = self.scene.rect(self._keyboard.at)
            middle = self.to_screen(QPointF(x + width / 2, y + height / 2))
            at = self.mapToGlobal(middle.toPoint())
        self.context_menu_requested.emit(at)

    def _select_under(self, at: QPointF) -> None:
        """What a menu is about is what lies under the pointer, unless that is among the selected."""
        found = self._hit(at)
        if found.edge is not None:
            self.session.select(())
            self.select_edge(found.edge)
        elif found.node is None or found.node not in self.session.selection:
            self.select_edge(None)
            self.session.select(() if found.node is None else (found.node,))

    # -- dragging from the palette ---------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        key = read_preset(event.mimeData())
        try:
            thing = placeable(self.session, key) if key is not None else None
        except EditError as error:
            self.say(str(error))
            thing = None
        if thing is None:
            event.ignore()
            return
        self._begin(Place(self, thing))
        self._drag_to(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if isinstance(self._gesture, Place):
            self._drag_to(event)
        else:
            event.ignore()

    def _drag_to(self, event: QDropEvent) -> None:
        gesture = self._gesture
        if gesture is not None:
            self._step(lambda: gesture.move(event.position(), event.modifiers()))
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        if isinstance(self._gesture, Place):
            self.cancel_gesture()

    def dropEvent(self, event: QDropEvent) -> None:
        gesture = self._gesture
        if not isinstance(gesture, Place):
            event.ignore()
            return
        self._drag_to(event)
        box = gesture.box
        self.cancel_gesture()
        if box is not None:
            self.add_at(gesture.thing, Point(box.x, box.y))
            self.setFocus(Qt.FocusReason.MouseFocusReason)

    def start_connecting(self) -> None:
        """Connect the selected layer by keys: arrows choose among the lit ports, Enter connects, Esc gives up."""
        node = self._keyboard.at
        if node is None:
            self.say(self.tr("Select the layer that the wire is to start from."))
            return
        if not self.session.graph.nodes[node].op.outputs:
            self.say(self.tr("“{name}” has no output.").format(name=self.session.graph.nodes[node].name))
            return
        gesture = ConnectByKeys(self, OutputRef(node))
        if not gesture.over:
            self._begin(gesture)
            self.touch_all()

    # -- keyboard --------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        gesture = self._gesture
        if gesture is not None:
            self._key_in_gesture(gesture, event.key())
            return
        key = event.key()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in ARROWS:
            self._keyboard.arrow(event)
        elif key == Qt.Key.Key_Space and plain:
            if not event.isAutoRepeat():
                self._space = True
                self._point()
        elif key in _COMMANDS and plain:
            _COMMANDS[key](self)
        else:
            super().keyPressEvent(event)

    def _key_in_gesture(self, gesture: Gesture, key: int) -> None:
        if key == Qt.Key.Key_Escape:
            self.cancel_gesture()
            self._look_under_pointer()
            return
        self._step(lambda: gesture.key(key))
        if gesture.over:
            self._gesture = None
            self._look_under_pointer()

    def _escape(self) -> None:
        self.select_edge(None)
        self.session.select(())

    def _open_selected(self) -> None:
        node = self._keyboard.at
        if node is not None:
            self.open_layer(node)

    def _edit_selected(self) -> None:
        node = self._keyboard.at
        if node is not None:
            self.edit_requested.emit(node)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat():
            return
        if event.key() == Qt.Key.Key_Space:
            self._space = False
            self._point()
        elif event.key() == Qt.Key.Key_Control:
            self._keyboard.rest()
        super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.touch_all()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._space = False
        self._keyboard.rest()
        if self._gesture is not None and not isinstance(self._gesture, Place):
            self.cancel_gesture()
        self._point()
        self.touch_all()


_COMMANDS: Final[dict[int, Callable[[CanvasWidget], None]]] = {
    Qt.Key.Key_Delete: CanvasWidget.delete_selection,
    Qt.Key.Key_Backspace: CanvasWidget.delete_selection,
    Qt.Key.Key_Escape: CanvasWidget._escape,
    Qt.Key.Key_Home: CanvasWidget.fit,
    Qt.Key.Key_C: CanvasWidget.start_connecting,
    Qt.Key.Key_F2: CanvasWidget._edit_selected,
    Qt.Key.Key_Return: CanvasWidget._open_selected,
    Qt.Key.Key_Enter: CanvasWidget._open_selected,
}
