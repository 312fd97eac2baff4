"""The layered layout keeps its promises on any graph, and draws well-known networks as a textbook would."""

from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.document.graph import Graph, Node, OutputRef
from core.layout.layered import GAP_X, GAP_Y, Box, Layout, lay_out, lay_out_graph
from core.layout.node_size import GRID, node_size
from core.ops.activation import ReLU
from core.ops.interface import Input, Output
from core.ops.merge import Add, Concat
from tests.core.layout import drawings


@st.composite
def graphs(draw: st.DrawFn) -> list[Box]:
    """Any acyclic graph: dense skips, one source on several ports, free ports, boxes that stand alone, odd sizes."""
    count = draw(st.integers(1, 24))
    widths = draw(st.sampled_from([[184.0], [184.0, 200.0], [40.0, 101.5, 184.0, 333.0]]))
    heights = draw(st.sampled_from([[72.0], [48.0, 72.0], [20.0, 33.3, 150.0]]))
    near = draw(st.sampled_from([2, 4, 24]))
    boxes: list[Box] = []
    for index in range(count):
        sources = st.integers(max(0, index - near), index - 1) if index else st.nothing()
        inputs = draw(st.lists(st.one_of(sources.map("b{}".format), st.none()) if index else st.none(), max_size=4))
        exits = tuple(draw(st.lists(st.integers(0, 1), min_size=len(inputs), max_size=len(inputs))))
        width, height = draw(st.sampled_from(widths)), draw(st.sampled_from(heights))
        boxes.append(Box(f"b{index}", width, height, tuple(inputs), exits, len(inputs) + 1, 2))
    return boxes


@st.composite
def braids(draw: st.DrawFn) -> list[Box]:
    """Chains side by side, between sources and merges that take them in another order; wires pass by on their way."""
    sketch = drawings.Sketch()
    sources = [sketch.add() for _ in range(draw(st.integers(1, 4)))]
    ends = []
    for _ in range(draw(st.integers(2, 8))):
        head = sketch.add(*draw(st.lists(st.sampled_from(sources), min_size=1, max_size=2)))
        ends.append(sketch.chain(head, draw(st.integers(0, 4))))
    for _ in range(draw(st.integers(1, 5))):
        sketch.add(*draw(st.lists(st.sampled_from(sources + ends), min_size=2, max_size=4)))
    return sketch.boxes


def wired(boxes: list[Box]) -> list[tuple[Box, int, Box]]:
    by_key = {box.key: box for box in boxes}
    return [(by_key[s], port, box) for box in boxes for port, s in enumerate(box.inputs) if s is not None]


@given(graphs())
def test_no_two_boxes_overlap(boxes):
    layout = lay_out(boxes)
    assert layout.positions.keys() == {box.key for box in boxes}
    assert drawings.overlaps(boxes, layout) == []


@given(graphs())
def test_no_wire_leads_through_a_foreign_box(boxes):
    layout = lay_out(boxes)
    assert drawings.struck(boxes, layout) == []


@given(graphs())
def test_every_wire_leads_down_from_its_port_to_its_port(boxes):
    layout = lay_out(boxes)
    assert layout.routes.keys() == {(target.key, port) for _, port, target in wired(boxes)}
    for source, port, target in wired(boxes):
        route = layout.routes[target.key, port]
        above, below = layout.positions[source.key], layout.positions[target.key]
        assert route[0].y == above.y + source.height
        assert route[0].x - above.x == pytest.approx(source.width * (target.exits[port] + 1) / 3)
        assert route[-1].y == below.y
        assert route[-1].x - below.x == pytest.approx(target.width * (port + 1) / (target.ports_in + 1))
        assert all(a.y < b.y for a, b in pairwise(route))


@given(st.one_of(graphs(), braids(), braids(), braids()))
def test_chains_are_straight(boxes):
    layout = lay_out(boxes)
    for upper, lower in drawings.chain_links(boxes):
        # Corners are on the grid: middles of boxes of other widths can only be near.
        slack = 0 if (upper.width - lower.width) % (2 * GRID) == 0 else GRID
        assert abs(drawings.centre(layout, upper) - drawings.centre(layout, lower)) <= slack


@given(graphs(), st.randoms(use_true_random=False))
def test_the_same_graph_gets_the_same_layout_in_whatever_order_it_comes(boxes, random: Random):
    layout = lay_out(boxes)
    assert lay_out(boxes) == layout
    random.shuffle(boxes)
    assert lay_out(boxes) == layout


@given(graphs())
def test_corners_are_on_the_grid_and_everything_is_within_the_size_given(boxes):
    layout = lay_out(boxes)
    for box in boxes:
        x, y = layout.positions[box.key]
        assert x % GRID == y % GRID == 0
        assert 0 <= x <= layout.width - box.width
        assert 0 <= y <= layout.height - box.height
    for route in layout.routes.values():
        assert all(0 <= x <= layout.width and 0 <= y <= layout.height for x, y in route)


@given(graphs())
def test_neighbours_keep_their_distance(boxes):
    layout = lay_out(boxes)
    wider = [replace(box, width=box.width + GAP_X - GRID, height=box.height + GAP_Y - GRID) for box in boxes]
    assert drawings.overlaps(wider, layout) == []


@given(graphs())
def test_a_box_without_inputs_stands_just_above_its_first_reader(boxes):
    layout = lay_out(boxes)
    middle = {box.key: layout.positions[box.key].y + box.height / 2 for box in boxes}
    for box in boxes:
        readers = [middle[target.key] for source, _, target in wired(boxes) if source is box]
        if readers and not any(box.inputs):
            tallest = max(other.height for other in boxes)
            assert min(readers) - middle[box.key] <= tallest + GAP_Y + 2 * GRID


@given(graphs())
def test_to_the_right_is_the_same_drawing_turned(boxes):
    turned = [replace(box, width=box.height, height=box.width) for box in boxes]
    down, right = lay_out(boxes), lay_out(turned, direction="right")
    assert right.positions == {key: (y, x) for key, (x, y) in down.positions.items()}
    assert right.routes == {key: tuple((y, x) for x, y in route) for key, route in down.routes.items()}
    assert (right.width, right.height) == (down.height, down.width)


@pytest.mark.parametrize("draw", [drawings.googlenet, drawings.resnet152, drawings.unet], ids=lambda f: f.__name__)
def test_well_known_networks_have_no_crossings_and_no_leaning_chains(draw):
    boxes = draw()
    layout = lay_out(boxes)
    assert drawings.overlaps(boxes, layout) == []
    assert drawings.struck(boxes, layout) == []
    assert drawings.crossings(layout, boxes) == 0
    assert all(drawings.centre(layout, a) == drawings.centre(layout, b) for a, b in drawings.chain_links(boxes))


def test_the_branches_of_googlenet_stand_in_the_order_of_the_ports_they_enter_on_both_sides_of_the_trunk():
    boxes = drawings.googlenet()
    layout = lay_out(boxes)
    trunk = drawings.centre(layout, boxes[0])
    by_key = {box.key: box for box in boxes}
    for concat in (box for box in boxes if len(box.inputs) == 4):
        branches = [drawings.centre(layout, by_key[source]) for source in concat.inputs if source]
        assert branches == [trunk - 336, trunk - 112, trunk + 112, trunk + 336]
        assert drawings.centre(layout, concat) == trunk
    assert layout.width < 4 * (drawings.WIDTH + GAP_X) + 2 * GRID


def test_resnet_is_one_trunk_with_lanes_on_the_side_of_the_port_they_enter():
    boxes = drawings.resnet152()
    layout = lay_out(boxes)
    trunk = drawings.centre(layout, boxes[0])
    beside = [box for box in boxes if drawings.centre(layout, box) != trunk]
    assert len(beside) == 8  # a projection in each stage
    assert all(drawings.centre(layout, box) > trunk for box in beside)


def test_the_skips_of_unet_nest():
    boxes = drawings.unet()
    layout = lay_out(boxes)
    assert len({drawings.centre(layout, box) for box in boxes}) == 1
    lanes = [layout.routes[box.key, 1] for box in boxes if len(box.inputs) == 2]
    reach = [max(x for x, _ in route) for route in lanes]
    assert reach == sorted(reach)
    assert len(set(reach)) == 4
    assert all(len(route) == 4 for route in lanes)


def test_a_dense_block_is_one_trunk_with_a_lane_for_each_tensor():
    boxes = drawings.densenet_block()
    layout = lay_out(boxes)
    assert drawings.struck(boxes, layout) == []
    assert len({drawings.centre(layout, box) for box in boxes}) == 1
    lanes = {a.x for route in layout.routes.values() for a, b in pairwise(route) if a.x == b.x and b.y - a.y > 100}
    assert len(lanes) == 12
    assert layout.width < drawings.WIDTH + 14 * 2 * GRID


def test_cells_with_two_inputs_stand_above_each_other():
    boxes = drawings.nasnet()
    layout = lay_out(boxes)
    assert drawings.overlaps(boxes, layout) == []
    assert drawings.struck(boxes, layout) == []
    assert drawings.crossings(layout, boxes) <= 60
    assert layout.width < 16 * (drawings.WIDTH + GAP_X)  # the longest row has ten


def test_a_second_input_comes_with_its_layers_to_where_it_is_read():
    s = drawings.Sketch()
    trunk = s.chain(s.add(), 9)
    s.add(name="second")
    s.boxes.append(Box("its layer", 184, 72, ("second",)))
    s.boxes.append(Box("merge", 184, 72, (trunk, "its layer")))
    layout = lay_out(s.boxes)
    rows = [layout.positions[key].y for key in ("second", "its layer", "merge")]
    assert [b - a for a, b in pairwise(rows)] == [120, 120]
    assert layout.positions["its layer"].x == layout.positions["second"].x > layout.positions[trunk].x


def test_a_second_input_with_hundreds_of_layers_does_too():
    s = drawings.Sketch()
    trunk, second = s.chain(s.add(), 900), s.chain(s.add(name="second"), 600)
    s.add(trunk, second, name="merge")
    layout = lay_out(s.boxes)
    assert layout.positions["merge"].y - layout.positions["second"].y == 601 * 120


def test_what_many_layers_read_is_lowered_with_them():
    s = drawings.Sketch()
    start = s.add()
    trunk = s.chain(start, 6)
    fan = s.add(start, name="fan")
    s.add(trunk, *(s.add(fan) for _ in range(4)), name="merge")
    layout = lay_out(s.boxes)
    assert layout.positions["merge"].y - layout.positions["fan"].y == 240


def test_parts_that_do_not_hang_together_stand_side_by_side_and_single_boxes_last():
    boxes = [Box("z", 184, 72), Box("b", 184, 72, ("a",)), Box("a", 184, 72), Box("y2", 184, 72), Box("y10", 184, 72)]
    layout = lay_out(boxes)
    order = sorted((box.key for box in boxes if box.key != "b"), key=lambda key: layout.positions[key].x)
    assert order == ["a", "y2", "y10", "z"]
    assert [layout.positions[key].y for key in order] == [0, 0, 0, 0]


def test_equal_blocks_are_laid_out_alike():
    boxes = drawings.resnet152()
    layout = lay_out(boxes)
    adds = [box for box in boxes if len(box.inputs) == 2]
    shapes = {
        tuple((x - layout.positions[add.key].x, y - layout.positions[add.key].y) for x, y in layout.routes[add.key, 1])
        for add in adds
    }
    assert len(shapes) == 2


def test_a_long_chain_needs_no_recursion():
    boxes = [Box(f"n{i}", 184, 72, (f"n{i - 1}",) if i else ()) for i in range(100_000)]
    layout = lay_out(boxes)
    assert {x for x, _ in layout.positions.values()} == {0}
    assert layout.positions["n99999"].y == 99_999 * 120


def test_a_skip_around_everything_needs_no_recursion():
    s = drawings.Sketch()
    start = s.add()
    s.add(s.chain(start, 3000), start, name="end")
    layout = lay_out(s.boxes)
    assert len({point.x for point in layout.positions.values()}) == 1
    assert len(layout.routes["end", 1]) == 4


def test_no_boxes_make_an_empty_layout():
    assert lay_out([]) == Layout()


def test_two_boxes_with_one_key_are_refused():
    with pytest.raises(ValueError, match="one key"):
        lay_out([Box("a", 8, 8), Box("a", 8, 8)])


def test_a_source_that_is_not_there_counts_as_a_free_port():
    layout = lay_out([Box("a", 8, 8, ("gone",))])
    assert layout.positions == {"a": (0, 0)}
    assert layout.routes == {}


@given(graphs(), st.data())
def test_cycles_are_laid_out_without_the_wires_that_close_them(boxes, data):
    index = data.draw(st.integers(0, len(boxes) - 1))
    back = data.draw(st.integers(index, len(boxes) - 1))
    box = boxes[index]
    boxes[index] = replace(box, inputs=(*box.inputs, f"b{back}"), exits=(*box.exits, 0))
    layout = lay_out(boxes)
    assert layout.positions.keys() == {box.key for box in boxes}
    assert drawings.overlaps(boxes, layout) == []
    assert lay_out(boxes[::-1]) == layout


def test_a_graph_is_laid_out_with_the_sizes_and_ports_that_are_drawn():
    nodes = [
        Node("input", Input()),
        Node("a", ReLU(), (OutputRef("input"),)),
        Node("b", ReLU(), (OutputRef("input"),)),
        Node("cat", Concat(), tuple(OutputRef(key) for key in "ababab")),
        Node("sum", Add(), (OutputRef("cat"), OutputRef("a"))),
        Node("output", Output(), (OutputRef("sum"),)),
    ]
    layout = lay_out_graph(Graph({node.id: node for node in nodes}))
    cat = nodes[3]
    width = node_size(cat).width
    # Six inputs in use and a free one.
    for port in range(6):
        assert layout.routes["cat", port][-1].x == layout.positions["cat"].x + width * (port + 1) / 8
    assert layout.routes["sum", 0][-1].x == layout.positions["sum"].x + node_size(nodes[4]).width / 4
    assert layout.positions["a"].x < layout.positions["b"].x
