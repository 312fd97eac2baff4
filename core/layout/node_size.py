"""The size of a node's box and where its ports sit, on an 8 px grid: pure functions of its kind and number of ports.

Text is elided to fit the box, never the box to the text, so that layouts and pictures are the same on every machine.

Where data flows down, ports stand along the width of a box; where it flows to the right, along its height. Boxes differ
in that by an even number of grid steps, so that those of a chain, one behind the other on the grid, are wired straight.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from core.document.graph import Flow, Node, NodeStyle

__all__ = [
    "COLLAPSED",
    "GRID",
    "HEIGHT",
    "LOW",
    "PORT_PITCH",
    "WIDTH",
    "Side",
    "Size",
    "input_ports",
    "node_size",
    "port_offset",
    "port_place",
]

Side = Literal["in", "out"]

GRID: Final = 8
WIDTH: Final = 192
"""One width for all, so that what stands in a column is wired straight down."""
HEIGHT: Final = 72
"""Four lines: name and type, parameters, shape, cost."""
LOW: Final = 48
"""Two lines, for what has no parameters to show: name and type, shape."""
COLLAPSED: Final = 24
"""One line: the name. No taller for any number of ports, which is what it is for."""
PORT_PITCH: Final = 24
"""Least distance between two ports of a box that data flows down through."""
_LOW_ACROSS: Final = 56
"""``LOW`` where data flows to the right: its middle is on the grid where those of the others are."""
_PITCH_ACROSS: Final = 16
_STEP: Final = 2 * GRID
"""Boxes differ by so much along the side of their ports, so that all have their middles on the same lines."""
_PLAIN: Final = NodeStyle()


class Size(NamedTuple):
    """Width and height in canvas units."""

    width: float
    height: float


def input_ports(node: Node) -> int:
    """Input ports drawn: a variadic operator shows one free port behind those in use."""
    return len(node.inputs) + (1 if node.op.variadic else 0)


def node_size(node: Node, style: NodeStyle = _PLAIN, flow: Flow = "down") -> Size:
    """Size of a node's box: larger than usual, along the side of its ports, only where many of them need it.

    Args:
        node: what the box is of.
        style: whether it is collapsed.
        flow: where data flows.
    """
    ports = max(input_ports(node), len(node.op.outputs))
    # The shape of an Input is its parameters.
    low = node.op.is_input or not node.op.params
    if flow == "right":
        if style.collapsed:
            return Size(WIDTH, COLLAPSED)
        height = _LOW_ACROSS if low else HEIGHT
        more = max(0, (ports + 1) * _PITCH_ACROSS - height)
        return Size(WIDTH, height + -(-more // _STEP) * _STEP)
    more = max(0, (ports + 1) * PORT_PITCH - WIDTH)
    return Size(WIDTH + -(-more // _STEP) * _STEP, COLLAPSED if style.collapsed else LOW if low else HEIGHT)


def port_offset(index: int, count: int, width: float) -> float:
    """Distance of a port's centre from the box's left edge, or from its upper one: evenly spread."""
    return width * (index + 1) / (count + 1)


def port_place(side: Side, index: int, count: int, size: Size, flow: Flow = "down") -> tuple[float, float]:
    """Where a port's centre lies, from the top left corner of its box.

    Args:
        side: whether it is an input or an output.
        index: number of the port.
        count: how many ports there are on that side.
        size: of the box.
        flow: where data flows: inputs stand on the side that it comes from.
    """
    if flow == "right":
        return 0 if side == "in" else size.width, port_offset(index, count, size.height)
    return port_offset(index, count, size.width), 0 if side == "in" else size.height
