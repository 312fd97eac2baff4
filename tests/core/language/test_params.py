"""Parameters as people type them, and as they are shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import ParamError
from core.language.dims import PADDING_WORDS
from core.language.formulas import Formula
from core.language.params import LARGEST, Param, ParamKind

INT = Param(ParamKind.INT, 64, 1, unit="channels", doc="Filters.", name="out_channels")
AXIS = Param(ParamKind.INT, 1, -4, 3, doc="Axis.", varies=False, name="dim")
PAIR = Param(ParamKind.PAIR, (3, 3), 1, unit="px", doc="Kernel.", name="kernel_size")
PADDING = Param(ParamKind.PADDING, (0, 0, 0, 0), 0, unit="px", choices=PADDING_WORDS, name="padding")
CHOICE = Param(ParamKind.CHOICE, "image", choices=("image", "vector"), name="kind")
FLOAT = Param(ParamKind.FLOAT, 0.5, varies=False, bounds=(0.0, 1.0), name="p")
LIST = Param(ParamKind.LIST, (0, -1), -1, varies=False, name="shape")
TEXT = Param(ParamKind.TEXT, "0 1; 1", varies=False, name="connections")
MARGINS = Param(ParamKind.PADDING, (1, 1, 1, 1), -LARGEST, unit="px", name="margins")
BOOL = Param(ParamKind.BOOL, True, name="bias")


@pytest.mark.parametrize(
    ("param", "text", "expected"),
    [
        (INT, "5", 5),
        (INT, " 5 ", 5),
        (INT, "+5", 5),
        (INT, "005", 5),
        (INT, "c_in", Formula("c_in")),
        (INT, "2*c_in", Formula("2*c_in")),
        (INT, "32 * 4", Formula("32 * 4")),
        (INT, "5*5", Formula("5*5")),
        (AXIS, "-1", -1),
        (PAIR, "5", (5, 5)),
        (PAIR, "5x5", (5, 5)),
        (PAIR, "5X7", (5, 7)),
        (PAIR, "5×5", (5, 5)),
        (PAIR, "5 × 7", (5, 7)),
        (PAIR, "5*7", (5, 7)),
        (PAIR, "1,7", (1, 7)),
        (PAIR, "1; 7", (1, 7)),
        (PAIR, "h_in, w_in", (Formula("h_in"), Formula("w_in"))),
        (PAIR, "h_in", (Formula("h_in"), Formula("h_in"))),
        (PAIR, "h_in // 2, 3", (Formula("h_in // 2"), 3)),
        (PADDING, "same", "same"),
        (PADDING, " Same ", "same"),
        (PADDING, "same upper", "same_upper"),
        (PADDING, "SAME-LOWER", "same_lower"),
        (PADDING, "valid", "valid"),
        (PADDING, "2", (2, 2, 2, 2)),
        (PADDING, "1, 2", (1, 1, 2, 2)),
        (PADDING, "1x2", (1, 1, 2, 2)),
        (PADDING, "0, 1, 2, 3", (0, 1, 2, 3)),
        (PADDING, "0x1x2x3", (0, 1, 2, 3)),
        (CHOICE, "Vector", "vector"),
        (INT, "make_divisible(32*width, 8)", Formula("make_divisible(32*width, 8)")),
        (INT, "2 if s == 1 else 1", Formula("2 if s == 1 else 1")),
        (INT, "abs(5)", Formula("abs(5)")),
        (INT, "c_in/2", Formula("c_in/2")),
        (PAIR, "max(h_in, 3), min(w_in, 3)", (Formula("max(h_in, 3)"), Formula("min(w_in, 3)"))),
        (PADDING, "max(1, 2)", (Formula("max(1, 2)"),) * 4),
        (MARGINS, "-1", (-1, -1, -1, -1)),
        (MARGINS, "0, 1, -2, 3", (0, 1, -2, 3)),
        (FLOAT, "0.25", 0.25),
        (FLOAT, "1", 1.0),
        (FLOAT, "1e-3", 0.001),
        (LIST, "0, 2, 3, 1", (0, 2, 3, 1)),
        (LIST, "(1, -1)", (1, -1)),
        (LIST, "[ 4 5;6 ]", (4, 5, 6)),
        (LIST, "", ()),
        (TEXT, " 0 1; 2 ", "0 1; 2"),
        (TEXT, "", ""),
        (BOOL, "yes", True),
        (BOOL, "No", False),
        (BOOL, "1", True),
        (BOOL, "off", False),
    ],
)
def test_text_is_read_as_people_type_it(param, text, expected):
    value = param.parse(text)
    assert value == expected
    assert type(value) is type(expected)


@pytest.mark.parametrize(
    ("param", "text", "words"),
    [
        (INT, "", "Empty; a whole number or a formula such as 2*c_in is expected."),
        (INT, "0", "Out channels must be at least 1, not 0."),
        (INT, "-3", "Out channels must be at least 1, not -3."),
        (INT, str(LARGEST + 1), "Out channels must be at most 1,000,000,000,000,000,000, not"),
        (INT, "9" * 31, "A number of 31 digits is too large"),
        (INT, "9" * 100_000, "A number of 100000 digits is too large"),
        (INT, "1.5", "“1.5” is not a whole number; a whole number or a formula"),
        (INT, ".5", "not a whole number"),
        (INT, "1,000", "Write 1000, without separators."),
        (INT, "1,7", "2 numbers given; a whole number"),
        (INT, "5x5", "“5x5”: “x5” is not expected here; an operator such as * is missing (column 2)"),
        (INT, "abc def", "“abc def”: “def” is not expected here"),
        (INT, "c_in +", "“c_in +” is not complete; a whole number or a formula"),
        (INT, "(2*c_in", "“(2*c_in”: "),
        (INT, "(5)", "“(5)” is not a number"),
        (INT, "5 px", "“px” is not expected here"),
        (INT, "(" * 100_000, "longer than 1000 characters"),
        (INT, "1e3", "“1e3” is not a whole number"),
        (INT, "-1.5", "“-1.5” is not a whole number"),
        (INT, "min(3, 4", "this bracket is never closed"),
        (FLOAT, "", "“” is not a number such as 0.5."),
        (FLOAT, "half", "“half” is not a number such as 0.5."),
        (FLOAT, "nan", "P must lie between 0 and 1, not nan."),
        (FLOAT, "1.5", "P must lie between 0 and 1, not 1.5."),
        (FLOAT, "c_in", "“c_in” is not a number"),
        (LIST, "1, x", "“x” is not a whole number; numbers with commas such as 0, 2, 3, 1 are expected."),
        (LIST, "1, 2.5", "“2.5” is not a whole number"),
        (LIST, "-2", "Shape must be at least -1, not -2."),
        (LIST, "1 " * 65, "Shape has more than 64 numbers."),
        (LIST, "9" * 31, "is not a whole number"),
        (TEXT, "1 " * 100_000, "Connections is longer than 100,000 characters."),
        (AXIS, "4", "Dim must be at most 3, not 4."),
        (PAIR, "1,2,3", "3 numbers given; one number or height and width, such as 5, 5×5 or 1,7, is expected."),
        (PAIR, "0", "Kernel size must be at least 1 px, not 0."),
        (PAIR, "5,", "“5,” is not complete; one number or height and width, such as 5, 5×5 or 1,7, is expected."),
        (PAIR, "5x", "“5x” is not complete; one number or height and width"),
        (PAIR, "5 × ", "“5 ×” is not complete; one number or height and width"),
        (PADDING, "1,", "“1,” is not complete; valid, same"),
        (PADDING, "1,000", "Write 1000, without separators."),
        (PAIR, "10,000,000", "Write 10000000, without separators."),
        (PAIR, "1,100", "Write 1100, without separators; for two numbers, write 1, 100."),
        (PADDING, "0x10", "“0x10” looks like a hexadecimal number; write 16, or 0×10 for two numbers."),
        (INT, "0x10", "“0x10” looks like a hexadecimal number; write 16."),
        (PADDING, "5x05", "“05” starts with a zero; write 5."),
        (PADDING, "1,2,3", "3 numbers given; valid, same, same_upper, same_lower, one number, two"),
        (PADDING, "-1", "Padding must be at least 0 px, not -1."),
        (CHOICE, "cube", "“cube” is not one of image, vector."),
        (BOOL, "maybe", "“maybe” is neither yes nor no."),
    ],
)
def test_what_cannot_be_read_says_what_is_wrong_and_what_would_be_right(param, text, words):
    with pytest.raises(ParamError) as caught:
        param.parse(text)
    assert words in str(caught.value)


LITERALS = {
    "int": (INT, st.integers(1, LARGEST)),
    "axis": (AXIS, st.integers(-4, 3)),
    "pair": (PAIR, st.tuples(st.integers(1, LARGEST), st.integers(1, 99))),
    "padding": (
        PADDING,
        st.one_of(st.sampled_from(PADDING_WORDS), st.tuples(*[st.integers(0, 3)] * 4), st.just((10**18, 0, 0, 0))),
    ),
    "choice": (CHOICE, st.sampled_from(("image", "vector"))),
    "bool": (BOOL, st.booleans()),
    "float": (FLOAT, st.floats(0, 1)),
    "list": (LIST, st.lists(st.integers(-1, 10**6), max_size=8).map(tuple)),
    "text": (TEXT, st.text(max_size=20).map(str.strip)),
    "margins": (MARGINS, st.tuples(*[st.integers(-3, 3)] * 4)),
}


@pytest.mark.parametrize(("param", "literals"), LITERALS.values(), ids=LITERALS)
@given(data=st.data())
def test_a_literal_is_shown_as_text_that_reads_back(param, literals, data):
    value = data.draw(literals)
    assert param.parse(param.format(value)) == value


COMPONENTS = st.one_of(st.integers(1, 99), st.sampled_from(["c_in", "2*c_in", "h_in // 2", "(w_in+1)*3"]).map(Formula))


@pytest.mark.parametrize(("param", "count"), [(INT, 1), (PAIR, 2), (PADDING, 4)])
@given(data=st.data())
def test_a_formula_is_shown_in_place_of_its_literal_and_reads_back(param, count, data):
    parts = data.draw(st.tuples(*[COMPONENTS] * count))
    literals = tuple(7 if isinstance(part, Formula) else part for part in parts)
    formulas = {key: part for key, part in zip(param.component_keys(), parts, strict=True) if isinstance(part, Formula)}
    shown = param.format(literals[0] if param.kind is ParamKind.INT else literals, formulas)
    assert param.parse(shown) == (parts[0] if param.kind is ParamKind.INT else parts)


def test_a_formula_over_a_padding_word_is_shown_too():
    formulas = {"padding.top": Formula("h_in // 2")}
    assert PADDING.format("same", formulas) == "h_in // 2, 0, 0, 0"


@pytest.mark.parametrize(
    ("param", "value", "expected"),
    [
        (PAIR, (3, 3), "3×3"),
        (PADDING, (1, 1, 1, 1), "1"),
        (PADDING, (1, 1, 2, 2), "1, 2"),
        (PADDING, (1, 2, 1, 2), "1, 2, 1, 2"),
        (PADDING, "same", "same"),
        (BOOL, False, "no"),
        (INT, 64, "64"),
    ],
)
def test_a_literal_is_shown_as_short_as_it_can_be(param, value, expected):
    assert param.format(value) == expected


@given(st.sampled_from([INT, AXIS, PAIR, PADDING, CHOICE, BOOL, FLOAT, LIST, TEXT, MARGINS]), st.text(max_size=20))
def test_any_text_is_a_value_or_a_reason(param, text):
    reason = "."
    try:
        param.parse(text)
    except ParamError as error:
        reason = str(error)
    assert reason.endswith(".")


def test_keys_of_components_name_the_parameter_and_the_part():
    assert INT.component_keys() == ("out_channels",)
    assert PAIR.component_keys() == ("kernel_size.0", "kernel_size.1")
    assert PADDING.component_keys() == ("padding.top", "padding.bottom", "padding.left", "padding.right")
    assert [param.component_keys() for param in (CHOICE, BOOL, FLOAT, LIST, TEXT)] == [()] * 5
    assert [param.components(param.default) for param in (FLOAT, LIST, TEXT)] == [()] * 3
    assert MARGINS.components((1, -2, 3, 4)) == (1, -2, 3, 4)
    assert PADDING.components("same") == ()
    assert PAIR.components((1, 7)) == (1, 7)


def test_a_label_is_the_name_as_a_person_reads_it():
    assert (INT.label, PAIR.label) == ("Out channels", "Kernel size")


@pytest.mark.parametrize(
    ("param", "value", "expected"),
    [
        (INT, 0, [("out_channels", "Out channels must be at least 1, not 0.")]),
        (INT, 5, []),
        (PAIR, (0, 3), [("kernel_size.0", "Kernel size must be at least 1 px, not 0.")]),
        (
            PADDING,
            (0, -1, -2, 0),
            [
                ("padding.bottom", "Padding must be at least 0 px, not -1."),
                ("padding.left", "Padding must be at least 0 px, not -2."),
            ],
        ),
        (PADDING, "same", []),
        (PADDING, "odd", [("padding", "“odd” is not one of valid, same, same_upper, same_lower.")]),
        (MARGINS, (-1, -1, 0, 0), []),
        (MARGINS, "same", [("margins", "“same” is not one of numbers.")]),
        (CHOICE, "cube", [("kind", "“cube” is not one of image, vector.")]),
        (FLOAT, 0.5, []),
        (FLOAT, float("nan"), [("p", "P must lie between 0 and 1, not nan.")]),
        (FLOAT, 2.0, [("p", "P must lie between 0 and 1, not 2.0.")]),
        (LIST, (0, -1), []),
        (LIST, (3, -2), [("shape", "Shape must be at least -1, not -2.")]),
        (
            LIST,
            (10**19,),
            [("shape", "Shape must be at most 1,000,000,000,000,000,000, not 10,000,000,000,000,000,000.")],
        ),
        (LIST, (1,) * 65, [("shape", "Shape has more than 64 numbers.")]),
        (TEXT, "x", []),
        (TEXT, "x" * 100_001, [("connections", "Connections is longer than 100,000 characters.")]),
    ],
)
def test_what_a_file_may_hold_out_of_range_is_told_with_its_key(param, value, expected):
    assert [(key, str(message)) for key, message in param.faults(value)] == expected


@pytest.mark.parametrize(("text", "value"), [("0×10", (0, 0, 10, 10)), ("1, 100", (1, 1, 100, 100)), ("0x0", (0,) * 4)])
def test_two_numbers_that_cannot_be_mistaken_are_read(text, value):
    assert PADDING.parse(text) == value
