"""What the library holds: a named sketch, drawn by a Python function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.document.builder import Builder
from core.document.document import Document

__all__ = ["Entry"]


@dataclass(frozen=True)
class Entry:
    """A sketch of the library.

    Attributes:
        name: what follows ``library:``, and the stem of the example file.
        title: heading.
        teaches: what it is there to show, in a sentence or two.
        source: the paper or course it is taken from.
        draw: puts the layers on an empty sketch.
    """

    name: str
    title: str
    teaches: str
    source: str
    draw: Callable[[Builder], None]

    def build(self) -> Document:
        """The sketch. The same bytes in a file every time."""
        sketch = Builder(self.title, self.teaches, self.source)
        self.draw(sketch)
        return sketch.build()
