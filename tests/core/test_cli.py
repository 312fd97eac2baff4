"""The commands without a window, in this process and in one of their own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from core.analysis.infer import infer
from core.cli import COMMANDS, run
from core.document import edits
from core.document.document import Document
from core.io.files import write_document
from core.language.operator import Cost, Factor, Term
from core.library.catalog import entries, entry

ROOT = Path(__file__).parents[2]


class Pen:
    """Stands in for the drawing of gui: remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, bool, str]] = []

    def __call__(self, analysis, kind, *, dark, shape_order, title):
        self.asked.append((kind, dark, shape_order))
        return b'<svg xmlns="http://www.w3.org/2000/svg"></svg>' if kind == "svg" else b"picture"


def course() -> Document:
    found = entry("course-5x5")
    assert found is not None
    return found.build()


def no_pen(*_args, **_options) -> bytes:
    pytest.fail("nothing should be drawn")


@pytest.fixture(autouse=True)
def digits():
    """Python's bound on the length of printed integers, put back afterwards."""
    before = sys.get_int_max_str_digits()
    yield
    sys.set_int_max_str_digits(before)


@pytest.fixture
def wrong(tmp_path) -> str:
    """A sketch with an error."""
    path = tmp_path / "wrong.convas"
    write_document(path, edits.set_param(course(), "conv5x5", "groups", 7))
    return str(path)


@pytest.fixture
def bad(tmp_path) -> str:
    """A file with two problems."""
    path = tmp_path / "bad.convas"
    path.write_text(
        '{"format": "convas", "version": 1, "graph": {"nodes": {"a": {"type": 3}, "b": {"type": "Add", "inputs": 4}}}}'
    )
    return str(path)


# -- exit codes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [found.name for found in entries()])
def test_every_entry_of_the_library_is_sound(name, capsys):
    assert run(["check", f"library:{name}"], no_pen) == 0
    assert ": sound; " in capsys.readouterr().out


def test_a_sketch_with_errors_ends_with_1_and_lists_them(wrong, capsys):
    assert run(["check", wrong], no_pen) == 1
    out = capsys.readouterr().out
    assert re.match(r"error: conv5x5 \(groups\): .*192 input channels.* 7 groups", out)
    assert "not sound; 1 layer, " in out
    assert "Incomplete" in out


def test_hints_are_listed_and_do_not_fail(capsys):
    assert run(["check", "library:inception-naive"], no_pen) == 0
    assert capsys.readouterr().out.startswith("hint: pool: This pool branch passes 192 channels")


def test_a_report_of_a_wrong_sketch_is_written_and_ends_with_1(wrong, capsys):
    assert run(["report", wrong, "--format", "json"], no_pen) == 1
    assert json.loads(capsys.readouterr().out)["totals"]["complete"] is False


@pytest.mark.parametrize("command", ["check", "report"])
def test_an_unreadable_file_ends_with_2_and_lists_every_problem_with_its_place(command, bad, capsys):
    assert run([command, bad], no_pen) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    lines = captured.err.splitlines()
    assert len(lines) == 2
    assert all(line.startswith(f"{bad}: $.graph.nodes.") for line in lines)


def test_a_file_that_is_not_there_ends_with_2(capsys):
    assert run(["check", "nowhere.convas"], no_pen) == 2
    assert "no such file" in capsys.readouterr().err


def test_a_mistyped_name_ends_with_2_and_a_suggestion(capsys):
    assert run(["report", "library:inception3a"], no_pen) == 2
    assert "Did you mean library:inception-3a?" in capsys.readouterr().err


@pytest.mark.parametrize("argv", [[], ["report"], ["paint", "x"], ["report", "x", "--format", "docx"], ["render", "x"]])
def test_a_command_that_is_not_understood_ends_with_2(argv, capsys):
    assert run(argv, no_pen) == 2
    assert "usage:" in capsys.readouterr().err


def test_help_ends_with_0(capsys):
    assert run(["--help"], no_pen) == 0
    out = capsys.readouterr().out
    assert all(command in out for command in COMMANDS)


# -- what they write --------------------------------------------------------------------------------------------------


def test_list_names_the_library_with_totals(capsys):
    assert run(["list"], no_pen) == 0
    out = capsys.readouterr().out
    assert len(out.splitlines()) == 2 + len(entries())
    assert "128,049,152" in out


@pytest.mark.parametrize(
    ("options", "start"),
    [
        ([], "Inception module 3a of GoogLeNet\n===="),
        (["--format", "md"], "# Inception module 3a of GoogLeNet\n"),
        (["--format", "csv"], "path,type,"),
        (["--format", "json"], '{\n  "format": "convas-report"'),
    ],
)
def test_a_report_goes_to_standard_output(options, start, capsys):
    assert run(["report", "library:inception-3a", *options], no_pen) == 0
    assert capsys.readouterr().out.startswith(start)


@pytest.mark.parametrize(
    ("name", "start"), [("r.md", b"# "), ("r.csv", b"path,"), ("r.json", b"{"), ("r.txt", b"Incep"), ("r", b"Incep")]
)
def test_the_ending_of_the_file_says_the_format(name, start, tmp_path, capsys):
    assert run(["report", "library:inception-3a", "-o", str(tmp_path / name)], no_pen) == 0
    assert (tmp_path / name).read_bytes().startswith(start)
    assert capsys.readouterr().out == ""


def test_html_holds_the_sketch_drawn_for_light_and_dark(tmp_path):
    pen = Pen()
    argv = ["report", "library:lenet-5", "--format", "html", "--order", "CHW", "-o", str(tmp_path / "r.html")]
    assert run(argv, pen) == 0
    assert pen.asked == [("svg", False, "CHW"), ("svg", True, "CHW")]
    assert (tmp_path / "r.html").read_text(encoding="utf-8").count("<svg") == 2


def test_precision_and_order_reach_the_report(capsys):
    argv = ["report", "library:lenet-5", "--format", "md", "--precision", "float16", "--order", "CHW"]
    assert run(argv, no_pen) == 0
    out = capsys.readouterr().out
    assert "| Weights in float16 | 123,412 bytes" in out
    assert "1×32×32" in out


@pytest.mark.parametrize(("name", "kind"), [("a.png", "png"), ("a.SVG", "svg"), ("a.pdf", "pdf")])
@pytest.mark.parametrize("dark", [False, True])
def test_render_writes_what_is_drawn(name, kind, dark, tmp_path):
    pen = Pen()
    assert run(["render", "library:lenet-5", "-o", str(tmp_path / name), *(["--dark"] if dark else [])], pen) == 0
    assert pen.asked == [(kind, dark, "HWC")]
    assert (tmp_path / name).exists()


def test_render_refuses_an_ending_that_it_does_not_know(tmp_path, capsys):
    assert run(["render", "library:lenet-5", "-o", str(tmp_path / "a.bmp")], no_pen) == 2
    assert "must end in .png, .svg or .pdf" in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_named(tmp_path, capsys):
    assert run(["report", "library:lenet-5", "-o", str(tmp_path / "no" / "r.md")], no_pen) == 2
    assert "r.md" in capsys.readouterr().err


def test_the_sketch_is_never_replaced_by_its_report(wrong, capsys):
    before = Path(wrong).read_bytes()
    assert run(["report", wrong, "-o", wrong], no_pen) == 2
    assert "it was not replaced" in capsys.readouterr().err
    assert Path(wrong).read_bytes() == before


def test_a_title_with_orders_for_the_terminal_is_shown_without_them(tmp_path, capsys):
    path = tmp_path / "a.convas"
    write_document(path, edits.set_meta(course(), title="a\x1b[31mb"))
    assert run(["check", str(path)], no_pen) == 0
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize("fmt", ["text", "md", "csv", "json"])
def test_a_number_of_any_length_is_written(fmt, monkeypatch, capsys):
    shape = (1, 10**5000, 1, 1)
    document = course()
    analysis = infer(document)
    result = analysis.main.results["conv5x5"]
    huge = replace(
        result, outputs=(shape,), cost=Cost(macs=10**5000), terms=(Term("macs", ((Factor("C", 10**5000),),)),)
    )
    main = replace(analysis.main, results={**analysis.main.results, "conv5x5": huge})
    monkeypatch.setattr("core.cli.infer", lambda _: replace(analysis, main=main))
    assert run(["report", "library:course-5x5", "--format", fmt], no_pen) == 0
    assert "1.000 × 10^5000" in capsys.readouterr().out or fmt in ("csv", "json")


# -- a process of its own ---------------------------------------------------------------------------------------------

PROGRAM = """
import sys
from core.analysis.infer import infer
from core.cli import COMMANDS, run
code = run(sys.argv[1:], None)
heavy = [name for name in ("numpy", "PySide6", "shiboken6") if name in sys.modules]
sys.exit(f"imported {heavy}" if heavy else code)
"""


def process(*argv: str, **options) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", PROGRAM, *argv]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=60, **options)


@pytest.mark.parametrize(
    "argv",
    [
        ["list"],
        ["check", "library:inception-3a"],
        ["report", "library:inception-3a"],
        ["report", "library:inception-3a", "--format", "md"],
        ["report", "library:inception-3a", "--format", "csv"],
        ["report", "library:inception-3a", "--format", "json"],
    ],
    ids=" ".join,
)
def test_a_command_that_does_not_draw_imports_neither_qt_nor_numpy(argv):
    done = process(*argv)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout


def test_output_is_utf8_even_where_the_locale_knows_only_ascii():
    plain = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    done = process("report", "library:inception-3a", env={**os.environ, **plain})
    assert done.returncode == 0
    assert "28×28×192 → 28×28×256" in done.stdout.decode("utf-8")


def test_csv_keeps_its_line_ends_on_standard_output():
    done = process("report", "library:lenet-5", "--format", "csv")
    assert done.stdout.count(b"\r\n") == done.stdout.count(b"\n") == 13
    assert b"\r\r" not in done.stdout


@pytest.mark.skipif(os.name != "posix", reason="a pipe that nobody reads is told otherwise elsewhere")
def test_a_reader_that_has_had_enough_is_no_error():
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-c", PROGRAM, "report", "library:inception-3a"]
    done = subprocess.run(command, cwd=ROOT, stdout=write, stderr=subprocess.PIPE, check=False, timeout=60)
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_told_in_one_line():
    command = [sys.executable, "-c", PROGRAM, "list"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, check=False, timeout=60)
    assert done.returncode == 2
    assert done.stderr.decode().startswith("The standard output cannot be written: ")
    assert done.stderr.count(b"\n") == 1


def test_the_version_is_printed(capsys):
    assert run(["--version"], no_pen) == 0
    assert capsys.readouterr().out == "Convas 0.1.0\n"


def test_a_sketch_without_a_title_is_called_after_its_file(tmp_path, capsys):
    found = entry("course-5x5")
    assert found is not None
    path = tmp_path / "my net.convas"
    write_document(path, edits.set_meta(found.build(), title=""))
    assert run(["report", str(path)], no_pen) == 0
    assert capsys.readouterr().out.startswith("my net\n======\n")
    assert run(["check", str(path)], no_pen) == 0
    assert capsys.readouterr().out.startswith("my net: sound")
