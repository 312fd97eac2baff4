"""Commands on the selected wire, or on the wires of the selected layers."""

from __future__ import annotations

from core.document import wiring_edits
from core.document.graph import Edge, Wire, edges
from gui.canvas.bending import straighten
from gui.canvas.gestures import Editing
from gui.canvas.words import tr

__all__ = ["move_input", "straighten_selected"]


def straighten_selected(canvas: Editing, edge: Edge | None) -> None:
    """Take all bends out of the selected wire, or else out of the wires of the selected layers."""
    chosen = canvas.session.selection
    if edge is not None:
        wires = [Wire(edge.source, edge.target)]
    else:
        found = edges(canvas.session.graph)
        wires = [Wire(e.source, e.target) for e in found if e.target in chosen or e.source.node in chosen]
    straighten(canvas, list(dict.fromkeys(wires)))


def move_input(canvas: Editing, edge: Edge | None, by: int) -> None:
    """Give the selected wire another place among the inputs of its layer, as one step of undo; it stays selected.

    Args:
        canvas: where.
        edge: the selected wire.
        by: -1 for one place earlier, 1 for one later.
    """
    if edge is None:
        canvas.say(tr("Select the wire that is to move."))
        return
    session = canvas.session
    node, graph, place = session.graph.nodes[edge.target], session.graph_id, edge.port + by
    if not 0 <= place < len(node.inputs):
        text = tr("This is the first input of “{name}”.") if by < 0 else tr("This is the last input of “{name}”.")
        canvas.say(text.format(name=node.name))
        return
    text = tr("Reorder inputs of {reader}").format(reader=node.name)
    move = wiring_edits.move_input if node.op.variadic else wiring_edits.swap_inputs
    if canvas.attempt(text, lambda d: move(d, edge.target, edge.port, place, graph=graph)):
        canvas.select_edge(Edge(edge.source, edge.target, place))
