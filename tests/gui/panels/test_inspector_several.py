"""Several selected layers: what they have in common is shown once, and set for all of them in one step."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.document import edits
from core.document.graph import Node, Point
from core.document.styles import set_bypassed
from core.language.formulas import Formula
from core.ops.conv import Conv2d
from core.ops.dense import Linear
from core.ops.pool import AvgPool2d
from gui.entry.fields import TextField
from gui.entry.simple_fields import ChoiceField, SwitchField
from gui.panels.inspector import InspectorPanel
from gui.panels.several_form import common_arguments, common_params


@pytest.fixture
def inspector(show) -> InspectorPanel:
    panel = show(InspectorPanel)
    assert isinstance(panel, InspectorPanel)
    return panel


def text_field(inspector: InspectorPanel, param: str) -> TextField:
    assert inspector.several_form is not None
    found = inspector.several_form.field(param)
    assert isinstance(found, TextField)
    found.editor.setFocus(Qt.FocusReason.TabFocusReason)
    return found


def values(session, param: str, *nodes: str) -> list[object]:
    return [getattr(session.graph.nodes[key].op, param) for key in nodes]


def test_typing_sets_a_parameter_of_all_selected_layers_in_one_step(inspector, session):
    session.select(["one", "three", "five"])
    field = text_field(inspector, "out_channels")
    assert field.editor.text() == ""
    assert field.editor.placeholderText() == "(several)"
    QTest.keyClicks(field.editor, "48")
    assert values(session, "out_channels", "one", "three", "five", "project") == [48, 48, 48, 32]
    assert field.editor.hasFocus()
    QTest.keyClick(field.editor, Qt.Key.Key_Return)
    assert [entry.text for entry in session.history] == ["Set out_channels of 3 layers"]
    session.undo()
    assert values(session, "out_channels", "one", "three", "five") == [64, 128, 32]
    assert inspector.several_form.field("out_channels").editor.text() == ""


def test_the_heading_counts_the_layers_and_says_what_typing_does(inspector, session, child):
    session.select(["one", "three", "five"])
    assert child(inspector, "inspector.title").text() == "3 layers selected"
    assert "set for all" in child(inspector, "inspector.doc").toolTip()


def test_a_value_that_is_the_same_of_all_is_shown(inspector, session):
    session.select(["one", "three", "five"])
    assert text_field(inspector, "padding").editor.text() == "same"
    assert text_field(inspector, "kernel_size").editor.placeholderText() == "(several)"
    bias = inspector.several_form.field("bias")
    assert isinstance(bias, SwitchField)
    assert bias.checkState() is Qt.CheckState.Checked


def test_different_types_share_what_has_the_same_name_and_kind(inspector, session):
    session.select(["five", "pool"])
    form = inspector.several_form
    assert [param.name for param in form.params] == ["kernel_size", "stride", "padding", "dilation"]
    field = text_field(inspector, "kernel_size")
    QTest.keyClicks(field.editor, "7x7")
    assert values(session, "kernel_size", "five", "pool") == [(7, 7), (7, 7)]


def test_layers_without_anything_in_common_say_so(inspector, session, child):
    session.select(["five", "concat"])
    assert inspector.several_form.params == ()
    assert child(inspector, "inspector.doc").toolTip() == "These layers have no parameter in common."


def test_esc_takes_back_what_was_typed_for_all(inspector, session):
    before = session.document
    session.select(["one", "three"])
    field = text_field(inspector, "out_channels")
    QTest.keyClicks(field.editor, "2*c_in")
    assert session.graph.nodes["three"].formulas["out_channels"] == Formula("2*c_in")
    QTest.keyClick(field.editor, Qt.Key.Key_Escape)
    assert session.document is before
    assert field.editor.text() == ""
    assert session.history == ()


def test_what_cannot_be_read_changes_nobody(inspector, session):
    before = session.document
    session.select(["one", "three"])
    field = text_field(inspector, "out_channels")
    QTest.keyClicks(field.editor, "x")
    assert field.invalid
    assert session.document is before


def test_a_switch_and_a_word_that_differ_are_shown_so_and_set_for_all(inspector, session):
    session.apply("Bias", lambda d: edits.set_param(d, "one", "bias", False))
    session.apply("Mode", lambda d: edits.set_param(d, "one", "padding_mode", "reflect"))
    session.select(["one", "three"])
    bias, mode = inspector.several_form.field("bias"), inspector.several_form.field("padding_mode")
    assert isinstance(bias, SwitchField)
    assert isinstance(mode, ChoiceField)
    assert bias.checkState() is Qt.CheckState.PartiallyChecked
    assert (mode.currentIndex(), mode.placeholderText()) == (-1, "(several)")
    QTest.keyClick(bias, Qt.Key.Key_Space)
    assert values(session, "bias", "one", "three") == [True, True]
    assert not bias.isTristate()
    mode.setFocus()
    QTest.keyClick(mode, Qt.Key.Key_Down)
    QTest.keyClick(mode, Qt.Key.Key_Return)
    assert len(set(values(session, "padding_mode", "one", "three"))) == 1


def test_bypass_is_a_tick_for_one_layer_and_for_many(inspector, session):
    tick = inspector.bypass_field
    session.select(["five"])
    assert tick.isVisible()
    QTest.keyClick(tick, Qt.Key.Key_Space)
    assert session.graph.nodes["five"].bypassed
    session.select(["five", "one", "input"])
    assert tick.checkState() is Qt.CheckState.PartiallyChecked
    QTest.keyClick(tick, Qt.Key.Key_Space)
    assert [session.graph.nodes[key].bypassed for key in ("five", "one", "input")] == [True, True, False]
    QTest.keyClick(tick, Qt.Key.Key_Space)
    assert not session.graph.nodes["one"].bypassed
    assert [entry.text for entry in session.history][-1] == "Stop bypassing 3 layers"
    session.select(["input"])
    assert not tick.isVisible()
    session.apply("Bypass", lambda d: set_bypassed(d, ["five"], True))
    session.select(["five"])
    assert tick.isChecked()


def test_many_layers_are_set_by_one_edit_that_looks_at_each_once(session):
    def edit(document):
        for place in range(300):
            document = edits.add_node(document, Conv2d(), node_id=f"n{place}", name=f"n{place}", at=Point(0, place))
        return document

    session.apply("Add", edit)
    nodes = [f"n{place}" for place in range(300)]
    after = edits.set_param_of_all(session.document, nodes, "out_channels", 8)
    assert {vars(after.main.nodes[key].op)["out_channels"] for key in nodes} == {8}
    assert edits.set_param_of_all(after, nodes, "out_channels", 8) is after


def test_the_port_of_a_block_has_no_parameters_to_share(session):
    nodes = session.graph.nodes
    assert common_params([nodes["input"], nodes["input"]], "block") == ()
    assert [p.name for p in common_params([nodes["input"]])] == ["kind", "channels", "height", "width"]


def test_types_with_nothing_alike_share_nothing():
    made = [Node("a", Conv2d()), Node("b", Linear()), Node("c", AvgPool2d())]
    assert [p.name for p in common_params(made[:2])] == ["bias"]
    assert common_params(made) == ()


def arguments(session, *nodes: str) -> list[dict[str, object]]:
    return [dict(session.graph.nodes[key].op.arguments) for key in nodes]


def test_what_blocks_hand_to_their_definition_is_set_for_all_in_one_step(inspector, blocks_session):
    inspector.set_session(blocks_session)
    before = blocks_session.document
    blocks_session.select(["stem", "stage"])
    channels, stride = inspector.several_form.argument("channels"), inspector.several_form.argument("stride")
    assert (channels.editor.text(), channels.editor.placeholderText()) == ("", "(several)")
    assert (stride.editor.text(), stride.editor.placeholderText()) == ("", "1")
    channels.editor.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClicks(channels.editor, "24")
    assert arguments(blocks_session, "stem", "stage") == [{"channels": 24}, {"channels": 24}]
    assert channels.editor.text() == "24"
    assert blocks_session.undo_text == "Set channels of 2 layers"
    QTest.keyClick(channels.editor, Qt.Key.Key_Escape)
    assert blocks_session.document is before
    assert (channels.editor.text(), channels.editor.placeholderText()) == ("", "(several)")
    QTest.keyClicks(channels.editor, "8*i + 8")
    assert arguments(blocks_session, "stem") == [{"channels": Formula("8*i + 8")}]
    channels.editor.selectAll()
    QTest.keyClick(channels.editor, Qt.Key.Key_Delete)
    assert arguments(blocks_session, "stem", "stage") == [{}, {}]
    assert channels.editor.placeholderText() == "8"
    blocks_session.undo()
    assert blocks_session.document is before


def test_only_blocks_share_arguments(inspector, blocks_session):
    inspector.set_session(blocks_session)
    nodes, modules = blocks_session.graph.nodes, blocks_session.document.modules
    assert list(common_arguments([nodes["stem"], nodes["stage"]], modules)) == ["channels", "stride"]
    assert common_arguments([nodes["stem"], nodes["input"]], modules) == {}
    assert common_arguments([nodes["stem"]], {}) == {}
    blocks_session.select(["stem", "stage"])
    blocks = inspector.several_form
    blocks_session.select(["stem", "input"])
    assert inspector.several_form is not blocks
    with pytest.raises(KeyError):
        inspector.several_form.argument("channels")
