"""Edits of blocks: calls of modules, a selection made a module, a call taken apart.

Raises:
    EditError: the edit is impossible; the text says why.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from core.document.bends import bends_around, bends_of_parts
from core.document.definition_edits import check_value, mentions, module_of, names_used, refuse_recursion
from core.document.document import MAIN, Document, GraphId
from core.document.graph import AnnotationId, Graph, Node, NodeId, OutputRef, Point, in_place_of, unique_name
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

__all__ = ["add_call", "extract_module", "inline_module", "make_unique", "set_argument", "set_argument_of_all"]

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
    return set_argument_of_all(document, (node,), name, value, graph=graph)


def set_argument_of_all(
    document: Document, nodes: Collection[NodeId], name: str, value: Argument | None, *, graph: GraphId = MAIN
) -> Document:
    """Give the same parameter of several calls the same value, as ``set_argument`` does of one. All must have it."""
    if value is not None and not isinstance(value, Formula):
        check_value(name, value)
    given: dict[NodeId, Node] = {}
    for node in nodes:
        found, call = _call(document, node, graph)
        if name not in module_of(document, call.module).parameters:
            raise EditError(f"“{found.name}” has no parameter “{name}”.")
        arguments = {key: old for key, old in call.arguments if key != name}
        if value is not None:
            arguments[name] = value
        ordered = tuple(sorted(arguments.items()))
        same = ordered == call.arguments and [type(v) for _, v in ordered] == [type(v) for _, v in call.arguments]
        if not same:
            given[node] = replace(found, op=replace(call, arguments=ordered))
    return document.with_graph(graph, in_place_of(document.graph(graph), given)) if given else document


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
    annotations: Collection[AnnotationId] = (),
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
        annotations: frames and notes of the selection, which move into the module; others stay.
        graph: the graph of the selection.
    """
    within = document.graph(graph)
    chosen = set(nodes) & within.nodes.keys()
    inside = [key for key in within.nodes if key in chosen]
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
    entering: dict[OutputRef, None] = {}  # in order, each once
    leaving: dict[OutputRef, None] = {}
    for key, node in within.nodes.items():
        for ref in node.inputs:
            if ref is None:
                continue
            if key in chosen and ref.node not in chosen:
                entering[ref] = None
            if key not in chosen and ref.node in chosen:
                leaving[ref] = None
    sources, results = [*entering], [*leaving]
    read = {ref.node for node in within.nodes.values() for ref in node.inputs if ref is not None}
    results += [OutputRef(key) for key in inside if key not in read and within.nodes[key].op.outputs]
    inner, inputs, outputs = _as_graph(within, inside, sources, results, new_id)
    moved = set(annotations)
    framed = {key: a for key, a in within.annotations.items() if key in moved}
    inner = replace(inner, annotations=framed)
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
    outer = replace(
        grown.graph(graph),
        nodes={**kept, call_id: node},
        layout=layout,
        annotations={key: a for key, a in within.annotations.items() if key not in framed},
        bends=bends_around(within, chosen, call_id, port),
    )
    return grown.with_graph(graph, outer)


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
    """The selection as a graph with port nodes: a row of inputs before it, a row of outputs behind it."""
    spots = {key: graph.position(key) for key in inside}
    left, top = min(p.x for p in spots.values()), min(p.y for p in spots.values())
    right, bottom = max(p.x for p in spots.values()), max(p.y for p in spots.values())

    def at(number: int, *, end: bool) -> Point:
        if graph.flow == "down":
            return Point(left + 224 * number, bottom + 112 if end else top - 112)
        return Point(right + 224 if end else left - 224, top + 112 * number)

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
        layout[key] = at(number, end=False)
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
        layout[key] = at(number, end=True)
        outputs.append(key)
    chosen = set(inside)
    found = Graph(
        nodes,
        layout,
        styles={key: style for key, style in graph.styles.items() if key in chosen},
        bends={wire: way for wire, way in graph.bends.items() if wire.target in chosen and wire.source.node in chosen},
        flow=graph.flow,
    )
    return found, tuple(inputs), tuple(outputs)


def _redirected(node: Node, port: Mapping[OutputRef, OutputRef]) -> Node:
    if not any(ref in port for ref in node.inputs if ref is not None):
        return node
    return replace(node, inputs=tuple(ref if ref is None else port.get(ref, ref) for ref in node.inputs))


def inline_module(document: Document, node: NodeId, *, new_id: NewId, graph: GraphId = MAIN) -> Document:
    """Put a block's layers in place of its call. Arguments are written into the formulas that use them.

    Its frames and notes come along under new ids; where the call was bypassed, its layers are.
    """
    found, call = _call(document, node, graph)
    module = module_of(document, call.module)
    if call.repeat != 1 or "repeat" in found.formulas:
        raise EditError("Only a block that is called once can be taken apart; set its repeat to 1 first.")
    if found.bypassed and len(module.inputs) != 1:
        raise EditError(
            f"“{found.name}” is bypassed, and several of its layers would read other inputs then than it hands on now. "
            "Let it work again first."
        )
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
        bypassed = inner.bypassed or (found.bypassed and inner.bypassable)
        copy = replace(inner, id=ids[key], name=name, inputs=refs, bypassed=bypassed)
        added[ids[key]] = _with_arguments(copy, arguments)
        at = module.graph.position(key)
        layout[ids[key]] = Point(at.x + dx, at.y + dy)
    sources = [module.graph.nodes[key].inputs[0] for key in module.outputs]
    # What a bypassed block hands on comes from no layer of it, whether or not a wire leads there.
    results = [
        outside(source) if not found.bypassed or _handed_through(module, source) else found.inputs[0]
        for source in sources
    ]
    kept: dict[NodeId, Node] = {}
    for key, other in within.nodes.items():
        if key == node:
            continue
        refs = tuple(results[r.port] if r is not None and r.node == node else r for r in other.inputs)
        if refs != other.inputs:
            other = replace(other, inputs=tuple(r for r in refs if r is not None) if other.op.variadic else refs)  # noqa: PLW2901
        kept[key] = other
    notes = (replace(a, id=new_id(), x=a.x + dx, y=a.y + dy) for a in module.graph.annotations.values())
    changed = replace(
        within,
        nodes={**kept, **added},
        layout=layout,
        styles={**within.styles, **{ids[key]: style for key, style in module.graph.styles.items()}},
        annotations={**within.annotations, **{note.id: note for note in notes}},
        bends=bends_of_parts(within, found, module, ids, Point(dx, dy)),
    )
    return document.with_graph(graph, changed)


def _handed_through(module: Module, source: OutputRef | None) -> bool:
    """Whether an output would still be an input of the module if all its layers were bypassed."""
    while source is not None and source.node not in module.inputs:
        node = module.graph.nodes[source.node]
        source = node.inputs[0] if node.bypassable and node.inputs else None
    return source is not None


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
