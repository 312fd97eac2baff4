"""What is seen while no sketch is open: the library, recent files, a new sketch, a place to drop a file.

It is painted first, so it imports neither NumPy nor msgspec nor any layer; the entries of the library are handed in
when they are there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QIcon,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gui.icons import icon, picture, program_icon
from gui.preferences import Preferences
from gui.start_library import GAP, Library
from gui.start_tiles import INSET, RECENT_WIDTH, Entry, Recent
from gui.theme import Theme, theme_named

__all__ = ["StartScreen"]

_WIDEST: Final = 1240
_SIDE: Final = 40
_NARROW: Final = 720  # below it, recent files stand under the examples
_ICON: Final = 20
_MOST_RECENT: Final = 8


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
        self._recent: list[Recent] = []

        self._page = QWidget()
        self._page.setObjectName("start_page")
        page = QVBoxLayout(self._page)
        page.setContentsMargins(_SIDE, 34, _SIDE, 30)
        page.setSpacing(0)
        page.addLayout(self._head())
        page.addSpacing(30)
        self._library = Library(self._theme)
        self._library.chosen.connect(self.entry_chosen)
        self._library.focused.connect(self._scroll_to)
        examples = QVBoxLayout()
        examples.addWidget(self._library)
        examples.addStretch(1)
        self._side = QWidget()
        self._side.setObjectName("start_recent")
        self._side_layout = QVBoxLayout(self._side)
        self._side_layout.setContentsMargins(0, 0, 0, 0)
        self._side_layout.setSpacing(2)
        recent_heading = self._heading("start_recent_heading", self.tr("Recent sketches"))
        recent_heading.setContentsMargins(INSET, 0, 0, 0)
        recent_heading.setMinimumHeight(self._library.search.sizeHint().height())  # level with what stands beside it
        self._side_layout.addWidget(recent_heading)
        self._side_layout.addSpacing(6)
        self._no_recent = self._quiet("start_no_recent", self.tr("Sketches that you open or save are listed here."))
        self._no_recent.setContentsMargins(INSET, 0, 0, 0)
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
        """Show these entries of the library, in the order they are to be read."""
        self._library.set_entries(entries)

    def set_recent(self, paths: Sequence[str]) -> None:
        """Show these files, the latest first; no more than eight are shown."""
        for row in self._recent:
            self._side_layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._recent = [Recent(path, self._theme, self._side) for path in list(paths)[:_MOST_RECENT]]
        for index, row in enumerate(self._recent):
            row.setObjectName(f"start_recent_{index}")
            row.clicked.connect(lambda _checked=False, path=row.path: self.file_chosen.emit(path))
            row.focused.connect(lambda tile=row: self._scroll_to(tile))
            self._side_layout.insertWidget(self._side_layout.count() - 1, row)
            row.show()
        self._no_recent.setVisible(not self._recent)

    def _scroll_to(self, tile: QWidget) -> None:
        self._area.ensureWidgetVisible(tile, 0, GAP)

    # -- how it is laid out ------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Keep lines short on a wide screen, and put the columns below each other on a narrow one."""
        narrow = self.width() < _NARROW
        self._columns.setDirection(QHBoxLayout.Direction.TopToBottom if narrow else QHBoxLayout.Direction.LeftToRight)
        self._side.setMinimumWidth(0 if narrow else RECENT_WIDTH)
        self._side.setMaximumWidth(_WIDEST if narrow else RECENT_WIDTH)
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
