"""What branches are made of is found for those that somebody asks about, and costs what it must: counted, not timed."""

from __future__ import annotations

import gc
import random
import weakref

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.sketches import inception_chain
from core.analysis import branches, dominators, meetings, pool_branches
from core.analysis.branches import immediate_dominators, merges
from core.analysis.hints import hints_in, issues_of
from core.analysis.infer import infer
from core.analysis.meetings import affordable, effort
from core.analysis.pool_branches import with_pools
from core.analysis.selecting_branch import branch
from core.document import edits
from core.document.document import Document
from core.document.graph import Graph, Node, OutputRef, ancestors
from core.errors import EditError
from core.ops.activation import ReLU
from core.ops.interface import Input
from core.ops.merge import Concat
from core.ops.pool import MaxPool2d
from tests.core.analysis.nested import CONV, Counted, counted, dense, pool_taps, taps, u_net
from tests.core.analysis.test_branches import documents
from tests.core.analysis.test_branches_following import another, sketch

POOL = MaxPool2d(kernel_size=(1, 1), stride=(1, 1))

LARGE = {
    "u of 2,000 levels": lambda: u_net(2000),
    "u without weights": lambda: u_net(2000, POOL, ReLU()),
    "300 dense concats": lambda: dense(300),
    "2,000 taps": lambda: taps(2000),
    "2,000 taps of pools": lambda: pool_taps(2000),
    "Inception, 10,000 nodes": lambda: inception_chain(10_000),
}


def size_of(document):
    return sum(1 + len(node.inputs) for node in document.main.nodes.values())


def looks_at(main):
    assert isinstance(main.graph.nodes, Counted)
    return main.graph.nodes.looks


@pytest.mark.parametrize("name", LARGE)
def test_merges_forks_and_hints_look_at_each_layer_a_few_times(name):
    document = counted(LARGE[name]())
    main = infer(document).main
    before, size = looks_at(main), size_of(document)
    found = merges(main)
    assert looks_at(main) - before <= 8 * size
    assert {merge.fork is not None for merge in found} == {True}
    assert not any(merge.meeting.told for merge in found)
    hints_in(main)
    assert looks_at(main) - before <= 16 * size + 4 * pool_branches._MOST


@pytest.mark.parametrize("name", LARGE)
def test_an_edit_looks_at_each_layer_a_few_times(name):
    document = counted(LARGE[name]())
    first = infer(document)
    issues_of(first)
    merges(first.main)
    changed = edits.rename(document, list(document.main.nodes)[-9], "another")
    changed = counted(changed)
    after = infer(changed, first)
    before = looks_at(after.main)
    assert len(merges(after.main)) == len(merges(first.main))
    hints_in(after.main)
    assert looks_at(after.main) - before <= 24 * size_of(document) + 4 * pool_branches._MOST


@pytest.mark.parametrize("name", LARGE)
def test_one_merge_costs_no_more_than_its_effort(name):
    main = infer(counted(LARGE[name]())).main
    merge = max(merges(main), key=lambda m: effort(main.structure, m.meeting))
    before = looks_at(main)
    assert merge.branches
    assert looks_at(main) - before <= 6 * effort(main.structure, merge.meeting)
    assert sum(m.meeting.told for m in merges(main)) == 1


def test_two_ways_meet_by_jumps_instead_of_steps(monkeypatch):
    class Steps(list[int]):
        taken = 0

        def __getitem__(self, at):
            Steps.taken += 1
            return super().__getitem__(at)

    known = dominators._meet
    monkeypatch.setattr(
        dominators, "_meet", lambda a, b, above, jump, depth: known(a, b, Steps(above), Steps(jump), depth)
    )
    found = immediate_dominators(infer(taps(1200)).main)
    assert found["join1199"] == found["join0"] == "in"
    assert found["link1199"] == "link1198"
    assert Steps.taken < 1200 * 80  # every step of every way would be 700,000


def test_a_merge_is_never_larger_than_its_effort():
    for document in (u_net(9), dense(9), taps(9), pool_taps(9), sketch("resnet-18")):
        main = infer(document).main
        for merge in merges(main):
            assert len(merge.meeting.nodes) <= effort(main.structure, merge.meeting)
            assert len(merge.branches) <= effort(main.structure, merge.meeting)


def test_small_merges_are_affordable_before_large_ones():
    main = infer(u_net(5)).main
    some = meetings.meetings(main)
    efforts = {meeting.node: effort(main.structure, meeting) for meeting in some}
    assert sorted(efforts, key=efforts.__getitem__) == [f"join{level}" for level in (4, 3, 2, 1, 0)]
    assert affordable(main.structure, some, sum(efforts.values())) == set(efforts)
    assert affordable(main.structure, some, efforts["join4"] + efforts["join3"]) == {"join4", "join3"}
    assert affordable(main.structure, some, 0) == frozenset()


# -- against brute force -------------------------------------------------------------------------------------------


@settings(max_examples=150)
@given(documents())
def test_a_branch_has_what_leads_to_its_input_alone(document):
    main = infer(document).main
    nodes = document.main.nodes
    for merge in merges(main):
        above = ancestors(nodes, (merge.fork,)) if merge.fork is not None else set()
        reached = [ancestors(nodes, (ref.node,)) - above for ref in nodes[merge.node].inputs]
        for number, (way, ours) in enumerate(zip(merge.meeting.ways, reached, strict=True)):
            others = set().union(*reached[:number], *reached[number + 1 :])
            assert set(way.layers) == ours - others
            read = {ref for key in ours for ref in nodes[key].inputs if ref.node == merge.fork}
            inputs = {OutputRef(key) for key in ours if nodes[key].op.is_input}
            expected = inputs if merge.fork is None else read or {way.source}
            assert set(way.entries) == expected
        assert set(merge.shared) == {key for key in set().union(*reached) if sum(key in r for r in reached) > 1}


@st.composite
def pooled(draw):
    """Acyclic graphs with pools and layers that have weights, of which some are bypassed."""
    nodes = {"n0": Node("n0", Input(channels=4, height=8, width=8), (), "n0")}
    for number in range(1, draw(st.integers(4, 12))):
        op = draw(st.sampled_from([CONV, POOL, POOL, ReLU(), Concat(), Concat()]))
        earlier = [OutputRef(key) for key in nodes][-5:]
        inputs = tuple(draw(st.sampled_from(earlier)) for _ in range(draw(st.integers(1, 3)) if op.variadic else 1))
        key = f"n{number}"
        nodes[key] = Node(key, op, inputs, key, bypassed=not op.variadic and draw(st.integers(0, 5)) == 0)
    return Document(Graph(nodes))


@settings(max_examples=400)
@given(pooled())
def test_no_branch_of_pools_is_ruled_out(document):
    main = infer(document).main
    expected = [
        meeting
        for meeting in meetings.meetings(main)
        if len(meeting.ways) > 1 and any(way.pool is not None and not way.learns for way in meeting.ways)
    ]
    assert list(with_pools(main)) == expected


def test_pools_behind_layers_with_weights_are_told_apart_by_who_reads_them():
    main = infer(sketch("inception-3a")).main
    assert with_pools(main) == ()
    found = infer(pool_taps(5)).main
    assert [meeting.node for meeting in with_pools(found)] == [f"join{number}" for number in range(5)]


# -- from edit to edit ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", ["marked", "inception-v3"])
def test_merges_that_nobody_asked_about_follow_any_edit(name, seed):
    chance = random.Random(seed)
    past = [infer(sketch(name))]
    found = past[0]
    for _ in range(30):
        try:
            document = another(found.document, chance) if chance.random() < 0.8 else chance.choice(past).document
        except EditError:
            continue
        found = infer(document, found)
        past.append(found)
        some = merges(found.main)
        for merge in chance.sample(some, min(2, len(some))):
            assert merge.branches is not None
    for analysis in chance.sample(past, 6):
        assert merges(analysis.main) == merges(infer(analysis.document).main)


def test_a_merge_that_nobody_asked_about_is_the_same_object_where_nothing_changed():
    first = infer(inception_chain(300))
    was = merges(first.main)
    after = infer(edits.set_param(first.document, was[9].meeting.ways[0].layers[0], "bias", False), first)
    assert [n for n, (a, b) in enumerate(zip(was, merges(after.main), strict=True)) if a is not b] == [9]


def test_merges_do_not_keep_earlier_analyses():
    found = infer(inception_chain(300))
    merges(found.main)
    first = weakref.ref(found.main)
    for name in ("one", "two"):
        found = infer(edits.rename(found.document, "head", name), found)
        merges(found.main)
    gc.collect()
    assert first() is None
    assert len(merges(found.main)) == len(branches.merges(infer(found.document).main))


def test_the_branch_around_a_layer_of_a_large_u_is_found_within_bounds():
    document = counted(u_net(2000))
    main = infer(document).main
    before = looks_at(main)
    assert branch(main, ["up1990"]) >= {"up1990", "join1991", "down1999"}
    assert "down1990" not in branch(main, ["up1990"])
    assert looks_at(main) - before <= 2_000_000  # all branches of all merges: 14,000,000
