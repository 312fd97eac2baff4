"""What belongs to the layer under the pointer: its wires, and the branch it stands in."""

from __future__ import annotations

from typing import Final, NamedTuple

from core.analysis.infer import GraphAnalysis
from core.document.graph import Edge, NodeId, OutputRef

__all__ = ["NOTHING_LIT", "Lit", "lit_around"]

_LONGEST: Final = 400
"""A chain longer than this is no branch that the eye could take in."""


class Lit(NamedTuple):
    """Nodes and wires that are to stand out gently."""

    nodes: frozenset[NodeId] = frozenset()
    edges: frozenset[Edge] = frozenset()


NOTHING_LIT: Final = Lit()


def lit_around(analysis: GraphAnalysis, node: NodeId) -> Lit:
    """The wires of a node, and the branch from a fork to a merge that it stands in, if it does.

    Looks no further than along the branch, so that it costs as little in a large sketch as in a small one.
    """
    nodes = analysis.graph.nodes
    if node not in nodes:
        return NOTHING_LIT
    lane = _lane(analysis, node)
    edges: set[Edge] = set()
    for key in lane:
        edges.update(Edge(ref, key, port) for port, ref in enumerate(nodes[key].inputs) if ref is not None)
    for key in lane:
        for reader in analysis.readers[key]:
            inputs = nodes[reader].inputs
            edges.update(_edges_from(key, reader, inputs))
    return Lit(frozenset(lane) if len(lane) > 1 else frozenset(), frozenset(edges))


def _edges_from(source: NodeId, reader: NodeId, inputs: tuple[OutputRef | None, ...]) -> list[Edge]:
    return [Edge(ref, reader, port) for port, ref in enumerate(inputs) if ref is not None and ref.node == source]


def _lane(analysis: GraphAnalysis, node: NodeId) -> list[NodeId]:
    """The nodes in a row with one, where that row leads from a fork to a merge; else only the node itself."""
    nodes, readers = analysis.graph.nodes, analysis.readers

    def sources(key: NodeId) -> list[NodeId]:
        return list(dict.fromkeys(ref.node for ref in nodes[key].inputs if ref is not None and ref.node in nodes))

    if len(sources(node)) != 1 or len(readers[node]) != 1:
        return [node]
    above, below = [node], [node]
    while len(above) < _LONGEST:
        over = sources(above[-1])
        if len(over) != 1 or len(readers[over[0]]) != 1:
            break
        above.append(over[0])
    while len(below) < _LONGEST:
        under = readers[below[-1]]
        if len(under) != 1 or len(sources(under[0])) != 1:
            break
        below.append(under[0])
    forks = [key for key in sources(above[-1]) if len(readers[key]) > 1]
    merges = [key for key in readers[below[-1]] if len(sources(key)) > 1]
    return [*reversed(above), *below[1:]] if forks and merges else [node]
