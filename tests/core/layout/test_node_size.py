"""Boxes on a grid, the same on every machine."""

from __future__ import annotations

import pytest

from core.document.graph import Node, NodeStyle, OutputRef
from core.layout.node_size import (
    COLLAPSED,
    GRID,
    HEIGHT,
    LOW,
    PORT_PITCH,
    WIDTH,
    Size,
    input_ports,
    node_size,
    port_offset,
    port_place,
)
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.every import OPERATORS
from core.ops.interface import Input, Output
from core.ops.merge import Concat


def node(op, inputs: int = 1) -> Node:
    return Node("x", op, (OutputRef("y"),) * inputs, "x")


@pytest.mark.parametrize("name", OPERATORS)
@pytest.mark.parametrize("inputs", [0, 1, 7, 8, 40])
def test_every_box_lies_on_the_grid_and_has_room_for_its_ports(name, inputs):
    placed = node(OPERATORS[name](), inputs)
    size = node_size(placed)
    assert size.width % GRID == size.height % GRID == 0
    assert size.width % (2 * GRID) == WIDTH % (2 * GRID)  # a box in a column has its middle where the others have
    assert size.width >= WIDTH
    assert size.width / (input_ports(placed) + 1) >= PORT_PITCH


def test_text_has_no_say_in_the_size():
    short, long = node(Conv2d()), Node("x", Conv2d(out_channels=10**9), (None,), "a very long name indeed" * 9)
    assert node_size(short) == node_size(long)


def test_what_has_no_parameters_to_show_is_low():
    assert (
        node_size(node(ReLU())).height == node_size(node(Input(), 0)).height == node_size(node(Output())).height == LOW
    )
    assert node_size(node(Conv2d())).height == HEIGHT


def test_a_box_grows_with_its_inputs_once_they_no_longer_fit():
    widths = [node_size(node(Concat(), inputs)).width for inputs in range(20)]
    assert widths[4] == WIDTH
    assert widths == sorted(widths)
    assert widths[-1] > WIDTH


def test_a_variadic_node_has_one_port_more_than_wires():
    assert input_ports(node(Concat(), 4)) == 5
    assert input_ports(node(Conv2d(), 1)) == 1


def test_ports_are_spread_evenly():
    assert [port_offset(k, 3, 200) for k in range(3)] == [50, 100, 150]


@pytest.mark.parametrize("name", OPERATORS)
@pytest.mark.parametrize("inputs", [0, 1, 7, 40])
@pytest.mark.parametrize("collapsed", [False, True])
def test_where_data_flows_to_the_right_all_boxes_are_as_wide_and_centred_on_the_grid_alike(name, inputs, collapsed):
    placed = node(OPERATORS[name](), inputs)
    size = node_size(placed, NodeStyle(collapsed=collapsed), "right")
    assert size.width == WIDTH
    assert size.height % (2 * GRID) == COLLAPSED % (2 * GRID) == HEIGHT % (2 * GRID)
    ports = max(input_ports(placed), len(placed.op.outputs))
    assert size.height == COLLAPSED if collapsed else size.height / (ports + 1) >= 2 * GRID


def test_a_collapsed_box_is_one_line():
    low = NodeStyle(collapsed=True)
    for op in (Conv2d(), ReLU(), Input()):
        assert node_size(node(op), low) == (WIDTH, COLLAPSED)
        assert node_size(node(op), low, "right").height == COLLAPSED
    assert node_size(node(Concat(), 12), low) == (node_size(node(Concat(), 12)).width, COLLAPSED)
    assert node_size(node(Conv2d()), NodeStyle(color="red", locked=True)) == node_size(node(Conv2d()))


def test_ports_stand_on_the_side_that_data_comes_from_and_goes_to():
    size = Size(200, 72)
    assert [port_place("in", k, 3, size) for k in range(3)] == [(50, 0), (100, 0), (150, 0)]
    assert port_place("out", 0, 1, size) == (100, 72)
    assert [port_place("in", k, 2, size, "right") for k in range(2)] == [(0, 24), (0, 48)]
    assert port_place("out", 0, 1, size, "right") == (200, 36)
