"""What a fragment carries beside its nodes: looks, bends, and how it was connected."""

import pytest

from core.document import edits
from core.document.builder import Builder
from core.document.definition_edits import remove_variable, set_variable
from core.document.document import Document
from core.document.edits import set_param
from core.document.graph import NodeStyle, OutputRef, Point, Wire
from core.document.styles import set_bends, set_bypassed, set_style
from core.language.formulas import Formula
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.merge import Concat


@pytest.fixture
def sketch():
    """input → conv → relu → concat → output, and input → concat."""
    build = Builder("Fragments")
    x = build.input(3, 8, 8)
    y = build.add(ReLU, build.add(Conv2d, x, name="conv"), name="relu")
    build.output(build.add(Concat, y, x, name="concat"))
    return build.build()


def test_styles_bends_and_what_is_bypassed_come_along(sketch):
    document = set_bypassed(set_style(sketch, ("relu", "input"), color="red"), ("relu",), True)
    inner, outer = Wire(OutputRef("conv"), "relu"), Wire(OutputRef("input"), "conv")
    document = set_bends(set_bends(document, inner, [Point(8, 8)]), outer, [Point(1, 1)])
    fragment = edits.copy_fragment(document, ("conv", "relu"))
    assert (fragment.styles, fragment.bends) == ({"relu": NodeStyle("red")}, {inner: (Point(8, 8),)})
    after = edits.paste(document, fragment, {"conv": "c2", "relu": "r2"}, dx=100, dy=10)
    assert after.main.style("r2") == NodeStyle("red")
    assert after.main.nodes["r2"].bypassed
    assert after.main.bends[Wire(OutputRef("c2"), "r2")] == (Point(108, 18),)
    assert len(after.main.bends) == 3


def test_only_nodes_with_wires_from_outside_remember_them(sketch):
    fragment = edits.copy_fragment(sketch, ("conv", "relu", "concat"))
    assert fragment.wired == {
        "conv": (OutputRef("input"),),
        "concat": (OutputRef("relu"), OutputRef("input")),
    }
    assert fragment.nodes["conv"].inputs == (None,)


def test_incoming_wires_are_connected_again_in_the_order_they_had(sketch):
    fragment = edits.copy_fragment(sketch, ("relu", "concat"))
    new = {"relu": "r2", "concat": "c2"}
    after = edits.paste(sketch, fragment, new, incoming=True)
    assert after.main.nodes["r2"].inputs == (OutputRef("conv"),)
    assert after.main.nodes["c2"].inputs == (OutputRef("r2"), OutputRef("input"))
    plain = edits.paste(sketch, fragment, new)
    assert plain.main.nodes["r2"].inputs == (None,)
    assert plain.main.nodes["c2"].inputs == (OutputRef("r2"),)


def test_a_source_that_is_gone_is_left_open(sketch):
    fragment = edits.copy_fragment(sketch, ("relu", "concat"))
    new = {"relu": "r2", "concat": "c2"}
    without = edits.remove(sketch, ("conv",))
    after = edits.paste(without, fragment, new, incoming=True)
    assert after.main.nodes["r2"].inputs == (None,)
    assert after.main.nodes["c2"].inputs == (OutputRef("r2"), OutputRef("input"))
    elsewhere = edits.paste(Document(), fragment, new, incoming=True)
    assert elsewhere.main.nodes["c2"].inputs == (OutputRef("r2"),)


def widths():
    """A conv and a block, in both of which formulas use variables, and a parameter that hides one of them."""
    build = Builder("Widths", w=8, v=3, hidden=5, unused=1)
    block = build.block("block", hidden=2)
    block.output(block.add(Conv2d, block.input(), name="inner", out_channels="v*hidden"))
    x = build.add(Conv2d, build.input(3, 8, 8), name="conv", out_channels="w")
    build.output(build.call(block, x, name="call"))
    return build.build()


def variables(document):
    return {name: variable.value for name, variable in document.variables.items()}


def test_the_variables_that_formulas_use_come_along():
    document = widths()
    assert edits.copy_fragment(document, ("input",)).variables == {}
    fragment = edits.copy_fragment(document, ("conv", "call"))
    assert list(fragment.variables) == ["w", "v"]
    after = edits.paste(Document(), fragment, {"conv": "a", "call": "b"})
    assert variables(after) == {"w": 8, "v": 3}
    assert edits.paste(document, fragment, {"conv": "a", "call": "b"}).variables is document.variables


def test_a_variable_that_is_there_keeps_its_value():
    fragment = edits.copy_fragment(widths(), ("conv", "call"))
    target = set_variable(Document(), "w", 64)
    assert variables(edits.paste(target, fragment, {"conv": "a", "call": "b"})) == {"w": 64, "v": 3}


def test_a_parameter_of_the_block_around_is_no_variable():
    document = widths()
    fragment = edits.copy_fragment(document, ("inner",), graph="block")
    assert list(fragment.variables) == ["v"]
    wide = edits.copy_fragment(set_param(document, "conv", "out_channels", Formula("hidden + w")), ("conv",))
    into = remove_variable(document, "hidden")
    assert "hidden" not in edits.paste(into, wide, {"conv": "x"}, graph="block").variables
    assert variables(edits.paste(into, wide, {"conv": "x"}))["hidden"] == 5
