"""The tiles of the start screen: cards of the library laid out in columns, and recent files.

They paint themselves in the colours in force. Like the screen, they import neither NumPy nor msgspec nor any layer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from gui.theme import Theme

__all__ = ["GAP", "INSET", "RECENT_WIDTH", "Card", "Cards", "Entry", "Recent", "Tile", "lines_of", "wrapped"]

Entry = tuple[str, str, str]
"""(name, title, what it teaches)"""

GAP: Final = 14
"""Between two cards."""
INSET: Final = 10
"""Of the text of a recent file from its edge."""
RECENT_WIDTH: Final = 290
"""Of the list of recent files."""
_CARD_WIDTH: Final = 270  # at least
_PAD: Final = 16
_RADIUS: Final = 8
_MOST_LINES: Final = 5


def lines_of(text: str, font: QFont, width: float) -> list[str]:
    """A text in lines of at most this width."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    starts: list[int] = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        starts.append(line.textStart())
    layout.endLayout()
    return [text[a:b].rstrip() for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]


def wrapped(text: str, font: QFont, width: float, most: int) -> list[str]:
    """As much of a text as ``most`` lines hold: whole sentences if one fits, else its beginning and an ellipsis."""
    lines = lines_of(text, font, width)
    if len(lines) <= most:
        return lines
    for end in reversed([found.end() for found in re.finditer(r"\.(?=\s)", text)]):
        shorter = lines_of(text[:end], font, width)
        if len(shorter) <= most:
            return shorter
    rest = " ".join(lines[most - 1 :])
    return [*lines[: most - 1], QFontMetricsF(font).elidedText(rest, Qt.TextElideMode.ElideRight, width)]


class Tile(QAbstractButton):
    """A button that paints itself as a card; Enter presses it, and it says when it got the focus."""

    focused = Signal()

    def __init__(self, theme: Callable[[], Theme], parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()  # for whoever laid the tiles out
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()

    def bold_font(self) -> QFont:
        font = QFont(self.font())
        font.setBold(True)
        return font

    def paint_back(self, painter: QPainter, fill: QColor, frame: QColor) -> None:
        theme = self._theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        active = self.hasFocus() or self.underMouse()
        width = 2.0 if self.hasFocus() else 1.0
        painter.setPen(QPen(theme.accent if active else frame, width))
        painter.setBrush(theme.selection if self.isDown() else fill)
        inset = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), _RADIUS, _RADIUS)


class Card(Tile):
    """One entry of the library."""

    def __init__(self, entry: Entry, theme: Callable[[], Theme], parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.name, self.title, self.teaches = entry
        self.setObjectName(f"start_entry_{self.name}")
        self.setAccessibleName(self.title)
        self.setAccessibleDescription(self.teaches)

    def _lines(self, width: int) -> tuple[list[str], list[str]]:
        inner = width - 2 * _PAD
        title = wrapped(self.title, self.bold_font(), inner, 2)
        return title, wrapped(self.teaches, self.font(), inner, _MOST_LINES)

    def height_at(self, width: int) -> int:
        """How high it must be at this width."""
        title, teaches = self._lines(width)
        heights = len(title) * self._step(self.bold_font()) + len(teaches) * self._step(self.font())
        return round(heights + 2 * _PAD + 6)

    def resizeEvent(self, event: QResizeEvent) -> None:
        shown = self._lines(self.width())[1]
        self.setToolTip("" if " ".join(shown) == self.teaches else self.teaches)

    @staticmethod
    def _step(font: QFont) -> float:
        return QFontMetricsF(font).height() * 1.12

    def sizeHint(self) -> QSize:
        return QSize(_CARD_WIDTH, self.height_at(_CARD_WIDTH))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme()
        painter = QPainter(self)
        self.paint_back(painter, theme.field if theme.name == "light" else theme.panel, theme.border)
        y = float(_PAD)
        title, teaches = self._lines(self.width())
        for lines, font, color in ((title, self.bold_font(), theme.text), (teaches, self.font(), theme.muted)):
            painter.setFont(font)
            painter.setPen(color)
            ascent = QFontMetricsF(font).ascent()
            for line in lines:
                painter.drawText(QPointF(_PAD, y + ascent), line)
                y += self._step(font)
            y += 6
        painter.end()


class Cards(QWidget):
    """Cards in as many columns as there is room for; the cards of a row are equally high. Arrow keys walk them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("start_entries")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.cards: list[Card] = []

    def columns(self, width: int) -> int:
        return max(1, (width + GAP) // (_CARD_WIDTH + GAP))

    def _rows(self, width: int) -> tuple[int, list[int]]:
        """Width of a card, and the height of each row."""
        columns = self.columns(width)
        each = (width - (columns - 1) * GAP) // columns
        heights = [card.height_at(each) for card in self.cards]
        return each, [max(heights[i : i + columns]) for i in range(0, len(heights), columns)]

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        _, rows = self._rows(width)
        return sum(rows) + max(0, len(rows) - 1) * GAP

    def sizeHint(self) -> QSize:
        return QSize(_CARD_WIDTH, self.heightForWidth(max(self.width(), _CARD_WIDTH)))

    def minimumSizeHint(self) -> QSize:
        return QSize(_CARD_WIDTH, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.arrange()

    def arrange(self) -> None:
        each, rows = self._rows(self.width())
        columns = self.columns(self.width())
        y = 0
        for row, height in enumerate(rows):
            for column, card in enumerate(self.cards[row * columns : (row + 1) * columns]):
                card.setGeometry(column * (each + GAP), y, each, height)
            y += height + GAP

    def keyPressEvent(self, event: QKeyEvent) -> None:
        columns = self.columns(self.width())
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -columns, Qt.Key.Key_Down: columns}
        step = steps.get(Qt.Key(event.key()))
        here = next((i for i, card in enumerate(self.cards) if card.hasFocus()), None)
        if step is None or here is None:
            super().keyPressEvent(event)
        elif 0 <= here + step < len(self.cards):
            self.cards[here + step].setFocus(Qt.FocusReason.TabFocusReason)


class Recent(Tile):
    """One file that was open before: its name, and below it the folder."""

    def __init__(self, path: str, theme: Callable[[], Theme], parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.path = path
        self.name = Path(path).name
        folder = str(Path(path).parent)
        home = str(Path.home())
        self.folder = "~" + folder[len(home) :] if folder == home or folder.startswith(home + "/") else folder
        self.setAccessibleName(self.name)
        self.setAccessibleDescription(folder)
        self.setToolTip(path)
        self.setFixedHeight(round(2 * QFontMetricsF(self.font()).height() * 1.12 + 14))

    def sizeHint(self) -> QSize:
        return QSize(RECENT_WIDTH, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme()
        painter = QPainter(self)
        hovered = theme.panel if self.underMouse() else QColor(Qt.GlobalColor.transparent)
        self.paint_back(painter, hovered, QColor(Qt.GlobalColor.transparent))
        width = self.width() - 2 * INSET
        y = 7.0
        rows = (
            (self.name, self.bold_font(), theme.text, Qt.TextElideMode.ElideRight),
            (self.folder, self.font(), theme.muted, Qt.TextElideMode.ElideMiddle),
        )
        for text, font, color, mode in rows:
            metrics = QFontMetricsF(font)
            painter.setFont(font)
            painter.setPen(color)
            painter.drawText(QPointF(INSET, y + metrics.ascent()), metrics.elidedText(text, mode, width))
            y += metrics.height() * 1.12
        painter.end()
