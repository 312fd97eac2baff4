"""Setting boxes in order: along an edge, at equal distances, some among themselves, all but those that are locked.

Pure functions from where boxes stand to where they shall stand.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from heapq import heappop, heappush
from typing import Final, Literal, NamedTuple, TypeVar

from core.document.graph import Flow, Graph, NodeId, Point
from core.layout.node_size import GRID, node_size

__all__ = ["Axis", "Box", "Edge", "align", "arrange", "boxes_of", "distribute", "free_shift", "tidy"]

Key = TypeVar("Key")
Edge = Literal["left", "center", "right", "top", "middle", "bottom"]
Axis = Literal["across", "down"]

_GAP: Final = 2 * GRID
"""Least distance of boxes that are put beside each other."""
_MOST_PAIRS: Final = 40_000
"""With more pairs of a moved box and one in the way, the moved ones are taken as one large box."""
_MOST_PLACES: Final = 4_000
"""Places that are tried before what moves is put below everything."""
_FIRST_REACH: Final = 256
"""How far around a place is looked at first."""
_CELL: Final = 256


class Box(NamedTuple):
    """Where something stands, in canvas units."""

    x: float
    y: float
    width: float
    height: float


_SHARE: Final[Mapping[str, tuple[int, float]]] = {
    "left": (0, 0.0),
    "center": (0, 0.5),
    "right": (0, 1.0),
    "top": (1, 0.0),
    "middle": (1, 0.5),
    "bottom": (1, 1.0),
}
"""Of an edge, the axis and how much of a box lies before it."""


def boxes_of(graph: Graph, nodes: Collection[NodeId] | None = None, flow: Flow | None = None) -> dict[NodeId, Box]:
    """The boxes of some nodes of a graph, or of all."""
    chosen = graph.nodes if nodes is None else [key for key in nodes if key in graph.nodes]
    return {
        key: Box(*graph.position(key), *node_size(graph.nodes[key], graph.style(key), flow or graph.flow))
        for key in chosen
    }


def align(boxes: Mapping[Key, tuple[float, float, float, float]], edge: Edge) -> dict[Key, Point]:
    """Move boxes across until all of them touch the outermost edge on one side, or share a middle.

    Args:
        boxes: what to move.
        edge: which side or middle.

    Returns:
        Where the top left corner of each goes.
    """
    if not boxes:
        return {}
    axis, share = _SHARE[edge]
    low = min(box[axis] for box in boxes.values())
    high = max(box[axis] + box[axis + 2] for box in boxes.values())
    line = low + (high - low) * share
    if share == 0.5:
        # The corner of the largest comes on the grid, and with it those of all that are as large.
        largest = max(box[axis + 2] for box in boxes.values())
        line = round((line - largest / 2) / GRID) * GRID + largest / 2
    found = {key: line - box[axis + 2] * share for key, box in boxes.items()}
    return {key: Point(at, boxes[key][1]) if axis == 0 else Point(boxes[key][0], at) for key, at in found.items()}


def distribute(boxes: Mapping[Key, tuple[float, float, float, float]], axis: Axis) -> dict[Key, Point]:
    """Move boxes until there are equal gaps between neighbours. The first and the last stay.

    Where they do not fit between those two, the last ones go further until they do.

    Args:
        boxes: what to move.
        axis: from left to right, or down.

    Returns:
        Where the top left corner of each goes, on whole units.
    """
    at = 0 if axis == "across" else 1
    order = sorted(boxes, key=lambda key: (2 * boxes[key][at] + boxes[key][at + 2], boxes[key][1 - at]))
    found = {key: Point(boxes[key][0], boxes[key][1]) for key in order}
    if len(order) < 3:
        return found
    first, last = boxes[order[0]], boxes[order[-1]]
    between = last[at] - first[at] - sum(boxes[key][at + 2] for key in order[:-1])
    gap = between / (len(order) - 1)
    gap = max(gap, _GAP)
    x = first[at]
    for key in order:
        place = round(x)
        found[key] = Point(place, boxes[key][1]) if at == 0 else Point(boxes[key][0], place)
        x += boxes[key][at + 2] + gap
    return found


def tidy(graph: Graph, nodes: Collection[NodeId]) -> dict[NodeId, Point]:
    """Lay out some nodes among themselves, about where they stand. They come to lie on nobody.

    Locked ones stay, and others keep clear of them.

    Returns:
        Where the nodes that were laid out go.
    """
    wanted_nodes = set(nodes)
    chosen = [key for key in graph.nodes if key in wanted_nodes and not graph.style(key).locked]
    if not chosen:
        return {}
    part = replace(graph, nodes={key: graph.nodes[key] for key in chosen})
    from core.layout.layered import lay_out_graph  # here: a sketch is on the screen before anybody tidies it

    found = lay_out_graph(part).positions
    before = boxes_of(graph, chosen)
    after = {key: Box(*found[key], *box[2:]) for key, box in before.items()}
    # What data enters first stays on its line, and in the middle of the others.
    old, new = _around(before.values()), _around(after.values())
    if graph.flow == "right":
        wanted = Point(old.x - new.x, old.y + old.height / 2 - new.y - new.height / 2)
    else:
        wanted = Point(old.x + old.width / 2 - new.x - new.width / 2, old.y - new.y)
    wanted = Point(round(wanted.x / GRID) * GRID, round(wanted.y / GRID) * GRID)
    others = boxes_of(graph, graph.nodes.keys() - set(chosen))
    shift = free_shift(list(after.values()), list(others.values()), wanted)
    return {key: Point(at.x + shift.x, at.y + shift.y) for key, at in found.items()}


def arrange(graph: Graph, flow: Flow | None = None, fixed: Collection[NodeId] = ()) -> dict[NodeId, Point]:
    """Lay out a whole graph around nodes that stay where they are.

    Args:
        graph: what to lay out.
        flow: where data is to flow; by default where it does.
        fixed: nodes that stay, besides those that are locked.

    Returns:
        Where every node stands then. No two overlap, but for fixed ones that did before.
    """
    flow = flow or graph.flow
    from statistics import median_low

    from core.layout.layered import lay_out_graph

    found = dict(lay_out_graph(graph, direction=flow).positions)
    held = {*fixed, *(key for key, style in graph.styles.items() if style.locked)}
    stay = [key for key in graph.nodes if key in held]
    if not stay:
        return found
    # As a whole, the drawing goes where most of those that stay would be where they are.
    dx = median_low(graph.position(key).x - found[key].x for key in stay)
    dy = median_low(graph.position(key).y - found[key].y for key in stay)
    dx, dy = round(dx / GRID) * GRID, round(dy / GRID) * GRID
    found = {key: Point(at.x + dx, at.y + dy) for key, at in found.items()}
    found |= {key: graph.position(key) for key in stay}
    boxes = boxes_of(replace(graph, layout=found), flow=flow)
    locked = _Cells(boxes[key] for key in stay)
    hit = [key for key in graph.nodes if key not in held and locked.hit(boxes[key])]
    standing = _Cells(boxes[key] for key in boxes.keys() - set(hit))
    for key in sorted(hit, key=lambda key: (boxes[key].y, boxes[key].x)):
        found[key] = _free_place(boxes[key], standing)
        standing.add(boxes[key]._replace(x=found[key].x, y=found[key].y))
    return found


def _free_place(box: Box, standing: _Cells) -> Point:
    """Where a box goes that lies on others: the nearest place at which it does not."""
    reach = _FIRST_REACH
    while True:
        near = standing.near(box, reach + _GAP + GRID)
        shift = free_shift([box], near, Point(0, 0))
        # What is further away than the place that is found cannot be in its way.
        if math.hypot(*shift) <= reach or len(near) == len(standing):
            return Point(box.x + shift.x, box.y + shift.y)
        reach *= 2


def free_shift(boxes: Sequence[Box], others: Collection[Box], wanted: Point) -> Point:
    """The shift nearest to the wanted one by which none of some boxes comes to lie on, or close to, another.

    Args:
        boxes: what is to be moved; they keep their places among themselves.
        others: what is in the way.
        wanted: the shift that would be best, on the grid.

    Returns:
        A shift on the grid.
    """
    if not boxes or not others:
        return wanted
    if len(boxes) * len(others) > _MOST_PAIRS:
        boxes = [_around(boxes)]
    barred = [_barred(box, other) for box in boxes for other in others]
    reach = _FIRST_REACH
    while True:
        # What is further away than the place that is found cannot be in its way.
        near = [b for b in barred if _distance(b, wanted) <= reach]
        found = _nearest_outside(near, wanted)
        if found is None:
            below = max(b.y + b.height for b in barred)
            return Point(wanted.x, math.ceil(below / GRID) * GRID)
        if math.dist(found, wanted) <= reach or len(near) == len(barred):
            return found
        reach *= 2


def _barred(box: Box, other: Box) -> Box:
    """The shifts by which a box would come too close to another, in steps of the grid: they lie inside of this."""
    left = math.floor((other.x - _GAP - box.x - box.width) / GRID) * GRID
    top = math.floor((other.y - _GAP - box.y - box.height) / GRID) * GRID
    right = math.ceil((other.x + other.width + _GAP - box.x) / GRID) * GRID
    bottom = math.ceil((other.y + other.height + _GAP - box.y) / GRID) * GRID
    return Box(left, top, right - left, bottom - top)


def _distance(barred: Box, point: Point) -> float:
    x, y, width, height = barred
    return math.hypot(max(x - point.x, point.x - x - width, 0), max(y - point.y, point.y - y - height, 0))


def _nearest_outside(barred: Sequence[Box], wanted: Point) -> Point | None:
    """The point nearest to the wanted one that lies within none of some boxes; None if it takes too long to find.

    It lies on an edge of one of them in each direction in which it is not the wanted one, so only those are tried, the
    nearest first.
    """
    columns = {wanted.x, *(b.x for b in barred), *(b.x + b.width for b in barred)}
    rows = {wanted.y, *(b.y for b in barred), *(b.y + b.height for b in barred)}
    # Below and to the right come first where all else is equal.
    xs = sorted(columns, key=lambda x: (abs(x - wanted.x), -x))
    ys = sorted(rows, key=lambda y: (abs(y - wanted.y), -y))
    queue = [(0.0, 0, 0)]
    for _ in range(_MOST_PLACES):
        if not queue:
            break
        _, i, j = heappop(queue)
        x, y = xs[i], ys[j]
        if not any(b.x < x < b.x + b.width and b.y < y < b.y + b.height for b in barred):
            return Point(x, y)
        if i + 1 < len(xs):
            heappush(queue, (math.hypot(xs[i + 1] - wanted.x, y - wanted.y), i + 1, j))
        if i == 0 and j + 1 < len(ys):
            heappush(queue, (math.hypot(x - wanted.x, ys[j + 1] - wanted.y), i, j + 1))
    return None


def _around(boxes: Iterable[Box]) -> Box:
    """The box around boxes."""
    all_ = list(boxes)
    left, top = min(b.x for b in all_), min(b.y for b in all_)
    right, bottom = max(b.x + b.width for b in all_), max(b.y + b.height for b in all_)
    return Box(left, top, right - left, bottom - top)


class _Cells:
    """Boxes by where they are, so that only those nearby are looked at."""

    def __init__(self, boxes: Iterable[Box]) -> None:
        self._cells: dict[tuple[int, int], list[Box]] = {}
        self._all: set[Box] = set()
        for box in boxes:
            self.add(box)

    def __len__(self) -> int:
        return len(self._all)

    def add(self, box: Box) -> None:
        """Take up another."""
        self._all.add(box)
        for cell in self._of(box):
            self._cells.setdefault(cell, []).append(box)

    def near(self, box: Box, reach: float) -> set[Box]:
        """Those that are no further away from a box, and perhaps more."""
        if (2 * reach / _CELL) ** 2 > len(self._cells):
            return self._all
        around = Box(box.x - reach, box.y - reach, box.width + 2 * reach, box.height + 2 * reach)
        return {b for cell in self._of(around) for b in self._cells.get(cell, ())}

    def _of(self, box: Box) -> Iterator[tuple[int, int]]:
        x, y, width, height = box
        for column in range(int(x // _CELL), int((x + width) // _CELL) + 1):
            for row in range(int(y // _CELL), int((y + height) // _CELL) + 1):
                yield column, row

    def hit(self, box: Box) -> bool:
        """Whether a box overlaps one of these."""
        return any(
            box.x < b.x + b.width and b.x < box.x + box.width and box.y < b.y + b.height and b.y < box.y + box.height
            for cell in self._of(box)
            for b in self._cells.get(cell, ())
        )
