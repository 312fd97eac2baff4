"""Versions of the file format, and the steps from each to the next.

A step is a pure function on the plain record of a file (what ``json.loads`` gives), so that it stays true when the
classes change. It must take any record whose header is right: what else is wrong with it is found after the last step.
Every version has a file in ``tests/data/files`` that is kept for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

__all__ = ["STEPS", "VERSION", "Record", "Step", "migrate"]

Record = dict[str, Any]
Step = Callable[[Record], Record]

VERSION: Final = 1
"""The version that is written. It grows when an older Convas would misread the file, not when fields are added."""

STEPS: Final[Mapping[int, Step]] = {}
"""By the version it starts from: the step to the next one."""


def migrate(record: Record, *, to: int = VERSION, steps: Mapping[int, Step] = STEPS) -> Record:
    """Bring a record of an older version to version ``to``, one step at a time.

    Args:
        record: the plain record; its ``version`` is an integer from 1 to ``to``.
        to: the version wanted.
        steps: the steps there are.

    Returns:
        A record of version ``to``; the very same one when nothing was to be done.
    """
    version: int = record["version"]
    while version < to:
        record = {**steps[version](record), "version": version + 1}
        version += 1
    return record
