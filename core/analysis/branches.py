"""Which branches meet at a merge, and what each of them costs: branches + shared = everything between fork and merge.

Which merges there are, and their forks, is known at once. What belongs to one of them and what that costs is found when
somebody asks for it; see ``core.analysis.meetings``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from core.analysis.dominators import dominators
from core.analysis.meetings import Meeting, meetings
from core.analysis.results import GraphAnalysis, NodeResult
from core.document.graph import NodeId, OutputRef
from core.language.operator import Cost

__all__ = ["Branch", "Merge", "channels_of", "immediate_dominators", "merges"]

_Results = Mapping[NodeId, NodeResult]


@dataclass(frozen=True)
class Branch:
    """One input of a merge.

    Attributes:
        port: number of the input.
        source: the output that feeds it.
        layers: nodes of this branch alone, in order; empty for an identity (or where all are shared).
        identity: whether the wire comes straight from the fork.
        channels_in: channels that leave the fork, None where unknown or where there is no single fork.
        channels_out: channels that arrive at the merge, None where unknown.
        cost: sum over ``layers``.
    """

    port: int
    source: OutputRef
    layers: tuple[NodeId, ...]
    identity: bool
    channels_in: int | None
    channels_out: int | None
    cost: Cost


class _Sums(NamedTuple):
    branches: tuple[Branch, ...]
    shared_cost: Cost


class Merge:
    """A concat or an add with its branches, which are found when they are asked for. Compared by value.

    Attributes:
        meeting: what it is made of.
    """

    __slots__ = ("_results", "_sums", "meeting")

    def __init__(self, meeting: Meeting, results: _Results) -> None:
        """Of these results."""
        self.meeting = meeting
        self._results = results
        self._sums: _Sums | None = None

    @property
    def node(self) -> NodeId:
        """The merge."""
        return self.meeting.node

    @property
    def fork(self) -> NodeId | None:
        """Where the branches part, or None where they start at several inputs."""
        return self.meeting.fork

    @property
    def shared(self) -> tuple[NodeId, ...]:
        """Nodes on several branches, in order."""
        return self.meeting.shared

    @property
    def branches(self) -> tuple[Branch, ...]:
        """One an input, in port order."""
        return self._sum().branches

    @property
    def shared_cost(self) -> Cost:
        """Sum over ``shared``."""
        return self._sum().shared_cost

    @property
    def cost(self) -> Cost:
        """Everything between fork and merge."""
        total = self.shared_cost
        for branch in self.branches:
            total = total + branch.cost
        return total

    def follow(self, results: _Results) -> None:
        """Let go of earlier results for others that are the same between fork and merge."""
        if self._sums is None:
            self._results = results

    def __eq__(self, other: object) -> bool:
        """Whether they say the same."""
        if self is other or not isinstance(other, Merge):
            return self is other
        return self._values() == other._values()

    def __hash__(self) -> int:
        """Of what is known at once."""
        return hash((self.node, self.fork))

    def _values(self) -> tuple[object, ...]:
        return (self.node, self.fork, self.shared, *self._sum())

    def _sum(self) -> _Sums:
        if self._sums is None:
            results = self._results
            self._sums = _Sums(
                tuple(
                    Branch(
                        way.port,
                        way.source,
                        way.layers,
                        way.identity,
                        _one(_channels(results, entry) for entry in way.entries),
                        _channels(results, way.source),
                        _cost(results, way.layers),
                    )
                    for way in self.meeting.ways
                ),
                _cost(results, self.meeting.shared),
            )
            self._results = {}
        return self._sums


_KEPT: Final = "merges"


def merges(analysis: GraphAnalysis) -> tuple[Merge, ...]:
    """Every merge of a graph, in its order; after an edit those are the same objects that nothing changed in."""
    found: tuple[Merge, ...] | None = analysis.kept.get(_KEPT)
    if found is None:
        found = analysis.kept[_KEPT] = _follow(analysis)
    return found


def _follow(analysis: GraphAnalysis) -> tuple[Merge, ...]:
    before = analysis.difference.since() if analysis.difference is not None else None
    known: tuple[Merge, ...] = before.kept.get(_KEPT, ()) if before is not None else ()
    results = analysis.results
    if before is None or not known:
        return tuple(Merge(meeting, results) for meeting in meetings(analysis))
    old = {merge.meeting: merge for merge in known}
    changed, positions = frozenset(analysis.changed_since(before)[0]), analysis.positions
    places = sorted(map(positions.__getitem__, changed))
    found: list[Merge] = []
    for meeting in meetings(analysis):
        merge = old.get(meeting)
        if merge is None or meeting.touches(changed, places, positions):
            merge = Merge(meeting, results)
        else:
            merge.follow(results)
        found.append(merge)
    return tuple(found)


def immediate_dominators(analysis: GraphAnalysis) -> dict[NodeId, NodeId | None]:
    """Last node that every path from the inputs to a node passes; None stands for the virtual root above all inputs."""
    order = analysis.order
    above = dominators(analysis.structure)
    return {key: None if place < 0 else order[place] for key, place in zip(order, above, strict=True)}


def channels_of(analysis: GraphAnalysis, ref: OutputRef) -> int | None:
    """Channels of an output, None where unknown."""
    return _channels(analysis.results, ref)


def _channels(results: _Results, ref: OutputRef) -> int | None:
    outputs = results[ref.node].outputs
    shape = outputs[ref.port] if ref.port < len(outputs) else ()
    return shape[1] if len(shape) > 1 else None


def _one(found: Iterable[int | None]) -> int | None:
    """What all of them are, if they agree."""
    values = set(found)
    return values.pop() if len(values) == 1 else None


def _cost(results: _Results, nodes: tuple[NodeId, ...]) -> Cost:
    # Local sums: a cost for each node on the way would take longer than all the rest.
    macs = params = buffers = activations = elementwise_ops = 0
    for node in nodes:
        cost = results[node].cost
        macs += cost.macs
        params += cost.params
        buffers += cost.buffers
        activations += cost.activations
        elementwise_ops += cost.elementwise_ops
    return Cost(macs, params, buffers, activations, elementwise_ops)
