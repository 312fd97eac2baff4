"""What is wrong with a file, place by place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from core.errors import FormatProblem
from gui.dialogs.frame import CopyButton, Frame, fixed_font, label

__all__ = ["ProblemsDialog"]

_WIDEST_PLACE = 320


class ProblemsDialog(Frame):
    """A table of places and messages, with a sentence above it."""

    def __init__(
        self, title: str, summary: str, problems: Sequence[FormatProblem], parent: QWidget | None = None
    ) -> None:
        """Show the problems.

        Args:
            title: for the title bar.
            summary: what happened, and what to do.
            problems: everything that was found.
            parent: the window.
        """
        super().__init__("problems_dialog", title, parent)
        self._summary = summary
        self._problems = tuple(problems)
        self.body.addWidget(label("problems_summary", summary))
        self.table = QTableWidget(len(self._problems), 2)
        self.table.setObjectName("problems_table")
        self.table.setHorizontalHeaderLabels([self.tr("Place"), self.tr("What is wrong")])
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setAlternatingRowColors(True)
        self.table.setWordWrap(True)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.table.setStyleSheet("QTableView::item { padding: 4px 6px; }")
        self.table.verticalHeader().hide()
        metrics = QFontMetrics(fixed_font())
        widest = 0
        for row, problem in enumerate(self._problems):
            place = QTableWidgetItem(problem.place)
            place.setFont(fixed_font())
            place.setToolTip(problem.place)
            message = QTableWidgetItem(problem.message)
            message.setToolTip(problem.message)
            for column, item in enumerate((place, message)):
                item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
                self.table.setItem(row, column, item)
            widest = max(widest, metrics.horizontalAdvance(problem.place))
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.setColumnWidth(0, min(max(widest + 30, 110), _WIDEST_PLACE))
        # Wrapped messages: a row is as high as its text at the width it has, also after the window was widened.
        header.sectionResized.connect(self.table.resizeRowsToContents)
        self.body.addWidget(self.table, 1)
        self.copy_button = CopyButton("problems_copy", self.as_text)
        self.add_button(self.copy_button)
        self.close_button.setFocus()
        self.resize(760, 380)

    def as_text(self) -> str:
        """The summary, and a line for each problem: place, tab, message."""
        return "\n".join([self._summary, "", *(f"{p.place}\t{p.message}" for p in self._problems)])
