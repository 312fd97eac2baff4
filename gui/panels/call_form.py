"""The form of a block: its definition, how often it is repeated, and what it hands to each parameter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QWidget

from core.analysis.calls import argument_value
from core.analysis.infer import NodeResult
from core.document import definition_edits, module_edits
from core.document.document import MAIN, Document
from core.document.modules import COPY, Argument, Module, ModuleCall, ModuleId, calls_in
from core.errors import ConvasError, FormulaError
from core.language.formulas import Formula, names_in
from core.text import count_text
from gui.entry.editing import Edit, Editing
from gui.entry.fields import TextField
from gui.entry.scope import Scope, number_text
from gui.panels.argument_fields import add_heading, argument_field, argument_tip
from gui.panels.forms import LayerForm, add_row
from gui.session import Session

__all__ = ["CallForm", "argument_note", "calls_of", "used_text"]

_MOST_VALUES: Final = 4


def _tr(text: str) -> str:
    return QCoreApplication.translate("call_form", text)


def calls_of(document: Document, module: ModuleId) -> int:
    """How many blocks of a document, in whatever graph, call a definition."""
    return sum(call.module == module for key in (MAIN, *document.modules) for _, call in calls_in(document.graph(key)))


def used_text(count: int) -> str:
    """``used by 4 blocks``."""
    return _tr("used by {calls}").format(calls=count_text(count, _tr("block"), _tr("blocks")))


def argument_note(call: ModuleCall, name: str, scope: Scope, module: Module) -> str:
    """What an argument's formula comes to: ``2*width = 64``, or for copies that differ ``16*i = 0, 16, 32``."""
    formula = dict(call.arguments).get(name)
    if not isinstance(formula, Formula):
        return ""
    default = module.parameters[name].value
    try:
        varies = any(used == COPY for used, _ in names_in(formula))
        copies = min(call.repeat, _MOST_VALUES) if varies else 1
        values = [
            number_text(argument_value(call, name, default, scope.values, copy)) for copy in range(max(copies, 1))
        ]
    except FormulaError:
        return f"{formula} = ?"
    if varies and call.repeat > _MOST_VALUES:
        values.append("…")
    return f"{formula} = {', '.join(values)}"


class CallForm(LayerForm):
    """Serves all calls of one definition; made anew when its parameters get other names.

    Signals:
        open_requested(): the inside of the block is to be shown.
        unique_requested(): the block is to get a definition of its own.
    """

    open_requested = Signal()
    unique_requested = Signal()

    def __init__(self, module: Module, editing: Editing, parent: QWidget | None = None) -> None:
        """Make the fields for a definition."""
        self._module = module
        self._arguments: dict[str, TextField] = {}
        self._arguments_scope = Scope(copies=True)
        super().__init__(ModuleCall, editing, parent)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters that it has fields for."""
        return tuple(self._arguments)

    def argument(self, name: str) -> TextField:
        """The field of a parameter of the definition.

        Raises:
            KeyError: it has no such parameter.
        """
        return self._arguments[name]

    def add_rows_on_top(self, grid: QGridLayout) -> None:
        """The definition, and what can be done with it."""
        self.block_field = TextField("field.block", self.editing, str, self._rename_block, parent=self)
        tip = self.tr("Name of the definition. All blocks that call it share its layers: edit them once, all follow.")
        add_row(grid, self.tr("Block"), self.block_field, tip)
        self.open_button = QPushButton(self.tr("Open"))
        self.open_button.setObjectName("call.open")
        self.open_button.setToolTip(self.tr("Show the layers of the block. A double-click on the block does the same."))
        self.open_button.clicked.connect(self.open_requested)
        self.unique_button = QPushButton(self.tr("Make unique"))
        self.unique_button.setObjectName("call.unique")
        self.unique_button.setToolTip(self.tr("Give this block a copy of the definition, which no other block shares."))
        self.unique_button.clicked.connect(self.unique_requested)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        buttons.addWidget(self.open_button)
        buttons.addWidget(self.unique_button)
        buttons.addStretch(1)
        grid.addLayout(buttons, grid.rowCount(), 1, 1, 2)

    def add_rows_below(self, grid: QGridLayout) -> None:
        """A field for each parameter of the definition."""
        if not self._module.parameters:
            return
        add_heading(grid, "call.arguments.heading", self)
        for name, parameter in self._module.parameters.items():
            make = self._setter_of(name)
            field = argument_field(f"field.argument.{name}", self.editing, self._arguments_scope, make, self)
            add_row(grid, name, field, argument_tip(parameter))
            self._arguments[name] = field

    def _rename_block(self, text: str) -> Edit:
        module = self._module.id
        return self.tr("Rename block"), lambda document: definition_edits.rename_module(document, module, text)

    def _setter_of(self, name: str) -> Callable[[Argument | None], Edit]:
        def make(value: Argument | None) -> Edit:
            node, graph = self._node, self._graph
            return (
                self.tr("Set {name}").format(name=name),
                lambda document: module_edits.set_argument(document, node, name, value, graph=graph),
            )

        return make

    def show_node(self, session: Session, result: NodeResult) -> bool:
        """Show the values of a block, silently."""
        afresh = super().show_node(session, result)
        document = session.document
        call = result.node.op
        module = document.modules.get(self._module.id)
        if not isinstance(call, ModuleCall) or module is None:
            raise ConvasError(f"“{result.node.name}” is no block of this sketch.")
        self._module = module
        self._arguments_scope.follow(session, result)
        count = calls_of(document, module.id)
        self.block_field.show_value(module.name, used_text(count) if count > 1 else "", afresh=afresh)
        self.unique_button.setVisible(count > 1)
        evaluated = result.op if isinstance(result.op, ModuleCall) else call
        given = dict(call.arguments)
        for name, field in self._arguments.items():
            field.editor.setPlaceholderText(str(module.parameters[name].value))
            note = argument_note(evaluated, name, self._arguments_scope, module)
            field.show_value(str(given[name]) if name in given else "", note, afresh=afresh)
        return afresh
