"""Whether the pointer is being shaken: to and fro, quickly."""

from __future__ import annotations

from collections import deque
from typing import Final

from PySide6.QtCore import QPointF

__all__ = ["Shaking"]

_TURNS: Final = 3
_WITHIN: Final = 500
"""Milliseconds that the turns may take."""
_LEAST_SWING: Final = 12.0
"""Pixels between two turns: less is a hand that trembles."""


class Shaking:
    """Counts how often the pointer turns back, along either axis. Times are those of the events."""

    def __init__(self, at: QPointF) -> None:
        """Begin where the pointer is."""
        self._axes = (_Axis(at.x()), _Axis(at.y()))

    def move(self, at: QPointF, time: int) -> bool:
        """The pointer is here now. Returns whether it has been shaken."""
        # Both are told, whatever the first one says.
        found = [axis.move(value, time) for axis, value in zip(self._axes, (at.x(), at.y()), strict=True)]
        return any(found)


class _Axis:
    """One coordinate: a turn is where it has come back by a swing from the farthest it had been."""

    def __init__(self, at: float) -> None:
        self._farthest = at
        self._direction = 0
        self._turns: deque[int] = deque(maxlen=_TURNS)

    def move(self, at: float, time: int) -> bool:
        by = at - self._farthest
        if self._direction == 0:
            if abs(by) >= _LEAST_SWING:
                self._direction, self._farthest = (1 if by > 0 else -1), at
        elif by * self._direction >= 0:
            self._farthest = at
        elif abs(by) >= _LEAST_SWING:
            self._direction, self._farthest = -self._direction, at
            self._turns.append(time)
        return len(self._turns) == _TURNS and time - self._turns[0] <= _WITHIN
