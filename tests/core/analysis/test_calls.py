"""Blocks: their copies, arguments, limits, issues."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.analysis import calls
from core.analysis.hints import issues_of
from core.analysis.infer import State, infer
from core.document import edits
from core.document.builder import Builder
from core.document.definition_edits import set_parameter, set_variable
from core.document.document import MAIN, Document
from core.document.graph import Graph, Node, OutputRef
from core.document.module_edits import set_argument
from core.document.modules import Module, ModuleCall, interface_of
from core.language.formulas import Formula
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.interface import Input, Output
from core.ops.merge import Add, Concat
from core.ops.norm import BatchNorm2d
from core.ops.pool import MaxPool2d
from tests.core.analysis.blocks import afresh, column, counted, halving, nested, summed, texts_of

CONV = 8 * 8 * 9 + 8


# -- repeat -------------------------------------------------------------------------------------------------------


def test_copies_that_keep_the_shape_are_evaluated_once_and_counted_often():
    with counted() as seen:
        main = infer(column(10**9)).main
    assert seen["conv"] == 1
    assert main.cost.params == CONV * 10**9
    assert main.layers == 2 * 10**9
    (run,) = main.results["units"].copies
    assert (run.first, run.times) == (0, 10**9)


def test_a_first_copy_that_differs_is_a_run_of_its_own():
    with counted() as seen:
        main = infer(column(10**18, channels=3)).main
    assert seen["conv"] == 2
    assert [(run.first, run.times) for run in main.results["units"].copies] == [(0, 1), (1, 10**18 - 1)]
    assert main.cost.params == 3 * 8 * 9 + 8 + CONV * (10**18 - 1)


def test_copies_are_evaluated_one_by_one_only_until_nothing_changes():
    with counted() as seen:
        main = infer(halving(10**9)).main
    assert seen["pool"] == 11  # ten halvings, and one of a single value that stays
    assert main.results["output"].output == (1, 4, 1, 1)
    assert main.layers == 10**9


def test_a_repeat_whose_copies_all_differ_is_refused_before_it_is_tried():
    document = set_argument(column(10**9), "units", "width", Formula("8 + i"))
    with counted() as seen:
        main = infer(document).main
    assert seen["conv"] == 0
    result = main.results["units"]
    assert result.state is State.WRONG
    assert [str(issue.message) for issue in result.issues] == [
        "Its 1,000,000,000 copies all differ, and at most 10,000 are evaluated one by one. Use fewer copies."
    ]
    assert main.results["output"].state is State.WAITING


def test_a_repeat_that_never_settles_is_refused_when_it_has_been_tried_long_enough(monkeypatch):
    monkeypatch.setattr(calls, "_MOST_SINGLE_COPIES", 500)
    build = Builder()
    block = build.block("grow")
    x = block.input()
    block.output(block.add(Concat, x, x, name="twice", dim=2))
    build.output(build.call(block, build.input(1, 1, 1), name="growing", repeat=10**9))
    with counted() as seen:
        result = infer(build.build()).main.results["growing"]
    assert seen["twice"] == 500
    assert "at most 500 are evaluated" in str(result.issues[0].message)


def test_no_copy_hands_the_input_on_and_is_no_row():
    document = column(0, channels=5)
    analysis = infer(document)
    assert analysis.main.results["output"].output == (1, 5, 32, 32)
    assert (analysis.main.layers, analysis.main.cost.params, analysis.main.complete) == (0, 0, True)
    assert list(analysis.rows()) == []
    assert list(analysis.rows(expanded=False)) == []


def test_the_number_of_copies_may_be_a_condition():
    build = Builder("Skip", stride=2)
    plain, skip = build.block("plain"), build.block("skip")
    x = plain.input()
    plain.output(plain.add(Conv2d, x, name="conv", out_channels=8, kernel_size=3, stride="stride", padding=1))
    x = skip.input()
    y = skip.add(Conv2d, x, name="conv", out_channels=8, kernel_size=3, padding=1)
    skip.output(skip.add(Add, y, x, name="add"))
    x = build.input(8, 16, 16)
    x = build.call(skip, x, name="with_skip", repeat="stride == 1")
    build.output(build.call(plain, x, name="without", repeat="stride != 1"))
    document = build.build()
    assert [row.path for row in infer(document).rows()] == [("without", "conv")]
    other = set_variable(document, "stride", 1)
    assert [row.path for row in infer(other).rows()] == [("with_skip", "conv"), ("with_skip", "add")]


@pytest.mark.parametrize(("repeat", "why"), [("-1", "at least 0 copies"), ("1/2", "0.5 is not a whole number")])
def test_a_number_of_copies_that_is_none_is_an_issue(repeat, why):
    analysis = infer(column(repeat))
    assert why in texts_of(analysis)[0][2]
    assert analysis.main.unknown == 2


def test_copies_need_one_way_through():
    build = Builder()
    block = build.block("two")
    a, b = block.input(name="a"), block.input(name="b")
    block.output(block.add(Add, a, b))
    x = build.input(4, 8, 8)
    build.output(build.call(block, x, x, name="pair", repeat=2))
    assert "it has 2 and 1" in texts_of(infer(build.build()))[0][2]


# -- arguments ----------------------------------------------------------------------------------------------------


def test_the_number_of_the_copy_may_stand_in_an_argument():
    document = set_argument(column(4), "units", "width", Formula("8 + 4*i"))
    result = infer(document).main.results["units"]
    assert [run.analysis.results["conv"].outputs[0][1] for run in result.copies] == [8, 12, 16, 20]
    assert [(run.first, run.times) for run in result.copies] == [(0, 1), (1, 1), (2, 1), (3, 1)]


def test_copies_whose_arguments_come_out_the_same_are_one_run():
    document = set_argument(column(6), "units", "width", Formula("8 if i < 4 else 16"))
    result = infer(document).main.results["units"]
    assert [(run.first, run.times) for run in result.copies] == [(0, 4), (4, 1), (5, 1)]


def test_an_argument_sees_the_input_of_the_block_and_the_variables():
    document = set_variable(column(1, channels=6), "t", 4)
    document = set_argument(document, "units", "width", Formula("t*c_in"))
    assert infer(document).main.results["output"].output == (1, 24, 32, 32)


def test_inside_a_definition_the_number_of_the_copy_is_not_known_unless_it_is_handed_on():
    document = edits.set_param(column(2), "conv", "out_channels", Formula("8*i"), graph="unit")
    ((path, node, text),) = texts_of(infer(document))
    assert (path, node) == (("units",), "conv")
    assert "“i” is not known" in text
    document = set_argument(set_parameter(document, "unit", "i_", 0), "units", "i_", Formula("i + 1"))
    document = edits.set_param(document, "conv", "out_channels", Formula("8*i_"), graph="unit")
    assert infer(document).main.results["output"].output == (1, 16, 32, 32)


def test_a_parameter_hides_a_variable_of_that_name():
    document = set_variable(column(1), "width", 99)
    assert infer(document).main.results["output"].output == (1, 8, 32, 32)


def test_a_variable_that_a_block_uses_reaches_it_and_one_that_is_gone_is_missed():
    document = edits.set_param(column(1), "conv", "out_channels", Formula("wide"), graph="unit")
    missing = infer(document)
    assert "“wide” is not known" in texts_of(missing)[0][2]
    there = infer(set_variable(document, "wide", 12), missing)
    assert there.main.results["output"].output == (1, 12, 32, 32)
    again = infer(document, there)
    assert texts_of(again) == texts_of(missing)


def test_an_argument_that_has_no_value_is_told_at_the_call():
    analysis = infer(set_argument(column(1), "units", "width", Formula("8 // (c_in - 8)")))
    assert texts_of(analysis) == [
        ((), "units", "The argument width = “8 // (c_in - 8)” has no value: division by zero.")
    ]


# -- copies and copies by hand ------------------------------------------------------------------------------------

LAYERS = st.sampled_from(
    [
        ReLU(),
        BatchNorm2d(),
        MaxPool2d(kernel_size=(3, 3), stride=(1, 1), padding=(1, 1, 1, 1)),
        MaxPool2d(ceil_mode=True),
        Conv2d(out_channels=6, kernel_size=(3, 3), padding="same"),
        Conv2d(out_channels=6, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1, 1, 1), bias=False),
        Conv2d(out_channels=5, kernel_size=(3, 3)),
    ]
)


@st.composite
def bodies(draw):
    """Layers of a block and, for each, which earlier ones it reads; a residual sum now and then."""
    count = draw(st.integers(1, 4))
    return [(draw(LAYERS), draw(st.integers(0, number))) for number in range(count)], draw(st.booleans())


def put(build, body, x, prefix=""):
    layers, joined = body
    made = [x]
    for number, (op, source) in enumerate(layers):
        made.append(build.add(op, made[source], name=f"{prefix}layer{number}"))
    return build.add(Concat, made[-1], made[-1], name=f"{prefix}join") if joined else made[-1]


@settings(max_examples=60)
@given(bodies(), st.integers(0, 5))
def test_a_repeat_equals_that_many_copies_by_hand(body, repeat):
    blocks, hand = Builder(), Builder()
    block = blocks.block("block")
    block.output(put(block, body, block.input()))
    blocks.output(blocks.call(block, blocks.input(6, 20, 20), repeat=repeat))
    x = hand.input(6, 20, 20)
    for copy in range(repeat):
        x = put(hand, body, x, f"copy{copy}_")
    hand.output(x)
    one, two = infer(blocks.build()), infer(hand.build())
    assert one.main.results["output"].output == two.main.results["output"].output
    if two.main.complete:
        assert one.main.complete
        assert (one.main.cost, one.main.layers) == (two.main.cost, two.main.layers)
        assert (summed(one.rows()) or one.main.cost) == one.main.cost
        assert sum(row.copies for row in one.rows()) == one.main.layers
    else:
        assert not one.main.complete
        assert any(issue.severity == "error" for issue in one.issues())


# -- depth --------------------------------------------------------------------------------------------------------


def test_thirty_levels_of_two_calls_evaluate_each_inner_graph_once():
    document = nested(30)
    with counted() as seen:
        analysis = infer(document)
        assert seen["conv"] == 1
        assert seen["output"] == 32  # one a definition, and that of the sketch
        assert analysis.main.layers == 2**30
        assert analysis.main.cost.params == 2**30 * (4 * 4 * 9 + 4)
        assert len(issues_of(analysis)) == 0
        assert len(list(analysis.graphs())) == 32
        changed = infer(edits.set_param(document, "conv", "bias", False, graph="level0"), analysis)
        assert seen["conv"] == 2
        assert changed.main.cost.params == 2**30 * 4 * 4 * 9


def test_levels_whose_calls_all_differ_are_given_up_and_not_tried_to_the_end(monkeypatch):
    monkeypatch.setattr(calls, "_MOST_WORK", 2000)
    document = edits.set_param(nested(30), "conv", "padding", (2, 2, 2, 2), graph="level0")
    with counted() as seen:
        analysis = infer(document)
    assert 1000 < sum(seen.values()) < 4000
    assert not analysis.main.complete
    assert any("evaluated one by one" in text for _, _, text in texts_of(analysis))


def test_an_error_thirty_levels_down_is_said_once():
    document = edits.set_param(nested(30), "conv", "groups", 3, graph="level0")
    analysis = infer(document)
    ((path, node, text),) = texts_of(analysis)
    assert path == ("top", *["first"] * 30)
    assert node == "conv"
    assert "divide into 3 groups" in text
    assert len(issues_of(analysis)) == 1
    assert not analysis.main.complete


def test_blocks_that_lie_too_deep_are_refused_and_not_a_crash():
    analysis = infer(nested(500))
    ((_, node, text),) = texts_of(analysis)
    assert node == "top"
    assert "501 deep, and at most 64" in text
    assert infer(nested(63)).main.complete


def recursive(*, through):
    """A module that calls itself, directly or through another."""

    def module(key, calls):
        call = ModuleCall(module=calls, interface=interface_of(Module(calls, calls)))
        graph = {
            "in": Node("in", Input(), (), "in"),
            "call": Node("call", call, (OutputRef("in"),), "call"),
            "out": Node("out", Output(), (OutputRef("call"),), "out"),
        }
        return Module(key, key).with_graph(Graph(graph))

    modules = {"a": module("a", "b" if through else "a"), "b": module("b", "a")}
    inner = ModuleCall(module="a")
    main = {
        "in": Node("in", Input(), (), "in"),
        "call": Node("call", inner, (OutputRef("in"),), "call"),
        "free": Node("free", ReLU(), (OutputRef("in"),), "free"),
    }
    return Document(Graph(main), modules).refitted()


@pytest.mark.parametrize("through", [False, True])
def test_a_block_that_contains_itself_is_an_issue_and_the_rest_stays_counted(through):
    analysis = infer(recursive(through=through))
    ((_, node, text),) = texts_of(analysis)
    assert node == "call"
    assert "has no end" in text
    assert analysis.main.results["free"].state is State.OK


def test_a_definition_that_is_missing_is_an_issue():
    document = column(1)
    analysis = infer(Document(document.main))
    assert texts_of(analysis)[0][1:] == (
        "units",
        "The definition of this block is missing from the sketch. Delete the block.",
    )


# -- issues and rows ----------------------------------------------------------------------------------------------


def test_an_error_inside_carries_its_path_and_is_said_once_for_equal_calls():
    build = Builder()
    block = build.block("bad")
    x = block.input()
    block.output(block.add(Conv2d, x, name="conv", groups=3))
    x = build.input(8, 16, 16)
    a = build.call(block, x, name="one")
    b = build.call(block, x, name="two")
    build.output(build.add(Add, a, b, name="add"))
    analysis = infer(build.build())
    assert [(path, node) for path, node, _ in texts_of(analysis)] == [(("one",), "conv")]
    assert [analysis.main.results[key].state for key in ("one", "two", "add")] == [
        State.WRONG,
        State.WRONG,
        State.WAITING,
    ]


def test_an_error_in_a_later_copy_says_in_which():
    document = set_argument(column(3), "units", "stride", Formula("1 - i"))
    found = texts_of(infer(document))
    assert (
        (),
        "units",
        "Copy 2 of it has no result, because of “conv” inside: Stride must be at least 1 px, not 0.",
    ) in found


@settings(max_examples=40)
@given(st.integers(0, 4), st.integers(0, 4), st.booleans(), st.sampled_from(["8", "8 + i", "c_in"]))
def test_rows_times_copies_are_the_totals(outer, inner, shared, width):
    build = Builder()
    unit, stage = build.block("unit", width=8), build.block("stage", n=1)
    x = unit.input()
    y = unit.add(Conv2d, x, name="conv", out_channels="width", kernel_size=1)
    unit.output(unit.add(BatchNorm2d, y, name="bn"))
    x = stage.input()
    x = stage.call(unit, x, name="units", repeat="n", width=width, shared=shared)
    stage.output(stage.call(unit, x, name="more", width="c_in", shared=shared))
    x = build.call(stage, build.input(8, 12, 12), name="first", n=inner)
    build.output(build.call(stage, x, name="rest", repeat=outer, n=inner))
    analysis = afresh(build.build())
    if analysis.main.complete:
        for expanded in (True, False):
            assert summed(analysis.rows(expanded=expanded)) == analysis.main.cost
        assert sum(row.copies for row in analysis.rows()) == analysis.main.layers


def test_an_argument_that_the_block_has_no_parameter_for_is_a_warning():
    document = column(2)
    call = document.main.nodes["units"]
    op = replace(call.op, arguments=(("zz", 3),))  # as a file may hold it; edits refuse it
    main = replace(document.main, nodes={**document.main.nodes, "units": replace(call, op=op)})
    analysis = infer(document.with_graph(MAIN, main))
    (issue,) = analysis.main.results["units"].issues
    assert (issue.severity, issue.param) == ("warning", None)
    assert str(issue.message).startswith("It passes “zz”, but the block has no such parameter")
    assert analysis.main.complete
