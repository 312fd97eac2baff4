"""Names and numbers typed on the boxes themselves, and one parameter of many layers at once."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from gui.entry.fields import TextField
from tests.gui.person import LEFT, NONE, Person


def on_the_name(user: Person, node: str) -> QPoint:
    """Where the name of a layer is written."""
    box = user.rect(node)
    return user.spot(box.x + 30, box.y + 16)


def on_the_number(user: Person, node: str) -> QPoint:
    """Where the main number of a convolution is written."""
    box = user.rect(node)
    return user.spot(box.x + 20, box.y + 32)


def editor(user: Person) -> QLineEdit:
    """The field on the canvas."""
    found = QApplication.focusWidget()
    assert isinstance(found, QLineEdit)
    assert user.canvas.isAncestorOf(found)
    return found


def test_f2_renames_a_layer_where_it_stands(user: Person):
    user.click("conv5x5")
    with user.step("Rename"):
        user.key("F2")
        assert editor(user).text() == "conv5x5"
        assert editor(user).selectedText() == "conv5x5"
        user.write("wide")
        assert user.session.graph.nodes["conv5x5"].name == "wide"  # before Enter
        user.key("Return")
        assert user.canvas.hasFocus()
    assert "28×28×32" in user.row("wide")


def test_esc_gives_a_new_name_up(user: Person):
    user.click("conv5x5")
    with user.no_step():
        user.key("F2")
        user.write("wide")
        user.key("Esc")
    assert user.session.graph.nodes["conv5x5"].name == "conv5x5"


def test_a_double_click_on_the_name_renames(user: Person):
    with user.step("Rename"):
        user.double_click(on_the_name(user, "conv5x5"))
        user.write("wide")
        user.key("Return")
    assert user.session.graph.nodes["conv5x5"].name == "wide"


def test_a_double_click_on_the_main_number_edits_it_and_totals_follow_every_key(user: Person):
    with user.step("Set out_channels"):
        user.double_click(on_the_number(user, "conv5x5"))
        assert editor(user).text() == "32"
        user.write("6")
        assert user.reads("status_totals").startswith("119,895,552 MACs")
        user.write("4")
        assert user.reads("status_totals").startswith("138,084,352 MACs")
        user.key("Return")
    assert user.totals() == ("138,084,352", "176,528")
    assert user.canvas.hasFocus()


def test_typing_on_a_selected_layer_edits_its_main_number(user: Person):
    user.click("conv5x5")
    with user.step("Set out_channels"):
        user.write("64")
        assert editor(user).text() == "64"
        user.key("Return")
    assert user.totals() == ("138,084,352", "176,528")


def test_esc_takes_a_typed_number_back(user: Person):
    user.click("conv5x5")
    with user.no_step():
        user.write("64")
        user.key("Esc")
    assert user.totals() == ("128,049,152", "163,696")


def test_text_that_is_no_number_says_why_and_stays(user: Person):
    user.double_click(on_the_number(user, "conv5x5"))
    user.write("wide")
    before = user.session.document
    user.key("Return")
    field = editor(user).parent()
    assert isinstance(field, TextField)
    assert field.invalid
    assert field.reason.text()
    user.key("Esc")
    assert user.session.document is before
    assert user.session.history == ()


def test_tab_goes_on_to_the_next_layer_along_the_wires(user: Person):
    user.double_click(on_the_number(user, "conv5x5_reduce"))
    user.write("24")
    user.key("Tab")
    assert user.names() == {"conv5x5"}
    assert editor(user).text() == "32"
    user.write("48")
    user.key("Return")
    assert [entry.text for entry in user.session.history] == ["Set out_channels", "Set out_channels"]
    assert [user.value(key, "out_channels") for key in ("conv5x5_reduce", "conv5x5")] == [24, 48]


def field_of_several(user: Person, param: str) -> TextField:
    """A field of what the selected layers have in common."""
    QApplication.processEvents()
    form = user.inspector.several_form
    assert form is not None
    field = form.field(param)
    assert isinstance(field, TextField)
    assert field.isVisible()
    return field


def test_the_same_parameter_of_many_layers_is_edited_at_once(user: Person):
    user.choose("conv3x3_reduce", "conv5x5_reduce", "conv5x5")
    field = field_of_several(user, "out_channels")
    with user.step("Set out_channels of 3 layers"):
        QTest.mouseClick(field.editor, LEFT, NONE, QPoint(8, 8))
        user.key("Ctrl+A")
        user.write("40")
    assert {user.value(key, "out_channels") for key in ("conv3x3_reduce", "conv5x5_reduce", "conv5x5")} == {40}
    assert user.value("conv3x3", "out_channels") == 128
    assert user.bar() == "64 + 128 + 40 + 32 = 264 channels"


def test_where_many_layers_differ_the_field_is_empty_and_says_so(user: Person):
    user.choose("conv3x3", "conv5x5")
    assert field_of_several(user, "kernel_size").editor.text() == ""
    assert field_of_several(user, "kernel_size").editor.placeholderText()
    assert field_of_several(user, "stride").editor.text() == "1×1"
