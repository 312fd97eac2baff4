"""The variables panel: the numbers with names that formulas use, of the sketch and of the block that is shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.document import definition_edits
from core.document.document import MAIN, Document
from core.document.modules import ModuleId, Variable
from core.errors import ConvasError, EditError, ParamError
from core.language.formulas import Number
from gui.entry.editing import Edit, Editing
from gui.entry.fields import TextField
from gui.entry.labels import quiet, warn_text
from gui.entry.scope import number_text, read_number
from gui.panels.follower import Follower
from gui.panels.values import EmptyState, heading, scrolled_column
from gui.preferences import Preferences
from gui.session import Session

__all__ = ["NumberTable", "VariablesPanel"]

_ADDED: Final = re.compile(r"\s*([^\W\d]\w*)\s*[=:]\s*(\S+)\s*")


class _Edits(NamedTuple):
    """How the numbers of a table are changed: those of the sketch, or the parameters of a block."""

    put: Callable[[Document, str, Number, str | None], Document]
    rename: Callable[[Document, str, str], Document]
    remove: Callable[[Document, str], Document]


_OF_SKETCH: Final = _Edits(
    definition_edits.set_variable, definition_edits.rename_variable, definition_edits.remove_variable
)


def _of_block(module: ModuleId) -> _Edits:
    return _Edits(
        lambda document, name, value, note: definition_edits.set_parameter(document, module, name, value, note),
        lambda document, old, new: definition_edits.rename_parameter(document, module, old, new),
        lambda document, name: definition_edits.remove_parameter(document, module, name),
    )


class _Row:
    """The fields of one number."""

    def __init__(self, table: NumberTable, number: int) -> None:
        stem = f"{table.objectName()}.{number}"
        self._table = table
        self.name = ""
        self.name_field = TextField(f"{stem}.name", table.editing, str.strip, self._rename, parent=table)
        self.value_field = TextField(f"{stem}.value", table.editing, read_number, self._set_value, parent=table)
        self.note_field = TextField(f"{stem}.note", table.editing, str, self._set_note, parent=table)
        self.delete = QToolButton(table)
        self.delete.setObjectName(f"{stem}.delete")
        self.delete.setText("×")
        self.delete.setAutoRaise(True)
        self.delete.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.delete.clicked.connect(self._remove)
        self.trouble = warn_text(f"{stem}.trouble", table)
        for field, words in (
            (self.name_field, _tr("Name. A new name is put into every formula that uses it.")),
            (self.value_field, _tr("A number such as 32 or 1.1. What depends on it follows at once.")),
            (self.note_field, _tr("What it is for.")),
        ):
            field.editor.setToolTip(words)
            field.editor.setMinimumWidth(40)
        self.note_field.editor.setPlaceholderText(_tr("note"))

    @property
    def parts(self) -> tuple[QWidget, ...]:
        """What stands in the four columns."""
        return (self.name_field, self.value_field, self.note_field, self.delete)

    def show_number(self, name: str, number: Variable, note: str, *, afresh: bool) -> None:
        self.name = name
        self.trouble.hide()
        self.name_field.show_value(name, afresh=afresh)
        self.value_field.show_value(str(number.value), note, afresh=afresh)
        self.note_field.show_value(number.note, afresh=afresh)
        self.name_field.editor.setAccessibleName(_tr("Name of {name}").format(name=name))
        self.value_field.editor.setAccessibleName(_tr("Value of {name}").format(name=name))
        self.note_field.editor.setAccessibleName(_tr("Note on {name}").format(name=name))
        self.delete.setToolTip(_tr("Delete {name}").format(name=name))
        self.delete.setAccessibleName(_tr("Delete {name}").format(name=name))
        for part in self.parts:
            part.show()

    def hide(self) -> None:
        for part in (*self.parts, self.trouble, *(f.remarks for f in (self.name_field, self.value_field))):
            part.hide()

    def _rename(self, text: str) -> Edit:
        name, edits = self.name, self._table.edits
        return _tr("Rename {name}").format(name=name), lambda document: edits.rename(document, name, text)

    def _set_value(self, value: Number) -> Edit:
        name, edits = self.name, self._table.edits
        return _tr("Set {name}").format(name=name), lambda document: edits.put(document, name, value, None)

    def _set_note(self, text: str) -> Edit:
        name, edits, value = self.name, self._table.edits, self._table.numbers[self.name].value
        return _tr("Note on {name}").format(name=name), lambda document: edits.put(document, name, value, text)

    def _remove(self) -> None:
        name, edits = self.name, self._table.edits
        try:
            self._table.editing.once(
                (_tr("Delete {name}").format(name=name), lambda document: edits.remove(document, name))
            )
        except EditError as error:
            self.trouble.setText(str(error))
            self.trouble.show()


class NumberTable(QWidget):
    """Names, values and notes, each live, and a line that adds one. Rows are reused."""

    def __init__(self, name: str, example: str, editing: Editing, parent: QWidget | None = None) -> None:
        """Start without rows.

        Args:
            name: object name.
            example: what the line that adds one shows while it is empty.
            editing: the gesture shared by the panel.
            parent: the panel.
        """
        super().__init__(parent)
        self.setObjectName(name)
        self.editing = editing
        self.edits = _OF_SKETCH
        self.numbers: Mapping[str, Variable] = {}
        self._rows: list[_Row] = []
        self._example = example
        self._of: object = None
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(4)
        self._grid.setVerticalSpacing(3)
        for column, stretch in enumerate((3, 2, 4, 0)):
            self._grid.setColumnStretch(column, stretch)
        self.trouble: QLabel = warn_text(f"{name}.trouble", self)
        self.adding = QLineEdit(self)
        self.adding.setObjectName(f"{name}.adding")
        self.adding.setPlaceholderText(example)
        self.adding.setAccessibleName(_tr("Name and value to add"))
        self.adding.setToolTip(_tr("Name = number, then Enter: {example}").format(example=example))
        self.adding.returnPressed.connect(self._add)
        self.adding.textEdited.connect(lambda _text: self.trouble.hide())
        self.add_button = QPushButton(_tr("Add"), self)
        self.add_button.setObjectName(f"{name}.add")
        self.add_button.clicked.connect(self._add)
        below = QHBoxLayout()
        below.setSpacing(4)
        below.addWidget(self.adding, 1)
        below.addWidget(self.add_button)
        column_layout = QVBoxLayout(self)
        column_layout.setContentsMargins(0, 0, 0, 0)
        column_layout.setSpacing(5)
        column_layout.addLayout(self._grid)
        column_layout.addLayout(below)
        column_layout.addWidget(self.trouble)

    @property
    def rows(self) -> list[_Row]:
        """The rows in use, from top to bottom."""
        return self._rows[: len(self.numbers)]

    def show_numbers(
        self, numbers: Mapping[str, Variable], edits: _Edits, here: Mapping[str, Number], of: object
    ) -> None:
        """Show these numbers.

        Args:
            numbers: by name.
            edits: how they are changed.
            here: values in force where the person looks; said where they differ.
            of: whose numbers they are; another one shows everything afresh.
        """
        other = of != self._of
        afresh = other or len(numbers) != len(self.numbers)
        self.numbers, self.edits, self._of = numbers, edits, of
        if other:
            self.trouble.hide()
            self.adding.clear()
        for place, (name, number) in enumerate(numbers.items()):
            if place == len(self._rows):
                self._add_row(place)
            value = here.get(name, number.value)
            note = _tr("here {value}").format(value=number_text(value)) if value != number.value else ""
            self._rows[place].show_number(name, number, note, afresh=afresh)
        for row in self._rows[len(numbers) :]:
            row.hide()

    def _add_row(self, place: int) -> None:
        row = _Row(self, place)
        self._rows.append(row)
        for column, part in enumerate(row.parts):
            self._grid.addWidget(part, 4 * place, column)
        for below, part in enumerate((row.name_field.remarks, row.value_field.remarks, row.trouble), start=1):
            self._grid.addWidget(part, 4 * place + below, 0, 1, 4)
        before: QWidget = self._rows[place - 1].delete if place else self
        for part in (row.name_field.editor, row.value_field.editor, row.note_field.editor, row.delete, self.adding):
            QWidget.setTabOrder(before, part)
            before = part
        QWidget.setTabOrder(self.adding, self.add_button)

    def _add(self) -> None:
        try:
            name, value = self._typed()
            edits, numbers = self.edits, self.numbers

            def add(document: Document) -> Document:
                if name in numbers:
                    raise EditError(_tr("“{name}” is there already.").format(name=name))
                return edits.put(document, name, value, None)

            self.editing.once((_tr("Add {name}").format(name=name), add))
        except ConvasError as error:
            self.trouble.setText(str(error))
            self.trouble.show()
        else:
            self.trouble.hide()
            self.adding.clear()
            self.adding.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed(self) -> tuple[str, Number]:
        found = _ADDED.fullmatch(self.adding.text())
        if found is None:
            raise ParamError(_tr("Write a name and a number: {example}.").format(example=self._example))
        return found[1], read_number(found[2])


class VariablesPanel(Follower):
    """The variables of the sketch, and inside a block also the parameters of its definition."""

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        """A panel of nothing yet."""
        super().__init__(preferences, parent)
        self.setObjectName("panel.variables")
        self.setMinimumWidth(240)
        self._editing = Editing(self)
        self._parameters_heading = heading("", "variables.parameters.heading")
        self._parameters_heading.setWordWrap(True)
        self._parameters_doc = quiet("", "variables.parameters.doc")
        self.parameters = NumberTable("variables.parameters", "stride = 1", self._editing)
        self._heading = heading(self.tr("Variables of the sketch"), "variables.heading")
        self._doc = quiet("", "variables.doc")
        self.variables = NumberTable("variables.sketch", "width = 1.0", self._editing)
        self._scroll, column = scrolled_column("variables", self)
        for part in (self._parameters_heading, self._parameters_doc, self.parameters):
            column.addWidget(part)
        column.addSpacing(6)
        for part in (self._heading, self._doc, self.variables):
            column.addWidget(part)
        column.addStretch(1)
        self._empty = EmptyState("variables.empty", self)
        self._empty.setText(self.tr("No sketch is open.\n\nOpen one, or start a new one with Ctrl+N."))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)
        outer.addWidget(self._empty)

    def session_switched(self) -> None:
        self._editing.set_session(self.session)

    def refresh(self) -> None:
        """Show the numbers as they are now."""
        session = self.session
        self._scroll.setVisible(session is not None)
        self._empty.setVisible(session is None)
        if session is None:
            return
        document = session.document
        self.variables.show_numbers(document.variables, _OF_SKETCH, {}, (id(session), MAIN))
        self._doc.setText(
            self.tr("Every formula may use them. A change is seen at once.")
            if document.variables
            else self.tr(
                "A variable is a number with a name, for all formulas of the sketch.\n\n"
                "Add width = 1.0 here, then give a layer make_divisible(32*width, 8) output channels: changing width "
                "changes every layer that uses it."
            )
        )
        self._show_parameters(session)

    def _show_parameters(self, session: Session) -> None:
        module = session.document.modules.get(session.graph_id)
        for part in (self._parameters_heading, self._parameters_doc, self.parameters):
            part.setVisible(module is not None)
        if module is None:
            self.parameters.show_numbers({}, _OF_SKETCH, {}, None)
            return
        self._parameters_heading.setText(self.tr("Parameters of “{name}”").format(name=module.name))
        self._parameters_doc.setText(
            self.tr("Defaults. Each block that calls it may give them other values.")
            if module.parameters
            else self.tr(
                "A parameter is a number that each call of this block may choose. Add stride = 1 here and use it in "
                "the formulas of its layers."
            )
        )
        here = session.graph_analysis.context.names
        self.parameters.show_numbers(module.parameters, _of_block(module.id), here, (id(session), module.id))


def _tr(text: str) -> str:
    return QCoreApplication.translate("variables", text)
