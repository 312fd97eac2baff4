"""Wires by mouse and by keys: drawn, refused, warned about, replaced, taken off."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from core.analysis.connecting import Connecting, Verdict
from core.document import edits
from core.document.builder import Builder
from core.document.graph import Edge, OutputRef
from core.ops.conv import Conv2d
from gui.canvas.requests import AddRequest
from gui.drawing.geometry import PortRef
from tests.gui.canvas.sketches import blocks, loose, split

NOWHERE = QPoint(980, 20)
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def inputs(hand, node):
    return hand.session.graph.nodes[node].inputs


def requests(hand):
    """What the canvas asks others to add from now on."""
    found: list[AddRequest] = []
    hand.canvas.add_requested.connect(found.append)
    return found


# -- by mouse ---------------------------------------------------------------------------------------------------------


def test_a_drag_from_output_to_input_connects_in_one_step(hand_over):
    hand = hand_over(loose())
    hand.drag(hand.output("b"), hand.input("c"))
    assert inputs(hand, "c") == (OutputRef("b"),)
    assert hand.steps() == ["Connect b to c"]


def test_a_drag_from_input_to_output_connects_just_as_well(hand_over):
    hand = hand_over(loose())
    hand.drag(hand.input("c"), hand.output("b"))
    assert inputs(hand, "c") == (OutputRef("b"),)
    assert hand.steps() == ["Connect b to c"]


def test_a_drop_near_a_port_snaps_to_it(hand_over):
    hand = hand_over(loose())
    hand.drag(hand.output("b"), hand.input("c") + QPoint(-12, -12))
    assert inputs(hand, "c") == (OutputRef("b"),)


def test_a_drop_on_the_body_of_a_node_finds_its_port(hand_over):
    hand = hand_over(loose())
    hand.drag(hand.output("b"), hand.node("c"))
    assert inputs(hand, "c") == (OutputRef("b"),)
    hand.drag(hand.input("linear"), hand.node("c"))
    assert inputs(hand, "linear") == (OutputRef("c"),)


def test_a_drop_on_the_body_of_a_merge_takes_its_free_port(hand):
    hand.drag(hand.output("reduce"), hand.node("concat"))
    assert inputs(hand, "concat") == (OutputRef("conv"), OutputRef("project"), OutputRef("reduce"))


def test_a_drop_on_nothing_does_nothing(hand):
    document = hand.session.document
    hand.drag(hand.output("reduce"), NOWHERE)
    assert hand.session.document is document
    assert hand.said == []


def test_a_click_on_a_port_selects_its_node(hand):
    document = hand.session.document
    hand.click(hand.output("reduce"))
    assert hand.session.selection == {"reduce"}
    assert hand.session.document is document


def test_a_wire_dropped_on_an_occupied_input_replaces_what_was_there(hand):
    hand.drag(hand.output("pool"), hand.input("conv"))
    assert inputs(hand, "conv") == (OutputRef("pool"),)
    assert hand.steps() == ["Connect pool to conv"]
    hand.session.undo()
    assert inputs(hand, "conv") == (OutputRef("reduce"),)


def test_a_wire_that_would_close_a_cycle_is_refused_with_its_reason(hand):
    document = hand.session.document
    hand.drag(hand.output("conv"), hand.input("reduce"))
    assert hand.session.document is document
    (reason,) = hand.said
    assert "cycle" in reason


def test_a_wire_to_its_own_layer_is_refused(hand):
    document = hand.session.document
    hand.drag(hand.output("conv"), hand.input("conv"))
    assert hand.session.document is document
    assert hand.said == ["A layer cannot read its own output."]


def test_a_layer_without_inputs_says_so(hand):
    document = hand.session.document
    hand.drag(hand.output("conv"), hand.node("input"))
    assert hand.session.document is document
    assert hand.said == ["“input” has no input."]


def test_a_wire_that_will_not_fit_is_accepted_after_a_warning(hand_over):
    hand = hand_over(loose())
    start, stop = hand.output("b"), hand.input("linear")
    bare = hand.canvas.grab().toImage()
    hand.press(start)
    hand.move(start + QPoint(0, 20), stop)
    assert hand.canvas.gesture.marks[PortRef("linear", "in", 0)] is Verdict.WARNED
    assert "Will not fit" in hand.canvas.gesture.words()
    assert hand.canvas.grab().toImage() != bare
    hand.release(stop)
    assert inputs(hand, "linear") == (OutputRef("b"),)
    assert hand.session.analysis.main.results["linear"].issues
    assert hand.said == []


def test_ports_are_lit_by_what_a_wire_would_do_there(hand):
    start = hand.output("reduce")
    hand.press(start)
    assert hand.canvas.gesture.marks == {}  # not before it is a drag
    hand.move(start + QPoint(0, 20), NOWHERE)
    marks = hand.canvas.gesture.marks
    assert marks[PortRef("output", "in", 0)] is Verdict.FITS
    assert marks[PortRef("concat", "in", 2)] is Verdict.FITS
    assert marks[PortRef("reduce", "in", 0)] is Verdict.REFUSED
    assert not any(port.side == "out" for port in marks)
    hand.release(NOWHERE)
    assert hand.canvas.gesture is None


def test_in_reverse_the_outputs_are_lit(hand_over):
    hand = hand_over(loose())
    start = hand.input("c")
    hand.press(start)
    hand.move(start + QPoint(20, -20), NOWHERE)
    marks = hand.canvas.gesture.marks
    assert marks[PortRef("b", "out", 0)] is Verdict.FITS
    assert marks[PortRef("c", "out", 0)] is Verdict.REFUSED
    hand.release(NOWHERE)


def test_the_pointer_says_that_a_drop_would_be_refused(hand):
    start = hand.output("conv")
    hand.press(start)
    hand.move(start + QPoint(0, 20), hand.input("reduce"))
    assert hand.canvas.cursor().shape() == Qt.CursorShape.ForbiddenCursor
    assert "cycle" in hand.canvas.gesture.words()
    hand.move(hand.input("output"))
    assert hand.canvas.cursor().shape() == Qt.CursorShape.CrossCursor
    hand.release(NOWHERE)


def test_escape_gives_a_wire_up(hand):
    document = hand.session.document
    start, stop = hand.output("reduce"), hand.input("output")
    before = hand.canvas.grab().toImage()
    hand.press(start)
    hand.move(start + QPoint(0, 20), stop)
    hand.key(Qt.Key.Key_Escape)
    hand.release(stop)
    hand.hover(QPoint(3, 3))
    assert hand.session.document is document
    assert hand.canvas.grab().toImage() == before


def test_a_wire_ends_when_its_source_is_removed_meanwhile(hand):
    start, stop = hand.output("reduce"), hand.input("output")
    hand.press(start)
    hand.move(start + QPoint(0, 20), stop)
    hand.session.apply("Delete", lambda d: edits.remove(d, ("reduce",)))
    assert hand.canvas.gesture is None
    hand.release(stop)
    assert hand.steps() == ["Delete"]


def test_a_target_that_is_removed_meanwhile_is_let_go(hand):
    start, stop = hand.output("reduce"), hand.input("output")
    hand.press(start)
    hand.move(start + QPoint(0, 20), stop)
    hand.session.apply("Delete", lambda d: edits.remove(d, ("output",)))
    assert hand.canvas.gesture is not None
    hand.canvas.repaint()
    hand.release(stop)
    assert hand.steps() == ["Delete"]


def test_the_layer_under_a_wire_that_fits_is_lit(hand):
    start = hand.output("reduce")
    hand.press(start)
    hand.move(start + QPoint(0, 20), hand.node("output"))
    assert hand.canvas.gesture.lit_nodes == {"output"}
    hand.move(hand.node("input"))
    assert not hand.canvas.gesture.lit_nodes
    hand.release(NOWHERE)


def test_blocks_are_connected_and_judged_like_layers(hand_over):
    hand = hand_over(blocks())
    start = hand.output("first")
    hand.press(start)
    hand.move(start + QPoint(0, 15), hand.input("second"))
    assert hand.canvas.gesture.marks[PortRef("second", "in", 0)] is Verdict.FITS
    assert hand.canvas.gesture.marks[PortRef("first", "in", 0)] is Verdict.REFUSED
    hand.release(hand.input("second"))
    assert inputs(hand, "second") == (OutputRef("first"),)
    hand.drag(hand.output("second"), hand.input("first"))
    assert "cycle" in hand.said[-1]
    assert hand.steps() == ["Connect first to second"]


# -- released beside layers -------------------------------------------------------------------------------------------


def test_a_wire_released_on_the_empty_canvas_asks_for_a_layer_that_reads_it(hand):
    asked, document = requests(hand), hand.session.document
    start = hand.output("reduce")
    hand.press(start)
    hand.move(start + QPoint(0, 20), NOWHERE)
    assert hand.canvas.gesture.words() == "Release to add a layer"
    hand.release(NOWHERE)
    (request,) = asked
    assert (request.source, request.target, request.edge) == (OutputRef("reduce"), None, None)
    assert hand.canvas.to_screen(request.at).toPoint() == NOWHERE
    assert request.screen == hand.canvas.mapToGlobal(NOWHERE)
    assert hand.session.document is document


def test_a_wire_from_an_input_asks_for_a_layer_that_writes_it(hand_over):
    hand = hand_over(loose())
    asked = requests(hand)
    hand.drag(hand.input("c"), NOWHERE)
    assert [(request.source, request.target) for request in asked] == [(None, ("c", 0))]


def test_who_thinks_better_of_a_wire_takes_it_back_to_where_it_began(hand):
    asked, document = requests(hand), hand.session.document
    start = hand.output("reduce")
    hand.press(start)
    hand.move(start + QPoint(0, 30), start + QPoint(3, 3))
    hand.release(start + QPoint(3, 3))
    hand.press(start)
    hand.move(start + QPoint(0, 30), start + QPoint(0, 8))
    hand.release(start + QPoint(0, 8))
    assert hand.session.document is document
    assert (asked, hand.said) == ([], [])


def wide():
    """a → b far apart, and a layer beside them."""
    builder = Builder()
    a = builder.add(Conv2d(out_channels=4, padding="same"), builder.input(4, 16, 16, at=(0, 0)), name="a", at=(0, 1))
    builder.add(Conv2d(out_channels=4, padding="same"), a, name="b", at=(0, 4))
    builder.add(Conv2d(out_channels=4, padding="same"), OutputRef("input"), name="side", at=(2, 1))
    builder.add(Conv2d(out_channels=4, padding="same"), name="free", at=(2, 4))
    return builder.build()


def test_a_wire_dropped_on_another_takes_its_place(hand_over):
    hand = hand_over(wide())
    start, stop = hand.output("side"), hand.wire("a", "b")
    hand.press(start)
    hand.move(start + QPoint(0, 30), stop)
    assert hand.canvas.gesture.words() == "Release to replace the wire from a"
    assert hand.canvas.gesture.lit_edges == {Edge(OutputRef("a"), "b", 0)}
    hand.release(stop)
    assert inputs(hand, "b") == (OutputRef("side"),)
    assert hand.steps() == ["Connect side to b"]


def test_an_input_dropped_on_a_wire_reads_what_that_carries(hand_over):
    hand = hand_over(wide())
    start, stop = hand.input("free"), hand.wire("a", "b")
    hand.press(start)
    hand.move(start + QPoint(0, -30), stop)
    assert hand.canvas.gesture.words() == "Release to read a, as b does"
    hand.release(stop)
    assert inputs(hand, "free") == (OutputRef("a"),)
    assert inputs(hand, "b") == (OutputRef("a"),)


def test_a_wire_dropped_on_one_from_the_same_output_would_change_nothing(hand_over):
    hand = hand_over(wide())
    start, stop = hand.output("a"), hand.wire("a", "b")
    hand.press(start)
    hand.move(start + QPoint(0, 30), stop)
    assert hand.canvas.gesture.words() == "Release to add a layer"
    hand.key(Qt.Key.Key_Escape)


# -- several at once --------------------------------------------------------------------------------------------------


def test_with_shift_every_selected_layer_gets_a_wire_from_left_to_right(hand):
    hand.session.select(("project", "pool", "reduce"))
    start = hand.output("project")
    hand.drag(start, hand.input("concat", 2), SHIFT)
    assert inputs(hand, "concat")[2:] == (OutputRef("reduce"), OutputRef("pool"), OutputRef("project"))
    assert hand.steps() == ["Connect 3 wires to concat"]
    assert hand.canvas.gesture is None
    hand.session.undo()
    assert len(inputs(hand, "concat")) == 2


def test_several_wires_need_as_many_free_inputs(hand_over):
    hand = hand_over(loose())
    document = hand.session.document
    hand.session.select(("a", "b"))
    start = hand.output("b")
    hand.press(start, SHIFT)
    hand.move(start + QPoint(0, 20), hand.input("c"))
    assert hand.canvas.gesture.words() == "“c” has 1 input free, not 2."
    assert hand.canvas.cursor().shape() == Qt.CursorShape.ForbiddenCursor
    hand.release(hand.input("c"), SHIFT)
    assert hand.said == ["“c” has 1 input free, not 2."]
    assert hand.session.document is document


def test_several_wires_released_on_nothing_go_away(hand_over):
    hand = hand_over(loose())
    asked, document = requests(hand), hand.session.document
    hand.session.select(("a", "b"))
    start = hand.output("b")
    hand.press(start, SHIFT)
    hand.move(start + QPoint(0, 20), NOWHERE)
    assert hand.canvas.gesture.words() == "Release on a layer to connect 2 wires"
    hand.release(NOWHERE, SHIFT)
    assert hand.session.document is document
    assert asked == []


def test_with_ctrl_an_output_hands_all_its_wires_over(hand_over):
    hand = hand_over(split())
    hand.drag(hand.output("split", 0), hand.input("right"))
    hand.drag(hand.output("split", 0), hand.output("split", 2), CTRL)
    assert inputs(hand, "left") == (OutputRef("split", 2),)
    assert inputs(hand, "right") == (OutputRef("split", 2),)
    assert hand.steps() == ["Connect split to right", "Redirect split to split"]


def test_wires_that_would_close_a_cycle_stay_when_the_others_are_handed_over(hand):
    start, stop = hand.output("input"), hand.output("pool")
    hand.press(start, CTRL)
    hand.move(start + QPoint(0, 30), stop)
    assert hand.canvas.gesture.words() == "Release to move 1 of 2 wires; pool depends on the others"
    assert hand.canvas.gesture.detached == {Edge(OutputRef("input"), "reduce", 0)}
    hand.release(stop, CTRL)
    assert inputs(hand, "pool") == (OutputRef("input"),)
    assert inputs(hand, "reduce") == (OutputRef("pool"),)
    assert hand.steps() == ["Redirect input to pool"]


def test_wires_that_are_handed_over_are_judged_once_at_each_output(hand, monkeypatch):
    hand.press(hand.output("input"), CTRL)
    hand.move(hand.output("input") + QPoint(0, 30), hand.output("pool"))
    judged = []
    monkeypatch.setattr(Connecting, "judge", lambda *args: judged.append(args))
    hand.move(hand.output("pool") + QPoint(1, 1), hand.output("pool"))
    assert hand.canvas.gesture.words().startswith("Release to move 1 of 2 wires")
    assert judged == []
    hand.key(Qt.Key.Key_Escape)


def test_wires_that_cannot_be_handed_over_are_refused_with_the_reason(hand):
    document = hand.session.document
    hand.drag(hand.output("reduce"), hand.output("concat"), CTRL)
    assert hand.session.document is document
    (reason,) = hand.said
    assert "cycle" in reason


def test_all_wires_of_an_output_dropped_on_nothing_are_disconnected_in_one_step(hand):
    start = hand.output("input")
    hand.press(start, CTRL)
    hand.move(start + QPoint(0, 30), NOWHERE)
    assert hand.canvas.gesture.words() == "Release to disconnect 2 wires"
    hand.release(NOWHERE, CTRL)
    assert inputs(hand, "reduce") == inputs(hand, "pool") == (None,)
    assert hand.steps() == ["Disconnect 2 wires"]


def test_ctrl_on_an_output_without_wires_draws_a_new_one(hand_over):
    hand = hand_over(loose())
    hand.drag(hand.output("b"), hand.input("c"), CTRL)
    assert inputs(hand, "c") == (OutputRef("b"),)


# -- another in hand --------------------------------------------------------------------------------------------------


def test_shift_at_the_release_keeps_another_wire_in_hand(hand_over):
    hand = hand_over(loose())
    start = hand.output("b")
    hand.press(start)
    hand.move(start + QPoint(0, 20), hand.input("c"))
    hand.release(hand.input("c"), SHIFT)
    assert hand.canvas.gesture.marks[PortRef("add", "in", 0)] is Verdict.FITS
    hand.hover(QPoint(500, 700))
    assert hand.canvas.gesture.words() == "Click a port to connect, or nothing to stop"
    hand.click(hand.input("linear"), SHIFT)
    hand.click(hand.input("add"))
    assert hand.canvas.gesture is None
    assert inputs(hand, "c") == inputs(hand, "linear") == inputs(hand, "add") == (OutputRef("b"),)
    assert hand.steps() == ["Connect b to c", "Connect b to linear", "Connect b to add"]


def test_from_the_inputs_of_a_merge_shift_goes_on_with_the_next_one(hand_over):
    hand = hand_over(loose())
    start = hand.input("add")
    hand.press(start)
    hand.move(start - QPoint(0, 20), hand.output("a"))
    hand.release(hand.output("a"), SHIFT)
    hand.click(hand.output("b"))
    assert inputs(hand, "add") == (OutputRef("a"), OutputRef("b"))
    assert hand.steps() == ["Connect a to add", "Connect b to add"]


@pytest.mark.parametrize("how", ["escape", "nothing", "right"])
def test_a_wire_in_hand_is_dropped_without_a_trace(hand_over, how):
    hand = hand_over(loose())
    asked = requests(hand)
    start = hand.output("b")
    hand.press(start)
    hand.move(start + QPoint(0, 20), hand.input("c"))
    hand.release(hand.input("c"), SHIFT)
    hand.hover(QPoint(500, 700))
    if how == "escape":
        hand.key(Qt.Key.Key_Escape)
    elif how == "nothing":
        hand.click(QPoint(500, 700))
    else:
        QTest.mouseClick(hand.canvas, Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, QPoint(500, 700))
    assert hand.canvas.gesture is None
    assert hand.steps() == ["Connect b to c"]
    assert asked == []


def test_two_quick_clicks_with_a_wire_in_hand_connect_twice_and_open_nothing(hand_over):
    hand = hand_over(loose())
    opened: list[str] = []
    hand.canvas.edit_requested.connect(opened.append)
    start = hand.output("b")
    hand.press(start)
    hand.move(start + QPoint(0, 20), hand.input("c"))
    hand.release(hand.input("c"), SHIFT)
    hand.click(hand.node("add"), SHIFT)
    QTest.mouseDClick(hand.canvas, Qt.MouseButton.LeftButton, SHIFT, hand.node("add"))
    hand.release(hand.node("add"), SHIFT)
    assert inputs(hand, "add") == (OutputRef("b"), OutputRef("b"))
    assert opened == []
    hand.key(Qt.Key.Key_Escape)


# -- taking a wire off ------------------------------------------------------------------------------------------------


def test_a_wire_dragged_off_its_input_is_disconnected_in_one_step(hand):
    hand.drag(hand.input("conv"), NOWHERE)
    assert inputs(hand, "conv") == (None,)
    assert hand.steps() == ["Disconnect conv"]


def test_a_wire_that_is_being_dragged_is_not_drawn_where_it_was(hand):
    start = hand.input("conv")
    hand.press(start)
    detached = [hand.canvas.gesture.detached]
    hand.move(start + QPoint(0, -20), NOWHERE)
    detached.append(hand.canvas.gesture.detached)
    assert detached == [frozenset(), {Edge(OutputRef("reduce"), "conv", 0)}]
    assert inputs(hand, "conv") == (OutputRef("reduce"),)
    hand.release(NOWHERE)


def test_a_wire_dragged_off_and_back_is_no_edit(hand):
    document = hand.session.document
    start = hand.input("conv")
    hand.press(start)
    hand.move(NOWHERE, start)
    hand.release(start)
    assert hand.session.document is document


def test_a_wire_can_be_plugged_in_elsewhere_in_one_step(hand):
    hand.drag(hand.input("conv"), hand.input("output"))
    assert inputs(hand, "conv") == (None,)
    assert inputs(hand, "output") == (OutputRef("reduce"),)
    assert hand.steps() == ["Connect reduce to output"]


def test_a_wire_refused_elsewhere_stays_where_it_was(hand):
    document = hand.session.document
    hand.drag(hand.input("output"), hand.input("reduce"))
    assert hand.session.document is document
    assert len(hand.said) == 1


def test_a_wire_moved_within_a_merge_changes_the_order(hand):
    hand.drag(hand.input("concat", 0), hand.input("concat", 2))
    assert inputs(hand, "concat") == (OutputRef("project"), OutputRef("conv"))
    assert hand.steps() == ["Reorder inputs of concat"]


@pytest.mark.parametrize(("old", "new", "number"), [(0, 1, 2), (0, 2, 3), (2, 0, 1), (2, 3, 3)])
def test_a_wire_within_a_merge_shows_where_it_would_come_in(hand, old, new, number):
    hand.drag(hand.output("reduce"), hand.input("concat", 2))
    refs = list(inputs(hand, "concat"))
    start, stop = hand.input("concat", old), hand.input("concat", new)
    hand.press(start)
    hand.move(start + QPoint(0, -20), stop)
    words = f"Release to make it input {number} of concat" if number != old + 1 else ""
    assert hand.canvas.gesture.words() == words
    hand.release(stop)
    refs.insert(number - 1, refs.pop(old))
    assert inputs(hand, "concat") == tuple(refs)


def test_a_wire_taken_off_a_merge_closes_the_gap(hand):
    hand.drag(hand.input("concat", 0), NOWHERE)
    assert inputs(hand, "concat") == (OutputRef("project"),)


def test_a_drag_ends_when_its_wire_is_disconnected_meanwhile(hand):
    start = hand.input("conv")
    hand.press(start)
    hand.move(NOWHERE)
    hand.session.apply("x", lambda d: edits.disconnect(d, "conv", 0))
    assert hand.canvas.gesture is None
