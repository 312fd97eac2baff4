"""What a session remembers: how much, which steps there are, and jumping among them."""

import pytest

from core.analysis.infer import infer
from core.document import edits
from core.document.annotations import add_annotation, change_annotation
from core.document.builder import Builder
from core.document.graph import Annotation, OutputRef, Point
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from gui.session import Session
from tests.gui.following import Follower, shift, sketch, widen


@pytest.fixture
def session():
    return Session(sketch(), seed=1)


@pytest.fixture
def follower(session):
    return Follower(session)


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
