"""The report as one self-contained page: no scripts, nothing fetched, light and dark, fit to be printed.

Every text of a sketch passes ``_esc`` on its way in. The picture alone is taken as it is: our own drawing made it.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from core.report.build import BranchRow, LayerRow, MergeRow, Report
from core.report.page_style import STYLE
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

__all__ = ["render_html"]

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_COLOURS: Final = 8
"""Colours of channel bars in the style sheet, used in turn."""
_ROOM_FOR_LABEL: Final = 60
"""A part of a channel bar of fewer thousandths has no room for its number."""


def render_html(report: Report) -> str:
    """Picture, totals, branches, layers with formulas, issues and conventions."""
    title = _esc(title_of(report))
    sections = [
        _header(report),
        _totals(report),
        _picture(report),
        *(_merge(merge) for merge in report.merges),
        _unlisted(report),
        _layers(report),
        _issues(report),
        _conventions(report),
    ]
    body = "\n".join(section for section in sections if section)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _esc(text: str) -> str:
    return escape(one_line(text))


def _header(report: Report) -> str:
    lines = [f"<h1>{_esc(title_of(report))}</h1>"]
    if report.description:
        lines.append(f"<p>{_esc(report.description)}</p>")
    if report.source:
        lines.append(f'<p class="quiet">Source: {_esc(report.source)}</p>')
    flow = f'<p class="flow">{_esc(flow_text(report))} <span class="quiet">{order_text(report)}</span></p>'
    return "\n".join(["<header>", *lines, flow, "</header>"])


def _totals(report: Report) -> str:
    counted = report.conventions.counted
    cards = "\n".join(
        f'<div title="{_esc(counted.get(key, "Nodes other than Input and Output that are not bypassed."))}">'
        f"<dt>{_esc(label)}</dt><dd>{_value(value)}</dd></div>"
        for label, value, key in totals_lines(report)
    )
    incomplete = incomplete_text(report)
    warning = f'<p class="error">{_esc(incomplete)}</p>\n' if incomplete else ""
    return f'<section id="totals">\n<h2>Totals</h2>\n{warning}<dl class="cards">\n{cards}\n</dl>\n</section>'


def _value(text: str) -> str:
    """A number; what stands behind it in brackets is said more softly."""
    exact, bracket, rounded = text.partition(" (")
    return f"{_esc(exact)} <small>({_esc(rounded)}</small>" if bracket else _esc(exact)


def _picture(report: Report) -> str:
    if report.picture is None:
        return ""
    pictures = [f'<div class="paper">{_svg(report.picture)}</div>']
    if report.dark_picture is not None:
        pictures = [
            f'<div class="paper on-light">{_svg(report.picture)}</div>',
            f'<div class="paper on-dark">{_svg(report.dark_picture)}</div>',
        ]
    return "\n".join(['<section id="sketch">', "<h2>Sketch</h2>", *pictures, "</section>"])


def _svg(picture: str) -> str:
    """The element alone: a declaration of XML has no place inside a page."""
    return picture[max(picture.find("<svg"), 0) :].strip()


def _merge(merge: MergeRow) -> str:
    fork = "several inputs" if merge.fork is None else f"<b>{_esc(merge.fork)}</b>"
    rows = "\n".join(_branch(merge, place, branch) for place, branch in enumerate(merge.branches))
    shared = ""
    if merge.shared:
        names = ", ".join(_esc(path) for path in merge.shared)
        costs = f"{number(merge.shared_macs)} MACs, {number(merge.shared_params)} params"
        shared = f'\n<p class="quiet">Shared by several branches and in none of their sums: {names} ({costs}).</p>'
    return (
        f'<section class="merge">\n<h2>Branches of {_esc(merge.path)}</h2>\n'
        f"<p>{_esc(merge.type)} of what parts at {fork}.</p>\n{_bar(merge)}"
        '<div class="wide"><table>\n<thead><tr><th>Branch</th><th class="n">Channels</th><th class="n">MACs</th>'
        '<th>Share of MACs</th><th class="n">Params</th></tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody>\n</table></div>{shared}\n</section>"
    )


def _unlisted(report: Report) -> str:
    text = _esc(unlisted_text(report))
    return f'<section class="merge">\n<h2>Branches of other merges</h2>\n<p>{text}</p>\n</section>' if text else ""


def _bar(merge: MergeRow) -> str:
    """Who contributes how many of the channels, as parts of one bar."""
    if not merge.joins_channels:
        return ""
    total = merge.channels
    parts = []
    for place, branch in enumerate(merge.branches):
        channels = branch.channels_out or 0
        thousandths = channels * 1000 // total if total else 0
        label = number(channels) if thousandths >= _ROOM_FOR_LABEL else ""
        hint = f"{_esc(branch_text(merge, branch))}: {number(channels)} of {number(total)} channels"
        parts.append(
            f'<span class="c{place % _COLOURS}" style="width:{thousandths // 10}.{thousandths % 10}%" '
            f'title="{hint}">{label}</span>'
        )
    return f'<div class="bar" role="img" aria-label="Channels by branch">{"".join(parts)}</div>\n'


def _branch(merge: MergeRow, place: int, branch: BranchRow) -> str:
    of_macs, of_channels = shares(merge, branch)
    key = f'<i class="key c{place % _COLOURS}"></i>' if merge.joins_channels else ""
    channels = f"{number(branch.channels_in)} → {number(branch.channels_out)}"
    part = f' <span class="quiet">{of_channels}</span>' if of_channels else ""
    width = of_macs.replace(" %", "%") if of_macs.endswith("%") else "0%"
    return (
        f'<tr><td>{key}{_esc(branch_text(merge, branch))}</td><td class="n">{channels}{part}</td>'
        f'<td class="n">{number(branch.macs)}</td>'
        f'<td class="shares"><div class="share"><span style="width:{width}"></span></div> {of_macs}</td>'
        f'<td class="n">{number(branch.params)}</td></tr>'
    )


def _layers(report: Report) -> str:
    if not report.layers:
        return ""
    headings, right = layer_columns(report, "Formulas")
    head = _cells(headings, right, "th")
    rows = "\n".join(_layer(report, row, right) for row in report.layers)
    return (
        f'<section id="layers">\n<h2>Layers</h2>\n<div class="wide"><table>\n<thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody>\n</table></div>\n</section>"
    )


def _layer(report: Report, row: LayerRow, right: Sequence[int]) -> str:
    *cells, _ = layer_cells(report, row)
    formulas = [f"{text} {unit}" for text, unit in ((row.formula, "MACs"), (row.params_formula, "params")) if text]
    head = '<tr class="bypassed">' if row.bypassed else "<tr>"
    return f'{head}{_cells(cells, right)}<td class="formula">{"<br>".join(_esc(text) for text in formulas)}</td></tr>'


def _cells(cells: Sequence[str], right: Sequence[int], tag: str = "td") -> str:
    return "".join(
        f'<{tag} class="n">{_esc(cell)}</{tag}>' if column in right else f"<{tag}>{_esc(cell)}</{tag}>"
        for column, cell in enumerate(cells)
    )


def _issues(report: Report) -> str:
    if not report.issues:
        return ""
    items = "\n".join(
        f'<li><b class="{issue.severity}">{issue.severity}</b> {_esc(issue.path)}'
        f"{f' ({_esc(issue.param)})' if issue.param else ''}: {_esc(issue.message)}</li>"
        for issue in report.issues
    )
    return f'<section id="issues">\n<h2>Issues</h2>\n<ul>\n{items}\n</ul>\n</section>'


def _conventions(report: Report) -> str:
    terms = "\n".join(f"<dt>{_esc(term)}</dt><dd>{_esc(text)}</dd>" for term, text in conventions_lines(report))
    return f'<section id="conventions">\n<h2>What is counted</h2>\n<dl class="terms">\n{terms}\n</dl>\n</section>'
