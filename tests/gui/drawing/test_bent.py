"""Wires that are led through points, and data that flows to the right."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.analysis.infer import infer
from core.document import edits
from core.document.document import Document
from core.document.graph import Edge, NodeStyle, OutputRef, Point, Wire
from core.layout.node_size import COLLAPSED, HEIGHT, WIDTH
from gui.drawing.bent import bent_box, bent_controls, bent_distance, bent_index, bent_samples
from gui.drawing.geometry import PortRef, Scene
from gui.drawing.painter import View
from gui.drawing.wires import edge_path
from gui.theme import LIGHT

EDGE = Edge(OutputRef("three_reduce"), "three", 0)
WIRE = Wire(EDGE.source, EDGE.target)
POINTS = (Point(520.0, 190.0), Point(520.0, 210.0))
coordinates = st.integers(-500, 500).map(float)


def led(document: Document, *points: Point) -> Document:
    return document.with_graph("", replace(document.main, bends={WIRE: points} if points else {}))


def scene_of(document: Document) -> Scene:
    scene = Scene()
    scene.sync(None, infer(document).main)
    return scene


def to_the_right(document: Document) -> Document:
    layout = {key: Point(at.y * 3, at.x) for key, at in document.main.layout.items()}
    return document.with_graph("", replace(document.main, flow="right", layout=layout))


@given(st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=4), coordinates, coordinates)
def test_a_wire_passes_its_points_and_leaves_and_arrives_along_the_flow(points, x1, y1):
    controls = bent_controls((0.0, 0.0), np.array(points), (x1, y1))
    for x, y in [(0.0, 0.0), *points, (x1, y1)]:
        assert bent_distance(controls, x, y) == pytest.approx(0, abs=1e-6)
    assert controls[1][0] == 0
    assert controls[1][1] > 0
    assert controls[-2][0] == x1
    assert controls[-2][1] < y1
    left, top, right, bottom = bent_box(controls)
    samples = bent_samples(controls)
    assert samples[:, 0].min() >= left - 1e-6
    assert samples[:, 0].max() <= right + 1e-6
    assert samples[:, 1].min() >= top - 1e-6
    assert samples[:, 1].max() <= bottom + 1e-6


def test_a_bent_wire_has_no_corner():
    controls = bent_controls((0.0, 0.0), np.array([(80.0, 40.0), (120.0, 160.0)]), (0.0, 220.0))
    steps = np.diff(bent_samples(controls, 64), axis=0)
    turns = np.abs(np.diff(np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))))
    assert turns.max() < 0.25


@pytest.mark.parametrize("aside", [60.0, 150.0, 400.0])
def test_a_bend_beside_a_short_wire_makes_it_swing_out_and_never_back_up(aside):
    samples = bent_samples(bent_controls((0, 0), np.array([[aside, 50.0]]), (0, 100)))
    assert (np.diff(samples[:, 1]) >= -1e-9).all()
    out = samples[:, 0].argmax()
    assert (np.diff(samples[: out + 1, 0]) >= -1e-9).all()
    assert (np.diff(samples[out:, 0]) <= 1e-9).all()
    assert samples[:, 0].max() <= aside + 1e-6


def test_a_new_point_comes_between_those_it_is_put_between():
    controls = bent_controls((0.0, 0.0), np.array([(0.0, 100.0), (0.0, 200.0)]), (0.0, 300.0))
    assert [bent_index(controls, 2.0, y) for y in (40.0, 150.0, 260.0)] == [0, 1, 2]


def test_a_bend_is_found_where_it_is_and_the_wire_along_its_way(inception):
    scene = scene_of(led(inception, *POINTS))
    assert scene.bend_at(522, 188, 8) == (EDGE, 0)
    assert scene.bend_at(522, 212, 8) == (EDGE, 1)
    assert scene.bend_at(560, 190, 8) is None
    assert scene.edge_at(520, 190, 4) == EDGE
    assert scene.bends_of(EDGE) == list(POINTS)
    assert scene.bend_index(EDGE, 522, 200) == 1
    straight = scene_of(inception)
    assert straight.edge_at(520, 190, 4) != EDGE
    assert straight.bend_index(EDGE, 320, 200) == 0


def test_the_ends_of_a_wire_are_told_from_its_middle(inception):
    scene = scene_of(inception)
    x, y0 = scene.port_position(PortRef("three_reduce", "out", 0))
    _, y1 = scene.port_position(PortRef("three", "in", 0))
    assert scene.edge_end_at(EDGE, x + 3, y0 + 5, 12) == "source"
    assert scene.edge_end_at(EDGE, x - 3, y1 - 5, 12) == "target"
    assert scene.edge_end_at(EDGE, x, (y0 + y1) / 2, 200) is None
    assert scene.edge_end_at(Edge(OutputRef("ghost"), "three", 0), x, y0, 12) is None


def test_bending_a_wire_touches_it_alone(inception):
    before = infer(inception)
    scene = Scene()
    scene.sync(None, before.main)
    after = infer(led(inception, *POINTS), before)
    dirty = scene.sync(before.main, after.main)
    assert (scene.touched, scene.touched_edges) == (0, 1)
    assert dirty.x <= 320
    assert dirty.right >= 520
    back = infer(led(after.document), after)
    dirty = scene.sync(after.main, back.main)
    assert scene.bends_of(EDGE) == []
    assert dirty.right >= 520  # where it was must be painted over


def test_points_go_along_when_both_ends_are_dragged_and_stay_otherwise(inception):
    scene = scene_of(led(inception, *POINTS))
    scene.shift(["three", "three_reduce"], 30, 8)
    assert scene.bends_of(EDGE) == [(x + 30, y + 8) for x, y in POINTS]
    scene.shift(["three"], 30, 8)
    assert scene.bends_of(EDGE) == list(POINTS)
    scene.shift((), 0, 0)
    assert scene.bends_of(EDGE) == list(POINTS)


def test_points_can_be_shown_elsewhere_while_they_are_dragged(inception):
    scene = scene_of(inception)
    dirty = scene.show_bends(EDGE, [(500.0, 200.0)])
    assert scene.bend_at(500, 200, 2) == (EDGE, 0)
    assert dirty.right >= 500
    scene.show_bends(EDGE, None)
    assert scene.bends_of(EDGE) == []
    assert scene.edge_at(500, 200, 4) != EDGE


def test_a_bent_wire_is_painted_along_its_points(sheet, inception):
    sheet.paint(led(inception, *POINTS), View(1.0, 20, 20))
    assert LIGHT.wire.name() in sheet.colors(520 + 20 - 3, 190 + 20 - 2, 7, 4)
    sheet.paint(inception, View(1.0, 20, 20))
    assert LIGHT.wire.name() not in sheet.colors(520 + 20 - 3, 190 + 20 - 2, 7, 4)


# -- to the right -------------------------------------------------------------------------------------------------


def test_ports_stand_left_and_right_and_wires_lead_across(inception):
    scene = scene_of(to_the_right(inception))
    rect = scene.rect("three")
    assert scene.port_position(PortRef("three", "in", 0)) == (rect.x, rect.y + rect.height / 2)
    assert scene.port_position(PortRef("three", "out", 0)) == (rect.right, rect.y + rect.height / 2)
    row = scene.edge_row(EDGE)
    assert row is not None
    x0, y0, x1, y1 = scene.ends[row].tolist()
    assert (x0, x1) == (scene.rect("three_reduce").right, rect.x)
    path = edge_path(scene, row)
    assert path.pointAtPercent(0.02).y() == pytest.approx(y0, abs=2)
    assert path.pointAtPercent(0.98).y() == pytest.approx(y1, abs=2)
    assert scene.edge_at((x0 + x1) / 2, (y0 + y1) / 2, 4) == EDGE
    left, top, right, bottom = scene.boxes[row].tolist()
    assert left <= x0 <= x1 <= right
    assert top <= min(y0, y1) <= max(y0, y1) <= bottom


def test_a_bent_wire_to_the_right_leaves_to_the_right(inception):
    document = to_the_right(inception)
    document = document.with_graph("", replace(document.main, bends={WIRE: (Point(500.0, 900.0),)}))
    scene = scene_of(document)
    row = scene.edge_row(EDGE)
    assert row is not None
    assert scene.bend_at(500, 900, 1) == (EDGE, 0)
    assert scene.edge_at(500, 900, 2) == EDGE
    path = edge_path(scene, row)
    assert path.pointAtPercent(0.01).x() > path.pointAtPercent(0).x()


def test_turning_the_flow_leads_every_wire_anew_and_back(inception):
    before = infer(inception)
    scene = Scene()
    scene.sync(None, before.main)
    was = scene.ends.copy()
    turned = infer(to_the_right(inception), before)
    scene.sync(before.main, turned.main)
    assert scene.flow == "right"
    assert scene.touched == len(inception.main.nodes)
    scene.sync(turned.main, infer(inception, turned).main)
    assert sorted(map(tuple, scene.ends[scene.edge_alive])) == sorted(map(tuple, was[was.any(axis=1)]))


# -- styles -------------------------------------------------------------------------------------------------------


def styled(document: Document, **styles: NodeStyle) -> Document:
    return document.with_graph("", replace(document.main, styles=styles))


def test_a_collapsed_node_is_one_line_high_and_touches_itself_alone(inception):
    before = infer(inception)
    scene = Scene()
    scene.sync(None, before.main)
    after = infer(styled(inception, three=NodeStyle(collapsed=True)), before)
    scene.sync(before.main, after.main)
    assert scene.touched == 1
    assert scene.rect("three") == (*inception.main.layout["three"], WIDTH, COLLAPSED)
    assert scene.port_position(PortRef("three", "out", 0))[1] == scene.rect("three").bottom
    scene.sync(after.main, infer(styled(inception), after).main)
    assert scene.rect("three").height == HEIGHT


def test_a_coloured_node_has_that_band_near_and_far(sheet, inception):
    document = styled(inception, three=NodeStyle("orange"))
    scene = sheet.paint(document, View(1.0, 20, 20))
    rect = scene.rect("three")
    assert sheet.color(rect.x + 23, rect.y + 20 + 36) == LIGHT.tones[1].name()
    sheet.paint(document, View(0.15, 20, 20))
    assert LIGHT.tones[1].name() in sheet.colors(20 + rect.x * 0.15, 20 + rect.y * 0.15, 28, 10)


def test_a_locked_node_bears_a_padlock(sheet, inception):
    scene = sheet.paint(inception, View(1.0, 20, 20))
    rect = scene.rect("pool")
    corner = (rect.right + 20 - 13, rect.bottom + 20 - 13, 11, 11)
    assert LIGHT.muted.name() not in sheet.colors(*corner)
    sheet.paint(styled(inception, pool=NodeStyle(locked=True)), View(1.0, 20, 20))
    assert LIGHT.muted.name() in sheet.colors(*corner)


def test_a_bypassed_node_says_so_and_the_wire_passes_through(sheet, inception):
    node = replace(inception.main.nodes["three"], bypassed=True)
    document = inception.with_graph("", replace(inception.main, nodes={**inception.main.nodes, "three": node}))
    scene = sheet.paint(document, View(1.0, 20, 20))
    x, _ = scene.port_position(PortRef("three", "in", 0))
    rect = scene.rect("three")
    through = (x + 20 - 2, rect.y + 20 + 12, 4, rect.height - 24)
    assert LIGHT.wire.name() in sheet.colors(*through)
    assert LIGHT.text.name() not in sheet.colors(rect.x + 30, rect.y + 24, rect.width - 20, rect.height - 10)
    sheet.paint(inception, View(1.0, 20, 20))
    assert LIGHT.wire.name() not in sheet.colors(*through)


def test_removing_a_bent_wire_leaves_nothing_of_it(inception):
    before = infer(led(inception, *POINTS))
    scene = Scene()
    scene.sync(None, before.main)
    gone = infer(edits.disconnect(before.document, "three", 0), before)
    scene.sync(before.main, gone.main)
    assert scene.bend_at(520, 190, 20) is None
    assert not scene.bent
