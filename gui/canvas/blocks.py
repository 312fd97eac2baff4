"""Grouping and ungrouping: edits of what a session shows and has selected. Knows nothing of a widget."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from core.document.document import Document
from core.document.graph import NodeId
from core.document.module_edits import extract_module, inline_module, make_unique
from core.document.modules import ModuleCall, calls_in
from gui.canvas.words import tr
from gui.session import Session

__all__ = [
    "Grouping",
    "grouping",
    "making_unique",
    "selected_calls",
    "shared_calls",
    "ungrouping",
]

Edit = Callable[[Document], Document]


class Grouping(NamedTuple):
    """An edit that makes a selection a block, and the id of the call."""

    edit: Edit
    node: NodeId


def selected_calls(session: Session) -> list[NodeId]:
    """The blocks among what is selected, in the order of the graph."""
    return [node.id for node, _ in calls_in(session.graph) if node.id in session.selection]


def shared_calls(session: Session) -> list[NodeId]:
    """The selected blocks whose definition is called elsewhere too."""
    document = session.document
    uses: dict[str, int] = {}
    for graph in (document.main, *(module.graph for module in document.modules.values())):
        for _, call in calls_in(graph):
            uses[call.module] = uses.get(call.module, 0) + 1
    found: list[NodeId] = []
    for key in selected_calls(session):
        op = session.graph.nodes[key].op
        if isinstance(op, ModuleCall) and op.module in document.modules and uses[op.module] > 1:
            found.append(key)
    return found


def grouping(session: Session) -> Grouping:
    """Prepare to make the selection a block."""
    call, module, chosen, graph = session.new_id(), session.new_id(), session.selection, session.graph_id

    def edit(document: Document) -> Document:
        return extract_module(
            document,
            chosen,
            module_id=module,
            call_id=call,
            name=tr("block"),
            new_id=session.new_id,
            graph=graph,
        )

    return Grouping(edit, call)


def ungrouping(session: Session, calls: Sequence[NodeId]) -> Edit:
    """The edit that puts the layers of blocks in their place."""
    graph = session.graph_id

    def edit(document: Document) -> Document:
        for call in calls:
            document = inline_module(document, call, new_id=session.new_id, graph=graph)
        return document

    return edit


def making_unique(session: Session, call: NodeId) -> Edit:
    """The edit that gives a block a definition of its own."""
    module, graph = session.new_id(), session.graph_id
    return lambda document: make_unique(document, call, module, graph=graph)
