"""The message after a fault of the program says what was kept, and gives the report."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from gui.dialogs.crash import CrashDialog

REPORT = "Convas\nTraceback:\n  <lambda>\nValueError: x\n"


@pytest.mark.parametrize(
    "saved", [(Path("kept") / "a.convas",), (Path("kept") / "a.convas", Path("kept") / "b.convas")]
)
def test_it_says_where_unsaved_sketches_were_kept(qtbot, saved):
    dialog = CrashDialog(REPORT, saved)
    qtbot.addWidget(dialog)
    assert dialog.saved.text().splitlines() == [str(path) for path in saved]
    assert dialog.saved.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse


def test_it_says_when_nothing_had_to_be_kept(qtbot):
    dialog = CrashDialog(REPORT, ())
    qtbot.addWidget(dialog)
    assert "no unsaved" in dialog.saved.text()


def test_the_report_can_be_read_and_copied(qtbot):
    dialog = CrashDialog(REPORT, ())
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    assert dialog.text.toPlainText() == REPORT
    assert dialog.text.isReadOnly()
    qtbot.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == REPORT
