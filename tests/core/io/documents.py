"""Hypothesis documents over all operators, with modules and variables, values out of range, formulas, and all that a
file may hold unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from hypothesis import strategies as st

from core.document.document import Bookmark, Document, Meta
from core.document.graph import COLORS, FLOWS, Annotation, Graph, Node, NodeStyle, OutputRef, Point, Wire
from core.document.modules import Argument, Module, ModuleCall, Variable, interface_of
from core.io.wiring import missing_interface
from core.io.words import name_fault
from core.language.formulas import Formula
from core.language.operator import Operator
from core.language.params import Param, ParamKind
from core.ops.every import OPERATORS
from core.ops.unknown import UnknownOperator

NODE_FIELDS = ("type", "name", "bypassed", "params", "formulas", "inputs", "at")
GRAPH_FIELDS = ("flow", "nodes", "styles", "annotations", "bends")
STYLE_FIELDS = ("color", "collapsed", "locked")
ANNOTATION_FIELDS = ("kind", "text", "at", "size", "color")
BOOKMARK_FIELDS = ("path", "at", "size")
FIELDS = ("format", "version", "meta", "variables", "modules", "graph", "bookmarks")
MODULE_FIELDS = ("name", "note", "parameters", "inputs", "outputs", "graph")
MISSING = "not there"
"""Id of a module that no document has: no id could be so."""

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
names = texts.filter(lambda text: text.strip() and "/" not in text)
ids = st.from_regex(r"\A[\w.-]{1,8}\Z").filter(lambda text: text.strip())
integers = st.integers(-(10**30), 10**30) | st.integers(-3, 300)
floats = st.floats(allow_nan=False, allow_infinity=False)
variable_names = st.from_regex(r"\A[A-Za-z_][A-Za-z0-9_]{0,5}\Z").filter(lambda name: name_fault(name) is None)
json_values = st.recursive(
    st.none() | st.booleans() | integers | floats | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


@cache
def unknown_fields(*known: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(texts.filter(lambda key: key not in known), json_values, max_size=2)


def values(param: Param) -> st.SearchStrategy[Any]:
    words = st.sampled_from(param.choices) | texts if param.choices else st.nothing()
    by_kind: dict[ParamKind, st.SearchStrategy[Any]] = {
        ParamKind.INT: integers,
        ParamKind.PAIR: st.tuples(integers, integers),
        ParamKind.PADDING: words | st.tuples(*[integers] * 4),
        ParamKind.CHOICE: words,
        ParamKind.BOOL: st.booleans(),
        ParamKind.FLOAT: floats,
        ParamKind.LIST: st.lists(integers, max_size=6).map(tuple),
        ParamKind.TEXT: texts,
    }
    return by_kind[param.kind]


CALLS: tuple[type[Operator]] = (ModuleCall,)
PARAMS: dict[type[Operator], st.SearchStrategy[dict[str, Any]]] = {
    cls: st.fixed_dictionaries({}, optional={param.name: values(param) for param in cls.params})
    for cls in (*OPERATORS.values(), *CALLS)
}


@st.composite
def operators(draw: st.DrawFn) -> Operator:
    cls = draw(st.sampled_from(list(OPERATORS.values())))
    return cls(**draw(PARAMS[cls]))


_OPERATORS = operators()


@st.composite
def calls(draw: st.DrawFn, modules: Mapping[str, Module], *, known: bool) -> ModuleCall:
    """Calls of modules that are there, or not; with arguments that their modules know, or not."""
    choices = list(modules) if known else [*modules, MISSING]
    module = draw(st.sampled_from(choices))
    if module in modules:
        interface = interface_of(modules[module])
    else:
        interface = missing_interface(module, draw(st.integers(0, 3)), 1)
    wanted = st.sampled_from(interface.parameters) | texts if interface.parameters else texts
    argument: st.SearchStrategy[Argument] = integers | floats | texts.map(Formula)
    arguments = draw(st.dictionaries(wanted, argument, max_size=3))
    ordered = tuple(sorted(arguments.items()))
    return ModuleCall(module=module, arguments=ordered, interface=interface, **draw(PARAMS[ModuleCall]))


@st.composite
def nodes(draw: st.DrawFn, key: str, before: list[Node], modules: Mapping[str, Module], *, known: bool) -> Node:
    op: Operator
    kind = draw(st.integers(0, 4))
    if not known and kind == 0:
        unknown = texts.filter(lambda text: text and text not in OPERATORS and text != "Module")
        op = UnknownOperator(draw(unknown), draw(st.integers(0, 3)))
    elif kind == 1 and (modules or not known):
        op = draw(calls(modules, known=known))
    else:
        op = draw(_OPERATORS)
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
    bypassed = draw(st.booleans())
    if known:
        return Node(key, op, inputs, key, formulas, bypassed)
    params = [param.name for param in op.params] + ["module", "arguments"] * isinstance(op, ModuleCall)
    return Node(
        key,
        op,
        inputs,
        key,
        formulas,
        bypassed,
        draw(unknown_fields(*NODE_FIELDS)),
        draw(unknown_fields(*params)),
        draw(unknown_fields(*components)),
    )


@st.composite
def graphs(draw: st.DrawFn, modules: Mapping[str, Module], *, known: bool, most: int = 5) -> Graph:
    made: dict[str, Node] = {}
    for key in draw(st.lists(ids, unique=True, max_size=most)):
        made[key] = draw(nodes(key, list(made.values()), modules, known=known))
    called = draw(st.lists(names, unique=True, min_size=len(made), max_size=len(made)))
    shuffled = draw(st.permutations(list(made)))
    made = {key: replace(made[key], name=name) for key, name in zip(shuffled, called, strict=True)}
    placed = draw(st.lists(st.sampled_from(shuffled), unique=True)) if shuffled else []
    layout = {key: draw(points) for key in placed}
    wires = list(dict.fromkeys(Wire(ref, node.id) for node in made.values() for ref in node.inputs if ref is not None))
    led = draw(st.lists(st.sampled_from(wires), unique=True, max_size=3)) if wires else []
    return Graph(
        made,
        layout,
        {key: style for key in placed if (style := draw(styles(known=known))) != NodeStyle()},
        draw(frames_and_notes(made, known=known)),
        {wire: tuple(draw(st.lists(points, min_size=1, max_size=3))) for wire in led},
        draw(st.sampled_from(FLOWS)),
        {} if known else draw(unknown_fields(*GRAPH_FIELDS)),
    )


coordinates = st.integers(-(10**9), 10**9) | st.floats(-(10**9), 10**9)
lengths = st.integers(1, 10**9) | st.floats(0, 10**9, exclude_min=True)
points = st.builds(Point, coordinates, coordinates)


@st.composite
def styles(draw: st.DrawFn, *, known: bool) -> NodeStyle:
    more = {} if known else draw(unknown_fields(*STYLE_FIELDS))
    return NodeStyle(draw(st.sampled_from(COLORS)), draw(st.booleans()), draw(st.booleans()), more)


@st.composite
def frames_and_notes(draw: st.DrawFn, taken: Mapping[str, Node], *, known: bool) -> dict[str, Annotation]:
    made: dict[str, Annotation] = {}
    for key in draw(st.lists(ids.filter(lambda key: key not in taken), unique=True, max_size=2)):
        made[key] = Annotation(
            key,
            draw(st.sampled_from(("frame", "note"))),
            draw(texts),
            *draw(points),
            draw(lengths),
            draw(lengths),
            draw(st.sampled_from(COLORS)),
            {} if known else draw(unknown_fields(*ANNOTATION_FIELDS)),
        )
    return made


@st.composite
def bookmarks(draw: st.DrawFn, *, known: bool) -> tuple[Bookmark, ...]:
    called = draw(st.lists(texts.filter(str.strip), unique=True, max_size=2))
    return tuple(
        Bookmark(
            name,
            tuple(draw(st.lists(ids, max_size=2))),
            *draw(points),
            draw(lengths),
            draw(lengths),
            {} if known else draw(unknown_fields(*BOOKMARK_FIELDS)),
        )
        for name in called
    )


@st.composite
def variables(draw: st.DrawFn, *, known: bool) -> dict[str, Variable]:
    more = st.just({}) if known else unknown_fields("value", "note")
    variable = st.builds(Variable, integers | floats, texts, more)
    return draw(st.dictionaries(variable_names, variable, max_size=3))


@st.composite
def definitions(draw: st.DrawFn, *, known: bool) -> dict[str, Module]:
    """Modules, each of which may call those before it."""
    modules: dict[str, Module] = {}
    for key in draw(st.lists(ids, unique=True, max_size=2)):
        graph = draw(graphs(modules, known=known, most=3))
        ins = [node.id for node in graph.nodes.values() if node.op.is_input]
        outs = [node.id for node in graph.nodes.values() if node.op.is_output]
        modules[key] = Module(
            key,
            draw(names),
            graph,
            tuple(draw(st.permutations(ins))),
            tuple(draw(st.permutations(outs))),
            draw(variables(known=known)),
            draw(texts),
            {} if known else draw(unknown_fields(*MODULE_FIELDS)),
        )
    return modules


@st.composite
def documents(draw: st.DrawFn, *, known: bool = False) -> Document:
    """Documents; with ``known`` only such as hold nothing that this version does not know."""
    modules = draw(definitions(known=known))
    meta = Meta(
        draw(texts),
        draw(texts),
        draw(texts),
        draw(st.integers(1, 10**18)),
        {} if known else draw(unknown_fields("title", "description", "source", "batch")),
    )
    return Document(
        main=draw(graphs(modules, known=known)),
        modules=modules,
        variables=draw(variables(known=known)),
        meta=meta,
        bookmarks=draw(bookmarks(known=known)),
        extra={} if known else draw(unknown_fields(*FIELDS)),
    )
