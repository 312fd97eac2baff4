"""Finding layers by what is known of them: name, type, parameters, shape, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from core.analysis.hints import hints_in
from core.analysis.infer import GraphAnalysis, NodeResult
from core.analysis.issue import Issue
from core.document.graph import NodeId
from core.language.dims import Shape
from core.text import shape_text

__all__ = ["Field", "Match", "find"]

Field = Literal["name", "type", "shape", "parameter", "issue"]

_SIGNS: Final = str.maketrans({"×": "x", "∕": "/", "–": "-", "−": "-", "“": '"', "”": '"'})
_SIZES: Final = re.compile(r"\d{1,18}(?:x\d{1,18})*", re.ASCII)
_EQUATION: Final = re.compile(r"([a-z_]+)=(.+)", re.ASCII)
_AXES: Final = {
    "c": 1, "channels": 1, "features": 1, "h": 2, "height": 2, "w": 3, "width": 3
}  # fmt: skip
_SHORT: Final = {
    "k": "kernel_size", "s": "stride", "p": "padding", "d": "dilation", "g": "groups", "out": "out_channels"
}  # fmt: skip
_LEAST_OF_A_SENTENCE: Final = 3
"""Letters from which on what is said of a layer is searched: one or two are in every sentence."""


class Match(NamedTuple):
    """A layer that was found.

    Attributes:
        node: which.
        field: by what.
        text: what stands there.
    """

    node: NodeId
    field: Field
    text: str


def find(analysis: GraphAnalysis, text: str) -> tuple[Match, ...]:
    """Layers that answer to a text, in the order of the graph.

    Each word must be found in something known of the layer: its name, its type, a size of an output (``28x28``,
    ``28×28×192``, ``c=192``), a parameter (``5×5``, ``stride=2``, ``k=3``), or what is said of it (``error`` finds all
    layers with one). A text that is found as a whole in a name or a sentence need not be found word by word.

    Args:
        analysis: of the graph.
        text: what to look for.
    """
    whole = re.sub(r"\s*=\s*", "=", _plain(text).strip())
    words = whole.split()
    if not words:
        return ()
    said: dict[NodeId, list[Issue]] = {}
    for issue in (*(issue for issues in analysis.issues.values() for issue in issues), *hints_in(analysis)):
        said.setdefault(issue.node, []).append(issue)
    found: list[Match] = []
    for key in analysis.order:
        match = _match(analysis.results[key], whole, words, said.get(key, ()))
        if match is not None:
            found.append(match)
    return tuple(found)


def _match(result: NodeResult, whole: str, words: list[str], issues: list[Issue] | tuple[Issue, ...]) -> Match | None:
    """How a layer answers: by all words together, or else by what the first of them was found in."""
    if len(words) > 1 and (match := _answer(result, whole, issues)) is not None:
        return match
    first: Match | None = None
    for word in words:
        match = _answer(result, word, issues)
        if match is None:
            return None
        first = first or match
    return first


def _answer(result: NodeResult, word: str, issues: list[Issue] | tuple[Issue, ...]) -> Match | None:
    key = result.node.id
    if word in _plain(result.node.name):
        return Match(key, "name", result.node.name)
    op = result.op
    if word in op.label.lower() or word in op.type_name().lower() or word in op.keywords:
        return Match(key, "type", op.label)
    for shape in result.outputs:
        if _is_size(word, shape):
            return Match(key, "shape", shape_text(shape))
    for written in _parameters(result, word):
        return Match(key, "parameter", written)
    for issue in issues:
        if word == issue.severity or (len(word) >= _LEAST_OF_A_SENTENCE and word in _plain(str(issue.message))):
            return Match(key, "issue", str(issue.message))
    return None


def _is_size(word: str, shape: Shape) -> bool:
    """Whether some neighbouring sizes of a shape are these, with channels first or last."""
    equation = _EQUATION.fullmatch(word)
    if equation is not None:
        axis = _AXES.get(equation[1])
        return axis is not None and axis < len(shape) and str(shape[axis]) == equation[2]
    if not _SIZES.fullmatch(word):
        return False
    sizes = tuple(map(int, word.split("x")))
    orders = {shape, shape[1:], (*shape[2:], *shape[1:2])}
    return any(order[at : at + len(sizes)] == sizes for order in orders for at in range(len(order)))


def _parameters(result: NodeResult, word: str) -> Iterator[str]:
    """The parameters that answer to a word, as people read them."""
    op, formulas = result.op, result.node.formulas
    equation = _EQUATION.fullmatch(word)
    if equation is None:
        if (not formulas or op is not result.node.op) and word in _plain(op.summary()):
            yield op.summary()
        for key, formula in formulas.items():
            if word in _plain(formula.text):
                yield f"{key} = {formula.text}"
        return
    name, wanted = _SHORT.get(equation[1], equation[1]), equation[2]
    for param in op.params:
        if param.name.startswith(name):
            value = getattr(op, param.name)
            numbers = set(param.components(value))  # a square kernel is one number
            alike = {_plain(param.format(value)), _plain(param.format(value, formulas))}
            if wanted in alike or {wanted} == set(map(str, numbers)):
                yield f"{param.label} = {param.format(value)}"


def _plain(text: str) -> str:
    return text.translate(_SIGNS).lower()
