"""Hypothesis documents over all operators, with values out of range, formulas, and all that a file may hold unknown."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

import core.ops  # noqa: F401  (fills OPERATORS)
from core.document.document import Document, Meta
from core.document.graph import Graph, Node, OutputRef, Point
from core.language.formulas import Formula
from core.language.operator import OPERATORS, Operator
from core.language.params import Param, ParamKind
from core.ops.unknown import UnknownOperator

NODE_FIELDS = ("type", "name", "params", "formulas", "inputs", "at")

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
names = texts.filter(lambda text: text.strip() and "/" not in text)
ids = st.from_regex(r"\A[\w.-]{1,8}\Z").filter(lambda text: text.strip())
integers = st.integers(-(10**30), 10**30) | st.integers(-3, 300)
json_values = st.recursive(
    st.none() | st.booleans() | integers | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


def unknown_fields(*known: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(texts.filter(lambda key: key not in known), json_values, max_size=2)


def values(param: Param) -> st.SearchStrategy[Any]:
    by_kind: dict[ParamKind, st.SearchStrategy[Any]] = {
        ParamKind.INT: integers,
        ParamKind.PAIR: st.tuples(integers, integers),
        ParamKind.PADDING: st.sampled_from(param.choices or ("same",)) | texts | st.tuples(*[integers] * 4),
        ParamKind.CHOICE: st.sampled_from(param.choices or ("",)) | texts,
        ParamKind.BOOL: st.booleans(),
    }
    return by_kind[param.kind]


def operators() -> st.SearchStrategy[Operator]:
    def one(cls: type[Operator]) -> st.SearchStrategy[Operator]:
        return st.fixed_dictionaries({}, optional={p.name: values(p) for p in cls.params}).map(lambda kw: cls(**kw))

    return st.sampled_from(list(OPERATORS.values())).flatmap(one)


@st.composite
def nodes(draw: st.DrawFn, key: str, before: list[Node], *, known: bool) -> Node:
    op: Operator
    if not known and draw(st.integers(0, 4)) == 0:
        op = UnknownOperator(draw(texts.filter(lambda text: text and text not in OPERATORS)), draw(st.integers(0, 3)))
    else:
        op = draw(operators())
    refs = [OutputRef(node.id, port) for node in before for port in range(len(node.op.outputs))]
    refs += [OutputRef(node.id, 2) for node in before if isinstance(node.op, UnknownOperator)]
    source: st.SearchStrategy[OutputRef] = st.sampled_from(refs) if refs else st.nothing()
    inputs: tuple[OutputRef | None, ...]
    if op.variadic:
        inputs = tuple(draw(st.lists(source, max_size=4))) if refs else ()
    else:
        inputs = tuple(draw(source | st.none()) if refs else None for _ in op.inputs)
    components = [component for param in op.params for component in param.component_keys()]
    formulas = draw(st.dictionaries(st.sampled_from(components), texts.map(Formula), max_size=2)) if components else {}
    if known:
        return Node(key, op, inputs, key, formulas)
    return Node(
        key,
        op,
        inputs,
        key,
        formulas,
        draw(unknown_fields(*NODE_FIELDS)),
        draw(unknown_fields(*(param.name for param in op.params))),
        draw(unknown_fields(*components)),
    )


@st.composite
def documents(draw: st.DrawFn, *, known: bool = False) -> Document:
    """Documents; with ``known`` only such as hold nothing that this version does not know."""
    made: dict[str, Node] = {}
    for key in draw(st.lists(ids, unique=True, max_size=6)):
        made[key] = draw(nodes(key, list(made.values()), known=known))
    called = draw(st.lists(names, unique=True, min_size=len(made), max_size=len(made)))
    shuffled = draw(st.permutations(list(made)))
    made = {key: made[key] for key in shuffled}
    for key, name in zip(shuffled, called, strict=True):
        node = made[key]
        made[key] = Node(
            key, node.op, node.inputs, name, node.formulas, node.extra, node.extra_params, node.extra_formulas
        )
    coordinate = st.integers(-(10**9), 10**9) | st.floats(-(10**9), 10**9)
    placed = draw(st.lists(st.sampled_from(shuffled), unique=True)) if shuffled else []
    layout = {key: Point(draw(coordinate), draw(coordinate)) for key in placed}
    meta = Meta(
        draw(texts),
        draw(texts),
        draw(texts),
        draw(st.integers(1, 10**18)),
        {} if known else draw(unknown_fields("title", "description", "source", "batch")),
    )
    return Document(
        Graph(made, layout, {} if known else draw(unknown_fields("nodes"))),
        meta,
        {} if known else draw(unknown_fields("format", "version", "meta", "graph")),
    )
