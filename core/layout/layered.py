"""The layered layout: where the nodes of a graph stand so that it reads like a figure in a paper.

Wires lead one way, from row to row. Chains are straight, branches stand side by side in the order of the ports they
enter, skips run in lanes beside the trunk, unless these would be too many. The same graph always gets the same layout,
in whatever order its nodes come.

Source:
    K. Sugiyama, S. Tagawa, M. Toda: Methods for visual understanding of hierarchical system structures (1981).
    E. R. Gansner, E. Koutsofios, S. C. North, K.-P. Vo: A technique for drawing directed graphs (1993).
    U. Brandes, B. Köpf: Fast and simple horizontal coordinate assignment (2001).
    The steps are in ``ranks``, ``lanes``, ``ordering`` and ``placing``; cutting into pieces, in ``pieces``, is our own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from core.document.graph import Flow, Graph, Point, natural_key
from core.layout.lanes import Piece, Tensor, longest_lane
from core.layout.node_size import GRID, input_ports, node_size, port_offset
from core.layout.pieces import Columns, Drawn, columns_of, parts_of
from core.layout.placing import LANE
from core.layout.ranks import Wire, components, depth_first, ranks, reader_counts, without_cycles
from core.layout.shortening import shorten

__all__ = ["GAP_X", "GAP_Y", "Box", "Direction", "Layout", "lay_out", "lay_out_graph"]

Direction = Flow
GAP_X: Final = 40.0
"""Least distance of neighbours in a row."""
GAP_Y: Final = 48.0
"""Distance of rows, in which wires change columns."""
_BETWEEN_COMPONENTS: Final = 2
"""Gaps between drawings that do not hang together."""


@dataclass(frozen=True)
class Box:
    """A node to be placed.

    Attributes:
        key: unlike that of all others. Where nothing else decides, ``conv2`` comes before ``conv10``.
        width: in canvas units.
        height: in canvas units.
        inputs: key of the source of each input port, in port order, None for a free one. Keys that no box has count
            as free.
        exits: output port of each source, where they are not all the first.
        ports_in: input ports drawn, where there are more than ``inputs``.
        ports_out: output ports drawn.
    """

    key: str
    width: float
    height: float
    inputs: tuple[str | None, ...] = ()
    exits: tuple[int, ...] = ()
    ports_in: int = 0
    ports_out: int = 1


@dataclass(frozen=True)
class Layout:
    """Where everything stands, in canvas units from the top left corner of all.

    Attributes:
        positions: top left corner of each box, on the grid.
        routes: by target and input port, the way of the wire: from the output port, straight from point to point, to
            the input port. A wire that would close a cycle has none; one that leads so far that it has no lane may lead
            through boxes.
        width: of all, lanes included.
        height: of all.
    """

    positions: Mapping[str, Point] = field(default_factory=dict)
    routes: Mapping[tuple[str, int], tuple[Point, ...]] = field(default_factory=dict)
    width: float = 0.0
    height: float = 0.0


def lay_out_graph(graph: Graph, *, direction: Direction | None = None) -> Layout:
    """Lay out all nodes of a graph, whether they have positions or not.

    Args:
        graph: what to lay out.
        direction: where wires lead; by default where data flows in the graph.
    """
    direction = direction or graph.flow
    boxes = []
    for node in graph.nodes.values():
        width, height = node_size(node, graph.style(node.id), direction)
        boxes.append(
            Box(
                node.id,
                width,
                height,
                tuple(None if ref is None else ref.node for ref in node.inputs),
                tuple(0 if ref is None else ref.port for ref in node.inputs),
                input_ports(node),
                len(node.op.outputs),
            )
        )
    return lay_out(boxes, direction=direction)


def lay_out(
    boxes: Sequence[Box], *, direction: Direction = "down", gap_x: float = GAP_X, gap_y: float = GAP_Y
) -> Layout:
    """Lay out boxes and the wires between them.

    Args:
        boxes: in any order.
        direction: where wires lead. To the right, rows are columns and the first port is the topmost.
        gap_x: least distance of neighbours in a row, across the direction.
        gap_y: distance of rows, along the direction. Both are rounded up to the grid.

    Raises:
        ValueError: two boxes have one key.
    """
    if not boxes:
        return Layout()
    if direction == "right":
        boxes = [_turned(box) for box in boxes]
    boxes, wires, rank = _in_authors_order(boxes)
    reach = [_reach(box.width) for box in boxes]
    groups = components(wires)
    ends = {group[0]: natural_key(boxes[group[-1]].key) for group in groups}
    drawings = []
    for group in sorted(groups, key=lambda group: (len(group) == 1, ends[group[0]])):
        number = {node: index for index, node in enumerate(group)}
        top = min(rank[node] for node in group)
        own = [[Wire(number[wire.source], wire.exit, wire.port) for wire in wires[node]] for node in group]
        own_ranks = [rank[node] - top for node in group]
        drawings.append((group, own, own_ranks, parts_of(own, own_ranks, [reach[node] for node in group])))
    longest = longest_lane({part.piece for *_, parts in drawings for part in parts if part.piece is not None})
    known: dict[Piece, Drawn] = {}
    sheet = _Sheet(_steps(gap_x), _steps(gap_y))
    for group, own, own_ranks, parts in drawings:
        columns = columns_of(parts, len(group), sheet.gap_x, known, longest)
        sheet.add([boxes[node] for node in group], own, own_ranks, columns)
    return _turned_layout(sheet.layout()) if direction == "right" else sheet.layout()


def _in_authors_order(boxes: Sequence[Box]) -> tuple[list[Box], list[list[Wire]], list[int]]:
    """Boxes in an order that depends on what they are, not on how they came: sources first, branches by port.

    Returns:
        The boxes in that order, the wires by numbers in it, and the row of each.
    """
    index = {box.key: number for number, box in enumerate(boxes)}
    if len(index) < len(boxes):
        raise ValueError("two boxes have one key")
    wires: list[list[Wire]] = []
    for box in boxes:
        exits = box.exits or (0,) * len(box.inputs)
        wires.append(
            [
                Wire(index[source], exit_, port)
                for port, (source, exit_) in enumerate(zip(box.inputs, exits, strict=True))
                if source in index
            ]
        )
    found = ranks(wires)
    if found is None:
        by_key = sorted(range(len(boxes)), key=lambda node: (natural_key(boxes[node].key), boxes[node].key))
        wires = without_cycles(wires, by_key)
        found = ranks(wires)
    rank = found or [0] * len(wires)
    ends = [node for node, count in enumerate(reader_counts(wires)) if count == 0]
    ends.sort(key=lambda node: (-rank[node], natural_key(boxes[node].key), boxes[node].key))
    order = depth_first(wires, ends)
    number = [0] * len(order)
    for new, old in enumerate(order):
        number[old] = new
    wires = [[Wire(number[wire.source], wire.exit, wire.port) for wire in wires[old]] for old in order]
    rank = [rank[old] for old in order]
    shorten(wires, rank)
    return [boxes[old] for old in order], wires, rank


def _steps(length: float) -> int:
    return math.ceil(length / GRID)


def _reach(width: float) -> tuple[int, int]:
    """How far a box reaches to the left and right of its column when its corner is on the grid, in grid steps."""
    left = math.floor(width / (2 * GRID) + 0.5)
    return left, _steps(width) - left


def _turned(box: Box) -> Box:
    return Box(box.key, box.height, box.width, box.inputs, box.exits, box.ports_in, box.ports_out)


def _turned_layout(layout: Layout) -> Layout:
    return Layout(
        {key: Point(y, x) for key, (x, y) in layout.positions.items()},
        {key: tuple(Point(y, x) for x, y in route) for key, route in layout.routes.items()},
        layout.height,
        layout.width,
    )


class _Sheet:
    """Takes up drawings side by side, and turns grid steps into canvas units."""

    def __init__(self, gap_x: int, gap_y: int) -> None:
        self.gap_x, self.gap_y = gap_x, gap_y
        self._positions: dict[str, Point] = {}
        self._routes: dict[tuple[str, int], tuple[Point, ...]] = {}
        self._right = self._bottom = 0

    def add(self, boxes: list[Box], wires: list[list[Wire]], rank: list[int], columns: Columns) -> None:
        """Place a drawing to the right of those that stand."""
        reach = [_reach(box.width) for box in boxes]
        left = min(column - a for column, (a, _) in zip(columns.nodes, reach, strict=True))
        right = max(column + b for column, (_, b) in zip(columns.nodes, reach, strict=True))
        for lane in columns.lanes.values():
            left, right = min(left, min(lane) - LANE), max(right, max(lane) + LANE)
        if self._positions:
            self._right += _BETWEEN_COMPONENTS * self.gap_x
        shift = self._right - left
        self._right += right - left
        heights = [0] * (max(rank) + 1)
        for box, row in zip(boxes, rank, strict=True):
            heights[row] = max(heights[row], _steps(box.height))
        tops = [0]
        for height in heights:
            tops.append(tops[-1] + height + self.gap_y)
        self._bottom = max(self._bottom, tops[-1] - self.gap_y)
        places = []
        for box, row, column, (a, _) in zip(boxes, rank, columns.nodes, reach, strict=True):
            y = tops[row] + (heights[row] - _steps(box.height)) // 2
            places.append(Point((column - a + shift) * GRID, y * GRID))
            self._positions[box.key] = places[-1]
        bands = [(top * GRID, (top + height) * GRID) for top, height in zip(tops, heights, strict=False)]
        straight = {tensor: _straight(lane) for tensor, lane in columns.lanes.items()}
        for node, inputs in enumerate(wires):
            for source, exit_, port in inputs:
                x0, y0 = places[source]
                x1, y1 = places[node]
                start = Point(x0 + port_offset(exit_, boxes[source].ports_out, boxes[source].width), y0)
                ports = max(boxes[node].ports_in, len(boxes[node].inputs))
                end = Point(x1 + port_offset(port, ports, boxes[node].width), y1)
                points = [Point(start.x, y0 + boxes[source].height), Point(start.x, bands[rank[source]][1])]
                first, past = rank[source] + 1, rank[node]
                for above, below, column in straight.get(Tensor(source, exit_), ()):
                    if first + above >= past:
                        break
                    x = (column + shift - reach[source][0]) * GRID + boxes[source].width / 2
                    points += [Point(x, bands[first + above][0]), Point(x, bands[min(first + below, past) - 1][1])]
                points += [Point(end.x, bands[rank[node]][0]), end]
                self._routes[boxes[node].key, port] = _without_needless(points)

    def layout(self) -> Layout:
        """All drawings so far."""
        return Layout(self._positions, self._routes, self._right * GRID, self._bottom * GRID)


def _straight(lane: list[int]) -> list[tuple[int, int, int]]:
    """The straight parts of a lane: the first row, the one behind the last, and the column. Most lanes are one."""
    found: list[tuple[int, int, int]] = []
    for row, column in enumerate(lane):
        if found and found[-1][2] == column:
            found[-1] = (found[-1][0], row + 1, column)
        else:
            found.append((row, row + 1, column))
    return found


def _without_needless(points: list[Point]) -> tuple[Point, ...]:
    """The way without repeated points and those amid a straight line."""
    kept = [points[0]]
    for point, after in zip(points[1:], [*points[2:], None], strict=True):
        before = kept[-1]
        if after is not None and (
            point == before or (point.x - before.x) * (after.y - point.y) == (after.x - point.x) * (point.y - before.y)
        ):
            continue
        kept.append(point)
    return tuple(kept)
