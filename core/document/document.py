"""The document: everything that one file holds, as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from core.document.graph import Graph

__all__ = ["MAIN", "Document", "GraphId", "Meta"]

GraphId = str
MAIN: Final[GraphId] = ""
"""The graph a document opens with. Modules will have graphs of their own, under their ids."""


@dataclass(frozen=True)
class Meta:
    """What a document says about itself.

    Attributes:
        title: heading of the report.
        description: a sentence or two: what the sketch shows.
        source: the paper or course it is taken from.
        batch: examples at a time; multiplies activations and bytes, never MACs or params.
        extra: fields of the file that this version does not know, kept and written back.
    """

    title: str = ""
    description: str = ""
    source: str = ""
    batch: int = 1
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, eq=False)
class Document:
    """A sketch. Immutable: an edit is a function from one Document to another.

    Attributes:
        main: the graph it opens with.
        meta: title, description, source, batch.
        extra: fields of the file that this version does not know, kept and written back.
    """

    main: Graph = field(default_factory=Graph)
    meta: Meta = field(default_factory=Meta)
    extra: Mapping[str, Any] = field(default_factory=dict)

    def graph(self, graph: GraphId = MAIN) -> Graph:
        """A graph by id.

        Raises:
            KeyError: there is no such graph.
        """
        if graph != MAIN:
            raise KeyError(graph)
        return self.main

    def with_graph(self, graph: GraphId, value: Graph) -> Document:
        """The document with one graph replaced; itself when nothing changes."""
        return self if self.graph(graph) is value else replace(self, main=value)

    def same_as(self, other: Document) -> bool:
        """Whether both are equal by value."""
        return self is other or (
            self.meta == other.meta and self.extra == other.extra and self.main.same_as(other.main)
        )
