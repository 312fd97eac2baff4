"""Keystrokes in the real window, timed: runs in a child process (``edit.py``)."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from benchmarks.sketches import FIRST, LAST, inception_chain
from core.document import edits
from core.document.graph import NodeId
from core.ops.conv import Conv2d
from gui.app import Program
from gui.canvas.widget import CanvasWidget
from gui.drawing.geometry import Rect
from gui.session import Session
from gui.theme import new_application

__all__ = ["Desk", "measure"]

_WARM: Final = 3
_LOWEST: Final = 100
_PATIENCE: Final = 10


class _Paints(QObject):
    """Counts paint events."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        if event.type() == QEvent.Type.Paint:
            self.count += 1
        return super().eventFilter(watched, event)


class Desk:
    """The main window with one generated sketch in it, and somebody at the keyboard."""

    def __init__(self, application: QApplication, size: int) -> None:
        """Open the window and wait until everything in it has been painted.

        Args:
            application: the application object.
            size: nodes of the sketch.
        """
        self._application = application
        self._program = Program(["library:inception-3a"])  # so that there is no start screen
        self._program.start()
        self._program.window.resize(1440, 900)  # more than the screen that the offscreen platform has at first
        self._program.window.activateWindow()
        started = time.process_time()
        while self._program.window.docks.panels is None:
            application.processEvents()
            if time.process_time() - started > _PATIENCE:
                raise RuntimeError("the window is not furnished")
        self.session: Session = self._program.window.add_session(inception_chain(size))
        canvas = self._program.window.canvas
        assert canvas is not None
        self.canvas: CanvasWidget = canvas
        self._paints = _Paints()
        canvas.installEventFilter(self._paints)
        self._settle()
        self._tick = 0

    def _settle(self) -> None:
        """Let everything happen that is going to happen."""
        for _ in range(20):
            self._application.processEvents()

    def _until_painted(self, act: Callable[[], object]) -> float:
        """CPU seconds until what somebody did is on the screen: canvas, panels, status bar."""
        before = self._paints.count
        started = time.process_time()
        act()
        while self._paints.count == before:
            self._application.processEvents()
            if time.process_time() - started > _PATIENCE:
                raise RuntimeError("nothing is painted")
        self._application.processEvents()  # what the panels laid out anew in between
        return time.process_time() - started

    def repaint(self) -> float:
        """CPU seconds for painting the whole canvas anew, nothing having changed."""
        return self._until_painted(self.canvas.update)

    def close_up(self, node: NodeId) -> None:
        """Look at a node at 1:1."""
        self.canvas.one_to_one()
        x, y, width, height = self.canvas.scene.rect(node)
        self.canvas.bring_into_view(Rect(x, y, width, height))  # Session.reveal would have it flash meanwhile
        self._settle()

    def keystroke(self, node: NodeId) -> float:
        """CPU seconds from a digit typed behind a convolution's width until the canvas and the panels are painted.

        Each time another width, so that no cache knows its shapes and texts already.
        """
        self.session.select((node,))
        self._tick += 1
        width = _LOWEST + self._tick
        self.session.apply("Set width", lambda document: edits.set_param(document, node, "out_channels", width))
        field = self._field()
        # Its paint comes with that of everything else the key changed, in or out of sight on the canvas.
        field.installEventFilter(self._paints)
        field.setFocus()
        field.end(False)
        self._settle()
        press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_0, Qt.KeyboardModifier.NoModifier, "0")
        spent = self._until_painted(lambda: QCoreApplication.sendEvent(field, press))
        op = self.session.graph.nodes[node].op
        assert isinstance(op, Conv2d), op
        assert op.out_channels == 10 * width, f"typing did not reach the document: {op}"
        return spent

    def _field(self) -> QLineEdit:
        panels = self._program.window.docks.panels
        assert panels is not None
        field = panels.inspector.findChild(QLineEdit, "field.out_channels.text")
        assert isinstance(field, QLineEdit)
        return field


def measure(size: int, repeats: int) -> None:
    """Type into a sketch and print what it cost, as JSON.

    Args:
        size: nodes of the sketch.
        repeats: keystrokes, and repaints, of each kind.
    """
    desk = Desk(new_application(), size)
    found: list[dict[str, object]] = []
    for view in ("all", "1:1"):
        for node in (FIRST, LAST):
            if view == "1:1":
                desk.close_up(node)
            keys = [desk.keystroke(node) for _ in range(_WARM + repeats)][_WARM:]
            evaluated = desk.session.analysis.main.evaluated
            paints = [desk.repaint() for _ in range(repeats)]
            found.append(
                {"view": view, "node": node, "evaluated": evaluated, "key": median(keys), "paint": median(paints)}
            )
    json.dump(found, sys.stdout)
    sys.stdout.flush()
