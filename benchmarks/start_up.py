"""What the start of the program costs, as multiples of an empty window in the same run."""

from __future__ import annotations

from statistics import median
from typing import Final, NamedTuple

from benchmarks.measuring import in_a_child, table

__all__ = ["ROUNDS", "report"]

ROUNDS: Final = 15


class _Stage(NamedTuple):
    function: str
    title: str
    goal: float | None = None


_FLOOR: Final = _Stage("empty_window", "empty QMainWindow painted (the floor)")
_STAGES: Final = (
    _FLOOR,
    _Stage("window_painted", "Convas' window painted: menus, docks, empty canvas", 1.6),
    _Stage("canvas_painted", "inception-3a painted on the canvas", 3.0),
    _Stage("furnished", "panels there too: nothing left to do"),
)


def report(rounds: int = ROUNDS) -> str:
    """Measure, and say it as a table.

    Args:
        rounds: processes for each stage.
    """
    spent: dict[str, list[float]] = {stage.function: [] for stage in _STAGES}
    for number in range(rounds + 1):
        for stage in _STAGES:
            seconds = float(in_a_child(f"stages:{stage.function}"))
            if number:  # the first round fills the caches of the disk and writes the .pyc files
                spent[stage.function].append(seconds)
    rows = []
    for stage in _STAGES:
        # Each against the floor of its own round: what slowed down a round slowed down both.
        ratio = median(a / b for a, b in zip(spent[stage.function], spent[_FLOOR.function], strict=True))
        goal = "" if stage.goal is None else f"≤ {stage.goal:.1f} ×"
        rows.append((stage.title, f"{1000 * median(spent[stage.function]):.0f} ms", f"{ratio:.2f} ×", goal))
    return table(("from the start of the process until", "CPU", "ratio", "goal"), rows)
