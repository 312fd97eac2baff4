"""A step of undo: what it is called, the documents it lies between, what was seen, and how much memory it keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from operator import is_not
from typing import Final, NamedTuple

from core.document.block_paths import BlockPath
from core.document.document import Document
from core.document.graph import AnnotationId, Graph, Node, NodeId

__all__ = ["Gesture", "HistoryEntry", "Selection", "Shown", "bytes_kept"]

_STEP_BYTES: Final = 1000  # the step itself
_NODE_BYTES: Final = 1000  # a node with its operator, inputs and name
_ENTRY_BYTES: Final = 40  # one entry of the mappings of nodes and positions, which an edit copies

Selection = frozenset[NodeId]
Gesture = int
"""Identity of one gesture; edits under the same gesture are one step of undo."""


class Shown(NamedTuple):
    """What of a document is looked at: the way to a graph, and what is selected in it."""

    path: BlockPath
    selection: Selection
    annotations: frozenset[AnnotationId]


@dataclass(frozen=True)
class HistoryEntry:
    """One step of undo: its name for the menu, and the two documents it lies between."""

    text: str
    before: Document
    after: Document
    gesture: Gesture | None
    shown_before: Shown
    shown_after: Shown
    bytes: int
    """Estimate of what only this step keeps alive: whatever ``before`` holds and ``after`` does not."""


def bytes_kept(before: Document, after: Document) -> int:
    """About how much memory ``before`` takes that ``after`` does not share: an identity scan, no measuring."""
    size = _STEP_BYTES + _bytes_of_graph(before.main, after.main)
    if before.modules is not after.modules:
        size += len(before.modules) * _ENTRY_BYTES
        for key, module in before.modules.items():
            other = after.modules.get(key)
            size += _bytes_of_graph(module.graph, other.graph if other is not None else Graph())
    return size


def _bytes_of_graph(old: Graph, new: Graph) -> int:
    size = 0
    if old.nodes is not new.nodes:
        gone = _replaced(old.nodes, new.nodes)
        size += len(old.nodes) * _ENTRY_BYTES + gone * _NODE_BYTES
    if old.layout is not new.layout:
        size += len(old.layout) * _ENTRY_BYTES
    return size


def _replaced(old: Mapping[NodeId, Node], new: Mapping[NodeId, Node]) -> int:
    """How many nodes are others than before, or gone."""
    if len(old) == len(new) and list(old) == list(new):  # most edits leave keys where they are
        return sum(map(is_not, old.values(), new.values()))
    return sum(1 for key, node in old.items() if new.get(key) is not node)
