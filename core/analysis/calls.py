"""Evaluating a call of a module: its copies one by one, and as soon as nothing changes any more all at once.

What a module makes of shapes and arguments is remembered, so that equal calls are evaluated once.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final

from core.analysis.evaluation import evaluated_op, input_names, unconnected
from core.analysis.issue import Issue
from core.analysis.results import FREE, Context, Copies, GraphAnalysis, NodeResult, Reach, State
from core.document.graph import Graph, Node
from core.document.modules import COPY, Module, ModuleCall, ModuleId, calls_in
from core.errors import FormulaError
from core.language.dims import Shape
from core.language.formulas import Formula, Number, evaluate, names_in
from core.language.operator import Cost
from core.text import Message, shortened

__all__ = ["argument_value", "cost_of_copies", "evaluate_call", "formula_names"]

_MOST_SINGLE_COPIES: Final = 10_000
_MOST_WORK: Final = 100_000
"""Nodes inside blocks that one pass evaluates: two calls a level make 2³⁰ of them where every shape differs."""
_MOST_LEVELS: Final = 64
"""How deep blocks may lie in blocks: evaluating one takes a few frames of Python's stack."""
_Shapes = tuple[Shape, ...]
_Arguments = tuple[tuple[str, Number], ...]


def evaluate_call(node: Node, call: ModuleCall, inputs: tuple[Shape | None, ...], context: Context) -> NodeResult:
    """What a block makes of its inputs: copy by copy, and as soon as nothing changes any more all at once."""
    module = context.modules.get(call.module)
    if module is None:
        return _wrong(node, inputs, "The definition of this block is missing from the sketch. Delete the block.")
    height = _reach(module, context).height
    if height is None or height > _MOST_LEVELS:
        return _endless(node, inputs, module, height)
    open_ports = unconnected(node)
    if open_ports:
        return NodeResult(node, call, State.OPEN, inputs, issues=open_ports)
    op, faults = evaluated_op(node, inputs, context.names)
    if faults or not isinstance(op, ModuleCall):
        return NodeResult(node, op, State.WRONG, inputs, issues=faults)
    if None in inputs:
        return NodeResult(node, op, State.WAITING, inputs)
    shapes = tuple(shape for shape in inputs if shape is not None)
    if op.repeat != 1 and not len(module.inputs) == len(module.outputs) == 1:
        return _wrong(
            node,
            inputs,
            "It is repeated {repeat} times, but copies form a chain and so need one input and one output; it has "
            "{ins} and {outs}. Repeat it once, or wire copies by hand.",
            repeat=op.repeat,
            ins=len(module.inputs),
            outs=len(module.outputs),
        )
    try:
        runs, outputs = _copies(op, module, shapes, context)
    except FormulaError as error:
        return _wrong(node, inputs, "The argument {why}.", why=str(error))
    except _TooMuchError as error:
        return _wrong(node, inputs, error.template, repeat=op.repeat, most=error.most)
    cost = cost_of_copies(runs, shared=op.shared)
    issues: tuple[Issue, ...] = ()
    if outputs is None and len(runs) > 1:
        issues = _fault_of_a_later_copy(node, runs)
    if op.shared and len({run.analysis.weights for run in runs}) > 1:
        message = Message("Its copies cannot share weights: the shapes of their weights differ from copy to copy.")
        issues = (*issues, Issue(node.id, "shared", "error", message))
    state = State.OK if outputs is not None and not issues else State.WRONG
    issues = (*issues, *_unknown_arguments(node, op, module))
    return NodeResult(node, op, state, inputs, outputs or (), (), cost, issues, runs)


def _unknown_arguments(node: Node, op: ModuleCall, module: Module) -> tuple[Issue, ...]:
    """A warning for each argument that the block has no parameter for: it is kept, and used nowhere."""
    template = "It passes {name}, but the block has no such parameter{known}. Rename or remove it."
    known = f": there are {', '.join(module.parameters)}" if module.parameters else ""
    return tuple(
        Issue(node.id, None, "warning", Message(template, name=f"“{shortened(name)}”", known=known))
        for name, _ in op.arguments
        if name not in module.parameters
    )


def _endless(node: Node, inputs: tuple[Shape | None, ...], module: Module, height: int | None) -> NodeResult:
    """A block that nests too deep, or without end."""
    if height is None:
        template = "“{name}” has no end: it, or a block in it, contains itself. Delete the call that closes the circle."
        return _wrong(node, inputs, template, name=module.name)
    template = "Blocks lie in it {height} deep, and at most {most} levels are evaluated. Take some of them apart."
    return _wrong(node, inputs, template, height=height, most=_MOST_LEVELS)


def _fault_of_a_later_copy(node: Node, runs: tuple[Copies, ...]) -> tuple[Issue, ...]:
    """What is wrong in a copy that is another than the first, which is the one shown inside."""
    last = runs[-1]
    found = _first_error(last.analysis)
    if found is None:
        return ()
    template = "Copy {number} of it has no result, because of “{layer}” inside: {why}"
    message = Message(template, number=last.first + 1, layer=found[0], why=found[1])
    return (Issue(node.id, None, "error", message),)


def _first_error(analysis: GraphAnalysis) -> tuple[str, Message] | None:
    for key in analysis.order:
        result = analysis.results[key]
        for issue in result.issues:
            if issue.severity == "error":
                return result.node.name, issue.message
        if result.copies and result.state is not State.OK:
            return _first_error(result.copies[-1].analysis)
    return None


class _TooMuchError(Exception):
    """More than one pass evaluates one by one."""

    def __init__(self, template: str, most: int) -> None:
        super().__init__(template)
        self.template, self.most = template, most


_COPIES: Final = "Its {repeat} copies all differ, and at most {most} are evaluated one by one. Use fewer copies."
_WORK: Final = (
    "The blocks of this sketch differ from use to use so often that more than {most} layers would have to be evaluated "
    "one by one. Use fewer copies, or blocks that keep the shape."
)


def _copies(
    op: ModuleCall, module: Module, shapes: _Shapes, context: Context
) -> tuple[tuple[Copies, ...], _Shapes | None]:
    runs: list[Copies] = []
    done = 0
    current: _Shapes | None = shapes
    varies = op.uses_copy()
    if varies and op.repeat > _MOST_SINGLE_COPIES:
        raise _TooMuchError(_COPIES, _MOST_SINGLE_COPIES)
    names = {**context.names, **input_names(shapes[0])} if shapes else context.names
    while current is not None and done < op.repeat:
        if done >= _MOST_SINGLE_COPIES:
            raise _TooMuchError(_COPIES, _MOST_SINGLE_COPIES)
        analysis = _inside(module, context, current, _arguments(op, module, names, done))
        arrived = tuple(analysis.results[key].output for key in module.outputs)
        after = None if None in arrived else tuple(shape for shape in arrived if shape is not None)
        count = op.repeat - done if after == current and not varies else 1
        if after is None and not varies:
            count = op.repeat - done  # what is wrong inside is wrong in every copy; nothing is known behind it
        if runs and runs[-1].analysis is analysis:
            runs[-1] = runs[-1]._replace(times=runs[-1].times + count)
        else:
            runs.append(Copies(analysis, done, count))
        done += count
        current = after
    return tuple(runs), current


def _arguments(op: ModuleCall, module: Module, names: Mapping[str, Number], copy: int) -> _Arguments:
    return tuple(
        (name, argument_value(op, name, default.value, names, copy)) for name, default in module.parameters.items()
    )


def argument_value(op: ModuleCall, name: str, default: Number, names: Mapping[str, Number], copy: int = 0) -> Number:
    """What a call hands to a parameter of its module, for one of its copies.

    Raises:
        FormulaError: its formula has no value.
    """
    value = dict(op.arguments).get(name, default)
    if not isinstance(value, Formula):
        return value
    try:
        number: Number = evaluate(value, {**names, COPY: copy}, (*names, COPY))
    except FormulaError as error:
        raise FormulaError(f"{name} = “{value}” has no value: {error}", error.column) from error
    return number


def cost_of_copies(runs: Iterable[Copies], *, shared: bool) -> Cost:
    """What all copies cost together; with shared weights, params and buffers of the first alone."""
    total = FREE
    for number, run in enumerate(runs):
        cost = run.analysis.cost
        if shared:
            once = cost if number == 0 else replace(cost, params=0, buffers=0)
            total = total + once + replace(cost, params=0, buffers=0) * (run.times - 1)
        else:
            total = total + cost * run.times
    return total


def _wrong(node: Node, inputs: tuple[Shape | None, ...], template: str, **values: object) -> NodeResult:
    issue = Issue(node.id, None, "error", Message(template, **values))
    return NodeResult(node, node.op, State.WRONG, inputs, issues=(issue,))


# -- inside a module ----------------------------------------------------------------------------------------------

_RECENT: Final[OrderedDict[tuple[ModuleId, _Shapes, _Arguments], GraphAnalysis]] = OrderedDict()
"""The last analysis of each module for certain shapes and arguments: where the next one starts from."""
_MOST_RECENT: Final = 4096


def _inside(module: Module, context: Context, shapes: _Shapes, arguments: _Arguments) -> GraphAnalysis:
    """What a module is for certain input shapes and arguments; remembered as long as nothing it depends on changes."""
    key = (module.id, shapes, arguments)
    before = _RECENT.get(key)
    reach = _reach(module, context)
    given = dict(zip(module.inputs, shapes, strict=False))
    if before is not None:
        was = before.context
        if (
            before.graph is module.graph
            and was.given == given
            # A formula that uses an unknown name says which names there are.
            and (before.complete or list(was.variables) == list(context.variables))
            and all(was.modules.get(m) is context.modules.get(m) for m in reach.modules)
            and all(was.variables.get(n) == context.variables.get(n) for n in reach.names)
        ):
            _RECENT.move_to_end(key)
            return before
    names: Mapping[str, Number] = {**context.variables, **dict(arguments)}
    if before is not None and before.context.names == names:
        names = before.context.names  # the same object, which is how the rest knows that nothing changed
    context.spent[0] += 1 + len(module.graph.nodes)
    if context.spent[0] > _MOST_WORK:
        raise _TooMuchError(_WORK, _MOST_WORK)
    inner = Context(context.modules, context.variables, names, given, context.infer_graph, context.reach, context.spent)
    analysis = context.infer_graph(module.graph, inner, before)
    if context.spent[0] > _MOST_WORK:
        return analysis  # cut short somewhere inside: not worth remembering
    _RECENT[key] = analysis
    while len(_RECENT) > _MOST_RECENT:
        _RECENT.popitem(last=False)
    return analysis


def _reach(module: Module, context: Context) -> Reach:
    """What a module depends on, itself left out; worked out once for each in a pass."""
    found = context.reach.get(module.id)
    if found is None:
        _fill_reach(module.id, context)
        found = context.reach[module.id]
    return found


def _fill_reach(start: ModuleId, context: Context) -> None:
    """Reach of a module and of all below it, inner ones first; without recursion, for files may nest at will."""
    reach, modules = context.reach, context.modules
    todo = [(start, False)]
    above: set[ModuleId] = set()
    while todo:
        key, left = todo.pop()
        called = _called(modules[key].graph) if key in modules else ()
        if left:
            above.discard(key)
            inner = [reach[other] for other in called if other in reach]
            names = frozenset[str]().union(
                _graph_names(modules[key].graph) if key in modules else (),
                *(below.names for below in inner),
            )
            heights = [below.height for below in inner]
            recursive = any(other in above or other == key for other in called) or None in heights
            height = None if recursive else 1 + max((h for h in heights if h is not None), default=0)
            reach[key] = Reach(frozenset(called).union(*(below.modules for below in inner)), names, height)
        elif key not in reach and key not in above:
            above.add(key)
            todo.append((key, True))
            todo += [(other, False) for other in called if other not in reach]


@lru_cache(maxsize=4096)
def _called(graph: Graph) -> tuple[ModuleId, ...]:
    """The modules that a graph calls, each once."""
    return tuple(dict.fromkeys(call.module for _, call in calls_in(graph)))


@lru_cache(maxsize=4096)
def _graph_names(graph: Graph) -> frozenset[str]:
    names = {name for node in graph.nodes.values() for f in node.formulas.values() for name in formula_names(f)}
    for _, call in calls_in(graph):
        names |= {n for _, value in call.arguments if isinstance(value, Formula) for n in formula_names(value)}
    return frozenset(names)


@lru_cache(maxsize=4096)
def formula_names(formula: Formula) -> tuple[str, ...]:
    """The names a formula uses; none where it cannot be read."""
    try:
        return tuple(name for name, _ in names_in(formula))
    except FormulaError:
        return ()
