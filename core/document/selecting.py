"""Which layers belong together: all that some depend on, all that depend on them, all of their type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.document.graph import Node, NodeId, ancestors, consumers
from core.document.modules import ModuleCall

__all__ = ["downstream", "same_type", "upstream"]


def upstream(nodes: Mapping[NodeId, Node], start: Iterable[NodeId]) -> set[NodeId]:
    """Some layers and all that they depend on."""
    return ancestors(nodes, (key for key in start if key in nodes))


def downstream(nodes: Mapping[NodeId, Node], start: Iterable[NodeId]) -> set[NodeId]:
    """Some layers and all that depend on them."""
    readers = consumers(nodes)
    found = {key for key in start if key in nodes}
    todo = list(found)
    while todo:
        for reader in readers[todo.pop()]:
            if reader not in found:
                found.add(reader)
                todo.append(reader)
    return found


def same_type(nodes: Mapping[NodeId, Node], start: Iterable[NodeId]) -> set[NodeId]:
    """All layers that are of the type of one of these; blocks are alike that share their definition."""
    wanted = {_type(nodes[key]) for key in start if key in nodes}
    return {key for key, node in nodes.items() if _type(node) in wanted}


def _type(node: Node) -> tuple[str, str]:
    return node.op.type_name(), node.op.module if isinstance(node.op, ModuleCall) else ""
