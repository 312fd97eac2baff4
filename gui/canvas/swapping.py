"""Which two things a swap exchanges: layers, or the inputs of one."""

from __future__ import annotations

from collections.abc import Callable

from core.document.document import Document
from core.document.wiring_edits import swap_inputs, swap_nodes
from core.errors import EditError
from gui.canvas.words import tr
from gui.session import Session

__all__ = ["swapping"]


def swapping(session: Session) -> Callable[[Document], Document]:
    """The edit that exchanges two selected layers, or the two inputs of the one that is selected.

    Raises:
        EditError: neither is selected.
    """
    graph, graph_id = session.graph, session.graph_id
    chosen = sorted(session.selection, key=session.graph_analysis.positions.__getitem__)
    if len(chosen) == 2:
        return lambda document: swap_nodes(document, chosen[0], chosen[1], graph=graph_id)
    if len(chosen) == 1 and len(graph.nodes[chosen[0]].inputs) == 2:
        return lambda document: swap_inputs(document, chosen[0], 0, 1, graph=graph_id)
    raise EditError(tr("Select two layers to swap, or one with two inputs."))
