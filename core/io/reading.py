"""A plain record to a document, collecting every problem with its place.

This is the pass that defines what the format allows. Types and structure are checked; whether the sketch makes sense is
not: a value out of range opens, and is an issue. What is not known is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from core.document.document import Document, Meta
from core.errors import FormatProblem, VersionError
from core.io.definitions import connected, read_modules, read_variables
from core.io.graphs import read_graph
from core.io.looks import read_bookmarks
from core.io.migrations import STEPS, VERSION, Record, migrate
from core.io.plain import Problems
from core.io.values import kind, object_of, rest, shown, text_of
from core.io.words import FORMAT

__all__ = ["check_header", "document_of"]

_FIELDS: Final = ("format", "version", "meta", "variables", "modules", "graph", "bookmarks")


def check_header(value: Any, *, newest: int = VERSION) -> Record:
    """The record, once it is known to be a sketch of a version that can be read.

    Raises:
        FormatError: it is not a sketch.
        VersionError: it is one of a newer version.
    """
    problems = Problems()
    if not isinstance(value, dict):
        problems.add("$", f"A sketch is an object in braces, but this is {kind(value)}. This is not a Convas file.")
    elif value.get("format") != FORMAT:
        stated = f"it says {shown(value['format'])}" if "format" in value else "there is no “format”"
        problems.add(
            "$.format", f"A Convas file says “format”: “{FORMAT}” here, but {stated}. This is another kind of file."
        )
    elif "version" not in value:
        problems.add("$.version", f"The version of the format is missing. Write “version”: {VERSION}.")
    elif type(value["version"]) is not int or value["version"] < 1:
        problems.add("$.version", f"The version is a whole number from 1, not {shown(value['version'])}.")
    elif value["version"] > newest:
        message = (
            f"This file was written by a newer Convas (format {value['version']}); this one reads formats up to "
            f"{newest}. Update Convas, or have the file saved by this version."
        )
        raise VersionError((FormatProblem("$.version", message),))
    problems.raise_if_any()
    record: Record = value
    return record


def document_of(value: Any, problems: Problems, *, newest: int = VERSION, steps: Mapping[int, Any] = STEPS) -> Document:
    """Read a plain value as a document.

    Args:
        value: from ``read_plain``.
        problems: what is known to be wrong with it already; more is added.
        newest: the version that is read; older ones are migrated to it.
        steps: the migrations there are.

    Raises:
        FormatError: with every problem.
        VersionError: it was written by a newer version.
    """
    record = migrate(check_header(value, newest=newest), to=newest, steps=steps)
    meta = _meta(record.get("meta", {}), problems)
    variables = read_variables(record.get("variables", {}), "$.variables", "“variables”", problems)
    modules = read_modules(record.get("modules", {}), problems)
    if "graph" not in record:
        problems.add("$.graph", "There is no graph in this file. An empty one is “graph”: {“nodes”: {}}.")
    graph = read_graph(record.get("graph", {}), "$.graph", problems)
    graph, modules = connected(graph, modules, problems)
    bookmarks = read_bookmarks(record.get("bookmarks", {}), problems)
    problems.raise_if_any()
    return Document(graph, modules, variables, meta, bookmarks, rest(record, _FIELDS))


def _meta(value: Any, problems: Problems) -> Meta:
    record = object_of(value, "$.meta", "“meta”", problems)
    stated: dict[str, Any] = {
        name: text_of(record, name, "$.meta", problems) for name in ("title", "description", "source")
    }
    batch = record.get("batch", 1)
    if type(batch) is not int or batch < 1:
        problems.add("$.meta.batch", f"The batch must be a whole number from 1, not {shown(batch)}.")
    else:
        stated["batch"] = batch
    return Meta(**stated, extra=rest(record, ("title", "description", "source", "batch")))
