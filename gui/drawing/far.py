"""The picture from afar: straight wires and plain boxes, thousands in one call.

What is no larger than a swatch is cut out of a picture of one: to copy pixels takes a third of the time that it takes
to fill a rectangle, and all colours go in one call.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPixmap
from shiboken6 import Shiboken

from core.analysis.infer import State
from gui.drawing import batches
from gui.drawing.arrays import Array, Rows, whole
from gui.drawing.columns import CATEGORIES, STATES
from gui.drawing.drawing import Drawing
from gui.drawing.ink import ink_of
from gui.theme import Theme

__all__ = ["draw_far"]

_SWATCH: Final = 96
"""Pixels, across and down."""
_LEAST_WRONG: Final = 6.0
_SHORTEST_LINE: Final = 1.2
_SHORTEST_IN_A_CROWD: Final = 2.6
_MOST_RINGS: Final = 2000
_RING: Final = np.array([-2.0, -2.0, 4.0, 4.0])
_WRONG: Final = STATES.index(State.WRONG)
_CHOSEN, _WIRE = 0, 1
"""Numbers of the swatches before those of the boxes."""
_BOXES: Final = 2


def draw_far(d: Drawing, nodes: Rows, edges: Rows, *, crowd: bool) -> None:
    """Draw wires and boxes; the painter is in pixels.

    Args:
        d: what is drawn.
        nodes: their rows.
        edges: likewise.
        crowd: whether so many wires are in view that the shortest would not be missed.
    """
    p, ink, scene = d.p, d.ink, d.scene
    p.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    lines = _draw_wires(d, edges, crowd=crowd)
    rects = d.boxes_onto(scene.rects[nodes])
    tint = scene.tint[nodes]
    colors = np.where(tint > 0, tint + (len(CATEGORIES) - 1), scene.category[nodes]).astype(np.intp) + _BOXES
    p.setPen(ink.none)
    rings = (
        (d.state.lit_nodes, ink.lit_far),
        (d.state.found_nodes, ink.found_far),
        (d.state.changed_nodes, ink.changed_far),
        (d.state.selection, ink.chosen_far),
    )
    _draw_swatches(d, lines, np.full(len(lines), _WIRE))
    for members, brush in rings:
        if len(members) > _MOST_RINGS:  # where nearly all stand out, a colour says it as well as a ring
            colors[d.among(members)[nodes]] = _CHOSEN
        elif members:
            p.setBrush(brush)
            batches.draw_rects(p, rects[d.among(members)[nodes]] + _RING * d.ratio)
    _draw_swatches(d, rects, colors)
    wrong = rects[scene.state[nodes] == _WRONG]
    if len(wrong):
        # At least six pixels: an error must be seen from any distance.
        more = max(0.0, _LEAST_WRONG * d.ratio - float(wrong[:, 2:].min())) / 2
        p.setBrush(ink.wrong_far)
        batches.draw_rects(p, wrong + np.array([-more, -more, 2 * more, 2 * more]))


def _draw_wires(d: Drawing, edges: Rows, *, crowd: bool) -> Array:
    """Draw wires as straight lines but for those straight along an axis; returns these as rectangles.

    In a crowd the shortest are left out, which lie between two boxes that nearly touch.
    """
    ends = d.lines_onto(d.scene.ends[edges])
    e, scale = d.scene.ends[edges], d.scale  # not those on the screen: rounding errors depend on where these are
    across, down = np.abs(e[:, 2] - e[:, 0]) * scale, np.abs(e[:, 3] - e[:, 1]) * scale
    long = np.maximum(across, down) >= (_SHORTEST_IN_A_CROWD if crowd else _SHORTEST_LINE) * d.ratio
    upright = long & (across < 1)
    d.p.setPen(d.ink.wire_far)
    batches.draw_lines(d.p, ends[long & ~upright])
    # An upright line is dearer than the rectangle that it is.
    found = ends[upright]
    rects = np.empty((len(found), 4))
    rects[:, 0], rects[:, 1] = whole(found[:, 0] - 0.5), np.minimum(found[:, 1], found[:, 3])
    rects[:, 2], rects[:, 3] = round(d.ratio), down[upright]
    return rects


def _draw_swatches(d: Drawing, rects: Array, colors: Rows) -> None:
    """Fill rectangles, on whole pixels."""
    corners = whole(rects[:, :2])
    sizes = np.maximum(whole(rects[:, :2] + rects[:, 2:]) - corners, 1.0)
    small = (sizes <= _SWATCH).all(axis=1)
    if not small.all():
        p, brushes = d.p, _brushes(d.theme)
        p.setPen(d.ink.none)
        for color in set(colors[~small].tolist()):
            found = ~small & (colors == color)
            p.setBrush(brushes[color])
            batches.draw_rects(p, np.concatenate((corners[found], sizes[found]), axis=1))
        corners, sizes, colors = corners[small], sizes[small], colors[small]
    if not len(corners):
        return
    pieces = np.empty((len(corners), 10))
    pieces[:, 0:2] = corners + sizes / 2
    pieces[:, 2] = 0.0
    pieces[:, 3] = colors * _SWATCH
    pieces[:, 4:6] = sizes
    pieces[:, 6:] = (1.0, 1.0, 0.0, 1.0)
    fragments: Any = Shiboken.wrapInstance(pieces.ctypes.data, QPainter.PixmapFragment)
    d.p.drawPixmapFragments(fragments, len(pieces), _swatches(d.theme))


def _brushes(theme: Theme) -> list[Any]:
    ink = ink_of(theme)
    return [ink.chosen_far, ink.far_wire, *ink.far]


@lru_cache(maxsize=2)
def _swatches(theme: Theme) -> QPixmap:
    """A swatch of each colour, one below the other, all of them opaque."""
    brushes = _brushes(theme)
    made = QPixmap(_SWATCH, _SWATCH * len(brushes))
    made.fill(theme.canvas)
    painter = QPainter(made)
    for number, brush in enumerate(brushes):
        painter.fillRect(QRect(0, number * _SWATCH, _SWATCH, _SWATCH), brush)
    painter.end()
    return made
