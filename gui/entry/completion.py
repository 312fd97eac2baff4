"""A line of text that marks the place of a mistake, and the list of names that appears below it while typing.

The list never takes the focus and chooses nothing by itself: Enter, Tab and Esc mean what they always mean until the
down key has put the mark on one of its names.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gui.entry.scope import Offer

__all__ = ["CompletionList", "MarkedLine"]

_OFFER: Final = Qt.ItemDataRole.UserRole
_MOST_ROWS: Final = 8
_Index = QModelIndex | QPersistentModelIndex


class MarkedLine(QLineEdit):
    """A line edit that can underline one character with a wave."""

    _CURSOR_MARGIN = 5  # what QLineEdit.cursorRect adds at the left of the cursor

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a mark."""
        super().__init__(parent)
        self._column = 0

    @property
    def marked_column(self) -> int:
        """1-based column of the mark, 0 for none."""
        return self._column

    def mark_column(self, column: int) -> None:
        """Put the mark below a character, or, just past the end, where one is missing; 0 takes it away."""
        if column != self._column:
            self._column = column
            self.update()

    def mark_rect(self) -> QRect:
        """Where the mark is painted."""
        text, metrics = self.text(), self.fontMetrics()
        place = min(max(self._column - 1, 0), len(text))
        cursor = self.cursorRect()
        left = cursor.left() + self._CURSOR_MARGIN - metrics.horizontalAdvance(text[: self.cursorPosition()])
        start = left + metrics.horizontalAdvance(text[:place])
        width = metrics.horizontalAdvance(text[place]) if place < len(text) else metrics.horizontalAdvance("x")
        return QRect(start, cursor.center().y() + metrics.height() // 2 - 1, max(width, 6), 3)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._column:
            return
        box = self.mark_rect()
        steps = enumerate(range(box.left(), box.right() + 3, 2))
        points = [QPointF(x, box.top() + (0 if k % 2 else 2.5)) for k, x in steps]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.BrightText), 1.2))
        painter.drawPolyline(QPolygonF(points))
        painter.end()


class _OfferDelegate(QStyledItemDelegate):
    """The name at the left, what it stands for quietly at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        offer: Offer = index.data(_OFFER)
        metrics = option.fontMetrics
        width = metrics.horizontalAdvance(offer.name) + metrics.horizontalAdvance(offer.meaning)
        return QSize(width + 44, metrics.height() + 6)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        offer: Offer = index.data(_OFFER)
        palette, state = option.palette, option.state
        painter.save()
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(option.rect, palette.highlight())
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, palette.alternateBase())
        inner = option.rect.adjusted(8, 0, -8, 0)
        ink = QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text
        painter.setPen(palette.color(ink))
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), offer.name)
        if not chosen:
            painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), offer.meaning)
        painter.restore()


class CompletionList(QListWidget):
    """Names below a line edit; a click on one, or ``chosen``, says which is meant."""

    def __init__(self, name: str, editor: QLineEdit) -> None:
        """A list that is not shown yet."""
        super().__init__(editor)
        self.setObjectName(name)
        self.setWindowFlags(Qt.WindowType.ToolTip)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.Box)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setItemDelegate(_OfferDelegate(self))
        self._editor = editor

    @property
    def offers(self) -> list[Offer]:
        """What is listed."""
        return [self.item(row).data(_OFFER) for row in range(self.count())]

    @property
    def chosen(self) -> Offer | None:
        """The name that the mark is on."""
        item = self.currentItem()
        return item.data(_OFFER) if item is not None and self.isVisible() else None

    def show_offers(self, offers: Sequence[Offer]) -> None:
        """List these, below the line edit; nothing to list hides it."""
        if not offers:
            self.hide()
            return
        if self.offers != list(offers):
            self.clear()
            for offer in offers:
                item = QListWidgetItem(offer.name)
                item.setData(_OFFER, offer)
                self.addItem(item)
        self.setCurrentRow(-1)
        self.stand()
        self.show()

    def stand(self) -> None:
        """Take the size of what is listed, and stand below the line edit, or above it where there is no room."""
        rows = min(self.count(), _MOST_ROWS)
        height = rows * self.sizeHintForRow(0) + 2 * self.frameWidth()
        bar = self.verticalScrollBar().sizeHint().width() if self.count() > rows else 0
        self.resize(max(self.sizeHintForColumn(0) + bar + 4, min(self._editor.width(), 360)), height)
        at = self._editor.mapToGlobal(QPoint(0, self._editor.height() + 1))
        room = self._editor.screen().availableGeometry()
        if at.y() + height > room.bottom():
            at.setY(self._editor.mapToGlobal(QPoint(0, 0)).y() - height - 1)
        at.setX(max(min(at.x(), room.right() - self.width()), room.left()))
        self.move(at)

    def step(self, by: int) -> None:
        """Move the mark, from the line edit into the list and back out at its ends."""
        row = self.currentRow() + by
        self.setCurrentRow(row if 0 <= row < self.count() else -1 if by < 0 or row < 0 else self.count() - 1)
