"""What palette, canvas and clipboard hand to each other."""

from __future__ import annotations

from PySide6.QtCore import QMimeData

from gui.mime import FRAGMENT, PRESET, fragment_mime, preset_mime, read_fragment, read_preset


def test_a_preset_is_read_back():
    mime = preset_mime("Conv2d:5×5")
    assert mime.formats() == [PRESET]
    assert read_preset(mime) == "Conv2d:5×5"
    assert read_fragment(mime) is None


def test_a_fragment_is_also_plain_text():
    mime = fragment_mime("{}")
    assert mime.hasFormat(FRAGMENT)
    assert mime.text() == read_fragment(mime) == "{}"
    assert read_preset(mime) is None


def test_plain_text_may_be_a_fragment_and_nothing_is_none():
    mime = QMimeData()
    assert read_fragment(mime) is None
    mime.setText("{}")
    assert read_fragment(mime) == "{}"


def test_bytes_that_are_no_text_do_not_raise():
    mime = QMimeData()
    mime.setData(PRESET, b"\xff\x00")
    assert read_preset(mime) is not None
