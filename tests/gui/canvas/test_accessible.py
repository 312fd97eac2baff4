"""What a screen reader finds: one child for each layer, made when it is asked for, with everything that is known."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication

from core.document import edits
from core.document.annotations import add_annotation
from core.document.builder import Builder
from core.document.graph import Annotation
from core.document.styles import set_bypassed, set_style
from core.ops.activation import ReLU
from gui.canvas.widget import CanvasWidget
from gui.session import Session
from tests.gui.canvas.sketches import tower

NAME, DESCRIPTION, HELP = QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Help


def tree(hand) -> QAccessibleInterface:
    found = QAccessible.queryAccessibleInterface(hand.canvas)
    assert found is not None
    return found


def child(hand, node: str) -> QAccessibleInterface:
    found = tree(hand).child(hand.session.graph_analysis.positions[node])
    assert found is not None
    return found


@pytest.fixture
def active() -> Iterator[None]:
    """As if a screen reader ran."""
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def test_the_canvas_has_a_child_for_each_layer_in_the_order_of_the_wires(hand):
    canvas = tree(hand)
    assert canvas.role() == QAccessible.Role.List
    assert canvas.text(NAME).startswith("Sketch")
    assert canvas.childCount() == 7
    names = [canvas.child(index).text(NAME).split(",")[0] for index in range(7)]
    assert names == ["input", "reduce", "conv", "pool", "project", "concat", "output"]
    assert all(canvas.indexOfChild(canvas.child(index)) == index for index in range(7))
    assert canvas.child(7) is None
    assert child(hand, "conv").parent() is canvas


def test_a_layer_says_name_type_parameters_shapes_and_cost_in_full(hand):
    conv = child(hand, "conv")
    assert conv.role() == QAccessible.Role.ListItem
    assert conv.text(NAME) == (
        "conv, Conv2d, 5×5, 32, same, in 28×28×16, out 28×28×32, 10,035,200 MACs, 12,832 parameters"
    )
    assert conv.text(DESCRIPTION) == "Reads from reduce. Feeds concat."
    assert "Out channels 32, Kernel size 5×5" in conv.text(HELP)
    assert child(hand, "concat").text(DESCRIPTION) == "Reads from conv, project. Feeds output."


def test_the_order_of_shapes_is_that_of_the_preferences(hand):
    hand.canvas.preferences.shape_order = "CHW"
    assert "out 32×28×28" in child(hand, "conv").text(NAME)


def test_what_is_wrong_open_bypassed_or_locked_is_said(hand):
    hand.session.apply("Groups", lambda d: edits.set_param(d, "conv", "groups", 3))
    assert "error: Neither 16 input channels nor 32 output channels divide into 3 groups." in child(hand, "conv").text(
        NAME
    )
    assert "waits for a layer before it" in child(hand, "concat").text(NAME)
    hand.session.apply("Cut", lambda d: edits.disconnect(d, "project", 0))
    assert "not connected" in child(hand, "project").text(NAME)
    assert child(hand, "project").text(DESCRIPTION).startswith("1 input not connected.")
    hand.session.apply("Bypass", lambda d: set_bypassed(d, ["reduce"], True))
    hand.session.apply("Lock", lambda d: set_style(d, ["reduce"], locked=True, collapsed=True))
    assert "bypassed" in child(hand, "reduce").text(NAME)
    assert child(hand, "reduce").text(DESCRIPTION).endswith("Collapsed. Locked.")


def test_frames_and_notes_come_last(hand):
    for annotation in (
        Annotation("f", "frame", "stem", -300, 0, 100, 80),
        Annotation("n", "note", "why\nnot", -300, 200, 100, 80),
    ):
        hand.session.apply("Annotate", lambda d, a=annotation: add_annotation(d, a))
    frame, note = tree(hand).child(7), tree(hand).child(8)
    assert (frame.text(NAME), frame.role()) == ("Frame: stem", QAccessible.Role.Grouping)
    assert (note.text(NAME), note.role()) == ("Note: why not", QAccessible.Role.Note)
    hand.session.select((), ("n",))
    assert note.state().selected
    assert tree(hand).focusChild() is note


def test_a_child_lies_where_it_is_seen_and_is_found_there(hand):
    conv = child(hand, "conv")
    middle = conv.rect().center()
    assert (middle - hand.canvas.mapToGlobal(hand.node("conv"))).manhattanLength() <= 2
    assert tree(hand).childAt(middle.x(), middle.y()) is conv
    outside = hand.canvas.mapToGlobal(QPoint(-50, -50))
    assert tree(hand).childAt(outside.x(), outside.y()) is None
    assert not conv.state().offscreen
    hand.canvas.pan_by(5000, 0)
    assert conv.state().offscreen


def test_selection_and_focus_are_states_of_the_children(hand):
    hand.session.select(("input",))
    hand.key(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    reduce, first = child(hand, "reduce"), child(hand, "input")
    assert reduce.state().selected
    assert first.state().selected
    assert not child(hand, "conv").state().selected
    assert reduce.state().focused
    assert not first.state().focused
    assert tree(hand).focusChild() is reduce


def test_nothing_is_made_before_it_is_asked_for(hand_over):
    hand = hand_over(tower(3000))
    assert not [thing for thing in hand.canvas.children() if thing.objectName() == "spoken"]
    canvas = tree(hand)
    assert canvas.childCount() == 3001
    (spoken,) = (thing for thing in hand.canvas.children() if thing.objectName() == "spoken")
    assert spoken.made == 0
    assert canvas.child(2999).text(NAME).startswith("relu2998")
    assert spoken.made == 1


def test_a_child_goes_with_its_layer_and_comes_back_with_undo(hand):
    conv = child(hand, "conv")
    assert conv.isValid()
    hand.session.apply("Delete", lambda d: edits.remove(d, ["conv"]))
    assert tree(hand).childCount() == 6
    assert not conv.isValid()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    hand.session.undo()
    assert child(hand, "conv").text(NAME).startswith("conv, Conv2d")


def test_inside_a_block_its_layers_are_the_children(hand_over):
    builder = Builder("blocks")
    block = builder.block("pair")
    block.output(block.add(ReLU(), block.input(at=(0, 0)), name="inner", at=(0, 1)), at=(0, 2))
    builder.output(builder.call(block, builder.input(3, 8, 8, at=(0, 0)), name="outer", at=(0, 1)), at=(0, 2))
    hand = hand_over(builder.build())
    outer = child(hand, "outer")
    assert outer.text(NAME).startswith("outer, block pair, 1 layer, in 8×8×3, out 8×8×3")
    hand.session.enter("outer")
    assert not outer.isValid()
    names = [tree(hand).child(index).text(NAME).split(",")[0] for index in range(tree(hand).childCount())]
    assert "inner" in names


def test_an_editor_on_the_canvas_is_a_child_too(hand):
    hand.canvas.rename_requested.emit("conv")
    canvas = tree(hand)
    assert canvas.childCount() > 7
    children = [canvas.child(index) for index in range(7, canvas.childCount())]
    assert all(canvas.indexOfChild(found) >= 7 for found in children)
    field = hand.canvas.in_place.field.editor
    assert field.accessibleName() == "Name of the layer"
    at = field.mapToGlobal(field.rect().center())
    assert canvas.childAt(at.x(), at.y()).text(NAME) == "Name of the layer"


def test_a_running_reader_is_told_of_focus_and_names(hand, active, monkeypatch):
    told: list[tuple[str, QAccessible.Event]] = []
    tree(hand)
    child(hand, "conv")
    monkeypatch.setattr(
        "gui.canvas.accessible.QAccessible.updateAccessibility",
        lambda event: told.append((event.object().objectName(), event.type())),
        raising=False,
    )
    hand.session.select(("conv",))
    assert ("spoken.conv", QAccessible.Event.Focus) in told
    told.clear()
    hand.session.apply("Set", lambda d: edits.set_param(d, "conv", "out_channels", 8))
    assert told == [("spoken.conv", QAccessible.Event.NameChanged)]
    told.clear()
    QAccessible.setActive(False)
    hand.session.select(("pool",))
    assert told == []


def test_canvases_come_and_go_with_all_their_children(qtbot, preferences):
    QAccessible.setActive(True)
    try:
        for _ in range(5):
            canvas = CanvasWidget(Session(tower(20)), preferences)
            canvas.show()
            found = QAccessible.queryAccessibleInterface(canvas)
            assert [found.child(index).isValid() for index in range(21)] == [True] * 21
            kept = found.child(3)
            canvas.session.select(("relu3",))
            canvas.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            del canvas, found
            gc.collect()
            assert not kept.isValid()
            assert kept.text(NAME) == ""
            assert kept.rect().isNull()
            assert kept.childCount() == 0
            QApplication.processEvents()
    finally:
        QAccessible.setActive(False)


def test_a_closed_sketch_that_was_read_out_leaves_the_memory(qtbot, preferences):
    session = Session(tower(3))
    canvas = CanvasWidget(session, preferences)
    canvas.show()
    found = QAccessible.queryAccessibleInterface(canvas)
    assert found.child(1).text(NAME)
    kept = weakref.ref(session)
    canvas.deleteLater()
    session.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    del canvas, session, found
    gc.collect()
    assert kept() is None
