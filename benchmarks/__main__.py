"""`python -m benchmarks [NAME…]`: measure, and print tables of ratios."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from typing import Final

from benchmarks import canvas, edit, inference, start_up

__all__ = ["main"]

_BENCHMARKS: Final[Mapping[str, Callable[[], str]]] = {
    "start_up": start_up.report,
    "canvas": canvas.report,
    "edit": edit.report,
    "inference": inference.report,
}


def main(names: Sequence[str]) -> int:
    """Run benchmarks.

    Args:
        names: which; all of them by default.

    Returns:
        The exit code: 2 for a name that there is not.
    """
    unknown = [name for name in names if name not in _BENCHMARKS]
    if unknown:
        print(f"There is no benchmark {unknown[0]}. There are: {', '.join(_BENCHMARKS)}.", file=sys.stderr)
        return 2
    print(f"Python {platform.python_version()}, PySide6 {version('PySide6-Essentials')}, {platform.machine()}")
    for name in names or _BENCHMARKS:
        print(f"\n{name}\n", flush=True)
        print(_BENCHMARKS[name](), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
