"""JSON text to plain values and back: what is JSON at all, where its faults lie, and how ours is laid out.

Knows nothing of sketches. Reading accepts every JSON text and reports what JSON leaves open and a sketch cannot keep:
doubled keys, numbers that are not finite or absurdly large, halves of characters. Writing is deterministic.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from json.encoder import encode_basestring  # the one that leaves letters of all alphabets as they are
from typing import Any, Final

from core.errors import FormatError, FormatProblem
from core.text import integer_text

__all__ = ["DEEPEST", "LARGEST", "Lines", "Problems", "read_plain", "step", "write_plain"]

LARGEST: Final = 10**30
"""Integers beyond ± this are refused wherever they stand."""
DEEPEST: Final = 100
"""Brackets may be nested so deep."""

_MOST_DIGITS: Final = 31
_BOM: Final = "\ufeff"
_SIMPLE_KEY: Final = re.compile(r"\w[\w-]{0,199}")
_STRUCTURE: Final = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[\]{}]', re.DOTALL)

Trail = tuple["Trail", str | int] | None
"""How a value was reached: the trail of what holds it, and its key or index there."""


class Problems:
    """What was found wrong, in the order it was found; the first finding at a place is the one that counts."""

    def __init__(self) -> None:
        self._found: dict[str, str] = {}

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._found)

    def add(self, place: str, message: str) -> None:
        """Note one, unless something is known to be wrong at this very place."""
        self._found.setdefault(place, message)

    def add_unless_within(self, place: str, message: str, value: Any) -> None:
        """Note that a value is wrong, unless it is a list and so because of an entry that was reported already."""
        entries = range(len(value)) if self._found and isinstance(value, list) else ()
        if not any(f"{place}[{index}]" in self._found for index in entries):
            self.add(place, message)

    def as_tuple(self) -> tuple[FormatProblem, ...]:
        """All of them."""
        return tuple(FormatProblem(place, message) for place, message in self._found.items())

    def raise_if_any(self) -> None:
        """Stop here when something is wrong.

        Raises:
            FormatError: with all problems found so far.
        """
        if self._found:
            raise FormatError(self.as_tuple())


def step(key: str | int) -> str:
    """One step of a place: ``.conv1``, ``[2]``, or ``["a b"]`` for a key that is not a word."""
    if isinstance(key, int):
        return f"[{key}]"
    return f".{key}" if _SIMPLE_KEY.fullmatch(key) else f"[{json.dumps(_shortened(key))}]"


def _shortened(text: str) -> str:
    return text if len(text) <= 200 else text[:199] + "…"


def _place(trail: Trail) -> str:
    steps: list[str] = []
    while trail is not None:
        trail, key = trail
        steps.append(step(key))
    return "$" + "".join(reversed(steps))


# -- reading --------------------------------------------------------------------------------------------------------


class _TooLarge:
    """Stands in for an integer that was not converted: it has too many digits."""

    def __init__(self, digits: int) -> None:
        self.digits = digits


class _NotFinite:
    """Stands in for NaN, Infinity and -Infinity, which are not JSON."""

    def __init__(self, text: str) -> None:
        self.text = text


class _Doubled(dict[str, Any]):
    """An object in which keys occur more than once; the last value of each stands."""

    keys_twice: tuple[str, ...] = ()


def _integer(text: str) -> int | _TooLarge:
    # A long text is not even converted: Python refuses more than 4,300 digits, and takes its time before.
    return int(text) if len(text) <= _MOST_DIGITS + 1 else _TooLarge(len(text.lstrip("-")))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    seen: set[str] = set()
    twice: dict[str, None] = {}
    for key, _ in pairs:
        if key in seen:
            twice[key] = None
        seen.add(key)
    doubled = _Doubled(made)
    doubled.keys_twice = tuple(twice)
    return doubled


def _fault(place: str, message: str) -> FormatError:
    return FormatError((FormatProblem(place, message),))


def _line_column(text: str, at: int) -> str:
    line = text.count("\n", 0, at) + 1
    return f"line {line}, column {at - text.rfind(chr(10), 0, at)}"


def read_plain(source: str | bytes) -> tuple[Any, Problems]:
    """Parse JSON and look at every value in it.

    Args:
        source: the text, or its UTF-8 bytes; a byte order mark is skipped.

    Returns:
        The plain value, and what in it cannot be kept. Values that are at fault may be replaced by stand-ins, so a
        caller that goes on looking must treat them as wrong and may not use them.

    Raises:
        FormatError: it is not JSON at all; says where.
    """
    text = (source if isinstance(source, str) else _utf8(source)).removeprefix(_BOM)
    if not text.strip():
        raise _fault("line 1, column 1", "The file is empty. If it once held a sketch, restore it from a copy.")
    try:
        value = json.loads(
            text, object_pairs_hook=_object, parse_int=_integer, parse_constant=_NotFinite, parse_float=float
        )
    except json.JSONDecodeError as error:
        raise _not_json(text, error) from None
    except RecursionError:
        raise _too_deep(text) from None
    except MemoryError:
        raise _fault("line 1, column 1", "There is not enough memory to read this file.") from None
    return value, _look_through(value, text)


def _utf8(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        good = data[: error.start].decode("utf-8")
        if error.end == len(data) and "unexpected end" in error.reason:
            raise _fault(_line_column(good, len(good)), _CUT_OFF) from None
        raise _fault(
            _line_column(good, len(good)),
            f"Byte 0x{data[error.start]:02x} is not UTF-8 text. Either this is not a sketch, or the file was damaged "
            "or saved by an editor in another encoding; save it as UTF-8.",
        ) from None


_CUT_OFF: Final = "The file ends too early: it was cut off while it was copied or written. Get a complete copy of it."


def _not_json(text: str, error: json.JSONDecodeError) -> FormatError:
    place = _line_column(text, error.pos)
    if "\0" in text[error.pos : error.pos + 1]:
        message = "A null byte stands here. Either this is not a sketch, or the file was damaged; restore a copy."
    elif _ends_early(text.rstrip(), error):
        message = _CUT_OFF
    elif error.msg.startswith("Extra data"):
        message = "The sketch is complete before this; what follows does not belong to it. Delete it."
    else:
        reason = error.msg.removesuffix(" at").lower()
        message = f"This is not JSON: {reason}. Correct it in a text editor, or restore the file from a copy."
    return _fault(place, message)


def _ends_early(text: str, error: json.JSONDecodeError) -> bool:
    """Whether the text stops before its end: in a string, or within or right behind a word, a number or an escape."""
    if error.msg.startswith("Unterminated string") or error.pos >= len(text):
        return True
    return len(text) - error.pos < len("\\u0000") and not text.endswith(("}", "]"))


def _too_deep(text: str) -> FormatError:
    depth = 0
    for found in _STRUCTURE.finditer(text):
        sign = found.group()
        depth += (sign in "[{") - (sign in "]}")
        if depth > DEEPEST:
            place = _line_column(text, found.start())
            return _fault(place, f"Brackets are nested more than {DEEPEST} deep here. No sketch needs that.")
    return _fault("line 1, column 1", f"Brackets are nested more than {DEEPEST} deep. No sketch needs that.")


def _look_through(root: Any, text: str) -> Problems:
    """Report every value that JSON allows but a sketch cannot keep."""
    problems = Problems()
    todo: list[tuple[Any, Trail, int]] = [(root, None, 0)]
    while todo:
        value, trail, depth = todo.pop()
        kind = type(value)
        if kind is str:
            if not value.isascii() and (fault := _half_character(value)):
                problems.add(_place(trail), fault)
        elif isinstance(value, dict):
            if depth >= DEEPEST:
                raise _too_deep(text)
            if isinstance(value, _Doubled):
                for key in value.keys_twice:
                    problems.add(_place((trail, key)), "This key occurs more than once. Keep one of them.")
            for key in value:
                if not key.isascii() and (fault := _half_character(key)):
                    problems.add(_place((trail, key)), fault)
            todo += [(value[key], (trail, key), depth + 1) for key in reversed(value)]
        elif kind is list:
            if depth >= DEEPEST:
                raise _too_deep(text)
            todo += [(value[n], (trail, n), depth + 1) for n in range(len(value) - 1, -1, -1)]
        elif fault := _number_fault(value):
            problems.add(_place(trail), fault)
    return problems


def _number_fault(value: Any) -> str | None:
    if isinstance(value, _TooLarge):
        return f"A number of {value.digits:,} digits is too large; at most ±10^30 can be kept."
    if isinstance(value, _NotFinite):
        return f"{value.text} is not a number that JSON has. Write a finite number."
    if isinstance(value, float) and not math.isfinite(value):
        return "This number is too large to be kept. Write a finite number."
    if isinstance(value, int) and not -LARGEST <= value <= LARGEST:
        return f"{integer_text(value)} is too large; at most ±10^30 can be kept."
    return None


def _half_character(text: str) -> str | None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        code = ord(text[error.start])
        return f"\\u{code:04x} is half a character (a lone surrogate). Write the whole character, or leave it out."
    return None


# -- writing --------------------------------------------------------------------------------------------------------


class Lines(dict[str, Any]):
    """An object that says itself over how many levels it is spread: 1 is a line for each of its entries, 0 one line."""

    def __init__(self, entries: Mapping[str, Any], levels: int) -> None:
        """Take the entries in their order."""
        super().__init__(entries)
        self.levels = levels


def write_plain(value: Any, *, expanded: int) -> str:
    """JSON as text, the same for equal values.

    Args:
        value: made of dicts, lists, texts, numbers, booleans and None. The order of keys is the caller's.
        expanded: objects less deep than this, and lists of objects or lists, have a line for each entry, indented by
            one space a level; everything else stands on one line. ``Lines`` within may be spread less.

    Raises:
        FormatError: it holds numbers that are not finite or too large, or halves of characters.
        TypeError: it holds something that is not JSON; a bug of the caller.
    """
    try:
        text = _written(value, "\n", expanded) + "\n"
    except _UnwritableError:
        text = ""
    if not text or (not text.isascii() and _half_character(text)):
        _look_through(value, text).raise_if_any()
    return text


class _UnwritableError(Exception):
    """A number was met that JSON or the reader would refuse; where it stands is looked up afterwards."""


def _written(value: Any, newline: str, levels: int) -> str:
    if type(value) is str:
        return encode_basestring(value)
    if isinstance(value, dict):
        if type(value) is Lines:
            levels = min(levels, value.levels)
        inner = newline + " "
        items = [f"{encode_basestring(key)}: {_written(item, inner, levels - 1)}" for key, item in value.items()]
        if levels > 0 and items:
            return f"{{{inner}{f',{inner}'.join(items)}{newline}}}"
        return f"{{{', '.join(items)}}}"
    if isinstance(value, list):
        inner = newline + " "
        items = [_written(item, inner, levels - 1) for item in value]
        if levels > 0 and any(isinstance(item, dict | list) for item in value):
            return f"[{inner}{f',{inner}'.join(items)}{newline}]"
        return f"[{', '.join(items)}]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if type(value) is int and -LARGEST <= value <= LARGEST:
        return str(value)
    if type(value) is float and math.isfinite(value):
        return repr(value)
    if isinstance(value, int | float):
        raise _UnwritableError
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")
