"""Zooming, panning, jumping and coming back; what the eye is led to after undo and redo."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.document import edits
from core.document.annotations import add_annotation
from core.document.document import Bookmark
from core.document.graph import Annotation, Point
from core.document.styles import set_flow
from gui.canvas.viewing import LARGEST, READABLE, SMALLEST, shows
from gui.drawing.geometry import Rect
from tests.gui.canvas.sketches import nested, tower

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
AT = QPoint(300, 200)


def under(hand, at=AT):
    """The canvas point under a point of the widget, in whole hundredths."""
    point = hand.canvas.to_canvas(QPointF(at))
    return round(point.x(), 2), round(point.y(), 2)


def seen(hand):
    """Let the canvas be painted: only what was seen is a place to come back to."""
    QApplication.processEvents()
    return hand.canvas.view


# -- fitting ----------------------------------------------------------------------------------------------------------


def test_a_small_document_is_first_shown_whole_at_1_to_1(hand):
    assert hand.canvas.scale == 1
    assert shows(hand.canvas.view, hand.canvas.size(), hand.canvas.scene.bounds())


def test_a_document_that_can_be_read_as_a_whole_is_first_shown_whole(hand_over):
    canvas = hand_over(tower(8)).canvas
    assert READABLE < canvas.scale < 1
    assert shows(canvas.view, canvas.size(), canvas.scene.bounds())


def test_of_a_tall_document_the_beginning_is_shown_first_so_that_it_can_be_read(hand_over):
    canvas = hand_over(tower(30)).canvas
    assert canvas.scale == READABLE
    assert shows(canvas.view, canvas.size(), canvas.scene.rect("input"))
    assert canvas.to_screen(QPointF(0, canvas.scene.rect("input").y)).y() == 32
    middle = canvas.scene.rect("input").x + canvas.scene.rect("input").width / 2
    assert canvas.to_screen(QPointF(middle, 0)).x() == pytest.approx(500, abs=1)


def test_of_a_sketch_that_flows_to_the_right_the_beginning_is_at_the_left(hand_over):
    turned = {f"relu{row}": Point(300.0 * (row + 1), 0.0) for row in range(30)}
    document = set_flow(edits.place(tower(30), turned), "right")
    canvas = hand_over(document).canvas
    assert canvas.scale == READABLE
    assert canvas.to_screen(QPointF(canvas.scene.rect("input").x, 0)).x() == 32


def test_a_fit_shows_all_of_a_tall_document(hand_over):
    hand = hand_over(tower(30))
    hand.key(Qt.Key.Key_Home)
    assert hand.canvas.scale < READABLE
    assert shows(hand.canvas.view, hand.canvas.size(), hand.canvas.scene.bounds())


def test_another_document_is_looked_at_anew(hand):
    hand.canvas.zoom_by(3)
    hand.session.replace(tower(30))
    QApplication.processEvents()
    assert hand.canvas.scale == READABLE
    assert shows(hand.canvas.view, hand.canvas.size(), hand.canvas.scene.rect("input"))


def test_the_first_view_lasts_until_the_window_has_its_size(hand_over):
    canvas = hand_over(tower(8)).canvas
    canvas.resize(600, 500)
    assert canvas.scale == READABLE
    canvas.resize(1000, 1600)
    assert canvas.scale == 1
    assert shows(canvas.view, canvas.size(), canvas.scene.bounds())


def test_a_view_that_was_chosen_outlasts_a_change_of_size(hand):
    hand.canvas.pan_by(10, 10)
    view = hand.canvas.view
    hand.canvas.resize(600, 500)
    assert hand.canvas.view == view


def test_fit_selection_shows_what_is_selected(hand_over):
    hand = hand_over(tower(30))
    hand.session.select(("relu20",))
    hand.canvas.fit_selection()
    assert hand.canvas.scale == 2
    assert shows(hand.canvas.view, hand.canvas.size(), hand.canvas.scene.rect("relu20"))


def test_fit_selection_shows_selected_frames_and_notes(hand_over):
    hand = hand_over(tower(30))
    frame = Annotation("f", "frame", "Stage", 900.0, 1000.0, 400.0, 300.0)
    hand.session.apply("x", lambda d: add_annotation(d, frame))
    hand.session.select((), ("f",))
    hand.canvas.fit_selection()
    assert hand.canvas.scale > 1
    assert shows(hand.canvas.view, hand.canvas.size(), Rect(900, 1000, 400, 300))
    hand.canvas.add_bookmark()
    assert hand.session.document.bookmarks[0].name == "Stage"


def test_fit_selection_without_one_fits_all(hand):
    hand.canvas.pan_by(5000, 0)
    hand.canvas.fit_selection()
    assert shows(hand.canvas.view, hand.canvas.size(), hand.canvas.scene.bounds())


def test_the_home_key_fits(hand):
    hand.canvas.pan_by(5000, 0)
    hand.key(Qt.Key.Key_Home)
    assert shows(hand.canvas.view, hand.canvas.size(), hand.canvas.scene.bounds())


def test_one_to_one_keeps_the_middle(hand_over):
    hand = hand_over(tower(30))
    middle = under(hand, hand.canvas.rect().center())
    hand.canvas.one_to_one()
    assert hand.canvas.scale == 1
    assert under(hand, hand.canvas.rect().center()) == pytest.approx(middle, abs=1)


# -- zooming and panning ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("modifiers", [Qt.KeyboardModifier.NoModifier, CONTROL])
def test_the_wheel_zooms_at_the_pointer(hand, modifiers):
    before = under(hand)
    hand.wheel(AT, QPoint(0, 120), modifiers=modifiers)
    assert hand.canvas.scale == 1.25
    assert under(hand) == pytest.approx(before, abs=0.5)
    hand.wheel(AT, QPoint(0, -240), modifiers=modifiers)
    assert hand.canvas.scale == pytest.approx(0.8)
    assert under(hand) == pytest.approx(before, abs=1)


def test_zooming_stops_at_its_limits(hand):
    for _ in range(40):
        hand.canvas.zoom_in()
    assert hand.canvas.scale == LARGEST == 4
    for _ in range(60):
        hand.canvas.zoom_out()
    assert hand.canvas.scale == SMALLEST == 0.05


def test_zooming_in_and_out_again_passes_through_1_to_1(hand):
    for _ in range(3):
        hand.wheel(AT, QPoint(0, 120))
    for _ in range(3):
        hand.wheel(AT, QPoint(0, -120))
    assert hand.canvas.scale == 1


def test_two_fingers_pan(hand):
    view = hand.canvas.view
    hand.wheel(AT, pixels=QPoint(7, -13))
    assert hand.canvas.view == (view.scale, view.tx + 7, view.ty - 13)


def test_a_touchpad_that_knows_no_pixels_pans_too(hand):
    view = hand.canvas.view
    hand.wheel(AT, QPoint(0, -120), touchpad=True)
    assert hand.canvas.view == (view.scale, view.tx, view.ty - 60)


def test_two_fingers_with_ctrl_zoom(hand):
    hand.wheel(AT, QPoint(0, 120), pixels=QPoint(0, 60), modifiers=CONTROL)
    assert hand.canvas.scale == 1.25


def test_the_wheel_with_shift_pans_sideways(hand):
    view = hand.canvas.view
    hand.wheel(AT, QPoint(0, 120), modifiers=SHIFT)
    assert hand.canvas.view == (view.scale, view.tx + 60, view.ty)


def test_a_pinch_zooms_at_the_fingers(hand):
    before = under(hand)
    event = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture,
        QPointingDevice.primaryPointingDevice(),
        2,
        QPointF(AT),
        QPointF(AT),
        QPointF(AT),
        0.5,
        QPointF(),
    )
    QApplication.sendEvent(hand.canvas, event)
    assert hand.canvas.scale == 1.5
    assert under(hand) == pytest.approx(before, abs=0.5)


def test_a_change_of_view_is_announced(hand, qtbot):
    with qtbot.waitSignal(hand.canvas.view_changed):
        hand.canvas.zoom_in()
    with qtbot.waitSignal(hand.canvas.view_changed):
        hand.canvas.pan_by(1, 0)
    with qtbot.assertNotEmitted(hand.canvas.view_changed):
        hand.canvas.pan_by(0, 0)


@pytest.mark.parametrize(
    ("command", "scale"), [("zoom_25", 0.25), ("zoom_50", 0.5), ("one_to_one", 1), ("zoom_200", 2)]
)
def test_a_preset_takes_its_scale_about_the_middle(hand_over, command, scale):
    hand = hand_over(tower(30))
    middle = under(hand, hand.canvas.rect().center())
    getattr(hand.canvas, command)()
    assert hand.canvas.scale == scale
    assert under(hand, hand.canvas.rect().center()) == pytest.approx(middle, abs=4)


def test_the_wheel_pans_where_the_person_wants_that_and_zooms_with_ctrl(hand):
    hand.canvas.preferences.wheel = "pan"
    view = hand.canvas.view
    hand.wheel(AT, QPoint(0, -120))
    assert hand.canvas.view == (view.scale, view.tx, view.ty - 60)
    hand.wheel(AT, QPoint(0, -120), modifiers=SHIFT)
    assert hand.canvas.view == (view.scale, view.tx - 60, view.ty - 60)
    hand.wheel(AT, QPoint(0, 120), modifiers=CONTROL)
    assert hand.canvas.scale == 1.25


# -- places -----------------------------------------------------------------------------------------------------------


def test_back_returns_to_where_a_jump_began_and_forward_to_where_it_led(hand_over):
    hand = hand_over(tower(30))
    first = seen(hand)
    hand.canvas.fit()
    whole = seen(hand)
    hand.session.reveal("relu29")
    hand.canvas.zoom_200()
    hand.canvas.back()
    assert seen(hand) == whole
    hand.canvas.back()
    assert seen(hand) == first
    hand.canvas.back()  # nothing lies before
    assert seen(hand) == first
    hand.canvas.forward()
    assert seen(hand) == whole


def test_the_side_buttons_of_the_mouse_go_back_and_forward(hand_over):
    hand = hand_over(tower(30))
    first = seen(hand)
    hand.canvas.fit()
    whole = seen(hand)
    QTest.mouseClick(hand.canvas, Qt.MouseButton.BackButton, pos=AT)
    assert seen(hand) == first
    QTest.mouseClick(hand.canvas, Qt.MouseButton.ForwardButton, pos=AT)
    assert seen(hand) == whole


def test_back_comes_to_where_one_had_panned(hand_over):
    hand = hand_over(tower(30))
    seen(hand)
    hand.canvas.pan_by(-40, -300)
    panned = seen(hand)
    hand.canvas.fit()
    seen(hand)
    hand.canvas.back()
    assert seen(hand) == panned
    assert hand.canvas.places.behind == 0  # a step of panning is no jump


def test_back_leads_out_of_blocks_and_forward_into_them(hand_over):
    hand = hand_over(nested())
    outside = seen(hand)
    hand.session.enter("first")
    seen(hand)
    hand.canvas.zoom_50()
    half = seen(hand)
    hand.session.reveal("second", ())
    seen(hand)
    hand.canvas.back()
    assert (hand.session.path, seen(hand)) == (("first",), half)
    hand.canvas.back()
    hand.canvas.back()
    assert (hand.session.path, seen(hand)) == ((), outside)
    hand.canvas.forward()
    assert hand.session.path == ("first",)


def test_places_in_a_block_that_is_gone_are_passed_over(hand_over):
    hand = hand_over(nested())
    outside = seen(hand)
    hand.session.enter("first")
    seen(hand)
    hand.canvas.zoom_50()
    seen(hand)
    hand.session.leave()
    seen(hand)
    hand.session.apply("x", lambda d: edits.remove(d, ("first",)))
    hand.canvas.back()
    assert (hand.session.path, seen(hand)) == ((), outside)


def test_another_document_forgets_the_places_of_the_one_before(hand):
    seen(hand)
    hand.canvas.zoom_200()
    seen(hand)
    hand.session.replace(tower(30))
    view = seen(hand)
    hand.canvas.back()
    assert seen(hand) == view


# -- bookmarks --------------------------------------------------------------------------------------------------------


def test_a_bookmark_keeps_the_place_in_the_document_and_leads_back_to_it(hand_over):
    hand = hand_over(nested())
    seen(hand)
    hand.session.enter("first")
    hand.canvas.zoom_to(1.5)
    hand.canvas.pan_by(33, -21)
    view = seen(hand)
    hand.session.select(("b",))
    hand.canvas.add_bookmark()
    assert [(b.name, b.path) for b in hand.session.document.bookmarks] == [("b", ("first",))]
    assert hand.steps() == ["Add Bookmark"]
    assert "Alt+1" in hand.said[-1]
    hand.session.leave()
    seen(hand)
    hand.canvas.go_to_bookmark(1)
    assert (hand.session.path, seen(hand)) == (("first",), view)
    hand.canvas.back()
    assert hand.session.path == ()


def test_a_bookmark_takes_its_name_from_the_frame_the_nearest_layer_or_the_block(hand_over):
    hand = hand_over(tower(30))
    seen(hand)
    hand.canvas.add_bookmark()
    box = hand.canvas.scene.rect("relu5")
    frame = Annotation("f", "frame", "Stem", box.x - 20, box.y - 600, box.width + 40, 1400)
    hand.session.apply("x", lambda d: add_annotation(d, frame))
    hand.canvas.add_bookmark()
    hand.canvas.fit()
    hand.session.apply("x", lambda d: edits.remove(d, (), annotations=("f",)))
    hand.canvas.add_bookmark()
    assert [b.name for b in hand.session.document.bookmarks] == ["relu5", "Stem", "Whole sketch"]


def test_a_bookmark_that_leads_nowhere_says_so(hand_over):
    hand = hand_over(nested())
    view = seen(hand)
    hand.canvas.go_to_bookmark(1)  # there is none yet
    assert hand.said == []
    hand.session.enter("first")
    hand.canvas.add_bookmark()
    hand.session.leave()
    hand.session.apply("x", lambda d: edits.remove(d, ("first",)))
    hand.canvas.go_to_bookmark(1)
    assert "gone" in hand.said[-1]
    assert (hand.session.path, seen(hand)) == ((), view)


def test_a_bookmark_of_a_file_is_shown_whole_in_any_window(hand_over):
    hand = hand_over(tower(30))
    place = Bookmark("x", (), 0.0, 1000.0, 300.0, 2000.0)
    hand.session.apply("x", lambda d: replace(d, bookmarks=(place,)))
    hand.canvas.go_to_bookmark(1)
    assert shows(hand.canvas.view, hand.canvas.size(), Rect(0, 1000, 300, 2000))


# -- undo and redo ----------------------------------------------------------------------------------------------------


def far_away(hand_over):
    """A tall sketch, looked at near its end, with a step that changed its beginning."""
    hand = hand_over(tower(30))
    hand.session.apply("Rename", lambda d: edits.rename(d, "relu0", "first"))
    hand.canvas.zoom_to(1)
    hand.session.reveal("relu28")
    seen(hand)
    return hand


def test_what_undo_and_redo_change_is_brought_into_view(hand_over):
    hand = far_away(hand_over)
    hand.session.undo()
    assert shows(hand.canvas.view, hand.canvas.size(), hand.canvas.scene.rect("relu0"))
    hand.session.reveal("relu28")
    hand.session.redo()
    assert shows(hand.canvas.view, hand.canvas.size(), hand.canvas.scene.rect("relu0"))


def test_back_returns_to_where_undo_led_away_from(hand_over):
    hand = far_away(hand_over)
    view = hand.canvas.view
    hand.session.undo()
    seen(hand)
    hand.canvas.back()
    assert seen(hand) == view


def test_what_is_in_view_is_undone_without_moving_anything(hand_over):
    hand = hand_over(tower(30))
    view = seen(hand)
    hand.session.apply("Move", lambda d: edits.move(d, ("relu0",), 32, 0))
    hand.session.undo()
    hand.session.redo()
    assert hand.canvas.view == view


def test_where_a_layer_was_deleted_is_brought_into_view_by_redo(hand_over):
    hand = hand_over(tower(30))
    place = hand.canvas.scene.rect("relu29")
    hand.session.apply("Delete", lambda d: edits.remove(d, ("relu29",)))
    hand.session.undo()
    assert shows(hand.canvas.view, hand.canvas.size(), place)
    hand.canvas.reveal("relu0")
    hand.session.redo()
    assert shows(hand.canvas.view, hand.canvas.size(), place)


def test_a_jump_over_several_steps_shows_the_block_they_were_made_in(hand_over):
    hand = hand_over(nested())
    hand.session.enter("first")
    hand.session.apply("Rename", lambda d: edits.rename(d, "a", "alpha", graph=hand.session.graph_id))
    hand.session.apply("Rename", lambda d: edits.rename(d, "b", "beta", graph=hand.session.graph_id))
    hand.session.leave()
    seen(hand)
    hand.session.go_to(0)
    assert hand.session.path == ("first",)
    seen(hand)
    assert shows(hand.canvas.view, hand.canvas.size(), hand.canvas.scene.rect("a"))


# -- searching --------------------------------------------------------------------------------------------------------


def test_the_way_through_what_is_lit_is_one_jump(hand_over):
    hand = hand_over(tower(30))
    hand.canvas.zoom_to(1)
    begun = seen(hand)
    behind = hand.canvas.places.behind
    hand.canvas.light({"relu9", "relu19", "relu29"})
    for node in ("relu9", "relu19", "relu29"):
        hand.session.reveal(node)
        seen(hand)
    hand.canvas.search_over()
    assert hand.canvas.places.behind == behind + 1
    hand.canvas.back()
    assert seen(hand) == begun


def test_what_is_lit_stands_out(hand):
    plain = hand.canvas.grab().toImage()
    hand.canvas.light({"conv"})
    assert hand.canvas.grab().toImage() != plain
    hand.canvas.search_over()
    assert hand.canvas.grab().toImage() == plain
