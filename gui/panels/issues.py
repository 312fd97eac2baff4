"""The issues panel: what is wrong or worth a hint; a click shows where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget

from core.analysis.infer import Path
from core.analysis.issue import Issue
from core.document.document import Document
from core.document.graph import NodeId
from core.document.modules import ModuleCall
from core.language.operator import Severity
from core.text import count_text
from gui.panels.findings import found_issues
from gui.panels.follower import Follower
from gui.panels.issue_text import draw_mark, severity_color, severity_word
from gui.panels.values import EmptyState, heading, set_up_list
from gui.preferences import Preferences
from gui.session import Session
from gui.theme import Theme

__all__ = ["IssueRow", "IssuesPanel"]

_ROW_ROLE: Final = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex


class IssueRow(NamedTuple):
    """One issue as it is listed: where it is, in ids and in names, and what is said."""

    node: NodeId
    path: Path
    layer: str
    severity: Severity
    message: str


class _IssueModel(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[IssueRow] = []

    def show_rows(self, rows: list[IssueRow]) -> None:
        if rows == self.rows:
            return
        if len(rows) != len(self.rows):
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()
            return
        self.layoutAboutToBeChanged.emit()  # a longer message makes a higher row
        self.rows = rows
        self.layoutChanged.emit()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role == _ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return f"{severity_word(row.severity)}, {row.layer}: {row.message}"
        return None


class _IssueDelegate(QStyledItemDelegate):
    """Mark, word and layer in one line, the message wrapped below."""

    _LEFT, _SIDE, _TOP = 32, 10, 7

    def __init__(self, theme: Callable[[], Theme], parent: QListView) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view = parent

    def _wrapped(self, metrics: QFontMetrics, text: str, width: int) -> QRect:
        room = QRect(0, 0, max(width - self._LEFT - self._SIDE, 40), 100_000)
        return metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), text)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        metrics = option.fontMetrics
        row: IssueRow = index.data(_ROW_ROLE)
        width = self._view.viewport().width()
        height = metrics.height() + 3 + self._wrapped(metrics, row.message, width).height() + 2 * self._TOP
        return QSize(100, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row: IssueRow = index.data(_ROW_ROLE)
        theme = self._theme()
        rect = option.rect
        state = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.selection)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.panel)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.border)
        font = QFont(option.font)
        bold = QFont(font)
        bold.setBold(True)
        metrics, heavy = QFontMetrics(font), QFontMetrics(bold)
        line = metrics.height()
        top, left = rect.top() + self._TOP, rect.left() + self._LEFT
        draw_mark(painter, QRectF(rect.left() + 11, top + (line - 13) / 2, 13, 13), row.severity, theme)
        word = severity_word(row.severity)
        painter.setFont(bold)
        painter.setPen(severity_color(row.severity, theme))
        painter.drawText(left, top + heavy.ascent(), word)
        past = left + heavy.horizontalAdvance(word) + 8
        painter.setPen(theme.text)
        name = heavy.elidedText(row.layer, Qt.TextElideMode.ElideMiddle, rect.right() - past - self._SIDE)
        painter.drawText(past, top + heavy.ascent(), name)
        painter.setFont(font)
        box = QRect(left, top + line + 3, rect.width() - self._LEFT - self._SIDE, rect.height())
        painter.drawText(box, int(Qt.TextFlag.TextWordWrap), row.message)
        painter.restore()


class _IssueView(QListView):
    """A list whose rows are as high as their wrapped text, at any width."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()


class IssuesPanel(Follower):
    """All issues of the sketch, errors first; those inside blocks too.

    Signals:
        counts_changed(): there are more or fewer; ``count`` and ``errors`` say how many, even while it is hidden.
    """

    counts_changed = Signal()
    follows_path = False

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        """A panel of nothing yet."""
        super().__init__(preferences, parent)
        self.setObjectName("panel.issues")
        self.setMinimumWidth(240)
        self._counts: Counter[Severity] = Counter()
        self._model = _IssueModel(self)
        self._header = heading("", "issues.header")
        self._header.setContentsMargins(12, 8, 12, 8)
        self._header.setWordWrap(True)
        self.view = _IssueView(self)
        set_up_list(self.view, "issues.list", self.tr("Issues"))
        self.view.setModel(self._model)
        self.view.setItemDelegate(_IssueDelegate(lambda: self.theme, self.view))
        self.view.clicked.connect(self._on_chosen)
        self.view.activated.connect(self._on_chosen)
        self.empty = EmptyState("issues.empty", self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header)
        column.addWidget(self.view, 1)
        column.addWidget(self.empty, 1)
        # While hidden only the counts are wanted: once for all changes of one turn of the event loop.
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._count)

    @property
    def count(self) -> int:
        """How many issues there are."""
        return self._counts.total()

    @property
    def errors(self) -> int:
        """How many of them are errors."""
        return self._counts["error"]

    @property
    def rows(self) -> Sequence[IssueRow]:
        """What is listed."""
        return self._model.rows

    @property
    def summary(self) -> str:
        """The counts in words: ``1 error, 2 hints``."""
        kinds: tuple[tuple[Severity, str], ...] = (
            ("error", self.tr("error")),
            ("warning", self.tr("warning")),
            ("hint", self.tr("hint")),
        )
        return ", ".join(count_text(self._counts[kind], word) for kind, word in kinds if self._counts[kind])

    def session_switched(self) -> None:
        self._later.start()

    def document_changed(self) -> None:
        if not self.isVisible():
            self._later.start()
        elif not self.seen:
            self._count()  # its tab says how many

    def refresh(self) -> None:
        """List the issues as they are now."""
        self._later.stop()
        session = self.session
        found = found_issues(session.analysis) if session is not None else ()
        self._model.show_rows([_row(session.document, issue) for issue in found] if session is not None else [])
        self._count()
        self._header.setText(self.summary)
        self._header.setVisible(bool(found))
        self.view.setVisible(bool(found))
        self.empty.setVisible(not found)
        self.empty.setText(self._all_well(session))
        self.view.viewport().update()

    def _all_well(self, session: Session | None) -> str:
        if session is None or not session.document.main.nodes:
            return self.tr("No issues.\n\nWhat is wrong with a sketch, or worth a hint, is listed here with its cure.")
        return self.tr("No issues.\n\nEvery layer fits the ones before it.")

    def _count(self) -> None:
        found = found_issues(self.session.analysis) if self.session is not None else ()
        counts = Counter(issue.severity for issue in found)
        if counts != self._counts:
            self._counts = counts
            self.counts_changed.emit()

    def _on_chosen(self, index: QModelIndex) -> None:
        if self.session is not None:
            row = self._model.rows[index.row()]
            self.session.reveal(row.node, row.path)


def _row(document: Document, issue: Issue) -> IssueRow:
    """An issue with the names of the blocks that it lies in."""
    names: list[str] = []
    graph = document.main
    for key in (*issue.path, issue.node):
        node = graph.nodes[key]
        names.append(node.name)
        if isinstance(node.op, ModuleCall) and node.op.module in document.modules:
            graph = document.modules[node.op.module].graph
    return IssueRow(issue.node, issue.path, "/".join(names), issue.severity, str(issue.message))
