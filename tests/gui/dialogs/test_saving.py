"""Where an export is suggested to go."""

from pathlib import Path

import pytest

from core.document.document import Document, Meta
from gui.dialogs.saving import suggested_path
from gui.session import Session


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("Inception module 3a", "Inception-module-3a"),
        ("../../etc: a\\b?*", "etc-a-b"),
        ("Netz für Übung 2", "Netz-für-Übung-2"),
        ("???", "sketch"),
        ("", "Untitled"),
        ("x" * 500, "x" * 80),
    ],
)
def test_a_title_becomes_a_file_name_that_every_system_takes(qapp, preferences, title, stem):
    session = Session(Document(meta=Meta(title=title)))
    assert Path(suggested_path(session, preferences.settings, ".svg")).name == f"{stem}.svg"


def test_a_folder_that_is_gone_is_not_suggested(qapp, session, preferences, tmp_path):
    preferences.settings.setValue("export/folder", str(tmp_path / "gone"))
    session.mark_saved(tmp_path / "mine.convas", session.document)
    assert Path(suggested_path(session, preferences.settings, ".png")) == tmp_path / "mine.png"
