"""The canvas without a mouse."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.document import edits
from core.document.annotations import add_annotation
from core.document.builder import Builder
from core.document.graph import Annotation, Point
from core.document.styles import set_flow
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


def test_f2_asks_to_rename_the_selected_layer(hand, qtbot):
    hand.session.select(("conv",))
    with qtbot.waitSignal(hand.canvas.rename_requested) as asked:
        hand.key(Qt.Key.Key_F2)
    assert asked.args == ["conv"]


def test_other_keys_are_left_to_others(hand):
    assert not QTest.keyClick(hand.canvas, Qt.Key.Key_Q)
    hand.session.select(("conv",))
    hand.key(Qt.Key.Key_C, CONTROL)  # copying is an action of the window
    assert hand.canvas.gesture is None


# -- where data flows to the right --------------------------------------------------------------------------------


def test_where_data_flows_to_the_right_left_and_right_walk_along_the_wires(hand):
    hand.session.apply("Flow", lambda d: set_flow(d, "right"))
    hand.session.apply("Place", lambda d: edits.place(d, {k: Point(p.y * 3, p.x) for k, p in d.main.layout.items()}))
    walked = []
    hand.session.select(("input",))
    for key in (RIGHT, RIGHT, RIGHT, RIGHT, LEFT, LEFT, DOWN, LEFT, LEFT):
        hand.key(key)
        walked += hand.session.selection
    assert walked == ["reduce", "conv", "concat", "output", "concat", "conv", "project", "pool", "input"]


# -- frames and notes ---------------------------------------------------------------------------------------------


@pytest.fixture
def noted(hand):
    """The hand over a sketch with two frames and a note; one of them lies far away."""
    for annotation in (
        Annotation("low", "frame", "low", -400, 300, 200, 160),
        Annotation("high", "frame", "high", -400, 0, 200, 160),
        Annotation("far", "note", "far", 4000, 600, 120, 80),
    ):
        hand.session.apply("Annotate", lambda d, a=annotation: add_annotation(d, a))
    return hand


def test_page_down_and_up_lead_through_frames_and_notes_in_reading_order(noted):
    hand, order = noted, []
    for key in (Qt.Key.Key_PageDown,) * 4 + (Qt.Key.Key_PageUp,):
        hand.key(key)
        order += hand.session.annotations
        assert not hand.session.selection
    assert order == ["high", "low", "far", "high", "far"]
    note = hand.session.graph.annotations["far"]
    at = hand.canvas.to_screen(QPointF(note.x + 60, note.y + 40)).toPoint()
    assert hand.canvas.rect().contains(at)  # one goes there


def test_shift_and_page_down_select_several_and_an_arrow_leads_back_to_the_layers(noted):
    hand = noted
    hand.key(Qt.Key.Key_PageDown)
    hand.key(Qt.Key.Key_PageDown, SHIFT)
    assert hand.session.annotations == {"high", "low"}
    hand.key(RIGHT)
    assert len(hand.session.selection) == 1
    assert not hand.session.annotations


def test_enter_writes_the_title_and_ctrl_arrows_move_and_resize(noted):
    hand = noted
    hand.key(Qt.Key.Key_PageDown)
    hand.key(Qt.Key.Key_Return)
    field = hand.canvas.in_place.field
    QTest.keyClicks(field.editor, "stem")
    QTest.keyClick(field.editor, Qt.Key.Key_Return)
    for keys, held in (((RIGHT,), CONTROL), ((RIGHT, RIGHT, DOWN, UP, UP), CONTROL | SHIFT)):
        QTest.keyPress(hand.canvas, Qt.Key.Key_Control)
        for key in keys:
            QApplication.sendEvent(hand.canvas, QKeyEvent(QEvent.Type.KeyPress, key, held))
        QTest.keyRelease(hand.canvas, Qt.Key.Key_Control)
    found = hand.session.graph.annotations["high"]
    assert (found.text, found.x, found.width, found.height) == ("stem", -392, 216, 152)
    assert hand.steps()[-3:] == ["Rename Frame", "Move “stem”", "Resize “stem”"]


def test_a_frame_never_becomes_too_small_to_be_taken_hold_of(noted):
    hand = noted
    hand.key(Qt.Key.Key_PageDown)
    for _ in range(40):
        hand.key(LEFT, CONTROL | SHIFT)
    assert hand.session.graph.annotations["high"].width == 96


# -- focus and menu -----------------------------------------------------------------------------------------------


def test_the_focus_is_seen_among_several_selected(hand):
    hand.session.select(("reduce",))
    hand.key(DOWN, SHIFT)
    assert hand.canvas.focused_node == "conv"
    with_focus = hand.canvas.grab().toImage()
    conv, reduce = (around(hand, key) for key in ("conv", "reduce"))
    hand.key(UP, SHIFT)
    assert hand.canvas.focused_node == "reduce"
    moved = hand.canvas.grab().toImage()
    assert with_focus.copy(conv) != moved.copy(conv)
    assert with_focus.copy(reduce) != moved.copy(reduce)


def around(hand, node: str) -> QRect:
    """What lies around a box, where the mark of the focus is."""
    box = hand.canvas.scene.rect(node)
    top_left = hand.canvas.to_screen(QPointF(box.x, box.y)).toPoint()
    return QRect(top_left.x() - 8, top_left.y() + 10, 4, 40)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows asks for the menu by itself")
def test_shift_f10_opens_the_menu_at_the_layer_that_keys_are_about(hand, qtbot):
    hand.session.select(("reduce", "conv"))
    hand.key(DOWN, SHIFT)
    with qtbot.waitSignal(hand.canvas.context_menu_requested) as asked:
        hand.key(Qt.Key.Key_F10, SHIFT)
    assert asked.args == [hand.canvas.mapToGlobal(hand.node(hand.canvas.focused_node))]


def test_the_menu_of_what_is_out_of_view_opens_at_the_edge(noted, qtbot):
    hand = noted
    hand.session.select((), ("far",))
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), QPoint(5, 5))
    with qtbot.waitSignal(hand.canvas.context_menu_requested) as asked:
        QApplication.sendEvent(hand.canvas, event)
    assert hand.canvas.rect().contains(hand.canvas.mapFromGlobal(asked.args[0]))
