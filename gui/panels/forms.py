"""Forms of fields: one for each type of layer, generated from its parameters, and one for the document itself."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from core.analysis.infer import NodeResult
from core.document import definition_edits, edits
from core.document.document import MAIN, GraphId, Meta
from core.document.graph import NodeId
from core.document.modules import Module, ModuleId
from core.errors import ParamError
from core.language.operator import Operator
from core.language.params import Param, ParamKind
from gui.entry.editing import Edit, Editing, MakeEdit
from gui.entry.fields import TextField
from gui.entry.labels import quiet
from gui.entry.reading import formula_note, name_note, read_param
from gui.entry.scope import Scope
from gui.entry.simple_fields import ChoiceField, NoteField, SwitchField
from gui.session import Session

__all__ = [
    "BatchField",
    "DefinitionForm",
    "DocumentForm",
    "LayerForm",
    "ParamField",
    "add_param",
    "add_row",
    "form_grid",
]

ParamField = TextField | ChoiceField | SwitchField
_BATCH = Param(
    ParamKind.INT,
    1,
    1,
    unit="examples",
    doc="Examples at a time. Multiplies activations and bytes, never MACs or params.",
    name="batch",
)


def form_grid(form: QWidget) -> QGridLayout:
    """Three columns: labels, fields, units."""
    grid = QGridLayout(form)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(3)
    grid.setColumnStretch(1, 1)
    return grid


def add_row(grid: QGridLayout, label: str, field: QWidget, tip: str, unit: str = "") -> None:
    """A label, its field and, behind it, its unit."""
    row = grid.rowCount()
    words = QLabel(label)
    words.setObjectName(f"{field.objectName()}.label")
    words.setBuddy(field)
    words.setToolTip(tip)
    words.setContentsMargins(0, 4, 0, 0)
    field.setToolTip(tip)
    field.setAccessibleName(label)
    field.setAccessibleDescription(tip)
    if isinstance(field, TextField):
        field.editor.setAccessibleName(label)
        field.editor.setToolTip(tip)
    grid.addWidget(words, row, 0, Qt.AlignmentFlag.AlignTop)
    if unit:
        grid.addWidget(field, row, 1)
        after = quiet(unit, f"{field.objectName()}.unit")
        after.setWordWrap(False)
        after.setContentsMargins(0, 4, 0, 0)
        grid.addWidget(after, row, 2, Qt.AlignmentFlag.AlignTop)
    else:
        grid.addWidget(field, row, 1, 1, 2)
    if isinstance(field, TextField):
        grid.addWidget(field.remarks, row + 1, 0, 1, 3)


def param_tip(param: Param) -> str:
    """What a parameter means and what may be typed."""
    examples = {
        ParamKind.INT: "64, c_in, 2*c_in, make_divisible(32*width, 8)"
        if param.varies
        else f"{param.minimum} … {param.maximum}",
        ParamKind.PAIR: "5, 5x5, 5×5, 1,7 (height, width)",
        ParamKind.PADDING: ", ".join((*param.choices, "1"))
        + ", 1,2 (vertical, horizontal), 1,1,2,2 (top, bottom, left, right)",
        ParamKind.FLOAT: f"{param.bounds[0]:g} … {param.bounds[1]:g}",
        ParamKind.LIST: "0, 2, 3, 1",
    }
    return "\n".join(part for part in (param.doc, examples.get(param.kind, "")) if part)


def add_param(
    grid: QGridLayout, name: str, param: Param, editing: Editing, make_edit: MakeEdit, scope: Scope, form: QWidget
) -> ParamField:
    """A row for a parameter, with the field that suits its kind.

    Args:
        grid: of the form.
        name: object name of the field.
        param: the parameter.
        editing: the gesture shared by the form.
        make_edit: the edit that a value makes.
        scope: names that formulas may use.
        form: the form.
    """
    field: ParamField
    if param.kind is ParamKind.BOOL:
        field = SwitchField(name, editing, make_edit, form)
    elif param.kind is ParamKind.CHOICE:
        field = ChoiceField(name, editing, param.choices, make_edit, form)
    else:
        field = TextField(
            name,
            editing,
            lambda text: read_param(param, text, scope),
            make_edit,
            words=param.choices,
            scope=scope if param.component_keys() else None,
            parent=form,
        )
    unit = "" if param.unit in param.label.lower() else param.unit
    add_row(grid, param.label, field, param_tip(param), unit)
    return field


class LayerForm(QWidget):
    """Name and parameters of one layer. The same form serves all layers of its type, one after the other."""

    def __init__(self, op: type[Operator], editing: Editing, parent: QWidget | None = None) -> None:
        """Make the fields of a type of layer."""
        super().__init__(parent)
        self.editing = editing
        self.setObjectName(f"form.{op.__name__}")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._node: NodeId = ""
        self._graph: GraphId = MAIN
        self._params = op.params
        self._fields: dict[str, ParamField] = {}
        self.scope = Scope()
        grid = form_grid(self)
        self.name_field = TextField("field.name", editing, str, self._rename, differs=name_note, parent=self)
        add_row(grid, self.tr("Name"), self.name_field, self.tr("What the layer is called; unique in the sketch."))
        self.add_rows_on_top(grid)
        for param in op.params:
            field = add_param(grid, f"field.{param.name}", param, editing, self._setter(param), self.scope, self)
            self._fields[param.name] = field
        self.add_rows_below(grid)

    def add_rows_on_top(self, grid: QGridLayout) -> None:
        """Rows between the name and the parameters; none for a layer."""

    def add_rows_below(self, grid: QGridLayout) -> None:
        """Rows below the parameters; none for a layer."""

    def _setter(self, param: Param) -> MakeEdit:
        def make(value: Any) -> Edit:
            node, graph = self._node, self._graph
            return (
                f"Set {param.name}",
                lambda document: edits.set_param(document, node, param.name, value, graph=graph),
            )

        return make

    def _rename(self, text: str) -> Edit:
        node, graph = self._node, self._graph
        return self.tr("Rename"), lambda document: edits.rename(document, node, text, graph=graph)

    def field(self, param: str) -> ParamField:
        """The field of a parameter.

        Raises:
            KeyError: the type has no such parameter.
        """
        return self._fields[param]

    def focus_first_field(self) -> None:
        """Put the cursor into the field of the first parameter, or of the name where there is none."""
        field: QWidget = next(iter(self._fields.values()), self.name_field)
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if isinstance(field, TextField):
            field.editor.selectAll()

    def forget(self) -> None:
        """The next layer shown is another one, even if it has the same id: it is another document's."""
        self._node = ""

    def show_node(self, session: Session, result: NodeResult) -> bool:
        """Show the values of a layer of the graph that is shown, silently. Returns whether it is another one."""
        node, graph = result.node, session.graph_id
        afresh = (node.id, graph) != (self._node, self._graph)
        self._node, self._graph = node.id, graph
        self.scope.follow(session, result)
        self.name_field.show_value(node.name, afresh=afresh)
        for param in self._params:
            field, value = self._fields[param.name], getattr(node.op, param.name)
            if isinstance(field, SwitchField):
                field.show_value(bool(value))
            elif isinstance(field, ChoiceField):
                field.show_value(str(value))
            else:
                field.show_value(param.format(value, node.formulas), formula_note(param, result), afresh=afresh)
                self._mark(field, param, result)
        self._show_params(wanted=not (node.op.is_input and graph != MAIN))
        return afresh

    def _mark(self, field: TextField, param: Param, result: NodeResult) -> None:
        keys = {param.name, *param.component_keys()}
        about = [issue for issue in result.issues if issue.param in keys]
        field.mark(about[0].severity if about else "", "\n".join(str(issue.message) for issue in about))

    def _show_params(self, *, wanted: bool) -> None:
        """The input port of a block takes the shape that arrives: what would be its shape otherwise is not shown."""
        for field in self._fields.values():
            if field.isHidden() is wanted:
                self._show_row(field, wanted=wanted)

    def _show_row(self, field: QWidget, *, wanted: bool) -> None:
        for name in (field.objectName(), f"{field.objectName()}.label", f"{field.objectName()}.unit"):
            part = self.findChild(QWidget, name)
            if part is not None:
                part.setVisible(wanted)
        if isinstance(field, TextField) and not wanted:
            field.remarks.hide()


def _batch_of(text: str) -> int:
    """The batch as a number.

    Raises:
        ParamError: it is none, or less than 1.
    """
    value = _BATCH.parse(text)
    if not isinstance(value, int):
        raise ParamError("The batch is a whole number; a formula is not possible here.")
    return value


class BatchField(TextField):
    """The document's batch."""

    def __init__(self, name: str, editing: Editing, parent: QWidget | None = None) -> None:
        """A field for a whole number from 1."""
        super().__init__(
            name,
            editing,
            _batch_of,
            lambda batch: ("Set batch", lambda document: edits.set_meta(document, batch=batch)),
            parent=parent,
        )
        self.setToolTip(_BATCH.doc)
        self.editor.setToolTip(_BATCH.doc)
        self.editor.setAccessibleName("Batch")


class DocumentForm(QWidget):
    """What the document says about itself: shown while no layer is selected."""

    def __init__(self, editing: Editing, parent: QWidget | None = None) -> None:
        """Make the fields."""
        super().__init__(parent)
        self.setObjectName("form.document")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.title_field = TextField("field.title", editing, str, _meta("title"), parent=self)
        self.description_field = NoteField("field.description", editing, _meta("description"), self)
        self.source_field = TextField("field.source", editing, str, _meta("source"), parent=self)
        self.batch_field = BatchField("field.batch", editing, self)
        grid = form_grid(self)
        for label, field, tip, unit in (
            (self.tr("Title"), self.title_field, self.tr("Heading of the report."), ""),
            (self.tr("Description"), self.description_field, self.tr("What the sketch shows."), ""),
            (self.tr("Source"), self.source_field, self.tr("The paper or course it is taken from."), ""),
            (self.tr("Batch"), self.batch_field, _BATCH.doc, _BATCH.unit),
        ):
            add_row(grid, label, field, tip, unit)

    def show_meta(self, meta: Meta, *, afresh: bool) -> None:
        """Show a document's values, silently."""
        self.title_field.show_value(meta.title, afresh=afresh)
        self.description_field.show_value(meta.description)
        self.source_field.show_value(meta.source, afresh=afresh)
        self.batch_field.show_value(str(meta.batch), afresh=afresh)


def _meta(key: str) -> MakeEdit:
    return lambda value: (f"Set {key}", lambda document: edits.set_meta(document, **{key: value}))


class DefinitionForm(QWidget):
    """What a definition says about itself: shown inside a block while no layer is selected."""

    def __init__(self, editing: Editing, parent: QWidget | None = None) -> None:
        """Make the field."""
        super().__init__(parent)
        self.setObjectName("form.definition")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._module: ModuleId = MAIN
        self.name_field = TextField("field.definition", editing, str, self._rename, parent=self)
        tip = self.tr("Name of the definition; the blocks that call it keep their own names.")
        add_row(form_grid(self), self.tr("Block"), self.name_field, tip)

    def _rename(self, text: str) -> Edit:
        module = self._module
        return self.tr("Rename block"), lambda document: definition_edits.rename_module(document, module, text)

    def show_module(self, module: Module, used: str) -> None:
        """Show a definition, and by how many blocks it is called."""
        afresh, self._module = module.id != self._module, module.id
        self.name_field.show_value(module.name, used, afresh=afresh)
