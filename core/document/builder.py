"""Documents written as Python: how the library says its sketches.

Ids come from names, so that the same program gives the same file every time.
"""

from __future__ import annotations

import re
from typing import Final

from core.document.document import Document, Meta
from core.document.graph import Graph, Node, OutputRef, Point, unique_name
from core.language.formulas import Formula
from core.language.operator import Operator
from core.ops.interface import Input, Output

__all__ = ["COLUMN", "ROW", "Builder"]

COLUMN: Final = 224
"""Distance of columns in sketches placed by hand, in canvas units."""
ROW: Final = 112
"""Distance of rows."""


class Builder:
    """Collects nodes, then builds a Document.

    Positions are given in columns and rows of the standard grid, which may be fractions.
    """

    def __init__(self, title: str = "", description: str = "", source: str = "") -> None:
        """Start an empty sketch."""
        self._meta = Meta(title, description, source)
        self._nodes: dict[str, Node] = {}
        self._layout: dict[str, Point] = {}
        self._names: set[str] = set()
        self._id_counters: dict[str, int] = {}
        self._name_counters: dict[str, int] = {}

    def input(self, channels: int, height: int, width: int, *, at: tuple[float, float] = (0, 0)) -> OutputRef:
        """An Input of an image; it goes by the name ``input``."""
        return self.add(Input(channels=channels, height=height, width=width), name="input", at=at)

    def output(self, source: OutputRef, *, name: str = "output", at: tuple[float, float]) -> OutputRef:
        """An Output."""
        return self.add(Output(), source, name=name, at=at)

    def add(
        self,
        op: Operator,
        *sources: OutputRef,
        name: str,
        at: tuple[float, float],
        formulas: dict[str, str] | None = None,
    ) -> OutputRef:
        """Place an operator and wire its inputs.

        Args:
            op: operator with its parameters.
            sources: an output for each input, in order.
            name: name of the node; its id follows from it.
            at: column and row.
            formulas: formula text by parameter component.

        Returns:
            Its first output.
        """
        wanted = re.sub(r"\W+", "_", name.replace("×", "x")).strip("_").lower() or "node"
        node_id = unique_name(wanted, self._nodes, self._id_counters)
        inputs: tuple[OutputRef | None, ...] = sources
        if not op.variadic:
            inputs = (*sources, *(None,) * (len(op.inputs) - len(sources)))
        overlay = {key: Formula(text) for key, text in (formulas or {}).items()}
        shown = unique_name(name, self._names, self._name_counters)
        self._names.add(shown)
        self._nodes[node_id] = Node(node_id, op, inputs, shown, overlay)
        self._layout[node_id] = Point(at[0] * COLUMN, at[1] * ROW)
        return OutputRef(node_id)

    def build(self) -> Document:
        """The document so far."""
        return Document(Graph(dict(self._nodes), dict(self._layout)), self._meta)
