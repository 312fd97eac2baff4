"""Numbers, shapes and sentences as people read them. Nothing here knows a layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

__all__ = [
    "CHW",
    "HWC",
    "Message",
    "ShapeOrder",
    "count_text",
    "factor_text",
    "integer_text",
    "percent_text",
    "ratio_text",
    "shape_text",
    "short_text",
    "shortened",
]

ShapeOrder = Literal["HWC", "CHW"]
HWC: Final = "HWC"
CHW: Final = "CHW"

# Python refuses to print an int of more than 4,300 digits unless told otherwise; long before, it is a silly sketch.
_MOST_DIGITS: Final = 400
_LONGEST: Final[int] = 10**_MOST_DIGITS


@dataclass(frozen=True, init=False)
class Message:
    """A sentence as a value: an English template and the numbers in it, so that it can be translated later.

    Integers are rendered with thousands separators; everything else by ``str``.
    """

    template: str
    values: tuple[tuple[str, object], ...]

    def __init__(self, template: str, **values: object) -> None:
        """Keep the template and its values apart."""
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "values", tuple(values.items()))

    def __str__(self) -> str:
        """The English sentence."""
        shown = {key: integer_text(v) if type(v) is int else str(v) for key, v in self.values}
        return self.template.format(**shown)


def integer_text(value: int) -> str:
    """``120422400`` as ``120,422,400``: exact, whatever the size.

    An integer of more than 400 digits is given by its leading digits and its power of ten.
    """
    if -_LONGEST < value < _LONGEST:
        return f"{value:,}"
    digits = _digits(abs(value))
    lead = abs(value) // 10 ** (digits - 4)
    return f"{'-' if value < 0 else ''}{lead // 1000}.{lead % 1000:03d} × 10^{digits - 1}"


def _digits(value: int) -> int:
    """Number of decimal digits of a positive integer, without printing it."""
    guess = int(value.bit_length() * 0.30102999566398120)
    while 10**guess <= value:
        guess += 1
    return guess


def factor_text(value: int) -> str:
    """A number within a formula: ``192`` and ``1024`` as they stand, from five digits on ``120,422``."""
    return integer_text(value) if abs(value) >= 10_000 else str(value)


def short_text(value: int) -> str:
    """Three or four digits and a letter: ``120.4M``, ``10.0M``, ``992``. Rounded, for where space is short.

    Zeros behind the point stay, since they are known: ``10.0M`` beside ``2.41M`` is no whole ten million.

    The rounding is done on integers (half up), so that no float can turn 999,999 into another number.
    """
    sign, value = ("-", -value) if value < 0 else ("", value)
    if value < 1000:
        return f"{sign}{value}"
    for power, letter in ((3, "K"), (6, "M"), (9, "G"), (12, "T"), (15, "P"), (18, "E")):
        unit = 10**power
        decimals = 2 if value * 1000 < 9_995 * unit else 1  # 9.995 would be 10.00
        scaled = (value * 10**decimals * 2 + unit) // (2 * unit)
        if scaled < 1000 * 10**decimals:
            whole, part = divmod(scaled, 10**decimals)
            return f"{sign}{whole}.{part:0{decimals}d}{letter}"
    exponent = _digits(value) - 1
    unit = 10 ** (exponent - 1)
    lead = (2 * value + unit) // (2 * unit)
    if lead == 100:  # 9.96e20 rounds to 1.0e21
        lead, exponent = 10, exponent + 1
    return f"{sign}{lead // 10}.{lead % 10}e{exponent}"


def shortened(text: str, most: int = 120) -> str:
    """A text for a sentence: what is longer than ``most`` characters is cut, and says so by an ellipsis."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def count_text(value: int, one: str, many: str | None = None) -> str:
    """``1 layer``, ``2 layers``: a count with its noun."""
    return f"{integer_text(value)} {one if value == 1 else many or one + 's'}"


def percent_text(part: int, whole: int) -> str:
    """A share to one decimal, such as ``78.9 %``; ``–`` where there is nothing to share."""
    if whole <= 0:
        return "–"
    tenths = (part * 2000 + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10} %"


def ratio_text(part: int, whole: int) -> str:
    """A ratio to two decimals, such as ``9.68``; ``–`` where the divisor is zero."""
    if whole <= 0:
        return "–"
    hundredths = (part * 200 + whole) // (2 * whole)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def shape_text(shape: Sequence[int] | None, order: ShapeOrder = HWC) -> str:
    """A shape (N, C, H, W) as ``28×28×192`` (H×W×C) or ``192×28×28`` (C×H×W).

    The leading batch of 1 is left out; a larger one is written in front. Other ranks are written as they lie.
    """
    if shape is None:
        return "?"
    batch, rest = shape[:1], tuple(shape[1:])
    if order == HWC and len(rest) == 3:
        rest = (rest[1], rest[2], rest[0])
    if not rest or batch[0] != 1:
        rest = (*batch, *rest)
    return "×".join(integer_text(d) if d >= 10**6 else str(d) for d in rest)
