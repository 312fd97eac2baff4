"""Without a usable display the program says so in one line; Qt would abort the process."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from gui import display, qt_libraries
from gui.display import DisplayProbe, unloadable_qt

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux has displays that may be missing")


@pytest.fixture
def absent(monkeypatch) -> set[str]:
    """The libraries that this machine lacks: none unless a test adds some."""
    libraries: set[str] = set()
    monkeypatch.setattr(qt_libraries, "loads", lambda library: library not in libraries)
    return libraries


@pytest.fixture
def child(monkeypatch) -> Callable[..., None]:
    """Says what the child process prints and how it ends."""

    def answer(code: int, stderr: str = "") -> None:
        text = f"import os, sys; sys.stderr.write({stderr!r}); sys.stderr.flush(); os._exit({code})"
        monkeypatch.setattr(display, "_TRY", text)

    return answer


@pytest.mark.parametrize("platform", ["offscreen", "minimal", "offscreen:size=800x600", "vnc"])
def test_a_platform_without_a_screen_needs_no_display_and_no_child(monkeypatch, platform: str):
    monkeypatch.setattr(subprocess, "Popen", lambda *a, **k: pytest.fail("no need to try"))
    probe = DisplayProbe({"QT_QPA_PLATFORM": platform})
    assert (probe.refused, probe.refusal()) == (None, None)


def test_no_display_at_all_is_said_without_starting_qt(monkeypatch):
    monkeypatch.setattr(subprocess, "Popen", lambda *a, **k: pytest.fail("no need to try"))
    probe = DisplayProbe({"PATH": "/usr/bin", "DISPLAY": ""})
    said = probe.refused
    assert said is not None
    assert said == probe.refusal()
    assert "DISPLAY" in said
    assert "main.py report|render|check|list" in said
    assert "\n" not in said


def test_a_display_that_works_is_no_problem(child):
    child(0, "some warning")
    probe = DisplayProbe({"DISPLAY": ":0"})
    assert (probe.refused, probe.refusal()) == (None, None)


@pytest.mark.parametrize(
    ("stderr", "cause"),
    [
        ("qt.qpa.xcb: could not connect to display :9\nqt.qpa.plugin: Could not load", "could not connect to display"),
        ("Traceback\nImportError: libEGL.so.1: cannot open shared object file: No such file", "libEGL.so.1"),
        ("qt.qpa.plugin: From 6.5.0, xcb-cursor0 or libxcb-cursor0 is needed to load the Qt xcb", "libxcb-cursor0"),
        ("", "Qt cannot start"),
    ],
)
def test_what_failed_is_said_with_the_packages_that_are_missing_and_no_others(child, absent, stderr: str, cause: str):
    absent |= {"libEGL.so.1", "libxcb-cursor.so.0"}
    child(134, stderr)
    said = DisplayProbe({"DISPLAY": ":9"}).refusal()
    assert said is not None
    assert cause in said
    assert "apt-get install libegl1 libxcb-cursor0;" in said
    assert "main.py report|render|check|list" in said
    assert "\n" not in said


def test_where_no_package_is_missing_none_is_named(child, absent):
    child(134, "qt.qpa.xcb: could not connect to display :9")
    said = DisplayProbe({"DISPLAY": ":9"}).refusal()
    assert said is not None
    assert "could not connect to display :9. Check the display" in said
    assert "apt-get" not in said


def test_a_missing_qt_is_not_blamed_on_the_display(child):
    child(1, "Traceback\nModuleNotFoundError: No module named 'PySide6'")
    said = DisplayProbe({"DISPLAY": ":0"}).refusal()
    assert said is not None
    assert "make setup" in said
    assert "apt-get" not in said


def test_a_display_that_never_answers_is_none_and_leaves_no_child(monkeypatch):
    monkeypatch.setattr(display, "_TRY", "import time; time.sleep(60)")
    probe = DisplayProbe({"DISPLAY": "far:0"})
    said = probe.refusal(patience=0.05)
    assert said is not None
    assert "far:0 does not answer" in said
    assert probe._child is not None
    assert probe._child.returncode is not None


def test_a_library_that_qt_cannot_be_loaded_without_is_named_with_its_package(absent):
    absent.add("libEGL.so.1")
    fault = "libEGL.so.1: cannot open shared object file: No such file or directory"
    said = unloadable_qt(ImportError(fault, name="PySide6.QtGui"))
    assert said.startswith(f"Convas: {fault}. On Debian or Ubuntu: apt-get install libegl1; or without a window")


def test_packages_are_named_once(absent):
    absent |= {"libglib-2.0.so.0", "libgthread-2.0.so.0"}
    assert qt_libraries.lacking_packages(qt_libraries.FOR_EVERYTHING) == ["libglib2.0-0"]


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_always_have_a_display(monkeypatch, platform: str):
    monkeypatch.setattr(sys, "platform", platform)
    assert DisplayProbe({}).refusal() is None
