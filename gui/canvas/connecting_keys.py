"""Connecting layers without a mouse."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt

from core.analysis.connecting import Verdict
from core.document.graph import OutputRef
from core.text import integer_text
from gui.canvas.gestures import Modifiers, Surface
from gui.canvas.loose_wire import LooseWire
from gui.canvas.viewing import to_screen
from gui.canvas.walking import Direction, nearest
from gui.canvas.words import tr
from gui.drawing.geometry import PortRef

__all__ = ["CONNECTING_KEYS", "ConnectByKeys"]

_ARROWS: Final[dict[int, Direction]] = {
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
}
_NUMBERS: Final[dict[int, int]] = {Qt.Key.Key_1 + index: index for index in range(9)}
_TURNS: Final[dict[int, int]] = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
CONNECTING_KEYS: Final = frozenset((Qt.Key.Key_Return, Qt.Key.Key_Enter, *_ARROWS, *_NUMBERS, *_TURNS))
"""What this gesture answers to, whatever the menus do with it otherwise."""


class ConnectByKeys(LooseWire):
    """Arrow keys walk through the lit ports, Enter connects, Esc gives up; Shift+Enter keeps another wire in hand.

    A layer with several outputs starts at the first; 1 to 9 choose another, Page Up and Page Down go through them.
    """

    def __init__(self, canvas: Surface, source: OutputRef) -> None:
        """Hold a wire at an output and point at the nearest port that takes it."""
        super().__init__(canvas, (PortRef(source.node, "out", source.port),))
        self.by_mouse = False
        self._outputs = len(canvas.session.graph.nodes[source.node].op.outputs)
        self._light()
        self._begin_at(source.port)
        self.over = self._target is None
        if self.over:
            self.cancel()
            canvas.say(tr("No layer in view can take this wire."))

    @property
    def _held(self) -> PortRef:
        return self._end.held[0]

    def _begin_at(self, output: int) -> None:
        """Point at what is nearest to an output."""
        x, y = self.canvas.scene.port_position(PortRef(self._held.node, "out", output))
        across = self.canvas.session.graph.flow == "right"

        def away(place: tuple[PortRef, float, float]) -> tuple[bool, float]:
            # What lies against the flow comes after everything that lies along it.
            return (place[1] < x if across else place[2] < y), abs(place[1] - x) + abs(place[2] - y)

        self._point_at(min(self._places(), key=away, default=None))

    def _places(self) -> list[tuple[PortRef, float, float]]:
        takers = self.marks or self._end.judge_all(self.canvas.scene.nodes_in(self.canvas.seen()))
        return [
            (port, *self.canvas.scene.port_position(port))
            for port, verdict in takers.items()
            if verdict is not Verdict.REFUSED
        ]

    def _point_at(self, place: tuple[PortRef, float, float] | None) -> None:
        if place is not None:
            self._target = place[0]
            self._at = to_screen(self.canvas.view, place[1], place[2])

    def key(self, key: int, modifiers: Modifiers) -> bool:
        if self._target is None:
            return False
        if key in _ARROWS:
            places = [place for place in self._places() if place[0] != self._target]
            x, y = self.canvas.scene.port_position(self._target)
            self._point_at(nearest(x, y, [(place, place[1], place[2]) for place in places], _ARROWS[key]))
        elif key in _NUMBERS:
            self._hold(_NUMBERS[key])
        elif key in _TURNS:
            self._hold((self._held.index + _TURNS[key]) % self._outputs)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._connect(self._target, another=bool(modifiers & Modifiers.ShiftModifier))
        else:
            return False
        return True

    def _hold(self, output: int) -> None:
        """Start at another output, and keep pointing where the wire can still go."""
        if output >= self._outputs or output == self._held.index:
            return
        self._end = self._end.held_at(PortRef(self._held.node, "out", output))
        self._light()
        if self._target is not None and self._end.judge(self._target).verdict is Verdict.REFUSED:
            self._begin_at(output)

    def _connect(self, target: PortRef, *, another: bool) -> None:
        held = self._held
        self.cancel()
        self.over = True
        if self._plug(target) and another:
            following = ConnectByKeys(self.canvas, OutputRef(held.node, held.index))
            self.next = None if following.over else following

    def follow(self) -> bool:
        if self.over:
            return True  # what it did itself
        if not super().follow() or self._target is None:
            return False
        self._at = to_screen(self.canvas.view, *self.canvas.scene.port_position(self._target))
        return True

    def words(self) -> str:
        if self._target is None:
            return ""
        nodes = self.canvas.session.graph.nodes
        where = tr("{name}, input {number}").format(
            name=nodes[self._target.node].name, number=integer_text(self._target.index + 1)
        )
        lines = [where, super().words()]
        if self._outputs > 1:
            text = tr("from output {number} of {count}; press a number for another")
            lines.append(text.format(number=integer_text(self._held.index + 1), count=integer_text(self._outputs)))
        return "\n".join(line for line in lines if line)
