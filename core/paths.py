"""Where resources lie, found by path so that it also holds inside a bundle; and which version this is."""

from __future__ import annotations

from pathlib import Path
from typing import Final

__all__ = ["EXAMPLES", "RESOURCES", "VERSION"]

RESOURCES: Final = Path(__file__).resolve().parent.parent / "resources"
EXAMPLES: Final = RESOURCES / "examples"
VERSION: Final = "0.1.0"
"""The version of Convas; pyproject.toml says the same, and a test compares them."""
