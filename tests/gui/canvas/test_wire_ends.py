"""Wires that are there: taken hold of at either end, selected, disconnected, given another place."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from core.document.builder import Builder
from core.document.graph import Edge, OutputRef
from core.ops.conv import Conv2d
from core.ops.dense import Linear
from core.ops.merge import Add
from core.ops.resize import CenterCrop
from gui.canvas.connecting import DragWire
from gui.canvas.requests import AddRequest
from gui.drawing.geometry import PortRef

NOWHERE = QPoint(980, 20)
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
EDGE = Edge(OutputRef("a"), "b", 0)


def chain():
    """a → b with room between them; beside them layers of the same kind, one that does not fit, and merges."""
    builder = Builder()
    conv = Conv2d(out_channels=4, padding="same")
    image = builder.input(4, 16, 16, at=(1, 0))
    a = builder.add(conv, image, name="a", at=(0, 1))
    b = builder.add(conv, a, name="b", at=(0, 4))
    side = builder.add(conv, image, name="side", at=(2, 1))
    builder.add(conv, name="free", at=(2, 4))
    builder.add(Linear(), name="linear", at=(3, 4))
    builder.add(Add(), a, b, side, name="add", at=(1, 6))
    builder.add(CenterCrop(), a, side, name="crop", at=(3, 6))
    return builder.build()


@pytest.fixture
def bench(hand_over):
    return hand_over(chain())


def inputs(hand, node):
    return hand.session.graph.nodes[node].inputs


def by_source(hand) -> QPoint:
    start: QPoint = hand.output("a")
    return start + QPoint(0, 15)


def by_target(hand) -> QPoint:
    stop: QPoint = hand.input("b")
    return stop - QPoint(0, 15)


# -- the end at the target --------------------------------------------------------------------------------------------


def test_a_wire_taken_near_its_target_is_plugged_in_elsewhere(bench):
    bench.drag(by_target(bench), bench.input("free"))
    assert inputs(bench, "b") == (None,)
    assert inputs(bench, "free") == (OutputRef("a"),)
    assert bench.steps() == ["Connect a to free"]


def test_a_wire_taken_near_its_target_and_dropped_on_nothing_is_disconnected(bench):
    asked: list[AddRequest] = []
    bench.canvas.add_requested.connect(asked.append)
    start = by_target(bench)
    bench.press(start)
    bench.move(start + QPoint(0, -20), NOWHERE)
    assert bench.canvas.gesture.words() == "Release to disconnect"
    bench.release(NOWHERE)
    assert inputs(bench, "b") == (None,)
    assert bench.steps() == ["Disconnect b"]
    assert asked == []


# -- the end at the source --------------------------------------------------------------------------------------------


def test_a_wire_taken_near_its_source_is_led_from_elsewhere(bench):
    start, stop = by_source(bench), bench.output("side")
    bench.press(start)
    bench.move(start + QPoint(10, 20), stop)
    gesture = bench.canvas.gesture
    assert gesture.detached == {EDGE}
    assert not any(port.side == "in" for port in gesture.marks)
    bench.release(stop)
    assert inputs(bench, "b") == (OutputRef("side"),)
    assert bench.steps() == ["Connect side to b"]
    bench.session.undo()
    assert inputs(bench, "b") == (OutputRef("a"),)


def test_a_wire_taken_near_its_source_and_put_back_is_no_edit(bench):
    document, start = bench.session.document, by_source(bench)
    bench.press(start)
    bench.move(start + QPoint(60, 60), bench.output("a"))
    bench.release(bench.output("a"))
    assert bench.session.document is document


def test_a_wire_taken_near_its_source_and_dropped_on_nothing_is_disconnected(bench):
    bench.drag(by_source(bench), NOWHERE)
    assert inputs(bench, "b") == (None,)
    assert bench.steps() == ["Disconnect b"]


def test_a_source_that_would_close_a_cycle_is_refused_with_its_reason(bench):
    document, start, stop = bench.session.document, by_source(bench), bench.output("add")
    bench.press(start)
    bench.move(start + QPoint(10, 20), stop)
    assert "cycle" in bench.canvas.gesture.words()
    assert bench.canvas.cursor().shape() == Qt.CursorShape.ForbiddenCursor
    bench.release(stop)
    assert bench.session.document is document
    assert "cycle" in bench.said[0]


def test_escape_puts_a_source_back_without_a_trace(bench):
    document, start = bench.session.document, by_source(bench)
    bare = bench.canvas.grab().toImage()
    bench.press(start)
    bench.move(start + QPoint(10, 20), bench.output("side"))
    assert bench.canvas.grab().toImage() != bare
    bench.key(Qt.Key.Key_Escape)
    bench.release(start)
    bench.hover(QPoint(20, 790))
    assert bench.session.document is document
    assert bench.canvas.grab().toImage() == bare


def test_shift_keeps_a_new_wire_from_the_same_input_in_hand(bench):
    start, stop = by_source(bench), bench.output("side")
    bench.press(start)
    bench.move(start + QPoint(10, 20), stop)
    bench.release(stop, SHIFT)
    assert inputs(bench, "b") == (OutputRef("side"),)
    assert bench.canvas.gesture.detached == frozenset()
    bench.click(bench.output("input"))
    assert inputs(bench, "b") == (OutputRef("input"),)
    assert bench.steps() == ["Connect side to b", "Connect input to b"]


# -- what a press takes hold of ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("away", "is_end"), [(15, True), (22, True), (30, False)])
def test_within_24_pixels_a_wire_is_taken_by_its_end(bench, away, is_end):
    bench.canvas.zoom_by(1 / bench.canvas.scale)
    bench.canvas.bring_into_view(bench.canvas.scene.rect("b"))
    bench.press(bench.input("b") - QPoint(0, away))
    assert isinstance(bench.canvas.gesture, DragWire) is is_end
    bench.key(Qt.Key.Key_Escape)


@pytest.mark.parametrize("where", [by_source, by_target])
def test_a_click_near_an_end_selects_the_wire(bench, where):
    bench.session.select(("a",))
    bench.click(where(bench))
    assert bench.canvas.selected_edge == EDGE
    assert bench.session.selection == frozenset()
    assert bench.steps() == []


@pytest.mark.parametrize("where", [by_source, by_target, lambda hand: hand.wire("a", "b")])
def test_alt_and_a_click_disconnect_a_wire(bench, where):
    bench.click(where(bench), ALT)
    assert inputs(bench, "b") == (None,)
    assert bench.steps() == ["Disconnect b"]


def test_an_end_that_will_not_fit_elsewhere_says_why(bench):
    start, stop = by_target(bench), bench.input("linear")
    bench.press(start)
    bench.move(start + QPoint(0, -20), stop)
    assert bench.canvas.gesture.words().startswith("Will not fit: ")
    bench.release(stop)
    assert inputs(bench, "linear") == (OutputRef("a"),)
    assert bench.said == []


# -- another place among the inputs -----------------------------------------------------------------------------------


def test_the_selected_wire_moves_among_the_inputs_of_a_merge_and_stays_selected(bench):
    bench.canvas.select_edge(Edge(OutputRef("a"), "add", 0))
    bench.canvas.move_input_later()
    assert inputs(bench, "add") == (OutputRef("b"), OutputRef("a"), OutputRef("side"))
    assert bench.canvas.selected_edge == Edge(OutputRef("a"), "add", 1)
    bench.canvas.move_input_later()
    assert inputs(bench, "add") == (OutputRef("b"), OutputRef("side"), OutputRef("a"))
    bench.canvas.move_input_later()
    assert bench.said == ["This is the last input of “add”."]
    bench.canvas.move_input_earlier()
    assert inputs(bench, "add")[1] == OutputRef("a")
    assert bench.steps() == ["Reorder inputs of add"] * 3


def test_wires_of_a_layer_with_two_inputs_change_places(bench):
    bench.canvas.select_edge(Edge(OutputRef("side"), "crop", 1))
    bench.canvas.move_input_earlier()
    assert inputs(bench, "crop") == (OutputRef("side"), OutputRef("a"))
    bench.canvas.move_input_earlier()
    assert bench.said == ["This is the first input of “crop”."]


def test_without_a_selected_wire_there_is_nothing_to_move(bench):
    bench.canvas.move_input_earlier()
    assert bench.said == ["Select the wire that is to move."]
    assert bench.steps() == []


def test_a_variadic_layer_keeps_a_free_port_behind_what_is_wired(bench):
    bench.drag(bench.output("input"), bench.input("add", 3))
    assert inputs(bench, "add")[3] == OutputRef("input")
    assert PortRef("add", "in", 4) in bench.canvas.scene.ports("add")
