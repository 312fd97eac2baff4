"""Whether a layer that is not there yet would fit: behind an output, before an input, or between the two.

The verdicts are those that ``core.analysis.connecting`` gives once the layer has been placed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from core.analysis.connecting import Connecting, Judgement, Verdict, would_fit
from core.analysis.infer import GraphAnalysis, NodeResult, evaluate_node
from core.document.graph import Node, NodeId, OutputRef
from core.document.modules import Module, ModuleId
from core.language.formulas import Formula
from core.language.operator import Operator
from core.text import Message

__all__ = ["Fitting"]

_NEW: Final[NodeId] = ""
"""Id of the layer that is not there: no layer of a sketch has it."""


class Fitting:
    """Judges layers for one place; made once for a list of what could be added there, asked for every row of it."""

    def __init__(
        self, analysis: GraphAnalysis, source: OutputRef | None = None, target: tuple[NodeId, int] | None = None
    ) -> None:
        """Look at the place.

        Args:
            analysis: of the graph.
            source: the output that the layer would read, if any.
            target: the input (layer and port) that would read the layer, if any.
        """
        self._analysis, self._source, self._target = analysis, source, target
        self._impossible = self._refusal()
        # Copied once: each layer that is judged takes the place of the one before.
        self._nodes, self._results = dict(analysis.graph.nodes), dict(analysis.results)
        graph = replace(analysis.graph, nodes=self._nodes)
        self._trial = replace(analysis, graph=graph, results=self._results)

    def judge(
        self,
        op: Operator,
        formulas: Mapping[str, Formula] | None = None,
        modules: Mapping[ModuleId, Module] | None = None,
    ) -> Judgement:
        """What placing a layer here would do: refused, accepted with a warning, or simply right.

        Args:
            op: the layer.
            formulas: its formulas.
            modules: definitions that it calls and the sketch does not have.
        """
        if self._impossible is not None:
            return Judgement(Verdict.REFUSED, self._impossible)
        if self._source is not None and not (op.variadic or op.inputs):
            return Judgement(Verdict.REFUSED, Message("“{name}” has no input.", name=op.label))
        if self._target is not None and not op.outputs:
            return Judgement(Verdict.REFUSED, Message("“{name}” has no output.", name=op.label))
        inputs: tuple[OutputRef | None, ...] = () if op.variadic else (None,) * len(op.inputs)
        node = Node(_NEW, op, inputs, op.label, formulas or {})
        trial = self._trial
        if modules:
            known = {**modules, **trial.context.modules}
            trial = replace(trial, context=replace(trial.context, modules=known, reach={}))
        self._place(evaluate_node(node, (None,) * len(inputs), trial.context))
        if self._source is not None:
            judgement = would_fit(trial, _NEW, {0: self._source})
            if judgement.verdict is not Verdict.FITS or self._target is None:
                return judgement
            outputs = trial.results[self._source.node].outputs
            shape = outputs[self._source.port] if self._source.port < len(outputs) else None
            wired = replace(node, inputs=(self._source, *inputs[1:]))
            self._place(evaluate_node(wired, (shape, *(None,) * len(inputs[1:])), trial.context))
        if self._target is None:
            return Judgement(Verdict.FITS)
        return would_fit(trial, self._target[0], {self._target[1]: OutputRef(_NEW)})

    def _place(self, result: NodeResult) -> None:
        self._nodes[_NEW], self._results[_NEW] = result.node, result

    def _refusal(self) -> Message | None:
        """Why nothing at all can stand here."""
        nodes = self._analysis.graph.nodes
        if self._source is not None and self._target is not None:
            return Connecting(self._analysis, self._source).refusal(*self._target)
        if self._source is not None and self._source.port >= len(nodes[self._source.node].op.outputs):
            return Message("“{name}” has no such output.", name=nodes[self._source.node].name)
        if self._target is not None:
            node, port = nodes[self._target[0]], self._target[1]
            if not 0 <= port < len(node.inputs) + (1 if node.op.variadic else 0):
                return Message("“{name}” has no such input.", name=node.name)
        return None
