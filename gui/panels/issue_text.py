"""Issues as words with a mark: the marks that all panels share, and a small list for the inspector."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from core.analysis.issue import Issue
from core.language.operator import Severity
from gui.theme import LIGHT, Theme

__all__ = ["IssueText", "draw_mark", "severity_color", "severity_word"]


def severity_color(severity: Severity, theme: Theme) -> QColor:
    """The colour of a severity."""
    return {"error": theme.error, "warning": theme.warning, "hint": theme.hint}[severity]


def severity_word(severity: Severity) -> str:
    """The severity as a word, so that colour is never the only sign."""
    return {
        "error": QCoreApplication.translate("issues", "Error"),
        "warning": QCoreApplication.translate("issues", "Warning"),
        "hint": QCoreApplication.translate("issues", "Hint"),
    }[severity]


def draw_mark(painter: QPainter, box: QRectF, severity: Severity, theme: Theme) -> None:
    """A disc with a cross (error), a triangle (warning) or a ring (hint): three shapes as well as three colours."""
    color = severity_color(severity, theme)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle, radius = box.center(), min(box.width(), box.height()) / 2
    ink = QPen(theme.field, radius / 3.2)
    ink.setCapStyle(Qt.PenCapStyle.RoundCap)
    if severity == "error":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawEllipse(middle, radius, radius)
        painter.setPen(ink)
        arm = radius * 0.36
        painter.drawLine(middle + QPointF(-arm, -arm), middle + QPointF(arm, arm))
        painter.drawLine(middle + QPointF(-arm, arm), middle + QPointF(arm, -arm))
    elif severity == "warning":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        corners = (QPointF(0, -radius), QPointF(radius, radius * 0.85), QPointF(-radius, radius * 0.85))
        painter.drawPolygon(QPolygonF([middle + corner for corner in corners]))
        painter.setPen(ink)
        painter.drawLine(middle + QPointF(0, -radius * 0.2), middle + QPointF(0, radius * 0.2))
        painter.drawPoint(middle + QPointF(0, radius * 0.55))
    else:
        ink.setColor(color)
        painter.setPen(ink)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, radius * 0.85, radius * 0.85)
        painter.drawLine(middle + QPointF(0, -radius * 0.05), middle + QPointF(0, radius * 0.4))
        painter.drawPoint(middle + QPointF(0, -radius * 0.42))
    painter.restore()


class _Mark(QWidget):
    """The mark of one severity."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedSize(14, 18)
        self._severity: Severity = "hint"
        self._theme = LIGHT

    def show_severity(self, severity: Severity, theme: Theme) -> None:
        """Mark this severity."""
        self._severity, self._theme = severity, theme
        self.setToolTip(severity_word(severity))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_mark(painter, QRectF(1, 3, 12, 12), self._severity, self._theme)
        painter.end()


class IssueText(QWidget):
    """A few issues in words; rows are reused."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Start without issues."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._rows: list[tuple[_Mark, QLabel]] = []
        self._shown = 0
        self.hide()

    @property
    def texts(self) -> list[str]:
        """The messages shown."""
        return [label.text() for _, label in self._rows[: self._shown]]

    def show_issues(self, issues: Sequence[Issue], theme: Theme) -> None:
        """Show these and no others."""
        self._shown = len(issues)
        for number, issue in enumerate(issues):
            if number == len(self._rows):
                self._add_row(number)
            mark, label = self._rows[number]
            mark.show_severity(issue.severity, theme)
            label.setText(str(issue.message))
            label.setAccessibleName(severity_word(issue.severity))
        for number, row in enumerate(self._rows):
            for widget in row:
                widget.setVisible(number < self._shown)
        self.setVisible(bool(issues))

    def _add_row(self, number: int) -> None:
        mark, label = _Mark(self), QLabel(self)
        mark.setObjectName(f"{self.objectName()}.{number}.mark")
        label.setObjectName(f"{self.objectName()}.{number}")
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._grid.addWidget(mark, number, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(label, number, 1)
        self._rows.append((mark, label))
