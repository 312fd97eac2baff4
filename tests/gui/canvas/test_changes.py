"""Where the eye has to go after an edit was undone."""

from __future__ import annotations

import pytest

from core.document import edits
from core.document.annotations import add_annotation
from core.document.graph import Annotation, OutputRef, Point, Wire
from core.document.styles import set_bends, set_style
from gui.canvas.changes import changed_boxes
from gui.drawing.geometry import Rect

FRAME = Annotation("f", "frame", "Stem", 1000.0, 2000.0, 300.0, 400.0)


@pytest.mark.parametrize(
    ("edit", "nodes"),
    [
        (lambda d: edits.rename(d, "conv", "other"), {"conv"}),
        (lambda d: edits.set_param(d, "reduce", "out_channels", 8), {"reduce"}),
        (lambda d: edits.move(d, ("conv", "pool"), 100, 50), {"conv", "pool"}),
        (lambda d: edits.disconnect(d, "concat", 0), {"concat"}),
        (lambda d: set_style(d, ("conv",), color="red"), {"conv"}),
        (lambda d: set_bends(d, Wire(OutputRef("reduce"), "conv"), (Point(10.0, 20.0),)), {"conv"}),
        (lambda d: d, set()),
    ],
)
def test_what_an_edit_reaches_by_itself_is_where_it_stands_now(hand, edit, nodes):
    """Shapes further down change too, but that is not what the person did."""
    before = hand.session.graph
    hand.session.apply("x", edit)
    scene = hand.canvas.scene
    assert set(changed_boxes(before, hand.session.graph, scene)) == {scene.rect(node) for node in nodes}


def test_what_is_gone_stood_somewhere(hand):
    before, place = hand.session.graph, hand.canvas.scene.rect("project")
    hand.session.apply("x", lambda d: edits.disconnect(d, "concat", 1))
    before = hand.session.graph
    hand.session.apply("x", lambda d: edits.remove(d, ("project",)))
    assert changed_boxes(before, hand.session.graph, hand.canvas.scene) == [place]


def test_frames_and_notes_count_whether_they_come_or_go(hand):
    before = hand.session.graph
    hand.session.apply("x", lambda d: add_annotation(d, FRAME))
    after = hand.session.graph
    expected = [Rect(1000.0, 2000.0, 300.0, 400.0)]
    assert changed_boxes(before, after, hand.canvas.scene) == expected
    assert changed_boxes(after, before, hand.canvas.scene) == expected
