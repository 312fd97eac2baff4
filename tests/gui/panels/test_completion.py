"""Names offered while a formula is typed, and mistakes marked in the text."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from core.language.formulas import Formula
from gui.entry.fields import TextField
from gui.entry.scope import Scope, parts_of, word_before
from gui.panels.inspector import InspectorPanel


@pytest.fixture
def inspector(show, blocks_session) -> InspectorPanel:
    panel: InspectorPanel = show(InspectorPanel)
    panel.set_session(blocks_session)
    blocks_session.enter("stage")
    blocks_session.select(["conv"])
    return panel


@pytest.fixture
def field(inspector) -> TextField:
    assert inspector.form is not None
    found = inspector.form.field("out_channels")
    assert isinstance(found, TextField)
    found.editor.setFocus(Qt.FocusReason.TabFocusReason)
    found.editor.selectAll()
    return found


def offered(field: TextField) -> list[str]:
    return [offer.name for offer in field.completions.offers] if field.completions is not None else []


def press(editor: QLineEdit, key: Qt.Key) -> None:
    QTest.keyClick(editor, key)


def test_names_that_begin_like_the_word_are_offered(field):
    QTest.keyClicks(field.editor, "2*c")
    assert offered(field) == ["c_in", "channels", "ceil(x)"]
    QTest.keyClicks(field.editor, "h")
    assert offered(field) == ["channels"]


def test_an_offer_says_what_the_name_stands_for(field):
    QTest.keyClicks(field.editor, "w")
    assert [(o.name, o.meaning) for o in field.completions.offers] == [
        ("w_in", "input width = 32"),
        ("width", "variable = 1.0"),
    ]


def test_a_function_shows_how_it_is_used(field):
    QTest.keyClicks(field.editor, "make_divisible")
    assert offered(field) == ["make_divisible(x, divisor, minimum)"]


def test_a_number_offers_nothing(field):
    QTest.keyClicks(field.editor, "64")
    assert field.completions is None


def test_enter_and_tab_mean_what_they_always_mean_until_a_name_is_marked(field, inspector, blocks_session):
    QTest.keyClicks(field.editor, "channels + w")
    assert field.completions is not None
    press(field.editor, Qt.Key.Key_Tab)
    assert not field.editor.hasFocus()
    assert field.completions is None
    assert blocks_session.graph.nodes["conv"].formulas["out_channels"] == Formula("channels")


def test_down_and_enter_take_a_name_which_reaches_the_document(field, blocks_session):
    QTest.keyClicks(field.editor, "2*ch")
    press(field.editor, Qt.Key.Key_Down)
    press(field.editor, Qt.Key.Key_Return)
    assert field.editor.text() == "2*channels"
    assert field.editor.hasFocus()
    assert field.completions is None
    assert blocks_session.graph.nodes["conv"].formulas["out_channels"] == Formula("2*channels")


def test_a_name_is_put_where_the_cursor_is(field):
    QTest.keyClicks(field.editor, "*channels")
    field.editor.setCursorPosition(0)
    QTest.keyClicks(field.editor, "wid")
    press(field.editor, Qt.Key.Key_Down)
    press(field.editor, Qt.Key.Key_Tab)
    assert field.editor.text() == "width*channels"
    assert field.editor.cursorPosition() == len("width")


def test_a_function_is_put_with_its_bracket(field):
    QTest.keyClicks(field.editor, "make")
    press(field.editor, Qt.Key.Key_Down)
    press(field.editor, Qt.Key.Key_Return)
    assert field.editor.text() == "make_divisible("


def test_a_click_takes_a_name(field):
    QTest.keyClicks(field.editor, "ch")
    shown = field.completions
    assert shown is not None
    QTest.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=shown.visualItemRect(shown.item(0)).center())
    assert field.editor.text() == "channels"


def test_escape_closes_the_list_and_only_then_takes_back(field):
    QTest.keyClicks(field.editor, "2*channels + w")
    press(field.editor, Qt.Key.Key_Escape)
    assert field.completions is None
    assert field.editor.text() == "2*channels + w"
    press(field.editor, Qt.Key.Key_Escape)
    assert field.editor.text() == "channels"


def test_control_space_offers_everything(field):
    field.editor.clear()
    QTest.keyClick(field.editor, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert {"c_in", "h_in", "w_in", "width", "channels", "stride", "make_divisible(x, divisor, minimum)"} <= set(
        offered(field)
    )


def test_the_mark_leaves_the_list_at_its_top(field):
    QTest.keyClicks(field.editor, "c")
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Up):
        press(field.editor, key)
    assert field.completions is not None
    assert field.completions.chosen is None


@pytest.mark.parametrize(
    ("typed", "column", "reason"),
    [
        ("2*widht", 3, "is “width” meant?"),
        ("3*(channels", 3, "never closed"),
        ("channels $", 10, "not part of a formula"),
        ("make_divisble(3)", 1, "make_divisible"),
    ],
)
def test_a_mistake_is_marked_at_its_column(field, blocks_session, typed, column, reason):
    field.editor.clear()
    QTest.keyClicks(field.editor, typed)
    assert reason in field.reason.text()
    assert field.editor.marked_column == column
    QTest.keyClick(field.editor, Qt.Key.Key_Escape)
    assert field.editor.marked_column == 0
    assert blocks_session.graph.nodes["conv"].formulas["out_channels"] == Formula("channels")


def test_the_mark_lies_below_the_character_at_fault(field):
    field.editor.clear()
    QTest.keyClicks(field.editor, "channels + zzz")
    metrics = field.editor.fontMetrics()
    box = field.editor.mark_rect()
    left = field.editor.cursorRect().left() + 5 - metrics.horizontalAdvance("zzz")
    assert abs(box.left() - left) <= 1
    assert field.editor.rect().contains(box)
    field.editor.clear()
    QTest.keyClicks(field.editor, "8")
    assert field.editor.marked_column == 0


def test_the_second_of_two_formulas_is_marked_where_it_stands(inspector):
    kernel = inspector.form.field("kernel_size")
    assert isinstance(kernel, TextField)
    kernel.editor.setFocus()
    kernel.editor.selectAll()
    QTest.keyClicks(kernel.editor, "3, 2*(stride")
    assert kernel.editor.marked_column == 6
    kernel.editor.selectAll()
    QTest.keyClicks(kernel.editor, "stride, strid")
    assert kernel.editor.marked_column == 9


@pytest.mark.parametrize(
    ("text", "cursor", "word"),
    [("2*wi", 4, "wi"), ("wi*2", 2, "wi"), ("5x", 2, ""), ("1.e", 3, ""), ("", 0, ""), ("a + ", 4, "")],
)
def test_the_word_before_the_cursor(text, cursor, word):
    assert word_before(text, cursor) == word


def test_commas_inside_brackets_part_nothing():
    assert parts_of("max(a, b), 3") == [(0, "max(a, b)"), (10, " 3")]


def test_without_a_layer_the_names_of_inputs_are_known():
    assert Scope().names == ("c_in", "h_in", "w_in")
    assert "i" in Scope(copies=True).names


def test_a_function_of_two_numbers_is_one_formula_for_one_number(field, blocks_session):
    QTest.keyClicks(field.editor, "make_divisible(30*width, 8)")
    assert blocks_session.graph.nodes["conv"].formulas["out_channels"] == Formula("make_divisible(30*width, 8)")
    assert field.note.text() == "make_divisible(30*width, 8) = 32"
