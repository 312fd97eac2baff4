"""Edits of how a graph looks: styles of nodes, bends of wires, where data flows. And of what is bypassed.

Raises:
    EditError: the edit is impossible; the text says why.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any, Final

from core.document.document import MAIN, Document, GraphId
from core.document.graph import COLORS, FLOWS, Color, Flow, NodeId, NodeStyle, Point, Wire, is_wired
from core.errors import EditError

__all__ = ["set_bends", "set_bypassed", "set_flow", "set_style"]

_PLAIN: Final = NodeStyle()


def set_style(
    document: Document,
    nodes: Collection[NodeId],
    *,
    color: Color | None = None,
    collapsed: bool | None = None,
    locked: bool | None = None,
    graph: GraphId = MAIN,
) -> Document:
    """Change how nodes look; what is None stays as it is of each. Ids that do not exist are ignored."""
    if color is not None and color not in COLORS:
        raise EditError(f"There is no colour “{color}”.")
    wanted = {"color": color, "collapsed": collapsed, "locked": locked}
    fields: dict[str, Any] = {name: value for name, value in wanted.items() if value is not None}
    within = document.graph(graph)
    chosen = [key for key in dict.fromkeys(nodes) if key in within.nodes]
    changed = {key: style for key in chosen if (style := replace(within.style(key), **fields)) != within.style(key)}
    if not changed:
        return document
    styles = {key: style for key, style in {**within.styles, **changed}.items() if style != _PLAIN}
    return document.with_graph(graph, replace(within, styles=styles))


def set_bypassed(document: Document, nodes: Collection[NodeId], bypassed: bool, *, graph: GraphId = MAIN) -> Document:
    """Let nodes hand on their first input and cost nothing, or work again.

    Ids that do not exist and nodes that have nothing to hand on, such as an Input, are ignored.
    """
    within = document.graph(graph)
    found = (within.nodes[key] for key in dict.fromkeys(nodes) if key in within.nodes)
    changed = {
        node.id: replace(node, bypassed=bypassed)
        for node in found
        if node.bypassed != bypassed and (node.bypassable or not bypassed)
    }
    if not changed:
        return document
    return document.with_graph(graph, replace(within, nodes={**within.nodes, **changed}))


def set_bends(document: Document, wire: Wire, points: Iterable[Point], *, graph: GraphId = MAIN) -> Document:
    """Lead a wire through points, from its source on; without any it finds its own way again."""
    within = document.graph(graph)
    if not is_wired(within.nodes, wire):
        raise EditError("There is no such wire in this sketch any more.")
    bends = tuple(Point(*point) for point in points)
    if not all(math.isfinite(value) for point in bends for value in point):
        raise EditError("A bend must lie on the canvas.")
    if bends == within.bends.get(wire, ()):
        return document
    kept = {key: way for key, way in {**within.bends, wire: bends}.items() if way}
    return document.with_graph(graph, replace(within, bends=kept))


def set_flow(document: Document, flow: Flow, *, graph: GraphId = MAIN) -> Document:
    """Let data flow down or to the right; nothing is moved."""
    if flow not in FLOWS:
        raise EditError(f"Data cannot flow “{flow}”.")
    within = document.graph(graph)
    return document if flow == within.flow else document.with_graph(graph, replace(within, flow=flow))
