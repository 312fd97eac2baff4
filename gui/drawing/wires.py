"""Wires and the shapes written on them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from core.text import ShapeOrder, shape_text
from gui.drawing import curves
from gui.drawing.geometry import Scene
from gui.drawing.ink import Font, Ink, metrics, wire_class
from gui.drawing.rows import Array, Rows, hull

__all__ = ["FEW", "Label", "draw_wire", "draw_wires", "labels"]

FEW: Final = 300
"""With more wires than these in view their width no longer says how many channels they carry."""
_LONG: Final = 6000.0
"""A longer wire, in pixels, is drawn thin: a wide pen costs by the pixel."""
_LABEL_HEIGHT: Final = 14.0
_SHORTEST: Final = 30.0
_NEAR: Final = 20.0
_PAD: Final = 3.0


class Label(NamedTuple):
    """The shape on a wire: its background, the left end of its baseline, its text."""

    box: QRectF
    x: float
    y: float
    text: str


def _path(x0: float, y0: float, x1: float, y1: float, reach: float) -> QPainterPath:
    path = QPainterPath(QPointF(x0, y0))
    path.cubicTo(x0, y0 + reach, x1, y1 - reach, x1, y1)
    return path


def _lane_path(x0: float, y0: float, x1: float, y1: float, lane: float) -> QPainterPath:
    crossing = min(curves.CROSSING, (y1 - y0) / 2)
    bend = crossing / 2
    path = QPainterPath(QPointF(x0, y0))
    path.cubicTo(x0, y0 + bend, lane, y0 + bend, lane, y0 + crossing)
    path.lineTo(lane, y1 - crossing)
    path.cubicTo(lane, y1 - bend, x1, y1 - bend, x1, y1)
    return path


def draw_wire(
    painter: QPainter,
    x0: float,
    y0: float,
    x1: float,
    y1: float,
    color: QColor,
    width: float,
    *,
    scale: float = 1.0,
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
    """
    ends = np.array([[x0, y0, x1, y1]], np.float64)
    reach = float(curves.reach(ends / scale)[0]) * scale
    pen = QPen(color, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(_path(x0, y0, x1, y1, reach))


def draw_wires(p: QPainter, ink: Ink, scene: Scene, rows: Rows, chosen: set[int], *, scale: float, wide: bool) -> None:
    """Draw wires, the chosen ones last; the painter is in canvas units.

    Args:
        p: painter.
        ink: colours.
        scene: geometry.
        rows: edge rows.
        chosen: those of them to stand out.
        scale: of the view.
        wide: whether width says how many channels a wire carries.
    """
    paths, shapes, channels = scene.edge_sketches, scene.shapes, scene.channels
    ends = scene.ends[rows]
    bends = curves.reach(ends).tolist()
    lanes = scene.lanes[rows].tolist()
    long = (np.abs(np.diff(scene.boxes[rows][:, [1, 3]], axis=1)[:, 0]) * scale > _LONG).tolist()
    p.setBrush(ink.hollow)
    later: list[tuple[int, bool]] = []
    last: QPen | None = None
    for row, (x0, y0, x1, y1), bend, lane, thin in zip(rows.tolist(), ends.tolist(), bends, lanes, long, strict=True):
        path = paths[row]
        if path is None:
            direct = math.isnan(lane)
            path = paths[row] = _path(x0, y0, x1, y1, bend) if direct else _lane_path(x0, y0, x1, y1, lane)
        if row in chosen:
            later.append((row, thin))
            continue
        if thin or not wide:
            pen = ink.wire_thin
        elif shapes[row] is None:
            pen = ink.wires_unknown
        else:
            pen = ink.wires[wire_class(channels[row])]
        if pen is not last:
            p.setPen(pen)
            last = pen
        p.drawPath(path)
    for row, thin in later:
        few = not thin and (wide or len(later) <= FEW)
        p.setPen(ink.wires_chosen[wire_class(channels[row])] if few else ink.wire_thin_chosen)
        p.drawPath(paths[row])


def labels(scene: Scene, rows: Rows, order: ShapeOrder) -> list[Label]:
    """The shapes on wires, where they cover no box: halfway, else near one of the ends. Short wires have none.

    Args:
        scene: geometry.
        rows: edge rows.
        order: of the shapes' numbers.
    """
    kept: dict[int, tuple[ShapeOrder, Label | None]] = scene.label_places
    wanted = rows.tolist()
    missing = [row for row in wanted if row not in kept or kept[row][0] != order]
    if missing:
        kept.update((row, (order, None)) for row in missing)
        kept.update((row, (order, label)) for row, label in _placed(scene, np.array(missing, np.intp), order))
    found = (kept[row][1] for row in wanted)
    return [label for label in found if label is not None]


def _placed(scene: Scene, rows: Rows, order: ShapeOrder) -> Iterator[tuple[int, Label]]:
    ends = scene.ends[rows]
    long = (ends[:, 3] - ends[:, 1] >= _SHORTEST) | (ends[:, 3] < ends[:, 1])
    rows, ends = rows[long], ends[long]
    if not len(rows):
        return
    measure = metrics()[Font.WIRE]
    texts = [shape_text(scene.shapes[row], order) for row in rows.tolist()]
    widths = np.array([measure.horizontalAdvance(text) + 2 * _PAD for text in texts])
    points = curves.candidates(ends, scene.lanes[rows], _NEAR)
    b = scene.boxes[rows]
    nodes, _ = scene.visible(hull(b[:, 0] - widths, b[:, 1], b[:, 2] + widths, b[:, 3]))
    free = ~_covered(points, widths, scene.rects[nodes])
    # Candidates are in order of preference; where none is free, the one by the source.
    best = np.where(free.any(axis=1), free.argmax(axis=1), 1)
    chosen = points[np.arange(len(rows)), best].tolist()
    ascent, height = measure.ascent(), measure.ascent() + measure.descent()
    for row, (x, y), width, text in zip(rows.tolist(), chosen, widths.tolist(), texts, strict=True):
        left, top = x - width / 2, y - height / 2
        yield row, Label(QRectF(left, top, width, height), left + _PAD, top + ascent, text)


def _covered(points: Array, widths: Array, rects: Array) -> NDArray[np.bool_]:
    """Whether a label at each of the points would lie on any box: (edges, candidates)."""
    x, y = points[:, :, 0, None], points[:, :, 1, None]
    half = widths[:, None, None] / 2
    left, top, right, bottom = rects[:, 0], rects[:, 1], rects[:, 0] + rects[:, 2], rects[:, 1] + rects[:, 3]
    meets = (x + half > left) & (x - half < right)
    meets &= (y + _LABEL_HEIGHT / 2 > top) & (y - _LABEL_HEIGHT / 2 < bottom)
    return np.asarray(meets.any(axis=2))
