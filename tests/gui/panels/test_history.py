"""The history panel: every step by name, the current one marked, and a click goes there."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.document import edits
from gui.panels.history import HistoryPanel
from gui.session import Change, Session

ROLE = Qt.ItemDataRole


@pytest.fixture
def panel(show, session) -> HistoryPanel:
    made: HistoryPanel = show(HistoryPanel)
    for name in ("a", "b", "c"):
        session.apply(f"Call it {name}", lambda d, name=name: edits.rename(d, "concat", name))
    return made


def rows(panel):
    model = panel.model
    return [model.data(model.index(row)) for row in range(model.rowCount())]


def bold(panel):
    """Rows that are marked as where the document is."""
    model = panel.model
    fonts = [model.data(model.index(row), ROLE.FontRole) for row in range(model.rowCount())]
    return [row for row, font in enumerate(fonts) if font is not None and font.bold()]


def dimmed(panel):
    model = panel.model
    return [row for row in range(model.rowCount()) if model.data(model.index(row), ROLE.ForegroundRole) is not None]


def click(panel, row):
    QApplication.processEvents()
    at = panel.view.visualRect(panel.model.index(row)).center()
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_before_the_first_step_it_says_what_it_is_for(show):
    panel = show(HistoryPanel)
    assert panel.empty.isVisible()
    assert not panel.view.isVisible()


def test_every_step_is_listed_and_the_current_one_marked(panel, session):
    assert rows(panel) == ["Opened", "Call it a", "Call it b", "Call it c"]
    assert (bold(panel), dimmed(panel)) == ([3], [])
    session.undo()
    session.undo()
    assert (bold(panel), dimmed(panel)) == ([1], [2, 3])
    assert panel.view.currentIndex().row() == 1
    spoken = [panel.model.data(panel.model.index(row), ROLE.AccessibleTextRole) for row in range(3)]
    assert spoken == ["Opened", "Call it a, shown now", "Call it b, undone"]


def test_a_click_goes_there_in_one_change(panel, session, document):
    changes: list[Change] = []
    session.changed.connect(changes.append)
    click(panel, 0)
    assert session.document is document
    assert len(changes) == 1
    assert (bold(panel), dimmed(panel)) == ([0], [1, 2, 3])
    click(panel, 2)
    assert session.document.main.nodes["concat"].name == "b"
    assert session.history_index == 2


def test_arrows_and_enter_go_there_too(panel, session):
    panel.view.setFocus()
    QTest.keyClick(panel.view, Qt.Key.Key_Up)
    assert session.history_index == 3
    QTest.keyClick(panel.view, Qt.Key.Key_Return)
    assert session.history_index == 2


def test_another_edit_takes_the_place_of_what_was_undone(panel, session):
    click(panel, 1)
    session.apply("Move", lambda d: edits.move(d, ("concat",), 16, 0))
    assert rows(panel) == ["Opened", "Call it a", "Move"]
    assert bold(panel) == [2]


def test_steps_that_were_forgotten_are_spoken_of(show, session, document):
    panel = show(HistoryPanel)
    short = Session(document, history_bytes=1)
    for name in ("a", "b"):
        renaming = partial(edits.rename, node="concat", name=name)
        short.apply(f"Call it {name}", renaming)
    panel.set_session(short)
    assert rows(panel) == ["Earlier steps are forgotten", "Call it b"]
    panel.set_session(None)
    assert panel.empty.isVisible()


def test_while_hidden_it_does_nothing_and_catches_up(panel, session):
    panel.hide()
    session.undo()
    assert bold(panel) == [3]
    panel.show()
    assert bold(panel) == [2]
