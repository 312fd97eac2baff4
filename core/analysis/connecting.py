"""What a wire may do, and with which warning: one rule for mouse and keyboard.

Refused: a cycle, one's own output, a port that does not exist. Accepted with a warning: a wire whose shape will not
fit, so that it can be understood and cured. A drop on an occupied input replaces the wire.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from enum import Enum

from core.analysis.infer import GraphAnalysis, evaluate_node
from core.document.graph import NodeId, OutputRef, ancestors
from core.language.dims import Shape
from core.text import Message

__all__ = ["Connecting", "Judgement", "Verdict", "would_fit"]


class Verdict(Enum):
    """What becomes of a wire if it is dropped."""

    FITS = "fits"
    WARNED = "warned"
    REFUSED = "refused"


@dataclass(frozen=True)
class Judgement:
    """A verdict and its reason; the reason is None where the wire simply fits."""

    verdict: Verdict
    reason: Message | None = None


class Connecting:
    """Judges wires that start at one output; made once a drag, asked at every port."""

    def __init__(self, analysis: GraphAnalysis, source: OutputRef, above: Set[NodeId] | None = None) -> None:
        """Look up once what ``source`` depends on.

        Args:
            analysis: of the graph.
            source: where the wires start.
            above: those nodes, if they are known; of the others only whether they are among the targets matters.
        """
        self._analysis = analysis
        self._source = source
        self._above: Set[NodeId] = ancestors(analysis.graph.nodes, (source.node,)) if above is None else above

    def judge(self, target: NodeId, port: int) -> Judgement:
        """What a wire from the source to an input would do."""
        reason = self.refusal(target, port)
        if reason is not None:
            return Judgement(Verdict.REFUSED, reason)
        return would_fit(self._analysis, target, {port: self._source})

    def targets(self, target: NodeId) -> Mapping[int, Judgement]:
        """Judgement by input port of one node."""
        node = self._analysis.graph.nodes[target]
        ports = len(node.inputs) + (1 if node.op.variadic else 0)
        return {port: self.judge(target, port) for port in range(ports)}

    def refusal(self, target: NodeId, port: int) -> Message | None:
        """Why a wire from the source to an input is impossible; None where it is not."""
        nodes = self._analysis.graph.nodes
        node, writer = nodes[target], nodes[self._source.node]
        if self._source.port >= len(writer.op.outputs):
            return Message("“{name}” has no such output.", name=writer.name)
        if not 0 <= port < len(node.inputs) + (1 if node.op.variadic else 0):
            return Message("“{name}” has no such input.", name=node.name)
        if target == self._source.node:
            return Message("A layer cannot read its own output.")
        if target in self._above:
            return Message(
                "This would close a cycle: “{writer}” already depends on “{reader}”.",
                writer=writer.name,
                reader=node.name,
            )
        return None


def would_fit(analysis: GraphAnalysis, target: NodeId, wires: Mapping[int, OutputRef]) -> Judgement:
    """Evaluate a layer as if wires led to it; a fault that it does not have now is worth a warning.

    Args:
        analysis: of the graph.
        target: the layer.
        wires: sources by input, in ascending order; a variadic layer grows by those behind its last one.
    """
    node = analysis.graph.nodes[target]
    inputs, shapes = list(node.inputs), list(analysis.results[target].inputs)
    for port, source in wires.items():
        inputs[port : port + 1] = [source]
        shapes[port : port + 1] = [_shape(analysis, source)]
    if not node.op.variadic:
        # A port that is still open says nothing about these wires: judge with the same shape everywhere.
        first = next(iter(wires.values()))
        shapes = [_shape(analysis, first) if ref is None else shape for ref, shape in zip(inputs, shapes, strict=True)]
        inputs = [first if ref is None else ref for ref in inputs]
    trial = replace(node, inputs=tuple(inputs))
    found = evaluate_node(trial, tuple(shapes), analysis.context).issues
    # What is wrong whatever arrives, such as a stride of 0, is not the wires' doing.
    own = {issue.message for issue in evaluate_node(trial, (None,) * len(shapes), analysis.context).issues}
    # Other inputs are measured against the first, which therefore answers for all of them.
    for issue in found:
        if issue.severity != "hint" and issue.message not in own and (0 in wires or issue.port in (None, *wires)):
            return Judgement(Verdict.WARNED, issue.message)
    return Judgement(Verdict.FITS)


def _shape(analysis: GraphAnalysis, source: OutputRef) -> Shape | None:
    outputs = analysis.results[source.node].outputs
    return outputs[source.port] if source.port < len(outputs) else None
