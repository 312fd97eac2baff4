"""Which rectangles are painted anew."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QRegion

from gui.canvas.pieces import pieces_of


def region(*rects: tuple[int, int, int, int]) -> QRegion:
    found = QRegion()
    for rect in rects:
        found = found.united(QRect(*rect))
    return found


def covered(pieces: list[QRect]) -> QRegion:
    whole = QRegion()
    for piece in pieces:
        whole = whole.united(piece)
    return whole


def test_the_strips_that_panning_aslant_lays_bare_stay_two():
    bare = region((0, 0, 1600, 9), (0, 0, 14, 1000))
    assert pieces_of(bare) == [QRect(0, 0, 1600, 9), QRect(0, 9, 14, 991)]


def test_a_strip_with_a_notch_is_painted_in_one():
    notched = region((1586, 0, 14, 1000), (0, 991, 1600, 9)).subtracted(QRect(1388, 830, 200, 158))
    found = pieces_of(notched)
    assert len(found) == 2
    assert notched.subtracted(covered(found)).isEmpty()
    assert not found[0].intersects(found[1])


def test_what_fills_most_of_its_rectangle_is_painted_as_that_rectangle():
    assert pieces_of(region((0, 0, 90, 90), (10, 90, 80, 10))) == [QRect(0, 0, 90, 100)]


@pytest.mark.parametrize("count", [1, 5, 40])
def test_nothing_is_left_out_and_nothing_painted_twice(count):
    asked = region(*((k * 97 % 800, k * 61 % 600, 40, 30) for k in range(count)))
    found = pieces_of(asked)
    assert asked.subtracted(covered(found)).isEmpty()
    assert not any(a.intersects(b) for at, a in enumerate(found) for b in found[:at])


def test_where_there_is_nothing_to_paint_there_are_no_pieces():
    assert pieces_of(QRegion()) == []
