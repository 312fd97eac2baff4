"""The list of issues: errors first, a click shows where, counts even while hidden."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from core.document import edits
from core.document.document import Document
from gui.panels.issues import IssuesPanel
from gui.session import Session


@pytest.fixture
def issues(show):
    return show(IssuesPanel)


def spoil(session: Session) -> None:
    """A hint at ``five`` and an error at ``concat``."""
    session.apply("Set", lambda d: edits.set_param(d, "five", "kernel_size", (4, 4)))
    session.apply("Set", lambda d: edits.set_param(d, "three", "padding", "valid"))


def test_errors_come_before_hints_with_layer_and_reason(issues, session):
    spoil(session)
    assert [(row.layer, row.severity) for row in issues.rows] == [("concat", "error"), ("five", "hint")]
    assert "26" in issues.rows[0].message
    assert issues.findChild(QLabel, "issues.header").text() == "1 error, 1 hint"


def test_a_click_selects_and_reveals_the_layer(issues, session):
    spoil(session)
    revealed: list[object] = []
    session.reveal_requested.connect(revealed.append)
    place = issues.view.visualRect(issues.view.model().index(1, 0)).center()
    QTest.mouseClick(issues.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert revealed == ["five"]
    assert session.selection == {"five"}


def test_counts_are_kept_while_the_panel_is_hidden(issues, session, qtbot):
    issues.hide()
    with qtbot.waitSignal(issues.counts_changed):
        spoil(session)
    assert (issues.count, issues.errors) == (2, 1)


def test_counts_are_announced_only_when_they_differ(issues, session):
    seen: list[object] = []
    issues.counts_changed.connect(lambda: seen.append(issues.count))
    session.apply("Set", lambda d: edits.set_param(d, "five", "out_channels", 48))
    spoil(session)
    session.apply("Rename", lambda d: edits.rename(d, "five", "big"))
    assert seen == [1, 2]
    assert issues.rows[1].layer == "big"


def test_counts_follow_the_other_tab_even_while_hidden(issues, session, qtbot):
    spoil(session)
    issues.hide()
    with qtbot.waitSignal(issues.counts_changed):
        issues.set_session(Session(Document()))
    assert issues.count == 0


def test_a_message_is_wrapped_and_not_cut(issues, session):
    spoil(session)
    wide = issues.view.sizeHintForIndex(issues.view.model().index(0, 0)).height()
    issues.resize(issues.minimumWidth(), issues.height())
    assert issues.view.sizeHintForIndex(issues.view.model().index(0, 0)).height() > wide


def test_a_sound_sketch_has_no_issues_and_says_so(issues, session):
    assert issues.empty.isVisible()
    assert issues.empty.text().startswith("No issues")
    assert issues.count == 0
    spoil(session)
    assert not issues.empty.isVisible()
    session.undo()
    session.undo()
    assert issues.empty.isVisible()


def test_an_issue_inside_a_block_is_told_with_its_path_and_a_click_goes_there(show, blocks_session):
    issues = show(IssuesPanel)
    issues.set_session(blocks_session)
    blocks_session.apply("Set", lambda d: edits.set_param(d, "conv", "groups", 5, graph="residual"))
    row = next(row for row in issues.rows if row.node == "conv")
    assert (row.layer, row.path) == ("stem/conv", ("stem",))
    index = issues.view.model().index(list(issues.rows).index(row), 0)
    QTest.mouseClick(issues.view.viewport(), Qt.MouseButton.LeftButton, pos=issues.view.visualRect(index).center())
    assert blocks_session.path == ("stem",)
    assert blocks_session.selection == {"conv"}
    assert row in issues.rows
