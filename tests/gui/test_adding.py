"""Quick add, replacing and the command palette in the real window, by the keys and the mouse that open them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from core.document.graph import Edge, OutputRef
from core.ops.conv import Conv2d
from gui.canvas.requests import AddRequest
from gui.canvas.widget import CanvasWidget
from gui.drawing.geometry import PortRef
from gui.main_window import MainWindow
from gui.search.popup import SearchPopup

Key = Qt.Key
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def active(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """The window, active and with the keys on its canvas."""
    with qtbot.waitActive(window):
        window.activateWindow()
    canvas = window.canvas
    assert canvas is not None
    canvas.setFocus()
    qtbot.waitUntil(canvas.hasFocus)
    return window


def opened(name: str) -> SearchPopup:
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, SearchPopup)
    assert popup.objectName() == name
    return popup


def empty_place(window: MainWindow) -> QPoint:
    """The point of the canvas nearest to its middle that has nothing under it."""
    canvas = window.canvas
    assert canvas is not None
    middle = canvas.rect().center()
    places = [QPoint(x, y) for y in range(20, canvas.height() - 20, 20) for x in range(20, canvas.width() - 20, 20)]
    for place in sorted(places, key=lambda place: (place - middle).manhattanLength()):
        there = canvas.to_canvas(QPointF(place))
        taken = canvas.scene.node_at(there.x(), there.y()) or canvas.scene.edge_at(there.x(), there.y(), 30)
        if taken is None:
            return place
    raise AssertionError("no empty place")


@pytest.mark.parametrize(
    ("key", "modifiers"),
    [(Key.Key_Tab, Qt.KeyboardModifier.NoModifier), (Key.Key_A, Qt.KeyboardModifier.ShiftModifier)],
)
def test_keys_on_the_canvas_open_quick_add_and_enter_adds_one_step(active: MainWindow, key, modifiers):
    session, canvas = active.session, active.canvas
    assert session is not None
    assert canvas is not None
    before = session.document
    QTest.keyClick(canvas, key, modifiers)
    popup = opened("quick_add")
    QTest.keyClicks(popup.field, "conv 5x5 32")
    QTest.keyClick(popup.field, Key.Key_Return)
    assert QApplication.activePopupWidget() is None
    (added,) = session.selection
    op = session.graph.nodes[added].op
    assert isinstance(op, Conv2d)
    assert (op.kernel_size, op.out_channels, op.padding) == ((5, 5), 32, "same")
    assert canvas.hasFocus()
    session.undo()
    assert session.document is before


def test_escape_in_quick_add_leaves_everything_as_it_was(active: MainWindow, qtbot):
    session, canvas = active.session, active.canvas
    assert session is not None
    assert canvas is not None
    QTest.keyClick(canvas, Key.Key_Tab)
    popup = opened("quick_add")
    QTest.keyClicks(popup.field, "relu")
    QTest.keyClick(popup.field, Key.Key_Escape)
    assert QApplication.activePopupWidget() is None
    assert session.undo_text is None
    qtbot.waitUntil(canvas.hasFocus)


def test_tab_moves_the_focus_elsewhere_and_shift_tab_leaves_the_canvas(active: MainWindow, qtbot):
    canvas, panels = active.canvas, active.docks.panels
    assert canvas is not None
    assert panels is not None
    QTest.keyClick(canvas, Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert not canvas.hasFocus()
    assert QApplication.activePopupWidget() is None
    panels.palette.search.setFocus()
    QTest.keyClick(panels.palette.search, Key.Key_Tab)
    assert not panels.palette.search.hasFocus()
    assert QApplication.activePopupWidget() is None


def test_a_double_click_on_the_empty_canvas_opens_it_there(active: MainWindow):
    canvas, session = active.canvas, active.session
    assert canvas is not None
    assert session is not None
    active._preferences.minimap = False
    place = empty_place(active)
    QTest.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=place)
    popup = opened("quick_add")
    pointer = canvas.mapToGlobal(place)
    assert popup.geometry().contains(pointer)
    QTest.keyClicks(popup.field, "dropout")
    QTest.keyClick(popup.field, Key.Key_Return)
    (added,) = session.selection
    rect = canvas.scene.rect(added)
    there = canvas.to_canvas(QPointF(place))
    assert abs(rect.x + rect.width / 2 - there.x()) < 300
    assert abs(rect.y + rect.height / 2 - there.y()) < 300


def test_what_a_loose_wire_asks_for_is_filtered_and_connected_in_one_step(active: MainWindow):
    session, canvas = active.session, active.canvas
    assert session is not None
    assert canvas is not None
    before = session.document
    x, y, _, height = canvas.scene.rect("concat")
    at = QPointF(x, y + height + 200)
    source = OutputRef("concat")
    canvas.add_requested.emit(AddRequest(at, canvas.mapToGlobal(QPoint(50, 50)), source=source))
    popup = opened("quick_add")
    assert popup.about.isVisible()
    assert "Input" not in [row.key for row in popup.model.rows]
    QTest.keyClicks(popup.field, "max pool")
    QTest.keyClick(popup.field, Key.Key_Return)
    (added,) = session.selection
    assert session.graph.nodes[added].inputs == (source,)
    session.undo()
    assert session.document is before


def test_the_menu_of_a_wire_inserts_on_it(active: MainWindow, qtbot):
    session, canvas = active.session, active.canvas
    assert session is not None
    assert canvas is not None
    before = session.document
    canvas.select_edge(Edge(OutputRef("conv1x1"), "relu1x1", 0))
    canvas.context_menu_requested.emit(canvas.mapToGlobal(canvas.rect().center()))
    menu = active.findChild(QMenu, "menu_context")
    assert menu is not None
    (insert,) = (action for action in menu.actions() if action.objectName() == "action_add_here")
    assert insert.text() == "&Insert on the Wire…"
    menu.close()
    insert.trigger()
    popup = opened("quick_add")
    assert popup.about.text().startswith("Between conv1x1")
    QTest.keyClicks(popup.field, "batch")
    QTest.keyClick(popup.field, Key.Key_Return)
    (added,) = session.selection
    assert session.graph.nodes[added].inputs == (OutputRef("conv1x1"),)
    assert session.graph.nodes["relu1x1"].inputs == (OutputRef(added),)
    session.undo()
    assert session.document is before


def test_what_was_added_is_offered_first_in_the_next_window(open_window: Callable[..., MainWindow], qtbot):
    window = open_window("library:inception-3a")
    for typed in ("gelu", "conv 48"):
        canvas = window.canvas
        assert canvas is not None
        canvas.quick_add()
        QTest.keyClicks(opened("quick_add").field, typed)
        QTest.keyClick(opened("quick_add").field, Key.Key_Return)
    other = open_window("library:inception-3a").canvas
    assert other is not None
    other.quick_add()
    popup = opened("quick_add")
    assert [row.key for row in popup.model.rows[:3]] == ["", "Conv2d[out_channels=48]", "GELU"]
    popup.close()


def test_replacing_by_keys_is_one_step_and_keeps_the_wires(active: MainWindow):
    session, canvas = active.session, active.canvas
    assert session is not None
    assert canvas is not None
    before = session.document
    session.select(["relu1x1", "relu3x3"])
    QTest.keyClick(canvas, Key.Key_T, CTRL_SHIFT)
    popup = opened("replace_type")
    QTest.keyClicks(popup.field, "gelu")
    QTest.keyClick(popup.field, Key.Key_Return)
    ops = [type(session.graph.nodes[key].op).__name__ for key in ("relu1x1", "relu3x3")]
    assert ops == ["GELU", "GELU"]
    assert session.graph.nodes["relu1x1"].inputs == before.main.nodes["relu1x1"].inputs
    assert session.undo_text == "Replace by GELU"
    session.undo()
    assert session.document is before


def test_inputs_and_outputs_among_the_selected_stay_what_they_are(active: MainWindow):
    session = active.session
    assert session is not None
    session.select(["input", "relu1x1"])
    active.actions_table["replace_type"].trigger()
    popup = opened("replace_type")
    QTest.keyClicks(popup.field, "tanh")
    QTest.keyClick(popup.field, Key.Key_Return)
    assert type(session.graph.nodes["input"].op).__name__ == "Input"
    assert type(session.graph.nodes["relu1x1"].op).__name__ == "Tanh"


def test_the_command_palette_runs_what_is_chosen_and_remembers_it(active: MainWindow, qtbot):
    session, canvas = active.session, active.canvas
    assert session is not None
    assert canvas is not None
    session.select(["conv1x1"])
    QTest.keyClick(canvas, Key.Key_P, CTRL_SHIFT)
    popup = opened("command_palette")
    offered = {row.key for row in popup.model.rows}
    assert {"action_bypass", "action_dock_inspector", "action_theme_dark"} <= offered
    assert not {"action_undo", "action_commands", "action_leave_block"} & offered
    assert {row.key: row.hint for row in popup.model.rows}["action_bypass"] == "Ctrl+B"
    QTest.keyClicks(popup.field, "bypass")
    QTest.keyClick(popup.field, Key.Key_Return)
    qtbot.waitUntil(lambda: session.graph.nodes["conv1x1"].bypassed)
    active.show_commands()
    again = opened("command_palette")
    assert [row.label for row in again.model.rows[:2]] == ["Recent", "Bypass"]
    again.close()


def test_commands_of_the_canvas_reach_it_from_the_palette(active: MainWindow, qtbot):
    session, canvas = active.session, active.canvas
    assert session is not None
    assert canvas is not None
    QTest.keyClick(canvas, Key.Key_P, CTRL_SHIFT)
    QTest.keyClicks(opened("command_palette").field, "select all")
    QTest.keyClick(opened("command_palette").field, Key.Key_Return)
    qtbot.waitUntil(lambda: len(session.selection) == len(session.graph.nodes))


def test_the_palette_opens_the_library(active: MainWindow):
    before = len(active.sessions)
    active.show_commands()
    popup = opened("command_palette")
    QTest.keyClicks(popup.field, "alexnet (2012)")
    QTest.keyClick(popup.field, Key.Key_Return)
    assert len(active.sessions) == before + 1
    assert active.session is not None
    assert active.session.title == "alexnet"


def test_the_palette_works_without_a_sketch(open_window: Callable[..., MainWindow]):
    window = open_window()
    window.show_commands()
    popup = opened("command_palette")
    offered = {row.key for row in popup.model.rows}
    popup.close()
    assert "action_new" in offered
    assert not {"action_save", "action_quick_add", "action_bypass"} & offered


def drag(canvas: CanvasWidget, start: QPoint, stop: QPoint) -> None:
    """Press, move in steps and release, as a hand does."""
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 6):
        QTest.mouseMove(canvas, start + (stop - start) * step / 5)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=stop)


def test_a_wire_released_on_the_empty_canvas_is_led_to_what_is_chosen(active: MainWindow):
    session, canvas = active.session, active.canvas
    assert session is not None
    assert canvas is not None
    active._preferences.minimap = False
    before = session.document
    port = canvas.to_screen(QPointF(*canvas.scene.port_position(PortRef("relu1x1", "out", 0)))).toPoint()
    place = empty_place(active)
    drag(canvas, port, place)
    popup = opened("quick_add")
    assert popup.about.text().startswith("From relu1x1 (28×28×64)")
    QTest.keyClicks(popup.field, "1x1 16")
    QTest.keyClick(popup.field, Key.Key_Return)
    (added,) = session.selection
    assert session.graph.nodes[added].inputs == (OutputRef("relu1x1"),)
    assert session.graph.nodes[added].op.summary() == "1×1, 16"
    session.undo()
    assert session.document is before


def test_a_wire_released_on_the_empty_canvas_and_then_escape_changes_nothing(active: MainWindow):
    session, canvas = active.session, active.canvas
    assert session is not None
    assert canvas is not None
    active._preferences.minimap = False
    before = session.document
    port = canvas.to_screen(QPointF(*canvas.scene.port_position(PortRef("relu1x1", "out", 0)))).toPoint()
    drag(canvas, port, empty_place(active))
    popup = opened("quick_add")
    QTest.keyClick(popup.field, Key.Key_Escape)
    assert session.document is before


def test_a_double_click_on_a_wire_inserts_there(active: MainWindow):
    session, canvas = active.session, active.canvas
    assert session is not None
    assert canvas is not None
    source = canvas.scene.port_position(PortRef("conv1x1", "out", 0))
    target = canvas.scene.port_position(PortRef("relu1x1", "in", 0))
    middle = QPointF((source[0] + target[0]) / 2, (source[1] + target[1]) / 2)
    QTest.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=canvas.to_screen(middle).toPoint())
    popup = opened("quick_add")
    assert popup.about.text().startswith("Between conv1x1")
    QTest.keyClicks(popup.field, "bn")
    QTest.keyClick(popup.field, Key.Key_Return)
    (added,) = session.selection
    assert session.graph.nodes["relu1x1"].inputs == (OutputRef(added),)
    assert session.undo_text == "Insert BatchNorm2d"
