"""The popup of a search, by keys and mouse: what is chosen, what closes it, where it stands, what it says aloud."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from gui.search.popup import SearchPopup
from gui.search.row_delegate import runs
from gui.search.rows import Row
from gui.theme import DARK, LIGHT
from tests.gui.search.conftest import Fruit

Key = Qt.Key
Open = Callable[..., SearchPopup]


def current(popup: SearchPopup) -> str:
    assert popup.current is not None
    return popup.current.key


def noted(popup: SearchPopup) -> list[str]:
    chosen: list[str] = []
    popup.chosen.connect(chosen.append)
    return chosen


def test_the_first_choice_is_current_and_headings_are_none(open_popup: Open):
    popup = open_popup()
    assert [row.label for row in popup.model.rows if not row.key] == ["A", "B", "C"]
    assert current(popup) == "apple"
    assert popup.count.text() == "5"


def test_arrows_pass_over_headings_and_go_around(open_popup: Open):
    popup = open_popup()
    seen = []
    for _ in range(6):
        QTest.keyClick(popup.field, Key.Key_Down)
        seen.append(current(popup))
    assert seen == ["apricot", "banana", "blackberry", "cherry", "apple", "apricot"]
    QTest.keyClick(popup.field, Key.Key_Up)
    QTest.keyClick(popup.field, Key.Key_Up)
    assert current(popup) == "cherry"


def test_tab_moves_in_the_list_and_never_leaves_the_field(open_popup: Open):
    popup = open_popup()
    QTest.keyClick(popup.field, Key.Key_Tab)
    assert current(popup) == "apricot"
    QTest.keyClick(popup.field, Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert current(popup) == "apple"
    assert popup.field.hasFocus()


def test_pages_stop_at_the_ends(open_popup: Open):
    popup = open_popup(Fruit([f"{letter}{number}" for letter in "ab" for number in range(20)]))
    QTest.keyClick(popup.field, Key.Key_PageDown)
    assert current(popup) == "a11"
    for _ in range(5):
        QTest.keyClick(popup.field, Key.Key_PageDown)
    assert current(popup) == "b19"
    for _ in range(5):
        QTest.keyClick(popup.field, Key.Key_PageUp)
    assert current(popup) == "a0"
    assert popup.view.verticalScrollBar().value() == 0


def test_typing_narrows_the_list_and_enter_chooses_the_first(open_popup: Open):
    popup = open_popup()
    chosen = noted(popup)
    QTest.keyClicks(popup.field, "b")
    assert [row.key for row in popup.model.rows] == ["banana", "blackberry"]
    QTest.keyClick(popup.field, Key.Key_Return)
    assert chosen == ["banana"]
    assert not popup_is_open()


def popup_is_open() -> bool:
    from PySide6.QtWidgets import QApplication

    return QApplication.activePopupWidget() is not None


def test_it_is_closed_before_the_choice_is_told(open_popup: Open):
    popup = open_popup()
    open_then: list[bool] = []
    popup.chosen.connect(lambda _key: open_then.append(popup_is_open()))
    QTest.keyClick(popup.field, Key.Key_Enter)
    assert open_then == [False]


def test_escape_closes_it_without_a_choice(open_popup: Open):
    popup = open_popup()
    chosen = noted(popup)
    QTest.keyClicks(popup.field, "ch")
    QTest.keyClick(popup.field, Key.Key_Escape)
    assert not popup_is_open()
    assert chosen == []


def test_a_click_beside_it_closes_it(open_popup: Open, owner, qtbot):
    popup = open_popup()
    chosen = noted(popup)
    QTest.mouseClick(popup, Qt.MouseButton.LeftButton, pos=QPoint(-30, 50))
    assert not popup_is_open()
    assert chosen == []


def test_the_mouse_points_and_chooses(open_popup: Open):
    popup = open_popup()
    chosen = noted(popup)
    place = popup.view.visualRect(popup.model.index(4)).center()
    QTest.mouseMove(popup.view.viewport(), place - QPoint(0, 2))
    QTest.mouseMove(popup.view.viewport(), place)
    assert current(popup) == "banana"
    QTest.mouseClick(popup.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen == ["banana"]


def test_a_click_on_a_heading_does_nothing(open_popup: Open):
    popup = open_popup()
    chosen = noted(popup)
    place = popup.view.visualRect(popup.model.index(0)).center()
    QTest.mouseClick(popup.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen == []
    assert popup_is_open()


def test_nothing_found_is_said_and_enter_does_nothing(open_popup: Open):
    popup = open_popup()
    chosen = noted(popup)
    QTest.keyClicks(popup.field, "xyz")
    assert popup.nothing.isVisible()
    assert popup.nothing.text() == "No xyz"
    assert not popup.view.isVisible()
    QTest.keyClick(popup.field, Key.Key_Return)
    QTest.keyClick(popup.field, Key.Key_Down)
    assert chosen == []
    popup.field.clear()
    assert popup.view.isVisible()
    assert not popup.nothing.isVisible()


@pytest.mark.parametrize("corner", ["topLeft", "topRight", "bottomLeft", "bottomRight"])
def test_it_opens_with_the_field_at_the_pointer_and_stays_on_the_screen(owner, corner):
    popup = SearchPopup(Fruit(), LIGHT, owner)
    screen = owner.screen().availableGeometry()
    popup.open_at(getattr(screen, corner)())
    assert screen.contains(popup.geometry())
    popup.close()
    popup = SearchPopup(Fruit(), LIGHT, owner)
    middle = screen.center() - QPoint(100, 150)
    popup.open_at(middle)
    assert popup.field.rect().contains(popup.field.mapFromGlobal(middle))
    popup.close()


def test_it_keeps_its_size_while_one_types(open_popup: Open):
    popup = open_popup()
    before = popup.geometry()
    QTest.keyClicks(popup.field, "cherry")
    QTest.keyClicks(popup.field, "?")
    assert popup.geometry() == before


def test_screen_readers_hear_what_is_chosen(open_popup: Open):
    popup = open_popup()
    assert popup.field.accessibleName() == popup.view.accessibleName() == "Choose a fruit"
    assert popup.field.accessibleDescription() == "Apple, 5"
    QTest.keyClick(popup.field, Key.Key_Down)
    assert popup.field.accessibleDescription() == "Apricot, 7"
    assert popup.model.data(popup.model.index(1), Qt.ItemDataRole.AccessibleTextRole) == "Apple, 5"


def test_what_becomes_current_is_announced_while_a_reader_listens(open_popup: Open, monkeypatch):
    said: list[str] = []
    popup = open_popup()
    monkeypatch.setattr("gui.search.popup.QAccessible.isActive", lambda: True)
    monkeypatch.setattr(
        "gui.search.popup.QAccessible.updateAccessibility", lambda event: said.append(cast(Any, event).message())
    )
    QTest.keyClick(popup.field, Key.Key_Down)
    QTest.keyClicks(popup.field, "ch")
    assert said[0] == "Apricot, 7"
    assert said[-1] == "Cherry"


def test_letters_that_match_are_parted_from_the_others():
    assert list(runs("BatchNorm2d", (0, 5, 6))) == [("B", True), ("atch", False), ("No", True), ("rm2d", False)]
    assert list(runs("abc", ())) == [("abc", False)]
    assert list(runs("", ())) == []


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_rows_are_painted_with_marks_tones_and_families(owner, theme):
    from core.language.operator import Category

    class One(Fruit):
        def rows(self, text: str) -> list[Row]:
            return [
                Row("a", "Wmmmm", "said quietly", category=Category.POOLING),
                Row("b", "Wmmmm", "a reason", category=Category.POOLING, marks=(0, 1, 2), tone="warned"),
                Row("c", "Wmmmm", hint="→ 28×28×32", category=Category.POOLING, tone="fits"),
            ]

    def painted(number: int) -> set[str]:
        image = popup.view.viewport().grab(popup.view.visualRect(popup.model.index(number))).toImage()
        return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}

    popup = SearchPopup(One(), theme, owner)
    popup.open_over(owner)
    try:
        assert isinstance(popup.field, QLineEdit)
        plain, warned, fits = painted(0), painted(1), painted(2)
        assert QColor(theme.selection).name() in plain - warned
        assert all(theme.category[Category.POOLING].name() in row for row in (plain, warned, fits))
        assert theme.accent.name() in warned - plain - fits
        assert theme.warning.name() in warned - plain - fits
        assert theme.ok.name() in fits - plain - warned
    finally:
        popup.close()


def test_only_the_popup_itself_is_ever_a_window(owner: QWidget, qapp: QApplication):
    """A part that is shown before it has a place in the popup would flash, and take the keys with it."""
    source = Fruit()
    source.about = "For the salad"
    shown: list[str] = []

    class Windows(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                shown.append(watched.objectName())
            return False

    windows = Windows()
    qapp.installEventFilter(windows)
    popup = SearchPopup(source, LIGHT, owner)
    popup.open_over(owner)
    qapp.removeEventFilter(windows)
    assert popup.about.isVisible()
    assert shown == ["fruit"]
    popup.close()
