"""Large names from afar: blocks, stages and whatever else stands for much, in letters of the screen's size.

Named are frames whose own title has no room, blocks, groups of neighbours whose names begin alike (``layer1.0.conv``,
``layer1.1.conv``: ``layer1``), and the nodes at which most wires meet. What comes first in this order, and of that the
larger, gets its place first; a name that would cover one before it is left out, so that none ever overlap. Where names
stand depends on the scale alone, not on what part is in view: nothing jumps while one pans.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from PySide6.QtCore import QRectF

from core.document.graph import COLORS
from core.document.modules import ModuleCall
from gui.drawing import batches
from gui.drawing.arrays import Array, Rows, distinct, hull, whole
from gui.drawing.columns import BLOCK
from gui.drawing.drawing import Drawing
from gui.drawing.framing import LEAST_TITLE, has_title, step_of
from gui.drawing.geometry import Rect, Scene
from gui.drawing.ink import Font, advance, pixel_font, size_of
from gui.drawing.writing import write_sized

__all__ = ["Banner", "banners", "draw_banners", "stage_of"]

_LETTERS: Final = (14, 13, 12, 11)
"""Pixels, by rank."""
_MOST: Final = 160
_FEWEST: Final = 3
_PADDING: Final = 5
_LEAST_AREA: Final = (400.0, 90.0, 900.0, 60.0)
"""Square pixels of what is named, by rank: a name says nothing about a speck."""
_SPREAD: Final = (2.2, 6.0, 1.6, 4.0)
"""How much wider than itself the name of something may be, by rank."""
_OWN: Final = 0.6
_GOLDEN: Final = 0.6180339887498949
_MEETING: Final = 3
_SQUARE: Final = 96
_BAND: Final = 3
FRAME, BLOCKS, STAGE, LANDMARK = range(4)
"""Ranks of names."""


class Banner(NamedTuple):
    """A name, the middle of where it stands in canvas units, its size in logical pixels, its node row (or -1)."""

    text: str
    x: float
    y: float
    width: float
    height: float
    rank: int
    row: int


class _Named(NamedTuple):
    """What has a name: its area in canvas units, what it is, and its node row."""

    text: str
    rect: Rect
    rank: int
    row: int = -1


def stage_of(name: str) -> str:
    """What the names of one stage begin with: the part before the first dot or slash; empty where there is none."""
    for separator in (".", "/"):
        if separator in name:
            return name.partition(separator)[0]
    return ""


def _named(scene: Scene) -> list[_Named]:
    """Everything that deserves a large name, the most important first; found once for as long as nothing changes."""
    kept: tuple[Any, list[_Named]] | None = scene.named
    key = (scene.arranged, scene.annotations.version)
    if kept is not None and kept[0] == key:
        return kept[1]
    found = [*_frames(scene), *_blocks(scene), *_stages(scene)]
    found.sort(key=lambda named: (named.rank, -named.rect.width * named.rect.height, named.text))
    found += _landmarks(scene)[: max(0, _MOST - len(found))]
    found = found[:_MOST]
    scene.named = (key, found)
    return found


def _frames(scene: Scene) -> list[_Named]:
    annotations = scene.annotations
    return [
        _Named(item.text.split("\n", 1)[0], Rect(*rect), FRAME)
        for item, rect in zip(annotations.items[: annotations.frames], annotations.rects.tolist(), strict=False)
        if item.text
    ]


def _blocks(scene: Scene) -> list[_Named]:
    found = []
    for row in np.flatnonzero(scene.alive & ((scene.flags & BLOCK) > 0)).tolist():
        result = scene.result(row)
        if result is not None and isinstance(result.op, ModuleCall):
            name = result.node.name + (f" ×{result.op.repeat}" if result.op.repeat > 1 else "")
            found.append(_Named(name, Rect(*scene.rects[row].tolist()), BLOCKS, row))
    return found


def _stages(scene: Scene) -> list[_Named]:
    """Groups of nodes whose names begin alike and that stand together: most of what is in their middle is theirs."""
    names = "\n".join([result.node.name for result in scene.known.values()])
    if "." not in names and "/" not in names:
        return []
    groups: dict[str, list[int]] = {}
    for row, node in enumerate(scene.ids):
        if node is not None:
            stage = stage_of(scene.known[node].node.name)
            if stage:
                groups.setdefault(stage, []).append(row)
    if len(groups) < 2:
        return []
    found = []
    for stage, rows in groups.items():
        if len(rows) >= _FEWEST:
            r = scene.rects[rows]
            area = hull(r[:, 0], r[:, 1], r[:, 0] + r[:, 2], r[:, 1] + r[:, 3])
            if len(rows) >= _OWN * len(scene.nodes_in(area, contain=True)):
                found.append(_Named(stage, area, STAGE))
    return found


def _landmarks(scene: Scene) -> list[_Named]:
    """The nodes at which most wires meet; of equal ones some here and some there."""
    links = scene.links[scene.edge_alive]
    degree = np.bincount(links[:, 0], minlength=len(scene.ids)) + np.bincount(links[:, 2], minlength=len(scene.ids))
    rows = np.flatnonzero(scene.alive & (degree >= _MEETING) & ((scene.flags & BLOCK) == 0))
    order = np.lexsort((np.modf(rows * _GOLDEN)[0], -degree[rows]))
    found = []
    for row in rows[order][:_MOST].tolist():
        result = scene.result(row)
        if result is not None:
            found.append(_Named(result.node.name, Rect(*scene.rects[row].tolist()), LANDMARK, row))
    return found


def banners(scene: Scene, scale: float) -> list[Banner]:
    """The names that have room at a scale (logical pixels to a canvas unit), none over another.

    They are placed for a scale at or a little below this one: what does not overlap there does not further in.
    """
    step = step_of(scale)
    kept: tuple[Any, list[Banner]] | None = scene.banner_places
    key = (scene.arranged, scene.annotations.version, step)
    if kept is not None and kept[0] == key:
        return kept[1]
    taken: dict[tuple[int, int], list[Rect]] = {}
    found: list[Banner] = []
    for text, rect, rank, row in _named(scene):
        size = _LETTERS[rank]
        across, down = rect.width * step, rect.height * step
        width, height = advance(Font.FRAME, text) * size / size_of(Font.FRAME) + 2 * _PADDING, round(size * 1.3)
        if rank == FRAME and has_title(text, rect, step):
            _take(taken, Rect(rect.x * step, rect.y * step, min(width, across), LEAST_TITLE))
            continue
        if across * down < _LEAST_AREA[rank] or width > max(across, 24.0) * _SPREAD[rank]:
            continue
        x, y = rect.x + rect.width / 2, rect.y + (0 if rank == FRAME else rect.height / 2)
        box = Rect(x * step - width / 2, y * step - height / 2, width, height)
        if _take(taken, box):
            found.append(Banner(text, x, y, width, height, rank, row))
    scene.banner_places = (key, found)
    return found


def _take(taken: dict[tuple[int, int], list[Rect]], box: Rect) -> bool:
    """Take a place if it is free."""
    squares = [
        (a, b)
        for a in range(int(box.x // _SQUARE), int(box.right // _SQUARE) + 1)
        for b in range(int(box.y // _SQUARE), int(box.bottom // _SQUARE) + 1)
    ]
    if any(box.meets(other) for square in squares for other in taken.get(square, ())):
        return False
    for square in squares:
        taken.setdefault(square, []).append(box)
    return True


def draw_banners(d: Drawing, dirty: QRectF, *, nodes: bool) -> None:
    """Draw the large names that reach into a rectangle of the screen.

    Args:
        d: what is drawn.
        dirty: in logical pixels.
        nodes: whether blocks and single nodes are named too; not where their own names can be read.
    """
    found = banners(d.scene, d.view.scale)
    if not found:
        return
    p, view, ratio = d.p, d.view, d.ratio
    shown = [
        banner
        for banner in _as_dragged(d.scene, found)
        if (nodes or banner.row < 0) and view.screen_rect(_place(banner, view.scale)).intersects(dirty)
    ]
    if not shown:
        return
    sizes = np.round(np.array([(banner.width, banner.height) for banner in shown]) * ratio)
    middles = d.onto(np.array([(banner.x, banner.y) for banner in shown]))
    papers = np.concatenate((whole(middles - sizes / 2), sizes), axis=1)
    d.in_pixels()
    p.setRenderHint(p.RenderHint.Antialiasing, False)
    p.setPen(d.ink.none)
    _draw_papers(d, papers, np.array([banner.row for banner in shown]))
    p.setPen(d.ink.banner_text)
    for rank, letters in enumerate(_LETTERS):
        size = round(letters * ratio)
        cap = pixel_font(Font.FRAME, size)[1].capHeight()
        texts = [
            (x + _PADDING * ratio, y + (height + cap) / 2, banner.text)
            for (x, y, _, height), banner in zip(papers.tolist(), shown, strict=True)
            if banner.rank == rank
        ]
        if texts:
            write_sized(p, Font.FRAME, size, texts)


def _as_dragged(scene: Scene, found: list[Banner]) -> list[Banner]:
    """Names while something is dragged: those of nodes go along, those of frames and stages are gone meanwhile."""
    rows, _ = scene.displaced
    frames = scene.annotations.displaced
    if not len(rows) and not frames:
        return found
    moved = set(rows.tolist())
    stages = len(moved) * 2 < len(scene)
    dragged = []
    for banner in found:
        if banner.row in moved:
            x, y, width, height = scene.rects[banner.row].tolist()
            dragged.append(banner._replace(x=x + width / 2, y=y + height / 2))
        elif (banner.rank != STAGE or stages) and not (banner.rank == FRAME and (banner.x, banner.y) in frames):
            dragged.append(banner)
    return dragged


def _draw_papers(d: Drawing, papers: Array, rows: Rows) -> None:
    """What names stand on: a node's in the colours of its box, with its band, so that it is still seen what it is."""
    p, scene = d.p, d.scene
    if (rows < 0).any():
        p.setBrush(d.ink.banner)
        batches.draw_rects(p, papers[rows < 0])
    papers, rows = papers[rows >= 0], rows[rows >= 0]
    colors = scene.category[rows].astype(np.intp) * len(COLORS) + scene.tint[rows]
    for color in distinct(colors)[0].tolist():
        band, body, _ = d.ink.bands(*divmod(color, len(COLORS)))
        found = papers[colors == color]
        p.setBrush(body)
        batches.draw_rects(p, found)
        found[:, 2] = round(_BAND * d.ratio)
        p.setBrush(band)
        batches.draw_rects(p, found)


def _place(banner: Banner, scale: float) -> Rect:
    """What a name covers of the canvas at a scale."""
    width, height = banner.width / scale, banner.height / scale
    return Rect(banner.x - width / 2, banner.y - height / 2, width, height)
