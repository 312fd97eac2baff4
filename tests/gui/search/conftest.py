"""What the tests of searches share: a sketch, what was chosen lately, and a window for popups to open over."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.library.catalog import entry
from gui.preferences import Preferences, open_settings
from gui.search.popup import SearchPopup
from gui.search.recent import Recent
from gui.search.rows import Row, Source
from gui.session import Session
from gui.theme import LIGHT


@pytest.fixture
def session(qapp: QApplication) -> Session:
    found = entry("inception-3a")
    assert found is not None
    return Session(found.build(), seed=1)


@pytest.fixture
def preferences(qapp: QApplication) -> Preferences:
    return Preferences(open_settings())


@pytest.fixture
def recent(preferences: Preferences) -> Recent:
    return Recent(preferences.settings, "recent_added")


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    """A window that is active, so that nothing becomes active while a popup is open."""
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(700, 600)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


class Fruit:
    """A source for tests: fruit under two headings, found by their letters in order."""

    name = "fruit"
    title = "Choose a fruit"
    placeholder = "Fruit"
    about = ""
    verb = "eats"

    def __init__(self, fruit: Sequence[str] = ("apple", "apricot", "banana", "blackberry", "cherry")) -> None:
        self._fruit = fruit

    def nothing(self, text: str) -> str:
        return f"No {text}"

    def rows(self, text: str) -> Sequence[Row]:
        if text:
            return [Row(name, name.capitalize(), marks=(0,)) for name in self._fruit if text in name]
        rows: list[Row] = []
        for name in self._fruit:
            if not rows or rows[-1].key[:1] != name[0]:
                rows.append(Row("", name[0].upper()))
            rows.append(Row(name, name.capitalize(), hint=str(len(name))))
        return rows


@pytest.fixture
def open_popup(qtbot: QtBot, owner: QWidget) -> Callable[..., SearchPopup]:
    """Opens a popup in the middle of the window."""

    def make(source: Source | None = None) -> SearchPopup:
        popup = SearchPopup(source or Fruit(), LIGHT, owner)
        popup.open_over(owner)
        qtbot.waitUntil(popup.isVisible)
        return popup

    return make
