"""The little arithmetic language of parameters: ``4*c_in``, ``make_divisible(32*width, 8)``, ``2 if s == 1 else 1``.

Nothing but arithmetic can be said in it: a formula is parsed into nested closures that only this module makes, every
power and product is bounded, and so a hostile file can neither run code nor hang the program. It evaluates on ints and
floats and, element by element, on arrays. Arithmetic follows Python; a comparison is 1 or 0.

Grammar (precedence as in Python)::

    formula    = comparison ["if" comparison "else" formula]
    comparison = sum [("==" | "!=" | "<" | "<=" | ">" | ">=") sum]
    sum        = product (("+" | "-") product)*
    product    = unary (("*" | "/" | "//" | "%") unary)*
    unary      = ("-" | "+") unary | power
    power      = atom ["**" unary]
    atom       = number | name | function "(" formula ("," formula)* ")" | "(" formula ")"
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from core.errors import FormulaError
from core.language.dims import where
from core.language.formula_functions import FUNCTIONS, PRODUCTS, is_scalar, raised_arrays

__all__ = ["FUNCTIONS", "INPUT_NAMES", "Formula", "Number", "evaluate", "is_name", "names_in", "rename"]

INPUT_NAMES: Final = ("c_in", "h_in", "w_in")
"""Names every layer's formulas may use: channels, height and width of its first input."""

_LONGEST: Final = 1000
_DEEPEST: Final = 50
_MOST_BITS: Final = 4096  # powers and products of huge factors must not grow without bound
_MOST_DIGITS: Final = 40
_MOST_LISTED: Final = 12  # names in a message
_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)"
    r"|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<op>//|\*\*|==|!=|<=|>=|[-+*/%<>(),×·]))",
    re.ASCII,
)
_SAME: Final = {"×": "*", "·": "*"}
_KEYWORDS: Final = ("if", "else")

Number = int | float
_Env = Mapping[str, Any]
_Code = Callable[[_Env], Any]


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


# -- parsing ------------------------------------------------------------------------------------------------------


class _Parser:
    """One pass over the tokens of a formula, building nested closures."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[tuple[str, str, int]] = []
        self.names: list[tuple[str, int]] = []
        self.depth = -1  # the formula itself is no nesting
        self.at = 0
        position, end = 0, len(text.rstrip())
        while position < end:
            found = _TOKEN.match(text, position)
            if found is None:
                place = position + len(text[position:]) - len(text[position:].lstrip())
                raise FormulaError(f"“{text[place]}” is not part of a formula", place + 1)
            kind = found.lastgroup or ""
            token, column = found.group(kind), found.start(kind) + 1
            if kind == "name" and token in _KEYWORDS:
                kind = "op"
            self.tokens.append((kind, _SAME.get(token, token), column))
            position = found.end()

    def parse(self) -> _Parsed:
        if not self.tokens:
            raise FormulaError("the formula is empty", 1)
        code = self.formula()
        if self.at < len(self.tokens):
            _, token, column = self.tokens[self.at]
            raise FormulaError(f"“{token}” is not expected here; an operator such as * is missing", column)
        return _Parsed(code, tuple(self.names))

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) and self.tokens[self.at][0] == "op" else ""

    def take(self) -> int:
        """Step over a token; its column."""
        self.at += 1
        return self.tokens[self.at - 1][2]

    def formula(self) -> _Code:
        self.enter()
        value = self.comparison()
        if self.peek() == "if":
            column = self.take()
            condition = self.comparison()
            if self.peek() != "else":
                raise FormulaError("this “if” has no “else”", column)
            self.take()
            value = _choice(condition, value, self.formula())
        self.depth -= 1
        return value

    def comparison(self) -> _Code:
        left = self.sum()
        if self.peek() in _COMPARISONS:
            compare = _COMPARISONS[self.peek()]
            self.take()
            left = _compared(compare, left, self.sum())
            if self.peek() in _COMPARISONS:
                raise FormulaError("comparisons cannot be chained; multiply two of them", self.tokens[self.at][2])
        return left

    def sum(self) -> _Code:
        left = self.product()
        rest: list[_Step] = []
        while (sign := self.peek()) in ("+", "-"):
            column = self.take()
            rest.append((operator.add if sign == "+" else operator.sub, self.product(), column))
        return _chained(left, rest)

    def product(self) -> _Code:
        left = self.unary()
        rest: list[_Step] = []
        while (sign := self.peek()) in PRODUCTS:
            column = self.take()
            rest.append((PRODUCTS[sign], self.unary(), column))
        return _chained(left, rest)

    def unary(self) -> _Code:
        if self.peek() in ("-", "+"):
            negative = self.peek() == "-"
            self.take()
            self.enter()
            inner = self.unary()
            self.depth -= 1
            return (lambda env: -inner(env)) if negative else inner
        return self.power()

    def power(self) -> _Code:
        base = self.atom()
        if self.peek() != "**":
            return base
        column = self.take()
        self.enter()
        exponent = self.unary()
        self.depth -= 1
        return lambda env: _raised(base(env), exponent(env), column)

    def atom(self) -> _Code:
        if self.at >= len(self.tokens):
            raise FormulaError("the formula ends too early", len(self.text) + 1)
        kind, token, column = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return _constant(token, column)
        if kind == "name":
            if self.peek() == "(":
                return self.call(token, column)
            self.names.append((token, column))
            return lambda env: env[token]
        if token == "(":  # noqa: S105
            inner = self.formula()
            if self.peek() != ")":
                raise FormulaError("this bracket is never closed", column)
            self.take()
            return inner
        raise FormulaError(f"“{token}” is not expected here; a number or a name is missing", column)

    def call(self, name: str, column: int) -> _Code:
        function = FUNCTIONS.get(name)
        if function is None:
            raise FormulaError(f"there is no function “{name}”{_meant(name, FUNCTIONS)}", column)
        opening = self.take()
        arguments = [self.formula()]
        while self.peek() == ",":
            self.take()
            arguments.append(self.formula())
        if self.peek() != ")":
            raise FormulaError("this bracket is never closed", opening)
        self.take()
        if not function.fewest <= len(arguments) <= function.most:
            raise FormulaError(f"{name} is used as {function.usage}", column)
        return _called(function.run, arguments, column)

    def enter(self) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            column = self.tokens[max(self.at - 1, 0)][2]
            raise FormulaError(f"brackets, signs and conditions are nested more than {_DEEPEST} deep", column)


_COMPARISONS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _constant(token: str, column: int) -> _Code:
    if len(token) > _MOST_DIGITS:
        raise FormulaError(f"a number of {len(token)} characters is too long", column)
    value: Number = int(token) if token.isdigit() else float(token)
    if isinstance(value, float) and not math.isfinite(value):
        raise FormulaError("the number is too large", column)
    return lambda _env: value


def _choice(condition: _Code, then: _Code, otherwise: _Code) -> _Code:
    def run(env: _Env) -> Any:
        chosen = condition(env)
        if is_scalar(chosen):
            return then(env) if chosen else otherwise(env)
        # A side that no element takes is not evaluated, as for numbers.
        if not chosen.any():
            return otherwise(env)
        return then(env) if chosen.all() else where(chosen != 0, then(env), otherwise(env))

    return run


def _compared(compare: Callable[[Any, Any], Any], left: _Code, right: _Code) -> _Code:
    return lambda env: compare(left(env), right(env)) * 1


def _checked(value: Any, column: int) -> Any:
    """The value, unless it is a number too large to go on with."""
    if isinstance(value, int):
        if value.bit_length() > _MOST_BITS:
            raise FormulaError("the result is too large", column)
    elif isinstance(value, float) and not math.isfinite(value):
        raise FormulaError("the result is too large", column)
    return value


_Step = tuple[Callable[[Any, Any], Any], _Code, int]
"""An operator, what stands to its right, and its column."""


def _chained(first: _Code, rest: list[_Step]) -> _Code:
    """Operators of one precedence, from left to right: a loop, so that a long sum is no deep one."""
    if not rest:
        return first
    steps = tuple(rest)

    def run(env: _Env) -> Any:
        value = first(env)
        for apply, operand, column in steps:
            right = operand(env)
            try:
                value = _checked(apply(value, right), column)
            except ZeroDivisionError as error:
                raise FormulaError("division by zero", column) from error
            except OverflowError as error:
                raise FormulaError("the result is too large", column) from error
        return value

    return run


def _raised(base: Any, exponent: Any, column: int) -> Any:
    if not (is_scalar(base) and is_scalar(exponent)):
        return raised_arrays(base, exponent)
    if isinstance(base, int) and isinstance(exponent, int) and exponent >= 0:
        if base.bit_length() * exponent > _MOST_BITS and base not in (-1, 0, 1):
            raise FormulaError("the result is too large", column)
        return base**exponent
    try:
        result = base**exponent
    except ZeroDivisionError as error:
        raise FormulaError("division by zero", column) from error
    except OverflowError as error:
        raise FormulaError("the result is too large", column) from error
    if isinstance(result, complex):
        raise FormulaError("a negative number has no such power", column)
    return _checked(result, column)


def _called(run: Callable[..., Any], arguments: list[_Code], column: int) -> _Code:
    def call(env: _Env) -> Any:
        try:
            return _checked(run(*(argument(env) for argument in arguments)), column)
        except ZeroDivisionError as error:
            raise FormulaError("division by zero", column) from error
        except (OverflowError, ValueError) as error:
            raise FormulaError("the result is too large", column) from error

    return call


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


def _meant(name: str, known: Collection[str]) -> str:
    import difflib  # here: it takes longer to import than all formulas of a sketch to evaluate

    close = difflib.get_close_matches(name, list(known), n=1)
    if close:
        return f"; is “{close[0]}” meant?"
    listed = list(known)[:_MOST_LISTED]
    more = ", …" if len(known) > len(listed) else ""
    return f"; there are {', '.join(listed)}{more}" if listed else "; there are only numbers here"


# -- what others use ----------------------------------------------------------------------------------------------


def is_name(text: str) -> bool:
    """Whether a text can name a variable."""
    return bool(re.fullmatch(r"[A-Za-z_]\w*", text, re.ASCII)) and text not in (*_KEYWORDS, *FUNCTIONS)


def names_in(formula: Formula) -> tuple[tuple[str, int], ...]:
    """The names a formula uses, each with its 1-based column.

    Raises:
        FormulaError: the formula cannot be read.
    """
    return _parsed(formula).names


def rename(formula: Formula, old: str, new: str) -> Formula:
    """The formula with one name replaced; itself where it does not use it or cannot be read."""
    try:
        columns = [column for name, column in names_in(formula) if name == old]
    except FormulaError:
        return formula
    text = formula.text
    for column in reversed(columns):
        text = text[: column - 1] + new + text[column - 1 + len(old) :]
    return Formula(text) if columns else formula


def evaluate(formula: Formula, names: Mapping[str, Any], known: tuple[str, ...] = INPUT_NAMES) -> Any:
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
            raise FormulaError(f"“{name}” is not known{_meant(name, dict.fromkeys((*known, *names)))}", column)
    return parsed.code(names)
