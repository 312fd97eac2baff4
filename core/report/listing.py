"""The library with its totals: what ``list`` prints, and ``docs/library.md``."""

from __future__ import annotations

from typing import Final, NamedTuple

from core.analysis.infer import infer
from core.analysis.totals import Totals, totals
from core.library.catalog import Entry, Family, entries, families
from core.report.markdown import escape, table
from core.report.plain_text import aligned
from core.text import HWC, ShapeOrder, integer_text, percent_text, shape_text

__all__ = ["library_markdown", "library_text", "rounded_like"]

_HEAD: Final = """\
# The library

<!-- Generated from core/library by `python -m tools.library_files`; a test compares it. -->

Each sketch opens with **File ▸ New from Library**, from the start screen, or by `python main.py library:NAME`. MACs are
of the inference graph, for one example, without biases ([counting.md](counting.md)); inputs are H×W×C. Beside them
stand the figures that others publish, exact or rounded as they print them: **=** where those of Convas are the same,
to the last digit that is printed. Where they differ, the notes below the table say why. Only figures that were checked
against a reference table are shown; an empty cell says that nothing was compared.
"""


def library_text(order: ShapeOrder = HWC) -> str:
    """One line an entry, in columns."""
    rows = []
    for entry in entries():
        arriving, sums = _counted(entry, order)
        rows.append((entry.name, arriving, integer_text(sums.params), integer_text(sums.macs), entry.source))
    return "\n".join(aligned(rows, ("Name", "Input", "Params", "MACs", "Source"), (1, 2, 3))) + "\n"


def library_markdown() -> str:
    """The page ``docs/library.md``."""
    return "\n".join([_HEAD, *(_family(family) for family in families())])


def _family(family: Family) -> str:
    rows: list[tuple[str, ...]] = []
    for entry in family.entries:
        arriving, sums = _counted(entry, HWC)
        params = _Compared(sums.params, entry.published_params)
        macs = _Compared(sums.macs, entry.published_macs)
        ours = (entry.name, arriving, integer_text(sums.params), integer_text(sums.macs))
        rows.append((*ours, params.published_text, params.difference, macs.published_text, macs.difference))
    headings: tuple[str, ...] = (
        "Name",
        "Input",
        "Params",
        "MACs",
        "Published params",
        "Difference",
        "Published MACs",
        "Difference",
    )
    if not any(any(row[4:]) for row in rows):  # nobody publishes any
        headings, rows = headings[:4], [row[:4] for row in rows]
    notes = "\n".join(_note(entry) for entry in family.entries)
    return f"## {family.title}\n\n{table(headings, rows, range(1, len(headings)))}\n\n{notes}\n"


class _Compared(NamedTuple):
    """A number of Convas, and the one that somebody publishes, or None."""

    ours: int
    published: int | None

    @property
    def published_text(self) -> str:
        return "" if self.published is None else integer_text(self.published)

    @property
    def difference(self) -> str:
        """``=`` where the digits that are published say the same, else how far it is away."""
        if self.published is None:
            return ""
        if self.published == rounded_like(self.ours, self.published):
            return "="
        apart = self.ours - self.published
        sign = "+" if apart > 0 else "−"
        return f"{sign}{integer_text(abs(apart))} ({sign}{percent_text(abs(apart), self.published)})"


def rounded_like(value: int, like: int) -> int:
    """A number with as many zeros at its end as another, which somebody rounded to thousands or more."""
    unit = 1
    while like and like % (unit * 10) == 0:
        unit *= 10
    if unit < 1000:
        return value
    return (2 * value + unit) // (2 * unit) * unit


def _note(entry: Entry) -> str:
    """What it teaches, from where, who publishes figures and why they differ."""
    said = [f"- **{escape(entry.name)}**: {escape(entry.title)}. {escape(entry.teaches)}"]
    if entry.deviates:
        said.append(f"*{escape(entry.deviates)}*")
    if entry.published_by:
        said.append(f"Figures: {escape(entry.published_by)}.")
    said.append(f"Source: {escape(entry.source.rstrip('.'))}.")
    return " ".join(said)


def _counted(entry: Entry, order: ShapeOrder) -> tuple[str, Totals]:
    """Input shapes and totals. What is drawn is counted; nothing is laid out for it."""
    analysis = infer(entry.sketch())
    arriving = [result.output for result in analysis.main.results.values() if result.op.is_input]
    return ", ".join(shape_text(shape, order) for shape in arriving), totals(analysis)
