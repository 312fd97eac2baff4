"""Walking through a sketch by arrow keys: along the wires where there are any, else to what is nearest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, TypeVar

from core.analysis.infer import GraphAnalysis
from core.document.graph import NodeId
from gui.drawing.geometry import Scene

__all__ = ["Direction", "nearest", "neighbour"]

Direction = Literal["up", "down", "left", "right"]
_T = TypeVar("_T")
_SIDEWAYS: Final = 2.0
"""How much dearer a step across is than a step along."""


def neighbour(analysis: GraphAnalysis, scene: Scene, node: NodeId, direction: Direction) -> NodeId | None:
    """The node that an arrow key leads to.

    Up goes to a source, down to a reader; left and right to a sibling (a node with the same source or reader). Where
    there is none, to the nearest node that lies that way.
    """
    linked = _linked(analysis, node, direction)
    if direction in ("up", "down"):
        # A source counts wherever it stands; the one that is most nearly in line comes first.
        x, y = _centre(scene, node)
        if linked:
            return min(linked, key=lambda n: (abs(_centre(scene, n)[0] - x), abs(_centre(scene, n)[1] - y)))
    return _towards(scene, node, linked, direction) or _towards(scene, node, analysis.graph.nodes, direction)


def _linked(analysis: GraphAnalysis, node: NodeId, direction: Direction) -> list[NodeId]:
    nodes, readers = analysis.graph.nodes, analysis.readers
    sources = list(dict.fromkeys(ref.node for ref in nodes[node].inputs if ref is not None))
    if direction == "up":
        return sources
    if direction == "down":
        return readers[node]
    siblings = [reader for source in sources for reader in readers[source]]
    siblings += [ref.node for reader in readers[node] for ref in nodes[reader].inputs if ref is not None]
    return [key for key in dict.fromkeys(siblings) if key != node]


def _towards(scene: Scene, node: NodeId, among: Iterable[NodeId], direction: Direction) -> NodeId | None:
    places = [(key, *_centre(scene, key)) for key in among if key != node]
    return nearest(*_centre(scene, node), places, direction)


def nearest(x: float, y: float, places: Iterable[tuple[_T, float, float]], direction: Direction) -> _T | None:
    """Whichever of the places (thing, x, y) is closest among those that lie in a direction from a point."""
    best: _T | None = None
    least = float("inf")
    for thing, there_x, there_y in places:
        dx, dy = there_x - x, there_y - y
        along, across = (dx, dy) if direction in ("left", "right") else (dy, dx)
        along = -along if direction in ("left", "up") else along
        if along <= 0:
            continue
        distance = along + _SIDEWAYS * abs(across)
        if distance < least:
            best, least = thing, distance
    return best


def _centre(scene: Scene, node: NodeId) -> tuple[float, float]:
    x, y, width, height = scene.rect(node)
    return x + width / 2, y + height / 2
