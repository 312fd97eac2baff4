"""What can be placed on the canvas: layers of the palette, blocks of the sketch, blocks of the library."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from core.document import edits
from core.document.document import Document, GraphId
from core.document.graph import Node, NodeId, Point
from core.document.importing import add_library_block, as_module
from core.document.module_edits import add_call
from core.document.modules import Module, ModuleCall, interface_of
from core.language.operator import Operator
from core.layout.node_size import Size, node_size
from gui.session import Session

if TYPE_CHECKING:
    from core.library.presets import Preset

__all__ = ["BLOCK", "LIBRARY", "Placeable", "placeable"]

BLOCK: Final = "module:"
"""Before the id of a definition of the sketch."""
LIBRARY: Final = "library:"
"""Before the name of an entry of the library."""

Edit = Callable[[Document], Document]


@dataclass(frozen=True)
class Placeable:
    """Something that becomes one node.

    Attributes:
        label: what it is called.
        op: operator of the node, for its size and its colour.
        placing: makes the edit that adds it, from the id of the node, its top left corner and the graph.
    """

    label: str
    op: Operator
    placing: Callable[[NodeId, Point, GraphId], Edit]

    @property
    def size(self) -> Size:
        """Size of the box it will be."""
        return node_size(Node("", self.op, (None,) * (0 if self.op.variadic else len(self.op.inputs))))


def placeable(session: Session, key: str) -> Placeable | None:
    """What a key of the palette stands for in a sketch, or None.

    Args:
        session: whose sketch.
        key: of a preset (with other numbers: ``Linear[out_features=10]``), ``module:ID`` or ``library:NAME``.

    Raises:
        EditError: it is known, but cannot be placed as a block.
    """
    if key.startswith(BLOCK):
        module = session.document.modules.get(key.removeprefix(BLOCK))
        return _block(module) if module is not None else None
    if key.startswith(LIBRARY):
        return _library_block(key.removeprefix(LIBRARY))
    from core.library.typed import find_preset  # with all operators: once somebody adds one

    entry = find_preset(key)
    return _layer(entry) if entry is not None else None


def _layer(entry: Preset) -> Placeable:
    def placing(node: NodeId, at: Point, graph: GraphId) -> Edit:
        return lambda d: edits.add_node(
            d, entry.op, node_id=node, name=entry.name, at=at, formulas=entry.formulas, graph=graph
        )

    return Placeable(entry.label, entry.op, placing)


def _block(module: Module) -> Placeable:
    def placing(node: NodeId, at: Point, graph: GraphId) -> Edit:
        return lambda d: add_call(d, module.id, node_id=node, at=at, graph=graph)

    return Placeable(module.name, ModuleCall(module=module.id, interface=interface_of(module)), placing)


@lru_cache(maxsize=8)
def _library_document(name: str) -> tuple[str, Document, Module] | None:
    """Title of an entry, its sketch, and the definition that it becomes."""
    from core.library.catalog import entry

    found = entry(name)
    if found is None:
        return None
    document = found.build()
    return found.title, document, as_module(document, found.title)[0]


def _library_block(name: str) -> Placeable | None:
    found = _library_document(name)
    if found is None:
        return None
    title, source, module = found

    def placing(node: NodeId, at: Point, graph: GraphId) -> Edit:
        return lambda d: add_library_block(d, source, name=title, call_id=node, at=at, graph=graph)

    return Placeable(title, ModuleCall(module=module.id, interface=interface_of(module)), placing)
