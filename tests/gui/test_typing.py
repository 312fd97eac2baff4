"""Typing on the canvas of the real window: the keys go into the text, and panels follow with every one of them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gui.entry.fields import TextField
from gui.entry.simple_fields import NoteField

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def canvas(window, qtbot):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.canvas.setFocus()
    return window.canvas


def chosen(canvas, name: str) -> str:
    node: str = next(key for key, node in canvas.session.graph.nodes.items() if node.name == name)
    canvas.session.select((node,))
    return node


def test_a_digit_begins_to_type_and_the_inspector_follows(window, canvas):
    node = chosen(canvas, "conv1x1")
    window.docks.show("inspector")
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_4)
    field = canvas.in_place.field
    assert isinstance(field, TextField)
    QTest.keyClicks(field.editor, "8")
    assert canvas.session.graph.nodes[node].op.out_channels == 48
    shown = window.docks.panels.inspector.form.field("out_channels")
    assert shown.editor.text() == "48"
    QTest.keyClick(field.editor, Qt.Key.Key_Return)
    assert canvas.hasFocus()
    assert [entry.text for entry in canvas.session.history] == ["Set out_channels"]


def test_f2_of_the_menu_renames_on_the_canvas(window, canvas):
    chosen(canvas, "conv1x1")
    QTest.keyClick(canvas, Qt.Key.Key_F2)
    QTest.keyClicks(canvas.in_place.field.editor, "mnc[]?.")
    assert [node.name for node in canvas.session.graph.nodes.values()].count("mnc[]?.") == 1
    assert [entry.text for entry in canvas.session.history] == ["Rename"]


def test_keys_of_commands_go_into_a_note_that_is_written(window, canvas):
    QTest.keyClick(canvas, Qt.Key.Key_N)
    field = canvas.in_place.field
    assert isinstance(field, NoteField)
    QTest.keyClicks(field, "No M, no [.")
    (note,) = canvas.session.graph.annotations.values()
    assert note.text == "No M, no [."
    QTest.keyClick(field, Qt.Key.Key_Return, CONTROL)
    assert canvas.in_place.field is None
    assert canvas.hasFocus()  # Ctrl+Enter ended the note and did not go to the inspector


def test_closing_a_sketch_while_typing_keeps_nothing_of_the_editor(window, canvas):
    chosen(canvas, "conv1x1")
    QTest.keyClick(canvas, Qt.Key.Key_F2)
    session = canvas.session
    QTest.keyClick(canvas.in_place.field.editor, Qt.Key.Key_Tab)
    window.hide()
    assert canvas.in_place.field is None
    assert not session.modified


@pytest.mark.parametrize("modifier", [CONTROL, Qt.KeyboardModifier.AltModifier])
def test_taking_back_a_word_in_a_panel_takes_no_layer(window, canvas, modifier):
    chosen(canvas, "conv1x1")
    search = window.docks.panels.palette.search
    search.setFocus()
    QTest.keyClicks(search, "conv")
    QTest.keyClick(search, Qt.Key.Key_Delete, modifier)
    assert canvas.session.history == ()
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_Delete, modifier)
    assert [entry.text for entry in canvas.session.history] == ["Dissolve conv1x1"]
