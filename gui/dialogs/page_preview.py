"""What an HTML report says, as far as Qt's rich text can show it: the picture, then headings, tables and lists.

Rich text knows little CSS and no inline SVG, so the words come from the Markdown of the same report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QByteArray, QRectF, Qt, QUrl
from PySide6.QtGui import QImage, QPainter, QTextCursor, QTextImageFormat
from PySide6.QtWidgets import QTextBrowser, QWidget

if TYPE_CHECKING:
    from core.report.build import Report

__all__ = ["PAGE_LINES", "PagePreview"]

PAGE_LINES: Final = 250
"""Lines of Markdown that are shown: laying out long tables takes seconds."""

_PICTURE: Final = "picture:sketch"
_TALLEST: Final = 420


class PagePreview(QTextBrowser):
    """A read-only page. It loads nothing: neither links nor pictures that a text may name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self.setObjectName("report_page")
        self.setAccessibleName(self.tr("Preview of the page"))
        self.setOpenLinks(False)
        self.document().setDocumentMargin(14)
        self._svg = ""
        self._image = QImage()

    def show_report(self, report: Report, svg: str) -> bool:
        """Show a report.

        Args:
            report: what to say.
            svg: the picture of the sketch, for the look in force; may be empty.

        Returns:
            Whether all of it is shown.
        """
        from core.report.markdown import render_markdown

        lines = render_markdown(report).splitlines()
        bar = self.verticalScrollBar()
        at = bar.value()
        self._svg = svg
        self.setMarkdown("\n".join(lines[:PAGE_LINES]))
        self._insert_picture()
        bar.setValue(at)
        return len(lines) <= PAGE_LINES

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        address = name.toString() if isinstance(name, QUrl) else name
        return self._image if address == _PICTURE else None

    def _insert_picture(self) -> None:
        """Put the picture below the heading."""
        size = self._draw()
        if size is None:
            return
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        block = cursor.blockFormat()
        block.setHeadingLevel(0)
        cursor.insertBlock(block)
        shown = QTextImageFormat()
        shown.setName(_PICTURE)
        shown.setWidth(size[0])
        shown.setHeight(size[1])
        cursor.insertImage(shown)

    def _draw(self) -> tuple[float, float] | None:
        """Draw the picture as large as there is room for; its size in logical pixels, None without a picture."""
        from PySide6.QtSvg import QSvgRenderer

        renderer = QSvgRenderer(QByteArray(self._svg.encode("utf-8", "replace")))
        whole = renderer.viewBoxF().size()
        if not self._svg or whole.isEmpty():
            return None
        fit = min(max(self.viewport().width() - 40, 240) / whole.width(), _TALLEST / whole.height(), 1.0)
        width, height = whole.width() * fit, whole.height() * fit
        ratio = self.devicePixelRatio()
        self._image = QImage(round(width * ratio), round(height * ratio), QImage.Format.Format_ARGB32_Premultiplied)
        self._image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(self._image)
        renderer.render(painter, QRectF(0, 0, width * ratio, height * ratio))
        painter.end()
        return width, height
