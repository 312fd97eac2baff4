"""Frames and notes: placed, changed, moved, deleted, copied; what lies within a frame."""

import math
from dataclasses import replace

import pytest

from core.document import edits
from core.document.annotations import add_annotation, change_annotation, inside, remove_annotations
from core.document.document import Document
from core.document.graph import Annotation, Point
from core.errors import EditError
from core.ops.activation import ReLU

FRAME = Annotation("frame", "frame", "Stem", 0, 0, 400, 300, "blue")
NOTE = Annotation("note", "note", "two\nlines", 20, 20, 100, 60)


@pytest.fixture
def sketch():
    document = edits.add_node(Document(), ReLU(), node_id="relu", name="relu", at=Point(40, 120))
    return add_annotation(add_annotation(document, FRAME), NOTE)


def test_they_stand_in_the_order_in_which_they_were_placed(sketch):
    assert list(sketch.main.annotations.values()) == [FRAME, NOTE]
    turned = dict(reversed(sketch.main.annotations.items()))
    assert not sketch.main.same_as(replace(sketch.main, annotations=turned))


@pytest.mark.parametrize("taken", ["frame", "relu"])
def test_an_id_is_given_once_among_nodes_frames_and_notes(sketch, taken):
    with pytest.raises(EditError, match="taken"):
        add_annotation(sketch, replace(NOTE, id=taken))


def test_a_node_does_not_take_the_id_of_a_note(sketch):
    with pytest.raises(EditError, match="taken"):
        edits.add_node(sketch, ReLU(), node_id="note", name="x", at=Point(0, 0))


def test_a_field_changes_and_the_order_stays(sketch):
    after = change_annotation(sketch, "frame", text="Head", width=80)
    assert after.main.annotations["frame"] == replace(FRAME, text="Head", width=80)
    assert list(after.main.annotations) == ["frame", "note"]
    assert after.main.nodes is sketch.main.nodes
    assert change_annotation(sketch, "frame", text="Stem") is sketch


@pytest.mark.parametrize(
    "fields", [{"width": 0}, {"height": -1}, {"x": math.inf}, {"color": "pink"}, {"kind": "arrow"}, {"id": "other"}]
)
def test_what_cannot_be_is_refused(sketch, fields):
    with pytest.raises(EditError):
        change_annotation(sketch, "frame", **fields)


def test_one_that_is_gone_cannot_be_changed(sketch):
    with pytest.raises(EditError, match="any more"):
        change_annotation(sketch, "gone", text="x")


def test_they_are_deleted_alone_or_with_nodes(sketch):
    after = remove_annotations(sketch, ("frame", "gone"))
    assert (list(after.main.annotations), list(after.main.nodes)) == (["note"], ["relu"])
    assert remove_annotations(sketch, ("gone",)) is sketch
    both = edits.remove(sketch, ("relu",), annotations=("note",))
    assert (list(both.main.annotations), list(both.main.nodes)) == (["frame"], [])
    only = edits.remove(sketch, (), annotations=("note",))
    assert (list(only.main.annotations), only.main.nodes) == (["frame"], sketch.main.nodes)


def test_they_move_with_nodes_and_by_themselves(sketch):
    after = edits.move(sketch, ("relu",), 8, 16, annotations=("frame", "gone"))
    assert after.main.position("relu") == Point(48, 136)
    assert after.main.annotations["frame"] == replace(FRAME, x=8, y=16)
    assert after.main.annotations["note"] is NOTE
    alone = edits.place(sketch, {}, annotations={"note": Point(1, 2)})
    assert (alone.main.annotations["note"].x, alone.main.annotations["note"].y) == (1, 2)
    assert edits.place(sketch, {}, annotations={"note": Point(20, 20)}) is sketch


def test_a_frame_holds_what_lies_wholly_within_it(sketch):
    boxes = {"relu": (40, 120, 184, 64), "out": (300, 120, 184, 64), "edge": (0, 0, 400, 300)}
    assert inside(sketch.main, "frame", boxes) == (frozenset({"relu", "edge"}), frozenset({"note"}))
    moved = change_annotation(sketch, "note", x=350)
    assert inside(moved.main, "frame", boxes)[1] == frozenset()


def test_a_note_holds_nothing_and_neither_does_what_is_gone(sketch):
    boxes = {"relu": (25, 25, 10, 10)}
    assert inside(sketch.main, "note", boxes) == (frozenset(), frozenset())
    assert inside(sketch.main, "gone", boxes) == (frozenset(), frozenset())


def test_they_are_copied_and_pasted_under_new_ids(sketch):
    fragment = edits.copy_fragment(sketch, ("relu",), annotations=("note",))
    assert fragment.ids == ("relu", "note")
    after = edits.paste(sketch, fragment, {"relu": "r2", "note": "n2"}, dx=10, dy=20)
    assert after.main.annotations["n2"] == replace(NOTE, id="n2", x=30, y=40)
    assert list(after.main.annotations) == ["frame", "note", "n2"]


def test_one_without_a_new_id_keeps_its_own_or_gets_a_number(sketch):
    fragment = edits.copy_fragment(sketch, (), annotations=("note",))
    after = edits.paste(sketch, fragment, {})
    assert list(after.main.annotations) == ["frame", "note", "note_2"]
    with pytest.raises(EditError, match="taken"):
        edits.paste(sketch, fragment, {"note": "relu"})
