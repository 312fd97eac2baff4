"""The report as Markdown with GitHub's tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from core.report.build import MergeRow, Report
from core.report.words import (
    branch_text,
    conventions_lines,
    flow_text,
    incomplete_text,
    layer_cells,
    layer_columns,
    number,
    one_line,
    order_text,
    shares,
    title_of,
    totals_lines,
    unlisted_text,
)

__all__ = ["escape", "render_markdown", "table"]

_SPECIAL: Final = re.compile(r"[\\`*\[\]<>|~$#]|(?<!\w)_|_(?!\w)")


def render_markdown(report: Report) -> str:
    """Title, totals, layers, branches, issues and conventions."""
    parts = [f"# {escape(title_of(report))}"]
    if report.description:
        parts.append(escape(report.description))
    if report.source:
        parts.append(f"Source: {escape(report.source)}")
    parts.append(f"**{flow_text(report)}** ({order_text(report)})")
    parts.append("## Totals")
    if incomplete := incomplete_text(report):
        parts.append(f"**{escape(incomplete)}**")
    parts.append(table(("Quantity", "Value"), [(label, value) for label, value, _ in totals_lines(report)], (1,)))
    if report.layers:
        parts.append("## Layers")
        rows = [layer_cells(report, row) for row in report.layers]
        headings, right = layer_columns(report)
        parts.append(table(headings, rows, right))
    for merge in report.merges:
        parts += _merge(merge)
    if unlisted := unlisted_text(report):
        parts += ["## Branches of other merges", escape(unlisted)]
    if report.issues:
        parts.append("## Issues")
        found = [(issue.severity, issue.path, issue.param or "", issue.message) for issue in report.issues]
        parts.append(table(("Severity", "Layer", "Parameter", "What"), found))
    parts.append("## What is counted")
    parts.append("\n".join(f"- **{escape(term)}**: {escape(text)}" for term, text in conventions_lines(report)))
    return "\n\n".join(parts) + "\n"


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """A table; cells are escaped here.

    Args:
        headings: of the columns.
        rows: cells.
        right: columns set flush right.
    """
    rules = ["---:" if column in right else "---" for column in range(len(headings))]
    lines = [[escape(cell) for cell in headings], rules, *([escape(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def escape(text: str) -> str:
    """A text that means nothing but itself, on one line."""
    plain = one_line(text).replace("&", "&amp;")
    return _SPECIAL.sub(lambda found: {"<": "&lt;", ">": "&gt;"}.get(found[0], "\\" + found[0]), plain)


def _merge(merge: MergeRow) -> list[str]:
    fork = escape(merge.fork) if merge.fork is not None else "several inputs"
    rows = []
    for branch in merge.branches:
        of_macs, of_channels = shares(merge, branch)
        row = [branch_text(merge, branch), f"{number(branch.channels_in)} → {number(branch.channels_out)}"]
        rows.append([*row, of_channels, number(branch.macs), of_macs, number(branch.params)])
    headings = ("Branch", "Channels", "Share of channels", "MACs", "Share of MACs", "Params")
    parts = [
        f"## Branches of {escape(merge.path)}",
        f"A {escape(merge.type)} of what parts at {fork}.",
        table(headings, rows, (2, 3, 4, 5)),
    ]
    if merge.shared:
        names = ", ".join(escape(path) for path in merge.shared)
        costs = f"{number(merge.shared_macs)} MACs, {number(merge.shared_params)} params"
        parts.append(f"Shared by several branches and in none of their sums: {names} ({costs}).")
    return parts
