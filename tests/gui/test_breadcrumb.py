"""The bar above the canvas that says where in a sketch one is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QToolButton

from core.document import edits
from core.document.builder import Builder
from core.layout.documents import laid_out
from core.ops.activation import ReLU
from gui.breadcrumb import Breadcrumb
from gui.session import Session
from tests.gui.canvas.sketches import nested as pair


def nested(depth: int):
    """A block in a block in a block."""
    builder = Builder("deep")
    inside = builder.block("b0")
    inside.output(inside.add(ReLU(), inside.input(), name="relu"))
    for level in range(1, depth):
        block = builder.block(f"b{level}")
        block.output(block.call(inside, block.input(), name="in"))
        inside = block
    builder.output(builder.call(inside, builder.input(3, 8, 8), name="in"))
    return laid_out(builder.build())


@pytest.fixture
def shown(qtbot):
    """A breadcrumb of a sketch eight blocks deep, on the screen."""
    session = Session(nested(8))
    session.set_untitled("deep")
    bar = Breadcrumb(session)
    qtbot.addWidget(bar)
    bar.resize(800, 40)
    return bar, session


def texts(bar):
    return [crumb.text() for crumb in bar.crumbs]


def test_it_is_hidden_at_the_top_and_shown_inside(shown):
    bar, session = shown
    assert bar.isHidden()
    session.enter("in")
    assert not bar.isHidden()
    assert texts(bar) == ["deep", "in"]
    session.leave()
    assert bar.isHidden()


def test_a_click_goes_back_to_that_place(shown):
    bar, session = shown
    for _ in range(3):
        session.enter("in")
    bar.show()
    assert [crumb.isEnabled() for crumb in bar.crumbs] == [True, True, True, False]
    QTest.mouseClick(bar.crumbs[1], Qt.MouseButton.LeftButton)
    assert session.path == ("in",)
    QTest.mouseClick(bar.crumbs[0], Qt.MouseButton.LeftButton)
    assert session.path == ()


def test_a_long_way_is_shortened_in_the_middle(shown):
    bar, session = shown
    for _ in range(8):
        session.enter("in")
    assert texts(bar) == ["deep", "…", "in", "in", "in", "in"]
    bar.show()
    QTest.mouseClick(bar.crumbs[1], Qt.MouseButton.LeftButton)
    assert len(session.path) == 4


def test_it_follows_names_and_what_is_deleted(shown):
    bar, session = shown
    session.enter("in")
    session.apply("Rename", lambda d: edits.rename(d, "in", "stage & more"))
    assert texts(bar) == ["deep", "stage && more"]
    session.set_untitled("other")
    assert texts(bar)[0] == "other"
    session.apply("Delete", lambda d: edits.remove(d, ("in",)))
    assert bar.isHidden()


def test_the_mark_behind_a_crumb_offers_the_blocks_beside_this_one(qtbot):
    session = Session(laid_out(pair()))
    bar = Breadcrumb(session)
    qtbot.addWidget(bar)
    bar.resize(800, 40)
    session.enter("first")
    bar.show()
    mark = bar.findChild(QToolButton, "breadcrumb.separator1")
    assert mark is not None
    QTest.mouseClick(mark, Qt.MouseButton.LeftButton)
    menu = bar.findChild(QMenu, "menu_breadcrumb")
    assert menu is not None
    assert [(action.text(), action.isChecked()) for action in menu.actions()] == [("first", True), ("second", False)]
    next(action for action in menu.actions() if action.text() == "second").trigger()
    assert session.path == ("second",)
    menu.close()
