"""The arithmetic language of parameters: it says what Python says, points at faults, and survives hostile texts."""

import inspect
import math
import sys
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import FormulaError
from core.language.formulas import INPUT_NAMES, Formula, evaluate, is_name, names_in, rename

NAMES = {"c_in": 192, "h_in": 28, "w_in": 31}


def value(text, names=NAMES):
    return evaluate(Formula(text), names)


def fault(text, names=NAMES):
    with pytest.raises(FormulaError) as caught:
        value(text, names)
    return str(caught.value), caught.value.column


NUMBERS = st.one_of(
    st.integers(0, 99).map(str), st.sampled_from(INPUT_NAMES), st.sampled_from(["0.5", ".25", "3.", "1e3", "2.5e-1"])
)
SIGNS = ("+", "-", "*", "/", "//", "%", " + ", " // ", " % ")
COMPARISONS = ("==", "!=", "<", "<=", " > ", ">=")


def grown(inner):
    return st.one_of(
        st.tuples(inner, st.sampled_from(SIGNS), inner).map("".join),
        st.tuples(inner, st.just("**"), st.sampled_from(["2", "0", "-1", "3", "0.5", "-c_in"])).map("".join),
        st.tuples(st.just("("), inner, st.sampled_from(COMPARISONS), inner, st.just(")")).map("".join),
        st.tuples(inner, inner, inner).map("{0[0]} if ({0[1]}) else {0[2]}".format),
        inner.map("({})".format),
        inner.map("-{}".format),
        inner.map("+{}".format),
        st.tuples(st.sampled_from(["round", "floor", "ceil", "abs"]), inner).map("{0[0]}({0[1]})".format),
        st.tuples(st.sampled_from(["min", "max"]), inner, inner).map("{0[0]}({0[1]}, {0[2]})".format),
    )


EXPRESSIONS = st.recursive(NUMBERS, grown, max_leaves=12)
PYTHON = {"floor": math.floor, "ceil": math.ceil, "round": round, "abs": abs, "min": min, "max": max}


@settings(max_examples=400)
@given(EXPRESSIONS)
def test_a_formula_is_what_python_makes_of_it(text):
    """Where the two part, the formula is refused: Python goes on with infinities, imaginary and endless numbers."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)  # such as 1 if 2else 3
            expected = eval(text, {"__builtins__": {}}, {**NAMES, **PYTHON})
    except (ZeroDivisionError, OverflowError, ValueError, TypeError):
        words = fault(text)[0]
        assert words.startswith(("division by zero", "the result is too large", "a negative number has no such power"))
        return
    found = value_or_fault(text)
    if isinstance(found, FormulaError):
        assert "too large" in str(found) or "no such power" in str(found)
    else:
        assert found == expected
        assert type(found) is (int if isinstance(expected, bool) else type(expected))


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
        ("1.5.5", 4, "an operator such as * is missing"),
        ("2 / (1 - 1)", 3, "division by zero"),
        ("2 % 0", 3, "division by zero"),
        ("2 *** 3", 5, "“*” is not expected here"),
        ("c_out", 1, "“c_out” is not known; there are c_in, h_in, w_in"),
        ("c_inn", 1, "“c_inn” is not known; is “c_in” meant?"),
        ("1 < 2 < 3", 7, "comparisons cannot be chained"),
        ("1 if 2", 3, "this “if” has no “else”"),
        ("1 else 2", 3, "“else” is not expected here"),
        ("if", 1, "“if” is not expected here"),
        ("1 = 2", 3, "“=” is not part of a formula"),
        ("min()", 5, "“)” is not expected here"),
        ("round(1, 2)", 1, "round is used as round(x)"),
        ("make_divisible(1, 2, 3, 4)", 1, "make_divisible is used as make_divisible(x, divisor, minimum)"),
        ("make_divisible(c_in, 0)", 1, "division by zero"),
        ("floor(1", 6, "this bracket is never closed"),
        ("c_in.real", 5, "not part of a formula"),
        ("c_in[0]", 5, "not part of a formula"),
        ("eval(1)", 1, "there is no function “eval”"),
        ("min", 1, "“min” is not known"),
        ("1e400", 1, "the number is too large"),
        ("1e308*10", 6, "the result is too large"),
        ("0**-1", 2, "division by zero"),
        ("(-1)**0.5", 5, "a negative number has no such power"),
        ("9**9**9**9", 5, "the result is too large"),
        ("2**-(10**999)", 2, "the result is too large"),
        ("1.5**99999", 4, "the result is too large"),
        ("10**1000 + .5", 10, "the result is too large"),
        ("10**1000 / 3", 10, "the result is too large"),
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


def test_a_power_of_a_power_is_bounded_but_one_of_one_is_not():
    assert value("1**10**999") == 1
    assert value("(-1)**(10**999+1)") == -1
    assert value("0**10**999") == 0
    assert value("2**1000") == 2**1000


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


ARRAY = np.arange(1, 24)


def in_range(number):
    """Whether the loop has a number that arrays of 64 bits can hold exactly."""
    return isinstance(number, int | float) and abs(number) < 2**53


@settings(max_examples=400)
@given(EXPRESSIONS)
def test_a_formula_of_arrays_is_the_loop_over_their_elements(text):
    exact = value_or_none(text, {"c_in": 10**9, "h_in": 10**9, "w_in": 5})
    if "**" in text or exact is None or not in_range(exact):
        return  # sweeps find an overflow by their own means
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        swept = value_or_none(text, {"c_in": ARRAY, "h_in": ARRAY, "w_in": 5})
    loop = [value_or_none(text, {"c_in": size, "h_in": size, "w_in": 5}) for size in ARRAY.tolist()]
    if swept is None:  # a fault in a part that is the same for all, such as 1//0
        assert None in loop
        return
    many = np.broadcast_to(swept, ARRAY.shape)
    for one, found in zip(loop, many.tolist(), strict=True):
        assert one is None or found == pytest.approx(one, rel=1e-12), text


@pytest.mark.parametrize(
    "text",
    [
        "c_in**2 - c_in**0.5",
        "2**c_in",
        "2**-c_in",
        "c_in**(3 - c_in)",
        "round(c_in/2)",
        "floor(-c_in/3) + ceil(c_in/3)",
        "abs(5 - c_in) % 3",
        "make_divisible(c_in*1.3)",
        "make_divisible(c_in*1.3, 4, 16)",
        "make_divisible(100, c_in)",
        "max(c_in, 7, h_in) - min(c_in, 3.5)",
        "(c_in > 5) * (c_in != 9) + (c_in == h_in)",
        "10 // (c_in - 3) if c_in > 3 else 1",
        "c_in if 1 else 5 // 0",
        "5 // 0 if c_in > 99 else c_in",
        "7 / (c_in - 4)",
        "7 % (c_in - 4)",
    ],
)
def test_functions_and_conditions_hold_for_arrays_where_the_loop_has_a_value(text):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        swept = np.broadcast_to(value(text, {"c_in": ARRAY, "h_in": 20}), ARRAY.shape)
    for size, found in zip(ARRAY.tolist(), swept.tolist(), strict=True):
        one = value_or_none(text, {"c_in": size, "h_in": 20})
        assert one is None or found == pytest.approx(one, rel=1e-12), size


def value_or_fault(text):
    try:
        return value(text)
    except FormulaError as error:
        return error


def value_or_none(text, names):
    try:
        return value(text, names)
    except FormulaError:
        return None


def torchvision_make_divisible(v, divisor, min_value=None):
    """As torchvision.models._utils has it."""
    if min_value is None:
        min_value = divisor
    new_v = max(min_value, int(v + divisor / 2) // divisor * divisor)
    if new_v < 0.9 * v:
        new_v += divisor
    return new_v


@given(st.one_of(st.integers(0, 10**6), st.floats(0, 1e6)), st.integers(1, 64), st.sampled_from([None, 1, 16, 48]))
def test_make_divisible_is_torchvisions(v, divisor, least):
    asked = "" if least is None else f", {least}"
    assert value(f"make_divisible(v, {divisor}{asked})", {"v": v}) == torchvision_make_divisible(v, divisor, least)


def test_make_divisible_is_exact_where_floats_are_not():
    for v in (10**17 + 3, 10**17 + 4, 2**60 - 1, 10**30 + 1):
        assert value("make_divisible(v, 8)", {"v": v}) == (v + 4) // 8 * 8
    assert value("make_divisible(12)") == 16
    assert value("make_divisible(11)") == 16  # 8 would be less than 90 % of it
    assert value("make_divisible(9)") == 16
    assert value("make_divisible(8.8)") == 8


def test_a_name_is_replaced_wherever_it_stands_alone():
    assert rename(Formula("t*c_in + tt - t if t_ else min(t,2)"), "t", "expand") == Formula(
        "expand*c_in + tt - expand if t_ else min(expand,2)"
    )
    same = Formula("2*c_in")
    assert rename(same, "t", "u") is same
    broken = Formula("t * (")
    assert rename(broken, "t", "u") is broken


@given(EXPRESSIONS)
def test_renaming_changes_no_value(text):
    formula = rename(Formula(text), "c_in", "channels")
    before = value_or_none(text, NAMES)
    assert value_or_none(formula.text, {"channels": 192, "h_in": 28, "w_in": 31}) == before
    assert rename(formula, "channels", "c_in") == Formula(text)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("width", True),
        ("_w2", True),
        ("W", True),
        ("2w", False),
        ("w w", False),
        ("", False),
        ("if", False),
        ("else", False),
        ("min", False),
        ("make_divisible", False),
        ("é", False),
        ("w-1", False),
        ("w\n", False),
        ("not", True),
    ],
)
def test_what_can_be_a_name(text, holds):
    assert is_name(text) is holds
    if holds:
        assert value(f"{text} + 1", {text: 2}) == 3


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_a_fault_with_a_place_in_it(text):
    try:
        found = value(text)
    except FormulaError as error:
        found = error
    assert isinstance(found, int | float) or (0 <= found.column <= len(text) + 1 and str(found))


def test_equal_texts_are_equal_formulas_and_read_as_typed():
    assert Formula("2*c_in") == Formula("2*c_in")
    assert Formula("2*c_in") != Formula("2 * c_in")
    assert str(Formula(" 2*c_in ")) == " 2*c_in "
