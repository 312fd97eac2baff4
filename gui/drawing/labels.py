"""The shapes written on wires: where they cover neither a box nor one another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from core.text import ShapeOrder, shape_text
from gui.drawing import batches, curves
from gui.drawing.arrays import Array, Rows, hull, swapped
from gui.drawing.bent import bent_points
from gui.drawing.drawing import Drawing
from gui.drawing.geometry import Rect, Scene
from gui.drawing.ink import Font, Tone, advance, fonts, metrics, size_of
from gui.drawing.writing import write

__all__ = ["Label", "draw_labels", "labels"]

_LABEL_HEIGHT: Final = 14.0
_MOST_KEPT: Final = 1000
_SHORTEST: Final = 30.0
_NEAR: Final = 20.0
_PAD: Final = 3.0
_BLUR: Final = 8.0
"""Pixels that letters and rounding reach beyond the box of a label, and more."""


class Label(NamedTuple):
    """The shape on a wire: its background, the left end of its baseline, its text."""

    box: Rect
    x: float
    y: float
    text: str


_Kept = dict[int, tuple[ShapeOrder, Label | None]]


def draw_labels(d: Drawing, rows: Rows) -> None:
    """Draw the shapes on wires, each on a piece of the canvas."""
    found = [label for label in labels(d.scene, rows, d.state.shape_order) if d.meets(label.box, _BLUR)]
    if not found:
        return
    p, ink = d.p, d.ink
    if d.vector:
        d.in_units()
        for label in found:
            p.fillRect(QRectF(*label.box), ink.label)
        p.setFont(fonts()[Font.WIRE])
        p.setPen(ink.text[Tone.WIRE])
        for label in found:
            p.drawText(QPointF(label.x, label.y), label.text)
        return
    d.in_pixels()
    p.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    p.setPen(ink.none)
    p.setBrush(ink.label)
    batches.draw_rects(p, d.boxes_onto(np.array([label.box for label in found])))
    points = d.onto(np.array([(label.x, label.y) for label in found]))
    # Letters are a whole number of pixels high: what that takes off is shared between both sides.
    less = (d.scale - int(size_of(Font.WIRE) * d.scale + 0.001) / size_of(Font.WIRE)) / 2
    texts = [
        (x + (label.box.width - 2 * _PAD) * less, y, label.text)
        for (x, y), label in zip(points.tolist(), found, strict=True)
    ]
    write(p, ink, {(Font.WIRE, Tone.WIRE): texts}, d.scale)


def labels(scene: Scene, rows: Rows, order: ShapeOrder) -> list[Label]:
    """The shapes on wires, where they cover neither a box nor one another: halfway, else nearer to the ends.

    Short wires have none, and so have those for which there is no place.

    Args:
        scene: geometry.
        rows: edge rows.
        order: of the shapes' numbers.
    """
    kept: _Kept = scene.label_places
    wanted = rows.tolist()
    missing = [row for row in wanted if row not in kept or kept[row][0] != order]
    if missing:
        if len(kept) > _MOST_KEPT:
            for row in kept.keys() - set(wanted):
                del kept[row]
        kept.update((row, (order, None)) for row in missing)
        kept.update((row, (order, label)) for row, label in _placed(scene, np.array(missing, np.intp), order, kept))
    found = (kept[row][1] for row in wanted)
    return [label for label in found if label is not None]


def _placed(scene: Scene, rows: Rows, order: ShapeOrder, kept: _Kept) -> Iterator[tuple[int, Label]]:
    ends = scene.ends[rows] if scene.flow == "down" else swapped(scene.ends[rows])
    long = (ends[:, 3] - ends[:, 1] >= _SHORTEST) | (ends[:, 3] < ends[:, 1])
    rows, ends = rows[long], ends[long]
    if not len(rows):
        return
    measure = metrics()[Font.WIRE]
    texts = [shape_text(scene.shape(row), order) for row in rows.tolist()]
    widths = np.array([advance(Font.WIRE, text) + 2 * _PAD for text in texts])
    points = curves.candidates(ends, scene.lanes[rows], _NEAR)
    for at in np.flatnonzero(scene.edge_bent[rows]).tolist():
        points[at] = bent_points(scene.controls(int(rows[at])))
    if scene.flow == "right":
        points = points[:, :, ::-1]
    b = scene.boxes[rows]
    area = hull(b[:, 0] - widths, b[:, 1], b[:, 2] + widths, b[:, 3])
    nodes = scene.nodes_near(area)
    free = ~_covered(points, widths, scene.rects[nodes])
    left, top, right, bottom = area.x, area.y, area.right, area.bottom
    placed = _Placed(
        box
        for _, label in kept.values()
        if label is not None
        for box in (label.box,)
        if box[0] <= right and box[1] <= bottom and box[0] + box[2] >= left and box[1] + box[3] >= top
    )
    ascent, height = measure.ascent(), measure.ascent() + measure.descent()
    for row, places, allowed, width, text in zip(
        rows.tolist(), points.tolist(), free.tolist(), widths.tolist(), texts, strict=True
    ):
        for (x, y), ok in zip(places, allowed, strict=True):
            box = Rect(x - width / 2, y - height / 2, width, height)
            if ok and placed.take(box):
                yield row, Label(box, box.x + _PAD, box.y + ascent, text)
                break


class _Placed:
    """Where labels stand already, by squares of the canvas."""

    def __init__(self, boxes: Iterable[Rect]) -> None:
        self._squares: dict[tuple[int, int], list[Rect]] = {}
        for box in boxes:
            self._put(box)

    def _of(self, box: Rect) -> list[tuple[int, int]]:
        size = 128
        return [
            (a, b)
            for a in range(int(box.x // size), int(box.right // size) + 1)
            for b in range(int(box.y // size), int(box.bottom // size) + 1)
        ]

    def _put(self, box: Rect) -> None:
        for square in self._of(box):
            self._squares.setdefault(square, []).append(box)

    def take(self, box: Rect) -> bool:
        """Take a place if it is free; one may touch another."""
        for square in self._of(box):
            for x, y, width, height in self._squares.get(square, ()):
                if x < box.right and box.x < x + width and y < box.bottom and box.y < y + height:
                    return False
        self._put(box)
        return True


def _covered(points: Array, widths: Array, rects: Array) -> NDArray[np.bool_]:
    """Whether a label at each of the points would lie on any box: (edges, candidates)."""
    x, y = points[:, :, 0, None], points[:, :, 1, None]
    half = widths[:, None, None] / 2
    left, top, right, bottom = rects[:, 0], rects[:, 1], rects[:, 0] + rects[:, 2], rects[:, 1] + rects[:, 3]
    meets = (x + half > left) & (x - half < right)
    meets &= (y + _LABEL_HEIGHT / 2 > top) & (y - _LABEL_HEIGHT / 2 < bottom)
    return np.asarray(meets.any(axis=2))
