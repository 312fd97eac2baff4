"""The typed fast path gives what the thorough pass gives, or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from core.document.graph import Node
from core.io.codec import decode, encode
from core.io.records import document_or_none
from core.language.formulas import Formula
from tests.core.io.documents import documents

BAD = sorted((Path(__file__).parents[2] / "data" / "files" / "bad").glob("*.convas"))


@given(documents(known=True))
def test_it_reads_what_the_thorough_pass_reads(document):
    data = encode(document).encode()
    fast = document_or_none(data)
    plain = b"\\" not in data and all(is_plain(node) for node in document.main.nodes.values())
    if plain and document.meta.batch < 2**63:
        assert fast is not None
    if fast is not None:
        assert fast.same_as(decode(data))
        assert encode(fast).encode() == data


def is_plain(node: Node) -> bool:
    numbers = (number for param in node.op.params for number in param.components(getattr(node.op, param.name)))
    # A word that ends a value and has a colon before its quote looks like one key more; the thorough pass reads it.
    words = [node.name, *(str(getattr(node.op, p.name)) for p in node.op.params), *map(str, node.formulas.values())]
    return all(abs(number) < 2**63 for number in numbers) and not any(":" in word for word in words)


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
    ],
)
def test_anything_odd_is_left_to_the_thorough_pass(before, after):
    text = GOOD.replace(before, after, 1)
    assert text != GOOD
    assert document_or_none(text.encode()) is None
