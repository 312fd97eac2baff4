"""Where wires pass beside boxes: one by one as a reader would lead them, and thousands at once."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.drawing import curves, lanes
from gui.drawing.curves import CROSSING, LONG, points
from gui.drawing.lanes import OUTREACH, blocked, lanes_of

coordinates = st.integers(-600, 600).map(float)


def ends(*values: float) -> np.ndarray:
    return np.array([values], np.float64)


def choose_lane(wire: np.ndarray, rects: np.ndarray, *, right: bool) -> float:
    return float(lanes_of(wire[None], rects, np.array([right]))[0])


def test_a_clear_way_needs_no_lane():
    rects = np.array([[100.0, 60, 50, 30]])
    assert math.isnan(choose_lane(ends(0, 0, 0, 200)[0], rects, right=False))
    assert math.isnan(choose_lane(ends(0, 0, 0, 200)[0], np.empty((0, 4)), right=False))


def test_of_two_lanes_as_near_the_side_decides():
    rects = np.array([[-50.0, 60, 100, 60]])
    left = choose_lane(ends(0, 0, 0, 200)[0], rects, right=False)
    right = choose_lane(ends(0, 0, 0, 200)[0], rects, right=True)
    assert left == -right
    assert left < -50


def test_of_skips_that_nest_the_outer_one_passes_further_out():
    rects = np.array([[-50.0, y, 100, 60] for y in range(0, 2400, 120)])
    lanes = [
        choose_lane(
            ends(0, top, 0, 2400 - top)[0], rects[(rects[:, 1] >= top) & (rects[:, 1] < 2400 - top)], right=False
        )
        for top in (120, 480, 840)
    ]
    assert lanes == sorted(lanes)
    assert min(b - a for a, b in itertools.pairwise(lanes)) > 6
    assert lanes[-1] < -50 - 20, "the shape on the wire has room beside the boxes"


def test_between_two_columns_a_lane_goes_no_further_than_the_middle():
    rects = np.array([[-50.0, 60, 100, 60], [90.0, 60, 100, 60]])
    lane = choose_lane(ends(0, 0, 60, 1000)[0], rects, right=True)
    assert lane in (60.0, 70.0)


def test_a_column_that_is_free_is_the_lane():
    """The first layer of a branch two rows down: across first, then straight down to it."""
    rects = np.array([[-160.0, 80, 100, 60]])
    assert choose_lane(ends(0, 0, -250, 250)[0], rects, right=False) in (-250.0, 0.0)


def test_where_everything_is_walled_up_the_wire_goes_straight():
    rects = np.array([[-2000.0, 80, 4000, 60]])
    assert math.isnan(choose_lane(ends(0, 0, 0, 250)[0], rects, right=False))


@given(st.lists(st.tuples(coordinates, st.floats(50, 150), st.just(192.0), st.just(72.0)), max_size=6), coordinates)
def test_a_lane_never_runs_through_a_box_beside_it(boxes, x1):
    rects = np.array(boxes, np.float64).reshape(-1, 4)
    lane = choose_lane(ends(0, 0, x1, 300)[0], rects, right=True)
    if not math.isnan(lane):
        for x, y, width, height in boxes:
            reaches = y < 300 - CROSSING and y + height > CROSSING
            assert not (reaches and x < lane < x + width)


# -- many at once -----------------------------------------------------------------------------------------------------


@st.composite
def scenes(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Wires and boxes on the grid, or anywhere; some boxes lie on each other."""
    span = draw(st.sampled_from([300, 1500]))
    place = st.one_of(st.integers(-span // 24, span // 24).map(lambda n: n * 24.0), st.floats(-span, span))
    widths, heights = st.sampled_from([192.0, 208.0, 700.0]), st.sampled_from([24.0, 48.0, 72.0, 200.0])
    rects = draw(st.lists(st.tuples(place, place, widths, heights), min_size=1, max_size=30))
    long = st.one_of(st.sampled_from([72.0, 120.0, 480.0]), st.floats(LONG + 1, 2 * span))
    wires = draw(st.lists(st.tuples(place, place, place, long, st.booleans()), min_size=1, max_size=8))
    lines = [(x0, y0, x1, y0 + down) for x0, y0, x1, down, _ in wires]
    return np.array(lines), np.array(rects), np.array([right for *_, right in wires])


@contextmanager
def looking(pairs: int) -> Iterator[None]:
    """With a search that holds all wires against all boxes where there are so many pairs at most."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lanes, "_MOST_PAIRS", pairs)
        yield


def found_one_by_one(wire: np.ndarray, rects: np.ndarray, right: bool) -> float:
    """What the rules say of one wire, box by box."""
    x, y = points(wire[None], np.linspace(0, 1, 25)[1:-1])
    x0, y0, x1, y1 = wire.tolist()
    boxes = [(left, left + width, top, top + height) for left, top, width, height in rects.tolist()]
    if not any(((x > a) & (x < b) & (y > top) & (y < low)).any() for a, b, top, low in boxes):
        return math.nan
    crossing, least, most = min(CROSSING, (y1 - y0) / 2), min(x0, x1) - OUTREACH, max(x0, x1) + OUTREACH
    walls: list[list[float]] = []
    for start, end in sorted(
        (a - 14, b + 14) for a, b, top, low in boxes if top < y1 - crossing + 1 and low > y0 + crossing - 1
    ):
        if start > most or end < least:
            continue
        if walls and start < walls[-1][1]:
            walls[-1][1] = max(walls[-1][1], end)
        else:
            walls.append([start, end])
    ways = [at for at in (x0, x1) if not any(a < at < b for a, b in walls)]
    out = 16 + 1.6 * (math.sqrt(y1 - y0) - math.sqrt(LONG))
    edges = [-math.inf, *itertools.chain.from_iterable(walls), math.inf]
    for end, start in zip(edges[::2], edges[1::2], strict=True):
        aside = min(out, (start - end) / 2)
        ways += [min(end + aside, most)] if least <= end <= most else []
        ways += [max(start - aside, least)] if least <= start <= most else []
    return min(ways, key=lambda at: (abs(at - x0) + abs(at - x1), -at if right else at), default=math.nan)


@given(scenes())
def test_a_wire_finds_the_same_lane_alone_among_few_and_among_many(scene):
    wires, rects, rights = scene
    alone = [found_one_by_one(wire, rects, right) for wire, right in zip(wires, rights, strict=True)]
    for pairs in (0, 1 << 40):
        with looking(pairs):
            np.testing.assert_array_equal(lanes_of(wires, rects, rights), alone)
            np.testing.assert_array_equal(lanes_of(wires[::-1], rects[::-1], rights[::-1]), alone[::-1])


@given(scenes())
def test_boxes_that_are_looked_at_in_parts_are_all_looked_at(scene):
    with looking(0), pytest.MonkeyPatch.context() as patch:
        whole = lanes_of(*scene)
        patch.setattr(lanes, "_MOST_AT_ONCE", 2)
        np.testing.assert_array_equal(lanes_of(*scene), whole)


def test_where_a_thousand_boxes_lie_on_one_spot_they_are_as_one():
    wires, box = ends(0, 0, 0, 400), np.array([[-50.0, 100, 100, 60]])
    for pairs in (0, 1 << 40):
        with looking(pairs):
            assert lanes_of(wires, np.repeat(box, 1000, axis=0), np.array([True])) == lanes_of(
                wires, box, np.array([True])
            )
            assert blocked(wires, np.repeat(box, 1000, axis=0)).tolist() == [True]


def test_the_longest_skips_pass_as_far_out_as_they_look():
    rects = np.array([[-50.0, y, 100, 60] for y in range(0, 120_000, 120)])
    assert choose_lane(ends(0, 0, 0, 120_000)[0], rects, right=True) == OUTREACH


def steps_for(levels: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many numbers are handled to lead the skips of a U of so many levels, drawn in one column."""
    count = 2 * levels
    rects = np.array([[-96.0, 120.0 * row, 192, 72] for row in range(count)])
    skips = np.array([[0, 120.0 * row + 72, 32, 120.0 * (count - 1 - row)] for row in range(levels - 1)])
    handled = 0
    merged, on = lanes._merged, curves.points

    def count_merged(walls, places):
        nonlocal handled
        handled += len(walls.group)
        return merged(walls, places)

    def count_points(wires, t):
        nonlocal handled
        handled += wires.shape[0] * t.shape[-1]
        return on(wires, t)

    with monkeypatch.context() as patch:
        patch.setattr(lanes, "_merged", count_merged)
        patch.setattr(lanes, "points", count_points)
        found = lanes_of(skips, rects, np.ones(len(skips), np.bool_))
    assert np.isfinite(found).all()
    return handled


def test_a_u_of_twice_as_many_levels_takes_little_more_than_twice_the_steps(monkeypatch):
    few, many = steps_for(500, monkeypatch), steps_for(1000, monkeypatch)
    assert many < 2.5 * few
    assert many < 1000 * 60
