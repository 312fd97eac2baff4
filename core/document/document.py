"""The document: everything that one file holds, as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from core.document.graph import Graph, NodeId, pruned
from core.document.modules import Module, ModuleId, Variable, interface_of, refit

__all__ = ["MAIN", "Bookmark", "Document", "GraphId", "Meta"]

GraphId = str
MAIN: Final[GraphId] = ""
"""The graph a document opens with. Modules have graphs of their own, under their ids."""


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


@dataclass(frozen=True)
class Bookmark:
    """A place of the sketch with a name, to go back to.

    Attributes:
        name: unique within the document.
        path: ids of the blocks on the way to the graph, outermost first.
        x: left edge of what was in view, in canvas units.
        y: upper edge.
        width: in canvas units.
        height: likewise.
        extra: fields of the file that this version does not know.
    """

    name: str
    path: tuple[NodeId, ...]
    x: float
    y: float
    width: float
    height: float
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, eq=False)
class Document:
    """A sketch. Immutable: an edit is a function from one Document to another.

    Attributes:
        main: the graph it opens with.
        modules: definitions by id.
        variables: numbers that every formula may use, by name.
        meta: title, description, source, batch.
        bookmarks: places to go back to, in the order they were made.
        extra: fields of the file that this version does not know, kept and written back.
    """

    main: Graph = field(default_factory=Graph)
    modules: Mapping[ModuleId, Module] = field(default_factory=dict)
    variables: Mapping[str, Variable] = field(default_factory=dict)
    meta: Meta = field(default_factory=Meta)
    bookmarks: tuple[Bookmark, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    def graph(self, graph: GraphId = MAIN) -> Graph:
        """A graph by id: the main one, or that of a module.

        Raises:
            KeyError: there is no such graph.
        """
        return self.main if graph == MAIN else self.modules[graph].graph

    def with_graph(self, graph: GraphId, value: Graph) -> Document:
        """The document with one graph replaced; itself when nothing changes.

        Where the ports of a module change, its calls follow. Styles of nodes and bends of wires that are gone go too.
        """
        before = self.graph(graph)
        if before is value:
            return self
        value = pruned(value)
        if graph == MAIN:
            return replace(self, main=value)
        module = self.modules[graph].with_graph(value)
        changed = replace(self, modules={**self.modules, graph: module})
        return changed if interface_of(module) == interface_of(self.modules[graph]) else changed.refitted()

    def with_module(self, module: Module) -> Document:
        """The document with a module added or replaced; its calls follow."""
        if self.modules.get(module.id) is module:
            return self
        return replace(self, modules={**self.modules, module.id: module}).refitted()

    def refitted(self) -> Document:
        """The document with every call showing its definition as it is."""
        modules = dict(self.modules)
        for key, module in self.modules.items():
            graph = refit(module.graph, self.modules)
            if graph is not module.graph:
                modules[key] = replace(module, graph=graph)
        main = refit(self.main, modules)
        same = all(modules[key] is module for key, module in self.modules.items())
        return self if same and main is self.main else replace(self, main=main, modules=modules)

    def same_as(self, other: Document) -> bool:
        """Whether both are equal by value."""
        return self is other or (
            self.meta == other.meta
            and self.bookmarks == other.bookmarks
            and self.extra == other.extra
            and self.variables == other.variables
            and tuple(self.variables) == tuple(other.variables)
            and self.modules.keys() == other.modules.keys()
            and all(module.same_as(other.modules[key]) for key, module in self.modules.items())
            and self.main.same_as(other.main)
        )
