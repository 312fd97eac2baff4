"""Showing nodes displaced while they are dragged: only what moves against something else is worked out anew. No Qt."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NamedTuple

import numpy as np

from core.document.graph import AnnotationId, NodeId
from gui.drawing.arrays import Array, Rows
from gui.drawing.rect import NOTHING, Rect
from gui.drawing.rows import MARGIN, SceneRows

__all__ = ["ShiftingRows"]

_FEW: Final = 50
_NONE: Final[Rows] = np.zeros(0, np.intp)


class _Shift(NamedTuple):
    """What is displaced, and how it was before."""

    nodes: Collection[NodeId]
    rows: Rows
    places: Array
    inner: Rows
    """Wires among the displaced nodes: they go along as they are."""
    outer: Rows
    ends: Array
    boxes: Array
    lanes: Array
    outer_lanes: Array
    bends: dict[int, Array]


class ShiftingRows(SceneRows):
    """Rows that can be shown elsewhere than the document has them."""

    def __init__(self) -> None:
        """An empty scene."""
        super().__init__()
        self._shifted: _Shift | None = None
        self._shown_area: Rect | None = None
        """What the displaced nodes and their wires cover now."""
        self._shown_boxes: Rect | None = None

    def shift(
        self, nodes: Collection[NodeId], dx: float, dy: float, annotations: Collection[AnnotationId] = ()
    ) -> Rect:
        """Show nodes, frames and notes displaced from where the document has them; ``shift((), 0, 0)`` shows all there.

        Returns:
            What must be painted anew, in canvas units.
        """
        dirty = self._shifted_to(nodes, dx, dy)
        dirty = dirty.united(self.annotations.shift(annotations, dx, dy) if dx or dy else self.annotations.unshift())
        self._renew(
            dirty if self._shifted is None or len(self._shifted.rows) > _FEW else self._disturbed(self._shifted)
        )
        return dirty

    @property
    def displaced(self) -> tuple[Rows, Rows]:
        """Rows of the nodes and wires that are shown elsewhere than the document has them."""
        known = self._shifted
        if known is None:
            return _NONE, _NONE
        return known.rows, np.concatenate((known.inner, known.outer))

    def _disturbed(self, known: _Shift) -> Rect:
        """Where labels of wires that stay must make way; those of wires that are pulled along are forgotten."""
        for edge in (*known.inner.tolist(), *known.outer.tolist()):
            self.label_places.pop(edge, None)
        area = self._covered(known.rows.tolist())
        was, self._shown_boxes = self._shown_boxes, area
        return area.united(was) if was is not None else area

    def _shifted_to(self, nodes: Collection[NodeId], dx: float, dy: float) -> Rect:
        dirty, known = NOTHING, self._shifted
        if known is not None and known.nodes is not nodes and (len(known.nodes) != len(nodes) or known.nodes != nodes):
            dirty, known = self._unshift_nodes(), None
        if not nodes or (dx == 0 and dy == 0):
            return dirty.united(self._unshift_nodes())
        if known is None:
            known = self._begin(nodes)
        if not len(known.rows):
            return dirty
        dirty = dirty.united(self._shown_area or self._around_shifted(known))
        self.rects[known.rows, :2] = known.places + np.array((dx, dy))
        self._go_along(known, dx, dy)
        self._route(known.outer)
        # Of the wires that are pulled along only few are worth a way of their own meanwhile.
        if len(known.outer) <= _FEW:
            straight = known.outer[~self.edge_bent[known.outer]]
            self._set_lanes(straight, self._find_lanes(straight))
        self._shown_area = self._around_shifted(known)
        return dirty.united(self._shown_area)

    def _begin(self, nodes: Collection[NodeId]) -> _Shift:
        rows = np.array([self._row[node] for node in nodes if node in self._row], np.intp)
        edges = self._edges_of(rows.tolist())
        among = np.zeros(len(self.ids), np.bool_)
        among[rows] = True
        both = among[self.links[edges, 0]] & among[self.links[edges, 2]]
        inner, outer = edges[both], edges[~both]
        bends = {edge: self.bent[edge] for edge in inner[self.edge_bent[inner]].tolist()} if self.bent else {}
        self._shown_area, self._shown_boxes = None, self._covered(rows.tolist())
        self._shifted = _Shift(
            nodes,
            rows,
            self.rects[rows, :2].copy(),
            inner,
            outer,
            self.ends[inner],
            self.boxes[inner],
            self.lanes[inner],
            self.lanes[outer],
            bends,
        )
        return self._shifted

    def _go_along(self, known: _Shift, dx: float, dy: float) -> None:
        inner, by = known.inner, np.array((dx, dy, dx, dy))
        self.ends[inner] = known.ends + by
        self.boxes[inner] = known.boxes + by
        self.lanes[inner] = known.lanes + (dx if self.flow == "down" else dy)
        self.edge_sketched[inner] = False
        for edge, points in known.bends.items():
            self.bent[edge] = points + by[:2]

    def _around_shifted(self, known: _Shift) -> Rect:
        edges = np.concatenate((known.inner, known.outer))
        r = self.rects[known.rows]
        x, y = r[:, :2].min(axis=0).tolist()
        right, bottom = (r[:, :2] + r[:, 2:]).max(axis=0).tolist()
        return Rect(x, y, right - x, bottom - y).grown(MARGIN).united(self._along(edges))

    def _unshift_nodes(self) -> Rect:
        known = self._shifted
        if known is None:
            return NOTHING
        self._shifted = self._shown_area = None
        if not len(known.rows):
            return NOTHING
        dirty = self._around_shifted(known)
        self.rects[known.rows, :2] = known.places
        self._go_along(known, 0, 0)
        self._route(known.outer)
        straight = ~self.edge_bent[known.outer]
        self._set_lanes(known.outer[straight], known.outer_lanes[straight])
        return dirty.united(self._around_shifted(known))

    def _unshift(self) -> Rect:
        return self.annotations.unshift().united(self._unshift_nodes())
