"""Placed operators and their wires, as values. An edit makes a new Graph; nothing here changes in place.

Edges are the ``inputs`` of nodes: one source per input by construction, and no table of edges that could dangle.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from core.language.formulas import Formula
from core.language.operator import Operator

__all__ = [
    "Edge",
    "Graph",
    "Node",
    "NodeId",
    "OutputRef",
    "Point",
    "ancestors",
    "consumers",
    "edges",
    "find_cycle",
    "natural_key",
    "topological_order",
    "unique_name",
]

NodeId = str


class Point(NamedTuple):
    """Top left corner of a node on the canvas, in canvas units (8 to a grid step), y downwards."""

    x: float
    y: float


class OutputRef(NamedTuple):
    """One output port of one node: where a wire comes from."""

    node: NodeId
    port: int = 0


class Edge(NamedTuple):
    """A wire: from an output port to input number ``port`` of ``target``."""

    source: OutputRef
    target: NodeId
    port: int


@dataclass(frozen=True, eq=False)
class Node:
    """A placed operator.

    Compared by identity: an unchanged node stays the same object from one document to the next, which is how the
    analysis and the canvas know what to leave alone. ``same_as`` compares by value.

    Attributes:
        id: stable in files, never reused.
        op: operator with its literal parameters.
        inputs: source of each input port, or None; for a variadic operator a compact tuple without None.
        name: what a person calls it; unique within a graph.
        formulas: by parameter component; while one stands, the literal beneath it is kept and used nowhere.
        extra: fields of the file that this version does not know, kept and written back.
        extra_params: parameters of the file that this version does not know, likewise.
        extra_formulas: formulas of the file under keys that this version does not know, likewise.
    """

    id: NodeId
    op: Operator
    inputs: tuple[OutputRef | None, ...] = ()
    name: str = ""
    formulas: Mapping[str, Formula] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)
    extra_params: Mapping[str, Any] = field(default_factory=dict)
    extra_formulas: Mapping[str, Any] = field(default_factory=dict)

    def same_as(self, other: Node) -> bool:
        """Whether all fields are equal."""
        return self is other or all(getattr(self, f) == getattr(other, f) for f in self.__dataclass_fields__)


@dataclass(frozen=True, eq=False)
class Graph:
    """Nodes by id, and where they stand.

    Attributes:
        nodes: by id. Treated as immutable.
        layout: position by id. Moving a node leaves ``nodes`` the same object.
        extra: fields of the file that this version does not know.
    """

    nodes: Mapping[NodeId, Node] = field(default_factory=dict)
    layout: Mapping[NodeId, Point] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)

    def same_as(self, other: Graph) -> bool:
        """Whether both hold equal nodes at equal places."""
        if self is other:
            return True
        return (
            self.nodes.keys() == other.nodes.keys()
            and self.layout == other.layout
            and self.extra == other.extra
            and all(node.same_as(other.nodes[key]) for key, node in self.nodes.items())
        )

    def position(self, node: NodeId) -> Point:
        """Where a node stands; the origin when the file did not say."""
        return self.layout.get(node, Point(0, 0))


def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key under which ``conv10`` comes after ``conv2``."""
    return tuple(
        (0, int(part), "") if part.isascii() and part.isdigit() and len(part) < 19 else (1, 0, part)
        for part in re.split(r"(\d+)", text)
        if part
    )


def edges(graph: Graph) -> Iterator[Edge]:
    """All wires, by target and port."""
    for node in graph.nodes.values():
        for port, source in enumerate(node.inputs):
            if source is not None:
                yield Edge(source, node.id, port)


def consumers(nodes: Mapping[NodeId, Node]) -> dict[NodeId, list[NodeId]]:
    """Who reads each node, each reader once, in the order of ``nodes``."""
    readers: dict[NodeId, list[NodeId]] = {key: [] for key in nodes}
    for node in nodes.values():
        for source in dict.fromkeys(ref.node for ref in node.inputs if ref is not None):
            if source in readers:
                readers[source].append(node.id)
    return readers


def topological_order(nodes: Mapping[NodeId, Node]) -> tuple[NodeId, ...]:
    """Depth-first from the outputs, inputs in port order, so that branches come in the author's order.

    Roots are the Output nodes and then all other nodes that nobody reads, each group by name. Every node comes
    after the nodes it reads. Nodes on a cycle, which edits and the codec refuse, come in some order all the same.
    """
    read = {ref.node for node in nodes.values() for ref in node.inputs if ref is not None}
    roots = [node for key, node in nodes.items() if key not in read]
    roots.sort(key=lambda n: (not n.op.is_output, natural_key(n.name), n.id))
    order: list[NodeId] = []
    seen: set[NodeId] = set()
    rest = (node for node in nodes.values() if node.id not in seen)
    for group in (roots, rest):
        for root in group:
            _visit(nodes, root.id, seen, order)
    return tuple(order)


def _visit(nodes: Mapping[NodeId, Node], root: NodeId, seen: set[NodeId], order: list[NodeId]) -> None:
    if root in seen:
        return
    seen.add(root)
    stack: list[tuple[NodeId, Iterator[OutputRef | None]]] = [(root, iter(nodes[root].inputs))]
    while stack:
        key, sources = stack[-1]
        for ref in sources:
            if ref is not None and ref.node in nodes and ref.node not in seen:
                seen.add(ref.node)
                stack.append((ref.node, iter(nodes[ref.node].inputs)))
                break
        else:
            order.append(key)
            stack.pop()


def ancestors(nodes: Mapping[NodeId, Node], start: Iterable[NodeId]) -> set[NodeId]:
    """All nodes that ``start`` depends on, and ``start`` itself."""
    found = set(start)
    todo = list(found)
    while todo:
        for ref in nodes[todo.pop()].inputs:
            if ref is not None and ref.node not in found and ref.node in nodes:
                found.add(ref.node)
                todo.append(ref.node)
    return found


def find_cycle(nodes: Mapping[NodeId, Node]) -> tuple[NodeId, ...]:
    """The nodes of one cycle in wire direction, or nothing."""
    waiting = {
        key: len({ref.node for ref in node.inputs if ref is not None and ref.node in nodes})
        for key, node in nodes.items()
    }
    readers = consumers(nodes)
    ready = [key for key, count in waiting.items() if count == 0]
    while ready:
        key = ready.pop()
        del waiting[key]
        for reader in readers[key]:
            waiting[reader] -= 1
            if waiting[reader] == 0:
                ready.append(reader)
    if not waiting:
        return ()
    trail: dict[NodeId, int] = {}
    at = min(waiting)
    while at not in trail:
        trail[at] = len(trail)
        at = next(r.node for r in nodes[at].inputs if r is not None and r.node in waiting)
    return tuple(reversed(list(trail)[trail[at] :]))


def unique_name(wanted: str, taken: Iterable[str], counters: dict[str, int] | None = None) -> str:
    """``wanted``, or with the first free number appended: ``conv``, ``conv_2``, ``conv_3``.

    A name that ends in such a number loses it first, so that copies of copies stay short.

    Args:
        wanted: the name asked for.
        taken: names that are in use; a set or mapping is not copied.
        counters: numbers tried so far, by stem; whoever names many nodes hands the same one in each time, so that
            each number is tried once.
    """
    names = taken if isinstance(taken, Set | Mapping) else set(taken)
    if wanted not in names:
        return wanted
    stem = re.sub(r"_\d{1,9}$", "", wanted) or wanted
    number = counters.get(stem, 2) if counters is not None else 2
    while f"{stem}_{number}" in names:
        number += 1
    if counters is not None:
        counters[stem] = number
    return f"{stem}_{number}"
