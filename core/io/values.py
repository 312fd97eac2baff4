"""Looking at plain values: of what kind they are, how a message shows them, what of an object is not known."""

from __future__ import annotations

from typing import Any, Final

from core.io.migrations import Record
from core.io.plain import Problems

__all__ = ["SHOWN", "checked_name", "kind", "listed", "object_of", "rest", "shown", "text_of"]

SHOWN: Final = 8
"""So many parts of something long stand in a message."""


def rest(record: Record, known: tuple[str, ...]) -> dict[str, Any]:
    """The fields of an object that are not known, to be kept."""
    return {key: value for key, value in record.items() if key not in known}


def kind(value: Any) -> str:
    """What sort of value this is, in words."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, list):
        return "a list"
    return "an object" if isinstance(value, dict) else "a number that cannot be kept"


def shown(value: Any) -> str:
    """A value in a message, shortened."""
    if isinstance(value, str):
        # A lone surrogate could not be printed.
        text = value if len(value) <= 40 else value[:39] + "…"
        return f"“{text.encode('utf-8', 'replace').decode('utf-8')}”"
    if type(value) is int or type(value) is float:
        return str(value)
    return kind(value)


def listed(value: Any) -> str:
    """As ``shown``, with the entries of a short list."""
    if isinstance(value, list) and len(value) <= SHOWN:
        return f"[{', '.join(map(shown, value))}]"
    return f"a list of {len(value)}" if isinstance(value, list) else shown(value)


def object_of(value: Any, place: str, what: str, problems: Problems) -> Record:
    """The value, when it is an object; an empty one and a problem otherwise."""
    if isinstance(value, dict):
        return value
    problems.add(place, f"{what} must be an object in braces, not {shown(value)}.")
    return {}


def text_of(record: Record, key: str, place: str, problems: Problems, default: str = "") -> str:
    """A field that holds a text; the default and a problem when it holds something else."""
    value = record.get(key, default)
    if isinstance(value, str):
        return value
    problems.add(f"{place}.{key}", f"This must be a text in quotes, not {shown(value)}.")
    return default


def checked_name(name: str, what: str, place: str, problems: Problems) -> bool:
    """Whether a name can stand in a path; a problem when it cannot."""
    if "/" in name:
        message = f"The name {shown(name)} holds a “/”, which parts names in a path. Use another sign."
    elif not name.strip():
        message = f"The name is empty. Give the {what} a name, or leave “name” out: it is the id then."
    else:
        return True
    problems.add(f"{place}.name", message)
    return False
