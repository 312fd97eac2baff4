"""The words of the file format that reading and writing share."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["FARTHEST", "FORMAT", "ID", "MOST_PORTS"]

FORMAT: Final = "convas"
"""The value of ``format`` in every file."""

ID: Final = re.compile(r"[\w.-]{1,200}")
"""An id of a node: letters of any alphabet, digits, ``_``, ``-`` and ``.``; no ``:``, which parts id and port."""

FARTHEST: Final = 10**9
"""Coordinates lie within ± this, in canvas units: beyond it the canvas could not tell neighbours apart."""

MOST_PORTS: Final = 1000
"""A layer type that is not known may have so many outputs."""
