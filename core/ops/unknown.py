"""A layer whose type this version does not know: kept and written back, never counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from core.language.dims import Shape
from core.language.operator import Category, Check, Operator
from core.text import Message

__all__ = ["UnknownOperator"]


@dataclass(frozen=True)
class UnknownOperator(Operator):
    """Stands in for a type that is not in ``OPERATORS``. Its parameters are the node's ``extra_params``.

    Attributes:
        type: its name in the file.
        ports: how many inputs the file gives it.
        results: how many outputs are read in the file. No part of its value: the file does not state it.
    """

    label: ClassVar[str] = "Unknown layer"
    category: ClassVar = Category.UNKNOWN

    type: str
    ports: int = 1
    results: int = field(default=1, compare=False)

    @property
    def inputs(self) -> tuple[str, ...]:  # type: ignore[override]
        """As many as the file has."""
        return ("input",) * self.ports

    @property
    def outputs(self) -> tuple[str, ...]:  # type: ignore[override]
        """As many as are read."""
        return ("output",) * self.results

    def type_name(self) -> str:
        """As in the file."""
        return self.type

    def checks(self, *inputs: Shape) -> tuple[Check, ...]:
        """Never holds: what it would do is not known."""
        return (
            Check(
                False,
                lambda: Message(
                    "This version of Convas does not know the layer type “{type}”. It is kept as it is, but what lies "
                    "behind it cannot be computed. Open the file with a newer version, or replace the layer.",
                    type=self.type,
                ),
            ),
        )

    def summary(self) -> str:
        """The type, since the label does not say it."""
        return self.type
