"""main.py from outside, as a person starts it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
BAD = ROOT / "tests" / "data" / "files" / "bad"
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a display may be missing only on Linux")


def run(*arguments: str, **environment: str | None) -> subprocess.CompletedProcess[str]:
    """Start the program; an environment variable that is None is not set."""
    env = {key: value for key, value in os.environ.items() if environment.get(key, "") is not None}
    env |= {key: value for key, value in environment.items() if value is not None}
    return subprocess.run(
        [sys.executable, "main.py", *arguments], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )


NO_DISPLAY: dict[str, str | None] = {"DISPLAY": None, "WAYLAND_DISPLAY": None, "QT_QPA_PLATFORM": None}


@pytest.mark.parametrize(
    "arguments",
    [("report", "library:inception-3a"), ("check", "library:inception-3a"), ("list",), ("--help",)],
    ids=lambda arguments: arguments[0],
)
def test_commands_without_a_picture_load_neither_qt_nor_numpy(arguments: tuple[str, ...]):
    code = (
        "import sys, main\n"
        f"code = main.main({list(arguments)!r})\n"
        "print([name for name in ('PySide6', 'numpy', 'gui') if name in sys.modules], file=sys.stderr)\n"
        "sys.exit(code)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (0, "[]")
    assert done.stdout


def test_a_report_on_standard_output_has_the_numbers():
    done = run("report", "library:inception-3a", "--format", "json", **NO_DISPLAY)
    totals = json.loads(done.stdout)["totals"]
    assert (totals["macs"], totals["params"], totals["complete"]) == (128_049_152, 163_696, True)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_file_that_cannot_be_read_ends_with_2_and_no_traceback():
    done = run("check", str(BAD / "truncated-in-a-string.convas"), **NO_DISPLAY)
    assert done.returncode == 2
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


@LINUX
def test_pictures_and_pages_are_drawn_without_a_display(tmp_path: Path):
    starts = {"png": b"\x89PNG", "svg": b"<", "pdf": b"%PDF"}
    for kind, start in starts.items():
        target = tmp_path / f"a.{kind}"
        done = run("render", "library:course-5x5", "-o", str(target), "--dark", **NO_DISPLAY)
        assert (done.returncode, done.stderr) == (0, "")
        assert target.read_bytes().startswith(start)
    done = run("report", "library:course-5x5", "--format", "html", **NO_DISPLAY)
    assert (done.returncode, done.stderr) == (0, "")
    assert "120,422,400" in done.stdout
    assert "<svg" in done.stdout


@LINUX
@pytest.mark.parametrize(
    "environment",
    [
        {"DISPLAY": None, "WAYLAND_DISPLAY": None, "QT_QPA_PLATFORM": None},
        {"DISPLAY": ":99", "WAYLAND_DISPLAY": None, "QT_QPA_PLATFORM": "xcb"},
    ],
    ids=["none", "bad"],
)
def test_a_window_without_a_display_is_refused_in_one_line(environment: dict[str, str | None]):
    done = run("library:inception-3a", **environment)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("Convas: ")
    assert "main.py report|render|check|list" in done.stderr


def test_an_unknown_option_is_refused_before_any_window():
    done = run("--fullscreen", **NO_DISPLAY)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--fullscreen" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_word_that_is_neither_file_nor_command_is_refused_before_any_window():
    done = run("reprot", **NO_DISPLAY)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "main.py: there is no file or command reprot; did you mean report?\n"
    assert "there is no file or command frobnicate" in run("frobnicate", **NO_DISPLAY).stderr


def test_the_version_needs_no_display():
    done = run("--version", **NO_DISPLAY)
    assert (done.returncode, done.stdout) == (0, "Convas 0.1.0\n")
