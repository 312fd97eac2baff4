"""The sheet of keys: found by what they do, by the key, and by their group; changed by pressing others."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest

from gui.dialogs.shortcuts import ShortcutsDialog
from gui.preferences import open_settings
from gui.shortcuts import FixedKeys, Keyed, Shortcuts, keys_text

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def shortcuts(qapp, settings_folder) -> Shortcuts:
    def keyed(name: str, group: str, text: str, *keys: str) -> Keyed:
        return Keyed(name, group, text, tuple(map(QKeySequence, keys)))

    commands = (
        keyed("new", "File", "New sketch", "Ctrl+N"),
        keyed("open", "File", "Open", "Ctrl+O"),
        keyed("zoom", "Canvas", "Zoom in", "Ctrl++", "Ctrl+="),
        keyed("fit", "Canvas", "Fit the sketch", "F"),
        keyed("lock", "Canvas", "Lock"),
    )
    return Shortcuts(open_settings(), commands, [FixedKeys("Mouse", "Pan", "Middle button", ("Space",))])


@pytest.fixture
def dialog(qtbot, shortcuts):
    made = ShortcutsDialog(shortcuts)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def rows(dialog):
    tree = dialog.tree
    groups = (tree.topLevelItem(number) for number in range(tree.topLevelItemCount()))
    return [group.child(row) for group in groups if not group.isHidden() for row in range(group.childCount())]


def visible(dialog) -> list[str]:
    return [row.text(0) for row in rows(dialog) if not row.isHidden()]


def choose(dialog, text: str) -> None:
    dialog.tree.setCurrentItem(next(row for row in rows(dialog) if row.text(0) == text))


def keys(dialog) -> dict[str, str]:
    return {row.text(0): row.text(1) for row in rows(dialog)}


ALL = ["New sketch", "Open", "Zoom in", "Fit the sketch", "Lock", "Pan"]


def test_everything_is_listed_at_first_with_its_keys(dialog):
    assert visible(dialog) == ALL
    assert keys(dialog)["Zoom in"] == "Ctrl++, Ctrl+="
    assert keys(dialog)["Pan"] == "Middle button"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("sketch", ["New sketch", "Fit the sketch"]),
        ("SKETCH new", ["New sketch"]),
        ("ctrl+o", ["Open"]),
        ("canvas", ["Zoom in", "Fit the sketch", "Lock"]),
        ("mouse", ["Pan"]),
        ("  ", ALL),
    ],
)
def test_typing_narrows_the_list(dialog, typed, found):
    QTest.keyClicks(dialog.search, typed)
    assert visible(dialog) == found
    assert not dialog.nothing.isVisible()


def test_a_search_without_a_find_says_so_and_can_be_taken_back(dialog):
    QTest.keyClicks(dialog.search, "teleport")
    assert visible(dialog) == []
    assert "teleport" in dialog.nothing.text()
    assert dialog.nothing.isVisible()
    dialog.search.clear()
    assert visible(dialog) == ALL
    assert not dialog.nothing.isVisible()


def test_enter_in_the_field_does_not_close_it(dialog):
    QTest.keyClick(dialog.search, Key.Key_Return)
    assert dialog.isVisible()


def test_other_keys_are_given_by_pressing_them(dialog, shortcuts):
    choose(dialog, "Open")
    dialog.change.click()
    assert dialog.keys.hasFocus()
    QTest.keyClick(dialog.keys, Key.Key_Control)
    assert dialog.keys.isVisible()  # that alone is nothing yet
    QTest.keyClick(dialog.keys, Key.Key_K, CTRL)
    assert keys(dialog)["Open"] == keys_text(shortcuts.keys("open")) == "Ctrl+K"
    assert dialog.change.isVisible()
    assert dialog.tree.hasFocus()


def test_the_first_of_several_is_changed_and_others_can_be_added(dialog, shortcuts):
    choose(dialog, "Zoom in")
    dialog.change.click()
    QTest.keyClick(dialog.keys, Key.Key_Tab)
    assert keys(dialog)["Zoom in"] == "Tab, Ctrl+="
    dialog.add.click()
    QTest.keyClick(dialog.keys, Key.Key_Z)
    assert keys(dialog)["Zoom in"] == "Tab, Ctrl+=, Z"


def test_enter_on_a_row_asks_for_its_keys_and_escape_gives_up(dialog):
    choose(dialog, "Open")
    dialog.tree.setFocus()
    QTest.keyClick(dialog.tree, Key.Key_Return)
    assert dialog.keys.isVisible()
    QTest.keyClick(dialog.keys, Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.change.isVisible()
    assert keys(dialog)["Open"] == "Ctrl+O"


def test_a_conflict_is_named_and_can_be_swapped(dialog):
    choose(dialog, "Open")
    dialog.change.click()
    QTest.keyClick(dialog.keys, Key.Key_F)
    assert "“Fit the sketch” (Canvas)" in dialog.conflict.text()
    assert dialog.swap.text() == "Swap"
    assert keys(dialog)["Open"] == "Ctrl+O"
    dialog.swap.click()
    assert (keys(dialog)["Open"], keys(dialog)["Fit the sketch"]) == ("F", "Ctrl+O")
    assert dialog.change.isVisible()


def test_a_conflict_can_be_left(dialog):
    choose(dialog, "Open")
    dialog.change.click()
    QTest.keyClick(dialog.keys, Key.Key_F)
    dialog.cancel.click()
    assert (keys(dialog)["Open"], keys(dialog)["Fit the sketch"]) == ("Ctrl+O", "F")


def test_one_without_keys_takes_them(dialog):
    choose(dialog, "Lock")
    assert not dialog.add.isEnabled()
    assert not dialog.clear.isEnabled()
    dialog.change.click()
    QTest.keyClick(dialog.keys, Key.Key_F)
    assert dialog.swap.text() == "Take It"
    dialog.swap.click()
    assert (keys(dialog)["Lock"], keys(dialog)["Fit the sketch"]) == ("F", "")


def test_a_key_that_always_means_something_is_refused_with_what_it_means(dialog):
    choose(dialog, "Open")
    dialog.change.click()
    QTest.keyClick(dialog.keys, Key.Key_Space)
    assert "Pan" in dialog.asked.text()
    assert dialog.keys.isVisible()
    assert keys(dialog)["Open"] == "Ctrl+O"


def test_one_and_all_can_be_taken_back(dialog, shortcuts):
    assert not dialog.reset_all.isEnabled()
    choose(dialog, "Fit the sketch")
    assert not dialog.reset.isEnabled()
    dialog.clear.click()
    shortcuts.give("open", [QKeySequence("O")])
    assert (keys(dialog)["Fit the sketch"], keys(dialog)["Open"]) == ("", "O")
    assert next(row for row in rows(dialog) if row.text(0) == "Open").font(1).bold()
    dialog.reset.click()
    assert (keys(dialog)["Fit the sketch"], keys(dialog)["Open"]) == ("F", "O")
    dialog.reset_all.click()
    assert keys(dialog)["Open"] == "Ctrl+O"
    assert not dialog.reset_all.isEnabled()


def test_what_is_always_the_same_cannot_be_changed(dialog):
    choose(dialog, "Pan")
    assert not any(button.isEnabled() for button in (dialog.change, dialog.add, dialog.clear, dialog.reset))
    assert dialog.fixed.text()


def test_choosing_another_row_gives_up(dialog):
    choose(dialog, "Open")
    dialog.change.click()
    choose(dialog, "New sketch")
    assert dialog.change.isVisible()
    assert not dialog.keys.isVisible()


def test_looking_for_something_else_instead_of_pressing_keys_keeps_the_field(dialog):
    choose(dialog, "Lock")
    dialog.change.click()
    assert dialog.keys.hasFocus()
    dialog.search.setFocus()
    QTest.keyClicks(dialog.search, "zoom")
    assert dialog.search.hasFocus()
    assert dialog.search.text() == "zoom"
    assert dialog.foot.currentIndex() == 0
