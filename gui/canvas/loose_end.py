"""Wires of which one end is held and the other looks for a port: what may be done with them, without any pixels.

The verdicts are those of ``core.analysis``; here they are asked from either end of a wire, and for several wires at
once: from several outputs to one layer, or from the inputs of several layers to one output.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property
from typing import Final, Literal

from core.analysis.bundles import Bundle, Dependence, landing
from core.analysis.connecting import Connecting, Judgement, Verdict
from core.analysis.infer import GraphAnalysis
from core.document import edits, wiring_edits
from core.document.document import Document, GraphId
from core.document.graph import Edge, Graph, NodeId, OutputRef
from core.layout.node_size import input_ports
from core.text import count_text
from gui.canvas.words import tr
from gui.drawing.geometry import PortRef

__all__ = ["LooseEnd", "stands"]

_ORDER: Final = {Verdict.FITS: 0, Verdict.WARNED: 1, Verdict.REFUSED: 2}


class LooseEnd:
    """Wires that are held at outputs to look for inputs, or at inputs to look for an output.

    Attributes:
        held: the ports they hang from, all on the same side, in the order in which they take inputs.
        seeks: the side of the ports they could go to.
        analysis: what the verdicts follow from.
        detached: the wires as they were, when their ends have been taken off; none for new ones.
    """

    def __init__(self, analysis: GraphAnalysis, held: Sequence[PortRef], detached: Collection[Edge] = ()) -> None:
        """Hold wires; nothing is judged yet."""
        self.held = tuple(held)
        self.seeks: Literal["in", "out"] = "in" if self.held[0].side == "out" else "out"
        self.detached = frozenset(detached)
        self.analysis = analysis
        self._bundle = Bundle(analysis, [OutputRef(p.node, p.index) for p in self.held]) if self._fan_in else None
        self._rules: dict[OutputRef, Connecting] = {}
        self._judged: dict[PortRef, Judgement] = {}

    @cached_property
    def _dependence(self) -> Dependence:
        return Dependence(self.analysis, [port.node for port in self.held])

    @property
    def _fan_in(self) -> bool:
        """Whether several outputs look for the inputs of one layer."""
        return self.seeks == "in" and len(self.held) > 1

    @property
    def _redirects(self) -> bool:
        """Whether all wires of one output look for another one."""
        return self.seeks == "out" and len(self.held) > 1

    @property
    def home(self) -> PortRef | None:
        """The port that wires were taken off."""
        edge = next(iter(self.detached), None)
        if edge is None:
            return None
        return PortRef(edge.target, "in", edge.port) if self.seeks == "in" else _output(edge.source)

    def held_at(self, port: PortRef) -> LooseEnd:
        """The same, hanging from another port alone."""
        return LooseEnd(self.analysis, (port,), self.detached)

    def holds(self, graph: Graph) -> bool:
        """Whether a graph has all that is held, and the wires where they were taken off."""
        there = all(port.node in graph.nodes for port in self.held)
        return there and all(stands(edge, graph) for edge in self.detached)

    def ports(self, node: NodeId) -> list[PortRef]:
        """The ports of a node that are on the right side, fitting or not."""
        found = self.analysis.graph.nodes[node]
        count = input_ports(found) if self.seeks == "in" else len(found.op.outputs)
        return [PortRef(node, self.seeks, index) for index in range(count)]

    # -- judging ---------------------------------------------------------------------------------------------------

    def judge(self, port: PortRef) -> Judgement:
        """What becomes of the wires at this port."""
        if port == self.home or self.reorders(port):
            return Judgement(Verdict.FITS)
        known = self._judged.get(port)
        if known is None:
            known = self._judged[port] = self._judge(port)
        return known

    def _judge(self, port: PortRef) -> Judgement:
        if self._bundle is not None:
            return self._bundle.judge(port.node)
        verdicts = [self._rule(source).judge(target, index) for source, target, index in self._ends(port)]
        if self._redirects:
            # What the new source itself depends on keeps its wire; refused is only what leads none of them elsewhere.
            verdicts = [judgement for judgement in verdicts if judgement.verdict is not Verdict.REFUSED] or verdicts
        return max(verdicts, key=lambda judgement: _ORDER[judgement.verdict])

    def _rule(self, source: OutputRef) -> Connecting:
        rule = self._rules.get(source)
        if rule is None:
            # From an input every output in view is asked, and a walk from each of them would be a long one.
            above = self._dependence.of(source.node) if self.seeks == "out" else None
            rule = self._rules[source] = Connecting(self.analysis, source, above)
        return rule

    def judge_all(self, nodes: Iterable[NodeId]) -> dict[PortRef, Verdict]:
        """The verdict on every port of these nodes that is on the right side."""
        return {port: self.judge(port).verdict for node in nodes for port in self.ports(node)}

    def best(self, node: NodeId) -> PortRef | None:
        """The port of a node that a wire dropped on its body goes to: one that fits and is free, if there is one."""
        home = self.home
        if home is not None and home.node == node:
            return home
        return min(self.ports(node), key=self._merit, default=None)

    def _merit(self, port: PortRef) -> tuple[int, bool, int]:
        return _ORDER[self.judge(port).verdict], self._taken(port), port.index

    def _taken(self, port: PortRef) -> bool:
        inputs = self.analysis.graph.nodes[port.node].inputs
        return port.side == "in" and port.index < len(inputs) and inputs[port.index] is not None

    def along(self, edge: Edge) -> PortRef | None:
        """The port that a wire dropped on the body of another goes to: where that one ends, or begins.

        None where that would change nothing, or where there are several wires to be led to inputs.
        """
        if edge in self.detached or self._fan_in:
            return None
        port = PortRef(edge.target, "in", edge.port) if self.seeks == "in" else _output(edge.source)
        inputs = self.analysis.graph.nodes
        known = all(inputs[target].inputs[index : index + 1] == (source,) for source, target, index in self._ends(port))
        return None if known else port

    def reorders(self, port: PortRef) -> bool:
        """Whether this port only gives a wire another place among the inputs of its layer."""
        home = self.home
        if self.seeks == "out" or home is None or port.node != home.node:
            return False
        return self.analysis.graph.nodes[port.node].op.variadic

    # -- leading there ---------------------------------------------------------------------------------------------

    def _ends(self, port: PortRef) -> list[tuple[OutputRef, NodeId, int]]:
        """Source, target and input of each wire, if they were led to a port."""
        if self.seeks == "out":
            return [(OutputRef(port.node, port.index), held.node, held.index) for held in self.held]
        node = self.analysis.graph.nodes[port.node]
        places = landing(node, len(self.held)) if self._fan_in else (port.index,)
        return [
            (OutputRef(held.node, held.index), port.node, place) for held, place in zip(self.held, places, strict=False)
        ]

    def leaving(self, port: PortRef) -> frozenset[Edge]:
        """The wires that a drop on a port takes off where they are; those that would close a cycle stay."""
        if not self._redirects or port == self.home:
            return self.detached
        stay = {
            (target, index)
            for source, target, index in self._ends(port)
            if self._rule(source).refusal(target, index) is not None
        }
        return frozenset(wire for wire in self.detached if (wire.target, wire.port) not in stay)

    def landings(self, port: PortRef) -> list[tuple[PortRef, PortRef]]:
        """From where to where each wire would lead, as ports that are there now."""
        if self.seeks == "out":
            leaving = {(wire.target, wire.port) for wire in self.leaving(port)}
            return [(held, port) for held in self.held if not leaving or (held.node, held.index) in leaving]
        last = input_ports(self.analysis.graph.nodes[port.node]) - 1
        ends = self._ends(port)
        return [(_output(source), PortRef(target, "in", min(place, last))) for source, target, place in ends]

    def text(self, port: PortRef) -> str:
        """Name of the step of undo that leads the wires to a port."""
        nodes = self.analysis.graph.nodes
        there, held = nodes[port.node].name, nodes[self.held[0].node].name
        many = count_text(len(self.held), "wire")
        if self.reorders(port):
            return tr("Reorder inputs of {reader}").format(reader=there)
        if len(self.held) > 1:
            if self.seeks == "in":
                return tr("Connect {count} to {reader}").format(count=many, reader=there)
            home = self.home
            if home is not None and self._redirects:
                return tr("Redirect {writer} to {other}").format(writer=nodes[home.node].name, other=there)
            return tr("Connect {writer} to {count}").format(writer=there, count=many)
        writer, reader = (held, there) if self.seeks == "in" else (there, held)
        return tr("Connect {writer} to {reader}").format(writer=writer, reader=reader)

    def plug(self, port: PortRef, graph: GraphId) -> Callable[[Document], Document]:
        """The edit that leads the wires to this port; taking them off elsewhere is part of it."""
        ends, home = self._ends(port), self.home

        def edit(document: Document) -> Document:
            if home is None:
                for source, target, index in ends:
                    document = edits.connect(document, source, target, index, graph=graph)
                return document
            if port == home:
                return document
            if self.seeks == "out":
                old, new = OutputRef(home.node, home.index), OutputRef(port.node, port.index)
                if self._redirects:
                    return wiring_edits.redirect_output(document, old, new, graph=graph)
                ((source, target, index),) = ends
                return edits.connect(document, source, target, index, graph=graph)
            if self.reorders(port):
                return wiring_edits.move_input(document, home.node, home.index, self.place(port), graph=graph)
            # Connecting comes first: if it is impossible, the old wire stays.
            ((source, target, index),) = ends
            connected = edits.connect(document, source, target, index, graph=graph)
            return edits.disconnect(connected, home.node, home.index, graph=graph)

        return edit

    def place(self, port: PortRef) -> int:
        """The place among the inputs of its layer that a wire gets by a drop on another of its ports."""
        return min(port.index, len(self.analysis.graph.nodes[port.node].inputs) - 1)


def _output(source: OutputRef) -> PortRef:
    return PortRef(source.node, "out", source.port)


def stands(edge: Edge, graph: Graph) -> bool:
    """Whether a graph has this wire."""
    node = graph.nodes.get(edge.target)
    return node is not None and edge.port < len(node.inputs) and node.inputs[edge.port] == edge.source
