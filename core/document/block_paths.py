"""Ways into the blocks of a document: ids of calls, outermost first. The empty one leads to the main graph."""

from __future__ import annotations

from core.document.document import MAIN, Document, GraphId
from core.document.graph import NodeId
from core.document.modules import ModuleCall

__all__ = ["BlockPath", "existing", "graph_of", "names_on"]

BlockPath = tuple[NodeId, ...]


def existing(document: Document, path: BlockPath) -> BlockPath:
    """The longest beginning of a path that leads through blocks of this document."""
    graph = document.main
    for depth, call in enumerate(path):
        node = graph.nodes.get(call)
        if node is None or not isinstance(node.op, ModuleCall) or node.op.module not in document.modules:
            return path[:depth]
        graph = document.modules[node.op.module].graph
    return path


def graph_of(document: Document, path: BlockPath) -> GraphId:
    """Id of the graph that a path leads to.

    Raises:
        KeyError: it leads nowhere.
    """
    graph = MAIN
    for call in path:
        op = document.graph(graph).nodes[call].op
        if not isinstance(op, ModuleCall):
            raise KeyError(call)
        graph = op.module
    return graph


def names_on(document: Document, path: BlockPath) -> tuple[str, ...]:
    """The names of the blocks on a path."""
    return tuple(document.graph(graph_of(document, path[:depth])).nodes[call].name for depth, call in enumerate(path))
