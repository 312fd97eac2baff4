"""Adding what was asked for: where, with which wires, in one step."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from core.document import edits
from core.document.annotations import add_annotation
from core.document.graph import Annotation, Edge, OutputRef
from core.document.styles import set_flow
from gui.canvas.requests import AddRequest
from tests.gui.canvas.conftest import Hand


@pytest.fixture
def asked(hand: Hand) -> list[AddRequest]:
    """What the canvas asks for."""
    found: list[AddRequest] = []
    hand.canvas.add_requested.connect(found.append)
    return found


def request(hand: Hand, at: QPoint, **wires: Any) -> AddRequest:
    return AddRequest(hand.canvas.to_canvas(QPointF(at)), hand.canvas.mapToGlobal(at), **wires)


def inputs(hand: Hand, node: str) -> tuple[OutputRef | None, ...]:
    return hand.session.graph.nodes[node].inputs


def test_quick_add_asks_at_the_pointer_or_in_the_middle(hand, asked):
    hand.hover(QPoint(120, 90))
    hand.canvas.quick_add()
    assert asked[-1] == request(hand, QPoint(120, 90))
    QTest.mouseMove(hand.canvas, QPoint(-5, -5))
    hand.canvas._pointer = None
    hand.canvas.quick_add()
    assert asked[-1] == request(hand, QPoint(500, 400))
    assert hand.steps() == []


def test_a_double_click_on_empty_canvas_asks_there(hand, asked):
    at = QPoint(40, 60)
    hand.click(at)
    QTest.mouseDClick(hand.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert asked == [request(hand, at)]


def test_a_double_click_on_a_wire_asks_for_something_to_insert(hand, asked):
    at = hand.wire("reduce", "conv")
    hand.click(at)
    QTest.mouseDClick(hand.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert asked == [request(hand, at, edge=Edge(OutputRef("reduce"), "conv", 0))]


def test_a_double_click_on_a_layer_asks_for_nothing(hand, asked):
    QTest.mouseDClick(hand.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, hand.node("conv"))
    assert asked == []


def test_what_is_added_stands_where_it_was_asked_for_and_is_selected(hand):
    at = QPoint(120, 500)
    node = hand.canvas.add_for(request(hand, at), "ReLU")
    assert hand.session.selection == {node}
    assert (hand.node(node) - at).manhattanLength() <= 8
    assert hand.steps() == ["Add ReLU"]


def test_it_never_lands_on_another(hand):
    node = hand.canvas.add_for(request(hand, hand.node("conv")), "Conv2d:3x3")
    assert hand.canvas.scene.nodes_in(hand.canvas.scene.rect(node)) == [node]


def test_it_never_lands_on_a_note(hand):
    at = QPoint(120, 500)
    there = hand.canvas.to_canvas(QPointF(at))
    note = Annotation("note", "note", "mind", there.x() - 60, there.y() - 30, 120, 60)
    hand.session.apply("x", lambda d: add_annotation(d, note))
    for node in (hand.canvas.add_for(request(hand, at), "ReLU"), hand.canvas.add_preset("ReLU", there)):
        assert not hand.canvas.scene.rect(node).meets(hand.canvas.scene.annotation_rect("note"))


def test_a_wire_in_hand_is_connected_in_the_same_step(hand):
    document = hand.session.document
    at = QPoint(120, 560)
    node = hand.canvas.add_for(request(hand, at, source=OutputRef("conv")), "ReLU")
    assert inputs(hand, node) == (OutputRef("conv"),)
    assert (hand.input(node) - at).manhattanLength() <= 8
    assert hand.steps() == ["Add ReLU"]
    hand.session.undo()
    assert hand.session.document is document


def test_a_wire_that_seeks_a_source_is_connected_too(hand):
    hand.session.apply("x", lambda d: edits.disconnect(d, "conv", 0))
    at = QPoint(120, 160)
    node = hand.canvas.add_for(request(hand, at, target=("conv", 0)), "ReLU")
    assert inputs(hand, "conv") == (OutputRef(node),)
    assert (hand.output(node) - at).manhattanLength() <= 8


def test_where_data_flows_to_the_right_its_left_side_comes_to_the_pointer(hand):
    hand.session.apply("x", lambda d: set_flow(d, "right"))
    at = QPoint(120, 600)
    node = hand.canvas.add_for(request(hand, at, source=OutputRef("conv")), "ReLU")
    assert (hand.input(node) - at).manhattanLength() <= 8


def test_it_is_inserted_on_a_wire(hand):
    edge = Edge(OutputRef("reduce"), "conv", 0)
    x = hand.session.graph.position("reduce").x
    node = hand.canvas.add_for(request(hand, hand.wire("reduce", "conv"), edge=edge), "BatchNorm2d")
    at = hand.session.graph.position
    assert at(node).x == x
    assert at("reduce").y < at(node).y < at("conv").y < at("concat").y < at("output").y
    assert inputs(hand, node) == (OutputRef("reduce"),)
    assert inputs(hand, "conv") == (OutputRef(node),)
    hand.canvas.settle()
    assert hand.canvas.scene.nodes_in(hand.canvas.scene.rect(node)) == [node]
    assert hand.steps() == ["Insert BatchNorm2d"]


def test_a_wire_that_was_taken_off_goes_with_it(hand):
    off = Edge(OutputRef("reduce"), "conv", 0)
    node = hand.canvas.add_for(request(hand, QPoint(120, 500), source=off.source, detached=off), "ReLU")
    assert inputs(hand, node) == (OutputRef("reduce"),)
    assert inputs(hand, "conv") == (None,)
    assert hand.steps() == ["Add ReLU"]


def test_a_wire_whose_source_was_taken_off_keeps_its_input(hand):
    off = Edge(OutputRef("conv"), "concat", 0)
    node = hand.canvas.add_for(request(hand, QPoint(120, 500), target=("concat", 0), detached=off), "ReLU")
    assert inputs(hand, "concat") == (OutputRef(node), OutputRef("project"))


def test_of_several_inputs_the_first_is_taken(hand):
    hand.session.select(("conv", "project"))
    assert hand.canvas.group()
    (module,) = hand.session.document.modules
    node = hand.canvas.add_for(request(hand, QPoint(120, 500), source=OutputRef("input")), f"module:{module}")
    assert inputs(hand, node) == (OutputRef("input"), None)


def test_what_has_no_input_is_refused_with_its_reason(hand):
    document = hand.session.document
    node = hand.canvas.add_for(request(hand, QPoint(120, 500), source=OutputRef("conv")), "Input")
    assert node is None
    assert hand.session.document is document
    assert len(hand.said) == 1
    assert "no input" in hand.said[0]


def test_an_unknown_entry_is_an_error_of_the_caller(hand):
    with pytest.raises(KeyError):
        hand.canvas.add_for(request(hand, QPoint(1, 1)), "Conv9d")
