"""How the rows of the branches panel are drawn."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from core.text import integer_text, short_text
from gui.panels.branch_model import ROW_ROLE, BranchRow, RowKind
from gui.theme import Theme

__all__ = ["BranchDelegate", "branch_shade"]

_PAD = 10
_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_WIDE = 420
"""From this width on, MACs and params stand side by side."""


def branch_shade(number: int, count: int, theme: Theme) -> QColor:
    """The colour of a branch: the accent, from strong to faint; hues mean families of layers and are not used here."""
    strength = 1.0 - 0.72 * (number / max(count - 1, 1)) if count > 1 else 1.0
    a, b = theme.accent, theme.field
    return QColor.fromRgbF(*(x * strength + y * (1 - strength) for x, y in zip(_rgb(a), _rgb(b), strict=True)))


def _rgb(color: QColor) -> tuple[float, float, float]:
    return color.redF(), color.greenF(), color.blueF()


def _ink_on(color: QColor, theme: Theme) -> QColor:
    """Text that stands out on a colour: the theme's text or its opposite."""

    def light(c: QColor) -> float:
        r, g, b = ((v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4) for v in _rgb(c))
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    def contrast(c: QColor) -> float:
        high, low = sorted((light(c), light(color)), reverse=True)
        return (high + 0.05) / (low + 0.05)

    return max(theme.text, theme.on_accent, key=contrast)


class BranchDelegate(QStyledItemDelegate):
    """Draws headings, channel bars and branches; asks for the theme at every paint."""

    def __init__(self, theme: Callable[[], Theme], parent: QObject | None = None) -> None:
        """Draw in the colours that ``theme`` returns."""
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        row: BranchRow = index.data(ROW_ROLE)
        line = option.fontMetrics.height() + 2
        if row.kind in (RowKind.HEADING, RowKind.CLOSED):
            return QSize(100, 2 * line + 16)
        if row.kind is RowKind.BAR:
            return QSize(100, line + 8 + (24 if row.segments else 0))
        view = option.widget
        wide = view is not None and view.width() >= _WIDE
        return QSize(100, (2 if wide else 3) * line + 10)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: BranchRow = index.data(ROW_ROLE)
        theme = self._theme()
        painter.save()
        rect = option.rect
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.selection)
        elif state & QStyle.StateFlag.State_MouseOver and row.nodes:
            painter.fillRect(rect, theme.panel)
        font = QFont(option.font)
        if row.kind in (RowKind.HEADING, RowKind.CLOSED):
            self._heading(painter, rect, row, font, theme, first=index.row() == 0)
        elif row.kind is RowKind.BAR:
            self._bar(painter, rect, row, font, theme)
        else:
            self._branch(painter, rect, row, font, theme)
        painter.restore()

    def _heading(
        self, painter: QPainter, rect: QRect, row: BranchRow, font: QFont, theme: Theme, *, first: bool
    ) -> None:
        if not first:
            painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), 1), theme.border)
        inner = rect.adjusted(_PAD, 8, -_PAD, -4)
        bold = QFont(font)
        bold.setBold(True)
        line = QFontMetrics(bold).height() + 2
        _text(painter, QRect(inner.left(), inner.top(), inner.width(), line), row.title, bold, theme.text, _LEFT)
        below = QRect(inner.left(), inner.top() + line, inner.width(), line)
        _text(painter, below, row.detail, font, theme.muted, _LEFT)

    def _bar(self, painter: QPainter, rect: QRect, row: BranchRow, font: QFont, theme: Theme) -> None:
        inner = rect.adjusted(_PAD, 0, -_PAD, -4)
        line = QFontMetrics(font).height() + 2
        top = QRect(inner.left(), inner.top(), inner.width(), line)
        _text(painter, top, row.title or row.note, font, theme.text if row.title else theme.muted, _LEFT)
        total = sum(channels for channels, _ in row.segments)
        if not total:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        bar = QRect(inner.left(), inner.top() + line + 2, inner.width(), 20)
        passed = 0
        for channels, number in row.segments:
            left = bar.left() + bar.width() * passed // total
            passed += channels
            right = bar.left() + bar.width() * passed // total
            color = branch_shade(number, row.count, theme)
            painter.fillRect(QRect(left, bar.top(), right - left, bar.height()), color)
            if passed < total:
                painter.fillRect(QRect(right - 1, bar.top(), 1, bar.height()), theme.field)
            label = integer_text(channels)
            if QFontMetrics(font).horizontalAdvance(label) + 4 <= right - left:
                box = QRect(left, bar.top(), right - left, bar.height())
                _text(painter, box, label, font, _ink_on(color, theme), Qt.AlignmentFlag.AlignHCenter)
        painter.setPen(theme.border)
        painter.drawRect(QRectF(bar).adjusted(0, 0, -1, -1))

    def _branch(self, painter: QPainter, rect: QRect, row: BranchRow, font: QFont, theme: Theme) -> None:
        inner = rect.adjusted(_PAD, 5, -_PAD, -5)
        metrics = QFontMetrics(font)
        line = metrics.height() + 2
        if row.kind is RowKind.SUM:
            painter.fillRect(QRect(inner.left(), rect.top(), inner.width(), 1), theme.border)
        chip = QRect(inner.left(), inner.top() + 3, 10, line - 6)
        if row.kind is RowKind.BRANCH:
            painter.fillRect(chip, branch_shade(row.number, row.count, theme))
            painter.setPen(theme.border)
            painter.drawRect(chip.adjusted(0, 0, -1, -1))
        left = inner.left() + 16
        title = QFont(font)
        title.setBold(row.kind is RowKind.SUM)
        room = metrics.horizontalAdvance(row.detail) + 8 if row.detail else 0
        at = QRect(left, inner.top(), inner.right() - left - room, line)
        _text(painter, at, row.title, title, theme.text, _LEFT)
        _text(painter, QRect(inner.right() - room, inner.top(), room, line), row.detail, font, theme.text, _RIGHT)
        wide = rect.width() >= _WIDE - 40
        half = (inner.right() - left - 24) // 2
        numbers = (("MACs", row.cost.macs, row.macs_share), ("params", row.cost.params, row.params_share))
        for place, (unit, value, share) in enumerate(numbers):
            x = left + place * (half + 24) if wide else left
            y = inner.top() + line * (1 if wide else 1 + place)
            _quantity(
                painter, QRect(x, y, half if wide else inner.right() - left, line), unit, value, share, font, theme
            )


def _quantity(painter: QPainter, box: QRect, unit: str, value: int, share: str, font: QFont, theme: Theme) -> None:
    """Unit at the left, number, share at the right edge."""
    metrics = QFontMetrics(font)
    percent = metrics.horizontalAdvance("100.0 %") + 8
    name = metrics.horizontalAdvance("params") + 8
    _text(painter, QRect(box.left(), box.top(), name, box.height()), unit, font, theme.muted, _LEFT)
    room = QRect(box.left() + name, box.top(), box.width() - name - percent, box.height())
    exact = integer_text(value)
    shown = exact if metrics.horizontalAdvance(exact) <= room.width() else short_text(value)
    _text(painter, room, shown, font, theme.text, _RIGHT)
    _text(painter, QRect(box.right() - percent, box.top(), percent, box.height()), share, font, theme.muted, _RIGHT)


def _text(painter: QPainter, box: QRect, text: str, font: QFont, color: QColor, where: Qt.AlignmentFlag) -> None:
    """One line of text, cut in the middle where it is too long."""
    painter.setFont(font)
    painter.setPen(color)
    cut = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideMiddle, box.width())
    painter.drawText(box, int(where | _MIDDLE), cut)
