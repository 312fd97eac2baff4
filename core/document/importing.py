"""Bringing a whole document into another, as a block: what is taken from the library.

Raises:
    EditError: the edit is impossible; the text says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.document.definition_edits import names_used
from core.document.document import MAIN, Document, GraphId
from core.document.edits import Fragment, paste
from core.document.graph import Graph, Node, NodeId, Point, unique_name
from core.document.modules import Argument, Module, ModuleCall, ModuleId, Variable, calls_in, interface_of
from core.errors import EditError
from core.language.formulas import Formula

__all__ = ["add_library_block", "as_module"]


def add_library_block(
    document: Document, source: Document, *, name: str, call_id: NodeId, at: Point, graph: GraphId = MAIN
) -> Document:
    """Place a whole document as a block: its sketch becomes a definition, and a call of it is placed.

    Where the document has an equal definition already, that one is called.

    Args:
        document: where to.
        source: what becomes a block.
        name: name of the definition and of the call.
        call_id: id of the call.
        at: where it goes.
        graph: the graph that gets the call.
    """
    module, below = as_module(source, name)
    call = ModuleCall(module=module.id, interface=interface_of(module))
    node = Node(call_id, call, (None,) * len(module.inputs), module.name)
    fragment = Fragment({call_id: node}, {call_id: at}, {**below, module.id: module})
    return paste(document, fragment, {call_id: call_id}, graph=graph)


# -- a document as a definition -----------------------------------------------------------------------------------


def as_module(source: Document, name: str) -> tuple[Module, dict[ModuleId, Module]]:
    """A document's sketch as a definition, with the definitions it needs.

    Its Input and Output nodes become the ports, its variables parameters with their values as defaults. Definitions
    that use a variable get it handed down.
    """
    variables = dict(source.variables)
    needs = _variables_needed(source)
    modules = {
        key: replace(
            module,
            parameters={**module.parameters, **{v: variables[v] for v in variables if v in needs[key]}},
            graph=_handing_down(module.graph, needs, set(module.parameters) | needs[key]),
        )
        for key, module in source.modules.items()
    }
    title = " ".join(name.split()).replace("/", "∕")
    bare = Module(
        unique_name(_plain(title), source.modules),
        title,
        parameters={key: Variable(v.value, v.note) for key, v in variables.items()},
        note=source.meta.description,
    )
    module = bare.with_graph(_handing_down(source.main, needs, set(variables)))
    if not module.inputs or not module.outputs:
        missing = "Output" if module.inputs else "Input"
        raise EditError(f"“{title}” has no {missing} and so cannot be a block.")
    return module, modules


def _plain(title: str) -> str:
    return "_".join("".join(c if c.isascii() and c.isalnum() else " " for c in title.lower()).split()) or "block"


def _variables_needed(source: Document) -> dict[ModuleId, set[str]]:
    """Which variables of a document each of its definitions uses, itself or through others."""
    variables = source.variables.keys()
    needs = {
        key: (names_used(module.graph) & variables) - module.parameters.keys() for key, module in source.modules.items()
    }
    growing = True
    while growing:
        growing = False
        for key, module in source.modules.items():
            below = set().union(*(needs.get(call.module, set()) for _, call in calls_in(module.graph)))
            hidden = below & module.parameters.keys()
            if hidden:
                raise EditError(
                    f"“{module.name}” has a parameter {min(hidden)}, which hides the variable of that name from a "
                    "block inside it. Rename one of them first."
                )
            if not below <= needs[key]:
                needs[key] |= below
                growing = True
    return needs


def _handing_down(graph: Graph, needs: Mapping[ModuleId, set[str]], known: set[str]) -> Graph:
    """The graph with every call handing on the variables that its definition needs."""
    changed: dict[NodeId, Node] = {}
    for node, call in calls_in(graph):
        given = dict(call.arguments)
        more: dict[str, Argument] = {v: Formula(v) for v in needs.get(call.module, set()) & known if v not in given}
        if more:
            changed[node.id] = replace(node, op=replace(call, arguments=tuple(sorted({**given, **more}.items()))))
    return replace(graph, nodes={**graph.nodes, **changed}) if changed else graph
