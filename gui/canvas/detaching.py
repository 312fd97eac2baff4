"""The wires between some layers and all others."""

from __future__ import annotations

from collections.abc import Collection

from core.document.graph import Edge, Graph, NodeId, edges

__all__ = ["outside_edges"]


def outside_edges(graph: Graph, nodes: Collection[NodeId]) -> frozenset[Edge]:
    """Wires that lead from one of these nodes to another one, or the other way round."""
    chosen = set(nodes)
    return frozenset(edge for edge in edges(graph) if (edge.source.node in chosen) != (edge.target in chosen))
