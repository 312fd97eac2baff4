"""Documents written as Python: how the library says its sketches.

Ids come from names, so that the same program gives the same file every time.

A network reads like this::

    b = Builder("Tiny", "What it teaches.", "where it is from")
    block = b.block("residual", width=64, stride=1)
    x = block.input()
    y = block.add(Conv2d, x, name="conv1", out_channels="width", kernel_size=3, stride="stride", padding="same")
    block.output(block.add(Add, y, x))
    image = b.input(3, 224, 224)
    b.output(b.call(block, image, repeat=3, width=128))
    document = b.build()
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from core.document.document import Document, Meta
from core.document.graph import Graph, Node, NodeId, OutputRef, Point, unique_name
from core.document.modules import Argument, Module, ModuleCall, ModuleId, Variable, interface_of
from core.language.formulas import Formula, Number
from core.language.operator import Operator
from core.language.params import Param, ParamKind
from core.ops.interface import Input, Output

__all__ = ["COLUMN", "ROW", "BlockBuilder", "Builder", "Value"]

COLUMN: Final = 224
"""Distance of columns in sketches placed by hand, in canvas units."""
ROW: Final = 112
"""Distance of rows."""

Value = Number | str | bool | tuple[int | str, ...]
"""A parameter as a builder says it: a literal, a formula as text, one number for a pair, or a tuple of either."""


class GraphBuilder:
    """Collects the nodes of one graph.

    Positions are given in columns and rows of the standard grid, which may be fractions; a graph in which a node has
    none is left without positions, for the library to lay out.
    """

    def __init__(self) -> None:
        """Start empty."""
        self._nodes: dict[NodeId, Node] = {}
        self._layout: dict[NodeId, Point] = {}
        self._names: set[str] = set()
        self._id_counters: dict[str, int] = {}
        self._name_counters: dict[str, int] = {}

    def add(
        self,
        op: type[Operator] | Operator,
        *sources: OutputRef,
        name: str = "",
        at: tuple[float, float] | None = None,
        formulas: Mapping[str, str] | None = None,
        **values: Value,
    ) -> OutputRef:
        """Place an operator and wire its inputs.

        Args:
            op: operator class, or an operator with its parameters.
            sources: an output for each input, in order.
            name: name of the node, by default that of the operator; its id follows from it.
            at: column and row.
            formulas: formula text by parameter component.
            values: parameters by name; text for a number is a formula.

        Returns:
            Its first output.
        """
        made = op() if isinstance(op, type) else op
        made, overlay = _with_values(made, values)
        overlay |= {key: Formula(text) for key, text in (formulas or {}).items()}
        inputs: tuple[OutputRef | None, ...] = sources
        if not made.variadic:
            inputs = (*sources, *(None,) * (len(made.inputs) - len(sources)))
        return self._place(made, inputs, name or made.type_name().lower().removesuffix("2d"), at, overlay)

    def output(self, source: OutputRef, *, name: str = "output", at: tuple[float, float] | None = None) -> OutputRef:
        """An Output."""
        return self.add(Output(), source, name=name, at=at)

    def call(
        self,
        block: BlockBuilder,
        *sources: OutputRef,
        name: str = "",
        at: tuple[float, float] | None = None,
        repeat: int | str = 1,
        shared: bool = False,
        **arguments: Number | str,
    ) -> OutputRef:
        """Call a block.

        Args:
            block: what to call; finish it first.
            sources: an output for each of its inputs.
            name: name of the call, by default the block's.
            at: column and row.
            repeat: copies in a chain, or a formula.
            shared: whether all calls use the same weights.
            arguments: values of its parameters; text is a formula.

        Returns:
            Its first output.
        """
        module = block.module()
        unknown = arguments.keys() - module.parameters.keys()
        if unknown:
            raise ValueError(f"{module.name} has no parameter {', '.join(sorted(unknown))}")
        given: dict[str, Argument] = {k: Formula(v) if isinstance(v, str) else v for k, v in arguments.items()}
        call = ModuleCall(
            module=module.id,
            arguments=tuple(sorted(given.items())),
            interface=interface_of(module),
            repeat=repeat if isinstance(repeat, int) else 1,
            shared=shared,
        )
        overlay = {"repeat": Formula(repeat)} if isinstance(repeat, str) else {}
        return self._place(call, sources, name or module.name, at, overlay)

    def _place(
        self,
        op: Operator,
        inputs: tuple[OutputRef | None, ...],
        name: str,
        at: tuple[float, float] | None,
        overlay: Mapping[str, Formula],
    ) -> OutputRef:
        node_id = unique_name(_id(name), self._nodes, self._id_counters)
        shown = unique_name(name, self._names, self._name_counters)
        self._names.add(shown)
        self._nodes[node_id] = Node(node_id, op, inputs, shown, overlay)
        if at is not None:
            self._layout[node_id] = Point(at[0] * COLUMN, at[1] * ROW)
        return OutputRef(node_id)

    def _graph(self) -> Graph:
        placed = self._layout.keys() == self._nodes.keys()
        return Graph(dict(self._nodes), dict(self._layout) if placed else {})


class BlockBuilder(GraphBuilder):
    """Collects a module: parameters with defaults, ports, layers."""

    def __init__(self, module_id: ModuleId, name: str, note: str, parameters: Mapping[str, Number]) -> None:
        """Start a definition; made by ``Builder.block``."""
        super().__init__()
        self._id, self._name, self._note = module_id, name, note
        self._parameters = {key: Variable(value) for key, value in parameters.items()}
        self._made: Module | None = None

    def input(self, *, name: str = "input", at: tuple[float, float] | None = None) -> OutputRef:
        """An input port."""
        return self.add(Input(), name=name, at=at)

    def module(self) -> Module:
        """The definition. Asking for it finishes it."""
        if self._made is None:
            bare = Module(self._id, self._name, parameters=self._parameters, note=self._note)
            self._made = bare.with_graph(self._graph())
        return self._made


class Builder(GraphBuilder):
    """Collects the main graph of a document, its blocks and its variables."""

    def __init__(self, title: str = "", description: str = "", source: str = "", **variables: Number) -> None:
        """Start an empty sketch, with variables."""
        super().__init__()
        self._meta = Meta(title, description, source)
        self._blocks: dict[ModuleId, BlockBuilder] = {}
        self._variables = {name: Variable(value) for name, value in variables.items()}

    def input(
        self,
        channels: int | str,
        height: int | str,
        width: int | str,
        *,
        name: str = "input",
        at: tuple[float, float] | None = None,
    ) -> OutputRef:
        """An Input of an image."""
        return self.add(Input, name=name, at=at, channels=channels, height=height, width=width)

    def block(self, name: str, *, note: str = "", **parameters: Number) -> BlockBuilder:
        """Start a module with parameters and their defaults."""
        key = unique_name(_id(name), self._blocks)
        self._blocks[key] = BlockBuilder(key, name, note, parameters)
        return self._blocks[key]

    def build(self) -> Document:
        """The document so far."""
        modules = {key: block.module() for key, block in self._blocks.items()}
        return Document(self._graph(), modules, dict(self._variables), self._meta)


def _id(name: str) -> str:
    return re.sub(r"\W+", "_", name.replace("×", "x"), flags=re.ASCII).strip("_").lower() or "node"


def _with_values(op: Operator, values: Mapping[str, Value]) -> tuple[Operator, dict[str, Formula]]:
    """The operator with literals set, and an overlay of the values that are formulas."""
    params = {param.name: param for param in op.params}
    literals: dict[str, Any] = {}
    overlay: dict[str, Formula] = {}
    for name, value in values.items():
        if name not in params:
            raise ValueError(f"{op.type_name()} has no parameter {name}")
        literal, formulas = _split(params[name], getattr(op, name), value)
        literals[name] = literal
        overlay |= formulas
    return (type(op)(**{**_fields(op), **literals}) if literals else op), overlay


def _fields(op: Operator) -> dict[str, Any]:
    return {param.name: getattr(op, param.name) for param in op.params}


def _split(param: Param, before: Any, value: Value) -> tuple[Any, dict[str, Formula]]:
    keys = param.component_keys()
    if not keys or (isinstance(value, str) and value in param.choices) or isinstance(value, bool):
        return value, {}
    parts = value if isinstance(value, tuple) else (value,) * len(keys)
    if len(parts) == 2 and len(keys) == 4:
        parts = (parts[0], parts[0], parts[1], parts[1])
    overlay = {key: Formula(part) for key, part in zip(keys, parts, strict=True) if isinstance(part, str)}
    beneath = param.components(before) or (0,) * len(keys)
    literal = tuple(old if isinstance(part, str) else part for old, part in zip(beneath, parts, strict=True))
    return (literal[0] if param.kind is ParamKind.INT else literal), overlay
