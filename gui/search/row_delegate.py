"""How a row of a search is painted: colour or picture, the label with the letters that match, what is said behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gui.search.rows import ROW, Row
from gui.theme import Theme

__all__ = ["RowDelegate", "runs"]

_Index = QModelIndex | QPersistentModelIndex
_LEFT: Final = 34
"""Where labels begin."""
_RIGHT: Final = 12
_GAP: Final = 14
_AIR: Final = 11
_ICON: Final = 16


def runs(text: str, marks: tuple[int, ...]) -> Iterator[tuple[str, bool]]:
    """A text in pieces, each with whether its letters are marked."""
    marked = set(marks)
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or (end in marked) != (start in marked):
            yield text[start:end], start in marked
            start = end


class RowDelegate(QStyledItemDelegate):
    """Paints rows and headings, all of one height so that the list is laid out at once."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        """Paint in the colours of a theme."""
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(120, option.fontMetrics.height() + _AIR)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row = index.data(ROW)
        if not isinstance(row, Row):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.key:
            self._paint_row(painter, option, row)
        else:
            self._paint_heading(painter, option, row.label)
        painter.restore()

    def _paint_heading(self, painter: QPainter, option: QStyleOptionViewItem, text: str) -> None:
        font = QFont(option.font)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(self._theme.muted)
        area: QRect = option.rect
        painter.drawText(area.adjusted(12, 5, -_RIGHT, 0), int(Qt.AlignmentFlag.AlignVCenter), text)

    def _paint_row(self, painter: QPainter, option: QStyleOptionViewItem, row: Row) -> None:
        theme, area = self._theme, QRect(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.selection)
            painter.drawRoundedRect(QRectF(area.adjusted(4, 0, -4, 0)), 4, 4)
        self._paint_front(painter, area, row)
        left, right = area.left() + _LEFT, area.right() - _RIGHT
        metrics = QFontMetrics(option.font)
        painter.setFont(option.font)
        if row.hint:
            color = theme.ok if row.tone == "fits" else theme.muted
            right = self._paint_hint(painter, area, right, metrics.elidedText(*_cut(row.hint, 220)), color)
        left = self._paint_label(painter, option.font, row, QRect(left, area.top(), right - left, area.height()))
        room = right - left - _GAP
        if row.detail and room > 40:
            painter.setFont(option.font)
            painter.setPen(theme.warning if row.tone == "warned" else theme.muted)
            said = metrics.elidedText(row.detail, Qt.TextElideMode.ElideRight, room)
            place = QRect(left + _GAP, area.top(), room, area.height())
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), said)

    def _paint_front(self, painter: QPainter, area: QRect, row: Row) -> None:
        if row.category is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.category[row.category])
            painter.drawRoundedRect(QRectF(area.left() + 17, area.top() + 5, 5, area.height() - 10), 2, 2)
        elif row.icon is not None:
            top = area.top() + (area.height() - _ICON) // 2
            row.icon.paint(painter, QRect(area.left() + 11, top, _ICON, _ICON))

    def _paint_hint(self, painter: QPainter, area: QRect, right: int, text: str, color: QColor) -> int:
        """Paint what stands at the right edge. Returns where that begins."""
        width = painter.fontMetrics().horizontalAdvance(text)
        painter.setPen(color)
        painter.drawText(QRect(right - width, area.top(), width, area.height()), _MIDDLE, text)
        return right - width - _GAP

    def _paint_label(self, painter: QPainter, plain: QFont, row: Row, area: QRect) -> int:
        """Paint the label, its marked letters bold and in colour. Returns where it ends."""
        bold = QFont(plain)
        bold.setBold(True)
        left = area.left()
        for text, marked in runs(row.label, row.marks):
            font = bold if marked else plain
            room = area.right() - left
            metrics = QFontMetrics(font)
            said = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.setFont(font)
            painter.setPen(self._theme.accent if marked else self._theme.text)
            painter.drawText(QRect(left, area.top(), room, area.height()), _MIDDLE, said)
            left += metrics.horizontalAdvance(said)
            if said != text:
                break
        return left


_MIDDLE: Final = int(Qt.AlignmentFlag.AlignVCenter)


def _cut(text: str, width: int) -> tuple[str, Qt.TextElideMode, int]:
    return text, Qt.TextElideMode.ElideRight, width
