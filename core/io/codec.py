"""Documents and fragments as text, and back.

``encode`` is deterministic: equal documents are equal bytes, and a changed parameter is a change of one line.
``decode`` takes what ``encode`` wrote back to an equal document.
"""

from __future__ import annotations

from typing import Final

from core.document.document import Document
from core.document.edits import Fragment
from core.document.graph import Graph
from core.io.plain import read_plain, write_plain
from core.io.reading import document_of
from core.io.writing import record_of

__all__ = ["LARGE", "decode", "decode_fragment", "encode", "encode_fragment"]

LARGE: Final = 2**19
"""Texts of this length (some 2,500 layers) are tried with typed records first, which halves the time. Below it, only
to import msgspec would take longer than the thorough pass."""

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
    """A fragment as text: a small sketch of its own, which can also be kept as a file."""
    return encode(Document(main=Graph(fragment.nodes, fragment.layout), modules=fragment.modules))


def decode_fragment(text: str | bytes) -> Fragment:
    """A fragment from the text of one, or of a whole sketch.

    Raises:
        FormatError: it is neither.
        VersionError: it was written by a newer Convas.
    """
    document = decode(text)
    return Fragment(document.main.nodes, document.main.layout, document.modules)
