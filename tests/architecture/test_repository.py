"""The repository as a whole: it belongs to no machine, its files agree, tests mirror the source."""

import os
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GENERATED = {"__pycache__", "build", "dist", "htmlcov"}

# Written so that this file does not find itself.
MACHINE_PATH = re.compile(r"(?<![\w.:~-])/(?:work|root|home/[a-z]\w*|Users/[A-Za-z]\w*|opt/pypi[\w-]*)/")
REGISTRY = re.compile(
    r"\b(?:pypi|pythonhosted|npmjs|anaconda)\.(?:org|com)\b"
    r"|^\s*(?:-i|-f|--(?:extra-)?index-url|--find-links)[ =]",
    re.MULTILINE,
)


@cache
def repository_files() -> tuple[Path, ...]:
    """The files that are, or could be, committed; without git (an unpacked archive) whatever lies here."""
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0 and listed.stdout:
        found = [ROOT / name for name in os.fsdecode(listed.stdout).split("\0") if name]
    else:
        found = list(_walk(ROOT))
    return tuple(sorted(path for path in found if path.is_file()))


def _walk(folder: Path):
    for path in folder.iterdir():
        if path.is_dir():
            if path.name not in GENERATED and (not path.name.startswith(".") or path.name == ".ci"):
                yield from _walk(path)
        elif path.suffix != ".pyc":
            yield path


@cache
def text_files() -> tuple[tuple[str, bytes], ...]:
    """Name and content of the files that git would call text."""
    contents = ((path.relative_to(ROOT).as_posix(), path.read_bytes()) for path in repository_files())
    return tuple((name, content) for name, content in contents if b"\0" not in content[:8000])


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for name, content in text_files():
        text = content.decode("utf-8", errors="replace")
        found += [
            f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match.group()}" for match in pattern.finditer(text)
        ]
    return found


def requirement_name(line: str) -> str:
    return re.split(r"[<>=!~;\[ ]", line, maxsplit=1)[0].lower().replace("_", "-")


def required() -> dict[str, str]:
    lines = (line.strip() for line in (ROOT / "requirements.in").read_text().splitlines())
    return {requirement_name(line): line for line in lines if line and not line.startswith("#")}


def test_the_tests_find_the_files_of_the_repository():
    names = {name for name, _ in text_files()}
    assert {"Makefile", "pyproject.toml", "requirements.lock", ".ci/run"} <= names


def test_no_file_names_a_path_of_one_machine():
    assert lines_with(MACHINE_PATH) == []


def test_no_file_names_a_package_registry():
    assert lines_with(REGISTRY) == []


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (MACHINE_PATH, "see {}work/main".format("/"), True),
        (MACHINE_PATH, "the frame{}work/".format("/"), False),
        (MACHINE_PATH, "https://example.org/work/", False),
        (REGISTRY, "https://pypi" + ".org/simple", True),
        (REGISTRY, "--index" + "-url x", True),
        (REGISTRY, "https://onnx.ai/onnx/operators", False),
    ],
)
def test_the_patterns_tell_a_machine_from_the_world(pattern, text, expected):
    assert bool(pattern.search(text)) is expected


def test_text_files_end_their_lines_with_lf():
    assert [name for name, content in text_files() if b"\r" in content] == []


def test_text_files_end_with_a_newline():
    assert [name for name, content in text_files() if content and not content.endswith(b"\n")] == []


def test_every_test_of_core_mirrors_a_source_file():
    """`tests/core/ops/test_conv.py` is for `core/ops/conv.py`; so is `test_conv_transposed.py`.

    A file named after its folder (`tests/core/ops/test_ops_conformance.py`) is for the folder as a whole.
    Tests of several modules together stand elsewhere under tests/, by topic.
    """
    strays = []
    for test in sorted((ROOT / "tests" / "core").rglob("test_*.py")):
        folder = ROOT / test.parent.relative_to(ROOT / "tests")
        words = test.stem.removeprefix("test_").split("_")
        names = ["_".join(words[:count]) for count in range(1, len(words) + 1)]
        sources = [folder / f"{name}.py" for name in names] + [folder / name / "__init__.py" for name in names]
        if not (any(source.is_file() for source in sources) or (folder.is_dir() and folder.name in names)):
            strays.append(test.relative_to(ROOT).as_posix())
    assert strays == []


def test_tests_are_no_package_that_could_shadow_the_source():
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_ci_runs_what_a_person_runs():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text().splitlines()[-1] == "exec make test"


def test_project_and_requirements_name_the_same_dependencies():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert {requirement_name(line): line for line in project["dependencies"]}.items() <= required().items()


def test_the_lock_has_every_requirement_with_hashes():
    blocks = re.split(r"\n(?=[A-Za-z0-9])", (ROOT / "requirements.lock").read_text().partition("\n\n")[0])
    pinned = {requirement_name(block): block for block in blocks if not block.startswith("#")}
    assert set(required()) <= set(pinned)
    assert [name for name, block in pinned.items() if "--hash=sha256:" not in block] == []


def test_the_locked_qt_is_older_than_the_one_that_loses_none():
    locked = re.search(r"^pyside6-essentials==(\d+)\.(\d+)\.", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    assert locked is not None
    assert (6, 8) <= (int(locked[1]), int(locked[2])) < (6, 12)
