"""A program, not a test: puts layers on the clipboard of the window system (``give``), or pastes them (``take``).

Run by ``test_native_clipboard``, once for each, on a display of their own; ``take`` prints one line of JSON about what
came.
"""

from __future__ import annotations

import json
import sys

from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from gui.app import Program
from gui.main_window import MainWindow
from gui.preferences import Preferences, open_settings

PATIENCE = 60_000
"""Milliseconds."""


def main(role: str) -> int:
    """Give or take."""
    program = Program([], Preferences(open_settings()))
    program.start()
    sys.excepthook = sys.__excepthook__  # an error must end this program, not show a dialog that nobody closes
    window = program.window
    QTest.qWaitForWindowExposed(window)
    return give(window) if role == "give" else take(window)


def give(window: MainWindow) -> int:
    """Copy everything, say so, and stay: what is on the clipboard of X11 goes with whoever put it there."""
    window.open_source("library:inception-3a")
    do(window, "select_all")
    do(window, "copy")
    print("copied", flush=True)
    QTest.qWait(PATIENCE)
    return 1


def take(window: MainWindow) -> int:
    """Paste into an empty sketch, and say what it holds then."""
    window.new_sketch()
    for _ in range(100):
        if not window.actions_table["paste"].isEnabled():
            QTest.qWait(100)
    do(window, "paste")
    session = window.session
    totals = window.findChild(QLabel, "status_totals")
    assert session is not None
    assert totals is not None
    said = {
        "platform": QGuiApplication.platformName(),
        "layers": len(session.graph.nodes),
        "totals": totals.text(),
        "undo": session.undo_text,
    }
    print(json.dumps(said), flush=True)
    return 0


def do(window: MainWindow, action: str) -> None:
    """Do something on the canvas; without a window manager no key would find it."""
    canvas = window.canvas
    assert canvas is not None
    canvas.setFocus()
    window.actions_table[action].trigger()


if __name__ == "__main__":
    application = QApplication(sys.argv[:1])  # kept: it lives as long as its wrapper
    sys.exit(main(sys.argv[1]))
