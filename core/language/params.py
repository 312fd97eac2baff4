"""Parameters of operators: kind, range, unit, doc; how they are read from typed text and shown.

A parameter is declared once, as a field of its operator. The inspector form, the file record, range checks and docs
follow from it. A *component* is one number of a parameter that has several (``kernel_size.0``, ``padding.top``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
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
    "int_param",
    "padding_param",
    "pair_param",
]

LARGEST: Final = 10**18
"""Default upper bound of an integer parameter: silly, but still exact."""


class ParamKind(Enum):
    """What a parameter holds."""

    INT = "int"
    PAIR = "pair"
    PADDING = "padding"
    CHOICE = "choice"
    BOOL = "bool"


Component = int | Formula
ParamValue = bool | str | Component | tuple[Component, ...]
"""What a person may enter: a literal, a formula, or several of either."""

_COMPONENTS: Final = {
    ParamKind.INT: ("",),
    ParamKind.PAIR: ("0", "1"),
    ParamKind.PADDING: ("top", "bottom", "left", "right"),
    ParamKind.CHOICE: (),
    ParamKind.BOOL: (),
}
_INTEGER: Final = re.compile(r"[-+]?\d+", re.ASCII)
_SEPARATOR: Final = re.compile(r"\s*[,;]\s*")
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
        parts = _SEPARATOR.split(text)
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
        formula = Formula(text)
        try:
            names = names_in(formula)
        except FormulaError as error:
            if re.fullmatch(r"[-+]?\d*[.,]\d+", text):
                raise ParamError(f"“{text}” is not a whole number; {self._expects()}.") from error
            place = f" (column {error.column})" if error.column else ""
            raise ParamError(f"“{text}”: {error}{place}; {self._expects()}.") from error
        if not names and not re.search(r"[-+*/×·]", text):
            raise ParamError(f"“{text}” is not a number; {self._expects()}.")
        return formula

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
        return Message("“{word}” is not one of {choices}.", word=word, choices=", ".join(self.choices))

    def _expects(self) -> str:
        if self.kind is ParamKind.INT:
            return "a whole number or a formula such as 2*c_in is expected"
        if self.kind is ParamKind.PAIR:
            return "one number or height and width, such as 5, 5×5 or 1,7, is expected"
        if self.kind is ParamKind.PADDING:
            words = ", ".join(self.choices)
            return f"{words}, one number, two (vertical, horizontal) or four (top, bottom, left, right) are expected"
        return f"one of {', '.join(self.choices)} is expected" if self.choices else "yes or no is expected"


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


def choice_param(*, default: str, choices: tuple[str, ...], doc: str) -> str:
    """One of some words."""
    declared: str = _declare(Param(ParamKind.CHOICE, default, doc=doc, choices=choices))
    return declared


def bool_param(*, default: bool, doc: str) -> bool:
    """Yes or no."""
    declared: bool = _declare(Param(ParamKind.BOOL, default, doc=doc))
    return declared
