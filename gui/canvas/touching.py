"""Fingers on a touch screen: one is a mouse, two move the sketch under them and zoom by their distance.

Qt would make a mouse of the first finger by itself, but only where touches are refused, and then the second finger is
never heard of. So the first finger is turned into a mouse here, and let go when a second one comes down.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QEventPoint, QGuiApplication, QMouseEvent, QTouchEvent
from PySide6.QtWidgets import QWidget

__all__ = ["Fingers", "Touched"]

_LEAST_DISTANCE: Final = 24.0
"""Pixels: of fingers closer together than this, the distance means nothing."""


class Touched(Protocol):
    """What fingers do to a canvas."""

    def pan_by(self, dx: int, dy: int) -> None:
        """Shift the view by pixels."""

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Scale about a point of the widget."""


class Fingers:
    """Follows the fingers on one canvas."""

    def __init__(self, widget: QWidget, canvas: Touched, let_go: Callable[[], None]) -> None:
        """No finger is down.

        Args:
            widget: the canvas, for mouse events.
            canvas: the same, for panning and zooming.
            let_go: ends what the first finger began.
        """
        self._widget, self._canvas, self._let_go = widget, canvas, let_go
        self._mouse: QPointF | None = None
        self._time = 0
        self._two: tuple[QPointF, float] | None = None  # middle and distance of the fingers at the last event
        self._left = QPointF()  # what panning by whole pixels still owes
        self._pinched = False  # two fingers were down, and not all of them are up

    def take(self, event: QTouchEvent) -> None:
        """Follow an event."""
        self._time = event.timestamp()
        down = [point for point in event.points() if point.state() is not QEventPoint.State.Released]
        if event.type() == QEvent.Type.TouchCancel:
            down = []
            self._drop()
        if len(down) >= 2:
            self._follow_two(down[0].position(), down[1].position())
        elif self._pinched:
            self._two = None  # one finger stays after a pinch: it does nothing, wherever another comes down
            self._pinched = bool(down)
        elif down:
            self._follow_one(down[0])
        elif self._mouse is not None:
            self._send(QEvent.Type.MouseButtonRelease, self._mouse)
            self._mouse = None

    def _drop(self) -> None:
        if self._mouse is not None:
            self._mouse = None
            self._let_go()

    def _follow_one(self, finger: QEventPoint) -> None:
        at = finger.position()
        kind = QEvent.Type.MouseButtonPress if self._mouse is None else QEvent.Type.MouseMove
        self._mouse = at
        self._send(kind, at)

    def _follow_two(self, first: QPointF, second: QPointF) -> None:
        middle = (first + second) / 2
        apart = first - second
        distance = max((apart.x() ** 2 + apart.y() ** 2) ** 0.5, _LEAST_DISTANCE)
        self._drop()
        if self._two is not None:
            before, was = self._two
            moved = middle - before + self._left
            whole = moved.toPoint()
            self._left = moved - QPointF(whole)
            self._canvas.pan_by(whole.x(), whole.y())
            if distance != was:
                self._canvas.zoom_by(distance / was, middle)
        else:
            self._left = QPointF()
        self._two = (middle, distance)
        self._pinched = True

    def _send(self, kind: QEvent.Type, at: QPointF) -> None:
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        button = none if kind == QEvent.Type.MouseMove else left
        buttons = none if kind == QEvent.Type.MouseButtonRelease else left
        there = QPointF(self._widget.mapToGlobal(at))
        event = QMouseEvent(kind, at, there, button, buttons, QGuiApplication.keyboardModifiers())
        event.setTimestamp(self._time)
        QCoreApplication.sendEvent(self._widget, event)
