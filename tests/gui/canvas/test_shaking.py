"""What counts as shaking."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF

from gui.canvas.shaking import Shaking


def shaken(xs: Sequence[float], *, apart: int, upright: bool = False) -> bool:
    """Whether a pointer that goes to these places has been shaken at the last of them."""
    points = [QPointF(0, x) if upright else QPointF(x, 0) for x in xs]
    shaking = Shaking(points[0])
    found = False
    for number, at in enumerate(points[1:], 1):
        found = shaking.move(at, number * apart)
    return found


def test_three_turns_in_half_a_second():
    swings = [0, 20, 0, 20, 0]
    assert shaken(swings, apart=100)
    assert shaken(swings, apart=100, upright=True)
    assert shaken(swings, apart=250)
    assert not shaken(swings, apart=251)
    assert not shaken(swings[:-1], apart=100)


def test_a_swing_may_be_reported_in_many_steps():
    there, back = [float(x) for x in range(0, 40, 4)], [float(x) for x in range(40, 0, -4)]
    assert shaken([*there, *back, *there, *back], apart=10)


def test_small_swings_do_not_count():
    assert not shaken([0, 30, 25, 30, 25, 30, 25], apart=10)


def test_going_far_to_and_fro_slowly_is_moving():
    assert not shaken([0, 300, 0, 300, 0, 300], apart=400)
