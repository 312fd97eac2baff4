"""The inspector's facts, and what it shows when nothing or several layers are selected."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from core.document import edits
from core.document.document import Document
from core.document.graph import OutputRef, Point
from core.library.presets import presets
from core.ops.interface import Input
from core.ops.shape import Flatten
from core.ops.unknown import UnknownOperator
from gui.panels.inspector import InspectorPanel
from gui.panels.values import ValueLabel
from gui.session import Session


@pytest.fixture
def inspector(show):
    return show(InspectorPanel)


def facts(inspector: InspectorPanel) -> dict[str, str]:
    return {fact.label: fact.value for fact in inspector.facts.facts}


def test_facts_of_a_convolution_are_exact(inspector, session):
    session.select(["five"])
    assert facts(inspector) == {
        "Input": "28×28×16",
        "Output": "28×28×32",
        "MACs": "10,035,200",
        "Params": "12,832",
        "Buffers": "0",
        "Activations": "25,088",
        "Element-wise ops": "25,088",
    }


def test_inputs_of_a_concat_are_listed_in_order(inspector, session):
    session.select(["concat"])
    shown = [fact for fact in inspector.facts.facts if fact.label.startswith("Input")]
    assert [(fact.label, fact.value) for fact in shown] == [
        ("Input 1", "28×28×64"),
        ("Input 2", "28×28×128"),
        ("Input 3", "28×28×32"),
        ("Input 4", "28×28×32"),
    ]
    assert shown[2].tip == "from “five”"


def test_shapes_are_written_in_the_order_of_the_preference(inspector, session, preferences):
    session.select(["five"])
    preferences.shape_order = "CHW"
    assert facts(inspector)["Output"] == "32×28×28"


def test_facts_follow_an_edit(inspector, session):
    session.select(["five"])
    session.apply("Set", lambda d: edits.set_param(d, "five", "out_channels", 64))
    assert facts(inspector)["MACs"] == "20,070,400"


def test_several_layers_show_their_sum(inspector, session):
    session.select(["five_reduce", "five"])
    assert facts(inspector)["MACs"] == "12,443,648"
    assert inspector.form is None
    assert inspector.findChild(QLabel, "inspector.title").text() == "2 layers selected"


def test_a_sum_says_what_is_missing_in_it(inspector, session):
    session.apply("Disconnect", lambda d: edits.disconnect(d, "five_reduce", 0))
    session.select(["five_reduce", "five", "one"])
    assert facts(inspector)["Not counted"] == "2 layers"


def test_issues_of_the_layer_are_said_in_words(inspector, session):
    session.select(["five"])
    session.apply("Set", lambda d: edits.set_param(d, "five", "kernel_size", (4, 4)))
    texts = inspector.findChild(QLabel, "inspector.issues.0")
    assert texts.isVisible()
    assert "symmetrically" in texts.text()
    session.undo()
    assert not texts.isVisible()


def test_a_waiting_layer_names_whom_it_waits_for(inspector, session):
    session.apply("Disconnect", lambda d: edits.disconnect(d, "five_reduce", 0))
    session.select(["five"])
    advice = inspector.findChild(QLabel, "inspector.advice").text()
    assert "“five_reduce”" in advice
    assert facts(inspector)["State"] == "waits"


def test_nothing_selected_edits_the_document(inspector, session):
    form = inspector.document_form
    assert form.isVisible()
    form.title_field.editor.setFocus()
    form.title_field.editor.selectAll()
    QTest.keyClicks(form.title_field.editor, "My net")
    assert session.document.meta.title == "My net"
    session.undo()
    assert session.document.meta.title == "Inception (3a)"
    assert form.title_field.editor.text() == "Inception (3a)"


def test_a_description_typed_over_two_lines_is_one_step(inspector, session, document):
    note = inspector.document_form.description_field
    note.setFocus()
    QTest.keyClicks(note, "First")
    QTest.keyClick(note, Qt.Key.Key_Return)
    QTest.keyClicks(note, "second")
    assert session.document.meta.description == "First\nsecond"
    QTest.keyClick(note, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert session.document is document
    assert note.toPlainText() == ""


def test_the_cursor_stays_where_a_description_is_being_typed(inspector, session):
    note = inspector.document_form.description_field
    note.setFocus()
    QTest.keyClicks(note, "ac")
    QTest.keyClick(note, Qt.Key.Key_Left)
    QTest.keyClicks(note, "b")
    assert session.document.meta.description == "abc"
    assert note.textCursor().position() == 2


@pytest.mark.parametrize(("typed", "reason"), [("0", "at least 1"), ("c_in", "formula"), ("x!", "x!")])
def test_a_batch_that_makes_no_sense_is_refused(inspector, session, typed, reason):
    field = inspector.document_form.batch_field
    field.editor.setFocus()
    field.editor.selectAll()
    QTest.keyClicks(field.editor, typed)
    assert reason in field.reason.text()
    assert session.document.meta.batch == 1


def test_an_empty_sketch_says_how_to_begin(inspector, session):
    session.replace(Document())
    assert "palette" in inspector.findChild(QLabel, "inspector.advice").text()


def test_without_a_session_it_says_so(inspector):
    inspector.set_session(None)
    assert inspector.findChild(QLabel, "inspector.empty").isVisible()


def test_an_unknown_layer_shows_its_type_and_what_to_do(inspector):
    placed = edits.add_node(Document(), UnknownOperator(type="Swin"), node_id="it", name="it", at=Point(0, 0))
    session = Session(edits.add_node(placed, Input(), node_id="x", name="x", at=Point(0, 0)))
    session.apply("Connect", lambda d: edits.connect(d, OutputRef("x"), "it", 0))
    session.select(["it"])
    inspector.set_session(session)
    assert inspector.findChild(QLabel, "inspector.title").text() == "Swin"
    assert "“Swin”" in inspector.findChild(QLabel, "inspector.issues.0").text()
    assert inspector.form.name_field.editor.text() == "it"


def test_documentation_is_shown_without_the_marks_of_code(inspector):
    session = Session(edits.add_node(Document(), Flatten(), node_id="it", name="it", at=Point(0, 0)))
    session.select(["it"])
    inspector.set_session(session)
    doc = inspector.findChild(ValueLabel, "inspector.doc")
    assert doc.value.startswith("Joins the axes from start_dim to end_dim")
    assert doc.toolTip() == doc.value
    assert not any("`" in entry.doc for entry in presets())


def test_form_shapes_macs_and_params_of_a_convolution_need_no_scrolling_in_its_dock(inspector, session):
    session.select(["five"])
    inspector.resize(265, 400)
    QApplication.processEvents()
    place = [fact.label for fact in inspector.facts.facts].index("Params")
    label = inspector.findChild(ValueLabel, f"inspector.facts.{place}")
    assert label.mapTo(inspector, label.rect().bottomRight()).y() < 400
