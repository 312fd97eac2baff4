"""Edits of blocks: calls of modules, a selection made a module, a call taken apart.

Raises:
    EditError: the edit is impossible; the text says why.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from core.document.definition_edits import check_value, mentions, module_of, names_used, refuse_recursion
from core.document.document import MAIN, Document, GraphId
from core.document.graph import Graph, Node, NodeId, OutputRef, Point, unique_name
from core.document.modules import (
    COPY,
    Argument,
    Module,
    ModuleCall,
    ModuleId,
    calls_in,
    interface_of,
)
from core.errors import EditError, FormulaError
from core.language.formulas import INPUT_NAMES, Formula, names_in
from core.ops.interface import Input, Output

__all__ = ["add_call", "extract_module", "inline_module", "make_unique", "set_argument"]

NewId = Callable[[], NodeId]
"""Gives a fresh node id at each call."""


def _call(document: Document, node: NodeId, graph: GraphId) -> tuple[Node, ModuleCall]:
    found = document.graph(graph).nodes.get(node)
    if found is None or not isinstance(found.op, ModuleCall):
        raise EditError("This is not a block.")
    return found, found.op


def _put(document: Document, graph: GraphId, node: Node) -> Document:
    within = document.graph(graph)
    return document.with_graph(graph, replace(within, nodes={**within.nodes, node.id: node}))


# -- calls --------------------------------------------------------------------------------------------------------


def add_call(document: Document, module: ModuleId, *, node_id: NodeId, at: Point, graph: GraphId = MAIN) -> Document:
    """Place a call of a module, unconnected."""
    definition = module_of(document, module)
    refuse_recursion(document, module, graph)
    within = document.graph(graph)
    interface = interface_of(definition)
    call = ModuleCall(module=module, interface=interface)
    name = unique_name(definition.name, (n.name for n in within.nodes.values()))
    node = Node(node_id, call, (None,) * len(interface.inputs), name)
    return document.with_graph(
        graph, replace(within, nodes={**within.nodes, node_id: node}, layout={**within.layout, node_id: at})
    )


def set_argument(
    document: Document, node: NodeId, name: str, value: Argument | None, *, graph: GraphId = MAIN
) -> Document:
    """Give a call's parameter a value or a formula; None goes back to the default."""
    found, call = _call(document, node, graph)
    if name not in module_of(document, call.module).parameters:
        raise EditError(f"“{found.name}” has no parameter “{name}”.")
    arguments = {key: old for key, old in call.arguments if key != name}
    if value is not None:
        if not isinstance(value, Formula):
            check_value(name, value)
        arguments[name] = value
    ordered = tuple(sorted(arguments.items()))
    if ordered == call.arguments and all(
        type(a[1]) is type(b[1]) for a, b in zip(ordered, call.arguments, strict=True)
    ):
        return document
    return _put(document, graph, replace(found, op=replace(call, arguments=ordered)))


def make_unique(document: Document, node: NodeId, module_id: ModuleId, *, graph: GraphId = MAIN) -> Document:
    """Give a call a definition of its own, a copy of the shared one."""
    found, call = _call(document, node, graph)
    definition = module_of(document, call.module)
    name = unique_name(definition.name, (m.name for m in document.modules.values()))
    copy = replace(definition, id=module_id, name=name)
    changed = document.with_module(copy)
    own = replace(call, module=module_id, interface=interface_of(copy))
    return _put(changed, graph, replace(found, op=own))


# -- selection to module and back ---------------------------------------------------------------------------------


def extract_module(
    document: Document,
    nodes: Collection[NodeId],
    *,
    module_id: ModuleId,
    call_id: NodeId,
    name: str,
    new_id: NewId,
    graph: GraphId = MAIN,
) -> Document:
    """Make the selection a module with a port for each tensor that crosses its border, and a call in its place.

    Args:
        document: where.
        nodes: the selection.
        module_id: id of the new module.
        call_id: id of the call.
        name: name of both.
        new_id: gives ids for the port nodes.
        graph: the graph of the selection.
    """
    within = document.graph(graph)
    inside = [key for key in within.nodes if key in set(nodes)]
    chosen = set(inside)
    if not chosen:
        raise EditError("Select the layers that shall become a block.")
    interface = [
        within.nodes[key].name for key in inside if within.nodes[key].op.is_input or within.nodes[key].op.is_output
    ]
    if interface:
        raise EditError(
            f"“{interface[0]}” is where the sketch begins or ends; a block has ports of its own. Leave it out."
        )
    _refuse_detour(within, chosen)
    _refuse_sharing(within, chosen)
    sources: list[OutputRef] = []
    results: list[OutputRef] = []
    for key, node in within.nodes.items():
        for ref in node.inputs:
            if ref is None:
                continue
            if key in chosen and ref.node not in chosen and ref not in sources:
                sources.append(ref)
            if key not in chosen and ref.node in chosen and ref not in results:
                results.append(ref)
    read = {ref.node for node in within.nodes.values() for ref in node.inputs if ref is not None}
    results += [OutputRef(key) for key in inside if key not in read and within.nodes[key].op.outputs]
    inner, inputs, outputs = _as_graph(within, inside, sources, results, new_id)
    title = unique_name(name, (m.name for m in document.modules.values()))
    # Inside another module, its parameters are handed on.
    around = document.modules[graph].parameters if graph != MAIN else {}
    used = names_used(inner)
    parameters = {key: value for key, value in around.items() if key in used}
    module = Module(module_id, title, inner, inputs, outputs, parameters)
    arguments = tuple((key, Formula(key)) for key in sorted(parameters))
    call = ModuleCall(module=module_id, arguments=arguments, interface=interface_of(module))
    taken = {n.name for key, n in within.nodes.items() if key not in chosen}
    node = Node(call_id, call, tuple(sources), unique_name(title, taken))
    port = {ref: OutputRef(call_id, number) for number, ref in enumerate(results)}
    kept = {key: _redirected(n, port) for key, n in within.nodes.items() if key not in chosen}
    layout = {key: at for key, at in within.layout.items() if key not in chosen}
    spots = [within.position(key) for key in inside]
    layout[call_id] = Point(
        round(sum(p.x for p in spots) / len(spots) / 8) * 8, round(sum(p.y for p in spots) / len(spots) / 8) * 8
    )
    grown = document.with_module(module)
    return grown.with_graph(graph, replace(grown.graph(graph), nodes={**kept, call_id: node}, layout=layout))


def _refuse_sharing(graph: Graph, chosen: Collection[NodeId]) -> None:
    """Weights are shared within one graph: calls that do must stay in one, or they would be counted once more."""
    inside, outside = (
        {call.module: n.name for n, call in calls_in(graph) if call.shared and (n.id in chosen) is within}
        for within in (True, False)
    )
    for module, name in inside.items():
        if module in outside:
            raise EditError(
                f"“{name}” and “{outside[module]}” share their weights, so they must stay together. Select both, or "
                "neither, or let them share no more."
            )


def _refuse_detour(graph: Graph, chosen: set[NodeId]) -> None:
    """A path that leaves the selection and comes back would make the block depend on itself."""
    readers: dict[NodeId, list[NodeId]] = {}
    for key, node in graph.nodes.items():
        for ref in node.inputs:
            if ref is not None:
                readers.setdefault(ref.node, []).append(key)
    todo = [reader for key in chosen for reader in readers.get(key, ()) if reader not in chosen]
    seen = set(todo)
    while todo:
        key = todo.pop()
        for reader in readers.get(key, ()):
            if reader in chosen:
                between, back = graph.nodes[key].name, graph.nodes[reader].name
                raise EditError(
                    f"A path leaves the selection and comes back through “{between}” to “{back}”. "
                    f"Select “{between}” too."
                )
            if reader not in seen:
                seen.add(reader)
                todo.append(reader)


def _as_graph(
    graph: Graph, inside: list[NodeId], sources: list[OutputRef], results: list[OutputRef], new_id: NewId
) -> tuple[Graph, tuple[NodeId, ...], tuple[NodeId, ...]]:
    """The selection as a graph with port nodes: above it a row of inputs, below it a row of outputs."""
    spots = {key: graph.position(key) for key in inside}
    left, top = min(p.x for p in spots.values()), min(p.y for p in spots.values())
    bottom = max(p.y for p in spots.values())
    nodes: dict[NodeId, Node] = {}
    layout: dict[NodeId, Point] = {}
    names = {graph.nodes[key].name for key in inside}
    port: dict[OutputRef, OutputRef] = {}
    inputs: list[NodeId] = []
    for number, ref in enumerate(sources):
        key = new_id()
        wanted = "input" if len(sources) == 1 else f"input_{number + 1}"
        name = unique_name(wanted, names)
        names.add(name)
        nodes[key] = Node(key, Input(), (), name)
        layout[key] = Point(left + 224 * number, top - 112)
        port[ref] = OutputRef(key)
        inputs.append(key)
    for key in inside:
        nodes[key] = _redirected(graph.nodes[key], port)
        layout[key] = spots[key]
    outputs: list[NodeId] = []
    for number, ref in enumerate(results):
        key = new_id()
        wanted = "output" if len(results) == 1 else f"output_{number + 1}"
        name = unique_name(wanted, names)
        names.add(name)
        nodes[key] = Node(key, Output(), (ref,), name)
        layout[key] = Point(left + 224 * number, bottom + 112)
        outputs.append(key)
    return Graph(nodes, layout), tuple(inputs), tuple(outputs)


def _redirected(node: Node, port: Mapping[OutputRef, OutputRef]) -> Node:
    if not any(ref in port for ref in node.inputs if ref is not None):
        return node
    return replace(node, inputs=tuple(ref if ref is None else port.get(ref, ref) for ref in node.inputs))


def inline_module(document: Document, node: NodeId, *, new_id: NewId, graph: GraphId = MAIN) -> Document:
    """Put a block's layers in place of its call. Arguments are written into the formulas that use them."""
    found, call = _call(document, node, graph)
    module = module_of(document, call.module)
    if call.repeat != 1 or "repeat" in found.formulas:
        raise EditError("Only a block that is called once can be taken apart; set its repeat to 1 first.")
    within = document.graph(graph)
    if call.shared:
        _refuse_sharing(within, (node,))
    if graph != MAIN:
        _refuse_capture(document.modules[graph], module)
    given = dict(call.arguments)
    arguments = {name: _fixed(name, given.get(name, v.value)) for name, v in module.parameters.items()}
    ids = {key: new_id() for key in module.graph.nodes}
    port = {OutputRef(key): ref for key, ref in zip(module.inputs, found.inputs, strict=True)}
    spot = within.position(node)
    spots = [module.graph.position(key) for key in module.graph.nodes]
    centre = Point(sum(p.x for p in spots) / len(spots), sum(p.y for p in spots) / len(spots)) if spots else spot
    dx, dy = round((spot.x - centre.x) / 8) * 8, round((spot.y - centre.y) / 8) * 8
    names = {n.name for key, n in within.nodes.items() if key != node}
    added: dict[NodeId, Node] = {}
    layout = {key: at for key, at in within.layout.items() if key != node}

    def outside(ref: OutputRef | None) -> OutputRef | None:
        if ref is None:
            return None
        return port[ref] if ref in port else OutputRef(ids[ref.node], ref.port)

    for key, inner in module.graph.nodes.items():
        if key in module.inputs or key in module.outputs:
            continue
        name = unique_name(inner.name, names)
        names.add(name)
        refs = tuple(outside(ref) for ref in inner.inputs)
        if inner.op.variadic:
            refs = tuple(ref for ref in refs if ref is not None)
        copy = replace(inner, id=ids[key], name=name, inputs=refs)
        added[ids[key]] = _with_arguments(copy, arguments)
        at = module.graph.position(key)
        layout[ids[key]] = Point(at.x + dx, at.y + dy)
    results = [outside(module.graph.nodes[key].inputs[0]) for key in module.outputs]
    kept: dict[NodeId, Node] = {}
    for key, other in within.nodes.items():
        if key == node:
            continue
        refs = tuple(results[r.port] if r is not None and r.node == node else r for r in other.inputs)
        if refs != other.inputs:
            other = replace(other, inputs=tuple(r for r in refs if r is not None) if other.op.variadic else refs)  # noqa: PLW2901
        kept[key] = other
    return document.with_graph(graph, replace(within, nodes={**kept, **added}, layout=layout))


def _refuse_capture(around: Module, module: Module) -> None:
    """A variable of the document must not become a parameter that happens to have its name."""
    for name in sorted(names_used(module.graph)):
        if name in around.parameters and name not in module.parameters:
            raise EditError(
                f"“{name}” in “{module.name}” is the sketch's variable, but would be the parameter of “{around.name}”. "
                "Rename one of them first."
            )


def _fixed(name: str, value: Argument) -> Argument:
    """An argument that means the same inside: ``c_in`` would be another layer's there."""
    if isinstance(value, Formula):
        for used in INPUT_NAMES:
            if mentions(value, used):
                raise EditError(f"The argument {name} = “{value}” reads {used} of the block; give it a number first.")
        return _substituted(value, {COPY: 0})
    return value


def _with_arguments(node: Node, arguments: Mapping[str, Argument]) -> Node:
    """The node with a module's parameters replaced by what the call gave them."""
    changed = {key: _substituted(formula, arguments) for key, formula in node.formulas.items()}
    op = node.op
    if isinstance(op, ModuleCall):
        op = replace(
            op,
            arguments=tuple((k, _substituted(v, arguments) if isinstance(v, Formula) else v) for k, v in op.arguments),
        )
    return node if changed == node.formulas and op == node.op else replace(node, formulas=changed, op=op)


def _substituted(formula: Formula, arguments: Mapping[str, Argument]) -> Formula:
    try:
        uses_ = [(name, column) for name, column in names_in(formula) if name in arguments]
    except FormulaError:
        return formula
    text = formula.text
    for name, column in sorted(uses_, key=lambda use: -use[1]):
        value = arguments[name]
        bare = str(value) if not isinstance(value, Formula) else value.text
        plain = bare.replace(".", "", 1).isalnum()
        text = text[: column - 1] + (bare if plain else f"({bare})") + text[column - 1 + len(name) :]
    return Formula(text)
