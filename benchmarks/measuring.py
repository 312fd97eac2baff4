"""Running measurements: child processes in turn, so that a busy moment of the machine hits all cases alike.

What is measured is CPU time, user and system, of all threads of a process. Elapsed time would count the other programs
of a shared machine as well.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

__all__ = ["ROOT", "in_a_child", "table"]

ROOT: Final = Path(__file__).resolve().parents[1]
_PATIENCE: Final = 180


@cache
def _compiled() -> tempfile.TemporaryDirectory[str]:
    """Where the children keep their .pyc files, as an installed program has them, whatever this environment says."""
    return tempfile.TemporaryDirectory()


def in_a_child(call: str, *arguments: object) -> Any:
    """Call a function of this package in a process of its own, with settings of its own and no display.

    Args:
        call: ``module:function`` within ``benchmarks``.
        arguments: of the function; their ``repr`` must be Python.

    Returns:
        What the function printed, read as JSON.

    Raises:
        RuntimeError: the process failed; the message holds what it said.
    """
    module, function = call.split(":")
    code = f"from benchmarks.{module} import {function}; {function}({', '.join(map(repr, arguments))})"
    with tempfile.TemporaryDirectory() as settings:
        environment = {
            **os.environ,
            "CONVAS_SETTINGS": settings,
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": _compiled().name,
            "QT_QPA_PLATFORM": "offscreen",
        }
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(f"{call} ended with {done.returncode}:\n{done.stderr}")
    return json.loads(done.stdout)


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table: the first column to the left, numbers to the right."""
    widths = [max(len(line[column]) for line in (heads, *rows)) for column in range(len(heads))]

    def line(cells: Sequence[str]) -> str:
        first, *others = zip(cells, widths, strict=True)
        padded = (first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others))
        return f"| {' | '.join(padded)} |"

    rule = [":" + "-" * (widths[0] - 1), *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join((line(heads), f"| {' | '.join(rule)} |", *map(line, rows)))
