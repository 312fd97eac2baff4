"""Where everything of one graph lies: for painting, for the mouse, for pictures. NumPy, no Qt.

Canvas units, y downwards. Where data flows down, input ports stand on the top edge of a box and output ports on the
bottom edge; where it flows to the right, on the left and on the right edge. What stands lower on the canvas lies on
top, whatever the order it was made in.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from core.document.graph import AnnotationId, Edge, NodeId
from core.layout.node_size import Size, port_place
from gui.drawing import curves
from gui.drawing.annotations import REACH, AnnotationPart
from gui.drawing.arrays import Array, Rows, hull
from gui.drawing.bent import bent_distance, bent_index
from gui.drawing.columns import CATEGORIES, STATES
from gui.drawing.rect import PortRef, Rect
from gui.drawing.rows import LABEL_REACH, MARGIN, offsets
from gui.drawing.shifting import ShiftingRows

__all__ = ["CATEGORIES", "LABEL_REACH", "MARGIN", "STATES", "PortRef", "Rect", "Scene"]


_FEW: Final = 32


class Scene(ShiftingRows):
    """The geometry of one graph, and what can be asked of it."""

    def __contains__(self, node: object) -> bool:
        """Whether there is such a node."""
        return node in self._row

    def __len__(self) -> int:
        """Number of nodes."""
        return len(self._row)

    def row(self, node: NodeId) -> int:
        """Row of a node in the arrays.

        Raises:
            KeyError: there is no such node.
        """
        return self._row[node]

    def rect(self, node: NodeId) -> Rect:
        """Box of a node, where it is shown.

        Raises:
            KeyError: there is no such node.
        """
        return Rect(*self.rects[self._row[node]].tolist())

    def bounds(self, nodes: Collection[NodeId] | None = None) -> Rect | None:
        """The smallest rectangle that holds the boxes of these nodes, or None for none.

        By default of all nodes, and of all frames and notes.
        """
        if nodes is None:
            r = self.rects[self.alive]
            if len(self.annotations):
                r = np.concatenate((r, self.annotations.rects))
        else:
            r = self.rects[[self._row[node] for node in nodes if node in self._row]]
        return hull(r[:, 0], r[:, 1], r[:, 0] + r[:, 2], r[:, 1] + r[:, 3]) if len(r) else None

    def extent(self) -> Rect | None:
        """The smallest rectangle that holds all boxes, wires and labels, or None where there are none."""
        boxes = self.bounds()
        if boxes is None:
            return None
        b = self.boxes[self.edge_alive]
        # Labels stand beside boxes only on wires that make a detour.
        direct = np.isnan(self.lanes[self.edge_alive]) & ~self.edge_bent[self.edge_alive]
        beside = np.where(direct, 0.0, LABEL_REACH / 2)
        return boxes.united(hull(b[:, 0] - beside, b[:, 1], b[:, 2] + beside, b[:, 3]))

    def visible(self, rect: Rect, nodes: Rows | None = None, edges: Rows | None = None) -> tuple[Rows, Rows]:
        """Rows of the nodes and of the edges that may have something to show in a rectangle.

        Args:
            rect: in canvas units.
            nodes: rows to look among; by default all.
            edges: likewise.
        """
        return self.nodes_near(rect, nodes), self._edges_near(rect, edges)

    def nodes_near(self, rect: Rect, among: Rows | None = None) -> Rows:
        """Rows of the nodes that may have something to show in a rectangle."""
        r = self.rects if among is None else self.rects[among]
        x0, y0, x1, y1 = rect.x - MARGIN, rect.y - MARGIN, rect.right + MARGIN, rect.bottom + MARGIN
        seen = (r[:, 0] <= x1) & (r[:, 0] + r[:, 2] >= x0) & (r[:, 1] <= y1) & (r[:, 1] + r[:, 3] >= y0)
        return np.flatnonzero(seen & self.alive) if among is None else among[seen]

    def stacked(self, rows: Rows) -> Rows:
        """Node rows from the bottom to the top: what stands lower (then further right) lies on top."""
        return rows[np.lexsort((self.rects[rows, 0], self.rects[rows, 1]))]

    def node_at(self, x: float, y: float) -> NodeId | None:
        """The topmost node at a point."""
        found = self._boxes_near(x, y, 0.0)
        return self.ids[int(self.stacked(found)[-1])] if len(found) else None

    def _boxes_near(self, x: float, y: float, radius: float) -> Rows:
        r = self.rects
        near = (r[:, 0] - radius <= x) & (r[:, 0] + r[:, 2] + radius >= x)
        near &= (r[:, 1] - radius <= y) & (r[:, 1] + r[:, 3] + radius >= y)
        return np.flatnonzero(near & self.alive)

    def port_at(self, x: float, y: float, radius: float) -> PortRef | None:
        """The port nearest to a point, within a radius."""
        best: PortRef | None = None
        nearest = radius
        for row in self._boxes_near(x, y, radius).tolist():
            for port in self.ports(self.ids[row] or ""):
                px, py = self.port_position(port)
                distance = float(np.hypot(px - x, py - y))
                if distance < nearest or (distance == nearest and best is None):
                    best, nearest = port, distance
        return best

    def ports(self, node: NodeId) -> list[PortRef]:
        """All ports of a node: inputs (the free one of a variadic node last), then outputs."""
        inputs, outputs = self.node_ports[self._row[node]].tolist()
        return [
            *(PortRef(node, "in", index) for index in range(inputs)),
            *(PortRef(node, "out", index) for index in range(outputs)),
        ]

    def port_position(self, port: PortRef) -> tuple[float, float]:
        """Centre of a port, where it is shown.

        Raises:
            KeyError: there is no such node.
        """
        row = self._row[port.node]
        x, y, width, height = self.rects[row].tolist()
        count = int(self.node_ports[row, int(port.side == "out")])
        dx, dy = port_place(port.side, port.index, count, Size(width, height), self.flow)
        return x + dx, y + dy

    def mask(self, nodes: frozenset[NodeId]) -> NDArray[np.bool_]:
        """Whether each node row is of one of these nodes; found once for as long as both stay what they are."""
        kept = self._masks.get(nodes) if len(nodes) < _FEW else self._large_mask(nodes)
        if kept is not None and len(kept) == len(self.ids):
            return kept
        made = np.zeros(len(self.ids), np.bool_)
        row_of = self._row
        made[[row_of[node] for node in nodes if node in row_of]] = True
        if len(nodes) >= _FEW:
            self._large = (nodes, made)
        else:
            if len(self._masks) > _FEW:
                self._masks.clear()
            self._masks[nodes] = made
        return made

    def _large_mask(self, nodes: frozenset[NodeId]) -> NDArray[np.bool_] | None:
        """By identity: to compare thousands of ids in every frame would take longer than to look them up."""
        return self._large[1] if self._large is not None and self._large[0] is nodes else None

    # -- wires -----------------------------------------------------------------------------------------------------

    def edge_row(self, edge: Edge) -> int | None:
        """Row of a wire in the arrays, or None where there is no such wire."""
        row = self._row.get(edge.target)
        return next((at for at in self._into[row] if self.edges[at] == edge), None) if row is not None else None

    def edge_at(self, x: float, y: float, tolerance: float) -> Edge | None:
        """The wire nearest to a point, within a tolerance."""
        b = self.boxes
        near = (b[:, 0] - tolerance <= x) & (b[:, 2] + tolerance >= x)
        near &= (b[:, 1] - tolerance <= y) & (b[:, 3] + tolerance >= y)
        found = np.flatnonzero(near & self.edge_alive)
        if not len(found):
            return None
        along, across = (x, y) if self.flow == "down" else (y, x)
        away = curves.distances(self._flowed(self.ends[found]), self.lanes[found], along, across)
        for at in np.flatnonzero(self.edge_bent[found]).tolist():
            away[at] = bent_distance(self.controls(int(found[at])), along, across)
        best = int(away.argmin())
        return self.edges[int(found[best])] if away[best] <= tolerance else None

    def edge_end_at(self, edge: Edge, x: float, y: float, radius: float) -> Literal["source", "target"] | None:
        """The end of a wire that a point is near; in the middle of a short wire it is near neither."""
        row = self.edge_row(edge)
        if row is None:
            return None
        x0, y0, x1, y1 = self.ends[row].tolist()
        reach = min(radius, float(np.hypot(x1 - x0, y1 - y0)) * 0.4)
        from_source, from_target = float(np.hypot(x - x0, y - y0)), float(np.hypot(x - x1, y - y1))
        if min(from_source, from_target) > reach:
            return None
        return "source" if from_source < from_target else "target"

    def bend_at(self, x: float, y: float, radius: float) -> tuple[Edge, int] | None:
        """The point nearest to this one that a wire is led through, within a radius: its wire and its number."""
        best: tuple[Edge, int] | None = None
        nearest = radius
        for row, points in self.bent.items():
            left, top, right, bottom = self.boxes[row].tolist()
            if not (left - radius <= x <= right + radius and top - radius <= y <= bottom + radius):
                continue
            away = np.hypot(points[:, 0] - x, points[:, 1] - y)
            index, edge = int(away.argmin()), self.edges[row]
            if edge is not None and away[index] <= nearest:
                best, nearest = (edge, index), float(away[index])
        return best

    def bends_of(self, edge: Edge) -> list[tuple[float, float]]:
        """The points that a wire is led through, as they are shown, from its source on."""
        row = self.edge_row(edge)
        return [] if row is None or row not in self.bent else [(x, y) for x, y in self.bent[row].tolist()]

    def bend_index(self, edge: Edge, x: float, y: float) -> int:
        """Which number a new point of a wire gets that is taken hold of here."""
        row = self.edge_row(edge)
        if row is None or row not in self.bent:
            return 0
        return bent_index(self.controls(row), *((x, y) if self.flow == "down" else (y, x)))

    def show_bends(self, edge: Edge, points: Collection[tuple[float, float]] | None) -> Rect:
        """Show a wire led through points while they are dragged; None leads it as the document says.

        Returns:
            What must be painted anew, in canvas units.
        """
        row = self.edge_row(edge)
        if row is None:
            return Rect(0, 0, 0, 0)
        at = np.array([row], np.intp)
        dirty = self._along(at)
        if points is None:
            self._bend([row])
        else:
            self._let_bend(row, np.array(list(points), np.float64).reshape(-1, 2))
        self._route(at)
        if not self.edge_bent[row]:
            self._set_lanes(at, self._find_lanes(at))
        dirty = dirty.united(self._along(at))
        self._renew(dirty)
        return dirty

    # -- frames and notes ------------------------------------------------------------------------------------------

    def annotation_at(self, x: float, y: float, tolerance: float) -> tuple[AnnotationId, AnnotationPart] | None:
        """The topmost frame or note at a point, and what of it; the inside of a frame is none of it.

        Args:
            x: of the point, in canvas units.
            y: likewise.
            tolerance: half the width of an edge. Six pixels is what the title bar is drawn for.
        """
        return self.annotations.at(x, y, tolerance)

    def annotations_in(self, rect: Rect, *, contain: bool = False) -> list[AnnotationId]:
        """Frames and notes that a rectangle touches, or only those that lie within it wholly."""
        return [self.annotations.items[row].id for row in self.annotations.within(rect, contain=contain)]

    def annotation_rect(self, annotation: AnnotationId) -> Rect:
        """Where a frame or note is shown.

        Raises:
            KeyError: there is no such frame or note.
        """
        return self.annotations.rect(annotation)

    def stretch_annotation(self, annotation: AnnotationId, rect: Rect) -> Rect:
        """Show a frame or note of another size while its edge is dragged; ``shift((), 0, 0)`` shows it as it is.

        Returns:
            What must be painted anew, in canvas units.
        """
        return self.annotations.stretch(annotation, rect)

    def around_annotations(self, annotations: Collection[AnnotationId]) -> Rect:
        """What must be painted anew when these frames and notes look otherwise; empty for none."""
        found = Rect(0, 0, 0, 0)
        for key in annotations:
            if key in self.annotations:
                found = found.united(self.annotations.rect(key).grown(REACH))
        return found

    # -- many at once ----------------------------------------------------------------------------------------------

    def nodes_in(self, rect: Rect, *, contain: bool = False) -> list[NodeId]:
        """Nodes that a rectangle touches, or only those that lie within it wholly."""
        r = self.rects
        if contain:
            found = (r[:, 0] >= rect.x) & (r[:, 0] + r[:, 2] <= rect.right)
            found &= (r[:, 1] >= rect.y) & (r[:, 1] + r[:, 3] <= rect.bottom)
        else:
            found = (r[:, 0] <= rect.right) & (r[:, 0] + r[:, 2] >= rect.x)
            found &= (r[:, 1] <= rect.bottom) & (r[:, 1] + r[:, 3] >= rect.y)
        return [self.ids[row] or "" for row in np.flatnonzero(found & self.alive).tolist()]

    def edges_of(self, node: NodeId) -> set[int]:
        """Edge rows of the wires into and out of a node."""
        row = self._row[node]
        return {*self._into[row], *self._out_of[row]}

    def port_points(self, rows: Rows) -> tuple[Array, NDArray[np.intp]]:
        """Centres of all ports of nodes, and how each looks.

        Returns:
            Points (ports, 2), and by port 0 for an input that is wired, 1 for one that is not, 2 for the free one of a
            variadic node, 3 for an output.
        """
        r, flow = self.rects[rows], self.flow
        across = 0 if flow == "down" else 1
        points: list[Array] = []
        for side in (0, 1):
            counts = self.node_ports[rows, side]
            which = np.repeat(np.arange(len(rows)), counts)
            # 0, 1, 2 … within each node: a running number less what came before the node.
            index = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
            box = r[which]
            found = np.empty((len(which), 2))
            found[:, across] = box[:, across] + offsets(index, counts[which], box[:, 2 + across])
            found[:, 1 - across] = box[:, 1 - across] + side * box[:, 3 - across]
            points.append(found)
        looks = np.full(sum(map(len, points)), 3, np.intp)
        looks[: len(points[0])] = [look for row in rows.tolist() for look in self._input_looks(row)]
        return np.concatenate(points), looks

    def _input_looks(self, row: int) -> list[int]:
        result = self.result(row)
        if result is None:
            return []
        looks = [1 if ref is None else 0 for ref in result.node.inputs]
        return [*looks, 2] if result.node.op.variadic else looks
