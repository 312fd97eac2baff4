"""A few letters find what a person means, and that comes first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.library.presets import presets
from core.search import match


def ranked(query, entries=None):
    entries = entries or [(entry.label, entry.keywords) for entry in presets()]
    found = [(match(query, label, *keywords), label) for label, keywords in entries]
    hits = [(answer, label) for answer, label in found if answer is not None]
    return [label for answer, label in sorted(hits, key=lambda hit: -hit[0].score)]


def answer(query, text, *keywords):
    found = match(query, text, *keywords)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("c3", "Conv 3×3"),
        ("conv3x3", "Conv 3×3"),
        ("conv 3×3", "Conv 3×3"),
        ("3x3 conv", "Conv 3×3"),
        ("1x1", "Conv 1×1"),
        ("bn", "BatchNorm2d"),
        ("dw", "Depthwise 3×3"),
        ("pw", "Pointwise 1×1"),
        ("relu", "ReLU"),
        ("rlu", "ReLU"),
        ("mp", "MaxPool2d"),
        ("gap", "GlobalAvgPool2d"),
        ("fc", "Linear"),
        ("skip", "Add"),
        ("cat", "Concat"),
        ("norm batch", "BatchNorm2d"),
        ("lin", "Linear"),
        ("BATCH", "BatchNorm2d"),
        ("ln", "LayerNorm"),
        ("conv-transpose", "ConvTranspose2d"),
    ],
)
def test_what_is_meant_comes_first(query, first):
    assert ranked(query)[0] == first


@pytest.mark.parametrize("query", ["xyz", "conv9", "bnx", "add relu", "uler"])
def test_what_is_not_there_is_not_found(query):
    assert ranked(query) == []


def test_the_text_itself_beats_its_beginning_a_word_initials_a_part_and_scattered_letters():
    texts = ["pool", "pool layer", "max pool", "p ool", "spooler", "path of old layers", "people on the hill"]
    assert ranked("pool", [(text, ()) for text in reversed(texts)]) == [
        "p ool", "pool", "pool layer", "max pool", "path of old layers", "spooler", "people on the hill"
    ]  # fmt: skip


def test_a_keyword_counts_less_than_what_is_shown():
    assert ranked("sum", [("Add", ("sum",)), ("sum", ())]) == ["sum", "Add"]
    assert answer("sum", "Add", "sum").positions == ()
    assert match("sm", "Add", "s of any m") is not None
    assert match("sy", "Add", "s of any m") is None  # scattered over a word that is not shown


def test_positions_are_the_letters_to_be_marked():
    assert answer("c3", "Conv 3×3").positions == (0, 5)
    assert answer("3x3", "Conv 3×3").positions == (5, 6, 7)
    assert answer("bn", "BatchNorm2d").positions == (0, 5)
    assert answer("pool max", "MaxPool2d").positions == (0, 1, 2, 3, 4, 5, 6)


@pytest.mark.parametrize("query", ["", " ", "·"])
def test_nothing_typed_finds_everything_alike(query):
    assert match(query, "Conv") == match(query, "Add") == (0, ())


@given(st.text("abcxyzABC 3×1-_/İß", max_size=8), st.text("abcxyzABC 3×1-_/İß", max_size=12))
def test_marked_letters_spell_the_query_in_order(query, text):
    found = match(query, text)
    if found is None or " " in query.strip():
        return
    assert list(found.positions) == sorted(set(found.positions))
    spelt = "".join(text[place] for place in found.positions)
    assert match(query, spelt) is not None


@given(st.text("abcxyz 3×-_/", min_size=1, max_size=12), st.data())
def test_every_part_of_a_text_finds_it(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    part = text[start : data.draw(st.integers(start + 1, len(text)))]
    assert match(part, text) is not None
    assert answer(text, text).score >= answer(part, text).score
