"""What was chosen last, kept in the settings: it comes first the next time."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSettings

__all__ = ["Recent"]

_MOST: Final = 8
_BETWEEN: Final = "\n"


class Recent:
    """Keys of one kind of search, the newest first. What cannot be read is as if nothing had been chosen."""

    def __init__(self, settings: QSettings, name: str) -> None:
        """Keep them under a name of the settings."""
        self._settings = settings
        self._name = name

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys, each once."""
        kept = self._settings.value(self._name, "")
        return tuple(filter(None, kept.split(_BETWEEN)))[:_MOST] if isinstance(kept, str) else ()

    def note(self, key: str) -> None:
        """Put a key first."""
        others = [known for known in self.keys if known != key]
        self._settings.setValue(self._name, _BETWEEN.join([key, *others][:_MOST]))
