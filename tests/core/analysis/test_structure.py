"""What is known of how nodes hang together follows an edit, and equals what a look at all of them says."""

import weakref
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.sketches import inception_chain
from core.analysis import evaluation, pool_branches
from core.analysis import structure as structures
from core.analysis.hints import hints_in
from core.analysis.infer import infer
from core.analysis.structure import Structure
from core.document import edits
from core.document import graph as graphs
from core.document.graph import Node, OutputRef, consumers, topological_order
from core.ops.activation import ReLU
from core.ops.interface import Input, Output
from core.ops.merge import Add


@st.composite
def networks(draw):
    """A few layers, each of which reads some of those before it."""
    nodes: dict[str, Any] = {}
    for number in range(draw(st.integers(1, 12))):
        key = f"n{number}"
        nodes[key] = _node(draw, key, [*nodes])
    return {key: nodes[key] for key in draw(st.permutations([*nodes]))}


def _node(draw, key, above):
    op = draw(st.sampled_from([Add(), Add(), Add(), Output()]))
    sources = draw(st.lists(st.sampled_from(above), max_size=3)) if above else []
    return Node(key, op, tuple(map(OutputRef, sources)), name=f"a{draw(st.integers(0, 4))}")


def _without(nodes, gone):
    kept = {key: node for key, node in nodes.items() if key != gone}
    for key, node in kept.items():
        if any(ref.node == gone for ref in node.inputs):
            kept[key] = replace(node, inputs=tuple(ref for ref in node.inputs if ref.node != gone))
    return kept


def _follow(nodes, before):
    edited = frozenset(k for k in {*nodes, *before.nodes} if nodes.get(k) is not before.nodes.get(k))
    return Structure(nodes, weakref.ref(before), edited)


@given(networks(), st.data())
def test_after_any_edit_order_and_readers_are_those_of_a_full_pass(nodes, data):
    past = [Structure(nodes)]
    assert past[0].order == topological_order(nodes)
    for step in range(4):
        nodes = dict(past[-1].nodes)
        kind = data.draw(st.sampled_from(["delete", "rename", "add", "undo"]))
        if kind == "delete" and nodes:
            nodes = _without(nodes, data.draw(st.sampled_from([*nodes])))
        elif kind == "rename" and nodes:
            key = data.draw(st.sampled_from([*nodes]))
            nodes[key] = replace(nodes[key], name=f"a{data.draw(st.integers(0, 4))}")
        elif kind == "add":
            nodes[f"z{step}"] = _node(data.draw, f"z{step}", [*nodes])
        else:
            nodes = data.draw(st.sampled_from(past)).nodes
        found = _follow(nodes, past[-1])
        assert found.order == topological_order(nodes)
        assert found.positions == {key: place for place, key in enumerate(found.order)}
        assert found.readers == consumers(nodes)
        assert [*found.readers] == [*nodes]
        past.append(found)


def _chain(count):
    nodes = {"n0": Node("n0", Input(), name="n0")}
    for number in range(1, count):
        nodes[f"n{number}"] = Node(f"n{number}", ReLU(), (OutputRef(f"n{number - 1}"),), name=f"n{number}")
    return nodes


def test_what_is_above_an_edit_is_taken_over_without_a_look_at_its_readers_and_order(monkeypatch, counted):
    nodes = _chain(100)
    before = Structure(nodes)
    assert before.order
    taken = counted(graphs, "_taken")
    monkeypatch.setattr(structures, "consumers", pytest.fail)
    after = _follow(_without(nodes, "n99"), before)
    assert after.order == before.order[:-1]
    assert [key for key, *_ in taken] == ["n98"]


def test_layers_that_wait_alike_behind_a_deleted_one_are_evaluated_once(counted):
    document = inception_chain(1000)
    before = infer(document)
    after = edits.remove(document, ("stem",))
    asked = counted(evaluation, "_evaluated")
    found = infer(after, before).main
    assert found.evaluated > 900
    assert len(asked) < 50


def test_merges_without_branches_of_pools_are_not_looked_into_again_after_an_edit_elsewhere(counted):
    document = inception_chain(1000)
    before = infer(document)
    hints_in(before.main)
    asked = counted(pool_branches, "_may_be_pools")
    hints_in(infer(edits.remove(document, ("head",)), before).main)
    assert not asked
