"""Where an exported file goes: the question, a name to suggest, and the writing of it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSettings, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from core.errors import FileError
from gui.session import Session

__all__ = ["AskPath", "ask_path", "export", "file_title", "sketch_name", "suggested_path"]

AskPath = Callable[[QWidget | None, str, str, str], Path | None]
"""(parent, caption, suggested path, filter) -> the path that was chosen, or None."""

_FOLDER: Final = "export/folder"
_LONGEST_STEM: Final = 80


def ask_path(parent: QWidget | None, caption: str, suggested: str, file_filter: str) -> Path | None:
    """Ask with the file dialog of the desktop; it also asks before a file is replaced."""
    dialog = QFileDialog(parent, caption, str(Path(suggested).parent), file_filter)
    dialog.setObjectName("ask_path")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setDefaultSuffix(Path(suggested).suffix.removeprefix("."))
    dialog.selectFile(Path(suggested).name)
    try:
        if not dialog.exec():
            return None
        chosen = dialog.selectedFiles()
        return Path(chosen[0]) if chosen else None
    finally:
        dialog.deleteLater()


def sketch_name(session: Session) -> str:
    """What to call the sketch in a title: its own title, else the name of its file or tab."""
    return session.document.meta.title.strip() or file_title(session) or session.title


def file_title(session: Session) -> str:
    """The name of the sketch's file without the ending; empty where it has none yet."""
    return session.file.stem if session.file else ""


def suggested_path(session: Session, settings: QSettings, suffix: str) -> str:
    """Beside the last export, else beside the sketch, else among the documents; called after the sketch."""
    stem = session.file.stem if session.file else _stem(sketch_name(session))
    kept = str(settings.value(_FOLDER, "") or "")
    if kept and Path(kept).is_dir():
        folder = kept
    elif session.file:
        folder = str(session.file.parent)
    else:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return str(Path(folder or ".") / f"{stem}{suffix}")


def _stem(title: str) -> str:
    """A title as a file name that every system takes."""
    words = re.sub(r"[^\w.+-]+", "-", title, flags=re.UNICODE).strip("-.")
    return words[:_LONGEST_STEM] or "sketch"


def export(session: Session, settings: QSettings, path: Path, data: bytes) -> None:
    """Write an export, and remember its folder.

    Raises:
        FileError: it cannot be written, or it would replace the sketch itself.
    """
    from core.io.files import write_bytes_atomically

    if session.file is not None and os.path.realpath(path) == os.path.realpath(session.file):
        raise FileError(f"“{path.name}” is the sketch itself; it was not replaced. Choose another name.")
    write_bytes_atomically(path, data)
    settings.setValue(_FOLDER, str(path.parent))
