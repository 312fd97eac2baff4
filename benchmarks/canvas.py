"""The canvas: what its frames cost, as multiples of a floor measured in the same run, and beside other node editors.

The peers (NodeGraphQt and koode-taskgraph) run in a virtual environment of their own, where ``CONVAS_CANVAS_PEERS``
names its Python; nothing of Convas needs them. They are given the same network, at the same places.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, Final, NamedTuple

from benchmarks.measuring import in_a_child, table

__all__ = ["LARGE", "REPEATS", "ROUNDS", "SIZES", "report"]

SIZES: Final = (1_000, 10_000)
LARGE: Final = 100_000
ROUNDS: Final = 3
REPEATS: Final = 9
_PEER_SIZES: Final = (1_000, 5_000)
_PEERS: Final = Path(__file__).with_name("canvas_peers.py")
_PATIENCE: Final = 900

Case = Mapping[str, Any]
Key = tuple[str, str]


class _Goal(NamedTuple):
    """How much a case may take, in ms or MB, by the number of nodes."""

    limits: Mapping[int, float]
    unit: str = "ms"


def _goal(few: float, many: float, unit: str = "ms") -> _Goal:
    return _Goal({1_000: few, 10_000: many}, unit)


_GOALS: Final[Mapping[str, _Goal]] = {
    "full repaint, fitted": _goal(4, 8.3),
    "full repaint at 1:1": _goal(4, 8.3),
    "full repaint, worst scale": _goal(4, 8.3),
    "pan step at 1:1": _goal(1.5, 2),
    "zoom step, worst": _goal(8.3, 8.3),
    "drag one": _goal(0.5, 1),
    "drag all selected, at 1:1": _goal(5, 10),
    "drag all selected, fitted": _goal(5, 10),
    "an edit that changes labels, at 1:1": _goal(4, 5),
    "an edit that changes labels, fitted": _goal(4, 5),
    "delete": _goal(1, 2),
    "undo": _goal(1, 2),
    "showing a document": _goal(10, 50),
    "canvas memory": _goal(3, 10, "MB"),
}
"""Every row, in the order of the table."""


def report(
    sizes: Sequence[int] = SIZES, rounds: int = ROUNDS, repeats: int = REPEATS, large: int | None = LARGE
) -> str:
    """Measure, and say it as tables.

    Args:
        sizes: nodes of the sketches.
        rounds: processes for each size.
        repeats: frames of each kind in a process.
        large: nodes of one more sketch, that is only fitted; None for none.
    """
    found = {size: _measured("measure", size, rounds, repeats) for size in sizes}
    parts = [_frames(found), _scales(found)]
    if large is not None:
        fitted = _measured("measure_fit", large, 1, repeats)["full repaint", "fit"]
        parts.append(
            f"{large:,} nodes, fitted: {_of(fitted):.0f} ms, {_ratio(fitted):.1f} × the floor; the goal is ≤ 100 ms."
        )
    parts.append(_peers())
    return "\n\n".join(parts)


# -- the canvas -------------------------------------------------------------------------------------------------------


def _measured(function: str, size: int, rounds: int, repeats: int) -> dict[Key, list[Case]]:
    """What each case cost in each round."""
    found: dict[Key, list[Case]] = {}
    for _ in range(rounds):
        for case in in_a_child(f"frames:{function}", size, repeats):
            at = str(case.get("at", "")) if case["name"] == "full repaint" else ""
            found.setdefault((case["name"], at), []).append(case)
    return found


def _of(cases: Sequence[Case], key: str = "ms") -> float:
    return median(float(case[key]) for case in cases)


def _ratio(cases: Sequence[Case]) -> float:
    """Of each round to its own floor: what slowed down one slowed down the other."""
    return median(float(case["ms"]) / float(case["floor"]) for case in cases)


def _rows(cases: Mapping[Key, Sequence[Case]]) -> dict[str, Sequence[Case]]:
    """The cases under the names of the table."""
    full = {at: found for (name, at), found in cases.items() if name == "full repaint"}
    worst = max(full, key=lambda at: _of(full[at]))
    repaints = {"full repaint, fitted": "fit", "full repaint at 1:1": "1", "full repaint, worst scale": worst}
    named = {name: found for (name, at), found in cases.items() if not at}
    return {**{name: full[at] for name, at in repaints.items()}, **named}


def _frames(found: Mapping[int, Mapping[Key, Sequence[Case]]]) -> str:
    heads = ["CPU of a frame"]
    for size in found:
        heads += [f"{size:,} nodes", "× floor", "goal"]
    named = {size: _rows(cases) for size, cases in found.items()}
    rows: list[list[str]] = []
    for name, goal in _GOALS.items():
        row = [name]
        for size, cases in named.items():
            of = cases[name]
            limit = goal.limits.get(size)
            value = _of(of, "megabytes") if goal.unit == "MB" else _of(of)
            row += [
                f"{value:.1f} {goal.unit}" if value >= 10 or goal.unit == "MB" else f"{value:.2f} {goal.unit}",
                f"{_ratio(of):.1f} ×" if "floor" in of[0] else "",
                "" if limit is None else f"≤ {limit:g} {goal.unit}",
            ]
        rows.append(row)
    label = "an edit that changes labels, at 1:1"
    whole = {
        name: " and ".join(f"{_of(cases[name], 'whole'):.1f} ms" for cases in named.values())
        for name in (label, "delete", "undo")
    }
    changed = " and ".join(f"{_of(cases[label], 'changed'):,.0f}" for cases in named.values())
    return (
        f"{table(heads, rows)}\n\nThe edit changes the labels of {changed} nodes. What stands there begins when the "
        f"session tells its followers. From the call on, inference and all, the edit takes {whole[label]}, deleting "
        f"{whole['delete']}, undoing that {whole['undo']}."
    )


def _scales(found: Mapping[int, Mapping[Key, Sequence[Case]]]) -> str:
    """Full repaints at every scale, and what is drawn in them."""
    heads = ["full repaint at scale"]
    for size in found:
        heads += [f"{size:,} nodes", "× floor", "rectangles, lines, curves, images, texts"]
    rows: list[list[str]] = []
    for at in [at for name, at in next(iter(found.values())) if name == "full repaint"]:
        row = [at]
        for cases in found.values():
            of = cases["full repaint", at]
            drawn = of[0]["content"]
            counts = " + ".join(f"{drawn[kind]:,}" for kind in ("rects", "lines", "cubics", "sprites", "labels"))
            row += [f"{_of(of):.2f} ms", f"{_ratio(of):.1f} ×", counts]
        rows.append(row)
    return table(heads, rows)


# -- the peers --------------------------------------------------------------------------------------------------------


def _peers() -> str:
    python = os.environ.get("CONVAS_CANVAS_PEERS")
    if python is None:
        return (
            "Peers left out. `python3 -m venv peers && peers/bin/pip install PySide6-Essentials==6.11.3 qtpy Qt.py "
            "typing_extensions && peers/bin/pip install --no-deps NodeGraphQt koode-taskgraph` makes them an "
            "environment; CONVAS_CANVAS_PEERS=peers/bin/python has them measured."
        )
    heads = ("peer", "nodes", "build", "fitted", "at 1:1", "pan", "drag one", "zoom, worst", "delete", "memory")
    rows: list[list[str]] = []
    for size in _PEER_SIZES:
        network = json.dumps(in_a_child("frames:print_network", size))
        for peer in ("NodeGraphQt", "koode-taskgraph"):
            done = subprocess.run(
                [python, str(_PEERS), peer],
                input=network,
                env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_API": "pyside6"},
                capture_output=True,
                text=True,
                timeout=_PATIENCE,
                check=False,
            )
            if done.returncode:
                raise RuntimeError(f"{peer} could not be measured:\n{done.stderr}")
            cost = json.loads(done.stdout.splitlines()[-1])
            rows.append([peer, f"{size:,}", *(f"{cost[k]:,.1f} ms" for k in _PEER_KEYS), f"{cost['megabytes']:.0f} MB"])
    return table(heads, rows)


_PEER_KEYS: Final = ("build", "fitted", "one_to_one", "pan", "drag", "zoom", "delete")
