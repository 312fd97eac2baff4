"""What both exports share: a choice of formats beside a preview, a button that saves, and what came of it."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLayout, QPushButton, QRadioButton, QVBoxLayout, QWidget

from core.errors import ConvasError
from gui.dialogs.frame import Frame, muted
from gui.dialogs.notice import Notice
from gui.dialogs.saving import AskPath, export, sketch_name, suggested_path
from gui.preferences import Preferences
from gui.session import Session

__all__ = ["ExportFrame"]


class ExportFrame(Frame):
    """A dialog that exports one sketch. It follows the sketch's name while it is open.

    Attributes:
        formats: the buttons of the formats, numbered as they stand.
        notice: what came of saving.
        save_button: asks for a path and saves.
    """

    def __init__(
        self,
        name: str,
        title: str,
        caption: str,
        session: Session,
        preferences: Preferences,
        parent: QWidget | None,
        ask_path: AskPath,
    ) -> None:
        """Make it without a format and without a preview.

        Args:
            name: of the export; the dialog's object name and those of its parts begin with it.
            title: for the title bar, with ``{sketch}`` where the sketch is named.
            caption: of the question where to save.
            session: the sketch.
            preferences: its settings keep the folder.
            parent: the window.
            ask_path: asks where to save.
        """
        super().__init__(f"{name}_dialog", "", parent)
        self._name = name
        self._title = title
        self._caption = caption
        self._session = session
        self._preferences = preferences
        self._ask_path = ask_path
        self.formats = QButtonGroup(self)
        self.notice = Notice(f"{name}_notice", self)
        self.save_button = QPushButton(self.tr("Save…"))
        self.save_button.setObjectName(f"{name}_save")
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self.save)
        session.saved_changed.connect(self._entitle)
        self._entitle()

    def file_kind(self) -> tuple[str, str]:
        """What the file would be called by its kind, and its suffix."""
        raise NotImplementedError

    def content(self) -> bytes:
        """The file as it would be saved now."""
        raise NotImplementedError

    def save(self) -> None:
        """Ask for a path and write the file there. What went wrong is said in the dialog."""
        self.notice.clear()
        settings = self._preferences.settings
        label, suffix = self.file_kind()
        suggested = suggested_path(self._session, settings, suffix)
        path = self._ask_path(self, self._caption, suggested, f"{label} (*{suffix})")
        if path is None:
            return
        try:
            export(self._session, settings, path, self.content())
        except ConvasError as error:
            self.notice.complain(str(error))
            return
        self.notice.confirm(
            self.tr("Saved as “{name}”.").format(name=path.name),
            self.tr("Open it"),
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))),
        )

    def _arrange(self, choices: QVBoxLayout, preview: QWidget | QLayout) -> None:
        """Put the choices at the left, what they lead to at the right, and the notice below."""
        row = QHBoxLayout()
        row.setSpacing(18)
        row.addLayout(choices)
        if isinstance(preview, QLayout):
            row.addLayout(preview, 1)
        else:
            row.addWidget(preview, 1)
        self.body.addLayout(row, 1)
        self.body.addWidget(self.notice)
        self.add_button(self.save_button)  # last: the Tab key comes to it after what stands above

    def _add_format(self, column: QVBoxLayout, name: str, text: str, explained: str, *, chosen: bool) -> None:
        """Add a format, and below it what it is for."""
        button = QRadioButton(text)
        button.setObjectName(f"{self._name}_format_{name}")
        button.setAccessibleDescription(explained)
        button.setChecked(chosen)
        says = muted(f"{self._name}_format_{name}_says", explained)
        says.setContentsMargins(21, 0, 0, 9)
        says.setFixedWidth(210)
        self.formats.addButton(button, len(self.formats.buttons()))
        column.addWidget(button)
        column.addWidget(says)

    def _entitle(self) -> None:
        self.setWindowTitle(self._title.format(sketch=sketch_name(self._session)))
