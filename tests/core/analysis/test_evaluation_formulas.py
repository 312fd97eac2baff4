"""Parameters that follow the input."""

import pytest

from core.analysis.infer import Context, State, evaluate_node, infer
from core.document import edits
from core.document.builder import Builder
from core.document.graph import Node, OutputRef
from core.language.formulas import Formula
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.dense import Linear
from core.ops.interface import Input
from tests.core.analysis.sketches import conv, evaluated, same, texts


def formulas(**texts_by_key):
    return {key.replace("__", "."): Formula(text) for key, text in texts_by_key.items()}


def test_formulas_follow_the_first_input():
    overlay = formulas(out_channels="2*c_in", groups="c_in", kernel_size__0="h_in // 4", kernel_size__1="w_in // 2 + 1")
    result = evaluated(Conv2d(), (1, 24, 12, 8), formulas=overlay)
    assert result.op == Conv2d(out_channels=48, groups=24, kernel_size=(3, 5))
    assert result.output == (1, 48, 10, 4)


def test_a_formula_of_one_side_leaves_the_other_sides_their_literals():
    result = evaluated(Conv2d(padding=(1, 2, 3, 4)), (1, 3, 8, 8), formulas=formulas(padding__left="h_in"))
    assert result.op == Conv2d(padding=(1, 2, 8, 4))


def test_a_formula_over_a_word_starts_from_zeros():
    result = evaluated(Conv2d(padding="same"), (1, 3, 8, 8), formulas=formulas(padding__top="2"))
    assert result.op == Conv2d(padding=(2, 0, 0, 0))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("c_out", "“c_out” is not known; there are c_in, h_in, w_in (column 1)"),
        ("c_in //", "the formula ends too early (column 8)"),
        ("c_in // (c_in - 3)", "division by zero (column 6)"),
    ],
)
def test_a_formula_without_a_value_says_why_and_where(text, why):
    result = evaluated(Conv2d(), (1, 3, 8, 8), formulas=formulas(groups=text))
    assert texts(result) == [f"The formula “{text}” of groups has no value: {why}."]
    assert [issue.param for issue in result.issues] == ["groups"]
    assert result.op == Conv2d()


def test_an_input_has_no_sizes_to_follow():
    result = evaluated(Input(), formulas=formulas(height="h_in"))
    assert texts(result) == [
        "The formula “h_in” of height has no value: “h_in” is not known; there are only numbers here (column 1)."
    ]
    assert evaluated(Input(), formulas=formulas(height="7*32", width="224")).output == (1, 3, 224, 224)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("c_in / 2", "1.5 is not a whole number; round, floor, ceil or make_divisible make it one"),
        ("1e308*10", "the result is too large (column 6)"),
        ("0**-1", "division by zero (column 2)"),
        ("(-1)**0.5", "a negative number has no such power (column 5)"),
        ("2 if c_in", "this “if” has no “else” (column 3)"),
        ("widht*2", "“widht” is not known; is “width” meant? (column 1)"),
        ("make_divisble(3)", "there is no function “make_divisble”; is “make_divisible” meant? (column 1)"),
    ],
)
def test_a_formula_that_is_no_whole_number_says_what_would_be_one(text, why):
    node = Node("node", Conv2d(), (OutputRef("s"),), "node", formulas(out_channels=text))
    context = Context({}, {"width": 2}, {"width": 2}, {}, infer_nothing)
    result = evaluate_node(node, ((1, 3, 8, 8),), context)
    assert texts(result) == [f"The formula “{text}” of out_channels has no value: {why}."]


def infer_nothing(graph, context, before):
    raise AssertionError("no block is here")


def test_a_whole_number_may_come_out_of_a_division():
    assert evaluated(Conv2d(), (1, 6, 8, 8), formulas=formulas(out_channels="c_in / 2")).output == (1, 3, 6, 6)
    assert evaluated(Conv2d(), (1, 6, 8, 8), formulas=formulas(out_channels="make_divisible(c_in*1.5, 8)")).output == (
        1,
        16,
        6,
        6,
    )


def test_an_unchanged_mistake_is_an_equal_message():
    one, two = (evaluated(Conv2d(), (1, 3, 8, 8), formulas=formulas(groups="c_out")) for _ in range(2))
    assert one.issues == two.issues


def test_a_value_out_of_range_is_told_even_if_a_formula_gave_it():
    result = evaluated(Conv2d(), (1, 3, 8, 8), formulas=formulas(out_channels="c_in - 3"))
    assert texts(result) == ["Out channels must be at least 1, not 0."]
    huge = evaluated(Conv2d(), (1, 10**18, 8, 8), formulas=formulas(out_channels="c_in*c_in"))
    assert "at most 1,000,000,000,000,000,000, not 1,000,000" in texts(huge)[0]


def test_a_vector_has_channels_only():
    result = evaluated(Linear(), (1, 84), formulas=formulas(out_features="h_in"))
    assert "h_in has no value: the input of this layer has no such axis" in texts(result)[0]
    assert evaluated(Linear(), (1, 84), formulas=formulas(out_features="c_in // 2")).output == (1, 42)


def test_a_formula_that_lacks_its_shape_waits_and_the_literal_beneath_is_used_nowhere():
    node = Node("n", Conv2d(out_channels=0, padding="odd"), (OutputRef("s"),), "n", formulas(out_channels="c_in"))
    padded = Node("n", Conv2d(padding="odd"), (OutputRef("s"),), "n", formulas(padding__top="h_in"))
    assert texts(evaluate_node(node, (None,))) == ["“odd” is not one of valid, same, same_upper, same_lower."]
    assert evaluate_node(padded, (None,)).state is State.WAITING


def test_a_formula_that_cannot_be_read_is_wrong_even_while_it_waits():
    for text in ("c_in +", "c_out"):
        node = Node("n", Conv2d(), (OutputRef("s"),), "n", formulas(groups=text))
        result = evaluate_node(node, (None,))
        assert result.state is State.WRONG
        assert text in texts(result)[0]
    constant = Node("n", Conv2d(), (OutputRef("s"),), "n", formulas(groups="2 - 2"))
    assert texts(evaluate_node(constant, (None,))) == ["Groups must be at least 1, not 0."]


def test_a_formula_that_follows_its_input_follows_an_edit_above_it():
    build = Builder()
    x = build.input(16, 8, 8)
    dw = build.add(conv(1, 3), x, name="dw", at=(0, 1), formulas={"groups": "c_in", "out_channels": "c_in"})
    build.add(ReLU(), dw, name="relu", at=(0, 2))
    document = build.build()
    before = infer(document)
    after = infer(edits.set_param(document, "input", "channels", 24), before)
    assert after.main.results["relu"].output == (1, 24, 8, 8)
    assert same(after, infer(after.document))
