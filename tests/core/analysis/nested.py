"""Sketches whose merges lie within one another, so that all their branches together are far more than their layers."""

from __future__ import annotations

from core.document.document import Document
from core.document.graph import Graph, Node, NodeId, OutputRef
from core.language.operator import Operator
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.interface import Input
from core.ops.merge import Concat
from core.ops.pool import MaxPool2d

__all__ = ["CONV", "Counted", "counted", "dense", "pool_taps", "taps", "u_net"]

CONV = Conv2d(out_channels=4, kernel_size=(1, 1))
_POOL = MaxPool2d(kernel_size=(1, 1), stride=(1, 1))


class _Drawing:
    """Nodes that are put down one after the other; without the names and places that a ``Builder`` sees to."""

    def __init__(self) -> None:
        self.nodes: dict[NodeId, Node] = {}

    def add(self, key: NodeId, op: Operator, *sources: NodeId) -> NodeId:
        self.nodes[key] = Node(key, op, tuple(map(OutputRef, sources)), key)
        return key

    def document(self) -> Document:
        return Document(Graph(self.nodes))


def _start() -> tuple[_Drawing, NodeId]:
    drawing = _Drawing()
    return drawing, drawing.add("in", Input(channels=4, height=8, width=8))


def u_net(levels: int, down: Operator = CONV, up: Operator = CONV) -> Document:
    """Layers down, as many up, and a skip between those of each level: two layers and a merge a level."""
    drawing, at = _start()
    for level in range(levels):
        at = drawing.add(f"down{level}", down, at)
    for level in reversed(range(levels)):
        at = drawing.add(f"up{level}", up, at)
        at = drawing.add(f"join{level}", Concat(), f"down{level}", at)
    return drawing.document()


def dense(count: int) -> Document:
    """Concats each of which reads all layers before it."""
    drawing, at = _start()
    outputs = [at]
    for number in range(count):
        joined = drawing.add(f"join{number}", Concat(), *outputs)
        outputs.append(drawing.add(f"conv{number}", CONV, joined))
    return drawing.document()


def taps(count: int, op: Operator = CONV) -> Document:
    """A chain, each layer of which is joined with the input by a merge of its own."""
    drawing, at = _start()
    for number in range(count):
        at = drawing.add(f"link{number}", op, at)
        drawing.add(f"join{number}", Concat(), "in", at)
    return drawing.document()


def pool_taps(count: int) -> Document:
    """A chain of pools, each of which is joined with a convolution of the input: a pool branch for each of them."""
    drawing, at = _start()
    for number in range(count):
        at = drawing.add(f"pool{number}", _POOL, at)
        conv = drawing.add(f"conv{number}", CONV, "in")
        drawing.add(f"join{number}", Concat(), at, conv)
    drawing.add("end", ReLU(), at)
    return drawing.document()


class Counted(dict[NodeId, Node]):
    """Nodes that count how often one of them is looked at."""

    looks = 0

    def __getitem__(self, key: NodeId) -> Node:
        self.looks += 1
        return super().__getitem__(key)


def counted(document: Document) -> Document:
    """The document with nodes that count."""
    return Document(Graph(Counted(document.main.nodes)))
