"""Small widgets that show values: exact numbers that never lose digits unseen, quiet words, chips, empty states."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QListView, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

__all__ = [
    "Chip",
    "EmptyState",
    "ValueLabel",
    "heading",
    "rule",
    "scrolled_column",
    "set_up_list",
]


class ValueLabel(QLabel):
    """A value at the right edge that can be selected and copied.

    Where it is too long for the place, its short form is shown; the tooltip always has the whole.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Start without a value."""
        super().__init__(parent)
        self.setObjectName(name)
        self._whole = ""
        self._short = ""
        self._tip = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    @property
    def value(self) -> str:
        """The whole value, whatever fits on the screen."""
        return self._whole

    def set_value(self, whole: str, short: str = "", tip: str = "") -> None:
        """Show a value.

        Args:
            whole: the exact text.
            short: what stands for it where space is short; by default the text is cut with an ellipsis.
            tip: said in the tooltip below the exact text.
        """
        if (whole, short, tip) == (self._whole, self._short, self._tip):
            return
        self._whole, self._short, self._tip = whole, short, tip
        self.setToolTip("\n".join(part for part in (whole, tip) if part))
        self._fit()

    def _fit(self) -> None:
        metrics = self.fontMetrics()
        room = self.contentsRect().width()
        if metrics.horizontalAdvance(self._whole) <= room:
            self.setText(self._whole)
        elif self._short and metrics.horizontalAdvance(self._short) <= room:
            self.setText(self._short)
        else:
            # Of a number both ends say something; a sentence at the left edge is cut where it ends.
            words = bool(self.alignment() & Qt.AlignmentFlag.AlignLeft)
            mode = Qt.TextElideMode.ElideRight if words else Qt.TextElideMode.ElideMiddle
            self.setText(metrics.elidedText(self._short or self._whole, mode, room))

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 2, self.fontMetrics().height() + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(48, self.fontMetrics().height() + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


class Chip(QWidget):
    """A small patch of colour: the family of a layer."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Start without colour."""
        super().__init__(parent)
        self.setObjectName(name)
        self._color = QColor(Qt.GlobalColor.transparent)
        self.setFixedSize(10, 18)

    def set_color(self, color: QColor) -> None:
        """Show another colour."""
        if color != self._color:
            self._color = QColor(color)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._color)
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -3, -1), 2, 2)
        painter.end()


class EmptyState(QLabel):
    """What stands where there is nothing to show: why, and what to do."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.setMargin(16)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)


def heading(text: str, name: str = "", parent: QWidget | None = None) -> QLabel:
    """The heading of a part of a panel."""
    label = QLabel(text, parent)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    return label


def rule(name: str) -> QFrame:
    """A hairline between parts of a panel."""
    line = QFrame()
    line.setObjectName(name)
    line.setFrameShape(QFrame.Shape.HLine)
    line.setFrameShadow(QFrame.Shadow.Plain)
    line.setForegroundRole(QPalette.ColorRole.Mid)
    return line


def scrolled_column(name: str, parent: QWidget) -> tuple[QScrollArea, QVBoxLayout]:
    """A column of widgets that scrolls up and down, never sideways; the caller ends it with a stretch."""
    body = QWidget()
    body.setObjectName(f"{name}.body")
    column = QVBoxLayout(body)
    column.setContentsMargins(12, 10, 12, 12)
    column.setSpacing(8)
    scroll = QScrollArea(parent)
    scroll.setObjectName(f"{name}.scroll")
    scroll.setWidgetResizable(True)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setWidget(body)
    return scroll, column


def set_up_list(view: QListView, name: str, accessible_name: str) -> None:
    """What the lists of all panels have in common: no frame, rows as wide as the list, smooth scrolling."""
    view.setObjectName(name)
    view.setAccessibleName(accessible_name)
    view.setFrameShape(QListView.Shape.NoFrame)
    view.setResizeMode(QListView.ResizeMode.Adjust)
    view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setMouseTracking(True)
