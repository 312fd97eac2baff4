"""Free places: near, in view, never on top of another."""

from __future__ import annotations

from core.analysis.infer import infer
from core.document.builder import Builder
from core.document.graph import Point
from core.layout.node_size import Size
from core.ops.activation import ReLU
from gui.canvas.placing import free_place, on_grid
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
