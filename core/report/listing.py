"""The library as a table with its totals: what ``list`` prints, and ``docs/library.md``."""

from __future__ import annotations

from core.analysis.infer import infer
from core.analysis.totals import totals
from core.library.catalog import Entry, entries
from core.report.markdown import table
from core.report.plain_text import aligned
from core.text import HWC, ShapeOrder, integer_text, shape_text

__all__ = ["library_markdown", "library_text"]


def library_text(order: ShapeOrder = HWC) -> str:
    """One line an entry, in columns."""
    rows = [(entry.name, *_figures(entry, order), entry.title) for entry in entries()]
    headings = ("Name", "Input", "Params", "MACs", "Title")
    return "\n".join(aligned(rows, headings, (1, 2, 3))) + "\n"


def library_markdown() -> str:
    """The page ``docs/library.md``."""
    rows = [(entry.name, entry.title, *_figures(entry, HWC), entry.source) for entry in entries()]
    overview = table(("Name", "Title", "Input (H×W×C)", "Params", "MACs", "Source"), rows, (2, 3, 4))
    taught = "\n".join(f"- **{entry.name}**: {entry.teaches}" for entry in entries())
    return (
        "# The library\n\n"
        "<!-- Generated from core/library by `python -m tools.library_files`; a test compares it. -->\n\n"
        "Each sketch opens with **File ▸ New from library** or `python main.py library:NAME`, and lies as a file in\n"
        "`resources/examples/`. MACs are per example and do not count the bias.\n\n"
        f"{overview}\n\n## What each one teaches\n\n{taught}\n"
    )


def _figures(entry: Entry, order: ShapeOrder) -> tuple[str, str, str]:
    """Input shape, params, MACs."""
    analysis = infer(entry.build())
    sums = totals(analysis)
    shapes = [result.output for result in analysis.main.results.values() if result.op.is_input]
    return ", ".join(shape_text(s, order) for s in shapes), integer_text(sums.params), integer_text(sums.macs)
