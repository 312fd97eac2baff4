"""The exceptions of Convas. A wrong *model* is never an exception: it is a list of issues."""

from __future__ import annotations

from typing import NamedTuple

__all__ = [
    "ConvasError",
    "EditError",
    "FileError",
    "FormatError",
    "FormatProblem",
    "FormulaError",
    "ParamError",
    "VersionError",
]


class ConvasError(Exception):
    """Base of everything Convas raises on purpose; its text is fit to be shown to a person."""


class EditError(ConvasError):
    """An edit that cannot be made, such as a wire that would close a cycle."""


class ParamError(ConvasError):
    """Text that is not a value of a parameter."""


class FileError(ConvasError):
    """A file that could not be read or written; its text says which, why, and what to do."""


class FormulaError(ConvasError):
    """A formula that cannot be read or evaluated.

    Attributes:
        column: 1-based column in the formula's text where the fault lies, or 0 when it has no place.
    """

    def __init__(self, message: str, column: int = 0) -> None:
        """Keep the place beside the text, so that a field can point at it."""
        super().__init__(message)
        self.column = column


class FormatProblem(NamedTuple):
    """One thing wrong with a file: where, and what.

    Attributes:
        place: a path into the file such as ``$.graph.nodes.conv1.params.stride``, or ``line 3, column 7``.
        message: what is wrong and what would fix it.
    """

    place: str
    message: str


class FormatError(ConvasError):
    """A file that cannot be read as a sketch; collects every problem that was found."""

    def __init__(self, problems: tuple[FormatProblem, ...]) -> None:
        """Join the problems into one text, one line each."""
        super().__init__("\n".join(f"{p.place}: {p.message}" if p.place else p.message for p in problems))
        self.problems = problems


class VersionError(FormatError):
    """A file written by a newer Convas."""
