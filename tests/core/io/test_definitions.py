"""Modules, their calls and variables in files."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from core.analysis.hints import issues_of
from core.analysis.infer import infer
from core.document import edits
from core.document.builder import Builder
from core.document.definition_edits import set_parameter, set_variable
from core.document.document import Document
from core.document.graph import Graph, Node, OutputRef
from core.document.module_edits import set_argument
from core.document.modules import Module, ModuleCall, Variable
from core.errors import FormatError
from core.io.codec import decode, decode_fragment, encode, encode_fragment
from core.io.records import document_or_none
from core.io.words import DEEPEST_NESTING
from core.language.formulas import Formula
from core.library.catalog import entry
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.interface import Input, Output
from core.ops.merge import Add
from core.ops.rearrange import Split


def sketch() -> Document:
    b = Builder("Blocks", width=1.5, classes=10)
    block = b.block("residual", note="He et al. 2016.", channels=64, stride=1)
    x = block.input()
    y = block.add(Conv2d, x, name="conv", out_channels="channels", kernel_size=3, stride="stride", padding="same")
    block.output(block.add(Add, y, x))
    image = b.input(16, 8, 8)
    stage = b.call(block, image, name="stage", repeat="2*3", channels="c_in")
    b.output(b.call(block, stage, name="tail", shared=True, channels=16, stride=1))
    return b.build()


TEXT = """\
{
 "format": "convas",
 "version": 1,
 "meta": {
  "title": "Blocks"
 },
 "variables": {
  "width": 1.5,
  "classes": 10
 },
 "modules": {
  "residual": {
   "name": "residual",
   "note": "He et al. 2016.",
   "parameters": {
    "channels": 64,
    "stride": 1
   },
   "inputs": ["input"],
   "outputs": ["output"],
   "graph": {
    "nodes": {
     "add": {
      "type": "Add",
      "name": "add",
      "inputs": ["conv", "input"]
     },
     "conv": {
      "type": "Conv2d",
      "name": "conv",
      "params": {"padding": "same"},
      "formulas": {"out_channels": "channels", "stride.0": "stride", "stride.1": "stride"},
      "inputs": ["input"]
     },
     "input": {
      "type": "Input",
      "name": "input"
     },
     "output": {
      "type": "Output",
      "name": "output",
      "inputs": ["add"]
     }
    }
   }
  }
 },
 "graph": {
  "nodes": {
   "input": {
    "type": "Input",
    "name": "input",
    "params": {"channels": 16, "height": 8, "width": 8}
   },
   "output": {
    "type": "Output",
    "name": "output",
    "inputs": ["tail"]
   },
   "stage": {
    "type": "Module",
    "name": "stage",
    "params": {"arguments": {"channels": "c_in"}, "module": "residual"},
    "formulas": {"repeat": "2*3"},
    "inputs": ["input"]
   },
   "tail": {
    "type": "Module",
    "name": "tail",
    "params": {"arguments": {"channels": 16, "stride": 1}, "module": "residual", "shared": true},
    "inputs": ["stage"]
   }
  }
 }
}
"""


def test_modules_and_variables_are_written_exactly_like_this():
    assert encode(sketch()) == TEXT


def test_what_is_written_reads_back_as_the_same_document_by_both_passes():
    assert decode(TEXT).same_as(sketch())
    fast = document_or_none(TEXT.encode())
    assert fast is not None
    assert fast.same_as(sketch())
    assert decode(TEXT).refitted().same_as(sketch())
    assert infer(decode(TEXT)).main.cost == infer(sketch()).main.cost


def added_lines(document: Document) -> list[str]:
    before, after = TEXT.splitlines(), encode(document).splitlines()
    assert len(after) == len(before)
    return [line.strip() for line, old in zip(after, before, strict=True) if line != old]


def test_a_change_of_a_variable_a_parameter_or_an_argument_is_one_line():
    document = sketch()
    assert added_lines(set_variable(document, "width", 2)) == ['"width": 2,']
    assert added_lines(set_variable(document, "width", 1.5, "of all")) == ['"width": {"value": 1.5, "note": "of all"},']
    assert added_lines(set_parameter(document, "residual", "stride", 2)) == ['"stride": 2']
    (line,) = added_lines(set_argument(document, "stage", "channels", Formula("2*c_in")))
    assert line == '"params": {"arguments": {"channels": "2*c_in"}, "module": "residual"},'
    changed = edits.set_param(document, "conv", "out_channels", Formula("2*channels"), graph="residual")
    (line,) = added_lines(changed)
    assert line == '"formulas": {"out_channels": "2*channels", "stride.0": "stride", "stride.1": "stride"},'


NETWORKS = ("efficientnet-b0", "shufflenet-v2-1.0", "densenet-121", "googlenet", "resnet-50", "lenet-5-1998", "unet")


@pytest.mark.parametrize("name", NETWORKS)
def test_networks_of_the_library_survive_with_equal_totals(name):
    found = entry(name)
    assert found is not None
    document = found.build()
    text = encode(document)
    again = decode(text)
    assert again.same_as(document)
    assert encode(again) == text
    assert again.refitted() is again
    assert infer(again).main.cost == infer(document).main.cost
    assert not [issue for issue in issues_of(infer(again)) if issue.severity == "error"]
    fast = document_or_none(text.encode())
    assert fast is not None
    assert fast.same_as(document)


# -- ports ----------------------------------------------------------------------------------------------------------


def record(**modules: Any) -> dict[str, Any]:
    return {"format": "convas", "version": 1, "modules": modules, "graph": {"nodes": {}}}


def decoded(value: Any) -> Document:
    return decode(json.dumps(value))


def places(value: Any) -> list[str]:
    with pytest.raises(FormatError) as error:
        decoded(value)
    return [problem.place for problem in error.value.problems]


def test_ports_that_are_not_stated_stand_in_the_order_of_their_ids():
    nodes = {
        "b": {"type": "Input"},
        "a": {"type": "Input"},
        "z": {"type": "Output", "inputs": ["a"]},
        "y": {"type": "Output", "inputs": ["b"]},
    }
    value = record(m={"graph": {"nodes": nodes}})
    module = decoded(value).modules["m"]
    assert (module.name, module.inputs, module.outputs) == ("m", ("a", "b"), ("y", "z"))
    fast = document_or_none(json.dumps(value).encode())
    assert fast is not None
    assert fast.same_as(decoded(value))


def test_the_order_of_ports_is_kept():
    value = record(m={"inputs": ["b", "a"], "graph": {"nodes": {"a": {"type": "Input"}, "b": {"type": "Input"}}}})
    value["graph"]["nodes"] = {
        "x": {"type": "Input"},
        "c": {"type": "Module", "params": {"module": "m"}, "inputs": ["x", None]},
    }
    document = decoded(value)
    assert [port.node for port in document.main.nodes["c"].op.interface.inputs] == ["b", "a"]  # type: ignore[attr-defined]
    assert document.main.nodes["c"].inputs == (OutputRef("x"), None)
    assert decode(encode(document)).same_as(document)


def test_a_call_that_states_no_inputs_is_not_connected():
    value = json.loads(TEXT)
    del value["graph"]["nodes"]["stage"]["inputs"]
    assert decoded(value).main.nodes["stage"].inputs == (None,)


# -- calls of modules that are not there ----------------------------------------------------------------------------


def lost() -> dict[str, Any]:
    value = record()
    value["graph"]["nodes"] = {
        "x": {"type": "Input"},
        "c": {"type": "Module", "params": {"module": "gone", "arguments": {"t": "w"}}, "inputs": ["x", None]},
        "r": {"type": "ReLU", "inputs": ["c:2"]},
    }
    return value


def test_a_call_of_a_missing_module_opens_as_an_issue_and_is_kept():
    document = decoded(lost())
    node = document.main.nodes["c"]
    assert (len(node.op.inputs), len(node.op.outputs)) == (2, 3)
    assert [issue.node for issue in issues_of(infer(document)) if issue.severity == "error"] == ["c"]
    assert decode(encode(document)).same_as(document)
    assert json.loads(encode(document))["graph"]["nodes"]["c"]["inputs"] == ["x", None]
    assert edits.move(document, ["c"], 8, 8).refitted().main.nodes["c"] is node


def test_when_the_module_comes_back_its_ports_take_the_wires_in_order():
    document = decoded(lost())
    ports = {"b": Node("b", Input(), (), "b"), "a": Node("a", Input(), (), "a")}
    outs = {key: Node(key, Output(), (OutputRef("a"),), key) for key in ("o", "p")}
    back = document.with_module(Module("gone", "Gone", Graph({**ports, **outs}), ("b", "a"), ("o", "p")))
    assert back.main.nodes["c"].inputs == (OutputRef("x"), None)
    assert back.main.nodes["r"].inputs == (None,)  # there is no third output any more
    assert decode(encode(back)).same_as(back)


# -- modules in modules ---------------------------------------------------------------------------------------------


def chain(count: int) -> dict[str, Any]:
    def module(number: int) -> dict[str, Any]:
        call = {"type": "Module", "params": {"module": f"m{number + 1}"}, "inputs": ["i"]}
        nodes = {"i": {"type": "Input"}, "c": call, "o": {"type": "Output", "inputs": ["c"]}}
        return {"graph": {"nodes": nodes}}

    return record(**{f"m{number}": module(number) for number in range(count)})


@pytest.mark.parametrize(("count", "shape"), [(30, (1, 3, 224, 224)), (DEEPEST_NESTING, None)])
def test_modules_may_nest_deeper_than_is_evaluated(count, shape):
    value = chain(count)
    value["modules"][f"m{count - 1}"]["graph"]["nodes"] = {
        "i": {"type": "Input"},
        "o": {"type": "Output", "inputs": ["i"]},
    }
    value["graph"]["nodes"] = {
        "i": {"type": "Input"},
        "c": {"type": "Module", "params": {"module": "m0"}, "inputs": ["i"]},
    }
    document = decoded(value)
    assert infer(document).main.results["c"].output == shape
    assert decode(encode(document)).same_as(document)


@pytest.mark.parametrize("count", [DEEPEST_NESTING + 1, 3_000])
def test_deeper_nesting_is_refused(count):
    assert places(chain(count)) == ["$.modules.m0"]


def test_a_recursion_is_named_by_its_modules():
    value = chain(2)
    value["modules"]["m1"]["graph"]["nodes"]["c"]["params"]["module"] = "m0"
    value["modules"]["m1"]["name"] = "second"
    with pytest.raises(FormatError, match=r"m1\.graph\.nodes\.c\.params\.module: “second” → “m0” → “second”: each"):
        decoded(value)


def test_a_recursion_of_many_modules_is_named_in_short():
    value = chain(3_000)
    value["modules"]["m2999"]["graph"]["nodes"]["c"]["params"]["module"] = "m0"
    with pytest.raises(FormatError) as error:
        decoded(value)
    (problem,) = error.value.problems
    assert "…" in problem.message
    assert len(problem.message) < 300


# -- what is not written --------------------------------------------------------------------------------------------


def module(**fields: Any) -> Module:
    return replace(sketch().modules["residual"], **fields)


def with_module(made: Module) -> Document:
    return Document(modules={made.id: made})


RECURSIVE = Graph({"c": Node("c", ModuleCall(module="m"), (), "c")})
DANGLING = Graph({"s": Node("s", Split(), (None,), "s"), "r": Node("r", ReLU(), (OutputRef("s", 2),), "r")})


@pytest.mark.parametrize(
    ("document", "place"),
    [
        (with_module(module(id="a b")), '$.modules["a b"]'),
        (with_module(module(name="a/b")), "$.modules.residual.name"),
        (with_module(module(name="")), "$.modules.residual.name"),
        (with_module(module(inputs=())), "$.modules.residual.inputs"),
        (with_module(module(outputs=("input",))), "$.modules.residual.outputs"),
        (with_module(module(parameters={"i": Variable(1)})), "$.modules.residual.parameters.i"),
        (with_module(module(parameters={"t": Variable(1e999)})), "$.modules.residual.parameters.t"),
        (with_module(Module("m", "m", RECURSIVE)), "$.modules.m.graph.nodes.c.params.module"),
        (Document(variables={"c_in": Variable(1)}), "$.variables.c_in"),
        (Document(variables={"w": Variable(10**31)}), "$.variables.w"),
        (Document(main=DANGLING), "$.graph.nodes.r.inputs"),
    ],
)
def test_what_no_reader_would_take_back_is_not_written(document, place):
    with pytest.raises(FormatError) as error:
        encode(document)
    assert [problem.place for problem in error.value.problems] == [place]


def test_a_split_into_fewer_parts_loses_the_wires_of_the_others_and_can_be_saved():
    document = Document(main=Graph({**DANGLING.nodes, "s": Node("s", Split(chunks=3), (None,), "s")}))
    fewer = edits.set_param(document, "s", "chunks", 2)
    assert fewer.main.nodes["r"].inputs == (None,)
    assert decode(encode(fewer)).same_as(fewer)


def test_a_split_into_absurdly_many_parts_opens_with_an_issue():
    value = record()
    value["graph"]["nodes"] = {
        "x": {"type": "Input"},
        "s": {"type": "Split", "params": {"chunks": 10**18}, "inputs": ["x"]},
    }
    assert [issue.node for issue in issues_of(infer(decoded(value))) if issue.severity == "error"] == ["s"]


# -- fragments ------------------------------------------------------------------------------------------------------


def test_a_fragment_carries_the_modules_that_its_calls_need():
    document = sketch().with_module(Module("other", "other"))
    fragment = edits.copy_fragment(document, ["stage"])
    assert fragment.modules.keys() == {"residual"}
    again = decode_fragment(encode_fragment(fragment))
    assert again.modules["residual"].same_as(document.modules["residual"])
    assert again.nodes["stage"].same_as(fragment.nodes["stage"])
    assert edits.copy_fragment(document, ["input"]).modules == {}
