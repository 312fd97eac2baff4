"""The files that follow from the library are up to date."""

from __future__ import annotations

import pytest

from core.paths import EXAMPLES
from tools.library_files import files

FILES = files()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_generated_file_is_what_the_library_makes_byte_for_byte(path):
    assert path.read_bytes() == FILES[path].encode(), "run: python -m tools.library_files"


def test_there_is_no_example_that_the_library_does_not_make():
    assert set(EXAMPLES.iterdir()) == {path for path in FILES if path.parent == EXAMPLES}
