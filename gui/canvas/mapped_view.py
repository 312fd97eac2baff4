"""A view of a sketch with a map of all of it in a corner."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QRectF, QTimer
from PySide6.QtGui import QPainter, QRegion
from PySide6.QtWidgets import QWidget

from core.document.graph import NodeId
from gui.canvas.beneath import Beneath
from gui.canvas.minimap import Minimap
from gui.canvas.sketch_view import NAMES, SketchView
from gui.canvas.viewing import panned, to_screen_rect
from gui.drawing.geometry import Rect
from gui.drawing.painter import View, paint
from gui.preferences import Preferences
from gui.session import Change, Session

__all__ = ["MappedView"]

_PATIENCE: Final = 150
"""Milliseconds after an edit until the map of a large sketch is drawn anew."""
_CLEAR: Final = 10
"""Pixels between the map and what is brought into view."""


class MappedView(SketchView):
    """A ``SketchView`` that paints a map over itself, and only what of the map another view asks for."""

    def __init__(self, session: Session, preferences: Preferences, parent: QWidget | None = None) -> None:
        """Show a session's sketch and follow it."""
        self._map = Minimap()
        self._map.enabled = preferences.minimap
        self._map_stale = True
        self._map_waits = False
        """Whether the map is that of a sketch that has changed since."""
        self._beneath = Beneath()
        self._marks: tuple[frozenset[NodeId], frozenset[NodeId], frozenset[NodeId]] | None = None
        super().__init__(session, preferences, parent)
        self._map_timer = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._map_timer.setObjectName("map_catches_up")
        self._map_timer.timeout.connect(self._catch_up)

    def sync(self, change: Change) -> None:
        before = self.map_rect
        super().sync(change)
        self._map_stale = True
        if self.map_rect != before or not self._map_waits:  # else it is drawn as it was until it is drawn anew
            self._touch_map(before)

    def _show_graph(self, *, forget: bool = False) -> None:
        super()._show_graph(forget=forget)
        self._map.follow(self.scene)
        self._map_stale = False

    def _catch_up(self) -> None:
        """Nobody waits any more: draw the map that was left as it was."""
        before = self.map_rect
        self._map_waits = False
        self._map.follow(self.scene)
        self._touch_map(before)

    def _follow_selection(self, selection: frozenset[NodeId]) -> None:
        super()._follow_selection(selection)
        self.update(self.map_rect)

    def _follow_preferences(self) -> None:
        self._map.enabled = self._preferences.minimap
        super()._follow_preferences()

    @property
    def lit(self) -> frozenset[NodeId]:
        """Nodes that stand out because somebody looks for them."""
        return frozenset()

    @property
    def minimap(self) -> Minimap:
        """The map in the corner."""
        return self._map

    @property
    def beneath(self) -> Beneath:
        """What of the sketch lies around the map."""
        return self._beneath

    @property
    def map_rect(self) -> QRect:
        """Where the map stands on the widget; empty while it is hidden."""
        if self._map_stale:
            self._map_stale = False
            self._map_waits = not self._map.follow(self.scene, patient=True)
            if self._map_waits:
                self._map_timer.start()
        return self._map.rect(self._view, self.size())

    def toggle_minimap(self) -> None:
        """Show the map, or hide it."""
        self._preferences.minimap = not self._preferences.minimap

    def touch(self, area: Rect) -> None:
        if not area.empty:
            self._beneath.forget(to_screen_rect(self._view, area).adjusted(-NAMES, -NAMES / 8, NAMES, NAMES / 8))
        super().touch(area)

    def touch_all(self) -> None:
        self._beneath.forget()
        self._beneath.clear()
        super().touch_all()

    def _covered(self) -> QRegion:
        place = self.map_rect
        ratio = self.devicePixelRatioF()
        if place.isEmpty() or not ratio.is_integer():  # a picture would not lie on whole pixels
            self._beneath.clear()
            return QRegion(place)
        return self._beneath.traces(self._view, place, ratio, self._draw).united(place)

    def _draw(self, painter: QPainter, view: View, area: QRectF) -> None:
        painter.setClipRect(area)
        whole = QRectF(view.tx - self._view.tx, view.ty - self._view.ty, self.width(), self.height())
        paint(painter, self.scene, view, self._state(), self.theme, area, "fast", whole)

    def _paint_known(self, painter: QPainter) -> None:
        self._beneath.paint(painter)

    def _paint_last(self, painter: QPainter) -> None:
        place = self.map_rect
        if not place.isEmpty() and self._dirty.intersects(place):
            self._map.paint(painter, self.scene, self.seen(), place, self.theme, self._marked())

    def _marked(self) -> frozenset[NodeId]:
        """What stands out on the map: the same object for as long as it is the same, by which it is known again."""
        chosen, lit = self.session.selection, self.lit
        if not lit:
            return chosen
        kept = self._marks
        if kept is None or kept[0] is not chosen or kept[1] is not lit:
            kept = self._marks = (chosen, lit, chosen | lit)
        return kept[2]

    def _touch_map(self, before: QRect) -> None:
        """Have the map painted anew where it stands now, and the sketch where the map was."""
        self.update(QRegion(before).united(QRegion(self.map_rect)))

    def _keep_clear(self, area: Rect) -> None:
        """Have an area that is in view not lie under the map."""
        shade = QRectF(self.map_rect).adjusted(-_CLEAR, -_CLEAR, _CLEAR, _CLEAR)
        box = to_screen_rect(self._view, area)
        if self.map_rect.isEmpty() or not box.intersects(shade):
            return
        left, up = box.right() - shade.left(), box.bottom() - shade.top()
        if left <= up and box.left() - left >= 0:
            self._look(panned(self._view, -round(left), 0))
        elif box.top() - up >= 0:
            self._look(panned(self._view, 0, -round(up)))

    def pan_by(self, dx: int, dy: int) -> None:
        before = self.map_rect
        super().pan_by(dx, dy)
        trace = before.translated(dx, dy)
        self._beneath.leave(QRegion(trace), dx, dy)
        self._touch_map(trace)

    def bring_into_view(self, area: Rect) -> None:
        super().bring_into_view(area)
        self._keep_clear(area)
