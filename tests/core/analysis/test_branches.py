"""Branches of a merge, on known modules and against brute force on random graphs."""

from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.analysis.branches import immediate_dominators, merges
from core.analysis.infer import infer
from core.document import edits
from core.document.builder import Builder
from core.document.document import Document
from core.document.graph import Graph, Node, OutputRef, ancestors
from core.language.operator import Cost
from core.ops.activation import ReLU
from core.ops.interface import Input
from core.ops.merge import Add, Concat
from core.ops.pool import MaxPool2d
from tests.core.analysis.sketches import conv


def merges_of(document):
    return merges(infer(document).main)


def test_inception_has_four_branches_with_their_channels_and_costs(inception):
    (merge,) = merges_of(inception)
    assert (merge.node, merge.fork, merge.shared, merge.shared_cost) == ("join", "input", (), Cost())
    assert [(b.port, b.layers, b.channels_in, b.channels_out, b.cost.macs) for b in merge.branches] == [
        (0, ("a",), 192, 64, 9_633_792),
        (1, ("b1", "b2"), 192, 128, 101_154_816),
        (2, ("c1", "c2"), 192, 32, 12_443_648),
        (3, ("p", "d"), 192, 32, 4_816_896),
    ]
    assert not any(branch.identity for branch in merge.branches)
    assert merge.cost.macs == 128_049_152


def test_a_skip_is_an_identity_that_costs_nothing():
    build = Builder()
    x = build.add(ReLU(), build.input(64, 56, 56), name="in", at=(0, 1))
    y = build.add(conv(64, 3), x, name="a", at=(0, 2))
    y = build.add(conv(64, 3), y, name="b", at=(0, 3))
    build.add(Add(), y, x, name="sum", at=(0, 4))
    (merge,) = merges_of(build.build())
    assert merge.fork == "in"
    body, skip = merge.branches
    assert (body.layers, body.identity) == (("a", "b"), False)
    assert (skip.layers, skip.identity, skip.cost, skip.channels_in, skip.channels_out) == ((), True, Cost(), 64, 64)


def test_a_layer_on_two_branches_is_shared_and_counted_once():
    build = Builder()
    x = build.input(8, 8, 8)
    stem = build.add(conv(8), x, name="stem", at=(0, 1))
    a = build.add(conv(4), stem, name="a", at=(0, 2))
    b = build.add(conv(4), stem, name="b", at=(1, 2))
    c = build.add(ReLU(), x, name="c", at=(2, 2))
    build.add(Concat(), a, b, c, name="join", at=(0, 3))
    (merge,) = merges_of(build.build())
    assert (merge.fork, merge.shared) == ("input", ("stem",))
    assert [branch.layers for branch in merge.branches] == [("a",), ("b",), ("c",)]
    assert merge.shared_cost.macs == 8 * 8 * 64
    assert merge.cost.macs == 8 * 8 * 64 + 2 * 8 * 4 * 64


def test_a_merge_within_a_branch_is_a_row_of_its_own_and_part_of_that_branch():
    build = Builder()
    x = build.input(8, 8, 8)
    a = build.add(conv(8), x, name="a", at=(0, 1))
    inner = build.add(Add(), a, x, name="inner", at=(0, 2))
    b = build.add(conv(8), inner, name="b", at=(0, 3))
    build.add(Concat(), b, x, name="outer", at=(0, 4))
    found = {merge.node: merge for merge in merges_of(build.build())}
    assert list(found) == ["inner", "outer"]
    assert [branch.layers for branch in found["inner"].branches] == [("a",), ()]
    assert [branch.layers for branch in found["outer"].branches] == [("a", "inner", "b"), ()]


def test_branches_from_several_inputs_hang_under_no_fork():
    build = Builder()
    x = build.input(8, 8, 8)
    y = build.add(Input(channels=4, height=8, width=8), name="second", at=(1, 0))
    a = build.add(conv(8), x, name="a", at=(0, 1))
    build.add(Concat(), a, y, name="join", at=(0, 2))
    (merge,) = merges_of(build.build())
    assert merge.fork is None
    assert [(b.layers, b.identity, b.channels_in, b.channels_out) for b in merge.branches] == [
        (("input", "a"), False, 8, 8),
        (("second",), False, 4, 4),
    ]


def test_two_wires_from_one_output_are_two_identities():
    build = Builder()
    x = build.input(8, 8, 8)
    build.add(Add(), x, x, name="sum", at=(0, 1))
    (merge,) = merges_of(build.build())
    assert [(branch.port, branch.identity, branch.layers) for branch in merge.branches] == [
        (0, True, ()),
        (1, True, ()),
    ]


def test_channels_are_unknown_behind_a_mistake_and_the_other_branches_still_count(inception):
    (merge,) = merges_of(edits.set_param(inception, "b1", "groups", 7))
    assert [(b.channels_out, b.cost.macs) for b in merge.branches] == [
        (64, 9_633_792),
        (None, 0),
        (32, 12_443_648),
        (32, 4_816_896),
    ]


def test_a_sketch_without_merges_and_a_merge_without_wires_have_no_branches(inception):
    assert merges_of(edits.remove(inception, ("join",))) == ()
    assert merges_of(Document(Graph({"j": Node("j", Concat(), (), "j")}))) == ()


def test_a_branch_of_ten_thousand_layers_needs_no_deep_stack():
    build = Builder()
    x = y = build.input(8, 8, 8)
    for number in range(10_000):
        y = build.add(ReLU(), y, name=f"r{number}", at=(0, 1))
    build.add(Add(), x, y, name="sum", at=(0, 2))
    (merge,) = merges_of(build.build())
    assert [len(branch.layers) for branch in merge.branches] == [0, 10_000]


# -- brute force --------------------------------------------------------------------------------------------------


@st.composite
def documents(draw):
    """Acyclic graphs of inputs, layers and merges."""
    nodes: dict[str, Node] = {}
    for number in range(draw(st.integers(1, 9))):
        earlier = [OutputRef(key) for key in nodes]
        op = draw(st.sampled_from([Input(channels=4, height=8, width=8), ReLU(), MaxPool2d(), Add(), Concat()]))
        if not op.inputs or not earlier:
            op = Input(channels=4, height=8, width=8)
        count = draw(st.integers(1, 3)) if op.variadic else len(op.inputs)
        inputs = tuple(draw(st.sampled_from(earlier)) for _ in range(count))
        nodes[f"n{number}"] = Node(f"n{number}", op, inputs, f"n{number}")
    return Document(Graph(nodes))


def paths(nodes, key):
    """Every way from the virtual root down to a node, as lists of nodes."""
    sources = {ref.node for ref in nodes[key].inputs}
    if not sources:
        return [[key]]
    return [[*path, key] for source in sources for path in paths(nodes, source)]


@settings(max_examples=150)
@given(documents())
def test_the_immediate_dominator_is_the_last_node_that_every_path_passes(document):
    main = infer(document).main
    nodes = document.main.nodes
    for key, found in immediate_dominators(main).items():
        ways = paths(nodes, key)
        common = set.intersection(*({*way[:-1]} for way in ways))
        expected = max(common, key=ways[0].index) if common else None
        assert found == expected


@settings(max_examples=150)
@given(documents())
def test_branches_and_what_they_share_are_everything_between_fork_and_merge(document):
    main = infer(document).main
    nodes = document.main.nodes
    for merge in merges(main):
        between = ancestors(nodes, (merge.node,)) - {merge.node}
        if merge.fork is not None:
            between -= ancestors(nodes, (merge.fork,))
        listed = [*merge.shared, *chain.from_iterable(branch.layers for branch in merge.branches)]
        assert sorted(listed) == sorted(between)
        assert merge.cost == sum((main.results[key].cost for key in between), Cost())
        assert [branch.source for branch in merge.branches] == list(nodes[merge.node].inputs)
        for branch in merge.branches:
            assert branch.identity == (branch.source.node == merge.fork)
            assert sorted(branch.layers, key=main.order.index) == list(branch.layers)


@pytest.mark.parametrize("op", [Concat(), Add()])
def test_a_merge_of_one_wire_has_one_identity(op):
    build = Builder()
    build.add(op, build.input(8, 8, 8), name="one", at=(0, 1))
    (merge,) = merges_of(build.build())
    assert [branch.identity for branch in merge.branches] == [True]
