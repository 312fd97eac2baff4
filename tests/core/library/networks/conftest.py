"""What the tests of all families share: counted layers of a sketch, the reference's, and arithmetic from a table."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from core.analysis.infer import Analysis, infer
from core.analysis.totals import Totals, totals
from core.library.entry import Entry

_DATA = Path(__file__).parents[3] / "data" / "networks"
_SAME_KIND = {"AdaptiveAvgPool2d": "GlobalAvgPool2d"}  # where the output is 1×1


class Layer(NamedTuple):
    """What a layer is and costs."""

    kind: str
    out: tuple[int, ...]
    params: int
    macs: int
    buffers: int


class Tally:
    """Counts convolutions by the textbook's formula, with nothing of the program under test."""

    def __init__(self) -> None:
        self.params = 0
        self.macs = 0

    def conv(
        self, side: int, c_in: int, c_out: int, area: int = 1, *, norm: bool = True, bias: bool = False, groups: int = 1
    ) -> int:
        weights = area * (c_in // groups) * c_out
        self.macs += side * side * weights
        self.params += weights + (2 * c_out if norm else 0) + (c_out if bias else 0)
        return c_out

    def tower(self, c_in: int, *layers: tuple[int, int, int], norm: bool = True, bias: bool = False) -> int:
        """Layers as (side of the output, filters, area of a filter)."""
        for side, c_out, area in layers:
            c_in = self.conv(side, c_in, c_out, area, norm=norm, bias=bias)
        return c_in

    def linear(self, c_in: int, c_out: int) -> int:
        self.macs += c_in * c_out
        self.params += c_in * c_out + c_out
        return c_out


def _layers(analysis: Analysis) -> Counter[Layer]:
    counted: Counter[Layer] = Counter()
    for row in analysis.rows():
        result = row.result
        if result.op.stands_for_others:  # a block repeated 0 times
            continue
        assert result.output is not None
        kind = result.op.type_name()
        if result.output[2:] == (1, 1):
            kind = _SAME_KIND.get(kind, kind)
        cost = result.cost
        counted[Layer(kind, result.output, cost.params, cost.macs, cost.buffers)] += row.copies
    return counted


def _reference_layers(nodes: Iterable[list[Any]]) -> Counter[Layer]:
    counted: Counter[Layer] = Counter()
    for op, out, params, macs, buffers in nodes:
        kind = _SAME_KIND.get(op, op) if out[2:] == [1, 1] else op
        counted[Layer(kind, tuple(out), params, macs, buffers)] += 1
    return counted


@pytest.fixture
def layers_of() -> Callable[[Analysis], Counter[Layer]]:
    """Layers of an analysed sketch, those of blocks as often as they are repeated."""
    return _layers


@pytest.fixture
def agrees_with_reference() -> Callable[[Entry, str], None]:
    """Asserts that totals and every single layer of an entry are those of a measured network."""

    def check(entry: Entry, name: str) -> None:
        reference = json.loads((_DATA / f"{name}.json").read_text(encoding="utf-8"))
        analysis = infer(entry.build())
        found: Totals = totals(analysis)
        assert {key: getattr(found, key) for key in reference["totals"]} == reference["totals"]
        assert _layers(analysis) == _reference_layers(reference["nodes"])

    return check


@pytest.fixture
def tally() -> Tally:
    """A fresh count."""
    return Tally()
