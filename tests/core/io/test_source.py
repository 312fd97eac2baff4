"""A sketch by what a person types: a path or a name of the library."""

from __future__ import annotations

import pytest

from core.errors import FileError, FormatError
from core.io.files import write_document
from core.io.source import open_source
from core.library.catalog import entries, entry


def test_a_name_of_the_library_gives_its_sketch():
    found = entry("lenet-5")
    assert found is not None
    assert open_source("library:lenet-5").same_as(found.build())


def test_a_path_gives_the_sketch_of_the_file(tmp_path):
    document = entries()[0].build()
    write_document(tmp_path / "a.convas", document)
    assert open_source(str(tmp_path / "a.convas")).same_as(document)


def test_a_mistyped_name_is_answered_with_the_nearest():
    with pytest.raises(FileError, match=r"nothing called “inception3a”\. Did you mean library:inception-3a\?"):
        open_source("library:inception3a")


def test_a_name_like_no_other_is_answered_with_where_all_of_them_are():
    with pytest.raises(FileError, match=rf"nothing called “zzz”\. Its {len(entries())} names .* “list” prints"):
        open_source("library:zzz")


def test_a_name_without_its_prefix_is_recognised(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileError, match=r"no such file.*Did you mean library:vgg-block"):
        open_source("vgg-block")


def test_a_file_that_is_no_sketch_lists_its_problems(tmp_path):
    (tmp_path / "bad.convas").write_text("{")
    with pytest.raises(FormatError):
        open_source(str(tmp_path / "bad.convas"))
