"""What inference finds, as values: of one node, one graph, a whole document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property
from hashlib import blake2b
from typing import Final, NamedTuple

from core.analysis.issue import Issue
from core.document.document import Document
from core.document.graph import Graph, Node, NodeId, consumers, topological_order
from core.document.modules import Module, ModuleId
from core.language.dims import Shape
from core.language.formulas import Number
from core.language.operator import Cost, Operator, Term, formula_text

__all__ = [
    "FREE",
    "Analysis",
    "Context",
    "Copies",
    "GraphAnalysis",
    "NodeResult",
    "Path",
    "Place",
    "Reach",
    "Row",
    "State",
    "Structure",
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
    def layers(self) -> int:
        """Layers it stands for: 1, or for a block the sum over its copies; 0 for Input and Output."""
        if self.copies:
            return sum(run.analysis.layers * run.times for run in self.copies)
        return 1 if self.counted else 0

    @property
    def learnable(self) -> bool:
        """Whether it has weights of its own that mix channels; a block, whether a layer inside has."""
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
        """Whether it is a layer: anything but Input and Output."""
        return not (self.op.is_input or self.op.is_output or self.op.stands_for_others)

    @property
    def macs_formula(self) -> str:
        """``28·28·32 × 5·5·192 = 120,422,400``, or empty."""
        return formula_text(self.terms, "macs")


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


class Place(NamedTuple):
    """A graph and the way into it.

    Attributes:
        names: names of the calls on the way, for people.
        ids: the same as node ids.
        analysis: what is there.
    """

    names: tuple[str, ...]
    ids: Path
    analysis: GraphAnalysis


class Row(NamedTuple):
    """One layer as a line of a report: a node, where it is, and how many equal copies of it there are.

    Attributes:
        path: names of the calls it lies in and its own, for people.
        ids: the same as node ids.
        result: what is known of it.
        copies: how many equal ones this line stands for.
        depth: how many calls it lies in.
        weighs: whether its params and buffers count here; of shared weights, those of one copy do.
    """

    path: tuple[str, ...]
    ids: Path
    result: NodeResult
    copies: int
    depth: int
    weighs: bool = True

    @property
    def cost(self) -> Cost:
        """What one copy adds to the totals."""
        cost = self.result.cost
        return cost if self.weighs else replace(cost, params=0, buffers=0)


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


class Structure:
    """How the nodes of a graph hang together; computed when asked for, since a full pass needs the order alone."""

    def __init__(self, nodes: Mapping[NodeId, Node]) -> None:
        """Of these nodes."""
        self._nodes = nodes

    @cached_property
    def order(self) -> tuple[NodeId, ...]:
        """Every node after those it reads; see ``topological_order``."""
        return topological_order(self._nodes)

    @cached_property
    def positions(self) -> Mapping[NodeId, int]:
        """Place of each node in ``order``."""
        return {key: place for place, key in enumerate(self.order)}

    @cached_property
    def readers(self) -> Mapping[NodeId, list[NodeId]]:
        """Who reads each node."""
        return consumers(self._nodes)


@dataclass(frozen=True, eq=False)
class GraphAnalysis:
    """Results of one graph.

    Attributes:
        graph: what was analysed.
        context: the names and shapes it was analysed in.
        structure: order and readers of its nodes; the same object as long as no wire and no name changes.
        results: by node id.
        cost: sum over all layers, those inside blocks included.
        layers: number of nodes other than Input and Output, those inside blocks included.
        unknown: how many of them have no result; totals are incomplete unless 0.
        issues: by node id, only of nodes that have any.
        evaluated: how many nodes this pass evaluated (the rest was reused).
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


@dataclass(frozen=True, eq=False)
class Analysis:
    """Everything that follows from a document.

    Attributes:
        document: what was analysed.
        main: results of its main graph.
    """

    document: Document
    main: GraphAnalysis

    def at(self, path: Path) -> GraphAnalysis:
        """Results inside a call, reached through calls (copy 1 of each); a path that leads nowhere ends early."""
        found = self.main
        for key in path:
            result = found.results.get(key)
            if result is None or not result.copies:
                break
            found = result.copies[0].analysis
        return found

    def graphs(self) -> Iterator[tuple[Path, GraphAnalysis]]:
        """The main graph and those of all calls, outer before inner; equal ones once, by the first way in."""
        for place in self.places():
            yield place.ids, place.analysis

    def places(self) -> Iterator[Place]:
        """The same with names, as ``rows`` says them."""
        todo = [Place((), (), self.main)]
        seen = {id(self.main)}
        while todo:
            place = todo.pop()
            yield place
            inner: list[Place] = []
            for key in place.analysis.order:
                result = place.analysis.results[key]
                runs = list(_weighing_runs(result))
                for run, _ in runs:
                    if id(run.analysis) not in seen:
                        seen.add(id(run.analysis))
                        names = (*place.names, _run_name(result, run, alone=len(runs) == 1))
                        inner.append(Place(names, (*place.ids, key), run.analysis))
            todo += reversed(inner)

    def issues(self) -> list[Issue]:
        """All findings about single nodes, in the order of the graphs; one inside a block carries its path.

        Equal calls have equal issues: they are said once.
        """
        return [
            replace(issue, path=path) if path else issue
            for path, analysis in self.graphs()
            if analysis.issues
            for key in analysis.order
            for issue in analysis.issues.get(key, ())
        ]

    def rows(self, *, expanded: bool = True, layers_only: bool = True) -> Iterator[Row]:
        """One row a layer, in order; rows × copies add up to the totals.

        A block whose expansion has more than 50,000 rows stays one row.

        Args:
            expanded: rows for the layers inside blocks instead of one for the block.
            layers_only: leave out Input and Output.
        """
        walk = _Rows(expanded=expanded, layers_only=layers_only)
        yield from walk.of(self.main, (), (), 1, weighs=True)


class _Rows:
    """Walks through graphs and the blocks in them."""

    def __init__(self, *, expanded: bool, layers_only: bool) -> None:
        self._expanded, self._layers_only = expanded, layers_only
        self._counts: dict[int, int] = {}

    def of(
        self, analysis: GraphAnalysis, names: tuple[str, ...], ids: Path, copies: int, *, weighs: bool
    ) -> Iterator[Row]:
        for key in analysis.order:
            result = analysis.results[key]
            here, there = (*names, result.node.name), (*ids, key)
            if self._expanded and result.copies and self._count(result) <= _MOST_ROWS:
                yield from self._inside(result, names, there, copies, weighs=weighs)
            elif result.op.stands_for_others:
                if result.copies or result.state is not State.OK:  # one that is repeated 0 times is not there
                    yield Row(here, there, result, copies, len(names), weighs)
            elif result.counted or not self._layers_only:
                yield Row(here, there, result, copies, len(names), weighs)

    def _inside(
        self, result: NodeResult, names: tuple[str, ...], ids: Path, copies: int, *, weighs: bool
    ) -> Iterator[Row]:
        runs = list(_weighing_runs(result))
        for run, heavy in runs:
            name = _run_name(result, run, alone=len(runs) == 1)
            yield from self.of(run.analysis, (*names, name), ids, copies * run.times, weighs=weighs and heavy)

    def _count(self, result: NodeResult) -> int:
        """How many rows a block expands to."""
        return sum(self._count_graph(run.analysis) for run in result.copies)

    def _count_graph(self, analysis: GraphAnalysis) -> int:
        known = self._counts.get(id(analysis))
        if known is None:
            known = len(analysis.order) + sum(
                self._count(analysis.results[key]) for key in analysis.order if analysis.results[key].copies
            )
            self._counts[id(analysis)] = known
        return known


_MOST_ROWS: Final = 50_000


def _weighing_runs(result: NodeResult) -> Iterator[tuple[Copies, bool]]:
    """The runs of a block, each with whether its params count: of shared weights those of one copy do."""
    if not getattr(result.op, "shared", False):
        yield from ((run, True) for run in result.copies)
        return
    heavy = result.shared_with is None
    for run in result.copies:
        if heavy and run.times > 1:
            yield run._replace(times=1), True
            yield run._replace(first=run.first + 1, times=run.times - 1), False
        else:
            yield run, heavy
        heavy = False


def _run_name(result: NodeResult, run: Copies, *, alone: bool) -> str:
    """``layer1``, or where its copies differ ``layer1[1]``, ``layer1[2-4]``."""
    if alone:
        return result.node.name
    first, last = run.first + 1, run.first + run.times
    return f"{result.node.name}[{first}]" if first == last else f"{result.node.name}[{first}-{last}]"


InferGraph = Callable[[Graph, Context, GraphAnalysis | None], GraphAnalysis]
