"""The only writer of a document: edits, undo, gestures, selection, what is saved, and how much it remembers."""

import dataclasses
import random
from pathlib import Path

import pytest

from core.analysis.infer import infer
from core.document import edits
from core.document.annotations import add_annotation, change_annotation
from core.document.builder import Builder
from core.document.document import Document
from core.document.graph import Annotation, Node, OutputRef, Point
from core.errors import EditError
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from gui.session import Change, Session


def sketch():
    build = Builder("T")
    x = build.input(3, 8, 8)
    y = build.add(Conv2d(out_channels=16, kernel_size=(3, 3)), x, name="conv", at=(0, 1))
    build.output(build.add(ReLU(), y, name="relu", at=(0, 2)), at=(0, 3))
    return build.build()


class Follower:
    """Writes down everything a session says."""

    def __init__(self, session):
        self.changes: list[Change] = []
        self.selections: list[frozenset] = []
        self.revealed: list[str] = []
        self.saved = 0
        session.changed.connect(self.changes.append)
        session.selection_changed.connect(self.selections.append)
        session.reveal_requested.connect(self.revealed.append)
        session.saved_changed.connect(self.count_saved)

    def count_saved(self):
        self.saved += 1


@pytest.fixture
def session():
    return Session(sketch(), seed=1)


@pytest.fixture
def follower(session):
    return Follower(session)


def widen(channels):
    return lambda document: edits.set_param(document, "conv", "out_channels", channels)


def shift(dx):
    return lambda document: edits.move(document, ("conv",), dx, 0)


# -- apply --------------------------------------------------------------------------------------------------------


def test_an_edit_is_published_once_with_what_was_and_what_is(session, follower):
    before = session.analysis
    assert session.apply("Set out_channels", widen(32))
    assert len(follower.changes) == 1
    assert follower.changes[0] == Change(before, session.analysis)
    assert session.analysis.document is session.document
    assert session.analysis.main.results["relu"].output == (1, 32, 6, 6)


def test_an_edit_evaluates_only_what_it_can_have_changed(session):
    session.apply("Set bias", lambda d: edits.set_param(d, "conv", "bias", False))
    assert session.analysis.main.evaluated == 1


def test_an_edit_that_changes_nothing_is_silent_and_no_step(session, follower):
    document = session.document
    assert not session.apply("Set out_channels", widen(16))
    assert session.document is document
    assert (session.undo_text, follower.changes, follower.saved) == (None, [], 0)


def test_an_impossible_edit_leaves_everything_as_it_was(session, follower):
    session.apply("One", widen(32))
    session.undo()
    before = (session.document, session.analysis, session.selection, session.undo_text, session.redo_text)
    changes = len(follower.changes)
    with pytest.raises(EditError, match="cycle"):
        session.apply("Connect", lambda d: edits.connect(d, OutputRef("relu"), "conv", 0))
    assert (session.document, session.analysis, session.selection, session.undo_text, session.redo_text) == before
    assert len(follower.changes) == changes


def test_a_follower_that_edits_while_a_change_is_published_is_refused(session):
    caught: list[str] = []

    def edit_back(change):
        try:
            session.apply("Set out_channels", widen(64))
        except RuntimeError as error:
            caught.append(str(error))

    session.changed.connect(edit_back)
    session.apply("Set out_channels", widen(32))
    assert caught == ["“Set out_channels” was attempted while a change was being published"]
    assert session.document.main.nodes["conv"].op == Conv2d(out_channels=32, kernel_size=(3, 3))
    session.changed.disconnect(edit_back)
    assert session.apply("Set out_channels", widen(64))


def test_a_follower_cannot_undo_while_a_change_is_published(session):
    session.changed.connect(lambda change: session.undo())
    session.apply("Set out_channels", widen(32))
    assert session.undo_text == "Set out_channels"
    assert session.document.main.nodes["conv"].op == Conv2d(out_channels=32, kernel_size=(3, 3))


# -- undo ---------------------------------------------------------------------------------------------------------


def test_undo_and_redo_go_to_the_very_same_documents(session, follower):
    documents = [session.document]
    for channels in (32, 64, 128):
        session.apply(f"Set {channels}", widen(channels))
        documents.append(session.document)
    for document in reversed(documents[:-1]):
        session.undo()
        assert session.document is document
    assert (session.undo_text, session.redo_text) == (None, "Set 32")
    for document in documents[1:]:
        session.redo()
        assert session.document is document
    assert (session.undo_text, session.redo_text) == ("Set 128", None)
    assert len(follower.changes) == 9


def test_at_either_end_undo_and_redo_do_nothing(session, follower):
    session.undo()
    session.redo()
    assert follower.changes == []


def test_a_new_edit_forgets_what_was_undone(session):
    session.apply("One", widen(32))
    session.undo()
    session.apply("Two", widen(64))
    assert session.redo_text is None
    session.undo()
    assert session.redo_text == "Two"


def test_an_edit_that_changes_nothing_keeps_what_was_undone(session):
    session.apply("One", widen(32))
    session.undo()
    session.apply("Nothing", widen(16))
    assert session.redo_text == "One"


# -- gestures -----------------------------------------------------------------------------------------------------


def test_edits_of_one_gesture_are_one_step_under_its_first_name(session):
    start = session.document
    gesture = session.new_gesture()
    for channels in (1, 12, 128):
        session.apply(f"Set {channels}", widen(channels), gesture)
    last = session.document
    assert session.undo_text == "Set 1"
    session.undo()
    assert session.document is start
    assert session.undo_text is None
    session.redo()
    assert session.document is last


def test_edits_of_two_gestures_or_of_none_are_steps_of_their_own(session):
    first, second = session.new_gesture(), session.new_gesture()
    assert first != second
    session.apply("One", widen(1), first)
    session.apply("Two", widen(2), second)
    session.apply("Three", widen(3))
    session.apply("Four", widen(4))
    texts = []
    while session.undo_text:
        texts.append(session.undo_text)
        session.undo()
    assert texts == ["Four", "Three", "Two", "One"]


def test_a_gesture_does_not_reach_over_an_undo(session):
    gesture = session.new_gesture()
    session.apply("One", widen(1), gesture)
    session.undo()
    session.apply("Two", widen(2), gesture)
    assert session.undo_text == "Two"
    session.undo()
    assert session.undo_text is None


def test_another_edit_in_between_ends_a_gesture(session):
    gesture = session.new_gesture()
    session.apply("Type", widen(1), gesture)
    session.apply("Move", shift(8))
    session.apply("Type on", widen(2), gesture)
    session.undo()
    assert session.undo_text == "Move"


# -- selection ----------------------------------------------------------------------------------------------------


def test_selecting_says_so_once_and_ignores_what_does_not_exist(session, follower):
    session.select(("conv", "ghost"))
    session.select(["conv"])
    assert session.selection == frozenset({"conv"})
    assert follower.selections == [frozenset({"conv"})]
    assert follower.changes == []


def test_a_node_that_is_removed_is_selected_no_more_and_again_after_undo(session, follower):
    session.select(("conv", "relu"))
    session.apply("Delete", lambda d: edits.remove(d, ("conv",)))
    assert session.selection == frozenset({"relu"})
    session.undo()
    assert session.selection == frozenset({"conv", "relu"})
    session.redo()
    assert session.selection == frozenset({"relu"})


def test_undo_brings_back_the_selection_of_each_side(session):
    session.select(("conv",))
    session.apply("Move", shift(8))
    session.select(("relu",))
    session.undo()
    assert session.selection == frozenset({"conv"})
    session.redo()
    assert session.selection == frozenset({"relu"})


def test_selecting_after_an_undo_does_not_change_what_redo_brings_back(session):
    session.select(("conv",))
    session.apply("Move", shift(8))
    session.undo()
    session.select(())
    session.redo()
    assert session.selection == frozenset({"conv"})


def test_selection_follows_the_change_that_took_a_node_away(session):
    seen = []
    session.select(("conv",))
    session.changed.connect(lambda change: seen.append(("changed", session.selection)))
    session.selection_changed.connect(lambda nodes: seen.append(("selection", nodes)))
    session.apply("Delete", lambda d: edits.remove(d, ("conv",)))
    assert seen == [("changed", frozenset()), ("selection", frozenset())]


def test_a_selection_stays_a_value_whatever_happens_to_it(session):
    session.select(("conv",), ())
    session.apply("x", lambda d: edits.rename(d, "conv", "other"))
    assert isinstance(session.selection, frozenset)
    assert isinstance(session.annotations, frozenset)


def test_revealing_selects_and_asks_to_show(session, follower):
    session.reveal("relu")
    assert session.selection == frozenset({"relu"})
    assert follower.revealed == ["relu"]


# -- saved --------------------------------------------------------------------------------------------------------


def test_a_document_is_modified_until_it_is_saved_or_undone_to_what_was(session, follower):
    assert not session.modified
    session.apply("One", widen(32))
    assert session.modified
    session.undo()
    assert not session.modified
    session.redo()
    session.mark_saved(Path("net.convas"), session.document)
    assert not session.modified
    assert (session.file, session.title) == (Path("net.convas"), "net.convas")
    session.undo()
    assert session.modified
    assert follower.saved == 5


def test_what_changed_while_a_file_was_written_is_not_saved(session):
    written = session.document
    session.apply("Meanwhile", widen(32))
    session.mark_saved(Path("net.convas"), written)
    assert session.modified


def test_a_document_that_lies_nowhere_has_a_title_all_the_same(session, follower):
    assert session.title == "Untitled"
    session.set_untitled("inception-3a")
    assert (session.title, session.file, follower.saved) == ("inception-3a", None, 1)


def test_opening_another_document_starts_anew(session, follower):
    session.apply("One", widen(32))
    session.select(("conv",))
    other = Document()
    session.replace(other)
    assert session.document is other
    assert (session.undo_text, session.redo_text, session.selection) == (None, None, frozenset())
    assert not session.modified
    assert follower.changes[-1].before is None
    session.replace(sketch(), saved=False)
    assert session.modified


def test_a_session_without_a_document_starts_empty():
    session = Session()
    assert session.document.main.nodes == {}
    assert session.graph is session.document.main
    assert not session.modified


# -- ids ----------------------------------------------------------------------------------------------------------


def test_ids_are_short_repeatable_and_never_given_twice():
    one, two = Session(seed=7), Session(seed=7)
    ids = [one.new_id() for _ in range(200)]
    assert ids == [two.new_id() for _ in range(200)]
    assert len(set(ids)) == 200
    assert all(len(node) == 6 and node[0].isalpha() and node.isalnum() and node.islower() for node in ids)


def test_an_id_is_not_given_twice_even_if_the_generator_repeats_itself(session, monkeypatch):
    first = session.new_id()
    monkeypatch.setattr(session, "_random", random.Random(1))
    assert session.new_id() != first


def test_an_id_avoids_the_nodes_there_are_and_those_being_made():
    taken = {Session(seed=3).new_id()}
    assert Session(seed=3).new_id(taken) not in taken
    (name,) = taken
    node = Node(name, ReLU(), (None,), "r")
    document = Document(dataclasses.replace(Document().main, nodes={name: node}))
    assert Session(document, seed=3).new_id() != name


# -- how much it remembers ----------------------------------------------------------------------------------------


def steps(session):
    count = 0
    while session.undo_text:
        session.undo()
        count += 1
    for _ in range(count):
        session.redo()
    return count


def test_the_oldest_steps_are_forgotten_when_the_history_holds_too_much():
    session = Session(sketch(), history_bytes=50_000)
    documents = []
    for number in range(200):
        session.apply(f"Step {number}", widen(number + 100))
        documents.append(session.document)
    kept = steps(session)
    assert 5 < kept < 50
    while session.undo_text:
        session.undo()
    assert session.redo_text == f"Step {200 - kept}"
    assert session.document is documents[199 - kept]


def test_what_the_history_may_hold_grows_with_the_budget_and_shrinks_with_the_sketch():
    def remembered(nodes, budget):
        build = Builder()
        x = build.input(3, 8, 8)
        build.add(Conv2d(), x, name="conv", at=(0, 1))
        for number in range(nodes):
            build.add(ReLU(), x, name=f"r{number}", at=(0, 2))
        session = Session(build.build(), history_bytes=budget)
        for number in range(100):
            session.apply("Step", widen(number + 100))
        return steps(session)

    assert remembered(0, 50_000) < remembered(0, 100_000) < 100
    assert remembered(1000, 100_000) < remembered(0, 100_000)


def test_a_move_costs_less_memory_than_a_parameter():
    moved, edited = (Session(sketch(), history_bytes=50_000) for _ in range(2))
    for number in range(100):
        moved.apply("Move", shift(8))
        edited.apply("Edit", widen(number + 100))
    assert steps(moved) > steps(edited)


def test_the_newest_step_can_always_be_undone():
    session = Session(sketch(), history_bytes=0)
    before = session.document
    session.apply("One", widen(32))
    session.apply("Two", widen(64))
    assert steps(session) == 1
    session.undo()
    session.apply("Three", lambda d: edits.remove(d, tuple(d.main.nodes)))
    session.undo()
    assert session.document is not before
    assert session.redo_text == "Three"


def test_a_long_gesture_holds_no_more_than_one_step():
    session = Session(sketch(), history_bytes=50_000)
    start = session.document
    session.apply("Before", widen(99))
    gesture = session.new_gesture()
    for number in range(1000):
        session.apply("Drag", widen(number + 100), gesture)
    session.undo()
    session.undo()
    assert session.document is start


def test_forgotten_redo_steps_free_their_share():
    session = Session(sketch(), history_bytes=50_000)
    for number in range(300):
        session.apply("Try", widen(number + 100))
        if number % 3:
            session.undo()
    assert steps(session) > 5
    session.replace(sketch())
    session.apply("Move", shift(8))
    assert steps(session) == 1


def test_the_saved_document_is_known_even_when_its_step_was_forgotten():
    session = Session(sketch(), history_bytes=0)
    session.apply("One", widen(32))
    session.apply("Two", widen(64))
    assert session.modified
    session.undo()
    assert session.modified


def test_the_analysis_after_any_undo_is_that_of_the_document(session):
    session.apply("Add", lambda d: edits.add_node(d, ReLU(), node_id="new", name="new", at=Point(0, 0)))
    session.apply("Connect", lambda d: edits.connect(d, OutputRef("relu"), "new", 0))
    session.undo()
    session.undo()
    fresh = infer(session.document)
    assert session.analysis.main.cost == fresh.main.cost
    assert session.analysis.main.order == fresh.main.order


# -- inside blocks ------------------------------------------------------------------------------------------------


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


# -- the history as a whole -------------------------------------------------------------------------------------------


def renamed(session, *names):
    """Three or so steps, one after the other; the documents from the first to the last."""
    documents = [session.document]
    for name in names:
        session.apply(f"Call it {name}", lambda d, name=name: edits.rename(d, "conv", name))
        documents.append(session.document)
    return documents


def test_the_history_lists_every_step_and_how_many_were_taken(session):
    renamed(session, "a", "b", "c")
    assert [entry.text for entry in session.history] == ["Call it a", "Call it b", "Call it c"]
    assert session.history_index == 3
    session.undo()
    assert (len(session.history), session.history_index) == (3, 2)
    session.apply("Else", lambda d: edits.rename(d, "conv", "z"))
    assert [entry.text for entry in session.history] == ["Call it a", "Call it b", "Else"]


@pytest.mark.parametrize(("start", "stop"), [(3, 0), (3, 1), (0, 3), (1, 3), (2, 1), (1, 2)])
def test_a_jump_shows_the_document_as_it_was_in_one_change(session, start, stop):
    documents = renamed(session, "a", "b", "c")
    session.go_to(start)
    follower = Follower(session)
    assert session.go_to(stop)
    assert session.document is documents[stop]
    assert session.history_index == stop
    (change,) = follower.changes
    assert change.before is not None
    assert (change.before.document, change.after.document) == (documents[start], documents[stop])


def test_a_jump_to_nowhere_or_to_where_one_is_does_nothing(session, follower):
    renamed(session, "a", "b")
    follower.changes.clear()
    assert not any(session.go_to(index) for index in (-1, 2, 3))
    assert follower.changes == []


def test_a_jump_brings_the_selection_of_that_step_along(session):
    session.select(("conv",))
    session.apply("x", lambda d: edits.rename(d, "conv", "a"))
    session.select(("relu",))
    session.apply("x", lambda d: edits.rename(d, "relu", "b"))
    session.select(())
    session.go_to(0)
    assert session.selection == {"conv"}
    session.go_to(2)
    assert session.selection == frozenset()
    session.go_to(1)
    assert session.selection == {"relu"}


def test_undo_and_redo_bring_selected_frames_and_notes_along():
    frame = Annotation("f", "frame", "Stem", 0, 0, 100, 100)
    session = Session(add_annotation(sketch(), frame))
    session.select(("conv",), ("f",))
    session.apply("x", lambda d: change_annotation(d, "f", text="Head"))
    session.select(("relu",))
    session.undo()
    assert session.selection == {"conv"}
    assert session.annotations == {"f"}
    session.redo()
    assert session.selection == {"relu"}
    assert session.annotations == frozenset()


def test_undo_redo_and_jumps_say_so_last_and_edits_do_not(session):
    said: list[object] = []
    session.changed.connect(lambda _change: said.append("changed"))
    session.selection_changed.connect(lambda _selection: said.append("selection"))
    session.stepped.connect(lambda change: said.append((change.before.document, change.after.document)))
    session.select(("conv",))
    before, after = renamed(session, "a")
    session.select(("relu",))
    assert said == ["selection", "changed", "selection"]
    said.clear()
    session.undo()
    assert said == ["changed", "selection", (after, before)]
    said.clear()
    session.redo()
    assert said == ["changed", "selection", (before, after)]


def test_nobody_can_jump_while_a_change_is_published(session):
    renamed(session, "a", "b")
    jumped = []
    session.changed.connect(lambda _change: jumped.append(session.go_to(0)))
    session.undo()
    assert jumped == [False]
    assert session.history_index == 1


def test_it_is_known_that_older_steps_were_forgotten():
    session = Session(sketch(), history_bytes=1)
    renamed(session, "a", "b", "c")
    assert (len(session.history), session.steps_forgotten) == (1, 2)
    session.replace(sketch())
    assert session.steps_forgotten == 0


def test_any_graph_of_the_document_can_be_shown_by_its_path(deep):
    first = next(iter(deep.graph.nodes))
    call = next(key for key, node in deep.graph.nodes.items() if node.op.stands_for_others)
    assert deep.show((call,))
    assert deep.path == (call,)
    assert not deep.show((call, "nowhere"))  # as far as it leads, which is where one is
    assert deep.show(())
    assert first in deep.graph.nodes


def test_undo_and_redo_find_nothing_again_and_followers_hear_what_differs():
    session = Session(sketch())
    before = session.analysis
    gone = "conv"
    session.apply("Delete", lambda document: edits.remove(document, (gone,)))
    deleted = session.analysis
    session.undo()
    assert session.analysis.main.results is before.main.results
    assert session.analysis.main.structure is before.main.structure
    assert session.analysis.main.evaluated == 0
    differ, lost = session.analysis.main.changed_since(deleted.main)
    others = {k for k, result in before.main.results.items() if deleted.main.results.get(k) is not result}
    assert set(differ) == others
    assert gone in others
    assert not lost
    session.redo()
    assert session.analysis.main.results is deleted.main.results
    assert session.analysis.main.changed_since(before.main)[1] == (gone,)
