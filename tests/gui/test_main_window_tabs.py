"""Tabs: the middle button, one file in one tab, bad files among good ones; and what waits for the first paint."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from core.document import edits
from core.io.files import read_document, write_document
from core.library.catalog import entry
from gui.action_table import ACTIONS, TOOLBAR
from gui.dialogs.problems import ProblemsDialog
from gui.main_window import MainWindow
from gui.preferences import Preferences
from gui.sketch_actions import COLOR

BAD = Path(__file__).resolve().parents[1] / "data" / "files" / "bad"
OpenWindow = Callable[..., MainWindow]


def titles(window: MainWindow) -> list[str]:
    return [session.title for session in window.sessions]


@pytest.mark.parametrize(
    ("button", "left"),
    [
        (Qt.MouseButton.MiddleButton, ["lenet-5"]),
        (Qt.MouseButton.LeftButton, ["course-5x5", "lenet-5"]),
        (Qt.MouseButton.RightButton, ["course-5x5", "lenet-5"]),
    ],
)
def test_the_middle_button_closes_the_tab_it_is_pressed_on(open_window: OpenWindow, qtbot: QtBot, button, left):
    window = open_window("library:course-5x5", "library:lenet-5")
    bar = window.tabs.tabBar()
    qtbot.mouseClick(bar, button, pos=bar.tabRect(0).center())
    assert titles(window) == left


def test_the_middle_button_asks_like_any_other_way_of_closing(window: MainWindow, qtbot: QtBot, answers):
    assert window.session is not None
    window.session.apply("Batch", lambda d: edits.set_meta(d, batch=8))
    bar = window.tabs.tabBar()
    qtbot.mouseClick(bar, Qt.MouseButton.MiddleButton, pos=bar.tabRect(0).center())
    assert (answers.asked, titles(window)) == (["changes of inception-3a"], ["inception-3a"])


def test_a_file_that_is_open_in_another_tab_is_not_saved_over(
    open_window: OpenWindow, answers, tmp_path: Path, monkeypatch
):
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "open", lambda box: said.append(box.text()))
    found = entry("course-5x5")
    assert found is not None
    path = tmp_path / "open.convas"
    write_document(path, found.build())
    before = path.read_bytes()
    window = open_window(str(path), "library:lenet-5")
    answers.path = tmp_path / "link.convas"
    answers.path.symlink_to(path)
    assert not window.save_as()
    assert path.read_bytes() == before
    assert len(said) == 1
    assert "open in another tab" in said[0]
    assert titles(window) == ["open.convas", "lenet-5"]


def test_saving_a_sketch_as_itself_is_allowed(open_window: OpenWindow, answers, tmp_path: Path):
    found = entry("course-5x5")
    assert found is not None
    path = tmp_path / "open.convas"
    write_document(path, found.build())
    window = open_window(str(path))
    assert window.session is not None
    window.session.apply("Batch", lambda d: edits.set_meta(d, batch=8))
    answers.path = path
    assert window.save_as()
    assert read_document(path).meta.batch == 8


def test_a_bad_file_among_good_ones_holds_nothing_up(open_window: OpenWindow):
    window = open_window()
    window._open_all([str(BAD / "cycle.convas"), "library:lenet-5", str(BAD / "not-json.convas")])
    shown = window.findChildren(ProblemsDialog)
    assert [dialog.isVisible() for dialog in shown] == [True, True]
    assert titles(window) == ["lenet-5"]
    for dialog in shown:
        dialog.close()


def test_icons_that_are_not_on_the_toolbar_wait_until_the_window_is_furnished(qtbot: QtBot, preferences: Preferences):
    window = MainWindow(preferences)
    qtbot.addWidget(window)
    pictured = {spec.id for spec in ACTIONS if spec.icon or spec.id.startswith(COLOR)}

    def drawn() -> set[str]:
        return {key for key in window.actions_table if not window.actions_table[key].icon().isNull()}

    assert drawn() == pictured & set(TOOLBAR)
    preferences.theme = "dark"
    assert drawn() == pictured & set(TOOLBAR)
    window.furnish()
    assert drawn() == pictured
