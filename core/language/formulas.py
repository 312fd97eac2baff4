"""The little arithmetic language of parameters: ``c_in``, ``2*c_in``, ``h_in // 2 + 1``.

Nothing but arithmetic can be said in it: a formula is parsed into a small tree that only this module can evaluate, so
a hostile file can neither run code nor hang the program. It evaluates on ints and, element by element, on arrays.

Grammar (precedence as in Python)::

    sum     = product (("+" | "-") product)*
    product = unary (("*" | "//") unary)*
    unary   = "-" unary | atom
    atom    = integer | name | "(" sum ")"
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from core.errors import FormulaError
from core.language.dims import Dim, floor_div

__all__ = ["INPUT_NAMES", "Formula", "evaluate", "names_in"]

INPUT_NAMES: Final = ("c_in", "h_in", "w_in")
"""Names every layer's formulas may use: channels, height and width of its first input."""

_LONGEST: Final = 1000
_DEEPEST: Final = 50
_MOST_BITS: Final = 4096  # a product of a thousand huge factors must not grow without bound
_TOKEN: Final = re.compile(r"\s*(?:(?P<int>\d+)|(?P<name>[A-Za-z_]\w*)|(?P<op>//|[-+*()×·]))", re.ASCII)
_SAME: Final = {"×": "*", "·": "*"}

_Env = Mapping[str, Dim]
_Code = Callable[[_Env], Dim]


@dataclass(frozen=True)
class Formula:
    """A formula as it was typed. Equal texts are equal formulas; a text that cannot be read is kept as well."""

    text: str

    def __str__(self) -> str:
        """The text as typed."""
        return self.text


@dataclass(frozen=True)
class _Parsed:
    code: _Code
    names: tuple[tuple[str, int], ...]


class _Parser:
    """One pass over the tokens of a formula, building nested closures."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[tuple[str, str, int]] = []
        self.names: list[tuple[str, int]] = []
        self.depth = 0
        self.at = 0
        position = 0
        while position < len(text):
            if text[position:].isspace():
                break
            found = _TOKEN.match(text, position)
            if found is None:
                place = position + len(text[position:]) - len(text[position:].lstrip())
                raise FormulaError(f"“{text[place]}” is not part of a formula", place + 1)
            kind = found.lastgroup or ""
            self.tokens.append((kind, found.group(kind), found.start(kind) + 1))
            position = found.end()

    def parse(self) -> _Parsed:
        if not self.tokens:
            raise FormulaError("the formula is empty", 1)
        code = self.sum()
        if self.at < len(self.tokens):
            _, token, column = self.tokens[self.at]
            raise FormulaError(f"“{token}” is not expected here; an operator such as * is missing", column)
        return _Parsed(code, tuple(self.names))

    def peek(self) -> str:
        if self.at < len(self.tokens) and self.tokens[self.at][0] == "op":
            token = self.tokens[self.at][1]
            return _SAME.get(token, token)
        return ""

    def sum(self) -> _Code:
        parts = [("+", self.product())]
        while (sign := self.peek()) in ("+", "-"):
            self.at += 1
            parts.append((sign, self.product()))
        return parts[0][1] if len(parts) == 1 else _add_up(parts)

    def product(self) -> _Code:
        first = self.unary()
        parts: list[tuple[str, _Code, int]] = []
        while (sign := self.peek()) in ("*", "//"):
            column = self.tokens[self.at][2]
            self.at += 1
            parts.append((sign, self.unary(), column))
        return _multiply_out(first, parts) if parts else first

    def unary(self) -> _Code:
        if self.peek() == "-":
            self.at += 1
            self.enter()
            inner = self.unary()
            self.depth -= 1
            return lambda env: -inner(env)
        return self.atom()

    def atom(self) -> _Code:
        if self.at >= len(self.tokens):
            raise FormulaError("the formula ends too early", len(self.text) + 1)
        kind, token, column = self.tokens[self.at]
        self.at += 1
        if kind == "int":
            value = int(token)
            return lambda _env: value
        if kind == "name":
            self.names.append((token, column))
            return lambda env: env[token]
        if token == "(":  # noqa: S105
            self.enter()
            inner = self.sum()
            self.depth -= 1
            if self.peek() != ")":
                raise FormulaError("this bracket is never closed", column)
            self.at += 1
            return inner
        raise FormulaError(f"“{token}” is not expected here; a number or a name is missing", column)

    def enter(self) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise FormulaError(f"brackets and signs are nested more than {_DEEPEST} deep", self.tokens[self.at - 1][2])


# A long sum is one loop, not a closure in a closure for each sign: the depth of the stack is that of the brackets.


def _add_up(parts: list[tuple[str, _Code]]) -> _Code:
    def run(env: _Env) -> Dim:
        result: Dim = 0
        for sign, part in parts:
            result = result + part(env) if sign == "+" else result - part(env)
        return result

    return run


def _multiply_out(first: _Code, parts: list[tuple[str, _Code, int]]) -> _Code:
    def run(env: _Env) -> Dim:
        result = first(env)
        for sign, part, column in parts:
            value = part(env)
            if sign == "*":
                result = result * value
                if isinstance(result, int) and result.bit_length() > _MOST_BITS:
                    raise FormulaError("the result is too large", column)
            elif isinstance(value, int) and value == 0:
                raise FormulaError("division by zero", column)
            else:
                result = floor_div(result, value)
        return result

    return run


@lru_cache(maxsize=4096)
def _parse(text: str) -> _Parsed | FormulaError:
    try:
        return _Parser(text).parse()
    except FormulaError as error:
        return error


def _parsed(formula: Formula) -> _Parsed:
    if len(formula.text) > _LONGEST:  # before the cache, which would keep a hostile text alive
        raise FormulaError(f"the formula is longer than {_LONGEST} characters", _LONGEST)
    parsed = _parse(formula.text)
    if isinstance(parsed, FormulaError):
        raise FormulaError(str(parsed), parsed.column)
    return parsed


def names_in(formula: Formula) -> tuple[tuple[str, int], ...]:
    """The names a formula uses, each with its 1-based column.

    Raises:
        FormulaError: the formula cannot be read.
    """
    return _parsed(formula).names


def evaluate(formula: Formula, names: Mapping[str, Dim], known: tuple[str, ...] = INPUT_NAMES) -> Dim:
    """The value of a formula.

    Args:
        formula: what to evaluate.
        names: values of the names in scope.
        known: names that exist in this scope whether or not they have a value, for the message.

    Raises:
        FormulaError: it cannot be read, uses a name that has no value, or divides by zero.
    """
    parsed = _parsed(formula)
    for name, column in parsed.names:
        if name not in names:
            if name in known:
                raise FormulaError(f"{name} has no value: the input of this layer has no such axis", column)
            there_are = f"known are {', '.join(known)}" if known else "without an input there are only numbers"
            raise FormulaError(f"“{name}” is not known; {there_are}", column)
    return parsed.code(names)
