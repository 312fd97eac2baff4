"""Boxes with their ports and badges: from an atlas onto the screen, one by one into files."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter, QPen

from core.analysis.connecting import Verdict
from core.document.graph import Flow
from gui.drawing import sprites
from gui.drawing.arrays import Array, Rows, distinct
from gui.drawing.atlas import LARGEST, atlas_of
from gui.drawing.columns import BYPASSED
from gui.drawing.drawing import Drawing
from gui.drawing.geometry import PortRef
from gui.drawing.ink import Ink
from gui.drawing.rows import SEVERITIES, offsets
from gui.drawing.sprites import BoxLook

__all__ = ["draw_boxes", "draw_lit_ports", "draw_marks", "draw_ports", "looks_of"]

_Box = tuple[float, float, float, float]
_STEP: Final = 8
"""Sizes of boxes are multiples of the grid."""
_LIT_RADIUS: Final = 6.5
_MARK: Final = 10.0
_PORT: Final = 6.5


def looks_of(d: Drawing, nodes: Rows) -> NDArray[np.int64]:
    """How each box looks, as one number: equal numbers, equal pictures."""
    scene = d.scene
    look = scene.category[nodes].astype(np.int64)
    for column, bits in ((scene.tint, 4), (scene.state, 2), (scene.flags, 6)):
        look = look << bits | column[nodes]
    sizes = (scene.rects[nodes, 2:] / _STEP).astype(np.int64)
    return look << 24 | sizes[:, 0] << 12 | sizes[:, 1]


def _look(number: int, tinted: bool) -> BoxLook:
    height, width, rest = number & 0xFFF, number >> 12 & 0xFFF, number >> 24
    flags, state, tint, category = rest & 63, rest >> 6 & 3, rest >> 8 & 15, rest >> 12
    return BoxLook(category, tint, state, float(width * _STEP), float(height * _STEP), tinted, flags)


def draw_boxes(d: Drawing, nodes: Rows, *, tinted: bool = False) -> None:
    """Draw bodies, bands and outlines, and rings around those that stand out; the painter is in pixels."""
    if not len(nodes):
        return
    scene, state = d.scene, d.state
    looks, which = distinct(looks_of(d, nodes))
    kinds = [_look(number, tinted) for number in looks.tolist()]
    rings = (
        (state.selection, "selected"),
        (state.changed_nodes, "changed"),
        (state.lit_nodes, "lit"),
        (state.found_nodes, "found"),
    )
    largest = max(max(look.width, look.height) for look in kinds) * d.scale
    if d.vector or largest > LARGEST:
        d.in_units()
        for members, kind in rings:
            if members:
                for x, y, width, height in scene.rects[nodes[d.among(members)[nodes]]].tolist():
                    _ring(d, kind, QRectF(x, y, width, height))
        for (x, y), at in zip(scene.rects[nodes, :2].tolist(), which.tolist(), strict=True):
            sprites.draw_box(d.p, d.ink, kinds[at], x, y)
    else:
        anchors = d.onto(scene.rects[nodes, :2])
        d.in_pixels()
        for members, kind in rings:
            if members and (among := d.among(members)[nodes]).any():
                _draw_rings(d, kind, scene.rects[nodes[among], 2:], anchors[among])
        slots = np.array([_box_slot(d, number, look) for number, look in zip(looks.tolist(), kinds, strict=True)])
        atlas_of(d.theme, d.scale).draw(d.p, slots[which], anchors)
    _draw_hovered(d)
    bypassed = nodes[(scene.flags[nodes] & BYPASSED) > 0]
    if len(bypassed):
        _draw_passed(d, bypassed)


def _box_slot(d: Drawing, number: int, look: BoxLook) -> int:
    atlas, key = atlas_of(d.theme, d.scale), (number, look.tinted)
    known = atlas.slot(key)
    if known is not None:
        return known
    # Sides on whole pixels: what is not so is a blur.
    width, height = round(look.width * d.scale) / d.scale, round(look.height * d.scale) / d.scale
    fitted = look._replace(width=width, height=height)
    aside = sprites.sheets_of(look.flags) * sprites.SHEET
    ink = d.ink
    return atlas.add(
        key, (0, 0, width + aside, height), lambda p, pixel: sprites.draw_box(p, ink, fitted, 0.0, 0.0, pixel)
    )


def _ring_pen(d: Drawing, kind: str) -> tuple[QPen, float]:
    pens = {
        "selected": (d.ink.outline, 3.0),
        "changed": (d.ink.changed_ring, 3.0),
        "lit": (d.ink.lit_ring, 3.0),
        "found": (d.ink.found_ring, 6.5),  # around the others
    }
    return pens[kind]


def _ring(d: Drawing, kind: str, box: QRectF) -> None:
    pen, away = _ring_pen(d, kind)
    sprites.draw_ring(d.p, pen, d.ink, box, away)


def _draw_rings(d: Drawing, kind: str, sizes: Array, anchors: Array) -> None:
    """Outlines of boxes, as pictures too: all may be selected."""
    atlas, ink = atlas_of(d.theme, d.scale), d.ink
    pen, away = _ring_pen(d, kind)
    # From afar a ring keeps its width on the screen.
    pen = QPen(pen)
    pen.setWidthF(max(pen.widthF(), 1.6 / d.scale))
    found, which = distinct(sizes[:, 0] + 1j * sizes[:, 1])  # width and height as one number
    slots = []
    for width, height in zip(found.real.tolist(), found.imag.tolist(), strict=True):
        key = (kind, width, height)
        slot = atlas.slot(key)
        if slot is None:
            box, reach = QRectF(0, 0, width, height), away + pen.widthF()
            draw = partial(_ring_picture, pen=pen, ink=ink, box=box, away=away)
            slot = atlas.add(key, (-reach, -reach, width + reach, height + reach), draw)
        slots.append(slot)
    atlas.draw(d.p, np.array(slots)[which], anchors)


def _ring_picture(p: QPainter, _pixel: float, *, pen: QPen, ink: Ink, box: QRectF, away: float) -> None:
    sprites.draw_ring(p, pen, ink, box, away)


def _draw_hovered(d: Drawing) -> None:
    """Lift out the outline of the box under the pointer; nothing moves."""
    hovered = d.state.hovered_node
    if hovered is None or hovered not in d.scene:
        return
    d.in_units()
    x, y, width, height = d.scene.rect(hovered)
    sprites.draw_ring(d.p, d.ink.border_hovered, d.ink, QRectF(x + 0.5, y + 0.5, width - 1, height - 1), 0.0)


def _draw_passed(d: Drawing, nodes: Rows) -> None:
    """Lead the wire through bypassed boxes, from their first input to their first output."""
    scene = d.scene
    d.in_units()
    d.p.setPen(d.ink.passed)
    along = 2 if scene.flow == "down" else 3
    for (x, y, width, height), (inputs, outputs) in zip(
        scene.rects[nodes].tolist(), scene.node_ports[nodes].tolist(), strict=True
    ):
        if not inputs or not outputs:
            continue
        size = (width, height)[along - 2]
        start, stop = offsets(0, inputs, size), offsets(0, outputs, size)
        if scene.flow == "down":
            d.p.drawLine(QLineF(x + start, y, x + stop, y + height))
        else:
            d.p.drawLine(QLineF(x, y + start, x + width, y + stop))


# -- ports --------------------------------------------------------------------------------------------------------


def draw_ports(d: Drawing, nodes: Rows) -> None:
    """Arrowheads into boxes, dots out of them."""
    points, looks = d.scene.port_points(nodes)
    flow, ink = d.scene.flow, d.ink
    if d.vector:
        d.in_units()
        free = sprites.PORT_LOOKS.index("free")  # an invitation to drag a wire there; nobody can in a picture
        for (x, y), look in zip(points.tolist(), looks.tolist(), strict=True):
            if look != free:
                sprites.draw_port(d.p, ink, look, x, y, flow)
        return
    kinds = [
        _slot(d, ("port", look, flow), _PORT, partial(_port_picture, ink=ink, look=look, flow=flow))
        for look in range(len(sprites.PORT_LOOKS))
    ]
    d.in_pixels()
    atlas_of(d.theme, d.scale).draw(d.p, np.array(kinds)[looks], d.onto(points))


def _port_picture(p: QPainter, _pixel: float, *, ink: Ink, look: int, flow: Flow) -> None:
    sprites.draw_port(p, ink, look, 0.0, 0.0, flow)


def _slot(d: Drawing, key: Hashable, reach: float, draw: Callable[[QPainter, float], None]) -> int:
    """A picture that reaches as far in all directions."""
    atlas = atlas_of(d.theme, d.scale)
    known = atlas.slot(key)
    return atlas.add(key, (-reach, -reach, reach, reach), draw) if known is None else known


def draw_lit_ports(d: Drawing) -> None:
    """Ports that would take the wire that is being dragged, or would not; the port under the pointer."""
    state, scene, ink, p = d.state, d.scene, d.ink, d.p
    if not state.port_marks and state.hovered_port is None:
        return
    d.in_units()
    for port, verdict in state.port_marks.items():
        if port.node in scene:
            x, y = scene.port_position(port)
            p.setPen(ink.lit[verdict.value])
            p.setBrush(ink.lit_fill[verdict.value])
            p.drawEllipse(_around(x, y, _LIT_RADIUS))
            if verdict is Verdict.REFUSED:
                p.drawLine(QLineF(x - 4.2, y + 4.2, x + 4.2, y - 4.2))
    hovered = state.hovered_port
    if isinstance(hovered, PortRef) and hovered.node in scene:
        x, y = scene.port_position(hovered)
        p.setPen(ink.port_hovered)
        p.setBrush(ink.hollow)
        p.drawEllipse(_around(x, y, _LIT_RADIUS + 2))


def _around(x: float, y: float, radius: float) -> QRectF:
    return QRectF(x - radius, y - radius, 2 * radius, 2 * radius)


# -- badges -------------------------------------------------------------------------------------------------------


def draw_marks(d: Drawing, nodes: Rows) -> None:
    """Badges at the corners: at the right the worst of what is found about a node, at the left that it changed."""
    for kind, rows in _marked(d, nodes):
        rects = d.scene.rects[rows]
        left = kind == "changed"
        points = np.column_stack((rects[:, 0] + 3 if left else rects[:, 0] + rects[:, 2] - 3, rects[:, 1] + 3))

        if d.vector:
            d.in_units()
            for x, y in points.tolist():
                _draw_mark(d.p, d.ink, kind, x, y)
        else:
            slot = _slot(d, kind, _MARK, partial(_mark_picture, ink=d.ink, kind=kind))
            d.in_pixels()
            atlas_of(d.theme, d.scale).draw(d.p, np.full(len(rows), slot), d.onto(points))


def _draw_mark(p: QPainter, ink: Ink, kind: str, x: float, y: float) -> None:
    if kind == "changed":
        sprites.draw_changed(p, ink, x, y)
    else:
        sprites.draw_mark(p, ink, kind, x, y)


def _mark_picture(p: QPainter, _pixel: float, *, ink: Ink, kind: str) -> None:
    _draw_mark(p, ink, kind, 0.0, 0.0)


def _marked(d: Drawing, nodes: Rows) -> Iterator[tuple[str, Rows]]:
    """Kinds of badges, and the rows that bear one."""
    scene, state = d.scene, d.state
    marks = scene.mark[nodes]
    if state.badges:
        marks = marks.copy()
        row_of = {row: at for at, row in enumerate(nodes.tolist())} if len(state.badges) < len(nodes) else None
        if row_of is not None:
            found = (
                (row_of.get(scene.row(node)), severity) for node, severity in state.badges.items() if node in scene
            )
        else:
            ids = [scene.ids[row] or "" for row in nodes.tolist()]
            found = ((at, state.badges[node]) for at, node in enumerate(ids) if node in state.badges)
        for at, severity in found:
            if at is not None and not _open(d, nodes[at]):
                worse = SEVERITIES.index(severity) + 1
                marks[at] = worse if marks[at] == 0 else min(int(marks[at]), worse)
    for number, severity in enumerate(SEVERITIES, 1):
        rows = nodes[marks == number]
        if len(rows):
            yield severity, rows
    if state.changed_nodes:
        rows = nodes[d.among(state.changed_nodes)[nodes]]
        if len(rows):
            yield "changed", rows


def _open(d: Drawing, row: int) -> bool:
    return int(d.scene.state[row]) == sprites.OPEN
