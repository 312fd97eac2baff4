"""Cutting wires by a stroke across them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication

from core.document.builder import Builder
from core.document.document import Document
from core.document.edits import move, place
from core.document.graph import Edge, OutputRef, Point, Wire
from core.document.styles import set_bends, set_flow
from core.ops.conv import Conv2d
from core.ops.merge import Add
from gui.canvas.cutting import CutStroke
from gui.drawing.crossing import crossed_edges

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def inputs(hand, node):
    return hand.session.graph.nodes[node].inputs


def stroke(hand, *places: QPoint, button=RIGHT, modifiers=CTRL) -> None:
    """Press at the first place and draw through the others; the button stays down."""
    hand.press(places[0], modifiers, button)
    hand.move(*places[1:])


def skipping() -> Document:
    """A long skip past a conv right in its way: the wire goes round it in a lane."""
    builder = Builder()
    image = builder.input(8, 16, 16, at=(0, 0))
    conv = Conv2d(out_channels=8, padding="same")
    deep = builder.add(conv, builder.add(conv, image, name="a", at=(0, 1)), name="b", at=(0, 2))
    builder.add(Add(), deep, image, name="add", at=(0, 3))
    return builder.build()


def below_the_convs(hand) -> tuple[QPoint, QPoint]:
    """A line across both wires into the concat."""
    y = hand.output("conv").y() + 20
    return QPoint(hand.output("conv").x() - 40, y), QPoint(hand.output("project").x() + 40, y)


# -- the stroke -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("button", "modifiers"), [(RIGHT, CTRL), (LEFT, CTRL | ALT)])
def test_wires_that_a_stroke_crosses_are_cut_in_one_step(hand, button, modifiers):
    start, stop = below_the_convs(hand)
    hand.drag(start, stop, modifiers, button)
    assert inputs(hand, "concat") == ()
    assert hand.steps() == ["Cut 2 wires"]
    hand.session.undo()
    assert inputs(hand, "concat") == (OutputRef("conv"), OutputRef("project"))


def test_what_would_be_cut_is_red_and_counted_while_the_stroke_is_drawn(hand):
    start, stop = below_the_convs(hand)
    bare = hand.canvas.grab().toImage()
    stroke(hand, start, start + QPoint(10, 0), QPoint((start.x() + stop.x()) // 2, start.y()))
    assert hand.canvas.gesture.crossed == (Edge(OutputRef("conv"), "concat", 0),)
    assert hand.canvas.gesture.words() == "Release to cut 1 wire"
    on_the_wire = hand.input("concat") - QPoint(8, 8)
    before, now = (image.pixelColor(on_the_wire) for image in (bare, hand.canvas.grab().toImage()))
    hand.move(stop)
    assert hand.canvas.gesture.words() == "Release to cut 2 wires"
    hand.key(Qt.Key.Key_Escape)
    assert now.red() - now.blue() > before.red() - before.blue() + 20


def test_escape_leaves_no_trace(hand):
    document, (start, stop) = hand.session.document, below_the_convs(hand)
    bare = hand.canvas.grab().toImage()
    stroke(hand, start, start + QPoint(10, 0), stop)
    assert hand.canvas.grab().toImage() != bare
    hand.key(Qt.Key.Key_Escape)
    hand.release(stop, CTRL, RIGHT)
    hand.hover(QPoint(21, 789))
    assert hand.session.document is document
    assert hand.canvas.grab().toImage() == bare


def test_a_stroke_across_nothing_is_no_step(hand):
    hand.drag(QPoint(20, 700), QPoint(300, 780), CTRL, RIGHT)
    hand.press(hand.wire("input", "pool"), CTRL, RIGHT)  # a click is no stroke
    hand.release(hand.wire("input", "pool"), CTRL, RIGHT)
    assert hand.steps() == []


def test_a_stroke_may_begin_on_a_layer(hand):
    start = hand.node("conv")
    hand.drag(start, hand.node("concat"), CTRL, RIGHT)
    assert inputs(hand, "concat") == (OutputRef("project"),)
    assert hand.session.graph.position("conv") == Point(0, 224)


def test_a_curved_stroke_cuts_what_its_chord_would_miss(hand):
    y = hand.output("conv").y() + 20
    left, right = hand.output("conv").x() - 40, hand.output("conv").x() + 60
    places = [QPoint(left, y - 60), QPoint(left, y), QPoint(right, y), QPoint(right, y - 60)]
    stroke(hand, *places)
    hand.release(places[-1], CTRL, RIGHT)
    assert inputs(hand, "concat") == (OutputRef("project"),)


def test_the_stroke_stays_on_the_sketch_while_the_view_moves(hand):
    start, _ = below_the_convs(hand)
    stroke(hand, start, start + QPoint(10, 0), QPoint(500, start.y()))
    hand.wheel(QPoint(500, 400), QPoint(0, -240))
    hand.move(QPoint(600, 300), QPoint(700, 300))
    assert hand.canvas.gesture.crossed[0] == Edge(OutputRef("conv"), "concat", 0)
    hand.release(QPoint(700, 300), CTRL, RIGHT)
    assert OutputRef("conv") not in inputs(hand, "concat")


def test_the_right_button_with_ctrl_opens_no_menu(hand):
    asked: list[QPoint] = []
    hand.canvas.context_menu_requested.connect(asked.append)
    start, stop = below_the_convs(hand)
    stroke(hand, start, stop)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, start, hand.canvas.mapToGlobal(start), CTRL)
    QApplication.sendEvent(hand.canvas, event)
    assert isinstance(hand.canvas.gesture, CutStroke)
    hand.release(stop, CTRL, RIGHT)
    assert asked == []
    assert hand.steps() == ["Cut 2 wires"]


def test_a_wire_that_goes_meanwhile_is_not_counted(hand):
    start, stop = below_the_convs(hand)
    stroke(hand, start, start + QPoint(10, 0), stop)
    hand.session.undo()
    hand.session.apply("Move", lambda d: move(d, ("output",), 0, 40))
    assert len(hand.canvas.gesture.crossed) == 2
    from core.document.edits import disconnect

    hand.session.apply("x", lambda d: disconnect(d, "concat", 1))
    assert hand.canvas.gesture.words() == "Release to cut 1 wire"
    hand.release(stop, CTRL, RIGHT)
    assert inputs(hand, "concat") == ()


# -- the curves -------------------------------------------------------------------------------------------------------


def across(hand, x0, y0, x1, y1) -> set[Edge]:
    return set(crossed_edges(hand.canvas.scene, QPointF(x0, y0), QPointF(x1, y1)))


def test_a_wire_in_a_lane_is_cut_in_its_lane_and_not_behind_the_box(hand_over):
    hand = hand_over(skipping())
    scene = hand.canvas.scene
    skip = Edge(OutputRef("input"), "add", 1)
    row = scene.edge_row(skip)
    lane, box = float(scene.lanes[row]), scene.rect("a")
    assert lane > box.right
    y = box.y + box.height / 2
    assert across(hand, lane - 4, y, lane + 4, y + 1) == {skip}
    assert across(hand, box.x + 4, y, box.right - 4, y + 1) == set()


@pytest.mark.parametrize("flow", ["down", "right"])
def test_a_bent_wire_is_cut_where_it_is_painted(hand_over, flow):
    hand = hand_over(skipping())
    hand.session.apply("Flow", lambda d: set_flow(d, flow))
    wire = Wire(OutputRef("a"), "b")
    hand.session.apply("Bend", lambda d: set_bends(d, wire, (Point(-400, 200),)))
    edge = Edge(*wire, 0)
    assert across(hand, -405, 195, -388, 206) == {edge}
    assert edge not in across(hand, -300, -300, -200, -300)


def test_a_wire_without_any_length_is_not_in_the_way_of_a_stroke(hand):
    below = hand.session.graph.position("reduce")
    bottom = hand.canvas.scene.rect("reduce").bottom
    hand.session.apply("Move", lambda d: place(d, {"conv": Point(below.x, bottom)}))
    row = hand.canvas.scene.edge_row(Edge(OutputRef("reduce"), "conv", 0))
    x0, y0, x1, y1 = hand.canvas.scene.ends[row].tolist()
    assert (x0, y0) == (x1, y1)
    assert across(hand, x0 - 10, y0 - 1, x0 + 10, y0 + 1) == set()


def test_a_line_beside_a_wire_or_short_of_it_crosses_nothing(hand):
    scene = hand.canvas.scene
    x, y = 96.0, scene.rect("reduce").bottom + 20
    assert across(hand, x - 10, y, x + 10, y + 2) == {Edge(OutputRef("reduce"), "conv", 0)}
    assert across(hand, x - 10, y, x - 1, y + 2) == set()
    assert across(hand, x + 1, y - 15, x + 2, y + 15) == set()
