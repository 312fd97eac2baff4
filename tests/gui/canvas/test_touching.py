"""Fingers on a touch screen: one is a mouse, two pan and zoom."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QInputDevice, QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.canvas.moving import MoveSelected
from gui.canvas.viewing import to_canvas

AT = QPointF(400, 300)


@pytest.fixture(scope="module")
def screen(qapp) -> QPointingDevice:
    """A touch screen."""
    return QTest.createTouchDevice(QInputDevice.DeviceType.TouchScreen)


class Fingers:
    """Fingers over a canvas, by number; each call is one event."""

    def __init__(self, canvas, screen) -> None:
        self.canvas, self.screen = canvas, screen

    def do(self, **fingers: tuple[str, tuple[int, int]]) -> None:
        """Each finger (f0, f1) presses, moves, stays or lifts at a place."""
        events = QTest.touchEvent(self.canvas, self.screen, False)
        for name, (what, at) in fingers.items():
            if what == "stationary":
                events.stationary(int(name[1:]))
            else:
                getattr(events, what)(int(name[1:]), QPoint(*at), self.canvas)
        events.commit()
        QApplication.processEvents()


@pytest.fixture
def touch(hand, screen) -> Fingers:
    return Fingers(hand.canvas, screen)


def busy(hand) -> bool:
    """Whether a gesture is going on."""
    return hand.canvas.gesture is not None


def test_one_finger_moves_a_layer_as_a_mouse_does(hand, touch):
    start = hand.node("conv")
    before = hand.canvas.scene.rect("conv")
    x, y = start.x(), start.y()
    touch.do(f0=("press", (x, y)))
    begun = hand.canvas.gesture
    assert isinstance(begun, MoveSelected)
    for step in (10, 40, 80):
        touch.do(f0=("move", (x + step, y + step)))
    touch.do(f0=("release", (x + 80, y + 80)))
    assert not busy(hand)
    assert hand.session.selection == {"conv"}
    assert hand.canvas.scene.rect("conv").x > before.x + 40
    assert len(hand.steps()) == 1


def test_two_fingers_move_the_sketch_and_zoom_about_their_middle(hand, touch):
    touch.do(f0=("press", (350, 300)), f1=("press", (450, 300)))
    under = to_canvas(hand.canvas.view, AT)
    touch.do(f0=("move", (300, 300)), f1=("move", (500, 300)))
    assert hand.canvas.scale == pytest.approx(2)
    assert (to_canvas(hand.canvas.view, AT) - under).manhattanLength() < 1.5
    touch.do(f0=("move", (300, 340)), f1=("move", (500, 340)))
    assert hand.canvas.scale == pytest.approx(2)
    assert (to_canvas(hand.canvas.view, AT + QPointF(0, 40)) - under).manhattanLength() < 1.5
    touch.do(f0=("release", (300, 340)), f1=("release", (500, 340)))
    assert (hand.session.undo_text, hand.session.selection) == (None, frozenset())


def test_a_second_finger_ends_what_the_first_began_without_a_trace(hand, touch):
    start = hand.node("conv")
    document = hand.session.document
    x, y = start.x(), start.y()
    touch.do(f0=("press", (x, y)))
    touch.do(f0=("move", (x + 60, y + 60)))
    touch.do(f0=("stationary", (x + 60, y + 60)), f1=("press", (x + 200, y + 60)))
    assert not busy(hand)
    touch.do(f0=("move", (x + 60, y + 90)), f1=("move", (x + 200, y + 90)))
    touch.do(f0=("release", (x + 60, y + 90)), f1=("stationary", (x + 200, y + 90)))
    touch.do(f1=("move", (x + 300, y + 90)))  # the finger that stays does nothing
    touch.do(f1=("release", (x + 300, y + 90)))
    assert hand.session.document is document
    touch.do(f0=("press", (x, y + 30)))
    assert busy(hand)  # and the next one is a mouse again
    touch.do(f0=("release", (x, y + 30)))
    assert not busy(hand)


def test_a_finger_that_comes_down_again_elsewhere_makes_no_jump(hand, touch):
    touch.do(f0=("press", (350, 300)), f1=("press", (450, 300)))
    touch.do(f0=("move", (350, 310)), f1=("move", (450, 310)))
    seen = hand.canvas.view
    touch.do(f0=("move", (350, 310)), f1=("release", (450, 310)))
    touch.do(f0=("move", (350, 310)), f1=("press", (650, 500)))
    assert hand.canvas.view == seen
    touch.do(f0=("move", (350, 320)), f1=("move", (650, 510)))
    assert hand.canvas.view == seen._replace(ty=seen.ty + 10)
    touch.do(f0=("release", (350, 320)), f1=("release", (650, 510)))
