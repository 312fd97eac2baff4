"""JSON text to plain values and back."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given

from core.errors import FormatError
from core.io.plain import read_plain, step, write_plain
from tests.core.io.documents import json_values


@given(json_values)
def test_any_value_comes_back_at_any_layout(value):
    for expanded in (0, 1, 3, 100):
        text = write_plain(value, expanded=expanded)
        again, problems = read_plain(text)
        assert not problems
        assert again == value == json.loads(text)
        assert text.endswith("\n")


def test_objects_have_a_line_for_each_entry_down_to_the_level_asked_for():
    value = {"a": {"b": [1, {"c": []}], "d": {}}, "e": [[1, 2], [3]], "f": [1.5, None, True, "x"]}
    assert write_plain(value, expanded=0) == (
        '{"a": {"b": [1, {"c": []}], "d": {}}, "e": [[1, 2], [3]], "f": [1.5, null, true, "x"]}\n'
    )
    assert write_plain(value, expanded=2) == (
        '{\n "a": {\n  "b": [1, {"c": []}],\n  "d": {}\n },\n "e": [\n  [1, 2],\n  [3]\n ],\n'
        ' "f": [1.5, null, true, "x"]\n}\n'
    )


def test_letters_of_all_alphabets_are_written_as_they_are():
    assert write_plain("층 × é 🙂", expanded=0) == '"층 × é 🙂"\n'
    assert write_plain('"\\\n\x00', expanded=0) == '"\\"\\\\\\n\\u0000"\n'


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 10**30 + 1, -(10**5000)], ids=range(5))
def test_numbers_that_could_not_be_read_are_not_written(value):
    with pytest.raises(FormatError) as error:
        write_plain({"a": [0, {"b c": value}]}, expanded=2)
    assert [problem.place for problem in error.value.problems] == ['$.a[1]["b c"]']


@pytest.mark.parametrize(
    ("key", "written"),
    [
        ("conv1", ".conv1"),
        ("1x1-reduce", ".1x1-reduce"),
        ("층", ".층"),
        ("a.b", '["a.b"]'),
        ("", '[""]'),
        (3, "[3]"),
        ('"', '["\\""]'),
    ],
)
def test_steps_of_a_place_are_words_or_quoted(key, written):
    assert step(key) == written


def test_a_key_that_occurs_three_times_is_one_problem_and_its_siblings_are_none():
    _, problems = read_plain('{"a": 1, "b": {"a": 1}, "a": 2, "a": 3}')
    assert [problem.place for problem in problems.as_tuple()] == ["$.a"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{\n "a": 1,\n "b" 2\n}', "line 3, column 6"),
        ('\ufeff{\n "a": x}', "line 2, column 7"),
        (b'\xef\xbb\xbf{\n "\xc3\xa9\xff": 1}', "line 2, column 4"),
        (b"\xff\xfe{\x00", "line 1, column 1"),
        ("\0", "line 1, column 1"),
        ('{"a": "\n"}', "line 1, column 8"),
    ],
)
def test_what_is_no_json_is_told_by_line_and_column_counted_in_characters(text, place):
    with pytest.raises(FormatError) as error:
        read_plain(text)
    assert [problem.place for problem in error.value.problems] == [place]


def test_a_letter_cut_in_half_at_the_end_is_a_cut_file():
    with pytest.raises(FormatError, match="ends too early"):
        read_plain('{"a": "é'.encode()[:-1])


@pytest.mark.parametrize("rest", ["tru", "nul", "-", "1.", '"a\\', '"a\\u00', "", "[1, ", '{"a"'])
def test_text_that_stops_in_the_middle_of_anything_is_a_cut_file(rest):
    with pytest.raises(FormatError, match="ends too early"):
        read_plain('{"k": ' + rest)
