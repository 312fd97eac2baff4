"""Looks in files: styles, frames and notes, bends, the flow, bookmarks, and what is bypassed."""

from __future__ import annotations

import difflib
import json
import math
from dataclasses import replace
from typing import Any

import pytest

from core.document import edits
from core.document.annotations import add_annotation, change_annotation, remove_annotations
from core.document.bookmarks import add_bookmark
from core.document.builder import Builder
from core.document.document import Bookmark, Document
from core.document.graph import Annotation, Graph, Node, NodeStyle, OutputRef, Point, Wire
from core.document.modules import Variable
from core.document.styles import set_bends, set_bypassed, set_flow, set_style
from core.errors import FormatError
from core.io import codec
from core.io.codec import decode, decode_fragment, encode, encode_fragment
from core.io.records import document_or_none
from core.io.schema import schema
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.merge import Concat
from core.ops.rearrange import Split
from tests.core.io.test_schema import fits

FRAME = Annotation("f1", "frame", "Stem", 0, -40, 400, 300.5, "blue")
NOTE = Annotation("a note", "note", "two\nlines", 8, 8, 120, 64)
BENT = Wire(OutputRef("half", 1), "join")


def sketch() -> Document:
    """Everything that a file says of looks, on the main graph and inside a block."""
    build = Builder("Looks")
    block = build.block("unit")
    block.output(block.add(ReLU, block.input(), name="act"))
    x = build.call(block, build.input(4, 8, 8), name="call")
    build.add(Split, x, name="half", chunks=2)
    build.output(build.add(Concat, OutputRef("half"), OutputRef("half", 1), name="join"))
    document = set_flow(set_bypassed(build.build(), ("call",), True), "right")
    document = set_style(document, ("half",), color="red", collapsed=True)
    document = set_style(document, ("call",), locked=True)
    document = add_annotation(document, replace(NOTE, id="n1"))
    document = add_annotation(document, FRAME)
    document = set_bends(document, BENT, [Point(8, 16), Point(24.5, 16)])
    document = set_bends(document, Wire(OutputRef("half"), "join"), [Point(0, 1)])
    document = set_style(document, ("act",), color="grey", graph="unit")
    document = add_annotation(document, replace(NOTE, id="n1"), graph="unit")
    document = add_bookmark(document, Bookmark("z: the stem", ("call",), 0, -8, 800, 600))
    return add_bookmark(document, Bookmark("all", (), -100, -100, 1600, 1000))


def changed_lines(before: Document, after: Document) -> tuple[int, int]:
    """Lines that are gone, and lines that are new."""
    lines = list(difflib.unified_diff(encode(before).splitlines(), encode(after).splitlines(), lineterm="", n=0))[2:]
    return sum(line[0] == "-" for line in lines), sum(line[0] == "+" for line in lines)


LOOKS = """\
  "styles": {
   "call": {"locked": true},
   "half": {"color": "red", "collapsed": true}
  },
  "annotations": {
   "n1": {
    "kind": "note",
    "text": "two\\nlines",
    "at": [8, 8],
    "size": [120, 64]
   },
   "f1": {
    "kind": "frame",
    "text": "Stem",
    "at": [0, -40],
    "size": [400, 300.5],
    "color": "blue"
   }
  },
  "bends": {
   "join": {
    "half": [[0, 1]],
    "half:1": [[8, 16], [24.5, 16]]
   }
  }
 },
 "bookmarks": {
  "z: the stem": {"path": ["call"], "at": [0, -8], "size": [800, 600]},
  "all": {"at": [-100, -100], "size": [1600, 1000]}
 }
}
"""


def test_looks_are_written_exactly_like_this():
    text = encode(sketch())
    assert text.endswith(LOOKS)
    assert ' "graph": {\n  "flow": "right",\n  "nodes": {' in text
    assert '    "name": "call",\n    "bypassed": true,\n' in text
    assert '"styles": {\n     "act": {"color": "grey"}\n    },\n' in text


def test_looks_read_back_as_they_were_by_either_pass(monkeypatch):
    text = encode(sketch())
    assert decode(text).same_as(sketch())
    fast = document_or_none(text.encode().replace(b"two\\nlines", b"two lines"))
    assert fast is not None
    assert fast.same_as(change_annotation_everywhere(sketch(), "two lines"))
    monkeypatch.setattr(codec, "LARGE", 0)
    assert decode(text).same_as(sketch())


def change_annotation_everywhere(document: Document, text: str) -> Document:
    return change_annotation(change_annotation(document, "n1", text=text), "n1", text=text, graph="unit")


def test_what_looks_as_all_others_states_nothing():
    plain = Builder("Plain")
    plain.output(plain.input(3, 8, 8))
    assert not any(
        word in encode(plain.build()) for word in ("styles", "annotations", "bends", "flow", "bypassed", "bookmarks")
    )
    stated = json.loads(encode(plain.build()))
    stated["graph"] |= {"flow": "down", "styles": {"input": {"color": ""}}, "annotations": {}, "bends": {}}
    stated["graph"]["nodes"]["input"]["bypassed"] = False
    assert encode(decode(json.dumps(stated | {"bookmarks": {}}))) == encode(plain.build())


@pytest.mark.parametrize(
    ("edit", "lines"),
    [
        (lambda d: set_style(d, ("half",), color="blue"), (1, 1)),
        (lambda d: set_bypassed(d, ("call",), False), (1, 0)),
        (lambda d: set_bends(d, BENT, [Point(1, 1)]), (1, 1)),
        (lambda d: set_flow(d, "down"), (1, 0)),
        (lambda d: change_annotation(d, "f1", text="Head"), (1, 1)),
        (lambda d: edits.move(d, (), 8, 8, annotations=("f1",)), (1, 1)),
        (lambda d: change_annotation(d, "f1", width=10, height=10), (1, 1)),
        (lambda d: change_annotation(d, "f1", color="red"), (1, 1)),
        (lambda d: remove_annotations(d, ("n1",)), (6, 0)),
        (lambda d: add_bookmark(d, Bookmark("new", (), 0, 0, 8, 8)), (1, 2)),  # a comma behind the one before it
    ],
)
def test_a_change_of_looks_is_a_change_of_its_line(edit, lines):
    assert changed_lines(sketch(), edit(sketch())) == lines


def test_the_schema_knows_looks():
    rule = schema()
    assert fits(json.loads(encode(sketch())), rule, rule)


def test_unknown_fields_of_looks_are_kept():
    record = json.loads(encode(sketch()))
    record["graph"]["styles"]["half"]["glow"] = 3
    record["graph"]["annotations"]["f1"]["font"] = {"size": 9}
    record["bookmarks"]["all"]["icon"] = "star"
    text = json.dumps(record)
    document = decode(text)
    assert document.main.styles["half"] == NodeStyle("red", collapsed=True, extra={"glow": 3})
    assert json.loads(encode(document)) == record
    assert json.loads(encode(set_style(document, ("half",), color="")))["graph"]["styles"]["half"]["glow"] == 3


def test_looks_of_what_is_not_there_are_left_out_without_a_word():
    record = json.loads(encode(sketch()))
    record["graph"]["styles"]["gone"] = {"color": "red"}
    record["graph"]["bends"] |= {"gone": {"half": [[0, 0]]}, "half": {"gone": [[0, 0]]}}
    record["graph"]["bends"]["join"]["half:2"] = [[0, 0]]
    assert decode(json.dumps(record)).same_as(sketch())


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"x": math.nan}, "n.at"),
        ({"y": 1e10}, "n.at"),
        ({"width": 1e10}, "n.size"),
        ({"width": 0}, "n.size"),
        ({"color": "pink"}, "n"),
        ({"kind": "arrow"}, "n"),
    ],
)
def test_a_note_that_no_reader_would_take_back_is_not_written(fields, place):
    note = replace(NOTE, id="n", **fields)
    with pytest.raises(FormatError) as caught:
        encode(Document(Graph(annotations={"n": note})))
    assert [problem.place for problem in caught.value.problems] == [f"$.graph.annotations.{place}"]


UNKNOWN: Any = "pink"
HERE = Bookmark("here", (), 0, 0, 1, 1)


@pytest.mark.parametrize(
    ("document", "place"),
    [
        (Document(Graph(annotations={"a:b": replace(NOTE, id="a:b")})), '$.graph.annotations["a:b"]'),
        (Document(Graph({"n": Node("n", ReLU(), (None,), "n")}, annotations={"n": NOTE})), "$.graph.annotations.n"),
        (
            Document(Graph({"n": Node("n", ReLU(), (None,), "n")}, styles={"n": NodeStyle(UNKNOWN)})),
            "$.graph.styles.n.color",
        ),
        (Document(Graph(flow=UNKNOWN)), "$.graph.flow"),
        (
            replace(sketch(), main=replace(sketch().main, bends={BENT: (Point(math.inf, 0),)})),
            '$.graph.bends.join["half:1"]',
        ),
        (Document(bookmarks=(HERE, HERE)), "$.bookmarks.here"),
        (Document(bookmarks=(replace(HERE, name=" "),)), '$.bookmarks[" "]'),
        (Document(bookmarks=(replace(HERE, path=("a:b",)),)), "$.bookmarks.here.path"),
        (Document(bookmarks=(replace(HERE, x=math.nan),)), "$.bookmarks.here.at"),
        (Document(bookmarks=(replace(HERE, height=0),)), "$.bookmarks.here.size"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_looks_that_no_reader_would_take_back_are_not_written(document, place):
    with pytest.raises(FormatError) as caught:
        encode(document)
    assert [problem.place for problem in caught.value.problems] == [place]


# -- fragments ----------------------------------------------------------------------------------------------------


def test_a_fragment_keeps_looks_and_how_it_was_connected():
    document = sketch()
    fragment = edits.copy_fragment(document, ("half", "join"), annotations=("f1",))
    back = decode_fragment(encode_fragment(fragment))
    assert back.styles == {"half": NodeStyle("red", collapsed=True)}
    assert back.annotations == {"f1": FRAME}
    assert back.bends == fragment.bends == document.main.bends
    assert back.wired == fragment.wired == {"half": (OutputRef("call"),)}
    after = edits.paste(document, back, {"half": "h2", "join": "j2", "f1": "f2"}, incoming=True)
    assert after.main.nodes["h2"].inputs == (OutputRef("call"),)


def test_a_fragment_that_was_kept_as_a_file_is_a_sketch():
    fragment = edits.copy_fragment(sketch(), ("half", "join"))
    text = encode_fragment(fragment)
    document = decode(text)
    assert list(document.main.nodes) == ["half", "join"]
    assert encode(document) == text


def test_a_whole_sketch_can_be_pasted_with_all_its_looks():
    document = sketch()
    fragment = decode_fragment(encode(document))
    new = {key: f"{key}.2" for key in fragment.ids}
    after = edits.paste(Document(), fragment, new, dx=10)
    assert len(after.main.nodes) == len(document.main.nodes)
    assert after.main.styles.keys() == {"half.2", "call.2"}
    assert [note.text for note in after.main.annotations.values()] == ["two\nlines", "Stem"]
    assert after.main.bends[Wire(OutputRef("half.2", 1), "join.2")] == (Point(18, 16), Point(34.5, 16))
    assert after.modules["unit"].same_as(document.modules["unit"])


@pytest.mark.parametrize(
    ("wired", "place"),
    [([], "$.wired"), ({"half": "call"}, "$.wired.half"), ({"half": [1]}, "$.wired.half[0]")],
)
def test_a_fragment_whose_wires_cannot_be_read_is_refused(wired, place):
    record = json.loads(encode_fragment(edits.copy_fragment(sketch(), ("half",)))) | {"wired": wired}
    with pytest.raises(FormatError) as caught:
        decode_fragment(json.dumps(record))
    assert [problem.place for problem in caught.value.problems] == [place]


def test_wires_that_a_fragment_does_not_have_close_no_cycle():
    record = json.loads(encode_fragment(edits.copy_fragment(sketch(), ("half", "join"))))
    record["wired"] = {"half": ["join"], "join": ["half:1", "half:7"]}
    assert decode_fragment(json.dumps(record)).wired == {}


def test_a_fragment_keeps_the_variables_it_uses_and_a_pasted_sketch_brings_no_others():
    build = Builder("Wide", w=8, unused=1)
    build.output(build.add(Conv2d, build.input(3, 8, 8), name="conv", out_channels="w"))
    document = build.build()
    fragment = decode_fragment(encode_fragment(edits.copy_fragment(document, ("conv",))))
    assert fragment.variables == {"w": Variable(8)}
    whole = decode_fragment(encode(document))
    assert edits.paste(Document(), whole, {key: key for key in whole.ids}).variables == {"w": Variable(8)}


def test_wires_of_layers_that_a_fragment_does_not_hold_are_ignored():
    record = json.loads(encode_fragment(edits.copy_fragment(sketch(), ("half",))))
    record["wired"] = {"gone": ["call"], "half": ["call", "call"]}
    assert decode_fragment(json.dumps(record)).wired == {}
