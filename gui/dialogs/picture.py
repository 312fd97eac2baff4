"""Export of the sketch alone: PNG, SVG or PDF, light or dark."""

from __future__ import annotations

from typing import Final, Literal

from PySide6.QtCore import QCoreApplication, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QSizePolicy, QVBoxLayout, QWidget

from gui.dialogs.export_frame import ExportFrame
from gui.dialogs.frame import heading
from gui.dialogs.saving import AskPath, ask_path, file_title
from gui.preferences import Preferences
from gui.session import Session
from gui.theme import DARK, LIGHT, Theme, theme_named

__all__ = ["PictureDialog"]

Kind = Literal["png", "svg", "pdf"]
_KIND: Final = "export/picture"
_DARK: Final = "export/picture_dark"


class _Preview(QWidget):
    """The picture as it will be, as large as fits. Drawn anew only when something about it differs."""

    def __init__(self, session: Session, preferences: Preferences) -> None:
        super().__init__()
        self.setObjectName("picture_preview")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 280)
        self._session = session
        self._preferences = preferences
        self._theme = LIGHT
        self._key: object = None
        self._kept: object = None
        self._pixmap = QPixmap()

    def sizeHint(self) -> QSize:
        return QSize(560, 480)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def _drawn(self) -> QPixmap:
        from gui.drawing.geometry import Scene
        from gui.drawing.picture import render_png

        ratio = self.devicePixelRatio()
        order = self._preferences.shape_order
        analysis = self._session.analysis
        key = (id(analysis), order, self._theme.name, self.width(), self.height(), ratio)
        if key != self._key:
            scene = Scene()
            scene.sync(None, analysis.main)
            extent = scene.extent()
            # 24 units of margin all around, as in the file; an empty sketch has a size of its own below this one.
            width, height = (320.0, 160.0) if extent is None else (extent.width + 50, extent.height + 50)
            fit = min((self.width() - 2) / width, (self.height() - 2) / height, 1.0)
            data = render_png(analysis, theme=self._theme, shape_order=order, ratio=max(fit, 0.001) * ratio)
            self._pixmap = QPixmap()
            self._pixmap.loadFromData(data)
            self._pixmap.setDevicePixelRatio(ratio)
            self._key = key
            self._kept = analysis  # so that no other analysis can come by its id
        return self._pixmap

    def paintEvent(self, event: QPaintEvent) -> None:
        pixmap = self._drawn()
        size = pixmap.deviceIndependentSize()
        x, y = round((self.width() - size.width()) / 2), round((self.height() - size.height()) / 2)
        painter = QPainter(self)
        painter.drawPixmap(x, y, pixmap)
        painter.setPen(QPen(theme_named(self._preferences.theme).border))
        painter.drawRect(QRectF(x - 0.5, y - 0.5, size.width() + 1, size.height() + 1))
        painter.end()


class PictureDialog(ExportFrame):
    """The picture of a sketch, in the format and the colours that are chosen. It follows the sketch while open."""

    def __init__(
        self,
        session: Session,
        preferences: Preferences,
        parent: QWidget | None = None,
        *,
        ask_path: AskPath = ask_path,
    ) -> None:
        """Show the format and the colours that were used last; at first PNG and light.

        Args:
            session: the sketch.
            preferences: order of shapes; the last choices are kept in its settings.
            parent: the window.
            ask_path: asks where to save.
        """
        title, caption = _tr("Picture of {sketch}"), _tr("Save picture")
        super().__init__("picture", title, caption, session, preferences, parent, ask_path)
        self.colors = QButtonGroup(self)
        self._kinds: list[Kind] = []
        self.preview = _Preview(session, preferences)
        self._arrange(self._choices(), self.preview)
        self.resize(860, 600)
        self.preview.set_theme(DARK if self.dark else LIGHT)
        session.changed.connect(self._follow)
        preferences.changed.connect(self.preview.update)

    def _choices(self) -> QVBoxLayout:
        settings = self._preferences.settings
        kinds: tuple[tuple[Kind, str, str], ...] = (
            ("png", self.tr("PNG"), self.tr("For slides and documents; two pixels to a point")),
            ("svg", self.tr("SVG"), self.tr("For the web and drawing programs; sharp at every size")),
            ("pdf", self.tr("PDF"), self.tr("For papers and print; one page of the sketch's size")),
        )
        kept = str(settings.value(_KIND, "png"))
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(heading("picture_format_heading", self.tr("Format")))
        column.addSpacing(4)
        for kind, text, explained in kinds:
            self._add_format(column, kind, text, explained, chosen=kind == kept)
            self._kinds.append(kind)
        if self.formats.checkedId() < 0:
            self.formats.button(0).setChecked(True)
        column.addSpacing(6)
        column.addWidget(heading("picture_colors_heading", self.tr("Colours")))
        column.addSpacing(4)
        dark = str(settings.value(_DARK, "false")) == "true"
        for name, text in (("light", self.tr("Light")), ("dark", self.tr("Dark"))):
            button = QRadioButton(text)
            button.setObjectName(f"picture_colors_{name}")
            button.setChecked((name == "dark") == dark)
            self.colors.addButton(button, int(name == "dark"))
            column.addWidget(button)
            column.addSpacing(4)
        column.addStretch(1)
        self.formats.idToggled.connect(self._choose)
        self.colors.idToggled.connect(self._choose)
        return column

    @property
    def kind(self) -> Kind:
        """The format that is chosen."""
        return self._kinds[self.formats.checkedId()]

    @property
    def dark(self) -> bool:
        """Whether it is drawn in dark colours."""
        return self.colors.checkedId() == 1

    def _choose(self, _index: int, checked: bool) -> None:
        if checked:
            settings = self._preferences.settings
            settings.setValue(_KIND, self.kind)
            settings.setValue(_DARK, "true" if self.dark else "false")
            self.notice.clear()
            self.preview.set_theme(DARK if self.dark else LIGHT)

    def _follow(self) -> None:
        self._entitle()
        self.preview.update()

    def file_kind(self) -> tuple[str, str]:
        """What the file would be called by its kind, and its suffix."""
        return self.kind.upper(), f".{self.kind}"

    def content(self) -> bytes:
        """The file as it would be saved now."""
        from gui.drawing.picture import render_pdf, render_png, render_svg

        analysis, order = self._session.analysis, self._preferences.shape_order
        theme = DARK if self.dark else LIGHT
        title = self._session.document.meta.title.strip() or file_title(self._session)
        if self.kind == "png":
            return render_png(analysis, theme=theme, shape_order=order)
        if self.kind == "pdf":
            return render_pdf(analysis, theme=theme, shape_order=order, title=title)
        return render_svg(analysis, theme=theme, shape_order=order, title=title).encode("utf-8", "replace")


def _tr(text: str) -> str:
    return QCoreApplication.translate("PictureDialog", text)
