"""Where resources lie, found by path so that it also holds inside a bundle."""

from __future__ import annotations

from pathlib import Path
from typing import Final

__all__ = ["EXAMPLES", "RESOURCES"]

RESOURCES: Final = Path(__file__).resolve().parent.parent / "resources"
EXAMPLES: Final = RESOURCES / "examples"
