"""Whether a window can be shown. Qt aborts the process where no display is usable, so a child process tries first.

Imports no Qt: what is said here must be said where Qt cannot even be loaded.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from gui.qt_libraries import FOR_A_WINDOW, FOR_EVERYTHING, lacking_packages

if TYPE_CHECKING:
    import subprocess

__all__ = ["DisplayProbe", "unloadable_qt"]

_HEADLESS: Final = "without a window: python main.py report|render|check|list (python main.py --help)"
_TRY: Final = "from PySide6.QtGui import QGuiApplication; QGuiApplication(['convas'])"
_PATIENCE: Final = 20.0
"""Seconds; a display that does not answer in that time is none."""
_TELLING: Final = ("could not connect", "cannot open", "is needed to load", "No module named", "undefined symbol")
"""Lines of what Qt and Python say that tell the cause."""
_UNSEEN: Final = ("offscreen", "minimal", "vnc")
"""Platforms that need no display."""


class DisplayProbe:
    """Tries in a child process whether a window can be shown; meanwhile this process may load Qt itself.

    Attributes:
        refused: why no window can be shown, where that was plain without trying; else None.
    """

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        """Begin to try.

        Args:
            environment: in place of the process's own.
        """
        env = os.environ if environment is None else environment
        self.refused: str | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._display = env.get("WAYLAND_DISPLAY") or env.get("DISPLAY", "")
        platform = env.get("QT_QPA_PLATFORM", "").split(":")[0]
        if not sys.platform.startswith("linux") or platform in _UNSEEN:
            return
        if not platform and not env.get("DISPLAY") and not env.get("WAYLAND_DISPLAY"):
            self.refused = (
                "Convas: there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set). "
                f"Use a desktop, or {_HEADLESS}."
            )
            return
        import subprocess

        self._child = subprocess.Popen(  # noqa: S603  (this very Python, on a text of our own)
            [sys.executable, "-c", _TRY], env=dict(env), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )

    def refusal(self, patience: float = _PATIENCE) -> str | None:
        """Why no window can be shown, in one line with what to do; None where one can.

        Args:
            patience: seconds to wait for the child.
        """
        if self._child is None:
            return self.refused
        import subprocess  # here and above: without a child there is no need of it

        try:
            _, said = self._child.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.communicate()
            return f"Convas: the display {self._display} does not answer. Use a desktop, or {_HEADLESS}."
        if self._child.returncode == 0:
            return None
        return _explained(said.decode("utf-8", "replace"))


def unloadable_qt(error: ImportError) -> str:
    """What to do where Qt cannot be loaded at all, in one line."""
    return _explained(str(error), FOR_EVERYTHING)


def _explained(said: str, needs: Mapping[str, tuple[str, ...]] | None = None) -> str:
    """A line of what Qt or Python said, with the packages that are missing."""
    lines = [line.strip() for line in said.strip().splitlines()]
    why = next((line for line in lines if any(words in line for words in _TELLING)), "Qt cannot start").rstrip(".")
    if "No module named" in why:
        return f"Convas: {why}. `make setup` installs what is missing."
    packages = lacking_packages(FOR_EVERYTHING | FOR_A_WINDOW if needs is None else needs)
    cure = f"On Debian or Ubuntu: apt-get install {' '.join(packages)}" if packages else "Check the display"
    return f"Convas: {why}. {cure}; or {_HEADLESS}."
