"""Evaluating one layer: its formulas, its ranges, its rule.

What a layer makes of the shapes that arrive depends on nothing else, and is remembered in a bounded cache.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple, cast

from core.analysis.issue import Issue
from core.analysis.results import FREE, NodeResult, State, ok_result, waiting_result
from core.document.graph import Node, NodeId
from core.errors import FormulaError
from core.language.dims import Shape
from core.language.formulas import INPUT_NAMES, Formula, Number, evaluate, names_in
from core.language.operator import Check, Cost, Operator, Severity, Term, cost_of
from core.language.params import Param, ParamKind
from core.text import Message, shortened

__all__ = ["evaluate_bypassed", "evaluate_leaf", "evaluated_op", "input_names", "unconnected", "value_of"]


def evaluate_leaf(node: Node, inputs: tuple[Shape | None, ...], names: Mapping[str, Number]) -> NodeResult:
    """Evaluate a layer for the shapes that arrive at it.

    Args:
        node: the layer.
        inputs: shape at each input, None where unknown.
        names: variables and parameters that its formulas may use.
    """
    kind = _KINDS.get(node) or _kind_of(node)
    known = kind.known.get(inputs)
    if known is not None:
        op, came = known
        return ok_result(node, op if node.formulas else node.op, inputs, came.outputs or (), came.terms, came.cost)
    if None in inputs and None not in node.inputs:
        became = kind.waiting.get(inputs)
        if became is not None:
            return waiting_result(node, became if node.formulas else node.op, inputs)
    result, leaf = _evaluated(node, inputs, names)
    if result.state is State.WAITING and kind.waits_for_nothing_but(inputs):
        if len(kind.waiting) >= _MOST_KNOWN:
            kind.waiting.clear()
        kind.waiting[inputs] = result.op
    elif leaf is not None and result.state is State.OK and not result.issues and kind.depends_on_nothing_but(inputs):
        if len(kind.known) >= _MOST_KNOWN:
            kind.known.clear()
        kind.known[inputs] = (result.op, leaf)
    return result


def _evaluated(
    node: Node, inputs: tuple[Shape | None, ...], names: Mapping[str, Number]
) -> tuple[NodeResult, _Leaf | None]:
    open_ports = unconnected(node)
    if open_ports:
        return NodeResult(node, node.op, State.OPEN, inputs, issues=open_ports), None
    waiting = None in inputs
    op, faults = evaluated_op(node, inputs, names)
    if faults:
        return NodeResult(node, op, State.WRONG, inputs, issues=faults), None
    arrived = tuple(shape for shape in inputs if shape is not None)
    if waiting:
        return NodeResult(node, op, State.WAITING, inputs), None
    leaf = _leaf(op, arrived)
    issues = tuple(found.at(node.id) for found in leaf.findings) if leaf.findings else ()
    if leaf.outputs is None:
        return NodeResult(node, op, State.WRONG, inputs, issues=issues), leaf
    return NodeResult(node, op, State.OK, inputs, leaf.outputs, leaf.terms, leaf.cost, issues), leaf


def evaluate_bypassed(node: Node, inputs: tuple[Shape | None, ...], names: Mapping[str, Number]) -> NodeResult:
    """What a bypassed layer or block comes to: each of its outputs is its first input, and it costs nothing.

    Nothing is said of it but that there is nothing to hand on; its other inputs may be open.
    """
    if not node.inputs or node.inputs[0] is None:
        return NodeResult(node, node.op, State.OPEN, inputs, issues=unconnected(node)[:1])
    op, faults = evaluated_op(node, inputs, names)
    if faults:
        op = node.op
    if inputs[0] is None:
        return NodeResult(node, op, State.WAITING, inputs)
    return NodeResult(node, op, State.OK, inputs, (inputs[0],) * len(op.outputs))


def unconnected(node: Node) -> tuple[Issue, ...]:
    """An issue for each input without a wire."""
    op = node.op
    if op.variadic and not node.inputs:
        message = Message("Nothing is connected. Drag a wire from an output to one of its inputs.")
        return (Issue(node.id, None, "error", message, 0),)
    if None not in node.inputs:
        return ()
    return tuple(
        Issue(
            node.id,
            None,
            "error",
            Message("Its {port} is not connected. Drag a wire to it from an output.", port=op.inputs[port]),
            port,
        )
        for port, ref in enumerate(node.inputs)
        if ref is None
    )


def evaluated_op(
    node: Node, inputs: tuple[Shape | None, ...], names: Mapping[str, Number]
) -> tuple[Operator, tuple[Issue, ...]]:
    """The operator with the values of its formulas, and what is wrong with those or out of range.

    A formula that only waits for its input is left out without an issue.
    """
    op, pending = node.op, frozenset[str]()
    if node.formulas:
        op, faults, pending = _with_formulas(node, inputs, names)
        if faults:
            return op, faults
    # A literal under a formula is used nowhere, so it cannot be at fault either.
    return op, tuple(found.at(node.id) for found in _range_faults(op) if found.param not in pending)


def _with_formulas(
    node: Node, inputs: tuple[Shape | None, ...], names: Mapping[str, Number]
) -> tuple[Operator, tuple[Issue, ...], frozenset[str]]:
    """The operator with its formulas' values, what is wrong with them, and which of them still wait for a shape."""
    first = inputs[0] if inputs else ()
    scope = {**names, **input_names(first)} if first else names
    values: dict[str, Any] = {}
    issues: list[Issue] = []
    pending: set[str] = set()
    for key, (param, number) in _components(cast(Hashable, type(node.op))).items():
        formula = node.formulas.get(key)
        if formula is None:
            continue
        try:
            if first is None and _waits(formula, names):
                pending |= {key, param.name}  # the word beneath a formula waits with it
                continue
            value = value_of(formula, scope, INPUT_NAMES if inputs else ())
        except FormulaError as error:
            issues.append(_formula_issue(node.id, key, formula.text, error))
            continue
        if param.kind is ParamKind.INT:
            values[param.name] = value
        else:
            parts = list(values.get(param.name) or param.components(getattr(node.op, param.name)) or (0, 0, 0, 0))
            parts[number] = value
            values[param.name] = tuple(parts)
    op = replace(node.op, **values) if values else node.op  # type: ignore[type-var]
    return op, tuple(issues), frozenset(pending)


@cache
def _components(op: Any) -> Mapping[str, tuple[Param, int]]:
    """Every key under which a formula may stand in a type of operator, with its parameter and place in it."""
    return {key: (param, number) for param in op.params for number, key in enumerate(param.component_keys())}


def _waits(formula: Formula, names: Mapping[str, Number]) -> bool:
    """Whether a formula only lacks the shape of the input; one that cannot be read is wrong whatever arrives."""
    used = [name for name, _ in names_in(formula)]
    return any(name in INPUT_NAMES for name in used) and all(name in INPUT_NAMES or name in names for name in used)


def value_of(formula: Formula, scope: Mapping[str, Number], known: tuple[str, ...] = INPUT_NAMES) -> int:
    """The value of a formula for a whole number.

    Args:
        formula: what to evaluate.
        scope: values of names.
        known: names that exist here whether or not they have a value.

    Raises:
        FormulaError: it has no value, or one that is not whole.
    """
    value = evaluate(formula, scope, known)
    if isinstance(value, float):
        if not value.is_integer():
            raise FormulaError(f"{value:g} is not a whole number; round, floor, ceil or make_divisible make it one")
        value = int(value)
    whole: int = value
    return whole


def _formula_issue(node: NodeId, key: str, text: str, error: FormulaError) -> Issue:
    place = Message(" (column {column})", column=error.column) if error.column else ""
    return Issue(
        node,
        key,
        "error",
        Message(
            "The formula “{text}” of {param} has no value: {why}{place}.",
            text=shortened(text),
            param=key,
            why=str(error),  # a value: equal mistakes are equal messages
            place=place,
        ),
    )


def input_names(shape: Shape) -> dict[str, int]:
    """``c_in``, ``h_in``, ``w_in`` of the first input; a vector has channels only."""
    names = {"c_in": shape[1]} if len(shape) > 1 else {}
    if len(shape) == 4:
        names |= {"h_in": shape[2], "w_in": shape[3]}
    return names


class _Kind:
    """Layers that equal shapes make equal: those with the same parameters and formulas, and what came of them.

    Networks repeat themselves, so an edit that runs through all of them is mostly looked up here.
    """

    __slots__ = ("_names", "known", "waiting")

    def __init__(self, formulas: Iterable[Formula]) -> None:
        self.known: dict[tuple[Shape | None, ...], tuple[Operator, _Leaf]] = {}
        self.waiting: dict[tuple[Shape | None, ...], Operator] = {}
        """What becomes of the operator of a layer that waits, though each of its inputs has a wire."""
        self._names: frozenset[str] | None = frozenset()
        try:
            self._names = frozenset(name for formula in formulas for name, _ in names_in(formula))
        except FormulaError:
            self._names = None

    def depends_on_nothing_but(self, inputs: tuple[Shape | None, ...]) -> bool:
        """Whether its formulas use no other names than those that the shapes give values to."""
        if not self._names:
            return self._names is not None
        return bool(inputs) and inputs[0] is not None and self._names <= input_names(inputs[0]).keys()

    def waits_for_nothing_but(self, inputs: tuple[Shape | None, ...]) -> bool:
        """The same for a layer that waits: without a first shape, all names that only that gives values to wait."""
        if inputs and inputs[0] is None:
            return self._names is not None and self._names.issubset(INPUT_NAMES)
        return self.depends_on_nothing_but(inputs)


_KINDS: Final[dict[Node, _Kind]] = {}
_KINDS_BY_CONTENT: Final[dict[Hashable, _Kind]] = {}
_MOST_NODES: Final = 1 << 17
_MOST_KNOWN: Final = 64


def _kind_of(node: Node) -> _Kind:
    if len(_KINDS) >= _MOST_NODES:
        _KINDS.clear()
        _KINDS_BY_CONTENT.clear()
    content = (node.op, *node.formulas.items())
    kind = _KINDS_BY_CONTENT.get(content)
    if kind is None:
        kind = _KINDS_BY_CONTENT[content] = _Kind(node.formulas.values())
    _KINDS[node] = kind
    return kind


class _Finding(NamedTuple):
    """An Issue that does not know its node yet."""

    param: str | None
    severity: Severity
    message: Message
    port: int | None = None

    def at(self, node: NodeId) -> Issue:
        return Issue(node, self.param, self.severity, self.message, self.port)


@dataclass(frozen=True, eq=False, slots=True)
class _Leaf:
    outputs: tuple[Shape, ...] | None
    terms: tuple[Term, ...]
    cost: Cost
    findings: tuple[_Finding, ...]


@lru_cache(maxsize=1 << 16)
def _leaf(op: Operator, inputs: tuple[Shape, ...]) -> _Leaf:
    """What an operator makes of input shapes; remembered, because networks repeat themselves."""
    faults = _failed(op.checks(*inputs))
    if faults:
        return _Leaf(None, (), FREE, faults)
    outputs = op.output_shapes(*inputs)
    terms = op.terms(inputs, outputs[0]) if outputs else ()
    counted = not (op.is_input or op.is_output)
    return _Leaf(outputs, terms, cost_of(terms, outputs, counted=counted), _failed(op.hints(*inputs)))


def _failed(checks: tuple[Check, ...]) -> tuple[_Finding, ...]:
    return tuple(
        _Finding(check.param, check.severity, check.message(), check.port) for check in checks if not check.holds
    )


@lru_cache(maxsize=1 << 14)
def _range_faults(op: Operator) -> tuple[_Finding, ...]:
    """Components outside the range their parameter declares."""
    return tuple(
        _Finding(key, "error", message) for param in op.params for key, message in param.faults(getattr(op, param.name))
    )
