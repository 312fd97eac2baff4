"""What is on the screen: pixels where they are looked for, nothing outside of what was asked for."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from core.analysis.connecting import Verdict
from core.analysis.infer import infer
from core.document import edits
from core.document.builder import Builder
from core.document.document import Document
from core.document.graph import Edge, OutputRef, Point
from core.language.operator import Category
from core.layout.node_size import HEIGHT, WIDTH
from core.ops.conv import Conv2d
from core.ops.merge import Concat
from gui.drawing import painter as painting
from gui.drawing import wires
from gui.drawing.atlas import atlas_of
from gui.drawing.geometry import PortRef, Rect, Scene
from gui.drawing.ink import ink_of, wire_class
from gui.drawing.labels import Label, labels
from gui.drawing.painter import DrawState, View, draw_wire, level_of, paint
from gui.theme import DARK, LIGHT

VIEW = View(1.0, 20, 20)
BOTH = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


def middle(scene: Scene, node: str, view: View = VIEW) -> tuple[float, float]:
    rect = scene.rect(node)
    return (rect.x + rect.width / 2) * view.scale + view.tx, (rect.y + rect.height / 2) * view.scale + view.ty


@BOTH
def test_a_node_has_the_band_of_its_category_and_its_body(sheet, inception, theme):
    scene = sheet.paint(inception, VIEW, theme)
    for node, category in (("three", Category.CONVOLUTION), ("pool", Category.POOLING), ("concat", Category.MERGE)):
        rect = scene.rect(node)
        assert sheet.color(rect.x + 23, rect.y + 20 + rect.height / 2) == theme.category[category].name()
        assert sheet.color(rect.right + 10, rect.y + 20 + 4) == theme.node_body.name()
    assert sheet.color(5, 5) == theme.canvas.name()


def test_a_wrong_node_is_marked_and_says_why(sheet, broken):
    scene = sheet.paint(broken, VIEW)
    rect = scene.rect("proj")
    area = (rect.x + 20, rect.y + 20, rect.width, rect.height)
    assert LIGHT.error.name() in sheet.colors(*area)
    around = sheet.colors(rect.right + 20 - 10, rect.y + 10, 16, 16)
    assert LIGHT.error.name() in around  # the badge
    sound = scene.rect("three")
    assert LIGHT.error.name() not in sheet.colors(sound.x + 20, sound.y + 20, sound.width, sound.height)


def test_an_open_node_is_outlined_as_a_warning_and_a_hint_has_its_badge(sheet, broken):
    scene = sheet.paint(broken, VIEW)
    rect = scene.rect("one")
    side = [sheet.color(rect.right + 19, y) for y in range(int(rect.y + 30), int(rect.bottom + 10))]
    assert LIGHT.warning.name() in side
    assert "#fbfbfc" in side  # between the dashes, where body and canvas share a pixel
    hint = scene.rect("five")
    assert LIGHT.hint.name() in sheet.colors(hint.right + 20 - 10, hint.y + 14, 14, 14)


def test_a_finding_about_several_nodes_can_be_shown_on_one(sheet, inception):
    scene = sheet.paint(inception, VIEW, badges={"pool": "hint"})
    rect = scene.rect("pool")
    assert LIGHT.hint.name() in sheet.colors(rect.right + 20 - 10, rect.y + 14, 14, 14)


def test_what_waits_is_dimmed(sheet, inception, broken):
    scene = sheet.paint(inception, VIEW)
    rect = scene.rect("concat")
    band = (rect.x + 23, rect.y + 20 + rect.height / 2)
    sound = sheet.color(*band)
    sheet.paint(broken, VIEW)
    assert sheet.color(*band) != sound
    assert LIGHT.text.name() not in sheet.colors(rect.x + 30, rect.y + 24, rect.width - 20, rect.height - 10)


@BOTH
def test_selected_nodes_and_their_wires_are_in_the_accent_colour(sheet, inception, theme):
    scene = sheet.paint(inception, VIEW, theme, selection=frozenset({"three"}))
    rect = scene.rect("three")
    assert sheet.color(rect.x + 20 - 3, rect.y + 20 + 30) == theme.accent.name()
    x, y = scene.port_position(PortRef("three", "in", 0))
    assert sheet.color(x + 20, y + 20 - 10) == theme.accent.name()
    sheet.paint(inception, VIEW, theme)
    assert sheet.color(x + 20, y + 20 - 10) == theme.wire.name()


def test_wires_are_the_wider_the_more_channels_they_carry(sheet, inception):
    classes = [wire_class(channels) for channels in (0, 1, 3, 16, 64, 192, 256, 2048, 10**9)]
    assert classes == sorted(classes)
    assert (classes[0], classes[-1]) == (0, 8)
    assert len(set(classes)) >= 6
    scene = sheet.paint(inception, VIEW)

    def width(node: str) -> int:
        x, y = scene.port_position(PortRef(node, "in", 0))
        return sum(sheet.color(x + 20 + dx, y + 20 - 9) != LIGHT.canvas.name() for dx in range(-8, 9))

    assert width("five") < width("proj")  # 16 and 192 channels
    pens = ink_of(LIGHT).wires
    assert pens[0].widthF() == 1
    assert pens[-1].widthF() == 5


def test_where_many_wires_are_curved_none_is_wider_than_a_pixel(sheet, inception, monkeypatch):
    """Each wide curve costs as much as ten thin ones; straight wires follow, so that all mean the same."""

    def width(scene: Scene) -> int:
        x, y = scene.port_position(PortRef("proj", "in", 0))
        return sum(sheet.color(x + 20 + dx, y + 20 - 9) != LIGHT.canvas.name() for dx in range(-8, 9))

    scene = sheet.paint(inception, VIEW)
    assert width(scene) >= 3
    monkeypatch.setattr(wires, "MOST_WIDE", 3)
    assert width(sheet.paint(inception, VIEW)) == 1


def test_a_detached_wire_is_not_drawn_in_its_place(sheet, inception):
    edge = Edge(OutputRef("three_reduce"), "three", 0)
    scene = sheet.paint(inception, VIEW)
    x, y = scene.port_position(PortRef("three", "in", 0))
    assert sheet.color(x + 20, y + 20 - 9) == LIGHT.wire.name()
    sheet.paint(inception, VIEW, detached_edges=frozenset((edge,)))
    assert sheet.color(x + 20, y + 20 - 9) == LIGHT.canvas.name()


def test_a_hovered_wire_stands_out(sheet, inception):
    edge = Edge(OutputRef("three_reduce"), "three", 0)
    scene = sheet.paint(inception, VIEW, hovered_edge=edge)
    x, y = scene.port_position(PortRef("three", "in", 0))
    assert sheet.color(x + 20, y + 20 - 9) == LIGHT.accent.name()


def test_ports_are_lit_by_what_would_become_of_a_wire(sheet, inception):
    marks = {
        PortRef("three", "in", 0): Verdict.FITS,
        PortRef("concat", "in", 4): Verdict.WARNED,
        PortRef("one", "in", 0): Verdict.REFUSED,
    }
    scene = sheet.paint(inception, VIEW, port_marks=marks)
    for port, color in zip(marks, (LIGHT.ok, LIGHT.warning, LIGHT.error), strict=True):
        x, y = scene.port_position(port)
        assert color.name() in sheet.colors(x + 12, y + 12, 16, 16)


def test_a_lit_port_of_a_node_that_is_gone_is_passed_over(sheet, inception):
    port = PortRef("ghost", "in", 0)
    sheet.paint(inception, VIEW, port_marks={port: Verdict.FITS}, hovered_port=port, selection=frozenset({"ghost"}))
    assert sheet.color(5, 5) == LIGHT.canvas.name()


def test_nothing_is_painted_outside_of_what_is_asked_for(sheet, inception):
    image = sheet.image
    scene = Scene()
    scene.sync(None, infer(inception).main)
    image.fill(0xFF123456)
    p = QPainter(image)
    p.setClipRect(QRectF(300, 200, 100, 100))
    paint(p, scene, VIEW, DrawState(), LIGHT, QRectF(300, 200, 100, 100))
    p.end()
    assert sheet.color(299, 199) == sheet.color(401, 301) == "#123456"
    assert sheet.color(301, 201) != "#123456"


def pixels(image: QImage) -> np.ndarray:
    return np.frombuffer(image.constBits(), np.uint8).astype(np.int16)


@pytest.mark.parametrize("scale", [0.1, 0.3, 0.6, 1.0])
def test_a_part_painted_alone_is_that_part_of_the_whole(sheet, broken, scale):
    scene = sheet.paint(broken, View(scale, 20, 20))
    whole = sheet.image.copy()
    p = QPainter(sheet.image)
    for part in (QRectF(100, 50, 200, 150), QRectF(0, 0, 37, 700), QRectF(300, 180, 90, 90)):
        p.setClipRect(part)
        paint(p, scene, View(scale, 20, 20), DrawState(), LIGHT, part)
    p.end()
    # The rasterizer rounds the edges of clipped curves a little differently; no eye sees it.
    assert int(np.abs(pixels(sheet.image) - pixels(whole)).max()) <= 3


@pytest.mark.parametrize(
    ("scale", "nodes", "level"),
    [
        (0.1, 5, "far"),
        (0.21, 5, "far"),
        (0.3, 5, "middle"),
        (0.5, 5, "lead"),
        (0.7, 5, "near"),
        (3.0, 5, "near"),
        (1.0, 300, "lead"),
        (0.5, 600, "middle"),
        (0.3, 2000, "far"),
    ],
)
def test_the_level_of_detail_follows_the_scale_and_how_much_is_in_view(scale, nodes, level):
    assert level_of(scale, nodes) == level


def test_a_part_is_painted_at_the_level_of_all_that_is_in_view(sheet, grid):
    """Else the strip that a pan uncovers, in which there are few boxes, would be in another style."""
    scene = sheet.paint(grid(600), View(0.45, 0, 0))
    whole = sheet.image.copy()
    p = QPainter(sheet.image)
    part = QRectF(300, 200, 60, 60)
    p.setClipRect(part)
    paint(p, scene, View(0.45, 0, 0), DrawState(), LIGHT, part)
    p.end()
    assert int(np.abs(pixels(sheet.image) - pixels(whole)).max()) <= 3


def test_from_afar_each_box_has_the_colour_of_its_category_and_errors_show(sheet, broken):
    view = View(0.1, 100, 100)
    scene = sheet.paint(broken, view, selection=frozenset({"pool"}))
    assert sheet.color(*middle(scene, "three", view)) == LIGHT.category[Category.CONVOLUTION].name()
    assert sheet.color(*middle(scene, "proj", view)) == LIGHT.error.name()
    rect = view.screen_rect(scene.rect("pool"))
    found = sheet.colors(rect.x() - 1, rect.y() - 1, rect.width() + 3, rect.height() + 3)
    assert LIGHT.accent.name() in found


def test_an_empty_scene_is_an_empty_canvas_at_every_scale(sheet):
    for scale in (0.05, 0.3, 1.0, 8.0):
        sheet.paint(Scene(), View(scale, 3, 3))
        assert sheet.colors(0, 0, 100, 100) <= {LIGHT.canvas.name(), LIGHT.grid.name()}


def test_the_grid_moves_with_the_canvas_and_is_never_too_dense(sheet):
    sheet.paint(Scene(), View(1.0, 5, 7))
    assert sheet.color(5, 7) == sheet.color(5 + 32, 7 + 64) == LIGHT.grid.name()
    assert sheet.color(6, 8) == LIGHT.canvas.name()
    sheet.paint(Scene(), View(0.02, 0, 0))
    dots = sum(sheet.color(x, 0) == LIGHT.grid.name() for x in range(1000))
    assert 0 < dots <= 1000 / 14 + 1


def test_a_huge_zoom_paints_boxes_without_images_of_that_size(sheet, inception):
    sheet.paint(inception, View(40.0, -224 * 40 + 100, -112 * 40 - 1000))
    assert sheet.color(100 + 3 * 40, 300) == LIGHT.category[Category.CONVOLUTION].name()
    assert sheet.color(50, 300) == LIGHT.canvas.name()
    assert atlas_of(LIGHT, 40.0).made <= 4, "ports alone"
    sheet.paint(inception, View(4.0, 0, 0))
    assert atlas_of(LIGHT, 4.0).made > 0


def test_the_lower_box_is_painted_over_the_higher(sheet, inception):
    document = edits.place(inception, {"pool": Point(0, 0), "three": Point(0, 30)})
    sheet.paint(document, VIEW)
    assert sheet.color(20 + 3, 20 + 30 + HEIGHT / 2) == LIGHT.category[Category.CONVOLUTION].name()
    document = edits.place(document, {"pool": Point(0, 60)})
    sheet.paint(document, VIEW)
    assert sheet.color(20 + 3, 20 + 60 + HEIGHT / 2) == LIGHT.category[Category.POOLING].name()


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_a_screen_of_twice_the_pixels_shows_the_same_only_finer(qapp, inception, ratio):
    image = QImage(int(400 * ratio), int(300 * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    scene = Scene()
    scene.sync(None, infer(inception).main)
    p = QPainter(image)
    paint(p, scene, View(1.0, 20, -200), DrawState(), LIGHT, QRectF(0, 0, 400, 300))
    p.end()
    rect = scene.rect("one")
    x, y = (rect.x + 20 + 3) * ratio, (rect.y - 200 + HEIGHT / 2) * ratio
    assert image.pixelColor(int(x), int(y)) == LIGHT.category[Category.CONVOLUTION]


def test_the_order_of_shapes_is_the_one_that_is_asked_for(sheet, inception, counted):
    def texts(**how) -> set[str]:
        written.clear()
        sheet.paint(scene, VIEW, **how)
        return {text for _, _, groups, _ in written for group in groups.values() for *_, text in group}

    written = counted(painting, "write")
    scene = sheet.paint(inception, VIEW)
    assert "28×28×192" in texts(shape_order="HWC")
    assert "192×28×28" in texts(shape_order="CHW")
    assert "28×28×192" not in texts(shape_order="CHW")


def test_view_turns_canvas_into_screen_and_back():
    view = View(2.0, 10, -6)
    assert view.screen_rect(Rect(1, 2, 3, 4)) == QRectF(12, -2, 6, 8)
    assert view.canvas_rect(QRectF(12, -2, 6, 8)) == Rect(1, 2, 3, 4)


# -- wires --------------------------------------------------------------------------------------------------------


def labels_of(scene: Scene) -> list[Label]:
    _, edges = scene.visible(Rect(-1e5, -1e5, 2e5, 2e5))
    return labels(scene, edges, "HWC")


def test_every_wire_says_its_shape_beside_all_boxes(qapp, inception):
    scene = Scene()
    scene.sync(None, infer(inception).main)
    labels = labels_of(scene)
    assert sorted(label.text for label in labels) == sorted(
        ["28×28×192"] * 5 + ["28×28×96", "28×28×16", "28×28×64", "28×28×128", "28×28×32", "28×28×32", "28×28×256"]
    )
    for label in labels:
        assert scene.nodes_in(label.box.grown(-0.5)) == []


def test_labels_never_overlap_one_another_nor_boxes(qapp):
    """Ten wires side by side into one Concat: more than there is room for."""
    b = Builder()
    x = b.input(64, 28, 28, at=(2, 0))
    ends = [b.add(Conv2d(out_channels=7 + k, padding="same"), x, name=f"c{k}", at=(k * 0.9, 1)) for k in range(10)]
    b.output(b.add(Concat(), *ends, name="concat", at=(3, 2)), at=(3, 3))
    scene = Scene()
    scene.sync(None, infer(b.build()).main)
    boxes = [label.box for label in labels_of(scene)]
    assert len(boxes) > 8
    for one, other in itertools.combinations(boxes, 2):
        apart = one.right <= other.x or other.right <= one.x or one.bottom <= other.y or other.bottom <= one.y
        assert apart, (one, other)
    assert all(not scene.nodes_in(box.grown(-0.5)) for box in boxes)


def test_a_label_stays_while_something_else_is_dragged(qapp, inception):
    scene = Scene()
    scene.sync(None, infer(inception).main)
    before = {label.text: label for label in labels_of(scene)}
    scene.shift(["five"], 0, 8)
    after = {label.text: label for label in labels_of(scene)}
    assert after["28×28×96"] is before["28×28×96"]
    assert after["28×28×16"] is not before["28×28×16"]


def test_a_wire_too_short_for_a_label_has_none(qapp, inception):
    close = edits.place(inception, {"three": Point(224, 112 + HEIGHT + 16)})
    scene = Scene()
    scene.sync(None, infer(close).main)
    assert "28×28×96" not in {label.text for label in labels_of(scene)}


def test_a_wire_that_carries_nothing_known_says_so(qapp, broken):
    scene = Scene()
    scene.sync(None, infer(broken).main)
    assert [label.text for label in labels_of(scene)].count("?") == 3


def test_labels_make_way_when_boxes_move(qapp, inception):
    scene = Scene()
    scene.sync(None, infer(inception).main)
    before = {label.text: label.x for label in labels_of(scene)}
    scene.shift(["three"], 60, 40)
    after = {label.text: label.x for label in labels_of(scene)}
    assert after["28×28×96"] != before["28×28×96"]
    scene.shift((), 0, 0)
    assert {label.text: label.x for label in labels_of(scene)} == before


def test_a_draft_wire_lies_where_the_wire_will_lie(sheet, inception):
    scene = sheet.paint(inception, View(2.0, -400, -100))
    x0, y0 = scene.port_position(PortRef("three_reduce", "out", 0))
    x1, y1 = scene.port_position(PortRef("concat", "in", 1))
    p = QPainter(sheet.image)
    p.fillRect(sheet.image.rect(), LIGHT.canvas)
    draw_wire(p, x0 * 2 - 400, y0 * 2 - 100, x1 * 2 - 400, y1 * 2 - 100, LIGHT.accent, 3.0, scale=2.0)
    p.end()
    middle_x, middle_y = (x0 + x1) - 400, (y0 + y1) - 100
    assert LIGHT.accent.name() in sheet.colors(middle_x - 3, middle_y - 3, 6, 6)
    assert sheet.color(x0 * 2 - 400, y0 * 2 - 100 + 10) == LIGHT.accent.name()


def test_all_boxes_are_one_width(inception):
    scene = Scene()
    scene.sync(None, infer(inception).main)
    assert {scene.rect(node).width for node in inception.main.nodes} == {WIDTH}


# -- blocks -------------------------------------------------------------------------------------------------------


def called(repeat: int, groups: int = 1) -> Document:
    """A sketch with one call of a block."""
    builder = Builder()
    unit = builder.block("unit")
    unit.output(unit.add(Conv2d(out_channels=3, groups=groups), unit.input(), name="conv"))
    call = builder.call(unit, builder.input(3, 8, 8, at=(0, 0)), name="call", repeat=repeat, at=(0, 1))
    builder.output(call, at=(0, 2))
    return builder.build()


def beside(sheet, scene: Scene, node: str) -> int:
    """How many pixels at the right of a box are not canvas, halfway up."""
    rect = scene.rect(node)
    row = [sheet.color(rect.right + 20 + x, rect.y + 20 + rect.height / 2) for x in range(1, 12)]
    return sum(color != LIGHT.canvas.name() for color in row)


def test_a_block_has_a_sheet_behind_it_and_a_repeated_one_two(sheet):
    scene = sheet.paint(called(1), VIEW)
    assert beside(sheet, scene, "input") == 0
    once = beside(sheet, scene, "call")
    assert once >= 3
    assert beside(sheet, sheet.paint(called(3), VIEW), "call") >= once + 3


def test_a_skipped_block_is_dimmed(sheet):
    colors = []
    for repeat in (1, 0):
        rect = sheet.paint(called(repeat), VIEW).rect("call")
        colors.append(sheet.color(rect.x + 23, rect.y + 20 + rect.height / 2))
    assert colors[0] == LIGHT.category[Category.MODULE].name() != colors[1]


def test_a_block_with_something_wrong_inside_is_marked(sheet):
    scene = sheet.paint(called(1, groups=2), VIEW)
    rect = scene.rect("call")
    assert LIGHT.error.name() in sheet.colors(rect.right + 20 - 10, rect.y + 10, 16, 16)
    sheet.paint(called(1), VIEW)
    assert LIGHT.error.name() not in sheet.colors(rect.right + 20 - 10, rect.y + 10, 16, 16)


# -- what stands out ----------------------------------------------------------------------------------------------


@BOTH
def test_lit_and_changed_nodes_have_rings_of_their_own(sheet, inception, theme):
    scene = sheet.paint(inception, VIEW, theme, lit_nodes=frozenset(("one",)), changed_nodes=frozenset(("pool",)))
    found = {}
    for node in ("one", "pool", "three"):
        rect = scene.rect(node)
        found[node] = sheet.color(rect.x + 20 - 3, rect.y + 20 + 30)
    assert found["three"] == theme.canvas.name()
    assert found["pool"] == theme.tones[6].name()
    assert len(set(found.values())) == 3
    rect = scene.rect("pool")
    assert theme.tones[6].name() in sheet.colors(rect.x + 16, rect.y + 16, 12, 12)  # the badge


@BOTH
def test_what_was_found_is_ringed_outside_of_what_is_selected_and_unlike_what_is_lit(sheet, inception, theme):
    found = frozenset(("one", "pool"))
    state = {"found_nodes": found, "selection": frozenset(("pool",)), "lit_nodes": frozenset(("five",))}
    scene = sheet.paint(inception, VIEW, theme, **state)

    def rings(node: str) -> set[str]:
        rect = scene.rect(node)
        colors: set[str] = sheet.colors(rect.x + 20 - 8, rect.y + 20 + 30, 8, 1)
        return colors

    assert theme.text.name() in rings("one")
    assert {theme.text.name(), theme.accent.name()} <= rings("pool")
    assert theme.text.name() not in rings("five") | rings("three")
    scene = sheet.paint(inception, View(0.15, 20, 20), theme, found_nodes=found)
    rect = scene.rect("one")
    assert sheet.color(rect.x * 0.15 + 20 - 1, rect.y * 0.15 + 25) == theme.text.name()


def test_lit_wires_are_between_plain_and_chosen_ones(sheet, inception):
    edge = Edge(OutputRef("three_reduce"), "three", 0)
    scene = sheet.paint(inception, VIEW, lit_edges=frozenset((edge,)))
    x, y = scene.port_position(PortRef("three", "in", 0))
    lit = sheet.color(x + 20, y + 20 - 9)
    assert lit not in {LIGHT.wire.name(), LIGHT.accent.name(), LIGHT.canvas.name()}
    sheet.paint(inception, VIEW, lit_edges=frozenset((edge,)), hovered_edge=edge)
    assert sheet.color(x + 20, y + 20 - 9) == LIGHT.accent.name()


def test_a_hovered_node_stands_out_without_growing(sheet, inception):
    scene = sheet.paint(inception, VIEW)
    rect = scene.rect("one")
    outside = (rect.x + 20 - 6, rect.y + 30, 5, 30)
    edge = (rect.x + 20, rect.y + 50, 2, 10)
    plain, around = sheet.colors(*edge), sheet.colors(*outside)
    sheet.paint(inception, VIEW, hovered_node="one")
    assert sheet.colors(*edge) != plain
    assert sheet.colors(*outside) == around


@pytest.mark.parametrize("ratio", [1.25, 1.5, 2.0])
def test_boxes_and_letters_stand_on_whole_pixels_at_every_ratio(qapp, inception, ratio):
    image = QImage(int(600 * ratio), int(400 * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    scene = Scene()
    scene.sync(None, infer(inception).main)
    painter = QPainter(image)
    paint(painter, scene, View(1.0, 21, 17), DrawState(), LIGHT, QRectF(0, 0, 600, 400))
    painter.end()
    rect = scene.rect("one")
    y = round((rect.y + 17 + 30) * ratio)
    x = round((rect.x + 21) * ratio)
    row = [image.pixelColor(x + dx, y).name() for dx in range(-3, 3)]
    # Canvas, then at once the band: no pixel in between is a blur of both.
    assert row[:3] == [LIGHT.canvas.name()] * 3
    assert row[4] in {LIGHT.category[Category.CONVOLUTION].name(), LIGHT.node_border.name()}


def test_from_afar_a_box_larger_than_a_swatch_is_there_too(sheet, inception, monkeypatch):
    monkeypatch.setattr(painting, "_MOST_NODES", 0)
    scene = sheet.paint(inception, VIEW)
    for node, category in (("three", Category.CONVOLUTION), ("pool", Category.POOLING)):
        rect = scene.rect(node)
        whole = sheet.colors(rect.x + 20, rect.y + 20, rect.width, rect.height)
        assert whole == {LIGHT.category[category].name()}
        assert LIGHT.category[category].name() not in {
            sheet.color(rect.x + 19, rect.y + 50),
            sheet.color(rect.right + 20, rect.y + 50),
        }


def test_what_lies_on_halves_of_pixels_looks_the_same_after_panning(sheet, inception):
    """At a quarter of the size many boxes and texts do; to the next even number they would jump by turns."""
    images = []
    for by in (0, 1):
        sheet.paint(inception, View(0.25, 20 + by, 30 + by))
        images.append(sheet.image.copy(by, by, 990, 690))
    differ = np.abs(pixels(images[0]) - pixels(images[1])) > 40
    assert np.count_nonzero(differ) < 30


def test_while_the_view_slides_over_a_large_sketch_all_is_looked_at_only_now_and_then(sheet, grid, counted):
    scene = sheet.paint(grid(800), View(1.0, 0, 0))
    looks = counted(scene, "visible")
    for step in range(1, 61):
        view = View(1.0, -20.0 * step, -12.0 * step)
        sheet.paint(scene, view)
        if step % 30 == 0:
            slid = sheet.image.copy()
            sheet.paint(grid(800), view)
            assert sheet.image == slid
    assert 1 <= sum(1 for _, *among in looks if not among) <= 5
