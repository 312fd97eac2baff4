"""What is typed for a name or a parameter: read as a value, and what is said of it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from core.analysis.infer import NodeResult, State
from core.document.graph import Node
from core.errors import FormulaError, ParamError
from core.language.formulas import Formula
from core.language.params import Param, ParamValue
from core.text import integer_text
from gui.entry.scope import Scope, parts_of

__all__ = ["formula_note", "name_note", "read_param"]


def _tr(text: str) -> str:
    return QCoreApplication.translate("reading", text)


def read_param(param: Param, text: str, scope: Scope) -> ParamValue:
    """What is typed, as a value. A half-typed name (``c_``) is not yet a formula, so that the sketch does not flicker.

    Raises:
        ParamError: the text is no value.
        FormulaError: it is a formula that cannot be read, or has a name that is not known; with the column in the text.
    """
    try:
        value = param.parse(text)
    except ParamError as error:
        cause = error.__cause__
        if isinstance(cause, FormulaError) and cause.column:
            raise FormulaError(str(error), _column(text, cause)) from error
        raise
    if any(isinstance(part, Formula) for part in (value if isinstance(value, tuple) else (value,))):
        for start, part in parts_of(text):
            scope.check(Formula(part.strip()), start + len(part) - len(part.lstrip()))
    return value


def _column(text: str, error: FormulaError) -> int:
    """The column of a fault in a field that may hold several formulas."""
    known = Scope()
    for start, part in parts_of(text):
        blank = len(part) - len(part.lstrip())
        try:
            known.check(Formula(part.strip()))
        except FormulaError as found:
            if isinstance(found.__cause__, FormulaError) and str(found.__cause__) == str(error):
                return start + blank + error.column
    return error.column


def formula_note(param: Param, result: NodeResult) -> str:
    """What a parameter's formulas come to: ``c_in = 192``; empty where there are none."""
    node: Node = result.node
    keys = [key for key in param.component_keys() if key in node.formulas]
    if not keys:
        return ""
    text = param.format(getattr(node.op, param.name), node.formulas)
    failed = any(issue.param in keys for issue in result.issues)
    if result.state is State.OK or (result.state is State.WRONG and not failed):
        numbers = param.components(getattr(result.op, param.name))
        value = integer_text(numbers[0]) if len(numbers) == 1 else param.format(getattr(result.op, param.name))
        return f"{text} = {value}"
    if failed:
        return f"{text} = ?"
    return f"{text} = ? (known when the input is)"


def name_note(typed: str, name: str) -> str:
    """Why a layer is called something else than what was typed; empty where it is called that."""
    wanted = " ".join(typed.split())
    said = []
    if "/" in wanted:
        said.append(_tr("A slash parts the names of a path; it is written as ∕."))
    if wanted.replace("/", "∕") not in ("", name):
        said.append(_tr("“{wanted}” is taken; shown as {name}.").format(wanted=wanted, name=name))
    return " ".join(said)
