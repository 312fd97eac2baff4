"""Where everything of one graph lies: for painting, for the mouse, for pictures. NumPy, no Qt.

Canvas units, y downwards. Data flows top-down: input ports on the top edge of a box, output ports on the bottom edge.
What stands lower on the canvas lies on top, whatever the order it was made in.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from core.document.graph import Edge, NodeId
from core.layout.node_size import port_offset
from gui.drawing import curves
from gui.drawing.rect import PortRef, Rect
from gui.drawing.rows import CATEGORIES, LABEL_REACH, MARGIN, STATES, Array, Rows, SceneRows, hull, offsets

__all__ = ["CATEGORIES", "LABEL_REACH", "MARGIN", "STATES", "PortRef", "Rect", "Scene"]


class Scene(SceneRows):
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
        """The smallest rectangle that holds the boxes of these nodes (all by default), or None for none."""
        if nodes is None:
            r = self.rects[self.alive]
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
        beside = np.where(np.isnan(self.lanes[self.edge_alive]), 0.0, LABEL_REACH / 2)
        return boxes.united(hull(b[:, 0] - beside, b[:, 1], b[:, 2] + beside, b[:, 3]))

    def visible(self, rect: Rect) -> tuple[Rows, Rows]:
        """Rows of the nodes and of the edges that may have something to show in a rectangle."""
        r, b = self.rects, self.boxes
        x0, y0, x1, y1 = rect.x - MARGIN, rect.y - MARGIN, rect.right + MARGIN, rect.bottom + MARGIN
        nodes = (r[:, 0] <= x1) & (r[:, 0] + r[:, 2] >= x0) & (r[:, 1] <= y1) & (r[:, 1] + r[:, 3] >= y0)
        x0, x1 = x0 - LABEL_REACH, x1 + LABEL_REACH
        edges = (b[:, 0] <= x1) & (b[:, 2] >= x0) & (b[:, 1] <= y1) & (b[:, 3] >= y0)
        return np.flatnonzero(nodes & self.alive), np.flatnonzero(edges & self.edge_alive)

    def stacked(self, rows: Rows) -> Rows:
        """Node rows from the bottom to the top: what stands lower (then further right) lies on top."""
        return rows[np.lexsort(([self.ids[row] or "" for row in rows], self.rects[rows, 0], self.rects[rows, 1]))]

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
        inputs, outputs = self._ports[self._row[node]].tolist()
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
        out = port.side == "out"
        return x + port_offset(port.index, int(self._ports[row, int(out)]), width), y + height if out else y

    def edge_at(self, x: float, y: float, tolerance: float) -> Edge | None:
        """The wire nearest to a point, within a tolerance."""
        b = self.boxes
        near = (b[:, 0] - tolerance <= x) & (b[:, 2] + tolerance >= x)
        near &= (b[:, 1] - tolerance <= y) & (b[:, 3] + tolerance >= y)
        found = np.flatnonzero(near & self.edge_alive)
        if not len(found):
            return None
        away = curves.distances(self.ends[found], self.lanes[found], x, y)
        best = int(away.argmin())
        return self.edges[int(found[best])] if away[best] <= tolerance else None

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
        points: list[Array] = []
        looks: list[NDArray[np.intp]] = []
        r = self.rects[rows]
        for side in (0, 1):
            counts = self._ports[rows, side]
            which = np.repeat(np.arange(len(rows)), counts)
            # 0, 1, 2 … within each node: a running number less what came before the node.
            index = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
            x = r[which, 0] + offsets(index, counts[which], r[which, 2])
            points.append(np.column_stack((x, r[which, 1] + (r[which, 3] if side else 0.0))))
            looks.append(np.full(len(which), 3 if side else 0, np.intp))
        if len(rows):
            looks[0][:] = [look for row in rows.tolist() for look in self._input_looks(row)]
        return np.concatenate(points), np.concatenate(looks)

    def _input_looks(self, row: int) -> list[int]:
        result = self.results[row]
        if result is None:
            return []
        looks = [1 if ref is None else 0 for ref in result.node.inputs]
        return [*looks, 2] if result.node.op.variadic else looks
