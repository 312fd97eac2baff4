"""Moving, copying, detaching and inserting by dragging, by real events."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.document import edits
from core.document.builder import Builder
from core.document.document import Document
from core.document.graph import Annotation, OutputRef, Point, Wire
from core.document.styles import set_bends, set_style
from core.document.wiring_edits import detach
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.pool import MaxPool2d
from tests.gui.canvas.conftest import Hand

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
ALT, NONE = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier
HandOver = Callable[[Document | None], Hand]


def inputs(hand: Hand, node: str) -> tuple[OutputRef | None, ...]:
    return hand.session.graph.nodes[node].inputs


def named(hand: Hand, name: str) -> str:
    """Id of the node of that name."""
    return next(key for key, node in hand.session.graph.nodes.items() if node.name == name)


def beside() -> Document:
    """input → first → second → output in a column, and loose layers to the right of it."""
    builder = Builder("beside")
    image = builder.input(8, 32, 32, at=(0, 0))
    first = builder.add(Conv2d(out_channels=8, padding="same"), image, name="first", at=(0, 1.5))
    second = builder.add(Conv2d(out_channels=16, padding="same", groups=8), first, name="second", at=(0, 3))
    builder.output(second, at=(0, 4.5))
    builder.add(ReLU(), name="loose", at=(2, 1))
    builder.add(Conv2d(out_channels=12, padding="same"), name="twelve", at=(2, 2))
    chained = builder.add(ReLU(), name="front", at=(2, 3))
    builder.add(MaxPool2d(), chained, name="back", at=(2, 4))
    return builder.build()


@pytest.fixture
def column(hand_over: HandOver) -> Hand:
    return hand_over(beside())


def drop_on(hand: Hand, node: str, at: QPoint, *, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """Drag a node by its middle to a point of the widget."""
    start = hand.node(node)
    hand.press(start, modifiers & ALT)
    hand.carry(start + (at - start) / 2, at, modifiers=modifiers)
    hand.release(at, modifiers)


# -- what moves -------------------------------------------------------------------------------------------------------


def test_what_is_locked_stays_and_says_so(hand):
    hand.session.apply("x", lambda d: set_style(d, ("pool",), locked=True))
    hand.session.select(("conv", "pool"))
    conv, pool = hand.session.graph.position("conv"), hand.session.graph.position("pool")
    hand.drag(hand.node("conv"), hand.node("conv") + QPoint(-64, 64))
    assert hand.session.graph.position("conv") == Point(conv.x - 64, conv.y + 64)
    assert hand.session.graph.position("pool") == pool
    assert hand.said == ["pool is locked and stays."]
    assert hand.steps() == ["x", "Move conv"]


def test_a_locked_layer_alone_does_not_move_at_all(hand):
    hand.session.apply("x", lambda d: set_style(d, ("pool",), locked=True))
    start = hand.node("pool")
    hand.press(start)
    hand.carry(start + QPoint(64, 64))
    assert hand.canvas.cursor().shape() == Qt.CursorShape.ForbiddenCursor
    hand.release(start + QPoint(64, 64))
    assert hand.steps() == ["x"]
    assert hand.said == ["pool is locked and stays."]


def test_with_ctrl_nothing_snaps(hand):
    before = hand.session.graph.position("conv")
    start = hand.node("conv")
    hand.press(start)
    hand.carry(start + QPoint(-20, 10), start + QPoint(-37, 51), modifiers=CONTROL)
    hand.release(start + QPoint(-37, 51), CONTROL)
    assert hand.session.graph.position("conv") == Point(before.x - 37, before.y + 51)
    assert hand.steps() == ["Move conv"]


def test_ctrl_frees_a_drag_even_while_the_pointer_stands_still(hand):
    before = hand.session.graph.position("conv")
    start = hand.node("conv")
    hand.press(start)
    hand.carry(start + QPoint(-37, 51))
    snapped = hand.canvas.scene.rect("conv").x
    QTest.keyPress(hand.canvas, Qt.Key.Key_Control, CONTROL)
    assert hand.canvas.scene.rect("conv").x == before.x - 37 != snapped
    QTest.keyRelease(hand.canvas, Qt.Key.Key_Control)
    assert hand.canvas.scene.rect("conv").x == snapped
    hand.key(Qt.Key.Key_Escape)
    hand.release(start)
    assert hand.steps() == []


def test_bends_go_along_with_both_ends_of_their_wire(hand):
    wire = Wire(OutputRef("reduce"), "conv")
    hand.session.apply("x", lambda d: set_bends(d, wire, (Point(10, 200),)))
    hand.session.select(("reduce", "conv"))
    hand.drag(hand.node("conv"), hand.node("conv") + QPoint(-80, 64))
    ((bend,),) = hand.session.graph.bends.values()
    assert bend == Point(-70, 264)
    assert hand.steps() == ["x", "Move 2 layers"]


def test_equal_gaps_attract_and_show(hand_over):
    builder = Builder()
    for name, x in (("a", 0.0), ("b", 1.0), ("c", 2.4)):
        builder.add(ReLU(), name=name, at=(x, 0))
    hand = hand_over(builder.build())
    a, b, c = (hand.canvas.scene.rect(name) for name in "abc")
    wanted = b.right + (b.x - a.right) - c.x
    start = hand.node("c")
    hand.press(start)
    hand.move(start + QPoint(round(wanted) + 30, 0), start + QPoint(round(wanted) + 4, 0))
    gaps = [guide for guide in hand.canvas.gesture._guides if guide.gap]
    assert [round(guide.x1 - guide.x0) for guide in gaps] == [round(b.x - a.right)] * 2
    assert hand.canvas.scene.rect("c").x - b.right == b.x - a.right
    hand.key(Qt.Key.Key_Escape)
    hand.release(start)
    assert hand.canvas.scene.rect("c") == c


# -- copies -----------------------------------------------------------------------------------------------------------


def test_alt_drags_a_copy_with_the_wires_that_lead_into_it(hand):
    before = hand.session.graph
    start = hand.node("conv")
    drop_on(hand, "conv", start + QPoint(-240, 64), modifiers=ALT)
    (copy,) = hand.session.selection
    assert copy not in before.nodes
    assert inputs(hand, copy) == (OutputRef("reduce"),)
    at = before.position("conv")
    assert hand.session.graph.position("conv") == at
    assert hand.session.graph.position(copy) == Point(at.x - 240, at.y + 64)
    assert hand.steps() == ["Duplicate conv"]
    hand.session.undo()
    assert hand.session.graph.same_as(before)


def test_a_copy_shows_as_a_ghost_and_escape_leaves_no_trace(hand):
    document = hand.session.document
    hand.session.select(("conv",))
    bare = hand.canvas.grab().toImage()
    start = hand.node("conv")
    hand.press(start, ALT)
    hand.carry(start + QPoint(-200, 40), start + QPoint(-240, 64), modifiers=ALT)
    assert hand.canvas.cursor().shape() == Qt.CursorShape.DragCopyCursor
    assert hand.canvas.scene.rect("conv").x == document.main.position("conv").x
    assert hand.canvas.grab().toImage() != bare
    hand.key(Qt.Key.Key_Escape)
    assert hand.canvas.gesture is None
    hand.release(start)
    assert hand.session.document is document
    QApplication.sendEvent(hand.canvas, QEvent(QEvent.Type.Leave))
    assert hand.canvas.grab().toImage() == bare


def test_a_copied_chain_keeps_its_inner_wires(hand):
    hand.session.select(("reduce", "conv"))
    drop_on(hand, "conv", hand.node("conv") + QPoint(-240, 0), modifiers=ALT)
    reduce, conv = named(hand, "reduce_2"), named(hand, "conv_2")
    assert inputs(hand, conv) == (OutputRef(reduce),)
    assert inputs(hand, reduce) == inputs(hand, "reduce")
    assert hand.session.selection == {reduce, conv}
    assert hand.steps() == ["Duplicate 2 layers"]


def test_letting_go_of_alt_moves_instead(hand):
    start = hand.node("conv")
    hand.press(start, ALT)
    hand.carry(start + QPoint(-100, 40), modifiers=ALT)
    hand.carry(start + QPoint(-120, 64))
    hand.release(start + QPoint(-120, 64))
    assert hand.steps() == ["Move conv"]


def test_a_copy_dropped_on_a_wire_is_inserted(column):
    drop_on(column, "loose", column.wire("first", "second"), modifiers=ALT)
    (copy,) = column.session.selection
    assert copy != named(column, "loose")
    assert inputs(column, copy) == (OutputRef(named(column, "first")),)
    assert inputs(column, named(column, "second")) == (OutputRef(copy),)
    assert column.steps() == ["Duplicate loose"]


# -- detaching --------------------------------------------------------------------------------------------------------


def test_alt_click_detaches_and_closes_the_gap(hand):
    document = hand.session.document
    hand.click(hand.node("conv"), ALT)
    assert inputs(hand, "conv") == (None,)
    assert inputs(hand, "concat")[0] == OutputRef("reduce")
    assert hand.steps() == ["Detach conv"]
    hand.session.undo()
    assert hand.session.document is document


def test_shaking_a_layer_detaches_it_where_it_is_let_go(hand):
    document = hand.session.document
    start = hand.node("conv")
    hand.press(start)
    to_and_fro = [start + QPoint(x, 0) for x in (30, -20, 30, -20, 30)]
    hand.carry(*to_and_fro, apart=60)
    assert hand.canvas.gesture.detached
    assert hand.session.document is document
    hand.carry(start + QPoint(-240, 8))
    hand.release(start + QPoint(-240, 8))
    assert inputs(hand, "conv") == (None,)
    assert inputs(hand, "concat")[0] == OutputRef("reduce")
    assert hand.session.graph.position("conv").x == document.main.position("conv").x - 240
    assert hand.steps() == ["Detach conv"]


def test_slow_turns_are_no_shaking(hand):
    start = hand.node("conv")
    hand.press(start)
    hand.carry(*(start + QPoint(x, 0) for x in (30, -20, 30, -20, 30)), apart=300)
    assert not hand.canvas.gesture.detached
    hand.key(Qt.Key.Key_Escape)
    hand.release(start)


def test_a_trembling_hand_is_no_shaking(hand):
    start = hand.node("conv")
    hand.press(start)
    hand.carry(start + QPoint(30, 0), *(start + QPoint(30 + x, 0) for x in (5, 0, 5, 0, 5, 0)), apart=20)
    assert not hand.canvas.gesture.detached
    hand.key(Qt.Key.Key_Escape)
    hand.release(start)


def test_escape_after_shaking_leaves_the_wires(hand):
    document = hand.session.document
    start = hand.node("conv")
    hand.press(start)
    hand.carry(*(start + QPoint(x, 0) for x in (30, -20, 30, -20, 30)), apart=60)
    assert hand.canvas.gesture.detached
    hand.key(Qt.Key.Key_Escape)
    hand.release(start)
    assert hand.session.document is document
    assert hand.canvas._state().detached_edges == frozenset()


def test_a_shaken_layer_can_be_inserted_elsewhere_in_one_go(hand):
    start = hand.node("conv")
    hand.press(start)
    hand.carry(*(start + QPoint(x, 0) for x in (30, -20, 30, -20, 30)), apart=60)
    at = hand.wire("pool", "project")
    hand.carry(at + QPoint(-20, 0), at)
    hand.release(at)
    assert inputs(hand, "conv") == (OutputRef("pool"),)
    assert inputs(hand, "project") == (OutputRef("conv"),)
    assert inputs(hand, "concat")[0] == OutputRef("reduce")
    assert hand.steps() == ["Insert conv"]


# -- onto a wire ------------------------------------------------------------------------------------------------------


def test_a_layer_dropped_on_a_wire_is_inserted_in_one_step(column):
    document = column.session.document
    drop_on(column, "loose", column.wire("first", "second"))
    assert inputs(column, "loose") == (OutputRef("first"),)
    assert inputs(column, "second") == (OutputRef("loose"),)
    assert column.steps() == ["Insert loose"]
    column.session.undo()
    assert column.session.document is document


def test_a_selected_chain_is_inserted_as_a_whole(column):
    column.session.select(("front", "back"))
    drop_on(column, "front", column.wire("input", "first"))
    assert inputs(column, "front") == (OutputRef("input"),)
    assert inputs(column, "back") == (OutputRef("front"),)
    assert inputs(column, "first") == (OutputRef("back"),)
    assert column.steps() == ["Insert 2 layers"]


def test_the_wire_lights_while_it_would_take_the_layer_in(column):
    start, at = column.node("loose"), column.wire("first", "second")
    column.press(start)
    column.carry(at + QPoint(120, 0))
    assert column.canvas.gesture._insertion.lit == frozenset()
    column.carry(at)
    gesture = column.canvas.gesture
    assert [edge.target for edge in gesture._insertion.lit] == ["second"]
    assert gesture._insertion.words == "Release to insert"
    lit = column.canvas.grab().toImage()
    column.carry(at, modifiers=CONTROL)
    assert gesture._insertion.lit == frozenset()
    assert column.canvas.grab().toImage() != lit
    column.key(Qt.Key.Key_Escape)
    column.release(at)
    assert column.steps() == []


def test_a_shape_that_will_not_fit_is_warned_of_with_its_reason_and_accepted(column):
    at = column.wire("first", "second")
    start = column.node("twelve")
    column.press(start)
    column.carry(at + QPoint(60, 0), at)
    words = column.canvas.gesture._insertion.words
    assert words.startswith("Will not fit: ")
    assert "8" in words
    assert "12" in words
    column.release(at)
    assert inputs(column, "second") == (OutputRef("twelve"),)
    assert column.session.graph_analysis.issues["second"]


def test_in_a_large_sketch_wires_that_are_only_passed_are_not_judged(column, monkeypatch):
    monkeypatch.setattr("gui.canvas.insertion._SMALL", 0)
    at = column.wire("first", "second")
    column.press(column.node("twelve"))
    column.carry(at + QPoint(120, 0), at)
    insertion = column.canvas.gesture._insertion
    assert (insertion.lit != frozenset(), insertion.words) == (True, "Release to insert")
    column.carry(at, at)
    assert insertion.words.startswith("Will not fit: ")
    column.key(Qt.Key.Key_Escape)
    column.release(at)
    drop_on(column, "loose", at)  # judged at the latest when it is let go
    assert inputs(column, "second") == (OutputRef("loose"),)


def test_with_ctrl_a_layer_is_dropped_beside_the_wires(column):
    drop_on(column, "loose", column.wire("first", "second"), modifiers=CONTROL)
    assert inputs(column, "loose") == (None,)
    assert column.steps() == ["Move loose"]


def test_a_layer_with_wires_of_its_own_goes_on_no_wire(hand):
    before = inputs(hand, "concat")
    drop_on(hand, "conv", hand.wire("pool", "project"))
    assert inputs(hand, "project") == (OutputRef("pool"),)
    assert inputs(hand, "concat") == before
    assert hand.steps() == ["Move conv"]


def test_an_entry_of_the_palette_dropped_on_a_wire_is_inserted(hand):
    mime = hand.preset("ReLU")
    at = hand.wire("reduce", "conv")
    hand.enter(mime, at + QPoint(100, 0))
    hand.over(mime, at)
    assert hand.canvas.gesture._insertion.lit
    hand.drop(mime, at)
    (node,) = hand.session.selection
    assert inputs(hand, node) == (OutputRef("reduce"),)
    assert inputs(hand, "conv") == (OutputRef(node),)
    assert hand.steps() == ["Insert ReLU"]


def test_what_is_dropped_on_a_layer_goes_where_its_ghost_shows_a_free_place(hand):
    mime = hand.preset("ReLU")
    at = hand.node("conv")
    hand.enter(mime, at)
    ghost = hand.canvas.gesture.box
    assert not any(ghost.meets(hand.canvas.scene.rect(key)) for key in hand.session.graph.nodes)
    hand.drop(mime, at)
    (node,) = hand.session.selection
    assert hand.canvas.scene.rect(node) == ghost
    assert inputs(hand, node) == (None,)


def test_what_no_wire_can_lead_through_is_only_placed(hand):
    mime = hand.preset("Input")
    at = hand.wire("reduce", "conv")
    hand.enter(mime, at)
    assert "No wire" in hand.canvas.gesture._insertion.words
    hand.drop(mime, at)
    assert inputs(hand, "conv") == (OutputRef("reduce"),)
    assert hand.steps() == ["Add Input"]


# -- frames and notes -------------------------------------------------------------------------------------------------


def framed(hand: Hand) -> None:
    """Put a frame around reduce and conv, with a note in it, and a note elsewhere."""
    bounds = hand.canvas.scene.bounds(("reduce", "conv"))
    assert bounds is not None
    x, y, width, height = bounds
    hand.annotate(
        Annotation("frame", "frame", "branch", x - 32, y - 40, width + 64, height + 100),
        Annotation("inner", "note", "in it", x, y + height + 4, 80, 40),
        Annotation("outer", "note", "elsewhere", x - 320, y, 120, 60),
    )


def title(hand: Hand, key: str = "frame") -> QPoint:
    box = hand.canvas.scene.annotation_rect(key)
    return hand.canvas.to_screen(QPointF(box.x + box.width / 2, box.y + 14)).toPoint()


def test_a_frame_dragged_by_its_title_carries_what_lies_in_it(hand):
    framed(hand)
    before = hand.session.graph
    hand.drag(title(hand), title(hand) + QPoint(-80, 40))
    after = hand.session.graph
    assert hand.session.annotations == {"frame"}
    for key in ("reduce", "conv"):
        assert after.position(key) == Point(before.position(key).x - 80, before.position(key).y + 40)
    assert after.position("pool") == before.position("pool")
    for key, moved in (("frame", True), ("inner", True), ("outer", False)):
        assert after.annotations[key].x - before.annotations[key].x == (-80 if moved else 0)
    assert hand.steps()[3:] == ["Move 4 items"]
    hand.session.undo()
    assert hand.session.graph.same_as(before)


def test_a_click_on_a_title_selects_the_frame_and_shift_adds(hand):
    framed(hand)
    hand.click(title(hand))
    assert (hand.session.selection, hand.session.annotations) == (set(), {"frame"})
    hand.click(hand.node("pool"), SHIFT)
    hand.click(title(hand, "outer"), SHIFT)
    assert (hand.session.selection, hand.session.annotations) == ({"pool"}, {"frame", "outer"})
    hand.click(title(hand), SHIFT)
    assert hand.session.annotations == {"outer"}


def test_a_note_is_dragged_by_its_body(hand):
    framed(hand)
    before = hand.session.graph.annotations["outer"]
    hand.drag(title(hand, "outer"), title(hand, "outer") + QPoint(16, -48))
    after = hand.session.graph.annotations["outer"]
    assert (after.x, after.y) == (before.x + 16, before.y - 48)
    assert hand.steps()[3:] == ["Move “elsewhere”"]


def test_selected_notes_move_with_the_layers(hand):
    framed(hand)
    hand.session.select(("pool",), ("outer",))
    before = hand.session.graph.annotations["outer"]
    hand.drag(hand.node("pool"), hand.node("pool") + QPoint(64, 64))
    assert hand.session.graph.annotations["outer"].x == before.x + 64
    assert hand.steps()[3:] == ["Move 2 items"]


def test_the_inside_of_a_frame_is_empty_canvas(hand):
    framed(hand)
    box = hand.canvas.scene.annotation_rect("frame")
    start = hand.canvas.to_screen(QPointF(box.x + 12, box.y + 34)).toPoint()
    stop = hand.node("conv")
    hand.drag(start, stop)
    assert hand.session.selection == {"reduce", "conv"}
    assert hand.session.annotations == set()
    assert hand.steps()[3:] == []


def test_a_frame_copied_with_alt_takes_copies_of_what_lies_in_it(hand):
    framed(hand)
    start = title(hand)
    hand.press(start, ALT)
    hand.carry(start + QPoint(-200, 0), start + QPoint(-400, 0), modifiers=ALT)
    hand.release(start + QPoint(-400, 0), ALT)
    assert len(hand.session.selection) == 2
    assert len(hand.session.annotations) == 2
    assert inputs(hand, named(hand, "reduce_2")) == inputs(hand, "reduce")
    assert hand.steps()[3:] == ["Duplicate 4 items"]


# -- what happens meanwhile -------------------------------------------------------------------------------------------


def test_a_drag_survives_an_edit_underneath(hand):
    start = hand.node("conv")
    hand.press(start)
    hand.carry(start + QPoint(-40, 40), start + QPoint(-80, 64))
    hand.session.apply("x", lambda d: edits.move(d, ("conv",), 8, 0))
    hand.release(start + QPoint(-80, 64))
    assert hand.steps() == ["x", "Move conv"]


def test_a_drag_ends_when_what_is_dragged_goes(hand):
    start = hand.node("conv")
    hand.press(start)
    hand.carry(start + QPoint(-40, 40))
    hand.session.apply("x", lambda d: edits.remove(d, ("conv",)))
    assert hand.canvas.gesture is None
    hand.release(start)
    assert hand.steps() == ["x"]


def test_a_copy_under_way_survives_an_edit_underneath(hand):
    start = hand.node("conv")
    hand.press(start, ALT)
    hand.carry(start + QPoint(-200, 40), modifiers=ALT)
    hand.session.apply("x", lambda d: detach(d, ("pool",)))
    hand.release(start + QPoint(-240, 64), ALT)
    assert hand.steps()[0] == "x"
    assert len(hand.session.graph.nodes) == 8


def test_near_the_edge_the_view_follows_the_drag(hand, qtbot):
    start = hand.node("conv")
    view = hand.canvas.view
    hand.press(start)
    hand.carry(QPoint(500, 400), QPoint(4, 400))
    qtbot.waitUntil(lambda: hand.canvas.view.tx > view.tx + 30)
    under = hand.node("conv")
    assert abs(under.x() - 4) <= 8
    hand.release(QPoint(4, 400))
    assert hand.session.graph.position("conv").x < -200
    assert hand.steps() == ["Move conv"]


def test_a_click_near_the_edge_moves_no_view(hand, qtbot):
    view = hand.canvas.view
    hand.press(QPoint(4, 4))
    qtbot.wait(300)
    hand.release(QPoint(4, 4))
    assert hand.canvas.view == view
