"""What it takes to paint: counted in pictures made and calls of the painter, never by a clock."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from core.analysis.infer import infer
from core.document import edits
from gui.drawing import boxes, wires, writing
from gui.drawing.atlas import Atlas, atlas_of
from gui.drawing.geometry import Rect, Scene
from gui.drawing.painter import DrawState, View, paint
from gui.theme import LIGHT


class Counting(QPainter):
    """A painter that counts what is asked of it."""

    def __init__(self, device: QImage) -> None:
        super().__init__(device)
        self.calls: Counter[str] = Counter()


def _counted(name: str):
    original = getattr(QPainter, name)

    def call(self, *arguments):
        self.calls[name] += 1
        return original(self, *arguments)

    return call


for _name in (
    "drawPath",
    "drawRects",
    "drawLines",
    "drawLine",
    "drawText",
    "drawStaticText",
    "drawPixmapFragments",
    "drawRoundedRect",
    "drawEllipse",
    "drawPolygon",
    "drawImage",
    "drawPoints",
):
    setattr(Counting, _name, _counted(_name))


def calls(scene: Scene, scale: float, **state) -> Counter[str]:
    """The calls of one frame of 800 × 600 pixels."""
    image = QImage(800, 600, QImage.Format.Format_RGB32)
    painter = Counting(image)
    try:
        paint(painter, scene, View(scale, 0, 0), DrawState(**state), LIGHT, QRectF(0, 0, 800, 600))
    finally:
        painter.end()
    return painter.calls


@pytest.fixture
def crowd(qapp, grid) -> Scene:
    scene = Scene()
    scene.sync(None, infer(grid(3000)).main)
    return scene


def test_from_afar_the_number_of_calls_does_not_depend_on_the_number_of_nodes(qapp, grid, crowd):
    few = Scene()
    few.sync(None, infer(grid(120)).main)
    many, less = calls(crowd, 0.03), calls(few, 0.03)
    assert sum(many.values()) <= sum(less.values()) + 4
    assert many["drawPath"] == 0
    assert many["drawPixmapFragments"] == less["drawPixmapFragments"] == 2  # wires, and boxes over them
    everything = frozenset(f"n{k}" for k in range(3000))
    chosen = calls(crowd, 0.03, selection=everything, changed_nodes=everything, lit_nodes=everything)
    assert sum(chosen.values()) <= sum(many.values()) + 3


@pytest.mark.parametrize("scale", [0.3, 0.5, 1.0])
def test_boxes_ports_and_rings_are_a_few_calls_however_many_there_are(crowd, scale):
    everything = frozenset(f"n{k}" for k in range(3000))
    found = calls(crowd, scale, selection=everything, badges=dict.fromkeys(everything, "hint"))
    assert found["drawPixmapFragments"] <= 5
    assert found["drawRoundedRect"] == found["drawEllipse"] == found["drawPolygon"] == found["drawImage"] == 0


@pytest.mark.parametrize("scale", [0.3, 0.5])
def test_straight_wires_are_one_batch(crowd, scale):
    found = calls(crowd, scale)
    assert found["drawPath"] == 0
    assert found["drawRects"] <= 2


def test_each_look_is_drawn_once_and_found_again(crowd, counted):
    added = counted(Atlas, "add")
    atlas_of.cache_clear()
    calls(crowd, 0.77)
    assert 1 <= len(added) <= 8
    assert len({key for _, key, *_ in added}) == len(added)
    first = len(added)
    calls(crowd, 0.77)
    assert len(added) == first
    calls(crowd, 0.77, selection=frozenset(("n0",)))
    assert len(added) == first + 1  # the ring


def test_pictures_of_other_scales_are_let_go():
    for step in range(40):
        atlas_of(LIGHT, 1 + step / 100)
    assert atlas_of.cache_info().currsize <= 3


def test_text_is_laid_out_for_good_the_second_time_and_only_some_in_a_frame(crowd, monkeypatch):
    writing._script.cache_clear()
    monkeypatch.setattr(writing, "_KEPT_A_FRAME", 10)
    first = calls(crowd, 1.0)
    assert first["drawText"] >= 24  # each name is drawn only: a zoom step must not be late
    frames = [calls(crowd, 1.0) for _ in range(12)]
    kept = [frame["drawStaticText"] for frame in frames]
    assert kept == sorted(kept)
    assert frames[0]["drawText"] > 0, "not all at once"
    assert frames[-1]["drawText"] == 0
    assert kept[-1] == first["drawText"] + first["drawStaticText"]


def test_what_is_said_is_worked_out_for_visible_nodes_alone(crowd):
    calls(crowd, 1.0)
    worked_out = sum(sketch is not None for sketch in crowd.sketches)
    nodes, _ = crowd.visible(Rect(0, 0, 800, 600))
    assert worked_out == len(nodes) < 60


def test_an_edit_works_out_anew_only_what_it_changed(qapp, grid):
    before = infer(grid(200))
    scene = Scene()
    scene.sync(None, before.main)
    calls(scene, 1.0)
    kept = dict(enumerate(scene.sketches))
    after = infer(edits.rename(before.document, "n1", "another"), before)
    scene.sync(before.main, after.main)
    calls(scene, 1.0)
    assert [row for row, sketch in enumerate(scene.sketches) if sketch is not kept[row]] == [scene.row("n1")]


def test_dragging_all_makes_no_path_that_is_not_seen(crowd):
    crowd.shift([f"n{k}" for k in range(3000)], 8, 8)
    calls(crowd, 1.0)
    assert int(crowd.edge_sketched.sum()) < 120


def test_looks_that_differ_have_numbers_that_differ(sheet, broken):
    scene = sheet.paint(broken, View(1.0, 0, 0))
    nodes, _ = scene.visible(Rect(-1e4, -1e4, 2e4, 2e4))
    from gui.drawing.drawing import Drawing
    from gui.drawing.ink import ink_of

    painter = QPainter(sheet.image)
    drawing = Drawing(painter, scene, View(), DrawState(), LIGHT, ink_of(LIGHT), False, 1.0)
    by_look: dict[int, set] = {}
    for row, look in zip(nodes.tolist(), boxes.looks_of(drawing, nodes).tolist(), strict=True):
        facts = (scene.category[row], scene.state[row], scene.flags[row], *scene.rects[row, 2:])
        by_look.setdefault(look, set()).add(tuple(map(float, facts)))
    painter.end()
    assert all(len(facts) == 1 for facts in by_look.values())
    assert len(by_look) >= 5


def test_many_curved_wires_are_all_one_pixel(sheet, inception):
    scene = sheet.paint(inception, View(1.0, 0, 0))
    _, edges = scene.visible(Rect(-1e4, -1e4, 2e4, 2e4))
    assert wires.width_of(scene, edges, 1.0) == "dashed"
    assert wires.width_of(scene, edges, 0.3) == "thin"
