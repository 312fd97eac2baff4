"""Gestures and the graph they happen in."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt

from gui.canvas.connecting_keys import ConnectByKeys
from tests.gui.canvas.conftest import Hand


def inside(hand: Hand) -> None:
    """Go into a block of reduce and conv."""
    hand.session.select(("reduce", "conv"))
    assert hand.canvas.group()
    hand.canvas.enter_block()
    assert hand.session.path


def test_leaving_a_block_ends_what_keys_began_in_it(hand):
    inside(hand)
    hand.session.select(("reduce",))
    hand.canvas.start_connecting()
    begun = hand.canvas.gesture
    assert isinstance(begun, ConnectByKeys)
    hand.canvas.leave_block()
    assert hand.canvas.gesture is None
    assert hand.steps() == ["Group into Block"]


def test_leaving_a_block_ends_a_drag_without_a_trace(hand):
    inside(hand)
    document = hand.session.document
    start = hand.node("conv")
    hand.press(start)
    hand.carry(start + QPoint(40, 40))
    hand.canvas.leave_block()
    assert hand.canvas.gesture is None
    hand.release(start + QPoint(40, 40))
    assert hand.session.document is document


def test_a_drag_whose_release_went_elsewhere_is_given_up(hand):
    document = hand.session.document
    start = hand.node("conv")
    hand.press(start)
    hand.carry(start + QPoint(40, 40))
    hand.carry(start + QPoint(60, 60), button=Qt.MouseButton.NoButton)
    assert hand.canvas.gesture is None
    assert hand.canvas.scene.rect("conv")[:2] == document.main.position("conv")
