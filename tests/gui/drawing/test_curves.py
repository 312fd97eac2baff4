"""The ways of wires, on numbers."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.drawing import curves

NAN = np.array([np.nan])
coordinates = st.integers(-600, 600).map(float)


def ends(*values: float) -> np.ndarray:
    return np.array([values], np.float64)


@given(coordinates, coordinates, coordinates, coordinates)
def test_the_ends_of_a_wire_lie_on_it(x0, y0, x1, y1):
    e = ends(x0, y0, x1, y1)
    for x, y in ((x0, y0), (x1, y1)):
        assert curves.distances(e, NAN, x, y)[0] == pytest.approx(0, abs=1e-6)
    if curves.is_long(e)[0]:
        lane = np.array([max(x0, x1) + 50.0])
        for x, y in ((x0, y0), (x1, y1), (float(lane[0]), (y0 + y1) / 2)):
            # A crossing is followed in straight pieces; that is off by a little where it bends.
            assert curves.distances(e, lane, x, y)[0] == pytest.approx(0, abs=1e-6)


@given(coordinates, coordinates, coordinates, coordinates)
def test_labels_stand_on_the_wire_and_within_its_box(x0, y0, x1, y1):
    e = ends(x0, y0, x1, y1)
    lanes = [NAN, np.array([x0 + 333.0])] if curves.is_long(e)[0] else [NAN]
    for lane in lanes:
        left, top, right, bottom = curves.boxes(e, lane)[0]
        for x, y in curves.candidates(e, lane, 20.0)[0]:
            assert left - 1e-6 <= x <= right + 1e-6
            assert top - 1e-6 <= y <= bottom + 1e-6
            assert curves.distances(e, lane, x, y)[0] < 2.5


def test_a_straight_wire_is_as_far_as_it_looks():
    assert curves.distances(ends(0, 0, 0, 100), NAN, 7, 50)[0] == pytest.approx(7)
    assert curves.distances(ends(0, 0, 0, 100), NAN, 0, 130)[0] == pytest.approx(30)


def test_a_wire_that_leads_up_turns_round_below_and_above():
    left, top, right, bottom = curves.boxes(ends(0, 200, 100, 0), NAN)[0]
    assert (left, right) == (0, 100)
    assert bottom > 200
    assert top < 0


def test_a_clear_way_needs_no_lane():
    rects = np.array([[100.0, 60, 50, 30]])
    assert math.isnan(curves.choose_lane(ends(0, 0, 0, 200)[0], rects, right=False))
    assert math.isnan(curves.choose_lane(ends(0, 0, 0, 200)[0], np.empty((0, 4)), right=False))


def test_of_two_lanes_as_near_the_side_decides():
    rects = np.array([[-50.0, 60, 100, 60]])
    left = curves.choose_lane(ends(0, 0, 0, 200)[0], rects, right=False)
    right = curves.choose_lane(ends(0, 0, 0, 200)[0], rects, right=True)
    assert left == -right
    assert left < -50


def test_of_skips_that_nest_the_outer_one_passes_further_out():
    rects = np.array([[-50.0, y, 100, 60] for y in range(0, 2400, 120)])
    lanes = [
        curves.choose_lane(
            ends(0, top, 0, 2400 - top)[0], rects[(rects[:, 1] >= top) & (rects[:, 1] < 2400 - top)], right=False
        )
        for top in (120, 480, 840)
    ]
    assert lanes == sorted(lanes)
    assert min(b - a for a, b in itertools.pairwise(lanes)) > 6
    assert lanes[-1] < -50 - 20, "the shape on the wire has room beside the boxes"


def test_between_two_columns_a_lane_goes_no_further_than_the_middle():
    rects = np.array([[-50.0, 60, 100, 60], [90.0, 60, 100, 60]])
    lane = curves.choose_lane(ends(0, 0, 60, 1000)[0], rects, right=True)
    assert lane in (60.0, 70.0)


def test_a_column_that_is_free_is_the_lane():
    """The first layer of a branch two rows down: across first, then straight down to it."""
    rects = np.array([[-160.0, 80, 100, 60]])
    assert curves.choose_lane(ends(0, 0, -250, 250)[0], rects, right=False) in (-250.0, 0.0)


def test_where_everything_is_walled_up_the_wire_goes_straight():
    rects = np.array([[-2000.0, 80, 4000, 60]])
    assert math.isnan(curves.choose_lane(ends(0, 0, 0, 250)[0], rects, right=False))


@given(st.lists(st.tuples(coordinates, st.floats(50, 150), st.just(192.0), st.just(72.0)), max_size=6), coordinates)
def test_a_lane_never_runs_through_a_box_beside_it(boxes, x1):
    rects = np.array(boxes, np.float64).reshape(-1, 4)
    lane = curves.choose_lane(ends(0, 0, x1, 300)[0], rects, right=True)
    if not math.isnan(lane):
        for x, y, width, height in boxes:
            reaches = y < 300 - curves.CROSSING and y + height > curves.CROSSING
            assert not (reaches and x < lane < x + width)
