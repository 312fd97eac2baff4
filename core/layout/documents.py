"""Positions for documents that come without: made by programs, or read from files that have none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.document.document import Document
from core.document.graph import Graph, Node, NodeId, Point
from core.layout.layered import GAP_X, lay_out_graph
from core.layout.node_size import GRID, node_size

__all__ = ["laid_out", "placed"]


def laid_out(document: Document) -> Document:
    """The document with positions for all nodes of all graphs; itself where none is missing."""
    main = placed(document.main)
    modules = dict(document.modules)
    for key, module in document.modules.items():
        graph = placed(module.graph)
        if graph is not module.graph:
            modules[key] = replace(module, graph=graph)
    if main is document.main and all(modules[key] is module for key, module in document.modules.items()):
        return document
    return replace(document, main=main, modules=modules)


def placed(graph: Graph) -> Graph:
    """The graph with positions for all nodes; itself where none is missing.

    Nodes that have positions keep them. Those without are laid out among themselves, to the right of the others.
    """
    missing = {key: node for key, node in graph.nodes.items() if key not in graph.layout}
    if not missing:
        return graph
    found = lay_out_graph(Graph(missing)).positions
    standing = [(node, graph.layout[key]) for key, node in graph.nodes.items() if key in graph.layout]
    if standing:
        found = _beside(standing, found)
    return replace(graph, layout={**graph.layout, **found})


def _beside(standing: list[tuple[Node, Point]], found: Mapping[NodeId, Point]) -> dict[NodeId, Point]:
    right = max(point.x + node_size(node).width for node, point in standing) + 2 * GAP_X
    top = min(point.y for _, point in standing)
    x, y = -(-right // GRID) * GRID, top // GRID * GRID
    return {key: Point(point.x + x, point.y + y) for key, point in found.items()}
