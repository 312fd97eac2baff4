"""A stage that keys walk on and type on: which of the selected is meant, and the editor over it. No events yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from core.document.graph import NodeId
from gui.canvas import overlays
from gui.canvas.annotating import annotation_box
from gui.canvas.hits import Hit
from gui.canvas.keyboard import Keyboard
from gui.canvas.stage import Stage
from gui.canvas.viewing import to_screen_rect
from gui.preferences import Preferences
from gui.session import Session

if TYPE_CHECKING:
    from gui.canvas.in_place import InPlace

__all__ = ["KeyedStage"]


class KeyedStage(Stage):
    """A ``Stage`` that knows what the keys are about, and on which one can type."""

    def __init__(self, session: Session, preferences: Preferences, parent: QWidget | None = None) -> None:
        """Nobody has walked or typed yet."""
        self._keyboard = Keyboard(self)
        self._in_place: InPlace | None = None
        self._outlined: NodeId | None = None
        """The one of the selected nodes that was shown to be meant, when it was painted last."""
        super().__init__(session, preferences, parent)
        self.rename_requested.connect(self._rename)

    @property
    def focused_node(self) -> NodeId | None:
        """The one of the selected nodes that keys are about."""
        return self._keyboard.at

    def hit_at(self, at: QPointF) -> Hit:
        """What lies under a point of the widget."""
        return self._hit(at)

    @property
    def in_place(self) -> InPlace:
        """What is typed on the canvas; made when it is first asked for."""
        if self._in_place is None:
            from gui.canvas.in_place import InPlace

            self._in_place = InPlace(self, self)
            self.view_changed.connect(self._in_place.follow)
        return self._in_place

    def _rename(self, thing: str) -> None:
        self.cancel_gesture()
        self.settle()
        self.in_place.rename(thing)

    def _show_share(self, share: float) -> None:
        super()._show_share(share)
        if self._in_place is not None:
            self._in_place.follow()  # what is edited is on its way

    def _may_scroll(self) -> bool:
        return super()._may_scroll() and (self._in_place is None or self._in_place.field is None)

    def _leave_graph(self) -> None:
        super()._leave_graph()
        self._keyboard.rest()

    def _follow_selection(self, selection: frozenset[NodeId]) -> None:
        super()._follow_selection(selection)
        for node in {self._outlined, self._keyboard.at}:
            if node is not None:
                self._touch_node(node)

    def _paint_over(self, painter: QPainter) -> None:
        super()._paint_over(painter)
        node = self._keyboard.at if len(self.session.selection) > 1 and self.hasFocus() else None
        self._outlined = node
        if node is not None and node in self.scene:
            overlays.focused_box(painter, to_screen_rect(self.view, self.scene.rect(node)), self.scale, self.theme)

    def menu_place(self) -> QPoint:
        """Where a menu opens that a key asks for: at what the keys are about, as far as that is in view."""
        framed = self.session.annotations
        area = QRectF(self.rect())
        if self._keyboard.at is not None:
            area = to_screen_rect(self.view, self.scene.rect(self._keyboard.at))
        elif framed:
            area = to_screen_rect(self.view, annotation_box(self.session.graph.annotations[min(framed)]))
        middle = area.center().toPoint()
        inside = self.rect().adjusted(8, 8, -8, -8)
        x = min(max(middle.x(), inside.left()), inside.right())
        return self.mapToGlobal(QPoint(x, min(max(middle.y(), inside.top()), inside.bottom())))

    def type_number(self, digit: str) -> bool:
        """Begin to type the main number of the one layer that is selected. Returns whether there is such a layer."""
        chosen = self.session.selection
        if len(chosen) != 1 or self.session.annotations:
            return False
        (node,) = chosen
        self.settle()
        return self.in_place.edit_main(node, digit)
