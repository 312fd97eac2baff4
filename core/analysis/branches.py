"""Which branches meet at a merge, and what each of them costs.

The *fork* of a merge is its immediate dominator: the last node that every path to it passes. Branch k holds the nodes
on some path from the fork to input k. A node on several branches is *shared* and belongs to no branch's sum, so that
branches + shared = everything between fork and merge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from core.analysis.infer import GraphAnalysis
from core.document.graph import Node, NodeId, OutputRef
from core.language.operator import Cost

__all__ = ["Branch", "Merge", "immediate_dominators", "merges"]


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


@dataclass(frozen=True)
class Merge:
    """A concat or an add with its branches.

    Attributes:
        node: the merge.
        fork: where the branches part, or None where they start at several inputs.
        shared: nodes on several branches, in order.
        branches: one an input, in port order.
        shared_cost: sum over ``shared``.
    """

    node: NodeId
    fork: NodeId | None
    shared: tuple[NodeId, ...]
    branches: tuple[Branch, ...]
    shared_cost: Cost

    @property
    def cost(self) -> Cost:
        """Everything between fork and merge."""
        total = self.shared_cost
        for branch in self.branches:
            total = total + branch.cost
        return total


def immediate_dominators(analysis: GraphAnalysis) -> dict[NodeId, NodeId | None]:
    """Last node that every path from the inputs to a node passes; None stands for the virtual root above all inputs.

    Source: Cooper, Harvey, Kennedy, A Simple, Fast Dominance Algorithm (2001); one pass suffices without cycles.
    """
    above: dict[NodeId, NodeId | None] = {}
    depth: dict[NodeId | None, int] = {None: 0}
    for key in analysis.order:
        found: NodeId | None = None
        first = True
        for ref in analysis.graph.nodes[key].inputs:
            if ref is None or ref.node not in above:
                continue
            if first:
                found, first = ref.node, False
                continue
            a: NodeId | None = found
            b: NodeId | None = ref.node
            while a != b:
                if depth[a] >= depth[b] and a is not None:
                    a = above[a]
                elif b is not None:
                    b = above[b]
            found = a
        above[key] = found
        depth[key] = depth[found] + 1
    return above


@lru_cache(maxsize=4)  # canvas, panels and hints ask about the same few analyses, which are values
def merges(analysis: GraphAnalysis) -> tuple[Merge, ...]:
    """Every merge of a graph, in its order."""
    nodes = analysis.graph.nodes
    joining = [key for key in analysis.order if nodes[key].op.merges and nodes[key].inputs]
    if not joining:
        return ()
    above = immediate_dominators(analysis)
    return tuple(_merge(analysis, key, above[key]) for key in joining)


def _merge(analysis: GraphAnalysis, key: NodeId, fork: NodeId | None) -> Merge:
    nodes = analysis.graph.nodes
    sources = [(port, ref) for port, ref in enumerate(nodes[key].inputs) if ref is not None]
    reached = [_between(nodes, ref.node, fork) for _, ref in sources]
    count: dict[NodeId, int] = {}
    for nodes_of_branch in reached:
        for node in nodes_of_branch:
            count[node] = count.get(node, 0) + 1
    place = analysis.positions.__getitem__
    shared = tuple(sorted((node for node, times in count.items() if times > 1), key=place))
    branches = []
    for (port, ref), own in zip(sources, reached, strict=True):
        layers = tuple(sorted((node for node in own if count[node] == 1), key=place))
        branches.append(
            Branch(
                port,
                ref,
                layers,
                ref.node == fork,
                _channels_in(analysis, fork, own, ref),
                _channels(analysis, ref),
                _cost(analysis, layers),
            )
        )
    return Merge(key, fork, shared, tuple(branches), _cost(analysis, shared))


def _between(nodes: Mapping[NodeId, Node], start: NodeId, fork: NodeId | None) -> set[NodeId]:
    """Nodes on paths from the fork, exclusive, to ``start``, inclusive."""
    if start == fork:
        return set()
    found = {start}
    todo = [start]
    while todo:
        for ref in nodes[todo.pop()].inputs:
            if ref is not None and ref.node != fork and ref.node not in found and ref.node in nodes:
                found.add(ref.node)
                todo.append(ref.node)
    return found


def _channels(analysis: GraphAnalysis, ref: OutputRef) -> int | None:
    outputs = analysis.results[ref.node].outputs
    shape = outputs[ref.port] if ref.port < len(outputs) else ()
    return shape[1] if len(shape) > 1 else None


def _channels_in(analysis: GraphAnalysis, fork: NodeId | None, own: set[NodeId], ref: OutputRef) -> int | None:
    """Channels that enter a branch: those of the fork's output it reads, or of its only Input."""
    nodes = analysis.graph.nodes
    if fork is None:
        sources = {OutputRef(node) for node in own if nodes[node].op.is_input}
    elif ref.node == fork:
        sources = {ref}
    else:
        sources = {r for node in own for r in nodes[node].inputs if r is not None and r.node == fork}
    channels = {_channels(analysis, source) for source in sources}
    return channels.pop() if len(channels) == 1 else None


def _cost(analysis: GraphAnalysis, nodes: tuple[NodeId, ...]) -> Cost:
    total = Cost()
    for node in nodes:
        total = total + analysis.results[node].cost
    return total
