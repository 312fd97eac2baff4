"""Edits: pure functions from a Document to a Document. One that changes nothing returns the very same object.

Raises:
    EditError: the edit is impossible; the text says why.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from core.document.definition_edits import refuse_recursion
from core.document.document import MAIN, Document, GraphId
from core.document.graph import Graph, Node, NodeId, OutputRef, Point, ancestors, unique_name
from core.document.modules import Module, ModuleCall, ModuleId, calls_in, interface_of, reached
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
]


@dataclass(frozen=True, eq=False)
class Fragment:
    """Nodes cut out of a graph, with the wires among them: what the clipboard holds.

    Attributes:
        nodes: by their old ids; inputs from outside the fragment are None (left out for variadic operators).
        layout: their positions.
        modules: the definitions that their calls need, by id.
    """

    nodes: Mapping[NodeId, Node] = field(default_factory=dict)
    layout: Mapping[NodeId, Point] = field(default_factory=dict)
    modules: Mapping[ModuleId, Module] = field(default_factory=dict)


def _node(graph: Graph, node: NodeId) -> Node:
    found = graph.nodes.get(node)
    if found is None:
        raise EditError(f"There is no layer “{node}” in this sketch any more.")
    return found


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
    if node_id in target.nodes:
        raise EditError(f"The id “{node_id}” is taken.")
    taken = {n.name for n in target.nodes.values()}
    inputs: tuple[OutputRef | None, ...] = () if op.variadic else (None,) * len(op.inputs)
    node = Node(node_id, op, inputs, unique_name(name, taken), dict(formulas or {}))
    nodes = {**target.nodes, node_id: node}
    return document.with_graph(graph, replace(target, nodes=nodes, layout={**target.layout, node_id: at}))


def remove(document: Document, nodes: Collection[NodeId], *, graph: GraphId = MAIN) -> Document:
    """Delete nodes with all their wires."""
    target = document.graph(graph)
    gone = set(nodes) & target.nodes.keys()
    if not gone:
        return document
    kept: dict[NodeId, Node] = {}
    for key, node in target.nodes.items():
        if key in gone:
            continue
        if any(ref is not None and ref.node in gone for ref in node.inputs):
            node = replace(node, inputs=_cut(node, lambda ref: ref.node in gone))  # noqa: PLW2901
        kept[key] = node
    layout = {key: at for key, at in target.layout.items() if key not in gone}
    return document.with_graph(graph, replace(target, nodes=kept, layout=layout))


def _cut(node: Node, goes: Callable[[OutputRef], bool]) -> tuple[OutputRef | None, ...]:
    if node.op.variadic:
        return tuple(ref for ref in node.inputs if ref is None or not goes(ref))
    return tuple(None if ref is not None and goes(ref) else ref for ref in node.inputs)


def connect(document: Document, source: OutputRef, target: NodeId, port: int, *, graph: GraphId = MAIN) -> Document:
    """Lead a wire to an input. A wire that is there is replaced; a variadic operator grows at ``port == len``."""
    within = document.graph(graph)
    reader, writer = _node(within, target), _node(within, source.node)
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
    reader = _node(within, target)
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
    found = _node(document.graph(graph), node)
    param = param_of(found, name)
    literal, overlay = _split(param, getattr(found.op, name), value)
    formulas = {key: f for key, f in found.formulas.items() if key not in param.component_keys()} | overlay
    same = literal == getattr(found.op, name) and type(literal) is type(getattr(found.op, name))
    if same and formulas == found.formulas:
        return document
    op = found.op if same else replace(found.op, **{name: literal})  # type: ignore[type-var]
    changed = _with_node(document, graph, replace(found, op=op, formulas=formulas))
    return changed if len(op.outputs) >= len(found.op.outputs) else _without_outputs(changed, node, graph)


def _without_outputs(document: Document, node: NodeId, graph: GraphId) -> Document:
    """The document without wires from outputs that a node has no more: a split into fewer parts."""
    within = document.graph(graph)
    count = len(within.nodes[node].op.outputs)

    def gone(ref: OutputRef | None) -> bool:
        return ref is not None and ref.node == node and ref.port >= count

    cut = {
        key: replace(reader, inputs=_cut(reader, gone))
        for key, reader in within.nodes.items()
        if any(map(gone, reader.inputs))
    }
    return document.with_graph(graph, replace(within, nodes={**within.nodes, **cut})) if cut else document


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
    found = _node(within, node)
    wanted = " ".join(name.split()).replace("/", "∕")  # a slash parts the names of a path
    if not wanted:
        raise EditError("A layer needs a name.")
    if wanted == found.name:
        return document
    taken = {n.name for key, n in within.nodes.items() if key != node}
    return _with_node(document, graph, replace(found, name=unique_name(wanted, taken)))


def move(document: Document, nodes: Iterable[NodeId], dx: float, dy: float, *, graph: GraphId = MAIN) -> Document:
    """Shift nodes by a vector in canvas units."""
    within = document.graph(graph)
    return place(
        document,
        {key: Point(within.position(key).x + dx, within.position(key).y + dy) for key in nodes},
        graph=graph,
    )


def place(document: Document, positions: Mapping[NodeId, Point], *, graph: GraphId = MAIN) -> Document:
    """Put nodes where the mapping says."""
    within = document.graph(graph)
    moved = {key: at for key, at in positions.items() if key in within.nodes and within.position(key) != at}
    if not moved:
        return document
    return document.with_graph(graph, replace(within, layout={**within.layout, **moved}))


def copy_fragment(document: Document, nodes: Collection[NodeId], *, graph: GraphId = MAIN) -> Fragment:
    """Nodes with the wires among them, in the order of the graph, and the modules that they call."""
    within = document.graph(graph)
    wanted = set(nodes)
    chosen = [key for key in within.nodes if key in wanted]
    inside = set(chosen)
    copies = {
        key: replace(within.nodes[key], inputs=_cut(within.nodes[key], lambda ref: ref.node not in inside))
        for key in chosen
    }
    needed = _needed(Graph(copies), document.modules)
    modules = {key: module for key, module in document.modules.items() if key in needed}
    return Fragment(copies, {key: within.position(key) for key in chosen}, modules)


def _needed(graph: Graph, modules: Mapping[ModuleId, Module]) -> set[ModuleId]:
    """The modules that a graph calls, directly or not."""
    called = dict.fromkeys(call.module for _, call in calls_in(graph))
    return {key for start in called for key in reached(modules, start)}


def paste(
    document: Document,
    fragment: Fragment,
    new_ids: Mapping[NodeId, NodeId],
    *,
    dx: float = 0,
    dy: float = 0,
    graph: GraphId = MAIN,
) -> Document:
    """Add a fragment's nodes under new ids, shifted; names get a number where they are taken.

    A call refers to the module of the same id where that is the same by value; otherwise the fragment's own comes
    along, under an id and a name that are free.

    Args:
        document: where to.
        fragment: what.
        new_ids: fresh id for each node of the fragment.
        dx: shift to the right.
        dy: shift down.
        graph: which graph.
    """
    if not fragment.nodes:
        return document
    document, ids = _with_modules(document, fragment)
    within = document.graph(graph)
    nodes, layout = dict(within.nodes), dict(within.layout)
    taken = {n.name for n in nodes.values()}
    counters: dict[str, int] = {}
    for key, node in fragment.nodes.items():
        new = new_ids[key]
        if new in nodes:
            raise EditError(f"The id “{new}” is taken.")
        if isinstance(node.op, ModuleCall):
            node = _calling(node, node.op, ids, document.modules)  # noqa: PLW2901
        inputs = tuple(None if r is None else OutputRef(new_ids[r.node], r.port) for r in node.inputs)
        name = unique_name(node.name, taken, counters)
        taken.add(name)
        nodes[new] = replace(node, id=new, inputs=inputs, name=name)
        at = fragment.layout.get(key, Point(0, 0))
        layout[new] = Point(at.x + dx, at.y + dy)
    changed = document.with_graph(graph, replace(within, nodes=nodes, layout=layout))
    called = {ids.get(call.module, call.module) for _, call in calls_in(Graph(fragment.nodes))}
    for module in document.modules:
        if module in called:
            refuse_recursion(document, module, graph)
    return changed.refitted() if called else changed


def _with_modules(document: Document, fragment: Fragment) -> tuple[Document, dict[ModuleId, ModuleId]]:
    """The document with the definitions that a fragment needs, and the id that each of them has there."""
    needed = _needed(Graph(fragment.nodes), fragment.modules)
    modules = dict(document.modules)
    ids: dict[ModuleId, ModuleId] = {}
    # Whoever calls another reaches more than that one does, so that the inner ones come first.
    for key in sorted(
        (key for key in fragment.modules if key in needed), key=lambda key: len(reached(fragment.modules, key))
    ):
        module = fragment.modules[key]
        calls = {n.id: _calling(n, call, ids, modules) for n, call in calls_in(module.graph)}
        if any(node is not module.graph.nodes[at] for at, node in calls.items()):
            module = replace(module, graph=replace(module.graph, nodes={**module.graph.nodes, **calls}))
        # The same again, or what an earlier paste of it has become; a person's own of that id is another one.
        candidates = (key, *modules) if key in modules else ()
        there = next((at for at in candidates if _alike(modules[at], module)), None)
        if there is None:
            there = unique_name(key, modules)
            name = unique_name(module.name, (m.name for m in modules.values()))
            modules[there] = replace(module, id=there, name=name)
        ids[key] = there
    return (document if len(modules) == len(document.modules) else replace(document, modules=modules)), ids


def _alike(one: Module, other: Module) -> bool:
    """Whether two definitions differ in nothing but id and name."""
    return replace(one, id=other.id, name=other.name).same_as(other)


def _calling(
    node: Node, call: ModuleCall, ids: Mapping[ModuleId, ModuleId], modules: Mapping[ModuleId, Module]
) -> Node:
    """A call of the module that has another id here."""
    if call.module not in ids:
        return node
    module = modules[ids[call.module]]
    op = replace(call, module=module.id, interface=interface_of(module))
    return node if op == call else replace(node, op=op)


def set_meta(document: Document, **fields: Any) -> Document:
    """Change title, description, source or batch."""
    meta = replace(document.meta, **fields)
    if meta.batch < 1:
        raise EditError(f"The batch must be at least 1, not {meta.batch}.")
    return document if meta == document.meta else replace(document, meta=meta)
