"""Free places: near, in view, never on top of another."""

from __future__ import annotations

import random
import sys

from core.analysis.infer import infer
from core.document.builder import COLUMN, ROW, Builder
from core.document.graph import Point
from core.layout.node_size import GRID, Size
from core.ops.activation import ReLU
from gui.canvas.placing import free_place, free_shift, on_grid
from gui.drawing.geometry import Rect, Scene

SIZE = Size(192, 72)


def scene_of(*places):
    builder = Builder()
    for number, at in enumerate(places):
        builder.add(ReLU(), name=f"r{number}", at=at)
    scene = Scene()
    scene.sync(None, infer(builder.build()).main)
    return scene


def test_a_free_place_is_taken_as_it_is():
    assert free_place(scene_of(), SIZE, Point(40, 80)) == Point(40, 80)
    assert free_place(scene_of((3, 3)), SIZE, Point(40, 80)) == Point(40, 80)


def test_below_comes_before_above():
    place = free_place(scene_of((0, 0)), SIZE, Point(0, 0))
    assert (place.x, place.y > 0) == (0, True)


def test_places_in_view_come_before_nearer_ones_outside():
    view = Rect(-20, -20, 800, 120)
    place = free_place(scene_of((0, 0)), SIZE, Point(0, 0), view)
    assert (place.x > 0, place.y) == (True, 0)


def test_without_room_in_view_a_place_outside_is_taken():
    scene = scene_of((0, 0))
    place = free_place(scene, SIZE, Point(0, 0), Rect(-20, -20, 240, 120))
    assert not scene.nodes_in(Rect(place.x, place.y, *SIZE))


def test_in_a_crowd_it_goes_where_there_is_room():
    crowd = scene_of(*((column, row) for column in range(-6, 7) for row in range(-6, 7)))
    place = free_place(crowd, SIZE, Point(0, 0))
    assert not crowd.nodes_in(Rect(place.x, place.y, *SIZE))


def test_the_grid_has_steps_of_eight():
    assert on_grid(11.9, -12.1) == Point(8, -16)


def test_a_full_view_is_given_up_once_it_is_searched():
    """Counted, not timed: what lies far beyond the view is not searched for a place in it."""

    class Counting(Scene):
        asked = 0

        def nodes_in(self, rect: Rect, *, contain: bool = False) -> list[str]:
            self.asked += 1
            return super().nodes_in(rect, contain=contain)

    builder = Builder()
    for column in range(-4, 5):
        for row in range(-6, 7):
            builder.add(ReLU(), at=(column, row / 2))
    scene = Counting()
    scene.sync(None, infer(builder.build()).main)
    place = free_place(scene, Size(192, 72), Point(0, 0), Rect(-400, -300, 800, 600))
    assert not scene.nodes_in(Rect(*place, 192, 72))
    assert scene.asked < 400


def test_a_shift_is_the_first_of_the_rings_by_which_nothing_overlaps():
    scattered = random.Random(3)
    for _ in range(30):
        scene = scene_of(*((scattered.randrange(-60, 60) * 16, scattered.randrange(-40, 40) * 24) for _ in range(90)))
        boxes = [Rect(*box) for box in scattered.sample(scene.rects.tolist(), 4)]
        wanted = Point(scattered.randrange(-5, 5) * 8, scattered.randrange(-5, 5) * 8)
        assert free_shift(scene, boxes, wanted) == next(s for s in shifts(wanted) if clear(scene, boxes, s))


def shifts(wanted: Point):
    """Growing rings of columns and rows, below before above and right before left."""
    reach = range(-20, 21)
    steps = [(c, r) for c in reach for r in reach]
    steps.sort(key=lambda at: (max(map(abs, at)), sum(map(abs, at)), at[1] < 0, at[0] < 0, abs(at[0])))
    return [Point(wanted.x + c * COLUMN, wanted.y + r * ROW) for c, r in steps]


def clear(scene: Scene, boxes: list[Rect], shift: Point) -> bool:
    moved = [Rect(b.x + shift.x - GRID, b.y + shift.y - GRID, b.width + 2 * GRID, b.height + 2 * GRID) for b in boxes]
    return not any(box.meets(Rect(*there)) for box in moved for there in scene.rects.tolist())


def test_much_that_is_put_down_is_compared_with_what_is_there_once_not_once_a_place():
    scene = scene_of(*((250 * (place % 30), 100 * (place // 30)) for place in range(600)))
    reduced = 0

    def note(_frame, event, called):
        nonlocal reduced
        reduced += event == "c_call" and getattr(called, "__name__", "") == "reduce"

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        shift = free_shift(scene, [Rect(*box) for box in scene.rects.tolist()], Point(16, 16))
    finally:
        sys.setprofile(before)
    assert clear(scene, [Rect(*box) for box in scene.rects[:20].tolist()], shift)
    assert reduced < 50
