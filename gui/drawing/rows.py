"""The rows of a scene: boxes and wires of one graph in NumPy arrays that follow its analysis. No Qt here.

What is asked of them stands in ``gui.drawing.geometry``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from core.analysis.infer import GraphAnalysis, NodeResult, State
from core.document.graph import Edge, NodeId, Point
from core.language.dims import Shape
from core.language.operator import Category
from core.layout.node_size import WIDTH, input_ports, node_size, port_offset
from gui.drawing import curves
from gui.drawing.rect import NOTHING, Rect

__all__ = ["CATEGORIES", "LABEL_REACH", "MARGIN", "STATES", "Array", "Rows", "SceneRows", "hull", "offsets"]

CATEGORIES: Final = tuple(Category)
STATES: Final = tuple(State)
MARGIN: Final = 14.0
"""How far ports, marks and outlines may reach beyond a node's box, and a wide wire beyond its curve."""
LABEL_REACH: Final = 64.0
"""How far the label of a wire may reach beyond its curve, to either side."""

_CATEGORY_INDEX: Final = {category: index for index, category in enumerate(CATEGORIES)}
_STATE_INDEX: Final = {state: index for index, state in enumerate(STATES)}
_ORIGIN: Final = Point(0, 0)
_FEW: Final = 50

Array = NDArray[np.float64]
Rows = NDArray[np.intp]

# The formula of core.layout.node_size is plain arithmetic and holds for columns of ports too.
offsets: Any = port_offset


def hull(lefts: Array, tops: Array, rights: Array, bottoms: Array) -> Rect:
    """The smallest rectangle that holds so many boxes."""
    if not len(lefts):
        return NOTHING
    x, y = float(lefts.min()), float(tops.min())
    return Rect(x, y, float(rights.max()) - x, float(bottoms.max()) - y)


def _channels(shape: Shape | None) -> float:
    return float(min(shape[1], 10**15)) if shape is not None and len(shape) > 1 else 0.0


class SceneRows:
    """Rows that follow the analysis of one graph.

    A node has a row in the arrays for as long as it exists, and so has a wire; rows that fell free are used again.

    Attributes:
        rects: x, y, width, height by node row.
        alive: whether a node row is in use.
        category: index into ``CATEGORIES`` by node row.
        state: index into ``STATES`` by node row.
        ids: node id by row, None for free ones.
        results: what is known of a node, by row.
        sketches: what a painter worked out for a node row; None again whenever the row is touched.
        ends: x0, y0, x1, y1 by edge row.
        lanes: x at which a wire passes boxes in its way, NaN for a direct one, by edge row.
        boxes: left, top, right, bottom of its curve by edge row.
        edge_alive: whether an edge row is in use.
        channels: channels that a wire carries, 0 where unknown, by edge row.
        edges: the wire by edge row, None for free ones.
        shapes: the shape on a wire, by edge row.
        edge_sketches: as ``sketches``, by edge row.
        label_places: what a painter worked out for labels, by edge row; emptied whenever anything may lie elsewhere.
        touched: node rows that the last ``sync`` wrote.
        touched_edges: edge rows that the last ``sync`` wrote.
    """

    def __init__(self) -> None:
        """An empty scene."""
        self.touched = 0
        self.touched_edges = 0
        self._start()

    def _start(self) -> None:
        self.rects: Array = np.zeros((0, 4))
        self.alive: NDArray[np.bool_] = np.zeros(0, np.bool_)
        self.category: NDArray[np.int8] = np.zeros(0, np.int8)
        self.state: NDArray[np.int8] = np.zeros(0, np.int8)
        self.ids: list[NodeId | None] = []
        self.results: list[NodeResult | None] = []
        self.sketches: list[Any] = []
        self.ends: Array = np.zeros((0, 4))
        self.lanes: Array = np.zeros(0)
        self.boxes: Array = np.zeros((0, 4))
        self.edge_alive: NDArray[np.bool_] = np.zeros(0, np.bool_)
        self.channels: Array = np.zeros(0)
        self.edges: list[Edge | None] = []
        self.shapes: list[Shape | None] = []
        self.edge_sketches: list[Any] = []
        self.label_places: dict[int, Any] = {}
        self._ports: NDArray[np.int32] = np.zeros((0, 2), np.int32)  # inputs, outputs by node row
        # Row and port it starts at, row and port it ends at; as plain numbers too, ahead of the array within a sync.
        self._links: NDArray[np.int32] = np.zeros((0, 4), np.int32)
        self._link: list[tuple[int, int, int, int]] = []
        self._row: dict[NodeId, int] = {}
        self._free: list[int] = []
        self._free_edges: list[int] = []
        self._into: list[list[int]] = []
        self._out_of: list[set[int]] = []
        self._known: Mapping[NodeId, NodeResult] = {}
        self._layout: Mapping[NodeId, Point] = {}
        self._shifted: tuple[Rows, Array, Rows, Array] | None = None  # rows, their places, edges, their lanes

    # -- following -------------------------------------------------------------------------------------------------

    def sync(self, before: GraphAnalysis | None, after: GraphAnalysis) -> Rect:
        """Agree with an analysis, touching only rows whose result or position is another than at the last sync.

        Ends a shift.

        Args:
            before: None starts from nothing: another document was opened.
            after: what to agree with.

        Returns:
            What must be painted anew, in canvas units; empty if nothing.
        """
        dirty = self._unshift()
        self.label_places.clear()
        if before is None:
            dirty = dirty.united(self._around(list(self._row.values())))
            self._start()
        results, layout = after.results, after.graph.layout
        known, old_layout = self._known, self._layout
        changed = [] if results is known else [key for key, found in results.items() if known.get(key) is not found]
        gone = [key for key in known if key not in results] if results is not known else []
        moved: list[NodeId] = []
        if layout is not old_layout:
            moved = [key for key, at in layout.items() if key in self._row and old_layout.get(key) != at]
            moved += [key for key in old_layout if key not in layout and key in self._row]
        self._known, self._layout = results, layout

        stale: set[int] = set()
        relabelled: set[int] = set()
        rows = [self._row[key] for key in gone]
        dirty = dirty.united(self._around(rows))
        disturbed = self._covered(rows)
        for row in rows:
            self._release(row)
        fresh = [key for key in changed if key not in self._row]
        writing = dict.fromkeys((*changed, *(key for key in moved if key in results)))
        dirty = dirty.united(self._around([self._row[key] for key in writing if key in self._row]))
        self._reserve(len(fresh))
        for key in fresh:
            self._row[key] = self._free.pop()
        at, there = self._write([self._row[key] for key in writing], [results[key] for key in writing])
        disturbed = disturbed.united(there)
        for row in at:
            stale.update(self._into[row], self._out_of[row])
        for key in changed:
            self._wire(self._row[key], results[key], stale, relabelled)
        relabelled -= stale
        self._relabel(relabelled)
        self._settle(stale)
        rerouted, area = self._make_way(stale, disturbed)
        self.touched, self.touched_edges = len(writing) + len(gone), len(stale) + len(relabelled) + rerouted
        return dirty.united(self._around([self._row[key] for key in writing])).united(area)

    def _relabel(self, edges: Collection[int]) -> None:
        """Note other channels on wires that lie where they lay."""
        at = np.fromiter(edges, np.intp, len(edges))
        self.channels[at] = [_channels(self.shapes[edge]) for edge in edges]
        for edge in edges:
            self.edge_sketches[edge] = None

    def _settle(self, stale: Collection[int]) -> None:
        """Bring the arrays of edges up to date."""
        lasting = sorted(edge for edge in stale if self.edges[edge] is not None)
        if not lasting:
            return
        at = np.array(lasting, np.intp)
        self._links[at] = [self._link[edge] for edge in lasting]
        self.channels[at] = [_channels(self.shapes[edge]) for edge in lasting]
        self.edge_alive[at] = True
        self._route(at)

    def _make_way(self, stale: Collection[int], disturbed: Rect) -> tuple[int, Rect]:
        """Find lanes for wires that changed, and for those in whose way boxes came or went.

        Returns:
            How many of the latter have another lane now, and what they cover.
        """
        e, near = self.ends, curves.OUTREACH + WIDTH
        fresh = np.zeros(len(e), np.bool_)
        fresh[list(stale)] = True
        fresh &= self.edge_alive
        others = self.edge_alive & ~fresh & curves.is_long(e)
        if disturbed.empty:
            others[:] = False
        else:
            others &= (e[:, 1] <= disturbed.bottom) & (e[:, 3] >= disturbed.y)
            others &= np.minimum(e[:, 0], e[:, 2]) - near <= disturbed.right
            others &= np.maximum(e[:, 0], e[:, 2]) + near >= disturbed.x
        self._set_lanes(at := np.flatnonzero(fresh), self._find_lanes(at))
        at = np.flatnonzero(others)
        lanes = self._find_lanes(at)
        differ = ~((lanes == self.lanes[at]) | (np.isnan(lanes) & np.isnan(self.lanes[at])))
        at = at[differ]
        b = self.boxes[at].copy()
        self._set_lanes(at, lanes[differ])
        b = np.concatenate((b, self.boxes[at]))
        area = hull(b[:, 0] - LABEL_REACH, b[:, 1], b[:, 2] + LABEL_REACH, b[:, 3])
        return len(at), area if area.empty else area.grown(MARGIN)

    def _find_lanes(self, edges: Rows) -> Array:
        """The lane of each wire, given where all boxes are."""
        ends = self.ends[edges]
        lanes = np.full(len(edges), np.nan)
        long = np.flatnonzero(curves.is_long(ends)).tolist()
        if not long:
            return lanes
        rects = self.rects[self.alive]
        rects = rects[np.argsort(rects[:, 1], kind="stable")]
        tops, tallest = rects[:, 1], float(rects[:, 3].max())
        firsts = np.searchsorted(tops, ends[:, 1] - tallest).tolist()
        lasts = np.searchsorted(tops, ends[:, 3]).tolist()
        for index in long:
            near = rects[firsts[index] : lasts[index]]
            # A wire into a port further right passes on the right, where it does not cross its neighbour.
            lanes[index] = curves.choose_lane(ends[index], near, right=bool(self._links[edges[index], 3]))
        return lanes

    def _set_lanes(self, edges: Rows, lanes: Array) -> None:
        self.lanes[edges] = lanes
        self.boxes[edges] = curves.boxes(self.ends[edges], lanes)
        for edge in edges.tolist():
            self.edge_sketches[edge] = None

    def _covered(self, rows: Collection[int]) -> Rect:
        """What the boxes of nodes cover."""
        r = self.rects[np.fromiter(rows, np.intp, len(rows))]
        return hull(r[:, 0], r[:, 1], r[:, 0] + r[:, 2], r[:, 1] + r[:, 3])

    def _around(self, rows: Collection[int]) -> Rect:
        """What nodes and all their wires cover, and a margin."""
        if not rows:
            return NOTHING
        b = self.boxes[self._edges_of(rows)]
        return (
            self._covered(rows)
            .united(hull(b[:, 0] - LABEL_REACH, b[:, 1], b[:, 2] + LABEL_REACH, b[:, 3]))
            .grown(MARGIN)
        )

    def _reserve(self, count: int) -> None:
        """Have so many free node rows."""
        have = len(self.ids)
        more = count - len(self._free)
        if more <= 0:
            return
        more = max(more, have // 2, 16)
        self.rects = np.concatenate((self.rects, np.zeros((more, 4))))
        self.alive = np.concatenate((self.alive, np.zeros(more, np.bool_)))
        self.category = np.concatenate((self.category, np.zeros(more, np.int8)))
        self.state = np.concatenate((self.state, np.zeros(more, np.int8)))
        self._ports = np.concatenate((self._ports, np.zeros((more, 2), np.int32)))
        self.ids += [None] * more
        self.results += [None] * more
        self.sketches += [None] * more
        self._into += [[] for _ in range(more)]
        self._out_of += [set() for _ in range(more)]
        self._free += range(have + more - 1, have - 1, -1)

    def _reserve_edge(self) -> int:
        """A free edge row."""
        if not self._free_edges:
            have = len(self.edges)
            more = max(have // 2, 16)
            self.ends = np.concatenate((self.ends, np.zeros((more, 4))))
            self.lanes = np.concatenate((self.lanes, np.full(more, np.nan)))
            self.boxes = np.concatenate((self.boxes, np.zeros((more, 4))))
            self.edge_alive = np.concatenate((self.edge_alive, np.zeros(more, np.bool_)))
            self.channels = np.concatenate((self.channels, np.zeros(more)))
            self._links = np.concatenate((self._links, np.zeros((more, 4), np.int32)))
            self._link += [(0, 0, 0, 0)] * more
            self.edges += [None] * more
            self.shapes += [None] * more
            self.edge_sketches += [None] * more
            self._free_edges += range(have + more - 1, have - 1, -1)
        return self._free_edges.pop()

    def _write(self, rows: list[int], results: list[NodeResult]) -> tuple[list[int], Rect]:
        """Write node rows; returns those whose wires end elsewhere now, and what they covered and cover."""
        if not rows:
            return [], NOTHING
        at = np.array(rows, np.intp)
        boxes = [(*self._layout.get(r.node.id, _ORIGIN), *node_size(r.node)) for r in results]
        rects = np.array(boxes, np.float64)
        ports = np.array([(input_ports(r.node), len(r.node.op.outputs)) for r in results], np.int32)
        differs = ~self.alive[at] | (self.rects[at] != rects).any(axis=1) | (self._ports[at] != ports).any(axis=1)
        moved: list[int] = at[differs].tolist()
        there = self._covered(at[differs & self.alive[at]].tolist())
        self.rects[at], self._ports[at], self.alive[at] = rects, ports, True
        self.category[at] = [_CATEGORY_INDEX[r.op.category] for r in results]
        self.state[at] = [_STATE_INDEX[r.state] for r in results]
        for row, result in zip(rows, results, strict=True):
            self.ids[row], self.results[row], self.sketches[row] = result.node.id, result, None
        return moved, there.united(self._covered(moved))

    def _release(self, row: int) -> None:
        """Free a node's row and the rows of the wires into it; wires out of it fall with their readers' inputs."""
        for edge in self._into[row]:
            self._release_edge(edge)
        self._into[row] = []
        del self._row[self.ids[row] or ""]
        self.alive[row] = False
        self.ids[row] = self.results[row] = self.sketches[row] = None
        self._free.append(row)

    def _release_edge(self, edge: int) -> None:
        self._out_of[self._link[edge][0]].discard(edge)
        self.edge_alive[edge] = False
        self.edges[edge] = self.shapes[edge] = self.edge_sketches[edge] = None
        self._free_edges.append(edge)

    def _wire(self, row: int, result: NodeResult, stale: set[int], relabelled: set[int]) -> None:
        """Make the wires into a node those of its inputs.

        Notes in ``stale`` which may lie elsewhere, and in ``relabelled`` which carry another shape.
        """
        node = result.node
        wanted = {
            port: (Edge(ref, node.id, port), result.inputs[port])
            for port, ref in enumerate(node.inputs)
            if ref is not None and ref.node in self._row
        }
        have = {self._link[edge][3]: edge for edge in self._into[row]}
        for port, edge in have.items():
            if port not in wanted:
                stale.add(edge)
                self._release_edge(edge)
        rows: list[int] = []
        for port, (wire, shape) in wanted.items():
            edge = have.get(port, -1)
            if edge < 0:
                edge = self._reserve_edge()
            elif self.edges[edge] == wire:
                # Its source may have been removed and put back since: another row under the same id.
                if self._link[edge][0] == self._row[wire.source.node]:
                    rows.append(edge)
                    if self.shapes[edge] != shape:
                        self.shapes[edge] = shape
                        relabelled.add(edge)
                    continue
                self._out_of[self._link[edge][0]].discard(edge)
            else:
                self._out_of[self._link[edge][0]].discard(edge)
            source = self._row[wire.source.node]
            self._link[edge] = (source, wire.source.port, row, port)
            self._out_of[source].add(edge)
            self.edges[edge], self.shapes[edge] = wire, shape
            rows.append(edge)
            stale.add(edge)
        self._into[row] = rows

    def _route(self, edges: Rows) -> None:
        """Work out where wires end, and lead them there directly."""
        if not len(edges):
            return
        source, output, target, port = self._links[edges].T
        r, ends = self.rects, np.empty((len(edges), 4))
        ends[:, 0] = r[source, 0] + offsets(output, self._ports[source, 1], r[source, 2])
        ends[:, 1] = r[source, 1] + r[source, 3]
        ends[:, 2] = r[target, 0] + offsets(port, self._ports[target, 0], r[target, 2])
        ends[:, 3] = r[target, 1]
        self.ends[edges] = ends
        self._set_lanes(edges, np.full(len(edges), np.nan))

    # -- dragging --------------------------------------------------------------------------------------------------

    def shift(self, nodes: Collection[NodeId], dx: float, dy: float) -> Rect:
        """Show nodes displaced from where the document has them; ``shift((), 0, 0)`` shows them in place.

        Returns:
            What must be painted anew, in canvas units.
        """
        dirty = self._unshift()
        self.label_places.clear()
        rows = np.array([self._row[node] for node in nodes if node in self._row], np.intp)
        if not len(rows) or (dx == 0 and dy == 0):
            return dirty
        edges = self._edges_of(rows.tolist())
        lanes = self.lanes[edges].copy()
        self._shifted = (rows, self.rects[rows, :2].copy(), edges, lanes)
        self.rects[rows, :2] += (dx, dy)
        self._route(edges)
        # Wires among the shifted nodes go with them; of the others only few are worth a way of their own meanwhile.
        among = np.zeros(len(self.ids), np.bool_)
        among[rows] = True
        inner = among[self._links[edges, 0]] & among[self._links[edges, 2]]
        self._set_lanes(edges[inner], lanes[inner] + dx)
        if len(outer := edges[~inner]) <= _FEW:
            self._set_lanes(outer, self._find_lanes(outer))
        return dirty.united(self._around(rows.tolist()))

    def _unshift(self) -> Rect:
        if self._shifted is None:
            return NOTHING
        rows, places, edges, lanes = self._shifted
        self._shifted = None
        dirty = self._around(rows.tolist())
        self.rects[rows, :2] = places
        self._route(edges)
        self._set_lanes(edges, lanes)
        return dirty.united(self._around(rows.tolist()))

    def _edges_of(self, rows: Collection[int]) -> Rows:
        """Edge rows of all wires into and out of nodes."""
        if len(rows) < _FEW:  # their wires are found sooner than all are looked at
            edges = {edge for row in rows for edge in (*self._into[row], *self._out_of[row])}
            return np.fromiter(edges, np.intp, len(edges))
        among = np.zeros(len(self.ids), np.bool_)
        among[np.fromiter(rows, np.intp, len(rows))] = True
        return np.flatnonzero(self.edge_alive & (among[self._links[:, 0]] | among[self._links[:, 2]]))
