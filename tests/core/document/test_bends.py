"""Looks and bends where a selection becomes a block, a block its layers, and where the ports of a block change."""

import itertools

import pytest

from core.analysis.infer import infer
from core.document import edits
from core.document.annotations import add_annotation
from core.document.builder import Builder
from core.document.document import MAIN
from core.document.graph import Annotation, NodeStyle, OutputRef, Point, Wire
from core.document.module_edits import extract_module, inline_module
from core.document.styles import set_bends, set_bypassed, set_flow, set_style
from core.errors import EditError
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.interface import Output
from core.ops.merge import Add
from core.ops.rearrange import Split

BEFORE, WITHIN, BEHIND = (
    Wire(OutputRef("input"), "conv"),
    Wire(OutputRef("conv"), "relu"),
    Wire(OutputRef("relu"), "bn"),
)


@pytest.fixture
def sketch():
    """input → conv → relu → bn → output, each wire bent at another place."""
    build = Builder("Bends")
    x = build.add(ReLU, build.add(Conv2d, build.input(3, 8, 8), name="conv"), name="relu")
    build.output(build.add(ReLU, x, name="bn"))
    document = build.build()
    for number, wire in enumerate((BEFORE, WITHIN, BEHIND)):
        document = set_bends(document, wire, [Point(8 * number, 8)])
    return document


def ids():
    return map("new{}".format, itertools.count()).__next__


def grouped(document, annotations=()):
    return extract_module(
        document, ("conv", "relu"), module_id="m", call_id="call", name="M", new_id=ids(), annotations=annotations
    )


def test_wires_that_cross_the_border_keep_their_bends_outside_and_the_others_theirs_inside(sketch):
    after = grouped(sketch)
    assert after.main.bends == {
        Wire(OutputRef("input"), "call"): (Point(0, 8),),
        Wire(OutputRef("call"), "bn"): (Point(16, 8),),
    }
    assert after.modules["m"].graph.bends == {WITHIN: (Point(8, 8),)}


def test_ungrouping_leads_wires_as_before_inside_and_behind_the_block(sketch):
    made = grouped(sketch)
    inner = made.modules["m"]
    made = set_bends(made, Wire(OutputRef(inner.inputs[0]), "conv"), [Point(1, 1)], graph="m")
    made = set_bends(made, Wire(OutputRef("relu"), inner.outputs[0]), [Point(2, 2)], graph="m")
    after = inline_module(made, "call", new_id=map("back{}".format, itertools.count()).__next__)
    by_name = {node.name: key for key, node in after.main.nodes.items()}
    shift = after.main.position(by_name["conv"]).y - inner.graph.position("conv").y
    conv, relu = by_name["conv"], by_name["relu"]
    dx = after.main.position(conv).x - inner.graph.position("conv").x
    assert after.main.bends == {
        Wire(OutputRef("input"), conv): (Point(0, 8), Point(1 + dx, 1 + shift)),
        Wire(OutputRef(conv), relu): (Point(8 + dx, 8 + shift),),
        Wire(OutputRef(relu), "bn"): (Point(2 + dx, 2 + shift), Point(16, 8)),
    }


def test_an_input_that_a_block_hands_straight_on_keeps_its_bends():
    build = Builder("Through")
    block = build.block("through")
    block.output(block.input())
    build.output(build.call(block, build.input(3, 8, 8), name="call"))
    document = build.build()
    for wire, at in ((Wire(OutputRef("input"), "call"), 8), (Wire(OutputRef("call"), "output"), 16)):
        document = set_bends(document, wire, [Point(at, at)])
    after = inline_module(document, "call", new_id=ids())
    assert after.main.bends == {Wire(OutputRef("input"), "output"): (Point(8, 8), Point(16, 16))}


def test_grouping_and_ungrouping_keep_styles_and_what_is_bypassed(sketch):
    document = set_bypassed(set_style(sketch, ("relu", "bn"), color="green"), ("relu",), True)
    made = grouped(document)
    assert made.main.styles == {"bn": NodeStyle("green")}
    assert made.modules["m"].graph.styles == {"relu": NodeStyle("green")}
    after = inline_module(made, "call", new_id=map("back{}".format, itertools.count()).__next__)
    names = {after.main.nodes[key].name for key in after.main.styles}
    assert names == {"relu", "bn"}
    assert {node.name for node in after.main.nodes.values() if node.bypassed} == {"relu"}


def test_chosen_frames_move_into_the_block_and_come_back_under_other_ids(sketch):
    frame, note = Annotation("f", "frame", "F", 0, 0, 400, 400), Annotation("n", "note", "N", 500, 0, 80, 80)
    made = grouped(add_annotation(add_annotation(sketch, frame), note), annotations=("f",))
    assert list(made.main.annotations) == ["n"]
    assert made.modules["m"].graph.annotations == {"f": frame}
    after = inline_module(made, "call", new_id=map("back{}".format, itertools.count()).__next__)
    (back,) = after.main.annotations.keys() - {"n"}
    assert back.startswith("back")
    assert after.main.annotations[back].text == "F"
    assert made.modules["m"].graph.annotations == {"f": frame}


def test_a_block_of_a_sketch_that_flows_to_the_right_does_so_inside(sketch):
    made = grouped(set_flow(sketch, "right"))
    inner = made.modules["m"]
    assert inner.graph.flow == "right"
    place = {key: inner.graph.position(key).x for key in inner.graph.nodes}
    assert place[inner.inputs[0]] < min(place["conv"], place["relu"]) <= max(place["conv"], place["relu"])
    assert max(place["conv"], place["relu"]) < place[inner.outputs[0]]


def test_the_layers_of_a_bypassed_block_are_bypassed_when_it_is_taken_apart(sketch):
    made = set_bypassed(grouped(sketch), ("call",), True)
    after = inline_module(made, "call", new_id=map("back{}".format, itertools.count()).__next__)
    assert {node.name for node in after.main.nodes.values() if node.bypassed} == {"conv", "relu"}
    assert infer(after).main.cost == infer(made).main.cost


def test_a_bypassed_block_of_several_inputs_is_not_taken_apart():
    build = Builder("Two")
    block = build.block("two")
    block.output(block.add(Add, block.input(name="a"), block.input(name="b"), name="add"))
    x = build.input(3, 8, 8)
    build.output(build.call(block, x, x, name="call"))
    document = set_bypassed(build.build(), ("call",), True)
    with pytest.raises(EditError, match="bypassed"):
        inline_module(document, "call", new_id=ids())


def test_bends_follow_an_output_of_a_block_that_gets_another_number():
    build = Builder("Ports")
    block = build.block("ports")
    block.add(Split, block.input(), name="split", chunks=2)
    block.output(OutputRef("split"), name="first")
    block.output(OutputRef("split", 1), name="second")
    build.call(block, build.input(4, 8, 8), name="call")
    document = build.build()
    document = edits.add_node(document, ReLU(), node_id="reader", name="reader", at=Point(0, 0))
    outs = document.modules["ports"].outputs
    document = edits.connect(document, OutputRef("call", 1), "reader", 0)
    document = set_bends(document, Wire(OutputRef("call", 1), "reader"), [Point(8, 8)])
    after = edits.remove(document, (outs[0],), graph="ports")
    assert after.graph(MAIN).bends == {Wire(OutputRef("call", 0), "reader"): (Point(8, 8),)}
    assert edits.remove(after, (outs[1],), graph="ports").main.bends == {}
    assert isinstance(after.modules["ports"].graph.nodes[outs[1]].op, Output)
