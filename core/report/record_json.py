"""The report as JSON: an interface for other programs. What each key means: ``docs/format.md``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from core.report.build import Finding, LayerRow, MergeRow, Port, Report

__all__ = ["REPORT_VERSION", "record_of", "render_json"]

REPORT_VERSION: Final = 1
"""Raised when a key changes its meaning or goes; a new key does not raise it."""

Record = dict[str, Any]


def render_json(report: Report) -> str:
    """The record as text, one layer, merge or issue a line."""
    lines = [f"  {_text(key)}: {_value(value)}" for key, value in record_of(report).items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def record_of(report: Report) -> Record:
    """The report in plain dicts and lists. Shapes are N, C, H, W."""
    conventions, totals = report.conventions, report.totals
    return {
        "format": "convas-report",
        "version": REPORT_VERSION,
        "title": report.title,
        "description": report.description,
        "source": report.source,
        "conventions": {
            "shapes": "NCHW",
            "batch": conventions.batch,
            "precision": conventions.precision,
            "bytes_per_number": conventions.bytes_per_number,
            "variables": dict(conventions.variables),
            "counted": dict(conventions.counted),
        },
        "inputs": [_port(port) for port in report.inputs],
        "outputs": [_port(port) for port in report.outputs],
        "totals": {
            "macs": totals.macs,
            "params": totals.params,
            "buffers": totals.buffers,
            "activations": totals.activations,
            "elementwise_ops": totals.elementwise_ops,
            "weight_bytes": totals.weight_bytes,
            "activation_bytes": totals.activation_bytes,
            "complete": totals.complete,
        },
        "layers": [_layer(row) for row in report.layers],
        "merges": [_merge(row) for row in report.merges],
        **({"merges_left_out": list(report.unlisted)} if report.unlisted else {}),
        "issues": [_issue(row) for row in report.issues],
    }


def _shape(shape: Sequence[int] | None) -> list[int] | None:
    return None if shape is None else list(shape)


def _port(port: Port) -> Record:
    return {"path": port.path, "shape": _shape(port.shape)}


def _layer(row: LayerRow) -> Record:
    return {
        "path": row.path,
        "name": row.name,
        "type": row.type,
        "copies": row.copies,
        "inputs": [_shape(shape) for shape in row.inputs],
        "outputs": [_shape(shape) for shape in row.outputs],
        "output": _shape(row.output),
        "macs": row.macs,
        "params": row.params,
        "buffers": row.buffers,
        "activations": row.activations,
        "elementwise_ops": row.elementwise_ops,
        "formula": row.formula,
        "bypassed": row.bypassed,
    }


def _merge(row: MergeRow) -> Record:
    return {
        "path": row.path,
        "fork": row.fork,
        "shared": list(row.shared),
        "branches": [
            {
                "layers": list(branch.layers),
                "channels_in": branch.channels_in,
                "channels_out": branch.channels_out,
                "macs": branch.macs,
                "params": branch.params,
            }
            for branch in row.branches
        ],
    }


def _issue(row: Finding) -> Record:
    return {"path": row.path, "param": row.param, "severity": row.severity, "message": row.message}


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _value(value: object) -> str:
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(f"    {_text(item)}" for item in value) + "\n  ]"
    if isinstance(value, dict):
        return "{\n" + ",\n".join(f"    {_text(key)}: {_text(item)}" for key, item in value.items()) + "\n  }"
    return _text(value)
