"""What a block hands to a parameter of its definition, as it is typed: a number or formula, nothing for the default."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QGridLayout, QWidget

from core.document.modules import Argument, Variable
from core.errors import ParamError
from core.language.formulas import Formula
from gui.entry.editing import Editing, MakeEdit
from gui.entry.fields import TextField
from gui.entry.scope import Scope, read_number
from gui.panels.values import heading

__all__ = ["add_heading", "argument_field", "argument_tip", "read_argument"]


def _tr(text: str) -> str:
    return QCoreApplication.translate("argument_fields", text)


def add_heading(grid: QGridLayout, name: str, form: QWidget) -> None:
    """The line above the fields."""
    title = heading(_tr("Parameters of the block"), name, form)
    title.setContentsMargins(0, 6, 0, 0)
    grid.addWidget(title, grid.rowCount(), 0, 1, 3)


def argument_tip(parameter: Variable) -> str:
    """What a parameter is for and what may be typed."""
    tip = _tr("A number, or a formula such as 2*c_in or 16*i (i is the number of the copy, from 0).")
    return "\n".join(part for part in (parameter.note, tip, _tr("Empty: the default.")) if part)


def read_argument(text: str, scope: Scope) -> Argument | None:
    """An argument as it is typed; None for the default.

    Raises:
        FormulaError: it is a formula that cannot be read, or has a name that is not known.
    """
    stripped = text.strip()
    if not stripped:
        return None
    try:
        return read_number(stripped)
    except ParamError:
        formula = Formula(stripped)
        scope.check(formula, len(text) - len(text.lstrip()))
        return formula


def argument_field(name: str, editing: Editing, scope: Scope, make_edit: MakeEdit, parent: QWidget) -> TextField:
    """A field for an argument.

    Args:
        name: object name of the field.
        editing: the gesture shared by the form.
        scope: names that may be used.
        make_edit: the edit that an argument makes.
        parent: the form.
    """
    return TextField(name, editing, lambda text: read_argument(text, scope), make_edit, scope=scope, parent=parent)
