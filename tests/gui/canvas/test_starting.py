"""Which gesture each chord of the mouse starts, and what lies under it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt

from core.document.graph import Annotation
from gui.canvas.bands import Lasso, RubberBand
from gui.canvas.connecting import DragWire
from gui.canvas.cutting import CutStroke
from gui.canvas.gestures import Gesture, Pan
from gui.canvas.moving import MoveSelected
from gui.canvas.resizing import ResizeAnnotation
from tests.gui.canvas.conftest import LEFT, MIDDLE, NONE, RIGHT, Hand

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def framed(hand: Hand) -> Hand:
    """``reduced`` with a frame and a note to the left of it."""
    hand.annotate(
        Annotation("frame", "frame", "stem", -190, 300, 160, 200),
        Annotation("note", "note", "look here", -190, 100, 120, 60),
    )
    return hand


def on_canvas(x: float, y: float) -> Callable[[Hand], QPoint]:
    return lambda hand: hand.canvas.to_screen(QPointF(x, y)).toPoint()


NODE: Callable[[Hand], QPoint] = lambda hand: hand.node("conv")  # noqa: E731
PORT: Callable[[Hand], QPoint] = lambda hand: hand.output("conv")  # noqa: E731
NOTHING, INSIDE = on_canvas(-120, 40), on_canvas(-110, 420)
TITLE, BODY = on_canvas(-110, 314), on_canvas(-130, 130)
EDGE, CORNER = on_canvas(-30, 400), on_canvas(-70, 160)


@pytest.mark.parametrize(
    ("where", "button", "modifiers", "kind"),
    [
        (NODE, LEFT, NONE, MoveSelected),
        (NODE, LEFT, SHIFT, MoveSelected),
        (NODE, LEFT, ALT, MoveSelected),
        (PORT, LEFT, NONE, DragWire),
        (NOTHING, LEFT, NONE, RubberBand),
        (NOTHING, LEFT, SHIFT, RubberBand),
        (NOTHING, LEFT, CONTROL, RubberBand),
        (NOTHING, LEFT, ALT, Lasso),
        (NOTHING, LEFT, ALT | SHIFT, Lasso),
        (NOTHING, LEFT, CONTROL | ALT, CutStroke),
        (NOTHING, RIGHT, CONTROL, CutStroke),
        (NOTHING, RIGHT, NONE, None),
        (NODE, MIDDLE, NONE, Pan),
        (INSIDE, LEFT, NONE, RubberBand),
        (INSIDE, LEFT, ALT, Lasso),
        (TITLE, LEFT, NONE, MoveSelected),
        (BODY, LEFT, NONE, MoveSelected),
        (EDGE, LEFT, NONE, ResizeAnnotation),
        (CORNER, LEFT, NONE, ResizeAnnotation),
    ],
)
def test_a_press_starts(
    framed: Hand,
    where: Callable[[Hand], QPoint],
    button: Qt.MouseButton,
    modifiers: Qt.KeyboardModifier,
    kind: type[Gesture] | None,
) -> None:
    at = where(framed)
    framed.press(at, modifiers, button)
    assert type(framed.canvas.gesture) is (type(None) if kind is None else kind)
    framed.release(at, modifiers, button)
    assert framed.canvas.gesture is None
