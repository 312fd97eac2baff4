"""On a small screen everything that is said can still be read."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from tests.gui.person import Person


@pytest.fixture
def small(user: Person) -> Person:
    """The same window on a screen of 1024×768."""
    user.window.resize(1024, 700)
    user.window.docks.arrange()
    QApplication.processEvents()
    return user


def test_how_many_are_found_can_be_read(small: Person):
    small.key("Ctrl+F")
    small.write("relu")
    said = small.window.findChild(QLabel, "find_says")
    assert said is not None
    assert said.text().startswith("1 of 6")
    assert said.width() >= said.fontMetrics().horizontalAdvance("1 of 6")


def test_the_list_to_search_stays_on_the_screen(small: Person):
    small.hover(small.empty(0.95, 0.95))
    small.key("Tab")
    screen = small.window.screen().availableGeometry()
    assert screen.contains(small.popup.geometry())
    small.key("Esc")
