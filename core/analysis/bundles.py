"""Several wires that are led to one layer at once: which inputs they take, and whether they fit together there."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from core.analysis.connecting import Connecting, Judgement, Verdict, would_fit
from core.analysis.infer import GraphAnalysis
from core.document.graph import Node, NodeId, OutputRef
from core.text import Message, count_text

__all__ = ["Bundle", "Dependence", "landing"]


def landing(node: Node, count: int) -> tuple[int, ...]:
    """The inputs that so many wires take: behind the last one of a layer that grows, else those that are free.

    Returns:
        As many inputs as there are wires, in ascending order; fewer where they do not all find a place.
    """
    if node.op.variadic:
        return tuple(range(len(node.inputs), len(node.inputs) + count))
    return tuple(port for port, source in enumerate(node.inputs) if source is None)[:count]


class Bundle:
    """Judges wires that start at several outputs and are dropped together; made once a drag, asked at every layer."""

    def __init__(self, analysis: GraphAnalysis, sources: Sequence[OutputRef]) -> None:
        """Look up once what the sources depend on; the order is that in which they take inputs."""
        self._analysis = analysis
        self._sources = tuple(sources)
        self._rules = [Connecting(analysis, source) for source in self._sources]

    def judge(self, target: NodeId) -> Judgement:
        """What leading all of them to one layer would do: refused as soon as one of them is."""
        node = self._analysis.graph.nodes[target]
        ports = landing(node, len(self._sources))
        if len(ports) < len(self._sources):
            template = "“{name}” has {inputs} free, not {wires}." if ports else "“{name}” has no free input."
            inputs = count_text(len(ports), "input")
            reason = Message(template, name=node.name, inputs=inputs, wires=len(self._sources))
            return Judgement(Verdict.REFUSED, reason)
        for rule in self._rules:
            refusal = rule.refusal(target, ports[0])
            if refusal is not None:
                return Judgement(Verdict.REFUSED, refusal)
        return would_fit(self._analysis, target, dict(zip(ports, self._sources, strict=True)))


class Dependence:
    """Which of some nodes every other one depends on: found out in one pass, however many are asked for."""

    def __init__(self, analysis: GraphAnalysis, nodes: Collection[NodeId]) -> None:
        """Follow all wires down from the nodes."""
        self._nodes = tuple(dict.fromkeys(nodes))
        bit = {node: 1 << index for index, node in enumerate(self._nodes)}
        self._above: dict[NodeId, int] = {}
        for key in analysis.order:
            found = bit.get(key, 0)
            for source in analysis.graph.nodes[key].inputs:
                if source is not None:
                    found |= self._above.get(source.node, 0)
            if found:
                self._above[key] = found

    def of(self, node: NodeId) -> frozenset[NodeId]:
        """Those that a node depends on, itself included."""
        mask = self._above.get(node, 0)
        return frozenset(key for index, key in enumerate(self._nodes) if mask >> index & 1) if mask else frozenset()
