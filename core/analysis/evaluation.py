"""One node: what its operator makes of the shapes that arrive, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple, cast

from core.analysis.issue import Issue
from core.document.graph import Node, NodeId
from core.errors import FormulaError
from core.language.dims import Shape
from core.language.formulas import INPUT_NAMES, Formula, evaluate, names_in
from core.language.operator import Check, Cost, Operator, Severity, Term, cost_of, formula_text
from core.language.params import Param, ParamKind
from core.text import Message

__all__ = ["FREE", "NodeResult", "State", "evaluate_node"]

FREE: Final = Cost()
"""Costs nothing."""


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
    """

    node: Node
    op: Operator
    state: State
    inputs: tuple[Shape | None, ...]
    outputs: tuple[Shape, ...] = ()
    terms: tuple[Term, ...] = ()
    cost: Cost = FREE
    issues: tuple[Issue, ...] = ()

    @property
    def output(self) -> Shape | None:
        """Shape of the first output, or None where unknown."""
        return self.outputs[0] if self.outputs else None

    @property
    def counted(self) -> bool:
        """Whether it is a layer: anything but Input and Output."""
        return not (self.op.is_input or self.op.is_output)

    @property
    def macs_formula(self) -> str:
        """``28·28·32 × 5·5·192 = 120,422,400``, or empty."""
        return formula_text(self.terms, "macs")


def evaluate_node(node: Node, inputs: tuple[Shape | None, ...]) -> NodeResult:
    """Evaluate one node for the shapes that arrive at it.

    The connecting rules call this too, to say what a wire would do before it is there.
    """
    unconnected = _unconnected(node)
    if unconnected:
        return NodeResult(node, node.op, State.OPEN, inputs, issues=unconnected)
    arrived = tuple(shape for shape in inputs if shape is not None)
    waiting = len(arrived) < len(inputs)
    op, faults, pending = _with_formulas(node, inputs[0] if inputs else None, waiting=waiting)
    if not faults and (outside := _range_faults(op)):
        # A literal under a formula is used nowhere, so it cannot be at fault either.
        faults = tuple(found.at(node.id) for found in outside if found.param not in pending)
    if faults:
        return NodeResult(node, op, State.WRONG, inputs, issues=faults)
    if waiting:
        return NodeResult(node, op, State.WAITING, inputs)
    leaf = _leaf(op, arrived)
    issues = tuple(found.at(node.id) for found in leaf.findings) if leaf.findings else ()
    if leaf.outputs is None:
        return NodeResult(node, op, State.WRONG, inputs, issues=issues)
    return NodeResult(node, op, State.OK, inputs, leaf.outputs, leaf.terms, leaf.cost, issues)


def _unconnected(node: Node) -> tuple[Issue, ...]:
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


def _with_formulas(
    node: Node, first: Shape | None, *, waiting: bool
) -> tuple[Operator, tuple[Issue, ...], frozenset[str]]:
    """The operator with its formulas' values, what is wrong with them, and which of them still wait for a shape.

    Args:
        node: whose formulas.
        first: shape at the first input, None where there is none.
        waiting: whether some input has no shape yet.
    """
    if not node.formulas:
        return node.op, (), frozenset()
    names = _input_names(first) if first else {}
    values: dict[str, Any] = {}
    issues: list[Issue] = []
    pending: set[str] = set()
    for key, (param, number) in _components(cast(Hashable, type(node.op))).items():
        formula = node.formulas.get(key)
        if formula is None:
            continue
        try:
            if waiting and first is None and _waits(formula):
                pending |= {key, param.name}  # the word beneath a formula waits with it
                continue
            value = evaluate(formula, names, INPUT_NAMES if node.op.inputs else ())
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


def _waits(formula: Formula) -> bool:
    """Whether a formula only lacks the shape of the input; one that cannot be read is wrong whatever arrives."""
    names = names_in(formula)
    return bool(names) and all(name in INPUT_NAMES for name, _ in names)


def _formula_issue(node: NodeId, key: str, text: str, error: FormulaError) -> Issue:
    place = Message(" (column {column})", column=error.column) if error.column else ""
    return Issue(
        node,
        key,
        "error",
        Message(
            "The formula “{text}” of {param} has no value: {why}{place}.",
            text=text,
            param=key,
            why=str(error),  # not the exception itself: messages are compared by value
            place=place,
        ),
    )


def _input_names(shape: Shape) -> dict[str, int]:
    """``c_in``, ``h_in``, ``w_in`` of the first input; a vector has channels only."""
    names = {"c_in": shape[1]} if len(shape) > 1 else {}
    if len(shape) == 4:
        names |= {"h_in": shape[2], "w_in": shape[3]}
    return names


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
    faults: list[_Finding] = []
    for param in op.params:
        for key, value in zip(param.component_keys(), param.components(getattr(op, param.name)), strict=False):
            if not param.minimum <= value <= param.maximum:
                faults.append(_Finding(key, "error", param.range_message(value)))
        if param.kind is ParamKind.CHOICE and getattr(op, param.name) not in param.choices:
            faults.append(_Finding(param.name, "error", param.choice_message(getattr(op, param.name))))
        elif param.kind is ParamKind.PADDING:
            value = getattr(op, param.name)
            if isinstance(value, str) and value not in param.choices:
                faults.append(_Finding(param.name, "error", param.choice_message(value)))
    return tuple(faults)
