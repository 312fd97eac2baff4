"""Where a sketch comes from, as a person says it: a file, or ``library:NAME``."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from core.document.document import Document
from core.errors import FileError
from core.library.catalog import closest, entries, entry

__all__ = ["LIBRARY", "open_source"]

LIBRARY: Final = "library:"
"""What a name of the library is written behind."""


def open_source(text: str) -> Document:
    """The sketch of a file or of the library.

    Args:
        text: a path, or ``library:NAME``.

    Raises:
        FileError: there is no such entry, or the file cannot be read.
        FormatError: the file is not a sketch.
        VersionError: it was written by a newer Convas.
    """
    if text.startswith(LIBRARY):
        return _from_library(text.removeprefix(LIBRARY))
    from core.io.files import read_document  # here: the library needs no reader of files

    try:
        return read_document(text)
    except FileError as error:
        if entry(text) is not None and not Path(text).exists():
            raise FileError(f"{error} Did you mean {LIBRARY}{text}?") from error
        raise


def _from_library(name: str) -> Document:
    found = entry(name)
    if found is not None:
        return found.build()
    near = closest(name)
    hint = f"Did you mean {LIBRARY}{near}?" if near else f"Its {len(entries())} names are those that “list” prints."
    raise FileError(f"The library holds nothing called “{name}”. {hint}")
