"""Without a usable display the program says so in one line; Qt would abort the process."""

from __future__ import annotations

import subprocess
import sys

import pytest

from gui import display
from gui.display import missing_display

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux has displays that may be missing")


@pytest.mark.parametrize("platform", ["offscreen", "minimal", "offscreen:size=800x600", "vnc"])
def test_a_platform_without_a_screen_needs_no_display(platform: str):
    assert missing_display({"QT_QPA_PLATFORM": platform}) is None


def test_no_display_at_all_is_said_without_starting_qt(monkeypatch):
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: pytest.fail("no need to try"))
    said = missing_display({"PATH": "/usr/bin", "DISPLAY": ""})
    assert said is not None
    assert "DISPLAY" in said
    assert "main.py report|render|check|list" in said
    assert "\n" not in said


def answer(monkeypatch, code: int, stderr: str) -> None:
    done = subprocess.CompletedProcess([], code, b"", stderr.encode())
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: done)


def test_a_display_that_works_is_no_problem(monkeypatch):
    answer(monkeypatch, 0, "some warning")
    assert missing_display({"DISPLAY": ":0"}) is None


@pytest.mark.parametrize(
    ("stderr", "cause"),
    [
        ("qt.qpa.xcb: could not connect to display :9\nqt.qpa.plugin: Could not load", "could not connect to display"),
        ("Traceback\nImportError: libEGL.so.1: cannot open shared object file: No such file", "libEGL.so.1"),
        ("qt.qpa.plugin: From 6.5.0, xcb-cursor0 or libxcb-cursor0 is needed to load the Qt xcb", "libxcb-cursor0"),
        ("", "Qt cannot start"),
    ],
)
def test_what_failed_is_said_with_the_packages_that_may_be_missing(monkeypatch, stderr: str, cause: str):
    answer(monkeypatch, -6, stderr)
    said = missing_display({"DISPLAY": ":9"})
    assert said is not None
    assert cause in said
    assert "apt-get install" in said
    assert "libxcb-cursor0" in said
    assert "\n" not in said


def test_a_missing_qt_is_not_blamed_on_the_display(monkeypatch):
    answer(monkeypatch, 1, "Traceback\nModuleNotFoundError: No module named 'PySide6'")
    said = missing_display({"DISPLAY": ":0"})
    assert said is not None
    assert "make setup" in said
    assert "apt-get" not in said


def test_a_display_that_never_answers_is_none(monkeypatch):
    def hang(command, **options):
        raise subprocess.TimeoutExpired(command, options["timeout"])

    monkeypatch.setattr(subprocess, "run", hang)
    said = missing_display({"DISPLAY": "far:0"})
    assert said is not None
    assert "far:0 does not answer" in said


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_always_have_a_display(monkeypatch, platform: str):
    monkeypatch.setattr(display.sys, "platform", platform)
    assert missing_display({}) is None
