"""The columns of a scene: one array or list a fact, one row a node or a wire. No Qt here.

A node has a row for as long as it exists, and so has a wire; rows that fell free are used again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from core.analysis.infer import NodeResult, State
from core.document.graph import Edge, Flow, NodeId, NodeStyle, Point, Wire
from core.language.operator import Category
from gui.drawing.annotations import AnnotationRows

__all__ = ["BLOCK", "BYPASSED", "CATEGORIES", "COLLAPSED", "LOCKED", "REPEATED", "SKIPPED", "STATES", "Columns"]

CATEGORIES: Final = tuple(Category)
STATES: Final = tuple(State)
BYPASSED: Final = 1
LOCKED: Final = 2
COLLAPSED: Final = 4
SKIPPED: Final = 8
"""A block that is repeated no times, and so hands its input on."""
BLOCK: Final = 16
REPEATED: Final = 32
"""A block that is repeated more than once."""

_FEWEST: Final = 16
_NODE_ARRAYS: Final = ("rects", "alive", "category", "state", "flags", "tint", "mark", "node_ports")
_EDGE_ARRAYS: Final = ("ends", "lanes", "boxes", "edge_alive", "edge_bent", "edge_sketched", "channels", "links")


class Columns:
    """Rows of nodes and wires.

    Attributes:
        flow: where data flows.
        rects: x, y, width, height by node row.
        alive: whether a node row is in use.
        category: index into ``CATEGORIES`` by node row.
        state: index into ``STATES`` by node row.
        flags: ``BYPASSED``, ``LOCKED`` … by node row.
        tint: index into ``COLORS`` by node row; 0 for the colour of the category.
        mark: the worst finding by node row: 0 for none, 1 for an error, 2 for a warning, 3 for a hint.
        node_ports: number of inputs and outputs drawn, by node row.
        ids: node id by row, None for free ones.
        sketches: what a painter worked out for a node row, with the result it belongs to.
        ends: x0, y0, x1, y1 by edge row.
        lanes: where a wire passes boxes in its way, across the flow; NaN for a direct one; by edge row.
        boxes: left, top, right, bottom of its curve by edge row.
        edge_alive: whether an edge row is in use.
        edge_bent: whether a wire is led through points.
        edge_sketched: whether what stands in ``edge_sketches`` still holds.
        channels: channels that a wire carries, 0 where unknown, NaN where nobody has asked yet, by edge row.
        links: row and port it starts at, row and port it ends at, by edge row.
        edges: the wire by edge row, None for free ones.
        edge_sketches: what a painter worked out for an edge row.
        bent: points of the wires that are led through some, as they are shown, by edge row.
        label_places: what a painter worked out for labels, by edge row; forgotten near whatever may lie elsewhere.
        version: another number whenever anything may lie or look otherwise.
        arranged: another number whenever nodes may have other names, boxes or places; dragging leaves it.
        synced: another number whenever the document may say otherwise; dragging leaves it.
        annotations: frames and notes.
        named: what a painter found worth a large name from afar, with the version it belongs to.
        in_view: what a painter found to be in view last, with what that depends on.
        nearby: what lies around that, for as long as the view only slides.
        banner_places: where those names stand, with the version and scale they belong to.
    """

    def __init__(self) -> None:
        """Nothing yet."""
        self.annotations = AnnotationRows()
        self.flow: Flow = "down"
        self.version = 0
        self.synced = 0
        self.arranged = 0
        self.named: Any = None
        self.banner_places: Any = None
        self.in_view: Any = None
        self.nearby: Any = None
        self._clear()

    def _clear(self) -> None:
        self.rects = np.zeros((0, 4))
        self.alive: NDArray[np.bool_] = np.zeros(0, np.bool_)
        self.category: NDArray[np.int8] = np.zeros(0, np.int8)
        self.state: NDArray[np.int8] = np.zeros(0, np.int8)
        self.flags: NDArray[np.int8] = np.zeros(0, np.int8)
        self.tint: NDArray[np.int8] = np.zeros(0, np.int8)
        self.mark: NDArray[np.int8] = np.zeros(0, np.int8)
        self.node_ports: NDArray[np.int32] = np.zeros((0, 2), np.int32)
        self.ids: list[NodeId | None] = []
        self.sketches: list[Any] = []
        self.ends = np.zeros((0, 4))
        self.lanes = np.zeros(0)
        self.boxes = np.zeros((0, 4))
        self.edge_alive: NDArray[np.bool_] = np.zeros(0, np.bool_)
        self.edge_bent: NDArray[np.bool_] = np.zeros(0, np.bool_)
        self.edge_sketched: NDArray[np.bool_] = np.zeros(0, np.bool_)
        self.channels = np.zeros(0)
        self.links: NDArray[np.int32] = np.zeros((0, 4), np.int32)
        self.edges: list[Edge | None] = []
        self.edge_sketches: list[Any] = []
        self.bent: dict[int, NDArray[np.float64]] = {}
        self.label_places: dict[int, Any] = {}
        self._masks: dict[frozenset[NodeId], NDArray[np.bool_]] = {}
        self._large: tuple[frozenset[NodeId], NDArray[np.bool_]] | None = None
        self._row: dict[NodeId, int] = {}
        self._free: list[int] = []
        self._free_edges: list[int] = []
        self._into: list[list[int]] = []
        self._out_of: list[list[int]] = []  # as sets they would take twice the memory of all arrays
        self._known: Mapping[NodeId, NodeResult] = {}
        self._layout: Mapping[NodeId, Point] = {}
        self._styles: Mapping[NodeId, NodeStyle] = {}
        self._bends: Mapping[Wire, tuple[Point, ...]] = {}

    def _reserve(self, count: int) -> None:
        """Have so many free node rows."""
        have = len(self.ids)
        more = count - len(self._free)
        if more <= 0:
            return
        more = max(more, have // 2, _FEWEST)
        for name in _NODE_ARRAYS:
            setattr(self, name, _longer(getattr(self, name), more))
        self.ids += [None] * more
        self.sketches += [None] * more
        self._into += [[] for _ in range(more)]
        self._out_of += [[] for _ in range(more)]
        self._free += range(have + more - 1, have - 1, -1)

    def _reserve_edges(self, count: int) -> None:
        """Have so many free edge rows."""
        have = len(self.edges)
        more = count - len(self._free_edges)
        if more <= 0:
            return
        more = max(more, have // 2, _FEWEST)
        for name in _EDGE_ARRAYS:
            setattr(self, name, _longer(getattr(self, name), more))
        self.lanes[have:] = np.nan
        self.edges += [None] * more
        self.edge_sketches += [None] * more
        self._free_edges += range(have + more - 1, have - 1, -1)


def _longer(array: NDArray[Any], more: int) -> NDArray[Any]:
    return np.concatenate((array, np.zeros((more, *array.shape[1:]), array.dtype)))
