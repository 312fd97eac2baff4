"""Finding the way over a sketch: zooming, panning, jumping and coming back, by wheel, trackpad, fingers and the map.

Nothing is edited here but the bookmarks; ``SketchEditor`` adds the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Final, cast

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QInputDevice,
    QMouseEvent,
    QNativeGestureEvent,
    QPaintEvent,
    QPointingDevice,
    QTouchEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from core.document import bookmarks
from core.document.block_paths import BlockPath, existing
from core.document.graph import NodeId
from gui.canvas.bookmarking import area_of, bookmark_here, bookmark_numbered
from gui.canvas.changes import changed_boxes
from gui.canvas.mapped_view import MappedView
from gui.canvas.places import Place, Places
from gui.canvas.touching import Fingers
from gui.canvas.viewing import LARGEST, centred, fitted
from gui.drawing.geometry import Rect
from gui.drawing.painter import DrawState, View
from gui.drawing.rect import NOTHING
from gui.preferences import Preferences
from gui.session import Change, Session

__all__ = ["SketchNavigator"]

_ZOOM_STEP: Final = 1.25
_WHEEL_NOTCH: Final = 120
_PIXELS_A_NOTCH: Final = 60
_LARGEST_FIT_OF_SELECTION: Final = 2.0
_MOST_NUMBERED: Final = 9
_TOUCHES: Final = (
    QEvent.Type.TouchBegin,
    QEvent.Type.TouchUpdate,
    QEvent.Type.TouchEnd,
    QEvent.Type.TouchCancel,
)


class SketchNavigator(MappedView):
    """A ``MappedView`` that one can find the way on.

    Signals:
        message(str): something to tell the person, such as why a wire was refused.
    """

    message = Signal(str)

    def __init__(self, session: Session, preferences: Preferences, parent: QWidget | None = None) -> None:
        """Show a session's sketch and follow it."""
        self._places = Places()
        self._visited = False
        """Whether the place that is shown was painted: what nobody saw is no place to come back to."""
        self._returning = False
        self._lit: frozenset[NodeId] = frozenset()
        self._searching = False
        """Whether a jump was made to something lit: the way from one of them to the next is the same jump."""
        super().__init__(session, preferences, parent)
        self._fingers = Fingers(self, self, self._let_go)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        session.stepped.connect(self._follow_step)

    # -- following -------------------------------------------------------------------------------------------------

    def _show_graph(self, *, forget: bool = False) -> None:
        left = self._here
        super()._show_graph(forget=forget)
        self._lit = frozenset()
        if forget:
            self._places.clear()
        else:
            self._leave(left)

    def _follow_step(self, change: Change) -> None:
        """After undo and redo, what they changed is seen."""
        graph = self.session.graph_id
        if change.before is None:
            return
        old = change.before.document
        if graph and graph not in old.modules:
            return
        self._fit_first()
        boxes = changed_boxes(old.graph(graph), self.session.graph, self.scene)
        seen = self.seen()
        if not boxes or any(box.meets(seen) for box in boxes):
            return
        area = boxes[0]
        for box in boxes:
            area = area.united(box)
        if area.width > seen.width or area.height > seen.height:
            area = min(boxes, key=lambda box: (box.y, box.x))
        self._jump(lambda: self.bring_into_view(area))

    def say(self, text: str) -> None:
        """Tell the person something."""
        self.message.emit(text)

    def _let_go(self) -> None:
        """End what a finger began."""

    # -- what is lit -------------------------------------------------------------------------------------------------

    @property
    def lit(self) -> frozenset[NodeId]:
        return self._lit

    def light(self, nodes: Collection[NodeId]) -> None:
        """Have these nodes of the graph that is shown stand out, and no others."""
        found = frozenset(nodes)
        if found != self._lit:
            self._lit = found
            self.touch_all()

    def search_over(self) -> None:
        """Nobody looks for anything any more."""
        self.light(())
        self._searching = False

    def _state(self) -> DrawState:
        state = super()._state()
        return replace(state, found_nodes=self._lit) if self._lit else state

    # -- jumps and places ------------------------------------------------------------------------------------------

    @property
    def places(self) -> Places:
        """Where one has been."""
        return self._places

    @property
    def _here(self) -> Place:
        return Place(self._shown_path, self._view)

    def _jump(self, act: Callable[[], object]) -> None:
        """Do something that takes the view elsewhere, so that one can come back."""
        left, visited = self._here, self._visited
        act()
        if self._here != left and visited:
            self._leave(left)

    def _leave(self, place: Place) -> None:
        """Note a place that was left, unless nobody saw it."""
        if self._visited and not self._returning and not self._searching:
            self._places.leave(place)
        self._visited = False

    def back(self) -> None:
        """Go back to the place before the last jump."""
        self._return_to(self._places.back(self._here, self._exists))

    def forward(self) -> None:
        """Go where ``back`` came from."""
        self._return_to(self._places.forward(self._here, self._exists))

    def _exists(self, path: BlockPath) -> bool:
        return existing(self.session.document, path) == path

    def _return_to(self, place: Place | None) -> None:
        if place is None:
            return
        self._returning = True
        try:
            self.session.show(place.path)
            self._fit_first()
            self._look(place.view)
        finally:
            self._returning = False

    def look(self, view: View) -> None:
        """Take another view."""
        self._look(view)

    def look_at(self, area: Rect, path: BlockPath | None = None) -> None:
        """Have an area of the canvas in view, as large as it goes.

        Args:
            area: in canvas units.
            path: ids of the blocks on the way to its graph; by default it is in the graph that is shown.
        """

        def act() -> None:
            if path is not None:
                self.session.show(path)
            self._look(fitted(area, self.size(), LARGEST, margin=0))

        self._jump(act)

    def centre_on(self, at: QPointF) -> None:
        """Have a canvas point in the middle, at the same scale."""
        self._fit_first()
        self._look(centred(self.scale, Rect(at.x(), at.y(), 0, 0), self.size()))

    def reveal(self, node: NodeId) -> None:
        def act() -> None:
            super(SketchNavigator, self).reveal(node)
            if node in self.scene:
                self._keep_clear(self.scene.rect(node))

        self._jump(act)
        self._searching = bool(self._lit)

    # -- bookmarks -------------------------------------------------------------------------------------------------

    def add_bookmark(self) -> None:
        """Keep what is in view as a place with a name, in the document."""
        here = bookmark_here(self.session, self.scene, self.seen())
        self.session.apply(self.tr("Add Bookmark"), lambda document: bookmarks.add_bookmark(document, here))
        number = len(self.session.document.bookmarks)
        name = self.session.document.bookmarks[-1].name
        told = self.tr("Bookmark “{name}” was added; Alt+{number} comes back here.")
        if number > _MOST_NUMBERED:
            told = self.tr("Bookmark “{name}” was added.")
        self.say(told.format(name=name, number=number))

    def go_to_bookmark(self, number: int) -> None:
        """Show the place of a bookmark, counted from 1."""
        found = bookmark_numbered(self.session.document, number)
        if found is not None:
            self.look_at(area_of(found), found.path)
        elif 0 < number <= len(self.session.document.bookmarks):
            name = self.session.document.bookmarks[number - 1].name
            self.say(self.tr("The block that “{name}” leads to is gone.").format(name=name))

    # -- zooming ---------------------------------------------------------------------------------------------------

    def fit(self) -> None:
        """Show all of the sketch, at no more than 1:1."""

        def act() -> None:
            self._fitted = self._fitting = True
            self._opening = False
            self._fit_whole()

        self._jump(act)

    def fit_selection(self) -> None:
        """Show all that is selected, or all of the sketch when nothing is."""
        session, scene = self.session, self.scene
        area = (scene.bounds(session.selection) if session.selection else None) or NOTHING
        for key in session.annotations:
            area = area.united(scene.annotation_rect(key))
        if area.empty:
            self.fit()
        else:
            self._jump(lambda: self._look(fitted(area, self.size(), _LARGEST_FIT_OF_SELECTION)))

    def zoom_to(self, scale: float) -> None:
        """Take a scale (1 is 100 %), about the middle of the widget."""
        self._jump(lambda: self.zoom_by(scale / self.scale))

    def one_to_one(self) -> None:
        """Scale 1, about the middle of the widget."""
        self.zoom_to(1.0)

    def zoom_25(self) -> None:
        """A quarter of the size."""
        self.zoom_to(0.25)

    def zoom_50(self) -> None:
        """Half the size."""
        self.zoom_to(0.5)

    def zoom_200(self) -> None:
        """Twice the size."""
        self.zoom_to(2.0)

    def zoom_in(self) -> None:
        """A step larger, about the middle of the widget."""
        self.zoom_by(_ZOOM_STEP)

    def zoom_out(self) -> None:
        """A step smaller, about the middle of the widget."""
        self.zoom_by(1 / _ZOOM_STEP)

    # -- events ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self._visited = True

    def wheelEvent(self, event: QWheelEvent) -> None:
        pixels, angle = event.pixelDelta(), event.angleDelta()
        modifiers, at = event.modifiers(), event.position()
        event.accept()
        if self.map_rect.contains(at.toPoint()):
            self._zoom_by_wheel(angle.y() or 2 * pixels.y(), None)
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            self._zoom_by_wheel(angle.y() or 2 * pixels.y(), at)
        elif _from_trackpad(event):
            if pixels.isNull():
                pixels = angle * _PIXELS_A_NOTCH / _WHEEL_NOTCH
            self.pan_by(pixels.x(), pixels.y())
        elif modifiers & Qt.KeyboardModifier.ShiftModifier:
            # Some platforms turn a wheel with Shift into a horizontal one themselves.
            self.pan_by(round((angle.x() or angle.y()) * _PIXELS_A_NOTCH / _WHEEL_NOTCH), 0)
        elif self._preferences.wheel == "pan":
            by = angle * _PIXELS_A_NOTCH / _WHEEL_NOTCH
            self.pan_by(by.x(), by.y())
        else:
            self._zoom_by_wheel(angle.y(), at)
            self.pan_by(round(angle.x() * _PIXELS_A_NOTCH / _WHEEL_NOTCH), 0)

    def _zoom_by_wheel(self, eighths: float, at: QPointF | None) -> None:
        """Zoom by a turn of the wheel, in eighths of a degree."""
        if eighths:
            self.zoom_by(_ZOOM_STEP ** (eighths / _WHEEL_NOTCH), at)

    def event(self, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.NativeGesture:
            pinch = cast(QNativeGestureEvent, event)
            if pinch.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.zoom_by(1 + pinch.value(), pinch.position())
                return True
        elif kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
            step = _STEPS.get(cast(QMouseEvent, event).button())
            if step is not None:
                step(self)
                return True
        elif kind in _TOUCHES:
            touch = cast(QTouchEvent, event)
            if touch.device().type() == QInputDevice.DeviceType.TouchScreen:
                event.accept()
                self._fingers.take(touch)
                return True
        return super().event(event)


_STEPS: Final[dict[Qt.MouseButton, Callable[[SketchNavigator], None]]] = {
    Qt.MouseButton.BackButton: SketchNavigator.back,
    Qt.MouseButton.ForwardButton: SketchNavigator.forward,
}


def _from_trackpad(event: QWheelEvent) -> bool:
    """Whether two fingers scroll, rather than a wheel. X11 gives pixels for wheels too: there the device decides."""
    device: QPointingDevice | None = event.pointingDevice()
    if device is not None and device.type() == QInputDevice.DeviceType.TouchPad:
        return True
    return not event.pixelDelta().isNull() and QGuiApplication.platformName() != "xcb"
