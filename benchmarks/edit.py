"""What a keystroke costs until it is on the screen, as multiples of a frame and of a repaint in the same run."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Final

from benchmarks.measuring import in_a_child, table
from benchmarks.sketches import FIRST

__all__ = ["REPEATS", "ROUNDS", "SIZES", "report"]

SIZES: Final = (50, 500, 10_000)
ROUNDS: Final = 3
REPEATS: Final = 15
_FRAME: Final = 1 / 60
_GOAL_AT: Final = (500, 10_000)


def report(sizes: Sequence[int] = SIZES, rounds: int = ROUNDS, repeats: int = REPEATS) -> str:
    """Measure, and say it as a table.

    Args:
        sizes: nodes of the sketches.
        rounds: processes for each size.
        repeats: keystrokes of each kind in a process.
    """
    runs: dict[int, list[list[dict[str, object]]]] = {size: [] for size in sizes}
    for _ in range(rounds):
        for size in sizes:
            runs[size].append(in_a_child("keystrokes:measure", size, repeats))
    rows = []
    for size in sizes:
        for cases in zip(*runs[size], strict=True):
            first = cases[0]
            keys, paints = ([float(str(case[key])) for case in cases] for key in ("key", "paint"))
            where = "near the start" if first["node"] == FIRST else "at the end"
            rows.append(
                (
                    f"{size:,} nodes, {where}, seen {'fitted' if first['view'] == 'all' else 'at 1:1'}",
                    f"{first['evaluated']:,}",
                    f"{1000 * median(keys):.1f} ms",
                    f"{median(key / paint for key, paint in zip(keys, paints, strict=True)):.2f} ×",
                    f"{median(keys) / _FRAME:.2f} ×",
                    "≤ 1.0 ×" if size in _GOAL_AT else "",
                )
            )
    heads = ("a digit typed into out_channels", "evaluated", "CPU", "of a full repaint", "of a frame", "goal")
    return table(heads, rows)
