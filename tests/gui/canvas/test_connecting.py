"""Wires by mouse and by keys: drawn, refused, warned about, replaced, taken off."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt

from core.analysis.connecting import Verdict
from core.document import edits
from core.document.builder import Builder
from core.document.graph import Edge, OutputRef
from core.ops.conv import Conv2d
from core.ops.dense import Linear
from core.ops.merge import Add
from gui.canvas.connecting import ConnectByKeys
from gui.drawing.geometry import PortRef

NOWHERE = QPoint(980, 20)


def inputs(hand, node):
    return hand.session.graph.nodes[node].inputs


def loose():
    """Layers without wires, but for a → b; and a linear layer, which an image does not fit."""
    builder = Builder()
    image = builder.input(8, 16, 16, at=(1, 0))
    a = builder.add(Conv2d(out_channels=4, padding="same"), image, name="a", at=(0, 1))
    builder.add(Conv2d(out_channels=4, padding="same"), a, name="b", at=(0, 2))
    builder.add(Conv2d(out_channels=4, padding="same"), name="c", at=(2, 2))
    builder.add(Linear(), name="linear", at=(2, 3))
    builder.add(Add(), name="add", at=(0, 3))
    return builder.build()


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
    assert detached == [None, Edge(OutputRef("reduce"), "conv", 0)]
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
    assert hand.steps() == ["Connect conv to concat"]


def test_a_wire_taken_off_a_merge_closes_the_gap(hand):
    hand.drag(hand.input("concat", 0), NOWHERE)
    assert inputs(hand, "concat") == (OutputRef("project"),)


def test_a_drag_ends_when_its_wire_is_disconnected_meanwhile(hand):
    start = hand.input("conv")
    hand.press(start)
    hand.move(NOWHERE)
    hand.session.apply("x", lambda d: edits.disconnect(d, "conv", 0))
    assert hand.canvas.gesture is None


# -- by keys ----------------------------------------------------------------------------------------------------------


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
