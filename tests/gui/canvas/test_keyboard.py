"""The canvas without a mouse."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.document.builder import Builder
from core.document.graph import Point
from core.ops.activation import ReLU

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
UP, DOWN, LEFT, RIGHT = Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right


def test_arrows_walk_along_the_wires(hand):
    walked = []
    hand.session.select(("input",))
    for key in (DOWN, DOWN, DOWN, DOWN, UP, UP, RIGHT, UP, UP):
        hand.key(key)
        walked += hand.session.selection
    assert walked == ["reduce", "conv", "concat", "output", "concat", "conv", "project", "pool", "input"]


def test_the_first_arrow_selects_what_comes_first(hand):
    hand.key(DOWN)
    assert hand.session.selection == {"input"}


def test_arrows_in_an_empty_sketch_do_nothing(empty):
    for key in (UP, DOWN, LEFT, RIGHT):
        empty.key(key)
    assert empty.session.selection == set()


def test_an_arrow_that_leads_nowhere_stays(hand):
    hand.session.select(("output",))
    hand.key(DOWN)
    assert hand.session.selection == {"output"}


def test_arrows_reach_layers_without_wires(hand_over):
    builder = Builder()
    for column in range(3):
        builder.add(ReLU(), name=f"r{column}", at=(column, 0))
    builder.add(ReLU(), name="below", at=(0, 2))
    hand = hand_over(builder.build())
    hand.session.select(("r0",))
    hand.key(RIGHT)
    assert hand.session.selection == {"r1"}
    hand.key(DOWN)
    assert hand.session.selection == {"below"}
    hand.key(UP)
    assert hand.session.selection == {"r0"}


def test_shift_and_arrows_extend_the_selection(hand):
    hand.session.select(("reduce",))
    hand.key(DOWN, SHIFT)
    hand.key(DOWN, SHIFT)
    assert hand.session.selection == {"reduce", "conv", "concat"}
    hand.key(DOWN)
    assert hand.session.selection == {"output"}


def test_walking_keeps_the_node_in_view(hand):
    hand.canvas.zoom_by(4)
    hand.session.select(("input",))
    for _ in range(4):
        hand.key(DOWN)
        (node,) = hand.session.selection
        assert hand.canvas.rect().contains(hand.node(node))


def test_ctrl_and_arrows_nudge_by_the_grid(hand):
    before = hand.session.graph.position("conv")
    hand.session.select(("conv", "pool"))
    hand.key(RIGHT, CONTROL)
    assert hand.session.graph.position("conv") == Point(before.x + 8, before.y)
    assert hand.steps() == ["Move 2 layers"]


def test_nudges_while_ctrl_is_held_are_one_step(hand):
    before = hand.session.graph.position("conv")
    hand.session.select(("conv",))
    for _ in range(2):
        for key in (RIGHT, RIGHT, DOWN):
            # QTest would press and release Ctrl around each of them.
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(hand.canvas, QKeyEvent(kind, key, CONTROL))
        QTest.keyRelease(hand.canvas, Qt.Key.Key_Control)
    assert hand.session.graph.position("conv") == Point(before.x + 32, before.y + 16)
    assert hand.steps() == ["Move conv", "Move conv"]


def test_nudging_something_else_is_a_step_of_its_own(hand):
    hand.session.select(("conv",))
    hand.key(RIGHT, CONTROL)
    hand.session.select(("pool",))
    hand.key(RIGHT, CONTROL)
    assert hand.steps() == ["Move conv", "Move pool"]


def test_nudging_nothing_does_nothing(hand):
    hand.key(RIGHT, CONTROL)
    assert hand.steps() == []


def test_escape_selects_nothing(hand):
    hand.session.select(("conv",))
    hand.key(Qt.Key.Key_Escape)
    assert hand.session.selection == set()
    hand.click(hand.wire("reduce", "conv"))
    hand.key(Qt.Key.Key_Escape)
    assert hand.canvas.selected_edge is None


def test_f2_asks_to_edit_the_selected_layer(hand, qtbot):
    hand.session.select(("conv",))
    with qtbot.waitSignal(hand.canvas.edit_requested) as asked:
        hand.key(Qt.Key.Key_F2)
    assert asked.args == ["conv"]


def test_other_keys_are_left_to_others(hand):
    assert not QTest.keyClick(hand.canvas, Qt.Key.Key_Q)
    hand.session.select(("conv",))
    hand.key(Qt.Key.Key_C, CONTROL)  # copying is an action of the window
    assert hand.canvas.gesture is None
