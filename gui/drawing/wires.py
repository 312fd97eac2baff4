"""Wires: their ways, and how wide and in which colour they are drawn."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen

from core.document.graph import Flow
from gui.drawing import batches, curves
from gui.drawing.arrays import Array, Rows, distinct, swapped, whole
from gui.drawing.drawing import Drawing
from gui.drawing.geometry import Scene
from gui.drawing.ink import wire_classes

__all__ = ["FEW", "draw_wire", "draw_wires", "edge_path", "few_stand_out", "width_of"]

Width = Literal["thin", "wide", "dashed"]
"""One pixel each; as wide as they carry channels; and dashed where they carry something unknown."""
FEW: Final = 400
"""With more wires than these in view their width no longer says how many channels they carry."""
MOST_WIDE: Final = 90
"""Likewise with more curved ones: each costs ten times as much as a thin one."""
_WIDE_FROM: Final = 0.4
_LEAST_CHOSEN: Final = 0.2
_MOST_CHOSEN: Final = 40
_NARROW: Final = 1.45
_MOST_DASHED: Final = 40
_LONG: Final = 6000.0
"""A longer wire, in pixels, is drawn thin: a wide pen costs by the pixel."""


def _path(x0: float, y0: float, x1: float, y1: float, reach: float, flow: Flow = "down") -> QPainterPath:
    path = QPainterPath(QPointF(x0, y0))
    if flow == "down":
        path.cubicTo(x0, y0 + reach, x1, y1 - reach, x1, y1)
    else:
        path.cubicTo(x0 + reach, y0, x1 - reach, y1, x1, y1)
    return path


def _lane_path(x0: float, y0: float, x1: float, y1: float, lane: float, flow: Flow) -> QPainterPath:
    path = QPainterPath(QPointF(x0, y0))
    if flow == "right":
        crossing = min(curves.CROSSING, (x1 - x0) / 2)
        bend = crossing / 2
        path.cubicTo(x0 + bend, y0, x0 + bend, lane, x0 + crossing, lane)
        path.lineTo(x1 - crossing, lane)
        path.cubicTo(x1 - bend, lane, x1 - bend, y1, x1, y1)
        return path
    crossing = min(curves.CROSSING, (y1 - y0) / 2)
    bend = crossing / 2
    path.cubicTo(x0, y0 + bend, lane, y0 + bend, lane, y0 + crossing)
    path.lineTo(lane, y1 - crossing)
    path.cubicTo(lane, y1 - bend, x1, y1 - bend, x1, y1)
    return path


def _bent_path(controls: Array, flow: Flow) -> QPainterPath:
    points = [QPointF(x, y) if flow == "down" else QPointF(y, x) for x, y in controls.tolist()]
    path = QPainterPath(points[0])
    for at in range(1, len(points), 3):
        path.cubicTo(*points[at : at + 3])
    return path


def edge_path(scene: Scene, row: int) -> QPainterPath:
    """The way of a wire, in canvas units; made once for as long as it lies where it lies."""
    path: QPainterPath | None = scene.edge_sketches[row] if scene.edge_sketched[row] else None
    if path is None:
        _sketch(scene, np.array([row], np.intp))
        path = scene.edge_sketches[row]
    return path


def _sketch(scene: Scene, rows: Rows) -> None:
    """Make the paths of wires."""
    flow, sketches = scene.flow, scene.edge_sketches
    ends = scene.ends[rows]
    reaches = curves.reach(ends if flow == "down" else swapped(ends)).tolist()
    lanes, bent = scene.lanes[rows].tolist(), scene.edge_bent[rows].tolist()
    direct = np.isnan(scene.lanes[rows]).tolist()
    for row, (x0, y0, x1, y1), reach, lane, straight, led in zip(
        rows.tolist(), ends.tolist(), reaches, lanes, direct, bent, strict=True
    ):
        if led:
            sketches[row] = _bent_path(scene.controls(row), flow)
        elif straight:
            sketches[row] = _path(x0, y0, x1, y1, reach, flow)
        else:
            sketches[row] = _lane_path(x0, y0, x1, y1, lane, flow)
    scene.edge_sketched[rows] = True


def draw_wire(  # noqa: PLR0913  # four numbers are its ends
    painter: QPainter,
    x0: float,
    y0: float,
    x1: float,
    y1: float,
    color: QColor,
    width: float,
    *,
    scale: float = 1.0,
    flow: Flow = "down",
) -> None:
    """Draw one wire as all others are curved, from an output to an input.

    Args:
        painter: in screen units.
        x0: where it starts, on the screen.
        y0: likewise.
        x1: where it ends.
        y1: likewise.
        color: of the pen.
        width: of the pen, in pixels.
        scale: of the view, so that it bends like the others.
        flow: where data flows.
    """
    ends = np.array([[x0, y0, x1, y1] if flow == "down" else [y0, x0, y1, x1]], np.float64)
    reach = float(curves.reach(ends / scale)[0]) * scale
    pen = QPen(color, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(_path(x0, y0, x1, y1, reach, flow))


def width_of(scene: Scene, rows: Rows, scale: float) -> Width:
    """How wires are drawn when these are in view: with their width only if few are curved, and few enough dashed."""
    if scale < _WIDE_FROM or len(rows) > FEW or np.count_nonzero(~_straight(scene, rows)) > MOST_WIDE:
        return "thin"
    return "dashed" if np.count_nonzero(scene.channels_of(rows) == 0) <= _MOST_DASHED else "wide"


def _straight(scene: Scene, rows: Rows) -> NDArray[np.bool_]:
    """Which wires are one straight line along the flow."""
    ends = scene.ends[rows]
    a, b = (0, 2) if scene.flow == "down" else (1, 3)
    forwards = ends[:, 3 - a] > ends[:, 1 - a]
    return np.asarray(
        (np.abs(ends[:, a] - ends[:, b]) < 0.5) & forwards & np.isnan(scene.lanes[rows]) & ~scene.edge_bent[rows]
    )


class _Group(NamedTuple):
    """Pens of wires that stand out alike."""

    wide: list[QPen]
    thin: QPen
    brush: QBrush
    least: float = 1.0
    """Pixels; what stands out is never thin where there is room."""


def draw_wires(d: Drawing, rows: Rows, width: Width) -> None:
    """Draw wires: those that stand out last.

    Args:
        d: what is drawn.
        rows: edge rows.
        width: how.
    """
    scene, ink = d.scene, d.ink
    missing = rows[~scene.edge_sketched[rows]]
    if len(missing):
        _sketch(scene, missing)
    rank = _ranks(d, rows)
    d.p.setBrush(ink.hollow)
    if not rank.any():
        _draw_group(d, rows, _Group(ink.wires, ink.wire_thin, ink.wire), width)
        return
    _draw_group(d, rows[rank == 0], _Group(ink.wires, ink.wire_thin, ink.wire), width)
    for number, group in (
        (1, _Group(ink.wires_lit, ink.wire_thin_lit, ink.wire_lit, 2.0)),
        (2, _Group(ink.wires_chosen, ink.wire_thin_chosen, ink.wire_chosen, 2.0)),
    ):
        found = rows[rank == number]
        if len(found):
            those: Collection[object] = d.state.selection if number == 2 else d.state.lit_edges
            wide = d.view.scale >= _LEAST_CHOSEN and few_stand_out(those)
            _draw_group(d, found, group, "wide" if d.vector or wide else "thin")


def few_stand_out(those: Collection[object]) -> bool:
    """Whether so few nodes are selected, or so few wires lit, that the wires which stand out are drawn wide."""
    return len(those) <= _MOST_CHOSEN


def _ranks(d: Drawing, rows: Rows) -> NDArray[np.int8]:
    """How much each wire stands out: 2 for hovered ones and those at selected nodes, 1 for lit ones."""
    scene, state = d.scene, d.state
    rank = np.zeros(len(rows), np.int8)
    if state.lit_edges:
        rank[[scene.edges[row] in state.lit_edges for row in rows.tolist()]] = 1
    if state.selection:
        among, links = d.among(state.selection), scene.links[rows]
        rank[among[links[:, 0]] | among[links[:, 2]]] = 2
    if state.hovered_edge is not None:
        row = scene.edge_row(state.hovered_edge)
        if row is not None:
            rank[rows == row] = 2
    return rank


def _draw_group(d: Drawing, rows: Rows, group: _Group, width: Width) -> None:
    scene, p, wide = d.scene, d.p, width != "thin"
    channels = scene.channels_of(rows)
    classes = wire_classes(channels)
    b = scene.boxes[rows]
    dashed = channels == 0 if width == "dashed" else None
    if d.vector:
        straight = np.zeros(len(rows), np.bool_)
    else:
        straight = _straight(scene, rows)
        if dashed is not None:
            straight &= ~dashed
        _draw_straight(d, rows[straight], classes[straight], group, wide=wide)
    d.in_units()
    p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    curved = ~straight
    # A pen is dear that is wider than a pixel; for a very long wire it is so by the pixel.
    narrow = np.maximum(d.ink.widths[classes], group.least) * d.scale < _NARROW
    narrow |= np.maximum(b[:, 2] - b[:, 0], b[:, 3] - b[:, 1]) * d.view.scale > _LONG
    if not d.vector:
        classes = np.where(narrow, -1, classes) if wide else np.full(len(rows), -1)
    if dashed is not None:
        classes = np.where(dashed, -2, classes)
    paths, draw = scene.edge_sketches, p.drawPath
    for number in distinct(classes[curved])[0].tolist():
        p.setPen(group.thin if number == -1 else d.ink.wires_unknown if number == -2 else group.wide[number])
        for row in rows[curved & (classes == number)].tolist():
            draw(paths[row])


def _draw_straight(d: Drawing, rows: Rows, classes: NDArray[np.intp], group: _Group, *, wide: bool) -> None:
    """Wires straight along the flow are rectangles, hundreds in one call."""
    if not len(rows):
        return
    p, along = d.p, 1 if d.scene.flow == "down" else 0
    d.in_pixels()
    p.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    ends = whole(d.lines_onto(d.scene.ends[rows]))
    width = np.ones(len(rows))
    if wide:
        width = np.maximum(group.least, np.round(d.ink.widths[classes] * d.scale))
    across = 1 - along
    rects = np.empty((len(rows), 4))
    rects[:, across] = ends[:, across] - np.floor(width / 2)
    rects[:, along] = ends[:, along]
    rects[:, 2 + across] = width
    rects[:, 2 + along] = ends[:, 2 + along] - ends[:, along]
    p.setPen(d.ink.none)
    p.setBrush(group.brush)
    batches.draw_rects(p, rects)
    p.setBrush(d.ink.hollow)
