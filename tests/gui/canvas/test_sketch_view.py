"""Following a session, looking around, and painting no more than needed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice
from PySide6.QtWidgets import QApplication, QProxyStyle, QStyle

from core.document import edits
from core.document.builder import Builder
from core.ops.activation import ReLU
from gui.canvas.sketch_view import SketchView
from gui.canvas.viewing import LARGEST, SMALLEST, shows

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
AT = QPoint(300, 200)


def under(hand, at=AT):
    """The canvas point under a point of the widget, in whole hundredths."""
    point = hand.canvas.to_canvas(QPointF(at))
    return round(point.x(), 2), round(point.y(), 2)


def tower(layers):
    builder = Builder()
    last = builder.input(8, 8, 8, at=(0, 0))
    for row in range(layers):
        last = builder.add(ReLU(), last, name=f"relu{row}", at=(0, row + 1))
    return builder.build()


# -- fitting ----------------------------------------------------------------------------------------------------------


def test_a_small_document_is_first_shown_whole_at_1_to_1(hand):
    assert hand.canvas.scale == 1
    assert shows(hand.canvas.view, hand.canvas.size(), hand.canvas.scene.bounds())


def test_a_large_document_is_first_shown_whole(hand_over):
    canvas = hand_over(tower(30)).canvas
    assert canvas.scale < 1
    assert shows(canvas.view, canvas.size(), canvas.scene.bounds())


def test_another_document_is_fitted_anew(hand):
    hand.canvas.zoom_by(3)
    hand.session.replace(tower(30))
    QApplication.processEvents()
    assert shows(hand.canvas.view, hand.canvas.size(), hand.canvas.scene.bounds())


def test_the_first_fit_lasts_until_the_window_has_its_size(hand_over):
    canvas = hand_over(tower(30)).canvas
    canvas.resize(600, 500)
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


# -- revealing --------------------------------------------------------------------------------------------------------


def test_what_is_out_of_view_is_brought_to_the_middle(hand_over):
    hand = hand_over(tower(30))
    hand.canvas.zoom_by(4)
    scale = hand.canvas.scale
    hand.session.reveal("relu29")
    assert hand.canvas.scale == scale
    assert (hand.node("relu29") - hand.canvas.rect().center()).manhattanLength() < 4


def test_what_is_in_view_is_revealed_without_moving_anything(hand):
    view = hand.canvas.view
    hand.session.reveal("conv")
    assert hand.canvas.view == view


def test_what_is_revealed_flashes_and_stops(hand, qtbot):
    hand.session.select(("conv",))
    before = hand.canvas.grab().toImage()
    hand.canvas.reveal("conv")
    qtbot.waitUntil(lambda: hand.canvas.grab().toImage() != before)
    qtbot.waitUntil(lambda: hand.canvas.grab().toImage() == before)


def test_nothing_flashes_where_animations_are_unwanted(hand):
    class Calm(QProxyStyle):
        def styleHint(self, hint, option=None, widget=None, data=None):
            if hint == QStyle.StyleHint.SH_Widget_Animation_Duration:
                return 0
            return super().styleHint(hint, option, widget, data)

    calm = Calm("Fusion")
    hand.canvas.setStyle(calm)
    hand.session.select(("conv",))
    before = hand.canvas.grab().toImage()
    hand.canvas.reveal("conv")
    assert hand.canvas.grab().toImage() == before
    hand.canvas.setStyle(None)


def test_a_flash_ends_with_its_node(hand):
    hand.canvas.reveal("conv")
    hand.session.apply("x", lambda d: edits.remove(d, ("conv",)))
    hand.canvas.grab()
    hand.canvas.reveal("conv")  # a stale request: nothing to show
    hand.canvas.grab()


# -- following --------------------------------------------------------------------------------------------------------


def test_an_edit_elsewhere_touches_the_nodes_it_reaches_and_no_others(hand):
    hand.session.apply("x", lambda d: edits.set_param(d, "conv", "out_channels", 64))
    assert hand.canvas.scene.touched == 3  # conv, concat, output


def test_the_picture_after_an_edit_is_that_of_a_fresh_canvas(hand, preferences, qtbot):
    hand.session.apply("x", lambda d: edits.set_param(d, "conv", "padding", "valid"))
    hand.session.apply("x", lambda d: edits.disconnect(d, "project", 0))
    hand.session.undo()
    QApplication.processEvents()
    canvas = hand.canvas
    canvas.clearFocus()
    hand.hover(QPoint(3, 3))
    fresh = SketchView(hand.session, preferences)
    qtbot.addWidget(fresh)
    fresh.resize(canvas.size())
    assert fresh.grab().toImage() == canvas.grab().toImage()


def test_what_was_repainted_in_part_is_what_a_full_repaint_shows(hand):
    screen = hand.canvas.screen()

    def shown():
        QApplication.processEvents()
        return screen.grabWindow(hand.canvas.winId()).toImage()

    steps = [
        lambda: hand.session.apply("x", lambda d: edits.set_param(d, "conv", "padding", "valid")),
        lambda: hand.session.apply("x", lambda d: edits.set_param(d, "pool", "kernel_size", (5, 5))),
        lambda: hand.session.apply("x", lambda d: edits.move(d, ("reduce",), -40, 64)),
        lambda: hand.session.apply("x", lambda d: edits.disconnect(d, "concat", 0)),
        lambda: hand.session.select(("reduce", "pool")),
        lambda: hand.session.select(("conv",)),
        lambda: hand.hover(hand.node("project")),
        lambda: hand.hover(hand.output("project")),
        lambda: hand.hover(hand.wire("pool", "project")),
        lambda: hand.click(hand.wire("pool", "project")),
        lambda: hand.hover(QPoint(3, 3)),
        hand.session.undo,
        hand.session.undo,
        lambda: hand.session.apply("x", lambda d: edits.remove(d, ("conv",))),
    ]
    for step in steps:
        step()
        partly = shown()
        hand.canvas.update()
        assert partly == shown()


def test_an_empty_sketch_says_what_to_do(empty):
    bare = empty.canvas.grab().toImage()
    empty.canvas.add_preset("ReLU")
    empty.session.undo()
    assert empty.canvas.grab().toImage() == bare
    colors = {bare.pixelColor(x, y).name() for x in range(300, 700) for y in range(380, 420)}
    assert len(colors) > 3  # there is text in the middle


def test_preferences_repaint(hand, preferences):
    light = hand.canvas.grab().toImage()
    preferences.shape_order = "CHW"
    swapped = hand.canvas.grab().toImage()
    assert swapped != light
    preferences.theme = "dark"
    assert hand.canvas.grab().toImage().pixelColor(3, 3).lightness() < 64


def test_a_hint_about_several_layers_marks_its_node(hand):
    before = hand.canvas.grab().toImage()
    hand.session.apply("x", lambda d: edits.disconnect(d, "concat", 1))  # now nothing reads "project"
    assert hand.canvas._state().badges == {"project": "hint"}
    hand.session.undo()
    assert hand.canvas._state().badges == {}
    assert hand.canvas.grab().toImage() == before


def test_the_canvas_describes_itself_to_assistive_technology(hand):
    canvas = hand.canvas
    assert canvas.accessibleName() == "Sketch Untitled"
    hand.session.set_untitled("Inception")
    assert canvas.accessibleName() == "Sketch Inception"
    assert canvas.accessibleDescription() == "layers: 5; nothing selected"
    hand.session.select(("conv",))
    assert canvas.accessibleDescription() == "layers: 5; selected: conv"
    hand.session.select(("conv", "pool"))
    assert canvas.accessibleDescription() == "layers: 5; selected: 2 layers"
    hand.click(hand.wire("reduce", "conv"))
    assert canvas.accessibleDescription() == "layers: 5; selected: wire from reduce to conv"
    hand.session.apply("x", lambda d: edits.disconnect(d, "reduce", 0))
    assert "without a result" in canvas.accessibleDescription()
