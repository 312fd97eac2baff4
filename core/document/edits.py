"""Edits: pure functions from a Document to a Document. One that changes nothing returns the very same object.

Raises:
    EditError: the edit is impossible; the text says why.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from core.document.document import MAIN, Document, GraphId
from core.document.fragments import Fragment, copy_fragment, paste
from core.document.graph import (
    AnnotationId,
    Node,
    NodeId,
    OutputRef,
    Point,
    Wire,
    ancestors,
    in_place_of,
    is_wired,
    remaining_inputs,
    unique_name,
)
from core.document.lookup import node_of
from core.errors import EditError
from core.language.formulas import Formula
from core.language.operator import Operator
from core.language.params import Param, ParamKind, ParamValue

__all__ = [
    "Fragment",
    "add_node",
    "connect",
    "copy_fragment",
    "disconnect",
    "move",
    "param_of",
    "paste",
    "place",
    "remove",
    "rename",
    "set_meta",
    "set_param",
    "set_param_of_all",
]


def _with_node(document: Document, graph_id: GraphId, node: Node) -> Document:
    graph = document.graph(graph_id)
    return document.with_graph(graph_id, replace(graph, nodes={**graph.nodes, node.id: node}))


def add_node(
    document: Document,
    op: Operator,
    *,
    node_id: NodeId,
    name: str,
    at: Point,
    formulas: Mapping[str, Formula] | None = None,
    graph: GraphId = MAIN,
) -> Document:
    """Place an operator, unconnected. The name gets a number when it is taken."""
    target = document.graph(graph)
    if node_id in target.nodes or node_id in target.annotations:
        raise EditError(f"The id “{node_id}” is taken.")
    taken = {n.name for n in target.nodes.values()}
    inputs: tuple[OutputRef | None, ...] = () if op.variadic else (None,) * len(op.inputs)
    node = Node(node_id, op, inputs, unique_name(name, taken), dict(formulas or {}))
    nodes = {**target.nodes, node_id: node}
    return document.with_graph(graph, replace(target, nodes=nodes, layout={**target.layout, node_id: at}))


def remove(
    document: Document,
    nodes: Collection[NodeId],
    *,
    annotations: Collection[AnnotationId] = (),
    graph: GraphId = MAIN,
) -> Document:
    """Delete nodes with all their wires, and frames and notes; what lies within a frame stays."""
    target = document.graph(graph)
    gone = set(nodes) & target.nodes.keys()
    framed = set(annotations) & target.annotations.keys()
    if not gone and not framed:
        return document
    if framed:
        target = replace(target, annotations={key: a for key, a in target.annotations.items() if key not in framed})
    if not gone:
        return document.with_graph(graph, target)
    readers = {
        key: node
        for key, node in target.nodes.items()
        for ref in node.inputs
        if ref is not None and ref.node in gone and key not in gone
    }
    kept = {**target.nodes}
    for key, node in readers.items():
        kept[key] = replace(node, inputs=remaining_inputs(node, lambda ref: ref.node in gone))
    layout = {**target.layout}
    for key in gone:
        del kept[key]
        layout.pop(key, None)
    return document.with_graph(graph, replace(target, nodes=kept, layout=layout))


def connect(document: Document, source: OutputRef, target: NodeId, port: int, *, graph: GraphId = MAIN) -> Document:
    """Lead a wire to an input. A wire that is there is replaced; a variadic operator grows at ``port == len``."""
    within = document.graph(graph)
    reader, writer = node_of(within, target), node_of(within, source.node)
    if not 0 <= source.port < len(writer.op.outputs):
        raise EditError(f"“{writer.name}” has no output {source.port + 1}.")
    ports = len(reader.inputs) + (1 if reader.op.variadic else 0)
    if not 0 <= port < ports:
        raise EditError(f"“{reader.name}” has no input {port + 1}.")
    if source.node == target:
        raise EditError(f"“{reader.name}” cannot read its own output.")
    if target in ancestors(within.nodes, (source.node,)):
        raise EditError(f"This would close a cycle: “{writer.name}” already depends on “{reader.name}”.")
    if port < len(reader.inputs) and reader.inputs[port] == source:
        return document
    inputs = list(reader.inputs)
    inputs[port : port + 1] = [source]
    return _with_node(document, graph, replace(reader, inputs=tuple(inputs)))


def disconnect(document: Document, target: NodeId, port: int, *, graph: GraphId = MAIN) -> Document:
    """Take the wire off an input. A variadic operator closes the gap."""
    within = document.graph(graph)
    reader = node_of(within, target)
    if not 0 <= port < len(reader.inputs) or reader.inputs[port] is None:
        return document
    inputs = list(reader.inputs)
    inputs[port : port + 1] = [] if reader.op.variadic else [None]
    return _with_node(document, graph, replace(reader, inputs=tuple(inputs)))


def param_of(node: Node, name: str) -> Param:
    """The declaration of one of a node's parameters.

    Raises:
        EditError: the operator has no such parameter.
    """
    for param in node.op.params:
        if param.name == name:
            return param
    raise EditError(f"{node.op.label} has no parameter “{name}”.")


def set_param(document: Document, node: NodeId, name: str, value: ParamValue, *, graph: GraphId = MAIN) -> Document:
    """Give a parameter a literal, a formula, or one of either for each component.

    Where a formula is given, the literal beneath stays as it was; where a literal is given, a formula is dropped.
    """
    found = node_of(document.graph(graph), node)
    given = _given(found, name, value)
    if given is found:
        return document
    return document.with_graph(graph, in_place_of(document.graph(graph), {node: given}))


def set_param_of_all(
    document: Document, nodes: Collection[NodeId], name: str, value: ParamValue, *, graph: GraphId = MAIN
) -> Document:
    """Give a parameter of several nodes the same value, as ``set_param`` does of one. All must have it."""
    within = document.graph(graph)
    found = [node_of(within, node) for node in dict.fromkeys(nodes)]
    given = {node.id: made for node in found if (made := _given(node, name, value)) is not node}
    if not given:
        return document
    return document.with_graph(graph, in_place_of(within, given))


def _given(node: Node, name: str, value: ParamValue) -> Node:
    """A node with another value of a parameter; the same object where it has that value."""
    param = param_of(node, name)
    literal, overlay = _split(param, getattr(node.op, name), value)
    formulas = {key: f for key, f in node.formulas.items() if key not in param.component_keys()} | overlay
    same = literal == getattr(node.op, name) and type(literal) is type(getattr(node.op, name))
    if same and formulas == node.formulas:
        return node
    op = node.op if same else replace(node.op, **{name: literal})  # type: ignore[type-var]
    return replace(node, op=op, formulas=formulas)


_PLAIN: Final[Mapping[ParamKind, tuple[type, ...]]] = {
    ParamKind.FLOAT: (float, int),
    ParamKind.LIST: (tuple,),
    ParamKind.TEXT: (str,),
}
"""Kinds that take no formulas, and the types of their values."""


def _whole(value: object) -> bool:
    return type(value) is int


def _split(param: Param, before: Any, value: ParamValue) -> tuple[Any, dict[str, Formula]]:
    """A literal for the field and formulas for the overlay."""
    if param.kind in _PLAIN:
        if type(value) not in _PLAIN[param.kind] or (isinstance(value, tuple) and not all(map(_whole, value))):
            raise EditError(f"{param.label} cannot be “{value}”.")
        return (float(value) if isinstance(value, int) else value), {}
    if isinstance(value, bool | str):
        fits = param.kind is ParamKind.BOOL if isinstance(value, bool) else bool(param.choices)
        if not fits:
            raise EditError(f"{param.label} cannot be “{value}”.")
        return value, {}
    parts = value if isinstance(value, tuple) else (value,)
    keys = param.component_keys()
    if not keys:
        raise EditError(f"{param.label} cannot be {', '.join(map(str, parts))}; it takes no numbers.")
    if len(parts) != len(keys):
        raise EditError(f"{param.label} takes {len(keys)} numbers, not {len(parts)}.")
    beneath = param.components(before) or (0,) * len(keys)
    overlay = {key: part for key, part in zip(keys, parts, strict=True) if isinstance(part, Formula)}
    literal = tuple(old if isinstance(part, Formula) else part for old, part in zip(beneath, parts, strict=True))
    return (literal[0] if param.kind is ParamKind.INT else literal), overlay


def rename(document: Document, node: NodeId, name: str, *, graph: GraphId = MAIN) -> Document:
    """Call a node something else; the name gets a number when it is taken."""
    within = document.graph(graph)
    found = node_of(within, node)
    wanted = " ".join(name.split()).replace("/", "∕")  # a slash parts the names of a path
    if not wanted:
        raise EditError("A layer needs a name.")
    if wanted == found.name:
        return document
    taken = {n.name for key, n in within.nodes.items() if key != node}
    return _with_node(document, graph, replace(found, name=unique_name(wanted, taken)))


def move(
    document: Document,
    nodes: Iterable[NodeId],
    dx: float,
    dy: float,
    *,
    annotations: Iterable[AnnotationId] = (),
    graph: GraphId = MAIN,
) -> Document:
    """Shift nodes, frames and notes by a vector in canvas units; bends come along where both ends of a wire move."""
    within = document.graph(graph)
    chosen = set(nodes) & within.nodes.keys()
    return place(
        document,
        {key: _shifted(within.position(key), dx, dy) for key in chosen},
        annotations={
            key: _shifted(Point(found.x, found.y), dx, dy)
            for key in annotations
            if (found := within.annotations.get(key)) is not None
        },
        bends={
            wire: tuple(_shifted(point, dx, dy) for point in points)
            for wire, points in within.bends.items()
            if wire.target in chosen and wire.source.node in chosen
        },
        graph=graph,
    )


def _shifted(point: Point, dx: float, dy: float) -> Point:
    return Point(point.x + dx, point.y + dy)


def place(
    document: Document,
    positions: Mapping[NodeId, Point],
    *,
    annotations: Mapping[AnnotationId, Point] | None = None,
    bends: Mapping[Wire, Iterable[Point]] | None = None,
    graph: GraphId = MAIN,
) -> Document:
    """Put nodes, the upper left corners of frames and notes, and bends where the mappings say; others stay.

    Args:
        document: where.
        positions: of nodes.
        annotations: of frames and notes.
        bends: all points of each of these wires; without points a wire finds its own way again.
        graph: which graph.
    """
    within = document.graph(graph)
    moved = {key: at for key, at in positions.items() if key in within.nodes and within.position(key) != at}
    framed = {
        key: replace(found, x=at.x, y=at.y)
        for key, at in (annotations or {}).items()
        if (found := within.annotations.get(key)) is not None and (found.x, found.y) != at
    }
    led = {wire: tuple(points) for wire, points in (bends or {}).items()}
    led = {w: way for w, way in led.items() if is_wired(within.nodes, w) and within.bends.get(w, ()) != way}
    if not (moved or framed or led):
        return document
    changed = replace(
        within,
        layout={**within.layout, **moved} if moved else within.layout,
        annotations={**within.annotations, **framed} if framed else within.annotations,
        bends={wire: points for wire, points in {**within.bends, **led}.items() if points} if led else within.bends,
    )
    return document.with_graph(graph, changed)


def set_meta(document: Document, **fields: Any) -> Document:
    """Change title, description, source or batch."""
    meta = replace(document.meta, **fields)
    if meta.batch < 1:
        raise EditError(f"The batch must be at least 1, not {meta.batch}.")
    return document if meta == document.meta else replace(document, meta=meta)
