"""The report dialog: what it shows is what is saved, copied, and printed by the command line."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QRadioButton

from core.document.edits import set_meta, set_param
from core.report.build import build
from core.report.formats import FORMATS
from gui.dialogs import report as module
from gui.dialogs.report import ReportDialog


@pytest.fixture
def dialog(qtbot, session, preferences, asked):
    made = ReportDialog(session, preferences, ask_path=asked)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def choose(qtbot, dialog, name):
    button = dialog.findChild(QRadioButton, f"report_format_{name}")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(8, button.height() // 2))


def press(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def conv5x5(session):
    return next(key for key, node in session.graph.nodes.items() if node.name == "conv5x5")


def test_the_title_names_the_sketch(dialog):
    assert "Inception module 3a" in dialog.windowTitle()


@pytest.mark.parametrize("name", [name for name, fmt in FORMATS.items() if not fmt.pictured])
def test_a_format_is_previewed_as_the_command_line_would_print_it(qtbot, dialog, session, name):
    choose(qtbot, dialog, name)
    expected = FORMATS[name].render(build(session.document, session.analysis))
    assert dialog.text == expected
    assert dialog.preview.isVisible()
    assert dialog.preview.isReadOnly()
    assert dialog.preview.toPlainText() == expected.replace("\r\n", "\n")


def test_a_page_is_previewed_with_its_picture_and_numbers(qtbot, dialog):
    choose(qtbot, dialog, "text")
    choose(qtbot, dialog, "html")
    assert dialog.page.isVisible()
    assert not dialog.preview.isVisible()
    assert "128,049,152" in dialog.page.toPlainText()
    assert "￼" in dialog.page.toPlainText(), "no picture"
    assert dialog.text.lstrip().lower().startswith("<!doctype html>")
    assert dialog.text.count("<svg") >= 2


def test_the_preview_follows_an_edit_of_the_sketch(qtbot, dialog, session):
    choose(qtbot, dialog, "text")
    assert "128,049,152" in dialog.preview.toPlainText()
    conv = conv5x5(session)
    session.apply("Set out_channels", lambda d: set_param(d, conv, "out_channels", 64))
    assert "128,049,152" not in dialog.preview.toPlainText()
    assert dialog.text == FORMATS["text"].render(build(session.document, session.analysis))
    session.undo()
    assert "128,049,152" in dialog.preview.toPlainText()


def test_the_preview_follows_the_preferences(qtbot, dialog, preferences):
    choose(qtbot, dialog, "text")
    preferences.shape_order = "CHW"
    preferences.precision = "float16"
    assert "192×28×28" in dialog.preview.toPlainText()
    assert "float16" in dialog.preview.toPlainText()


def test_a_long_report_is_shown_in_part_and_saved_whole(qtbot, dialog, asked, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "PREVIEW_LENGTH", 100)
    choose(qtbot, dialog, "json")
    assert len(dialog.preview.toPlainText()) == 100
    assert "beginning" in dialog.note.text()
    asked.answer = tmp_path / "report.json"
    press(qtbot, dialog.save_button)
    assert asked.answer.read_text(encoding="utf-8") == dialog.text
    assert len(dialog.text) > 1000


@pytest.mark.parametrize("name", FORMATS)
def test_saving_writes_the_text_of_the_chosen_format(qtbot, dialog, asked, tmp_path, name):
    choose(qtbot, dialog, name)
    asked.answer = tmp_path / f"report{FORMATS[name].suffix}"
    press(qtbot, dialog.save_button)
    assert asked.answer.read_bytes() == dialog.text.encode()
    assert FORMATS[name].suffix in asked.filters[-1]
    assert Path(asked.suggested[-1]).suffix == FORMATS[name].suffix
    assert asked.answer.name in dialog.notice.text()
    assert dialog.notice.isVisible()


def test_what_was_saved_can_be_opened_from_the_dialog(qtbot, dialog, asked, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    asked.answer = tmp_path / "report.html"
    press(qtbot, dialog.save_button)
    dialog.notice.linkActivated.emit("#go-on")
    assert [Path(path) for path in opened] == [asked.answer]


def test_the_next_export_is_suggested_beside_the_last(qtbot, dialog, asked, tmp_path):
    asked.answer = tmp_path / "report.html"
    press(qtbot, dialog.save_button)
    press(qtbot, dialog.save_button)
    assert Path(asked.suggested[-1]).parent == tmp_path


def test_a_report_of_a_file_is_called_after_it(qtbot, dialog, asked, session, tmp_path):
    session.mark_saved(tmp_path / "mine.convas", session.document)
    press(qtbot, dialog.save_button)
    assert Path(asked.suggested[-1]) == tmp_path / "mine.html"


def test_a_cancelled_question_writes_and_says_nothing(qtbot, dialog, tmp_path):
    press(qtbot, dialog.save_button)
    assert not dialog.notice.isVisible()
    assert list(tmp_path.iterdir()) == []


def test_a_save_that_fails_is_explained_in_the_dialog(qtbot, dialog, asked, tmp_path):
    asked.answer = tmp_path / "nowhere" / "report.html"
    press(qtbot, dialog.save_button)
    assert dialog.notice.isVisible()
    assert "choose another" in dialog.notice.text()
    asked.answer = tmp_path / "report.html"
    press(qtbot, dialog.save_button)
    assert "Saved" in dialog.notice.text()


def test_a_report_never_replaces_the_sketch_itself(qtbot, dialog, asked, session, tmp_path):
    asked.answer = tmp_path / "mine.convas"
    asked.answer.write_text("the sketch")
    session.mark_saved(asked.answer, session.document)
    press(qtbot, dialog.save_button)
    assert asked.answer.read_text() == "the sketch"
    assert "another name" in dialog.notice.text()


def test_copy_puts_the_whole_text_on_the_clipboard_and_says_so(qtbot, dialog):
    choose(qtbot, dialog, "md")
    press(qtbot, dialog.copy_button)
    assert QGuiApplication.clipboard().text() == dialog.text
    assert dialog.copy_button.text() == "Copied"
    qtbot.waitUntil(lambda: dialog.copy_button.text() == "Copy")


def test_the_last_format_is_chosen_again(qtbot, dialog, session, preferences):
    choose(qtbot, dialog, "csv")
    again = ReportDialog(session, preferences)
    qtbot.addWidget(again)
    assert again.format_name == "csv"


def test_a_setting_that_names_no_format_is_ignored(qtbot, session, preferences):
    preferences.settings.setValue("export/report", "docx")
    dialog = ReportDialog(session, preferences)
    qtbot.addWidget(dialog)
    assert dialog.format_name == "html"


def test_escape_closes_it_for_good(qtbot, session, preferences):
    dialog = ReportDialog(session, preferences)
    dialog.show()
    qtbot.waitExposed(dialog)
    with qtbot.waitSignal(dialog.destroyed):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    conv = conv5x5(session)
    session.apply("Set out_channels", lambda d: set_param(d, conv, "out_channels", 64))


def test_a_sketch_without_a_title_is_called_after_its_file(qtbot, dialog, session, tmp_path):
    session.apply("Set", lambda d: set_meta(d, title=""))
    session.mark_saved(tmp_path / "my net.convas", session.document)
    choose(qtbot, dialog, "text")
    dialog.refresh()
    assert dialog.text.startswith("my net\n")
    assert dialog.windowTitle().endswith("my net")
