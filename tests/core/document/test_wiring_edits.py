"""Edits of wires: what is inserted, dissolved, detached, exchanged and led elsewhere, and what stays as it was."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.document import wiring_edits
from core.document.builder import Builder
from core.document.document import Document
from core.document.edits import add_node, connect, place
from core.document.graph import Edge, Graph, Node, NodeStyle, OutputRef, Point, Wire, ancestors, edges, find_cycle
from core.errors import EditError
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.interface import Input, Output
from core.ops.merge import Add, Concat
from core.ops.rearrange import Split
from tests.core.document.graphs import documents, valid


def refs(*sources):
    return tuple(OutputRef(s) if isinstance(s, str) else s if s is None else OutputRef(*s) for s in sources)


def sketch(**nodes):
    """A sketch from operators and what they read: a name, (name, port) or None."""
    made = {key: Node(key, op, refs(*sources), key) for key, (op, *sources) in nodes.items()}
    return Document(Graph(made, {key: Point(0, 100 * place) for place, key in enumerate(made)}))


def reads(document, node):
    return tuple(None if r is None else r.node if r.port == 0 else tuple(r) for r in document.main.nodes[node].inputs)


def bent(document, source, target, *points):
    bends = {**document.main.bends, Wire(OutputRef(source), target): tuple(Point(*p) for p in points)}
    return replace(document, main=replace(document.main, bends=bends))


def refused(edit, *args, **kwargs):
    with pytest.raises(EditError) as caught:
        edit(*args, **kwargs)
    return str(caught.value)


@pytest.fixture
def residual():
    """image → conv → relu → join ← image; beside them a chain of two that nothing is wired to."""
    return sketch(
        image=(Input(),),
        conv=(Conv2d(), "image"),
        relu=(ReLU(), "conv"),
        join=(Concat(), "image", "relu", "conv"),
        end=(Output(), "join"),
        one=(Conv2d(), None),
        two=(ReLU(), "one"),
    )


# -- inserting ------------------------------------------------------------------------------------------------------


def test_a_chain_has_a_free_input_and_an_output(residual):
    assert wiring_edits.chain_ends(residual.main, {"one", "two"}) == (("one", 0), OutputRef("two"))
    assert wiring_edits.chain_ends(residual.main, ["one"]) is None  # two reads it
    assert wiring_edits.chain_ends(residual.main, ["two"]) is None  # its input is in use


@pytest.mark.parametrize("nodes", [[], ["nobody"], ["image"], ["end"], ["conv"], ["conv", "relu"], ["one", "end"]])
def test_what_is_wired_to_others_or_has_no_two_ends_is_no_chain(residual, nodes):
    assert wiring_edits.chain_ends(residual.main, nodes) is None


def test_layers_that_part_and_meet_again_are_a_chain_too():
    document = sketch(a=(ReLU(), None), b=(Conv2d(), "a"), sum=(Add(), "b", "a"))
    assert wiring_edits.chain_ends(document.main, document.main.nodes) == (("a", 0), OutputRef("sum"))


def test_a_block_takes_the_wire_at_its_first_free_input_and_a_merge_behind_those_in_use():
    document = sketch(a=(Input(),), half=(Split(chunks=2), None), sum=(Add(), "a"))
    assert wiring_edits.chain_ends(document.main, ["half"]) == (("half", 0), OutputRef("half"))
    assert wiring_edits.chain_ends(document.main, ["sum"]) == (("sum", 1), OutputRef("sum"))


def test_a_chain_on_a_wire_takes_it_over_and_keeps_the_place_among_the_inputs(residual):
    edge = Edge(OutputRef("relu"), "join", 1)
    after = wiring_edits.insert_on_wire(residual, edge, ("one", 0), OutputRef("two"))
    assert reads(after, "one") == ("relu",)
    assert reads(after, "join") == ("image", "two", "conv")


def test_a_wire_that_is_gone_takes_nothing_in(residual):
    edge = Edge(OutputRef("conv"), "join", 1)
    assert "no such wire" in refused(wiring_edits.insert_on_wire, residual, edge, ("one", 0), OutputRef("two"))


def test_a_layer_cannot_be_inserted_where_it_would_read_itself(residual):
    edge = Edge(OutputRef("relu"), "join", 1)
    assert "cycle" in refused(wiring_edits.insert_on_wire, residual, edge, ("conv", 0), OutputRef("conv"))


def test_the_bends_of_a_wire_are_parted_where_a_layer_is_inserted(residual):
    document = bent(residual, "image", "conv", (50, 20), (50, 480), (50, 620))
    document = place(document, {"conv": Point(0, 800), "one": Point(0, 550)})
    after = wiring_edits.insert_on_wire(
        document, Edge(OutputRef("image"), "conv", 0), ("one", 0), OutputRef("two")
    ).main
    assert after.bends == {
        Wire(OutputRef("image"), "one"): ((50, 20), (50, 480)),
        Wire(OutputRef("two"), "conv"): ((50, 620),),
    }


# -- dissolving -------------------------------------------------------------------------------------------------------


def test_readers_of_a_dissolved_layer_read_what_it_read(residual):
    after = wiring_edits.dissolve(residual, ["conv"])
    assert "conv" not in after.main.nodes
    assert reads(after, "relu") == ("image",)
    assert reads(after, "join") == ("image", "relu", "image")


def test_several_in_a_row_dissolve_at_once(residual):
    after = wiring_edits.dissolve(residual, ["relu", "conv"])
    assert reads(after, "join") == ("image", "image", "image")


def test_a_dissolved_merge_leaves_its_first_source(residual):
    assert reads(wiring_edits.dissolve(residual, ["join"]), "end") == ("image",)


def test_what_had_no_source_leaves_a_free_input_and_a_merge_closes_its_gap(residual):
    after = wiring_edits.dissolve(residual, ["image"])
    assert reads(after, "conv") == (None,)
    assert reads(after, "join") == ("relu", "conv")


def test_all_outputs_of_a_dissolved_split_become_its_input():
    document = sketch(a=(Input(),), half=(Split(chunks=2), "a"), sum=(Add(), ("half", 1), ("half", 0)))
    assert reads(wiring_edits.dissolve(document, ["half"]), "sum") == ("a", "a")


def test_dissolving_nobody_changes_nothing(residual):
    assert wiring_edits.dissolve(residual, ["nobody"]) is residual


def test_the_bends_before_and_behind_a_dissolved_layer_become_one_way(residual):
    document = bent(bent(residual, "image", "conv", (1, 1)), "conv", "relu", (2, 2), (3, 3))
    after = wiring_edits.dissolve(document, ["conv"]).main
    assert after.bends == {Wire(OutputRef("image"), "relu"): ((1, 1), (2, 2), (3, 3))}


def test_a_long_row_that_others_read_all_along_is_walked_once(counted):
    row = {f"n{k}": (ReLU(), f"n{k - 1}" if k else "image") for k in range(30)}
    document = sketch(image=(Input(),), **row, **{f"r{k}": (ReLU(), f"n{k}") for k in range(30)})
    steps = counted(wiring_edits, "_past")
    after = wiring_edits.dissolve(document, row)
    assert {reads(after, f"r{k}") for k in range(30)} == {("image",)}
    assert len(steps) == 60


def test_a_port_of_a_block_that_dissolves_is_gone_from_its_calls():
    build = Builder()
    block = build.block("block")
    x, y = block.input(name="x"), block.input(name="y")
    block.output(block.add(Add, x, y))
    a = build.input(3, 8, 8)
    build.output(build.call(block, a, a))
    document = build.build()
    after = wiring_edits.dissolve(document, ["y"], graph="block")
    assert len(after.main.nodes["block"].inputs) == 1
    assert len(after.modules["block"].graph.nodes) == 3


# -- detaching --------------------------------------------------------------------------------------------------------


def test_a_detached_layer_stays_without_wires_and_the_gap_is_closed(residual):
    after = wiring_edits.detach(residual, ["conv"])
    assert reads(after, "conv") == (None,)
    assert reads(after, "relu") == ("image",)
    assert reads(after, "join") == ("image", "relu", "image")


def test_a_detached_chain_keeps_its_own_wires(residual):
    after = wiring_edits.detach(residual, ["conv", "relu"])
    assert reads(after, "conv") == (None,)
    assert reads(after, "relu") == ("conv",)
    assert reads(after, "join") == ("image", "image", "image")


def test_what_is_wired_to_nobody_is_detached_already(residual):
    assert wiring_edits.detach(residual, ["one", "two"]) is residual
    assert wiring_edits.detach(residual, ["nobody"]) is residual


# -- exchanging -------------------------------------------------------------------------------------------------------


def test_neighbours_that_are_swapped_stand_in_each_others_place(residual):
    after = wiring_edits.swap_nodes(residual, "conv", "relu")
    assert reads(after, "relu") == ("image",)
    assert reads(after, "conv") == ("relu",)
    assert reads(after, "join") == ("image", "conv", "relu")
    assert after.main.layout["conv"] == residual.main.layout["relu"]
    assert after.main.layout["relu"] == residual.main.layout["conv"]


def test_looks_go_with_a_swapped_layer_and_bends_stay_with_the_place(residual):
    document = bent(residual, "image", "conv", (1, 1))
    document = replace(document, main=replace(document.main, styles={"conv": NodeStyle(color="red")}))
    after = wiring_edits.swap_nodes(document, "conv", "relu").main
    assert after.styles == {"conv": NodeStyle(color="red")}
    assert after.bends == {Wire(OutputRef("image"), "relu"): ((1, 1),)}


def test_bends_stay_with_the_place_where_both_read_the_same():
    document = bent(sketch(image=(Input(),), a=(ReLU(), "image"), b=(Conv2d(), "image")), "image", "a", (8, 8))
    after = wiring_edits.swap_nodes(document, "a", "b").main
    assert after.bends == {Wire(OutputRef("image"), "b"): (Point(8, 8),)}
    assert after.position("b") == document.main.position("a")


def test_a_layer_with_too_few_ports_cannot_take_the_place(residual):
    assert "1 input, too few" in refused(wiring_edits.swap_nodes, residual, "relu", "join")
    assert "no output 1" in refused(wiring_edits.swap_nodes, residual, "conv", "end")


def test_inputs_are_exchanged_and_moved(residual):
    assert reads(wiring_edits.swap_inputs(residual, "join", 0, 2), "join") == ("conv", "relu", "image")
    assert reads(wiring_edits.move_input(residual, "join", 0, 2), "join") == ("relu", "conv", "image")
    assert reads(wiring_edits.move_input(residual, "join", 2, 0), "join") == ("conv", "image", "relu")
    assert wiring_edits.move_input(residual, "join", 1, 1) is residual
    assert "no input 4" in refused(wiring_edits.move_input, residual, "join", 0, 3)


# -- several ----------------------------------------------------------------------------------------------------------


def test_wires_of_a_merge_are_cut_together_whatever_numbers_the_rest_gets(residual):
    wires = [
        Edge(OutputRef("image"), "join", 0),
        Edge(OutputRef("conv"), "join", 2),
        Edge(OutputRef("conv"), "relu", 0),
    ]
    after = wiring_edits.cut(residual, wires)
    assert reads(after, "join") == ("relu",)
    assert reads(after, "relu") == (None,)


def test_wires_that_are_gone_are_no_cut(residual):
    assert wiring_edits.cut(residual, [Edge(OutputRef("relu"), "join", 0), Edge(OutputRef("a"), "b", 0)]) is residual


def test_many_wires_are_looked_at_once(residual):
    class Counted(tuple):
        looks = 0

        def __iter__(self):
            Counted.looks += 1
            return super().__iter__()

    after = wiring_edits.cut(residual, Counted(edges(residual.main)))
    assert list(edges(after.main)) == []
    assert Counted.looks == 1


def test_all_readers_of_an_output_follow_it_elsewhere(residual):
    after = wiring_edits.redirect_output(residual, OutputRef("conv"), OutputRef("image"))
    assert reads(after, "relu") == ("image",)
    assert reads(after, "join") == ("image", "relu", "image")


def test_a_layer_put_behind_another_takes_over_its_readers_but_not_itself(residual):
    after = wiring_edits.redirect_output(residual, OutputRef("image"), OutputRef("conv"))
    assert reads(after, "conv") == ("image",)
    assert reads(after, "join") == ("conv", "relu", "conv")


def test_readers_that_the_new_source_needs_cannot_follow(residual):
    lone = sketch(a=(Input(),), b=(ReLU(), "a"), c=(ReLU(), "b"))
    assert "cannot read its own" in refused(wiring_edits.redirect_output, lone, OutputRef("b"), OutputRef("c"))
    assert "cycle" in refused(wiring_edits.redirect_output, lone, OutputRef("a"), OutputRef("c"))
    assert "no output 2" in refused(wiring_edits.redirect_output, lone, OutputRef("a"), OutputRef("c", 1))
    assert wiring_edits.redirect_output(residual, OutputRef("two"), OutputRef("image")) is residual


# -- properties -------------------------------------------------------------------------------------------------------


def _outside(document, gone):
    """Which remaining layers each remaining layer depends on by its first ways past those that are gone."""
    return {key: ancestors(document.main.nodes, [key]) for key in document.main.nodes if key not in gone}


@given(documents(), st.data())
def test_dissolving_leaves_a_valid_graph_in_which_nobody_depends_on_more_than_before(document, data):
    gone = data.draw(st.sets(st.sampled_from(sorted(document.main.nodes))))
    after = wiring_edits.dissolve(document, gone)
    assert after.main.nodes.keys() == document.main.nodes.keys() - gone
    valid(after)
    before = _outside(document, gone)
    for key, found in _outside(after, set()).items():
        assert found <= before[key]
    for key, node in after.main.nodes.items():
        was = document.main.nodes[key]
        kept = [ref for ref in was.inputs if ref is not None and ref.node not in gone]
        assert [ref for ref in node.inputs if ref in kept] != [] or not kept
        if not node.op.variadic:
            for old, new in zip(was.inputs, node.inputs, strict=True):
                assert new == old or (old is not None and old.node in gone)


@given(documents(wired=True), st.data())
def test_whatever_is_dissolved_but_inputs_all_others_are_still_reached(document, data):
    layers = [key for key, node in document.main.nodes.items() if not node.op.is_input]
    gone = data.draw(st.sets(st.sampled_from(layers))) if layers else set()
    after = wiring_edits.dissolve(document, gone).main.nodes
    for key, node in after.items():
        assert None not in node.inputs
        assert len(node.inputs) == len(document.main.nodes[key].inputs)
        assert any(after[above].op.is_input for above in ancestors(after, [key]))


@given(documents(), st.data())
def test_dissolving_at_once_is_dissolving_one_by_one(document, data):
    gone = data.draw(st.lists(st.sampled_from(sorted(document.main.nodes)), unique=True))
    one_by_one = document
    for key in gone:
        one_by_one = wiring_edits.dissolve(one_by_one, [key])
    at_once = wiring_edits.dissolve(document, gone)
    assert {k: n.inputs for k, n in at_once.main.nodes.items()} == {
        k: n.inputs for k, n in one_by_one.main.nodes.items()
    }


@given(documents(), st.data())
def test_detaching_leaves_wires_among_the_detached_and_none_to_others(document, data):
    loose = data.draw(st.sets(st.sampled_from(sorted(document.main.nodes))))
    after = wiring_edits.detach(document, loose)
    valid(after)
    assert not any((edge.source.node in loose) != (edge.target in loose) for edge in edges(after.main))
    inner = [(e.source, e.target) for e in edges(document.main) if e.source.node in loose and e.target in loose]
    assert inner == [(e.source, e.target) for e in edges(after.main) if e.source.node in loose]
    rest = wiring_edits.dissolve(document, loose)
    assert {k: n.inputs for k, n in after.main.nodes.items() if k not in loose} == {
        k: n.inputs for k, n in rest.main.nodes.items()
    }


@given(documents(), st.data())
def test_swapping_twice_changes_nothing(document, data):
    a, b = (data.draw(st.sampled_from(sorted(document.main.nodes))) for _ in range(2))
    try:
        once = wiring_edits.swap_nodes(document, a, b)
    except EditError:
        return
    valid(once)
    assert not find_cycle(once.main.nodes)
    assert wiring_edits.swap_nodes(once, b, a).same_as(document)


@given(documents(), st.data())
def test_dissolving_what_was_inserted_brings_back_the_wire(document, data):
    wires = list(edges(document.main))
    if not wires:
        return
    edge = data.draw(st.sampled_from(wires))
    ready = add_node(document, Conv2d(), node_id="new", name="new", at=Point(0, data.draw(st.integers(-100, 1100))))
    more = data.draw(st.integers(0, 2))
    chain = ["new", *(f"more{k}" for k in range(more))]
    for before, key in pairwise(chain):
        ready = add_node(ready, ReLU(), node_id=key, name=key, at=Point(0, 0))
        ready = connect(ready, OutputRef(before), key, 0)
    ends = wiring_edits.chain_ends(ready.main, chain)
    assert ends == (("new", 0), OutputRef(chain[-1]))
    inserted = wiring_edits.insert_on_wire(ready, edge, *ends)
    valid(inserted)
    assert inserted.main.nodes[edge.target].inputs[edge.port] == OutputRef(chain[-1])
    assert wiring_edits.dissolve(inserted, chain).same_as(document)


@given(documents(), st.data())
def test_cutting_takes_off_those_wires_and_no_others(document, data):
    wires = list(edges(document.main))
    off = data.draw(st.lists(st.sampled_from(wires), unique=True)) if wires else []
    after = wiring_edits.cut(document, off)
    valid(after)
    kept = [(edge.source, edge.target) for edge in wires if edge not in off]
    assert sorted((edge.source, edge.target) for edge in edges(after.main)) == sorted(kept)
    assert (after is document) == (not off)


@given(documents(), st.data())
def test_whatever_is_redirected_makes_no_cycle(document, data):
    outputs = [OutputRef(k, p) for k, n in document.main.nodes.items() for p in range(len(n.op.outputs))]
    if not outputs:
        return
    old, new = (data.draw(st.sampled_from(outputs)) for _ in range(2))
    try:
        after = wiring_edits.redirect_output(document, old, new)
    except EditError:
        return
    valid(after)
    assert not find_cycle(after.main.nodes)
    above = ancestors(document.main.nodes, [new.node])
    assert all(edge.target in above for edge in edges(after.main) if edge.source == old and old != new)


def test_the_bends_of_a_long_chain_are_joined_once(counted):
    count = 2000
    document = sketch(image=(Input(),), **{f"n{k}": (ReLU(), f"n{k - 1}" if k else "image") for k in range(count)})
    wires = [Wire(ref, key) for key, node in document.main.nodes.items() for ref in node.inputs]
    bends = {wire: (Point(k, 0), Point(k, 8)) for k, wire in enumerate(wires)}
    document = replace(document, main=replace(document.main, bends=bends))
    joined = counted(wiring_edits, "_points")
    after = wiring_edits.dissolve(document, [f"n{k}" for k in range(count - 1)])
    (way,) = after.main.bends.values()
    assert len(joined) == 1
    assert way == tuple(point for k in range(count) for point in (Point(k, 0), Point(k, 8)))
