"""Bookmarks: kept, renamed, forgotten."""

import pytest

from core.document.bookmarks import add_bookmark, remove_bookmark, rename_bookmark
from core.document.document import Bookmark, Document
from core.errors import EditError

HERE = Bookmark("stem", ("stage",), 0, 0, 800, 600)


def names(document):
    return [bookmark.name for bookmark in document.bookmarks]


def test_a_bookmark_comes_last_and_a_name_that_is_taken_gets_a_number():
    document = add_bookmark(add_bookmark(Document(), HERE), HERE)
    assert names(document) == ["stem", "stem_2"]
    assert document.bookmarks[0] == HERE
    assert not document.same_as(Document())


def test_it_is_renamed_in_its_place():
    document = add_bookmark(add_bookmark(Document(), HERE), Bookmark("head", (), 0, 0, 1, 1))
    assert names(rename_bookmark(document, "stem", " the  stem ")) == ["the stem", "head"]
    assert names(rename_bookmark(document, "stem", "head")) == ["head_2", "head"]
    assert rename_bookmark(document, "stem", "stem") is document


def test_it_is_forgotten():
    document = add_bookmark(Document(), HERE)
    assert remove_bookmark(document, "stem").bookmarks == ()


@pytest.mark.parametrize(
    "edit",
    [
        lambda d: add_bookmark(d, Bookmark("  ", (), 0, 0, 1, 1)),
        lambda d: rename_bookmark(d, "stem", " "),
        lambda d: rename_bookmark(d, "gone", "x"),
        lambda d: remove_bookmark(d, "gone"),
    ],
)
def test_no_name_and_no_such_name_are_refused(edit):
    with pytest.raises(EditError):
        edit(add_bookmark(Document(), HERE))
