"""Boxes: on the grid, the same on every machine, wide enough for their ports."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.document.graph import Node, OutputRef
from core.language.operator import OPERATORS
from core.layout.node_size import GRID, HEIGHT, LOW, PORT_PITCH, WIDTH, input_ports, node_size, port_offset
from core.library.presets import presets
from core.ops.conv import Conv2d
from core.ops.interface import Input
from core.ops.merge import Concat


def node(op, count=0):
    inputs = tuple(OutputRef(f"s{i}") for i in range(count)) if op.variadic else (None,) * len(op.inputs)
    return Node("n", op, inputs, "n")


@pytest.mark.parametrize("entry", presets(), ids=lambda entry: entry.key)
def test_every_entry_of_the_palette_has_a_box_on_the_grid(entry):
    width, height = node_size(node(entry.op))
    assert (width % GRID, height % GRID) == (0, 0)
    assert width == WIDTH
    assert height in (LOW, HEIGHT)


def test_a_merge_shows_one_free_port_behind_those_in_use():
    assert [input_ports(node(Concat(), count)) for count in (0, 4)] == [1, 5]
    assert input_ports(node(Conv2d())) == 1
    assert input_ports(node(Input())) == 0


@given(st.integers(0, 60))
def test_a_box_is_wide_enough_for_its_ports_and_no_wider_than_needed(count):
    merge = node(Concat(), count)
    width, ports = node_size(merge).width, input_ports(merge)
    centres = [port_offset(index, ports, width) for index in range(ports)]
    assert all(b - a >= PORT_PITCH - 1e-9 for a, b in pairwise(centres))
    assert all(0 < centre < width for centre in centres)
    assert centres[0] + centres[-1] == pytest.approx(width)
    assert width == WIDTH or width < (ports + 1) * PORT_PITCH + GRID


def test_a_box_does_not_depend_on_names_or_values():
    sizes = {
        node_size(Node("n", Conv2d(out_channels=channels), (None,), name))
        for channels in (1, 10**18)
        for name in ("a", "a" * 99)
    }
    assert len(sizes) == 1


def test_the_size_follows_from_the_type_for_every_operator():
    assert {node_size(node(cls())).width for cls in OPERATORS.values()} == {WIDTH}
