"""Files damaged in every way: nothing but FormatError and VersionError ever comes out, each with a place."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from core.analysis.infer import infer
from core.document.document import Document
from core.errors import FormatError
from core.io.codec import decode, encode
from core.io.records import document_or_none

FILES = Path(__file__).parents[2] / "data" / "files"
SMALL = b"""{
 "format": "convas",
 "version": 1,
 "graph": {
  "nodes": {
   "a": {"type": "Input", "params": {"channels": 8, "kind": "image"}, "at": [0, 0.5]},
   "b": {"type": "Conv2d", "params": {"stride": [2, 2], "padding": "same"},
    "formulas": {"groups": "c_in"}, "inputs": ["a"]},
   "c": {"type": "Add", "inputs": ["a", "b"]}
  }
 }
}
"""
BLOCKS = b"""{
 "format": "convas",
 "version": 1,
 "variables": {"w": 1.5, "d": {"value": 2, "note": "depth"}},
 "modules": {
  "m": {"name": "block", "parameters": {"t": 6}, "inputs": ["i"], "outputs": ["o"],
   "graph": {"nodes": {"i": {"type": "Input"}, "s": {"type": "Split", "params": {"sizes": [1, 2]}, "inputs": ["i"]},
    "o": {"type": "Output", "inputs": ["s:1"]}}}},
  "n": {"graph": {"nodes": {"c": {"type": "Module", "params": {"module": "m"}}}}}
 },
 "graph": {"nodes": {
  "a": {"type": "Input"},
  "c": {"type": "Module", "params": {"module": "m", "arguments": {"t": 2, "u": "w*i"}, "repeat": 3}, "inputs": ["a"]},
  "d": {"type": "Dropout", "params": {"p": 0.25}, "inputs": ["c"]}
 }}
}
"""
LOOKS = b"""{
 "format": "convas", "version": 1,
 "graph": {"flow": "right", "nodes": {
  "a": {"type": "Input"},
  "b": {"type": "ReLU", "bypassed": true, "inputs": ["a"]}
 },
 "styles": {"b": {"color": "red", "collapsed": true}},
 "annotations": {"f": {"kind": "frame", "text": "F", "at": [0, 0], "size": [80, 60.5], "color": "blue"}},
 "bends": {"b": {"a": [[8, 8], [16, 8]]}}},
 "bookmarks": {"here": {"path": ["c"], "at": [0, 0], "size": [8, 8]}}
}
"""
TOKENS = (
    b"null", b"true", b"[]", b"{}", b'""', b"-1", b"3.0", b"1e999", b"NaN", b"-Infinity", b"1e30", b"9" * 40,
    b"9" * 5000, b'"\\ud800"', b'"\\u0000"', b"\x00", b"\xff", b"\xef\xbb\xbf", b"[" * 300, b'{"a":' * 300, b'"a"',
    b'"b:1"', b'"a/b"', b'"Conv2d"', b'"type"', b'"version": 2', b"0", b",", b":", b"\r\n", b"\xed\xa0\x80", b"0x1",
    b"-", b"'a'", b"[[1, 2], 3]",
)  # fmt: skip


def bases() -> list[bytes]:
    """Sound files first, so that most of what is tried is nearly sound."""
    return [SMALL] * 6 + [BLOCKS] * 6 + [LOOKS] * 3 + [(FILES / "version-1.convas").read_bytes()]


def mutated(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        data = chance.choice(MUTATIONS)(data, chance)
    return data


def flip_a_bit(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) or 1)
    return data[:at] + bytes((data[at] ^ (1 << chance.randrange(8)),)) + data[at + 1 :] if data else data


def cut_the_end(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def take_a_piece_out(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + data[at + chance.randrange(1, 40) :]


def splice(data: bytes, chance: random.Random) -> bytes:
    at, start = chance.randrange(len(data) + 1), chance.randrange(len(data) + 1)
    return data[:at] + data[start : start + chance.randrange(60)] + data[at:]


def double_a_line(data: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    lines.insert(chance.randrange(len(lines)), chance.choice(lines))
    return b"\n".join(lines)


def replace_a_value(data: bytes, chance: random.Random) -> bytes:
    """A token in the place of a value: what gets through the parser and meets the structure."""
    places = [at for at in range(len(data)) if data[at : at + 2] in (b": ", b", ", b" [", b"[2")]
    if not places:
        return data
    at = chance.choice(places) + 1
    end = next((k for k in range(at + 1, len(data)) if data[k : k + 1] in b",]}\n"), len(data))
    return data[:at] + chance.choice(TOKENS) + data[end:]


def replace_a_word(data: bytes, chance: random.Random) -> bytes:
    parts = data.split(b'"')
    if len(parts) < 5:
        return data
    at, other = chance.randrange(1, len(parts), 1), chance.randrange(1, len(parts))
    parts[at] = parts[other]
    return b'"'.join(parts)


MUTATIONS = (flip_a_bit, cut_the_end, take_a_piece_out, splice, double_a_line, *[replace_a_value, replace_a_word] * 3)


def attempt(data: bytes) -> tuple[Document | None, FormatError | None]:
    try:
        return decode(data), None
    except FormatError as error:
        return None, error


def survive(count: int, seed: int) -> tuple[int, int]:
    """Try so many; returns how many opened and how many were refused."""
    chance = random.Random(seed)
    files = bases()
    opened = 0
    for number in range(count):
        data = mutated(chance.choice(files), chance)
        fast = document_or_none(data)
        document, refusal = attempt(data)
        if document is None:
            assert refusal is not None
            assert refusal.problems, (seed, number)
            assert all(problem.place and problem.message for problem in refusal.problems), (seed, number)
            str(refusal).encode("utf-8")
            assert fast is None, (seed, number)
            continue
        opened += 1
        assert fast is None or fast.same_as(document), (seed, number)
        text = encode(document)
        assert decode(text).same_as(document), (seed, number)
        assert encode(decode(text)) == text, (seed, number)
        infer(document)
    return opened, count - opened


def test_damaged_files_are_refused_with_a_place_or_open_and_survive():
    opened, refused = survive(3_000, seed=1)
    assert opened > 200  # else the damage is too coarse to reach the structure
    assert refused > 1_000


@pytest.mark.soak
def test_many_damaged_files(soak_scale):
    for round_ in range(soak_scale):
        survive(100_000, seed=1_000 + round_)
