"""Room along a wire for what was inserted on it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint

from core.document import edits
from core.document.annotations import add_annotation
from core.document.builder import Builder
from core.document.document import MAIN, Document
from core.document.graph import Annotation, Edge, Flow, OutputRef, Point
from core.document.styles import set_flow, set_style
from core.document.wiring_edits import insert_on_wire
from core.layout.arranging import arrange, boxes_of
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from gui.canvas.room import make_room, overlaps

EDGE = Edge(OutputRef("a"), "b", 0)


def column(flow: Flow = "down") -> Document:
    """input → a → b → output in a row without room for more, c beside, and a loose layer ``new`` on the wire."""
    builder = Builder()
    image = builder.input(8, 16, 16)
    a = builder.add(Conv2d(out_channels=8, padding="same"), image, name="a")
    b = builder.add(Conv2d(out_channels=8, padding="same"), a, name="b")
    builder.add(ReLU(), a, name="c")
    builder.output(b)
    document = set_flow(builder.build(), flow)
    document = edits.place(document, arrange(document.main))
    middle = boxes_of(document.main)
    a_box, b_box = middle["a"], middle["b"]
    document = edits.add_node(
        document, Conv2d(out_channels=8, padding="same"), node_id="new", name="new", at=Point(0, 0)
    )
    at = Point(b_box.x, (a_box.y + b_box.y) // 2) if flow == "down" else Point((a_box.x + b_box.x) // 2, b_box.y)
    document = edits.place(document, {"new": at})
    return insert_on_wire(document, EDGE, ("new", 0), OutputRef("new"))


@pytest.mark.parametrize("flow", ["down", "right"])
def test_what_comes_behind_moves_on_as_far_as_it_must(flow):
    document = column(flow)
    assert overlaps(document.main, "new")
    after = make_room(document, ("new",), EDGE, graph=MAIN).main
    boxes, before = boxes_of(after), boxes_of(document.main)
    axis = 1 if flow == "down" else 0
    for one, other in (("a", "new"), ("new", "b")):
        assert boxes[other][axis] - boxes[one][axis] - boxes[one][axis + 2] in range(40, 48)
    assert boxes["output"][axis] - boxes["b"][axis] == before["output"][axis] - before["b"][axis]
    for key in ("input", "a", "c"):
        assert boxes[key] == before[key]
    assert not overlaps(after, "new")


def test_where_there_is_room_nothing_moves():
    document = column()
    document = edits.move(document, ("b", "output"), 0, 400)
    document = edits.move(document, ("new",), 0, 200)
    assert make_room(document, ("new",), EDGE, graph=MAIN) is document


def test_what_stands_beside_the_wire_needs_no_room():
    document = edits.move(column(), ("new",), 1000, 0)
    assert make_room(document, ("new",), EDGE, graph=MAIN) is document


def test_a_wire_that_leads_up_moves_nothing():
    document = edits.move(column(), ("a", "input"), 0, 3000)
    assert make_room(document, ("new",), EDGE, graph=MAIN) is document


def test_what_is_locked_stays():
    document = set_style(column(), ("output",), locked=True)
    after = make_room(document, ("new",), EDGE, graph=MAIN).main
    assert after.position("output") == document.main.position("output")
    assert after.position("b") != document.main.position("b")
    document = set_style(column(), ("b",), locked=True)
    after = make_room(document, ("new",), EDGE, graph=MAIN).main
    assert after.position("output") == document.main.position("output")


def test_a_frame_grows_around_what_moves_on_and_one_of_its_own_goes_along():
    document = column()
    boxes = boxes_of(document.main)
    a, b, out = boxes["a"], boxes["b"], boxes["output"]
    wide = Annotation("wide", "frame", "", min(a.x, b.x) - 8, a.y - 8, 900, b.y + b.height - a.y + 16)
    own = Annotation("own", "frame", "", out.x - 8, out.y - 8, out.width + 16, out.height + 16)
    for item in (wide, own):
        document = add_annotation(document, item)
    after = make_room(document, ("new",), EDGE, graph=MAIN).main
    by = after.position("b").y - b.y
    assert by > 0
    frames = after.annotations
    assert (frames["wide"].y, frames["wide"].height) == (wide.y, wide.height + by)
    assert (frames["own"].y, frames["own"].height) == (own.y + by, own.height)


def test_what_makes_room_glides_there(hand, qtbot, preferences):
    preferences.animations = True
    mime = hand.preset("ReLU")
    at = hand.wire("reduce", "conv")
    before = hand.canvas.scene.rect("conv")
    hand.enter(mime, at + QPoint(100, 0))
    hand.over(mime, at)
    hand.drop(mime, at)
    there = hand.session.graph.position("conv")
    assert there.y > before.y
    assert hand.canvas.scene.rect("conv") == before
    qtbot.waitUntil(lambda: hand.canvas.scene.rect("conv").y == there.y)


def test_a_layer_dropped_between_two_makes_room_in_the_same_step(hand):
    mime = hand.preset("ReLU")
    at = hand.wire("reduce", "conv")
    hand.enter(mime, at + QPoint(100, 0))
    hand.over(mime, at)
    hand.drop(mime, at)
    (node,) = hand.session.selection
    assert not overlaps(hand.session.graph, node)
    assert not overlaps(hand.session.graph, "conv")
    assert hand.steps() == ["Insert ReLU"]
