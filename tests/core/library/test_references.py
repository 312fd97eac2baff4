"""Published figures are shown only where a table that Convas did not make has them."""

from __future__ import annotations

import csv
from pathlib import Path

from core.library.references import CHECKED
from core.report.listing import library_markdown

DATA = Path(__file__).parents[2] / "data"


def test_the_checked_entries_are_those_of_the_reference_tables():
    found: set[str] = set()
    for name in ("reference_totals", "published_torchvision"):
        with (DATA / f"{name}.csv").open(encoding="utf-8") as file:
            found |= {row["entry"] for row in csv.DictReader(file)}
    assert found | {"inception-v3"} == CHECKED  # that one stands in the notes beside the tables


def test_a_recalled_figure_is_not_shown_as_published():
    assert "densenet-161" not in CHECKED
    row = next(line for line in library_markdown().splitlines() if line.startswith("| densenet-161 |"))
    assert row.replace(" ", "").endswith("|28,681,000|7,727,907,072|||||")
