"""The tool that writes the generated pages writes those that are there."""

import shutil
from pathlib import Path

from tools import write_docs

ROOT = Path(__file__).resolve().parents[2]


def test_writing_the_pages_anew_gives_the_same_bytes(tmp_path, monkeypatch):
    (tmp_path / "docs").mkdir()
    stale = tmp_path / "docs" / "counting.md"
    shutil.copy(ROOT / "docs" / "counting.md", stale)
    stale.write_text(stale.read_text(encoding="utf-8").replace("| Conv2d |", "| Conv9d |"), encoding="utf-8")
    monkeypatch.setattr(write_docs, "ROOT", tmp_path)
    assert write_docs.main() == 0
    for name in ("counting.md", "operators.md"):
        assert (tmp_path / "docs" / name).read_bytes() == (ROOT / "docs" / name).read_bytes()
