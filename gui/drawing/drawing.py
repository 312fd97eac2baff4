"""What one call of ``paint`` is about, and the two spaces it draws in: canvas units, and whole pixels of the device."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QTransform

from core.analysis.connecting import Verdict
from core.document.graph import AnnotationId, Edge, NodeId
from core.language.operator import Severity
from core.text import HWC, ShapeOrder
from gui.drawing.arrays import Array
from gui.drawing.geometry import PortRef, Rect, Scene
from gui.drawing.ink import Ink
from gui.theme import Theme

__all__ = ["DrawState", "Drawing", "View"]


class View(NamedTuple):
    """Where the canvas is on the screen: screen = canvas · scale + t."""

    scale: float = 1.0
    tx: float = 0.0
    ty: float = 0.0

    def canvas_rect(self, screen: QRectF) -> Rect:
        """A rectangle of the screen in canvas units."""
        s = self.scale
        return Rect((screen.x() - self.tx) / s, (screen.y() - self.ty) / s, screen.width() / s, screen.height() / s)

    def screen_rect(self, rect: Rect) -> QRectF:
        """A rectangle of the canvas on the screen."""
        s = self.scale
        return QRectF(rect.x * s + self.tx, rect.y * s + self.ty, rect.width * s, rect.height * s)


@dataclass(frozen=True)
class DrawState:
    """What is shown besides the document.

    Attributes:
        selection: selected nodes.
        annotations: selected frames and notes.
        hovered_node: node under the pointer.
        hovered_edge: wire under the pointer.
        hovered_port: port under the pointer.
        shape_order: order of the numbers in shapes.
        port_marks: ports that are lit while a wire is dragged, and what would become of it.
        detached_edges: wires that are being dragged and so not drawn in their place.
        badges: severity of findings about a node that are not its own result's (hints on several nodes).
        lit_nodes: nodes that stand out gently: a branch that is hovered, what a wire may lead to.
        lit_edges: wires likewise.
        changed_nodes: nodes that are other than in the baseline.
        found_nodes: nodes that somebody looks for.
    """

    selection: frozenset[NodeId] = frozenset()
    annotations: frozenset[AnnotationId] = frozenset()
    hovered_node: NodeId | None = None
    hovered_edge: Edge | None = None
    hovered_port: PortRef | None = None
    shape_order: ShapeOrder = HWC
    port_marks: Mapping[PortRef, Verdict] = field(default_factory=dict)
    detached_edges: frozenset[Edge] = frozenset()
    badges: Mapping[NodeId, Severity] = field(default_factory=dict)
    lit_nodes: frozenset[NodeId] = frozenset()
    lit_edges: frozenset[Edge] = frozenset()
    changed_nodes: frozenset[NodeId] = frozenset()
    found_nodes: frozenset[NodeId] = frozenset()


@dataclass(frozen=True)
class Drawing:
    """One call of ``paint``: what is the same for all its steps.

    Attributes:
        p: painter.
        scene: geometry.
        view: what part of the canvas is shown, and how large.
        state: selection, hovering and the like.
        theme: colours.
        ink: pens and brushes of them.
        vector: whether it is for a file, where nothing is left out and nothing is an image.
        ratio: device pixels to a logical one.
        parts: what is painted, in canvas units; empty for everything.
    """

    p: QPainter
    scene: Scene
    view: View
    state: DrawState
    theme: Theme
    ink: Ink
    vector: bool
    ratio: float
    parts: Sequence[Rect] = ()

    @property
    def scale(self) -> float:
        """Device pixels to a canvas unit."""
        return self.view.scale * self.ratio

    def meets(self, area: Rect, beyond: float = 0.0) -> bool:
        """Whether an area of the canvas, or what reaches so many pixels beyond it, lies in what is painted."""
        if not self.parts:
            return True
        more = beyond / self.view.scale
        left, top, right, bottom = area.x - more, area.y - more, area.right + more, area.bottom + more
        return any(
            left <= x + width and x <= right and top <= y + height and y <= bottom for x, y, width, height in self.parts
        )

    def in_units(self) -> None:
        """Draw in canvas units from now on."""
        view = self.view
        self.p.setTransform(QTransform(view.scale, 0, 0, view.scale, view.tx, view.ty))

    def in_pixels(self) -> None:
        """Draw in pixels of the device from now on."""
        if self.ratio == 1:
            self.p.resetTransform()
        else:
            self.p.setTransform(QTransform.fromScale(1 / self.ratio, 1 / self.ratio))

    def onto(self, points: Array) -> Array:
        """Points of the canvas in pixels of the device; a fresh array, rows of x and y."""
        view, ratio = self.view, self.ratio
        return np.asarray(points * (view.scale * ratio) + np.array((view.tx * ratio, view.ty * ratio)))

    def boxes_onto(self, rects: Array) -> Array:
        """Rows of x, y, width, height in pixels of the device; a fresh array."""
        view, ratio = self.view, self.ratio
        shown = np.ascontiguousarray(rects * (view.scale * ratio))
        shown[:, 0] += view.tx * ratio
        shown[:, 1] += view.ty * ratio
        return shown

    def box_onto(self, x: float, y: float, width: float, height: float) -> tuple[float, float, float, float]:
        """``boxes_onto`` of one box."""
        view, ratio = self.view, self.ratio
        scale = view.scale * ratio
        return x * scale + view.tx * ratio, y * scale + view.ty * ratio, width * scale, height * scale

    def lines_onto(self, ends: Array) -> Array:
        """Rows of x, y, x, y in pixels of the device; a fresh array."""
        view, ratio = self.view, self.ratio
        shift = np.array((view.tx * ratio, view.ty * ratio, view.tx * ratio, view.ty * ratio))
        return np.ascontiguousarray(ends * (view.scale * ratio) + shift)

    def among(self, nodes: frozenset[NodeId]) -> NDArray[np.bool_]:
        """Whether each node row is of one of these nodes."""
        return self.scene.mask(nodes)
