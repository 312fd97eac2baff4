"""The typed fast path gives what the thorough pass gives, or nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from core.document.modules import Variable
from core.io.codec import decode, encode
from core.io.records import document_or_none
from core.language.formulas import Formula
from tests.core.io.documents import documents

BAD = sorted((Path(__file__).parents[2] / "data" / "files" / "bad").glob("*.convas"))


@given(documents(known=True))
def test_it_reads_what_the_thorough_pass_reads(document):
    data = encode(document).encode()
    fast = document_or_none(data)
    if b"\\" not in data and is_plain(json.loads(data)):
        assert fast is not None
    if fast is not None:
        assert fast.same_as(decode(data))
        assert encode(fast).encode() == data


def is_plain(value: Any) -> bool:
    """Whether nothing here is for the thorough pass alone, in a file that holds only what is known."""
    if isinstance(value, dict):
        return all(is_plain(part) for entry in value.items() for part in entry)
    if isinstance(value, list):
        return all(map(is_plain, value))
    if isinstance(value, str):
        return not value.lstrip(" \t\r\n").startswith(":")  # else its opening quote looks like the end of a key
    return value is None or abs(value) <= (2**63 - 1 if isinstance(value, int) else 1e29)


@given(documents())
def test_it_leaves_what_is_unknown_to_the_thorough_pass(document):
    data = encode(document).encode()
    fast = document_or_none(data)
    assert fast is None or fast.same_as(document)


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_it_leaves_every_bad_file_to_the_thorough_pass(path):
    assert document_or_none(path.read_bytes()) is None


GOOD = (
    '{"format": "convas", "version": 1, "graph": {"nodes": {"a": {"type": "Input"}, '
    '"b": {"type": "Conv2d", "params": {"groups": 2}, "formulas": {"out_channels": "c_in"}, "inputs": ["a"]}}}}'
)


def test_a_file_with_modules_variables_and_second_outputs_is_read_too():
    split = '"s": {"type": "Split", "inputs": ["a"]}, "r": {"type": "ReLU", "inputs": ["s:1"]}'
    call = '"c": {"type": "Module", "params": {"module": "m", "arguments": {"x": 1, "y": "w"}}, "inputs": ["r"]}'
    lost = '"l": {"type": "Module", "params": {"module": "gone"}, "inputs": ["r"]}'
    last = '"t": {"type": "Add", "inputs": ["l:1"]}'
    inner = '"i": {"type": "Input"}, "o": {"type": "Output", "inputs": ["i"]}'
    module = (
        f'"modules": {{"m": {{"parameters": {{"x": {{"value": 2, "note": "n"}}}}, "graph": {{"nodes": {{{inner}}}}}}}}}'
    )
    text = GOOD.replace('"a": {', f'{split}, {call}, {lost}, {last}, "a": {{', 1)
    text = text.replace('"version": 1', f'"version": 1, "variables": {{"w": 0.5}}, {module}', 1)
    document = document_or_none(text.encode())
    assert document is not None
    assert document.same_as(decode(text))
    assert document.modules["m"].parameters == {"x": Variable(2, "n")}
    assert (len(document.main.nodes["l"].op.inputs), len(document.main.nodes["l"].op.outputs)) == (1, 2)


def test_a_file_from_another_hand_is_read_too():
    for text in (GOOD, GOOD.replace(": ", " :  "), GOOD.replace(", ", ",\n")):
        document = document_or_none(text.encode())
        assert document is not None
        assert document.same_as(decode(text))
        assert document.main.nodes["b"].formulas == {"out_channels": Formula("c_in")}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"groups": 2', '"groups": 2, "groups": 2'),
        ('"groups": 2', '"groups" : 1, "groups"\n: 2'),
        ('"groups": 2', '"groups": 2, "later": 2'),
        ('"groups": 2', '"groups": 1e0'),
        ('"groups": 2', f'"groups": {10**19}'),
        ('"a": {"type": "Input"}', '"a": {"type": "ReLU"}, "a": {"type": "Input"}'),
        ('"a": {"type": "Input"}', '"a": {"type": "Later"}'),
        ('"a": {"type": "Input"}', '"a": {"type": "Input", "type": "Input"}'),
        ('"a": {"type": "Input"}', '"a": {"type": "Input", "at": [0, 0], "at": [0, 0]}'),
        ('"a": {"type": "Input"}', '"a": {"type": "Input", "name": "b"}'),
        ('"a": {"type": "Input"}', '"a": {"type": "Input", "name": "b/c"}'),
        ('"inputs": ["a"]', '"inputs": ["b"]'),
        ('"inputs": ["a"]', '"inputs": ["a:0"]'),
        ('"inputs": ["a"]', '"inputs": ["gone"]'),
        ('"inputs": ["a"]', '"inputs": []'),
        ('"out_channels": "c_in"', '"out_channels": "c_in", "out_channels": "c_in"'),
        ('"out_channels": "c_in"', '"bias": "c_in"'),
        ('"version": 1', '"version": 1, "version": 1'),
        ('"version": 1', '"version": 1, "meta": {"batch": 0}'),
        ('"version": 1', '"version": 1, "meta": {"title": "a", "title": "b"}'),
        ('"version": 1', '"version": 1, "meta": {"title": "a \\\\ b"}'),
        ('"version": 1', '"version": 1, "later": {}'),
        ('"version": 1', '"version": 1, "variables": {"w": 1, "w": 1}'),
        ('"version": 1', '"version": 1, "variables": {"w": {"value": 1, "later": 1}}'),
        ('"version": 1', '"version": 1, "variables": {"c_in": 1}'),
        ('"version": 1', f'"version": 1, "variables": {{"w": {10**19}}}'),
        ('"version": 1', '"version": 1, "modules": {"m": {"graph": {"nodes": {}}, "later": 1}}'),
        ('"version": 1', '"version": 1, "modules": {"m": {"graph": {"nodes": {}}, "inputs": ["a"]}}'),
        ('"version": 1', '"version": 1, "modules": {"m": {"graph": {"nodes": {}}, "name": " "}}'),
        ('"version": 1', '"version": 1, "modules": {"m": {"graph": {"nodes": {}}}, "m": {"graph": {"nodes": {}}}}'),
        ('"type": "Input"}', '"type": "Input"}, "c": {"type": "Module"}'),
        ('"type": "Input"}', '"type": "Input"}, "c": {"type": "Module", "params": {"module": "m", "later": 1}}'),
    ],
)
def test_anything_odd_is_left_to_the_thorough_pass(before, after):
    text = GOOD.replace(before, after, 1)
    assert text != GOOD
    assert document_or_none(text.encode()) is None
