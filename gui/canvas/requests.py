"""What the canvas asks others for: something to add, and where it is to go."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPoint, QPointF

from core.document.graph import Edge, NodeId, OutputRef

__all__ = ["AddRequest"]


class AddRequest(NamedTuple):
    """Somebody wants to choose a layer that is to be added here, and wired as this says.

    Attributes:
        at: where its middle should be, in canvas units.
        screen: the same place on the screen, where a list to choose from opens.
        source: the output that it is to read, or None.
        target: the input that is to read it, or None.
        edge: the wire that it is to be inserted on, or None.
        detached: a wire that was taken off its input; it goes once something is added.
    """

    at: QPointF
    screen: QPoint
    source: OutputRef | None = None
    target: tuple[NodeId, int] | None = None
    edge: Edge | None = None
    detached: Edge | None = None
