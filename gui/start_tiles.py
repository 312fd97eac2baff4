"""The tiles of the start screen: cards and chips of the library, and recent files.

They paint themselves in the colours in force. Like the screen, they import neither NumPy nor msgspec nor any layer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

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
from PySide6.QtWidgets import QAbstractButton, QWidget

from gui.theme import Theme

__all__ = [
    "INSET",
    "RECENT_WIDTH",
    "Card",
    "Chip",
    "Entry",
    "EntryTile",
    "Recent",
    "Tile",
    "lines_of",
    "wrapped",
]


class Entry(NamedTuple):
    """An entry of the library, as the start screen needs it.

    Attributes:
        name: what it is opened by.
        title: heading.
        teaches: what it is there to show.
        kind: ``course``, ``block`` or ``network``.
        family: heading that networks stand under.
    """

    name: str
    title: str
    teaches: str
    kind: str = "course"
    family: str = ""


INSET: Final = 10
"""Of the text of a recent file from its edge."""
RECENT_WIDTH: Final = 290
"""Of the list of recent files."""
_PAD: Final = 16
_CHIP_INSET: Final = 11
_RADIUS: Final = 8
_MOST_LINES: Final = 4


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


class EntryTile(Tile):
    """One entry of the library."""

    def __init__(self, entry: Entry, theme: Callable[[], Theme], parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.entry = entry
        self.setObjectName(f"start_entry_{entry.name}")
        self.setAccessibleName(entry.title)
        self.setAccessibleDescription(entry.teaches)
        self._words = " ".join((entry.name, entry.title, entry.family, entry.teaches)).lower()

    def matches(self, words: Sequence[str]) -> bool:
        """Whether every word, in lower case, is somewhere in what it says."""
        return all(word in self._words for word in words)

    def height_at(self, width: int) -> int:
        """How high it must be at this width."""
        raise NotImplementedError

    def fill(self) -> QColor:
        """What it is painted on."""
        theme = self._theme()
        return theme.field if theme.name == "light" else theme.panel

    @staticmethod
    def step(font: QFont) -> float:
        """From line to line."""
        return QFontMetricsF(font).height() * 1.12


class Card(EntryTile):
    """An entry with its title and what it teaches, in as many lines as they take."""

    def _lines(self, width: int) -> tuple[list[str], list[str]]:
        inner = width - 2 * _PAD
        title = wrapped(self.entry.title, self.bold_font(), inner, 2)
        return title, wrapped(self.entry.teaches, self.font(), inner, _MOST_LINES)

    def height_at(self, width: int) -> int:
        """How high it must be at this width."""
        title, teaches = self._lines(width)
        heights = len(title) * self.step(self.bold_font()) + len(teaches) * self.step(self.font())
        return round(heights + 2 * _PAD + 6)

    def resizeEvent(self, event: QResizeEvent) -> None:
        shown = self._lines(self.width())[1]
        self.setToolTip("" if " ".join(shown) == self.entry.teaches else self.entry.teaches)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme()
        painter = QPainter(self)
        self.paint_back(painter, self.fill(), theme.border)
        y = float(_PAD)
        title, teaches = self._lines(self.width())
        for lines, font, color in ((title, self.bold_font(), theme.text), (teaches, self.font(), theme.muted)):
            painter.setFont(font)
            painter.setPen(color)
            ascent = QFontMetricsF(font).ascent()
            for line in lines:
                painter.drawText(QPointF(_PAD, y + ascent), line)
                y += self.step(font)
            y += 6
        painter.end()


class Chip(EntryTile):
    """A block by its title, a network by its name, as wide as that is; the rest is in the tool tip."""

    def __init__(self, entry: Entry, theme: Callable[[], Theme], parent: QWidget) -> None:
        super().__init__(entry, theme, parent)
        self._label = entry.name if entry.kind == "network" else entry.title
        self.setToolTip(entry.teaches if self._label == entry.title else f"{entry.title}. {entry.teaches}")

    def width_needed(self) -> int:
        """How wide it is."""
        return round(QFontMetricsF(self.font()).horizontalAdvance(self._label) + 2 * _CHIP_INSET)

    def height_at(self, width: int) -> int:
        """The same at any width."""
        return round(self.step(self.font()) + 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme()
        painter = QPainter(self)
        self.paint_back(painter, self.fill(), theme.border)
        painter.setPen(theme.text)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._label)
        painter.end()


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
