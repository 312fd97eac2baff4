"""The size of a node's box and where its ports sit, on an 8 px grid: pure functions of its kind and number of ports.

Text is elided to fit the box, never the box to the text, so that layouts and pictures are the same on every machine.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from core.document.graph import Node

__all__ = ["GRID", "HEIGHT", "LOW", "PORT_PITCH", "WIDTH", "Size", "input_ports", "node_size", "port_offset"]

GRID: Final = 8
WIDTH: Final = 192
"""One width for all, so that what stands in a column is wired straight down."""
HEIGHT: Final = 72
"""Four lines: name and type, parameters, shape, cost."""
LOW: Final = 48
"""Two lines, for what has no parameters to show: name and type, shape."""
PORT_PITCH: Final = 24
"""Least distance between two ports."""


class Size(NamedTuple):
    """Width and height in canvas units."""

    width: float
    height: float


def input_ports(node: Node) -> int:
    """Input ports drawn: a variadic operator shows one free port behind those in use."""
    return len(node.inputs) + (1 if node.op.variadic else 0)


def node_size(node: Node) -> Size:
    """Size of a node's box: wider than ``WIDTH`` only where many ports need it."""
    ports = max(input_ports(node), len(node.op.outputs))
    wide = -(-(ports + 1) * PORT_PITCH // GRID) * GRID
    # The shape of an Input is its parameters.
    low = node.op.is_input or not node.op.params
    return Size(max(WIDTH, wide), LOW if low else HEIGHT)


def port_offset(index: int, count: int, width: float) -> float:
    """Distance of a port's centre from the box's left edge: evenly spread."""
    return width * (index + 1) / (count + 1)
