"""What the library holds: a named sketch, drawn by a Python function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from core.document.builder import Builder
from core.document.document import Document
from core.language.formulas import Number
from core.layout.documents import laid_out

__all__ = ["Entry", "Kind"]

Kind = Literal["course", "block", "network"]


@dataclass(frozen=True)
class Entry:
    """A sketch of the library.

    Attributes:
        name: what follows ``library:``, and the stem of the example file.
        title: heading.
        teaches: what it is there to show, in a sentence or two.
        source: the paper or course it is taken from.
        draw: puts the layers on an empty sketch.
        variables: the document's variables with their values.
        deviates: where code in the world departs from the paper and numbers therefore differ; empty where none does.
        published_params: what the source or its best known implementation prints, None where nobody does.
        published_macs: the same for MACs, exact or rounded as printed.
        published_by: whose figures these are.
        kind: an example of the course, a block to build with, or a whole network.
    """

    name: str
    title: str
    teaches: str
    source: str
    draw: Callable[[Builder], None]
    variables: Mapping[str, Number] = field(default_factory=dict)
    deviates: str = ""
    published_params: int | None = None
    published_macs: int | None = None
    published_by: str = ""
    kind: Kind = "network"

    def build(self) -> Document:
        """The sketch, every graph laid out. The same bytes in a file every time."""
        return laid_out(self.sketch())

    def sketch(self) -> Document:
        """The sketch as drawn, without positions where the drawing gives none: enough to count it."""
        description = f"{self.teaches} {self.deviates}".strip()
        sketch = Builder(self.title, description, self.source, **self.variables)
        self.draw(sketch)
        return sketch.build()
