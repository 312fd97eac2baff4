"""What the command palette lists: all that can be done now, found by words, menus and keys."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenuBar

from gui.search.command_palette import CommandPalette, commands_of
from gui.search.recent import Recent


@pytest.fixture
def bar(qtbot) -> QMenuBar:
    made = QMenuBar()
    qtbot.addWidget(made)
    file, edit = made.addMenu("&File"), made.addMenu("&Edit")
    select = edit.addMenu("&Select")
    more = file.addMenu("&More")
    more.setObjectName("menu_more")
    for menu, name, text in (
        (file, "open", "&Open…"),
        (file, "quit", "&Quit"),
        (edit, "undo", "&Undo Move"),
        (edit, "cut", "Cut && Run"),
        (select, "branch", "&Branch"),
        (more, "hidden", "Open Something Else"),
    ):
        action = QAction(text, made)
        action.setObjectName(name)
        menu.addAction(action)
    edit.addSeparator()
    edit.actions()[1].setShortcut(QKeySequence("Ctrl+Z"))
    return made


def palette(bar: QMenuBar, recent: Recent) -> CommandPalette:
    return CommandPalette(list(commands_of(bar, ("menu_more", "quit"))), recent)


def test_commands_come_with_their_menus_and_keys(bar, recent):
    rows = {row.key: row for row in palette(bar, recent).rows("") if row.key}
    assert list(rows) == ["open", "branch", "undo", "cut"]
    assert (rows["undo"].label, rows["undo"].hint) == ("Undo Move", "Ctrl+Z")
    assert rows["cut"].label == "Cut & Run"
    assert rows["branch"].detail == "Select"
    found = palette(bar, recent).rows("branch")[0]
    assert (found.key, found.detail) == ("branch", "Edit ▸ Select")


def test_what_cannot_be_used_is_not_listed(bar, recent):
    undo = bar.findChild(QAction, "undo")
    assert undo is not None
    undo.setEnabled(False)
    assert "undo" not in [row.key for row in palette(bar, recent).rows("undo")]


def test_what_was_run_last_comes_first_and_only_once(bar, recent):
    recent.note("cut")
    recent.note("gone")
    rows = palette(bar, recent).rows("")
    assert [row.label for row in rows[:2]] == ["Recent", "Cut & Run"]
    assert [row.key for row in rows].count("cut") == 1


def test_a_command_is_found_by_its_menu(bar, recent):
    assert palette(bar, recent).rows("select")[0].key == "branch"


def test_the_library_is_found_below_the_commands(bar, recent):
    keys = [row.key for row in palette(bar, recent).rows("alexnet")]
    assert keys[0] == "library:alexnet"
    assert "library:alexnet" not in [row.key for row in palette(bar, recent).rows("")]
    assert palette(bar, recent).rows("open")[0].key == "open"
