"""The arithmetic language of parameters: it says what Python says, points at faults, and survives hostile texts."""

import inspect
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import FormulaError
from core.language.formulas import INPUT_NAMES, Formula, evaluate, names_in

NAMES = {"c_in": 192, "h_in": 28, "w_in": 31}


def value(text, names=NAMES):
    return evaluate(Formula(text), names)


def fault(text, names=NAMES):
    with pytest.raises(FormulaError) as caught:
        value(text, names)
    return str(caught.value), caught.value.column


EXPRESSIONS = st.recursive(
    st.one_of(st.integers(0, 99).map(str), st.sampled_from(INPUT_NAMES)),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(("+", "-", "*", "//", " + ", " // ")), inner).map("".join),
        inner.map("({})".format),
        inner.map("-{}".format),
    ),
    max_leaves=12,
)


@given(EXPRESSIONS)
def test_a_formula_is_what_python_makes_of_it(text):
    try:
        expected = eval(text, {}, dict(NAMES))
    except ZeroDivisionError:
        assert fault(text)[0] == "division by zero"
    else:
        assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("c_in", 192),
        ("2*c_in", 384),
        ("h_in // 2 + 1", 15),
        ("2 - 3 - 4", -5),
        ("7 // 2 * 2", 6),
        ("2 × 3 · 4", 24),
        ("--3", 3),
        ("-7 // 2", -4),
        ("  5  ", 5),
        ("-(1 + 2) * 3", -9),
        ("0012", 12),
    ],
)
def test_precedence_signs_and_spaces_are_those_of_python(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("", 1, "empty"),
        ("   ", 1, "empty"),
        ("2 +", 4, "ends too early"),
        ("2 c_in", 3, "an operator such as * is missing"),
        ("2 * ", 5, "ends too early"),
        ("(2 + 3", 1, "never closed"),
        ("2 + 3)", 6, "not expected"),
        ("* 2", 1, "a number or a name is missing"),
        ("2 & 3", 3, "“&” is not part of a formula"),
        ("1.5", 2, "“.” is not part of a formula"),
        ("2 / 3", 3, "“/” is not part of a formula"),
        ("2 ** 3", 4, "“*” is not expected here"),
        ("c_out", 1, "“c_out” is not known; known are c_in, h_in, w_in"),
        ("3 + c_out", 5, "not known"),
        ("8 // (c_in - 192)", 3, "division by zero"),
        ("__import__('os')", 12, "not part"),
        ("٣", 1, "not part"),
    ],
)
def test_a_fault_is_told_with_its_column(text, column, words):
    message, at = fault(text)
    assert words in message
    assert at == column


def test_a_name_without_a_value_is_told_apart_from_one_that_does_not_exist():
    assert fault("2 * h_in", {"c_in": 3}) == ("h_in has no value: the input of this layer has no such axis", 5)


def test_names_are_listed_with_their_columns():
    assert names_in(Formula("c_in + 2*(h_in - c_in)")) == (("c_in", 1), ("h_in", 11), ("c_in", 18))


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100_000,
        "(" * 100_000 + "1" + ")" * 100_000,
        "-" * 100_000 + "1",
        "1" * 1_000_000,
        "1+" * 500_000 + "1",
        "é" * 1_000_000,
    ],
    ids=["open", "nested", "signs", "digits", "sum", "letters"],
)
def test_a_text_of_a_hundred_thousand_characters_is_refused_at_once(text):
    assert "longer than 1000 characters" in fault(text)[0]


@pytest.mark.parametrize("text", ["(" * 60 + "1" + ")" * 60, "-" * 60 + "1", "(-" * 30 + "1" + ")" * 30])
def test_deep_nesting_is_refused(text):
    assert "more than 50 deep" in fault(text)[0]


def test_fifty_brackets_are_fine_and_so_are_many_signs_beside_each_other():
    assert value("(" * 50 + "7" + ")" * 50) == 7
    assert value("-1*" * 60 + "(1)*" * 60 + "-1") == -1


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1+" * 499 + "1", 500), ("1*" * 499 + "1", 1), ("1-" * 499 + "1", -498), ("c_in//1*" * 100 + "1", 192**100)],
)
def test_a_long_formula_needs_no_deep_stack(text, expected):
    depth = len(inspect.stack(0))
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(depth + 60)
    try:
        assert value(text) == expected
    finally:
        sys.setrecursionlimit(limit)


def test_a_product_without_bound_stops_where_it_gets_too_large():
    names = {"c_in": 10**400}
    assert value("c_in*c_in*c_in", names) == 10**1200
    assert fault("*".join(["c_in"] * 150), names) == ("the result is too large", 15)


def test_a_hostile_text_is_not_kept_in_a_cache():
    from core.language import formulas

    before = formulas._parse.cache_info().currsize
    fault("7" * 5000)
    assert formulas._parse.cache_info().currsize == before


def test_a_formula_of_arrays_is_the_loop_over_their_elements():
    sizes = np.arange(1, 40)
    swept = value("(c_in + 3) // (h_in - 20) * 2 - w_in", {"c_in": sizes, "h_in": sizes, "w_in": 5})
    for place, size in enumerate(sizes.tolist()):
        if size != 20:
            expected = (size + 3) // (size - 20) * 2 - 5
            assert swept[place] == expected


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_a_fault_with_a_place_in_it(text):
    try:
        found = value(text)
    except FormulaError as error:
        found = error
    assert isinstance(found, int) or (0 <= found.column <= len(text) + 1 and str(found))


def test_equal_texts_are_equal_formulas_and_read_as_typed():
    assert Formula("2*c_in") == Formula("2*c_in")
    assert Formula("2*c_in") != Formula("2 * c_in")
    assert str(Formula(" 2*c_in ")) == " 2*c_in "
