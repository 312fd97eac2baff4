"""Small questions of the commands: what can be bypassed, what lies between two views. No widget."""

from __future__ import annotations

from PySide6.QtCore import QSize

from core.document.graph import NodeId
from gui.canvas.viewing import seen
from gui.drawing.painter import View
from gui.session import Session

__all__ = ["bypassable", "view_between"]


def bypassable(session: Session) -> tuple[NodeId, ...]:
    """The selected layers that have something to hand on."""
    nodes = session.graph.nodes
    return tuple(key for key in session.selection if nodes[key].bypassable)


def view_between(start: View, stop: View, size: QSize, share: float) -> View:
    """A view so far on the way from one to another: scales by equal factors, the middle along a line."""
    if share >= 1:
        return stop
    scale = start.scale * (stop.scale / start.scale) ** share
    (x0, y0), (x1, y1) = _middle(start, size), _middle(stop, size)
    x, y = x0 + (x1 - x0) * share, y0 + (y1 - y0) * share
    return View(scale, round(size.width() / 2 - x * scale), round(size.height() / 2 - y * scale))


def _middle(view: View, size: QSize) -> tuple[float, float]:
    """The canvas point in the middle of the widget."""
    area = seen(view, size)
    return area.x + area.width / 2, area.y + area.height / 2
