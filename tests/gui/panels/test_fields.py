"""Typing into the inspector's fields: live, one step of undo a run, never lost, never looping."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from core.document import edits
from core.document.document import Document
from core.document.graph import Point
from core.language.formulas import Formula
from core.language.operator import Operator
from core.language.params import ParamKind
from core.ops.conv import Conv2d
from core.ops.dropout import Dropout
from core.ops.lenet import PartialConv2d
from core.ops.rearrange import Permute
from gui.entry.fields import TextField
from gui.entry.simple_fields import ChoiceField, SwitchField
from gui.panels.inspector import InspectorPanel
from gui.session import Session

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def inspector(show, session):
    session.select(["five"])
    return show(InspectorPanel)


def text_field(inspector: InspectorPanel, param: str) -> TextField:
    assert inspector.form is not None
    found = inspector.form.name_field if param == "name" else inspector.form.field(param)
    assert isinstance(found, TextField)
    return found


def enter(field: TextField) -> QLineEdit:
    """Put the focus into a field as Tab does, all of its text selected."""
    field.editor.setFocus(Qt.FocusReason.TabFocusReason)
    assert field.editor.hasFocus()
    field.editor.selectAll()
    return field.editor


def conv(session: Session, node: str = "five") -> Conv2d:
    op = session.graph.nodes[node].op
    assert isinstance(op, Conv2d)
    return op


@pytest.mark.parametrize("typed", ["7x7", "7×7", "7", "7, 7"])
def test_a_kernel_is_read_as_people_type_it(inspector, session, typed):
    editor = enter(text_field(inspector, "kernel_size"))
    QTest.keyClicks(editor, typed)
    assert conv(session).kernel_size == (7, 7)
    assert editor.text() == typed


def test_every_keystroke_reaches_the_document(inspector, session):
    seen: list[object] = []
    session.changed.connect(lambda _change: seen.append(conv(session).out_channels))
    QTest.keyClicks(enter(text_field(inspector, "out_channels")), "128")
    assert seen == [1, 12, 128]


def test_typing_a_number_is_one_step_of_undo_and_coming_back_is_another(inspector, session, document):
    channels = text_field(inspector, "out_channels")
    QTest.keyClicks(enter(channels), "128")
    enter(text_field(inspector, "groups"))
    QTest.keyClicks(enter(channels), "64")
    assert session.undo_text == "Set out_channels"
    session.undo()
    assert conv(session).out_channels == 128
    session.undo()
    assert session.document is document


def test_enter_ends_a_step_of_undo(inspector, session):
    editor = enter(text_field(inspector, "out_channels"))
    QTest.keyClicks(editor, "128")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClicks(editor, "64")
    session.undo()
    assert conv(session).out_channels == 128


def test_text_that_cannot_be_read_stays_marked_with_the_reason(inspector, session):
    field = text_field(inspector, "kernel_size")
    QTest.keyClicks(enter(field), "5x")
    assert field.editor.text() == "5x"
    assert field.editor.property("invalid") == "true"
    assert "“5x”" in field.reason.text()
    assert "It stays 5×5." in field.reason.text()
    assert field.reason.isVisible()
    assert conv(session).kernel_size == (5, 5)


def test_text_that_can_be_read_again_loses_its_mark(inspector, session):
    field = text_field(inspector, "kernel_size")
    QTest.keyClicks(enter(field), "5x")
    QTest.keyClicks(field.editor, "7")
    assert field.editor.property("invalid") == "false"
    assert not field.reason.isVisible()
    assert conv(session).kernel_size == (5, 7)


def test_unreadable_text_survives_the_focus_until_the_document_changes(inspector, session):
    field = text_field(inspector, "kernel_size")
    QTest.keyClicks(enter(field), "nonsense!")
    enter(text_field(inspector, "groups"))
    assert field.editor.text() == "nonsense!"
    session.apply("Set stride", lambda d: edits.set_param(d, "five", "stride", (2, 2)))
    assert field.editor.text() == "5×5"
    assert not field.invalid


def test_a_change_elsewhere_leaves_text_being_typed_alone(inspector, session):
    field = text_field(inspector, "kernel_size")
    QTest.keyClicks(enter(field), "7x")
    session.apply("Set bias", lambda d: edits.set_param(d, "five", "bias", False))
    assert field.editor.text() == "7x"
    assert field.invalid


def test_a_change_elsewhere_of_the_very_value_is_shown(inspector, session):
    field = text_field(inspector, "kernel_size")
    QTest.keyClicks(enter(field), "7x")
    session.apply("Set kernel_size", lambda d: edits.set_param(d, "five", "kernel_size", (9, 9)))
    assert field.editor.text() == "9×9"
    assert not field.invalid


def test_leaving_a_field_writes_the_value_as_it_is_usually_written(inspector, session):
    field = text_field(inspector, "kernel_size")
    QTest.keyClicks(enter(field), "7x7")
    QTest.keyClick(field.editor, Qt.Key.Key_Tab)
    assert field.editor.text() == "7×7"


def test_the_undo_key_in_a_field_is_the_documents(inspector, session, document):
    editor = enter(text_field(inspector, "out_channels"))
    QTest.keyClicks(editor, "128")
    QTest.keyClick(editor, Qt.Key.Key_Z, CONTROL)
    assert session.document is document
    assert editor.text() == "32"


@pytest.mark.parametrize(("key", "modifiers"), [(Qt.Key.Key_Y, CONTROL), (Qt.Key.Key_Z, CONTROL | SHIFT)])
def test_the_redo_keys_in_a_field_are_the_documents(inspector, session, key, modifiers):
    editor = enter(text_field(inspector, "out_channels"))
    QTest.keyClicks(editor, "128")
    QTest.keyClick(editor, Qt.Key.Key_Z, CONTROL)
    QTest.keyClick(editor, key, modifiers)
    assert conv(session).out_channels == 128
    assert editor.text() == "128"


def test_undo_first_takes_back_text_that_was_never_applied(inspector, session):
    session.apply("Set groups", lambda d: edits.set_param(d, "five", "groups", 2))
    editor = enter(text_field(inspector, "out_channels"))
    QTest.keyClicks(editor, "x!")
    QTest.keyClick(editor, Qt.Key.Key_Z, CONTROL)
    assert editor.text() == "32"
    assert conv(session).groups == 2
    QTest.keyClick(editor, Qt.Key.Key_Z, CONTROL)
    assert conv(session).groups == 1


def test_typing_after_undo_is_a_new_step(inspector, session, document):
    editor = enter(text_field(inspector, "out_channels"))
    QTest.keyClicks(editor, "128")
    QTest.keyClick(editor, Qt.Key.Key_Z, CONTROL)
    QTest.keyClick(editor, Qt.Key.Key_Y, CONTROL)
    editor.selectAll()
    QTest.keyClicks(editor, "7")
    session.undo()
    assert conv(session).out_channels == 128


def test_escape_restores_the_value_and_leaves_no_step_behind(inspector, session, document):
    editor = enter(text_field(inspector, "out_channels"))
    QTest.keyClicks(editor, "128")
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert session.document is document
    assert editor.text() == "32"
    assert session.undo_text is None
    assert not session.modified


def test_escape_keeps_what_somebody_else_changed_meanwhile(inspector, session):
    editor = enter(text_field(inspector, "out_channels"))
    QTest.keyClicks(editor, "128")
    session.apply("Rename", lambda d: edits.rename(d, "one", "first"))
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert conv(session).out_channels == 32
    assert session.graph.nodes["one"].name == "first"


@pytest.mark.parametrize(("param", "typed"), [("out_channels", "c_"), ("padding", "sam")])
def test_a_word_that_is_not_finished_is_no_formula_yet(inspector, session, document, param, typed):
    field = text_field(inspector, param)
    QTest.keyClicks(enter(field), typed)
    assert f"“{typed}” is not known" in field.reason.text()
    assert session.document is document


def test_a_formula_is_shown_with_its_value(inspector, session):
    field = text_field(inspector, "out_channels")
    QTest.keyClicks(enter(field), "2*c_in")
    assert session.graph.nodes["five"].formulas == {"out_channels": Formula("2*c_in")}
    assert field.note.text() == "2*c_in = 32"
    assert field.note.isVisible()


def test_a_formula_follows_its_input(inspector, session):
    field = text_field(inspector, "out_channels")
    QTest.keyClicks(enter(field), "c_in")
    session.apply("Set", lambda d: edits.set_param(d, "five_reduce", "out_channels", 48))
    assert field.note.text() == "c_in = 48"


def test_a_formula_behind_an_open_input_says_that_its_value_is_not_known(inspector, session):
    session.apply("Set", lambda d: edits.set_param(d, "five", "out_channels", Formula("c_in")))
    session.apply("Disconnect", lambda d: edits.disconnect(d, "five", 0))
    assert "?" in text_field(inspector, "out_channels").note.text()


def test_padding_takes_a_word_from_its_menu_as_one_step(inspector, session, document):
    field = text_field(inspector, "padding")
    word = next(action for action in field._menu.actions() if action.text() == "valid")
    word.trigger()
    assert conv(session).padding == "valid"
    assert field.editor.text() == "valid"
    session.undo()
    assert session.document is document


@pytest.mark.parametrize(("typed", "stored"), [("same", "same"), ("1", (1, 1, 1, 1)), ("1,2,3,4", (1, 2, 3, 4))])
def test_padding_takes_words_and_numbers(inspector, session, typed, stored):
    session.apply("Set", lambda d: edits.set_param(d, "five", "padding", "valid"))
    QTest.keyClicks(enter(text_field(inspector, "padding")), typed)
    assert conv(session).padding == stored


def test_a_tick_is_a_step_of_undo(inspector, session):
    assert inspector.form is not None
    switch = inspector.form.field("bias")
    assert isinstance(switch, SwitchField)
    switch.click()
    assert conv(session).bias is False
    assert session.undo_text == "Set bias"
    session.undo()
    assert switch.isChecked()


def test_a_choice_is_a_step_of_undo_and_the_wheel_does_not_make_one(inspector, session, qtbot):
    session.select(["input"])
    assert inspector.form is not None
    choice = inspector.form.field("kind")
    assert isinstance(choice, ChoiceField)
    choice.setFocus()
    QTest.keyClick(choice, Qt.Key.Key_Down)
    assert session.graph.nodes["input"].op.kind == "vector"
    session.undo()
    assert choice.currentText() == "image"


def test_a_name_keeps_the_space_that_is_being_typed(inspector, session):
    field = text_field(inspector, "name")
    QTest.keyClicks(enter(field), "big ")
    assert field.editor.text() == "big "
    QTest.keyClicks(field.editor, "filter")
    assert session.graph.nodes["five"].name == "big filter"


def test_a_name_that_is_taken_gets_its_number_when_the_field_is_left(inspector, session):
    field = text_field(inspector, "name")
    QTest.keyClicks(enter(field), "pool")
    assert field.editor.text() == "pool"
    QTest.keyClick(field.editor, Qt.Key.Key_Return)
    assert field.editor.text() == session.graph.nodes["five"].name == "pool_2"


def test_an_empty_name_is_refused_with_its_reason(inspector, session):
    field = text_field(inspector, "name")
    QTest.keyClick(enter(field), Qt.Key.Key_Delete)
    assert field.invalid
    assert session.graph.nodes["five"].name == "five"


def test_showing_values_is_not_heard_as_an_edit(inspector, session):
    changes: list[object] = []
    session.changed.connect(changes.append)
    session.apply("Set", lambda d: edits.set_param(d, "five", "out_channels", 48))
    session.undo()
    session.redo()
    session.select(["three"])
    session.select(["pool"])
    session.select([])
    assert len(changes) == 3


def test_a_field_that_is_hidden_while_it_has_the_focus_edits_nothing(inspector, session):
    QTest.keyClicks(enter(text_field(inspector, "kernel_size")), "7x")
    changes: list[object] = []
    session.changed.connect(changes.append)
    session.select(["pool"])
    inspector.hide()
    assert not changes


def test_undo_in_a_field_that_selects_another_layer_does_not_carry_text_over(inspector, session):
    session.apply("Set", lambda d: edits.set_param(d, "five", "groups", 2))
    session.select(["three"])
    field = text_field(inspector, "out_channels")
    QTest.keyClicks(enter(field), "x!")
    session.select(["five"])
    assert field.editor.text() == "32"
    assert not field.invalid
    QTest.keyClicks(field.editor, "1")
    assert conv(session, "three").out_channels == 128
    assert conv(session, "five").out_channels == 321


def test_a_large_number_stays_exact(inspector, session):
    QTest.keyClicks(enter(text_field(inspector, "out_channels")), "1000000000000000000")
    assert conv(session).out_channels == 10**18


def test_a_model_with_an_issue_marks_the_field_at_fault(inspector, session):
    field = text_field(inspector, "groups")
    QTest.keyClicks(enter(field), "5")
    assert field.editor.property("issue") == "error"
    assert not field.invalid
    QTest.keyClick(field.editor, Qt.Key.Key_Z, CONTROL)
    assert not field.editor.property("issue")


def test_no_session_leaves_fields_without_effect(inspector):
    form = inspector.form
    inspector.set_session(None)
    QTest.keyClicks(form.field("out_channels").editor, "5")
    assert not form.isVisible()
    assert inspector.session is None


def test_unreadable_text_does_not_follow_into_another_tab(inspector, session):
    field = text_field(inspector, "kernel_size")
    QTest.keyClicks(enter(field), "7x")
    other = Session(session.document, seed=2)
    other.select(["five"])
    inspector.set_session(other)
    assert field.editor.text() == "7×7"
    assert not field.invalid


def test_fields_follow_the_other_tab(inspector, session):
    other = Session(edits.rename(Document(session.document.main), "five", "elsewhere"), seed=2)
    other.select(["five"])
    inspector.set_session(other)
    assert text_field(inspector, "name").editor.text() == "elsewhere"
    QTest.keyClicks(enter(text_field(inspector, "out_channels")), "7")
    assert conv(other).out_channels == 7
    assert conv(session).out_channels == 32


def placed(inspector: InspectorPanel, op: Operator, param: str) -> tuple[Session, TextField]:
    session = Session(edits.add_node(Document(), op, node_id="it", name="it", at=Point(0, 0)))
    session.select(["it"])
    inspector.set_session(session)
    return session, text_field(inspector, param)


def test_a_real_number_is_read_with_its_bounds(inspector):
    session, field = placed(inspector, Dropout(), "p")
    QTest.keyClicks(enter(field), "0.25")
    assert session.graph.nodes["it"].op == Dropout(p=0.25)
    QTest.keyClicks(enter(field), "1.5")
    assert "between 0 and 1" in field.reason.text()
    assert session.graph.nodes["it"].op == Dropout(p=1.0)  # what “1” was, on the way
    QTest.keyClick(field.editor, Qt.Key.Key_Escape)
    assert session.graph.nodes["it"].op == Dropout(p=0.5)


def test_whole_numbers_in_a_row_are_read_with_commas_or_blanks(inspector):
    session, field = placed(inspector, Permute(), "dims")
    for typed in ("0, 3, 1, 2", "0 3 1 2", "(0,3,1,2)"):
        QTest.keyClicks(enter(field), typed)
        assert session.graph.nodes["it"].op == Permute(dims=(0, 3, 1, 2))
        session.undo()
    QTest.keyClicks(enter(field), "0, x")
    assert "“x” is not a whole number" in field.reason.text()


def test_text_with_a_meaning_of_its_own_is_kept_as_typed(inspector):
    param = next(param.name for param in PartialConv2d.params if param.kind is ParamKind.TEXT)
    session, field = placed(inspector, PartialConv2d(), param)
    QTest.keyClicks(enter(field), "0 1; 1 2")
    assert getattr(session.graph.nodes["it"].op, param) == "0 1; 1 2"
    session.undo()
    assert session.graph.nodes["it"].op == PartialConv2d()


def test_a_taken_name_and_a_slash_are_explained_below_the_field_while_typing(show, session):
    inspector = show(InspectorPanel)
    session.select(["five"])
    field = inspector.form.name_field
    field.editor.setFocus()
    field.editor.selectAll()
    QTest.keyClicks(field.editor, "three")
    assert session.graph.nodes["five"].name == "three_2"
    assert field.note.text() == "“three” is taken; shown as three_2."
    assert field.note.isVisible()
    assert field.editor.property("issue") == "warning"
    QTest.keyClicks(field.editor, "/a")
    assert session.graph.nodes["five"].name == "three∕a"
    assert field.note.text() == "A slash parts the names of a path; it is written as ∕."
    QTest.keyClick(field.editor, Qt.Key.Key_Return)
    assert (field.editor.text(), field.note.text(), field.editor.property("issue")) == ("three∕a", "", "")
