"""The formats of a report by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from core.report.build import Report
from core.report.markdown import render_markdown
from core.report.page_html import render_html
from core.report.plain_text import render_text
from core.report.record_json import render_json
from core.report.table_csv import render_csv

__all__ = ["FORMATS", "Format"]


@dataclass(frozen=True)
class Format:
    """One way to write a report.

    Attributes:
        name: what ``--format`` takes.
        label: what a menu says.
        suffix: of files, with the dot.
        render: report -> text.
        pictured: whether it shows the picture that the report holds.
    """

    name: str
    label: str
    suffix: str
    render: Callable[[Report], str]
    pictured: bool = False


FORMATS: Final[Mapping[str, Format]] = {
    fmt.name: fmt
    for fmt in (
        Format("text", "Plain text", ".txt", render_text),
        Format("md", "Markdown", ".md", render_markdown),
        Format("csv", "CSV table of layers", ".csv", render_csv),
        Format("json", "JSON", ".json", render_json),
        Format("html", "HTML page", ".html", render_html, pictured=True),
    )
}
"""By name, in the order they are offered."""
