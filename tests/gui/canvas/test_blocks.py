"""Blocks on the canvas: grouping, going in and out, editing inside, ungrouping, placing more of them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from core.document import edits
from core.document.builder import Builder
from core.document.document import Document
from core.document.modules import ModuleCall
from core.layout.documents import laid_out
from core.library.catalog import entry
from core.ops.conv import Conv2d
from gui.canvas.viewing import shows

CTRL = Qt.KeyboardModifier.ControlModifier


def blocks() -> Document:
    """Two calls of one block in a chain."""
    builder = Builder("blocks")
    unit = builder.block("unit", c=8)
    conv = unit.add(Conv2d, unit.input(), name="conv", out_channels="c", kernel_size=(3, 3), padding="same")
    unit.output(conv)
    first = builder.call(unit, builder.input(3, 16, 16), name="first")
    builder.output(builder.call(unit, first, name="second"))
    return laid_out(builder.build())


@pytest.fixture
def unit(hand_over):
    """A hand over ``blocks``."""
    return hand_over(blocks())


def double_click(hand, at: QPoint) -> None:
    QTest.mouseDClick(hand.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)


def cost(hand):
    return hand.session.analysis.main.cost


# -- grouping and back ------------------------------------------------------------------------------------------------


def test_a_group_is_one_step_and_counts_the_same(hand):
    before = cost(hand)
    hand.session.select(("reduce", "conv"))
    assert hand.canvas.group()
    (call,) = hand.session.selection
    node = hand.session.graph.nodes[call]
    assert (node.name, node.op.inputs, node.op.outputs) == ("block", ("input",), ("output",))
    assert cost(hand) == before
    assert hand.steps() == ["Group into Block"]
    hand.canvas.ungroup()
    assert cost(hand) == before
    names = {hand.session.graph.nodes[key].name for key in hand.session.selection}
    assert names == {"reduce", "conv"}
    assert hand.steps() == ["Group into Block", "Ungroup block"]


def test_what_cannot_be_a_block_is_said_and_changes_nothing(hand):
    hand.session.select(("input", "reduce"))
    document = hand.session.document
    assert not hand.canvas.group()
    assert hand.session.document is document
    assert "“input” is where the sketch begins or ends" in hand.said[-1]


def test_a_repeated_block_is_not_taken_apart(unit):
    unit.session.apply("Repeat", lambda d: edits.set_param(d, "second", "repeat", 3))
    unit.session.select(("first", "second"))
    document = unit.session.document
    unit.canvas.ungroup()
    assert unit.session.document is document
    assert "set its repeat to 1 first" in unit.said[-1]


def test_a_unique_block_is_edited_alone(unit):
    unit.session.select(("second",))
    unit.canvas.make_unique()
    assert unit.steps() == ["Make “second” Unique"]
    double_click(unit, unit.node("second"))
    before = unit.session.analysis.main.results["first"].cost
    unit.session.apply("Set bias", lambda d: edits.set_param(d, "conv", "bias", False, graph=unit.session.graph_id))
    assert unit.session.analysis.main.results["first"].cost == before
    assert unit.session.analysis.main.results["second"].cost.params == 8 * 8 * 9


# -- in and out -------------------------------------------------------------------------------------------------------


def test_a_double_click_goes_into_a_block_and_edits_any_other_layer(unit):
    asked: list[str] = []
    unit.canvas.edit_requested.connect(asked.append)
    double_click(unit, unit.node("first"))
    assert unit.session.path == ("first",)
    assert sorted(unit.canvas.scene.ids[row] for row in range(3)) == ["conv", "input", "output"]
    assert asked == []
    double_click(unit, unit.node("conv"))
    assert (unit.session.path, asked, unit.session.selection) == (("first",), ["conv"], {"conv"})


def test_enter_goes_into_the_selected_block(unit):
    unit.session.select(("second",))
    unit.key(Qt.Key.Key_Return)
    assert unit.session.path == ("second",)


def test_an_edit_inside_changes_all_calls(unit):
    double_click(unit, unit.node("second"))
    unit.session.select(("conv",))
    unit.key(Qt.Key.Key_Delete)
    main = unit.session.analysis.main
    assert [main.results[key].cost.params for key in ("first", "second")] == [0, 0]
    assert unit.steps() == ["Delete conv"]
    assert unit.session.path == ("second",)
    unit.session.undo()
    assert unit.session.analysis.main.cost.params == 224 + 584


def test_gestures_inside_edit_the_block(unit):
    double_click(unit, unit.node("first"))
    at = unit.node("conv")
    before = unit.session.graph.position("conv")
    unit.drag(at, at + QPoint(160, 0))
    assert unit.session.document.modules["unit"].graph.position("conv").x > before.x
    unit.drag(unit.output("input"), unit.input("output"))
    assert unit.session.document.modules["unit"].graph.nodes["output"].inputs[0].node == "input"
    assert unit.steps() == ["Move conv", "Connect input to output"]


def test_each_graph_is_fitted_once_and_looked_at_again_as_it_was_left(unit):
    canvas = unit.canvas
    canvas.zoom_by(0.5)
    outside = canvas.view
    unit.session.enter("first")
    canvas.repaint()
    assert shows(canvas.view, canvas.size(), canvas.scene.bounds())
    canvas.zoom_by(2)
    inside = canvas.view
    unit.session.leave()
    assert canvas.view == outside
    unit.session.enter("first")
    assert canvas.view == inside
    unit.session.leave()
    unit.session.enter("second")  # the same definition, but another place
    canvas.repaint()
    assert canvas.view != inside


def test_leaving_brings_the_block_into_view(unit):
    unit.session.enter("second")
    unit.canvas.repaint()
    unit.canvas.leave_block()
    assert unit.session.selection == {"second"}
    assert unit.canvas.rect().contains(unit.node("second"))


def test_going_in_ends_what_is_under_way(unit):
    at = unit.node("first")
    unit.press(at)
    unit.move(at + QPoint(40, 40))
    unit.session.enter("second")
    assert unit.canvas.gesture is None
    unit.release(at + QPoint(40, 40))
    assert unit.session.undo_text is None
    unit.session.leave()
    assert unit.canvas.scene.rect("first")[:2] == unit.session.graph.position("first")


def test_a_block_that_is_deleted_meanwhile_is_left(unit):
    unit.session.apply("Delete", lambda d: edits.remove(d, ("second",)))
    unit.session.undo()
    unit.session.enter("second")
    unit.session.redo()
    assert unit.session.path == ()
    assert "second" not in unit.canvas.scene
    assert "first" in unit.canvas.scene


def test_the_tooltip_of_a_block_says_what_is_in_it_and_its_ports_have_names(unit):
    text = unit.canvas.tooltip_at(unit.node("first").toPointF())
    assert "Double-click goes in" in text
    assert "224" in text
    assert unit.canvas.tooltip_at(unit.output("first").toPointF()).startswith("output · 16×16×8")
    unit.session.apply("Break", lambda d: edits.set_param(d, "conv", "groups", 5, graph="unit"))
    assert "Error: 1 issue inside" in unit.canvas.tooltip_at(unit.node("first").toPointF())


# -- placing ----------------------------------------------------------------------------------------------------------


def test_a_block_of_the_sketch_is_dropped_as_another_call(unit):
    mime = unit.preset("module:unit")
    assert unit.enter(mime, QPoint(300, 300))
    unit.drop(mime, QPoint(300, 300))
    (call,) = unit.session.selection
    op = unit.session.graph.nodes[call].op
    assert isinstance(op, ModuleCall)
    assert op.module == "unit"
    assert unit.steps() == ["Add unit"]
    assert len(unit.session.document.modules) == 1


def test_a_block_cannot_be_dropped_into_itself(unit):
    unit.session.enter("first")
    document = unit.session.document
    assert unit.canvas.add_preset("module:unit") is None
    assert unit.session.document is document
    assert "it would contain itself" in unit.said[-1]


def test_a_block_of_the_library_becomes_a_definition_once(empty):
    for at in (QPoint(200, 200), QPoint(600, 400)):
        mime = empty.preset("library:inception-3a")
        assert empty.enter(mime, at)
        empty.drop(mime, at)
    calls = [node.op.module for node in empty.session.graph.nodes.values()]
    found = entry("inception-3a")
    assert found is not None
    assert len(calls) == 2
    assert len(set(calls)) == 1
    module = empty.session.document.modules[calls[0]]
    assert module.graph.nodes.keys() == found.build().main.nodes.keys()
    assert len(empty.steps()) == 2
    empty.session.undo()
    empty.session.undo()
    assert not empty.session.document.modules


@pytest.mark.parametrize("key", ["module:nothing", "library:nothing", "nothing"])
def test_what_is_not_there_is_not_taken(unit, key):
    assert not unit.enter(unit.preset(key), QPoint(200, 200))


def test_a_copied_block_brings_its_definition_to_another_sketch(unit, hand_over):
    unit.session.select(("first",))
    unit.canvas.copy()
    other = hand_over(None)
    other.canvas.paste()
    assert list(other.session.document.modules) == ["unit"]
    (call,) = other.session.selection
    other.session.enter(call)
    assert "conv" in other.session.graph.nodes
    other.session.leave()
    other.canvas.paste()
    assert list(other.session.document.modules) == ["unit"]


# -- laying out -------------------------------------------------------------------------------------------------------


def test_laying_out_is_one_step_and_leaves_nothing_on_top_of_another(hand):
    hand.session.apply("Heap", lambda d: edits.move(d, ("conv", "pool", "project"), 7, 300))
    nodes = hand.session.graph.nodes
    hand.canvas.lay_out()
    scene = hand.canvas.scene
    assert [key for key in nodes if len(scene.nodes_in(scene.rect(key))) > 1] == []
    assert hand.session.graph.nodes is nodes
    assert hand.steps() == ["Heap", "Lay Out"]
    hand.canvas.lay_out()
    assert hand.steps() == ["Heap", "Lay Out"]  # it stands so already


def test_laying_out_inside_leaves_the_sketch_outside_as_it_is(unit):
    main = unit.session.document.main
    unit.session.enter("first")
    unit.session.apply("Move", lambda d: edits.move(d, ("conv",), 333, 80, graph="unit"))
    unit.canvas.lay_out()
    unit.canvas.settle()
    assert unit.session.document.main.layout is main.layout
    rects = [unit.canvas.scene.rect(key) for key in ("input", "conv", "output")]
    assert rects[0].bottom < rects[1].y < rects[1].bottom < rects[2].y
