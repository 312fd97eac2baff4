"""Words and numbers that the formats for people share."""

from __future__ import annotations

import unicodedata
from typing import Final

from core.language.formulas import Number
from core.report.build import BranchRow, LayerRow, MergeRow, Port, Report
from core.text import count_text, integer_text, percent_text, shape_text

__all__ = [
    "UNKNOWN",
    "branch_text",
    "bytes_text",
    "conventions_lines",
    "flow_text",
    "incomplete_text",
    "layer_cells",
    "layer_columns",
    "number",
    "one_line",
    "order_text",
    "shares",
    "title_of",
    "totals_lines",
    "unlisted_text",
]

UNKNOWN: Final = "?"
_MOST_NAMED: Final = 5
_COPIES: Final = (
    "How many equal layers a row stands for; its counts are those of one, and counts × copies add up to the totals."
)
_BYPASSED: Final = (
    "Such a layer or block hands on its first input unchanged. It costs nothing, and is not one of the layers counted."
)
_BLOCKS: Final = (
    "The blocks it lies in stand before its name, joined by “/”. Where the copies of a block differ, [1] is the first "
    "of them and [2-4] are the second to the fourth. Branches are listed once for copies that are equal."
)

# Control characters and lone halves of surrogate pairs: a terminal would obey the first and choke on the second.
_UNPRINTABLE: Final = ("Cc", "Cs", "Zl", "Zp")
_BIDIRECTIONAL: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ORDERS: Final = {"HWC": "H×W×C", "CHW": "C×H×W"}
_UNITS: Final = (("GiB", 2**30), ("MiB", 2**20), ("KiB", 2**10))


def one_line(text: str) -> str:
    """A text that a file or a person gave, on one line and without characters that are commands."""
    if text.isascii() and text.isprintable():  # as nearly all are
        return " ".join(text.split())
    kept = (" " if unicodedata.category(c) in _UNPRINTABLE else c for c in text if c not in _BIDIRECTIONAL)
    return " ".join("".join(kept).split())


def number(value: int | None) -> str:
    """``120,422,400``, or a question mark for what is not known."""
    return UNKNOWN if value is None else integer_text(value)


def bytes_text(value: int) -> str:
    """``654,784 bytes (639.4 KiB)``: exact, and rounded where that is shorter."""
    exact = count_text(value, "byte")
    for unit, size in _UNITS:
        if value >= size:
            tenths = (value * 20 + size) // (2 * size)
            return f"{exact} ({integer_text(tenths // 10)}.{tenths % 10} {unit})"
    return exact


def order_text(report: Report) -> str:
    """How shapes are written: ``H×W×C``."""
    return _ORDERS[report.conventions.shape_order]


def title_of(report: Report) -> str:
    """The heading."""
    return one_line(report.title) or "Untitled sketch"


def flow_text(report: Report) -> str:
    """What goes in and what comes out: ``28×28×192 → 28×28×256``."""

    def side(ports: tuple[Port, ...]) -> str:
        return ", ".join(shape_text(port.shape, report.conventions.shape_order) for port in ports)

    return f"{side(report.inputs) or 'no Input'} → {side(report.outputs) or 'no Output'}"


def totals_lines(report: Report) -> list[tuple[str, str, str]]:
    """What is counted: its label, its value and the key of its convention."""
    totals = report.totals
    batch = "" if totals.batch == 1 else f", batch {integer_text(totals.batch)}"
    return [
        ("MACs", integer_text(totals.macs), "macs"),
        ("Params", integer_text(totals.params), "params"),
        ("Buffers", integer_text(totals.buffers), "buffers"),
        (f"Activations{batch}", integer_text(totals.activations), "activations"),
        ("Element-wise ops", integer_text(totals.elementwise_ops), "elementwise_ops"),
        (f"Weights in {totals.precision}", bytes_text(totals.weight_bytes), "weight_bytes"),
        (f"Activations in {totals.precision}{batch}", bytes_text(totals.activation_bytes), "activation_bytes"),
        ("Layers", integer_text(totals.layers), ""),
    ]


def incomplete_text(report: Report) -> str:
    """A warning when some nodes could not be counted; else empty."""
    totals = report.totals
    if totals.complete:
        return ""
    nodes = count_text(totals.unknown, "node has", "nodes have")
    return (
        f"Incomplete: {nodes} no result, and the totals leave out what {'it' if totals.unknown == 1 else 'they'} cost."
    )


def layer_columns(report: Report, last: str = "Formula of the MACs") -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Headings of the table of layers, and which of its columns are set flush right."""
    copies = ("Copies",) if report.repeated else ()
    headings = ("Layer", *copies, "Type", "Parameters", "Output", "MACs", "Params", "Activations", last)
    return headings, (1, 4, 5, 6, 7) if copies else (3, 4, 5, 6)


def layer_cells(report: Report, row: LayerRow) -> tuple[str, ...]:
    """One row under the headings of ``layer_columns``."""
    return (
        one_line(row.path),
        *((f"×{integer_text(row.copies)}",) if report.repeated else ()),
        one_line(row.type),
        f"bypassed: {one_line(row.summary)}".removesuffix(": ") if row.bypassed else one_line(row.summary),
        shape_text(row.output, report.conventions.shape_order),
        number(row.macs),
        number(row.params),
        number(row.activations),
        row.formula or "",
    )


def branch_text(merge: MergeRow, branch: BranchRow) -> str:
    """``conv5x5_reduce → conv5x5``, named as in the graph of the merge; or ``identity``."""
    if branch.layers:
        here = len(merge.path) - len(merge.path.rpartition("/")[2])
        return " → ".join(one_line(path[here:]) for path in branch.layers)
    return "identity" if branch.identity else "only shared layers"


def shares(merge: MergeRow, branch: BranchRow) -> tuple[str, str]:
    """A branch's share of the MACs between fork and merge, and of the channels where these add up."""
    of_macs = percent_text(branch.macs, merge.macs)
    return of_macs, percent_text(branch.channels_out or 0, merge.channels) if merge.joins_channels else ""


def unlisted_text(report: Report) -> str:
    """Which merges have no table of their branches; empty where all have one."""
    paths = report.unlisted
    if not paths:
        return ""
    named = ", ".join(f"“{one_line(path)}”" for path in paths[:_MOST_NAMED])
    more = f" and {integer_text(len(paths) - _MOST_NAMED)} more" if len(paths) > _MOST_NAMED else ""
    return (
        f"The branches of {count_text(len(paths), 'merge')} are left out, because together they are too many layers to "
        f"list: {named}{more}."
    )


def conventions_lines(report: Report) -> list[tuple[str, str]]:
    """What the numbers mean: a term and a sentence."""
    conventions = report.conventions
    labels = {key: label.split(",")[0] for label, _, key in totals_lines(report)}
    lines = [("Shapes", f"{order_text(report)}, for one example."), ("Batch", f"{integer_text(conventions.batch)}.")]
    if conventions.variables:
        values = ", ".join(f"{one_line(name)} = {_value(value)}" for name, value in conventions.variables.items())
        lines.append(("Variables", f"{values}."))
    if report.repeated:
        lines.append(("Copies", _COPIES))
    if report.nested:
        lines.append(("Layers in blocks", _BLOCKS))
    if report.bypassed:
        lines.append(("Bypassed", _BYPASSED))
    return lines + [(labels[key], sentence) for key, sentence in conventions.counted.items()]


def _value(value: Number) -> str:
    return integer_text(value) if isinstance(value, int) else str(value)
