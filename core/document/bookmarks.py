"""Edits of bookmarks: places of the sketch with a name.

Raises:
    EditError: the edit is impossible; the text says why.
"""

from __future__ import annotations

from dataclasses import replace

from core.document.document import Bookmark, Document
from core.document.graph import unique_name
from core.errors import EditError

__all__ = ["add_bookmark", "remove_bookmark", "rename_bookmark"]


def add_bookmark(document: Document, bookmark: Bookmark) -> Document:
    """Keep a place, behind those that are there. The name gets a number when it is taken."""
    name = unique_name(_named(bookmark.name), [known.name for known in document.bookmarks])
    return replace(document, bookmarks=(*document.bookmarks, replace(bookmark, name=name)))


def rename_bookmark(document: Document, name: str, new: str) -> Document:
    """Call a place something else; the name gets a number when it is taken."""
    _check_there(document, name)
    others = [known.name for known in document.bookmarks if known.name != name]
    wanted = unique_name(_named(new), others)
    if wanted == name:
        return document
    bookmarks = tuple(replace(b, name=wanted) if b.name == name else b for b in document.bookmarks)
    return replace(document, bookmarks=bookmarks)


def remove_bookmark(document: Document, name: str) -> Document:
    """Forget a place."""
    _check_there(document, name)
    return replace(document, bookmarks=tuple(known for known in document.bookmarks if known.name != name))


def _named(name: str) -> str:
    wanted = " ".join(name.split())
    if not wanted:
        raise EditError("A bookmark needs a name.")
    return wanted


def _check_there(document: Document, name: str) -> None:
    if all(known.name != name for known in document.bookmarks):
        raise EditError(f"There is no bookmark “{name}” in this sketch any more.")
