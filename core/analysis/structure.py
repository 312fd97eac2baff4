"""How the nodes of one graph hang together, whatever flows through them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from core.document.graph import Node, NodeId, consumers, topological_order

__all__ = ["Structure"]


class Structure:
    """How the nodes of a graph hang together; computed when asked for, since a full pass needs the order alone.

    Attributes:
        nodes: by id.
        earlier: the structure before an edit, while anybody holds it.
        edited: the nodes that are new, gone or another object since then.
        kept: what others found out about it, under a name of theirs, for as long as it is there.
    """

    def __init__(
        self,
        nodes: Mapping[NodeId, Node],
        earlier: Callable[[], Structure | None] | None = None,
        edited: frozenset[NodeId] = frozenset(),
    ) -> None:
        """Of these nodes.

        Args:
            nodes: by id.
            earlier: the structure before an edit, while anybody holds it.
            edited: the nodes that are new, gone or another object since then.
        """
        self.nodes = nodes
        self.earlier, self.edited = earlier, edited
        self.kept: dict[str, Any] = {}

    @cached_property
    def order(self) -> tuple[NodeId, ...]:
        """Every node after those it reads; see ``topological_order``."""
        return topological_order(self.nodes)

    @cached_property
    def positions(self) -> Mapping[NodeId, int]:
        """Place of each node in ``order``."""
        return {key: place for place, key in enumerate(self.order)}

    @cached_property
    def readers(self) -> Mapping[NodeId, list[NodeId]]:
        """Who reads each node."""
        return consumers(self.nodes)

    @cached_property
    def unread(self) -> tuple[NodeId, ...]:
        """Nodes that nobody reads, in order."""
        return tuple(key for key in self.order if not self.readers[key])

    @cached_property
    def calls(self) -> tuple[NodeId, ...]:
        """Blocks, in order."""
        return tuple(key for key in self.order if self.nodes[key].op.stands_for_others)

    @cached_property
    def has_output(self) -> bool:
        """Whether some node is an Output."""
        return any(self.nodes[key].op.is_output for key in self.unread)
