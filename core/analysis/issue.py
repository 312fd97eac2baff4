"""What is wrong with a sketch, or worth a hint: found by the analysis, shown where it is."""

from __future__ import annotations

from dataclasses import dataclass

from core.document.graph import NodeId
from core.language.operator import Severity
from core.text import Message

__all__ = ["Issue"]


@dataclass(frozen=True)
class Issue:
    """One finding.

    Attributes:
        node: id of the node it is about.
        param: key of the parameter at fault (``groups``, ``kernel_size.0``), or None.
        severity: ``error`` leaves the layer without a result; ``warning`` and ``hint`` do not.
        message: what is wrong, with the numbers, and what would fix it.
        port: number of the input at fault, or None.
        path: ids of the calls it lies in, outermost first.
    """

    node: NodeId
    param: str | None
    severity: Severity
    message: Message
    port: int | None = None
    path: tuple[NodeId, ...] = ()
