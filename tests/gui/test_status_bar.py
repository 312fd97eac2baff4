"""The zoom at the foot of the window: shown, chosen from a menu, typed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu

from gui.canvas.viewing import shows
from gui.status_bar import ZoomButton, scale_in


@pytest.fixture
def zoom(window) -> ZoomButton:
    found = window.findChild(ZoomButton, "status_zoom")
    assert isinstance(found, ZoomButton)
    return found


@pytest.fixture
def menu(zoom, qtbot) -> QMenu:
    """The menu, open, with the keys in its field."""
    menu: QMenu = zoom.menu()
    menu.popup(zoom.mapToGlobal(zoom.rect().topLeft()))
    qtbot.waitUntil(lambda: menu.focusWidget() is not None)
    return menu


@pytest.mark.parametrize(
    ("text", "scale"),
    [
        ("150", 1.5),
        ("150 %", 1.5),
        (" 62,5% ", 0.625),
        ("1.5x", 1.5),
        ("2 ×", 2.0),
        ("", None),
        ("0", None),
        ("a", None),
    ],
)
def test_a_scale_is_read_as_people_write_it(text, scale):
    assert scale_in(text) == scale


def test_it_says_the_zoom_of_the_canvas_and_nothing_without_one(window, zoom):
    window.canvas.zoom_to(0.5)
    assert (zoom.text(), zoom.isEnabled()) == ("50 %", True)
    window.canvas.zoom_in()
    assert zoom.text() == "62 %"
    window.show_start()
    assert (zoom.text(), zoom.isEnabled()) == ("", False)


def test_a_click_opens_sizes_and_fits_with_their_keys(window, zoom, menu):
    texts = [action.text().replace("&", "") for action in menu.actions() if action.text()]
    assert texts == ["25 %", "50 %", "1:1", "200 %", "Fit", "Fit Selection"]
    assert isinstance(menu.focusWidget(), QLineEdit)
    menu.close()


@pytest.mark.parametrize(("text", "scale"), [("25 %", 0.25), ("50 %", 0.5), ("200 %", 2.0)])
def test_a_size_is_chosen_from_the_menu(window, menu, text, scale):
    action = next(action for action in menu.actions() if action.text().replace("&", "") == text)
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    QApplication.processEvents()
    assert window.canvas.scale == scale


def test_a_fit_is_chosen_by_the_arrow_keys_from_the_field(window, menu):
    window.canvas.zoom_to(3)
    for _ in range(5):
        QTest.keyClick(menu.focusWidget() or menu, Qt.Key.Key_Down)
    assert menu.activeAction().text().replace("&", "") == "Fit"
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert shows(window.canvas.view, window.canvas.size(), window.canvas.scene.bounds())


def test_a_typed_scale_is_taken_about_the_middle_and_the_canvas_has_the_keys_again(window, menu):
    QTest.keyClicks(menu.focusWidget(), "137")  # over what stands there, which is selected
    QTest.keyClick(menu.focusWidget(), Qt.Key.Key_Return)
    QApplication.processEvents()
    assert window.canvas.scale == 1.37
    assert not menu.isVisible()
    assert window.canvas.hasFocus()


def test_what_is_no_scale_changes_nothing_and_can_be_typed_over(window, menu):
    before = window.canvas.view
    QTest.keyClicks(menu.focusWidget(), "large")
    QTest.keyClick(menu.focusWidget(), Qt.Key.Key_Return)
    assert (window.canvas.view, menu.isVisible()) == (before, True)
    assert menu.focusWidget().selectedText() == "large"
    menu.close()
