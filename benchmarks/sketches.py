"""Sketches of any size for measurements: Inception modules one behind the other."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

from core.document.builder import COLUMN, ROW, Builder
from core.document.document import Document
from core.document.graph import COLORS, Annotation, NodeId, NodeStyle, OutputRef, Point
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.merge import Concat
from core.ops.pool import MaxPool2d

__all__ = ["FIRST", "LAST", "MIDDLE", "SMALLEST", "inception_chain", "marked_chain"]

FIRST: Final = "stem"
"""Id of the convolution that everything follows."""
LAST: Final = "head"
"""Id of the convolution that only the Output follows."""
MIDDLE: Final = "middle"
"""Id of the convolution of ``marked_chain`` that a given number of nodes follow."""
SMALLEST: Final = 18
"""Nodes of the shortest chain: Input, stem, one module, head, Output."""
_MODULE: Final = 14
_ROWS: Final = 6


def inception_chain(size: int) -> Document:
    """A chain of Inception modules like 3a whose widths are formulas over ``c_in``.

    So the width of the stem runs through to the end: shape and cost of every node follow it, which is the most that an
    edit can ask for. With literal widths a change would end at the next convolutions.

    Args:
        size: number of nodes, at least ``SMALLEST``. What modules do not fill up is ReLUs at the end.
    """
    sketch = Builder(f"{size} nodes")
    x = sketch.input(64, 28, 28, at=(1.5, -2))
    x = sketch.add(_conv(256, 3), x, name=FIRST, at=(1.5, -1))
    modules, rest = divmod(size - (SMALLEST - _MODULE), _MODULE)
    tall = math.ceil(math.sqrt(modules * 1.5))  # so many modules below one another make the whole about square
    for module in range(modules):
        column, row = divmod(module, tall)
        x = _module(sketch, x, column * 5, row * _ROWS)
    column = -(-modules // tall) * 5
    for row in range(rest):
        x = sketch.add(ReLU(), x, name="relu", at=(column, row))
    x = sketch.add(_conv(10, 1), x, name=LAST, at=(column, rest))
    sketch.output(x, at=(column, rest + 1))
    return sketch.build()


def marked_chain(size: int, following: int = 2000) -> Document:
    """A chain of Inception modules with all that a canvas may have to mark.

    A pool that does not fit (an error) or a convolution that nobody reads (a hint) stands beside each module; there
    are frames around columns, notes, colours, a bypassed layer here and there, and a bend.

    Args:
        size: number of nodes, about: whole modules, at least one.
        following: so many of them, at most, have a shape that follows from the convolution ``MIDDLE``.
    """
    sketch = Builder(f"{size} nodes, marked")
    x = sketch.add(_conv(256, 3), sketch.input(64, 28, 28, at=(1.5, -2)), name=FIRST, at=(1.5, -1))
    modules = max(1, (size - 5) // (_MODULE + 1))
    tall = max(1, math.ceil(math.sqrt(modules * 1.5)))
    middle = max(0, modules - following // (_MODULE + 1))
    beside: list[NodeId] = []
    for module in range(modules):
        left, top = module // tall * 6, module % tall * _ROWS
        if module == middle:
            x = sketch.add(_conv(256, 1), x, name=MIDDLE, at=(left - 0.5, top + 0.25))
        x = _module(sketch, x, left, top)
        odd = MaxPool2d(kernel_size=(99, 99)) if module % 2 else _conv(8, 1)
        beside.append(sketch.add(odd, x, name="beside", at=(left + 4, top + 3)).node)
    x = sketch.add(_conv(10, 1), x, name=LAST, at=(left, top + _ROWS))
    sketch.output(x, at=(left, top + _ROWS + 1))
    document = sketch.build()
    graph, layout = document.main, document.main.layout
    columns = range(-(-modules // tall))
    frames = [_frame(number, layout[beside[number * tall]], tall) for number in columns]
    notes = [
        Annotation(f"note{n}", "note", "A *note* of\ntwo lines", layout[b].x, layout[b].y + 80, 150, 70, "yellow")
        for n, b in enumerate(beside[::9])
    ]
    nodes = {**graph.nodes, **{key: replace(graph.nodes[key], bypassed=True) for key in beside[2::16]}}
    return replace(
        document,
        main=replace(
            graph,
            nodes=nodes,
            styles={key: NodeStyle(color=COLORS[1 + n % 8]) for n, key in enumerate(list(nodes)[::7])},
            annotations={annotation.id: annotation for annotation in (*frames, *notes)},
        ),
    )


def _frame(number: int, corner: Point, tall: int) -> Annotation:
    """A frame around a column of modules, the first of which has its odd layer at ``corner``."""
    left, height = corner.x - 4 * COLUMN - 40, tall * _ROWS * ROW
    return Annotation(f"frame{number}", "frame", f"Stage {number + 1}", left, corner.y - 4 * ROW, 1100, height, "blue")


def _conv(channels: int, kernel: int) -> Conv2d:
    return Conv2d(out_channels=channels, kernel_size=(kernel, kernel), padding="same")


def _module(sketch: Builder, x: OutputRef, left: float, top: float) -> OutputRef:
    """Four branches whose widths add up to the channels that come in: 1/4, 1/2, 1/8 and 1/8 of them."""

    def conv(source: OutputRef, width: str, kernel: int, column: int, row: int) -> OutputRef:
        made = sketch.add(
            _conv(1, kernel),
            source,
            name=f"conv{kernel}x{kernel}",
            at=(left + column, top + row),
            formulas={"out_channels": width},
        )
        return sketch.add(ReLU(), made, name="relu", at=(left + column, top + row + 0.75))

    ones = conv(x, "c_in // 4", 1, 0, 1)
    threes = conv(conv(x, "c_in // 8", 1, 1, 1), "c_in * 4", 3, 1, 3)
    fives = conv(conv(x, "c_in // 16", 1, 2, 1), "c_in * 2", 5, 2, 3)
    pool = MaxPool2d(kernel_size=(3, 3), stride=(1, 1), padding="same")
    pooled = conv(sketch.add(pool, x, name="pool", at=(left + 3, top + 1)), "c_in // 8", 1, 3, 3)
    return sketch.add(Concat(), ones, threes, fives, pooled, name="concat", at=(left + 1.5, top + 5))
