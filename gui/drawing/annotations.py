"""Frames and notes of a scene: where they lie, and what of them is under a point. NumPy, no Qt."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from core.document.graph import Annotation, AnnotationId
from gui.drawing.arrays import Array, hull
from gui.drawing.rect import NOTHING, Rect

__all__ = ["REACH", "TITLE", "AnnotationPart", "AnnotationRows", "title_height"]

AnnotationPart = Literal[
    "title",
    "body",
    "edge-left",
    "edge-right",
    "edge-top",
    "edge-bottom",
    "corner-top-left",
    "corner-top-right",
    "corner-bottom-left",
    "corner-bottom-right",
]
"""What of a frame or note lies under a point; the inside of a frame is none of it."""

TITLE: Final = 28.0
"""Height of a frame's title bar in canvas units, where it is large enough to be read."""
REACH: Final = 6.0
"""How far outlines reach beyond a frame or note."""
_TITLE_TOLERANCES: Final = 4.0
_NONE: Final[Mapping[AnnotationId, Annotation]] = {}


def title_height(height: float, least: float) -> float:
    """Height of a frame's title bar: never less than it takes to read it, never more than half of the frame."""
    return min(max(TITLE, least), height / 2)


class AnnotationRows:
    """The frames and notes of one graph, as they are shown.

    Attributes:
        items: those there are, frames first, the larger under the smaller; then notes, later ones above earlier ones.
        rects: x, y, width, height of each.
        frames: how many of them are frames.
        version: another number whenever the document says otherwise of some.
        touched: how many the last ``sync`` found to be others than before.
        sketches: what a painter worked out for each; None again whenever it is another.
    """

    def __init__(self) -> None:
        """None at all."""
        self.items: list[Annotation] = []
        self.rects: Array = np.zeros((0, 4))
        self.frames = 0
        self.version = 0
        self.touched = 0
        self.sketches: list[Any] = []
        self._known: Mapping[AnnotationId, Annotation] = _NONE
        self._row: dict[AnnotationId, int] = {}
        self._shifted: tuple[NDArray[np.intp], Array] | None = None
        self._asked: tuple[Rect, bool, list[int]] | None = None
        """What lies within a rectangle, as it was asked last: one frame asks for the same several times."""

    def __contains__(self, annotation: object) -> bool:
        """Whether there is such a frame or note."""
        return annotation in self._row

    def __len__(self) -> int:
        """How many there are."""
        return len(self.items)

    def rect(self, annotation: AnnotationId) -> Rect:
        """Where a frame or note is shown.

        Raises:
            KeyError: there is no such frame or note.
        """
        return Rect(*self.rects[self._row[annotation]].tolist())

    def sync(self, wanted: Mapping[AnnotationId, Annotation]) -> Rect:
        """Agree with a graph; returns what must be painted anew, in canvas units."""
        dirty = self.unshift()
        self.touched = 0
        known = self._known
        if wanted is known:
            return dirty
        others = {key for key, item in wanted.items() if known.get(key) is not item}
        others |= known.keys() - wanted.keys()
        kept = [key for key in wanted if key not in others]
        if kept != [key for key in known if key not in others]:  # others lie above others now
            others |= set(kept)
        was = self._hull(others)
        sketches = {item.id: sketch for item, sketch in zip(self.items, self.sketches, strict=True)}
        items = list(wanted.values())
        self._known, self.touched = wanted, len(others)
        self.version += bool(others)
        self.items = sorted(
            items, key=lambda item: (item.kind == "note", -item.width * item.height if item.kind == "frame" else 0.0)
        )
        self.rects = np.array([(a.x, a.y, a.width, a.height) for a in self.items], np.float64).reshape(-1, 4)
        self._asked = None
        self.frames = sum(item.kind == "frame" for item in items)
        self._row = {item.id: row for row, item in enumerate(self.items)}
        self.sketches = [None if item.id in others else sketches.get(item.id) for item in self.items]
        return dirty.united(was).united(self._hull(others))

    def _hull(self, annotations: Iterable[AnnotationId]) -> Rect:
        r = self.rects[[self._row[key] for key in annotations if key in self._row]]
        if not len(r):
            return NOTHING
        return hull(r[:, 0], r[:, 1], r[:, 0] + r[:, 2], r[:, 1] + r[:, 3]).grown(REACH)

    def hull(self) -> Rect:
        """The smallest rectangle that holds all; empty where there are none."""
        r = self.rects
        return hull(r[:, 0], r[:, 1], r[:, 0] + r[:, 2], r[:, 1] + r[:, 3])

    def shift(self, annotations: Collection[AnnotationId], dx: float, dy: float) -> Rect:
        """Show some displaced from where the document has them; returns what must be painted anew."""
        dirty = self.unshift()
        rows = np.array([self._row[key] for key in annotations if key in self._row], np.intp)
        if not len(rows):
            return dirty
        self._shifted = rows, self.rects[rows].copy()
        dirty = dirty.united(self._hull(annotations))
        self.rects[rows, :2] += (dx, dy)
        self._asked = None
        return dirty.united(self._hull(annotations))

    def stretch(self, annotation: AnnotationId, rect: Rect) -> Rect:
        """Show one of another size than the document has it; returns what must be painted anew."""
        dirty = self.unshift()
        if annotation not in self._row:
            return dirty
        row = self._row[annotation]
        self._shifted = np.array([row], np.intp), self.rects[[row]].copy()
        dirty = dirty.united(self._hull((annotation,)))
        self.rects[row] = rect
        self._asked = None
        self.sketches[row] = None
        return dirty.united(self._hull((annotation,)))

    def unshift(self) -> Rect:
        """Show all where the document has them; returns what must be painted anew."""
        if self._shifted is None:
            return NOTHING
        rows, places = self._shifted
        self._shifted = None
        keys = [self.items[row].id for row in rows.tolist()]
        dirty = self._hull(keys)
        if (self.rects[rows, 2:] != places[:, 2:]).any():
            for row in rows.tolist():
                self.sketches[row] = None
        self.rects[rows] = places
        self._asked = None
        return dirty.united(self._hull(keys))

    @property
    def displaced(self) -> set[tuple[float, float]]:
        """The middles of the upper edges of those that are shown elsewhere than the document has them, as it does."""
        if self._shifted is None:
            return set()
        return {(x + width / 2, y) for x, y, width, _ in self._shifted[1].tolist()}

    def within(self, rect: Rect, *, contain: bool = False) -> list[int]:
        """Rows of those that a rectangle touches, or only of those that lie within it wholly."""
        kept = self._asked
        if kept is not None and kept[0] == rect and kept[1] == contain:
            return kept[2]
        r = self.rects
        if contain:
            found = (r[:, 0] >= rect.x) & (r[:, 0] + r[:, 2] <= rect.right)
            found &= (r[:, 1] >= rect.y) & (r[:, 1] + r[:, 3] <= rect.bottom)
        else:
            found = (r[:, 0] <= rect.right) & (r[:, 0] + r[:, 2] >= rect.x)
            found &= (r[:, 1] <= rect.bottom) & (r[:, 1] + r[:, 3] >= rect.y)
        rows: list[int] = np.flatnonzero(found).tolist()
        self._asked = rect, contain, rows
        return rows

    def at(self, x: float, y: float, tolerance: float) -> tuple[AnnotationId, AnnotationPart] | None:
        """The topmost one at a point, and what of it."""
        for row in reversed(self.within(Rect(x - tolerance, y - tolerance, 2 * tolerance, 2 * tolerance))):
            item = self.items[row]
            part = _part(Rect(*self.rects[row].tolist()), x, y, tolerance, frame=item.kind == "frame")
            if part is not None:
                return item.id, part
        return None


def _part(rect: Rect, x: float, y: float, tolerance: float, *, frame: bool) -> AnnotationPart | None:
    # Half of the edges lies outside; inside they leave the middle third of a small one for the rest.
    reach_x, reach_y = min(tolerance, rect.width / 3), min(tolerance, rect.height / 3)
    left, right = x < rect.x + reach_x, x > rect.right - reach_x
    top, bottom = y < rect.y + (reach_y / 2 if frame else reach_y), y > rect.bottom - reach_y
    for vertical, horizontal, part in _PARTS:
        if (not vertical or (top if vertical == "top" else bottom)) and (
            not horizontal or (left if horizontal == "left" else right)
        ):
            return part
    if not frame:
        return "body"
    return "title" if y <= rect.y + title_height(rect.height, tolerance * _TITLE_TOLERANCES) else None


_PARTS: Final[tuple[tuple[str, str, AnnotationPart], ...]] = (
    ("top", "left", "corner-top-left"),
    ("top", "right", "corner-top-right"),
    ("bottom", "left", "corner-bottom-left"),
    ("bottom", "right", "corner-bottom-right"),
    ("top", "", "edge-top"),
    ("bottom", "", "edge-bottom"),
    ("", "left", "edge-left"),
    ("", "right", "edge-right"),
)
