"""Writes what follows from the library: ``resources/examples/*.convas`` and ``docs/library.md``.

Run it as ``python -m tools.library_files`` after a change to ``core/library``; tests compare the files with it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from core.io.codec import encode
from core.library.catalog import entries
from core.paths import EXAMPLES
from core.report.listing import library_markdown

__all__ = ["files", "main"]


def files() -> dict[Path, str]:
    """Every generated file with its text."""
    texts = {EXAMPLES / f"{entry.name}.convas": encode(entry.build()) for entry in entries()}
    texts[EXAMPLES.parent.parent / "docs" / "library.md"] = library_markdown()
    return texts


def main() -> int:
    """Write them, and delete examples that no entry makes any more."""
    texts = files()
    EXAMPLES.mkdir(parents=True, exist_ok=True)
    for path in EXAMPLES.glob("*.convas"):
        if path not in texts:
            path.unlink()
    for path, text in texts.items():
        path.write_bytes(text.encode())
    print(f"{len(texts)} files written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
