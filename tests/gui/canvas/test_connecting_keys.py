"""Connecting without a mouse: which port a wire starts at and which one it goes to."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt

from core.document.builder import Builder
from core.document.graph import OutputRef
from gui.canvas.connecting_keys import ConnectByKeys
from tests.gui.canvas.sketches import blocks, loose, split

NOWHERE = QPoint(980, 20)
SHIFT = Qt.KeyboardModifier.ShiftModifier


def inputs(hand, node):
    return hand.session.graph.nodes[node].inputs


def test_c_and_enter_connect_to_the_nearest_port_that_fits(hand_over):
    hand = hand_over(loose())
    hand.session.select(("b",))
    hand.key(Qt.Key.Key_C)
    assert "add" in hand.canvas.gesture.words()
    hand.key(Qt.Key.Key_Return)
    assert hand.canvas.gesture is None
    assert inputs(hand, "add") == (OutputRef("b"),)
    assert hand.steps() == ["Connect b to add"]


def test_arrows_choose_among_the_ports(hand_over):
    hand = hand_over(loose())
    hand.session.select(("b",))
    hand.key(Qt.Key.Key_C)
    hand.key(Qt.Key.Key_Right)
    assert hand.canvas.gesture.words().startswith("linear")
    assert "Will not fit" in hand.canvas.gesture.words()
    hand.key(Qt.Key.Key_Up)
    assert hand.canvas.gesture.words().startswith("c,")
    hand.key(Qt.Key.Key_Enter)
    assert inputs(hand, "c") == (OutputRef("b"),)
    assert hand.session.selection == {"b"}


def test_escape_gives_connecting_by_keys_up(hand_over):
    hand = hand_over(loose())
    document = hand.session.document
    hand.session.select(("b",))
    hand.key(Qt.Key.Key_C)
    hand.key(Qt.Key.Key_Escape)
    assert hand.canvas.gesture is None
    hand.key(Qt.Key.Key_Return)
    assert hand.session.document is document
    assert hand.session.selection == {"b"}


def test_moving_the_mouse_does_not_disturb_connecting_by_keys(hand_over):
    hand = hand_over(loose())
    hand.session.select(("b",))
    hand.key(Qt.Key.Key_C)
    hand.hover(NOWHERE)
    assert isinstance(hand.canvas.gesture, ConnectByKeys)


def test_connecting_by_keys_needs_a_layer_with_an_output(hand):
    hand.key(Qt.Key.Key_C)
    hand.session.select(("output",))
    hand.key(Qt.Key.Key_C)
    assert hand.canvas.gesture is None
    assert hand.said == ["Select the layer that the wire is to start from.", "“output” has no output."]


def test_connecting_by_keys_says_when_nothing_can_take_the_wire(hand_over):
    builder = Builder()
    builder.input(3, 8, 8)
    hand = hand_over(builder.build())
    hand.session.select(("input",))
    hand.key(Qt.Key.Key_C)
    assert hand.canvas.gesture is None
    assert hand.said == ["No layer in view can take this wire."]


def test_numbers_choose_the_output_that_a_wire_starts_at(hand_over):
    hand = hand_over(split())
    hand.session.select(("split",))
    hand.key(Qt.Key.Key_C)
    assert "from output 1 of 3" in hand.canvas.gesture.words()
    hand.key(Qt.Key.Key_3)
    hand.key(Qt.Key.Key_9)  # there is none
    assert "from output 3 of 3" in hand.canvas.gesture.words()
    hand.key(Qt.Key.Key_PageDown)
    assert "from output 1 of 3" in hand.canvas.gesture.words()
    hand.key(Qt.Key.Key_PageUp)
    hand.key(Qt.Key.Key_PageUp)
    target = hand.canvas.gesture.words().split(",")[0]
    hand.key(Qt.Key.Key_Return)
    assert inputs(hand, target) == (OutputRef("split", 1),)


def test_shift_and_enter_keep_another_wire_in_hand(hand_over):
    hand = hand_over(loose())
    hand.session.select(("b",))
    hand.key(Qt.Key.Key_C)
    hand.key(Qt.Key.Key_Return, SHIFT)
    assert inputs(hand, "add") == (OutputRef("b"),)
    assert "add" in hand.canvas.gesture.words()
    hand.key(Qt.Key.Key_Right)
    hand.key(Qt.Key.Key_Up)
    hand.key(Qt.Key.Key_Return)
    assert inputs(hand, "c") == (OutputRef("b"),)
    assert hand.steps() == ["Connect b to add", "Connect b to c"]


def test_blocks_are_connected_by_keys(hand_over):
    hand = hand_over(blocks())
    hand.session.select(("first",))
    hand.key(Qt.Key.Key_C)
    assert hand.canvas.gesture.words() == "second, input 1"
    hand.key(Qt.Key.Key_Return)
    assert inputs(hand, "second") == (OutputRef("first"),)
