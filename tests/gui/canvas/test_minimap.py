"""The map in the corner: when it is there, what it shows, and the view moved by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.document import edits
from core.document.annotations import add_annotation, change_annotation
from core.document.builder import Builder
from core.document.document import Document
from core.document.graph import Annotation, Point
from core.ops.activation import ReLU
from core.ops.pool import MaxPool2d
from gui.canvas.minimap import DragMap
from gui.canvas.viewing import READABLE, shows, to_screen_rect
from gui.drawing.painter import View, paint
from gui.theme import DARK, LIGHT
from tests.gui.canvas.conftest import Hand
from tests.gui.canvas.sketches import tower


@pytest.fixture
def tall(hand_over: Callable[[Document], Hand]) -> Hand:
    """A hand over the beginning of a tall sketch, at a scale at which most of it is out of view."""
    hand = hand_over(tower(60))
    QApplication.processEvents()
    assert not hand.canvas.map_rect.isEmpty()
    return hand


def on_screen(hand: Hand) -> QImage:
    """What is on the screen now: painted in parts, as a person sees it."""
    QApplication.processEvents()
    return hand.canvas.screen().grabWindow(hand.canvas.winId()).toImage()


def frame(hand):
    canvas = hand.canvas
    return canvas.minimap.frame(canvas.seen(), canvas.map_rect)


# -- whether it is there ----------------------------------------------------------------------------------------------


def test_it_stands_in_the_corner_while_something_is_out_of_view(tall):
    place = tall.canvas.map_rect
    assert (1000 - place.right(), 800 - place.bottom()) == (13, 13)
    tall.canvas.fit()
    assert tall.canvas.map_rect.isEmpty()
    tall.canvas.zoom_in()
    assert tall.canvas.map_rect.isEmpty()  # most of it is in view still
    for _ in range(3):
        tall.canvas.zoom_in()
    assert not tall.canvas.map_rect.isEmpty()


def test_it_is_not_there_for_an_empty_sketch_nor_for_one_that_is_all_in_view(hand, empty):
    assert hand.canvas.map_rect.isEmpty()
    assert empty.canvas.map_rect.isEmpty()


def test_it_leaves_a_small_canvas_alone(tall):
    tall.canvas.resize(470, 800)
    assert tall.canvas.map_rect.isEmpty()
    tall.canvas.resize(1000, 310)
    assert tall.canvas.map_rect.isEmpty()


def test_it_is_hidden_where_the_person_does_not_want_it(tall):
    tall.canvas.toggle_minimap()
    assert not tall.canvas.preferences.minimap
    assert tall.canvas.map_rect.isEmpty()
    tall.canvas.preferences.minimap = True
    assert not tall.canvas.map_rect.isEmpty()


# -- what it shows ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [QSize(1000, 800), QSize(500, 900), QSize(1600, 340)])
def test_it_takes_little_of_the_canvas(tall, size):
    tall.canvas.resize(size)
    place = tall.canvas.map_rect
    assert tall.canvas.rect().contains(place)
    assert place.size().boundedTo(QSize(200, 200)) == place.size()
    assert place.size().boundedTo(size / 2) == place.size()
    assert min(place.width(), place.height()) >= 44


def test_the_frame_is_around_what_is_in_view(tall):
    canvas = tall.canvas
    canvas.one_to_one()
    whole = canvas.scene.bounds()
    place = canvas.map_rect
    for node in ("relu5", "relu30", "relu55"):
        box = canvas.scene.rect(node)
        canvas.centre_on(QPointF(box.x + box.width / 2, box.y + box.height / 2))
        share = (box.y + box.height / 2 - whole.y) / whole.height
        assert frame(tall).center().y() == pytest.approx(place.y() + 6 + share * (place.height() - 12), abs=1.5)
        assert QRect(place).contains(frame(tall).toAlignedRect())


def test_the_frame_waits_at_the_edge_when_the_sketch_is_left_behind(tall):
    tall.canvas.pan_by(0, -100_000)
    place = tall.canvas.map_rect
    assert place.contains(frame(tall).toAlignedRect())
    assert frame(tall).height() >= 7
    assert place.bottom() - frame(tall).bottom() < 4


def test_what_is_wrong_is_to_be_seen_however_large_the_sketch(hand_over):
    builder = Builder()
    last = builder.input(8, 8, 8, at=(0, 0))
    for row in range(400):
        op = MaxPool2d(kernel_size=(99, 99)) if row == 200 else ReLU()
        last = builder.add(op, last, at=(0, row + 1))
    hand = hand_over(builder.build())
    assert colors(hand)[LIGHT.error.name()] >= 12


def test_it_is_drawn_in_the_colours_of_the_theme(tall):
    assert LIGHT.panel.name() in colors(tall)
    tall.canvas.preferences.theme = "dark"
    assert DARK.panel.name() in colors(tall)
    assert LIGHT.panel.name() not in colors(tall)


def colors(hand) -> Counter[str]:
    """How many pixels of the map have which colour."""
    place = hand.canvas.map_rect
    image = hand.canvas.grab(place).toImage()
    return Counter(image.pixelColor(x, y).name() for x in range(place.width()) for y in range(place.height()))


def test_the_picture_is_kept_while_nothing_lies_or_looks_otherwise(tall):
    tall.canvas.grab()
    drawn = tall.canvas.minimap.drawn
    for _ in range(5):
        tall.canvas.pan_by(-3, -7)
        tall.canvas.zoom_by(1.1)
        tall.canvas.grab()
    tall.session.apply("x", lambda d: edits.rename(d, "relu3", "other"))
    tall.canvas.grab()
    assert tall.canvas.minimap.drawn == drawn
    tall.session.apply("x", lambda d: edits.move(d, ("relu3",), 320, 0))
    tall.canvas.grab()
    assert tall.canvas.minimap.drawn == drawn + 1


def test_the_map_of_a_large_sketch_waits_until_an_edit_is_over(hand_over, qtbot):
    hand = hand_over(tower(2100))
    hand.canvas.grab()
    drawn = hand.canvas.minimap.drawn
    for _ in range(3):
        hand.session.apply("x", lambda d: edits.move(d, ("relu3",), 320, 0))
        hand.canvas.grab()
    assert hand.canvas.minimap.drawn == drawn
    qtbot.waitUntil(lambda: hand.canvas.minimap.drawn == drawn + 1)


def test_what_is_selected_or_found_stands_out_on_it_wherever_it_is(tall):
    accent = LIGHT.accent.name()
    before = colors(tall)[accent]
    tall.session.select(("relu50",))
    selected = colors(tall)[accent]
    assert selected >= before + 12
    tall.canvas.light({"relu40", "relu45"})
    assert colors(tall)[accent] >= selected + 24
    tall.canvas.search_over()
    tall.session.select(())
    assert colors(tall)[accent] == before


def test_a_selection_made_elsewhere_shows_on_it_at_once(tall):
    tall.canvas.clearFocus()
    on_screen(tall)
    tall.session.select(("relu50",))
    in_parts = on_screen(tall)
    tall.canvas.update()
    assert in_parts == on_screen(tall)


def test_frames_and_notes_are_on_it(tall):
    plain = colors(tall)
    box = tall.canvas.scene.rect("relu20")
    frame = Annotation("f", "frame", "Stage", box.x - 20, box.y, box.width + 40, 2000, "red")
    tall.session.apply("x", lambda d: add_annotation(d, frame))
    assert colors(tall).keys() - plain.keys()
    drawn = tall.canvas.minimap.drawn
    tall.session.apply("x", lambda d: change_annotation(d, "f", color="blue"))
    tall.canvas.grab()
    assert tall.canvas.minimap.drawn == drawn + 1


# -- painting in parts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", [(0, -9), (13, 0), (-7, -11), (5, 6)])
def test_panning_moves_pixels_and_leaves_no_trace_of_the_map(tall, step):
    tall.canvas.clearFocus()
    for _ in range(3):
        tall.canvas.pan_by(*step)
        on_screen(tall)
    in_parts = on_screen(tall)
    tall.canvas.update()
    assert in_parts == on_screen(tall)


def test_a_step_of_panning_paints_little_but_strips_and_the_map(tall, monkeypatch):
    on_screen(tall)
    painted = []

    def noted(painter, scene, view, state, theme, dirty, quality):
        painted.extend(dirty)
        paint(painter, scene, view, state, theme, dirty, quality)

    monkeypatch.setattr("gui.canvas.sketch_view.paint", noted)
    tall.canvas.pan_by(-4, -6)
    on_screen(tall)
    assert painted
    assert sum(area.width() * area.height() for area in painted) < 0.03 * 1000 * 800
    assert not any(area.intersects(QRectF(tall.canvas.map_rect)) for area in painted)


def test_many_steps_of_panning_fill_their_traces_from_one_picture(tall):
    tall.canvas.one_to_one()
    on_screen(tall)
    before = tall.canvas.beneath.drawn
    for _ in range(12):
        tall.canvas.pan_by(-5, 4)
        on_screen(tall)
    assert tall.canvas.beneath.drawn == before + 1


def test_what_changed_beside_the_map_is_not_painted_over_with_what_was(tall):
    canvas = tall.canvas
    canvas.one_to_one()
    place, box = canvas.map_rect, canvas.scene.rect("relu30")
    canvas.look(View(1.0, place.left() - box.x - 150, place.top() - box.y + 20))
    canvas.clearFocus()
    on_screen(tall)
    canvas.pan_by(-3, -3)
    on_screen(tall)
    tall.session.apply("x", lambda d: edits.rename(d, "relu30", "quite another name"))
    on_screen(tall)
    canvas.pan_by(-9, -2)
    in_parts = on_screen(tall)
    canvas.update()
    assert in_parts == on_screen(tall)


def test_an_edit_that_brings_the_map_or_takes_it_away_leaves_no_trace(hand_over):
    hand = hand_over(tower(6))
    hand.canvas.one_to_one()
    hand.canvas.pan_by(0, 10)
    hand.canvas.clearFocus()
    on_screen(hand)
    assert hand.canvas.map_rect.isEmpty()
    hand.session.apply("x", lambda d: edits.move(d, ("relu5",), 0, 3000))
    assert not hand.canvas.map_rect.isEmpty()
    for step in (hand.session.undo, hand.session.redo):
        step()
        in_parts = on_screen(hand)
        hand.canvas.update()
        assert in_parts == on_screen(hand)


# -- moving the view by it --------------------------------------------------------------------------------------------


def test_a_press_takes_the_view_there_and_a_drag_takes_it_along(tall):
    canvas = tall.canvas
    canvas.one_to_one()
    place = canvas.map_rect
    tall.press(QPoint(place.center().x(), place.top() + 8))
    begun = canvas.gesture
    assert isinstance(begun, DragMap)
    assert shows(canvas.view, canvas.size(), canvas.scene.rect("relu0"))
    tall.move(QPoint(place.center().x(), place.bottom() - 8))
    assert shows(canvas.view, canvas.size(), canvas.scene.rect("relu59"))
    tall.release(QPoint(place.center().x(), place.bottom() - 8))
    assert canvas.gesture is None
    assert canvas.scale == 1
    assert (tall.session.selection, tall.session.undo_text) == (frozenset(), None)


def test_the_frame_is_dragged_from_where_it_is_grasped(tall):
    tall.canvas.one_to_one()
    view = tall.canvas.view
    grasped = frame(tall).center().toPoint() + QPoint(0, 2)
    tall.press(grasped)
    assert tall.canvas.view.scale == view.scale
    assert abs(tall.canvas.view.ty - view.ty) < 1
    tall.move(grasped + QPoint(0, 20))
    bounds, place = tall.canvas.scene.bounds(), tall.canvas.map_rect
    moved = 20 * bounds.height / (place.height() - 12)
    assert view.ty - tall.canvas.view.ty == pytest.approx(moved, rel=0.1)
    tall.release(grasped + QPoint(0, 20))


def test_esc_takes_a_drag_in_the_map_back(tall):
    view = tall.canvas.view
    place = tall.canvas.map_rect
    tall.press(QPoint(place.center().x(), place.bottom() - 8))
    assert tall.canvas.view != view
    tall.key(Qt.Key.Key_Escape)
    assert tall.canvas.view == view


def test_a_double_click_on_it_adds_nothing_and_nothing_below_it_is_hit(tall):
    canvas = tall.canvas
    place = canvas.map_rect
    box = canvas.scene.rect("relu3")
    corner = canvas.to_canvas(QPointF(place.center()))
    tall.session.apply("x", lambda d: edits.place(d, {"relu3": Point(corner.x() - box.width / 2, corner.y() - 20)}))
    tall.hover(place.center())
    assert "relu3" not in canvas.tooltip_at(QPointF(place.center()))
    QTest.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=place.center())
    assert tall.session.selection == frozenset()
    assert canvas.gesture is None or isinstance(canvas.gesture, DragMap)


def test_the_wheel_over_it_zooms_about_the_middle_also_where_the_wheel_pans(tall):
    tall.canvas.preferences.wheel = "pan"
    middle = tall.canvas.to_canvas(QPointF(tall.canvas.rect().center()))
    tall.wheel(tall.canvas.map_rect.center(), QPoint(0, 120))
    assert tall.canvas.scale == pytest.approx(READABLE * 1.25)
    now = tall.canvas.to_canvas(QPointF(tall.canvas.rect().center()))
    assert (now - middle).manhattanLength() < 3


# -- never in the way -------------------------------------------------------------------------------------------------


def test_what_is_revealed_does_not_lie_under_it(tall):
    canvas = tall.canvas
    canvas.one_to_one()
    place = canvas.map_rect
    box = canvas.scene.rect("relu30")
    canvas.look(View(1.0, place.left() - box.x + 20, place.top() - box.y + 20))
    tall.session.reveal("relu30")
    shown = to_screen_rect(canvas.view, box)
    assert shows(canvas.view, canvas.size(), box)
    assert not shown.intersects(QRectF(canvas.map_rect))


def test_walking_with_the_arrows_does_not_lead_under_it(tall):
    canvas = tall.canvas
    canvas.one_to_one()
    box = canvas.scene.rect("relu30")
    canvas.look(View(1.0, 1000 - 40 - box.right, 60 - box.y))
    tall.session.select(("relu30",))
    for _ in range(8):
        tall.key(Qt.Key.Key_Down)
        (at,) = tall.session.selection
        assert not to_screen_rect(canvas.view, canvas.scene.rect(at)).intersects(QRectF(canvas.map_rect))
