"""Export of a report: choose a format, see what it will say, save or copy it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from gui.dialogs.export_frame import ExportFrame
from gui.dialogs.frame import CopyButton, fixed_font, muted
from gui.dialogs.page_preview import PagePreview
from gui.dialogs.saving import AskPath, ask_path, file_title
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


class ReportDialog(ExportFrame):
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

        title, caption = _tr("Report on {sketch}"), _tr("Save report")
        super().__init__("report", title, caption, session, preferences, parent, ask_path)
        self._formats: Mapping[str, Format] = FORMATS
        self._text = ""

        self.preview = QPlainTextEdit()
        self.preview.setObjectName("report_preview")
        self.preview.setReadOnly(True)
        self.preview.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.preview.setFont(fixed_font())
        self.preview.setAccessibleName(self.tr("Preview of the report"))
        self.note = muted("report_note")
        shown = QVBoxLayout()
        shown.setSpacing(6)
        self.page = PagePreview()
        self.page.hide()
        shown.addWidget(self.preview, 1)
        shown.addWidget(self.page, 1)
        shown.addWidget(self.note)
        self._arrange(self._choices(), shown)

        self.copy_button = CopyButton("report_copy", lambda: self._text)
        self.add_button(self.copy_button)
        self.resize(940, 620)

        session.changed.connect(self._follow)
        preferences.changed.connect(self._follow)

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
        self._names: list[str] = []
        column = QVBoxLayout()
        column.setSpacing(2)
        for name, fmt in self._formats.items():
            chosen = name == (kept if kept in self._formats else _FIRST)
            self._add_format(column, name, named.get(name, fmt.label), explained.get(name, ""), chosen=chosen)
            self._names.append(name)
        column.addStretch(1)
        self.formats.idToggled.connect(self._choose)
        return column

    @property
    def format_name(self) -> str:
        """The format that is chosen, as ``--format`` calls it."""
        return self._names[self.formats.checkedId()]

    @property
    def text(self) -> str:
        """All of the report, which the preview may show the beginning of."""
        return self._text

    def file_kind(self) -> tuple[str, str]:
        """What the file would be called by its kind, and its suffix."""
        chosen = self._formats[self.format_name]
        return chosen.label, chosen.suffix

    def content(self) -> bytes:
        """The file as it would be saved now."""
        # A name may hold half of a surrogate pair, which no UTF-8 can say.
        return self._text.encode("utf-8", "replace")

    def _choose(self, _index: int, checked: bool) -> None:
        if checked:
            self._preferences.settings.setValue(_LAST, self.format_name)
            self.notice.clear()
            self.refresh()

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


def _tr(text: str) -> str:
    return QCoreApplication.translate("ReportDialog", text)
