"""Large names from afar."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from core.analysis.infer import infer
from core.document.builder import Builder
from core.document.document import Document
from core.document.graph import Annotation
from core.ops.activation import ReLU
from core.ops.merge import Concat
from gui.drawing.banners import banners, stage_of
from gui.drawing.geometry import Rect, Scene
from gui.drawing.painter import DrawState, View, paint
from gui.theme import LIGHT


def staged(stages: int = 4, layers: int = 12) -> Document:
    """Stages below one another, whose layers are called stage.number."""
    b = Builder()
    x = b.input(8, 16, 16, at=(0, 0))
    row = 1
    for stage in range(stages):
        for layer in range(layers):
            x = b.add(ReLU(), x, name=f"stage{stage}.{layer}", at=(layer % 3, row))
            row += layer % 3 == 2
    b.output(x, at=(0, row))
    return b.build()


def scene_of(document: Document) -> Scene:
    scene = Scene()
    scene.sync(None, infer(document).main)
    return scene


def names(scene: Scene, scale: float) -> list[str]:
    return [banner.text for banner in banners(scene, scale)]


def test_a_stage_is_what_stands_before_the_first_dot_or_slash():
    assert [stage_of(name) for name in ("layer1.0.conv1", "features/3", "conv1_2", "")] == [
        "layer1",
        "features",
        "",
        "",
    ]


def test_stages_are_named_from_afar(qapp):
    assert set(names(scene_of(staged()), 0.15)) == {f"stage{k}" for k in range(4)}


def test_names_spread_among_others_are_no_stage(qapp):
    b = Builder()
    x = b.input(8, 16, 16, at=(0, 0))
    for row in range(1, 30):
        x = b.add(ReLU(), x, name=f"{'even' if row % 2 else 'odd'}.{row}", at=(0, row))
    assert {"even", "odd"}.isdisjoint(names(scene_of(b.build()), 0.15))


def test_blocks_are_named_with_how_often_they_are_repeated(qapp):
    b = Builder()
    unit = b.block("unit")
    unit.output(unit.add(ReLU(), unit.input()))
    b.output(b.call(unit, b.input(3, 8, 8, at=(0, 0)), name="stem", repeat=3, at=(0, 1)), at=(0, 2))
    assert "stem ×3" in names(scene_of(b.build()), 0.2)


def test_where_many_wires_meet_there_is_a_landmark(qapp):
    b = Builder()
    x = b.input(8, 16, 16, at=(0, 0))
    b.output(b.add(Concat(), *(b.add(ReLU(), x, at=(k, 1)) for k in range(3)), name="junction", at=(0, 2)), at=(0, 3))
    assert "junction" in names(scene_of(b.build()), 0.2)


@pytest.mark.parametrize("scale", [0.08, 0.1, 0.13, 0.2, 0.29, 0.4])
def test_no_name_overlaps_another_at_any_scale(qapp, scale):
    scene = scene_of(staged(9, 9))
    boxes = [
        Rect(b.x * scale - b.width / 2, b.y * scale - b.height / 2, b.width, b.height) for b in banners(scene, scale)
    ]
    assert boxes
    for one, other in itertools.combinations(boxes, 2):
        apart = one.right <= other.x or other.right <= one.x or one.bottom <= other.y or other.bottom <= one.y
        assert apart, (one, other)


def test_no_name_covers_the_title_of_a_frame(qapp):
    document = staged()
    frame = Annotation("f", "frame", "Everything", -40, 320, 800, 900)
    with_frame = document.with_graph("", replace(document.main, annotations={"f": frame}))
    scale = 0.15
    title = Rect(-40 * scale, 320 * scale, 80, 24)

    def covering(scene: Scene) -> list[str]:
        places = (
            (b.text, Rect(b.x * scale - b.width / 2, b.y * scale - b.height / 2, b.width, b.height))
            for b in banners(scene, scale)
        )
        return [text for text, box in places if box.meets(title)]

    assert covering(scene_of(document))
    assert covering(scene_of(with_frame)) == []


def test_further_in_there_are_no_fewer_names(qapp):
    scene = scene_of(staged(9, 9))
    counts = [len(names(scene, scale)) for scale in (0.03, 0.06, 0.12, 0.24)]
    assert counts == sorted(counts)


def test_names_are_worked_out_anew_only_when_nodes_are_others(qapp, inception):
    scene = scene_of(inception)
    first = banners(scene, 0.2)
    assert banners(scene, 0.2) is first
    assert banners(scene, 0.201) is first  # placed for all scales of a step
    scene.shift(["three"], 8, 8)
    assert banners(scene, 0.2) is first


def test_a_part_painted_alone_has_the_names_of_the_whole(sheet):
    scene = sheet.paint(staged(), View(0.15, 40, 20))
    whole = np.frombuffer(sheet.image.constBits(), np.uint8).copy()
    painter = QPainter(sheet.image)
    for part in (QRectF(40, 20, 30, 60), QRectF(60, 50, 50, 20)):
        painter.setClipRect(part)
        paint(painter, scene, View(0.15, 40, 20), DrawState(), LIGHT, part)
    painter.end()
    assert np.abs(np.frombuffer(sheet.image.constBits(), np.uint8).astype(int) - whole).max() <= 3


def test_a_large_name_goes_with_what_is_dragged(sheet):
    b = Builder()
    x = b.input(8, 16, 16, at=(0, 0))
    legs = [b.add(ReLU(), x, name=f"leg{k}", at=(k * 2, 4)) for k in range(4)]
    merged = b.add(Concat(), *legs, name="merged", at=(3, 8))
    b.output(merged, at=(3, 12))
    scene, view = scene_of(b.build()), View(0.2, 100, 100)
    found = next(banner for banner in banners(scene, view.scale) if banner.text == "merged")

    def papers() -> set[tuple[int, int]]:
        sheet.paint(scene, view)
        text = LIGHT.text.name()
        return {(x, y) for x in range(1000) for y in range(700) if sheet.color(x, y) == text}

    before = papers()
    scene.shift((merged.node,), 400, 300)
    after = papers()
    y = found.y * view.scale + view.ty
    own = {(a, b) for a, b in before if abs(b - y) < 10}
    assert own
    assert {(a + 80, b + 60) for a, b in own} <= after
    assert not own & after
