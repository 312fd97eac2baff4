"""Documents to text and back."""

from __future__ import annotations

import difflib
import math
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from core.document import edits
from core.document.builder import Builder
from core.document.document import Document, Meta
from core.document.graph import Graph, Node, OutputRef, Point
from core.errors import FormatError
from core.io.codec import LARGE, decode, decode_fragment, encode, encode_fragment
from core.language.formulas import Formula
from core.ops.conv import Conv2d
from core.ops.every import OPERATORS
from core.ops.merge import Concat
from core.ops.unknown import UnknownOperator
from tests.core.io.documents import documents


def bottleneck() -> Document:
    build = Builder("A bottleneck", "1×1, then 5×5.", "GoogLeNet")
    x = build.input(192, 28, 28, at=(0.5, 0))
    narrow = build.add(Conv2d(out_channels=16, kernel_size=(1, 1)), x, name="1×1 reduce", at=(0, 1))
    wide = build.add(
        Conv2d(out_channels=32, kernel_size=(5, 5), padding="same"),
        narrow,
        name="5×5",
        at=(0, 2),
        formulas={"groups": "c_in // 16"},
    )
    joined = build.add(Concat(), wide, narrow, x, name="join", at=(0, 3))
    build.output(joined, at=(0, 4))
    return build.build()


TEXT = """\
{
 "format": "convas",
 "version": 1,
 "meta": {
  "title": "A bottleneck",
  "description": "1×1, then 5×5.",
  "source": "GoogLeNet"
 },
 "graph": {
  "nodes": {
   "1x1_reduce": {
    "type": "Conv2d",
    "name": "1×1 reduce",
    "params": {"kernel_size": [1, 1], "out_channels": 16},
    "inputs": ["input"],
    "at": [0, 112]
   },
   "5x5": {
    "type": "Conv2d",
    "name": "5×5",
    "params": {"kernel_size": [5, 5], "out_channels": 32, "padding": "same"},
    "formulas": {"groups": "c_in // 16"},
    "inputs": ["1x1_reduce"],
    "at": [0, 224]
   },
   "input": {
    "type": "Input",
    "name": "input",
    "params": {"channels": 192, "height": 28, "width": 28},
    "at": [112, 0]
   },
   "join": {
    "type": "Concat",
    "name": "join",
    "inputs": ["5x5", "1x1_reduce", "input"],
    "at": [0, 336]
   },
   "output": {
    "type": "Output",
    "name": "output",
    "inputs": ["join"],
    "at": [0, 448]
   }
  }
 }
}
"""


def changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0))[2:]
    return [x[1:] for x in lines if x.startswith("-")], [x[1:] for x in lines if x.startswith("+")]


def test_a_sketch_is_written_exactly_like_this():
    assert encode(bottleneck()) == TEXT


def test_what_is_written_reads_back_as_the_same_document():
    assert decode(TEXT).same_as(bottleneck())
    assert decode(TEXT.encode()).same_as(bottleneck())


@given(documents())
def test_any_document_survives_being_written_and_read(document):
    text = encode(document)
    again = decode(text)
    assert again.same_as(document)
    assert encode(again) == text


def test_an_empty_document_survives():
    assert decode(encode(Document())).same_as(Document())


@pytest.mark.parametrize("name", OPERATORS)
def test_an_operator_with_its_defaults_states_no_parameters(name):
    op = OPERATORS[name]()
    inputs = () if op.variadic else (None,) * len(op.inputs)
    document = Document(Graph({"a": Node("a", op, inputs, "a")}))
    assert "params" not in encode(document)
    assert decode(encode(document)).same_as(document)


@pytest.mark.parametrize(
    ("param", "value", "line"),
    [
        ("out_channels", 48, '    "params": {"kernel_size": [5, 5], "out_channels": 48, "padding": "same"},'),
        ("out_channels", 64, '    "params": {"kernel_size": [5, 5], "padding": "same"},'),
        ("kernel_size", (3, 7), '    "params": {"kernel_size": [3, 7], "out_channels": 32, "padding": "same"},'),
        (
            "padding",
            (0, 1, 2, 3),
            '    "params": {"kernel_size": [5, 5], "out_channels": 32, "padding": [0, 1, 2, 3]},',
        ),
        (
            "bias",
            False,
            '    "params": {"bias": false, "kernel_size": [5, 5], "out_channels": 32, "padding": "same"},',
        ),
        ("groups", Formula("c_in // 8"), '    "formulas": {"groups": "c_in // 8"},'),
    ],
)
def test_a_changed_parameter_is_one_changed_line(param, value, line):
    document = bottleneck()
    removed, added = changed_lines(TEXT, encode(edits.set_param(document, "5x5", param, value)))
    assert added == [line]
    assert len(removed) == 1


def test_a_moved_node_a_new_name_and_a_new_wire_are_one_line_each():
    document = bottleneck()
    assert changed_lines(TEXT, encode(edits.move(document, ["5x5"], 8, -0.5)))[1] == ['    "at": [8, 223.5]']
    assert changed_lines(TEXT, encode(edits.rename(document, "5x5", "wide")))[1] == ['    "name": "wide",']
    wired = edits.connect(document, OutputRef("input"), "5x5", 0)
    assert changed_lines(TEXT, encode(wired)) == (['    "inputs": ["1x1_reduce"],'], ['    "inputs": ["input"],'])


def test_the_order_in_which_nodes_were_made_leaves_no_trace():
    document = bottleneck()
    turned = replace(document.main, nodes=dict(reversed(list(document.main.nodes.items()))))
    assert encode(replace(document, main=turned)) == TEXT


def test_stated_defaults_other_spacing_and_a_byte_order_mark_are_read():
    compact = "".join(line.strip() for line in TEXT.splitlines())
    stated = compact.replace('"params": {"kernel_size": [1, 1]', '"params": {"groups": 1, "kernel_size": [1, 1]')
    assert stated != compact
    for text in (stated, "\ufeff" + stated, TEXT.replace("\n", "\r\n")):
        assert encode(decode(text)) == TEXT
        assert encode(decode(text.encode())) == TEXT


def test_open_inputs_need_not_be_stated():
    text = '{"format": "convas", "version": 1, "graph": {"nodes": {"a": {"type": "ReLU"}, "b": {"type": "Add"}}}}'
    nodes = decode(text).main.nodes
    assert nodes["a"].inputs == (None,)
    assert nodes["b"].inputs == ()
    assert nodes["a"].name == "a"


UNKNOWN = """\
{
 "format": "convas",
 "version": 1,
 "meta": {
  "title": "later",
  "licence": "CC0"
 },
 "variables": {
  "width": {"value": 1.5, "unit": "×"}
 },
 "modules": {
  "block": {
   "name": "block",
   "parameters": {
    "c": {"value": 8, "note": "channels", "range": [1, {"to": 9}]}
   },
   "graph": {
    "nodes": {},
    "frames": []
   },
   "icon": {
    "name": "cube"
   }
  }
 },
 "graph": {
  "nodes": {
   "a_call": {
    "type": "Module",
    "name": "a call",
    "params": {"arguments": {"gone": "2 +", "width": -0.5}, "frozen": true, "module": "lost", "repeat": 2},
    "formulas": {"later": 1, "repeat": "d"},
    "inputs": [null, "mystery"],
    "opened": [1]
   },
   "after": {
    "type": "ReLU",
    "name": "after",
    "params": {"inplace": true},
    "formulas": {"slope.0": 3},
    "inputs": ["mystery:2"],
    "at": [0, 8],
    "colour": {"hue": 0.5, "tags": ["a", {"b": null}]}
   },
   "mystery": {
    "type": "DeformConv2d",
    "name": "mystery",
    "params": {"offset_groups": 2, "out_channels": 8},
    "formulas": {"out_channels": "c_in"},
    "inputs": [null, null],
    "at": [0, 0]
   }
  },
  "frames": [
   {
    "title": "stem",
    "nodes": ["after"]
   }
  ]
 },
 "palette": {
  "a": 1
 }
}
"""


def test_what_this_version_does_not_know_is_kept_and_written_back():
    document = decode(UNKNOWN)
    mystery = document.main.nodes["mystery"].op
    assert isinstance(mystery, UnknownOperator)
    assert (mystery.type, len(mystery.inputs), len(mystery.outputs)) == ("DeformConv2d", 2, 3)
    assert encode(document) == UNKNOWN


def test_what_is_not_known_stays_when_its_layer_is_edited():
    document = edits.rename(edits.move(decode(UNKNOWN), ["after"], 8, 8), "mystery", "m")
    removed, added = changed_lines(UNKNOWN, encode(document))
    assert sorted(added) == ['    "at": [8, 16],', '    "name": "m",']
    assert len(removed) == 2


def test_a_fragment_comes_back_and_is_itself_a_sketch():
    fragment = edits.copy_fragment(bottleneck(), ["5x5", "1x1_reduce"])
    text = encode_fragment(fragment)
    again = decode_fragment(text)
    assert again.nodes.keys() == fragment.nodes.keys()
    assert all(node.same_as(fragment.nodes[key]) for key, node in again.nodes.items())
    assert again.layout == fragment.layout
    assert decode(text).main.nodes.keys() == fragment.nodes.keys()
    assert decode_fragment(TEXT).nodes.keys() == bottleneck().main.nodes.keys()


@pytest.mark.parametrize("text", ["", "conv", '{"format": "other"}', "[1, 2]", '"sketch"', "null"])
def test_text_that_is_no_fragment_is_refused(text):
    with pytest.raises(FormatError):
        decode_fragment(text)


def test_a_value_out_of_range_opens():
    document = edits.set_param(bottleneck(), "5x5", "stride", (0, -(10**30)))
    assert decode(encode(document)).same_as(document)


ONE = {"a": Node("a", Conv2d(), (None,), "a")}


@pytest.mark.parametrize(
    ("document", "place"),
    [
        (Document(Graph(ONE, {"a": Point(math.nan, 0)})), "$.graph.nodes.a.at"),
        (Document(Graph(ONE, {"a": Point(0, math.inf)})), "$.graph.nodes.a.at"),
        (Document(Graph(ONE, {"a": Point(1e10, 0)})), "$.graph.nodes.a.at"),
        (Document(Graph(ONE, extra={"zoom": -math.inf})), "$.graph.zoom"),
        (Document(Graph({"a": Node("a", Conv2d(groups=10**400), (None,), "a")})), "$.graph.nodes.a.params.groups"),
        (
            Document(Graph({"a": Node("a", Conv2d(stride=(1, 10**5000)), (None,), "a")})),
            "$.graph.nodes.a.params.stride[1]",
        ),
        (Document(Graph({"a": Node("a", Conv2d(), (None,), "\ud800")})), "$.graph.nodes.a.name"),
        (Document(meta=Meta(title="\udfff")), "$.meta.title"),
        (Document(Graph({"a:b": Node("a:b", Conv2d(), (None,), "a")})), '$.graph.nodes["a:b"]'),
        (Document(Graph({"a": Node("a", Conv2d(), (None,), " ")})), "$.graph.nodes.a.name"),
        (Document(Graph({"a": Node("a", Conv2d(), (None,), "a/b")})), "$.graph.nodes.a.name"),
        (Document(Graph({**ONE, "b": Node("b", Conv2d(), (None,), "a")})), "$.graph.nodes.b.name"),
        (Document(Graph({"a": Node("a", Conv2d(), (OutputRef("gone"),), "a")})), "$.graph.nodes.a.inputs"),
    ],
)
def test_what_no_reader_would_take_back_is_not_written(document, place):
    with pytest.raises(FormatError) as error:
        encode(document)
    assert [problem.place for problem in error.value.problems] == [place]


def test_what_is_no_json_at_all_is_a_bug_and_not_a_problem_of_the_sketch():
    with pytest.raises(TypeError, match="set cannot be written"):
        encode(Document(extra={"odd": {1, 2}}))


def test_a_chain_of_ten_thousand_layers_survives():
    count = 10_000
    nodes = {
        f"c{n}": Node(f"c{n}", Conv2d(out_channels=n + 1), (OutputRef(f"c{n - 1}") if n else None,), f"c{n}")
        for n in range(count)
    }
    document = Document(Graph(nodes))
    text = encode(document)
    assert len(text) > LARGE
    assert decode(text).same_as(document)
    broken = text.replace('"out_channels": 5000}', '"out_channels": 5000.0}')
    with pytest.raises(FormatError) as error:
        decode(broken)
    assert [problem.place for problem in error.value.problems] == ["$.graph.nodes.c4999.params.out_channels"]


def test_neither_qt_nor_numpy_nor_msgspec_is_loaded_for_an_ordinary_sketch(tmp_path):
    path = tmp_path / "a.convas"
    path.write_text(TEXT, encoding="utf-8")
    program = (
        "import sys; from core.io.files import read_document, write_document; "
        f"write_document({str(path)!r}, read_document({str(path)!r})); "
        "print([name for name in ('PySide6', 'numpy', 'msgspec') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_sketch_on_the_page_about_the_format_is_written_just_so():
    page = (Path(__file__).parents[3] / "docs" / "format.md").read_text(encoding="utf-8")
    shown = page.split("## The file", 1)[1].split("```json\n", 1)[1].split("```", 1)[0]
    assert encode(decode(shown)) == shown
