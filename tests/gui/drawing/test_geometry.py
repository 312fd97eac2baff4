"""A scene follows its analysis whatever happens to the document, touches only what changed, and finds what is where."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.analysis.infer import infer
from core.document import edits
from core.document.builder import COLUMN, ROW, Builder
from core.document.document import Document
from core.document.graph import Edge, OutputRef, Point
from core.errors import EditError
from core.layout.node_size import HEIGHT, LOW, WIDTH
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.interface import Input, Output
from core.ops.merge import Add, Concat
from gui.drawing.geometry import LABEL_REACH, STATES, PortRef, Rect, Scene


def residual(rows: int = 3) -> Document:
    """input → conv… → add ← input, in one column."""
    b = Builder()
    first = at = b.input(32, 28, 28, at=(0, 0))
    for row in range(1, rows + 1):
        at = b.add(Conv2d(out_channels=32, padding="same"), at, name=f"conv{row}", at=(0, row))
    b.output(b.add(Add(), at, first, name="add", at=(0, rows + 1)), at=(0, rows + 2))
    return b.build()


def scene_of(document: Document) -> Scene:
    scene = Scene()
    scene.sync(None, infer(document).main)
    return scene


def nodes_of(scene: Scene) -> dict:
    return {
        node: (tuple(scene.rects[row]), int(scene.category[row]), STATES[scene.state[row]], scene.result(row))
        for row, node in enumerate(scene.ids)
        if node is not None and scene.alive[row]
    }


def edges_of(scene: Scene) -> dict:
    return {
        edge: (
            tuple(scene.ends[row]),
            tuple(scene.boxes[row]),
            None if math.isnan(scene.lanes[row]) else float(scene.lanes[row]),
            float(scene.channels_of(np.array([row]))[0]),
            scene.shape(row),
        )
        for row, edge in enumerate(scene.edges)
        if edge is not None and scene.edge_alive[row]
    }


# -- following ----------------------------------------------------------------------------------------------------

OPS = (Add(), Conv2d(padding="same"), Concat(), ReLU(), Conv2d(out_channels=7, kernel_size=(9, 9)), Output(), Input())
numbers = st.integers(0, 8)
# Few places, so that boxes often stand in the way of wires, or leave it.
places = st.builds(Point, st.sampled_from((0.0, 0.0, 112.0, 448.0)), st.integers(0, 8).map(lambda row: row * 112.0))
steps = st.lists(
    st.one_of(
        st.tuples(st.just("add"), numbers, st.sampled_from(OPS), places),
        st.tuples(st.just("connect"), numbers, numbers, st.integers(0, 2)),
        st.tuples(st.just("disconnect"), numbers, st.integers(0, 1)),
        st.tuples(st.just("remove"), st.sets(numbers, min_size=1, max_size=2)),
        st.tuples(st.just("place"), st.dictionaries(numbers, places, min_size=1, max_size=2)),
        st.tuples(st.just("rename"), numbers),
        st.tuples(st.just("channels"), numbers, st.integers(1, 9)),
        st.tuples(st.just("back"), st.integers(2, 6)),
        st.tuples(st.just("shift"), st.sets(numbers, min_size=1), places),
    ),
    min_size=4,
    max_size=16,
)


def column() -> Document:
    """A column of layers, every third an Add that also reads from three above it."""
    document = edits.add_node(Document(), Input(), node_id="n0", name="x", at=Point(0, 0))
    for number in range(1, 9):
        op = Add() if number % 3 == 0 else Conv2d(out_channels=3, padding="same")
        document = edits.add_node(document, op, node_id=f"n{number}", name="x", at=Point(0, number * 112.0))
        document = edits.connect(document, OutputRef(f"n{number - 1}"), f"n{number}", 0)
        if number % 3 == 0:
            document = edits.connect(document, OutputRef(f"n{number - 3}"), f"n{number}", 1)
    return document


def edited(document: Document, step: tuple, number: int) -> Document:
    kind, *args = step
    name = "n{}".format
    try:
        match kind:
            case "add":
                return edits.add_node(document, args[1], node_id=name(args[0]), name="x", at=args[2])
            case "connect":
                return edits.connect(document, OutputRef(name(args[0])), name(args[1]), args[2])
            case "disconnect":
                return edits.disconnect(document, name(args[0]), args[1])
            case "remove":
                return edits.remove(document, {name(n) for n in args[0]})
            case "place":
                return edits.place(document, {name(n): at for n, at in args[0].items()})
            case "rename":
                return edits.rename(document, name(args[0]), f"renamed {number}")
            case _:
                return edits.set_param(document, name(args[0]), "out_channels", args[1])
    except EditError:
        return document


@settings(max_examples=200)
@given(steps)
def test_a_scene_that_followed_every_edit_is_the_scene_made_afresh(sequence):
    analysis = infer(column())
    scene = Scene()
    scene.sync(None, analysis.main)
    history = [analysis]
    for number, step in enumerate(sequence):
        if step[0] == "shift":
            scene.shift({f"n{n}" for n in step[1]}, *step[2])
            continue
        shown_nodes, shown_edges = nodes_of(scene), edges_of(scene)
        before = analysis
        if step[0] == "back":
            analysis = history[-min(step[1], len(history))]
        else:
            analysis = infer(edited(before.document, step, number), before)
        history.append(analysis)
        dirty = scene.sync(before.main, analysis.main)
        fresh = Scene()
        fresh.sync(None, analysis.main)
        assert nodes_of(scene) == nodes_of(fresh)
        assert edges_of(scene) == edges_of(fresh)
        assert set(edges_of(scene)) == {
            Edge(ref, node.id, port)
            for node in analysis.document.main.nodes.values()
            for port, ref in enumerate(node.inputs)
            if ref is not None
        }
        # Whatever looks different now lies in the rectangle to be painted.
        for key in shown_nodes.keys() | nodes_of(scene).keys():
            was, now = shown_nodes.get(key), nodes_of(scene).get(key)
            if was != now:
                assert all(inside(Rect(*one[0]), dirty) for one in (was, now) if one)
        for key in shown_edges.keys() | edges_of(scene).keys():
            was, now = shown_edges.get(key), edges_of(scene).get(key)
            if was != now:
                assert all(inside(box(one[1]), dirty) for one in (was, now) if one)
        for node in nodes_of(scene):
            wires = {edge for edge in edges_of(scene) if node in (edge.source.node, edge.target)}
            assert {scene.edges[row] for row in scene.edges_of(node)} == wires


def box(sides: tuple[float, float, float, float]) -> Rect:
    left, top, right, bottom = sides
    return Rect(left, top, right - left, bottom - top)


def inside(inner: Rect, outer: Rect) -> bool:
    return (
        inner.x >= outer.x
        and inner.y >= outer.y
        and inner.right <= outer.right + 1e-9
        and inner.bottom <= outer.bottom + 1e-9
    )


def long_chain(length: int) -> Document:
    b = Builder()
    at = b.input(8, 16, 16, at=(0, 0))
    for row in range(length):
        at = b.add(Conv2d(out_channels=8, padding="same"), at, name=f"c{row}", at=(0, row + 1))
    return b.build()


def test_an_edit_touches_only_the_rows_it_changed():
    analysis = infer(long_chain(300))
    scene = Scene()
    scene.sync(None, analysis.main)
    assert scene.touched == 301

    renamed = infer(edits.rename(analysis.document, "c40", "other"), analysis)
    dirty = scene.sync(analysis.main, renamed.main)
    assert (scene.touched, scene.touched_edges) == (1, 0)
    assert dirty.height < 400

    wider = infer(edits.set_param(renamed.document, "c40", "out_channels", 16), renamed)
    scene.sync(renamed.main, wider.main)
    assert (scene.touched, scene.touched_edges) == (2, 1)  # itself, and its reader, whose input is another now

    moved = infer(edits.place(wider.document, {"c40": Point(8, 8)}), wider)
    scene.sync(wider.main, moved.main)
    assert scene.touched == 1


def test_nothing_is_touched_when_nothing_changed():
    analysis = infer(residual())
    scene = Scene()
    scene.sync(None, analysis.main)
    again = scene.sync(analysis.main, analysis.main)
    assert (scene.touched, scene.touched_edges, again.empty) == (0, 0, True)


def test_rows_of_removed_nodes_are_used_again():
    document = residual()
    scene = scene_of(document)
    rows, wires = len(scene.ids), len(scene.edges)
    analysis = infer(document)
    for number in range(200):
        gone = infer(edits.remove(analysis.document, ["conv2"]), analysis)
        scene.sync(analysis.main, gone.main)
        back = edits.add_node(gone.document, Conv2d(), node_id="conv2", name="conv2", at=Point(0, number))
        back = edits.connect(back, OutputRef("conv1"), "conv2", 0)
        analysis = infer(edits.connect(back, OutputRef("conv2"), "conv3", 0), gone)
        scene.sync(gone.main, analysis.main)
    assert (len(scene.ids), len(scene.edges)) == (rows, wires)


def test_a_node_whose_place_is_forgotten_stands_at_the_origin():
    document = residual()
    analysis = infer(document)
    scene = Scene()
    scene.sync(None, analysis.main)
    layout = {key: at for key, at in document.main.layout.items() if key != "conv2"}
    forgotten = infer(replace(document, main=replace(document.main, layout=layout)), analysis)
    scene.sync(analysis.main, forgotten.main)
    assert scene.rect("conv2") == Rect(0, 0, WIDTH, HEIGHT)
    assert scene.touched == 1


def test_another_document_leaves_nothing_of_the_first():
    scene = scene_of(long_chain(40))
    other = infer(residual())
    dirty = scene.sync(None, other.main)
    assert len(scene) == 6
    assert dirty.bottom > 40 * ROW  # where the first one stood must be painted over
    assert nodes_of(scene).keys() == other.document.main.nodes.keys()


# -- dragging -----------------------------------------------------------------------------------------------------


def test_a_drag_shows_nodes_elsewhere_until_it_is_taken_back():
    scene = scene_of(residual())
    before = nodes_of(scene), edges_of(scene)
    scene.shift(["conv1", "conv2"], 24, 8)
    scene.shift(["conv1", "conv2"], 40, 16)
    assert scene.rect("conv1") == Rect(40, ROW + 16, WIDTH, HEIGHT)
    assert scene.rect("conv3") == Rect(0, 3 * ROW, WIDTH, HEIGHT)
    x, y = scene.port_position(PortRef("conv1", "out", 0))
    ends = edges_of(scene)[Edge(OutputRef("conv1"), "conv2", 0)][0]
    assert ends[:2] == (x, y)
    scene.shift((), 0, 0)
    assert (nodes_of(scene), edges_of(scene)) == before


def test_dragging_everything_takes_the_lanes_along():
    scene = scene_of(residual())
    skip = Edge(OutputRef("input"), "add", 1)
    lane = edges_of(scene)[skip][2]
    scene.shift(list(nodes_of(scene)), 100, 50)
    assert edges_of(scene)[skip][2] == lane + 100


# -- ways of wires ------------------------------------------------------------------------------------------------


def test_a_wire_past_boxes_takes_a_lane_beside_them():
    scene = scene_of(residual())
    edge = edges_of(scene)
    lane = edge[Edge(OutputRef("input"), "add", 1)][2]
    assert lane is not None
    assert not 0 <= lane <= WIDTH
    assert edge[Edge(OutputRef("conv1"), "conv2", 0)][2] is None


def test_a_wire_goes_straight_again_when_the_box_in_its_way_moves_off():
    document = residual(rows=1)
    analysis = infer(document)
    scene = Scene()
    scene.sync(None, analysis.main)
    skip = Edge(OutputRef("input"), "add", 1)
    assert edges_of(scene)[skip][2] is not None
    aside = infer(edits.place(document, {"conv1": Point(3 * COLUMN, ROW)}), analysis)
    scene.sync(analysis.main, aside.main)
    assert edges_of(scene)[skip][2] is None
    assert scene.touched == 1


def test_wires_that_keep_clear_never_cross_a_box():
    scene = scene_of(residual(rows=6))
    lane = edges_of(scene)[Edge(OutputRef("input"), "add", 1)][2]
    for row in range(1, 7):
        assert scene.node_at(lane, row * ROW + HEIGHT / 2) is None


# -- asking -------------------------------------------------------------------------------------------------------


def test_the_lower_of_two_boxes_that_overlap_is_the_one_at_a_point():
    document = Document()
    for node, y in (("low", 20), ("high", 0)):
        document = edits.add_node(document, Conv2d(), node_id=node, name=node, at=Point(0, y))
    assert scene_of(document).node_at(50, 40) == "low"
    raised = edits.place(document, {"low": Point(0, -20)})
    assert scene_of(raised).node_at(50, 20) == "high"


def test_boxes_are_found_to_their_edges_and_not_beyond():
    scene = scene_of(long_chain(1))
    assert scene.node_at(0, ROW) == "c0"
    assert scene.node_at(WIDTH, ROW + HEIGHT) == "c0"
    assert scene.node_at(-0.5, ROW) is None
    assert scene.node_at(20, LOW + 5) is None


def test_the_nearest_port_within_the_radius_is_found():
    scene = scene_of(residual())
    x, y = scene.port_position(PortRef("add", "in", 1))
    assert scene.port_at(x + 6, y - 3, 10) == PortRef("add", "in", 1)
    assert scene.port_at(x + 6, y - 30, 10) is None
    x, y = scene.port_position(PortRef("conv1", "out", 0))
    assert (x, y) == (WIDTH / 2, ROW + HEIGHT)
    assert scene.port_at(x, y + 2, 10) == PortRef("conv1", "out", 0)


def test_a_variadic_node_has_one_free_port_behind_those_in_use():
    scene = scene_of(residual())
    assert [port for port in scene.ports("add") if port.side == "in"] == [PortRef("add", "in", k) for k in range(3)]
    assert scene.ports("output") == [PortRef("output", "in", 0)]
    _, looks = scene.port_points(scene.visible(Rect(-1e4, -1e4, 2e4, 2e4))[0])
    assert sorted(looks.tolist()) == [0] * 6 + [2] + [3] * 5


def test_port_points_are_the_positions_of_all_ports():
    scene = scene_of(residual())
    rows = scene.visible(Rect(-1e4, -1e4, 2e4, 2e4))[0]
    points, _ = scene.port_points(rows)
    ports = [port for node in nodes_of(scene) for port in scene.ports(node)]
    assert sorted(map(tuple, points.tolist())) == sorted(scene.port_position(port) for port in ports)
    nowhere, looks = scene.port_points(rows[:0])
    assert (nowhere.shape, len(looks)) == ((0, 2), 0)


def test_a_wire_is_found_near_its_curve_and_along_its_lane():
    scene = scene_of(residual())
    straight = Edge(OutputRef("conv1"), "conv2", 0)
    assert scene.edge_at(WIDTH / 2 + 3, ROW + HEIGHT + 20, 5) == straight
    assert scene.edge_at(WIDTH / 2 + 12, ROW + HEIGHT + 20, 5) is None
    skip = Edge(OutputRef("input"), "add", 1)
    lane = edges_of(scene)[skip][2]
    assert scene.edge_at(lane + 4, 2.5 * ROW, 5) == skip
    assert scene.edge_at(lane + 8, 2.5 * ROW, 5) is None


def test_a_rectangle_finds_what_it_touches_or_what_it_holds():
    scene = scene_of(long_chain(2))
    touching = Rect(100, ROW + 10, 10, ROW)
    assert sorted(scene.nodes_in(touching)) == ["c0", "c1"]
    assert scene.nodes_in(touching, contain=True) == []
    assert scene.nodes_in(Rect(-1, ROW - 1, WIDTH + 2, HEIGHT + 2), contain=True) == ["c0"]


def test_only_what_is_near_a_rectangle_is_visible():
    scene = scene_of(long_chain(100))
    nodes, edges = scene.visible(Rect(0, 50 * ROW, 100, 2 * ROW))
    assert 2 <= len(nodes) <= 4
    assert 2 <= len(edges) <= 5
    beside = scene.visible(Rect(WIDTH / 2 + LABEL_REACH - 2, 50 * ROW, 1, 1))[1]
    assert len(beside) >= 1  # its label may reach there


def test_bounds_hold_boxes_and_extent_wires_and_labels_too():
    scene = scene_of(residual())
    assert scene.bounds() == Rect(0, 0, WIDTH, 5 * ROW + LOW)
    assert scene.bounds(["conv1"]) == Rect(0, ROW, WIDTH, HEIGHT)
    assert scene.bounds([]) is None
    extent = scene.extent()
    assert extent is not None
    lane = edges_of(scene)[Edge(OutputRef("input"), "add", 1)][2]
    assert extent.x <= lane <= extent.right
    assert Scene().bounds() is None
    assert Scene().extent() is None


def test_what_does_not_exist_is_not_found():
    scene = Scene()
    assert scene.node_at(0, 0) is None
    assert scene.port_at(0, 0, 100) is None
    assert scene.edge_at(0, 0, 100) is None
    assert scene.nodes_in(Rect(-1, -1, 2, 2)) == []
    with pytest.raises(KeyError):
        scene.rect("ghost")


def test_a_wire_into_a_layer_that_is_changed_while_another_is_added_knows_its_channels():
    """Undo and a jump in the history do several such things at once."""
    before = residual(2)
    after = edits.set_param(before, "conv1", "out_channels", 64)
    after = edits.rename(after, "conv2", "other")
    after = edits.add_node(after, ReLU(), node_id="new", name="new", at=Point(900, 0))
    scene, then = Scene(), infer(before)
    scene.sync(None, then.main)
    wire = np.array([scene.edge_row(Edge(OutputRef("conv1"), "conv2", 0))])
    assert scene.channels_of(wire).tolist() == [32]
    scene.sync(then.main, infer(after, then).main)
    assert scene.channels_of(wire).tolist() == [64]
