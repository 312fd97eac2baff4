"""Edits of wires: inserting into one, closing the gap that a layer leaves, exchanging, reordering, leading elsewhere.

All are pure. One that changes nothing returns the very same document. Bends stay with the wires they belong to: a wire
that is parted parts its bends, and wires that become one join theirs.

Raises:
    EditError: the edit is impossible; the text says why.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain, pairwise
from typing import Any

from core.document.document import MAIN, Document, GraphId
from core.document.edits import connect, remove
from core.document.graph import (
    Edge,
    Graph,
    Node,
    NodeId,
    OutputRef,
    Point,
    Wire,
    ancestors,
    is_wired,
    remaining_inputs,
    topological_order,
)
from core.document.lookup import node_of
from core.document.replacing import replace_op
from core.errors import EditError
from core.text import count_text

__all__ = [
    "chain_ends",
    "cut",
    "detach",
    "dissolve",
    "insert_on_wire",
    "move_input",
    "redirect_output",
    "replace_op",
    "swap_inputs",
    "swap_nodes",
]

Bends = Mapping[Wire, tuple[Point, ...]]
Inputs = tuple[OutputRef | None, ...]
Trail = tuple[Any, tuple[Point, ...]] | None
"""Bends on the way of a wire: the trail before, and the last ones. A chain of trails shares all that comes before."""
Led = tuple[OutputRef | None, Trail]
"""Where a wire comes from, and the bends on its way."""


def _rewired(
    document: Document, graph_id: GraphId, inputs: Mapping[NodeId, Inputs], bends: Bends | None = None
) -> Document:
    """The document with other inputs at some nodes, and other bends; itself where they are what they were."""
    within = document.graph(graph_id)
    changed = {
        key: replace(within.nodes[key], inputs=wanted)
        for key, wanted in inputs.items()
        if wanted != within.nodes[key].inputs
    }
    led = within.bends if bends is None or bends == within.bends else bends
    if not changed and led is within.bends:
        return document
    nodes = {**within.nodes, **changed} if changed else within.nodes
    return document.with_graph(graph_id, replace(within, nodes=nodes, bends=led))


def _kept(node: Node, refs: Iterable[OutputRef | None]) -> Inputs:
    """Inputs as a node has them: a variadic one closes its gaps."""
    return tuple(ref for ref in refs if ref is not None) if node.op.variadic else tuple(refs)


# -- inserting ------------------------------------------------------------------------------------------------------


def chain_ends(graph: Graph, nodes: Collection[NodeId]) -> tuple[tuple[NodeId, int], OutputRef] | None:
    """Where a wire could enter and leave some layers, were they inserted into it.

    They may be inserted if all hang together between one first layer with a free input and one last layer with an
    output, and nobody else reads any of them.

    Returns:
        The free input (layer and port) and the output; None if they are no such chain.
    """
    chosen = set(nodes)
    if not chosen or not chosen <= graph.nodes.keys():
        return None
    read: set[NodeId] = set()
    first: NodeId | None = None
    for key, node in graph.nodes.items():
        inside = {ref.node for ref in node.inputs if ref is not None and ref.node in chosen}
        if key in chosen:
            read |= inside
            if not inside:
                if first is not None:
                    return None
                first = key
        elif inside:
            return None
    ends = chosen - read
    if first is None or len(ends) != 1:
        return None
    (last,) = ends
    entry = graph.nodes[first]
    free = len(entry.inputs) if entry.op.variadic else next((k for k, r in enumerate(entry.inputs) if r is None), -1)
    return ((first, free), OutputRef(last)) if free >= 0 and graph.nodes[last].op.outputs else None


def insert_on_wire(
    document: Document, edge: Edge, entry: tuple[NodeId, int], exit_: OutputRef, *, graph: GraphId = MAIN
) -> Document:
    """Part a wire and lead it through layers that stand ready: into ``entry``, and on from ``exit_``."""
    before = document.graph(graph)
    reader = node_of(before, edge.target)
    if edge.port >= len(reader.inputs) or reader.inputs[edge.port] != edge.source:
        raise EditError("There is no such wire in this sketch any more.")
    node_of(before, entry[0])
    changed = connect(document, edge.source, *entry, graph=graph)
    changed = connect(changed, exit_, edge.target, edge.port, graph=graph)
    way = before.bends.get(Wire(edge.source, edge.target), ())
    after = changed.graph(graph)
    if not way or is_wired(after.nodes, Wire(edge.source, edge.target)):
        return changed
    parted = _nearest_part(
        [before.position(edge.source.node), *way, before.position(edge.target)], before.position(entry[0])
    )
    ends = {Wire(edge.source, entry[0]): way[:parted], Wire(exit_, edge.target): way[parted:]}
    bends = {**after.bends, **{wire: points for wire, points in ends.items() if points}}
    return changed.with_graph(graph, replace(after, bends=bends))


def _nearest_part(way: Sequence[Point], at: Point) -> int:
    """Number of the straight part of a way from which it is the least detour to pass a point."""

    def detour(part: tuple[Point, Point]) -> float:
        start, stop = part
        return math.dist(start, at) + math.dist(at, stop) - math.dist(start, stop)

    parts = list(pairwise(way))
    return min(range(len(parts)), key=lambda number: detour(parts[number]))


# -- closing gaps -----------------------------------------------------------------------------------------------------


def dissolve(document: Document, nodes: Collection[NodeId], *, graph: GraphId = MAIN) -> Document:
    """Delete layers; whoever read one reads what was its first source, through several deleted in a row."""
    gone = set(nodes) & document.graph(graph).nodes.keys()
    return remove(_bridged(document, gone, graph), gone, graph=graph) if gone else document


def detach(document: Document, nodes: Collection[NodeId], *, graph: GraphId = MAIN) -> Document:
    """Take all wires to others off some layers, which stay; the gap is closed as ``dissolve`` does."""
    loose = set(nodes) & document.graph(graph).nodes.keys()
    bridged = _bridged(document, loose, graph)
    within = bridged.graph(graph)
    return _rewired(
        bridged, graph, {key: remaining_inputs(within.nodes[key], lambda ref: ref.node not in loose) for key in loose}
    )


def _bridged(document: Document, passed: set[NodeId], graph: GraphId) -> Document:
    """The document with wires that lead past some layers, for all others that read them."""
    within = document.graph(graph)
    led: dict[NodeId, Led] = {}
    for key in topological_order({key: within.nodes[key] for key in passed}):
        first = next((ref for ref in within.nodes[key].inputs if ref is not None), None)
        led[key] = _past(within.bends, led, first, key)
    inputs: dict[NodeId, Inputs] = {}
    bends = dict(within.bends)
    for key, node in within.nodes.items():
        if key in passed or not any(ref is not None and ref.node in passed for ref in node.inputs):
            continue
        refs: list[OutputRef | None] = []
        for ref in node.inputs:
            source, trail = _past(within.bends, led, ref, key)
            refs.append(source)
            if source is not None and source != ref and trail is not None and source not in node.inputs:
                bends[Wire(source, key)] = _points(trail)
        inputs[key] = _kept(node, refs)
    return _rewired(document, graph, inputs, bends)


def _past(bends: Bends, led: Mapping[NodeId, Led], ref: OutputRef | None, reader: NodeId) -> Led:
    """What a wire would come from if it led past some layers, of which the same is known, and the bends on the way."""
    if ref is None:
        return None, None
    way = bends.get(Wire(ref, reader))
    source, before = led.get(ref.node, (ref, None))
    return source, (before, way) if way else before


def _points(trail: Trail) -> tuple[Point, ...]:
    """The bends of a trail, from the source on."""
    pieces: list[tuple[Point, ...]] = []
    while trail is not None:
        trail, way = trail
        pieces.append(way)
    return tuple(chain.from_iterable(reversed(pieces)))


# -- exchanging -------------------------------------------------------------------------------------------------------


def swap_nodes(document: Document, a: NodeId, b: NodeId, *, graph: GraphId = MAIN) -> Document:
    """Let two layers change places: each takes the other's position and all its wires."""
    within = document.graph(graph)
    one, other = node_of(within, a), node_of(within, b)
    if a == b:
        return document
    name = {a: b, b: a}

    def turned(ref: OutputRef) -> OutputRef:
        return OutputRef(name.get(ref.node, ref.node), ref.port)

    inputs = {a: _taking_over(one, other), b: _taking_over(other, one)}
    for key, node in within.nodes.items():
        for ref in node.inputs:
            if ref is not None and ref.node in name:
                taker = within.nodes[name[ref.node]]
                if ref.port >= len(taker.op.outputs):
                    raise EditError(
                        f"“{taker.name}” has no output {ref.port + 1}, as “{within.nodes[ref.node].name}” has. "
                        "Take that wire off first."
                    )
        if key not in name and any(ref is not None and ref.node in name for ref in node.inputs):
            inputs[key] = node.inputs
    inputs = {key: tuple(None if ref is None else turned(ref) for ref in refs) for key, refs in inputs.items()}
    bends = {
        Wire(turned(wire.source), name.get(wire.target, wire.target)): points for wire, points in within.bends.items()
    }
    changed = _rewired(document, graph, inputs, bends)
    after = changed.graph(graph)
    layout = {key: at for key, at in after.layout.items() if key not in name}
    layout |= {name[key]: after.layout[key] for key in name if key in after.layout}
    return changed if layout == after.layout else changed.with_graph(graph, replace(after, layout=layout))


def _taking_over(node: Node, other: Node) -> Inputs:
    """The inputs of a layer in the place of another one, which may have another number of ports."""
    refs = list(other.inputs)
    while refs and refs[-1] is None:
        refs.pop()
    if node.op.variadic and None in refs:
        raise EditError(f"“{other.name}” has a free input before one in use, which “{node.name}” cannot have.")
    if node.op.variadic:
        return tuple(refs)
    if len(refs) > len(node.inputs):
        raise EditError(
            f"“{node.name}” has {count_text(len(node.inputs), 'input')}, too few for the wires of “{other.name}”. "
            "Take the others off first."
        )
    return (*refs, *(None,) * (len(node.inputs) - len(refs)))


def swap_inputs(document: Document, node: NodeId, i: int, j: int, *, graph: GraphId = MAIN) -> Document:
    """Exchange what two inputs of a layer read."""
    found = _with_ports(document.graph(graph), node, i, j)
    refs = list(found.inputs)
    refs[i], refs[j] = refs[j], refs[i]
    return _rewired(document, graph, {node: tuple(refs)})


def move_input(document: Document, node: NodeId, from_port: int, to_port: int, *, graph: GraphId = MAIN) -> Document:
    """Give a wire another place among the inputs of its layer; those between move up."""
    found = _with_ports(document.graph(graph), node, from_port, to_port)
    refs = list(found.inputs)
    refs.insert(to_port, refs.pop(from_port))
    return _rewired(document, graph, {node: tuple(refs)})


def _with_ports(graph: Graph, node: NodeId, *ports: int) -> Node:
    """A layer that has inputs of these numbers."""
    found = node_of(graph, node)
    for port in ports:
        if not 0 <= port < len(found.inputs):
            raise EditError(f"“{found.name}” has no input {port + 1}.")
    return found


# -- several at once --------------------------------------------------------------------------------------------------


def cut(document: Document, edges: Collection[Edge], *, graph: GraphId = MAIN) -> Document:
    """Take wires off; those that are gone are ignored."""
    within = document.graph(graph)
    off: dict[NodeId, set[tuple[int, OutputRef | None]]] = {}
    for edge in edges:
        if edge.target in within.nodes:
            off.setdefault(edge.target, set()).add((edge.port, edge.source))
    inputs: dict[NodeId, Inputs] = {}
    for target, ports in off.items():
        node = within.nodes[target]
        inputs[target] = _kept(node, [None if port in ports else port[1] for port in enumerate(node.inputs)])
    return _rewired(document, graph, inputs)


def redirect_output(document: Document, old: OutputRef, new: OutputRef, *, graph: GraphId = MAIN) -> Document:
    """Let all who read one output read another instead.

    Those that the new source itself depends on, and the new source, keep the wire: a layer that is put behind another
    takes over all its readers but itself.
    """
    within = document.graph(graph)
    writer = node_of(within, new.node)
    if not 0 <= new.port < len(writer.op.outputs):
        raise EditError(f"“{writer.name}” has no output {new.port + 1}.")
    readers = [node for node in within.nodes.values() if old in node.inputs]
    above = ancestors(within.nodes, (new.node,)) if readers else set()
    able = [node for node in readers if node.id not in above]
    if readers and not able and old != new:
        raise EditError(
            f"This would close a cycle: “{writer.name}” already depends on “{readers[0].name}”."
            if readers[0].id != new.node
            else f"“{writer.name}” cannot read its own output."
        )
    inputs = {node.id: tuple(new if ref == old else ref for ref in node.inputs) for node in able}
    bends = dict(within.bends)
    for node in able:
        way = bends.get(Wire(old, node.id))
        if way and new not in node.inputs:
            bends[Wire(new, node.id)] = way
    return _rewired(document, graph, inputs, bends)
