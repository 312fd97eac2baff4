"""The words of the file format that reading and writing share."""

from __future__ import annotations

import re
from typing import Final

from core.document.modules import COPY
from core.language.formulas import INPUT_NAMES, is_name

__all__ = ["CALL", "CALL_PARAMS", "DEEPEST_NESTING", "FARTHEST", "FORMAT", "ID", "MOST_PORTS", "name_fault"]

FORMAT: Final = "convas"
"""The value of ``format`` in every file."""

ID: Final = re.compile(r"[\w.-]{1,200}")
"""An id of a node: letters of any alphabet, digits, ``_``, ``-`` and ``.``; no ``:``, which parts id and port."""

FARTHEST: Final = 10**9
"""Coordinates lie within ± this, in canvas units: beyond it the canvas could not tell neighbours apart."""

MOST_PORTS: Final = 1000
"""A layer type that is not known may have so many outputs."""

CALL: Final = "Module"
"""The type of a call of a module."""

CALL_PARAMS: Final = ("arguments", "module")
"""Parameters of a call that are no numbers of its own."""

DEEPEST_NESTING: Final = 1000
"""Blocks stand in blocks at most so deep. What is evaluated is less, and is an issue of the sketch."""


def name_fault(name: str) -> str | None:
    """Why something cannot be the name of a variable or a parameter of a module, or None when it can."""
    if not is_name(name):
        return "It has letters a to z, digits and “_”, does not begin with a digit, and is no word of the formulas."
    if name in INPUT_NAMES or name == COPY:
        return "It has a meaning of its own there. Choose another one."
    return None
