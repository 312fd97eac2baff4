"""The only writer of a document: edits, undo, gestures, selection, what is saved."""

import dataclasses
import random
from pathlib import Path

import pytest

from core.document import edits
from core.document.document import Document
from core.document.graph import Node, OutputRef
from core.errors import EditError
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from gui.session import Change, Session
from tests.gui.following import Follower, shift, sketch, widen


@pytest.fixture
def session():
    return Session(sketch(), seed=1)


@pytest.fixture
def follower(session):
    return Follower(session)


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
