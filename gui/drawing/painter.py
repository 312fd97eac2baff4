"""One paint function for the widget, for pixels and for vectors.

Three levels of detail: from afar boxes and straight wires in batches, at middle distance boxes with their names, and
near everything. Vectors and pictures have everything at any size.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QTransform

from core.analysis.connecting import Verdict
from core.analysis.hints import issues_inside
from core.analysis.infer import State
from core.document.graph import Edge, NodeId
from core.document.modules import ModuleCall
from core.language.operator import Category, Severity
from core.text import HWC, ShapeOrder
from gui.drawing import batches, lines, sprites, wires
from gui.drawing.geometry import CATEGORIES, STATES, PortRef, Rect, Scene
from gui.drawing.ink import Font, Ink, Tone, fonts, ink_of, metrics
from gui.drawing.rows import Array, Rows
from gui.drawing.wires import draw_wire
from gui.theme import Theme

__all__ = ["FAR", "NEAR", "DrawState", "Quality", "View", "draw_wire", "paint"]

Quality = Literal["fast", "vector"]
"""``fast`` for the screen; ``vector`` draws no images and leaves nothing out."""

FAR: Final = 0.22
"""Below this scale boxes are plain rectangles."""
NEAR: Final = 0.5
"""From this scale on all text is written."""
_MOST_NODES: Final = 1500
_MOST_TEXTS: Final = 320
_DOT_STEP: Final = 32
_LEAST_DOT_DISTANCE: Final = 14.0
_LIT_RADIUS: Final = 6.5
_SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "hint")
_WRONG: Final = STATES.index(State.WRONG)
_WAITING: Final = STATES.index(State.WAITING)
_BLOCK: Final = CATEGORIES.index(Category.MODULE)


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
        hovered_node: node under the pointer.
        hovered_edge: wire under the pointer.
        hovered_port: port under the pointer.
        shape_order: order of the numbers in shapes.
        port_marks: ports that are lit while a wire is dragged, and what would become of it.
        detached_edge: a wire that is being dragged and so not drawn in its place.
        badges: severity of findings about a node that are not its own result's (hints on several nodes).
    """

    selection: frozenset[NodeId] = frozenset()
    hovered_node: NodeId | None = None
    hovered_edge: Edge | None = None
    hovered_port: PortRef | None = None
    shape_order: ShapeOrder = HWC
    port_marks: Mapping[PortRef, Verdict] = field(default_factory=dict)
    detached_edge: Edge | None = None
    badges: Mapping[NodeId, Severity] = field(default_factory=dict)


def paint(
    painter: QPainter,
    scene: Scene,
    view: View,
    state: DrawState,
    theme: Theme,
    dirty: QRectF | None = None,
    quality: Quality = "fast",
) -> None:
    """Paint the part of a scene that lies in a rectangle, background and all.

    Args:
        painter: on the device, in its logical pixels; its transform is reset.
        scene: geometry.
        view: what part of the canvas is shown, and how large.
        state: selection, hovering and the like.
        theme: colours.
        dirty: what to paint, in pixels; None for the whole device.
        quality: for the screen, or for files.
    """
    if dirty is None:
        device = painter.device()
        dirty = QRectF(0, 0, device.width(), device.height())
    ink = ink_of(theme)
    painter.fillRect(dirty, ink.canvas)
    nodes, edges = scene.visible(view.canvas_rect(dirty))
    if state.detached_edge is not None:
        edges = edges[[scene.edges[row] != state.detached_edge for row in edges.tolist()]]
    job = _Job(painter, scene, view, state, theme, ink, quality)
    if quality == "vector":
        job.near(scene.stacked(nodes), edges)
        return
    job.dots(dirty)
    if view.scale < FAR or len(nodes) > _MOST_NODES:
        job.far(nodes, edges)
    elif view.scale < NEAR or len(nodes) > _MOST_TEXTS:
        job.middle(scene.stacked(nodes), edges)
    else:
        job.near(scene.stacked(nodes), edges)


class _Job:
    """One call of ``paint``: what is the same for all its steps."""

    def __init__(
        self, p: QPainter, scene: Scene, view: View, state: DrawState, theme: Theme, ink: Ink, quality: Quality
    ) -> None:
        self.p, self.scene, self.view, self.state = p, scene, view, state
        self.theme, self.ink, self.vector = theme, ink, quality == "vector"
        self.ratio = p.device().devicePixelRatio()
        self.to_screen = QTransform(view.scale, 0, 0, view.scale, view.tx, view.ty)

    # -- levels ----------------------------------------------------------------------------------------------------

    def far(self, nodes: Rows, edges: Rows) -> None:
        """Straight lines and plain rectangles, a batch a colour."""
        p, ink, scene, view = self.p, self.ink, self.scene, self.view
        p.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        ends = _onto(scene.ends[edges], view)
        p.setPen(ink.wire_far)
        batches.draw_lines(p, ends)
        category, state, rects = scene.category[nodes], scene.state[nodes], scene.rects[nodes]
        p.setPen(ink.none)
        for index in range(len(CATEGORIES)):
            p.setBrush(ink.categories[index])
            self._rects(rects[category == index])
        wrong = rects[state == _WRONG]
        if len(wrong):
            # At least six pixels: an error must be seen from any distance.
            more = max(0.0, 6.0 / view.scale - float(wrong[:, 2:].min())) / 2
            p.setBrush(ink.wrong_far)
            self._rects(wrong + np.array([-more, -more, 2 * more, 2 * more]))
        chosen = [scene.row(node) for node in self.state.selection if node in scene]
        if chosen:
            p.setPen(ink.outline_far)
            p.setBrush(ink.hollow)
            among = np.zeros(len(scene.ids), np.bool_)
            among[chosen] = True
            self._rects(rects[among[nodes]])

    def _rects(self, rects: Array) -> None:
        batches.draw_rects(self.p, _onto(rects, self.view, sizes=True))

    def middle(self, nodes: Rows, edges: Rows) -> None:
        """Curved wires, and boxes tinted in the colour of their category with the name alone."""
        self.p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        self.p.setTransform(self.to_screen)
        wide = len(edges) <= wires.FEW
        wires.draw_wires(self.p, self.ink, self.scene, edges, self._chosen(edges), scale=self.view.scale, wide=wide)
        self.boxes(nodes, tinted=True)
        if len(nodes) <= _MOST_TEXTS and self.view.scale * self.ratio >= 0.3:
            self.titles(nodes)
        self.marks(nodes)
        self.lit()
        self.p.resetTransform()

    def near(self, nodes: Rows, edges: Rows) -> None:
        """Everything."""
        p, ink, scene = self.p, self.ink, self.scene
        p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        p.setTransform(self.to_screen)
        wide = self.vector or len(edges) <= wires.FEW
        wires.draw_wires(p, ink, scene, edges, self._chosen(edges), scale=self.view.scale, wide=wide)
        if wide:
            self.wire_labels(edges)
        self.boxes(nodes)
        self.ports(nodes)
        self.texts(nodes)
        self.marks(nodes)
        self.lit()
        p.resetTransform()

    def _chosen(self, edges: Rows) -> set[int]:
        """Edge rows that stand out: hovered, or at a selected node."""
        state, scene = self.state, self.scene
        chosen = {row for node in state.selection if node in scene for row in scene.edges_of(node)}
        hovered = state.hovered_edge
        if hovered is not None:
            chosen.update(row for row in edges.tolist() if scene.edges[row] == hovered)
        return chosen

    # -- steps -----------------------------------------------------------------------------------------------------

    def dots(self, dirty: QRectF) -> None:
        """The grid, in steps that are never closer than the eye likes."""
        view = self.view
        step = _DOT_STEP * view.scale
        if step <= 0:
            return
        while step < _LEAST_DOT_DISTANCE:
            step *= 4
        # Whole multiples of the step, not a running sum: a part painted alone must have its dots where the whole has.
        across = view.tx + step * _multiples(dirty.left() - view.tx, dirty.right() - view.tx, step)
        down = view.ty + step * _multiples(dirty.top() - view.ty, dirty.bottom() - view.ty, step)
        points = np.empty((len(across) * len(down), 2))
        points[:, 0] = np.tile(across, len(down))
        points[:, 1] = np.repeat(down, len(across))
        self.p.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self.p.setPen(self.ink.grid)
        batches.draw_points(self.p, points)

    def boxes(self, nodes: Rows, *, tinted: bool = False) -> None:
        """Bodies, bands and outlines."""
        scene, state = self.scene, self.state
        rows = nodes.tolist()
        looks = [
            sprites.BoxLook(
                category,
                condition if category != _BLOCK or not self._skipped(row) else _WAITING,
                width,
                height,
                scene.ids[row] in state.selection,
                scene.ids[row] == state.hovered_node,
                tinted,
                self._sheets(row) if category == _BLOCK else 0,
            )
            for row, category, condition, (width, height) in zip(
                rows,
                scene.category[nodes].tolist(),
                scene.state[nodes].tolist(),
                scene.rects[nodes, 2:].tolist(),
                strict=True,
            )
        ]
        places = scene.rects[nodes, :2].tolist()
        if self.vector:
            for look, (x, y) in zip(looks, places, strict=True):
                sprites.draw_box(self.p, self.ink, look, x, y)
            return
        p = self.p
        p.resetTransform()
        for look, (x, y), (left, top) in zip(looks, places, self._snapped(scene.rects[nodes, :2]), strict=True):
            image = sprites.box_image(self.theme, look, self.view.scale, self.ratio)
            if image is None:
                p.setTransform(self.to_screen)
                sprites.draw_box(p, self.ink, look, x, y)
                p.resetTransform()
            else:
                p.drawImage(QPointF(left, top), image)
        p.setTransform(self.to_screen)

    def _skipped(self, row: int) -> bool:
        result = self.scene.results[row]
        return result is not None and lines.is_skipped(result)

    def _sheets(self, row: int) -> int:
        """How many sheets show behind a block."""
        result = self.scene.results[row]
        return 2 if result is not None and isinstance(result.op, ModuleCall) and result.op.repeat > 1 else 1

    def _snapped(self, points: Array) -> list[list[float]]:
        """Where images go whose middle or box lies at points of the canvas: on the nearest whole device pixels."""
        view, ratio = self.view, self.ratio
        shown = (points - sprites.EDGE) * view.scale + (view.tx, view.ty)
        return (np.round(shown * ratio) / ratio).tolist()  # type: ignore[no-any-return]

    def ports(self, nodes: Rows) -> None:
        """Arrowheads into boxes, dots out of them."""
        points, looks = self.scene.port_points(nodes)
        p = self.p
        if self.vector:
            free = sprites.PORT_LOOKS.index("free")  # an invitation to drag a wire there; nobody can in a picture
            for (x, y), look in zip(points.tolist(), looks.tolist(), strict=True):
                if look != free:
                    sprites.draw_port(p, self.ink, look, x, y)
            return
        images = [
            sprites.port_image(self.theme, look, self.view.scale, self.ratio) for look in range(len(sprites.PORT_LOOKS))
        ]
        p.resetTransform()
        draw = p.drawImage
        for (x, y), look in zip(self._snapped(points), looks.tolist(), strict=True):
            draw(QPointF(x, y), images[look])
        p.setTransform(self.to_screen)

    def texts(self, nodes: Rows) -> None:
        """All lines of all boxes, font by font."""
        scene, order = self.scene, self.state.shape_order
        grouped: dict[tuple[Font, Tone], list[tuple[float, float, str]]] = {}
        for row, (x, y) in zip(nodes.tolist(), scene.rects[nodes, :2].tolist(), strict=True):
            kept = scene.sketches[row]
            if kept is None or kept[0] != order:
                result = scene.results[row]
                kept = scene.sketches[row] = (order, lines.node_lines(result, order)) if result is not None else None
            for line in kept[1] if kept else ():
                if line.text:
                    grouped.setdefault((line.font, line.tone), []).append((x + line.x, y + line.y, line.text))
        for (font, tone), found in grouped.items():
            self._write(font, tone, found)

    def titles(self, nodes: Rows) -> None:
        """Names alone, large."""
        scene = self.scene
        grouped: dict[tuple[Font, Tone], list[tuple[float, float, str]]] = {}
        for row, (x, y) in zip(nodes.tolist(), scene.rects[nodes, :2].tolist(), strict=True):
            result = scene.results[row]
            if result is not None:
                line = lines.node_title(result)
                grouped.setdefault((line.font, line.tone), []).append((x + line.x, y + line.y, line.text))
        for (font, tone), found in grouped.items():
            self._write(font, tone, found)

    def _write(self, font: Font, tone: Tone, texts: list[tuple[float, float, str]]) -> None:
        """Write texts at their baselines."""
        p = self.p
        p.setFont(fonts()[font])
        p.setPen(self.ink.text[tone])
        if self.vector:
            for x, y, text in texts:
                p.drawText(QPointF(x, y), text)
            return
        ascent, static, draw = metrics()[font].ascent(), lines.static_text, p.drawStaticText
        for x, y, text in texts:
            draw(QPointF(x, y - ascent), static(font, text))

    def wire_labels(self, edges: Rows) -> None:
        """Shapes on wires."""
        found = wires.labels(self.scene, edges, self.state.shape_order)
        fill, brush = self.p.fillRect, self.ink.label
        for label in found:
            fill(label.box, brush)
        self._write(Font.WIRE, Tone.WIRE, [(label.x, label.y, label.text) for label in found])

    def marks(self, nodes: Rows) -> None:
        """Badges at the top right corner: the worst of what is found about a node."""
        scene, badges = self.scene, self.state.badges
        for row in nodes.tolist():
            result, node = scene.results[row], scene.ids[row] or ""
            if result is None or result.state is State.OPEN:
                continue
            inside = issues_inside(result).worst if result.copies else None
            if not (result.issues or node in badges or inside is not None):
                continue
            severities = [issue.severity for issue in result.issues]
            if inside is not None:
                severities.append(inside)
            if node in badges:
                severities.append(badges[node])
            x, y, width, _ = scene.rects[row].tolist()
            sprites.draw_mark(self.p, self.ink, min(severities, key=_SEVERITIES.index), x + width - 3, y + 3)

    def lit(self) -> None:
        """Ports that would take the wire that is being dragged, or would not; the port under the pointer."""
        p, ink, scene = self.p, self.ink, self.scene
        for port, verdict in self.state.port_marks.items():
            if port.node in scene:
                x, y = scene.port_position(port)
                p.setPen(ink.lit[verdict.value])
                p.setBrush(ink.lit_fill[verdict.value])
                p.drawEllipse(QPointF(x, y), _LIT_RADIUS, _LIT_RADIUS)
                if verdict is Verdict.REFUSED:
                    p.drawLine(QPointF(x - 4.2, y + 4.2), QPointF(x + 4.2, y - 4.2))
        hovered = self.state.hovered_port
        if hovered is not None and hovered.node in scene:
            x, y = scene.port_position(hovered)
            p.setPen(ink.port_hovered)
            p.setBrush(ink.hollow)
            p.drawEllipse(QPointF(x, y), _LIT_RADIUS + 2, _LIT_RADIUS + 2)


def _multiples(low: float, high: float, step: float) -> Array:
    return np.arange(np.floor(low / step), np.ceil(high / step) + 1)


def _onto(values: Array, view: View, *, sizes: bool = False) -> Array:
    """Canvas to screen, for rows of x, y, x, y or (with ``sizes``) of x, y, width, height; a fresh array."""
    shown = np.ascontiguousarray(values * view.scale)
    shown[:, 0] += view.tx
    shown[:, 1] += view.ty
    if not sizes:
        shown[:, 2] += view.tx
        shown[:, 3] += view.ty
    return shown
