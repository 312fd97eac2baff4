"""The names that the formulas of a field may use: for reading what is typed, and for completing it."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from PySide6.QtCore import QCoreApplication

from core.analysis.evaluation import input_names
from core.analysis.infer import NodeResult
from core.document.modules import COPY
from core.errors import FormulaError, ParamError
from core.language.formulas import FUNCTIONS, INPUT_NAMES, Formula, Number, names_in
from core.text import integer_text
from gui.session import Session

__all__ = ["Offer", "Scope", "number_text", "parts_of", "read_number", "word_before"]

_WORD: Final = re.compile(r"(?<![\w.])[A-Za-z_]\w*$", re.ASCII)
_INTEGER: Final = re.compile(r"[-+]?\d+", re.ASCII)
_REAL: Final = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", re.ASCII)
_MOST_DIGITS: Final = 40
_MOST_LISTED: Final = 6


class Offer(NamedTuple):
    """A name that completes what is being typed: what is inserted, what it is called, what it stands for."""

    insert: str
    name: str
    meaning: str


def _tr(text: str) -> str:
    return QCoreApplication.translate("scope", text)


def number_text(value: Number) -> str:
    """A number of a formula as people read it: thousands in groups where it is whole."""
    return integer_text(value) if isinstance(value, int) else str(value)


def read_number(text: str) -> Number:
    """A whole or a real number: ``32``, ``1.1``.

    Raises:
        ParamError: it is neither.
    """
    stripped = text.strip()
    if _INTEGER.fullmatch(stripped) and len(stripped) <= _MOST_DIGITS:
        return int(stripped)
    if _REAL.fullmatch(stripped) and len(stripped) <= _MOST_DIGITS and math.isfinite(float(stripped)):
        return float(stripped)
    raise ParamError(_tr("“{text}” is not a number such as 32 or 1.1.").format(text=stripped))


def word_before(text: str, cursor: int) -> str:
    """The beginning of a name that ends at the cursor; empty where none does (``5x`` is none)."""
    found = _WORD.search(text[:cursor])
    return found.group() if found else ""


def parts_of(text: str) -> list[tuple[int, str]]:
    """What stands between commas outside of brackets, each with where it starts."""
    parts: list[tuple[int, str]] = []
    start = depth = 0
    for place, letter in enumerate(text):
        if letter in "()":
            depth += 1 if letter == "(" else -1
        elif letter in ",;" and depth <= 0:
            parts.append((start, text[start:place]))
            start = place + 1
    return [*parts, (start, text[start:])]


class Scope:
    """The names in force for one layer. Its form keeps one, and brings it up to date with ``follow``."""

    def __init__(self, *, copies: bool = False) -> None:
        """Know the names of every layer's input alone.

        Args:
            copies: whether the number of the copy may be used, as in arguments of a block.
        """
        self._copies = copies
        self._numbers: Mapping[str, Number] = {}
        self._parameters: Collection[str] = ()
        self._input: Mapping[str, int] = {}

    def follow(self, session: Session, result: NodeResult | None) -> None:
        """Know what is in force now for this layer, or with None for several, whose inputs differ."""
        module = session.document.modules.get(session.graph_id)
        self._numbers = session.graph_analysis.context.names
        self._parameters = module.parameters if module is not None else ()
        first = result.inputs[0] if result is not None and result.inputs else None
        self._input = input_names(first) if first else {}

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that may be used, this layer's own first."""
        return (*INPUT_NAMES, *((COPY,) if self._copies else ()), *self._numbers)

    @property
    def values(self) -> Mapping[str, Number]:
        """What has a value."""
        return {**self._numbers, **self._input}

    def check(self, formula: Formula, start: int = 0) -> None:
        """See that a formula uses only names in force.

        Args:
            formula: what is typed.
            start: where it starts in the text of its field, for the column.

        Raises:
            FormulaError: it cannot be read, or a name is not known; with its column in the field.
        """
        try:
            used = names_in(formula)
        except FormulaError as error:
            place = _tr(" (column {column})").format(column=start + error.column) if error.column else ""
            raise FormulaError(f"“{formula}”: {error}{place}.", start + error.column) from error
        for name, column in used:
            if name in self.names:
                continue
            import difflib  # here: a sketch is on the screen before anybody mistypes a name

            close = difflib.get_close_matches(name, self.names, n=1)
            if close:
                meant = _tr("is “{name}” meant?").format(name=close[0])
            else:
                shown, more = self.names[:_MOST_LISTED], len(self.names) - _MOST_LISTED
                meant = _tr("known are {names}").format(names=", ".join(shown))
                meant += _tr(" and {number} more.").format(number=more) if more > 0 else "."
            raise FormulaError(_tr("“{name}” is not known; {meant}").format(name=name, meant=meant), start + column)

    def offers(self, word: str) -> list[Offer]:
        """Names that begin like this word, and how a function of this name is used; all names for no word."""
        wanted = word.casefold()
        found = [
            Offer(name, name, self._meaning(name))
            for name in self.names
            if name.casefold().startswith(wanted) and name != word
        ]
        found += [
            Offer(f"{name}(", function.usage, _tr("function"))
            for name, function in FUNCTIONS.items()
            if name.startswith(wanted)
        ]
        return found

    def _meaning(self, name: str) -> str:
        if name in self._numbers:
            kind = _tr("parameter") if name in self._parameters else _tr("variable")
            return f"{kind} = {number_text(self._numbers[name])}"
        if name == COPY and self._copies:
            return _tr("number of the copy, from 0")
        kind = {"c_in": _tr("input channels"), "h_in": _tr("input height"), "w_in": _tr("input width")}[name]
        return f"{kind} = {number_text(self._input[name])}" if name in self._input else kind
