"""Finding layers: typed into the bar above the canvas, lit on it, and walked through by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from core.document import edits
from core.document.builder import Builder
from core.layout.documents import laid_out
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from gui.canvas.viewing import shows
from gui.find_bar import FindBar
from gui.session import Session
from gui.sketch_page import SketchPage
from tests.gui.canvas.sketches import nested, tower

SHIFT = Qt.KeyboardModifier.ShiftModifier


def chain():
    """Six convolutions with an activation behind each; the last one is wrong."""
    builder = Builder("chain")
    last = builder.input(3, 32, 32)
    for row in range(6):
        op = Conv2d(out_channels=8 * (row + 1), kernel_size=(3, 3), padding="same", groups=7 if row == 5 else 1)
        last = builder.add(op, last, name=f"conv{row}")
        last = builder.add(ReLU(), last, name=f"act{row}")
    builder.output(last)
    return laid_out(builder.build())


class Page:
    """A page on the screen with the bar open."""

    def __init__(self, qtbot: QtBot, preferences, document) -> None:
        self.session = Session(document, seed=1)
        self.page = SketchPage(self.session, preferences)
        qtbot.addWidget(self.page)
        self.page.resize(900, 640)
        with qtbot.waitExposed(self.page):
            self.page.show()
        self.page.activateWindow()
        self.page.canvas.setFocus()
        self.page.show_find_bar()
        self.canvas = self.page.canvas

    @property
    def bar(self) -> FindBar:
        return self.page.find_bar

    def type(self, text: str) -> None:
        """Type over what stands in the field."""
        self.bar.text.selectAll()
        QTest.keyClicks(self.bar.text, text)
        QApplication.processEvents()

    def key(self, key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.bar.text, key, modifiers)
        QApplication.processEvents()

    @property
    def shown(self) -> str:
        """The layer that is selected and in view."""
        (node,) = self.session.selection
        assert shows(self.canvas.view, self.canvas.size(), self.canvas.scene.rect(node))
        return node

    @property
    def says(self) -> str:
        return self.bar.says.text()


@pytest.fixture
def page(qtbot, preferences) -> Page:
    return Page(qtbot, preferences, chain())


@pytest.fixture
def blocks(qtbot, preferences) -> Page:
    return Page(qtbot, preferences, laid_out(nested()))


def test_it_opens_with_the_keys_in_its_field_and_esc_gives_them_back(page):
    assert page.bar.isVisible()
    assert page.bar.text.hasFocus()
    page.type("conv")
    assert page.canvas.lit
    page.key(Qt.Key.Key_Escape)
    assert not page.bar.isVisible()
    assert page.canvas.hasFocus()
    assert page.canvas.lit == frozenset()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("conv3", ["conv3"]),
        ("relu", [f"act{row}" for row in range(6)]),
        ("c=16", ["conv1", "act1"]),
        ("32×32×24", ["conv2", "act2"]),
        ("k=3", [f"conv{row}" for row in range(6)]),
        ("error", ["conv5"]),
        ("nowhere", []),
    ],
)
def test_layers_are_found_by_name_type_shape_parameter_and_issue_and_lit(page, text, found):
    page.type(text)
    assert [answer.match.node for answer in page.bar.found] == found
    assert page.canvas.lit == set(found)


def test_the_first_answer_is_shown_while_typing_and_enter_walks_on(page):
    page.type("conv")
    assert page.shown == "conv0"
    assert page.says.startswith("1 of 6   ·   conv0")
    page.key(Qt.Key.Key_Return)
    assert page.shown == "conv1"
    page.key(Qt.Key.Key_Return, SHIFT)
    page.key(Qt.Key.Key_Return, SHIFT)
    assert page.shown == "conv5"
    assert page.says.startswith("6 of 6")
    page.key(Qt.Key.Key_Return)
    assert page.shown == "conv0"
    assert page.bar.text.hasFocus()


def test_the_search_starts_at_the_selected_layer(page):
    page.session.select(("conv2",))
    page.type("act")
    assert page.shown == "act2"


def test_what_answers_says_why(page):
    page.type("c=16")
    assert "1 of 2" in page.says
    assert "16" in page.says.split("·")[-1]
    page.type("nowhere")
    assert page.says == "Nothing answers to that"
    page.type(" ")
    assert page.says == ""


def test_the_buttons_step_and_close(page):
    page.type("conv")

    def click(name):
        button = page.bar.findChild(QToolButton, f"find_{name}")
        assert button is not None
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    click("next")
    assert page.shown == "conv1"
    click("previous")
    assert page.shown == "conv0"
    assert page.bar.text.hasFocus()
    click("close")
    assert not page.bar.isVisible()


def test_an_edit_while_it_is_open_changes_what_is_found_and_moves_nothing(page):
    page.type("conv")
    page.key(Qt.Key.Key_Return)
    view = page.canvas.view
    page.session.apply("x", lambda d: edits.rename(d, "conv0", "first"))
    QApplication.processEvents()
    assert page.canvas.lit == {f"conv{row}" for row in range(1, 6)} | {"conv0"}  # by its type
    page.type("conv1")
    page.session.apply("x", lambda d: edits.rename(d, "conv3", "conv10"))
    QApplication.processEvents()
    assert page.canvas.lit == {"conv1", "conv3"}
    assert page.says.startswith("1 of 2")
    assert page.canvas.view == view


def test_only_the_graph_that_is_shown_is_searched_unless_one_asks_for_more(blocks):
    blocks.type("relu")
    assert blocks.bar.found == []
    blocks.bar.inside.setChecked(True)
    QApplication.processEvents()
    assert [(answer.path, answer.match.node) for answer in blocks.bar.found] == [(("first",), "a"), (("first",), "b")]
    assert blocks.session.path == ("first",)
    assert blocks.shown == "a"
    assert blocks.canvas.lit == {"a", "b"}
    assert "first/a" in blocks.says
    blocks.key(Qt.Key.Key_Return)
    assert blocks.shown == "b"
    assert blocks.says.startswith("2 of 2")


def test_in_a_block_that_is_like_others_the_search_stays_where_one_is(blocks):
    blocks.bar.leave()
    blocks.session.enter("second")
    blocks.page.show_find_bar()
    blocks.bar.inside.setChecked(True)
    blocks.type("relu")
    assert blocks.session.path == ("second",)
    assert blocks.shown == "a"


def test_out_of_the_block_again_the_search_goes_on(blocks):
    blocks.bar.inside.setChecked(True)
    blocks.type("relu")
    blocks.session.leave()
    QApplication.processEvents()
    assert blocks.canvas.lit == frozenset()
    assert blocks.says.startswith("1 of 2")
    blocks.key(Qt.Key.Key_Return)
    assert (blocks.session.path, blocks.shown) == (("first",), "b")


def test_next_repeats_the_last_search_after_the_bar_was_closed(page):
    page.type("conv")
    page.bar.leave()
    page.page.find_next()
    assert page.bar.isVisible()
    assert page.shown == "conv1"
    page.page.find_previous()
    assert page.shown == "conv0"


def test_what_was_typed_last_before_esc_lights_nothing(page, qtbot):
    page.bar.text.setText("conv")
    page.bar.leave()
    qtbot.wait(5)
    assert page.canvas.lit == frozenset()
    assert page.session.selection == frozenset()


def test_next_without_anything_to_look_for_asks_for_it(page):
    page.bar.leave()
    page.page.find_next()
    assert page.bar.text.hasFocus()


def test_a_large_sketch_is_searched_once_the_person_pauses_or_presses_enter(qtbot, preferences):
    page = Page(qtbot, preferences, tower(2100))
    page.type("relu1999")
    assert page.bar.found == []
    qtbot.waitUntil(lambda: page.session.selection == {"relu1999"})
    page.type("relu2000")
    page.key(Qt.Key.Key_Return)
    assert page.shown == "relu2000"
