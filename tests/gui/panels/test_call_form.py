"""The form of a block: name, definition, repeat, shared weights, arguments; and its facts."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QPushButton

from core.document import definition_edits, edits
from core.document.document import Document
from core.document.modules import ModuleCall
from core.language.formulas import Formula
from gui.entry.fields import TextField
from gui.panels.call_form import CallForm
from gui.panels.inspector import InspectorPanel
from gui.session import Session


@pytest.fixture
def inspector(show, blocks_session) -> InspectorPanel:
    panel: InspectorPanel = show(InspectorPanel)
    panel.set_session(blocks_session)
    blocks_session.select(["stage"])
    return panel


def form_of(inspector: InspectorPanel) -> CallForm:
    assert isinstance(inspector.form, CallForm)
    return inspector.form


def text_field(inspector: InspectorPanel, param: str) -> TextField:
    assert inspector.form is not None
    found = inspector.form.field(param)
    assert isinstance(found, TextField)
    return found


def call(session: Session, node: str = "stage") -> ModuleCall:
    op = session.document.main.nodes[node].op
    assert isinstance(op, ModuleCall)
    return op


def retype(editor: QLineEdit, text: str) -> None:
    editor.setFocus(Qt.FocusReason.TabFocusReason)
    editor.selectAll()
    QTest.keyClicks(editor, text)


def facts(inspector: InspectorPanel) -> dict[str, str]:
    return {fact.label: fact.value for fact in inspector.facts.facts}


def test_a_block_shows_its_definition_repeat_and_arguments(inspector):
    form = form_of(inspector)
    assert form.name_field.editor.text() == "stage"
    assert form.block_field.editor.text() == "residual"
    assert form.block_field.note.text() == "used by 2 blocks"
    assert text_field(inspector, "repeat").editor.text() == "3"
    assert form.argument("channels").editor.text() == "make_divisible(32*width, 8)"
    assert form.argument("channels").note.text() == "make_divisible(32*width, 8) = 32"
    assert form.argument("stride").editor.text() == ""
    assert form.argument("stride").editor.placeholderText() == "1"


def test_facts_of_a_block_count_copies(inspector):
    # The first copy reads 16 channels, the other two 32: 9·16·32 + 32 and 9·32·32 + 32 params.
    assert facts(inspector) == {
        "Input": "32×32×16",
        "Output": "32×32×32",
        "Inside": "6 layers",
        "Copies": "3, of 2 kinds",
        "MACs": "23,592,960",
        "Params": "23,136",
        "Buffers": "0",
        "Activations": "196,608",
        "Element-wise ops": "196,608",
    }


def test_facts_of_equal_copies_tell_one_of_them(inspector, blocks_session):
    blocks_session.select(["stem"])
    assert facts(inspector)["Inside"] == "2 layers"
    blocks_session.apply("Set", lambda d: edits.set_param(d, "stem", "repeat", 4))
    blocks_session.apply("Set", lambda d: edits.set_param(d, "input", "channels", 16))
    found = facts(inspector)
    assert (found["Inside"], found["Copies"]) == ("4 × 2 layers", "4")
    assert (found["Params of a copy"], found["Params"]) == ("2,320", "9,280")


def test_repeat_takes_a_number_or_a_formula(inspector, blocks_session):
    field = text_field(inspector, "repeat")
    retype(field.editor, "5")
    assert call(blocks_session).repeat == 5
    retype(field.editor, "ceil(2*width)")
    assert blocks_session.graph.nodes["stage"].formulas["repeat"] == Formula("ceil(2*width)")
    assert field.note.text() == "ceil(2*width) = 2"


def test_shared_weights_are_ticked_and_count_once(inspector, blocks_session):
    blocks_session.apply("Set", lambda d: edits.set_param(d, "input", "channels", 32))
    blocks_session.apply("Set", lambda d: edits.set_param(d, "stem", "repeat", 0))
    box = inspector.findChild(QCheckBox, "field.shared")
    assert box is not None
    box.click()
    assert call(blocks_session).shared
    assert facts(inspector)["Params"] == "9,248"


@pytest.mark.parametrize(
    ("typed", "value"), [("24", 24), ("1.5", 1.5), ("2*c_in", Formula("2*c_in")), ("16*i", Formula("16*i"))]
)
def test_an_argument_is_a_number_or_a_formula(inspector, blocks_session, typed, value):
    retype(form_of(inspector).argument("stride").editor, typed)
    assert dict(call(blocks_session).arguments)["stride"] == value


def test_an_emptied_argument_goes_back_to_the_default(inspector, blocks_session):
    editor = form_of(inspector).argument("channels").editor
    editor.setFocus()
    editor.selectAll()
    QTest.keyClick(editor, Qt.Key.Key_Delete)
    assert dict(call(blocks_session).arguments) == {}
    assert editor.placeholderText() == "8"
    QTest.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert editor.text() == "make_divisible(32*width, 8)"


def test_an_argument_that_differs_from_copy_to_copy_lists_its_values(inspector):
    form = form_of(inspector)
    retype(form.argument("channels").editor, "8*(i + 1)")
    assert form.argument("channels").note.text() == "8*(i + 1) = 8, 16, 24"
    retype(text_field(inspector, "repeat").editor, "9")
    assert form.argument("channels").note.text() == "8*(i + 1) = 8, 16, 24, 32, …"


def test_a_name_that_is_not_known_is_no_argument_and_marked(inspector, blocks_session):
    before = blocks_session.document
    field = form_of(inspector).argument("stride")
    retype(field.editor, "widt")
    assert blocks_session.document is before
    assert "is “width” meant?" in field.reason.text()
    assert field.editor.marked_column == 1


def test_renaming_the_definition_reaches_all_its_blocks(inspector, blocks_session):
    retype(form_of(inspector).block_field.editor, "stack")
    assert blocks_session.document.modules["residual"].name == "stack"
    assert call(blocks_session, "stem").label == "stack"
    assert inspector.findChild(QLabel, "inspector.title").text() == "stack"
    assert blocks_session.graph.nodes["stage"].name == "stage"
    blocks_session.undo()
    assert form_of(inspector).block_field.editor.text() == "residual"


def test_open_goes_into_the_block(inspector, blocks_session):
    QTest.mouseClick(form_of(inspector).open_button, Qt.MouseButton.LeftButton)
    assert blocks_session.path == ("stage",)
    assert inspector.definition_form.isVisible()
    assert inspector.definition_form.name_field.editor.text() == "residual"


def test_the_focus_of_a_form_that_goes_is_handed_to_no_other_field(inspector, blocks_session):
    text_field(inspector, "repeat").editor.setFocus()
    blocks_session.enter("stage")
    QTest.keyClicks(inspector.window(), "x")
    assert QApplication.focusWidget() is None
    assert blocks_session.document.modules["residual"].name == "residual"


def test_make_unique_gives_the_block_a_definition_of_its_own(inspector, blocks_session):
    button = inspector.findChild(QPushButton, "call.unique")
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert call(blocks_session).module != "residual"
    assert len(blocks_session.document.modules) == 2
    assert not form_of(inspector).unique_button.isVisible()


def test_a_new_parameter_of_the_definition_gets_a_field(inspector, blocks_session):
    blocks_session.apply("Add", lambda d: definition_edits.set_parameter(d, "residual", "kernel", 3))
    assert form_of(inspector).parameters == ("channels", "stride", "kernel")
    blocks_session.undo()
    assert form_of(inspector).parameters == ("channels", "stride")


def test_inside_a_block_layers_are_edited_in_the_definition(inspector, blocks_session):
    blocks_session.enter("stage")
    blocks_session.select(["conv"])
    field = text_field(inspector, "kernel_size")
    retype(field.editor, "1")
    assert blocks_session.document.modules["residual"].graph.nodes["conv"].op.kernel_size == (1, 1)
    note = text_field(inspector, "out_channels").note.text()
    assert note == "channels = 32"  # as the path leads here: through “stage”
    assert inspector.form is not None
    retype(inspector.form.name_field.editor, "mix")
    assert blocks_session.graph.nodes["conv"].name == "mix"


def test_a_port_of_a_block_has_no_shape_of_its_own(inspector, blocks_session):
    blocks_session.enter("stage")
    blocks_session.select(["input"])
    assert not text_field(inspector, "channels").isVisible()
    assert "port of this block" in inspector.findChild(QLabel, "inspector.doc").text()
    assert facts(inspector)["Output"] == "32×32×16"
    blocks_session.leave(0)
    blocks_session.select(["input"])
    assert text_field(inspector, "channels").isVisible()


def test_an_issue_is_told_inside_the_block_too(inspector, blocks_session):
    blocks_session.apply("Set", lambda d: edits.set_param(d, "conv", "groups", 5, graph="residual"))
    for path in ("stem", "stage"):
        blocks_session.leave(0)
        blocks_session.enter(path)
        blocks_session.select(["conv"])
        if path == "stem":  # behind it nothing arrives
            assert "groups" in inspector.findChild(QLabel, "inspector.issues.0").text().lower()
        else:
            assert facts(inspector)["State"] == "waits"


def test_the_forms_of_blocks_stay_with_their_document(inspector, blocks_session):
    other = Session(Document(blocks_session.document.main, dict(blocks_session.document.modules)), seed=2)
    other.select(["stage"])
    inspector.set_session(other)
    retype(form_of(inspector).argument("stride").editor, "2")
    assert dict(call(other).arguments)["stride"] == 2
    assert "stride" not in dict(call(blocks_session).arguments)


def test_a_block_without_a_definition_is_shown_and_can_be_renamed(inspector, blocks_session):
    session = Session(Document(blocks_session.document.main), seed=2)
    session.select(["stage"])
    inspector.set_session(session)
    assert "definition of this block is missing" in inspector.findChild(QLabel, "inspector.issues.0").text()
    assert inspector.form is not None
    retype(inspector.form.name_field.editor, "lost")
    assert session.graph.nodes["stage"].name == "lost"
