"""An edit costs what it changes, whatever the size of the sketch: counted, since clocks differ."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from benchmarks.sketches import FIRST, LAST, MIDDLE, inception_chain, marked_chain
from core.analysis import evaluation, meetings
from core.analysis.branches import merges
from core.analysis.hints import hints_in, issues_of
from core.analysis.infer import infer
from core.document import edits
from gui.canvas.widget import CanvasWidget
from gui.panels.inspector import InspectorPanel
from gui.panels.layer_cells import LayerDelegate
from gui.panels.layers import LayersPanel
from gui.preferences import Preferences, open_settings
from gui.session import Session

SIZE = 10_000


@pytest.fixture(scope="module")
def before():
    return infer(inception_chain(SIZE))


def wider(analysis, node, width):
    return infer(edits.set_param(analysis.document, node, "out_channels", width), analysis)


def test_an_edit_at_the_end_evaluates_two_rules_and_says_which_results_differ(before, monkeypatch):
    count: Counter[str] = Counter()
    known = evaluation._evaluated
    monkeypatch.setattr(evaluation, "_evaluated", lambda node, *rest: (count.update([node.id]), known(node, *rest))[1])
    after = wider(before, LAST, 123)
    assert set(count) == {LAST, "output"}
    changed, gone = after.main.changed_since(before.main)
    assert (set(changed), list(gone)) == ({LAST, "output"}, [])
    assert changed is after.main.difference.changed  # nobody compared ten thousand results


def test_an_edit_that_everything_follows_works_out_each_rule_once_for_all_equal_modules(before, monkeypatch):
    count: Counter[str] = Counter()
    known = evaluation._evaluated
    monkeypatch.setattr(evaluation, "_evaluated", lambda node, *rest: (count.update([node.id]), known(node, *rest))[1])
    after = wider(before, FIRST, 2048)
    assert after.main.evaluated >= SIZE - 2
    assert count.total() < 40
    assert after.main.cost == infer(after.document).main.cost


def test_results_that_are_looked_up_equal_those_that_are_worked_out(before):
    after = wider(before, FIRST, 1024).main
    for key in list(after.order)[:60]:
        fresh, _ = evaluation._evaluated(after.graph.nodes[key], after.results[key].inputs, {})
        found = after.results[key]
        assert vars(fresh) | {"copies": (), "shared_with": None} == {
            **{name: getattr(found, name) for name in found.__dataclass_fields__}
        }


def test_only_the_merge_that_an_edit_reaches_is_found_again(before):
    was = merges(before.main)
    conv = next(layer for layer in was[300].branches[0].layers if layer.startswith("conv"))
    after = infer(edits.set_param(before.document, conv, "bias", False), before)
    again = merges(after.main)
    assert [n for n, (a, b) in enumerate(zip(was, again, strict=True)) if a is not b] == [300]
    assert again[300] == merges(infer(after.document).main)[300] != was[300]


def test_cutting_a_layer_out_looks_for_the_branches_of_no_other_module(before, monkeypatch):
    was = merges(before.main)
    hints_in(before.main)
    count: Counter[str] = Counter()
    known = meetings._meeting
    monkeypatch.setattr(meetings, "_meeting", lambda structure, key: (count.update([key]), known(structure, key))[1])
    cut = was[300].branches[1].layers[0]
    after = infer(edits.remove(before.document, [cut]), before)
    found = merges(after.main)
    assert count.total() <= 2
    assert found == merges(infer(after.document).main)


def test_issues_are_found_without_walking_through_the_layers(before, monkeypatch):
    after = wider(before, LAST, 77)
    monkeypatch.setattr(type(after.main), "order", property(lambda _self: pytest.fail("walked through all layers")))
    assert issues_of(after) == []


def test_one_key_touches_two_rows_of_the_scene_and_draws_only_cells_in_sight(qtbot, monkeypatch):
    session = Session(marked_chain(SIZE))
    preferences = Preferences(open_settings())
    canvas, layers, inspector = (
        CanvasWidget(session, preferences),
        LayersPanel(preferences),
        InspectorPanel(preferences),
    )
    for panel in (layers, inspector):
        panel.set_session(session)
    for widget in (canvas, layers, inspector):
        qtbot.addWidget(widget)
        widget.resize(600, 400)
        widget.show()
    session.select([LAST])
    field = inspector.findChild(QLineEdit, "field.out_channels.text")
    assert isinstance(field, QLineEdit)
    QTest.qWait(1)
    drawn: Counter[int] = Counter()
    paint = LayerDelegate.paint
    monkeypatch.setattr(
        LayerDelegate, "paint", lambda self, p, o, index: (drawn.update([index.row()]), paint(self, p, o, index))[1]
    )
    told: list[tuple[int, int, int]] = []
    layers.model.dataChanged.connect(lambda a, b: told.append((a.row(), b.row(), b.column() - a.column())))
    layers.model.modelReset.connect(lambda: pytest.fail("all rows were made anew"))
    field.setFocus()
    field.end(False)
    QTest.keyClick(field, Qt.Key.Key_0)
    QTest.qWait(1)
    assert vars(session.graph.nodes[LAST].op)["out_channels"] == 100
    assert canvas.scene.touched == 2
    assert sum(last - first + 1 for first, last, columns in told if columns > 4) == 2  # whole rows
    assert len(drawn) <= 400 // layers.view.verticalHeader().defaultSectionSize() + 1


def test_an_edit_in_the_middle_touches_the_rows_of_those_that_follow(qtbot):
    session = Session(marked_chain(SIZE, following=300))
    canvas = CanvasWidget(session, Preferences(open_settings()))
    qtbot.addWidget(canvas)
    session.apply("Set", lambda document: edits.set_param(document, MIDDLE, "out_channels", 96))
    assert 200 < canvas.scene.touched <= 320
