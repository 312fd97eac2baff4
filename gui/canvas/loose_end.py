"""A wire of which one end is held and the other looks for a port: what may be done with it, without any pixels.

The verdicts are those of ``core.analysis.connecting``; here they are asked from either end of the wire.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, Literal

from core.analysis.connecting import Connecting, Judgement, Verdict
from core.analysis.infer import GraphAnalysis
from core.document import edits
from core.document.document import Document, GraphId
from core.document.graph import Edge, NodeId, OutputRef
from core.layout.node_size import input_ports
from gui.drawing.geometry import PortRef

__all__ = ["LooseEnd"]

_ORDER: Final = {Verdict.FITS: 0, Verdict.WARNED: 1, Verdict.REFUSED: 2}


class LooseEnd:
    """A wire that is held at ``fixed``: at an output to look for an input, or at an input to look for an output.

    Attributes:
        fixed: the port it hangs from.
        seeks: the side of the ports it could go to.
        detached: the wire as it was, when it has been taken off an input; None for a new one.
    """

    def __init__(self, analysis: GraphAnalysis, fixed: PortRef, detached: Edge | None = None) -> None:
        """Hold a wire; nothing is judged yet."""
        self.fixed = fixed
        self.seeks: Literal["in", "out"] = "in" if fixed.side == "out" else "out"
        self.detached = detached
        self._analysis = analysis
        self._rules: dict[OutputRef, Connecting] = {}
        self._judged: dict[PortRef, Judgement] = {}

    @property
    def home(self) -> PortRef | None:
        """The port that a wire was taken off."""
        return None if self.detached is None else PortRef(self.detached.target, "in", self.detached.port)

    def ports(self, node: NodeId) -> list[PortRef]:
        """The ports of a node that are on the right side, fitting or not."""
        found = self._analysis.graph.nodes[node]
        count = input_ports(found) if self.seeks == "in" else len(found.op.outputs)
        return [PortRef(node, self.seeks, index) for index in range(count)]

    def judge(self, port: PortRef) -> Judgement:
        """What becomes of the wire at this port."""
        if port == self.home:
            return Judgement(Verdict.FITS)
        known = self._judged.get(port)
        if known is None:
            source, target, index = self._ends(port)
            rule = self._rules.get(source)
            if rule is None:
                rule = self._rules[source] = Connecting(self._analysis, source)
            known = self._judged[port] = rule.judge(target, index)
        return known

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
        inputs = self._analysis.graph.nodes[port.node].inputs
        return port.side == "in" and port.index < len(inputs) and inputs[port.index] is not None

    def _ends(self, port: PortRef) -> tuple[OutputRef, NodeId, int]:
        source, target = (self.fixed, port) if self.seeks == "in" else (port, self.fixed)
        return OutputRef(source.node, source.index), target.node, target.index

    def names(self, port: PortRef) -> tuple[str, str]:
        """Names of the layer that writes and of the one that reads."""
        source, target, _ = self._ends(port)
        nodes = self._analysis.graph.nodes
        return nodes[source.node].name, nodes[target].name

    def plug(self, port: PortRef, graph: GraphId) -> Callable[[Document], Document]:
        """The edit that leads the wire to this port; taking it off elsewhere is part of it."""
        source, target, index = self._ends(port)
        detached = self.detached

        def edit(document: Document) -> Document:
            if detached is None:
                return edits.connect(document, source, target, index, graph=graph)
            if port == self.home:
                return document
            if detached.target == target and document.graph(graph).nodes[target].op.variadic:
                return _reorder(document, detached, index, graph)
            # Connecting comes first: if it is impossible, the old wire stays.
            connected = edits.connect(document, source, target, index, graph=graph)
            return edits.disconnect(connected, detached.target, detached.port, graph=graph)

        return edit


def _reorder(document: Document, edge: Edge, index: int, graph: GraphId) -> Document:
    """Give a wire of a variadic layer another place among its inputs; the others move up."""
    before = document.graph(graph).nodes[edge.target].inputs
    after = list(before)
    moved = after.pop(edge.port)
    after.insert(index, moved)
    for place, (old, new) in enumerate(zip(before, after, strict=True)):
        if new is not None and new != old:
            document = edits.connect(document, new, edge.target, place, graph=graph)
    return document
