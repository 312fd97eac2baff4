"""Edits: pure, honest about what cannot be done, and silent where nothing changes."""

from dataclasses import replace

import pytest

from core.document import edits
from core.document.document import Document
from core.document.graph import OutputRef, Point
from core.errors import EditError
from core.language.formulas import Formula
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.interface import Input, Output
from core.ops.merge import Add, Concat
from core.ops.norm import BatchNorm2d
from core.ops.rearrange import Split


def placed(*parts):
    document = Document()
    for number, (node, op) in enumerate(parts):
        document = edits.add_node(document, op, node_id=node, name=node, at=Point(0, number * 80))
    return document


@pytest.fixture
def sketch():
    """input → conv → relu → concat ← input, concat → output."""
    document = placed(
        ("input", Input()), ("conv", Conv2d()), ("relu", ReLU()), ("concat", Concat()), ("output", Output())
    )
    for source, target, port in (
        ("input", "conv", 0),
        ("conv", "relu", 0),
        ("relu", "concat", 0),
        ("input", "concat", 1),
        ("concat", "output", 0),
    ):
        document = edits.connect(document, OutputRef(source), target, port)
    return document


def refused(edit, *args, **kwargs):
    with pytest.raises(EditError) as caught:
        edit(*args, **kwargs)
    return str(caught.value)


def unchanged(before, after, *but):
    """Every node but some is the same object."""
    return all(after.main.nodes[key] is node for key, node in before.main.nodes.items() if key not in but)


# -- add ----------------------------------------------------------------------------------------------------------


def test_a_new_node_has_open_ports_and_leaves_the_others_alone(sketch):
    after = edits.add_node(sketch, Conv2d(), node_id="new", name="conv", at=Point(8, 16))
    node = after.main.nodes["new"]
    assert (node.inputs, node.name, after.main.position("new")) == ((None,), "conv_2", Point(8, 16))
    assert unchanged(sketch, after)
    assert "new" not in sketch.main.nodes


def test_a_new_variadic_node_has_no_ports_in_use(sketch):
    after = edits.add_node(sketch, Concat(), node_id="new", name="join", at=Point(0, 0))
    assert after.main.nodes["new"].inputs == ()


def test_a_new_node_may_bring_formulas():
    overlay = {"groups": Formula("c_in")}
    after = edits.add_node(Document(), Conv2d(), node_id="a", name="a", at=Point(0, 0), formulas=overlay)
    assert after.main.nodes["a"].formulas == overlay


def test_an_id_that_is_taken_is_refused(sketch):
    assert refused(edits.add_node, sketch, ReLU(), node_id="conv", name="x", at=Point(0, 0)) == (
        "The id “conv” is taken."
    )


# -- remove -------------------------------------------------------------------------------------------------------


def test_removing_takes_the_wires_along_and_closes_the_gap_of_a_concat(sketch):
    after = edits.remove(sketch, ("relu",))
    assert "relu" not in after.main.nodes
    assert "relu" not in after.main.layout
    assert after.main.nodes["concat"].inputs == (OutputRef("input"),)
    assert unchanged(sketch, after, "relu", "concat")


def test_removing_opens_the_port_of_a_reader(sketch):
    assert edits.remove(sketch, ("conv",)).main.nodes["relu"].inputs == (None,)


def test_removing_nothing_or_what_is_gone_is_the_same_document(sketch):
    assert edits.remove(sketch, ()) is sketch
    assert edits.remove(sketch, ("nobody",)) is sketch


# -- wires --------------------------------------------------------------------------------------------------------


def test_a_wire_replaces_the_one_that_was_there(sketch):
    after = edits.connect(sketch, OutputRef("conv"), "output", 0)
    assert after.main.nodes["output"].inputs == (OutputRef("conv"),)
    assert unchanged(sketch, after, "output")


def test_a_concat_grows_at_its_free_port_and_nowhere_beyond(sketch):
    after = edits.connect(sketch, OutputRef("conv"), "concat", 2)
    assert after.main.nodes["concat"].inputs == (OutputRef("relu"), OutputRef("input"), OutputRef("conv"))
    assert refused(edits.connect, sketch, OutputRef("conv"), "concat", 3) == "“concat” has no input 4."


def test_the_same_wire_again_is_the_same_document(sketch):
    assert edits.connect(sketch, OutputRef("input"), "conv", 0) is sketch


@pytest.mark.parametrize(
    ("source", "target", "port", "reason"),
    [
        (OutputRef("relu"), "conv", 0, "This would close a cycle: “relu” already depends on “conv”."),
        (OutputRef("concat"), "conv", 0, "This would close a cycle: “concat” already depends on “conv”."),
        (OutputRef("conv"), "conv", 0, "“conv” cannot read its own output."),
        (OutputRef("concat"), "concat", 2, "“concat” cannot read its own output."),
        (OutputRef("conv", 1), "output", 0, "“conv” has no output 2."),
        (OutputRef("output"), "conv", 0, "“output” has no output 1."),
        (OutputRef("input"), "conv", 1, "“conv” has no input 2."),
        (OutputRef("input"), "conv", -1, "“conv” has no input 0."),
        (OutputRef("conv"), "input", 0, "“input” has no input 1."),
        (OutputRef("ghost"), "conv", 0, "There is no layer “ghost” in this sketch any more."),
        (OutputRef("conv"), "ghost", 0, "There is no layer “ghost” in this sketch any more."),
    ],
)
def test_an_impossible_wire_is_refused_with_its_reason(sketch, source, target, port, reason):
    assert refused(edits.connect, sketch, source, target, port) == reason


def test_taking_a_wire_off_opens_a_port_or_closes_the_gap(sketch):
    assert edits.disconnect(sketch, "conv", 0).main.nodes["conv"].inputs == (None,)
    assert edits.disconnect(sketch, "concat", 0).main.nodes["concat"].inputs == (OutputRef("input"),)


def test_taking_off_a_wire_that_is_not_there_is_the_same_document(sketch):
    bare = edits.disconnect(sketch, "conv", 0)
    assert edits.disconnect(bare, "conv", 0) is bare
    assert edits.disconnect(sketch, "concat", 7) is sketch
    assert edits.disconnect(sketch, "concat", -1) is sketch
    assert "no layer" in refused(edits.disconnect, sketch, "ghost", 0)


# -- parameters ---------------------------------------------------------------------------------------------------


def test_a_literal_is_set_and_nothing_else_changes(sketch):
    after = edits.set_param(sketch, "conv", "out_channels", 128)
    assert after.main.nodes["conv"].op == Conv2d(out_channels=128)
    assert unchanged(sketch, after, "conv")
    assert after.main.layout is sketch.main.layout


def test_an_equal_value_is_the_same_document(sketch):
    assert edits.set_param(sketch, "conv", "out_channels", 64) is sketch
    assert edits.set_param(sketch, "conv", "kernel_size", (3, 3)) is sketch
    assert edits.set_param(sketch, "conv", "bias", True) is sketch
    formula = edits.set_param(sketch, "conv", "groups", Formula("c_in"))
    assert edits.set_param(formula, "conv", "groups", Formula("c_in")) is formula


def test_a_formula_keeps_the_literal_beneath_and_a_literal_drops_the_formula(sketch):
    once = edits.set_param(sketch, "conv", "kernel_size", (5, 7))
    with_formula = edits.set_param(once, "conv", "kernel_size", (Formula("h_in"), 9))
    node = with_formula.main.nodes["conv"]
    assert node.op == Conv2d(kernel_size=(5, 9))
    assert node.formulas == {"kernel_size.0": Formula("h_in")}
    back = edits.set_param(with_formula, "conv", "kernel_size", (5, 9)).main.nodes["conv"]
    assert (back.op, back.formulas) == (Conv2d(kernel_size=(5, 9)), {})


def test_a_formula_over_a_padding_word_lies_on_zeros(sketch):
    words = edits.set_param(sketch, "conv", "padding", "same")
    after = edits.set_param(words, "conv", "padding", (Formula("h_in"), 1, 2, 3)).main.nodes["conv"]
    assert after.op == Conv2d(padding=(0, 1, 2, 3))
    assert after.formulas == {"padding.top": Formula("h_in")}
    word = edits.set_param(sketch, "conv", "padding", "valid").main.nodes["conv"]
    assert (word.op, word.formulas) == (Conv2d(padding="valid"), {})


def test_other_formulas_stay_when_one_parameter_is_set(sketch):
    both = edits.set_param(sketch, "conv", "groups", Formula("c_in"))
    both = edits.set_param(both, "conv", "out_channels", Formula("2*c_in"))
    after = edits.set_param(both, "conv", "groups", 1)
    assert after.main.nodes["conv"].formulas == {"out_channels": Formula("2*c_in")}


def test_a_value_out_of_range_is_set_all_the_same_and_is_an_issue_later(sketch):
    assert edits.set_param(sketch, "conv", "stride", (0, 0)).main.nodes["conv"].op == Conv2d(stride=(0, 0))


@pytest.mark.parametrize(
    ("param", "value", "reason"),
    [
        ("colour", 1, "Conv2d has no parameter “colour”."),
        ("kernel_size", 3, "Kernel size takes 2 numbers, not 1."),
        ("kernel_size", (1, 2, 3), "Kernel size takes 2 numbers, not 3."),
        ("kernel_size", "same", "Kernel size cannot be “same”."),
        ("out_channels", True, "Out channels cannot be “True”."),
        ("out_channels", "many", "Out channels cannot be “many”."),
        ("bias", 1, "Bias cannot be 1; it takes no numbers."),
        ("bias", Formula("c_in"), "Bias cannot be c_in; it takes no numbers."),
        ("bias", "yes", "Bias cannot be “yes”."),
        ("padding", True, "Padding cannot be “True”."),
    ],
)
def test_a_value_of_another_kind_is_refused(sketch, param, value, reason):
    assert refused(edits.set_param, sketch, "conv", param, value) == reason


# -- names and places ---------------------------------------------------------------------------------------------


def test_a_name_stays_unique_and_one_line_without_slashes(sketch):
    assert edits.rename(sketch, "relu", "conv").main.nodes["relu"].name == "conv_2"
    assert edits.rename(sketch, "relu", " a \n b/c ").main.nodes["relu"].name == "a b∕c"
    assert edits.rename(sketch, "relu", "relu") is sketch
    assert edits.rename(sketch, "relu", "  relu ") is sketch
    assert refused(edits.rename, sketch, "relu", " \t ") == "A layer needs a name."


def test_moving_leaves_the_nodes_the_very_same_mapping(sketch):
    after = edits.move(sketch, ("conv", "relu"), 8, -16)
    assert after.main.nodes is sketch.main.nodes
    assert after.main.position("conv") == Point(8, 64)
    assert after.main.position("input") == sketch.main.position("input")


def test_moving_by_nothing_or_nobody_is_the_same_document(sketch):
    assert edits.move(sketch, ("conv",), 0, 0) is sketch
    assert edits.move(sketch, (), 8, 8) is sketch
    assert edits.move(sketch, ("ghost",), 8, 8) is sketch
    assert edits.place(sketch, {"conv": sketch.main.position("conv"), "ghost": Point(1, 1)}) is sketch


# -- copies -------------------------------------------------------------------------------------------------------


def test_a_fragment_keeps_the_wires_among_its_nodes_only(sketch):
    fragment = edits.copy_fragment(sketch, ("relu", "conv", "concat", "ghost"))
    assert list(fragment.nodes) == ["conv", "relu", "concat"]
    assert fragment.nodes["conv"].inputs == (None,)
    assert fragment.nodes["relu"].inputs == (OutputRef("conv"),)
    assert fragment.nodes["concat"].inputs == (OutputRef("relu"),)
    assert fragment.layout["relu"] == sketch.main.position("relu")


def test_pasting_gives_new_ids_new_names_and_the_same_parameters(sketch):
    set_ = edits.set_param(sketch, "conv", "groups", Formula("c_in"))
    fragment = edits.copy_fragment(set_, ("conv", "relu"))
    after = edits.paste(set_, fragment, {"conv": "c2", "relu": "r2"}, dx=24, dy=32)
    assert unchanged(set_, after)
    conv, relu = after.main.nodes["c2"], after.main.nodes["r2"]
    assert (conv.name, conv.op, conv.formulas) == ("conv_2", Conv2d(), {"groups": Formula("c_in")})
    assert (relu.name, relu.inputs) == ("relu_2", (OutputRef("c2"),))
    at = set_.main.position("conv")
    assert after.main.position("c2") == Point(at.x + 24, at.y + 32)


def test_names_within_a_pasted_fragment_are_told_apart_too(sketch):
    fragment = edits.copy_fragment(sketch, ("conv",))
    twice = edits.paste(sketch, fragment, {"conv": "c2"})
    thrice = edits.paste(twice, edits.copy_fragment(twice, ("conv", "c2")), {"conv": "c3", "c2": "c4"})
    assert [thrice.main.nodes[key].name for key in ("conv", "c2", "c3", "c4")] == [
        "conv",
        "conv_2",
        "conv_3",
        "conv_4",
    ]


def test_pasting_nothing_is_the_same_document_and_a_taken_id_is_refused(sketch):
    assert edits.paste(sketch, edits.Fragment(), {}) is sketch
    fragment = edits.copy_fragment(sketch, ("conv",))
    assert refused(edits.paste, sketch, fragment, {"conv": "relu"}) == "The id “relu” is taken."


# -- the document -------------------------------------------------------------------------------------------------


def test_the_batch_and_the_title_are_set_and_an_equal_one_is_the_same_document(sketch):
    after = edits.set_meta(sketch, title="Mine", batch=8)
    assert (after.meta.title, after.meta.batch) == ("Mine", 8)
    assert after.main is sketch.main
    assert edits.set_meta(after, batch=8) is after
    assert refused(edits.set_meta, sketch, batch=0) == "The batch must be at least 1, not 0."


def test_a_parameter_is_found_by_name(sketch):
    assert edits.param_of(sketch.main.nodes["conv"], "stride").unit == "px"
    assert refused(edits.param_of, sketch.main.nodes["relu"], "stride") == "ReLU has no parameter “stride”."


def test_an_edit_of_a_graph_that_does_not_exist_is_a_bug_and_says_so(sketch):
    with pytest.raises(KeyError):
        edits.add_node(sketch, BatchNorm2d(), node_id="x", name="x", at=Point(0, 0), graph="block")


def test_a_parameter_of_several_layers_is_set_at_once_and_ports_that_go_lose_their_wires(sketch):
    conv, other = sketch.main.nodes["conv"], Conv2d(kernel_size=(7, 7))
    document = edits.add_node(sketch, other, node_id="other", name="other", at=Point(0, 0))
    after = edits.set_param_of_all(document, ["conv", "other", "conv"], "kernel_size", (Formula("2*3"), 5))
    for key in ("conv", "other"):
        assert after.main.nodes[key].formulas == {"kernel_size.0": Formula("2*3")}
    assert after.main.nodes["conv"].op == replace(conv.op, kernel_size=(conv.op.kernel_size[0], 5))
    assert edits.set_param_of_all(after, ["conv", "other"], "kernel_size", (Formula("2*3"), 5)) is after
    assert refused(edits.set_param_of_all, after, ["conv", "relu"], "stride", (1, 1)) == (
        "ReLU has no parameter “stride”."
    )
    for key in ("one", "two"):
        document = edits.add_node(document, Split(chunks=3), node_id=key, name=key, at=Point(0, 0))
        document = edits.connect(document, OutputRef(key, 2), "other", 0) if key == "two" else document
    fewer = edits.set_param_of_all(document, ["one", "two"], "chunks", 2)
    assert fewer.main.nodes["other"].inputs == (None,)


def test_wires_from_outputs_that_several_lose_at_once_go_in_one_pass(counted):
    document = Document()
    for key, op in {"i": Input(channels=6), "a": Split(chunks=3), "b": Split(chunks=3), "add": Add()}.items():
        document = edits.add_node(document, op, node_id=key, name=key, at=Point(0, 0))
    for source, target in (("i", "a"), ("i", "b")):
        document = edits.connect(document, OutputRef(source), target, 0)
    for port, ref in enumerate((OutputRef("a", 2), OutputRef("b", 1), OutputRef("b", 2))):
        document = edits.connect(document, ref, "add", port)
    passes = counted(Document, "with_graph")
    after = edits.set_param_of_all(document, ("a", "b"), "chunks", 2)
    assert after.main.nodes["add"].inputs == (OutputRef("b", 1),)
    assert len(passes) == 1
