"""Parameters of operators: kind, range, unit, doc; how they are read from typed text and shown.

A parameter is declared once, as a field of its operator. The inspector form, the file record, range checks and docs
follow from it. A *component* is one number of a parameter that has several (``kernel_size.0``, ``padding.top``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any, Final

from core.errors import FormulaError, ParamError
from core.language.dims import PADDING_WORDS, Dim, Padding, Pair
from core.language.formulas import Formula, names_in
from core.text import Message, integer_text

__all__ = [
    "LARGEST",
    "Param",
    "ParamKind",
    "ParamValue",
    "axis_param",
    "bool_param",
    "choice_param",
    "float_param",
    "int_param",
    "list_param",
    "margins_param",
    "padding_param",
    "pair_param",
    "text_param",
]

LARGEST: Final = 10**18
"""Default upper bound of an integer parameter: silly, but still exact."""
_MOST_ITEMS: Final = 64
"""Longest list of numbers: more axes or parts than anything has."""
_LONGEST_TEXT: Final = 100_000


class ParamKind(Enum):
    """What a parameter holds."""

    INT = "int"
    PAIR = "pair"
    PADDING = "padding"
    CHOICE = "choice"
    BOOL = "bool"
    FLOAT = "float"
    LIST = "list"
    TEXT = "text"


Component = int | Formula
ParamValue = bool | str | float | Component | tuple[Component, ...]
"""What a person may enter: a literal, a formula, or several of either."""

_COMPONENTS: Final = {
    ParamKind.INT: ("",),
    ParamKind.PAIR: ("0", "1"),
    ParamKind.PADDING: ("top", "bottom", "left", "right"),
    ParamKind.CHOICE: (),
    ParamKind.BOOL: (),
    ParamKind.FLOAT: (),
    ParamKind.LIST: (),
    ParamKind.TEXT: (),
}
_INTEGER: Final = re.compile(r"[-+]?\d+", re.ASCII)
_BRACKET_OR_SEPARATOR: Final = re.compile(r"[()]|\s*[,;]\s*")
_DECIMAL: Final = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", re.ASCII)
_TIMES: Final = re.compile(r"\s*[x×X*]\s*")
_MOST_DIGITS: Final = 30
_THOUSANDS: Final = re.compile(r"[-+]?\d{1,3}(,\d{3})+", re.ASCII)
_HEXADECIMAL: Final = re.compile(r"0[xX][0-9a-fA-F]+", re.ASCII)
_ZERO_LED: Final = re.compile(r"[-+]?0\d+", re.ASCII)
_HALF_TYPED: Final = re.compile(r"^\s*[,;x×*]|(?:[-+*/×·,;]|\d\s*[xX])\s*$", re.ASCII)
_TRUE: Final = ("true", "yes", "on", "1")
_FALSE: Final = ("false", "no", "off", "0")


@dataclass(frozen=True)
class Param:
    """The declaration of one parameter.

    Attributes:
        kind: what it holds.
        default: its default value.
        minimum: least value of a component.
        maximum: greatest value of a component.
        unit: unit of a component, written out ("px", "channels"); empty for none.
        doc: one sentence for tooltips and docs.
        choices: the words of a choice or of a padding.
        varies: whether a sweep may put an array here; an axis selects a rule instead of entering it.
        bounds: least and greatest value of a real number.
        name: the field's name; filled in by ``@operator``.
    """

    kind: ParamKind
    default: Any
    minimum: int = 0
    maximum: int = LARGEST
    unit: str = ""
    doc: str = ""
    choices: tuple[str, ...] = ()
    varies: bool = True
    bounds: tuple[float, float] = (0.0, 0.0)
    name: str = ""

    @property
    def label(self) -> str:
        """The name as a person reads it: ``kernel_size`` as ``Kernel size``."""
        return self.name.replace("_", " ").capitalize()

    def component_keys(self) -> tuple[str, ...]:
        """Keys under which formulas may stand: ``out_channels``, or ``kernel_size.0`` and ``kernel_size.1``."""
        return self._keys

    @cached_property
    def _keys(self) -> tuple[str, ...]:
        return tuple(f"{self.name}.{c}" if c else self.name for c in _COMPONENTS[self.kind])

    def components(self, value: Any) -> tuple[Dim, ...]:
        """The numbers in a value, in the order of ``component_keys``; none for words and switches."""
        if self.kind is ParamKind.INT:
            return (value,)
        if self.kind is ParamKind.PAIR or (self.kind is ParamKind.PADDING and not isinstance(value, str)):
            return tuple(value)
        return ()

    # -- text ---------------------------------------------------------------------------------------------------

    def format(self, value: Any, formulas: Mapping[str, Formula] | None = None) -> str:
        """A value as text that ``parse`` reads back to the same value.

        Args:
            value: the literal.
            formulas: overlay by component key; a formula is shown in place of its literal.
        """
        if self.kind is ParamKind.BOOL:
            return "yes" if value else "no"
        if self.kind is ParamKind.LIST:
            return ", ".join(map(str, value))
        if self.kind in (ParamKind.FLOAT, ParamKind.TEXT):
            return str(value)
        parts = [str(part) for part in self.components(value)]
        if not parts:
            parts = ["0"] * len(_COMPONENTS[self.kind]) if self._overlaid(formulas) else []
        shown: list[str] = []
        for key, part in zip(self.component_keys(), parts, strict=bool(parts)):
            formula = formulas.get(key) if formulas else None
            shown.append(formula.text if formula else part)
        if not shown:
            return str(value)
        if self.kind is ParamKind.PADDING:
            top, bottom, left, right = shown
            if top == bottom == left == right:
                return top
            return f"{top}, {left}" if top == bottom and left == right else ", ".join(shown)
        if len(shown) == 2:
            if self._overlaid(formulas):
                return shown[0] if shown[0] == shown[1] else ", ".join(shown)
            return "×".join(shown)
        return ", ".join(shown)

    def _overlaid(self, formulas: Mapping[str, Formula] | None) -> bool:
        return bool(formulas) and any(key in (formulas or {}) for key in self.component_keys())

    def parse(self, text: str) -> ParamValue:
        """A value from text as people type it: ``5``, ``5x5``, ``5×5``, ``1,7``, ``same``, ``c_in // 2``.

        Raises:
            ParamError: the text is not a value of this parameter; says why and what would be.
        """
        stripped = text.strip()
        if self.kind in (ParamKind.LIST, ParamKind.TEXT, ParamKind.FLOAT):
            return self._parse_plain(stripped)
        if not stripped:
            raise ParamError(f"Empty; {self._expects()}.")
        if self.kind is ParamKind.BOOL:
            word = stripped.lower()
            if word in _TRUE or word in _FALSE:
                return word in _TRUE
            raise ParamError(f"“{stripped}” is neither yes nor no.")
        if self.choices and (word := re.sub(r"[\s-]+", "_", stripped.lower())) in self.choices:
            return word
        if self.kind is ParamKind.CHOICE:
            raise ParamError(str(self.choice_message(stripped)))
        self._refuse_doubtful(stripped)
        parts = self._split(stripped)
        counts = {ParamKind.INT: (1,), ParamKind.PAIR: (1, 2), ParamKind.PADDING: (1, 2, 4)}[self.kind]
        if len(parts) not in counts:
            raise ParamError(f"{len(parts)} numbers given; {self._expects()}.")
        if len(parts) > 1 and (doubtful := next(filter(_ZERO_LED.fullmatch, parts), None)):
            raise ParamError(f"“{doubtful}” starts with a zero; write {int(doubtful)}.")
        values = tuple(self._component(part) for part in parts)
        if self.kind is ParamKind.INT:
            return values[0]
        if self.kind is ParamKind.PAIR:
            return values if len(values) == 2 else (values[0], values[0])
        if len(values) == 4:
            return values
        vertical, horizontal = values[0], values[-1]
        return (vertical, vertical, horizontal, horizontal)

    def _parse_plain(self, text: str) -> ParamValue:
        """A list, a text or a real number: kinds that take no formulas."""
        if self.kind is ParamKind.TEXT:
            for _, fault in self.faults(text):
                raise ParamError(str(fault))
            return text
        if self.kind is ParamKind.FLOAT:
            try:
                value = float(text)
            except ValueError as error:
                raise ParamError(f"“{text}” is not a number such as 0.5.") from error
            if not self.bounds[0] <= value <= self.bounds[1]:
                raise ParamError(str(self.bounds_message(text)))
            return value
        parts = [part for part in re.split(r"[\s,;]+", text.strip("()[] ")) if part]
        wrong = next((part for part in parts if not _INTEGER.fullmatch(part) or len(part) > _MOST_DIGITS), None)
        if wrong is not None:
            raise ParamError(f"“{wrong}” is not a whole number; numbers with commas such as 0, 2, 3, 1 are expected.")
        numbers = tuple(int(part) for part in parts)
        for _, fault in self.faults(numbers):
            raise ParamError(str(fault))
        return numbers

    def _refuse_doubtful(self, text: str) -> None:
        """Refuse what could be read as another number than was meant, and what is only half there.

        Raises:
            ParamError: the text is such.
        """
        several = self.kind is not ParamKind.INT
        if _THOUSANDS.fullmatch(text):
            parts = text.split(",")
            # A space behind the comma tells two numbers from one with separators.
            apart = several and len(parts) in (2, 4) and not any(map(_ZERO_LED.fullmatch, parts))
            hint = f"; for {'two' if len(parts) == 2 else 'four'} numbers, write {', '.join(parts)}" if apart else ""
            raise ParamError(f"Write {''.join(parts)}, without separators{hint}.")
        if _HEXADECIMAL.fullmatch(text) and int(text, 16):
            two = f", or 0×{text[2:]} for two numbers" if several and text[2:].isdigit() else ""
            raise ParamError(f"“{text}” looks like a hexadecimal number; write {int(text, 16)}{two}.")
        if _HALF_TYPED.search(text):
            raise ParamError(f"“{text}” is not complete; {self._expects()}.")

    def _split(self, text: str) -> list[str]:
        parts = _parts(text)
        if len(parts) == 1:
            numbers = _TIMES.split(text)
            if len(numbers) > 1 and self.kind is not ParamKind.INT and all(map(_INTEGER.fullmatch, numbers)):
                return numbers
        return parts

    def _component(self, text: str) -> Component:
        if _INTEGER.fullmatch(text):
            if len(text) > _MOST_DIGITS:
                raise ParamError(f"A number of {len(text)} digits is too large; at most {integer_text(self.maximum)}.")
            value = int(text)
            if not self.minimum <= value <= self.maximum:
                raise ParamError(str(self.range_message(value)))
            return value
        if _DECIMAL.fullmatch(text):
            raise ParamError(f"“{text}” is not a whole number; {self._expects()}.")
        formula = Formula(text)
        try:
            names = names_in(formula)
        except FormulaError as error:
            place = f" (column {error.column})" if error.column else ""
            raise ParamError(f"“{text}”: {error}{place}; {self._expects()}.") from error
        if not names and not re.search(r"[-+*/%<>=×·a-z]", text):
            raise ParamError(f"“{text}” is not a number; {self._expects()}.")
        return formula

    def faults(self, value: Any) -> Iterator[tuple[str, Message]]:
        """What is out of range in a value, each with the key of the component at fault."""
        for key, number in zip(self.component_keys(), self.components(value), strict=False):
            if not self.minimum <= number <= self.maximum:
                yield key, self.range_message(number)
        found: Message | None = None
        if isinstance(value, str) and self.kind in (ParamKind.CHOICE, ParamKind.PADDING):
            found = None if value in self.choices else self.choice_message(value)
        elif self.kind is ParamKind.FLOAT and not self.bounds[0] <= value <= self.bounds[1]:
            found = self.bounds_message(str(value))
        elif self.kind is ParamKind.TEXT and len(value) > _LONGEST_TEXT:
            found = Message("{label} is longer than {most} characters.", label=self.label, most=_LONGEST_TEXT)
        elif self.kind is ParamKind.LIST:
            outside = next((number for number in value if not self.minimum <= number <= self.maximum), None)
            if len(value) > _MOST_ITEMS:
                found = Message("{label} has more than {most} numbers.", label=self.label, most=_MOST_ITEMS)
            elif outside is not None:
                found = self.range_message(outside)
        if found is not None:
            yield self.name, found

    def bounds_message(self, value: str) -> Message:
        """Why a real number is out of range."""
        low, high = (f"{bound:g}" for bound in self.bounds)
        return Message(
            "{label} must lie between {low} and {high}, not {value}.", label=self.label, low=low, high=high, value=value
        )

    def range_message(self, value: int) -> Message:
        """Why a component is out of range."""
        template = (
            "{label} must be at least {minimum}{unit}, not {value}."
            if value < self.minimum
            else "{label} must be at most {maximum}{unit}, not {value}."
        )
        return Message(
            template,
            label=self.label,
            minimum=self.minimum,
            maximum=self.maximum,
            unit=f" {self.unit}" if self.unit and self.unit not in self.label.lower() else "",
            value=value,
        )

    def choice_message(self, word: str) -> Message:
        """Why a word is not a value."""
        choices = ", ".join(self.choices) or "numbers"
        return Message("“{word}” is not one of {choices}.", word=word, choices=choices)

    def _expects(self) -> str:
        if self.kind is ParamKind.INT:
            return "a whole number or a formula such as 2*c_in is expected"
        if self.kind is ParamKind.PAIR:
            return "one number or height and width, such as 5, 5×5 or 1,7, is expected"
        if self.kind is ParamKind.PADDING:
            words = "".join(f"{word}, " for word in self.choices)
            return f"{words}one number, two (vertical, horizontal) or four (top, bottom, left, right) are expected"
        return f"one of {', '.join(self.choices)} is expected" if self.choices else "yes or no is expected"


def _parts(text: str) -> list[str]:
    """The text at its separators, but for those inside the brackets of a function: ``max(a, b), 3`` are two."""
    parts: list[str] = []
    start = depth = 0
    for found in _BRACKET_OR_SEPARATOR.finditer(text):
        if found.group() in ("(", ")"):
            depth += 1 if found.group() == "(" else -1
        elif depth <= 0:
            parts.append(text[start : found.start()])
            start = found.end()
    return [*parts, text[start:]]


# Factories. They are typed as the value they stand for, as dataclass fields are.


def _declare(param: Param) -> Any:
    return field(default=param.default, metadata={"param": param})


def int_param(*, default: int, minimum: int = 1, maximum: int = LARGEST, unit: str = "", doc: str) -> Dim:
    """A whole number, or a formula."""
    declared: Dim = _declare(Param(ParamKind.INT, default, minimum, maximum, unit, doc))
    return declared


def axis_param(*, default: int, minimum: int, maximum: int, doc: str) -> int:
    """The number of an axis, negative from the end. It selects the rule, so no sweep can vary it."""
    declared: int = _declare(Param(ParamKind.INT, default, minimum, maximum, doc=doc, varies=False))
    return declared


def pair_param(*, default: Pair, minimum: int = 1, maximum: int = LARGEST, unit: str = "px", doc: str) -> Pair:
    """(height, width)."""
    declared: Pair = _declare(Param(ParamKind.PAIR, default, minimum, maximum, unit, doc))
    return declared


def padding_param(*, default: Padding, doc: str) -> Padding:
    """A padding word, or (top, bottom, left, right)."""
    declared: Padding = _declare(Param(ParamKind.PADDING, default, 0, LARGEST, "px", doc, PADDING_WORDS))
    return declared


def float_param(*, default: float, minimum: float, maximum: float, doc: str) -> float:
    """A real number that enters no shape and no cost, such as a probability."""
    declared: float = field(
        default=default,
        metadata={"param": Param(ParamKind.FLOAT, default, doc=doc, varies=False, bounds=(minimum, maximum))},
    )
    return declared


def list_param(*, default: tuple[int, ...], minimum: int, doc: str) -> tuple[int, ...]:
    """Whole numbers in a row whose count matters, such as axes or sizes. It selects the rule."""
    declared: tuple[int, ...] = _declare(Param(ParamKind.LIST, default, minimum, doc=doc, varies=False))
    return declared


def text_param(*, default: str, doc: str) -> str:
    """Text with a meaning of its own, such as a table of connections."""
    declared: str = _declare(Param(ParamKind.TEXT, default, doc=doc, varies=False))
    return declared


def margins_param(*, default: tuple[Dim, Dim, Dim, Dim], doc: str) -> tuple[Dim, Dim, Dim, Dim]:
    """(top, bottom, left, right) in numbers only, negative ones to cut off."""
    declared: tuple[Dim, Dim, Dim, Dim] = _declare(Param(ParamKind.PADDING, default, -LARGEST, LARGEST, "px", doc))
    return declared


def choice_param(*, default: str, choices: tuple[str, ...], doc: str) -> str:
    """One of some words."""
    declared: str = _declare(Param(ParamKind.CHOICE, default, doc=doc, choices=choices))
    return declared


def bool_param(*, default: bool, doc: str) -> bool:
    """Yes or no."""
    declared: bool = _declare(Param(ParamKind.BOOL, default, doc=doc))
    return declared
