"""The report as aligned text for a terminal."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Sequence

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

__all__ = ["aligned", "render_text"]

_WIDTH = 100
_LIMITS = {"Parameters": 40, "Formula of the MACs": 60}
"""Columns of the table of layers that hold long texts, and how wide they may be."""


def render_text(report: Report) -> str:
    """Title, totals, layers, branches, issues and conventions, in columns."""
    title = title_of(report)
    parts = [title, "=" * _wide(title)]
    parts += _paragraph(report.description)
    parts += _paragraph(f"Source: {report.source}" if report.source else "")
    parts += ["", f"{flow_text(report)}  ({order_text(report)})", "", "Totals"]
    parts += aligned([(label, value) for label, value, _ in totals_lines(report)], right=(1,), indent="  ")
    if incomplete := incomplete_text(report):
        parts += [f"  {incomplete}"]
    if report.layers:
        rows = [layer_cells(report, row) for row in report.layers]
        headings, right = layer_columns(report)
        parts += ["", "Layers", *aligned(_folded(rows, headings), headings, right, "  ")]
    for merge in report.merges:
        parts += ["", *_merge(merge)]
    if unlisted := unlisted_text(report):
        parts += ["", "Branches of other merges", *_hanging(unlisted)]
    if report.issues:
        parts += ["", "Issues"]
        for issue in report.issues:
            where = one_line(issue.path) + (f" ({one_line(issue.param)})" if issue.param else "")
            parts += _hanging(f"{issue.severity}: {where}: {one_line(issue.message)}")
    parts += ["", "What is counted"]
    for term, sentence in conventions_lines(report):
        parts += _hanging(f"{term}: {sentence}")
    return "\n".join(parts) + "\n"


def aligned(
    rows: Sequence[Sequence[str]], headings: Sequence[str] = (), right: Sequence[int] = (), indent: str = ""
) -> list[str]:
    """Lines of a table whose columns are as wide as their widest cell.

    Args:
        rows: cells.
        headings: a first row, underlined.
        right: columns set flush right.
        indent: what each line starts with.
    """
    lines = [list(headings), *rows] if headings else list(rows)
    widths = [max(_wide(line[column]) for line in lines) for column in range(len(lines[0]))] if lines else []
    if headings:
        lines[1:1] = [["-" * width for width in widths]]
    return [_line(line, widths, right, indent) for line in lines]


def _folded(rows: Sequence[Sequence[str]], headings: Sequence[str]) -> list[list[str]]:
    """Rows whose long cells go on below, so that a line stays readable; only the first has the other cells."""
    lines: list[list[str]] = []
    limits = [_LIMITS.get(heading) for heading in headings]
    for row in rows:
        cells = [[cell] if limit is None else _pieces(cell, limit) for cell, limit in zip(row, limits, strict=True)]
        depth = max(map(len, cells))
        lines += [[cell[level] if level < len(cell) else "" for cell in cells] for level in range(depth)]
    return lines


def _pieces(text: str, width: int) -> list[str]:
    """A text in pieces of at most so many characters, parted behind signs and spaces where there are any."""
    pieces = [""]
    for word in re.findall(r"[^ ·]*[ ·]?", text):
        if pieces[-1] and len(pieces[-1] + word.rstrip()) > width:
            pieces.append("")
        pieces[-1] += word
        while len(pieces[-1].rstrip()) > width:
            pieces[-1:] = [pieces[-1][:width], pieces[-1][width:]]
    return [piece.rstrip() for piece in pieces]


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[int], indent: str) -> str:
    padded = []
    for column, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        space = " " * (width - _wide(cell))
        padded.append(space + cell if column in right else cell + space)
    return (indent + "  ".join(padded)).rstrip()


def _wide(text: str) -> int:
    """Columns that a text takes in a terminal: two for an East Asian character, none for a combining one."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in ("W", "F") else 1 for c in text
    )


def _merge(merge: MergeRow) -> list[str]:
    fork = one_line(merge.fork) if merge.fork is not None else "several inputs"
    rows = []
    for branch in merge.branches:
        of_macs, of_channels = shares(merge, branch)
        channels = f"{number(branch.channels_in)} → {number(branch.channels_out)}"
        rows.append(
            (branch_text(merge, branch), channels, of_channels, number(branch.macs), of_macs, number(branch.params))
        )
    headings = ("Branch", "Channels", "Share", "MACs", "Share", "Params")
    lines = [
        f"Branches of {one_line(merge.path)} ({one_line(merge.type)}), from {fork}",
        *aligned(rows, headings, (2, 3, 4, 5), "  "),
    ]
    if merge.shared:
        names = ", ".join(one_line(path) for path in merge.shared)
        costs = f"{number(merge.shared_macs)} MACs, {number(merge.shared_params)} params"
        lines.append(f"  Shared by several branches and in none of their sums: {names} ({costs})")
    return lines


def _paragraph(text: str) -> list[str]:
    return textwrap.wrap(one_line(text), _WIDTH, break_on_hyphens=False)


def _hanging(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)
