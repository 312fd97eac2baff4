"""The table of commands: what can be used when, keys, names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import product

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QToolBar, QToolButton

from core.document import edits
from core.document.document import MAIN
from core.document.graph import Edge, OutputRef
from gui.action_table import ACTIONS, CONTEXTS, MENUS, TOOLBAR
from gui.fixed_keys import FIXED
from gui.icons import ICONS
from gui.main_window import MainWindow
from gui.shortcuts import is_plain
from gui.sketch_actions import COLORS

ALWAYS = {"new", "open", "preferences", "quit", "shortcuts", "commands", "start", "about"}
WITH_A_SKETCH = ALWAYS | {
    *("save", "save_as", "report", "picture", "close", "zoom_in", "zoom_out", "one_to_one"),
    *("zoom_25", "zoom_50", "zoom_200", "minimap", "history", "find", "find_next", "find_previous", "back", "forward"),
    *("add_bookmark", "next_sketch", "previous_sketch", "quick_add", "find_layer", "note"),
}
WITH_LAYERS = WITH_A_SKETCH | {"select_all", "fit", "lay_out", "lay_out_right", "copy_picture"}
CHOSEN = WITH_LAYERS | {
    *("cut", "copy", "duplicate", "delete", "dissolve", "fit_selection", "disconnect", "group", "replace_type"),
    *("bypass", "collapse", "lock", "detach", "frame"),
    *("select_upstream", "select_downstream", "select_branch", "select_same_type"),
    *(f"color_{color or 'none'}" for color in COLORS),
}
ALIGNING = {f"align_{edge}" for edge in ("left", "center", "right", "top", "middle", "bottom")} | {"tidy_selection"}
WITH_TWO = CHOSEN | ALIGNING | {"swap"}
WITH_ONE = CHOSEN | {"edit_layer", "connect", "rename"}


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
    assert usable(window) == WITH_TWO
    session.select(["conv1x1", "conv3x3", "input"])
    assert usable(window) == WITH_TWO - {"swap"} | {"distribute_across", "distribute_down"}
    session.select(["input"])
    of_an_input = WITH_ONE - {"disconnect", "group", "replace_type", "bypass"}
    assert usable(window) == of_an_input
    window.actions_table["copy"].trigger()
    assert usable(window) == of_an_input | {"paste", "paste_with_wires"}
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
    assert usable(window) == WITH_TWO | {"undo", "ungroup"}


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
    for name, *_ in MENUS:
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


def test_the_toolbar_takes_its_commands_from_the_table(window: MainWindow):
    toolbar = window.findChild(QToolBar, "toolbar")
    assert toolbar is not None
    shown = [action.objectName() for action in toolbar.actions() if not action.isSeparator()]
    assert shown == [f"action_{key}" for key in TOOLBAR if key]
    assert not any(window.actions_table[key].icon().isNull() for key in TOOLBAR if key)


def test_submenus_stand_where_their_first_command_does(window: MainWindow):
    edit, select = (window.findChild(QMenu, f"menu_{name}") for name in ("edit", "select"))
    assert edit is not None
    assert select is not None
    names = [action.objectName() if action.menu() is None else "select" for action in edit.actions()]
    assert names.index("select") == names.index("action_select_all") + 1
    assert select.actions()[0].objectName() == "action_select_upstream"


def test_the_colours_are_those_of_the_document():
    from core.document import graph

    assert graph.COLORS == COLORS


def test_what_the_table_tells_the_canvas_to_do_the_canvas_can_do(window: MainWindow):
    for spec in ACTIONS:
        if isinstance(spec.handler, str):
            assert callable(getattr(window.canvas, spec.handler)), spec.id


def context_of(window: MainWindow) -> list[str]:
    """The ids of the menu of the canvas, submenus by their title."""
    canvas = window.canvas
    assert canvas is not None
    canvas.context_menu_requested.emit(canvas.mapToGlobal(canvas.rect().center()))
    menu = window.findChild(QMenu, "menu_context")
    assert menu is not None
    shown = [action for action in menu.actions() if not action.isSeparator()]
    names = [
        a.text().replace("&", "") if a.menu() is not None else a.objectName().removeprefix("action_") for a in shown
    ]
    assert all(action.isEnabled() for action in shown)
    menu.close()
    menu.setObjectName("")
    return names


def test_the_context_menu_has_what_applies_to_what_is_under_the_pointer(window: MainWindow):
    session, canvas = window.session, window.canvas
    assert session is not None
    assert canvas is not None
    session.select(["conv1x1"])
    of_a_node = context_of(window)
    assert {"rename", "replace_type", "bypass", "Colour", "delete", "dissolve", "connect"} <= set(of_a_node)
    assert not {"paste", "swap", "enter_block", "ungroup", "Align and Distribute", "add_here"} & set(of_a_node)
    session.select(["conv1x1", "conv3x3"])
    of_two = context_of(window)
    assert {"swap", "Align and Distribute", "tidy_selection"} <= set(of_two)
    assert "rename" not in of_two
    session.select(())
    of_nothing = context_of(window)
    assert of_nothing[:2] == ["add_here", "Add"]
    assert {"note", "select_all", "lay_out", "find"} <= set(of_nothing)
    assert not {"delete", "paste", "leave_block"} & set(of_nothing)
    canvas.select_edge(Edge(OutputRef("conv1x1"), "relu1x1", 0))
    assert context_of(window) == ["add_here", "disconnect"]


def test_the_context_menu_of_a_frame_is_about_frames(window: MainWindow):
    session = window.session
    assert session is not None
    session.select(["conv1x1", "relu1x1"])
    window.actions_table["frame"].trigger()
    (frame,) = session.graph.annotations
    session.select((), (frame,))
    of_a_frame = context_of(window)
    assert of_a_frame[:2] == ["rename", "Colour"]
    assert {"cut", "copy", "duplicate", "delete"} <= set(of_a_frame)
    assert not {"dissolve", "bypass", "connect", "group", "replace_type", "add_here"} & set(of_a_frame)
    window.actions_table["color_red"].trigger()
    assert session.graph.annotations[frame].color == "red"
    window.actions_table["delete"].trigger()
    assert not session.graph.annotations
    assert {"conv1x1", "relu1x1"} <= session.graph.nodes.keys()


def test_every_context_names_commands_of_the_table():
    known = {spec.id for spec in ACTIONS} | {f">{menu.name}" for menu in MENUS if menu.parent}
    for ids in CONTEXTS.values():
        assert {key for key in ids if key} <= known


def test_no_command_has_a_key_that_always_means_something_else(window: MainWindow):
    shortcuts = window.actions_table.shortcuts
    for command in shortcuts.commands:
        for key in command.defaults:
            assert shortcuts.reserved(key) is None, (command.id, key)
    assert all(QKeySequence(text).count() for row in FIXED for text in row.keys)


def test_the_keys_that_open_menus_cannot_be_given_away(window: MainWindow):
    shortcuts = window.actions_table.shortcuts
    for letter in "FEVGLAH":
        reserved = shortcuts.reserved(QKeySequence(f"Alt+{letter}"))
        assert reserved is not None
        assert reserved.group == "Menus"
    assert shortcuts.reserved(QKeySequence("Alt+C")) is None


def test_plain_keys_are_the_canvas_s_alone(window: MainWindow, qtbot):
    window.activateWindow()
    session, canvas = window.session, window.canvas
    assert session is not None
    assert canvas is not None
    plain = {c.id for c in window.actions_table.shortcuts.commands if any(is_plain(key) for key in c.defaults)}
    assert {"quick_add", "bypass", "note", "connect", "select_upstream", "shortcuts", "fit_selection"} <= plain
    session.select(["conv1x1"])
    panels = window.docks.panels
    assert panels is not None
    search = panels.palette.search
    search.setFocus()
    qtbot.waitUntil(search.hasFocus)
    QTest.keyClicks(search, "m[n.")
    assert search.text() == "m[n."
    assert session.undo_text is None
    assert session.selection == {"conv1x1"}
    canvas.setFocus()
    qtbot.waitUntil(canvas.hasFocus)
    QTest.keyClick(canvas, Qt.Key.Key_M)
    assert session.graph.nodes["conv1x1"].bypassed
    QTest.keyClick(canvas, Qt.Key.Key_BracketLeft)
    assert "input" in session.selection


def test_a_key_with_ctrl_works_wherever_the_focus_is(window: MainWindow, qtbot):
    window.activateWindow()
    session, panels = window.session, window.docks.panels
    assert session is not None
    assert panels is not None
    session.select(["conv1x1"])
    panels.palette.search.setFocus()
    qtbot.waitUntil(panels.palette.search.hasFocus)
    QTest.keyClick(panels.palette.search, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert session.graph.nodes["conv1x1"].bypassed


def test_a_question_mark_shows_the_keys(window: MainWindow, qtbot, monkeypatch):
    """That Shift is part of it on most keyboards is the platform's knowledge, which the offscreen one does not have."""
    asked: list[bool] = []
    monkeypatch.setattr(window, "show_shortcuts", lambda: asked.append(True))
    window.activateWindow()
    canvas = window.canvas
    assert canvas is not None
    canvas.setFocus()
    qtbot.waitUntil(canvas.hasFocus)
    QTest.keyClick(canvas, Qt.Key.Key_Question)
    assert asked == [True]


def test_ticks_say_what_the_selection_is(window: MainWindow):
    session, actions = window.session, window.actions_table
    assert session is not None
    session.select(["conv1x1"])
    ticked = [key for key in ("bypass", "collapse", "lock") if actions[key].isChecked()]
    assert ticked == []
    for key in ("bypass", "collapse", "lock"):
        actions[key].trigger()
        assert actions[key].isChecked()
    session.select(["conv1x1", "conv3x3"])
    assert not any(actions[key].isChecked() for key in ("bypass", "collapse", "lock"))
    session.select(["conv1x1"])
    session.undo()
    assert not actions["lock"].isChecked()


def test_bookmarks_are_in_the_menu_by_name(window: MainWindow):
    session, actions = window.session, window.actions_table
    assert session is not None
    assert not actions["bookmark_1"].isVisible()
    actions["add_bookmark"].trigger()
    actions["add_bookmark"].trigger()
    first, second = session.document.bookmarks
    assert [actions[f"bookmark_{n}"].isVisible() for n in (1, 2, 3)] == [True, True, False]
    assert actions["bookmark_2"].text() == f"&2 {second.name}"
    assert actions["bookmark_1"].text() == f"&1 {first.name}"


def test_colouring_by_the_menu_is_one_step(window: MainWindow):
    session = window.session
    assert session is not None
    session.select(["conv1x1", "conv3x3"])
    window.actions_table["color_teal"].trigger()
    assert [session.graph.style(key).color for key in ("conv1x1", "conv3x3", "input")] == ["teal", "teal", ""]
    session.undo()
    assert session.graph.style("conv1x1").color == ""
    assert session.undo_text is None


def test_own_keys_work_at_once_and_in_the_next_window(open_window: Callable[..., MainWindow], qtbot):
    window = open_window("library:inception-3a")
    shortcuts = window.actions_table.shortcuts
    shortcuts.give("bypass", [QKeySequence("K"), QKeySequence("Ctrl+K")])
    shortcuts.give("swap", [QKeySequence("Q")])
    for shown in (window, open_window("library:inception-3a")):
        shown.activateWindow()
        session, canvas = shown.session, shown.canvas
        assert session is not None
        assert canvas is not None
        session.select(["conv1x1"])
        canvas.setFocus()
        qtbot.waitUntil(canvas.hasFocus)
        states: list[bool] = []
        for key, modifiers in (
            (Qt.Key.Key_M, Qt.KeyboardModifier.NoModifier),
            (Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier),
            (Qt.Key.Key_K, Qt.KeyboardModifier.NoModifier),
            (Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier),
        ):
            QTest.keyClick(canvas, key, modifiers)
            states.append(session.graph.nodes["conv1x1"].bypassed)
        assert states == [False, False, True, False]
        before = session.graph.position("conv1x1")
        session.select(["conv1x1", "conv3x3"])
        QTest.keyClick(canvas, Qt.Key.Key_Q)
        assert session.graph.position("conv1x1") != before
        session.undo()
        session.select(["conv1x1"])
        assert shown.actions_table["bypass"].shortcut() == QKeySequence("K")


def test_zooming_by_the_menu_is_seen_in_the_status_bar(window: MainWindow):
    canvas = window.canvas
    assert canvas is not None
    window.actions_table["one_to_one"].trigger()
    assert canvas.scale == 1
    window.actions_table["zoom_in"].trigger()
    assert canvas.scale == 1.25
    zoom = window.findChild(QToolButton, "status_zoom")
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
    QTest.keyClick(canvas, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
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


def test_a_key_that_was_taken_away_does_nothing_on_the_canvas(open_window: Callable[..., MainWindow], qtbot):
    open_window().actions_table.shortcuts.give("connect", [QKeySequence("Ctrl+K")])
    window = open_window("library:inception-3a")
    window.activateWindow()
    session, canvas, shortcuts = window.session, window.canvas, window.actions_table.shortcuts
    assert session is not None
    assert canvas is not None
    session.select(["relu_proj"])
    canvas.setFocus()
    qtbot.waitUntil(canvas.hasFocus)
    QTest.keyClick(canvas, Qt.Key.Key_C)
    gestures = [canvas.gesture]
    canvas.one_to_one()
    QTest.keyClick(canvas, Qt.Key.Key_Home)
    assert canvas.scale < 1
    shortcuts.give("fit", [])
    canvas.one_to_one()
    QTest.keyClick(canvas, Qt.Key.Key_Home)
    assert canvas.scale == 1
    shortcuts.reset_all()
    QTest.keyClick(canvas, Qt.Key.Key_C)
    gestures.append(canvas.gesture)
    assert [gesture is not None for gesture in gestures] == [False, True]


def test_opening_the_menu_of_layers_again_leaves_no_menus_behind(window: MainWindow):
    menu = window.findChild(QMenu, "menu_add")
    assert menu is not None
    counts = []
    for _ in range(3):
        menu.aboutToShow.emit()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        counts.append(len(menu.findChildren(QMenu)))
    assert counts[0] == counts[1] == counts[2] > 1
