"""Numbers typed after the name of a layer: ``conv 5x5 32`` is a Conv2d of 32 filters of 5×5.

A preset with other values is named by a key of its own, ``Conv2d[out_channels=32;kernel_size=5x5]``, which goes
wherever the key of a preset goes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from core.errors import ParamError
from core.language.formulas import Formula
from core.language.params import Param, ParamKind
from core.library.presets import Preset, preset

__all__ = ["Typed", "adjusted", "adjusted_key", "find_preset", "read_typed"]

_MAIN: Final = ("out_channels", "out_features", "num_groups", "groups", "classes", "chunks", "size")
"""The main whole number of a layer: the first of these that it has."""
_PAIRS: Final = ("kernel_size", "output_size", "scale_factor")
_FACTORS: Final = ("upscale_factor", "downscale_factor", "stride")
_REALS: Final = ("p", "negative_slope", "alpha", "factor")
_NUMBER: Final = re.compile(r"\d{1,7}(?:[x×]\d{1,7}){0,2}|\d*\.\d+", re.ASCII)
_KEY: Final = re.compile(r"([^\[\]]+)\[([^\[\]]*)\]")


class Typed(NamedTuple):
    """A text parted into words, which name a layer, and the numbers it is to have."""

    words: tuple[str, ...]
    numbers: tuple[str, ...]


def read_typed(text: str) -> Typed:
    """Part a text: ``conv 5x5 32`` has one word and two numbers."""
    tokens = text.casefold().split()
    words = tuple(token for token in tokens if not _NUMBER.fullmatch(token))
    return Typed(words, tuple(token.replace("×", "x") for token in tokens if _NUMBER.fullmatch(token)))


def adjusted(entry: Preset, numbers: Sequence[str]) -> Preset | None:
    """A preset with these numbers in place of its own.

    Args:
        entry: what the words name.
        numbers: as typed. A whole number is the main one (filters, features), the next ones kernel and stride; a pair
            is the size of the kernel; a fraction is a probability or slope; three in one are the shape of an input.

    Returns:
        None where there is no place for one of them, or the preset's point is to have another.
    """
    values: dict[str, str] = {}
    filled = {key.split(".")[0] for key in entry.formulas}
    for number in numbers:
        name = next((name for name in _names_for(entry, number) if name not in values), None)
        if name is None or name in filled:
            return None
        values |= _parted(number) if name == "height" else {name: number}
    return _with_values(entry, values)


def _names_for(entry: Preset, number: str) -> tuple[str, ...]:
    """The parameters that a number may be for, the most likely one first."""
    if entry.op.is_input:
        return ("height",) if "x" in number else ("channels",)
    params = {param.name: param.kind for param in entry.op.params}
    if "." in number:
        return tuple(name for name in _REALS if name in params)
    # A preset that is named for its kernel keeps it.
    pairs = tuple(name for name in _PAIRS if name in params and not (name == "kernel_size" and ":" in entry.key))
    if "x" in number:
        return pairs if number.count("x") == 1 else ()
    main = [name for name in _MAIN if params.get(name) is ParamKind.INT][:1]
    return (*main, *pairs, *(name for name in _FACTORS if name in params))


def _parted(shape: str) -> dict[str, str]:
    """The sizes of an input, ``28x28`` or ``28x28x192``."""
    return dict(zip(("height", "width", "channels"), shape.split("x"), strict=False))


def _with_values(entry: Preset, texts: Mapping[str, str]) -> Preset | None:
    params: dict[str, Param] = {param.name: param for param in entry.op.params}
    try:
        values = {name: params[name].parse(text) for name, text in texts.items()}
    except (KeyError, ParamError):
        return None
    if any(_is_formula(value) or list(params[name].faults(value)) for name, value in values.items()):
        return None
    key = adjusted_key(entry.key, {name: params[name].format(value) for name, value in values.items()})
    return replace(entry, key=key, op=replace(entry.op, **values))  # type: ignore[type-var]


def _is_formula(value: object) -> bool:
    parts = value if isinstance(value, tuple) else (value,)
    return any(isinstance(part, Formula) for part in parts)


def adjusted_key(key: str, values: Mapping[str, str]) -> str:
    """The key of a preset with other values; its own where there are none."""
    return f"{key}[{';'.join(f'{name}={text}' for name, text in values.items())}]" if values else key


def find_preset(key: str) -> Preset | None:
    """The preset of a key, with the other values that the key names; None where there is none such."""
    found = _KEY.fullmatch(key)
    if found is None:
        return preset(key)
    entry = preset(found[1])
    pairs = [part.partition("=") for part in found[2].split(";")]
    return None if entry is None else _with_values(entry, {name: text for name, _, text in pairs})
