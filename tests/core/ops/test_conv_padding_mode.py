"""Padding that is made of the map itself: the same shapes and costs, but bounds of its own."""

from __future__ import annotations

import pytest

from core.ops.conv import Conv2d

IMAGE = (1, 8, 5, 7)


def failed(op: Conv2d) -> list[str]:
    return [str(check.message()) for check in op.checks(IMAGE) if not check.holds]


@pytest.mark.parametrize("mode", ["zeros", "reflect", "replicate", "circular"])
def test_a_padding_mode_changes_neither_shape_nor_cost(mode):
    op = Conv2d(out_channels=4, padding=(2, 2, 2, 2), padding_mode=mode)
    plain = Conv2d(out_channels=4, padding=(2, 2, 2, 2))
    assert failed(op) == []
    assert op.output_shape(IMAGE) == plain.output_shape(IMAGE) == (1, 4, 7, 9)
    assert op.terms((IMAGE,), (1, 4, 7, 9)) == plain.terms((IMAGE,), (1, 4, 7, 9))
    assert ("padding" in op.summary()) == (mode != "zeros")


def test_a_reflection_must_be_shorter_than_the_map():
    assert failed(Conv2d(padding=(4, 4, 0, 0), padding_mode="reflect")) == []
    assert failed(Conv2d(padding=(5, 0, 0, 0), padding_mode="reflect")) == [
        "A reflection of 5 needs a height of more than 5, but it is 5. Use at most 4."
    ]


def test_circular_padding_wraps_around_once():
    assert failed(Conv2d(padding=(0, 0, 7, 7), padding_mode="circular")) == []
    assert failed(Conv2d(padding=(0, 0, 0, 8), padding_mode="circular")) == [
        "Circular padding of 8 would wrap around the width of 7 more than once. Use at most 7."
    ]
