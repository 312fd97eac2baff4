"""Unflatten, and what Linear says of maps."""

from typing import Any

import numpy as np
import pytest

from core.ops.dense import Linear
from core.ops.shape import Unflatten


@pytest.mark.parametrize(
    ("dim", "sizes", "shape", "out"),
    [
        (1, (3, -1), (1, 60, 56, 56), (1, 3, 20, 56, 56)),
        (1, (-1, 1, 1), (1, 256), (1, 256, 1, 1)),
        (-1, (2, 2), (1, 8, 8, 4), (1, 8, 8, 2, 2)),
    ],
)
def test_it_cuts_one_axis_into_several(dim, sizes, shape, out):
    op = Unflatten(dim=dim, sizes=sizes)
    assert op.output_shape(shape) == out
    assert all(check.holds for check in op.checks(shape))


@pytest.mark.parametrize(
    ("dim", "sizes", "words"),
    [
        (1, (3, -1), "64 values cannot be cut into 3×-1"),
        (1, (4, 4), "64 values cannot be cut into 4×4"),
        (1, (-1, -1), "at most one -1"),
        (1, (), "at most one -1"),
        (4, (2, -1), "There is no axis 4"),
    ],
)
def test_sizes_that_do_not_multiply_to_the_axis_are_refused_with_the_numbers(dim, sizes, words):
    failed = [check for check in Unflatten(dim=dim, sizes=sizes).checks((1, 64, 8, 8)) if not check.holds]
    assert len(failed) == 1
    assert words in str(failed[0].message())


def test_an_array_of_channels_is_cut_element_by_element():
    channels: Any = np.array([6, 12, 30])
    out: Any = Unflatten(sizes=(3, -1)).output_shape((1, channels, 8, 8))
    assert out[2].tolist() == [2, 4, 10]


@pytest.mark.parametrize(
    ("shape", "quiet"), [((1, 512), True), ((1, 7, 7, 512), True), ((1, 512, 7, 7), False), ((1, 16, 8, 4), False)]
)
def test_linear_warns_of_an_image_that_was_not_flattened_but_not_of_a_map_with_channels_last(shape, quiet):
    (hint,) = Linear().hints(shape)
    assert hint.holds is quiet
