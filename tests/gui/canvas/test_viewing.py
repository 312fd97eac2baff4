"""Arithmetic of the view."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QSize

from gui.canvas.viewing import (
    LARGEST,
    READABLE,
    SMALLEST,
    SMALLEST_FIT,
    fitted,
    opened,
    seen,
    shows,
    to_canvas,
    to_screen,
    zoomed,
)
from gui.drawing.geometry import Rect
from gui.drawing.painter import View

numbers = st.floats(-1e5, 1e5)


@given(st.floats(SMALLEST, LARGEST), numbers, numbers, numbers, numbers)
def test_to_the_screen_and_back_is_the_same_point(scale, tx, ty, x, y):
    there = to_canvas(View(scale, tx, ty), to_screen(View(scale, tx, ty), x, y))
    assert (there.x(), there.y()) == pytest.approx((x, y), abs=1e-3)


@given(st.floats(SMALLEST, LARGEST), numbers, numbers, st.floats(0.01, 100), st.integers(0, 2000), st.integers(0, 2000))
def test_zooming_keeps_the_point_to_the_pixel_and_the_limits(scale, tx, ty, factor, x, y):
    before = View(scale, tx, ty)
    after = zoomed(before, factor, QPointF(x, y))
    assert SMALLEST <= after.scale <= LARGEST
    point = to_canvas(before, QPointF(x, y))
    now = to_screen(after, point.x(), point.y())
    assert (now.x(), now.y()) == pytest.approx((x, y), abs=0.51)


@given(numbers, numbers, st.floats(1, 50_000), st.floats(1, 50_000), st.integers(200, 2000), st.integers(200, 2000))
def test_what_is_fitted_is_seen(x, y, width, height, across, down):
    size, rect = QSize(across, down), Rect(x, y, width, height)
    view = fitted(rect, size, 1.0)
    assert view.scale <= 1
    assert shows(view, size, rect)
    window = seen(view, size)
    assert window.width == pytest.approx(across / view.scale)


def test_a_widget_without_room_does_not_divide_by_zero():
    assert fitted(Rect(0, 0, 100, 100), QSize(0, 0), 1.0).scale == SMALLEST_FIT


def test_zooming_out_of_a_fit_below_the_smallest_scale_does_not_zoom_in():
    view = View(0.02, 0, 0)
    assert zoomed(view, 0.8, QPointF(5, 5)).scale == 0.02
    assert zoomed(view, 1.25, QPointF(5, 5)).scale == pytest.approx(0.025)


boxes = st.floats(50, 20_000)


@given(numbers, numbers, boxes, boxes, st.floats(0, 1), st.floats(0, 1), st.booleans())
def test_a_first_view_can_be_read_and_shows_the_start_or_everything(x, y, width, height, left, top, across):
    size, rect = QSize(1000, 800), Rect(x, y, width, height)
    start = Rect(x + left * (width - 40), y + top * (height - 40), 40, 40)
    view = opened(rect, start, size, across=across)
    assert READABLE <= view.scale <= 1
    assert shows(view, size, start)
    if view.scale > READABLE:
        assert shows(view, size, rect)
