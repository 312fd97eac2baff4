"""Placed operators and their wires, as values. An edit makes a new Graph; nothing here changes in place.

Edges are the ``inputs`` of nodes: one source per input by construction, and no table of edges that could dangle.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, NamedTuple

from core.language.formulas import Formula
from core.language.operator import Operator

__all__ = [
    "COLORS",
    "FLOWS",
    "Annotation",
    "AnnotationId",
    "AnnotationKind",
    "Color",
    "Edge",
    "Flow",
    "Graph",
    "Known",
    "Node",
    "NodeId",
    "NodeStyle",
    "OutputRef",
    "Point",
    "Wire",
    "ancestors",
    "consumers",
    "edges",
    "find_cycle",
    "in_place_of",
    "is_wired",
    "natural_key",
    "order_from",
    "pruned",
    "remaining_inputs",
    "roots_in_order",
    "topological_order",
    "unique_name",
]

NodeId = str
AnnotationId = str
AnnotationKind = Literal["frame", "note"]
Color = Literal["", "red", "orange", "yellow", "green", "teal", "blue", "purple", "grey"]
"""A name, for which each theme has a tone of its own; "" is what the theme takes by itself."""
COLORS: Final[tuple[Color, ...]] = ("", "red", "orange", "yellow", "green", "teal", "blue", "purple", "grey")
Flow = Literal["down", "right"]
"""Where data flows: ports stand at the top and the bottom of a box, or at its left and its right."""
FLOWS: Final[tuple[Flow, ...]] = ("down", "right")


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


class Wire(NamedTuple):
    """What bends belong to: a wire by its ends, whatever the number of the input. Wires with equal ends bend alike."""

    source: OutputRef
    target: NodeId


@dataclass(frozen=True)
class NodeStyle:
    """How a node looks, which changes nothing of what it does.

    Attributes:
        color: of its band, in place of that of its category.
        collapsed: only its name is shown.
        locked: it stays where it is: neither dragging nor a layout moves it.
        extra: fields of the file that this version does not know, kept and written back.
    """

    color: Color = ""
    collapsed: bool = False
    locked: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)


_PLAIN: Final = NodeStyle()


@dataclass(frozen=True)
class Annotation:
    """A frame around nodes, or a note beside them. Costs nothing, and no wire leads to it.

    Attributes:
        id: unique among the nodes and annotations of its graph.
        kind: a frame carries along what lies within it; a note is text.
        text: the frame's title, or what the note says (plain text, of any number of lines).
        x: left edge, in canvas units.
        y: upper edge.
        width: in canvas units.
        height: likewise.
        color: of the frame's title and tint, or of the paper.
        extra: fields of the file that this version does not know.
    """

    id: AnnotationId
    kind: AnnotationKind
    text: str
    x: float
    y: float
    width: float
    height: float
    color: Color = ""
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)


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
        bypassed: it hands on its first input unchanged and costs nothing.
        extra: fields of the file that this version does not know, kept and written back.
        extra_params: parameters of the file that this version does not know, likewise.
        extra_formulas: formulas of the file under keys that this version does not know, likewise.
    """

    id: NodeId
    op: Operator
    inputs: tuple[OutputRef | None, ...] = ()
    name: str = ""
    formulas: Mapping[str, Formula] = field(default_factory=dict)
    bypassed: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)
    extra_params: Mapping[str, Any] = field(default_factory=dict)
    extra_formulas: Mapping[str, Any] = field(default_factory=dict)

    @property
    def bypassable(self) -> bool:
        """Whether there is anything that it could hand on: it has an input and an output, and is no end of a sketch."""
        op = self.op
        return not (op.is_input or op.is_output) and bool(op.variadic or op.inputs) and bool(op.outputs)

    def same_as(self, other: Node) -> bool:
        """Whether all fields are equal."""
        return self is other or all(getattr(self, f) == getattr(other, f) for f in self.__dataclass_fields__)


@dataclass(frozen=True, eq=False)
class Graph:
    """Nodes by id, where they stand, and how they look.

    What does not change any number stands beside ``nodes``, so that moving or colouring leaves that the same object.

    Attributes:
        nodes: by id. Treated as immutable.
        layout: position by id.
        styles: of the nodes that do not look as all others.
        annotations: frames and notes, by id; later ones lie above earlier ones.
        bends: points that a wire is led through, from its source on, in canvas units.
        flow: where data flows.
        extra: fields of the file that this version does not know.
    """

    nodes: Mapping[NodeId, Node] = field(default_factory=dict)
    layout: Mapping[NodeId, Point] = field(default_factory=dict)
    styles: Mapping[NodeId, NodeStyle] = field(default_factory=dict)
    annotations: Mapping[AnnotationId, Annotation] = field(default_factory=dict)
    bends: Mapping[Wire, tuple[Point, ...]] = field(default_factory=dict)
    flow: Flow = "down"
    extra: Mapping[str, Any] = field(default_factory=dict)

    def same_as(self, other: Graph) -> bool:
        """Whether both hold equal nodes at equal places."""
        if self is other:
            return True
        return (
            self.nodes.keys() == other.nodes.keys()
            and self.layout == other.layout
            and self.styles == other.styles
            and self.annotations == other.annotations
            and tuple(self.annotations) == tuple(other.annotations)
            and self.bends == other.bends
            and self.flow == other.flow
            and self.extra == other.extra
            and all(node.same_as(other.nodes[key]) for key, node in self.nodes.items())
        )

    def position(self, node: NodeId) -> Point:
        """Where a node stands; the origin when the file did not say."""
        return self.layout.get(node, Point(0, 0))

    def style(self, node: NodeId) -> NodeStyle:
        """How a node looks; as all others when nothing else was said."""
        return self.styles.get(node, _PLAIN)


def remaining_inputs(node: Node, goes: Callable[[OutputRef], bool]) -> tuple[OutputRef | None, ...]:
    """A node's inputs without some of its wires: open where they were, or for a variadic operator closed up."""
    if node.op.variadic:
        return tuple(ref for ref in node.inputs if ref is None or not goes(ref))
    return tuple(None if ref is not None and goes(ref) else ref for ref in node.inputs)


def is_wired(nodes: Mapping[NodeId, Node], wire: Wire) -> bool:
    """Whether there is such a wire."""
    return wire.target in nodes and wire.source in nodes[wire.target].inputs


def pruned(graph: Graph) -> Graph:
    """The graph without the styles of nodes and the bends of wires that are gone; the same object when there are none.

    Every edit comes through here, so it looks at what has a style or a bend, and not at all nodes.
    """
    nodes, styles, bends = graph.nodes, graph.styles, graph.bends
    unstyled = [key for key in styles if key not in nodes]
    straight = [wire for wire in bends if not is_wired(nodes, wire)]
    if unstyled:
        styles = {key: style for key, style in styles.items() if key in nodes}
    if straight:
        gone = set(straight)
        bends = {wire: points for wire, points in bends.items() if wire not in gone}
    return replace(graph, styles=styles, bends=bends) if unstyled or straight else graph


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
    for key, node in nodes.items():
        for ref in node.inputs:
            found = readers.get(ref.node) if ref is not None else None
            if found is not None and not (found and found[-1] == key):
                found.append(key)
    return readers


def topological_order(nodes: Mapping[NodeId, Node]) -> tuple[NodeId, ...]:
    """Depth-first from the outputs, inputs in port order, so that branches come in the author's order.

    Roots are the Output nodes and then all other nodes that nobody reads, each group by name. Every node comes
    after the nodes it reads. Nodes on a cycle, which edits and the codec refuse, come in some order all the same.
    """
    read = {ref.node for node in nodes.values() for ref in node.inputs if ref is not None}
    return order_from(nodes, roots_in_order(nodes[key] for key in nodes if key not in read))


def roots_in_order(unread: Iterable[Node]) -> list[NodeId]:
    """Where ``topological_order`` begins, one after the other, given the nodes that nobody reads."""
    roots = sorted(unread, key=lambda n: (not n.op.is_output, natural_key(n.name), n.id))
    return [root.id for root in roots]


class Known(NamedTuple):
    """A part of an order that was found before an edit.

    Attributes:
        order: as it was.
        way: nodes on the way along first inputs from where that began, above which nothing was edited. All that is
            above one of them is what came before it, in that order, wherever none of it is in the order yet.
        places: where nodes stood in it.
    """

    order: tuple[NodeId, ...]
    way: Set[NodeId]
    places: Mapping[NodeId, int]


_NOTHING_KNOWN: Final = Known((), frozenset(), {})


def order_from(
    nodes: Mapping[NodeId, Node], roots: Iterable[NodeId], known: Known = _NOTHING_KNOWN
) -> tuple[NodeId, ...]:
    """The order that ``topological_order`` finds, given where it begins.

    Args:
        nodes: by id.
        roots: from ``roots_in_order``.
        known: what need not be found again.
    """
    order: list[NodeId] = []
    seen: set[NodeId] = set()
    for root in roots:
        _visit(nodes, root, seen, order, known)
    if len(order) < len(nodes):
        for key in nodes:
            _visit(nodes, key, seen, order, known)
    return tuple(order)


def _visit(nodes: Mapping[NodeId, Node], root: NodeId, seen: set[NodeId], order: list[NodeId], known: Known) -> None:
    if root in seen or (root in known.way and _taken(root, seen, order, known)):
        return
    seen.add(root)
    way, left, familiar = [root], [iter(nodes[root].inputs)], known.way
    while way:
        for ref in left[-1]:
            if ref is None or ref.node in seen or ref.node not in nodes:
                continue
            if ref.node in familiar and _taken(ref.node, seen, order, known):
                continue
            seen.add(ref.node)
            way.append(ref.node)
            left.append(iter(nodes[ref.node].inputs))
            break
        else:  # all that it reads is in the order
            order.append(way.pop())
            left.pop()


def _taken(key: NodeId, seen: set[NodeId], order: list[NodeId], known: Known) -> bool:
    """Take over a node with all that is above it, if none of that was met yet."""
    if known.order[0] in seen:
        return False
    above = known.order[: known.places[key] + 1]
    if not seen.isdisjoint(above):
        return False
    seen.update(above)
    order += above
    return True


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


def in_place_of(graph: Graph, given: Mapping[NodeId, Node]) -> Graph:
    """A graph with other nodes under their ids, and no wires from outputs that one of them has no more."""
    nodes = {**graph.nodes, **given}
    fewer = {k: len(n.op.outputs) for k, n in given.items() if len(n.op.outputs) < len(graph.nodes[k].op.outputs)}

    def gone(ref: OutputRef | None) -> bool:
        return ref is not None and ref.port >= fewer.get(ref.node, ref.port + 1)

    if fewer:
        nodes |= {
            key: replace(reader, inputs=remaining_inputs(reader, gone))
            for key, reader in nodes.items()
            if any(map(gone, reader.inputs))
        }
    return replace(graph, nodes=nodes)


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
