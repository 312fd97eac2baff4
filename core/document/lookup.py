"""Looking up what an edit is about, which may be gone since it was asked for.

Raises:
    EditError: it is gone; the text says so.
"""

from __future__ import annotations

from core.document.graph import Graph, Node, NodeId
from core.errors import EditError

__all__ = ["node_of"]


def node_of(graph: Graph, node: NodeId) -> Node:
    """A layer that is to be edited."""
    found = graph.nodes.get(node)
    if found is None:
        raise EditError(f"There is no layer “{node}” in this sketch any more.")
    return found
