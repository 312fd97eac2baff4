"""Fragments: nodes cut out of a graph with all that belongs to them, and their way into another.

Raises:
    EditError: the edit is impossible; the text says why.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from core.document.definition_edits import names_used, refuse_recursion
from core.document.document import MAIN, Document, GraphId
from core.document.graph import (
    Annotation,
    AnnotationId,
    Graph,
    Node,
    NodeId,
    NodeStyle,
    OutputRef,
    Point,
    Wire,
    remaining_inputs,
    unique_name,
)
from core.document.modules import Module, ModuleCall, ModuleId, Variable, calls_in, interface_of, reached
from core.errors import EditError

__all__ = ["Fragment", "copy_fragment", "paste"]

Inputs = tuple[OutputRef | None, ...]


@dataclass(frozen=True, eq=False)
class Fragment:
    """Nodes cut out of a graph, with the wires among them: what the clipboard holds.

    Attributes:
        nodes: by their old ids; inputs from outside the fragment are None (left out for variadic operators).
        layout: their positions.
        modules: the definitions that their calls need, by id.
        styles: of nodes that do not look as all others.
        annotations: frames and notes, by their old ids.
        bends: points that wires among the nodes are led through.
        wired: inputs as they were, those from outside included, of each node that has any from there.
        variables: those of the document that formulas in all this use.
    """

    nodes: Mapping[NodeId, Node] = field(default_factory=dict)
    layout: Mapping[NodeId, Point] = field(default_factory=dict)
    modules: Mapping[ModuleId, Module] = field(default_factory=dict)
    styles: Mapping[NodeId, NodeStyle] = field(default_factory=dict)
    annotations: Mapping[AnnotationId, Annotation] = field(default_factory=dict)
    bends: Mapping[Wire, tuple[Point, ...]] = field(default_factory=dict)
    wired: Mapping[NodeId, Inputs] = field(default_factory=dict)
    variables: Mapping[str, Variable] = field(default_factory=dict)

    @property
    def ids(self) -> tuple[str, ...]:
        """Of all nodes, frames and notes: what needs a new id where it is pasted."""
        return (*self.nodes, *self.annotations)


def copy_fragment(
    document: Document,
    nodes: Collection[NodeId],
    *,
    annotations: Collection[AnnotationId] = (),
    graph: GraphId = MAIN,
) -> Fragment:
    """Nodes with the wires among them, in the order of the graph, all that they need, and annotations."""
    within = document.graph(graph)
    wanted, framed = set(nodes), set(annotations)
    chosen = [key for key in within.nodes if key in wanted]
    inside = set(chosen)
    copies: dict[NodeId, Node] = {}
    wired: dict[NodeId, Inputs] = {}
    for key in chosen:
        node = within.nodes[key]
        copies[key] = replace(node, inputs=remaining_inputs(node, lambda ref: ref.node not in inside))
        if any(ref is not None and ref.node not in inside for ref in node.inputs):
            wired[key] = node.inputs
    needed = _needed(Graph(copies), document.modules)
    modules = {key: module for key, module in document.modules.items() if key in needed}
    used = _names_outside(document, graph, copies, modules.values())
    return Fragment(
        nodes=copies,
        layout={key: within.position(key) for key in chosen},
        modules=modules,
        styles={key: style for key, style in within.styles.items() if key in inside},
        annotations={key: found for key, found in within.annotations.items() if key in framed},
        bends={
            wire: points
            for wire, points in within.bends.items()
            if wire.source.node in inside and wire.target in inside
        },
        wired=wired,
        variables={name: variable for name, variable in document.variables.items() if name in used},
    )


def _names_outside(
    document: Document, graph: GraphId, nodes: Mapping[NodeId, Node], modules: Iterable[Module]
) -> set[str]:
    """Names by which formulas of nodes in a graph, and of modules, mean variables of the document."""
    found = names_used(Graph(nodes))
    if graph != MAIN:
        found -= document.modules[graph].parameters.keys()
    return found.union(*(names_used(module.graph) - module.parameters.keys() for module in modules))


def _needed(graph: Graph, modules: Mapping[ModuleId, Module]) -> set[ModuleId]:
    """The modules that a graph calls, directly or not."""
    called = dict.fromkeys(call.module for _, call in calls_in(graph))
    return {key for start in called for key in reached(modules, start)}


def paste(
    document: Document,
    fragment: Fragment,
    new_ids: Mapping[str, str],
    *,
    dx: float = 0,
    dy: float = 0,
    incoming: bool = False,
    graph: GraphId = MAIN,
) -> Document:
    """Add a fragment's nodes under new ids, shifted; names get a number where they are taken.

    A call refers to the module of the same id where that is the same by value; otherwise the fragment's own comes
    along, under an id and a name that are free. So do variables, where the document has none of that name.

    Args:
        document: where to.
        fragment: what.
        new_ids: fresh id for each node of the fragment, and for its frames and notes; one of these that is not
            listed keeps its own, with a number where that is taken.
        dx: shift to the right.
        dy: shift down.
        incoming: connect the wires from outside the fragment again, as far as their sources are in this graph.
        graph: which graph.
    """
    if not fragment.ids:
        return document
    document = _with_variables(document, fragment, graph)
    document, ids = _with_modules(document, fragment)
    within = document.graph(graph)
    nodes, layout = dict(within.nodes), dict(within.layout)
    taken = {n.name for n in nodes.values()}
    counters: dict[str, int] = {}
    for key, node in fragment.nodes.items():
        new = new_ids[key]
        if new in nodes or new in within.annotations:
            raise EditError(f"The id “{new}” is taken.")
        if isinstance(node.op, ModuleCall):
            node = _calling(node, node.op, ids, document.modules)  # noqa: PLW2901
        inputs = tuple(None if r is None else OutputRef(new_ids[r.node], r.port) for r in node.inputs)
        if incoming and key in fragment.wired:
            inputs = _wired(node, fragment.wired[key], new_ids, fragment.nodes, within.nodes)
        name = unique_name(node.name, taken, counters)
        taken.add(name)
        nodes[new] = replace(node, id=new, inputs=inputs, name=name)
        at = fragment.layout.get(key, Point(0, 0))
        layout[new] = Point(at.x + dx, at.y + dy)
    styles = {new_ids[key]: style for key, style in fragment.styles.items()}
    bends = {
        Wire(OutputRef(new_ids[wire.source.node], wire.source.port), new_ids[wire.target]): tuple(
            Point(point.x + dx, point.y + dy) for point in points
        )
        for wire, points in fragment.bends.items()
    }
    changed = document.with_graph(
        graph,
        replace(
            within,
            nodes=nodes,
            layout=layout,
            styles={**within.styles, **styles} if styles else within.styles,
            annotations=_with_annotations(within.annotations, nodes, fragment, new_ids, dx, dy),
            bends={**within.bends, **bends} if bends else within.bends,
        ),
    )
    called = {ids.get(call.module, call.module) for _, call in calls_in(Graph(fragment.nodes))}
    for module in document.modules:
        if module in called:
            refuse_recursion(document, module, graph)
    return changed.refitted() if called else changed


def _wired(
    node: Node,
    before: Inputs,
    new_ids: Mapping[str, str],
    pasted: Mapping[NodeId, Node],
    there: Mapping[NodeId, Node],
) -> Inputs:
    """The inputs of a pasted node with its wires from outside, as far as these can be. Nobody reads it: no cycle."""

    def found(ref: OutputRef | None) -> OutputRef | None:
        if ref is None:
            return None
        if ref.node in pasted:
            return OutputRef(new_ids[ref.node], ref.port)
        return ref if ref.node in there and ref.port < len(there[ref.node].op.outputs) else None

    refs = tuple(map(found, before))
    return tuple(ref for ref in refs if ref is not None) if node.op.variadic else refs


def _with_annotations(
    there: Mapping[AnnotationId, Annotation],
    nodes: Mapping[NodeId, Node],
    fragment: Fragment,
    new_ids: Mapping[str, str],
    dx: float,
    dy: float,
) -> Mapping[AnnotationId, Annotation]:
    """The annotations of a graph, which has these nodes, and above them those of a fragment."""
    if not fragment.annotations:
        return there
    found = dict(there)
    for key, annotation in fragment.annotations.items():
        new = new_ids[key] if key in new_ids else unique_name(key, {*found, *nodes})
        if new in found or new in nodes:
            raise EditError(f"The id “{new}” is taken.")
        found[new] = replace(annotation, id=new, x=annotation.x + dx, y=annotation.y + dy)
    return found


def _with_variables(document: Document, fragment: Fragment, graph: GraphId) -> Document:
    """The document with the variables that a fragment uses; those that it has keep their values."""
    needed = _needed(Graph(fragment.nodes), fragment.modules)
    modules = (module for key, module in fragment.modules.items() if key in needed)
    used = _names_outside(document, graph, fragment.nodes, modules) - document.variables.keys()
    more = {name: variable for name, variable in fragment.variables.items() if name in used}
    return replace(document, variables={**document.variables, **more}) if more else document


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
