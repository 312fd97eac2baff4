"""How a graph looks: colours, collapsing, locks, bends, the flow, and what is bypassed."""

import math

import pytest

from core.document import edits
from core.document.document import Document
from core.document.graph import NodeStyle, OutputRef, Point, Wire
from core.document.styles import set_bends, set_bypassed, set_flow, set_style
from core.errors import EditError
from core.ops.activation import ReLU
from core.ops.interface import Input, Output
from core.ops.merge import Concat

FED = Wire(OutputRef("input"), "relu")


@pytest.fixture
def sketch():
    """input → relu → concat → output, and input → concat."""
    document = Document()
    for number, (key, op) in enumerate(
        {"input": Input(), "relu": ReLU(), "concat": Concat(), "output": Output()}.items()
    ):
        document = edits.add_node(document, op, node_id=key, name=key, at=Point(0, 80 * number))
    wires = (("input", "relu", 0), ("relu", "concat", 0), ("input", "concat", 1), ("concat", "output", 0))
    for source, target, port in wires:
        document = edits.connect(document, OutputRef(source), target, port)
    return document


def test_a_style_changes_only_what_is_said_and_no_node(sketch):
    after = set_style(sketch, ("relu", "concat"), color="red")
    after = set_style(after, ("relu",), locked=True)
    assert after.main.styles == {"relu": NodeStyle("red", locked=True), "concat": NodeStyle("red")}
    assert after.main.nodes is sketch.main.nodes


def test_a_style_that_is_as_all_others_is_not_kept(sketch):
    after = set_style(set_style(sketch, ("relu",), collapsed=True), ("relu",), collapsed=False)
    assert after.main.styles == {}
    assert after.main.style("relu") == NodeStyle()


def test_setting_a_style_again_or_of_nobody_changes_nothing(sketch):
    after = set_style(sketch, ("relu",), color="blue")
    assert set_style(after, ("relu", "gone"), color="blue") is after
    assert set_style(sketch, ("gone",), locked=True) is sketch
    assert set_style(sketch, ("relu",)) is sketch


def test_a_colour_that_no_theme_has_is_refused(sketch):
    with pytest.raises(EditError, match="pink"):
        set_style(sketch, ("relu",), color="pink")  # type: ignore[arg-type]


def test_bypassing_makes_another_node_and_leaves_the_ends_of_the_sketch_alone(sketch):
    after = set_bypassed(sketch, ("input", "relu", "output", "gone"), True)
    assert [key for key, node in after.main.nodes.items() if node.bypassed] == ["relu"]
    assert set_bypassed(after, ("relu",), True) is after
    assert set_bypassed(sketch, ("input", "output"), True) is sketch
    assert set_bypassed(after, ("relu",), False).same_as(sketch)


def test_bends_belong_to_a_wire_and_go_when_it_is_taken_off(sketch):
    after = set_bends(sketch, FED, [Point(8, 8), Point(16, 8)])
    assert after.main.bends == {FED: (Point(8, 8), Point(16, 8))}
    assert set_bends(after, FED, [Point(8, 8), Point(16, 8)]) is after
    assert set_bends(after, FED, ()).main.bends == {}
    assert edits.disconnect(after, "relu", 0).main.bends == {}
    assert edits.connect(after, OutputRef("input"), "output", 0).main.bends == after.main.bends


def test_bends_go_with_either_end_of_their_wire_and_with_a_wire_that_takes_its_place(sketch):
    after = set_bends(sketch, FED, [Point(8, 8)])
    assert edits.remove(after, ("relu",)).main.bends == {}
    assert edits.remove(after, ("input",)).main.bends == {}
    other = edits.add_node(after, Input(), node_id="other", name="other", at=Point(0, 0))
    assert edits.connect(other, OutputRef("other"), "relu", 0).main.bends == {}


def test_bends_stay_where_an_input_gets_another_number(sketch):
    wire = Wire(OutputRef("input"), "concat")
    after = edits.disconnect(set_bends(sketch, wire, [Point(8, 8)]), "concat", 0)
    assert after.main.nodes["concat"].inputs == (OutputRef("input"),)
    assert after.main.bends == {wire: (Point(8, 8),)}


def test_of_two_equal_wires_one_may_go_before_the_bends_do(sketch):
    wire = Wire(OutputRef("input"), "concat")
    after = set_bends(edits.connect(sketch, wire.source, "concat", 2), wire, [Point(8, 8)])
    after = edits.disconnect(after, "concat", 2)
    assert after.main.bends
    assert edits.disconnect(after, "concat", 1).main.bends == {}


@pytest.mark.parametrize("wire", [Wire(OutputRef("relu"), "input"), Wire(OutputRef("relu", 1), "concat")])
def test_a_wire_that_is_not_there_cannot_be_bent(sketch, wire):
    with pytest.raises(EditError, match="no such wire"):
        set_bends(sketch, wire, [Point(0, 0)])


def test_a_bend_that_is_nowhere_is_refused(sketch):
    with pytest.raises(EditError, match="canvas"):
        set_bends(sketch, FED, [Point(math.nan, 0)])


def test_a_style_goes_with_its_node(sketch):
    after = set_style(sketch, ("relu", "concat"), color="teal")
    assert edits.remove(after, ("relu",)).main.styles == {"concat": NodeStyle("teal")}


def test_moving_carries_the_bends_between_what_moves_and_no_others(sketch):
    inner, outer = Wire(OutputRef("relu"), "concat"), FED
    bent = set_bends(set_bends(sketch, inner, [Point(8, 8)]), outer, [Point(16, 16)])
    after = edits.move(bent, ("relu", "concat"), 40, -8)
    assert after.main.bends == {inner: (Point(48, 0),), outer: (Point(16, 16),)}
    assert after.main.position("relu") == Point(40, 72)
    assert after.main.nodes is sketch.main.nodes
    assert edits.move(bent, ("relu", "concat"), 0, 0) is bent


def test_placing_sets_and_straightens_bends_of_wires_that_are_there(sketch):
    after = edits.place(sketch, {"relu": Point(5, 5)}, bends={FED: [Point(1, 2)]})
    assert after.main.bends == {FED: (Point(1, 2),)}
    assert edits.place(after, {}, bends={FED: ()}).main.bends == {}
    assert edits.place(after, {}, bends={Wire(OutputRef("relu"), "output"): [Point(0, 0)]}) is after


def test_data_flows_where_it_is_told_to(sketch):
    after = set_flow(sketch, "right")
    assert (after.main.flow, after.main.layout) == ("right", sketch.main.layout)
    assert set_flow(after, "right") is after
    with pytest.raises(EditError):
        set_flow(sketch, "up")  # type: ignore[arg-type]


def test_equality_by_value_sees_every_look(sketch):
    for after in (
        set_style(sketch, ("relu",), color="red"),
        set_bypassed(sketch, ("relu",), True),
        set_bends(sketch, FED, [Point(8, 8)]),
        set_flow(sketch, "right"),
    ):
        assert not after.same_as(sketch)
        assert not sketch.same_as(after)
