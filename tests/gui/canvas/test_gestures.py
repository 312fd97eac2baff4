"""Pan, rubber band, move and place, by real events."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from core.document import edits
from core.document.graph import Point

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
MIDDLE = Qt.MouseButton.MiddleButton


# -- selecting and moving ---------------------------------------------------------------------------------------------


def test_a_click_selects_a_node_and_is_no_edit(hand):
    document = hand.session.document
    hand.click(hand.node("conv"))
    assert hand.session.selection == {"conv"}
    assert hand.session.document is document
    hand.click(hand.node("pool"))
    assert hand.session.selection == {"pool"}
    assert hand.steps() == []


def test_shift_and_ctrl_clicks_toggle(hand):
    hand.click(hand.node("conv"))
    hand.click(hand.node("pool"), SHIFT)
    assert hand.session.selection == {"conv", "pool"}
    hand.click(hand.node("conv"), CONTROL)
    assert hand.session.selection == {"pool"}


def test_a_click_on_one_of_several_selected_selects_it_alone(hand):
    hand.session.select(("conv", "pool"))
    hand.click(hand.node("conv"))
    assert hand.session.selection == {"conv"}


def test_dragging_a_node_moves_it_in_one_step_onto_the_grid(hand):
    before = hand.session.graph.position("conv")
    hand.drag(hand.node("conv"), hand.node("conv") + QPoint(-61, 90))
    after = hand.session.graph.position("conv")
    assert after == Point(before.x - 64, before.y + 88)
    assert hand.steps() == ["Move conv"]


def test_dragging_twice_is_two_steps(hand):
    for _ in range(2):
        hand.drag(hand.node("conv"), hand.node("conv") + QPoint(-40, 64))
    assert hand.steps() == ["Move conv", "Move conv"]


def test_dragging_one_of_three_selected_moves_all_of_them(hand):
    chosen = ("conv", "reduce", "pool")
    before = {node: hand.session.graph.position(node) for node in chosen}
    hand.session.select(chosen)
    hand.drag(hand.node("pool"), hand.node("pool") + QPoint(56, 136))
    for node in chosen:
        assert hand.session.graph.position(node) == Point(before[node].x + 56, before[node].y + 136)
    assert hand.session.selection == set(chosen)
    assert hand.steps() == ["Move 3 layers"]


def test_while_a_node_is_dragged_the_document_does_not_change(hand):
    document, shown = hand.session.document, hand.canvas.scene.rect("conv")
    hand.press(hand.node("conv"))
    hand.move(hand.node("conv") + QPoint(40, 0), hand.node("conv") + QPoint(80, 40))
    assert hand.session.document is document
    assert hand.canvas.scene.rect("conv") != shown


def test_escape_puts_a_dragged_node_back(hand):
    document, shown = hand.session.document, hand.canvas.scene.rect("conv")
    start = hand.node("conv")
    hand.press(start)
    hand.move(start + QPoint(40, 0), start + QPoint(80, 40))
    hand.key(Qt.Key.Key_Escape)
    hand.release(start + QPoint(80, 40))
    assert hand.canvas.scene.rect("conv") == shown
    assert hand.session.document is document
    assert hand.session.selection == {"conv"}  # only the gesture was given up


def test_losing_the_focus_ends_a_drag(hand, qtbot):
    document, shown = hand.session.document, hand.canvas.scene.rect("conv")
    start = hand.node("conv")
    hand.press(start)
    hand.move(start + QPoint(80, 40))
    hand.canvas.clearFocus()
    assert hand.canvas.gesture is None
    assert hand.canvas.scene.rect("conv") == shown
    hand.release(start + QPoint(80, 40))
    assert hand.session.document is document


def test_a_drag_ends_when_its_node_is_removed_meanwhile(hand):
    start = hand.node("conv")
    hand.press(start)
    hand.move(start + QPoint(80, 40))
    hand.session.apply("Delete conv", lambda d: edits.remove(d, ("conv",)))
    assert hand.canvas.gesture is None
    hand.release(start + QPoint(80, 40))
    assert hand.steps() == ["Delete conv"]


def test_a_drag_goes_on_when_something_else_changes_meanwhile(hand):
    before = hand.session.graph.position("conv")
    start = hand.node("conv")
    hand.press(start)
    hand.move(start + QPoint(0, 40), start + QPoint(80, 200))
    hand.session.apply("Set out_channels", lambda d: edits.set_param(d, "pool", "kernel_size", (5, 5)))
    assert hand.canvas.scene.rect("conv").y == before.y + 200
    hand.release(start + QPoint(80, 200))
    assert hand.session.graph.position("conv") == Point(before.x + 80, before.y + 200)


def test_a_drag_back_to_the_start_is_no_edit(hand):
    document = hand.session.document
    start = hand.node("conv")
    hand.press(start)
    hand.move(start + QPoint(60, 0), start + QPoint(1, 1))
    hand.release(start + QPoint(1, 1))
    assert hand.session.document is document


def test_a_dragged_node_snaps_to_the_centre_line_of_a_neighbour(hand):
    hand.session.apply("Move", lambda d: edits.place(d, {"conv": Point(3, 224)}))
    # 3 is off the grid: alone, the grid would take "reduce" to 0 or 8.
    start = hand.node("reduce")
    hand.press(start)
    hand.move(start + QPoint(40, 0), start + QPoint(4, 0))
    assert not hand.canvas.gesture.extent().isEmpty()  # the line is shown
    hand.release(start + QPoint(4, 0))
    assert hand.session.graph.position("reduce").x == 3


def test_moving_one_node_touches_no_other(hand):
    hand.drag(hand.node("conv"), hand.node("conv") + QPoint(-64, 32))
    assert hand.canvas.scene.touched == 1


def test_moving_one_node_repaints_a_part_of_the_canvas(hand):
    start = hand.node("output")
    hand.press(start)
    hand.move(start + QPoint(-90, 20))
    QApplication.processEvents()
    watch = Watch(hand.canvas)
    hand.move(start + QPoint(-100, 20), start + QPoint(-120, 20))
    QApplication.processEvents()
    assert len(watch.painted) == 1  # one repaint a turn of the event loop
    assert watch.painted[0].height() < hand.canvas.height() / 2
    hand.release(start + QPoint(-120, 20))


class Watch(QObject):
    """Notes what is painted of a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.painted: list[QRect] = []
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.painted.append(event.rect())
        return False


def test_undo_after_a_move_brings_back_place_and_selection(hand):
    before = hand.session.graph.position("conv")
    hand.click(hand.node("pool"))
    hand.drag(hand.node("conv"), hand.node("conv") + QPoint(-64, 32))
    hand.session.undo()
    assert hand.session.graph.position("conv") == before
    assert hand.canvas.scene.rect("conv")[:2] == before


# -- rubber band ------------------------------------------------------------------------------------------------------


def band(hand, *nodes):
    """Two corners around these nodes."""
    rect = hand.canvas.scene.bounds(nodes)
    view = hand.canvas.view
    return (
        QPoint(int(rect.x * view.scale + view.tx) - 12, int(rect.y * view.scale + view.ty) - 8),
        QPoint(int(rect.right * view.scale + view.tx) + 8, int(rect.bottom * view.scale + view.ty) + 8),
    )


def test_a_rubber_band_selects_what_it_touches(hand):
    hand.drag(*band(hand, "reduce", "conv"))
    assert hand.session.selection == {"reduce", "conv"}
    assert hand.steps() == []


def test_a_rubber_band_selects_what_it_touches_by_a_corner(hand):
    top_left, _ = band(hand, "reduce")
    hand.drag(top_left, top_left + QPoint(20, 20))
    assert hand.session.selection == {"reduce"}


def test_shift_adds_to_what_was_selected(hand):
    hand.click(hand.node("pool"))
    hand.drag(*band(hand, "reduce", "conv"), SHIFT)
    assert hand.session.selection == {"pool", "reduce", "conv"}


def test_a_rubber_band_shows_its_selection_before_it_is_released(hand):
    start, stop = band(hand, "reduce")
    before = hand.canvas.grab().toImage()
    hand.press(start)
    hand.move(start + QPoint(30, 30), stop)
    assert hand.session.selection == set()
    assert hand.canvas.gesture.selection == {"reduce"}
    assert hand.canvas.grab().toImage() != before
    hand.release(stop)
    assert hand.session.selection == {"reduce"}


def test_escape_ends_a_rubber_band_and_keeps_the_selection(hand):
    hand.click(hand.node("pool"))
    start, stop = band(hand, "reduce")
    hand.press(start)
    hand.move(start + QPoint(30, 30), stop)
    hand.key(Qt.Key.Key_Escape)
    hand.release(stop)
    assert hand.session.selection == {"pool"}


def test_a_click_beside_everything_selects_nothing(hand):
    hand.click(hand.node("pool"))
    hand.click(QPoint(5, 5))
    assert hand.session.selection == set()


def test_a_click_on_a_wire_selects_it_and_delete_disconnects_it(hand):
    hand.click(hand.node("pool"))
    hand.click(hand.wire("reduce", "conv"))
    assert hand.session.selection == set()
    assert hand.canvas.selected_edge is not None
    hand.key(Qt.Key.Key_Delete)
    assert hand.session.graph.nodes["conv"].inputs == (None,)
    assert hand.canvas.selected_edge is None
    assert hand.steps() == ["Disconnect conv"]


def test_selecting_a_node_takes_the_selection_off_a_wire(hand):
    hand.click(hand.wire("reduce", "conv"))
    hand.click(hand.node("pool"))
    assert hand.canvas.selected_edge is None
    hand.click(hand.wire("reduce", "conv"))
    hand.session.select(("conv",))  # from a panel
    assert hand.canvas.selected_edge is None


def test_a_selected_wire_that_goes_is_selected_no_more(hand):
    hand.click(hand.wire("reduce", "conv"))
    hand.session.apply("x", lambda d: edits.disconnect(d, "conv", 0))
    assert hand.canvas.selected_edge is None


# -- panning ----------------------------------------------------------------------------------------------------------


def test_the_middle_button_pans(hand):
    view = hand.canvas.view
    hand.drag(hand.node("conv"), hand.node("conv") + QPoint(30, -20), button=MIDDLE)
    assert hand.canvas.view == (view.scale, view.tx + 30, view.ty - 20)
    assert hand.session.selection == set()


def test_the_space_bar_and_the_left_button_pan(hand):
    view = hand.canvas.view
    QTest.keyPress(hand.canvas, Qt.Key.Key_Space)
    assert hand.canvas.cursor().shape() == Qt.CursorShape.OpenHandCursor
    hand.drag(hand.node("conv"), hand.node("conv") + QPoint(30, -20))
    QTest.keyRelease(hand.canvas, Qt.Key.Key_Space)
    assert hand.canvas.view == (view.scale, view.tx + 30, view.ty - 20)
    assert hand.steps() == []


def test_panning_leaves_the_very_pixels_that_a_full_repaint_would(hand):
    hand.click(hand.node("conv"))
    hand.hover(QPoint(3, 3))
    QApplication.processEvents()
    still = shown(hand.canvas)
    assert still.size() == hand.canvas.size()
    hand.canvas.pan_by(37, -21)
    QApplication.processEvents()
    scrolled = shown(hand.canvas)
    assert scrolled != still
    hand.canvas.update()
    QApplication.processEvents()
    assert scrolled == shown(hand.canvas)


def shown(widget: QWidget) -> QImage:
    """What is on the screen, without painting it anew."""
    return widget.screen().grabWindow(widget.winId()).toImage()


# -- placing ----------------------------------------------------------------------------------------------------------


def test_a_preset_dropped_from_the_palette_becomes_a_selected_node_on_the_grid(empty):
    mime = empty.preset("Conv2d:3x3")
    assert empty.enter(mime, QPoint(200, 200))
    empty.over(mime, QPoint(301, 303))
    assert empty.session.graph.nodes == {}
    empty.drop(mime, QPoint(301, 303))
    (node,) = empty.session.graph.nodes.values()
    assert (node.name, node.op.kernel_size) == ("conv3x3", (3, 3))
    at = empty.session.graph.position(node.id)
    assert at.x % 8 == at.y % 8 == 0
    middle = empty.node(node.id) - QPoint(301, 303)
    assert max(abs(middle.x()), abs(middle.y())) <= 4
    assert empty.session.selection == {node.id}
    assert empty.steps() == ["Add Conv 3×3"]


def test_a_preset_brings_its_formulas(empty):
    mime = empty.preset("Conv2d:depthwise")
    empty.enter(mime, QPoint(200, 200))
    empty.drop(mime, QPoint(200, 200))
    (node,) = empty.session.graph.nodes.values()
    assert {key: formula.text for key, formula in node.formulas.items()} == {"groups": "c_in", "out_channels": "c_in"}


def test_a_ghost_follows_the_drag_and_leaves_with_it(empty):
    bare = empty.canvas.grab().toImage()
    mime = empty.preset("Concat")
    empty.enter(mime, QPoint(200, 200))
    here = empty.canvas.grab().toImage()
    empty.over(mime, QPoint(600, 400))
    there = empty.canvas.grab().toImage()
    assert bare != here != there != bare
    empty.leave()
    assert empty.canvas.grab().toImage() == bare
    assert empty.session.graph.nodes == {}


def test_two_drops_are_two_steps(empty):
    for at in (QPoint(200, 200), QPoint(200, 400)):
        mime = empty.preset("ReLU")
        empty.enter(mime, at)
        empty.drop(mime, at)
    assert empty.steps() == ["Add ReLU", "Add ReLU"]
    assert [node.name for node in empty.session.graph.nodes.values()] == ["relu", "relu_2"]


def test_what_is_no_preset_is_not_taken(empty):
    assert not empty.enter(empty.preset("Conv9d"), QPoint(200, 200))
    text = QMimeData()
    text.setText("Conv2d:3x3")
    assert not empty.enter(text, QPoint(200, 200))
    empty.drop(text, QPoint(200, 200))
    assert empty.session.graph.nodes == {}


def test_a_drag_from_the_palette_survives_that_the_palette_has_the_focus(empty):
    mime = empty.preset("Conv2d:3x3")
    empty.enter(mime, QPoint(200, 200))
    empty.canvas.clearFocus()
    empty.drop(mime, QPoint(200, 200))
    assert len(empty.session.graph.nodes) == 1
