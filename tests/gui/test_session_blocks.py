"""Going into blocks and out again, and editing there."""

import pytest

from core.document import edits
from core.document.builder import Builder
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from gui.session import Session
from tests.gui.following import sketch


def nested():
    """Two calls of a block that holds a block; the second is repeated."""
    build = Builder("N")
    inner = build.block("inner", c=8)
    inner.output(inner.add(Conv2d, inner.input(), name="conv", out_channels="c", kernel_size=(1, 1)))
    outer = build.block("outer")
    outer.output(outer.add(ReLU(), outer.call(inner, outer.input(), name="call"), name="relu"))
    first = build.call(outer, build.input(3, 8, 8), name="first")
    build.output(build.call(outer, first, name="second", repeat=2))
    return build.build()


@pytest.fixture
def deep():
    return Session(nested(), seed=1)


def test_entering_a_block_shows_its_graph_for_what_arrives_there(deep):
    paths: list[tuple[str, ...]] = []
    deep.path_changed.connect(paths.append)
    assert (deep.path, deep.graph_id, deep.graph_analysis) == ((), "", deep.analysis.main)
    assert deep.enter("second")
    assert deep.enter("call")
    assert paths == [("second",), ("second", "call")]
    assert deep.graph_id == "inner"
    assert deep.graph is deep.document.modules["inner"].graph
    assert deep.names_on_path() == ("second", "call")
    assert deep.graph_analysis.results["input"].output == (1, 8, 8, 8)
    assert deep.graph_analysis is deep.analysis.at(("second", "call"))


@pytest.mark.parametrize("node", ["input", "nothing"])
def test_only_blocks_are_entered(deep, node):
    assert not deep.enter(node)
    assert deep.path == ()


def test_leaving_selects_the_block_that_was_left(deep):
    deep.enter("first")
    deep.enter("call")
    assert deep.leave(0)
    assert (deep.path, deep.selection) == ((), {"first"})
    deep.enter("second")
    deep.enter("call")
    assert deep.leave()
    assert (deep.path, deep.selection) == (("second",), {"call"})
    assert not deep.leave(1)
    assert not deep.leave(-1)


def test_an_edit_inside_changes_all_calls_and_undo_comes_back_to_it(deep):
    deep.enter("first")
    deep.enter("call")
    before = deep.analysis.main.cost.params
    assert before == 32 + 2 * 72
    deep.apply("Set bias", lambda d: edits.set_param(d, "conv", "bias", False, graph=deep.graph_id))
    assert deep.analysis.main.cost.params == 24 + 2 * 64
    assert deep.graph_analysis.results["conv"].cost.params == 24
    deep.leave(0)
    deep.undo()
    assert (deep.path, deep.analysis.main.cost.params) == (("first", "call"), before)
    deep.leave(0)
    deep.redo()
    assert (deep.path, deep.analysis.main.cost.params) == (("first", "call"), 152)


def test_the_path_is_cut_where_a_block_is_deleted(deep):
    deep.enter("second")
    deep.enter("call")
    deep.select(["conv"])
    seen = []
    deep.changed.connect(lambda change: seen.append((deep.path, deep.graph_id, deep.graph_analysis.graph)))
    deep.apply("Delete", lambda d: edits.remove(d, ["call"], graph="outer"))
    assert (deep.path, deep.selection) == (("second",), frozenset())
    assert seen == [(("second",), "outer", deep.document.modules["outer"].graph)]
    deep.undo()
    assert deep.path == ("second", "call")


def test_an_id_that_exists_elsewhere_is_not_selected_there(deep):
    deep.select(["input"])
    deep.enter("first")
    assert deep.selection == frozenset()
    assert "input" in deep.graph.nodes


def test_a_layer_inside_is_revealed_by_its_path(deep):
    asked: list[str] = []
    deep.reveal_requested.connect(asked.append)
    deep.reveal("conv", ("second", "call"))
    assert (deep.path, deep.selection, asked) == (("second", "call"), {"conv"}, ["conv"])
    deep.reveal("input")  # in what is shown
    assert deep.path == ("second", "call")
    deep.reveal("first", ())
    assert (deep.path, deep.selection) == ((), {"first"})


def test_a_block_that_nothing_arrives_at_can_be_entered(deep):
    deep.apply("Disconnect", lambda d: edits.disconnect(d, "first", 0))
    deep.enter("first")
    analysis = deep.graph_analysis
    assert analysis.graph is deep.document.modules["outer"].graph
    assert {result.state.value for result in analysis.results.values()} == {"waiting"}
    assert deep.enter("call")
    assert deep.graph_analysis.graph is deep.document.modules["inner"].graph


def test_a_block_that_is_skipped_shows_what_a_copy_would_be(deep):
    deep.apply("Set repeat", lambda d: edits.set_param(d, "first", "repeat", 0))
    deep.enter("first")
    assert deep.graph_analysis.results["relu"].output == (1, 8, 8, 8)


def test_new_ids_are_unlike_those_of_all_graphs_and_blocks(deep, monkeypatch):
    taken = {"inner", "outer", *deep.document.main.nodes}
    taken |= {key for module in deep.document.modules.values() for key in module.graph.nodes}

    drawn = iter([["c"], list("all"), ["o"], list("uter"), ["z"], list("zzzzz")])  # two that are taken come first
    monkeypatch.setattr(deep._random, "choice", lambda letters: next(drawn)[0])
    monkeypatch.setattr(deep._random, "choices", lambda letters, k: next(drawn))
    assert {"call", "outer"} <= taken
    assert deep.new_id() == "zzzzzz"


def test_another_document_is_shown_from_its_main_graph(deep):
    deep.enter("first")
    deep.replace(sketch())
    assert (deep.path, deep.graph) == ((), deep.document.main)


def test_any_graph_of_the_document_can_be_shown_by_its_path(deep):
    first = next(iter(deep.graph.nodes))
    call = next(key for key, node in deep.graph.nodes.items() if node.op.stands_for_others)
    assert deep.show((call,))
    assert deep.path == (call,)
    assert not deep.show((call, "nowhere"))  # as far as it leads, which is where one is
    assert deep.show(())
    assert first in deep.graph.nodes
