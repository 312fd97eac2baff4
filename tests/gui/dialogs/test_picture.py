"""The picture dialog: what is chosen is what is written."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QRadioButton

from core.document.edits import set_param
from gui.dialogs.picture import PictureDialog
from gui.drawing.picture import render_svg
from gui.session import Session
from gui.theme import DARK, LIGHT


@pytest.fixture
def dialog(qtbot, session, preferences, asked):
    made = PictureDialog(session, preferences, ask_path=asked)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def choose(qtbot, dialog, name):
    button = dialog.findChild(QRadioButton, f"picture_{name}")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(8, button.height() // 2))


def save(qtbot, dialog):
    qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)


def colors_of(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(0, image.width(), 5) for y in range(0, image.height(), 5)}


@pytest.mark.parametrize(("kind", "start"), [("png", b"\x89PNG"), ("svg", b"<svg"), ("pdf", b"%PDF-")])
def test_each_format_is_written_as_what_it_is(qtbot, dialog, asked, tmp_path, kind, start):
    choose(qtbot, dialog, f"format_{kind}")
    asked.answer = tmp_path / f"sketch.{kind}"
    save(qtbot, dialog)
    assert asked.answer.read_bytes().startswith(start)
    assert Path(asked.suggested[-1]).suffix == f".{kind}"
    assert "Saved" in dialog.notice.text()


@pytest.mark.parametrize(("name", "theme"), [("light", LIGHT), ("dark", DARK)])
def test_the_file_has_the_chosen_colours(qtbot, dialog, asked, session, tmp_path, name, theme):
    choose(qtbot, dialog, "format_svg")
    choose(qtbot, dialog, f"colors_{name}")
    asked.answer = tmp_path / "sketch.svg"
    save(qtbot, dialog)
    title = session.document.meta.title
    assert asked.answer.read_text(encoding="utf-8") == render_svg(session.analysis, theme=theme, title=title)


def test_the_preview_shows_the_chosen_colours_whatever_the_window_looks_like(qtbot, dialog, preferences):
    preferences.theme = "dark"
    choose(qtbot, dialog, "colors_light")
    light = colors_of(dialog.preview.grab().toImage())
    choose(qtbot, dialog, "colors_dark")
    dark = colors_of(dialog.preview.grab().toImage())
    assert LIGHT.node_body.name() in light
    assert LIGHT.node_body.name() not in dark
    assert DARK.node_body.name() in dark


def test_the_preview_follows_the_sketch(dialog, session):
    before = dialog.preview.grab().toImage()
    conv = next(key for key, node in session.graph.nodes.items() if node.name == "conv5x5")
    session.apply("Set out_channels", lambda d: set_param(d, conv, "out_channels", 64))
    assert dialog.preview.grab().toImage() != before
    session.undo()
    assert dialog.preview.grab().toImage() == before


def test_an_empty_sketch_has_a_picture_that_says_so(qtbot, preferences, asked, tmp_path):
    dialog = PictureDialog(Session(), preferences, ask_path=asked)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    assert len(colors_of(dialog.preview.grab().toImage())) > 1
    choose(qtbot, dialog, "format_svg")
    asked.answer = tmp_path / "empty.svg"
    save(qtbot, dialog)
    assert "empty" in asked.answer.read_text(encoding="utf-8")
    assert "Untitled" in dialog.windowTitle()


def test_a_save_that_fails_is_explained_in_the_dialog(qtbot, dialog, asked, tmp_path):
    asked.answer = tmp_path / "nowhere" / "sketch.png"
    save(qtbot, dialog)
    assert dialog.notice.isVisible()
    assert "choose another" in dialog.notice.text()


def test_the_last_choices_are_made_again(qtbot, dialog, session, preferences):
    choose(qtbot, dialog, "format_pdf")
    choose(qtbot, dialog, "colors_dark")
    again = PictureDialog(session, preferences)
    qtbot.addWidget(again)
    assert (again.kind, again.dark) == ("pdf", True)
