"""The ways of wires, on numbers."""

from __future__ import annotations

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
