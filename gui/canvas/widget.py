"""The canvas: a view of a sketch that can be edited. Hands events to gestures, and offers the commands of the menus.

Every edit goes through ``Session.apply``, once a gesture; what happens on the way is the gesture's own.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
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
)
from PySide6.QtWidgets import QToolTip, QWidget

from core.document.graph import NodeId, OutputRef
from core.errors import EditError
from gui.canvas.accessible import speak_of
from gui.canvas.bending import BEND_PIXELS, remove_bend
from gui.canvas.connecting_keys import CONNECTING_KEYS, ConnectByKeys
from gui.canvas.dropping import Place
from gui.canvas.gestures import Gesture, Pan
from gui.canvas.keyboard import ARROWS
from gui.canvas.keyed_stage import KeyedStage
from gui.canvas.minimap import DragMap
from gui.canvas.placeable import placeable
from gui.canvas.requests import AddRequest
from gui.mime import read_preset
from gui.preferences import Preferences
from gui.session import Session

__all__ = ["CanvasWidget"]

_MODIFIERS: Final[dict[int, Qt.KeyboardModifier]] = {
    Qt.Key.Key_Shift: Qt.KeyboardModifier.ShiftModifier,
    Qt.Key.Key_Control: Qt.KeyboardModifier.ControlModifier,
    Qt.Key.Key_Alt: Qt.KeyboardModifier.AltModifier,
}
_PAGES: Final[dict[int, int]] = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
_MENU_BY_SHIFT_F10: Final = sys.platform != "win32"
"""Windows asks for the menu by itself."""
_GESTURE_KEYS: Final = frozenset((Qt.Key.Key_Escape, *CONNECTING_KEYS))


class CanvasWidget(KeyedStage):
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
        self._button = Qt.MouseButton.NoButton
        speak_of(CanvasWidget)
        super().__init__(session, preferences, parent)
        self.setObjectName("canvas")
        self.setAcceptDrops(True)

    def tooltip_at(self, at: QPointF) -> str:
        """What hovering over a point of the widget says, as rich text."""
        if self.map_rect.contains(at.toPoint()):
            return self.tr("The whole sketch. Press or drag to go there; the wheel zooms.")
        from gui.canvas.tooltips import tooltip

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
        self.settle()
        self._pointer = at
        self._keyboard.rest()
        self._button = button
        self._modifiers = event.modifiers()
        self._time = event.timestamp()
        held = self._gesture
        if held is not None and held.in_hand and button == Qt.MouseButton.LeftButton:
            self._drag(at, event.modifiers())  # the release finishes it
            return
        self.cancel_gesture()
        if button == Qt.MouseButton.LeftButton and self.map_rect.contains(at.toPoint()):
            self._begin(DragMap(self, at))
        elif button == Qt.MouseButton.LeftButton and self._space:
            self._begin(Pan(self, at))
        else:
            self._press(at, button, event.modifiers())

    def _press(self, at: QPointF, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> None:
        from gui.canvas.starting import gesture_for  # here: the sketch is painted before all gestures are imported

        gesture = gesture_for(self, at, self._hit(at), button, modifiers)
        if gesture is not None:
            self._begin(gesture)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position()
        self._time = event.timestamp()
        gesture = self._gesture
        if gesture is None:
            self._look_under_pointer()
        elif not gesture.by_mouse:
            pass  # the pointer has no part in it
        elif event.buttons() == Qt.MouseButton.NoButton and not gesture.in_hand:
            self.cancel_gesture()  # the release went to somebody else
        else:
            self._drag(event.position(), event.modifiers())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == self._button and self._gesture is not None and self._gesture.by_mouse:
            self._finish(event.position(), event.modifiers())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        in_hand = self._gesture is not None and self._gesture.in_hand
        if in_hand or self.map_rect.contains(event.position().toPoint()):
            self.mousePressEvent(event)
            return
        at, plain = event.position(), event.modifiers() == Qt.KeyboardModifier.NoModifier
        found = self._hit(at)
        if event.button() != Qt.MouseButton.LeftButton or not plain or self._space or found.port is not None:
            self.mousePressEvent(event)
        elif found.node is not None:
            self._open_part(found.node, self.to_canvas(at))
        elif (bend := self.scene.bend_at(*self.to_canvas(at).toTuple(), BEND_PIXELS / self.scale)) is not None:
            self.cancel_gesture()
            remove_bend(self, *bend)
        elif found.annotation is not None:
            self.cancel_gesture()
            self.session.select((), (found.annotation,))
            self.rename_requested.emit(found.annotation)
        else:
            self.cancel_gesture()
            self.ask_to_add(AddRequest(self.to_canvas(at), self.mapToGlobal(at.toPoint()), edge=found.edge))

    def _open_part(self, node: NodeId, at: QPointF) -> None:
        """Edit what is written at a point of a box, or open the box."""
        from gui.canvas.in_place_spots import part_at

        part = part_at(self, node, at)
        if part is None:
            self.open_layer(node)
            return
        self.cancel_gesture()
        self.session.select((node,))
        if part == "name":
            self.rename_requested.emit(node)
        else:
            self.in_place.edit_main(node)

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
        held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if held and event.reason() == QContextMenuEvent.Reason.Mouse:
            return  # the right button with Ctrl cuts wires
        if self._gesture is not None and self._button == Qt.MouseButton.RightButton:
            return  # the right button is for that now
        self.cancel_gesture()
        at = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            self._select_under(QPointF(event.pos()))
        else:
            at = self.menu_place()
        self.context_menu_requested.emit(at)

    def _select_under(self, at: QPointF) -> None:
        """What a menu is about is what lies under the pointer, unless that is among the selected."""
        found = self._hit(at)
        if found.edge is not None:
            self.session.select(())
            self.select_edge(found.edge)
        elif (
            (found.node is None and found.annotation is None)
            or (found.node is not None and found.node not in self.session.selection)
            or (found.annotation is not None and found.annotation not in self.session.annotations)
        ):
            self.select_edge(None)
            nodes = () if found.node is None else (found.node,)
            self.session.select(nodes, () if found.annotation is None else (found.annotation,))

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
        self._drag(event.position(), event.modifiers())
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
        # It is over before it writes the document, so that following the change finds no gesture.
        self._gesture = None
        gesture.drop()
        self._look_under_pointer()
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
            if event.key() in _MODIFIERS:
                self._modifier_key(gesture, event.key(), down=True)
            else:
                self._key_in_gesture(gesture, event.key(), event.modifiers())
            return
        key = event.key()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in ARROWS:
            self._keyboard.arrow(event)
        elif key in _PAGES and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
            self._keyboard.step_annotation(_PAGES[key], extending=bool(event.modifiers()))
        elif key == Qt.Key.Key_F10 and event.modifiers() == Qt.KeyboardModifier.ShiftModifier and _MENU_BY_SHIFT_F10:
            self.context_menu_requested.emit(self.menu_place())
        elif key == Qt.Key.Key_Space and plain:
            if not event.isAutoRepeat():
                self._space = True
                self._point()
        elif key in _COMMANDS and plain:
            _COMMANDS[key](self)
        elif plain and event.text().isdecimal() and self.type_number(event.text()):
            pass
        else:
            super().keyPressEvent(event)

    def _key_in_gesture(self, gesture: Gesture, key: int, modifiers: Qt.KeyboardModifier) -> None:
        if key == Qt.Key.Key_Escape:
            self.cancel_gesture()
            self._look_under_pointer()
            return
        self._step(lambda: gesture.key(key, modifiers))
        if gesture.over:
            self._gesture = None
            if gesture.next is not None:
                self._begin(gesture.next)
            self._look_under_pointer()

    def _modifier_key(self, gesture: Gesture, key: int, *, down: bool) -> None:
        """Shift, Ctrl or Alt went down or up while the mouse stands still: what a release would do may be another."""
        if gesture.by_mouse:
            changed = _MODIFIERS[key]
            self._drag(self._dragged_to, self._modifiers | changed if down else self._modifiers & ~changed)

    def _escape(self) -> None:
        self.select_edge(None)
        self.session.select(())

    def _open_selected(self) -> None:
        node, framed = self._keyboard.at, self.session.annotations
        if node is not None:
            self.open_layer(node)
        elif len(framed) == 1:
            self.rename_requested.emit(*framed)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat():
            return
        if event.key() == Qt.Key.Key_Space:
            self._space = False
            self._point()
        elif event.key() == Qt.Key.Key_Control:
            self._keyboard.rest()
        if self._gesture is not None and event.key() in _MODIFIERS:
            self._modifier_key(self._gesture, event.key(), down=False)
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
    Qt.Key.Key_F2: CanvasWidget.rename_selection,
    Qt.Key.Key_Return: CanvasWidget._open_selected,
    Qt.Key.Key_Enter: CanvasWidget._open_selected,
}
