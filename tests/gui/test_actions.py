"""The table of commands: what can be used when, keys, names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import product

from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QLabel, QMenu, QToolBar

from core.document import edits
from core.document.document import MAIN
from gui.action_table import ACTIONS, CONTEXT, MENUS, TOOLBAR
from gui.icons import ICONS
from gui.main_window import MainWindow

ALWAYS = {"new", "open", "preferences", "quit", "shortcuts", "start", "about"}
WITH_A_SKETCH = ALWAYS | {
    *("save", "save_as", "report", "picture", "close", "zoom_in", "zoom_out", "one_to_one"),
    *("next_sketch", "previous_sketch", "find_layer"),
}
WITH_LAYERS = WITH_A_SKETCH | {"select_all", "fit", "lay_out"}
WITH_SEVERAL = WITH_LAYERS | {"cut", "copy", "duplicate", "delete", "fit_selection", "disconnect", "group"}
WITH_ONE = WITH_SEVERAL | {"edit_layer", "connect"}


def usable(window: MainWindow) -> set[str]:
    return {key for key, action in window.actions_table.items() if action.isEnabled()}


def test_what_can_be_used_follows_what_is_there(open_window: Callable[..., MainWindow]):
    window = open_window()
    assert usable(window) == ALWAYS
    window.new_sketch()
    assert usable(window) == WITH_A_SKETCH
    window.open_source("library:inception-3a")
    session = window.session
    assert session is not None
    assert usable(window) == WITH_LAYERS
    session.select(["conv1x1"])
    assert usable(window) == WITH_ONE
    session.select(["conv1x1", "conv3x3"])
    assert usable(window) == WITH_SEVERAL
    session.select(["input"])
    of_an_input = WITH_ONE - {"disconnect", "group"}
    assert usable(window) == of_an_input
    window.actions_table["copy"].trigger()
    assert usable(window) == of_an_input | {"paste"}
    QGuiApplication.clipboard().setText("a word from elsewhere")
    assert usable(window) == of_an_input


def test_what_can_be_done_with_blocks_follows_the_selection(window: MainWindow):
    session = window.session
    assert session is not None
    session.select(["conv1x1", "relu1x1"])
    window.actions_table["group"].trigger()
    with_block = WITH_ONE | {"undo", "ungroup", "enter_block"}
    assert usable(window) == with_block
    (call,) = session.selection
    window.actions_table["duplicate"].trigger()
    assert usable(window) == with_block - {"disconnect"} | {"make_unique"}
    window.actions_table["enter_block"].trigger()
    assert usable(window) == WITH_LAYERS | {"undo", "leave_block"}
    window.actions_table["leave_block"].trigger()
    assert session.path == ()
    assert usable(window) == with_block - {"disconnect"} | {"make_unique"}
    session.select([call, "conv3x3"])
    assert usable(window) == WITH_SEVERAL | {"undo", "ungroup"}


def test_undo_and_redo_name_their_step(window: MainWindow):
    undo, redo = window.actions_table["undo"], window.actions_table["redo"]
    session = window.session
    assert session is not None
    assert (undo.isEnabled(), redo.isEnabled(), undo.text(), redo.text()) == (False, False, "&Undo", "&Redo")
    session.apply("Set groups", lambda d: edits.set_param(d, "conv1x1", "groups", 2))
    assert (undo.isEnabled(), redo.isEnabled(), undo.text()) == (True, False, "&Undo Set groups")
    undo.trigger()
    assert (undo.isEnabled(), redo.isEnabled(), redo.text()) == (False, True, "&Redo Set groups")
    redo.trigger()
    assert session.undo_text == "Set groups"


def test_no_two_actions_share_a_key(window: MainWindow):
    actions = [action for action in window.findChildren(QAction) if action.shortcuts()]
    keys = Counter(key.toString() for action in actions for key in set(action.shortcuts()))
    assert len(keys) > 20
    assert [key for key, count in keys.items() if count > 1] == []
    sequences = [(action.objectName(), key) for action in actions for key in action.shortcuts()]
    partial = [
        (one, other)
        for (one, first), (other, second) in product(sequences, repeat=2)
        if one != other and first.matches(second) is not QKeySequence.SequenceMatch.NoMatch
    ]
    assert partial == []


def test_letters_to_underline_differ_within_a_menu(window: MainWindow):
    for name, _ in MENUS:
        menu = window.findChild(QMenu, f"menu_{name}")
        assert menu is not None
        texts = [action.text().replace("&&", "") for action in menu.actions() if not action.isSeparator()]
        letters = Counter(text[text.index("&") + 1].lower() for text in texts if "&" in text)
        assert [letter for letter, count in letters.items() if count > 1] == [], name


def test_every_action_stands_in_its_menu_and_is_called_after_its_id(window: MainWindow):
    for spec in ACTIONS:
        action = window.actions_table[spec.id]
        menu = window.findChild(QMenu, f"menu_{spec.menu}")
        assert menu is not None
        assert action in menu.actions()
        assert action.objectName() == f"action_{spec.id}"
        assert not spec.icon or (ICONS / f"{spec.icon}.svg").is_file()
    assert len(window.actions_table) == len({spec.id for spec in ACTIONS}) == len(ACTIONS)


def test_toolbar_and_context_menu_take_their_commands_from_the_table(window: MainWindow):
    toolbar = window.findChild(QToolBar, "toolbar")
    assert toolbar is not None
    shown = [action.objectName() for action in toolbar.actions() if not action.isSeparator()]
    assert shown == [f"action_{key}" for key in TOOLBAR if key]
    assert not any(window.actions_table[key].icon().isNull() for key in TOOLBAR if key)
    canvas = window.canvas
    assert canvas is not None
    canvas.context_menu_requested.emit(canvas.mapToGlobal(canvas.rect().center()))
    menu = window.findChild(QMenu, "menu_context")
    assert menu is not None
    names = [action.objectName() for action in menu.actions() if action.menu() is None and not action.isSeparator()]
    menu.close()
    assert names == [f"action_{key}" for key in CONTEXT if key]


def test_the_sheet_of_shortcuts_has_every_key(window: MainWindow):
    sheet = window.actions_table.sheet()
    rows = [row for _, rows in sheet for row in rows]
    shown = " ".join(keys for _, keys in rows)
    for action in window.actions_table.values():
        for key in action.shortcuts():
            assert key.toString(QKeySequence.SequenceFormat.NativeText) in shown
    assert all(what and keys and "&" not in what for what, keys in rows)
    assert [heading for heading, rows in sheet if not rows] == []


def test_zooming_by_the_menu_is_seen_in_the_status_bar(window: MainWindow):
    canvas = window.canvas
    assert canvas is not None
    window.actions_table["one_to_one"].trigger()
    assert canvas.scale == 1
    window.actions_table["zoom_in"].trigger()
    assert canvas.scale == 1.25
    zoom = window.findChild(QLabel, "status_zoom")
    assert zoom is not None
    assert zoom.text() == "125 %"
    window.actions_table["fit"].trigger()
    assert canvas.scale < 1
    assert zoom.text() == f"{round(canvas.scale * 100)} %"


def test_edit_layer_and_find_go_to_their_fields(window: MainWindow, qtbot):
    window.activateWindow()
    panels = window.docks.panels
    session = window.session
    assert panels is not None
    assert session is not None
    window.docks["palette"].close()
    window.actions_table["find_layer"].trigger()
    qtbot.waitUntil(panels.palette.search.hasFocus)
    session.select(["conv5x5"])
    window.actions_table["edit_layer"].trigger()
    form = panels.inspector.form
    assert form is not None
    qtbot.waitUntil(lambda: form.isAncestorOf(window.focusWidget()))


def test_grouping_goes_on_with_the_name(window: MainWindow, qtbot):
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    window.activateWindow()
    session, canvas = window.session, window.canvas
    assert session is not None
    assert canvas is not None
    before = session.analysis.main.cost
    session.select(["conv1x1", "relu1x1"])
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    (call,) = session.selection
    qtbot.waitUntil(lambda: window.focusWidget() is not canvas)
    QTest.keyClicks(window.focusWidget(), "branch one")
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    assert session.graph.nodes[call].name == "branch one"
    assert session.analysis.main.cost == before
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert session.graph_id != MAIN
    QTest.keyClick(canvas, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert session.graph_id == MAIN
    QTest.keyClick(canvas, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert {"conv1x1", "relu1x1"} <= {node.name for node in session.graph.nodes.values()}
    assert session.analysis.main.cost == before
    QTest.keyClick(canvas, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert session.undo_text == "Lay Out"


def test_the_menu_adds_the_blocks_of_the_sketch(window: MainWindow):
    session = window.session
    assert session is not None
    session.select(["conv1x1"])
    window.actions_table["group"].trigger()
    menu = window.findChild(QMenu, "menu_add")
    assert menu is not None
    menu.aboutToShow.emit()
    blocks = window.findChild(QMenu, "menu_add_blocks")
    assert blocks is not None
    (action,) = blocks.actions()
    assert action.text() == "block"
    before = len(session.graph.nodes)
    action.trigger()
    assert len(session.graph.nodes) == before + 1
    (call,) = session.selection
    assert session.graph.nodes[call].name == "block_2"


def test_connecting_by_menu_and_keys(window: MainWindow, qtbot):
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    window.activateWindow()
    session, canvas = window.session, window.canvas
    assert session is not None
    assert canvas is not None
    before = len(session.graph.nodes["concat"].inputs)
    session.select(["relu_proj"])
    window.actions_table["connect"].trigger()
    qtbot.waitUntil(canvas.hasFocus)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert len(session.graph.nodes["concat"].inputs) == before + 1
