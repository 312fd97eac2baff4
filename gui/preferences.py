"""What a person set once for all sketches: theme, precision, order of shapes, habits of the hand. In an ini file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, Literal, cast

from PySide6.QtCore import QObject, QSettings, QStandardPaths, Signal

from core.text import CHW, HWC, ShapeOrder

__all__ = ["BANDS", "THEME_NAMES", "WHEELS", "Band", "Preferences", "ThemeName", "Wheel", "open_settings"]

ThemeName = Literal["system", "light", "dark"]
THEME_NAMES: Final[tuple[ThemeName, ...]] = ("system", "light", "dark")
Wheel = Literal["zoom", "pan"]
"""What the wheel does on the canvas; with Ctrl it zooms in any case."""
WHEELS: Final[tuple[Wheel, ...]] = ("zoom", "pan")
Band = Literal["touch", "contain"]
"""What a rubber band selects: what it touches, or only what lies in it wholly."""
BANDS: Final[tuple[Band, ...]] = ("touch", "contain")
_YES: Final = "true"
_NO: Final = "false"


def open_settings() -> QSettings:
    """The ini file of Convas: below CONVAS_SETTINGS if that is set (tests do), else where the platform keeps such."""
    folder = os.environ.get("CONVAS_SETTINGS") or QStandardPaths.writableLocation(
        QStandardPaths.StandardLocation.AppConfigLocation
    )
    return QSettings(str(Path(folder) / "convas.ini"), QSettings.Format.IniFormat)


class Preferences(QObject):
    """Preferences as properties; setting one keeps it and emits ``changed``. A value that makes no sense is ignored."""

    changed = Signal()

    def __init__(self, settings: QSettings) -> None:
        """Read what is kept."""
        super().__init__()
        self._settings = settings

    @property
    def settings(self) -> QSettings:
        """The file itself, for window state and recent files."""
        return self._settings

    @property
    def theme(self) -> ThemeName:
        """``system``, ``light`` or ``dark``."""
        return cast(ThemeName, self._choice("theme", "system", THEME_NAMES))

    @theme.setter
    def theme(self, value: ThemeName) -> None:
        self._set("theme", value, THEME_NAMES)

    @property
    def precision(self) -> str:
        """A key of ``core.analysis.totals.PRECISIONS``."""
        # Imported here: it brings the language of operators, which the first paint of the window does without.
        from core.analysis.totals import DEFAULT_PRECISION, PRECISIONS

        return self._choice("precision", DEFAULT_PRECISION, tuple(PRECISIONS))

    @precision.setter
    def precision(self, value: str) -> None:
        from core.analysis.totals import PRECISIONS

        self._set("precision", value, tuple(PRECISIONS))

    @property
    def shape_order(self) -> ShapeOrder:
        """``HWC`` as in the course, or ``CHW``."""
        return cast(ShapeOrder, self._choice("shape_order", HWC, (HWC, CHW)))

    @shape_order.setter
    def shape_order(self, value: ShapeOrder) -> None:
        self._set("shape_order", value, (HWC, CHW))

    @property
    def wheel(self) -> Wheel:
        """What the wheel does on the canvas."""
        return cast(Wheel, self._choice("wheel", "zoom", WHEELS))

    @wheel.setter
    def wheel(self, value: Wheel) -> None:
        self._set("wheel", value, WHEELS)

    @property
    def band(self) -> Band:
        """What a rubber band selects."""
        return cast(Band, self._choice("band", "touch", BANDS))

    @band.setter
    def band(self, value: Band) -> None:
        self._set("band", value, BANDS)

    @property
    def minimap(self) -> bool:
        """Whether a small map of the whole sketch stands in a corner of the canvas."""
        return self._choice("minimap", _YES, (_YES, _NO)) == _YES

    @minimap.setter
    def minimap(self, value: bool) -> None:
        self._set("minimap", _YES if value else _NO, (_YES, _NO))

    @property
    def animations(self) -> bool:
        """Whether what moves by itself glides there; without, it is there at once."""
        return self._choice("animations", _YES, (_YES, _NO)) == _YES

    @animations.setter
    def animations(self, value: bool) -> None:
        self._set("animations", _YES if value else _NO, (_YES, _NO))

    def _choice(self, key: str, default: str, choices: tuple[str, ...]) -> str:
        value = str(self._settings.value(f"preferences/{key}", default))
        return value if value in choices else default

    def _set(self, key: str, value: str, choices: tuple[str, ...]) -> None:
        if value in choices and value != self._choice(key, "", choices):
            self._settings.setValue(f"preferences/{key}", value)
            self.changed.emit()
