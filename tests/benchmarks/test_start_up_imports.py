"""What the program has imported when it is painted first, and when the sketch is: whatever comes too early is named."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

_WATCH = """
import linecache, os, sys
from gui.qt_imports import spare_sources
spare_sources()  # as main.py does before it imports the window
import gui.app, main
seen = {}
class Watched(gui.app.Program):
    def start(self):
        self.window.painted.connect(lambda: seen.update(window=list(sys.modules)))
        super().start()
    def _open(self, source):
        super()._open(source)  # which paints the sketch
        print({**seen, "sketch": list(sys.modules), "read": list(linecache.cache)}, flush=True)
        os._exit(0)
gui.app.Program = Watched
main.main(["library:inception-3a"])
"""

NEVER_BEFORE_THE_WINDOW = """
numpy msgspec core.document core.language core.ops core.io core.library core.analysis core.layout core.report
core.cli gui.session gui.canvas gui.drawing gui.panels gui.dialogs gui.files gui.search gui.start_screen
subprocess email http ssl socket urllib.request xml html difflib statistics decimal hashlib asyncio ctypes json
importlib.metadata onnx pyqtgraph matplotlib torch PySide6.QtPrintSupport PySide6.QtNetwork
"""
NEVER_BEFORE_THE_SKETCH = """
numpy.ma core.layout.layered core.report core.cli gui.panels gui.dialogs gui.search gui.drawing.picture gui.find_bar
core.ops.every core.ops.conv_transpose core.library.presets core.io.codec core.io.files
gui.canvas.starting gui.canvas.moving gui.canvas.bands gui.canvas.cutting gui.canvas.tooltips gui.canvas.in_place
json html hashlib subprocess email http ssl socket urllib.request xml difflib statistics decimal asyncio
importlib.metadata onnx pyqtgraph matplotlib torch PySide6.QtPrintSupport PySide6.QtNetwork
"""


@pytest.fixture(scope="module")
def imported() -> dict[str, list[str]]:
    done = subprocess.run(
        [sys.executable, "-c", _WATCH], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, list[str]] = ast.literal_eval(done.stdout)
    return found


def test_nothing_heavy_is_imported_before_the_window_is_painted(imported):
    assert [name for name in NEVER_BEFORE_THE_WINDOW.split() if name in imported["window"]] == []


def test_nothing_is_imported_for_the_sketch_that_it_does_not_need(imported):
    assert "gui.canvas.widget" in imported["sketch"]
    assert [name for name in NEVER_BEFORE_THE_SKETCH.split() if name in imported["sketch"]] == []


def test_of_the_library_only_the_family_of_the_sketch_is_imported(imported):
    families = {name for name in imported["sketch"] if name.startswith("core.library.networks.")}
    assert not families


def test_pyside_reads_the_source_of_no_module_that_is_imported(imported):
    assert [path for path in imported["read"] if "numpy" in path or "gui/" in path or "core/" in path] == []
