"""Positions for documents that come without: made by programs, or read from files that have none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.document.document import Document
from core.document.graph import Graph, NodeId, Point
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
    from core.layout.layered import lay_out_graph  # here: most documents have positions

    found = lay_out_graph(replace(graph, nodes=missing)).positions
    standing = [key for key in graph.nodes if key in graph.layout]
    if standing:
        found = _beside(graph, standing, found)
    return replace(graph, layout={**graph.layout, **found})


def _beside(graph: Graph, standing: list[NodeId], found: Mapping[NodeId, Point]) -> dict[NodeId, Point]:
    from core.layout.layered import GAP_X

    sizes = [node_size(graph.nodes[key], graph.style(key), graph.flow) for key in standing]
    places = [graph.layout[key] for key in standing]
    right = max(at.x + size.width for at, size in zip(places, sizes, strict=True)) + 2 * GAP_X
    top = min(at.y for at in places)
    x, y = -(-right // GRID) * GRID, top // GRID * GRID
    return {key: Point(point.x + x, point.y + y) for key, point in found.items()}
