"""Inference: shapes, costs and issues of every node, as a pure function of the document.

``infer(document, previous)`` equals ``infer(document)`` but evaluates only what the edit can have changed: nodes that
are another object than before, those whose formulas use a changed name, and what lies behind them as far as shapes
really differ.
"""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from heapq import heapify, heappop, heappush
from itertools import compress
from operator import is_not
from typing import Final

from core.analysis.calls import cost_of_copies, evaluate_call, formula_names
from core.analysis.evaluation import evaluate_bypassed, evaluate_leaf
from core.analysis.issue import Issue
from core.analysis.results import (
    FREE,
    Context,
    Copies,
    Difference,
    GraphAnalysis,
    NodeResult,
    Path,
    State,
)
from core.analysis.rows import Row
from core.analysis.structure import Structure
from core.analysis.sums import Sums
from core.analysis.whole import Analysis, Place
from core.document.document import Document
from core.document.graph import Graph, Node, NodeId
from core.document.modules import ModuleCall, ModuleId, Variable
from core.language.dims import Shape
from core.language.formulas import Number
from core.language.operator import Cost
from core.text import Message

__all__ = [
    "Analysis",
    "Context",
    "Copies",
    "GraphAnalysis",
    "NodeResult",
    "Path",
    "Place",
    "Row",
    "State",
    "evaluate_node",
    "infer",
    "returned",
]

_NOTHING_GIVEN: Final[Mapping[NodeId, Shape | None]] = {}


def evaluate_node(node: Node, inputs: tuple[Shape | None, ...], context: Context | None = None) -> NodeResult:
    """Evaluate one node for the shapes that arrive at it.

    The connecting rules call this too, to say what a wire would do before it is there.

    Args:
        node: the node.
        inputs: shape at each input, None where unknown.
        context: names and modules in scope; without one there are none.
    """
    if context is None:
        context = Context({}, {}, {}, _NOTHING_GIVEN, _infer_graph)
    return _evaluate(node, inputs, replace(context, spent=[0]) if isinstance(node.op, ModuleCall) else context)


def _evaluate(node: Node, inputs: tuple[Shape | None, ...], context: Context) -> NodeResult:
    if node.bypassed and node.bypassable:
        return evaluate_bypassed(node, inputs, context.names)
    if isinstance(node.op, ModuleCall):
        return evaluate_call(node, node.op, inputs, context)
    result = evaluate_leaf(node, inputs, context.names)
    if result.state is State.OK and node.id in context.given:
        given = context.given[node.id]
        if given is None:  # a port of a block that nothing arrives at yet
            return NodeResult(node, result.op, State.WAITING, inputs)
        return replace(result, outputs=(given,))
    return result


def infer(document: Document, previous: Analysis | None = None) -> Analysis:
    """Analyse a document; ``previous`` is reused as far as it holds."""
    if previous is not None and previous.document is document:
        return previous
    variables: Mapping[str, Number] = _values(document.variables)
    before = previous.main if previous is not None else None
    if before is not None and variables == before.context.variables:
        variables = before.context.variables  # the same object, which is how the rest knows that nothing changed
    context = Context(document.modules, variables, variables, _NOTHING_GIVEN, _infer_graph)
    return Analysis(document, _infer_graph(document.main, context, before))


def returned(known: Analysis, previous: Analysis) -> Analysis:
    """An analysis that was made before, to be shown in place of another: after undo nothing need be found again.

    Args:
        known: of the document that is shown again.
        previous: of the one that was shown last, which is how followers learn in what they differ.
    """
    main, before = known.main, previous.main
    changed, gone = main.changed_since(before)
    difference = Difference(weakref.ref(before), tuple(changed), tuple(gone))
    again = replace(main, difference=difference, evaluated=0)
    again.kept.update(main.kept)
    return Analysis(known.document, again)


def _values(variables: Mapping[str, Variable]) -> dict[str, Number]:
    return {name: variable.value for name, variable in variables.items()}


def _infer_graph(graph: Graph, context: Context, before: GraphAnalysis | None) -> GraphAnalysis:
    nodes = graph.nodes
    if before is None:
        return _full(graph, context)
    stale = _stale(graph, context, before)
    if nodes is before.graph.nodes and not stale:
        return replace(before, graph=graph, context=context, evaluated=0)
    old = before.graph.nodes
    changed, removed = _edited(old, nodes)
    rewired = removed or any(key not in old or _ordered_otherwise(old[key], nodes[key]) for key in changed)
    structure = before.structure
    if rewired:
        structure = Structure(nodes, weakref.ref(structure), frozenset((*changed, *removed)))
    order, positions = structure.order, structure.positions
    results = dict(before.results)
    issues = dict(before.issues)
    sums = Sums(before.cost, before.layers, before.unknown)
    for key in removed:
        sums.drop(results.pop(key))
        issues.pop(key, None)
    queued = {positions[key] for key in changed} | {positions[key] for key in stale if key in positions}
    queue = list(queued)
    heapify(queue)
    differ: list[NodeId] = []
    evaluated = 0
    while queue:
        key = order[heappop(queue)]
        node = nodes[key]
        was = results.get(key)
        result = _evaluate(node, _arriving(node, results), context)
        evaluated += 1
        if was is not None and was.node is node and _agree(was, result):
            continue
        sums.swap(was, result)
        results[key] = result
        differ.append(key)
        _note(issues, key, result)
        if was is None or was.outputs != result.outputs:
            for reader in structure.readers[key]:
                place = positions[reader]
                if place not in queued:
                    queued.add(place)
                    heappush(queue, place)
    differ += _share_weights(structure.calls, results, issues, sums)
    difference = Difference(weakref.ref(before), tuple(dict.fromkeys(differ)), tuple(removed))
    return GraphAnalysis(
        graph, context, structure, results, sums.cost, sums.layers, sums.unknown, issues, evaluated, difference
    )


def _edited(old: Mapping[NodeId, Node], nodes: Mapping[NodeId, Node]) -> tuple[list[NodeId], list[NodeId]]:
    """Nodes that are other objects than before or new, and those that are gone."""
    if len(old) == len(nodes) and list(old) == list(nodes):  # most edits leave keys where they are
        return list(compress(nodes, map(is_not, nodes.values(), old.values()))), []
    changed = [key for key, node in nodes.items() if old.get(key) is not node]
    return changed, [key for key in old if key not in nodes]


def _ordered_otherwise(before: Node, after: Node) -> bool:
    """Whether a node that became another may stand elsewhere in the order, move others, or play another part there."""
    return (
        before.inputs != after.inputs
        or before.name != after.name
        or type(before.op) is not type(after.op)
        or before.bypassed != after.bypassed
    )


def _full(graph: Graph, context: Context) -> GraphAnalysis:
    """Every node in order; what is known of a node from before is taken over where the same arrives at it."""
    nodes = graph.nodes
    structure = _structure(graph)
    results: dict[NodeId, NodeResult] = {}
    issues: dict[NodeId, tuple[Issue, ...]] = {}
    sums = Sums(FREE, 0, 0)
    # Local sums: adding two costs for each of ten thousand nodes would take longer than all the rest.
    macs = params = buffers = activations = elementwise_ops = layers = evaluated = 0
    for key in structure.order:
        node = nodes[key]
        known = _KNOWN.get(node)
        if known is not None and known.holds(results, context):
            result, cost = known.result, known.result.cost
            macs += cost.macs
            params += cost.params
            buffers += cost.buffers
            activations += cost.activations
            elementwise_ops += cost.elementwise_ops
            layers += known.counted
        else:
            result = _evaluate(node, _arriving(node, results), context)
            evaluated += 1
            sums.take(result)
            _remember(node, result, results, context)
        results[key] = result
        if result.issues:
            issues[key] = result.issues
    sums.add(Cost(macs, params, buffers, activations, elementwise_ops))
    sums.layers += layers
    if context.modules:
        _share_weights(structure.calls, results, issues, sums)
    return GraphAnalysis(graph, context, structure, results, sums.cost, sums.layers, sums.unknown, issues, evaluated)


@lru_cache(maxsize=64)
def _structure(graph: Graph) -> Structure:
    return Structure(graph.nodes)


class _Known:
    """What a node came to last, and from what: kept beside the nodes, which know nothing of it."""

    __slots__ = ("counted", "names", "result", "single", "sources")

    def __init__(self, result: NodeResult, sources: tuple[NodeResult, ...], names: Mapping[str, Number] | None) -> None:
        self.result, self.sources, self.names = result, sources, names
        self.single = result.node.inputs[0].node if len(sources) == 1 and result.node.inputs[0] is not None else None
        self.counted = int(result.counted)

    def holds(self, results: Mapping[NodeId, NodeResult], context: Context) -> bool:
        """Whether the same arrives as then, and formulas would say the same."""
        if self.single is not None:
            if results.get(self.single) is not self.sources[0]:
                return False
        else:
            for ref, source in zip(self.result.node.inputs, self.sources, strict=True):
                if ref is None or results.get(ref.node) is not source:
                    return False
        return self.names is None or self.names == context.names


_KNOWN: Final[dict[Node, _Known]] = {}
_MOST_KNOWN: Final = 1 << 17


def _remember(node: Node, result: NodeResult, results: Mapping[NodeId, NodeResult], context: Context) -> None:
    """Keep a layer's result for the next full pass; blocks and ports of modules depend on more than their inputs.

    What is bypassed is as soon evaluated, and some of its inputs may be open.
    """
    if result.state is not State.OK or result.op.stands_for_others or context.given or node.bypassed:
        return
    if len(_KNOWN) >= _MOST_KNOWN:
        _KNOWN.clear()
    sources = tuple(results[ref.node] for ref in node.inputs if ref is not None)
    _KNOWN[node] = _Known(result, sources, context.names if node.formulas else None)


def _stale(graph: Graph, context: Context, before: GraphAnalysis) -> set[NodeId]:
    """Nodes that are to be evaluated again though they are the same: a name, a definition or a given shape changed."""
    was = before.context
    if was.modules is context.modules and was.names is context.names and was.given is context.given:
        return set()
    renamed = {n for n in {*was.names, *context.names} if was.names.get(n) != context.names.get(n)}
    renamed |= was.names.keys() ^ context.names.keys()
    other_names = list(was.names) != list(context.names)
    stale: set[NodeId] = set()
    for key, node in graph.nodes.items():
        if isinstance(node.op, ModuleCall):
            if renamed or other_names or was.variables != context.variables or was.modules is not context.modules:
                stale.add(key)
        elif (renamed and _uses(node, renamed)) or was.given.get(key) != context.given.get(key):
            stale.add(key)
        elif other_names and node.formulas and key in before.issues:
            stale.add(key)  # what is said of an unknown name lists those that are known
    return stale


def _uses(node: Node, names: set[str]) -> bool:
    return any(name in names for formula in node.formulas.values() for name in formula_names(formula))


def _note(issues: dict[NodeId, tuple[Issue, ...]], key: NodeId, result: NodeResult) -> None:
    if result.issues:
        issues[key] = result.issues
    else:
        issues.pop(key, None)


def _agree(a: NodeResult, b: NodeResult) -> bool:
    return (
        a.state is b.state
        and a.inputs == b.inputs
        and a.outputs == b.outputs
        and a.issues == b.issues
        and a.op == b.op
        and a.copies == b.copies
    )


_UNKNOWN: Final = (None,)


def _arriving(node: Node, results: Mapping[NodeId, NodeResult]) -> tuple[Shape | None, ...]:
    """Shape at each input; None where no wire or no result is."""
    sources = node.inputs
    if len(sources) == 1 and sources[0] is not None and sources[0].node in results:  # most layers
        outputs, port = results[sources[0].node].outputs, sources[0].port
        return (outputs[port],) if port < len(outputs) else _UNKNOWN
    shapes: list[Shape | None] = []
    for ref in node.inputs:
        outputs = results[ref.node].outputs if ref is not None and ref.node in results else ()
        shapes.append(outputs[ref.port] if ref is not None and ref.port < len(outputs) else None)
    return tuple(shapes)


_UNEQUAL: Final = (
    "It cannot share its weights with “{first}”: their shapes differ. Give it a definition of its own (make unique), "
    "or equal inputs."
)


def _share_weights(
    calls: tuple[NodeId, ...],
    results: dict[NodeId, NodeResult],
    issues: dict[NodeId, tuple[Issue, ...]],
    sums: Sums,
) -> list[NodeId]:
    """Of the shared calls of one module, the first in order counts the params; the others name it.

    Returns:
        The calls whose results are others now.
    """
    first: dict[ModuleId, NodeId] = {}
    differ: list[NodeId] = []
    for key in calls:
        result = results[key]
        op = result.op
        if not (isinstance(op, ModuleCall) and op.shared and result.copies):
            continue
        owner = first.setdefault(op.module, key)
        fresh = replace(result, cost=cost_of_copies(result.copies, shared=True), shared_with=None)
        own = tuple(issue for issue in result.issues if issue.message.template != _UNEQUAL)
        if len(own) < len(result.issues):  # said before; it may be cured
            fresh = replace(fresh, state=State.OK, issues=own)
        if owner != key and fresh.state is State.OK:
            if results[owner].copies[0].analysis.weights == result.copies[0].analysis.weights:
                fresh = replace(fresh, cost=replace(fresh.cost, params=0, buffers=0), shared_with=owner)
            else:
                message = Message(_UNEQUAL, first=results[owner].node.name)
                fresh = replace(fresh, state=State.WRONG, issues=(Issue(key, "shared", "error", message), *own))
        if fresh.cost != result.cost or fresh.shared_with != result.shared_with or fresh.issues != result.issues:
            sums.drop(result)
            sums.take(fresh)
            results[key] = fresh
            differ.append(key)
            _note(issues, key, fresh)
    return differ
