"""A figure that is called published stands in a table of this folder, with where it comes from."""

from __future__ import annotations

import csv
from pathlib import Path

from core.library.catalog import entries
from core.report.listing import rounded_like

DATA = Path(__file__).parents[2] / "data"


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def known() -> dict[str, list[tuple[int | None, int | None]]]:
    """Parameters and MACs by entry, as others say."""
    found: dict[str, list[tuple[int | None, int | None]]] = {}
    for row in rows("reference_totals"):
        found.setdefault(row["entry"], []).append((int(row["params"]), int(row["macs"])))
    for row in rows("published_torchvision"):
        found.setdefault(row["entry"], []).append((int(row["num_params"]), round(float(row["gmacs"]) * 1e9)))
    for row in rows("published_elsewhere"):
        macs = int(row["macs"]) if row["macs"] else None
        found.setdefault(row["entry"], []).append((int(row["params"]), macs))
    return found


def agrees(ours: int | None, theirs: int | None) -> bool:
    """Whether the figure of an entry is one of a table, rounded as the coarser of the two is."""
    if ours is None:
        return True
    return theirs is not None and (rounded_like(theirs, ours) == ours or rounded_like(ours, theirs) == theirs)


def test_every_published_figure_stands_in_a_table():
    tables = known()
    unsupported = [
        entry.name
        for entry in entries()
        if (entry.published_params is not None or entry.published_macs is not None)
        and not (
            any(agrees(entry.published_params, params) for params, _ in tables.get(entry.name, []))
            and any(agrees(entry.published_macs, macs) for _, macs in tables.get(entry.name, [(None, None)]))
        )
    ]
    assert unsupported == []


def test_every_row_of_the_table_of_other_sources_is_used():
    published = {entry.name for entry in entries() if entry.published_by}
    assert {row["entry"] for row in rows("published_elsewhere")} <= published
    assert all(row["source"] for row in rows("published_elsewhere"))
