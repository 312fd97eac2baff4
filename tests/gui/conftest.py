"""The real window on the offscreen platform, with somebody who answers its questions."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.files import Answer, Ask, Files
from gui.main_window import MainWindow
from gui.preferences import Preferences, open_settings
from gui.qt_libraries import FOR_A_WINDOW, loads

pytest.register_assert_rewrite("tests.gui.eyes", "tests.gui.person", "tests.gui.canvas.agreement")

from tests.gui.person import Person  # noqa: E402


class Answers(Ask):
    """Answers in place of a person, and notes what was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.paths: list[Path] = []
        self.path: Path | None = None
        self.suggested = ""
        self.changes: Answer = "cancel"
        self.overwrite = False

    def open_paths(self, parent: QWidget | None, folder: str) -> list[Path]:
        self.asked.append("open")
        return self.paths

    def save_path(self, parent: QWidget | None, suggested: str) -> Path | None:
        self.asked.append("save as")
        self.suggested = suggested
        return self.path

    def about_changes(self, parent: QWidget | None, title: str) -> Answer:
        self.asked.append(f"changes of {title}")
        return self.changes

    def overwrite_foreign(self, parent: QWidget | None, path: Path) -> bool:
        self.asked.append(f"overwrite {path.name}")
        return self.overwrite


@pytest.fixture
def preferences(qapp: QApplication, settings_folder: Path) -> Preferences:
    chosen = Preferences(open_settings())
    chosen.theme = "light"
    return chosen


@pytest.fixture(autouse=True)
def clean_clipboard(qapp: QApplication) -> Iterator[None]:
    """Nothing on the clipboard before a test, nor after it."""
    QGuiApplication.clipboard().clear()
    yield
    QGuiApplication.clipboard().clear()


@pytest.fixture
def answers() -> Answers:
    return Answers()


def destroy(window: QWidget) -> None:
    """Close a window for good, as the end of the program does: no later test sees it."""
    window.hide()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def open_window(qtbot: QtBot, preferences: Preferences, answers: Answers) -> Iterator[Callable[..., MainWindow]]:
    """Makes a window that is shown and furnished, with these sources open; without any, the start screen."""
    made: list[MainWindow] = []

    def make(*sources: str, started: bool = True) -> MainWindow:
        window = MainWindow(preferences)
        made.append(window)
        window.tabs._files = Files(preferences, answers)
        with qtbot.waitExposed(window):
            window.show()
        if started and not sources:
            window.show_start()
        window.furnish()
        for source in sources:
            assert window.open_source(source)
        QApplication.processEvents()
        return window

    yield make
    for window in made:
        destroy(window)


@pytest.fixture
def window(open_window: Callable[..., MainWindow]) -> MainWindow:
    """A window that shows ``library:inception-3a``."""
    return open_window("library:inception-3a")


@pytest.fixture
def person(
    open_window: Callable[..., MainWindow], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> Callable[..., Person]:
    """Somebody in front of a window with these sources open."""

    def make(*sources: str) -> Person:
        window = open_window(*sources)
        window.resize(1640, 1180)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        window.docks.arrange()  # for the size that the window has now
        QApplication.processEvents()
        return Person(window, monkeypatch)

    return make


@pytest.fixture
def display() -> Iterator[str]:
    """An X server of the test's own."""
    server_program = shutil.which("Xvfb")
    lacking = [library for library in FOR_A_WINDOW if not loads(library)]
    if server_program is None or lacking:
        pytest.skip(f"Needs Xvfb and what Qt needs for X11 (missing: {', '.join(lacking) or 'Xvfb'})")
    told, tells = os.pipe()
    command = [server_program, "-displayfd", str(tells), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[tells], stderr=subprocess.DEVNULL) as server:
        os.close(tells)
        with os.fdopen(told) as pipe:
            number = pipe.readline().strip()
        try:
            yield f":{number}"
        finally:
            server.terminate()
