"""What an edit changed on the canvas: where the eye has to go after undo and redo."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import compress
from operator import is_not
from typing import TypeVar

from core.document.graph import Graph, NodeId
from core.layout.node_size import node_size
from gui.drawing.geometry import Rect, Scene

__all__ = ["changed_boxes"]

Key = TypeVar("Key")
Value = TypeVar("Value")


def changed_boxes(before: Graph, after: Graph, scene: Scene) -> list[Rect]:
    """The boxes of what differs between two states of a graph: where it stands now, or stood if it is gone.

    Args:
        before: the graph as it was.
        after: as it is.
        scene: where everything of ``after`` lies.
    """
    changed = _differing(before.nodes, after.nodes)
    if not changed:  # else that is what was done, and where a layer came or went its place did too
        changed = _differing(before.layout, after.layout) | _differing(before.styles, after.styles)
        changed |= {wire.target for wire in _differing(before.bends, after.bends)}
    there = [scene.rect(key) for key in changed if key in scene]
    gone = [_box(before, key) for key in changed if key not in scene and key in before.nodes]
    framed = [
        after.annotations.get(key) or before.annotations[key]
        for key in _differing(before.annotations, after.annotations)
    ]
    there += [Rect(found.x, found.y, found.width, found.height) for found in framed]
    return there or gone


def _differing(old: Mapping[Key, Value], new: Mapping[Key, Value]) -> set[Key]:
    if old is new:
        return set()
    others = list(compress(new, map(is_not, map(old.get, new), new.values())))
    same_keys = len(old) == len(new) and all(key in old for key in others)
    gone = set() if same_keys else {key for key in old if key not in new}
    return {key for key in others if old.get(key) != new[key]} | gone


def _box(graph: Graph, key: NodeId) -> Rect:
    at = graph.position(key)
    return Rect(at.x, at.y, *node_size(graph.nodes[key], graph.style(key), graph.flow))
