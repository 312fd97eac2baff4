"""What the window remembers from one time to the next: where everything stands, and what is open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow

from gui.docks import Docks

__all__ = ["remember", "remembered_current", "remembered_sources", "restore_places"]

_GEOMETRY: Final = "window/geometry"
_STATE: Final = "window/state"
_TABS: Final = "window/tabs"
_CURRENT: Final = "window/current"


def restore_places(settings: QSettings, window: QMainWindow, docks: Docks) -> None:
    """Put the window and its docks where they stood."""
    geometry, state = settings.value(_GEOMETRY), settings.value(_STATE)
    if isinstance(geometry, QByteArray):
        window.restoreGeometry(geometry)
    if isinstance(state, QByteArray):
        docks.restore(state)


def remembered_sources(settings: QSettings) -> list[str]:
    """What was open when the window was closed last, without the files that are gone."""
    value = settings.value(_TABS, [])
    names = [value] if isinstance(value, str) else value
    found = [str(name) for name in names] if isinstance(names, list) else []
    return [name for name in found if name.startswith("library:") or Path(name).exists()]


def remembered_current(settings: QSettings) -> int:
    """Index of the tab that was current when the window was closed last; -1 where nothing readable was kept."""
    index = settings.value(_CURRENT, 0)
    return int(index) if isinstance(index, int | str) and str(index).isdigit() else -1


def remember(settings: QSettings, window: QMainWindow, docks: Docks, sources: Sequence[str], current: int) -> None:
    """Keep where everything stands, and which files and library entries are open.

    Args:
        settings: where it is kept.
        window: its place and size.
        docks: where they stand.
        sources: files and ``library:NAME``, in the order of the tabs.
        current: index among ``sources``.
    """
    settings.setValue(_GEOMETRY, window.saveGeometry())
    settings.setValue(_STATE, docks.state())
    settings.setValue(_TABS, list(sources))
    settings.setValue(_CURRENT, current)
    settings.sync()
