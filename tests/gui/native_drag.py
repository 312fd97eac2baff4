"""A program, not a test: drags a layer out of the palette of the real window with the platform's own QDrag.

Run by ``test_native_drag`` on a display of its own; prints one line of JSON about what happened.
"""

from __future__ import annotations

import json
import sys

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.library.presets import preset
from gui.app import Program
from gui.canvas.widget import CanvasWidget
from gui.panels.palette import PalettePanel
from gui.preferences import Preferences, open_settings

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
KEY = "Conv2d:3x3"
STEPS = 12


def main() -> int:
    """Drag a 3×3 convolution into the middle of an empty sketch, and say what the sketch holds then."""
    program = Program([], Preferences(open_settings()))
    program.start()
    sys.excepthook = sys.__excepthook__  # an error must end this program, not show a dialog that nobody closes
    window = program.window
    window.new_sketch()
    QTest.qWaitForWindowExposed(window)
    QTest.qWait(500)
    panels, canvas = window.docks.panels, window.canvas
    assert panels is not None
    assert canvas is not None
    carried = _drag(panels.palette, canvas)
    session = canvas.session
    said = {
        "platform": QGuiApplication.platformName(),
        "dragged": carried,
        "layers": [type(node.op).__name__ for node in session.graph.nodes.values()],
        "undo": session.undo_text,
        "selected": len(session.selection),
    }
    print(json.dumps(said), flush=True)
    return 0


def _drag(palette: PalettePanel, canvas: CanvasWidget) -> bool:
    """Press on the entry, move until Qt starts its drag, go on to the canvas and release. Whether a drag began."""
    layer = preset(KEY)
    assert layer is not None
    palette.search.setText(layer.label)
    QTest.qWait(50)
    view = palette.view
    row = next(row for row in range(palette.model.rowCount()) if _key(palette, row) == KEY)
    start = view.visualRect(palette.model.index(row)).center()
    window = canvas.window().windowHandle()
    assert window is not None
    top = canvas.window()
    source = view.viewport().mapTo(top, start)
    target = canvas.mapTo(top, canvas.rect().center())
    began = []

    def carry() -> None:
        """Runs within QDrag.exec(), which does not return before the release."""
        began.append(True)
        for step in range(1, STEPS + 1):
            QTest.mouseMove(window, source + (target - source) * step / STEPS)
            QTest.qWait(20)
        QTest.mouseRelease(window, LEFT, NONE, target)

    QTimer.singleShot(400, carry)
    QTest.mousePress(window, LEFT, NONE, source)
    for step in range(1, 6):
        QTest.mouseMove(window, source + QPoint(6 * step, 0))
        QTest.qWait(10)
    QTest.qWait(1500)
    return bool(began)


def _key(palette: PalettePanel, row: int) -> str:
    entry = palette.model.entry(row)
    return entry.key if entry is not None else ""


if __name__ == "__main__":
    application = QApplication(sys.argv)  # kept: it lives as long as its wrapper
    sys.exit(main())
