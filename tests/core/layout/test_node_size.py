"""Boxes on a grid, the same on every machine."""

from __future__ import annotations

import pytest

from core.document.graph import Node, OutputRef
from core.language.operator import OPERATORS
from core.layout.node_size import GRID, HEIGHT, LOW, PORT_PITCH, WIDTH, input_ports, node_size, port_offset
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
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
