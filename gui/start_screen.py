"""What is seen while no sketch is open: examples to learn from, recent files, a new sketch, a place to drop a file.

It is painted first, so it imports neither NumPy nor msgspec nor any layer; the entries of the library are handed in
when they are there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QIcon,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gui.icons import icon, picture, program_icon
from gui.preferences import Preferences
from gui.theme import Theme, theme_named

__all__ = ["StartScreen"]

Entry = tuple[str, str, str]
"""(name, title, what it teaches)"""

_WIDEST: Final = 1240
_SIDE: Final = 40
_GAP: Final = 14
_CARD_WIDTH: Final = 270  # at least
_RECENT_WIDTH: Final = 290
_NARROW: Final = 720  # below it, recent files stand under the examples
_PAD: Final = 16
_RADIUS: Final = 8
_INSET: Final = 10  # of the text of a recent file
_ICON: Final = 20
_MOST_LINES: Final = 5
_MOST_RECENT: Final = 8


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


class _Tile(QAbstractButton):
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


class _Card(_Tile):
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


class _Cards(QWidget):
    """Cards in as many columns as there is room for; the cards of a row are equally high. Arrow keys walk them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("start_entries")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.cards: list[_Card] = []

    def columns(self, width: int) -> int:
        return max(1, (width + _GAP) // (_CARD_WIDTH + _GAP))

    def _rows(self, width: int) -> tuple[int, list[int]]:
        """Width of a card, and the height of each row."""
        columns = self.columns(width)
        each = (width - (columns - 1) * _GAP) // columns
        heights = [card.height_at(each) for card in self.cards]
        return each, [max(heights[i : i + columns]) for i in range(0, len(heights), columns)]

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        _, rows = self._rows(width)
        return sum(rows) + max(0, len(rows) - 1) * _GAP

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
                card.setGeometry(column * (each + _GAP), y, each, height)
            y += height + _GAP

    def keyPressEvent(self, event: QKeyEvent) -> None:
        columns = self.columns(self.width())
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -columns, Qt.Key.Key_Down: columns}
        step = steps.get(Qt.Key(event.key()))
        here = next((i for i, card in enumerate(self.cards) if card.hasFocus()), None)
        if step is None or here is None:
            super().keyPressEvent(event)
        elif 0 <= here + step < len(self.cards):
            self.cards[here + step].setFocus(Qt.FocusReason.TabFocusReason)


class _Recent(_Tile):
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
        return QSize(_RECENT_WIDTH, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme()
        painter = QPainter(self)
        hovered = theme.panel if self.underMouse() else QColor(Qt.GlobalColor.transparent)
        self.paint_back(painter, hovered, QColor(Qt.GlobalColor.transparent))
        width = self.width() - 2 * _INSET
        y = 7.0
        rows = (
            (self.name, self.bold_font(), theme.text, Qt.TextElideMode.ElideRight),
            (self.folder, self.font(), theme.muted, Qt.TextElideMode.ElideMiddle),
        )
        for text, font, color, mode in rows:
            metrics = QFontMetricsF(font)
            painter.setFont(font)
            painter.setPen(color)
            painter.drawText(QPointF(_INSET, y + metrics.ascent()), metrics.elidedText(text, mode, width))
            y += metrics.height() * 1.12
        painter.end()


class StartScreen(QWidget):
    """The first thing somebody sees.

    Signals:
        entry_chosen(str): the name of an entry of the library.
        file_chosen(str): the path of a recent file, or of one that was dropped.
        open_requested(): somebody wants to look for a file.
        new_requested(): somebody wants to start with an empty sketch.
    """

    entry_chosen = Signal(str)
    file_chosen = Signal(str)
    open_requested = Signal()
    new_requested = Signal()

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        """Show no entries and no recent files yet."""
        super().__init__(parent)
        self.setObjectName("start_screen")
        self.setAcceptDrops(True)
        self._preferences = preferences
        self._recent: list[_Recent] = []

        self._page = QWidget()
        self._page.setObjectName("start_page")
        page = QVBoxLayout(self._page)
        page.setContentsMargins(_SIDE, 34, _SIDE, 30)
        page.setSpacing(0)
        page.addLayout(self._head())
        page.addSpacing(30)
        self._cards = _Cards()
        examples = QVBoxLayout()
        examples.setSpacing(10)
        self._examples_heading = self._heading("start_entries_heading", self.tr("Learn from an example"))
        examples.addWidget(self._examples_heading)
        examples.addWidget(self._cards)
        examples.addStretch(1)
        self._side = QWidget()
        self._side.setObjectName("start_recent")
        self._side_layout = QVBoxLayout(self._side)
        self._side_layout.setContentsMargins(0, 0, 0, 0)
        self._side_layout.setSpacing(2)
        recent_heading = self._heading("start_recent_heading", self.tr("Recent sketches"))
        recent_heading.setContentsMargins(_INSET, 0, 0, 0)
        self._side_layout.addWidget(recent_heading)
        self._side_layout.addSpacing(6)
        self._no_recent = self._quiet("start_no_recent", self.tr("Sketches that you open or save are listed here."))
        self._no_recent.setContentsMargins(_INSET, 0, 0, 0)
        self._side_layout.addWidget(self._no_recent)
        self._side_layout.addStretch(1)
        self._columns = QHBoxLayout()
        self._columns.setSpacing(32)
        self._columns.addLayout(examples, 1)
        self._columns.addWidget(self._side)
        page.addLayout(self._columns)
        page.addStretch(1)

        self._area = QScrollArea()
        self._area.setObjectName("start_scroll")
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self._page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._area)

        preferences.changed.connect(self._retheme)
        self._retheme()
        self._arrange()

    def _head(self) -> QHBoxLayout:
        emblem = QLabel()
        emblem.setObjectName("start_icon")
        emblem.setPixmap(program_icon().pixmap(QSize(56, 56), self.devicePixelRatio()))
        name = QLabel(self.tr("Convas"))
        name.setObjectName("start_name")
        font = name.font()
        font.setPointSizeF(font.pointSizeF() * 2.1)
        font.setBold(True)
        name.setFont(font)
        says = self._quiet("start_says", self.tr("Sketch a convolutional network, and see every shape and cost."))
        titles = QVBoxLayout()
        titles.setSpacing(0)
        titles.addWidget(name)
        titles.addWidget(says)
        self.new_button = QPushButton(self.tr("New sketch"))
        self.new_button.setObjectName("start_new")
        self.new_button.setDefault(True)
        self.new_button.clicked.connect(self.new_requested)
        self.open_button = QPushButton(self.tr("Open…"))
        self.open_button.setObjectName("start_open")
        self.open_button.clicked.connect(self.open_requested)
        self._drop = self._quiet("start_drop", self.tr("or drop a file here"))
        self._drop.setAlignment(Qt.AlignmentFlag.AlignRight)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.new_button)
        row.addWidget(self.open_button)
        actions = QVBoxLayout()
        actions.setSpacing(6)
        actions.addLayout(row)
        actions.addWidget(self._drop)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(emblem, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addLayout(titles, 1)
        head.addLayout(actions)
        return head

    @staticmethod
    def _heading(name: str, text: str) -> QLabel:
        made = QLabel(text)
        made.setObjectName(name)
        font = made.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.12)
        made.setFont(font)
        return made

    @staticmethod
    def _quiet(name: str, text: str) -> QLabel:
        made = QLabel(text)
        made.setObjectName(name)
        made.setWordWrap(True)
        made.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        return made

    def _theme(self) -> Theme:
        return theme_named(self._preferences.theme)

    # -- what it shows ---------------------------------------------------------------------------------------------

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show these entries of the library.

        Args:
            entries: (name, title, what it teaches), in the order they are to be read.
        """
        for card in self._cards.cards:
            card.hide()
            card.deleteLater()
        self._cards.cards = [_Card(entry, self._theme, self._cards) for entry in entries]
        for card in self._cards.cards:
            card.clicked.connect(lambda _checked=False, name=card.name: self.entry_chosen.emit(name))
            card.focused.connect(lambda tile=card: self._area.ensureWidgetVisible(tile, 0, _GAP))
            card.show()
        self._cards.arrange()
        self._cards.updateGeometry()

    def set_recent(self, paths: Sequence[str]) -> None:
        """Show these files, the latest first; no more than eight are shown."""
        for row in self._recent:
            self._side_layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._recent = [_Recent(path, self._theme, self._side) for path in list(paths)[:_MOST_RECENT]]
        for index, row in enumerate(self._recent):
            row.setObjectName(f"start_recent_{index}")
            row.clicked.connect(lambda _checked=False, path=row.path: self.file_chosen.emit(path))
            row.focused.connect(lambda tile=row: self._area.ensureWidgetVisible(tile, 0, _GAP))
            self._side_layout.insertWidget(self._side_layout.count() - 1, row)
        self._no_recent.setVisible(not self._recent)

    # -- how it is laid out ------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Keep lines short on a wide screen, and put the columns below each other on a narrow one."""
        narrow = self.width() < _NARROW
        self._columns.setDirection(QHBoxLayout.Direction.TopToBottom if narrow else QHBoxLayout.Direction.LeftToRight)
        self._side.setMinimumWidth(0 if narrow else _RECENT_WIDTH)
        self._side.setMaximumWidth(_WIDEST if narrow else _RECENT_WIDTH)
        side = max(20 if narrow else _SIDE, (self.width() - _WIDEST) // 2)
        page = self._page.layout()
        if page is not None:
            page.setContentsMargins(side, 34, side, 30)

    def _retheme(self) -> None:
        theme = self._theme()
        self.new_button.setIcon(QIcon(picture("new", theme.on_accent, _ICON, self.devicePixelRatio())))
        self.open_button.setIcon(icon("open", theme))
        self.update()
        self._page.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and self._preferences.theme == "system":
            self._retheme()

    # -- dropping a file -------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self._set_dropping(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._set_dropping(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._set_dropping(False)
        event.acceptProposedAction()
        for url in event.mimeData().urls():
            if url.isLocalFile():
                self.file_chosen.emit(url.toLocalFile())

    def _set_dropping(self, dropping: bool) -> None:
        self._drop.setForegroundRole(QPalette.ColorRole.Link if dropping else QPalette.ColorRole.PlaceholderText)
