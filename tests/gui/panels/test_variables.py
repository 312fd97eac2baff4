"""The variables panel: names and values, live, of the sketch and of the block that is shown."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from core.document import definition_edits, edits
from core.document.modules import ModuleCall
from core.language.formulas import Formula
from gui.panels.variables import NumberTable, VariablesPanel

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def panel(show):
    return show(VariablesPanel)


@pytest.fixture
def of_blocks(panel, blocks_session):
    panel.set_session(blocks_session)
    return panel


def add(table: NumberTable, text: str) -> None:
    table.adding.setFocus()
    QTest.keyClicks(table.adding, text)
    QTest.keyClick(table.adding, Qt.Key.Key_Return)


def retype(editor: QLineEdit, text: str) -> None:
    editor.setFocus(Qt.FocusReason.TabFocusReason)
    editor.selectAll()
    QTest.keyClicks(editor, text)


@pytest.mark.parametrize(
    ("typed", "name", "value"), [("width = 1.1", "width", 1.1), ("base=32", "base", 32), ("k: -3", "k", -3)]
)
def test_a_name_and_a_number_make_a_variable(panel, session, typed, name, value):
    add(panel.variables, typed)
    found = session.document.variables[name]
    assert (found.value, type(found.value)) == (value, type(value))
    assert [row.name for row in panel.variables.rows] == [name]
    assert panel.variables.adding.text() == ""
    assert session.undo_text == f"Add {name}"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [("width", "width = 1.0"), ("width = x", "number"), ("c_in = 3", "meaning of its own"), ("1a = 2", "width = 1.0")],
)
def test_what_makes_no_variable_is_refused_with_the_reason(panel, session, typed, reason):
    add(panel.variables, typed)
    assert not session.document.variables
    assert panel.variables.trouble.isVisible()
    assert reason in panel.variables.trouble.text()
    assert panel.variables.adding.text() == typed


def test_a_name_that_is_there_is_not_overwritten(of_blocks, blocks_session):
    add(of_blocks.variables, "width = 7")
    assert blocks_session.document.variables["width"].value == 1.0
    assert "there already" in of_blocks.variables.trouble.text()


def test_an_empty_panel_teaches_what_variables_are_for(panel, session):
    doc = panel.findChild(QLabel, "variables.doc")
    assert "make_divisible(32*width, 8)" in doc.text()
    add(panel.variables, "width = 1.0")
    assert "make_divisible" not in doc.text()


def test_every_keystroke_in_a_value_reaches_the_layers_and_all_are_one_step(of_blocks, blocks_session):
    seen: list[object] = []
    blocks_session.changed.connect(lambda change: seen.append(change.after.main.results["stage"].output[1]))
    before = blocks_session.document
    retype(of_blocks.variables.rows[0].value_field.editor, "2.5")
    assert seen == [64, 64, 80]  # “2.” is 2.0 already, which is another number than 2
    blocks_session.undo()
    assert blocks_session.document is before


def test_a_value_that_is_no_number_stays_with_its_reason(of_blocks, blocks_session):
    row = of_blocks.variables.rows[0]
    retype(row.value_field.editor, "2x")
    assert blocks_session.document.variables["width"].value == 2
    assert "number such as" in row.value_field.reason.text()
    QTest.keyClick(row.value_field.editor, Qt.Key.Key_Escape)
    assert blocks_session.document.variables["width"].value == 1.0
    assert row.value_field.editor.text() == "1.0"


def test_a_new_name_is_put_into_every_formula_in_one_step(of_blocks, blocks_session):
    retype(of_blocks.variables.rows[0].name_field.editor, "alpha")
    call = blocks_session.document.main.nodes["stage"].op
    assert isinstance(call, ModuleCall)
    assert dict(call.arguments)["channels"] == Formula("make_divisible(32*alpha, 8)")
    assert list(blocks_session.document.variables) == ["alpha"]
    blocks_session.undo()
    assert list(blocks_session.document.variables) == ["width"]
    assert of_blocks.variables.rows[0].name_field.editor.text() == "width"


def test_a_name_with_a_meaning_of_its_own_is_passed_through_while_typing(of_blocks, blocks_session):
    row = of_blocks.variables.rows[0]
    retype(row.name_field.editor, "i")
    assert "meaning of its own" in row.name_field.reason.text()
    QTest.keyClicks(row.name_field.editor, "mage")
    assert list(blocks_session.document.variables) == ["image"]
    assert not row.name_field.invalid


def test_a_note_is_kept_with_its_variable(of_blocks, blocks_session):
    retype(of_blocks.variables.rows[0].note_field.editor, "of all stages")
    assert blocks_session.document.variables["width"].note == "of all stages"
    retype(of_blocks.variables.rows[0].value_field.editor, "2")
    assert blocks_session.document.variables["width"].note == "of all stages"


def test_deleting_a_variable_in_use_says_where(of_blocks, blocks_session):
    row = of_blocks.variables.rows[0]
    QTest.mouseClick(row.delete, Qt.MouseButton.LeftButton)
    assert "channels of “stage”" in row.trouble.text()
    assert row.trouble.isVisible()
    assert "width" in blocks_session.document.variables


def test_a_variable_that_nobody_uses_is_deleted_and_comes_back(panel, session):
    add(panel.variables, "a = 1")
    add(panel.variables, "b = 2")
    QTest.mouseClick(panel.variables.rows[0].delete, Qt.MouseButton.LeftButton)
    assert [row.name_field.editor.text() for row in panel.variables.rows] == ["b"]
    assert [row.value_field.editor.text() for row in panel.variables.rows] == ["2"]
    session.undo()
    assert [row.name_field.editor.text() for row in panel.variables.rows] == ["a", "b"]


def test_parameters_are_shown_inside_a_block_alone(of_blocks, blocks_session):
    assert not of_blocks.parameters.isVisible()
    blocks_session.enter("stage")
    assert of_blocks.parameters.isVisible()
    assert of_blocks.findChild(QLabel, "variables.parameters.heading").text() == "Parameters of “residual”"
    rows = of_blocks.parameters.rows
    shown = [(row.name, row.value_field.editor.text(), row.value_field.note.text()) for row in rows]
    assert shown == [("channels", "8", "here 32"), ("stride", "1", "")]
    blocks_session.leave(0)
    assert not of_blocks.parameters.isVisible()


def test_a_parameter_is_added_changed_renamed_and_deleted(of_blocks, blocks_session):
    blocks_session.enter("stem")
    table = of_blocks.parameters
    add(table, "kernel = 3")
    assert list(blocks_session.document.modules["residual"].parameters) == ["channels", "stride", "kernel"]
    retype(table.rows[2].value_field.editor, "5")
    retype(table.rows[2].name_field.editor, "window")
    assert blocks_session.document.modules["residual"].parameters["window"].value == 5
    QTest.mouseClick(table.rows[2].delete, Qt.MouseButton.LeftButton)
    assert list(blocks_session.document.modules["residual"].parameters) == ["channels", "stride"]
    QTest.mouseClick(table.rows[0].delete, Qt.MouseButton.LeftButton)
    assert "out_channels of “conv”" in table.rows[0].trouble.text()


def test_renaming_a_parameter_renames_it_in_formulas_and_calls(of_blocks, blocks_session):
    blocks_session.enter("stem")
    retype(of_blocks.parameters.rows[0].name_field.editor, "out")
    conv = blocks_session.graph.nodes["conv"]
    assert conv.formulas["out_channels"] == Formula("out")
    stem = blocks_session.document.main.nodes["stem"].op
    assert isinstance(stem, ModuleCall)
    assert dict(stem.arguments) == {"out": 16}


def test_the_panel_follows_what_others_change(of_blocks, blocks_session):
    blocks_session.apply("Set", lambda d: definition_edits.set_variable(d, "depth", 3))
    assert [row.name for row in of_blocks.variables.rows] == ["width", "depth"]
    blocks_session.apply("Rename", lambda d: edits.rename(d, "stem", "first"))
    QTest.keyClick(of_blocks.variables.rows[1].value_field.editor, Qt.Key.Key_Z, CONTROL)
    assert blocks_session.document.main.nodes["stem"].name == "stem"
