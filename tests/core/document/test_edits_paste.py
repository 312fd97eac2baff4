"""Copies of calls, into a document that has their modules, has others of that id, or has none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.analysis.infer import infer
from core.document import edits
from core.document.builder import Builder
from core.document.definition_edits import rename_module, set_parameter
from core.document.document import Document
from core.document.module_edits import set_argument
from core.document.modules import ModuleCall
from core.errors import EditError
from core.language.formulas import Formula
from core.ops.activation import ReLU
from core.ops.conv import Conv2d


def sketch() -> Document:
    """An outer block that calls an inner one, and a call of it."""
    b = Builder()
    inner = b.block("inner", c=8)
    inner.output(inner.add(Conv2d, inner.input(), out_channels="c", padding="same"))
    outer = b.block("outer", width=8)
    outer.output(outer.call(inner, outer.add(ReLU, outer.input()), c="width"))
    b.output(b.call(outer, b.input(3, 8, 8), name="stage", width=16))
    return b.build()


def calls(document: Document, graph: str = "") -> dict[str, str]:
    """The module of every call of a graph."""
    nodes = document.graph(graph).nodes
    return {key: node.op.module for key, node in nodes.items() if isinstance(node.op, ModuleCall)}


def test_a_fragment_has_the_modules_it_calls_and_those_that_these_call():
    fragment = edits.copy_fragment(sketch(), ["stage"])
    assert fragment.modules.keys() == {"inner", "outer"}
    assert edits.copy_fragment(sketch(), ["input"]).modules == {}
    assert edits.copy_fragment(sketch(), [], graph="outer").modules == {}


def test_in_the_same_sketch_a_pasted_call_shares_the_definition():
    document = sketch()
    after = edits.paste(document, edits.copy_fragment(document, ["stage"]), {"stage": "again"})
    assert calls(after) == {"stage": "outer", "again": "outer"}
    assert after.modules is document.modules


def test_into_another_sketch_the_definitions_come_along():
    document = sketch()
    empty = Document()
    after = edits.paste(empty, edits.copy_fragment(document, ["stage"]), {"stage": "x"})
    assert after.modules.keys() == {"inner", "outer"}
    assert all(module.same_as(document.modules[key]) for key, module in after.modules.items())
    assert after.refitted() is after


def test_a_definition_that_was_changed_meanwhile_gets_a_copy_under_a_free_id_and_name():
    document = sketch()
    fragment = edits.copy_fragment(document, ["stage", "input", "output"])
    changed = set_parameter(document, "outer", "width", 99)
    after = edits.paste(changed, fragment, {"stage": "x", "input": "i", "output": "o"})
    assert calls(after) == {"stage": "outer", "x": "outer_2"}
    assert after.modules.keys() == {"inner", "outer", "outer_2"}
    assert (after.modules["outer_2"].name, after.modules["outer_2"].parameters["width"].value) == ("outer_2", 8)
    assert after.main.nodes["x"].op.label == "outer_2"
    assert after.refitted() is after
    results = infer(after).main.results
    assert results["x"].outputs == results["stage"].outputs


def test_whoever_calls_a_changed_definition_is_copied_with_it():
    document = sketch()
    fragment = edits.copy_fragment(document, ["stage"])
    changed = edits.set_param(document, "conv", "out_channels", Formula("2*c"), graph="inner")
    after = edits.paste(changed, fragment, {"stage": "x"})
    assert calls(after) == {"stage": "outer", "x": "outer_2"}
    assert calls(after, "outer_2") == {"inner": "inner_2"}
    assert calls(after, "outer") == {"inner": "inner"}
    assert after.refitted() is after


def test_pasting_again_makes_no_further_copy():
    document = sketch()
    fragment = edits.copy_fragment(document, ["stage"])
    changed = edits.set_param(document, "conv", "out_channels", Formula("2*c"), graph="inner")
    once = edits.paste(changed, fragment, {"stage": "x"})
    twice = edits.paste(once, fragment, {"stage": "y"})
    assert twice.modules.keys() == once.modules.keys()
    assert calls(twice) == {"stage": "outer", "x": "outer_2", "y": "outer_2"}


def test_another_name_alone_is_the_same_definition():
    document = sketch()
    fragment = edits.copy_fragment(document, ["stage"])
    after = edits.paste(rename_module(document, "outer", "Stage"), fragment, {"stage": "x"})
    assert after.modules.keys() == {"inner", "outer"}
    assert after.main.nodes["x"].op.label == "Stage"


def test_names_of_blocks_are_told_apart():
    document = sketch()
    other = Builder()
    other.block("outer").output(other.block("x").input())
    into = replace(other.build(), modules={"mine": replace(other.build().modules["outer"], id="mine")})
    after = edits.paste(into, edits.copy_fragment(document, ["stage"]), {"stage": "x"})
    assert after.modules["outer"].name == "outer_2"
    assert after.modules["mine"].name == "outer"


def test_arguments_and_wires_stay_with_the_call():
    document = set_argument(sketch(), "stage", "width", Formula("c_in*2"))
    fragment = edits.copy_fragment(document, ["stage", "output"])
    after = edits.paste(Document(), fragment, {"stage": "s", "output": "o"})
    stage = after.main.nodes["s"].op
    assert isinstance(stage, ModuleCall)
    assert stage.arguments == (("width", Formula("c_in*2")),)
    assert [ref.node for ref in after.main.nodes["o"].inputs if ref is not None] == ["s"]


@pytest.mark.parametrize("graph", ["inner", "outer"])
def test_a_block_cannot_be_pasted_into_itself(graph):
    document = sketch()
    fragment = edits.copy_fragment(document, ["stage"])
    with pytest.raises(EditError, match=f"“outer” cannot stand inside “{graph}”"):
        edits.paste(document, fragment, {"stage": "x"}, graph=graph)


def test_a_whole_sketch_brings_only_what_its_calls_need():
    document = sketch()
    fragment = edits.Fragment(document.main.nodes, {}, {**document.modules, "other": document.modules["inner"]})
    after = edits.paste(Document(), fragment, {key: f"{key}2" for key in fragment.nodes})
    assert after.modules.keys() == {"inner", "outer"}
