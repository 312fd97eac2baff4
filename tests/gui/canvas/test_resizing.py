"""Resizing frames and notes by their edges and corners, by real events."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt

from core.document.annotations import change_annotation, remove_annotations
from core.document.graph import Annotation
from tests.gui.canvas.conftest import Hand

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
CURSOR = Qt.CursorShape
EDGES = {
    "left": (0, 0.5),
    "right": (1, 0.5),
    "bottom": (0.5, 1),
    "top left": (0, 0),
    "bottom right": (1, 1),
    "top right": (1, 0),
    "bottom left": (0, 1),
    "top": (0.5, 0),
}


@pytest.fixture
def noted(empty: Hand) -> Hand:
    """A frame, and below it a note."""
    empty.annotate(
        Annotation("frame", "frame", "stem", -160, -80, 320, 160),
        Annotation("note", "note", "look here", -160, 120, 160, 80),
    )
    return empty


def at(hand: Hand, key: str, edge: str) -> QPoint:
    x, y, width, height = hand.canvas.scene.annotation_rect(key)
    across, along = EDGES[edge]
    return hand.canvas.to_screen(QPointF(x + across * width, y + along * height)).toPoint()


def box(hand: Hand, key: str) -> tuple[float, float, float, float]:
    found = hand.session.graph.annotations[key]
    return found.x, found.y, found.width, found.height


@pytest.mark.parametrize(
    ("edge", "by", "changed"),
    [
        ("left", (-30, 50), (-32, 0, 32, 0)),
        ("right", (30, 50), (0, 0, 32, 0)),
        ("bottom", (30, 50), (0, 0, 0, 48)),
        ("top left", (-30, -50), (-32, -48, 32, 48)),
        ("bottom right", (30, 50), (0, 0, 32, 48)),
        ("top right", (30, -50), (0, -48, 32, 48)),
    ],
)
@pytest.mark.parametrize("key", ["frame", "note"])
def test_an_edge_goes_along_the_grid(noted, key, edge, by, changed):
    before = box(noted, key)
    start = at(noted, key, edge)
    noted.drag(start, start + QPoint(*by))
    assert tuple(b - a for a, b in zip(before, box(noted, key), strict=True)) == changed
    assert noted.session.annotations == {key}
    assert noted.steps()[2:] == [f"Resize “{'stem' if key == 'frame' else 'look here'}”"]
    noted.session.undo()
    assert box(noted, key) == before


def test_it_shows_while_it_is_dragged_and_escape_leaves_no_trace(noted):
    document = noted.session.document
    before = noted.canvas.scene.annotation_rect("frame")
    start = at(noted, "frame", "right")
    noted.press(start)
    noted.carry(start + QPoint(40, 0), start + QPoint(80, 0))
    assert noted.canvas.scene.annotation_rect("frame").width == before.width + 80
    assert noted.session.document is document
    noted.key(Qt.Key.Key_Escape)
    assert noted.canvas.scene.annotation_rect("frame") == before
    noted.release(start + QPoint(80, 0))
    assert noted.session.document is document


@pytest.mark.parametrize(("key", "least"), [("frame", (96, 64)), ("note", (64, 32))])
def test_it_never_becomes_too_small_to_be_taken_hold_of(noted, key, least):
    x, y, _, _ = box(noted, key)
    start = at(noted, key, "bottom right")
    noted.drag(start, start - QPoint(900, 700))
    assert box(noted, key) == (x, y, *least)


def test_the_edge_on_the_other_side_stays_where_it_is_too_small(noted):
    x, y, width, height = box(noted, "note")
    start = at(noted, "note", "top left")
    noted.drag(start, start + QPoint(400, 300))
    assert box(noted, "note") == (x + width - 64, y + height - 32, 64, 32)


def test_with_ctrl_it_leaves_the_grid(noted):
    before = box(noted, "note")
    start = at(noted, "note", "right")
    noted.press(start)
    noted.carry(start + QPoint(13, 0), modifiers=CONTROL)
    noted.release(start + QPoint(13, 0), CONTROL)
    assert box(noted, "note")[2] == before[2] + 13


def test_a_click_on_an_edge_selects(noted):
    noted.click(at(noted, "frame", "left"))
    assert noted.session.annotations == {"frame"}
    noted.click(at(noted, "note", "left"), SHIFT)
    assert noted.session.annotations == {"frame", "note"}
    noted.click(at(noted, "note", "left"), SHIFT)
    assert noted.session.annotations == {"frame"}
    assert noted.steps()[2:] == []


def test_it_follows_an_edit_underneath(noted):
    start = at(noted, "frame", "right")
    noted.press(start)
    noted.carry(start + QPoint(80, 0))
    noted.session.apply("x", lambda d: change_annotation(d, "frame", y=-160))
    noted.release(start + QPoint(80, 0))
    assert box(noted, "frame") == (-160, -160, 400, 160)


def test_it_ends_when_the_frame_goes(noted):
    start = at(noted, "frame", "right")
    noted.press(start)
    noted.carry(start + QPoint(80, 0))
    noted.session.apply("x", lambda d: remove_annotations(d, ("frame",)))
    assert noted.canvas.gesture is None
    noted.release(start)
    assert noted.steps()[2:] == ["x"]


@pytest.mark.parametrize(
    ("edge", "shape"),
    [
        ("left", CURSOR.SizeHorCursor),
        ("bottom", CURSOR.SizeVerCursor),
        ("top left", CURSOR.SizeFDiagCursor),
        ("bottom left", CURSOR.SizeBDiagCursor),
    ],
)
def test_the_pointer_tells_which_way_an_edge_goes(noted, edge, shape):
    noted.hover(at(noted, "frame", edge))
    assert noted.canvas.cursor().shape() == shape


def test_the_pointer_tells_that_a_title_is_for_moving(noted):
    noted.hover(at(noted, "frame", "top") + QPoint(0, 14))
    assert noted.canvas.cursor().shape() == CURSOR.SizeAllCursor
    noted.hover(at(noted, "frame", "top") + QPoint(0, 80))
    assert noted.canvas.cursor().shape() == CURSOR.ArrowCursor
