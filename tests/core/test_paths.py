"""The version is the same wherever it is stated, and resources are where they are looked for."""

import tomllib
from pathlib import Path

from core.paths import EXAMPLES, RESOURCES, VERSION


def test_the_version_is_that_of_the_project():
    project = tomllib.loads((Path(__file__).resolve().parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == VERSION


def test_resources_exist():
    assert (RESOURCES / "icons").is_dir()
    assert any(EXAMPLES.glob("*.convas"))
