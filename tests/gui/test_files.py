"""Opening and saving, apart from the window: questions, recent files, changes by others."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QFileDialog, QMessageBox

from core.document.builder import Builder
from core.errors import ConvasError
from core.io.files import write_document
from core.library.catalog import entry
from core.ops.activation import ReLU
from gui.files import Ask, Files
from gui.preferences import Preferences
from gui.session import Session


@pytest.fixture
def files(preferences: Preferences, answers) -> Files:
    return Files(preferences, answers)


def write(path: Path) -> Path:
    found = entry("course-5x5")
    assert found is not None
    write_document(path, found.build())
    return path


def test_reading_a_file_remembers_it_and_an_entry_of_the_library_is_not_a_file(files: Files, tmp_path: Path):
    path = write(tmp_path / "a.convas")
    assert files.read(str(path))[1:] == (path, "a.convas")
    assert files.read("library:lenet-5")[1:] == (None, "lenet-5")
    assert files.recent() == [path]


def test_recent_files_are_ten_newest_first_without_repeats_and_survive_the_program(
    files: Files, preferences: Preferences, tmp_path: Path
):
    paths = [write(tmp_path / f"{number}, with a comma.convas") for number in range(12)]
    for path in paths:
        files.remember(path)
    files.remember(paths[5])
    expected = [paths[5], *[path for path in reversed(paths) if path != paths[5]]][:10]
    assert files.recent() == expected
    preferences.settings.sync()
    assert Files(preferences).recent() == expected
    files.clear_recent()
    assert Files(preferences).recent() == []


def test_one_recent_file_is_read_back_as_one(files: Files, preferences: Preferences, tmp_path: Path):
    path = write(tmp_path / "only.convas")
    files.remember(path)
    preferences.settings.sync()
    assert Files(preferences).recent() == [path]


def test_a_file_that_cannot_be_read_is_no_recent_file(files: Files, tmp_path: Path):
    path = tmp_path / "bad.convas"
    path.write_text("{")
    files.remember(path)
    with pytest.raises(ConvasError):
        files.read(str(path))
    assert files.recent() == []


def test_a_file_that_vanished_is_written_again_unasked(files: Files, answers, tmp_path: Path):
    path = write(tmp_path / "a.convas")
    opened = files.read(str(path))
    session = Session(opened.document)
    session.mark_saved(path, opened.document)
    files.adopt(session, path)
    path.unlink()
    assert files.save(session)
    assert path.exists()
    assert answers.asked == []


def test_save_as_suggests_the_folder_of_the_sketch_or_of_the_last_one(files: Files, answers, tmp_path: Path):
    session = Session()
    session.set_untitled("mine")
    files.remember(write(tmp_path / "a.convas"))
    assert not files.save(session)
    assert answers.suggested == str(tmp_path / "mine.convas")
    answers.path = tmp_path / "there" / "b.convas"
    answers.path.parent.mkdir()
    assert files.save_as(session)
    answers.path = None
    files.save_as(session)
    assert answers.suggested == str(tmp_path / "there" / "b.convas")


def modal() -> QDialog:
    """The question that is on the screen."""
    box = QApplication.activeModalWidget()
    assert isinstance(box, QDialog)
    return box


def press(name: str, choose) -> None:
    """Press a button of the question that is about to come up."""

    def act() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        assert box.objectName() == name
        button = choose(box)
        assert isinstance(button, QAbstractButton)
        button.click()

    QTimer.singleShot(0, act)


@pytest.mark.parametrize(
    ("button", "answer"),
    [
        (QMessageBox.StandardButton.Save, "save"),
        (QMessageBox.StandardButton.Discard, "discard"),
        (QMessageBox.StandardButton.Cancel, "cancel"),
    ],
)
def test_the_question_about_changes_has_three_answers(qapp, button, answer: str):
    press("ask.changes", lambda box: box.button(button))
    assert Ask().about_changes(None, "a sketch") == answer


def test_closing_the_question_about_changes_is_to_cancel(qapp):
    QTimer.singleShot(0, lambda: modal().close())
    assert Ask().about_changes(None, "a sketch") == "cancel"


@pytest.mark.parametrize(("text", "answer"), [("Replace", True), ("Cancel", False)])
def test_the_question_about_a_foreign_change_has_two_answers(qapp, text: str, *, answer: bool):
    press("ask.foreign", lambda box: next(b for b in box.buttons() if b.text().replace("&", "") == text))
    assert Ask().overwrite_foreign(None, Path("a.convas")) is answer


def test_the_dialog_for_saving_offers_the_suggested_name_and_the_suffix(qapp, tmp_path: Path):
    seen: list[tuple[str, str]] = []

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        seen.append((dialog.defaultSuffix(), Path(dialog.selectedFiles()[0]).name))
        dialog.accept()

    QTimer.singleShot(0, act)
    assert Ask().save_path(None, str(tmp_path / "net.convas")) == tmp_path / "net.convas"
    assert seen == [("convas", "net.convas")]
    QTimer.singleShot(0, lambda: modal().reject())
    assert Ask().save_path(None, str(tmp_path / "net.convas")) is None


def test_a_file_without_positions_is_laid_out_when_it_is_opened(files: Files, tmp_path: Path):
    build = Builder("bare")
    block = build.block("unit")
    block.output(block.add(ReLU(), block.input(), name="relu"))
    build.output(build.call(block, build.input(3, 8, 8), name="call"))
    path = tmp_path / "bare.convas"
    write_document(path, build.build())
    opened = files.read(str(path))
    for graph in (opened.document.main, opened.document.modules["unit"].graph):
        assert graph.layout.keys() == graph.nodes.keys()
        assert len(set(graph.layout.values())) == 3


@pytest.mark.parametrize(("typed", "written"), [("x.png", "x.png.convas"), ("x", "x.convas"), ("x.CONVAS", "x.CONVAS")])
def test_a_sketch_is_saved_with_its_own_ending(files: Files, answers, tmp_path: Path, typed, written):
    answers.path = tmp_path / typed
    session = Session()
    assert files.save_as(session)
    assert [path.name for path in tmp_path.glob("x*")] == [written]
    assert session.file == tmp_path / written


def test_an_ending_put_behind_the_name_replaces_no_file_unasked(files: Files, answers, tmp_path: Path):
    write(tmp_path / "x.png.convas")
    answers.path = tmp_path / "x.png"
    with pytest.raises(ConvasError, match="not replaced"):
        files.save_as(Session())
