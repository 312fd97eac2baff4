"""Forms are generated from what operators declare: every operator has one, with all its parameters."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from core.document import edits
from core.document.document import Document
from core.document.graph import Point
from core.language.params import ParamKind
from core.ops.every import OPERATORS
from gui.entry.fields import TextField
from gui.entry.simple_fields import ChoiceField, SwitchField
from gui.panels.inspector import InspectorPanel
from gui.session import Session

KINDS = {ParamKind.BOOL: SwitchField, ParamKind.CHOICE: ChoiceField}


@pytest.mark.parametrize("name", list(OPERATORS))
def test_every_operator_has_a_form_with_all_its_parameters(show, name):
    inspector = show(InspectorPanel)
    op = OPERATORS[name]()
    placed = edits.add_node(Document(), op, node_id="it", name="it", at=Point(0, 0))
    session = Session(placed)
    session.select(["it"])
    inspector.set_session(session)
    assert inspector.form is not None
    for param in op.params:
        field = inspector.form.field(param.name)
        assert type(field) is KINDS.get(param.kind, TextField), param.name
        shown: QWidget = inspector.form.field(param.name)
        assert param.doc in shown.toolTip()
        if isinstance(field, TextField):
            assert field.editor.text() == param.format(getattr(op, param.name))


def test_a_form_is_kept_when_another_layer_of_its_type_is_selected(show, session):
    inspector = show(InspectorPanel)
    session.select(["five"])
    form = inspector.form
    editor = form.field("out_channels").editor
    session.select(["three"])
    assert inspector.form is form
    assert editor.text() == "128"


def test_the_focused_field_survives_every_change_of_selection(show, session):
    inspector = show(InspectorPanel)
    session.select(["five"])
    editor = inspector.form.field("out_channels").editor
    editor.setFocus()
    destroyed: list[object] = []
    editor.destroyed.connect(lambda: destroyed.append(True))
    for node in session.graph.nodes:
        session.select([node])
    session.apply("Delete", lambda d: edits.remove(d, ["five"]))
    session.replace(Document())
    assert not destroyed
