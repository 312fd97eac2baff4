"""The layers of a report as CSV for a spreadsheet: RFC 4180, numbers without separators, shapes in the chosen order."""

from __future__ import annotations

import csv
import io
from typing import Final

from core.report.build import LayerRow, Report
from core.report.words import one_line, order_text
from core.text import shape_text

__all__ = ["render_csv"]

# A spreadsheet takes what begins so for a formula, and a formula of a stranger's file for an order.
_COMMANDS: Final = ("=", "+", "-", "@")


def render_csv(report: Report) -> str:
    """One record a layer under a line of headings; an empty field is something unknown.

    Source: RFC 4180, https://www.rfc-editor.org/rfc/rfc4180 (lines end with CR LF).
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    order = order_text(report)
    writer.writerow(
        (
            "path",
            "type",
            "parameters",
            "copies",
            f"inputs ({order})",
            f"output ({order})",
            "macs",
            "params",
            "buffers",
            "activations",
            "elementwise_ops",
            "formula",
            "bypassed",
        )
    )
    writer.writerows(_record(report, row) for row in report.layers)
    return text.getvalue()


def _record(report: Report, row: LayerRow) -> tuple[str, ...]:
    order = report.conventions.shape_order
    arriving = ", ".join("" if shape is None else shape_text(shape, order) for shape in row.inputs)
    counts = (row.macs, row.params, row.buffers, row.activations, row.elementwise_ops)
    return (
        _guarded(row.path),
        _guarded(row.type),
        _guarded(row.summary),
        str(row.copies),
        arriving,
        "" if row.output is None else shape_text(row.output, order),
        *("" if count is None else str(count) for count in counts),
        row.formula or "",
        "yes" if row.bypassed else "",
    )


def _guarded(text: str) -> str:
    plain = one_line(text)
    return f"'{plain}" if plain.startswith(_COMMANDS) else plain
