"""Without a mouse: walking along the wires, connecting, adding, editing; commands searched; keys changed and kept.

A screen reader is stood in for by asking Qt's accessibility tree what it would be told; that AT-SPI carries it on is
Qt's own matter.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QTreeWidget
from pytestqt.qtbot import QtBot

from gui.dialogs.shortcuts import ShortcutsDialog
from gui.main_window import MainWindow
from gui.shortcuts import keys_text
from tests.gui.person import LEFT, NONE, Person


def spoken(user: Person) -> dict[str, QAccessibleInterface]:
    """What a screen reader finds on the canvas, by the layer's name."""
    tree = QAccessible.queryAccessibleInterface(user.canvas)
    found = [tree.child(number) for number in range(tree.childCount())]
    return {child.text(QAccessible.Text.Name).partition(",")[0]: child for child in found if child is not None}


def test_arrows_walk_along_the_wires(user: Person):
    user.click("input")
    visited = []
    for key in ("Down", "Down", "Down", "Right", "Up"):
        user.key(key)
        visited.append(user.names())
    assert all(len(names) == 1 for names in visited)
    path = [next(iter(names)) for names in visited]
    assert path[0] in {"conv3x3_reduce", "conv5x5_reduce"}  # a reader of the input, the one most nearly in line
    nodes = user.session.graph.nodes
    for above, below in zip(["input", *path[:2]], path[:3], strict=True):
        assert above in user.reads_from(below)
    assert path[3] != path[2]
    assert path[4] in [nodes[ref.node].name for ref in nodes[user.named(path[3])].inputs if ref is not None]


def test_shift_and_arrows_select_on_the_way(user: Person):
    user.click("conv5x5_reduce")
    user.key("Shift+Down")
    user.key("Shift+Down")
    assert user.names() == {"conv5x5_reduce", "relu5x5_reduce", "conv5x5"}


def test_walking_in_a_sketch_that_flows_to_the_right_goes_to_the_right(user: Person):
    user.key("Ctrl+Shift+L")
    user.canvas.settle()
    user.click("conv5x5_reduce")
    user.key("Right")
    assert user.names() == {"relu5x5_reduce"}
    user.key("Left")
    assert user.names() == {"conv5x5_reduce"}


def test_layers_are_added_and_connected_and_edited_without_a_mouse(person: Callable[..., Person]):
    user = person()
    user.key("Ctrl+N")
    user.away()
    for text in ("input", "conv 3x3 32", "relu"):
        user.key("Tab")
        user.write(text)
        user.key("Return")
    assert user.names() == {"relu"}
    user.key("Esc")
    # From the input, by C: the arrows choose among what is lit, Enter connects.
    for source, target in (("input", "conv3x3"), ("conv3x3", "relu")):
        user.session.select([user.named(source)])
        with user.step(f"Connect {source} to {target}"):
            user.key("C")
            for direction in ("Down", "Up", "Right", "Left"):
                if pointed(user) != target:
                    user.key(direction)
            assert pointed(user) == target
            user.key("Return")
        assert user.reads_from(target) == [source]
    user.session.select([user.named("conv3x3")])
    user.key("Ctrl+Return")  # to its fields
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    user.write("64")
    assert user.value("conv3x3", "out_channels") == 64


def pointed(user: Person) -> str:
    """The layer that the wire in hand points at."""
    target = user.gesture._target
    return user.session.graph.nodes[target.node].name if target is not None else ""


def test_every_layer_has_a_name_that_speaks_of_all_that_counts(user: Person):
    heard = spoken(user)
    assert len(heard) == 16
    name = heard["conv5x5"].text(QAccessible.Text.Name)
    for part in ("conv5x5", "Conv2d", "5×5", "28×28×16", "28×28×32", "10,035,200 MACs", "12,832 parameters"):
        assert part in name
    assert heard["conv5x5"].rect().isValid()


def test_what_is_wrong_is_spoken_too(user: Person):
    user.click("conv5x5")
    user.types("kernel_size", "40x40")
    user.types("padding", "0")
    name = spoken(user)["conv5x5"].text(QAccessible.Text.Name)
    assert "error: " in name


def test_the_selected_and_focused_layer_is_told(user: Person):
    user.canvas.setFocus()
    user.click("conv5x5")
    heard = spoken(user)
    assert heard["conv5x5"].state().selected
    assert heard["conv5x5"].state().focused
    assert not heard["pool"].state().selected


def test_the_focus_is_seen(user: Person):
    user.away()
    with_focus = user.canvas.grab().toImage()
    user.palette.search.setFocus()
    assert user.canvas.grab().toImage() != with_focus


def test_commands_are_searched_and_run(user: Person):
    user.click("conv5x5")
    with user.step("Bypass conv5x5"):
        user.key("Ctrl+Shift+P")
        user.write("bypass")
        row = user.popup.current
        assert row is not None
        assert row.label == "Bypass"
        assert "Ctrl+B" in row.hint
        user.key("Return")
    user.key("Ctrl+Shift+P")
    assert user.listed()[:2] == ["Recent", "Bypass"]
    user.key("Esc")


def test_what_cannot_be_done_now_is_not_offered(user: Person):
    user.click_at(user.empty(0.95, 0.9))
    user.key("Ctrl+Shift+P")
    user.write("bypass")
    assert "Bypass" not in user.listed()
    user.key("Esc")


@pytest.fixture
def sheet(monkeypatch: pytest.MonkeyPatch) -> Callable[[Person, str], ShortcutsDialog]:
    """Opens the sheet of all keys by a key; the dialog does not wait, so that the test goes on."""
    shown: list[ShortcutsDialog] = []

    def stay(dialog: ShortcutsDialog) -> int:
        dialog.show()
        shown.append(dialog)
        return 0

    monkeypatch.setattr(ShortcutsDialog, "exec", stay)

    def opened(user: Person, key: str) -> ShortcutsDialog:
        user.canvas.setFocus()
        user.key(key)
        return shown[-1]

    return opened


@pytest.mark.parametrize("key", ["?", "F1"])
def test_one_sheet_has_every_key_and_is_searched(user: Person, sheet: Callable[..., ShortcutsDialog], key: str):
    dialog = sheet(user, key)
    tree = dialog.findChild(QTreeWidget, "shortcuts_list")
    search = dialog.findChild(QLineEdit, "shortcuts_search")
    assert tree is not None
    assert search is not None
    groups = [tree.topLevelItem(number) for number in range(tree.topLevelItemCount())]
    found = [group.child(row) for group in groups if group is not None for row in range(group.childCount())]
    rows = [row for row in found if row is not None]
    said = {row.text(1) for row in rows}
    table = user.window.actions_table
    for command in table:
        keys = keys_text(table.shortcuts.keys(command))
        assert keys in said
    assert ("Bypass", "Ctrl+B, M") in {(row.text(0), row.text(1)) for row in rows}
    assert any("Alt" in row.text(1) and "drag" in row.text(1).lower() for row in rows)  # the mouse is on it, too
    QTest.keyClicks(search, "reconnect")
    assert [row.text(0) for row in rows if not row.isHidden()] == ["Delete and Reconnect"]
    dialog.close()


def test_a_key_is_changed_works_at_once_and_is_kept(
    person: Callable[..., Person],
    sheet: Callable[..., ShortcutsDialog],
    open_window: Callable[..., MainWindow],
    qtbot: QtBot,
):
    user = person("library:inception-3a")
    dialog = sheet(user, "?")
    tree, change = dialog.findChild(QTreeWidget, "shortcuts_list"), dialog.findChild(QPushButton, "shortcuts_change")
    keys = dialog.findChild(QLineEdit, "shortcuts_keys")
    assert tree is not None
    assert change is not None
    assert keys is not None
    (row,) = tree.findItems("Bypass", Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive, 0)
    tree.setCurrentItem(row)
    QTest.mouseClick(change, LEFT, NONE)
    QTest.keyClick(keys, Qt.Key.Key_F9)
    assert row.text(1).startswith("F9")
    dialog.close()
    user.window.activateWindow()
    qtbot.waitUntil(user.window.isActiveWindow)
    user.canvas.setFocus()
    user.click("conv5x5")
    with user.step("Bypass conv5x5"):
        user.key("F9")
    again = open_window("library:lenet-5")
    assert again.actions_table["bypass"].shortcut() == QKeySequence("F9")


def test_letters_typed_into_a_field_are_no_shortcuts(user: Person):
    user.click("conv5x5")
    before = user.session.document
    user.types("name", "m n c .")
    assert user.session.graph.nodes["conv5x5"].name == "m n c ."
    assert not user.session.graph.nodes["conv5x5"].bypassed
    assert user.session.graph.annotations == {}
    user.canvas.setFocus()
    user.key("Ctrl+Z")
    assert user.session.document is before
