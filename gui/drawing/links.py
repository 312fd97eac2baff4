"""The wires of a scene: where they end, the way they take, what they carry. No Qt here."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from core.analysis.infer import NodeResult
from core.document.graph import Edge, Wire
from core.language.dims import Shape
from core.layout.node_size import WIDTH, port_offset
from gui.drawing import curves
from gui.drawing.arrays import Array, Rows, hull, swapped
from gui.drawing.bent import bent_box, bent_controls
from gui.drawing.columns import Columns
from gui.drawing.lanes import OUTREACH, lanes_of
from gui.drawing.rect import NOTHING, Rect

__all__ = ["LABEL_REACH", "MARGIN", "LinkRows", "offsets"]

MARGIN: Final = 14.0
"""How far ports, marks and outlines may reach beyond a node's box, and a wide wire beyond its curve."""
LABEL_REACH: Final = 64.0
"""How far the label of a wire may reach beyond its curve, to either side."""
_FEW: Final = 50

# The formula of core.layout.node_size is plain arithmetic and holds for columns of ports too.
offsets: Any = port_offset


def _channels(shape: Shape | None) -> float:
    return float(min(shape[1], 10**15)) if shape is not None and len(shape) > 1 else 0.0


class LinkRows(Columns):
    """Rows of wires that lead from box to box, wherever these stand."""

    # -- asking ----------------------------------------------------------------------------------------------------

    @property
    def known(self) -> Mapping[str, NodeResult]:
        """What is known of each node."""
        return self._known

    def result(self, row: int) -> NodeResult | None:
        """What is known of a node, or None for a free row."""
        node = self.ids[row]
        return self._known[node] if node is not None else None

    def shape(self, edge: int) -> Shape | None:
        """The shape that a wire carries, or None where it is not known."""
        row, port = self.links[edge, 2:].tolist()
        result = self.result(row)
        return result.inputs[port] if result is not None else None

    def channels_of(self, edges: Rows) -> Array:
        """Channels that wires carry, 0 where unknown."""
        found = self.channels[edges]
        unasked = np.flatnonzero(np.isnan(found))
        if len(unasked):
            found[unasked] = [_channels(self.shape(edge)) for edge in edges[unasked].tolist()]
            self.channels[edges] = found
        return found

    def controls(self, edge: int) -> Array:
        """Control points of a wire that is led through points, in the space of the flow."""
        x0, y0, x1, y1 = self.ends[edge].tolist()
        if self.flow == "down":
            return bent_controls((x0, y0), self.bent[edge], (x1, y1))
        return bent_controls((y0, x0), self.bent[edge][:, ::-1], (y1, x1))

    def _flowed(self, values: Array) -> Array:
        """Rows of coordinates in the space of the flow, in which wires lead down; or back from there."""
        return values if self.flow == "down" else swapped(values)

    def _edges_of(self, rows: Collection[int]) -> Rows:
        """Edge rows of all wires into and out of nodes."""
        if len(rows) < _FEW:  # their wires are found sooner than all are looked at
            edges = {edge for row in rows for edge in (*self._into[row], *self._out_of[row])}
            return np.fromiter(edges, np.intp, len(edges))
        among: NDArray[np.bool_] = np.zeros(len(self.ids), np.bool_)
        among[np.fromiter(rows, np.intp, len(rows))] = True
        return np.flatnonzero(self.edge_alive & (among[self.links[:, 0]] | among[self.links[:, 2]]))

    def _edges_near(self, rect: Rect, among: Rows | None = None) -> Rows:
        """Edge rows that may have something to show in a rectangle."""
        b = self.boxes if among is None else self.boxes[among]
        x0, y0, x1, y1 = rect.x - MARGIN, rect.y - MARGIN, rect.right + MARGIN, rect.bottom + MARGIN
        near = (b[:, 0] <= x1 + LABEL_REACH) & (b[:, 2] >= x0 - LABEL_REACH) & (b[:, 1] <= y1) & (b[:, 3] >= y0)
        return np.flatnonzero(near & self.edge_alive) if among is None else among[near]

    def _covered(self, rows: Collection[int]) -> Rect:
        """What the boxes of nodes cover."""
        r = self.rects[np.fromiter(rows, np.intp, len(rows))]
        return hull(r[:, 0], r[:, 1], r[:, 0] + r[:, 2], r[:, 1] + r[:, 3])

    def _along(self, edges: Rows) -> Rect:
        """What wires cover with their labels, and a margin; empty for none."""
        if not len(edges):
            return NOTHING
        b = self.boxes[edges]
        return hull(b[:, 0] - LABEL_REACH, b[:, 1], b[:, 2] + LABEL_REACH, b[:, 3]).grown(MARGIN)

    def _around(self, rows: Collection[int]) -> Rect:
        """What nodes and all their wires cover, and a margin."""
        if not rows:
            return NOTHING
        return self._covered(rows).grown(MARGIN).united(self._along(self._edges_of(rows)))

    def _rows_of(self, wire: Wire) -> list[int]:
        """Edge rows of all wires from an output into a node."""
        row = self._row.get(wire.target)
        into = [] if row is None else self._into[row]
        return [edge for edge in into if (found := self.edges[edge]) is not None and found.source == wire.source]

    # -- leading ---------------------------------------------------------------------------------------------------

    def _settle(self, stale: Collection[int]) -> None:
        """Bring the arrays of edges up to date."""
        lasting = sorted(edge for edge in stale if self.edges[edge] is not None)
        if not lasting:
            return
        at = np.array(lasting, np.intp)
        self.channels[at] = np.nan
        self.edge_alive[at] = True
        self._bend(lasting)
        self._route(at)

    def _bend(self, edges: list[int]) -> None:
        """Take over the points that wires are led through."""
        if not (self.bent or self._bends):
            return
        for edge in edges:
            wire = self.edges[edge]
            points = self._bends.get(Wire(wire.source, wire.target), ()) if wire is not None else ()
            self._let_bend(edge, np.array(points, np.float64).reshape(-1, 2))

    def _let_bend(self, edge: int, points: Array) -> None:
        if len(points):
            self.bent[edge] = points
        else:
            self.bent.pop(edge, None)
        self.edge_bent[edge] = len(points) > 0

    def _route(self, edges: Rows) -> None:
        """Work out where wires end, and lead them there directly or through their points."""
        if not len(edges):
            return
        source, output, target, port = self.links[edges].T
        r, ends = self.rects, np.empty((len(edges), 4))
        if self.flow == "down":
            ends[:, 0] = r[source, 0] + offsets(output, self.node_ports[source, 1], r[source, 2])
            ends[:, 1] = r[source, 1] + r[source, 3]
            ends[:, 2] = r[target, 0] + offsets(port, self.node_ports[target, 0], r[target, 2])
            ends[:, 3] = r[target, 1]
        else:
            ends[:, 0] = r[source, 0] + r[source, 2]
            ends[:, 1] = r[source, 1] + offsets(output, self.node_ports[source, 1], r[source, 3])
            ends[:, 2] = r[target, 0]
            ends[:, 3] = r[target, 1] + offsets(port, self.node_ports[target, 0], r[target, 3])
        self.ends[edges] = ends
        self._set_lanes(edges, np.full(len(edges), np.nan))
        if self.bent:
            for edge in edges[self.edge_bent[edges]].tolist():
                left, top, right, bottom = bent_box(self.controls(edge))
                self.boxes[edge] = (left, top, right, bottom) if self.flow == "down" else (top, left, bottom, right)

    def _set_lanes(self, edges: Rows, lanes: Array) -> None:
        """Lead wires that are not bent through lanes, or directly."""
        self.lanes[edges] = lanes
        self.boxes[edges] = self._flowed(curves.boxes(self._flowed(self.ends[edges]), lanes))
        self.edge_sketched[edges] = False

    def _make_way(self, stale: Collection[int], disturbed: Rect) -> tuple[int, Rect]:
        """Find lanes for wires that changed, and for those in whose way boxes came or went.

        Returns:
            How many of the latter have another lane now, and what they cover.
        """
        fresh = np.zeros(len(self.ends), np.bool_)
        fresh[np.fromiter(stale, np.intp, len(stale))] = True
        fresh &= self.edge_alive & ~self.edge_bent
        at = np.flatnonzero(fresh)
        self._set_lanes(at, self._find_lanes(at))
        if disturbed.empty:
            return 0, NOTHING
        e, near = self._flowed(self.ends), OUTREACH + WIDTH
        low, high = (disturbed.y, disturbed.bottom) if self.flow == "down" else (disturbed.x, disturbed.right)
        left, right = (disturbed.x, disturbed.right) if self.flow == "down" else (disturbed.y, disturbed.bottom)
        others = self.edge_alive & ~fresh & ~self.edge_bent & curves.is_long(e)
        others &= (e[:, 1] <= high) & (e[:, 3] >= low)
        others &= np.minimum(e[:, 0], e[:, 2]) - near <= right
        others &= np.maximum(e[:, 0], e[:, 2]) + near >= left
        at = np.flatnonzero(others)
        lanes = self._find_lanes(at)
        differ = ~((lanes == self.lanes[at]) | (np.isnan(lanes) & np.isnan(self.lanes[at])))
        at = at[differ]
        area = self._along(at)
        self._set_lanes(at, lanes[differ])
        return len(at), area.united(self._along(at))

    def _find_lanes(self, edges: Rows) -> Array:
        """The lane of each wire, given where all boxes are."""
        ends = self._flowed(self.ends[edges])
        lanes = np.full(len(edges), np.nan)
        long = np.flatnonzero(curves.is_long(ends))
        if not len(long):
            return lanes
        far = ends[long]
        rects = self._flowed(self.rects[self._beside(far) if len(long) < _FEW else self.alive])
        # A wire into a port further right passes on the right, where it does not cross its neighbour.
        lanes[long] = lanes_of(far, rects, self.links[edges[long], 3] > 0)
        return lanes

    def _beside(self, ends: Array) -> NDArray[np.bool_]:
        """Which nodes stand where some wires may have to pass, given where these end in the space of the flow."""
        left, top, right, bottom = (0, 1, 2, 3) if self.flow == "down" else (1, 0, 3, 2)
        r, reach = self.rects, OUTREACH + WIDTH
        least, most = float(ends[:, (0, 2)].min()) - reach, float(ends[:, (0, 2)].max()) + reach
        high, low = float(ends[:, 1].min()), float(ends[:, 3].max())
        found = (r[:, top] <= low) & (r[:, top] >= high - r[:, bottom])
        found &= (r[:, left] <= most) & (r[:, left] >= least - r[:, right])
        return found & self.alive

    # -- wiring ----------------------------------------------------------------------------------------------------

    def _wire_all(self, results: Mapping[str, NodeResult]) -> set[int]:
        """Make all wires where there are none; returns their rows."""
        row_of = self._row
        found = [
            (ref, key, port)
            for key, result in results.items()
            for port, ref in enumerate(result.node.inputs)
            if ref is not None and ref.node in row_of
        ]
        refs, keys, ports = zip(*found, strict=True) if found else ((), (), ())
        self._reserve_edges(len(found))
        rows = self._free_edges[: -len(found) - 1 : -1]
        del self._free_edges[len(self._free_edges) - len(found) :]
        sources = [row_of[ref.node] for ref in refs]
        targets = [row_of[key] for key in keys]
        self.links[rows] = np.array((sources, [ref.port for ref in refs], targets, ports), np.int32).T
        # As Edge(ref, key, port), in a third of the time.
        wires: Iterator[Edge] = map(partial(tuple.__new__, Edge), found)
        into, out_of, edges = self._into, self._out_of, self.edges
        for edge, wire, source, target in zip(rows, wires, sources, targets, strict=True):
            edges[edge] = wire
            into[target].append(edge)
            out_of[source].append(edge)
        return set(rows)

    def _wire(self, row: int, result: NodeResult, stale: set[int]) -> None:
        """Make the wires into a node those of its inputs; notes in ``stale`` which may lie elsewhere."""
        node = result.node
        wanted = {
            port: Edge(ref, node.id, port)
            for port, ref in enumerate(node.inputs)
            if ref is not None and ref.node in self._row
        }
        have = {int(self.links[edge, 3]): edge for edge in self._into[row]}
        for port, edge in have.items():
            if port not in wanted:
                stale.add(edge)
                self._release_edge(edge)
        rows: list[int] = []
        for port, wire in wanted.items():
            edge, source = have.get(port, -1), self._row[wire.source.node]
            if edge < 0:
                self._reserve_edges(1)
                edge = self._free_edges.pop()
            else:
                rows_source = int(self.links[edge, 0])
                # Its source may have been removed and put back since: another row under the same id.
                if self.edges[edge] == wire and rows_source == source:
                    rows.append(edge)
                    continue
                self._take_off(edge)
            self.links[edge] = (source, wire.source.port, row, port)
            self._out_of[source].append(edge)
            self.edges[edge] = wire
            rows.append(edge)
            stale.add(edge)
        self._into[row] = rows

    def _take_off(self, edge: int) -> None:
        """A wire no longer leads out of its source."""
        out_of = self._out_of[int(self.links[edge, 0])]
        if edge in out_of:
            out_of.remove(edge)

    def _release_edge(self, edge: int) -> None:
        self._take_off(edge)
        self.edge_alive[edge] = self.edge_sketched[edge] = self.edge_bent[edge] = False
        self.edges[edge] = self.edge_sketches[edge] = None
        self.bent.pop(edge, None)
        self.label_places.pop(edge, None)
        self._free_edges.append(edge)
