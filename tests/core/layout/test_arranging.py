"""Boxes in order: aligned, at equal distances, laid out among others, and around those that stay."""

from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.document.builder import Builder
from core.document.graph import NodeStyle, Point
from core.layout import arranging
from core.layout.arranging import Box, align, arrange, boxes_of, distribute, free_shift, tidy
from core.layout.layered import lay_out_graph
from core.layout.node_size import GRID, WIDTH
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.merge import Add
from tests.core.document.graphs import documents

EDGES = ("left", "center", "right", "top", "middle", "bottom")
SPOTS = st.tuples(
    st.integers(-50, 50).map(lambda k: k * 8), st.integers(-50, 50).map(lambda k: k * 8),
    st.sampled_from([192, 216, 40]), st.sampled_from([24, 48, 56, 72]),
)  # fmt: skip
BOXES = st.dictionaries(st.integers(0, 9), SPOTS, min_size=1, max_size=8)


def overlap(a, b):
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]


def line(box, edge):
    axis = 0 if edge in ("left", "center", "right") else 1
    share = {"left": 0, "top": 0, "center": 0.5, "middle": 0.5, "right": 1, "bottom": 1}[edge]
    return box[axis] + share * box[axis + 2]


def moved(boxes, places):
    return {key: (*places[key], *box[2:]) for key, box in boxes.items()}


@pytest.mark.parametrize("edge", EDGES)
@given(boxes=BOXES)
def test_what_is_aligned_lies_on_one_line_and_moves_across_it_only(edge, boxes):
    after = moved(boxes, align(boxes, edge))
    assert len({line(box, edge) for box in after.values()}) == 1
    along = 1 if edge in ("left", "center", "right") else 0
    assert all(after[key][along] == box[along] for key, box in boxes.items())
    assert align(after, edge) == {key: box[:2] for key, box in after.items()}  # once is enough
    outermost = {"left": min, "top": min, "right": max, "bottom": max}.get(edge)
    if outermost is not None:
        assert line(next(iter(after.values())), edge) == outermost(line(box, edge) for box in boxes.values())


def test_middles_of_boxes_of_one_size_come_on_the_grid():
    boxes = {"a": (0, 0, 192, 72), "b": (24, 100, 192, 72)}
    assert all(place.x % GRID == 0 for place in align(boxes, "center").values())
    assert align({}, "left") == {}


@pytest.mark.parametrize("axis", ["across", "down"])
@given(boxes=BOXES)
def test_what_is_distributed_has_equal_gaps_between_its_outermost(axis, boxes):
    at = 0 if axis == "across" else 1
    after = moved(boxes, distribute(boxes, axis))
    order = sorted(boxes, key=lambda key: (2 * boxes[key][at] + boxes[key][at + 2], boxes[key][1 - at]))
    assert all(after[key][1 - at] == box[1 - at] for key, box in boxes.items())
    if len(order) < 3:
        assert after == boxes
        return
    gaps = [after[b][at] - after[a][at] - after[a][at + 2] for a, b in pairwise(order)]
    assert max(gaps) - min(gaps) <= 1
    assert min(gaps) >= 2 * GRID - 1
    assert after[order[0]] == boxes[order[0]]
    room = boxes[order[-1]][at] - boxes[order[0]][at] - sum(boxes[key][at + 2] for key in order[:-1])
    if room >= 2 * GRID * (len(order) - 1):
        assert after[order[-1]] == boxes[order[-1]]


# -- tidying ----------------------------------------------------------------------------------------------------------


def styled(graph, locked=(), collapsed=(), flow="down"):
    styles = {key: NodeStyle(collapsed=key in collapsed, locked=key in locked) for key in {*locked, *collapsed}}
    return replace(graph, styles=styles, flow=flow)


@given(documents(), st.data(), st.sampled_from(["down", "right"]))
def test_what_is_tidied_lies_on_nobody_and_nobody_else_moves(document, data, flow):
    nodes = sorted(document.main.nodes)
    chosen = data.draw(st.sets(st.sampled_from(nodes)))
    locked = data.draw(st.sets(st.sampled_from(nodes)))
    graph = styled(document.main, locked, data.draw(st.sets(st.sampled_from(nodes))), flow)
    places = tidy(graph, chosen)
    assert places.keys() == chosen - locked
    after = boxes_of(replace(graph, layout={**graph.layout, **places}))
    for a in places:
        assert not any(overlap(after[a], after[b]) for b in after if b != a)
    assert all(part % GRID == 0 for place in places.values() for part in place)


def chain(*names, op=ReLU):
    build = Builder()
    x = build.input(3, 64, 64)
    for name in names:
        x = build.add(op, x, name=name)
    build.output(x)
    return build.build().main


def test_tidied_layers_stay_about_where_they_were():
    graph = chain("a", "b", "c")
    layout = {"input": Point(0, 0), "a": Point(800, 400), "b": Point(888, 416), "c": Point(712, 640)}
    graph = replace(graph, layout={**layout, "output": Point(0, 1000)})
    places = tidy(graph, ["a", "b", "c"])
    assert {place.x for place in places.values()} == {800}
    assert places["a"].y == 400 < places["b"].y < places["c"].y


def test_tidied_layers_go_aside_no_further_than_they_must():
    graph = chain("a", "b")
    layout = {"input": Point(0, 0), "a": Point(300, 400), "b": Point(300, 500), "output": Point(240, 500)}
    places = tidy(replace(graph, layout=layout), ["a", "b"])
    assert 0 < max(abs(places["a"].x - 300), abs(places["a"].y - 400)) <= WIDTH
    assert tidy(graph, ["nobody"]) == {}


# -- the whole graph --------------------------------------------------------------------------------------------------


@given(documents(), st.data(), st.sampled_from(["down", "right"]))
def test_what_stays_is_kept_and_nothing_free_lies_on_anything(document, data, flow):
    nodes = sorted(document.main.nodes)
    locked, fixed = data.draw(st.sets(st.sampled_from(nodes))), data.draw(st.sets(st.sampled_from(nodes)))
    graph = styled(document.main, locked)
    places = arrange(graph, flow, fixed)
    stay = locked | fixed
    assert places.keys() == graph.nodes.keys()
    assert all(places[key] == graph.position(key) for key in stay)
    after = boxes_of(replace(graph, layout=places, flow=flow))
    for a, b in combinations(after, 2):
        assert {a, b} <= stay or not overlap(after[a], after[b])
    if not stay:
        assert places == lay_out_graph(graph, direction=flow).positions


def test_a_locked_layer_holds_the_drawing_where_it_stands():
    graph = chain("a", "b", "c")
    spot = Point(1000, 2000)
    graph = styled(replace(graph, layout=dict.fromkeys(graph.nodes, spot)), locked=["b"])
    places = arrange(graph)
    assert {place.x for place in places.values()} == {1000}
    assert places["a"].y < places["b"].y == 2000 < places["c"].y


def test_layers_that_make_room_for_those_that_stay_do_not_come_to_lie_on_each_other():
    build = Builder()
    x = build.input(3, 64, 64)
    build.output(build.add(Add, *[build.add(ReLU, x, name=f"r{k}") for k in range(5)]))
    stay = {"r0": Point(-312, 136), "r1": Point(256, -64), "r3": Point(88, 64)}
    graph = replace(build.build().main, layout=stay)
    boxes = boxes_of(replace(graph, layout=arrange(graph, fixed=stay)))
    assert [(a, b) for a, b in combinations(boxes, 2) if overlap(boxes[a], boxes[b])] == []


# -- the nearest free place -------------------------------------------------------------------------------------------


@given(st.lists(SPOTS, max_size=6), st.lists(SPOTS, max_size=6))
def test_no_shift_that_is_free_is_nearer_than_the_one_found(own, others):
    boxes, barred = [Box(*b) for b in own], [Box(*b) for b in others]
    shift = free_shift(boxes, barred, Point(8, -8))

    def free(dx, dy):
        return not any(
            overlap((b.x + dx - 16, b.y + dy - 16, b.width + 32, b.height + 32), other)
            for b in boxes
            for other in barred
        )

    assert free(*shift)
    far = (shift.x - 8) ** 2 + (shift.y + 8) ** 2
    nearer = (Point(8 + 8 * i, -8 + 8 * j) for i in range(-12, 13) for j in range(-12, 13))
    assert not any((x - 8) ** 2 + (y + 8) ** 2 < far and free(x, y) for x, y in nearer)


def test_thousands_of_boxes_go_aside_as_one():
    row = [Box(232 * k, 0, 192, 72) for k in range(300)]
    shift = free_shift(row, [box._replace(y=40) for box in row], Point(0, 0))
    assert shift == (0, -48)


# -- to the right -----------------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.sampled_from([ReLU(), Conv2d(), Add()]), st.booleans()), min_size=1, max_size=12))
def test_a_chain_to_the_right_is_exactly_level(layers):
    build = Builder()
    x = build.input(3, 64, 64)
    for op, _ in layers:
        x = build.add(op, x)
    build.output(x)
    graph = build.build().main
    collapsed = [key for key, (_, low) in zip(list(graph.nodes)[1:], layers, strict=False) if low]
    graph = styled(graph, collapsed=collapsed, flow="right")
    boxes = boxes_of(replace(graph, layout=lay_out_graph(graph).positions))
    assert len({box.y + box.height / 2 for box in boxes.values()}) == 1
    assert all(part % GRID == 0 for box in boxes.values() for part in box)
    xs = [boxes[key].x for key in graph.nodes]
    assert all(b - a >= WIDTH + 5 * GRID for a, b in pairwise(xs))


def test_a_graph_is_laid_out_the_way_its_data_flows():
    graph = chain("a", "b")
    assert lay_out_graph(replace(graph, flow="right")).positions == lay_out_graph(graph, direction="right").positions
    assert lay_out_graph(graph).positions != lay_out_graph(graph, direction="right").positions


class Counted(list):
    """Nodes, and how often somebody looked through them."""

    looks = 0

    def __iter__(self):
        self.looks += 1
        return super().__iter__()


def test_nodes_that_are_tidied_or_stay_are_looked_through_once():
    graph = chain("a", "b", "c")
    for act in (lambda nodes: tidy(graph, nodes), lambda nodes: arrange(graph, fixed=nodes)):
        nodes = Counted(graph.nodes)
        act(nodes)
        assert nodes.looks == 1


def test_a_node_is_held_against_those_nearby_alone(counted):
    pairs = counted(arranging, "_barred")

    def held(count):
        graph = chain(*map(str, range(count)))
        graph = replace(graph, layout={key: Point(0, 120 * place) for place, key in enumerate(graph.nodes)})
        pairs.clear()
        arrange(graph, fixed=list(graph.nodes)[::3])
        return len(pairs)

    few = held(100)
    assert few > 0
    assert held(400) < 5 * few
