"""Starting the program: step by step, and what happens when the program itself fails."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.document import edits
from core.io.codec import encode
from core.io.files import read_document
from core.library.catalog import entry
from gui.app import Program, rescue, unusable_qt
from gui.dialogs.crash import CrashDialog
from gui.preferences import Preferences
from gui.session import Session

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def start(qtbot: QtBot, preferences: Preferences, monkeypatch) -> Iterator:
    """Starts the program and waits until everything is there."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # put back afterwards
    programs: list[Program] = []

    def make(*sources: str) -> Program:
        program = Program(sources, preferences)
        programs.append(program)
        program.start()
        qtbot.waitUntil(lambda: program.window.docks.panels is not None and not program._steps)
        return program

    yield make
    for program in programs:
        program.window.hide()
        program.window.deleteLater()
    QApplication.processEvents()


def test_a_source_on_the_command_line_is_opened(start):
    window = start("library:course-5x5", "library:lenet-5").window
    assert [session.title for session in window.sessions] == ["course-5x5", "lenet-5"]
    assert window.tabs.currentIndex() == 1


def test_nothing_on_the_command_line_is_the_start_screen_with_its_examples(start):
    window = start().window
    assert window.start_screen.isVisible()
    assert (window.sessions, window.windowTitle()) == ([], "Convas")


def test_nothing_on_the_command_line_brings_back_what_was_open(start):
    first = start("library:course-5x5", "library:lenet-5").window
    first.tabs.setCurrentIndex(0)
    assert first.close()
    again = start().window
    assert [session.title for session in again.sessions] == ["course-5x5", "lenet-5"]
    assert again.tabs.currentIndex() == 0


def test_a_step_that_fails_does_not_keep_the_others_from_being_made(start, monkeypatch, qtbot: QtBot):
    from gui.main_window import MainWindow

    def fail(window: MainWindow, source: str) -> bool:
        raise RuntimeError(f"no {source}")

    monkeypatch.setattr(MainWindow, "open_source", fail)
    shown: list[str] = []
    monkeypatch.setattr(CrashDialog, "exec", lambda dialog: shown.append(dialog.text.toPlainText()))
    with qtbot.captureExceptions() as caught:
        window = start("library:course-5x5").window
    texts = shown + [str(error) for _, error, _ in caught]
    assert len(texts) == 1
    assert "no library:course-5x5" in texts[0]
    assert window.docks.panels is not None


def failing() -> tuple:
    try:
        raise ZeroDivisionError("a bug")
    except ZeroDivisionError:
        return sys.exc_info()


def test_a_bug_keeps_unsaved_sketches_says_where_and_lets_the_work_go_on(
    start, settings_folder: Path, monkeypatch, capsys
):
    program = start("library:inception-3a", "library:lenet-5")
    session = program.window.sessions[0]
    session.apply("Set groups", lambda d: edits.set_param(d, "conv1x1", "groups", 2))
    dialogs: list[tuple[str, str]] = []

    def read(dialog: CrashDialog) -> int:
        dialogs.append((dialog.saved.text(), dialog.text.toPlainText()))
        program.report_bug(*failing())  # once more, while it is being reported
        return 0

    monkeypatch.setattr(CrashDialog, "exec", read)
    sys.excepthook(*failing())
    kept = settings_folder / "recovered" / "inception-3a-1.convas"
    assert len(dialogs) == 1
    assert dialogs[0][0] == str(kept)
    assert "ZeroDivisionError: a bug" in dialogs[0][1]
    assert encode(read_document(kept)) == encode(session.document)
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]  # only what was not saved
    assert capsys.readouterr().err.count("ZeroDivisionError: a bug") == 2
    assert session.modified
    sys.excepthook(*failing())
    assert dialogs[1][0] == str(kept)  # the same bug again: it is kept already
    session.undo()
    session.redo()
    session.apply("Set bias", lambda d: edits.set_param(d, "conv1x1", "bias", False))
    sys.excepthook(*failing())
    assert dialogs[2][0] == str(kept.with_name("inception-3a-2.convas"))  # never over another one
    session.undo()
    session.undo()
    sys.excepthook(*failing())
    assert dialogs[3][0] == "There were no unsaved sketches."


def test_ctrl_c_in_the_terminal_is_no_bug(start, monkeypatch):
    program = start()
    codes: list[int] = []
    monkeypatch.setattr(QApplication, "exit", codes.append)
    monkeypatch.setattr(CrashDialog, "exec", lambda dialog: pytest.fail("a dialog"))
    program.report_bug(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert codes == [130]


def test_rescue_goes_on_where_one_sketch_cannot_be_written(qapp, tmp_path: Path, capsys):
    document = entry("course-5x5")
    assert document is not None
    sessions = [Session(document.build()) for _ in range(3)]
    for session, name in zip(sessions, ("a/b", "c.convas", "..."), strict=True):
        session.set_untitled(name)
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert rescue(sessions, blocked / "folder") == []
    assert capsys.readouterr().err.count("Could not keep") == 3
    assert [path.name for path in rescue(sessions, tmp_path / "kept")] == [
        "a-b-1.convas",
        "c-1.convas",
        "sketch-1.convas",
    ]


def test_the_process_ends_in_order_with_layers_on_the_clipboard_and_leaves_them_as_text():
    code = (
        "import sys\n"
        "from PySide6.QtCore import QTimer\n"
        "from PySide6.QtGui import QGuiApplication\n"
        "import gui.app\n"
        "class Hasty(gui.app.Program):\n"
        "    def _next_step(self):\n"
        "        if self._steps:\n"
        "            return super()._next_step()\n"
        "        self.window.canvas.select_all()\n"
        "        self.window.canvas.copy()\n"
        "        self.window.close()\n"
        "gui.app.Program = Hasty\n"
        "code = gui.app.run_window(['library:course-5x5'])\n"
        "print(QGuiApplication.clipboard().text()[:1])\n"
        "sys.exit(code)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "{", "")


@pytest.mark.parametrize(
    ("qt", "python", "usable"),
    [((6, 11), (3, 11), True), ((6, 12), (3, 11), False), ((6, 12), (3, 12), True), ((7, 0), (3, 11), False)],
)
def test_a_qt_that_crashes_this_python_is_refused_in_words(qt, python, *, usable: bool):
    said = unusable_qt(qt, python)
    assert (said == "") is usable
    assert usable or ("requirements.lock" in said and "\n" not in said)
