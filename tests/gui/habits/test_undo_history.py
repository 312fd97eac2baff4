"""Undo: one step a gesture, named in the menu and in the panel, with the selection and the view that belong to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView

from core.layout.documents import laid_out
from tests.gui.canvas.sketches import nested, tower
from tests.gui.person import ALT, CTRL, LEFT, NONE, SHIFT, Person


def steps(user: Person) -> QListView:
    """The list of the history panel."""
    user.window.docks.show("history")
    QApplication.processEvents()
    found = user.window.findChild(QListView, "history.steps")
    assert found is not None
    return found


def listed(user: Person) -> list[str]:
    """What it lists."""
    model = steps(user).model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def three_steps(user: Person) -> None:
    """Move, delete, set."""
    user.drag(user.node("output"), user.node("output") + QPoint(100, 20), modifiers=CTRL)
    user.click("pool")
    user.key("Del")
    user.click("conv5x5")
    user.types("out_channels", "64")
    user.canvas.setFocus()


def test_the_menu_names_what_undo_and_redo_would_do(user: Person):
    three_steps(user)
    texts = []
    while user.session.undo_text is not None:
        texts.append(user.window.actions_table["undo"].text())
        user.key("Ctrl+Z")
        assert user.window.actions_table["redo"].text() == texts[-1].replace("&Undo", "&Redo")
    assert texts == ["&Undo Set out_channels", "&Undo Delete pool", "&Undo Move output"]
    assert user.window.actions_table["undo"].text() == "&Undo"
    assert not user.window.actions_table["undo"].isEnabled()


def test_the_panel_lists_every_step_and_a_click_jumps_there(user: Person):
    first = user.session.document
    three_steps(user)
    last = user.session.document
    assert listed(user)[1:] == ["Move output", "Delete pool", "Set out_channels"]
    view = steps(user)

    def click(row: int) -> None:
        index = view.model().index(row, 0)
        view.scrollTo(index)
        QTest.mouseClick(view.viewport(), LEFT, NONE, view.visualRect(index).center())

    click(0)
    assert user.session.document is first
    assert user.totals() == ("128,049,152", "163,696")
    click(3)
    assert user.session.document is last
    click(1)
    assert "pool" in user.session.graph.nodes
    assert user.rect("output").x == 436


def test_something_done_after_undo_takes_the_place_of_what_was_undone(user: Person):
    three_steps(user)
    user.key("Ctrl+Z")
    user.key("Ctrl+Z")
    user.click("relu1x1")
    user.key("Del")
    assert listed(user)[1:] == ["Move output", "Delete relu1x1"]
    assert not user.window.actions_table["redo"].isEnabled()


def test_the_selection_comes_along(user: Person):
    user.choose("conv5x5", "relu5x5")
    user.key("Del")
    assert user.names() == set()
    user.click("pool")
    user.key("Ctrl+Z")
    assert user.names() == {"conv5x5", "relu5x5"}
    user.key("Ctrl+Y")
    assert user.names() == {"pool"}  # as it was when that state was left


def test_what_undo_changes_is_brought_into_view(person: Callable[..., Person]):
    user = person()
    user.show(tower(200))
    user.drag(user.node("relu3"), user.node("relu3") + QPoint(120, 0), modifiers=CTRL)
    user.session.reveal("relu199")
    QApplication.processEvents()
    assert not user.rect("relu3").meets(user.canvas.seen())
    user.key("Ctrl+Z")
    assert user.rect("relu3").meets(user.canvas.seen())


@pytest.mark.parametrize("where", ["inside", "outside"])
def test_undoing_what_was_done_in_a_block_shows_that_block(person: Callable[..., Person], where: str):
    user = person()
    user.show(laid_out(nested()))
    user.double_click(user.node("first"))
    user.click(user.named("a"))
    user.key("Del")
    if where == "outside":
        user.key("Alt+Up")
        assert user.session.path == ()
    user.key("Ctrl+Z")
    assert user.session.path == ("first",)
    assert user.names() == {"a"}


def drag_a_copy(user: Person) -> None:
    user.drag(user.node("conv5x5"), user.empty(0.95, 0.45), modifiers=ALT, ends=False)


def drag_a_lasso(user: Person) -> None:
    start = user.empty(0.95, 0.9)
    user.drag(start, start - QPoint(300, 0), start - QPoint(300, 300), modifiers=ALT, ends=False)


def drag_all_wires(user: Person) -> None:
    user.drag(user.output("relu3x3_reduce"), user.output("pool"), modifiers=CTRL, ends=False)


def drag_several_wires(user: Person) -> None:
    user.choose("relu3x3", "relu5x5")
    user.drag(user.output("relu5x5"), user.node("output"), modifiers=SHIFT, ends=False)


def shake(user: Person) -> None:
    start = user.node("conv5x5")
    user.press(start)
    for _ in range(3):
        user.carry(start + QPoint(30, 0), start - QPoint(30, 0))


def connect_by_keys(user: Person) -> None:
    user.click("pool")
    user.key("C")
    assert user.gesture is not None


@pytest.mark.parametrize(
    "begin", [drag_a_copy, drag_a_lasso, drag_all_wires, drag_several_wires, shake, connect_by_keys]
)
def test_esc_gives_up_whatever_is_going_on(user: Person, begin: Callable[[Person], None]):
    with user.no_step():
        begin(user)
        assert user.gesture is not None
        user.key("Esc")
        assert user.gesture is None
        user.release()


@pytest.mark.parametrize("begin", [drag_a_copy, drag_all_wires, shake])
def test_what_is_going_on_ends_without_a_trace_when_the_window_loses_the_keys(
    user: Person, begin: Callable[[Person], None]
):
    with user.no_step():
        begin(user)
        user.palette.search.setFocus()
        user.canvas.setFocus()
        user.release()
