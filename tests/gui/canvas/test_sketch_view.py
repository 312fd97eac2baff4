"""Following a session, looking around, and painting no more than needed."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QProxyStyle, QStyle

from core.document import edits
from gui.canvas.sketch_view import SketchView
from tests.gui.canvas.sketches import tower

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


def test_nothing_flashes_where_the_person_wants_no_animations(hand):
    hand.canvas.preferences.animations = False
    hand.session.select(("conv",))
    before = hand.canvas.grab().toImage()
    hand.canvas.reveal("conv")
    assert hand.canvas.grab().toImage() == before


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


def test_what_is_said_of_several_layers_of_a_large_sketch_comes_after_the_frame(hand, qtbot, monkeypatch):
    canvas, session = hand.canvas, hand.session
    monkeypatch.setattr("gui.canvas.sketch_view._SMALL", 0)
    before = dict(canvas._state().badges)
    session.apply("Delete", lambda d: edits.remove(d, ["project"]))  # nobody reads the pool any more
    assert canvas._state().badges == before
    qtbot.waitUntil(lambda: canvas._state().badges != before)
    session.undo()
    qtbot.waitUntil(lambda: canvas._state().badges == before)
