"""The canvas as a whole: hovering, tooltips, double click, menus, focus."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from core.document import edits
from core.document.annotations import add_annotation
from core.document.graph import Annotation
from core.document.styles import set_bypassed, set_style
from core.language.formulas import Formula

CURSOR = Qt.CursorShape


def test_it_has_a_name_and_takes_the_focus(hand):
    assert hand.canvas.objectName() == "canvas"
    assert hand.canvas.focusPolicy() == Qt.FocusPolicy.StrongFocus


def test_having_the_focus_shows(hand):
    focused = hand.canvas.grab().toImage()
    hand.canvas.clearFocus()
    assert hand.canvas.grab().toImage() != focused


def test_a_network_is_drawn_from_nothing_by_mouse_alone(empty):
    nodes = {}
    for name, key, at in (
        ("input", "Input", QPoint(500, 100)),
        ("conv", "Conv2d:1x1", QPoint(300, 300)),
        ("pool", "MaxPool2d", QPoint(700, 300)),
        ("concat", "Concat", QPoint(500, 500)),
        ("output", "Output", QPoint(500, 650)),
    ):
        mime = empty.preset(key)
        empty.enter(mime, at)
        empty.drop(mime, at)
        (nodes[name],) = empty.session.selection
    empty.drag(empty.output(nodes["input"]), empty.input(nodes["conv"]))
    empty.drag(empty.input(nodes["pool"]), empty.output(nodes["input"]))
    empty.drag(empty.output(nodes["conv"]), empty.node(nodes["concat"]))
    empty.drag(empty.input(nodes["output"]), empty.node(nodes["concat"]))
    assert empty.said == []
    analysis = empty.session.analysis.main
    assert analysis.complete
    assert analysis.cost.macs == 224 * 224 * 64 * 3
    assert analysis.results[nodes["output"]].output == (1, 64, 224, 224)
    assert len(empty.steps()) == 9


def test_the_pointer_tells_what_a_press_would_do(hand):
    for at, shape in (
        (QPoint(3, 3), CURSOR.ArrowCursor),
        (hand.node("conv"), CURSOR.SizeAllCursor),
        (hand.output("conv"), CURSOR.CrossCursor),
        (hand.input("conv"), CURSOR.CrossCursor),
        (hand.wire("reduce", "conv"), CURSOR.PointingHandCursor),
    ):
        hand.hover(at)
        assert hand.canvas.cursor().shape() == shape


def test_what_is_hovered_is_highlighted(hand):
    hand.hover(QPoint(3, 3))
    plain = hand.canvas.grab().toImage()
    seen = [plain]
    for at in (hand.node("conv"), hand.output("conv"), hand.wire("reduce", "conv")):
        hand.hover(at)
        shown = hand.canvas.grab().toImage()
        assert shown not in seen
        seen.append(shown)
    hand.hover(QPoint(3, 3))
    assert hand.canvas.grab().toImage() == plain


def test_from_afar_a_port_is_for_moving_its_node(hand):
    hand.canvas.zoom_by(0.25)
    hand.hover(hand.output("conv") - QPoint(0, 2))
    assert hand.canvas.cursor().shape() == CURSOR.SizeAllCursor


def test_a_node_tells_its_exact_numbers(hand):
    text = hand.canvas.tooltip_at(QPointF(hand.node("conv")))
    for part in ("conv", "Conv2d", "28×28×32", "10,035,200", "12,832"):
        assert part in text


def test_a_node_tells_what_is_wrong_with_it(hand):
    hand.session.apply("x", lambda d: edits.set_param(d, "conv", "padding", "valid"))
    text = hand.canvas.tooltip_at(QPointF(hand.node("concat")))
    assert "Error: " in text
    assert "24" in text
    assert "Waits" in hand.canvas.tooltip_at(QPointF(hand.node("output")))


def test_a_wire_tells_its_shape_elements_and_bytes(hand, preferences):
    at = QPointF(hand.wire("reduce", "conv"))
    text = hand.canvas.tooltip_at(at)
    for part in ("reduce", "conv", "28×28×16", "12,544", "50,176 (float32)"):
        assert part in text
    preferences.precision = "float16"
    assert "25,088 (float16)" in hand.canvas.tooltip_at(at)
    preferences.shape_order = "CHW"
    assert "16×28×28 (C×H×W)" in hand.canvas.tooltip_at(at)
    hand.session.apply("x", lambda d: edits.set_meta(d, batch=32))
    assert "802,816 bytes" in hand.canvas.tooltip_at(at)


def test_a_wire_without_a_shape_says_so(hand):
    hand.session.apply("x", lambda d: edits.disconnect(d, "reduce", 0))
    assert "not known yet" in hand.canvas.tooltip_at(QPointF(hand.wire("reduce", "conv")))


def test_a_port_tells_its_name(hand):
    assert hand.canvas.tooltip_at(QPointF(hand.output("conv"))) == "output · 28×28×32"
    assert hand.canvas.tooltip_at(QPointF(hand.input("conv"))) == "input · 28×28×16"
    assert hand.canvas.tooltip_at(QPointF(hand.input("concat", 1))).endswith("2 · 28×28×32")
    assert hand.canvas.tooltip_at(QPointF(hand.input("concat", 2))).endswith("3 · free")


def test_names_are_not_taken_for_markup(hand):
    hand.session.apply("x", lambda d: edits.rename(d, "conv", "<b>bold"))
    assert "&lt;b&gt;bold" in hand.canvas.tooltip_at(QPointF(hand.node("conv")))


def test_the_tooltip_of_a_layer_has_all_parameters_and_says_what_is_bypassed_or_locked(hand):
    hand.session.apply("Set", lambda d: edits.set_param(d, "conv", "out_channels", Formula("2*c_in")))
    text = hand.canvas.tooltip_at(QPointF(hand.node("conv")))
    for part in ("Out channels", "2*c_in = 32", "Kernel size", "5×5", "Padding mode", "zeros", "Activations", "25,088"):
        assert part in text
    assert "Bypassed" not in text
    hand.session.apply("Bypass", lambda d: set_bypassed(d, ["conv"], True))
    hand.session.apply("Lock", lambda d: set_style(d, ["conv"], locked=True))
    text = hand.canvas.tooltip_at(QPointF(hand.node("conv")))
    assert "Bypassed: it hands its input on and costs nothing." in text
    assert "Locked" in text
    assert "MACs" not in text


def test_the_tooltip_of_a_wire_names_its_port_where_there_are_several(hand):
    text = hand.canvas.tooltip_at(QPointF(hand.wire("project", "concat", 1)))
    assert "<b>project</b> → <b>concat</b> (input 2)" in text


def test_the_tooltip_of_a_note_is_all_of_its_text(hand):
    note = Annotation("note", "note", "A <long> text " * 20, -300, 0, 80, 40)
    hand.session.apply("Annotate", lambda d: add_annotation(d, note))
    text = hand.canvas.tooltip_at(hand.canvas.to_screen(QPointF(-260, 20)))
    assert text.count("A &lt;long&gt; text") == 20


def test_the_tooltip_is_shown(hand, qtbot):
    at = hand.node("conv")
    hand.hover(at)
    QApplication.sendEvent(hand.canvas, QHelpEvent(QEvent.Type.ToolTip, at, hand.canvas.mapToGlobal(at)))
    qtbot.waitUntil(QToolTip.isVisible)
    assert "10,035,200" in QToolTip.text()
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_a_double_click_asks_to_edit(hand, qtbot):
    with qtbot.waitSignal(hand.canvas.edit_requested) as asked:
        hand.click(hand.node("conv"))
        QTest.mouseDClick(hand.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, hand.node("conv"))
    assert asked.args == ["conv"]
    assert hand.session.selection == {"conv"}
    assert hand.steps() == []


def menu(hand, at, reason=QContextMenuEvent.Reason.Mouse):
    QApplication.sendEvent(hand.canvas, QContextMenuEvent(reason, at, hand.canvas.mapToGlobal(at)))


def test_a_menu_is_about_what_lies_under_the_pointer(hand, qtbot):
    with qtbot.waitSignal(hand.canvas.context_menu_requested) as asked:
        menu(hand, hand.node("conv"))
    assert asked.args == [hand.canvas.mapToGlobal(hand.node("conv"))]
    assert hand.session.selection == {"conv"}
    menu(hand, hand.wire("reduce", "conv"))
    assert hand.canvas.selected_edge.target == "conv"
    menu(hand, QPoint(3, 3))
    assert (hand.canvas.selected_edge, hand.session.selection) == (None, set())


def test_a_menu_over_one_of_several_selected_is_about_all_of_them(hand):
    hand.session.select(("conv", "pool"))
    menu(hand, hand.node("conv"))
    assert hand.session.selection == {"conv", "pool"}


def test_a_menu_by_key_opens_at_the_selected_node(hand, qtbot):
    hand.session.select(("conv",))
    with qtbot.waitSignal(hand.canvas.context_menu_requested) as asked:
        menu(hand, QPoint(0, 0), QContextMenuEvent.Reason.Keyboard)
    assert asked.args == [hand.canvas.mapToGlobal(hand.node("conv"))]


def test_the_right_button_gives_a_drag_up(hand):
    document = hand.session.document
    start = hand.node("conv")
    hand.press(start)
    hand.move(start + QPoint(60, 60))
    hand.press(start + QPoint(60, 60), button=Qt.MouseButton.RightButton)
    assert hand.canvas.gesture is None
    hand.release(start + QPoint(60, 60), button=Qt.MouseButton.RightButton)
    hand.release(start + QPoint(60, 60))
    assert hand.session.document is document


def test_a_drag_ends_with_the_button_that_began_it(hand):
    start = hand.node("conv")
    hand.press(start)
    hand.move(start + QPoint(-60, 60))
    hand.release(start, button=Qt.MouseButton.BackButton)
    assert hand.canvas.gesture is not None
    hand.release(start + QPoint(-60, 60))
    assert hand.steps() == ["Move conv"]


def test_a_gesture_has_its_keys_before_the_menus(hand):
    def override(key):
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier)
        event.ignore()
        QApplication.sendEvent(hand.canvas, event)
        return event.isAccepted()

    assert not override(Qt.Key.Key_Escape)
    hand.press(hand.node("conv"))
    assert override(Qt.Key.Key_Escape)
    assert not override(Qt.Key.Key_S)
    hand.release(hand.node("conv"))


def test_zooming_during_a_drag_keeps_the_node_under_the_pointer(hand):
    start = hand.node("conv")
    stop = start + QPoint(-40, 60)
    hand.press(start)
    hand.move(start + QPoint(-20, 20), stop)
    hand.wheel(stop, QPoint(0, -240))
    assert (hand.node("conv") - stop).manhattanLength() <= 8
    hand.release(stop)
    assert hand.steps() == ["Move conv"]


def test_panning_during_a_connection_lights_what_comes_into_view(hand):
    hand.canvas.zoom_by(4)
    hand.canvas.bring_into_view(hand.canvas.scene.rect("reduce"))
    start = hand.output("reduce")
    hand.press(start)
    hand.move(start + QPoint(0, -30))
    assert not any(port.node == "output" for port in hand.canvas.gesture.marks)
    hand.canvas.fit()
    assert any(port.node == "output" for port in hand.canvas.gesture.marks)
    hand.key(Qt.Key.Key_Escape)
    hand.release(start)


def test_an_impossible_edit_is_a_message(hand):
    assert not hand.canvas.attempt("Connect", lambda d: edits.disconnect(d, "gone", 0))
    assert len(hand.said) == 1
    assert "gone" in hand.said[0]
