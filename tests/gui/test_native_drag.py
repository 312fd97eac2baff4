"""One drag with the platform's own QDrag, on an X server in memory.

The offscreen platform cannot do it: its QDrag.exec() gives up at once, so that all other tests send the events of a
drag themselves.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "tests" / "gui" / "native_drag.py"


def test_a_layer_is_dragged_out_of_the_palette_by_the_platforms_own_drag(display, tmp_path):
    environment = os.environ | {
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "PYTHONPATH": str(ROOT),
        "CONVAS_SETTINGS": str(tmp_path),
    }
    ran = subprocess.run(
        [sys.executable, str(PROGRAM)], env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == {
        "platform": "xcb",
        "dragged": True,
        "layers": ["Conv2d"],
        "undo": "Add Conv 3×3",
        "selected": 1,
    }
