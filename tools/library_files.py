"""Writes what follows from the library: ``resources/examples/*.convas`` and ``docs/library.md``.

Examples are the small sketches to learn the format from, not the networks: those are made when they are opened.

Run it as ``python -m tools.library_files`` after a change to ``core/library``; tests compare the files with it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from core.io.codec import encode
from core.library.catalog import entries
from core.paths import EXAMPLES
from core.report.listing import library_markdown

__all__ = ["files", "main"]


_EXAMPLES: Final = (
    "course-5x5",
    "course-bottleneck",
    "depthwise-separable",
    "inception-3a",
    "inception-naive",
    "inverted-bottleneck",
    "lenet-5",
    "residual-basic",
    "residual-bottleneck",
    "vgg-block",
)


def files() -> dict[Path, str]:
    """Every generated file with its text."""
    texts = {EXAMPLES / f"{entry.name}.convas": encode(entry.build()) for entry in entries() if entry.name in _EXAMPLES}
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
