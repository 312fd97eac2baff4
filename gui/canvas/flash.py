"""A short flash around a node that somebody asked to see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QAbstractAnimation, QObject, QVariantAnimation
from PySide6.QtWidgets import QWidget

from core.document.graph import NodeId

__all__ = ["Flash"]

_MILLISECONDS: Final = 700


class Flash(QObject):
    """Fades an outline out; does nothing where the desktop asks for no animations.

    Attributes:
        node: what flashes now, or None.
        strength: 1 at the start, 0 at the end.
    """

    def __init__(self, parent: QWidget, repaint: Callable[[NodeId], None]) -> None:
        """Prepare; ``repaint`` has a node's surroundings painted anew."""
        super().__init__(parent)
        self.node: NodeId | None = None
        self.strength = 0.0
        self._widget, self._repaint = parent, repaint
        self._animation = QVariantAnimation(self)
        self._animation.setStartValue(1.0)
        self._animation.setEndValue(0.0)
        self._animation.setDuration(_MILLISECONDS)
        self._animation.valueChanged.connect(self._step)
        self._animation.finished.connect(self.stop)

    def start(self, node: NodeId) -> None:
        """Flash around a node; another flash ends."""
        self.stop()
        from PySide6.QtWidgets import QStyle  # here: PySide takes long to make its enumerations

        if self._widget.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self._widget) > 0:
            self.node = node
            self._animation.start()

    def stop(self) -> None:
        """End it."""
        node, self.node = self.node, None
        if self._animation.state() is not QAbstractAnimation.State.Stopped:
            self._animation.stop()
        if node is not None:
            self._repaint(node)

    def _step(self, value: object) -> None:
        if self.node is not None and isinstance(value, float):
            self.strength = value
            self._repaint(self.node)
