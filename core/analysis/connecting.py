"""What a wire may do, and with which warning: one rule for mouse and keyboard.

Refused: a cycle, one's own output, a port that does not exist. Accepted with a warning: a wire whose shape will not
fit, so that it can be understood and cured. A drop on an occupied input replaces the wire.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from core.analysis.infer import GraphAnalysis, evaluate_node
from core.document.graph import NodeId, OutputRef, ancestors
from core.language.dims import Shape
from core.text import Message

__all__ = ["Connecting", "Judgement", "Verdict"]


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

    def __init__(self, analysis: GraphAnalysis, source: OutputRef) -> None:
        """Look up once what ``source`` depends on."""
        self._analysis = analysis
        self._source = source
        self._above = ancestors(analysis.graph.nodes, (source.node,))

    def judge(self, target: NodeId, port: int) -> Judgement:
        """What a wire from the source to an input would do."""
        nodes = self._analysis.graph.nodes
        node, writer = nodes[target], nodes[self._source.node]
        if self._source.port >= len(writer.op.outputs):
            return Judgement(Verdict.REFUSED, Message("“{name}” has no such output.", name=writer.name))
        if not 0 <= port < len(node.inputs) + (1 if node.op.variadic else 0):
            return Judgement(Verdict.REFUSED, Message("“{name}” has no such input.", name=node.name))
        if target == self._source.node:
            return Judgement(Verdict.REFUSED, Message("A layer cannot read its own output."))
        if target in self._above:
            reason = Message(
                "This would close a cycle: “{writer}” already depends on “{reader}”.",
                writer=writer.name,
                reader=node.name,
            )
            return Judgement(Verdict.REFUSED, reason)
        return self._fit(target, port)

    def targets(self, target: NodeId) -> Mapping[int, Judgement]:
        """Judgement by input port of one node."""
        node = self._analysis.graph.nodes[target]
        ports = len(node.inputs) + (1 if node.op.variadic else 0)
        return {port: self.judge(target, port) for port in range(ports)}

    def _fit(self, target: NodeId, port: int) -> Judgement:
        """Evaluate the target as if the wire were there; a fault that it does not have now is worth a warning."""
        node = self._analysis.graph.nodes[target]
        inputs, shapes = list(node.inputs), list(self._analysis.results[target].inputs)
        inputs[port : port + 1] = [self._source]
        shapes[port : port + 1] = [self._shape()]
        if not node.op.variadic:
            # A port that is still open says nothing about this wire: judge with the same shape everywhere.
            shapes = [self._shape() if ref is None else shape for ref, shape in zip(inputs, shapes, strict=True)]
            inputs = [self._source if ref is None else ref for ref in inputs]
        context = self._analysis.context
        trial = replace(node, inputs=tuple(inputs))
        found = evaluate_node(trial, tuple(shapes), context).issues
        # What is wrong whatever arrives, such as a stride of 0, is not this wire's doing.
        own = {issue.message for issue in evaluate_node(trial, (None,) * len(shapes), context).issues}
        # Other inputs are measured against the first, which therefore answers for all of them.
        for issue in found:
            if issue.severity != "hint" and issue.message not in own and (port == 0 or issue.port in (None, port)):
                return Judgement(Verdict.WARNED, issue.message)
        return Judgement(Verdict.FITS)

    def _shape(self) -> Shape | None:
        outputs = self._analysis.results[self._source.node].outputs
        return outputs[self._source.port] if self._source.port < len(outputs) else None
