"""Opening and saving: what is asked of a person, which files were used lately, and what lies on the disk."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal, NamedTuple
from weakref import WeakKeyDictionary

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from core.document.document import Document
from core.errors import ConvasError, FileError
from gui.preferences import Preferences
from gui.session import Session

__all__ = ["LIBRARY", "SUFFIX", "Ask", "Files", "Opened", "same_file"]

SUFFIX: Final = ".convas"
LIBRARY: Final = "library:"
_MOST_RECENT: Final = 10
_RECENT: Final = "files/recent"

Answer = Literal["save", "discard", "cancel"]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Files", text)


class Opened(NamedTuple):
    """A document that was read.

    Attributes:
        document: what was read.
        path: where it lies; None for an untitled copy of a library entry.
        title: name of an untitled one.
    """

    document: Document
    path: Path | None
    title: str


class Ask:
    """The questions; tests answer in place of a person. Qt's dialogs are imported with the first of them."""

    def open_paths(self, parent: QWidget | None, folder: str) -> list[Path]:
        """Which files to open."""
        from PySide6.QtWidgets import QFileDialog

        names, _ = QFileDialog.getOpenFileNames(parent, _tr("Open sketch"), folder, _filter())
        return [Path(name) for name in names]

    def save_path(self, parent: QWidget | None, suggested: str) -> Path | None:
        """Where to save; None to leave it. The dialog asks before a file is replaced."""
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(parent, _tr("Save sketch as"), suggested, _filter())
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX.removeprefix("."))
        dialog.selectFile(Path(suggested).name)
        if not dialog.exec():
            return None
        return Path(dialog.selectedFiles()[0])

    def about_changes(self, parent: QWidget | None, title: str) -> Answer:
        """What to do with changes that would be lost."""
        from PySide6.QtWidgets import QMessageBox

        box = QMessageBox(parent)
        box.setObjectName("ask.changes")
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(_tr("Unsaved changes"))
        box.setText(_tr("“{}” has changes that are not saved.").format(title))
        box.setInformativeText(_tr("They are lost if it is closed without saving."))
        save, discard = QMessageBox.StandardButton.Save, QMessageBox.StandardButton.Discard
        box.setStandardButtons(save | discard | QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(save)
        pressed = box.exec()
        return "save" if pressed == save else "discard" if pressed == discard else "cancel"

    def overwrite_foreign(self, parent: QWidget | None, path: Path) -> bool:
        """Whether to replace a file that something else changed since it was read."""
        from PySide6.QtWidgets import QMessageBox

        box = QMessageBox(parent)
        box.setObjectName("ask.foreign")
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(_tr("The file changed on the disk"))
        box.setText(_tr("“{}” was changed by another program since it was opened.").format(path.name))
        box.setInformativeText(_tr("Replace it, or cancel and save under another name?"))
        replace = box.addButton(_tr("Replace"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.exec()
        return box.clickedButton() is replace


def _filter() -> str:
    return _tr("Convas sketches (*.convas);;All files (*)")


class Files:
    """Reads and writes documents for the window, and remembers which."""

    def __init__(self, preferences: Preferences, ask: Ask | None = None) -> None:
        """Use the settings of ``preferences`` for the list of recent files."""
        self._settings = preferences.settings
        self.ask = ask or Ask()
        # What lay on the disk when a session last read or wrote it, to see whether somebody else changed it.
        self._seen: WeakKeyDictionary[Session, str] = WeakKeyDictionary()

    # -- reading ---------------------------------------------------------------------------------------------------

    def read(self, source: str) -> Opened:
        """Read a file, or a library entry as an untitled copy; layers without a place get one.

        Raises:
            ConvasError: it cannot be read; FormatError lists every problem.
        """
        from core.io.source import open_source
        from core.layout.documents import laid_out

        if source.startswith(LIBRARY):
            return Opened(laid_out(open_source(source)), None, source.removeprefix(LIBRARY))
        path = Path(source).expanduser().absolute()
        try:
            document = laid_out(open_source(str(path)))
        except ConvasError:
            self.forget(path)
            raise
        self.remember(path)
        return Opened(document, path, path.name)

    def adopt(self, session: Session, path: Path) -> None:
        """Note what lies at ``path`` as what the session holds."""
        self._seen[session] = _fingerprint(path)

    # -- writing ---------------------------------------------------------------------------------------------------

    def save(self, session: Session, parent: QWidget | None = None, others: Sequence[Session] = ()) -> bool:
        """Save to the session's file, or ask for one.

        Args:
            session: what to save.
            parent: the window.
            others: as in ``save_as``.

        Returns:
            Whether it was saved; False where somebody cancelled.

        Raises:
            ConvasError: it could not be written; the session stays unsaved.
        """
        path = session.file
        if path is None:
            return self.save_as(session, parent, others)
        seen = self._seen.get(session)
        if seen is not None and _fingerprint(path) not in (seen, "") and not self.ask.overwrite_foreign(parent, path):
            return False
        self._write(session, path)
        return True

    def save_as(self, session: Session, parent: QWidget | None = None, others: Sequence[Session] = ()) -> bool:
        """Ask for a path and save there. The same returns and errors as ``save``.

        Args:
            session: what to save.
            parent: the window.
            others: the other open sketches, whose files it must not take from under them.
        """
        folder = session.file.parent if session.file else self._folder()
        stem = session.title.removesuffix(SUFFIX)
        path = self.ask.save_path(parent, str(folder / f"{stem}{SUFFIX}"))
        if path is None:
            return False
        if path.suffix.lower() != SUFFIX:  # what is called x.png would be no picture
            path = path.with_name(path.name + SUFFIX)
            if path.exists() and not (session.file and same_file(session.file, path)):  # the dialog asked about x.png
                raise FileError(f"“{path.name}” is there already and was not replaced. Choose another name.")
        path = path.absolute()
        if any(other.file is not None and same_file(other.file, path) for other in others if other is not session):
            raise FileError(
                f"“{path.name}” is open in another tab and was not replaced. Close that tab, or choose another name."
            )
        self._write(session, path)
        return True

    def _write(self, session: Session, path: Path) -> None:
        from core.io.files import write_document

        document = session.document
        write_document(path, document)
        self.adopt(session, path)
        self.remember(path)
        session.mark_saved(path, document)

    # -- recent ----------------------------------------------------------------------------------------------------

    def recent(self) -> list[Path]:
        """Files used lately that still exist, newest first."""
        return [path for path in self._stored() if path.exists()]

    def remember(self, path: Path) -> None:
        """Put a file at the head of the list."""
        others = [known for known in self._stored() if known != path]
        self._store([path, *others][:_MOST_RECENT])

    def forget(self, path: Path) -> None:
        """Take a file off the list."""
        self._store([known for known in self._stored() if known != path])

    def clear_recent(self) -> None:
        """Empty the list."""
        self._store([])

    def _stored(self) -> list[Path]:
        value = self._settings.value(_RECENT, [])
        names = [value] if isinstance(value, str) else value
        return [Path(name) for name in names if isinstance(name, str) and name] if isinstance(names, list) else []

    def _store(self, paths: list[Path]) -> None:
        self._settings.setValue(_RECENT, [str(path) for path in paths])

    def _folder(self) -> Path:
        recent = self.recent()
        return recent[0].parent if recent else Path.home()

    def ask_to_open(self, parent: QWidget | None) -> list[Path]:
        """Which files somebody wants to open."""
        return self.ask.open_paths(parent, str(self._folder()))


def same_file(a: Path, b: Path) -> bool:
    """Whether two paths lead to one file, also through links."""
    try:
        return a == b or a.samefile(b)
    except OSError:
        return False


def _fingerprint(path: Path) -> str:
    """Digest of a file's content; empty where there is none."""
    try:
        import hashlib  # here: a sketch is shown before its file is watched

        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
