"""Findings about how layers stand together."""

import pytest

from core.analysis.hints import hints, issues_of
from core.analysis.infer import infer
from core.document import edits
from core.document.builder import Builder
from core.document.graph import OutputRef, Point
from core.ops.activation import ReLU
from core.ops.interface import Input
from core.ops.merge import Add, Concat
from core.ops.pool import AvgPool2d, MaxPool2d
from tests.core.analysis.sketches import conv


def found(document):
    return [(issue.node, issue.severity, str(issue.message)) for issue in issues_of(infer(document))]


def naive(pool=None, merge=None):
    """The naive inception module: a pool hands on all channels of its input."""
    build = Builder()
    x = build.input(192, 28, 28)
    a = build.add(conv(64), x, name="a", at=(0, 1))
    b = build.add(conv(128, 3), x, name="b", at=(1, 1))
    c = build.add(conv(32, 5), x, name="c", at=(2, 1))
    op = pool or MaxPool2d(kernel_size=(3, 3), stride=(1, 1), padding="same")
    p = build.add(op, x, name="pool", at=(3, 1))
    join = build.add(merge or Concat(), a, b, c, p, name="join", at=(0, 2))
    build.output(join, at=(0, 3))
    return build.build()


def test_a_pool_branch_that_hands_on_all_its_channels_is_worth_a_hint():
    assert found(naive()) == [
        (
            "pool",
            "hint",
            "This pool branch passes 192 channels into “join”, 46.2 % of its 416: a pool cannot reduce channels. "
            "A 1×1 convolution behind it (a pool projection) can.",
        )
    ]


def test_a_pool_projection_silences_it(inception):
    assert found(inception) == []


def test_the_last_pool_of_a_branch_is_the_one_to_look_at():
    document = naive()
    document = edits.add_node(
        document,
        AvgPool2d(kernel_size=(3, 3), stride=(1, 1), padding="same"),
        node_id="second",
        name="second",
        at=Point(0, 0),
    )
    document = edits.connect(document, OutputRef("pool"), "second", 0)
    document = edits.connect(document, OutputRef("second"), "join", 3)
    assert [node for node, _, _ in found(document)] == ["second"]


def test_a_sum_is_no_concat_and_a_concat_of_pools_alone_is_meant():
    build = Builder()
    x = build.input(64, 8, 8)
    pool = MaxPool2d(kernel_size=(3, 3), stride=(1, 1), padding="same")
    a = build.add(conv(64), x, name="a", at=(0, 1))
    p = build.add(pool, x, name="p", at=(1, 1))
    q = build.add(pool, x, name="q", at=(2, 1))
    build.output(build.add(Add(), a, p, name="sum", at=(0, 2)), at=(0, 3))
    build.output(build.add(Concat(), p, q, name="both", at=(1, 2)), name="out2", at=(1, 3))
    assert found(build.build()) == []


def test_a_layer_that_nobody_reads_is_told_in_a_sketch_with_an_output(inception):
    loose = edits.add_node(inception, ReLU(), node_id="loose", name="loose", at=Point(0, 0))
    loose = edits.connect(loose, OutputRef("a"), "loose", 0)
    assert found(loose) == [
        (
            "loose",
            "hint",
            "Nothing reads the output of “loose”, though it is counted. Connect it, or delete it.",
        )
    ]


def test_an_input_that_nobody_reads_is_told_without_claiming_that_it_counts(inception):
    second = edits.add_node(inception, Input(), node_id="second", name="second", at=Point(0, 0))
    assert found(second) == [("second", "hint", "Nothing reads this input. Connect it, or delete it.")]


def test_a_sketch_without_an_output_is_still_being_drawn(inception):
    assert found(edits.remove(inception, ("output",))) == []


def test_a_layer_without_a_result_says_its_error_only(inception):
    open_ = edits.add_node(inception, ReLU(), node_id="open", name="open", at=Point(0, 0))
    assert [(node, severity) for node, severity, _ in found(open_)] == [("open", "error")]


def test_errors_come_first_and_then_the_order_of_the_sketch():
    document = edits.set_param(naive(), "c", "kernel_size", (4, 4))
    document = edits.add_node(document, conv(4), node_id="open", name="open", at=Point(0, 0))
    assert [(node, severity) for node, severity, _ in found(document)] == [
        ("open", "error"),
        ("c", "hint"),
        ("pool", "hint"),
    ]


@pytest.mark.parametrize("node", ["b", "join"])
def test_a_mistake_silences_the_hints_that_depend_on_it(node):
    document = naive()
    document = (
        edits.set_param(document, "b", "groups", 7) if node == "b" else edits.set_param(document, "join", "dim", 2)
    )
    assert hints(infer(document)) == []
    assert found(document)[0][:2] == (node, "error")


def pool_behind_a_block(*, learnable):
    """A pool branch that ends in a block."""
    build = Builder()
    block = build.block("tail")
    y = block.input()
    block.output(block.add(conv(32) if learnable else ReLU(), y, name="last"))
    x = build.input(192, 28, 28)
    a = build.add(conv(64), x, name="a")
    p = build.add(MaxPool2d(kernel_size=(3, 3), stride=(1, 1), padding="same"), x, name="pool")
    q = build.call(block, p, name="call")
    build.output(build.add(Concat(), a, q, name="join"))
    return build.build()


def test_a_projection_within_a_block_silences_it_and_a_block_without_weights_does_not():
    assert found(pool_behind_a_block(learnable=True)) == []
    assert [node for node, _, _ in found(pool_behind_a_block(learnable=False))] == ["pool"]


def test_a_hint_within_equal_blocks_is_said_once_with_its_path():
    build = Builder()
    block = build.block("unit")
    x = block.input()
    a = block.add(conv(64), x, name="a")
    p = block.add(MaxPool2d(kernel_size=(3, 3), stride=(1, 1), padding="same"), x, name="pool")
    block.output(block.add(Concat(), a, p, name="join"))
    x = build.input(64, 8, 8)
    build.output(build.add(Add(), build.call(block, x, name="one"), build.call(block, x, name="two"), name="sum"))
    assert [(issue.path, issue.node) for issue in hints(infer(build.build()))] == [(("one",), "pool")]
