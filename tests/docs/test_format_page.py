"""The page that describes the JSON names every key of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from core.analysis.infer import infer
from core.library.catalog import entry
from core.report.build import build
from core.report.record_json import render_json

PAGE = Path(__file__).parents[2] / "docs" / "format.md"


def keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from keys(item)
    elif isinstance(value, list):
        for item in value:
            yield from keys(item)


def test_every_key_of_the_json_is_described():
    found = entry("inception-naive")
    assert found is not None
    document = found.build()
    record = json.loads(render_json(build(document, infer(document))))
    section = PAGE.read_text(encoding="utf-8").partition("## The report as JSON\n")[2].partition("\n## ")[0]
    assert [key for key in keys(record) if f"`{key}`" not in section and f".{key}`" not in section] == []
