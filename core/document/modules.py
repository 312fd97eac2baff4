"""Modules: graphs with named ports that a sketch calls, once or many times.

A ``Module`` is a definition, a ``ModuleCall`` an operator that stands for it in another graph. All calls share the
definition: edit it once, all follow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Final, NamedTuple

from core.document.graph import Graph, Node, NodeId, OutputRef, Point, Wire, pruned
from core.errors import FormulaError
from core.language.dims import Dim
from core.language.formulas import Formula, Number, names_in
from core.language.operator import Category, Operator, operator_like
from core.language.params import bool_param, int_param

__all__ = [
    "COPY",
    "Argument",
    "Interface",
    "Module",
    "ModuleCall",
    "ModuleId",
    "Port",
    "Variable",
    "calls_in",
    "interface_of",
    "reached",
    "refit",
]

ModuleId = str
COPY: Final = "i"
"""In the arguments of a call: the number of the copy, from 0."""

Argument = Number | Formula


@dataclass(frozen=True)
class Variable:
    """A number with a name: a variable of the document, or a parameter of a module with its default.

    Attributes:
        value: its value.
        note: what it is for.
        extra: fields of the file that this version does not know, kept and written back.
    """

    value: Number
    note: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)


class Port(NamedTuple):
    """A port of a module: the Input or Output node that it is, and the name it shows."""

    node: NodeId
    name: str


class Interface(NamedTuple):
    """What a call shows of its definition; kept in step by ``refit``, never written to files."""

    title: str = ""
    inputs: tuple[Port, ...] = ()
    outputs: tuple[Port, ...] = ()
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Module:
    """A definition.

    Attributes:
        id: stable in files.
        name: what a person calls it.
        graph: its layers; Input and Output nodes are its ports.
        inputs: ids of its Input nodes, in port order.
        outputs: ids of its Output nodes, in port order.
        parameters: by name, with defaults.
        note: what it is, and where from.
        extra: fields of the file that this version does not know.
    """

    id: ModuleId
    name: str
    graph: Graph = field(default_factory=Graph)
    inputs: tuple[NodeId, ...] = ()
    outputs: tuple[NodeId, ...] = ()
    parameters: Mapping[str, Variable] = field(default_factory=dict)
    note: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    def same_as(self, other: Module) -> bool:
        """Whether both are equal by value."""
        if self is other:
            return True
        plain = ("id", "name", "inputs", "outputs", "parameters", "note", "extra")
        return (
            all(getattr(self, f) == getattr(other, f) for f in plain)
            and tuple(self.parameters) == tuple(other.parameters)  # their order is a person's, and kept in files
            and self.graph.same_as(other.graph)
        )

    def with_graph(self, graph: Graph) -> Module:
        """The module with another graph; ports that are gone are dropped, new ones come last."""
        return replace(
            self,
            graph=graph,
            inputs=_ports(self.inputs, graph, lambda op: op.is_input),
            outputs=_ports(self.outputs, graph, lambda op: op.is_output),
        )


def _ports(before: tuple[NodeId, ...], graph: Graph, wanted: Any) -> tuple[NodeId, ...]:
    present = {key for key, node in graph.nodes.items() if wanted(node.op)}
    kept = tuple(key for key in before if key in present)
    return (*kept, *(key for key in graph.nodes if key in present and key not in kept))


@operator_like
class ModuleCall(Operator):
    """A block: stands for the layers of a module, repeated or not.

    Copies of a repeat form a chain and need one input and one output. With ``shared`` all calls of the module use the
    same weights: params count once, MACs at each use.

    Source: definition.
    """

    category: ClassVar = Category.MODULE
    stands_for_others: ClassVar = True

    module: str = ""
    arguments: tuple[tuple[str, Argument], ...] = ()
    interface: Interface = Interface()
    repeat: Dim = int_param(default=1, minimum=0, unit="copies", doc="Copies in a chain; 0 hands the input on.")
    shared: bool = bool_param(default=False, doc="Whether all calls of this block use the same weights.")

    @property
    def label(self) -> str:  # type: ignore[override]
        """The block's name."""
        return self.interface.title

    @property
    def inputs(self) -> tuple[str, ...]:  # type: ignore[override]
        """The block's input ports."""
        return tuple(port.name for port in self.interface.inputs)

    @property
    def outputs(self) -> tuple[str, ...]:  # type: ignore[override]
        """The block's output ports."""
        return tuple(port.name for port in self.interface.outputs)

    def type_name(self) -> str:
        """Name of the type in files."""
        return "Module"

    def summary(self) -> str:
        """``×3, t=6``."""
        words = [f"×{self.repeat}"] if self.repeat != 1 else []
        words += [f"{name}={value}" for name, value in self.arguments]
        return ", ".join(words + (["shared weights"] if self.shared else []))

    def uses_copy(self) -> bool:
        """Whether an argument depends on the number of the copy."""
        return any(COPY in _names(value) for _, value in self.arguments)


def _names(value: Argument) -> tuple[str, ...]:
    if not isinstance(value, Formula):
        return ()
    try:
        return tuple(name for name, _ in names_in(value))
    except FormulaError:
        return ()


def interface_of(module: Module) -> Interface:
    """What calls of a module show."""
    nodes = module.graph.nodes
    return Interface(
        module.name,
        tuple(Port(key, nodes[key].name) for key in module.inputs),
        tuple(Port(key, nodes[key].name) for key in module.outputs),
        tuple(module.parameters),
    )


def calls_in(graph: Graph) -> Iterator[tuple[Node, ModuleCall]]:
    """The calls of a graph."""
    for node in graph.nodes.values():
        if isinstance(node.op, ModuleCall):
            yield node, node.op


def reached(modules: Mapping[ModuleId, Module], start: ModuleId) -> frozenset[ModuleId]:
    """The modules that a module calls, directly or not, and itself."""
    found = {start}
    todo = [start]
    while todo:
        module = modules.get(todo.pop())
        if module is None:
            continue
        for _, call in calls_in(module.graph):
            if call.module not in found:
                found.add(call.module)
                todo.append(call.module)
    return frozenset(found)


def refit(graph: Graph, modules: Mapping[ModuleId, Module]) -> Graph:
    """The graph with every call showing its definition as it is now; wires of ports that are gone are dropped.

    Returns the same object when every call already does.
    """
    changed: dict[NodeId, Node] = {}
    moved: dict[NodeId, dict[int, int]] = {}
    for node, call in calls_in(graph):
        module = modules.get(call.module)
        interface = interface_of(module) if module is not None else call.interface
        if interface == call.interface and len(node.inputs) == len(interface.inputs):
            continue
        wires = {port.node: ref for port, ref in zip(call.interface.inputs, node.inputs, strict=False)}
        inputs: tuple[OutputRef | None, ...] = tuple(wires.get(port.node) for port in interface.inputs)
        if not any(port.node for port in (*call.interface.inputs, *call.interface.outputs)):
            # Its definition was missing until now: all that is known of the ports is their order.
            inputs = tuple(node.inputs[k] if k < len(node.inputs) else None for k in range(len(interface.inputs)))
            moved[node.id] = {k: k for k in range(len(interface.outputs))}
        elif call.interface.outputs != interface.outputs:
            place = {port.node: k for k, port in enumerate(interface.outputs)}
            moved[node.id] = {k: place.get(p.node, -1) for k, p in enumerate(call.interface.outputs)}
        changed[node.id] = replace(node, op=replace(call, interface=interface), inputs=inputs)
    if not changed:
        return graph
    nodes = {key: changed.get(key, node) for key, node in graph.nodes.items()}
    bends = graph.bends
    if moved:
        nodes = {key: _rewired(node, moved) for key, node in nodes.items()}
        bends = _following(bends, moved)
    return pruned(replace(graph, nodes=nodes, bends=bends))


def _rewired(node: Node, moved: Mapping[NodeId, Mapping[int, int]]) -> Node:
    if not any(ref is not None and ref.node in moved for ref in node.inputs):
        return node
    refs = [
        ref if ref is None or ref.node not in moved else _at(ref, moved[ref.node].get(ref.port, -1))
        for ref in node.inputs
    ]
    return replace(node, inputs=tuple(r for r in refs if r is not None) if node.op.variadic else tuple(refs))


def _following(
    bends: Mapping[Wire, tuple[Point, ...]], moved: Mapping[NodeId, Mapping[int, int]]
) -> Mapping[Wire, tuple[Point, ...]]:
    """Bends of wires whose outputs have other numbers than before."""
    kept: dict[Wire, tuple[Point, ...]] = {}
    for wire, points in bends.items():
        source = wire.source
        now = _at(source, moved[source.node].get(source.port, -1)) if source.node in moved else source
        if now is not None:
            kept[Wire(now, wire.target)] = points
    return kept


def _at(ref: OutputRef, port: int) -> OutputRef | None:
    return None if port < 0 else OutputRef(ref.node, port)
