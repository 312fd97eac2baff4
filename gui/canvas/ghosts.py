"""Boxes of what is not there yet: a copy that is being dragged, an entry of the palette."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from core.document.graph import AnnotationId, NodeId
from gui.canvas.gestures import Surface
from gui.canvas.viewing import to_screen, to_screen_rect
from gui.drawing.geometry import PortRef, Rect
from gui.drawing.wires import draw_wire

__all__ = ["ghost_area", "paint_ghost", "paint_ghosts"]

_OPACITY: Final = 0.75
_RADIUS: Final = 6
_LEAST_LABEL: Final = 120.0
_MOST: Final = 300
"""With more than these, one box stands for all."""


def paint_ghost(painter: QPainter, canvas: Surface, box: Rect, label: str, color: QColor) -> None:
    """One box with a name in it, dashed in a colour."""
    theme = canvas.theme
    fill = theme.node_body.toRgb()
    fill.setAlphaF(_OPACITY)
    area = to_screen_rect(canvas.view, box)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, 1.5, Qt.PenStyle.DashLine))
    painter.setBrush(fill)
    radius = _RADIUS * canvas.view.scale
    painter.drawRoundedRect(area, radius, radius)
    if label:
        painter.setPen(theme.text)
        painter.setFont(canvas.font())
        room = max(area.width() - 8, 40)
        text = QFontMetricsF(canvas.font()).elidedText(label, Qt.TextElideMode.ElideRight, room)
        painter.drawText(_label_area(area), Qt.AlignmentFlag.AlignCenter, text)


def ghost_area(canvas: Surface, box: Rect) -> QRectF:
    """The part of the widget that a ghost covers."""
    area = to_screen_rect(canvas.view, box)
    return area.united(_label_area(area)).adjusted(-3, -3, 3, 3)


def _label_area(area: QRectF) -> QRectF:
    """Wide enough to be read even where the box is tiny."""
    wide = max(area.width(), _LEAST_LABEL)
    return QRectF(area.center().x() - wide / 2, area.center().y() - 12, wide, 24)


def paint_ghosts(
    painter: QPainter,
    canvas: Surface,
    nodes: Collection[NodeId],
    annotations: Collection[AnnotationId],
    shift: tuple[float, float],
) -> None:
    """Copies of what the sketch has, shifted from where it stands."""
    graph, scene, theme = canvas.session.graph, canvas.scene, canvas.theme
    dx, dy = shift
    for key in annotations:
        found = graph.annotations[key]
        paint_ghost(painter, canvas, Rect(found.x + dx, found.y + dy, found.width, found.height), "", theme.muted)
    if len(nodes) > _MOST:
        bounds = scene.bounds(nodes)
        if bounds is not None:
            box = Rect(bounds.x + dx, bounds.y + dy, bounds.width, bounds.height)
            paint_ghost(painter, canvas, box, "", theme.accent)
        return
    chosen = set(nodes)
    for key in nodes:
        _paint_incoming(painter, canvas, key, chosen, shift)
    for key in nodes:
        node, box = graph.nodes[key], scene.rect(key)
        moved = Rect(box.x + dx, box.y + dy, box.width, box.height)
        paint_ghost(painter, canvas, moved, node.name, theme.category[node.op.category])


def _paint_incoming(
    painter: QPainter, canvas: Surface, node: NodeId, copied: Collection[NodeId], shift: tuple[float, float]
) -> None:
    """The wires that a copy of a node will have from what is not copied."""
    scene, view, theme = canvas.scene, canvas.view, canvas.theme
    for port, ref in enumerate(canvas.session.graph.nodes[node].inputs):
        if ref is None or ref.node in copied:
            continue
        x, y = scene.port_position(PortRef(node, "in", port))
        start = to_screen(view, *scene.port_position(PortRef(ref.node, "out", ref.port)))
        stop = to_screen(view, x + shift[0], y + shift[1])
        draw_wire(painter, start.x(), start.y(), stop.x(), stop.y(), theme.wire, 1.0, scale=view.scale, flow=scene.flow)
