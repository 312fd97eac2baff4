"""Walking through a sketch by arrow keys: along the wires where there are any, else to what is nearest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, TypeVar

from core.analysis.infer import GraphAnalysis
from core.document.graph import NodeId
from gui.drawing.geometry import Scene

__all__ = ["Direction", "nearest", "nearest_node", "neighbour"]

Direction = Literal["up", "down", "left", "right"]
_T = TypeVar("_T")
_SIDEWAYS: Final = 2.0
"""How much dearer a step across is than a step along."""


def neighbour(analysis: GraphAnalysis, scene: Scene, node: NodeId, direction: Direction) -> NodeId | None:
    """The node that an arrow key leads to.

    Against the flow a key goes to a source, with the flow to a reader; across it to a sibling (a node with the same
    source or reader). Data flows down or to the right, as the graph says. Where there is none, to the nearest node that
    lies that way.
    """
    back, on = ("left", "right") if analysis.graph.flow == "right" else ("up", "down")
    if direction in (back, on):
        linked = _sources(analysis, node) if direction == back else analysis.readers[node]
        if linked:
            # A source counts wherever it stands; the one that is most nearly in line comes first.
            here = _centre(scene, node)
            across, along = (1, 0) if analysis.graph.flow == "right" else (0, 1)

            def apart(other: NodeId) -> tuple[float, float]:
                there = _centre(scene, other)
                return abs(there[across] - here[across]), abs(there[along] - here[along])

            return min(linked, key=apart)
    else:
        linked = _siblings(analysis, node)
    return _towards(scene, node, linked, direction) or _towards(scene, node, analysis.graph.nodes, direction)


def _sources(analysis: GraphAnalysis, node: NodeId) -> list[NodeId]:
    return list(dict.fromkeys(ref.node for ref in analysis.graph.nodes[node].inputs if ref is not None))


def _siblings(analysis: GraphAnalysis, node: NodeId) -> list[NodeId]:
    nodes, readers = analysis.graph.nodes, analysis.readers
    siblings = [reader for source in _sources(analysis, node) for reader in readers[source]]
    siblings += [ref.node for reader in readers[node] for ref in nodes[reader].inputs if ref is not None]
    return [key for key in dict.fromkeys(siblings) if key != node]


def nearest_node(scene: Scene, nodes: Iterable[NodeId], x: float, y: float, direction: Direction) -> NodeId | None:
    """The nearest node that lies in a direction from a point of the canvas."""
    return nearest(x, y, [(key, *_centre(scene, key)) for key in nodes], direction)


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
