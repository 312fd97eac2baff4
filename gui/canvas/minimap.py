"""A small map of the whole sketch in a corner of the canvas, with a frame around the part in view.

The boxes are drawn once into a picture that is kept until they lie or look otherwise; panning only puts it in place
again. It is part of the canvas's own painting, since a widget over the canvas would forbid moving pixels when panning.
"""

from __future__ import annotations

from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap

from core.analysis.infer import State
from core.document.graph import Annotation, NodeId
from gui.canvas.gestures import Gesture, Modifiers, Surface
from gui.canvas.viewing import seen
from gui.drawing import batches
from gui.drawing.arrays import Array, distinct
from gui.drawing.geometry import CATEGORIES, STATES, Rect, Scene
from gui.drawing.ink import ink_of
from gui.drawing.painter import View
from gui.theme import Theme

__all__ = ["DragMap", "Mapped", "Minimap"]

_MOST: Final = QSize(200, 200)
_LEAST: Final = QSize(44, 44)
"""A sketch much longer than wide is drawn wider than it is: a hair would show nothing."""
_PADDING: Final = 6
_MARGIN: Final = 12
_SMALLEST_CANVAS: Final = QSize(480, 320)
_SHARE: Final = 4
"""The map takes at most a quarter of the canvas, in each direction."""
_MOST_SEEN: Final = 0.6
"""Where more of the sketch than this is in view, the map would hide more than it shows."""
_LEAST_BOX: Final = 1.6
_LEAST_MARK: Final = 4.0
"""Pixels: what is wrong, selected or found must be seen, however large the sketch."""
_MOST_MARKED: Final = 500
_LARGE: Final = 400
"""With more nodes than these, the picture takes so long that it waits until an edit is over."""
_LEAST_FRAME: Final = 7.0
_MOST_WIRES: Final = 1500
_VEIL: Final = 0.45
"""How far what is out of view fades."""
_FINER: Final = 2
"""Drawn so many times larger, and made smooth by making it small: boxes are hardly larger than a pixel."""
_WRONG: Final = STATES.index(State.WRONG)


class Minimap:
    """Where the map stands, what it shows, and the picture of it."""

    def __init__(self) -> None:
        """A map of nothing; it is not shown."""
        self.enabled = True
        self._bounds: Rect | None = None
        self._kept: tuple[NDArray[Any], ...] | None = None
        self._framed: list[Annotation] = []
        self._pixmap: QPixmap | None = None
        self._look: tuple[Theme, float, QSize] | None = None
        self._wrong: Array = np.zeros((0, 4))
        self._faces: tuple[QPixmap, frozenset[NodeId], int, QPixmap, QPixmap] | None = None
        """The picture with the marks on it, faded and as it is, with what these depend on."""
        self.drawn = 0
        """How often the picture was drawn."""

    def follow(self, scene: Scene, *, patient: bool = False) -> bool:
        """Agree with a scene; where no box lies or looks otherwise than before, the picture is kept.

        Args:
            scene: what to show.
            patient: leave a large map as it is for now: drawing it would hold up the edit.

        Returns:
            Whether it agrees. If not, ``follow`` wants to be called again when nobody waits.
        """
        now: tuple[NDArray[Any], ...] = (scene.rects, scene.alive, scene.category, scene.tint, scene.state)
        framed = scene.annotations.items
        if self._kept is not None and framed == self._framed:
            if all(np.array_equal(old, new) for old, new in zip(self._kept, now, strict=True)):
                return True
            if patient and self._pixmap is not None and len(scene) > _LARGE:
                return False
        self._kept, self._framed = tuple(column.copy() for column in now), list(framed)
        self._bounds = scene.bounds()
        self._pixmap = None
        return True

    def rect(self, view: View, size: QSize) -> QRect:
        """Where the map stands on a canvas of this size; empty where most of the sketch is in view, or no room is."""
        bounds = self._bounds
        if not self.enabled or bounds is None or bounds.width <= 0 or bounds.height <= 0:
            return QRect()
        if size.width() < _SMALLEST_CANVAS.width() or size.height() < _SMALLEST_CANVAS.height():
            return QRect()
        if _share_seen(seen(view, size), bounds) > _MOST_SEEN:
            return QRect()
        most_wide = min(_MOST.width(), size.width() // _SHARE)
        most_high = min(_MOST.height(), size.height() // _SHARE)
        scale = min((most_wide - 2 * _PADDING) / bounds.width, (most_high - 2 * _PADDING) / bounds.height)
        width = max(round(bounds.width * scale) + 2 * _PADDING, _LEAST.width())
        height = max(round(bounds.height * scale) + 2 * _PADDING, _LEAST.height())
        return QRect(size.width() - width - _MARGIN, size.height() - height - _MARGIN, width, height)

    def to_canvas(self, at: QPointF, place: QRect) -> QPointF:
        """The canvas point that a point of the map stands for; beyond its edge, the nearest one."""
        bounds = self._bounds or Rect(0, 0, 1, 1)
        across = (at.x() - place.x() - _PADDING) / max(place.width() - 2 * _PADDING, 1)
        down = (at.y() - place.y() - _PADDING) / max(place.height() - 2 * _PADDING, 1)
        return QPointF(
            bounds.x + min(max(across, 0.0), 1.0) * bounds.width,
            bounds.y + min(max(down, 0.0), 1.0) * bounds.height,
        )

    def frame(self, seen: Rect, place: QRect) -> QRectF:
        """The frame around what is seen of the canvas, in pixels of the widget: always large enough to be grasped."""
        bounds = self._bounds or Rect(0, 0, 1, 1)
        across = (place.width() - 2 * _PADDING) / bounds.width
        down = (place.height() - 2 * _PADDING) / bounds.height
        inner = QRectF(place).adjusted(2, 2, -2, -2)
        left = place.x() + _PADDING + (seen.x - bounds.x) * across
        top = place.y() + _PADDING + (seen.y - bounds.y) * down
        found = QRectF(left, top, seen.width * across, seen.height * down).intersected(inner)
        if found.isEmpty():  # all of the sketch lies elsewhere: the frame waits at the edge it left by
            found = QRectF(
                min(max(left, inner.left()), inner.right()), min(max(top, inner.top()), inner.bottom()), 0, 0
            )
        more_wide = max(0.0, _LEAST_FRAME - found.width()) / 2
        more_high = max(0.0, _LEAST_FRAME - found.height()) / 2
        found.adjust(-more_wide, -more_high, more_wide, more_high)
        dx = max(0.0, inner.left() - found.left()) or min(0.0, inner.right() - found.right())
        dy = max(0.0, inner.top() - found.top()) or min(0.0, inner.bottom() - found.bottom())
        return found.translated(dx, dy)

    def paint(
        self, painter: QPainter, scene: Scene, seen: Rect, place: QRect, theme: Theme, marked: frozenset[NodeId]
    ) -> None:
        """Draw the map at its place: opaque, in pixels of the widget.

        Args:
            painter: on the widget.
            scene: what is shown.
            seen: what of it is in view.
            place: where the map stands.
            theme: colours.
            marked: nodes that stand out: what is selected or was found.
        """
        ratio = painter.device().devicePixelRatio()
        look = (theme, ratio, place.size())
        if self._pixmap is None or self._look != look:
            self._look, self._pixmap = look, self._picture(scene, place.size(), ratio, theme)
            self.drawn += 1
        kept = self._faces
        if kept is None or kept[0] is not self._pixmap or kept[1] is not marked or kept[2] != scene.version:
            boxes = self._boxes_of(scene, marked, place.size())
            faded, clear = (self._face(self._pixmap, boxes, theme, veiled=veiled) for veiled in (True, False))
            kept = self._faces = (self._pixmap, marked, scene.version, faded, clear)
        frame = self.frame(seen, place)
        hole = QRect(round(frame.x()), round(frame.y()), round(frame.width()), round(frame.height()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawPixmap(place.topLeft(), kept[3])
        inside = hole.translated(-place.topLeft())
        source = QRectF(inside.x() * ratio, inside.y() * ratio, inside.width() * ratio, inside.height() * ratio)
        painter.drawPixmap(QRectF(hole), kept[4], source)
        painter.setPen(QPen(theme.accent, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(frame)

    def _picture(self, scene: Scene, size: QSize, ratio: float, theme: Theme) -> QPixmap:
        finer = ratio * _FINER
        image = QImage(size * finer, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(finer)
        image.fill(theme.panel)
        origin, scale = self._mapping(size)
        painter = QPainter(image)
        try:
            self._draw(painter, scene, origin, scale, theme)
            wrong = np.flatnonzero(scene.alive & (scene.state == _WRONG))
            self._wrong = _marks(scene.rects[wrong], origin, scale)
        finally:
            painter.end()
        smooth = Qt.TransformationMode.SmoothTransformation
        pixmap = QPixmap.fromImage(image.scaled(size * ratio, Qt.AspectRatioMode.IgnoreAspectRatio, smooth))
        pixmap.setDevicePixelRatio(ratio)
        painter = QPainter(pixmap)
        try:
            painter.setPen(QPen(theme.border, 1))
            painter.drawRect(QRectF(0.5, 0.5, size.width() - 1, size.height() - 1))
        finally:
            painter.end()
        return pixmap

    def _face(self, picture: QPixmap, marked: Array, theme: Theme, *, veiled: bool) -> QPixmap:
        """The picture with its marks: as it looks within the frame, and faded as it does around it."""
        made = QPixmap(picture)
        size = made.deviceIndependentSize()
        painter = QPainter(made)
        try:
            if veiled:
                veil = QColor(theme.panel)
                veil.setAlphaF(_VEIL)
                painter.fillRect(QRectF(1, 1, size.width() - 2, size.height() - 2), veil)
            painter.setPen(Qt.PenStyle.NoPen)
            for color, boxes in ((theme.error, self._wrong), (theme.accent, marked)):
                painter.setBrush(color)
                batches.draw_rects(painter, boxes)
        finally:
            painter.end()
        return made

    def _mapping(self, size: QSize) -> tuple[Array, Array]:
        """The canvas point at the corner of a map of this size, and pixels for a canvas unit, across and down."""
        bounds = self._bounds or Rect(0, 0, 1, 1)
        room = np.array((size.width() - 2 * _PADDING, size.height() - 2 * _PADDING), np.float64)
        scale: Array = room / (bounds.width, bounds.height)
        return np.array((bounds.x, bounds.y)) - _PADDING / scale, scale

    def _boxes_of(self, scene: Scene, nodes: frozenset[NodeId], size: QSize) -> Array:
        """Marks of nodes; none where so many are marked that the map would be nothing else."""
        rows = np.flatnonzero(scene.mask(nodes)) if len(nodes) <= _MOST_MARKED else np.zeros(0, np.intp)
        return _marks(scene.rects[rows], *self._mapping(size))

    @staticmethod
    def _draw(painter: QPainter, scene: Scene, origin: Array, scale: Array, theme: Theme) -> None:
        """Frames, wires where there are not too many, and boxes in the colour of their family or their own."""
        ink = ink_of(theme)
        painter.setPen(ink.none)
        for found in scene.annotations.items:
            look = ink.annotations[found.color]
            painter.setBrush(look.title if found.kind == "frame" else look.paper)
            x, y = (np.array((found.x, found.y)) - origin) * scale
            painter.drawRect(QRectF(x, y, found.width * scale[0], found.height * scale[1]))
        wires = np.flatnonzero(scene.edge_alive)
        if len(wires) <= _MOST_WIRES:
            painter.setPen(ink.wire_far)
            batches.draw_lines(painter, (scene.ends[wires] - np.tile(origin, 2)) * np.tile(scale, 2))
        rows = np.flatnonzero(scene.alive)
        boxes = np.empty((len(rows), 4))
        boxes[:, :2] = (scene.rects[rows, :2] - origin) * scale
        boxes[:, 2:] = np.maximum(scene.rects[rows, 2:] * scale, _LEAST_BOX)
        tint = scene.tint[rows]
        colors = np.where(tint > 0, tint + (len(CATEGORIES) - 1), scene.category[rows])
        painter.setPen(ink.none)
        for color in distinct(colors)[0].tolist():
            painter.setBrush(ink.far[color])
            batches.draw_rects(painter, np.ascontiguousarray(boxes[colors == color]))


def _share_seen(view: Rect, bounds: Rect) -> float:
    """How much of the sketch's area is in view, from 0 to 1."""
    across = min(view.right, bounds.right) - max(view.x, bounds.x)
    down = min(view.bottom, bounds.bottom) - max(view.y, bounds.y)
    return max(across, 0.0) * max(down, 0.0) / (bounds.width * bounds.height)


def _marks(rects: Array, origin: Array, scale: Array) -> Array:
    """Boxes on the map, each large enough to be seen."""
    boxes = np.empty((len(rects), 4))
    sizes = rects[:, 2:] * scale
    more = np.maximum(0.0, _LEAST_MARK - sizes)
    boxes[:, :2] = (rects[:, :2] - origin) * scale - more / 2
    boxes[:, 2:] = sizes + more
    return boxes


class Mapped(Surface, Protocol):
    """A canvas with a map."""

    @property
    def minimap(self) -> Minimap:
        """The map."""

    @property
    def map_rect(self) -> QRect:
        """Where it stands; empty while it is hidden."""

    def centre_on(self, at: QPointF) -> None:
        """Have a canvas point in the middle."""

    def look(self, view: View) -> None:
        """Take another view."""


class DragMap(Gesture):
    """Moving the view by the frame in the map; a press beside the frame takes the view there first."""

    def __init__(self, canvas: Mapped, at: QPointF) -> None:
        """Press on the map."""
        super().__init__(canvas)
        self.cursor = Qt.CursorShape.ClosedHandCursor
        self._mapped = canvas
        self._before = canvas.view
        self._place = canvas.map_rect  # it stays where it is until the release, also where all is in view meanwhile
        frame = canvas.minimap.frame(canvas.seen(), self._place)
        self._hold = at - frame.center() if frame.contains(at) else QPointF()
        if self._hold.isNull():
            self.move(at, Modifiers.NoModifier)

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        self._mapped.centre_on(self._mapped.minimap.to_canvas(at - self._hold, self._place))

    def cancel(self) -> None:
        self._mapped.look(self._before)
