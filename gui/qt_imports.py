"""Importing after PySide: what it asks of every module, answered once for all.

PySide replaces ``import``. Of each module that is imported after it, it reads the source and looks for its own name, to
know where ``from __feature__ import snake_case`` might be obeyed. Convas has no use for these features, NumPy even
less, and reading 300 files takes a twelfth of the time until a sketch is painted.
"""

from __future__ import annotations

import sys

import PySide6  # noqa: F401  (brings the module that is looked up below)

__all__ = ["spare_sources"]

_ASKING = "_mod_uses_pyside"
"""PySide's own name for the question; where a version has another one, it goes on reading."""


def spare_sources() -> None:
    """Have PySide take every module for one that uses it, as it takes our own; that alone turns no feature on."""
    feature = sys.modules.get("shibokensupport.feature")
    if hasattr(feature, _ASKING):
        setattr(feature, _ASKING, lambda _module: True)
