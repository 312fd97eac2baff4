"""Frames that carry what lies in them, notes with text, colours, names: all written on the canvas itself."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from core.document.graph import Annotation
from tests.gui.person import CTRL, Person

BRANCH = ("conv5x5_reduce", "relu5x5_reduce", "conv5x5", "relu5x5")


def only(user: Person) -> Annotation:
    """The one frame or note."""
    (found,) = user.session.graph.annotations.values()
    return found


def framed(user: Person, title: str = "") -> Annotation:
    """A frame around the 5×5 branch, with the title that is typed as soon as it is there."""
    user.choose(*BRANCH)
    user.key("Ctrl+J")
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    if title:
        user.write(title)
        user.key("Return")
    else:
        user.key("Esc")
    assert user.canvas.hasFocus()
    return only(user)


def title_of(user: Person, frame: Annotation) -> QPoint:
    """A point on a frame's title, beside the wires that cross it."""
    return user.spot(frame.x + 20, frame.y + 12)


def test_a_frame_is_put_around_what_is_selected(user: Person):
    user.choose(*BRANCH)
    with user.step("Add Frame"):
        user.key("Ctrl+J")
        user.key("Esc")
    frame = only(user)
    boxes = [user.rect(key) for key in BRANCH]
    assert frame.x < min(b.x for b in boxes)
    assert frame.y < min(b.y for b in boxes)
    assert frame.x + frame.width > max(b.right for b in boxes)
    assert frame.y + frame.height > max(b.bottom for b in boxes)
    assert user.totals() == ("128,049,152", "163,696")  # it costs nothing


def test_a_frame_carries_what_lies_in_it(user: Person):
    frame = framed(user, "5×5 branch")
    assert frame.text == "5×5 branch"
    before = {key: user.rect(key) for key in user.session.graph.nodes}
    with user.step("Move 5 items"):
        user.drag(title_of(user, frame), title_of(user, frame) + QPoint(240, 0), modifiers=CTRL)
    moved = {key for key in before if user.rect(key) != before[key]}
    assert moved == set(BRANCH)
    assert only(user).x == frame.x + 240


def test_the_inside_of_a_frame_is_empty_canvas(user: Person):
    frame = framed(user)
    inside = user.spot(frame.x + 6, frame.y + frame.height - 60)
    user.click_at(user.empty(0.95, 0.9))
    user.drag(user.spot(frame.x + 14, user.rect("conv5x5").y - 12), user.node("conv5x5"))  # a band
    assert user.names() == {"conv5x5"}
    user.double_click(inside + QPoint(8, 0))  # the search for something to add
    assert user.popup.objectName() == "quick_add"
    user.key("Esc")


def test_a_frame_is_made_larger_by_its_edges(user: Person):
    frame = framed(user)
    with user.step("Resize “Frame”"):
        edge = user.spot(frame.x + frame.width, frame.y + frame.height / 2)
        user.hover(edge)
        assert user.cursor() == Qt.CursorShape.SizeHorCursor
        user.drag(edge, edge + QPoint(40, 24), modifiers=CTRL)
    after = only(user)
    assert (after.x, after.width, after.height) == (frame.x, frame.width + 40, frame.height)
    with user.no_step():
        edge = user.spot(after.x, after.y + after.height / 2)
        user.drag(edge, edge - QPoint(30, 0), ends=False)
        user.key("Esc")
        user.release()


def test_deleting_a_frame_leaves_what_lies_in_it(user: Person):
    frame = framed(user)
    user.click_at(title_of(user, frame))
    with user.step("Delete “Frame”"):
        user.key("Del")
    assert user.session.graph.annotations == {}
    assert len(user.session.graph.nodes) == 16


def test_a_note_is_written_where_the_pointer_is(user: Person):
    at = user.empty(0.95, 0.9)
    user.hover(at)
    user.key("N")
    editor = QApplication.focusWidget()
    assert isinstance(editor, QPlainTextEdit)
    user.write("After Szegedy")
    user.key("Return")
    user.write("et al.")
    user.key("Ctrl+Return")
    assert user.canvas.hasFocus()
    note = only(user)
    assert (note.kind, note.text) == ("note", "After Szegedy\net al.")
    steps = [entry.text for entry in user.session.history]
    assert steps[0] == "Add Note"
    assert len(steps) == 2  # adding it, and what was typed in one go
    user.key("Ctrl+Z")
    user.key("Ctrl+Z")
    assert user.session.graph.annotations == {}


def test_a_double_click_writes_in_a_note_and_esc_takes_it_back(user: Person):
    user.hover(user.empty(0.95, 0.9))
    user.key("N")
    user.write("one")
    user.key("Ctrl+Return")
    note = only(user)
    with user.no_step():
        user.double_click(user.spot(note.x + note.width / 2, note.y + note.height / 2))
        user.write("two")
        user.key("Esc")
    assert only(user).text == "one"


@pytest.mark.parametrize("colour", ["red", "teal"])
def test_layers_and_frames_get_colours_of_their_own(user: Person, colour: str):
    frame = framed(user)
    user.click("conv5x5")
    picture = user.picture()
    with user.step("Colour conv5x5"):
        user.window.actions_table[f"color_{colour}"].trigger()
    assert user.session.graph.style("conv5x5").color == colour
    assert user.picture() != picture
    user.click_at(title_of(user, frame))
    with user.step("Colour “Frame”"):
        user.window.actions_table[f"color_{colour}"].trigger()
    assert only(user).color == colour
    user.click("conv5x5")
    with user.step("Colour conv5x5"):
        user.window.actions_table["color_none"].trigger()
    assert user.session.graph.style("conv5x5").color == ""


def test_frames_and_notes_are_copied_and_carried_by_the_clipboard(user: Person):
    framed(user, "5×5")
    user.key("Ctrl+A")
    user.session.select(user.session.selection, user.session.graph.annotations)
    user.key("Ctrl+C")
    user.key("Ctrl+N")
    user.key("Ctrl+V")
    assert only(user).text == "5×5"
    assert len(user.session.graph.nodes) == 16
