"""The bookmarks of a sketch: gone to, called something else, taken away."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from core.document import edits
from core.document.bookmarks import add_bookmark
from core.document.document import Bookmark
from gui.dialogs.bookmarks import BookmarksDialog
from gui.session import Session
from tests.gui.canvas.sketches import nested


@pytest.fixture
def session(qapp):
    made = Session(nested())
    for number, path in enumerate(((), ("first",), ("second",)), 1):
        place = Bookmark(f"place {number}", path, 0.0, 0.0, 100.0, 100.0)
        made.apply("Add Bookmark", partial(add_bookmark, bookmark=place))
    return made


@pytest.fixture
def gone_to():
    return []


@pytest.fixture
def dialog(qtbot, session, gone_to):
    made = BookmarksDialog(session, gone_to.append)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)  # looked at after it was closed
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    return made


def names(session):
    return [bookmark.name for bookmark in session.document.bookmarks]


def row(dialog, number):
    item = dialog.list.topLevelItem(number)
    return [item.text(column) for column in range(3)]


def press(dialog, name):
    button = dialog.findChild(QPushButton, f"bookmarks_{name}")
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QApplication.processEvents()


def write(dialog, text):
    """Type over the name that is being edited."""
    field = dialog.list.findChild(QLineEdit)
    assert field is not None
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)
    for _ in range(3):  # the list closes its field, then the name is given, then the list is filled anew
        QApplication.processEvents()


def test_every_bookmark_is_listed_with_its_place_and_key(dialog):
    assert [row(dialog, number) for number in range(3)] == [
        ["place 1", "the sketch itself", "Alt+1"],
        ["place 2", "first", "Alt+2"],
        ["place 3", "second", "Alt+3"],
    ]


def test_enter_and_the_button_go_there_and_close_the_dialog(dialog, gone_to):
    QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    assert gone_to == [2]
    assert not dialog.isVisible()


def test_a_name_is_changed_where_it_stands_as_one_step(dialog, session):
    QTest.keyClick(dialog.list, Qt.Key.Key_F2)
    write(dialog, "start")
    assert names(session) == ["start", "place 2", "place 3"]
    assert session.undo_text == "Rename Bookmark"
    assert row(dialog, 0)[0] == "start"


def test_a_name_that_is_taken_gets_a_number_and_an_empty_one_is_refused(dialog, session):
    press(dialog, "rename")
    write(dialog, "place 2")
    assert len(set(names(session))) == 3
    before = session.document
    press(dialog, "rename")
    write(dialog, "   ")
    assert session.document is before
    assert row(dialog, 0)[0] == names(session)[0]


def test_del_removes_the_current_one_and_undo_brings_it_back(dialog, session):
    QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    QTest.keyClick(dialog.list, Qt.Key.Key_Delete)
    assert names(session) == ["place 1", "place 3"]
    assert row(dialog, 1) == ["place 3", "second", "Alt+2"]
    session.undo()
    assert dialog.list.topLevelItemCount() == 3
    for _ in range(3):
        press(dialog, "remove")
    assert names(session) == []
    assert dialog.nothing.isVisible()
    assert not dialog.findChild(QPushButton, "bookmarks_go").isEnabled()


def test_a_place_whose_block_is_gone_says_so(dialog, session):
    session.apply("Delete", lambda d: edits.remove(d, ("first",)))
    assert row(dialog, 1)[1] == "a block that is gone"
