"""How the nodes of one graph hang together, whatever flows through them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from itertools import filterfalse
from typing import Any, Final

from core.document.graph import Known, Node, NodeId, consumers, order_from, roots_in_order

__all__ = ["Structure"]

_FEW: Final = 500
"""So many edited nodes are followed one by one."""


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
        nodes, readers = self.nodes, self.readers
        roots = roots_in_order(node for key, node in nodes.items() if not readers[key])
        return order_from(nodes, roots, self._known())

    def _known(self) -> Known:
        """What of the order is as it was before the edit."""
        earlier = self.earlier() if self.earlier is not None else None
        if earlier is None or "order" not in earlier.__dict__ or not earlier.unread:
            return Known((), frozenset(), {})
        order, places = earlier.order, earlier.positions
        most = min((places[key] for key in self.edited if key in places), default=len(order))
        way = (key for key in _first_way(earlier.nodes, earlier.unread[0]) if places[key] < most)
        return Known(order, frozenset(way), places)

    @cached_property
    def positions(self) -> Mapping[NodeId, int]:
        """Place of each node in ``order``."""
        return dict(zip(self.order, range(len(self.order)), strict=True))

    @cached_property
    def readers(self) -> Mapping[NodeId, list[NodeId]]:
        """Who reads each node."""
        earlier = self.earlier() if self.earlier is not None else None
        known: Mapping[NodeId, list[NodeId]] | None = earlier.__dict__.get("readers") if earlier is not None else None
        if earlier is None or known is None or len(self.edited) > _FEW:
            return consumers(self.nodes)
        return _readers(self.nodes, earlier.nodes, known, self.edited) or consumers(self.nodes)

    @cached_property
    def unread(self) -> tuple[NodeId, ...]:
        """Nodes that nobody reads, in order."""
        return tuple(key for key in self.order if not self.readers[key])

    @cached_property
    def calls(self) -> tuple[NodeId, ...]:
        """Blocks, in order."""
        earlier = self.earlier() if self.earlier is not None else None
        if earlier is not None and earlier.__dict__.get("calls") == ():
            edited = (self.nodes[key] for key in self.edited if key in self.nodes)
            if not any(node.op.stands_for_others for node in edited):
                return ()
        return tuple(key for key in self.order if self.nodes[key].op.stands_for_others)

    @cached_property
    def has_output(self) -> bool:
        """Whether some node is an Output."""
        return any(self.nodes[key].op.is_output for key in self.unread)


def _first_way(nodes: Mapping[NodeId, Node], start: NodeId) -> list[NodeId]:
    """From a node upwards, along the first input of each that has a wire."""
    way = [start]
    while len(way) <= len(nodes):  # else they are on a cycle
        above = next((ref.node for ref in nodes[way[-1]].inputs if ref is not None and ref.node in nodes), None)
        if above is None:
            return way
        way.append(above)
    return []


def _readers(
    nodes: Mapping[NodeId, Node],
    before: Mapping[NodeId, Node],
    known: Mapping[NodeId, list[NodeId]],
    edited: frozenset[NodeId],
) -> dict[NodeId, list[NodeId]] | None:
    """What ``consumers`` says, from what it said before an edit; None where nodes that stay come in another order."""
    if [*filterfalse(edited.__contains__, before)] != [*filterfalse(edited.__contains__, nodes)]:
        return None
    reading: dict[NodeId, set[NodeId]] = {}  # which of the edited nodes read each that any of them reads or read
    for key in edited:
        for some in (before, nodes):
            for ref in some[key].inputs if key in some else ():
                if ref is not None:
                    found = reading.setdefault(ref.node, set())
                    if some is nodes:
                        found.add(key)
        reading.setdefault(key, set())
    others = {
        source: [*filterfalse(edited.__contains__, known.get(source, ())), *found] for source, found in reading.items()
    }
    if any(found and len(others[source]) > 1 for source, found in reading.items()):
        place = dict(zip(nodes, range(len(nodes)), strict=True))
        for readers in others.values():
            readers.sort(key=place.__getitem__)
    if nodes.keys() == before.keys():
        return {**known, **others} if others.keys() <= nodes.keys() else None
    merged = {**known, **others}
    return dict(zip(nodes, map(merged.__getitem__, nodes), strict=True))
