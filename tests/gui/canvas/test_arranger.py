"""Commands for what is selected: marking, framing, setting in order, selecting what belongs to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from core.document import edits
from core.document.annotations import add_annotation
from core.document.builder import Builder
from core.document.document import Document
from core.document.graph import Annotation, OutputRef, Point, Wire
from core.document.styles import set_bends, set_style
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from gui.app import leave_clipboard
from gui.canvas.animation import MOST
from gui.drawing.geometry import Rect
from gui.preferences import Preferences
from tests.gui.canvas.conftest import Hand


@pytest.fixture
def hand(hand: Hand, preferences: Preferences) -> Hand:
    """A hand over ``reduced``, where everything is in its place at once."""
    preferences.animations = False
    return hand


def box(hand: Hand, key: str) -> Rect:
    graph = hand.session.graph
    if key in graph.annotations:
        found = graph.annotations[key]
        return Rect(found.x, found.y, found.width, found.height)
    return hand.canvas.scene.rect(key)


def overlap(one: Rect, other: Rect) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


def nobody_overlaps(hand: Hand) -> bool:
    boxes = [box(hand, key) for key in hand.session.graph.nodes]
    return not any(overlap(one, other) for k, one in enumerate(boxes) for other in boxes[:k])


# -- selecting --------------------------------------------------------------------------------------------------------


def test_up_down_branch_and_type(hand):
    hand.session.select(("conv",))
    hand.canvas.select_upstream()
    assert hand.session.selection == {"conv", "reduce", "input"}
    hand.session.select(("conv",))
    hand.canvas.select_downstream()
    assert hand.session.selection == {"conv", "concat", "output"}
    hand.session.select(("pool",))
    hand.canvas.select_branch()
    assert hand.session.selection == {"pool", "project"}
    hand.session.select(("pool",))
    hand.canvas.select_same_type()
    assert hand.session.selection == {"pool"}
    hand.session.select(("conv",))
    hand.canvas.select_same_type()
    assert hand.session.selection == {"conv", "reduce", "project"}
    assert hand.steps() == []


# -- marks ------------------------------------------------------------------------------------------------------------


def test_bypass_goes_on_and_off(hand):
    whole = hand.session.graph_analysis.cost.macs
    hand.session.select(("conv", "reduce"))
    hand.canvas.toggle_bypass()
    nodes = hand.session.graph.nodes
    assert nodes["conv"].bypassed
    assert nodes["reduce"].bypassed
    assert hand.session.graph_analysis.cost.macs < whole
    hand.canvas.toggle_bypass()
    assert hand.session.graph_analysis.cost.macs == whole
    assert hand.steps() == ["Bypass 2 layers", "Stop Bypassing 2 layers"]


def test_some_bypassed_means_all(hand):
    hand.session.select(("conv",))
    hand.canvas.toggle_bypass()
    hand.session.select(("conv", "reduce"))
    hand.canvas.toggle_bypass()
    assert all(hand.session.graph.nodes[key].bypassed for key in ("conv", "reduce"))


def test_an_input_cannot_be_bypassed_and_that_is_said(hand):
    hand.session.select(("input",))
    hand.canvas.toggle_bypass()
    assert hand.steps() == []
    assert len(hand.said) == 1


def test_collapse_and_lock_go_on_and_off(hand):
    hand.session.select(("conv",))
    height = box(hand, "conv").height
    hand.canvas.toggle_collapse()
    assert box(hand, "conv").height < height
    hand.canvas.toggle_lock()
    assert hand.session.graph.style("conv").locked
    hand.canvas.toggle_collapse()
    hand.canvas.toggle_lock()
    assert box(hand, "conv").height == height
    assert not hand.session.graph.styles
    assert hand.steps() == ["Collapse conv", "Lock conv", "Expand conv", "Unlock conv"]


def test_a_colour_goes_to_layers_and_frames_in_one_step(hand):
    hand.session.apply("x", lambda d: add_annotation(d, Annotation("frame", "frame", "stem", 0, 0, 400, 400)))
    hand.session.select(("conv",), ("frame",))
    hand.canvas.set_color("teal")
    assert hand.session.graph.style("conv").color == "teal"
    assert hand.session.graph.annotations["frame"].color == "teal"
    assert hand.steps() == ["x", "Colour 2 items"]


@pytest.mark.parametrize(
    "command",
    ["toggle_bypass", "toggle_collapse", "toggle_lock", "tidy_selection", "copy_picture", "rename_selection"],
)
def test_without_a_selection_nothing_happens(hand, command):
    getattr(hand.canvas, command)()
    hand.canvas.set_color("red")
    assert hand.steps() == []


def test_renaming_asks_for_the_one_thing_that_is_selected(hand):
    asked: list[str] = []
    hand.canvas.rename_requested.connect(asked.append)
    hand.session.select(("conv", "pool"))
    hand.canvas.rename_selection()
    hand.session.select(("conv",))
    hand.canvas.rename_selection()
    hand.session.apply("x", lambda d: add_annotation(d, Annotation("frame", "frame", "stem", 0, 0, 400, 400)))
    hand.session.select((), ("frame",))
    hand.canvas.rename_selection()
    assert asked == ["conv", "frame"]


# -- frames and notes -------------------------------------------------------------------------------------------------


def test_a_frame_goes_around_what_is_selected(hand):
    asked: list[str] = []
    hand.canvas.rename_requested.connect(asked.append)
    hand.session.select(("reduce", "conv"))
    hand.canvas.frame_selection()
    ((key, frame),) = hand.session.graph.annotations.items()
    held = Rect(frame.x, frame.y, frame.width, frame.height)
    assert all(held.united(box(hand, node)) == held for node in ("reduce", "conv"))
    assert box(hand, "reduce").y - frame.y > 28
    assert not overlap(held, box(hand, "pool"))
    assert all(value % 8 == 0 for value in held)
    assert hand.session.annotations == {key}
    assert hand.session.selection == set()
    assert asked == [key]
    assert hand.steps() == ["Add Frame"]


def test_a_frame_around_a_frame_holds_it(hand):
    for chosen in (("reduce", "conv"), ()):
        if chosen:
            hand.session.select(chosen)
        hand.canvas.frame_selection()
    inner, outer = hand.session.graph.annotations.values()
    around = Rect(outer.x, outer.y, outer.width, outer.height)
    assert around.united(Rect(inner.x, inner.y, inner.width, inner.height)) == around != Rect(*box(hand, inner.id))


def test_an_empty_frame_lies_on_nothing(hand):
    hand.canvas.frame_selection()
    hand.session.select(())
    hand.canvas.frame_selection()
    one, other = hand.session.graph.annotations
    assert not any(
        overlap(box(hand, frame), box(hand, node)) for frame in (one, other) for node in hand.session.graph.nodes
    )
    assert not overlap(box(hand, one), box(hand, other))


def test_notes_lie_on_no_layer_and_on_no_other_note(hand):
    hand.hover(hand.node("conv"))
    hand.canvas.add_note()
    hand.canvas.add_note()
    one, other = hand.session.graph.annotations
    assert not any(
        overlap(box(hand, note), box(hand, node)) for note in (one, other) for node in hand.session.graph.nodes
    )
    assert not overlap(box(hand, one), box(hand, other))
    assert hand.session.annotations == {other}
    assert hand.steps() == ["Add Note", "Add Note"]


def test_a_note_goes_to_the_pointer_where_there_is_room(empty):
    empty.hover(QPoint(300, 200))
    empty.canvas.add_note()
    (note,) = empty.session.graph.annotations
    x, y, width, height = box(empty, note)
    middle = empty.canvas.to_canvas(QPoint(300, 200).toPointF())
    assert abs(x + width / 2 - middle.x()) <= 4
    assert abs(y + height / 2 - middle.y()) <= 4


def test_a_double_click_on_a_title_or_a_note_asks_for_its_text(hand, qtbot):
    hand.session.select(("reduce", "conv"))
    hand.canvas.frame_selection()
    (frame,) = hand.session.graph.annotations
    x, y, width, _ = box(hand, frame)
    at = hand.canvas.to_screen(QPointF(x + width / 2, y + 14)).toPoint()
    with qtbot.waitSignal(hand.canvas.rename_requested) as asked:
        QTest.mouseDClick(hand.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert asked.args == [frame]


# -- in order ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "value"),
    [
        ("align_left", lambda r: r.x),
        ("align_center", lambda r: r.x + r.width / 2),
        ("align_right", lambda r: r.right),
        ("align_top", lambda r: r.y),
        ("align_middle", lambda r: r.y + r.height / 2),
        ("align_bottom", lambda r: r.bottom),
    ],
)
def test_aligning(hand: Hand, command: str, value: Callable[[Rect], float]) -> None:
    hand.session.apply("x", lambda d: add_annotation(d, Annotation("note", "note", "n", 40, 30, 100, 40)))
    hand.session.select(("input", "conv", "project"), ("note",))
    keys = ("input", "conv", "project", "note")
    assert len({value(box(hand, key)) for key in keys}) > 1
    getattr(hand.canvas, command)()
    assert len({value(box(hand, key)) for key in keys}) == 1
    assert hand.steps() == ["x", "Align 4 items"]


def test_distributing_leaves_equal_gaps(hand):
    hand.session.select(("input", "conv", "output"))
    hand.canvas.distribute_down()
    first, second, third = sorted((box(hand, key) for key in hand.session.selection), key=lambda r: r.y)
    assert second.y - first.bottom == pytest.approx(third.y - second.bottom, abs=1)
    hand.canvas.distribute_across()
    assert hand.steps()[0] == "Distribute 3 layers"


def test_one_thing_is_not_aligned_and_that_is_said(hand):
    hand.session.select(("conv",))
    hand.canvas.align_left()
    assert hand.steps() == []
    assert hand.said == ["Select at least 2 things."]


def test_what_is_locked_stays_when_others_are_set_in_order(hand):
    hand.session.apply("x", lambda d: set_style(d, ("input",), locked=True))
    before = hand.session.graph.position("input")
    for command in ("align_left", "tidy_selection"):
        hand.session.select(("input", "reduce", "project"))
        getattr(hand.canvas, command)()
        assert hand.session.graph.position("input") == before
    assert set(hand.said) == {"input is locked and stays."}
    hand.canvas.lay_out()
    assert hand.session.graph.position("input") == before
    assert nobody_overlaps(hand)


def test_tidying_lays_out_the_selection_alone(hand):
    scattered = {"reduce": Point(-300, 400), "conv": Point(-280, 380), "pool": Point(600, 40)}
    hand.session.apply("x", lambda d: edits.place(d, scattered))
    others = {key: at for key, at in hand.session.graph.layout.items() if key not in ("reduce", "conv")}
    hand.session.select(("reduce", "conv"))
    hand.canvas.tidy_selection()
    graph = hand.session.graph
    assert {key: graph.position(key) for key in others} == others
    assert graph.position("reduce").y < graph.position("conv").y
    assert nobody_overlaps(hand)
    assert hand.steps() == ["x", "Tidy 2 layers"]


def test_laying_out_to_the_right_turns_the_flow_in_the_same_step(hand):
    before = hand.session.graph
    hand.canvas.lay_out_right()
    graph = hand.session.graph
    assert graph.flow == "right"
    assert graph.position("input").x < graph.position("reduce").x < graph.position("conv").x
    assert nobody_overlaps(hand)
    assert hand.steps() == ["Lay Out Left to Right"]
    hand.session.undo()
    assert hand.session.graph.same_as(before)
    hand.session.redo()
    hand.canvas.lay_out()
    assert hand.session.graph.flow == "down"


def test_frames_follow_what_is_laid_out_and_bends_are_undone(hand):
    hand.session.apply("x", lambda d: set_bends(d, Wire(OutputRef("reduce"), "conv"), (Point(-400, 200),)))
    hand.session.select(("reduce", "conv"))
    hand.canvas.frame_selection()
    (key,) = hand.session.graph.annotations
    frame = box(hand, key)
    inside = Annotation("note", "note", "in it", frame.x + 8, frame.bottom - 20, 64, 16)
    hand.session.apply("y", lambda d: add_annotation(d, inside))
    hand.session.apply("z", lambda d: edits.move(d, ("reduce", "conv"), -640, 0, annotations=(key, "note")))
    hand.canvas.lay_out()
    around = box(hand, key)
    assert all(around.united(box(hand, node)) == around for node in ("reduce", "conv"))
    assert not any(overlap(around, box(hand, node)) for node in ("input", "output"))
    assert around.united(box(hand, "note")) == around
    assert hand.session.graph.bends == {}


# -- on the way -------------------------------------------------------------------------------------------------------


@pytest.fixture
def gliding(hand_over: Callable[[Document | None], Hand], preferences: Preferences) -> Hand:
    """A hand over three layers in disorder, where things glide."""
    preferences.animations = True
    builder = Builder()
    image = builder.input(8, 32, 32, at=(0, 0))
    first = builder.add(Conv2d(out_channels=8, padding="same"), image, name="first", at=(2, 1))
    builder.add(ReLU(), first, name="second", at=(-1, 1))
    return hand_over(builder.build())


def test_a_layout_glides_there_and_the_document_is_there_at_once(gliding, qtbot):
    before = gliding.canvas.scene.rect("first")
    gliding.canvas.lay_out()
    there = gliding.session.graph.position("first")
    assert there != (before.x, before.y)
    assert gliding.canvas.scene.rect("first") == before
    assert gliding.steps() == ["Lay Out"]


def test_it_arrives(gliding, qtbot):
    before, view = gliding.canvas.scene.rect("first"), gliding.canvas.view
    gliding.canvas.lay_out()
    at = gliding.session.graph.position("first")
    there = Rect(at.x, at.y, before.width, before.height)
    assert gliding.canvas.scene.rect("first") == before
    assert gliding.canvas.view == view
    qtbot.waitUntil(lambda: before != gliding.canvas.scene.rect("first") != there)
    qtbot.waitUntil(lambda: gliding.canvas.scene.rect("first") == there)
    after = gliding.canvas.view
    gliding.canvas.fit()
    assert gliding.canvas.view == after


def test_it_glides_to_the_right_as_well(gliding, qtbot):
    before = gliding.canvas.scene.rect("first")
    gliding.canvas.lay_out_right()
    assert gliding.canvas.scene.flow == "right"
    assert gliding.canvas.scene.rect("first")[:2] == before[:2]
    qtbot.waitUntil(lambda: gliding.canvas.scene.rect("first")[:2] == gliding.session.graph.position("first"))
    assert before[:2] != gliding.session.graph.position("first")


def test_a_press_meanwhile_ends_it_at_once(gliding):
    gliding.canvas.lay_out()
    gliding.press(QPoint(3, 3))
    assert gliding.canvas.scene.rect("first")[:2] == gliding.session.graph.position("first")
    gliding.release(QPoint(3, 3))


def test_an_edit_meanwhile_ends_it_at_once(gliding):
    gliding.canvas.lay_out()
    gliding.session.undo()
    for key in gliding.session.graph.nodes:
        assert gliding.canvas.scene.rect(key)[:2] == gliding.session.graph.position(key)
    gliding.session.redo()
    for key in gliding.session.graph.nodes:
        assert gliding.canvas.scene.rect(key)[:2] == gliding.session.graph.position(key)


def test_zooming_meanwhile_keeps_the_view_that_was_chosen(gliding, qtbot):
    gliding.canvas.lay_out()
    gliding.canvas.zoom_by(1.5)
    view = gliding.canvas.view
    there = gliding.session.graph.position("first")
    qtbot.waitUntil(lambda: gliding.canvas.scene.rect("first")[:2] == there)
    assert gliding.canvas.view == view


def test_without_animations_everything_is_there_at_once(gliding, preferences):
    preferences.animations = False
    gliding.canvas.lay_out()
    assert gliding.canvas.scene.rect("first")[:2] == gliding.session.graph.position("first")


def test_more_than_the_eye_can_follow_is_there_at_once(gliding, monkeypatch):
    assert MOST == 2000
    monkeypatch.setattr("gui.canvas.gliding.MOST", 1)
    gliding.canvas.lay_out()
    assert gliding.canvas.scene.rect("first")[:2] == gliding.session.graph.position("first")


# -- pictures ---------------------------------------------------------------------------------------------------------


def test_a_picture_of_the_selection_goes_to_the_clipboard(hand):
    hand.session.select(("reduce", "conv"))
    hand.canvas.copy_picture()
    mime = QGuiApplication.clipboard().mimeData()
    image = mime.imageData()
    bounds = hand.canvas.scene.bounds(("reduce", "conv"))
    assert image.width() >= 2 * bounds.width
    assert image.height() >= 2 * bounds.height
    assert image.height() < 2 * hand.canvas.scene.bounds().height
    svg = bytes(mime.data("image/svg+xml").data()).decode()
    assert svg.startswith("<svg")
    assert "conv" in svg
    assert "project" not in svg
    assert image.pixelColor(2, 2).lightness() > 200
    assert hand.steps() == []


def test_a_picture_stays_on_the_clipboard_when_the_program_ends(hand):
    hand.session.select(("conv",))
    hand.canvas.copy_picture()
    size = QGuiApplication.clipboard().image().size()
    leave_clipboard()
    mime = QGuiApplication.clipboard().mimeData()
    assert not mime.hasFormat("image/svg+xml")  # made in Python, and gone with it
    assert QGuiApplication.clipboard().image().size() == size


def test_a_picture_is_dark_where_pictures_are_saved_dark(hand, preferences):
    preferences.settings.setValue("export/picture_dark", "true")
    hand.session.select(("conv",))
    hand.canvas.copy_picture()
    assert QGuiApplication.clipboard().mimeData().imageData().pixelColor(2, 2).lightness() < 80
