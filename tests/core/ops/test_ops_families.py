"""Which files of layers are imported when: by name as few as it takes, and all of them in the order of the palette."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from core.ops import FAMILIES, operator_named
from core.ops.conv import Conv2d
from core.ops.every import OPERATORS

ROOT = Path(__file__).resolve().parents[3]


def said_by(code: str) -> str:
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.strip()


def test_a_type_is_found_by_name_without_importing_every_family():
    code = "import sys; from core.ops import operator_named; print(operator_named('Conv2d').__name__, *sys.modules)"
    name, *imported = said_by(code).split()
    assert name == "Conv2d"
    assert "core.ops.conv" in imported
    assert "core.ops.activation" not in imported


def test_a_name_that_no_layer_has_finds_nothing():
    assert operator_named("Conv2d") is Conv2d
    assert operator_named("Conv7d") is None


@pytest.mark.parametrize("first", ["shape", "merge"])
def test_the_order_of_the_palette_does_not_depend_on_what_was_imported_first(first):
    code = f"import core.ops.{first}; from core.ops.every import OPERATORS; print(*OPERATORS)"
    assert said_by(code).split() == list(OPERATORS)


def test_every_file_that_declares_layers_is_a_family():
    declaring = {path.stem for path in (ROOT / "core" / "ops").glob("*.py") if "\n@operator\n" in path.read_text()}
    assert declaring == set(FAMILIES)
