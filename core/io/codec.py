"""Documents and fragments as text, and back.

``encode`` is deterministic: equal documents are equal bytes, and a changed parameter is a change of one line.
``decode`` takes what ``encode`` wrote back to an equal document.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from core.document.document import Document
from core.document.fragments import Fragment
from core.document.graph import Graph, NodeId, OutputRef, remaining_inputs
from core.io.plain import Problems, read_plain, step, write_plain
from core.io.reading import document_of
from core.io.values import object_of
from core.io.wiring import read_inputs
from core.io.writing import record_of, source_text

__all__ = ["LARGE", "decode", "decode_fragment", "encode", "encode_fragment"]

LARGE: Final = 2**19
"""Texts of this length (some 2,500 layers) are tried with typed records first, which halves the time. Below it, only
to import msgspec would take longer than the thorough pass."""

_WIRED: Final = "wired"
"""The field of a fragment that says how its layers were connected; to a sketch it means nothing."""

_EXPANDED: Final = 6  # the file, its modules, each of them, its graph, the nodes, each node; its fields are one line


def encode(document: Document) -> str:
    """A document as text.

    Raises:
        FormatError: it holds something that no file can keep, such as a position that is not finite.
    """
    return write_plain(record_of(document), expanded=_EXPANDED)


def decode(text: str | bytes) -> Document:
    """A document from text, or from its bytes in UTF-8.

    Raises:
        FormatError: it is not a sketch; lists every problem with its place.
        VersionError: it was written by a newer Convas.
    """
    if len(text) >= LARGE:
        from core.io.records import document_or_none  # pulls msgspec

        document = document_or_none(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
        if document is not None:
            return document
    return document_of(*read_plain(text))


def encode_fragment(fragment: Fragment) -> str:
    """A fragment as text: a small sketch of its own, which can also be kept as a file.

    Raises:
        FormatError: it holds something that no file can keep.
    """
    main = Graph(fragment.nodes, fragment.layout, fragment.styles, fragment.annotations, fragment.bends)
    wired = {
        key: [None if ref is None else source_text(ref) for ref in fragment.wired[key]]
        for key in sorted(fragment.wired)
    }
    extra = {_WIRED: wired} if wired else {}
    return encode(Document(main=main, modules=fragment.modules, variables=fragment.variables, extra=extra))


def decode_fragment(text: str | bytes) -> Fragment:
    """A fragment from the text of one, or of a whole sketch.

    Raises:
        FormatError: it is neither.
        VersionError: it was written by a newer Convas.
    """
    document = decode(text)
    main = document.main
    return Fragment(
        main.nodes,
        main.layout,
        document.modules,
        main.styles,
        main.annotations,
        main.bends,
        _wired(document),
        document.variables,
    )


def _wired(document: Document) -> dict[NodeId, tuple[OutputRef | None, ...]]:
    """How the layers of a fragment were connected where they were copied.

    What does not agree with the wires among them is left out: it could close a cycle.
    """
    problems = Problems()

    def outside(ref: OutputRef) -> bool:
        return ref.node not in document.main.nodes

    wired: dict[NodeId, tuple[OutputRef | None, ...]] = {}
    for key, stated in object_of(document.extra.get(_WIRED, {}), f"$.{_WIRED}", f"“{_WIRED}”", problems).items():
        refs = read_inputs(stated, f"$.{_WIRED}{step(key)}", problems)
        node = document.main.nodes.get(key)
        if node is not None and remaining_inputs(replace(node, inputs=refs), outside) == node.inputs:
            wired[key] = refs
    problems.raise_if_any()
    return wired
