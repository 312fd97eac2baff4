"""The form of several selected layers: the parameters that all of them have, and of blocks also their arguments."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.document import edits, module_edits
from core.document.document import MAIN, GraphId
from core.document.graph import Node, NodeId
from core.document.modules import Argument, Module, ModuleCall, ModuleId, Variable
from core.language.params import Param, ParamKind
from core.text import count_text
from gui.entry.editing import Edit, Editing, MakeEdit
from gui.entry.fields import TextField
from gui.entry.scope import Scope
from gui.entry.simple_fields import SwitchField
from gui.panels.argument_fields import add_heading, argument_field, argument_tip
from gui.panels.forms import ParamField, add_param, add_row, form_grid
from gui.session import Session

__all__ = ["SeveralForm", "common_arguments", "common_params", "kind_of"]


def kind_of(param: Param) -> tuple[str, ParamKind, tuple[str, ...]]:
    """What two parameters must have alike to be set together: their ranges may differ."""
    return param.name, param.kind, param.choices


def common_params(nodes: Collection[Node], graph: GraphId = MAIN) -> tuple[Param, ...]:
    """The parameters that all of some layers have, in the order of the first."""
    if graph != MAIN and any(node.op.is_input for node in nodes):
        return ()  # the port of a block takes the shape that arrives
    types = dict.fromkeys(type(node.op) for node in nodes)
    first, *others = types or [None]
    if first is None:
        return ()
    known = [{kind_of(param) for param in other.params} for other in others if other is not None]
    return tuple(param for param in first.params if all(kind_of(param) in kinds for kinds in known))


def common_arguments(nodes: Collection[Node], modules: Mapping[ModuleId, Module]) -> dict[str, Variable]:
    """The parameters that the definitions of all of some blocks have, in the order of the first."""
    if not all(isinstance(node.op, ModuleCall) for node in nodes):
        return {}
    called = dict.fromkeys(node.op.module for node in nodes if isinstance(node.op, ModuleCall))
    known = [modules[key].parameters if key in modules else {} for key in called]
    return {name: found for name, found in known[0].items() if all(name in other for other in known)} if known else {}


def _value(node: Node, param: Param) -> tuple[Any, ...]:
    """What a node says of a parameter, so that equal means equal."""
    overlay = [node.formulas.get(key) for key in param.component_keys()] if node.formulas else []
    value = getattr(node.op, param.name)
    if any(overlay):
        parts = param.components(value) or [None] * len(overlay)
        return tuple(formula or part for formula, part in zip(overlay, parts, strict=True))
    return (type(value), value)


class SeveralForm(QWidget):
    """Serves all selections whose layers have the same parameters in common."""

    def __init__(
        self,
        params: Sequence[Param],
        editing: Editing,
        arguments: Mapping[str, Variable] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Make the fields.

        Args:
            params: of these parameters.
            editing: the gesture that they share.
            arguments: of these parameters of the definitions, where all are blocks.
            parent: the inspector.
        """
        super().__init__(parent)
        self.setObjectName("form.several")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._params = tuple(params)
        self._nodes: tuple[NodeId, ...] = ()
        self._graph: GraphId = MAIN
        self._fields: dict[str, ParamField] = {}
        self._scope = Scope()
        grid = form_grid(self)
        for param in self._params:
            name = f"field.several.{param.name}"
            self._fields[param.name] = add_param(grid, name, param, editing, self._setter(param), self._scope, self)
        self._arguments_scope = Scope(copies=True)
        self._arguments: dict[str, TextField] = {}
        if arguments:
            add_heading(grid, "several.arguments.heading", self)
        for name, parameter in (arguments or {}).items():
            setter = self._setter_of_argument(name)
            made = argument_field(f"field.several.argument.{name}", editing, self._arguments_scope, setter, self)
            self._arguments[name] = made
            add_row(grid, name, made, argument_tip(parameter))

    @property
    def params(self) -> tuple[Param, ...]:
        """The parameters that it has fields for."""
        return self._params

    def field(self, param: str) -> ParamField:
        """The field of a parameter.

        Raises:
            KeyError: the layers do not have it in common.
        """
        return self._fields[param]

    def argument(self, name: str) -> TextField:
        """The field of a parameter of the definitions.

        Raises:
            KeyError: the blocks do not have it in common.
        """
        return self._arguments[name]

    def focus_first_field(self) -> None:
        """Put the cursor into the first field."""
        field = next(iter((*self._fields.values(), *self._arguments.values())), None)
        if field is not None:
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if isinstance(field, TextField):
            field.editor.selectAll()

    def forget(self) -> None:
        """The next layers shown are others, even if they have the same ids."""
        self._nodes = ()

    def _setter(self, param: Param) -> MakeEdit:
        def make(value: Any) -> Edit:
            nodes, graph = self._nodes, self._graph
            return self._said(param.name), lambda document: edits.set_param_of_all(
                document, nodes, param.name, value, graph=graph
            )

        return make

    def _setter_of_argument(self, name: str) -> MakeEdit:
        def make(value: Argument | None) -> Edit:
            nodes, graph = self._nodes, self._graph
            return self._said(name), lambda document: module_edits.set_argument_of_all(
                document, nodes, name, value, graph=graph
            )

        return make

    def _said(self, name: str) -> str:
        """Name of the step of undo that sets a parameter."""
        return self.tr("Set {name} of {layers}").format(name=name, layers=count_text(len(self._nodes), "layer"))

    def show_nodes(self, session: Session, nodes: Sequence[NodeId]) -> None:
        """Show what some layers of the graph that is shown have in common, silently."""
        chosen, graph = tuple(nodes), session.graph_id
        afresh = graph != self._graph or set(chosen) != set(self._nodes)
        self._nodes, self._graph = chosen, graph
        self._scope.follow(session, None)
        self._arguments_scope.follow(session, None)
        found = [session.graph.nodes[key] for key in chosen]
        for param in self._params:
            self._show(param, found, afresh=afresh)
        for name, field in self._arguments.items():
            self._show_argument(name, field, found, session.document.modules, afresh=afresh)

    def _show(self, param: Param, nodes: Sequence[Node], *, afresh: bool) -> None:
        field, first = self._fields[param.name], nodes[0]
        value = _value(first, param)
        same = all(_value(node, param) == value for node in nodes[1:])
        literal = getattr(first.op, param.name)
        if isinstance(field, TextField):
            if same:
                field.editor.setPlaceholderText("")
                field.show_value(param.format(literal, first.formulas), afresh=afresh)
            else:
                field.show_several(afresh=afresh)
        elif not same:
            field.show_several()
        elif isinstance(field, SwitchField):
            field.show_value(bool(literal))
        else:
            field.show_value(str(literal))

    @staticmethod
    def _show_argument(
        name: str, field: TextField, nodes: Sequence[Node], modules: Mapping[ModuleId, Module], *, afresh: bool
    ) -> None:
        """Show what all blocks hand over, or what holds where none of them says anything."""
        calls = [node.op for node in nodes if isinstance(node.op, ModuleCall)]
        given = {(type(value), value) for value in (dict(call.arguments).get(name) for call in calls)}
        defaults = {modules[key].parameters[name].value for key in {call.module for call in calls}}
        ((_, value),) = given if len(given) == 1 else ((None, None),)
        if len(given) > 1 or (value is None and len(defaults) > 1):
            field.show_several(afresh=afresh)
            return
        field.editor.setPlaceholderText(str(*defaults) if len(defaults) == 1 else "")
        field.show_value("" if value is None else str(value), afresh=afresh)
