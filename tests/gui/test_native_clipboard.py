"""Two running copies of the program and the clipboard between them, on an X server in memory.

The offscreen platform cannot do it: its clipboard is the process's own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "tests" / "gui" / "native_clipboard.py"


def test_layers_copied_in_one_running_copy_are_pasted_in_another(display, tmp_path):
    def environment(role: str) -> dict[str, str]:
        own = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT)}
        return os.environ | own | {"CONVAS_SETTINGS": str(tmp_path / role)}

    giving = [sys.executable, str(PROGRAM), "give"]
    with subprocess.Popen(giving, env=environment("give"), stdout=subprocess.PIPE, text=True) as giver:
        try:
            assert giver.stdout is not None
            assert giver.stdout.readline() == "copied\n"
            taking = [sys.executable, str(PROGRAM), "take"]
            took = subprocess.run(
                taking, env=environment("take"), capture_output=True, text=True, timeout=120, check=False
            )
        finally:
            giver.terminate()
    assert took.returncode == 0, took.stderr
    assert json.loads(took.stdout) == {
        "platform": "xcb",
        "layers": 16,
        "totals": "128,049,152 MACs   163,696 params",
        "undo": "Paste 16 layers",
    }
