"""Whether a window can be shown. Qt aborts the process where no display is usable, so a child process tries first.

Imports no Qt: what is said here must be said where Qt cannot even be loaded.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Final

__all__ = ["missing_display"]

_PACKAGES: Final = (
    "libgl1 libegl1 libglib2.0-0 libfontconfig1 libxkbcommon0 libdbus-1-3 "
    "libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0"
)
_HEADLESS: Final = "without a window: python main.py report|render|check|list (python main.py --help)"
_TRY: Final = "from PySide6.QtGui import QGuiApplication; QGuiApplication(['convas'])"
_PATIENCE: Final = 20.0
"""Seconds; a display that does not answer in that time is none."""
_UNSEEN: Final = ("offscreen", "minimal", "vnc")


def missing_display(environment: Mapping[str, str] | None = None) -> str | None:
    """Why no window can be shown, in one line with what to do; None where one can.

    Args:
        environment: in place of the process's own.
    """
    env = os.environ if environment is None else environment
    if not sys.platform.startswith("linux"):
        return None
    platform = env.get("QT_QPA_PLATFORM", "").split(":")[0]
    if platform in _UNSEEN:
        return None
    if not platform and not env.get("DISPLAY") and not env.get("WAYLAND_DISPLAY"):
        return (
            f"Convas: there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set). Use a desktop, or {_HEADLESS}."
        )
    try:
        tried = subprocess.run(  # noqa: S603  (this very Python, on a text of our own)
            [sys.executable, "-c", _TRY], env=dict(env), capture_output=True, timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return f"Convas: the display {env.get('DISPLAY', '')} does not answer. Start it in a desktop, or {_HEADLESS}."
    if tried.returncode == 0:
        return None
    said = tried.stderr.decode("utf-8", "replace").strip().splitlines()
    why = next((line.strip() for line in said if "could not connect" in line or "cannot open" in line), "")
    cause = why or "Qt cannot start"
    return f"Convas: {cause}. Check the display; on Debian or Ubuntu: apt-get install {_PACKAGES}; or {_HEADLESS}."
