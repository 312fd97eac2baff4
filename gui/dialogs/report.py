"""Export of a report: choose a format, see what it will say, save or copy it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from core.errors import ConvasError
from gui.dialogs.frame import CopyButton, Frame, fixed_font, muted
from gui.dialogs.notice import Notice
from gui.dialogs.page_preview import PagePreview
from gui.dialogs.saving import AskPath, ask_path, export, file_title, sketch_name, suggested_path
from gui.preferences import Preferences
from gui.session import Session

if TYPE_CHECKING:
    from core.report.build import Report
    from core.report.formats import Format

__all__ = ["PREVIEW_LENGTH", "ReportDialog"]

PREVIEW_LENGTH: Final = 200_000
"""Characters shown; a picture of 500 layers has millions, which no one reads."""

_LAST: Final = "export/report"
_FIRST: Final = "html"


class ReportDialog(Frame):
    """The report of a sketch in the format that is chosen. It follows the sketch while it is open."""

    def __init__(
        self,
        session: Session,
        preferences: Preferences,
        parent: QWidget | None = None,
        *,
        ask_path: AskPath = ask_path,
    ) -> None:
        """Show the format that was used last.

        Args:
            session: the sketch.
            preferences: precision and order of shapes; the last format is kept in its settings.
            parent: the window.
            ask_path: asks where to save.
        """
        from core.report.formats import FORMATS

        super().__init__("report_dialog", "", parent)
        self._session = session
        self._preferences = preferences
        self._ask_path = ask_path
        self._formats: Mapping[str, Format] = FORMATS
        self._text = ""

        self.preview = QPlainTextEdit()
        self.preview.setObjectName("report_preview")
        self.preview.setReadOnly(True)
        self.preview.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.preview.setFont(fixed_font())
        self.preview.setAccessibleName(self.tr("Preview of the report"))
        self.note = muted("report_note")
        self.notice = Notice("report_notice", self)
        shown = QVBoxLayout()
        shown.setSpacing(6)
        self.page = PagePreview()
        self.page.hide()
        shown.addWidget(self.preview, 1)
        shown.addWidget(self.page, 1)
        shown.addWidget(self.note)
        row = QHBoxLayout()
        row.setSpacing(18)
        row.addLayout(self._choices())
        row.addLayout(shown, 1)
        self.body.addLayout(row, 1)
        self.body.addWidget(self.notice)

        self.save_button = QPushButton(self.tr("Save…"))
        self.save_button.setObjectName("report_save")
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self.save)
        self.copy_button = CopyButton("report_copy", lambda: self._text)
        self.add_button(self.save_button)
        self.add_button(self.copy_button)
        self.resize(940, 620)

        session.changed.connect(self._follow)
        session.saved_changed.connect(self._entitle)
        preferences.changed.connect(self._follow)
        self._entitle()

    def _choices(self) -> QVBoxLayout:
        explained = {
            "text": self.tr("For a terminal or an e-mail"),
            "md": self.tr("For notes and repositories"),
            "csv": self.tr("For a spreadsheet: a row for each layer"),
            "json": self.tr("For programs: exact numbers, stable names"),
            "html": self.tr("For reading and handing in: with the picture, in one file"),
        }
        named = {
            "text": self.tr("Plain text"),
            "md": self.tr("Markdown"),
            "csv": self.tr("CSV table"),
            "json": self.tr("JSON"),
            "html": self.tr("HTML page"),
        }
        kept = str(self._preferences.settings.value(_LAST, _FIRST))
        self.choice = QButtonGroup(self)
        self._names: list[str] = []
        column = QVBoxLayout()
        column.setSpacing(2)
        for name, fmt in self._formats.items():
            button = QRadioButton(named.get(name, fmt.label))
            button.setObjectName(f"report_format_{name}")
            button.setAccessibleDescription(explained.get(name, ""))
            button.setChecked(name == (kept if kept in self._formats else _FIRST))
            says = muted(f"report_format_{name}_says", explained.get(name, ""))
            says.setContentsMargins(21, 0, 0, 9)
            says.setFixedWidth(210)
            self.choice.addButton(button, len(self._names))
            self._names.append(name)
            column.addWidget(button)
            column.addWidget(says)
        column.addStretch(1)
        self.choice.idToggled.connect(self._choose)
        return column

    @property
    def format_name(self) -> str:
        """The format that is chosen, as ``--format`` calls it."""
        return self._names[self.choice.checkedId()]

    @property
    def text(self) -> str:
        """All of the report, which the preview may show the beginning of."""
        return self._text

    def _choose(self, _index: int, checked: bool) -> None:
        if checked:
            self._preferences.settings.setValue(_LAST, self.format_name)
            self.notice.clear()
            self.refresh()

    def _entitle(self) -> None:
        self.setWindowTitle(self.tr("Report on {sketch}").format(sketch=sketch_name(self._session)))

    def _follow(self) -> None:
        self._entitle()
        if self.isVisible():
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        self.refresh()
        super().showEvent(event)

    def refresh(self) -> None:
        """Write the report anew."""
        from core.report.build import build

        analysis, order = self._session.analysis, self._preferences.shape_order
        chosen = self._formats[self.format_name]
        untitled = file_title(self._session)
        pictures: dict[str, str] = {}
        if chosen.pictured:
            from gui.drawing.picture import render_svg
            from gui.theme import DARK, LIGHT

            title = self._session.document.meta.title.strip() or untitled
            pictures["picture"] = render_svg(analysis, theme=LIGHT, shape_order=order, title=title)
            pictures["dark_picture"] = render_svg(analysis, theme=DARK, shape_order=order, title=title)
        precision = self._preferences.precision
        report = build(
            self._session.document, analysis, precision=precision, shape_order=order, untitled=untitled, **pictures
        )
        self._text = chosen.render(report)
        self.page.setVisible(chosen.pictured)
        self.preview.setVisible(not chosen.pictured)
        self.body.activate()  # the picture is drawn as wide as the page is
        whole = self._show_page(report) if chosen.pictured else self._show_text()
        notes = []
        if chosen.pictured:
            notes.append(self.tr("A plain view of the page; once saved, it opens in a browser as it is meant to look."))
        if not whole:
            notes.append(self.tr("Only the beginning is shown; saving and copying take all of it."))
        self.note.setText(" ".join(notes))
        self.note.setVisible(bool(notes))

    def _show_text(self) -> bool:
        """Show the text as it is; whether all of it is shown."""
        shown = self._text[:PREVIEW_LENGTH]
        if shown != self.preview.toPlainText():
            bar = self.preview.verticalScrollBar()
            at = bar.value()
            self.preview.setPlainText(shown)
            bar.setValue(at)
        return len(shown) == len(self._text)

    def _show_page(self, report: Report) -> bool:
        """Show what the page says; whether all of it is shown."""
        from gui.theme import theme_named

        dark = theme_named(self._preferences.theme).name == "dark"
        return self.page.show_report(report, (report.dark_picture if dark else report.picture) or "")

    def save(self) -> None:
        """Ask for a path and write the report there. What went wrong is said in the dialog."""
        chosen = self._formats[self.format_name]
        self.notice.clear()
        path = self._ask_path(
            self,
            self.tr("Save report"),
            suggested_path(self._session, self._preferences.settings, chosen.suffix),
            f"{chosen.label} (*{chosen.suffix})",
        )
        if path is None:
            return
        try:
            # A name may hold half of a surrogate pair, which no UTF-8 can say.
            export(self._session, self._preferences.settings, path, self._text.encode("utf-8", "replace"))
        except ConvasError as error:
            self.notice.complain(str(error))
            return
        self.notice.confirm(
            self.tr("Saved as “{name}”.").format(name=path.name),
            self.tr("Open it"),
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))),
        )
