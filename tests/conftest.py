"""What every test stands on: no window, no settings of the person, reproducible Hypothesis.

Imports no Qt and nothing of Convas: tests of core run without either being loaded from here.
"""

from __future__ import annotations

import itertools
import os
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# Before the first QApplication. A value that is set already wins: QT_QPA_PLATFORM=xcb shows the windows.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

SOAK_SCALE = max(1, int(os.environ.get("CONVAS_SOAK", "1")))
"""The factor by which `make soak` multiplies counts; 1 in an ordinary run."""

# "ci": the same examples in every run, so that a change is what turned a test red. "soak": ever new ones.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile(
    "soak",
    deadline=None,
    max_examples=100 * SOAK_SCALE,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

_numbers = itertools.count()


@pytest.fixture(scope="session")
def soak_scale() -> int:
    """The factor for counts in soak tests."""
    return SOAK_SCALE


@pytest.fixture(scope="session")
def _settings_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("settings")


@pytest.fixture(autouse=True)
def settings_folder(_settings_root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of this test's own, in which the program keeps its settings (CONVAS_SETTINGS)."""
    folder = _settings_root / str(next(_numbers))
    folder.mkdir()
    monkeypatch.setenv("CONVAS_SETTINGS", str(folder))
    return folder


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any, str], list[tuple[Any, ...]]]:
    """Has calls of a function go through a list, which holds the arguments of each: for tests that count."""

    def watch(owner: Any, name: str) -> list[tuple[Any, ...]]:
        calls: list[tuple[Any, ...]] = []
        plain = getattr(owner, name)

        def call(*args: Any, **options: Any) -> Any:
            calls.append(args)
            return plain(*args, **options)

        monkeypatch.setattr(owner, name, call)
        return calls

    return watch
