"""What inference finds, as values: of one node and of one graph. Of a whole document: ``core.analysis.whole``."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any, Final, NamedTuple

from core.analysis.issue import Issue
from core.analysis.structure import Structure
from core.document.graph import Graph, Node, NodeId
from core.document.modules import Module, ModuleId
from core.language.dims import Shape
from core.language.formulas import Number
from core.language.operator import Cost, Operator, Term, formula_text

__all__ = [
    "FREE",
    "Context",
    "Copies",
    "Difference",
    "GraphAnalysis",
    "NodeResult",
    "Path",
    "Reach",
    "State",
    "Structure",
    "ok_result",
    "waiting_result",
]

FREE: Final = Cost()


class State(Enum):
    """How a node fares.

    OK is counted. WRONG breaks a rule of its own. OPEN lacks a wire. WAITING has nothing wrong, but stands behind
    a node that is WRONG, OPEN or WAITING; it says nothing, because one mistake is one message.
    """

    OK = "ok"
    WRONG = "wrong"
    OPEN = "open"
    WAITING = "waiting"


@dataclass(frozen=True, eq=False)
class NodeResult:
    """What is known of one node.

    Attributes:
        node: the node that was evaluated.
        op: its operator with formulas evaluated; the literal operator where they could not be.
        state: how it fares.
        inputs: shape that arrives at each input, None where unknown.
        outputs: shape of each output; empty unless OK.
        terms: its cost as products of factors.
        cost: their sum; zero unless OK.
        issues: what is wrong with it, or worth a hint.
        copies: for a block, what each run of equal copies is inside.
        shared_with: for a block with shared weights, the earlier call that counts its params.
    """

    node: Node
    op: Operator
    state: State
    inputs: tuple[Shape | None, ...]
    outputs: tuple[Shape, ...] = ()
    terms: tuple[Term, ...] = ()
    cost: Cost = FREE
    issues: tuple[Issue, ...] = ()
    copies: tuple[Copies, ...] = ()
    shared_with: NodeId | None = None

    @property
    def bypassed(self) -> bool:
        """Whether it hands on its first input unchanged, costs nothing and is no layer; a row says so all the same."""
        return self.node.bypassed and self.node.bypassable

    @property
    def layers(self) -> int:
        """Layers it stands for: 1, or for a block the sum over its copies; 0 for Input, Output and what is bypassed."""
        if self.copies:
            return sum(run.analysis.layers * run.times for run in self.copies)
        return 1 if self.counted and not self.bypassed else 0

    @property
    def learnable(self) -> bool:
        """Whether it has weights of its own that mix channels; a block, whether a layer inside has."""
        if self.bypassed:
            return False
        return self.op.learnable or any(run.analysis.learnable for run in self.copies)

    @property
    def unknown(self) -> int:
        """How many of them have no result."""
        if self.copies:
            return sum(run.analysis.unknown * run.times for run in self.copies) or int(self.state is not State.OK)
        return int(self.state is not State.OK)

    @property
    def output(self) -> Shape | None:
        """Shape of the first output, or None where unknown."""
        return self.outputs[0] if self.outputs else None

    @property
    def counted(self) -> bool:
        """Whether it is a layer, bypassed or not: anything but Input, Output and blocks."""
        return not (self.op.is_input or self.op.is_output or self.op.stands_for_others)

    @property
    def parameters(self) -> str:
        """The main parameters as people say them; formulas that gave no values, as they stand."""
        formulas = self.node.formulas
        if formulas and self.op is self.node.op:  # the literals beneath them are used nowhere
            return ", ".join(f"{key} = {formula.text}" for key, formula in formulas.items())
        return self.op.summary()

    @property
    def macs_formula(self) -> str:
        """``28·28·32 × 5·5·192 = 120,422,400``, or empty."""
        return formula_text(self.terms, "macs")


def ok_result(
    node: Node,
    op: Operator,
    inputs: tuple[Shape | None, ...],
    outputs: tuple[Shape, ...],
    terms: tuple[Term, ...],
    cost: Cost,
) -> NodeResult:
    """The result of a layer that nothing is said of.

    The same as calling the class, in a fifth of the time: that sets its ten fields one by one, and an edit may make
    ten thousand results.
    """
    made: NodeResult = object.__new__(NodeResult)
    made.__dict__.update(node=node, op=op, state=State.OK, inputs=inputs, outputs=outputs, terms=terms, cost=cost)
    return made


def waiting_result(node: Node, op: Operator, inputs: tuple[Shape | None, ...]) -> NodeResult:
    """The result of a layer behind one that has none, made as fast: all that follow a deleted layer may wait."""
    made: NodeResult = object.__new__(NodeResult)
    made.__dict__.update(node=node, op=op, state=State.WAITING, inputs=inputs)
    return made


Path = tuple[NodeId, ...]
"""Ids of the calls on the way into a graph, outermost first."""


class Copies(NamedTuple):
    """A run of equal copies of a module inside one call.

    Attributes:
        analysis: what each of them is.
        first: number of the first, from 0.
        times: how many.
    """

    analysis: GraphAnalysis
    first: int
    times: int


class Reach(NamedTuple):
    """What a module depends on.

    Attributes:
        modules: those it calls, directly or not.
        names: those that formulas in it or in those use.
        height: how deep blocks lie in it, itself included; None where one contains itself.
    """

    modules: frozenset[ModuleId]
    names: frozenset[str]
    height: int | None = 1


@dataclass(frozen=True, eq=False)
class Context:
    """What a graph is evaluated in.

    Attributes:
        modules: every definition of the document.
        variables: the document's variables.
        names: all names in scope: variables and, inside a module, its parameters.
        given: shapes of Input nodes that are ports of a module; None where nothing is known to arrive.
        infer_graph: analyses a graph in a context; calls use it for what is inside them.
        reach: filled in as asked: what each module depends on, the same for all contexts of one pass.
        spent: how many nodes inside blocks this pass has evaluated, so that it can stop; the same for all contexts.
    """

    modules: Mapping[ModuleId, Module]
    variables: Mapping[str, Number]
    names: Mapping[str, Number]
    given: Mapping[NodeId, Shape | None]
    infer_graph: InferGraph
    reach: dict[ModuleId, Reach] = field(default_factory=dict)
    spent: list[int] = field(default_factory=lambda: [0])


class Difference(NamedTuple):
    """In what the results of a graph differ from those that they were made from.

    Attributes:
        since: the analysis they were made from, while anybody holds it.
        changed: nodes that are there now and have another result than before, or had none.
        gone: nodes that are no more.
    """

    since: Callable[[], GraphAnalysis | None]
    changed: tuple[NodeId, ...]
    gone: tuple[NodeId, ...]


@dataclass(frozen=True, eq=False)
class GraphAnalysis:
    """Results of one graph.

    Attributes:
        graph: what was analysed.
        context: the names and shapes it was analysed in.
        structure: order and readers of its nodes; the same object as long as no wire, name or type changes, nor what
            is bypassed.
        results: by node id.
        cost: sum over all layers, those inside blocks included.
        layers: number of nodes other than Input and Output and bypassed ones, those inside blocks included.
        unknown: how many of them have no result; totals are incomplete unless 0.
        issues: by node id, only of nodes that have any.
        evaluated: how many nodes this pass evaluated (the rest was reused).
        difference: from the analysis this one was made from, if from any.
        kept: what others found out about it, under a name of theirs, for as long as it is there.
    """

    graph: Graph
    context: Context
    structure: Structure
    results: Mapping[NodeId, NodeResult]
    cost: Cost
    layers: int
    unknown: int
    issues: Mapping[NodeId, tuple[Issue, ...]]
    evaluated: int
    difference: Difference | None = None
    kept: dict[str, Any] = field(default_factory=dict, init=False, repr=False)

    def changed_since(self, before: GraphAnalysis) -> tuple[Collection[NodeId], Collection[NodeId]]:
        """Nodes whose result is another object than in an earlier analysis of the graph, and nodes that are gone.

        Takes time in proportion to them after a single edit; otherwise all results are compared.
        """
        known, results = before.results, self.results
        if known is results:
            return (), ()
        found = self.difference
        since = found.since() if found is not None else None
        if found is not None and since is not None and since.results is known:
            return found.changed, found.gone
        changed = tuple(key for key, result in results.items() if known.get(key) is not result)
        return changed, tuple(key for key in known if key not in results)

    @property
    def order(self) -> tuple[NodeId, ...]:
        """Depth-first from the outputs, inputs in port order; every node after those it reads."""
        return self.structure.order

    @property
    def positions(self) -> Mapping[NodeId, int]:
        """Place of each node in ``order``."""
        return self.structure.positions

    @property
    def readers(self) -> Mapping[NodeId, list[NodeId]]:
        """Who reads each node."""
        return self.structure.readers

    @property
    def complete(self) -> bool:
        """Whether every node has a result."""
        return self.unknown == 0

    @cached_property
    def weights(self) -> bytes:
        """A digest of the shapes of all weights in order: what must be equal for weights to be shared."""
        from hashlib import blake2b  # here: few sketches share weights

        found = blake2b()
        for key in self.order:
            result = self.results[key]
            for term in result.terms:
                if term.quantity in ("params", "buffers"):
                    shape = ((f"{factor.name}={factor.value:x}" for factor in group) for group in term.groups)
                    found.update(repr((term.quantity, *map(tuple, shape))).encode())
            for run in result.copies:
                found.update(b"%d copies of " % run.times + run.analysis.weights)
        return found.digest()

    @cached_property
    def learnable(self) -> bool:
        """Whether some layer, however deep inside, has weights of its own that mix channels."""
        return any(result.learnable for result in self.results.values())


InferGraph = Callable[[Graph, Context, GraphAnalysis | None], GraphAnalysis]
