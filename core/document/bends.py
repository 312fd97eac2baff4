"""What becomes of the bends of wires where a selection turns into a block, or a block into its layers."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from core.document.graph import Graph, Node, NodeId, OutputRef, Point, Wire
from core.document.modules import Module

__all__ = ["bends_around", "bends_of_parts"]


def bends_around(
    graph: Graph, chosen: Collection[NodeId], call: NodeId, port: Mapping[OutputRef, OutputRef]
) -> dict[Wire, tuple[Point, ...]]:
    """The bends of a graph in which a call stands for some nodes; wires that become one are led as the first was."""
    bends: dict[Wire, tuple[Point, ...]] = {}
    for wire, points in graph.bends.items():
        if wire.target not in chosen:
            bends.setdefault(Wire(port.get(wire.source, wire.source), wire.target), points)
        elif wire.source.node not in chosen:
            bends.setdefault(Wire(wire.source, call), points)
    return bends


def bends_of_parts(
    graph: Graph, call: Node, module: Module, ids: Mapping[NodeId, NodeId], shift: Point
) -> dict[Wire, tuple[Point, ...]]:
    """The bends of a graph in which a module's layers stand in place of a call: those before, inside and behind it."""
    bends = {wire: way for wire, way in graph.bends.items() if call.id not in (wire.target, wire.source.node)}
    if not module.graph.bends and len(bends) == len(graph.bends):
        return bends
    arriving = {OutputRef(key): ref for key, ref in zip(module.inputs, call.inputs, strict=True)}

    def lead(ref: OutputRef, to: NodeId, reader: NodeId, behind: tuple[Point, ...] = ()) -> None:
        """A wire of the module, to a reader in the graph around."""
        own = tuple(Point(at.x + shift.x, at.y + shift.y) for at in module.graph.bends.get(Wire(ref, to), ()))
        source = arriving[ref] if ref in arriving else OutputRef(ids[ref.node], ref.port)
        if source is not None:
            before = graph.bends.get(Wire(source, call.id), ()) if ref in arriving else ()
            bends.setdefault(Wire(source, reader), before + own + behind)

    for key, node in module.graph.nodes.items():
        for ref in node.inputs if key not in module.outputs else ():
            if ref is not None:
                lead(ref, key, ids[key])
    for key, node in graph.nodes.items():
        for ref in node.inputs:
            if ref is not None and ref.node == call.id:
                out = module.outputs[ref.port]
                inner = module.graph.nodes[out].inputs[0]
                if inner is not None:
                    lead(inner, out, key, graph.bends.get(Wire(ref, key), ()))
    return {wire: way for wire, way in bends.items() if way}
