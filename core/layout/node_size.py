"""The size of a node's box, on an 8 px grid: a pure function of its kind and number of ports.

Text is elided to fit the box, never the box to the text, so that layouts and pictures are the same on every machine.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from core.document.graph import Node

__all__ = ["GRID", "HEIGHT", "WIDTH", "Size", "input_ports", "node_size", "port_offset"]

GRID: Final = 8
WIDTH: Final = 184
HEIGHT: Final = 72
PORT_PITCH: Final = 32


class Size(NamedTuple):
    """Width and height in canvas units."""

    width: float
    height: float


def input_ports(node: Node) -> int:
    """Input ports drawn: a variadic operator shows one free port behind those in use."""
    return len(node.inputs) + (1 if node.op.variadic else 0)


def node_size(node: Node) -> Size:
    """Size of a node's box: one width for all, wider only where many ports need it."""
    ports = max(input_ports(node), len(node.op.outputs))
    wide = (ports + 1) * PORT_PITCH
    return Size(max(WIDTH, -(-wide // GRID) * GRID), HEIGHT)


def port_offset(index: int, count: int, width: float) -> float:
    """Distance of a port's centre from the box's left edge: evenly spread."""
    return width * (index + 1) / (count + 1)
