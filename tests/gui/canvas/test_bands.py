"""Selecting many by a rectangle or a lasso, by real events."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPoint, QPointF, Qt

from core.document import edits
from core.document.graph import Annotation
from tests.gui.canvas.conftest import Hand

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
ALT, NONE = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier


def on_screen(hand: Hand, x: float, y: float) -> QPoint:
    return hand.canvas.to_screen(QPointF(x, y)).toPoint()


def across(hand: Hand) -> tuple[QPoint, QPoint]:
    """Corners of a band that holds pool wholly, and only part of project below it."""
    pool, project = (hand.canvas.scene.rect(key) for key in ("pool", "project"))
    start = on_screen(hand, pool.right + 30, pool.y - 30)
    return start, on_screen(hand, pool.x - 12, project.y + project.height / 2)


def band(hand: Hand, modifiers: Qt.KeyboardModifier = NONE, *, press: Qt.KeyboardModifier = NONE) -> None:
    start, stop = across(hand)
    hand.press(start, press)
    hand.carry(start + (stop - start) / 2, stop, modifiers=modifiers | press)
    hand.release(stop, modifiers | press)


def test_a_band_selects_what_it_touches(hand):
    band(hand)
    assert hand.session.selection == {"pool", "project"}
    assert hand.steps() == []


def test_with_ctrl_it_selects_only_what_lies_within(hand):
    band(hand, CONTROL)
    assert hand.session.selection == {"pool"}


def test_the_preference_turns_it_round(hand, preferences):
    preferences.band = "contain"
    band(hand)
    assert hand.session.selection == {"pool"}
    band(hand, CONTROL)
    assert hand.session.selection == {"pool", "project"}


def test_ctrl_may_be_pressed_and_let_go_meanwhile(hand):
    start, stop = across(hand)
    hand.press(start)
    hand.carry(stop)
    assert hand.canvas.gesture.selection == {"pool", "project"}
    hand.carry(stop, modifiers=CONTROL)
    assert hand.canvas.gesture.selection == {"pool"}
    hand.carry(stop)
    hand.release(stop)
    assert hand.session.selection == {"pool", "project"}


def test_whether_touching_is_enough_can_be_seen(hand):
    start, stop = across(hand)
    hand.press(start)
    hand.carry(stop)
    touching = hand.canvas.grab().toImage()
    at = QPoint((start.x() + stop.x()) // 2, start.y())
    hand.carry(stop, modifiers=CONTROL)
    containing = hand.canvas.grab().toImage()
    edge = range(at.x() - 30, at.x() + 30)
    assert len({containing.pixel(x, at.y()) for x in edge}) < len({touching.pixel(x, at.y()) for x in edge})
    hand.key(Qt.Key.Key_Escape)
    hand.release(stop)


def test_shift_adds_to_what_is_selected(hand):
    hand.session.select(("conv",))
    band(hand, press=SHIFT)
    assert hand.session.selection == {"conv", "pool", "project"}


def test_a_band_selects_notes_it_touches_and_frames_it_holds(hand):
    pool, project = (hand.canvas.scene.rect(key) for key in ("pool", "project"))
    hand.annotate(
        Annotation("held", "frame", "", pool.x, pool.y - 20, 60, 60),
        Annotation("touched", "frame", "", pool.x, pool.y, 160, 2000),
        Annotation("note", "note", "", pool.x + 40, project.y + 20, 80, 400),
    )
    band(hand)
    assert hand.session.annotations == {"held", "note"}
    band(hand, CONTROL)
    assert hand.session.annotations == {"held"}


def test_escape_gives_back_the_selection(hand):
    hand.session.select(("conv",))
    start, stop = across(hand)
    hand.press(start)
    hand.carry(stop)
    assert hand.canvas._state().selection == {"pool", "project"}
    hand.key(Qt.Key.Key_Escape)
    hand.release(stop)
    assert hand.session.selection == {"conv"}
    assert hand.canvas._state().selection == {"conv"}


def test_a_band_follows_an_edit_underneath(hand):
    start, stop = across(hand)
    hand.press(start)
    hand.carry(stop)
    hand.session.apply("x", lambda d: edits.remove(d, ("pool",)))
    assert hand.canvas.gesture.selection == {"project"}
    hand.release(stop)
    assert hand.session.selection == {"project"}


# -- lasso ------------------------------------------------------------------------------------------------------------


def around(hand: Hand, *corners: tuple[float, float], modifiers: Qt.KeyboardModifier = ALT) -> None:
    """Draw around with Alt held."""
    points = [on_screen(hand, *corner) for corner in corners]
    hand.press(points[0], modifiers & ~CONTROL)
    for here, there in pairwise(points):
        hand.carry(*(here + (there - here) * step / 8 for step in range(1, 9)), modifiers=modifiers)
    hand.release(points[-1], modifiers)


def corners(hand: Hand) -> list[tuple[float, float]]:
    """A line around pool, through the upper part of project."""
    pool, project = (hand.canvas.scene.rect(key) for key in ("pool", "project"))
    left, right = pool.x - 20, pool.right + 20
    top, bottom = pool.y - 20, project.y + 10
    return [(right, top), (right, bottom), (left, bottom), (left, top)]


def test_a_lasso_selects_what_it_touches(hand):
    around(hand, *corners(hand))
    assert hand.session.selection == {"pool", "project"}
    assert hand.steps() == []


def test_a_lasso_with_ctrl_selects_what_lies_within_wholly(hand):
    around(hand, *corners(hand), modifiers=ALT | CONTROL)
    assert hand.session.selection == {"pool"}


def test_a_lasso_goes_round_what_is_left_out(hand):
    boxes = {key: hand.canvas.scene.rect(key) for key in ("input", "reduce", "pool", "conv", "project")}
    left, right = boxes["reduce"].x - 10, boxes["project"].right + 10
    top, bottom = boxes["reduce"].y - 10, boxes["conv"].bottom + 10
    inner_left, inner_right = boxes["reduce"].right + 8, boxes["pool"].x - 8
    # Down the left column, back up between the columns, over the top, and down the right column.
    around(
        hand,
        (inner_left, bottom),
        (left, bottom),
        (left, top),
        (inner_left, top),
        (inner_left, bottom - 4),
    )
    assert hand.session.selection == {"reduce", "conv"}
    around(hand, (inner_right, bottom), (right, bottom), (right, top), (inner_right, top), modifiers=ALT | SHIFT)
    assert hand.session.selection == {"reduce", "conv", "pool", "project"}


def test_a_thin_line_through_a_box_touches_it(hand):
    conv = hand.canvas.scene.rect("conv")
    middle = conv.y + conv.height / 2
    around(hand, (conv.x - 30, middle), (conv.right + 30, middle), (conv.x - 30, middle + 2))
    assert hand.session.selection == {"conv"}


def test_escape_puts_the_lasso_away(hand):
    points = [on_screen(hand, *corner) for corner in corners(hand)]
    hand.press(points[0], ALT)
    hand.carry(*points[1:], modifiers=ALT)
    assert hand.canvas.gesture.selection == {"pool", "project"}
    hand.key(Qt.Key.Key_Escape)
    assert hand.canvas.gesture is None
    hand.release(points[-1], ALT)
    assert hand.session.selection == set()
