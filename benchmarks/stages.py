"""How far the start of the program has come: each function runs in a process of its own, and ends it at one point.

Imports only what the program has loaded when it starts, so that importing this costs nothing that would be measured.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from typing import NoReturn

__all__ = ["canvas_painted", "empty_window", "furnished", "window_painted"]

_SOURCE = "library:inception-3a"


def _reached() -> NoReturn:
    """Print the CPU seconds since this process began, and end it."""
    spent = time.process_time()
    sys.stdout.write(f"{spent}\n")
    sys.stdout.flush()
    os._exit(0)  # tearing down is no part of the start


def empty_window() -> None:
    """The floor: an application with an empty main window, of the size that Convas' has."""
    from PySide6.QtCore import QSize, QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Window(QMainWindow):
        def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
            super().paintEvent(event)
            QTimer.singleShot(0, _reached)

    application = QApplication(["floor"])
    window = Window()
    window.resize(QSize(1440, 900).boundedTo(application.primaryScreen().availableSize()))
    window.show()
    application.exec()


def window_painted() -> None:
    """Convas' window has been painted, with menus, docks and an empty canvas."""
    _start("window")


def canvas_painted() -> None:
    """The canvas has been painted with the sketch in it."""
    _start("canvas")


def furnished() -> None:
    """The panels are there too: nothing is left to do."""
    _start("panels")


def _start(until: str) -> None:
    """Start the program as main.py does, and end it when it has come so far."""
    # As main.py does before it imports the window, which is imported here to be watched.
    gc.disable()
    from gui.qt_imports import spare_sources

    spare_sources()
    import gui.app
    import main

    class Watched(gui.app.Program):
        """The program, watched from outside: nothing is imported or drawn that it would not import and draw."""

        def start(self) -> None:
            if until == "window":
                self.window.painted.connect(_reached)
            elif until == "canvas":
                self.window.tabs.currentChanged.connect(lambda _index: self._watch_canvas())
            super().start()

        def _watch_canvas(self) -> None:
            from PySide6.QtCore import QEvent, QObject, QTimer

            class Watcher(QObject):
                def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
                    if event.type() == QEvent.Type.Paint:
                        QTimer.singleShot(0, _reached)
                    return super().eventFilter(watched, event)

            from gui.sketch_page import SketchPage

            page = self.window.tabs.currentWidget()
            assert isinstance(page, SketchPage)
            canvas = page.canvas
            self._watcher = Watcher()
            canvas.installEventFilter(self._watcher)

        def _next_step(self) -> None:
            if not self._steps:
                if until == "panels":
                    _reached()
                sys.stderr.write(f"everything is done, but not the {until}\n")
                sys.stderr.flush()
                os._exit(1)
            super()._next_step()

    setattr(gui.app, "Program", Watched)  # noqa: B010  (a class is no variable to mypy)
    main.main([_SOURCE])
