"""Inception 3a at 1:1 in the real window, and somebody in front of it.

Making a window takes longer than most of what is done in it: the tests of a file share one. Each begins with a fresh
copy of the sketch in its only tab, and with settings, keys and panels as they are at first.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.files import Files
from gui.main_window import MainWindow
from gui.preferences import Preferences
from tests.gui.conftest import Answers, destroy
from tests.gui.person import Person


@pytest.fixture(scope="module")
def shared(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[MainWindow, Preferences]]:
    """A window for all tests of a file, and its preferences."""
    kept = QSettings(str(tmp_path_factory.mktemp("habits") / "convas.ini"), QSettings.Format.IniFormat)
    preferences = Preferences(kept)
    preferences.theme = "light"
    window = MainWindow(preferences)
    answers = Answers()
    answers.changes = "discard"
    window.tabs._files = Files(preferences, answers)
    window.resize(1640, 1180)
    window.show()
    window.furnish()
    yield window, preferences
    destroy(window)


@pytest.fixture
def user(shared: tuple[MainWindow, Preferences], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> Person:
    """Somebody who looks at Inception 3a. Ids and names of its layers are equal: ``conv5x5``, ``concat`` …"""
    window, preferences = shared
    window.actions_table.shortcuts.reset_all()
    preferences.settings.clear()
    preferences.theme = "light"
    assert window.open_source("library:inception-3a")
    while window.tabs.count() > 1:
        window.tabs.close_index(0)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    window.resize(1640, 1180)
    window.docks.arrange()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QApplication.processEvents()
    made = Person(window, monkeypatch)
    made.canvas.setFocus()
    assert made.canvas.scale == 1.0
    assert made.totals() == ("128,049,152", "163,696")
    return made
