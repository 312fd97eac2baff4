"""The formula panel: how the numbers of the selected layer come about, factor by factor."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from core.analysis.infer import NodeResult, State
from gui.entry.labels import quiet
from gui.panels.explanation import Derivation, derivations, factor_legend
from gui.panels.follower import Follower
from gui.panels.parts import PartModel, parts_of_block, table_text
from gui.panels.values import EmptyState, heading, scrolled_column
from gui.preferences import Preferences

__all__ = ["FormulaPanel"]


class _Section(QFrame):
    """One quantity: its heading, its formula in names and in numbers, a button that copies both."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._text = ""
        self.heading = heading("", f"{name}.heading")
        self.names = quiet("", f"{name}.names")
        self.numbers = QLabel()
        self.numbers.setObjectName(f"{name}.numbers")
        self.numbers.setTextFormat(Qt.TextFormat.PlainText)
        self.numbers.setWordWrap(True)
        for label in (self.names, self.numbers):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy_button = QPushButton(self.tr("Copy"))
        self.copy_button.setObjectName(f"{name}.copy")
        self.copy_button.setToolTip(self.tr("Copy the formula with names and with numbers"))
        self.copy_button.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._text))
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(self.copy_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 6)
        column.setSpacing(3)
        column.addLayout(head)
        column.addWidget(self.names)
        column.addWidget(self.numbers)

    def show_derivation(self, derivation: Derivation) -> None:
        """Show a quantity."""
        self._text = derivation.text
        self.heading.setText(derivation.title)
        self.names.setText(derivation.names)
        self.names.setVisible(bool(derivation.names))
        self.numbers.setText(derivation.numbers)
        self.copy_button.setAccessibleName(self.tr("Copy {what}").format(what=derivation.title))


class _Parts(QWidget):
    """The parts of a block in a table, with a button that copies it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("formula.parts")
        self.title = heading("", "formula.parts.title")
        self.title.setWordWrap(True)
        self.model = PartModel(self)
        self.view = QTableView(self)
        self.view.setObjectName("formula.parts.table")
        self.view.setAccessibleName(self.tr("Parts of the block"))
        self.view.setModel(self.model)
        self.view.setFrameShape(QTableView.Shape.NoFrame)
        self.view.setShowGrid(False)
        self.view.setWordWrap(False)
        self.view.setTabKeyNavigation(False)
        self.view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)
        header = self.view.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.copy_button = QPushButton(self.tr("Copy as table"))
        self.copy_button.setObjectName("formula.parts.copy")
        self.copy_button.setToolTip(self.tr("Copy the parts as tab-separated text"))
        self.copy_button.clicked.connect(lambda: QGuiApplication.clipboard().setText(table_text(self.model.parts)))
        head = QHBoxLayout()
        head.setContentsMargins(12, 10, 12, 6)
        head.addWidget(self.title, 1)
        head.addWidget(self.copy_button)
        column_layout = QVBoxLayout(self)
        column_layout.setContentsMargins(0, 0, 0, 0)
        column_layout.setSpacing(0)
        column_layout.addLayout(head)
        column_layout.addWidget(self.view, 1)


class FormulaPanel(Follower):
    """Formulas of the one layer that is selected; of a block, its parts with their sum."""

    follows_selection = True

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        """A panel of nothing yet."""
        super().__init__(preferences, parent)
        self.setObjectName("panel.formula")
        self.setMinimumWidth(240)
        self._title = heading("", "formula.title")
        self._sections: list[_Section] = []
        self._sections_place = QVBoxLayout()
        self._sections_place.setSpacing(6)
        self._legend_heading = heading(self.tr("Where"), "formula.legend.heading")
        self._legend = QGridLayout()
        self._legend.setHorizontalSpacing(10)
        self._legend.setVerticalSpacing(2)
        self._legend.setColumnStretch(2, 1)
        self._legend_rows: list[tuple[QLabel, QLabel, QLabel]] = []
        self._scroll, column = scrolled_column("formula", self)
        column.addWidget(self._title)
        column.addLayout(self._sections_place)
        column.addWidget(self._legend_heading)
        column.addLayout(self._legend)
        column.addStretch(1)
        self.parts = _Parts(self)
        self.parts.hide()
        self.empty = EmptyState("formula.empty", self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)
        outer.addWidget(self.parts)
        outer.addWidget(self.empty)

    def refresh(self) -> None:
        """Show the selected layer's formulas as they are now."""
        result = self._selected()
        reason = self._why_nothing(result)
        self.empty.setText(reason)
        self.empty.setVisible(bool(reason))
        block = result is not None and result.op.stands_for_others
        self._scroll.setVisible(not reason and not block)
        self.parts.setVisible(not reason and block)
        if result is None or reason:
            return
        if block:
            self.parts.title.setText(f"{result.node.name} · {result.op.label}")
            self.parts.model.show_parts(parts_of_block(result))
            return
        self._title.setText(f"{result.node.name} · {result.op.label}")
        shown = derivations(result)
        for number, derivation in enumerate(shown):
            if number == len(self._sections):
                section = _Section(f"formula.{number}")
                self._sections.append(section)
                self._sections_place.addWidget(section)
            self._sections[number].show_derivation(derivation)
        for number, section in enumerate(self._sections):
            section.setVisible(number < len(shown))
        self._show_legend(result)

    def _selected(self) -> NodeResult | None:
        if self.session is None or len(self.session.selection) != 1:
            return None
        (key,) = self.session.selection
        return self.session.graph_analysis.results.get(key)

    def _why_nothing(self, result: NodeResult | None) -> str:
        if result is None:
            several = self.session is not None and len(self.session.selection) > 1
            if several:
                return self.tr("Several layers are selected.\n\nSelect one of them to see how its numbers come about.")
            return self.tr(
                "Select a layer to see how its numbers come about, factor by factor:\n\n"
                "28·28·32 × 5·5·192 = 120,422,400"
            )
        if result.state is State.OK:
            if result.op.stands_for_others and not result.copies:
                return self.tr("“{name}” is repeated 0 times: it hands its input on and costs nothing.").format(
                    name=result.node.name
                )
            return ""
        if result.issues:
            return str(result.issues[0].message)
        return self.tr("“{name}” waits: the shape of its input is not known yet.").format(name=result.node.name)

    def _show_legend(self, result: NodeResult) -> None:
        legend = factor_legend(result)
        for number, (name, value, meaning) in enumerate(legend):
            if number == len(self._legend_rows):
                self._add_legend_row(number)
            for label, text in zip(self._legend_rows[number], (name, f"= {value}", meaning), strict=True):
                label.setText(text)
        for number, row in enumerate(self._legend_rows):
            for label in row:
                label.setVisible(number < len(legend))
        self._legend_heading.setVisible(bool(legend))

    def _add_legend_row(self, number: int) -> None:
        name, value, meaning = QLabel(), QLabel(), quiet("", f"formula.legend.{number}.meaning")
        name.setObjectName(f"formula.legend.{number}.name")
        value.setObjectName(f"formula.legend.{number}.value")
        for column, label in enumerate((name, value, meaning)):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._legend.addWidget(label, number, column, Qt.AlignmentFlag.AlignTop)
        self._legend_rows.append((name, value, meaning))
