"""Starting the program: the application object, the window, and then, once that is painted, everything else."""

from __future__ import annotations

import faulthandler
import gc
import re
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final

import PySide6
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from gui.icons import program_icon
from gui.main_window import MainWindow
from gui.preferences import Preferences, open_settings
from gui.theme import new_application

if TYPE_CHECKING:
    from core.document.document import Document
    from gui.session import Session

__all__ = ["Program", "leave_clipboard", "rescue", "run_window", "unusable_qt"]

_GARBAGE: Final = (50_000, 20, 100)
"""How much is made until Python looks for garbage. An edit of ten thousand layers makes as many results, which replace
others without being garbage in circles; with Python's own numbers each had everything there is looked through."""
_BROKEN_QT: Final = (6, 12)
_IMMORTAL_NONE: Final = (3, 12)


def run_window(sources: Sequence[str]) -> int:
    """Show the window and run until it is closed.

    Args:
        sources: files or ``library:NAME``; without any, what was open last, or the start screen.

    Returns:
        The exit code.
    """
    refusal = unusable_qt(PySide6.__version_info__[:2], sys.version_info[:2])
    if refusal:
        print(refusal, file=sys.stderr)  # noqa: T201
        return 2
    if sys.stderr is not None:
        faulthandler.enable()
    application = QApplication.instance() or new_application()
    program = Program(sources)
    program.start()
    code = int(application.exec())
    leave_clipboard()
    return code


def leave_clipboard() -> None:
    """Leave what was copied as plain text, which pasting takes as well, and a picture as pixels.

    Data that was made in Python goes with Python, before Qt's clipboard does: the process would crash at its end.
    """
    from gui.mime import FRAGMENT

    clipboard = QGuiApplication.clipboard()
    mime = clipboard.mimeData()
    if mime is not None and mime.hasFormat(FRAGMENT):
        clipboard.setText(clipboard.text())
    elif mime is not None and mime.hasImage() and mime.hasFormat("image/svg+xml"):
        clipboard.setImage(clipboard.image())


def unusable_qt(qt: tuple[int, ...], python: tuple[int, ...]) -> str:
    """Why this pair of versions cannot be used, or nothing.

    PySide6 6.12 drops a reference to None with every call that returns nothing; before Python 3.12 made None immortal,
    that ends the process after some thousand calls (PYSIDE-3474).
    """
    if qt >= _BROKEN_QT and python < _IMMORTAL_NONE:
        return (
            f"Convas: PySide6 {'.'.join(map(str, qt))} crashes Python {'.'.join(map(str, python))}. "
            "Use the versions of requirements.lock (make setup), or Python 3.12 or newer."
        )
    return ""


class Program:
    """The running program: one window, furnished step by step so that it is painted first."""

    def __init__(self, sources: Sequence[str], preferences: Preferences | None = None) -> None:
        """Make the window; nothing is shown yet.

        Args:
            sources: what to open.
            preferences: in place of those that are kept.
        """
        QCoreApplication.setOrganizationName("Convas")
        QCoreApplication.setApplicationName("Convas")
        self.preferences = preferences or Preferences(open_settings())
        self.window = MainWindow(self.preferences)
        self._given = list(sources)
        self._sources = self._given or self.window.remembered_sources()
        self._steps: list[Callable[[], object]] = []
        self._reporting = False
        self._rescued: dict[Session, tuple[Document, Path]] = {}

    def start(self) -> None:
        """Show the window; the rest follows in the next turns of the event loop."""
        sys.excepthook = self.report_bug
        if not self._sources:
            self.window.show_start()
        self.window.painted.connect(self._after_first_paint)
        self.window.show()

    def _after_first_paint(self) -> None:
        self.window.setWindowIcon(program_icon())
        self._steps = [
            *(lambda source=source: self._open(source) for source in self._sources),
            self.window.furnish,
        ]
        if not self._given:
            self._steps.append(self.window.restore_current)
        self._next_step()

    def _open(self, source: str) -> None:
        self.window.open_source(source)
        middle = self.window.centralWidget()
        if middle is not None:
            middle.repaint()  # now: the next paint event would only come when the panels have been made, too

    def _next_step(self) -> None:
        """One step a turn: input and paint events come in between."""
        if not self._steps:
            gc.set_threshold(*_GARBAGE)
            gc.enable()  # which main.py had switched off
            return
        step = self._steps.pop(0)
        try:
            step()
        finally:  # what fails in one of them is reported; the others are made all the same
            QTimer.singleShot(0, self._next_step)

    def report_bug(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """A bug reached the top: keep unsaved sketches, show a report, go on."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.exit(130)
            return
        report = "".join(traceback.format_exception(kind, error, trace))
        if sys.stderr is not None:  # there is none below pythonw
            print(report, file=sys.stderr)  # noqa: T201
        if self._reporting:
            return  # the same again while it is being reported, from a paint event perhaps
        self._reporting = True
        try:
            self._show_bug(report)
        finally:
            self._reporting = False

    def _show_bug(self, report: str) -> None:
        folder = Path(self.preferences.settings.fileName()).parent / "recovered"
        rescued: dict[Session, tuple[Document, Path]] = {}
        for session in self.window.sessions:
            if not session.modified:
                continue
            known = self._rescued.get(session)
            if known is not None and known[0] is session.document:
                rescued[session] = known  # the same bug may come again: it is kept already
            elif paths := rescue([session], folder):
                rescued[session] = (session.document, paths[0])
        self._rescued = rescued
        from gui.dialogs.crash import CrashDialog

        CrashDialog(report, [path for _, path in rescued.values()], self.window).exec()


def rescue(sessions: Sequence[Session], folder: Path) -> list[Path]:
    """Write documents into a folder; never over an existing file.

    Returns:
        Where they lie.
    """
    from core.io.files import write_document

    saved: list[Path] = []
    for session in sessions:
        # A title may hold what no file name may.
        stem = re.sub(r"[^\w.+ -]+", "-", session.title.removesuffix(".convas")).strip(" .-") or "sketch"
        number = 1
        while (path := folder / f"{stem}-{number}.convas").exists():
            number += 1
        try:
            folder.mkdir(parents=True, exist_ok=True)
            write_document(path, session.document)
        except Exception as error:  # noqa: BLE001  (the bug may sit in the writing itself; the others are kept)
            print(f"Could not keep {stem}: {error}", file=sys.stderr)  # noqa: T201
        else:
            saved.append(path)
    return saved
