"""One paint function for the widget, for pixels and for vectors.

Four levels of detail: near everything; nearer than half boxes with name and shape; then boxes in the colour of their
category with their names, while these can be read; and from afar plain boxes and straight wires, thousands in one call.
Where boxes no longer say what they are, blocks and stages do in letters of the screen's size. Vectors and pictures have
everything at any size.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final, Literal, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter, QPixmap

from core.analysis.infer import NodeResult
from core.layout.node_size import Size
from gui.drawing import batches, boxes, lines, wires
from gui.drawing.arrays import Array, Rows, whole
from gui.drawing.banners import draw_banners
from gui.drawing.columns import LOCKED
from gui.drawing.drawing import Drawing, DrawState, View
from gui.drawing.far import draw_far
from gui.drawing.framing import draw_areas, draw_bars, draw_titles
from gui.drawing.geometry import Scene
from gui.drawing.ink import Font, Tone, fonts, ink_of
from gui.drawing.labels import draw_labels
from gui.drawing.notes import draw_notes
from gui.drawing.rect import Rect
from gui.drawing.wires import draw_wire
from gui.drawing.writing import Text, write
from gui.theme import Theme

__all__ = [
    "FAR",
    "LEAD",
    "NEAR",
    "DrawState",
    "Level",
    "Manner",
    "Quality",
    "View",
    "draw_wire",
    "level_of",
    "manner_of",
    "paint",
]

Quality = Literal["fast", "vector"]
"""``fast`` for the screen; ``vector`` draws no images and leaves nothing out."""
Level = Literal["far", "middle", "lead", "near"]

FAR: Final = 0.22
"""Below this scale boxes are plain rectangles."""
LEAD: Final = 0.42
"""From this scale on boxes say name and shape."""
NEAR: Final = 0.7
"""From this scale on all text is written."""
_MOST_NODES: Final = 1500
_MOST_LEADS: Final = 460
_MOST_NEAR: Final = 240
_SMALLEST_TITLE: Final = 0.3
_MOST_TITLES: Final = 640
_MOST_COSTS: Final = 160
_WIDE: Final = 6.0
"""Canvas units that the widest wire reaches beyond its curve, and more."""
_DOT_STEP: Final = 32
_LEAST_DOT_DISTANCE: Final = 22.0
_CROWD: Final = 5000
_AROUND: Final = 400.0
"""Pixels around the view within which it slides without a look at all that there is."""


def level_of(scale: float, nodes: int) -> Level:
    """How much is shown at a scale with so many nodes in view."""
    if scale < FAR or nodes > _MOST_NODES:
        return "far"
    if scale < LEAD or nodes > _MOST_LEADS:
        return "middle"
    return "lead" if scale < NEAR or nodes > _MOST_NEAR else "near"


def paint(
    painter: QPainter,
    scene: Scene,
    view: View,
    state: DrawState,
    theme: Theme,
    dirty: QRectF | Sequence[QRectF] | None = None,
    quality: Quality = "fast",
    whole: QRectF | None = None,
) -> None:
    """Paint the part of a scene that lies in a rectangle, or in some, background and all.

    Args:
        painter: on the device, in its logical pixels, clipped to what is to be painted; its transform is reset.
        scene: geometry.
        view: what part of the canvas is shown, and how large.
        state: selection, hovering and the like.
        theme: colours.
        dirty: what to paint, in pixels; None for the whole device.
        quality: for the screen, or for files.
        whole: all that is in view, in the same pixels; None for the whole device. The level of detail follows from it.
    """
    device: Any = painter.device()
    ratio = device.devicePixelRatioF()
    logical = ratio if isinstance(device, QImage | QPixmap) else 1.0
    whole = whole or QRectF(0, 0, device.width() / logical, device.height() / logical)
    ink = ink_of(theme)
    parts = [whole] if dirty is None else [dirty] if isinstance(dirty, QRectF) else dirty
    vector = quality == "vector"
    limits = () if vector or (len(parts) == 1 and parts[0] == whole) else [view.canvas_rect(part) for part in parts]
    d = Drawing(painter, scene, view, state, theme, ink, vector, ratio, limits)
    for part in parts:
        painter.fillRect(part, ink.canvas)
    if d.vector:
        nodes, edges = scene.visible(view.canvas_rect(parts[0]))
        _paint_near(d, scene.stacked(nodes), _attached(d, edges), parts, "dashed")
        return
    seen = _looked_at(scene, view, whole)
    nodes, edges = _in_parts(d, seen, parts, whole)
    edges = _attached(d, edges)
    manner = seen.manner
    if manner.level == "far":
        _paint_far(d, nodes, edges, parts, crowd=manner.crowd)
    elif manner.level == "middle":
        _paint_middle(d, scene.stacked(nodes), edges, parts, titles=manner.titles)
    elif manner.level == "lead":
        _paint_lead(d, scene.stacked(nodes), edges, parts, manner)
    else:
        _paint_near(d, scene.stacked(nodes), edges, parts, manner.wires)
    painter.resetTransform()


class Manner(NamedTuple):
    """How things are drawn, which follows from how much is in view."""

    level: Level
    wires: wires.Width
    titles: bool
    costs: bool
    crowd: bool


class _InView(NamedTuple):
    """What is in view of a scene, and how it is drawn."""

    key: tuple[Any, ...]
    version: int
    manner: Manner
    nodes: Rows
    edges: Rows


def manner_of(scene: Scene, view: View, whole: QRectF) -> Manner:
    """How a scene is drawn that is looked at like this; what was drawn otherwise must be painted anew."""
    return _looked_at(scene, view, whole).manner


def _looked_at(scene: Scene, view: View, whole: QRectF) -> _InView:
    """What is in view.

    How things are drawn follows from all that is in view, since a part painted anew must be as the rest is. It is found
    once for all pieces that are painted one after the other, and stays what it is while something is dragged.
    """
    key = (scene.synced, view, whole.width(), whole.height())
    kept: _InView | None = scene.in_view
    if kept is None or kept.key != key:
        slides = kept is not None and kept.version == scene.version and kept.key[1].scale == view.scale
        nodes, edges = _slid(scene, view, whole) if slides else scene.visible(view.canvas_rect(whole))
        level = level_of(view.scale, len(nodes))
        width = wires.width_of(scene, edges, view.scale) if level in {"near", "lead"} else "thin"
        manner = Manner(level, width, len(nodes) <= _MOST_TITLES, len(nodes) <= _MOST_COSTS, len(edges) > _CROWD)
        kept = scene.in_view = _InView(key, scene.version, manner, nodes, edges)
    return kept


class _Nearby(NamedTuple):
    """What lies in a part of the canvas around the view."""

    version: int
    area: Rect
    nodes: Rows
    edges: Rows


def _slid(scene: Scene, view: View, whole: QRectF) -> tuple[Rows, Rows]:
    """What is in view while it slides: looked for among what lies around, not in all of a large sketch each step."""
    shown = view.canvas_rect(whole)
    kept: _Nearby | None = scene.nearby
    if kept is None or kept.version != scene.version or not kept.area.holds(shown):
        area = shown.grown(_AROUND / view.scale)
        kept = scene.nearby = _Nearby(scene.version, area, *scene.visible(area))
    return scene.visible(shown, kept.nodes, kept.edges)


def _in_parts(d: Drawing, seen: _InView, parts: Sequence[QRectF], whole: QRectF) -> tuple[Rows, Rows]:
    """Rows of what some rectangles may show."""
    scene = d.scene
    nodes, edges = seen.nodes, seen.edges
    if seen.version != scene.version:
        more_nodes, more_edges = scene.displaced
        nodes, edges = _with(nodes, more_nodes, len(scene.ids)), _with(edges, more_edges, len(scene.edges))
    elif len(parts) == 1 and parts[0] == whole:
        return nodes, edges
    shown = [d.view.canvas_rect(part) for part in parts]
    found = [scene.visible(rect, nodes, edges) for rect in shown]
    if len(found) == 1:
        return found[0]
    return (
        _with(np.concatenate([rows for rows, _ in found]), None, len(scene.ids)),
        _with(np.concatenate([rows for _, rows in found]), None, len(scene.edges)),
    )


def _with(rows: Rows, others: Rows | None, count: int) -> Rows:
    """Rows and others, each once, in order."""
    among = np.zeros(count, np.bool_)
    among[rows] = True
    if others is not None:
        among[others] = True
    return np.flatnonzero(among)


def _attached(d: Drawing, edges: Rows) -> Rows:
    """Wires that are not being dragged."""
    gone = {row for edge in d.state.detached_edges if (row := d.scene.edge_row(edge)) is not None}
    return edges[~np.isin(edges, list(gone))] if gone else edges


def _met(d: Drawing, edges: Rows, parts: Sequence[QRectF]) -> Rows:
    """Those of some wires that lead through what is painted, and do not only have a label there."""
    if len(edges) < 2 or d.vector:
        return edges
    left, top, right, bottom = d.scene.boxes[edges].T
    met = np.zeros(len(edges), np.bool_)
    for part in parts:
        shown = d.view.canvas_rect(part).grown(_WIDE)
        met |= (left <= shown.right) & (right >= shown.x) & (top <= shown.bottom) & (bottom >= shown.y)
    return edges[met]


# -- levels -------------------------------------------------------------------------------------------------------


def _paint_far(d: Drawing, nodes: Rows, edges: Rows, parts: Sequence[QRectF], *, crowd: bool) -> None:
    """Straight lines and plain rectangles."""
    _under(d, parts)
    d.in_pixels()
    draw_far(d, nodes, edges, crowd=crowd)
    _over(d, parts)


def _paint_middle(d: Drawing, nodes: Rows, edges: Rows, parts: Sequence[QRectF], *, titles: bool) -> None:
    """Curved wires, and boxes tinted in the colour of their category with the name alone, if that can be read."""
    _under(d, parts)
    wires.draw_wires(d, _met(d, edges, parts), "thin")
    boxes.draw_boxes(d, nodes, tinted=True)
    named = titles and d.view.scale >= _SMALLEST_TITLE
    if named:
        _write(d, nodes, "title")
    boxes.draw_marks(d, nodes)
    _over(d, parts, named=named)


def _paint_lead(d: Drawing, nodes: Rows, edges: Rows, parts: Sequence[QRectF], manner: Manner) -> None:
    """Boxes with name, shape and main cost, and the ports that say which way the wires lead."""
    _under(d, parts)
    wires.draw_wires(d, _met(d, edges, parts), manner.wires)
    d.p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    boxes.draw_boxes(d, nodes, tinted=True)
    boxes.draw_ports(d, nodes)
    _write(d, nodes, "lead with cost" if manner.costs else "lead")
    boxes.draw_marks(d, nodes)
    boxes.draw_lit_ports(d)
    _over(d, parts)


def _paint_near(d: Drawing, nodes: Rows, edges: Rows, parts: Sequence[QRectF], width: wires.Width) -> None:
    """Everything."""
    _under(d, parts)
    wires.draw_wires(d, _met(d, edges, parts), width)
    draw_labels(d, edges)
    d.p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    boxes.draw_boxes(d, nodes)
    boxes.draw_ports(d, nodes)
    _write(d, nodes, "near")
    boxes.draw_marks(d, nodes)
    boxes.draw_lit_ports(d)
    draw_titles(d, d.view.canvas_rect(_around(parts)))


def _under(d: Drawing, parts: Sequence[QRectF]) -> None:
    """Frames, the grid, and notes."""
    there, shown = len(d.scene.annotations) > 0, d.view.canvas_rect(_around(parts))
    if there:
        draw_areas(d, shown)
    if not d.vector:
        _draw_dots(d, parts)
    if there:
        draw_bars(d, shown)
        draw_notes(d, shown)


def _over(d: Drawing, parts: Sequence[QRectF], *, named: bool = False) -> None:
    """Names that can be read from afar; ``named`` says that those in the boxes can be read as well."""
    dirty = _around(parts)
    draw_titles(d, d.view.canvas_rect(dirty))
    if d.view.scale < LEAD:
        draw_banners(d, dirty, nodes=not named)


def _around(parts: Sequence[QRectF]) -> QRectF:
    """The smallest rectangle that holds all."""
    found = parts[0]
    for part in parts[1:]:
        found = found.united(part)
    return found


# -- grid and text ------------------------------------------------------------------------------------------------


def _draw_dots(d: Drawing, parts: Sequence[QRectF]) -> None:
    """The grid, in steps that are never closer than the eye likes."""
    view = d.view
    step = _DOT_STEP * view.scale
    if step <= 0:
        return
    while step < _LEAST_DOT_DISTANCE:
        step *= 2
    d.in_pixels()
    d.p.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    d.p.setPen(d.ink.grid)
    for part in parts:
        # Whole multiples of the step, not a running sum: a part painted alone must have its dots where the whole has.
        across = view.tx + step * _multiples(part.left() - view.tx, part.right() - view.tx, step)
        down = view.ty + step * _multiples(part.top() - view.ty, part.bottom() - view.ty, step)
        points = np.empty((len(down), len(across), 2))
        points[:, :, 0] = whole(across * d.ratio)
        points[:, :, 1] = whole(down * d.ratio)[:, None]
        batches.draw_points(d.p, points.reshape(-1, 2))


def _multiples(low: float, high: float, step: float) -> Array:
    return np.arange(math.floor(low / step), math.ceil(high / step) + 1, dtype=np.float64)


def _write(d: Drawing, nodes: Rows, kind: Literal["near", "lead with cost", "lead", "title"]) -> None:
    """The lines of all boxes, font by font."""
    scene, order, sketches = d.scene, d.state.shape_order, d.scene.sketches
    key = (kind, order)
    if d.vector:
        d.in_units()
        places, scale = scene.rects[nodes, :2].tolist(), 1.0
    else:
        d.in_pixels()
        places, scale = d.onto(scene.rects[nodes, :2]).tolist(), d.scale
    grouped: dict[tuple[Font, Tone], list[Text]] = {}
    ids, known = scene.ids, scene.known
    for row, (x, y) in zip(nodes.tolist(), places, strict=True):
        result, kept = known[ids[row] or ""], sketches[row]
        if kept is None or kept[0] is not result:
            kept = sketches[row] = (result, {})
        said = kept[1].get(key)
        if said is None:
            said = kept[1][key] = _said(d, row, result, kind)
        for line in said:
            texts = grouped.get(line[2:4])
            if texts is None:
                texts = grouped[line[2:4]] = []
            texts.append((x + line[0] * scale, y + line[1] * scale, line[4]))
    if d.vector:
        _write_vectors(d, grouped)
    else:
        write(d.p, d.ink, grouped, scale)


def _said(d: Drawing, row: int, result: NodeResult, kind: str) -> tuple[lines.Line, ...]:
    scene = d.scene
    size = Size(*scene.rects[row, 2:].tolist())
    if kind == "title":
        found: tuple[lines.Line, ...] = (lines.node_title(result, size),)
    elif kind == "near":
        found = lines.node_lines(result, d.state.shape_order, size, locked=bool(scene.flags[row] & LOCKED))
    else:
        found = lines.node_lead(result, d.state.shape_order, size, costs=kind == "lead with cost")
    return tuple(line for line in found if line.text)


def _write_vectors(d: Drawing, grouped: dict[tuple[Font, Tone], list[Text]]) -> None:
    for (font, tone), found in grouped.items():
        d.p.setFont(fonts()[font])
        d.p.setPen(d.ink.text[tone])
        for x, y, text in found:
            d.p.drawText(QPointF(x, y), text)
