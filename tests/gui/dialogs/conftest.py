"""What the tests of dialogs share: a sketch, preferences, and a question about a path with a known answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from core.library.catalog import entry
from gui.preferences import Preferences, open_settings
from gui.session import Session


class Asked:
    """Answers with a path, and keeps what was asked."""

    def __init__(self) -> None:
        self.answer: Path | None = None
        self.suggested: list[str] = []
        self.filters: list[str] = []

    def __call__(self, parent: QWidget | None, caption: str, suggested: str, file_filter: str) -> Path | None:
        self.suggested.append(suggested)
        self.filters.append(file_filter)
        return self.answer


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def session(qapp: QApplication) -> Session:
    found = entry("inception-3a")
    assert found is not None
    return Session(found.build(), seed=1)


@pytest.fixture
def preferences(qapp: QApplication) -> Preferences:
    return Preferences(open_settings())
