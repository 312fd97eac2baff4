"""Bends: made, moved, removed; one step of undo each."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from core.document import edits
from core.document.builder import Builder
from core.document.document import Document
from core.document.graph import Edge, OutputRef, Point, Wire
from core.document.styles import set_bends, set_flow
from core.ops.conv import Conv2d
from core.ops.merge import Add
from gui.canvas.bending import DragBend
from gui.canvas.requests import AddRequest
from gui.drawing.wires import edge_path

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
WIRE = Wire(OutputRef("a"), "b")
EDGE = Edge(OutputRef("a"), "b", 0)


def chain():
    """a → b with room between them, and an add that reads b twice."""
    builder = Builder()
    conv = Conv2d(out_channels=4, padding="same")
    a = builder.add(conv, builder.input(4, 16, 16, at=(0, 0)), name="a", at=(0, 1))
    b = builder.add(conv, a, name="b", at=(0, 4))
    builder.add(Add(), b, b, name="add", at=(1, 6))
    return builder.build()


@pytest.fixture
def bench(hand_over):
    return hand_over(chain())


def bends(hand, wire=WIRE):
    return hand.session.graph.bends.get(wire, ())


def at(hand, point: Point) -> QPoint:
    place: QPoint = hand.canvas.to_screen(QPointF(*point)).toPoint()
    return place


def bent(hand, *points: Point) -> None:
    hand.session.apply("Bend", lambda d: set_bends(d, WIRE, points))


# -- making and moving ------------------------------------------------------------------------------------------------


def test_dragging_the_middle_of_a_wire_bends_it_on_the_grid_in_one_step(bench):
    start = bench.wire("a", "b")
    bench.drag(start, start + QPoint(83, 5))
    ((x, y),) = bends(bench)
    assert (x % 8, y % 8) == (0, 0)
    assert (at(bench, Point(x, y)) - start - QPoint(83, 5)).manhattanLength() <= 10
    assert bench.steps() == ["Bend Wire"]
    assert (bench.canvas.selected_edge, bench.canvas.selected_bend) == (EDGE, 0)


def test_with_ctrl_a_bend_lies_where_the_pointer_is(bench):
    start = bench.wire("a", "b")
    stop = start + QPoint(83, 5)
    bench.press(start)
    bench.move(start + QPoint(40, 0))
    bench.release(stop, CTRL)  # what counts is the key at the end
    there = bench.canvas.to_canvas(QPointF(stop))
    assert bends(bench) == (Point(there.x(), there.y()),)


def test_the_wire_follows_the_pointer_before_the_release(bench):
    start = bench.wire("a", "b")
    document = bench.session.document
    bench.press(start)
    assert isinstance(bench.canvas.gesture, DragBend)
    bench.move(start + QPoint(60, 0), start + QPoint(80, 0))
    ((x, _),) = bench.canvas.scene.bends_of(EDGE)
    assert x > bench.canvas.scene.rect("a").x + 96 + 40
    assert bench.session.document is document
    bench.key(Qt.Key.Key_Escape)


def test_escape_leaves_no_trace(bench):
    document, start = bench.session.document, bench.wire("a", "b")
    bare = bench.canvas.grab().toImage()
    bench.press(start)
    bench.move(start + QPoint(60, 0), start + QPoint(80, 0))
    assert bench.canvas.grab().toImage() != bare
    bench.key(Qt.Key.Key_Escape)
    bench.release(start + QPoint(80, 0))
    bench.hover(QPoint(22, 788))
    assert bench.session.document is document
    assert bench.canvas.scene.bends_of(EDGE) == []
    assert bench.canvas.grab().toImage() == bare


def test_a_wire_put_back_where_it_was_taken_is_not_bent(bench):
    document, start = bench.session.document, bench.wire("a", "b")
    bench.press(start)
    bench.move(start + QPoint(60, 0), start + QPoint(1, 1))
    bench.release(start + QPoint(1, 1))
    assert bench.session.document is document
    assert bench.canvas.scene.bends_of(EDGE) == []


def test_where_data_flows_to_the_right_wires_bend_likewise(bench):
    bench.session.apply("Flow", lambda d: set_flow(d, "right"))
    scene = bench.canvas.scene
    half = edge_path(scene, scene.edge_row(EDGE)).pointAtPercent(0.5)
    start = bench.canvas.to_screen(half).toPoint()
    bench.drag(start, start + QPoint(-90, 20))
    ((x, y),) = bends(bench)
    assert (x, y) == pytest.approx((half.x() - 90 / bench.canvas.scale, half.y() + 20 / bench.canvas.scale), abs=8)
    again = bench.canvas.to_screen(edge_path(scene, scene.edge_row(EDGE)).pointAtPercent(0.2)).toPoint()
    bench.drag(again, again + QPoint(30, 30))
    assert len(bends(bench)) == 2
    assert bends(bench)[1] == (x, y)


def test_a_bend_is_moved_by_dragging_it(bench):
    scene = bench.canvas.scene
    x, y = scene.rect("a").x + 96, scene.rect("a").bottom
    bent(bench, Point(x + 80, y + 80), Point(x - 80, y + 160))
    bench.drag(at(bench, bends(bench)[1]), at(bench, Point(x - 40, y + 168)))
    assert bends(bench) == (Point(x + 80, y + 80), Point(x - 40, y + 168))
    assert bench.steps() == ["Bend", "Move Bend"]


def test_a_new_bend_comes_between_its_neighbours(bench):
    scene = bench.canvas.scene
    x, y = scene.rect("a").x + 96, scene.rect("a").bottom
    first, last = Point(x + 80, y + 40), Point(x + 80, y + 200)
    bent(bench, first, last)
    half = edge_path(scene, scene.edge_row(EDGE)).pointAtPercent(0.5)
    start = bench.canvas.to_screen(half).toPoint()
    bench.drag(start, start + QPoint(60, 0))
    before, new, after = bends(bench)
    assert (before, after) == (first, last)
    assert new.x > x + 100


def test_wires_between_the_same_two_layers_bend_together(bench):
    edge = Edge(OutputRef("b"), "add", 0)
    start = bench.wire("b", "add")
    bench.drag(start, start + QPoint(0, 24))
    wire = Wire(edge.source, edge.target)
    assert len(bends(bench, wire)) == 1
    shown = [bench.canvas.scene.bends_of(Edge(*wire, port)) for port in (0, 1)]
    assert shown[0] == shown[1] != []


def test_a_click_selects_the_wire_or_the_bend_and_bends_nothing(bench):
    bench.session.select(("a",))
    bench.click(bench.wire("a", "b"))
    assert (bench.canvas.selected_edge, bench.canvas.selected_bend) == (EDGE, None)
    assert bench.session.selection == frozenset()
    x, y = bench.canvas.scene.rect("a").x + 96, bench.canvas.scene.rect("a").bottom
    bent(bench, Point(x + 80, y + 80))
    bench.click(at(bench, bends(bench)[0]))
    assert (bench.canvas.selected_edge, bench.canvas.selected_bend) == (EDGE, 0)
    assert bench.steps() == ["Bend"]


def test_a_drag_ends_when_the_wire_is_gone_or_led_elsewhere(bench):
    start = bench.wire("a", "b")
    bench.press(start)
    bench.move(start + QPoint(60, 0))
    bent(bench, Point(0, 200))
    assert bench.canvas.gesture is None
    assert bench.canvas.scene.bends_of(EDGE) == [(0, 200)]
    bench.session.undo()
    bench.press(start)
    bench.move(start + QPoint(60, 0))
    bench.session.apply("x", lambda d: edits.disconnect(d, "b", 0))
    assert bench.canvas.gesture is None
    bench.release(start)
    assert bench.steps() == ["x"]


def test_from_afar_a_drag_on_a_wire_selects_in_a_band(bench):
    bench.canvas.zoom_by(0.2 / bench.canvas.scale)
    start = bench.wire("a", "b")
    bench.press(start)
    assert not isinstance(bench.canvas.gesture, DragBend)
    bench.key(Qt.Key.Key_Escape)


# -- removing ---------------------------------------------------------------------------------------------------------


def two_bends(hand) -> tuple[Point, Point]:
    x, y = hand.canvas.scene.rect("a").x + 96, hand.canvas.scene.rect("a").bottom
    points = Point(x + 80, y + 80), Point(x - 80, y + 160)
    bent(hand, *points)
    return points


def test_a_double_click_removes_a_bend(bench):
    first, second = two_bends(bench)
    asked: list[AddRequest] = []
    bench.canvas.add_requested.connect(asked.append)
    QTest.mouseDClick(bench.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(bench, first))
    assert bends(bench) == (second,)
    assert bench.steps() == ["Bend", "Remove Bend"]
    assert asked == []


def test_delete_removes_the_selected_bend_and_then_the_wire(bench):
    first, second = two_bends(bench)
    bench.click(at(bench, second))
    bench.key(Qt.Key.Key_Delete)
    assert bends(bench) == (first,)
    bench.key(Qt.Key.Key_Delete)
    assert bench.session.graph.nodes["b"].inputs == (None,)
    assert bench.steps() == ["Bend", "Remove Bend", "Disconnect b"]


def test_the_selected_wire_is_straightened_in_one_step(bench):
    two_bends(bench)
    bench.click(bench.wire("b", "add"))
    bench.canvas.straighten_wires()
    assert bench.said == ["No wire here has bends."]
    bench.canvas.select_edge(EDGE)
    bench.canvas.straighten_wires()
    assert bends(bench) == ()
    assert bench.steps() == ["Bend", "Straighten 1 wire"]


def test_the_wires_of_the_selected_layers_are_straightened_in_one_step(bench, counted):
    two_bends(bench)
    other = Wire(OutputRef("b"), "add")
    bench.session.apply("Bend", lambda d: set_bends(d, other, (Point(400, 600),)))
    bench.session.select(("b",))
    passes = counted(Document, "with_graph")
    bench.canvas.straighten_wires()
    assert bench.session.graph.bends == {}
    assert len(passes) == 1
    assert bench.steps() == ["Bend", "Bend", "Straighten 2 wires"]
