"""Where branches meet: which merges there are, where their branches part, and of one that is asked about, its layers.

The *fork* of a merge is its immediate dominator: the last node that every path to it passes. Branch k holds the nodes
on some path from the fork to input k. A node on several branches is *shared* and belongs to no branch.

All forks together are found in nearly linear time. To list every node of every merge is quadratic where merges lie
within one another, so it is done for those that somebody asks about: ``affordable`` says for which of them that is
soon done.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import accumulate, filterfalse
from operator import gt
from typing import Final, NamedTuple

from core.analysis.dominators import fork_of
from core.analysis.results import GraphAnalysis
from core.analysis.structure import Structure
from core.document.graph import Node, NodeId, OutputRef
from core.language.operator import Category

__all__ = ["Meeting", "Way", "affordable", "effort", "meetings"]

_Nodes = Mapping[NodeId, Node]
_Positions = Mapping[NodeId, int]


class Way(NamedTuple):
    """How one input of a merge is reached, whatever flows there.

    Attributes:
        port: number of the input.
        source: the output that feeds it.
        layers: nodes of this branch alone, in order.
        identity: whether the wire comes straight from the fork.
        entries: the outputs whose channels enter the branch.
        pool: the last pool among ``layers``.
        learns: whether one of them has weights of its own for certain; a block may have some all the same.
    """

    port: int
    source: OutputRef
    layers: tuple[NodeId, ...]
    identity: bool
    entries: tuple[OutputRef, ...]
    pool: NodeId | None
    learns: bool


class _Told(NamedTuple):
    shared: tuple[NodeId, ...]
    ways: tuple[Way, ...]
    nodes: frozenset[NodeId]


class Meeting:
    """What a merge is made of, as long as no wire changes; its nodes are looked for when somebody asks for them.

    Attributes:
        node: the merge.
        fork: where the branches part, or None where they start at several inputs.
    """

    __slots__ = ("_nodes", "_positions", "_told", "fork", "node")

    def __init__(self, structure: Structure, node: NodeId) -> None:
        """Find the fork."""
        self.node = node
        self.fork = fork_of(structure, node)
        self._nodes: _Nodes = structure.nodes
        self._positions: _Positions = structure.positions
        self._told: _Told | None = None

    @property
    def told(self) -> bool:
        """Whether its nodes were looked for."""
        return self._told is not None

    @property
    def shared(self) -> tuple[NodeId, ...]:
        """Nodes on several branches, in order."""
        return self._tell().shared

    @property
    def ways(self) -> tuple[Way, ...]:
        """One an input, in port order."""
        return self._tell().ways

    @property
    def nodes(self) -> frozenset[NodeId]:
        """All of them, fork and merge included."""
        return self._tell().nodes

    def touches(self, some: Collection[NodeId], places: Sequence[int], positions: _Positions) -> bool:
        """Whether any of some nodes is among its own, or may be while these are not known.

        Args:
            some: nodes.
            places: their positions, ascending; nodes that have none were never among its own.
            positions: by id.
        """
        if self._told is not None:
            return not self._told.nodes.isdisjoint(some)
        first = 0 if self.fork is None else positions[self.fork]
        at = bisect_left(places, first)
        return at < len(places) and places[at] <= positions[self.node]

    def follow(self, structure: Structure) -> None:
        """Let go of an earlier structure for one in which nothing of this one differs."""
        if self._told is None:
            self._nodes, self._positions = structure.nodes, structure.positions

    def ordered(self, positions: _Positions) -> bool:
        """Whether the nodes of each branch come in the order in which they are told, as far as they are."""
        if self._told is None:
            return False
        for layers in (self._told.shared, *(way.layers for way in self._told.ways)):
            places = [*map(positions.__getitem__, layers)]
            if any(map(gt, places, places[1:])):
                return False
        return True

    def _tell(self) -> _Told:
        if self._told is None:
            self._told = _told(self._nodes, self._positions.__getitem__, self.node, self.fork)
            self._nodes, self._positions = {}, {}
        return self._told


_KEPT: Final = "meetings"
_MANY: Final = -1
"""Stands for several ports."""


def meetings(analysis: GraphAnalysis) -> tuple[Meeting, ...]:
    """What the merges of a graph are made of, in its order; found once for all analyses of the same structure."""
    structure = analysis.structure
    found: tuple[Meeting, ...] | None = structure.kept.get(_KEPT)
    if found is None:
        found = structure.kept[_KEPT] = _meet(structure)
    return found


def _meet(structure: Structure) -> tuple[Meeting, ...]:
    """Those none of whose nodes was edited are as they were before; only their order may be another."""
    nodes, order = structure.nodes, structure.order
    earlier = structure.earlier() if structure.earlier is not None else None
    before: tuple[Meeting, ...] | None = earlier.kept.get(_KEPT) if earlier is not None else None
    if before is None or earlier is None:
        return tuple(_meeting(structure, key) for key in order if _joins(nodes[key]))
    edited, was = structure.edited, earlier.positions
    places = sorted(was[key] for key in edited if key in was)
    known = {meeting.node: meeting for meeting in before if not meeting.touches(edited, places, was)}
    there = {m.node for m in before if m.node not in edited} | {k for k in edited if k in nodes and _joins(nodes[k])}
    moved = [*filterfalse(edited.__contains__, earlier.order)] != [*filterfalse(edited.__contains__, order)]
    found: list[Meeting] = []
    for key in sorted(there, key=structure.positions.__getitem__):
        meeting = known.get(key)
        if meeting is None or (moved and not meeting.ordered(structure.positions)):
            meeting = _meeting(structure, key)
        else:
            meeting.follow(structure)
        found.append(meeting)
    return tuple(found)


def _meeting(structure: Structure, key: NodeId) -> Meeting:
    return Meeting(structure, key)


def _joins(node: Node) -> bool:
    """Whether branches meet at a node; one that is bypassed joins nothing."""
    return node.op.merges and bool(node.inputs) and not node.bypassed


# -- of one merge --------------------------------------------------------------------------------------------------


def _told(nodes: _Nodes, place: Callable[[NodeId], int], key: NodeId, fork: NodeId | None) -> _Told:
    """Each node between fork and merge is looked at once, and each wire between them twice."""
    sources = [(port, ref) for port, ref in enumerate(nodes[key].inputs) if ref is not None]
    between = sorted(_between(nodes, (ref.node for _, ref in sources), fork), key=place)
    led: dict[NodeId, int] = {}  # from each node, the port that all paths lead to
    for port, ref in sources:
        led[ref.node] = port if ref.node not in led else _MANY
    for node in reversed(between):
        port = led[node]
        for source in nodes[node].inputs:
            if source is not None and led.setdefault(source.node, port) != port:
                led[source.node] = _MANY
    own: dict[int, list[NodeId]] = {port: [] for port, _ in sources}
    shared: list[NodeId] = []
    for node in between:
        (shared if led[node] == _MANY else own[led[node]]).append(node)
    entries = _entries(nodes, between, fork)
    ways: list[Way] = []
    for port, ref in sources:
        layers = tuple(own[port])
        working = [nodes[node] for node in layers if not nodes[node].bypassed]
        pools = [node.id for node in working if node.op.category is Category.POOLING]
        identity = ref.node == fork
        ways.append(
            Way(
                port,
                ref,
                layers,
                identity,
                (ref,) if identity else entries(ref.node),
                pools[-1] if pools else None,
                any(node.op.learnable for node in working),
            )
        )
    ends = (key,) if fork is None else (key, fork)
    return _Told(tuple(shared), tuple(ways), frozenset((*between, *ends)))


def _between(nodes: _Nodes, starts: Iterable[NodeId], fork: NodeId | None) -> set[NodeId]:
    """Nodes on paths from the fork, exclusive, to any of some nodes, inclusive."""
    found = {start for start in starts if start != fork}
    todo = [*found]
    while todo:
        for ref in nodes[todo.pop()].inputs:
            if ref is not None and ref.node != fork and ref.node not in found and ref.node in nodes:
                found.add(ref.node)
                todo.append(ref.node)
    return found


def _entries(
    nodes: _Nodes, between: Sequence[NodeId], fork: NodeId | None
) -> Callable[[NodeId], tuple[OutputRef, ...]]:
    """The outputs whose channels come to a node: those of the fork that are read on the way to it, or its Inputs."""
    number: dict[OutputRef, int] = {}
    come: dict[NodeId, int] = {}  # a bit for each of them
    for node in between:
        bits = 0
        if fork is None and nodes[node].op.is_input:
            bits = 1 << number.setdefault(OutputRef(node), len(number))
        for ref in nodes[node].inputs:
            if ref is not None:
                bits |= 1 << number.setdefault(ref, len(number)) if ref.node == fork else come.get(ref.node, 0)
        come[node] = bits
    refs = [*number]
    known: dict[int, tuple[OutputRef, ...]] = {}

    def entries(node: NodeId) -> tuple[OutputRef, ...]:
        bits = come[node]
        if bits not in known:
            known[bits] = tuple(ref for at, ref in enumerate(refs) if bits >> at & 1)
        return known[bits]

    return entries


# -- how long that takes -----------------------------------------------------------------------------------------


def effort(structure: Structure, meeting: Meeting) -> int:
    """How many wires and nodes may have to be looked at to tell the nodes of a merge: never fewer than there are."""
    sums: list[int] | None = structure.kept.get("effort")
    if sums is None:
        sizes = (1 + len(structure.nodes[key].inputs) for key in structure.order)
        sums = structure.kept["effort"] = [0, *accumulate(sizes)]
    first = 0 if meeting.fork is None else structure.positions[meeting.fork]
    return sums[structure.positions[meeting.node] + 1] - sums[first]


def affordable(structure: Structure, some: Sequence[Meeting], most: int) -> frozenset[NodeId]:
    """Of some merges, those whose nodes can be told within a given effort: the small ones first.

    Which ones depends on the structure alone, not on what is known of it already.
    """
    spent = 0
    found: list[NodeId] = []
    for size, _, node in sorted((effort(structure, m), structure.positions[m.node], m.node) for m in some):
        spent += size
        if spent > most:
            break
        found.append(node)
    return frozenset(found)
