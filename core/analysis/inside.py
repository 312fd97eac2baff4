"""What a graph of a document looks like from inside, reached through its blocks."""

from __future__ import annotations

from core.analysis.calls import argument_value
from core.analysis.evaluation import input_names
from core.analysis.results import Context, GraphAnalysis, NodeResult, Path
from core.analysis.whole import Analysis
from core.document.modules import Module, ModuleCall
from core.errors import FormulaError
from core.language.formulas import Number

__all__ = ["graph_at"]


def graph_at(analysis: Analysis, path: Path) -> GraphAnalysis:
    """The graph inside a block, for what arrives there; of copies the first.

    A block that has no copies (repeat 0, a wire missing, something wrong before it) is shown as a single copy would
    be, as far as shapes are known. A path that leads nowhere ends early.

    Args:
        analysis: of the document.
        path: ids of the calls on the way in, outermost first.
    """
    found = analysis.main
    for key in path:
        result = found.results.get(key)
        if result is None or not isinstance(result.op, ModuleCall):
            break
        module = found.context.modules.get(result.op.module)
        if module is None:
            break
        found = result.copies[0].analysis if result.copies else _single(result, result.op, module, found.context)
    return found


def _single(result: NodeResult, call: ModuleCall, module: Module, context: Context) -> GraphAnalysis:
    first = result.inputs[0] if result.inputs else None
    outside = {**context.names, **(input_names(first) if first else {})}
    arguments: dict[str, Number] = {}
    for name, parameter in module.parameters.items():
        try:
            arguments[name] = argument_value(call, name, parameter.value, outside)
        except FormulaError:  # which the call itself says
            arguments[name] = parameter.value
    arrived = result.inputs + (None,) * len(module.inputs)
    inner = Context(
        context.modules,
        context.variables,
        {**context.variables, **arguments},
        dict(zip(module.inputs, arrived, strict=False)),
        context.infer_graph,
        context.reach,
    )
    return context.infer_graph(module.graph, inner, None)
