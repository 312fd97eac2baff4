"""A list that opens at the pointer, is searched by typing and closes with the choice."""

from __future__ import annotations

from typing import Final, cast

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from gui.search.row_delegate import RowDelegate
from gui.search.rows import Row, RowModel, Source
from gui.theme import Theme

__all__ = ["SearchPopup"]

_WIDTH: Final = 460
_ROWS: Final = 12
_MARGIN: Final = 8
_AIR: Final = 4
"""Above the first row and below the last."""
_POINTER: Final = QPoint(26, 24)
"""Where in the popup the pointer is when it opens: on the field."""
_STEPS: Final[dict[int, int]] = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Tab: 1,
    Qt.Key.Key_Backtab: -1,
    Qt.Key.Key_PageDown: _ROWS - 1,
    Qt.Key.Key_PageUp: 1 - _ROWS,
}
_AROUND: Final[frozenset[int]] = frozenset({Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Tab, Qt.Key.Key_Backtab})
"""Keys that go on at the other end of the list; pages stop there."""
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SearchPopup(QFrame):
    """Field and list of one search. The field keeps the focus; arrows, pages, Enter and the mouse move in the list.

    Signals:
        chosen(str): key of the row that was chosen; the popup is closed by then, and the focus where it was before.
    """

    chosen = Signal(str)

    def __init__(self, source: Source, theme: Theme, parent: QWidget) -> None:
        """List everything that the source has; nothing is shown yet.

        Args:
            source: where the rows come from.
            theme: colours.
            parent: the window it opens over.
        """
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName(source.name)
        self.setAccessibleName(source.title)
        self._source = source
        self._theme = theme
        self.model = RowModel(self)
        self.field = self._make_field()
        self.view = self._make_view()
        self.about = _line(f"{source.name}_about", source.about)
        self.about.setContentsMargins(_AIR, 0, _AIR, 0)
        self.nothing = _line(f"{source.name}_nothing")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setWordWrap(True)
        self.help = _line(f"{source.name}_help", self.tr("Enter {verb} · Esc closes").format(verb=source.verb))
        self.count = _line(f"{source.name}_count")
        foot = QHBoxLayout()
        foot.setContentsMargins(4, 0, 4, 0)
        foot.addWidget(self.help, 1)
        foot.addWidget(self.count)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN - 2)
        column.setSpacing(6)
        column.addWidget(self.field)
        column.addWidget(self.about)
        self.about.setVisible(bool(source.about))  # only now: without a parent it would be a window
        column.addWidget(self.view, 1)
        column.addWidget(self.nothing, 1)
        column.addLayout(foot)
        self.setFocusProxy(self.field)
        self.resize(QSize(_WIDTH, self._height()))
        self._list("")

    def _make_field(self) -> QLineEdit:
        field = QLineEdit(self)
        field.setObjectName(f"{self._source.name}_field")
        field.setPlaceholderText(self._source.placeholder)
        field.setAccessibleName(self._source.title)
        field.setClearButtonEnabled(True)
        field.installEventFilter(self)
        field.textChanged.connect(self._list)
        return field

    def _make_view(self) -> QListView:
        view = QListView(self)
        view.setObjectName(f"{self._source.name}_list")
        view.setAccessibleName(self._source.title)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setUniformItemSizes(True)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setMouseTracking(True)
        view.setViewportMargins(0, _AIR, 0, _AIR)
        view.setModel(self.model)
        view.setItemDelegate(RowDelegate(self._theme, view))
        view.entered.connect(self._point_at)
        view.clicked.connect(self._choose)
        return view

    def _height(self) -> int:
        row = self.view.sizeHintForRow(0) if self.model.rowCount() else self.fontMetrics().height() + 11
        extra = self.about.sizeHint().height() + 6 if self._source.about else 0
        return (
            row * _ROWS
            + self.field.sizeHint().height()
            + self.help.sizeHint().height()
            + 3 * _MARGIN
            + 3 * _AIR
            + extra
        )

    # -- opening and closing ---------------------------------------------------------------------------------------

    def open_at(self, place: QPoint) -> None:
        """Open with the field at a point of the screen, moved so far that all of it is seen."""
        screen = QGuiApplication.screenAt(place) or self.screen()
        self._open(QRect(place - _POINTER, self.size()), screen.availableGeometry())

    def open_over(self, widget: QWidget) -> None:
        """Open in the upper middle of a widget."""
        top = widget.mapToGlobal(QPoint((widget.width() - self.width()) // 2, 40))
        self._open(QRect(top, self.size()), widget.screen().availableGeometry())

    def _open(self, wanted: QRect, screen: QRect) -> None:
        wanted.moveRight(min(wanted.right(), screen.right()))
        wanted.moveBottom(min(wanted.bottom(), screen.bottom()))
        wanted.moveLeft(max(wanted.left(), screen.left()))
        wanted.moveTop(max(wanted.top(), screen.top()))
        self.setGeometry(wanted)
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _choose(self, index: QModelIndex) -> None:
        row = self._row(index)
        if row is not None:
            self.close()
            self.chosen.emit(row.key)

    # -- the list --------------------------------------------------------------------------------------------------

    @property
    def current(self) -> Row | None:
        """The row that Enter would choose."""
        return self._row(self.view.currentIndex())

    def _row(self, index: QModelIndex) -> Row | None:
        row = self.model.rows[index.row()] if 0 <= index.row() < len(self.model.rows) else None
        return row if row is not None and row.key else None

    def _list(self, text: str) -> None:
        self.model.show(self._source.rows(text.strip()))
        choices = self.model.choices
        self.view.setVisible(bool(choices))
        self.nothing.setVisible(not choices)
        self.nothing.setText("" if choices else self._source.nothing(text.strip()))
        self.count.setText(str(len(choices)) if choices else "")
        if choices:
            self._go_to(choices[0])
            self.view.scrollToTop()

    def _point_at(self, index: QModelIndex) -> None:
        if self._row(index) is not None:
            self._go_to(index.row(), scrolling=False)

    def _go_to(self, number: int, *, scrolling: bool = True) -> None:
        index = self.model.index(number)
        self.view.setCurrentIndex(index)
        if scrolling:
            self.view.scrollTo(index)
        spoken = self.model.rows[number].spoken
        self.field.setAccessibleDescription(spoken)
        if self.isVisible() and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.field, spoken))

    def _step(self, key: int) -> None:
        choices = self.model.choices
        row = self.view.currentIndex().row()
        if not choices or row not in choices:
            return
        wanted = choices.index(row) + _STEPS[key]
        found = wanted % len(choices) if key in _AROUND else max(0, min(wanted, len(choices) - 1))
        self._go_to(choices[found])
        if found == 0:
            self.view.scrollToTop()  # the heading above it, too

    # -- Qt --------------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() is QEvent.Type.KeyPress:
            pressed = cast(QKeyEvent, event)
            key = pressed.key()
            if key in _STEPS:
                self._step(key)
                return True
            if key in _ENTER:
                self._choose(self.view.currentIndex())
                return True
            if key == Qt.Key.Key_Escape:
                self.close()
                return True
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self._theme.border)
        painter.setBrush(self._theme.panel)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


def _line(name: str, text: str = "") -> QLabel:
    """A quiet line."""
    label = QLabel(text)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label
