"""Names, numbers, titles and notes are typed where they stand: live, one step of undo, Esc takes back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from core.document import edits
from core.document.annotations import add_annotation
from core.document.builder import Builder
from core.document.document import Document
from core.document.graph import Annotation
from core.language.formulas import Formula
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.dense import Linear
from core.ops.dropout import Dropout
from core.ops.interface import Input
from core.ops.pool import MaxPool2d
from gui.drawing.lines import node_lines
from gui.entry.fields import TextField
from gui.entry.simple_fields import NoteField
from tests.gui.canvas.sketches import nested

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier


def double_click(hand, at: QPoint) -> None:
    QTest.mouseClick(hand.canvas, LEFT, Qt.KeyboardModifier.NoModifier, at)
    QTest.mouseDClick(hand.canvas, LEFT, Qt.KeyboardModifier.NoModifier, at)
    QApplication.processEvents()


def line(hand, node: str, number: int) -> QPoint:
    """The beginning of a line of text in a box, at full size."""
    rect = hand.canvas.scene.rect(node)
    found = node_lines(hand.session.graph_analysis.results[node], "HWC")[number]
    at: QPoint = hand.canvas.to_screen(QPointF(rect.x + found.x + 6, rect.y + found.y - 4)).toPoint()
    return at


def editor(hand) -> QLineEdit:
    field = hand.canvas.in_place.field
    assert isinstance(field, TextField)
    assert field.editor.hasFocus()
    return field.editor


def layer(hand, node: str):
    return hand.session.graph.nodes[node].op


def closed(hand) -> bool:
    return hand.canvas.in_place.field is None and hand.canvas.hasFocus()


@pytest.fixture
def noted(hand):
    """The hand over a sketch with a frame and a note."""
    for annotation in (
        Annotation("framed", "frame", "stem", -400, 0, 240, 160),
        Annotation("noted", "note", "why", -400, 200, 240, 120),
    ):
        hand.session.apply("Annotate", lambda d, a=annotation: add_annotation(d, a))
    hand.canvas.zoom_by(1 / hand.canvas.scale)
    hand.canvas.bring_into_view(hand.canvas.scene.bounds())
    return hand


# -- names --------------------------------------------------------------------------------------------------------


def test_f2_renames_the_selected_layer_where_its_name_stands(hand):
    hand.session.select(("conv",))
    hand.key(Qt.Key.Key_F2)
    typed = editor(hand)
    assert typed.selectedText() == "conv"
    box = hand.canvas.scene.rect("conv")
    top_left = hand.canvas.to_screen(QPointF(box.x, box.y))
    assert abs(typed.mapTo(hand.canvas, QPoint()).y() - top_left.y()) < 20
    QTest.keyClicks(typed, "wide")
    assert hand.session.graph.nodes["conv"].name == "wide"
    QTest.keyClick(typed, Qt.Key.Key_Return)
    assert closed(hand)
    assert hand.steps() == ["Rename"]


def test_a_double_click_on_the_name_renames_and_esc_takes_it_back(hand):
    before = hand.session.document
    double_click(hand, line(hand, "conv", 0))
    typed = editor(hand)
    QTest.keyClicks(typed, "other")
    assert hand.session.graph.nodes["conv"].name == "other"
    QTest.keyClick(typed, Qt.Key.Key_Escape)
    assert closed(hand)
    assert hand.session.document is before
    assert hand.steps() == []


def test_a_name_that_is_taken_and_one_that_is_empty_say_so(hand):
    hand.canvas.rename_requested.emit("conv")
    typed, field = editor(hand), hand.canvas.in_place.field
    QTest.keyClicks(typed, "pool")
    assert hand.session.graph.nodes["conv"].name == "pool_2"
    assert "“pool” is taken" in field.note.text()
    assert field.remarks.isVisible()
    typed.selectAll()
    QTest.keyClick(typed, Qt.Key.Key_Delete)
    assert field.invalid
    QTest.keyClick(typed, Qt.Key.Key_Return)
    assert hand.canvas.in_place.field is field  # what is wrong stays to be seen
    QTest.keyClick(typed, Qt.Key.Key_Escape)
    assert hand.session.graph.nodes["conv"].name == "conv"


def test_tab_goes_down_the_wires_and_shift_tab_back_up(hand):
    hand.canvas.rename_requested.emit("reduce")
    QTest.keyClicks(editor(hand), "one")
    QTest.keyClick(editor(hand), Qt.Key.Key_Tab)
    assert hand.session.selection == {"conv"}
    assert editor(hand).text() == "conv"
    QTest.keyClicks(editor(hand), "two")
    QTest.keyClick(editor(hand), Qt.Key.Key_Backtab)
    assert editor(hand).text() == "one"
    QTest.keyClick(editor(hand), Qt.Key.Key_Return)
    assert hand.steps() == ["Rename", "Rename"]


def test_a_click_elsewhere_ends_it_and_keeps_what_was_typed(hand):
    hand.canvas.rename_requested.emit("conv")
    QTest.keyClicks(editor(hand), "kept")
    hand.click(hand.node("pool"))
    assert closed(hand)
    assert hand.session.graph.nodes["conv"].name == "kept"
    assert hand.session.selection == {"pool"}


# -- main numbers -------------------------------------------------------------------------------------------------


def test_a_double_click_on_the_parameters_edits_the_main_one_live(hand):
    double_click(hand, line(hand, "conv", 2))
    typed, field = editor(hand), hand.canvas.in_place.field
    assert typed.text() == "32"
    assert field.note.text() == "Out channels"
    QTest.keyClicks(typed, "64")
    assert layer(hand, "conv").out_channels == 64
    typed.selectAll()
    QTest.keyClicks(typed, "2*c_in")
    assert hand.session.graph.nodes["conv"].formulas["out_channels"] == Formula("2*c_in")
    assert "2*c_in = 32" in field.note.text()
    QTest.keyClick(typed, Qt.Key.Key_Return)
    assert closed(hand)
    assert hand.steps() == ["Set out_channels"]


def test_a_double_click_beside_the_text_opens_the_layer_as_ever(hand, qtbot):
    rect = hand.canvas.scene.rect("conv")
    with qtbot.waitSignal(hand.canvas.edit_requested):
        double_click(hand, hand.canvas.to_screen(QPointF(rect.right - 12, rect.y + 44)).toPoint())
    assert hand.canvas.in_place.field is None


def test_typing_a_digit_on_the_one_selected_layer_begins_with_that_digit(hand):
    hand.session.select(("conv",))
    hand.key(Qt.Key.Key_4)
    QTest.keyClicks(editor(hand), "8")
    QTest.keyClick(editor(hand), Qt.Key.Key_Return)
    assert layer(hand, "conv").out_channels == 48
    assert hand.steps() == ["Set out_channels"]
    hand.session.select(("conv", "reduce"))
    hand.key(Qt.Key.Key_4)
    assert hand.canvas.in_place.field is None


def test_a_digit_that_a_command_has_is_the_commands(hand):
    done: list[bool] = []
    action = QAction("Something", hand.canvas)
    action.setShortcut(QKeySequence("4"))
    action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    action.triggered.connect(lambda: done.append(True))
    hand.canvas.addAction(action)
    hand.session.select(("conv",))
    hand.key(Qt.Key.Key_4)
    assert done
    assert hand.canvas.in_place.field is None


def test_what_cannot_be_read_is_marked_with_the_reason_and_changes_nothing(hand):
    hand.session.select(("conv",))
    hand.key(Qt.Key.Key_7)
    typed, field = editor(hand), hand.canvas.in_place.field
    QTest.keyClicks(typed, "*chin")
    assert field.invalid
    assert "“chin” is not known" in field.reason.text()
    assert field.reason.isVisible()
    assert layer(hand, "conv").out_channels == 7
    QTest.keyClick(typed, Qt.Key.Key_Escape)
    assert layer(hand, "conv").out_channels == 32
    assert hand.steps() == []


def test_a_value_that_the_layer_cannot_have_says_what_the_model_says(hand):
    hand.session.apply("Set groups", lambda d: edits.set_param(d, "conv", "groups", 8))
    hand.canvas.in_place.edit_main("conv")
    QTest.keyClicks(editor(hand), "30")
    field = hand.canvas.in_place.field
    assert "do not divide into 8 groups" in field.note.text()
    assert field.editor.property("issue") == "error"


def test_tab_leads_to_the_next_layer_that_has_a_number(hand):
    builder = Builder("chain")
    last = builder.add(Conv2d(out_channels=8), builder.input(3, 8, 8, at=(0, 0)), name="conv", at=(0, 1))
    last = builder.add(ReLU(), last, name="relu", at=(0, 2))
    builder.output(builder.add(MaxPool2d(), last, name="pool", at=(0, 3)), at=(0, 4))
    hand.session.replace(builder.build())
    hand.canvas.in_place.edit_main("conv")
    QTest.keyClick(editor(hand), Qt.Key.Key_Tab)
    assert hand.session.selection == {"pool"}
    QTest.keyClicks(editor(hand), "3")
    assert layer(hand, "pool").kernel_size == (3, 3)
    QTest.keyClick(editor(hand), Qt.Key.Key_Tab)
    assert closed(hand)  # the output has no number


def test_the_size_of_an_input_is_typed_as_shapes_are_read(hand):
    double_click(hand, line(hand, "input", 2))
    typed = editor(hand)
    assert typed.text() == "28×28×192"
    typed.selectAll()
    QTest.keyClicks(typed, "32x48x3")
    op = layer(hand, "input")
    assert (op.channels, op.height, op.width) == (3, 32, 48)
    typed.selectAll()
    QTest.keyClicks(typed, "32x48")
    assert "height×width×channels" in hand.canvas.in_place.field.reason.text()
    QTest.keyClick(typed, Qt.Key.Key_Escape)
    hand.canvas.preferences.shape_order = "CHW"
    hand.canvas.in_place.edit_main("input")
    assert editor(hand).text() == "192×28×28"
    QTest.keyClicks(editor(hand), "8, 2*8, 4")
    assert hand.session.graph_analysis.results["input"].output == (1, 8, 16, 4)


@pytest.mark.parametrize(
    ("op", "typed", "param", "value"),
    [
        (Linear(), "84", "out_features", 84),
        (MaxPool2d(), "3x2", "kernel_size", (3, 2)),
        (Dropout(), "0.25", "p", 0.25),
        (Input(kind="vector"), "784", "channels", 784),
    ],
)
def test_each_type_has_its_main_number(hand, op, typed, param, value):
    hand.session.apply("Add", lambda d: edits.add_node(d, op, node_id="new", name="new", at=d.main.position("conv")))
    hand.canvas.in_place.edit_main("new")
    QTest.keyClicks(editor(hand), typed)
    assert getattr(layer(hand, "new"), param) == value


def blocks() -> Document:
    builder = Builder("blocks")
    block = builder.block("pair")
    block.output(block.add(ReLU(), block.input(at=(0, 0)), at=(0, 1)), at=(0, 2))
    builder.output(builder.call(block, builder.input(3, 8, 8, at=(0, 0)), name="twice", repeat=2, at=(0, 1)), at=(0, 2))
    return builder.build()


def test_how_often_a_block_is_repeated_is_typed_on_its_number(hand_over):
    hand = hand_over(blocks())
    double_click(hand, line(hand, "twice", 1))
    assert editor(hand).text() == "2"
    QTest.keyClicks(editor(hand), "12")
    assert layer(hand, "twice").repeat == 12
    QTest.keyClick(editor(hand), Qt.Key.Key_Return)
    double_click(hand, hand.node("twice") + QPoint(60, 10))
    assert hand.session.path == ("twice",)  # elsewhere a double-click goes in
    port = next(key for key, node in hand.session.graph.nodes.items() if node.op.is_input)
    assert not hand.canvas.in_place.edit_main(port)  # a port takes the shape that arrives


# -- frames and notes ---------------------------------------------------------------------------------------------


def test_a_double_click_on_a_title_edits_it(noted):
    hand = noted
    double_click(hand, hand.canvas.to_screen(QPointF(-340, 14)).toPoint())
    assert editor(hand).text() == "stem"
    QTest.keyClicks(editor(hand), "head")
    assert hand.session.graph.annotations["framed"].text == "head"
    QTest.keyClick(editor(hand), Qt.Key.Key_Return)
    assert closed(hand)
    assert hand.steps()[-1] == "Rename Frame"


def test_a_note_has_lines_and_ctrl_enter_ends_it(noted):
    hand = noted
    double_click(hand, hand.canvas.to_screen(QPointF(-300, 260)).toPoint())
    field = hand.canvas.in_place.field
    assert isinstance(field, NoteField)
    assert field.hasFocus()
    QTest.keyClicks(field, "first")
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClicks(field, "second")
    assert hand.session.graph.annotations["noted"].text == "first\nsecond"
    QTest.keyClick(field, Qt.Key.Key_Return, CONTROL)
    assert closed(hand)
    assert hand.steps()[-1] == "Edit Note"
    before = hand.session.document
    hand.session.select((), ("noted",))
    hand.key(Qt.Key.Key_F2)
    QTest.keyClicks(hand.canvas.in_place.field, "gone")
    QTest.keyClick(hand.canvas.in_place.field, Qt.Key.Key_Escape)
    assert hand.session.document is before


# -- where it stands ----------------------------------------------------------------------------------------------


def test_it_follows_pan_and_zoom_and_stays_readable(hand):
    hand.canvas.rename_requested.emit("conv")
    field = hand.canvas.in_place.field
    before = field.pos()
    hand.canvas.pan_by(40, -30)
    assert field.pos() - before == QPoint(40, -30)
    assert not hand.canvas._may_scroll()  # pixels under a child cannot be moved
    hand.canvas.zoom_by(2.0)
    large = field.editor.font().pixelSize()
    assert large > 20
    hand.canvas.zoom_by(0.05)
    assert field.editor.font().pixelSize() == 12
    assert field.width() >= 150
    box = hand.canvas.scene.rect("conv")
    middle = hand.canvas.to_screen(QPointF(box.x + box.width / 2, box.y + box.height / 2))
    assert (QPointF(field.geometry().center()) - middle).manhattanLength() < 12
    QTest.keyClick(field.editor, Qt.Key.Key_Escape)
    assert hand.canvas._may_scroll()


def test_it_goes_with_its_layer_and_with_the_graph(hand_over):
    hand = hand_over(blocks())
    hand.canvas.rename_requested.emit("twice")
    hand.session.enter("twice")
    assert hand.canvas.in_place.field is None
    hand.session.leave()
    hand.canvas.rename_requested.emit("twice")
    hand.session.apply("Delete", lambda d: edits.remove(d, ["twice"]))
    assert hand.canvas.in_place.field is None


def test_undo_while_typing_is_the_documents(hand):
    hand.session.apply("Set", lambda d: edits.set_param(d, "conv", "out_channels", 99))
    hand.canvas.in_place.edit_main("conv")
    QTest.keyClick(editor(hand), Qt.Key.Key_Z, CONTROL)
    assert layer(hand, "conv").out_channels == 32
    assert editor(hand).text() == "32"


def test_names_that_are_offered_stay_below_what_is_typed_when_the_view_changes(hand):
    hand.canvas.in_place.edit_main("conv")
    field = editor(hand)
    QTest.keyClicks(field, "c_")
    offered = hand.canvas.in_place.field.completions
    assert offered is not None
    before = offered.pos()
    hand.canvas.zoom_by(1.3, QPointF(0, 0))
    below = field.mapToGlobal(QPoint(0, field.height()))
    assert offered.isVisible()
    assert offered.pos() != before
    assert abs(offered.x() - below.x()) <= 1
    assert abs(offered.y() - below.y()) <= 2


def test_an_undo_that_leads_out_of_the_block_ends_the_typing(hand_over):
    hand = hand_over(nested())
    session = hand.session
    session.apply("Rename", lambda d: edits.rename(d, "first", "outer"))
    hand.canvas.zoom_by(0.5)
    session.enter("first")
    QApplication.processEvents()
    hand.canvas.in_place.rename("a")
    QTest.keyClick(editor(hand), Qt.Key.Key_Z, CONTROL)
    assert session.path == ()
    assert closed(hand)
    assert session.redo_text == "Rename"
