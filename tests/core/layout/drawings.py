"""Graphs for the layout's tests, and what can be measured in a drawing."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from core.document.graph import Point
from core.layout.layered import Box, Layout

WIDTH, HEIGHT = 184.0, 72.0


class Sketch:
    """Boxes of the usual size, added from the top down."""

    def __init__(self) -> None:
        self.boxes: list[Box] = []

    def add(self, *inputs: str | None, name: str = "") -> str:
        key = name or f"n{len(self.boxes)}"
        self.boxes.append(Box(key, WIDTH, HEIGHT, inputs))
        return key

    def chain(self, start: str, length: int) -> str:
        for _ in range(length):
            start = self.add(start)
        return start


def googlenet() -> list[Box]:
    s = Sketch()
    x = s.chain(s.add(), 8)
    for block in range(9):
        if block in {2, 7}:
            x = s.add(x)
        x = s.add(*(s.chain(x, length) for length in (2, 4, 4, 3)))
    s.chain(x, 3)
    return s.boxes


def resnet152() -> list[Box]:
    s = Sketch()
    x = s.chain(s.add(), 4)
    for blocks in (3, 8, 36, 3):
        for block in range(blocks):
            y = s.chain(x, 8)
            x = s.add(s.add(y, s.chain(x, 2) if block == 0 else x))
    s.chain(x, 2)
    return s.boxes


def unet() -> list[Box]:
    s = Sketch()
    x, skips = s.add(), []
    for _ in range(4):
        x = s.chain(x, 6)
        skips.append(x)
        x = s.add(x)
    x = s.chain(x, 6)
    for skip in reversed(skips):
        x = s.chain(s.add(s.add(x), skip), 6)
    s.add(x)
    return s.boxes


def densenet_block(layers: int = 12) -> list[Box]:
    s = Sketch()
    features = [s.chain(s.add(), 1)]
    for _ in range(layers):
        features.append(s.chain(s.add(*features), 5))
    s.add(*features)
    return s.boxes


def nasnet(cells: int = 18) -> list[Box]:
    s = Sketch()
    older = newer = s.chain(s.add(), 2)
    for _ in range(cells):
        p, h = s.add(older), s.add(newer)
        adds = [s.add(*(s.add(source) for source in pair)) for pair in ((h, h), (p, h), (h, p), (p, p), (p, p))]
        older, newer = newer, s.add(*adds, p)
    s.chain(newer, 2)
    return s.boxes


def centre(layout: Layout, box: Box) -> float:
    return layout.positions[box.key].x + box.width / 2


def overlaps(boxes: Sequence[Box], layout: Layout) -> list[tuple[str, str]]:
    """Pairs of boxes that share some of the canvas."""
    found = []
    standing: list[Box] = []
    for box in sorted(boxes, key=lambda box: layout.positions[box.key].y):
        x, y = layout.positions[box.key]
        standing = [b for b in standing if layout.positions[b.key].y + b.height > y]
        for other in standing:
            left = layout.positions[other.key].x
            if left < x + box.width and x < left + other.width:
                found.append((other.key, box.key))
        standing.append(box)
    return found


def struck(boxes: Sequence[Box], layout: Layout) -> list[tuple[str, int, str]]:
    """Wires that lead through a box that is neither their source nor their target, with that box."""
    source = {(box.key, port): s for box in boxes for port, s in enumerate(box.inputs)}
    return [
        (target, port, box.key)
        for (target, port), route in layout.routes.items()
        for a, b in pairwise(route)
        for box in boxes
        if box.key not in {target, source[target, port]} and _hits(a, b, layout.positions[box.key], box)
    ]


def _hits(a: Point, b: Point, corner: Point, box: Box) -> bool:
    """Whether a line from point to point has more than its edge in common with a box (Liang and Barsky)."""
    first, last = 0.0, 1.0
    margin = 1e-6
    for start, step, low, high in (
        (a.x, b.x - a.x, corner.x + margin, corner.x + box.width - margin),
        (a.y, b.y - a.y, corner.y + margin, corner.y + box.height - margin),
    ):
        if step == 0:
            if not low < start < high:
                return False
            continue
        enter, leave = sorted(((low - start) / step, (high - start) / step))
        first, last = max(first, enter), min(last, leave)
    return first < last


def crossings(layout: Layout, boxes: Sequence[Box]) -> int:
    """Pairs of wires from different tensors that cross between two rows, apart from their ends."""
    source = {(box.key, port): s for box in boxes for port, s in enumerate(box.inputs)}
    pieces: dict[tuple[str | None, Point, Point], None] = {}
    for wire, route in layout.routes.items():
        for a, b in pairwise(route):
            pieces[source[wire], a, b] = None
    leaning = sorted((min(a.y, b.y), max(a.y, b.y), s or "", a, b) for s, a, b in pieces)
    count = 0
    for i, (_, bottom, s, a, b) in enumerate(leaning):
        for top, _, t, c, d in leaning[i + 1 :]:
            if top >= bottom:
                break
            count += s != t and _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0
    return count


def _side(a: Point, b: Point, c: Point) -> float:
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)


def chain_links(boxes: Sequence[Box]) -> list[tuple[Box, Box]]:
    """Boxes with one reader, and that reader where it has one input."""
    by_key = {box.key: box for box in boxes}
    readers = Counter(s for box in boxes for s in box.inputs if s in by_key)
    links = []
    for box in boxes:
        inputs = [s for s in box.inputs if s in by_key]
        if len(inputs) == 1 and readers[inputs[0]] == 1:
            links.append((by_key[inputs[0] or ""], box))
    return links
