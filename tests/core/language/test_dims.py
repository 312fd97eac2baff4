"""Arithmetic of shapes, against NumPy and against counting windows one by one."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.language.dims import (
    all_of,
    broadcast,
    ceil_div,
    floor_div,
    implies,
    maximum,
    minimum,
    product,
    resolve_pads,
    where,
    window_out,
)

SIZES = st.integers(1, 30)


def array(values) -> Any:
    """An array in the place of a number, as a sweep puts it there."""
    return np.array(values)


@given(st.integers(-(10**30), 10**30), st.integers(-(10**15), 10**15).filter(bool))
def test_division_rounds_down_or_up_at_any_size(a, b):
    assert floor_div(a, b) == a // b
    assert ceil_div(a, b) == -(-a // b)


def test_division_by_zero_is_zero_on_numbers_and_on_arrays():
    assert floor_div(7, 0) == 0
    assert ceil_div(7, 0) == 0
    assert np.asarray(floor_div(array([7, 8]), array([0, 2]))).tolist() == [0, 4]
    assert np.asarray(ceil_div(7, array([0, 2]))).tolist() == [0, 4]


def test_choosing_works_on_numbers_and_element_by_element():
    condition = array([True, False])
    assert (where(True, 1, 2), where(False, 1, 2)) == (1, 2)
    assert np.asarray(where(condition, 1, 2)).tolist() == [1, 2]
    assert (maximum(3, 5), minimum(3, 5)) == (5, 3)
    assert np.asarray(maximum(array([1, 9]), 4)).tolist() == [4, 9]
    assert np.asarray(minimum(array([1, 9]), 4)).tolist() == [1, 4]
    assert np.asarray(all_of(condition, True)).tolist() == [True, False]
    assert (implies(True, False), implies(False, False), implies(True, True)) == (False, True, True)
    assert np.asarray(implies(condition, False)).tolist() == [False, True]


def test_arithmetic_on_plain_numbers_gives_plain_numbers():
    results = (floor_div(7, 2), ceil_div(7, 2), where(True, 1, 2), maximum(1, 2), minimum(1, 2), product((2, 3)))
    assert {type(value) for value in results} == {int}
    assert type(all_of(True, False)) is bool
    assert type(implies(True, False)) is bool


def test_an_empty_product_is_one():
    assert product(()) == 1


SHAPES = st.lists(st.sampled_from((1, 1, 2, 3)), min_size=1, max_size=5).map(tuple)


@given(st.lists(SHAPES, min_size=1, max_size=4))
def test_broadcasting_agrees_with_numpy(shapes):
    shape, fits = broadcast(shapes)
    try:
        expected = np.broadcast_shapes(*shapes)
    except ValueError:
        assert not fits
    else:
        assert fits
        assert shape == expected


def windows(size, kernel, stride, pads, dilation):
    """Places of a window, found by sliding it over the padded axis."""
    begin, end = pads
    starts = range(-begin, size + end, stride)
    return sum(1 for start in starts if start + dilation * (kernel - 1) < size + end)


@given(
    size=SIZES,
    kernel=st.integers(1, 7),
    stride=st.integers(1, 5),
    pads=st.tuples(st.integers(0, 4), st.integers(0, 4)),
    dilation=st.integers(1, 3),
)
def test_the_number_of_windows_is_that_of_sliding_one(size, kernel, stride, pads, dilation):
    assert max(window_out(size, kernel, stride, pads, dilation), 0) == windows(size, kernel, stride, pads, dilation)


@given(
    size=SIZES,
    kernel=st.integers(1, 7),
    stride=st.integers(1, 5),
    pads=st.tuples(st.integers(0, 3), st.integers(0, 3)).filter(lambda pads: sum(pads) <= 3),
    dilation=st.integers(1, 3),
)
def test_in_ceil_mode_a_last_window_may_hang_over_the_end_but_not_start_there(size, kernel, stride, pads, dilation):
    reach = dilation * (kernel - 1) + 1
    if size + sum(pads) < reach or sum(pads) > reach:
        return
    # A window is counted when it lies inside, or is the first one to hang over and starts before the end of the input.
    starts = [-pads[0]]
    while starts[-1] + reach < size + pads[1]:
        starts.append(starts[-1] + stride)
    expected = [start for start in starts if start < size]
    assert window_out(size, kernel, stride, pads, dilation, ceil_mode=True) == len(expected)


@given(size=SIZES, kernel=st.integers(1, 9), stride=st.integers(1, 5), dilation=st.integers(1, 3))
def test_padding_same_upper_gives_the_input_over_the_stride_rounded_up(size, kernel, stride, dilation):
    upper = resolve_pads("same_upper", size, kernel, stride, dilation, 0)
    lower = resolve_pads("same_lower", size, kernel, stride, dilation, 0)
    assert window_out(size, kernel, stride, upper, dilation) == -(-size // stride)
    assert lower == upper[::-1]
    assert upper[1] - upper[0] in (0, 1)
    assert min(upper) >= 0


@given(size=SIZES, kernel=st.integers(1, 9), dilation=st.integers(1, 3))
def test_padding_same_keeps_the_size_at_stride_1_with_the_odd_one_at_the_end(size, kernel, dilation):
    begin, end = resolve_pads("same", size, kernel, 1, dilation, 1)
    assert window_out(size, kernel, 1, (begin, end), dilation) == size
    assert begin + end == dilation * (kernel - 1)
    assert end - begin == (dilation * (kernel - 1)) % 2


@pytest.mark.parametrize(
    ("padding", "axis", "expected"),
    [
        ("valid", 0, (0, 0)),
        ((1, 2, 3, 4), 0, (1, 2)),
        ((1, 2, 3, 4), 1, (3, 4)),
        ("same_upper", 0, (0, 1)),
        ("same_lower", 0, (1, 0)),
    ],
)
def test_padding_is_told_apart_by_axis_and_word(padding, axis, expected):
    assert resolve_pads(padding, 224, 3, 2, 1, axis) == expected
