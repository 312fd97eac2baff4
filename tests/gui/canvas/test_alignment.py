"""Snapping: to the grid, to centre lines, to equal gaps."""

from __future__ import annotations

import pytest

from core.analysis.infer import infer
from core.document import edits
from core.document.builder import Builder
from core.document.graph import Point
from core.ops.activation import ReLU
from gui.canvas.alignment import Alignment, Guide
from gui.drawing.geometry import Rect, Scene

VIEW = Rect(-4000, -4000, 8000, 8000)


def scene_of(*places: tuple[float, float]) -> Scene:
    """ReLUs (192 by 48) with these corners."""
    builder = Builder()
    for number in range(len(places)):
        builder.add(ReLU(), name=f"n{number}")
    spots = {f"n{number}": Point(*at) for number, at in enumerate(places)}
    scene = Scene()
    scene.sync(None, infer(edits.place(builder.build(), spots)).main)
    return scene


def snapped(scene: Scene, node: str, x: float, y: float, *, alone: bool = False) -> tuple[float, float, list[Guide]]:
    """Where a node comes to lie that is dragged to a place, and the guides."""
    box = scene.rect(node)
    dx, dy, guides = Alignment(scene, box, {node}, VIEW, alone=alone).snap(x - box.x, y - box.y, 5)
    return box.x + dx, box.y + dy, guides


def test_far_from_all_only_the_grid_counts():
    assert snapped(scene_of((0, 0), (1000, 1000)), "n1", 3001, 3005) == (3000, 3008, [])


def test_a_centre_line_attracts():
    x, y, guides = snapped(scene_of((3, 0), (1000, 1000)), "n1", 6, 300)
    assert (x, y) == (3, 304)
    assert guides == [Guide(99, 0, 99, 352)]


def test_what_is_alone_takes_no_notice():
    assert snapped(scene_of((3, 0), (1000, 1000)), "n1", 6, 300, alone=True) == (8, 304, [])


@pytest.mark.parametrize(
    ("wanted", "found", "spans"),
    [
        (575, 578, [(192, 289), (481, 578)]),  # behind, as far as the two are apart
        (-292, -289, [(-97, 0), (192, 289)]),  # before
    ],
)
def test_equal_gaps_behind_and_before_two(wanted, found, spans):
    x, _, guides = snapped(scene_of((0, 0), (289, 0), (2000, 2000)), "n2", wanted, 16)
    assert x == found
    assert [(guide.x0, guide.x1) for guide in guides if guide.gap] == spans


def test_half_way_between_two():
    x, _, guides = snapped(scene_of((0, 0), (505, 0), (2000, 2000)), "n2", 250, 16)
    assert x == 252.5
    assert [(guide.x0, guide.x1) for guide in guides if guide.gap] == [(192, 252.5), (444.5, 505)]


def test_equal_gaps_in_a_column():
    _, y, guides = snapped(scene_of((0, 0), (0, 83), (2000, 2000)), "n2", 30, 163)
    assert y == 166
    assert [(guide.y0, guide.y1) for guide in guides if guide.gap] == [(48, 83), (131, 166)]


def test_what_is_not_in_the_same_row_leaves_no_gap():
    assert snapped(scene_of((0, 0), (289, 500), (2000, 2000)), "n2", 575, 16)[2] == []


def test_no_gap_leads_onto_another_box():
    scene = scene_of((0, 0), (289, 0), (578, 0), (2000, 2000))
    x, _, guides = snapped(scene, "n3", 575, 16)
    assert [guide.gap for guide in guides] == [False]
    assert x == 578  # the centre line of the one that stands there
