"""Inference: shapes, costs and issues of every node, as a pure function of the document.

``infer(document, previous)`` equals ``infer(document)`` but evaluates only what the edit can have changed: nodes that
are another object than before, and what lies behind them as far as shapes really differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush

from core.analysis.evaluation import FREE, NodeResult, State, evaluate_node
from core.analysis.issue import Issue
from core.document.document import Document
from core.document.graph import Graph, Node, NodeId, consumers, topological_order
from core.language.dims import Shape
from core.language.operator import Cost

__all__ = ["Analysis", "GraphAnalysis", "NodeResult", "State", "evaluate_node", "infer"]


@dataclass(frozen=True, eq=False)
class GraphAnalysis:
    """Results of one graph.

    Attributes:
        graph: what was analysed.
        order: depth-first from the outputs, inputs in port order; every node after those it reads.
        results: by node id.
        cost: sum over all nodes that are counted.
        layers: number of nodes other than Input and Output.
        unknown: how many of them have no result; totals are incomplete unless 0.
        issues: by node id, only of nodes that have any.
        evaluated: how many nodes this pass evaluated (the rest was reused).
    """

    graph: Graph
    order: tuple[NodeId, ...]
    results: Mapping[NodeId, NodeResult]
    cost: Cost
    layers: int
    unknown: int
    issues: Mapping[NodeId, tuple[Issue, ...]]
    evaluated: int
    positions: Mapping[NodeId, int]
    readers: Mapping[NodeId, list[NodeId]]

    @property
    def complete(self) -> bool:
        """Whether every node has a result."""
        return self.unknown == 0


@dataclass(frozen=True, eq=False)
class Analysis:
    """Everything that follows from a document.

    Attributes:
        document: what was analysed.
        main: results of its main graph.
    """

    document: Document
    main: GraphAnalysis

    def issues(self) -> list[Issue]:
        """All findings about single nodes, in the order of the graph."""
        found = self.main.issues
        return [issue for key in self.main.order if key in found for issue in found[key]]


def infer(document: Document, previous: Analysis | None = None) -> Analysis:
    """Analyse a document; ``previous`` is reused as far as it holds."""
    before = previous.main if previous is not None else None
    if previous is not None and previous.document is document:
        return previous
    return Analysis(document, _infer_graph(document.main, before))


def _infer_graph(graph: Graph, before: GraphAnalysis | None) -> GraphAnalysis:
    nodes = graph.nodes
    if before is not None and nodes is before.graph.nodes:
        return replace(before, graph=graph, evaluated=0)
    if before is None:
        return _full(graph)
    old = before.graph.nodes
    changed = [key for key, node in nodes.items() if old.get(key) is not node]
    removed = [key for key in old if key not in nodes] if len(old) + _added(changed, old) != len(nodes) else []
    rewired = removed or any(key not in old or _ordered_otherwise(old[key], nodes[key]) for key in changed)
    if rewired:
        order = topological_order(nodes)
        positions: Mapping[NodeId, int] = {key: place for place, key in enumerate(order)}
        readers: Mapping[NodeId, list[NodeId]] = consumers(nodes)
    else:
        order, positions, readers = before.order, before.positions, before.readers
    results = dict(before.results)
    issues = dict(before.issues)
    totals = _Totals(before.cost, before.layers, before.unknown)
    for key in removed:
        totals.drop(results.pop(key))
        issues.pop(key, None)
    queue = [positions[key] for key in changed]
    queued = set(queue)
    heapify(queue)
    evaluated = 0
    while queue:
        key = order[heappop(queue)]
        node = nodes[key]
        was = results.get(key)
        result = evaluate_node(node, _arriving(node, results))
        evaluated += 1
        if was is not None and was.node is node and _agree(was, result):
            continue
        if was is not None:
            totals.drop(was)
        totals.take(result)
        results[key] = result
        _note(issues, key, result)
        if was is None or was.outputs != result.outputs:
            for reader in readers[key]:
                place = positions[reader]
                if place not in queued:
                    queued.add(place)
                    heappush(queue, place)
    return GraphAnalysis(
        graph,
        order,
        results,
        totals.cost,
        totals.layers,
        totals.unknown,
        issues,
        evaluated,
        positions,
        readers,
    )


def _ordered_otherwise(before: Node, after: Node) -> bool:
    """Whether a node that became another may stand elsewhere in the order, or move others."""
    return before.inputs != after.inputs or before.name != after.name or before.op.is_output != after.op.is_output


def _added(changed: Iterable[NodeId], old: Mapping[NodeId, Node]) -> int:
    return sum(1 for key in changed if key not in old)


def _full(graph: Graph) -> GraphAnalysis:
    nodes = graph.nodes
    order = topological_order(nodes)
    results: dict[NodeId, NodeResult] = {}
    issues: dict[NodeId, tuple[Issue, ...]] = {}
    totals = _Totals(Cost(), 0, 0)
    for key in order:
        result = evaluate_node(nodes[key], _arriving(nodes[key], results))
        results[key] = result
        totals.take(result)
        _note(issues, key, result)
    positions = {key: place for place, key in enumerate(order)}
    return GraphAnalysis(
        graph,
        order,
        results,
        totals.cost,
        totals.layers,
        totals.unknown,
        issues,
        len(order),
        positions,
        consumers(nodes),
    )


class _Totals:
    """Sums that follow along while results are replaced."""

    def __init__(self, cost: Cost, layers: int, unknown: int) -> None:
        self.cost, self.layers, self.unknown = cost, layers, unknown

    def take(self, result: NodeResult) -> None:
        if result.cost is not FREE:
            self.cost = self.cost + result.cost
        self.layers += result.counted
        self.unknown += result.state is not State.OK

    def drop(self, result: NodeResult) -> None:
        if result.cost is not FREE:
            self.cost = self.cost - result.cost
        self.layers -= result.counted
        self.unknown -= result.state is not State.OK


def _note(issues: dict[NodeId, tuple[Issue, ...]], key: NodeId, result: NodeResult) -> None:
    if result.issues:
        issues[key] = result.issues
    else:
        issues.pop(key, None)


def _agree(a: NodeResult, b: NodeResult) -> bool:
    return a.state is b.state and a.inputs == b.inputs and a.outputs == b.outputs and a.issues == b.issues


def _arriving(node: Node, results: Mapping[NodeId, NodeResult]) -> tuple[Shape | None, ...]:
    """Shape at each input; None where no wire or no result is."""
    shapes: list[Shape | None] = []
    for ref in node.inputs:
        outputs = results[ref.node].outputs if ref is not None and ref.node in results else ()
        shapes.append(outputs[ref.port] if ref is not None and ref.port < len(outputs) else None)
    return tuple(shapes)
