"""Graphs as values: order, readers, cycles, names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.document.graph import (
    Edge,
    Graph,
    Node,
    OutputRef,
    Point,
    ancestors,
    consumers,
    edges,
    find_cycle,
    natural_key,
    topological_order,
    unique_name,
)
from core.ops.activation import ReLU
from core.ops.interface import Input, Output
from core.ops.merge import Concat


def relu(node, source, name=None):
    return Node(node, ReLU(), (OutputRef(source) if source else None,), name or node)


def concat(node, *sources, name=None):
    return Node(node, Concat(), tuple(OutputRef(source) for source in sources), name or node)


def graph_of(*nodes):
    return {node.id: node for node in nodes}


def test_nodes_come_after_what_they_read_and_branches_in_the_order_of_the_ports():
    nodes = graph_of(
        Node("out", Output(), (OutputRef("join"),), "out"),
        concat("join", "d2", "b1", "a1"),
        relu("a1", "in"),
        relu("d1", "in"),
        relu("d2", "d1"),
        relu("b1", "in"),
        Node("in", Input(), (), "in"),
    )
    assert topological_order(nodes) == ("in", "d1", "d2", "b1", "a1", "join", "out")


def test_outputs_come_first_and_then_loose_ends_by_name_with_numbers_counted():
    nodes = graph_of(
        relu("z", "in", "relu_10"),
        relu("y", "in", "relu_9"),
        Node("in", Input(), (), "in"),
        Node("o2", Output(), (OutputRef("m"),), "out_b"),
        Node("o1", Output(), (OutputRef("in"),), "out_a"),
        relu("m", "in", "middle"),
    )
    assert topological_order(nodes) == ("in", "o1", "m", "o2", "y", "z")


def test_an_order_does_not_depend_on_the_order_of_the_nodes():
    nodes = graph_of(relu("b", "a"), relu("a", None), relu("c", "a"), concat("d", "c", "b"))
    assert topological_order(dict(reversed(nodes.items()))) == topological_order(nodes)


def test_a_chain_of_ten_thousand_needs_no_deep_stack():
    nodes = graph_of(relu("n0", None), *(relu(f"n{i}", f"n{i - 1}") for i in range(1, 10_000)))
    assert topological_order(dict(reversed(nodes.items())))[-1] == "n9999"
    assert len(ancestors(nodes, ("n9999",))) == 10_000
    assert find_cycle(nodes) == ()


def test_nodes_on_a_cycle_come_all_the_same():
    nodes = graph_of(relu("a", "b"), relu("b", "a"), relu("c", "b"))
    assert sorted(topological_order(nodes)) == ["a", "b", "c"]


def test_a_cycle_is_named_in_the_direction_of_its_wires():
    nodes = graph_of(relu("a", "c"), relu("b", "a"), relu("c", "b"), relu("d", "c"), relu("e", None))
    cycle = find_cycle(nodes)
    assert sorted(cycle) == ["a", "b", "c"]
    for writer, reader in zip(cycle, (*cycle[1:], cycle[0]), strict=True):
        assert OutputRef(writer) in nodes[reader].inputs


def test_a_node_that_reads_itself_is_a_cycle():
    assert find_cycle(graph_of(relu("a", "a"))) == ("a",)


def test_a_cycle_of_twenty_thousand_is_found():
    nodes = graph_of(relu("n0", "n19999"), *(relu(f"n{i}", f"n{i - 1}") for i in range(1, 20_000)))
    assert len(find_cycle(nodes)) == 20_000


@st.composite
def random_graphs(draw):
    """Concats that read any nodes at all, so with and without cycles."""
    count = draw(st.integers(1, 8))
    names = [f"n{i}" for i in range(count)]
    return graph_of(*(concat(name, *draw(st.lists(st.sampled_from(names), max_size=2))) for name in names))


@given(random_graphs())
def test_an_order_exists_just_where_there_is_no_cycle(nodes):
    order = topological_order(nodes)
    assert sorted(order) == sorted(nodes)
    place = {key: number for number, key in enumerate(order)}
    sorted_well = all(place[ref.node] < place[key] for key, node in nodes.items() for ref in node.inputs)
    cycle = find_cycle(nodes)
    assert sorted_well is not bool(cycle)
    for writer, reader in zip(cycle, (*cycle[1:], *cycle[:1]), strict=True):
        assert OutputRef(writer) in nodes[reader].inputs


@given(random_graphs())
def test_consumers_are_the_inputs_turned_round(nodes):
    readers = consumers(nodes)
    assert readers.keys() == nodes.keys()
    for key, node in nodes.items():
        assert [key in readers[other] for other in nodes] == [OutputRef(other) in node.inputs for other in nodes]
    assert all(len(found) == len(set(found)) for found in readers.values())


def test_edges_are_the_wires_by_target_and_port():
    nodes = graph_of(Node("in", Input(), (), "in"), concat("j", "in", "in"), relu("r", None))
    assert list(edges(Graph(nodes))) == [Edge(OutputRef("in"), "j", 0), Edge(OutputRef("in"), "j", 1)]


@pytest.mark.parametrize(
    ("wanted", "taken", "expected"),
    [
        ("conv", (), "conv"),
        ("conv", ("conv",), "conv_2"),
        ("conv", ("conv", "conv_2"), "conv_3"),
        ("conv_2", ("conv", "conv_2"), "conv_3"),
        ("conv_2", ("conv_2",), "conv_3"),
        ("conv_7", ("conv_7",), "conv_2"),
        ("_2", ("_2",), "_2_2"),
        ("3", ("3",), "3_2"),
    ],
)
def test_a_taken_name_gets_the_first_free_number(wanted, taken, expected):
    assert unique_name(wanted, taken) == expected


@given(st.text(max_size=8), st.sets(st.sampled_from(["a", "a_2", "a_3", "b", "", "_2"])))
def test_a_unique_name_is_never_taken(wanted, taken):
    assert unique_name(wanted, taken) not in taken


def test_naming_many_at_once_gives_what_naming_one_by_one_gives():
    wanted = ["conv", "relu", "conv", "conv_2", "conv_9", "conv", "relu"] * 4
    slow: list[str] = ["conv_3"]
    fast = {"conv_3"}
    counters: dict[str, int] = {}
    for name in wanted:
        slow.append(unique_name(name, slow))
        found = unique_name(name, fast, counters)
        assert found == slow[-1]
        fast.add(found)


def test_names_are_sorted_as_people_count():
    names = ["conv10", "conv2", "Conv", "conv", "conv2b", "2", "10", "²"]
    assert sorted(names, key=natural_key) == ["2", "10", "Conv", "conv", "conv2", "conv2b", "conv10", "²"]


def test_graphs_are_compared_by_value_where_asked_and_by_identity_otherwise():
    one, two = (Graph(graph_of(relu("a", None)), {"a": Point(0, 8)}) for _ in range(2))
    assert one != two
    assert one.same_as(two)
    assert not one.same_as(Graph(two.nodes, {"a": Point(0, 16)}))
    assert not one.same_as(Graph(graph_of(relu("a", None, "other")), two.layout))
    assert not one.same_as(Graph({}, two.layout))
    assert one.position("nowhere") == Point(0, 0)
