import shutil
import sys

import pytest

from gui.qt_libraries import FOR_EVERYTHING
from tools import check_system


@pytest.fixture
def machine(monkeypatch):
    """What is absent from this machine, and the attempts to install it, which it refuses."""
    absent: set[str] = set()
    attempts: list[list[str]] = []

    def refuse(_needs, lacking):
        attempts.append(list(lacking))
        return "this machine says no"

    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(check_system, "loads", lambda library: library not in absent)
    monkeypatch.setattr(check_system, "install", refuse)
    return absent, attempts


def test_a_complete_machine_is_left_alone(machine, tmp_path, capsys):
    _, attempts = machine
    assert check_system.check_qt(tmp_path / "memory") == 0
    assert attempts == []
    assert capsys.readouterr() == ("", "")


def test_a_library_only_for_windows_is_no_reason_to_stop(machine, tmp_path, capsys):
    absent, _ = machine
    absent.add("libxcb-cursor.so.0")
    assert check_system.check_qt(tmp_path / "memory") == 0
    told = capsys.readouterr().err
    assert "needed only for a window on X11: libxcb-cursor.so.0" in told
    assert "apt-get install libxcb-cursor0" in told
    assert "this machine says no" in told


def test_a_library_for_everything_stops(machine, tmp_path, capsys):
    absent, _ = machine
    absent |= {"libEGL.so.1", "libxcb-cursor.so.0"}
    assert check_system.check_qt(tmp_path / "memory") == 1
    assert "needed for everything: libEGL.so.1\n" in capsys.readouterr().err


def test_a_failed_attempt_is_not_repeated_until_something_else_is_missing(machine, tmp_path, capsys):
    absent, attempts = machine
    absent.add("libxcb-cursor.so.0")
    for _ in range(3):
        assert check_system.check_qt(tmp_path / "memory") == 0
    assert len(attempts) == 1
    assert capsys.readouterr().err.splitlines()[-1].endswith("until these are installed: libxcb-cursor0")
    absent.add("libxcb-icccm.so.4")
    check_system.check_qt(tmp_path / "memory")
    assert len(attempts) == 2


def test_a_renamed_package_has_the_name_of_this_distribution(monkeypatch):
    known = {"libglib2.0-0"}

    class Shown:
        def __init__(self, name):
            self.returncode = 0 if name in known else 100
            self.stdout = b"Package: ..." if name in known else b""

    monkeypatch.setattr("shutil.which", lambda _name: "/usr/bin/apt-cache")
    monkeypatch.setattr("subprocess.run", lambda command, **_: Shown(command[-1]))
    needs = FOR_EVERYTHING
    libraries = ["libglib-2.0.so.0", "libgthread-2.0.so.0"]
    assert check_system.first_packages(needs, libraries) == ["libglib2.0-0"]
    known.add("libglib2.0-0t64")
    assert check_system.first_packages(needs, libraries) == ["libglib2.0-0t64"]


def test_an_x_server_for_tests_is_tried_once_and_never_fatal(machine, monkeypatch, tmp_path):
    _, attempts = machine
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    for _ in range(2):
        assert check_system.check_display(tmp_path / "memory") == 0
    assert attempts == [["Xvfb"]]
