"""What hangs together with a layer."""

from core.document.builder import Builder
from core.document.selecting import downstream, same_type, upstream
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.merge import Add


def sketch():
    b = Builder()
    one, two = b.block("one"), b.block("two")
    for block in (one, two):
        block.output(block.add(ReLU, block.input()))
    x = b.input(3, 8, 8)
    y = b.add(Conv2d, x, name="conv", out_channels=3, padding="same", kernel_size=3)
    z = b.call(one, y, name="first")
    b.output(b.add(Add, b.call(one, z, name="second"), b.call(two, x, name="other"), name="sum"))
    return b.build().main.nodes


def test_upstream_is_all_that_layers_depend_on_and_themselves():
    assert upstream(sketch(), ["second"]) == {"second", "first", "conv", "input"}
    assert upstream(sketch(), ["other", "nobody"]) == {"other", "input"}


def test_downstream_is_all_that_depends_on_layers_and_themselves():
    assert downstream(sketch(), ["first"]) == {"first", "second", "sum", "output"}
    assert downstream(sketch(), ["other", "conv"]) == {"other", "conv", "first", "second", "sum", "output"}


def test_blocks_are_of_one_type_if_they_share_their_definition():
    assert same_type(sketch(), ["first"]) == {"first", "second"}
    assert same_type(sketch(), ["other", "conv"]) == {"other", "conv"}
    assert same_type(sketch(), []) == set()
