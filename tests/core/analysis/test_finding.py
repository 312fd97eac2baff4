"""Layers are found by everything a person may know of them."""

import pytest

from core.analysis.finding import find
from core.analysis.infer import infer
from core.document import edits
from core.document.graph import OutputRef, Point
from core.document.styles import set_bypassed
from core.language.formulas import Formula
from core.ops.norm import BatchNorm2d
from tests.core.analysis.sketches import inception_3a


def found(document, text):
    return [match.node for match in find(infer(document).main, text)]


@pytest.mark.parametrize(
    ("text", "nodes"),
    [
        ("b", ["b1", "b2"]),  # names, in the order of the graph
        ("B2", ["b2"]),
        ("maxpool", ["p"]),
        ("concat", ["join"]),
        ("28x28x192", ["input", "p"]),
        ("28×28×192", ["input", "p"]),
        ("192x28x28", ["input", "p"]),
        ("192x28", ["input", "p"]),
        ("c=96", ["b1"]),
        ("96", ["b1"]),
        ("h=28 c=128", ["b2"]),
        ("5x5", ["c2"]),
        ("5×5", ["c2"]),
        ("k=3", ["b2", "p"]),
        ("kernel_size = 3×3", ["b2", "p"]),
        ("k=3 maxpool", ["p"]),
        ("maxpool 28x28", ["p"]),
        ("maxpool conv", []),
        ("28x29", []),
        ("", []),
        ("  ", []),
    ],
)
def test_layers_are_found_by_name_type_size_and_parameter(text, nodes):
    assert found(inception_3a(), text) == nodes


def test_a_match_says_by_what_a_layer_was_found():
    analysis = infer(inception_3a()).main
    assert find(analysis, "b1")[0] == ("b1", "name", "b1")
    assert find(analysis, "maxpool")[0] == ("p", "type", "MaxPool2d")
    assert find(analysis, "28x28x96")[0] == ("b1", "shape", "28×28×96")
    assert find(analysis, "k=5")[0] == ("c2", "parameter", "Kernel size = 5×5")


def test_what_is_said_of_a_layer_finds_it():
    document = edits.disconnect(inception_3a(), "b1", 0)
    assert found(document, "error") == ["b1"]
    assert found(document, "not connected") == ["b1"]
    match = find(infer(document).main, "drag a wire")[0]
    assert (match.node, match.field) == ("b1", "issue")
    unread = edits.disconnect(inception_3a(), "join", 0)
    assert "a" in found(unread, "nothing reads")  # a hint about several layers


def test_values_of_formulas_and_their_texts_are_found():
    document = edits.set_param(inception_3a(), "a", "out_channels", Formula("c_in // 2"))
    assert found(document, "out_channels=96") == ["a", "b1"]
    assert found(document, "c_in") == ["a"]


def test_an_abbreviation_finds_a_type():
    document = edits.add_node(inception_3a(), BatchNorm2d(), node_id="z", name="z", at=Point(0, 0))
    document = edits.connect(document, OutputRef("a"), "z", 0)
    assert found(document, "bn") == ["z"]


def test_a_name_of_several_words_is_found_as_a_whole():
    document = edits.rename(inception_3a(), "b1", "left reduce")
    assert found(document, "left red") == ["b1"]
    assert found(document, "reduce left") == ["b1"]


def test_a_number_larger_than_any_size_is_found_nowhere():
    assert found(inception_3a(), "9" * 5000) == []


def test_a_literal_beneath_a_formula_without_a_value_is_not_found():
    document = edits.set_param(inception_3a(), "b1", "out_channels", Formula("nothing + 1"))
    for bypassed in (False, True):
        sketch = set_bypassed(document, ("b1",), bypassed)
        assert "b1" not in found(sketch, "96")
        assert found(sketch, "nothing") == ["b1"]
