"""Keys are found by what they do, by the key, and by their group."""

import pytest
from PySide6.QtCore import Qt

from gui.dialogs.shortcuts import ShortcutsDialog

GROUPS = (
    ("File", (("New sketch", "Ctrl+N"), ("Open…", "Ctrl+O"))),
    ("Canvas", (("Zoom in", "Ctrl++"), ("Fit the sketch", "F"))),
)


@pytest.fixture
def dialog(qtbot):
    made = ShortcutsDialog(GROUPS)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def visible(dialog):
    tree = dialog.tree
    return [
        group.child(row).text(0)
        for group in (tree.topLevelItem(i) for i in range(tree.topLevelItemCount()))
        if not group.isHidden()
        for row in range(group.childCount())
        if not group.child(row).isHidden()
    ]


def test_everything_is_listed_at_first(dialog):
    assert visible(dialog) == ["New sketch", "Open…", "Zoom in", "Fit the sketch"]
    assert all(dialog.tree.topLevelItem(i).isExpanded() for i in range(2))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("sketch", ["New sketch", "Fit the sketch"]),
        ("SKETCH new", ["New sketch"]),
        ("ctrl+o", ["Open…"]),
        ("canvas", ["Zoom in", "Fit the sketch"]),
        ("  ", ["New sketch", "Open…", "Zoom in", "Fit the sketch"]),
    ],
)
def test_typing_narrows_the_list(qtbot, dialog, typed, found):
    qtbot.keyClicks(dialog.search, typed)
    assert visible(dialog) == found
    assert not dialog.nothing.isVisible()


def test_a_search_without_a_find_says_so_and_can_be_taken_back(qtbot, dialog):
    qtbot.keyClicks(dialog.search, "teleport")
    assert visible(dialog) == []
    assert "teleport" in dialog.nothing.text()
    assert dialog.nothing.isVisible()
    dialog.search.clear()
    assert len(visible(dialog)) == 4
    assert not dialog.nothing.isVisible()


def test_enter_in_the_field_does_not_close_it(qtbot, dialog):
    qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    assert dialog.isVisible()
