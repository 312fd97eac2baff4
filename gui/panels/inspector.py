"""The inspector: what is selected, as a form to edit and as facts to read."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.analysis.infer import GraphAnalysis, NodeResult, State
from core.analysis.issue import Issue
from core.document import module_edits
from core.document.document import MAIN
from core.document.graph import NodeId
from core.document.modules import Module, ModuleCall, ModuleId, Variable
from core.document.styles import set_bypassed
from core.language.operator import Category, Operator
from core.language.params import Param
from core.text import count_text
from gui.entry.editing import Edit, Editing
from gui.entry.labels import quiet
from gui.entry.simple_fields import SwitchField
from gui.panels.call_form import CallForm, calls_of, used_text
from gui.panels.facts import FactList, facts_of_all, facts_of_block, facts_of_layer, facts_of_several
from gui.panels.findings import found_issues_of
from gui.panels.follower import Follower
from gui.panels.forms import DefinitionForm, DocumentForm, LayerForm
from gui.panels.issue_text import IssueText
from gui.panels.several_form import SeveralForm, common_arguments, common_params, kind_of
from gui.panels.values import Chip, EmptyState, ValueLabel, heading, rule, scrolled_column
from gui.preferences import Preferences
from gui.session import Session

__all__ = ["InspectorPanel"]


class InspectorPanel(Follower):
    """Shows one layer with its form, several with what they have in common, or else the document.

    Forms are made once for each type of layer and kept, so that a field that has the focus is never destroyed.
    """

    follows_selection = True

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        """An inspector of nothing yet."""
        super().__init__(preferences, parent)
        self.setObjectName("panel.inspector")
        self.setMinimumWidth(240)
        self._editing = Editing(self)
        self._forms: dict[type[Operator] | ModuleId, LayerForm] = {}
        self._several: dict[tuple[object, ...], SeveralForm] = {}
        self._meta_of: Session | None = None
        self._sheet = ""

        self._chip = Chip("inspector.chip")
        self._title = heading("", "inspector.title")
        self._title.setWordWrap(True)
        self._family = quiet("", "inspector.family")
        self._family.setWordWrap(False)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self._chip)
        head.addWidget(self._title, 1)
        head.addWidget(self._family)

        self._doc = ValueLabel("inspector.doc")
        self._doc.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._doc.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self._forms_place = QVBoxLayout()
        self._forms_place.setSpacing(0)
        self._document_form = DocumentForm(self._editing)
        self._forms_place.addWidget(self._document_form)
        self._definition_form = DefinitionForm(self._editing)
        self._forms_place.addWidget(self._definition_form)
        self._facts_heading = heading("", "inspector.facts.heading")
        self._bypass = SwitchField(
            "inspector.bypass", self._editing, self._bypass_selected, text=self.tr("Bypass"), parent=self
        )
        self._bypass.setToolTip(self.tr("Hand the input on unchanged: a layer costs nothing while it is bypassed."))
        facts_head = QHBoxLayout()
        facts_head.addWidget(self._facts_heading, 1)
        facts_head.addWidget(self._bypass)
        self._facts = FactList("inspector.facts")
        self._issues_heading = heading(self.tr("Issues"), "inspector.issues.heading")
        self._issues = IssueText("inspector.issues")
        self._advice = quiet("", "inspector.advice")

        self._scroll, column = scrolled_column("inspector", self)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self._doc)
        column.addLayout(self._forms_place)
        column.addWidget(self._issues_heading)
        column.addWidget(self._issues)
        column.addWidget(rule("inspector.rule"))
        column.addLayout(facts_head)
        column.addWidget(self._facts)
        column.addWidget(self._advice)
        column.addStretch(1)
        self._empty = EmptyState("inspector.empty", self)
        self._empty.setText(self.tr("No sketch is open.\n\nOpen one, or start a new one with Ctrl+N."))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)
        outer.addWidget(self._empty)

    @property
    def form(self) -> LayerForm | None:
        """The form of the selected layer, while exactly one is selected."""
        return next((form for form in self._forms.values() if not form.isHidden()), None)

    @property
    def several_form(self) -> SeveralForm | None:
        """The form of what the selected layers have in common, while several are selected."""
        return next((form for form in self._several.values() if not form.isHidden()), None)

    @property
    def document_form(self) -> DocumentForm:
        """The form of the document, visible while nothing is selected."""
        return self._document_form

    @property
    def definition_form(self) -> DefinitionForm:
        """The form of the block that is shown from inside, visible while nothing is selected there."""
        return self._definition_form

    @property
    def bypass_field(self) -> SwitchField:
        """Whether the selected layers are bypassed; visible while any of them can be."""
        return self._bypass

    @property
    def facts(self) -> FactList:
        """The rows below the form."""
        return self._facts

    def focus_first_field(self) -> None:
        """Put the cursor where typing changes the selected layer's main number, or else its name."""
        form = self.form or self.several_form
        if form is not None:
            form.focus_first_field()

    def focus_name(self) -> None:
        """Put the cursor where the selected layer or block is renamed."""
        form = self.form
        if form is not None:
            form.name_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            form.name_field.editor.selectAll()

    def session_switched(self) -> None:
        self._editing.set_session(self.session)
        for key, form in list(self._forms.items()):
            if isinstance(key, str):  # of a definition of the other document
                del self._forms[key]
                self._hide_form(form)
                form.deleteLater()
            else:
                form.forget()
        for several in self._several.values():
            several.forget()

    def refresh(self) -> None:
        """Show the selection as it is now."""
        session = self.session
        self._style()
        self._scroll.setVisible(session is not None)
        self._empty.setVisible(session is None)
        if session is None:
            return
        self._show_bypass(session)
        shown = session.graph_analysis
        selected = sorted(session.selection & shown.results.keys(), key=shown.positions.__getitem__)
        if len(selected) == 1:
            self._show_layer(session, selected[0])
        elif selected:
            self._show_several(session, selected)
        else:
            self._show_document(session)

    def _show_layer(self, session: Session, key: NodeId) -> None:
        shown = session.graph_analysis
        result = shown.results[key]
        op = result.op
        self._chip.set_color(self.theme.category[op.category])
        known = op.category is not Category.UNKNOWN
        self._head(op.label if known else op.type_name(), op.category.value)
        self._say(self._doc, self._words_about(session, result))
        form = self._form_of(session, result)
        form.show_node(session, result)
        self._show_form(form)
        self._show_issues(found_issues_of(shown, key))
        self._facts_heading.setText(self.tr("Shapes and costs"))
        facts = facts_of_block if op.stands_for_others else facts_of_layer
        self._facts.show_facts(facts(shown, result, self.preferences.shape_order))
        self._say(self._advice, self._waiting(shown, result))

    def _words_about(self, session: Session, result: NodeResult) -> str:
        """What a layer is, in a sentence."""
        op = result.op
        if op.category is Category.UNKNOWN:
            return ""
        if isinstance(op, ModuleCall):
            module = session.document.modules.get(op.module)
            return module.note if module is not None else ""
        if session.graph_id != MAIN and op.is_input:
            return self.tr("A port of this block. Its shape is what arrives at the block.")
        if session.graph_id != MAIN and op.is_output:
            return self.tr("A port of this block. What it reads leaves the block.")
        return op.doc_line()

    def _waiting(self, shown: GraphAnalysis, result: NodeResult) -> str:
        """Whom a waiting layer waits for."""
        if result.state is not State.WAITING:
            return ""
        names = [
            shown.graph.nodes[ref.node].name
            for ref, shape in zip(result.node.inputs, result.inputs, strict=True)
            if ref is not None and shape is None
        ]
        if not names and result.op.is_input:
            return self.tr("Nothing arrives at this port of the block yet.")
        return self.tr("Nothing is wrong here. It waits for {names}, whose output is not known yet.").format(
            names=", ".join(f"“{name}”" for name in dict.fromkeys(names))
        )

    def _show_several(self, session: Session, selected: list[NodeId]) -> None:
        shown = session.graph_analysis
        self._chip.set_color(self.theme.muted)
        self._head(self.tr("{layers} selected").format(layers=count_text(len(selected), "layer")), "")
        nodes = [shown.graph.nodes[key] for key in selected]
        params = common_params(nodes, session.graph_id)
        arguments = common_arguments(nodes, session.document.modules)
        self._say(
            self._doc,
            self.tr("A value set here is set for all.")
            if params or arguments
            else self.tr("These layers have no parameter in common."),
        )
        form = self._form_of_several(params, arguments)
        form.show_nodes(session, selected)
        self._show_form(form)
        self._show_issues([])
        self._facts_heading.setText(self.tr("Together"))
        self._facts.show_facts(facts_of_several(shown, selected))
        self._say(self._advice, "")

    def _show_document(self, session: Session) -> None:
        module = session.document.modules.get(session.graph_id)
        if module is None:
            self._chip.set_color(self.theme.accent)
            self._head(self.tr("Sketch"), "")
            self._say(self._doc, "")
            self._document_form.show_meta(session.document.meta, afresh=self._meta_of is not session)
            self._meta_of = session
            self._show_form(self._document_form)
        else:
            self._chip.set_color(self.theme.category[Category.MODULE])
            self._head(module.name, self.tr("Inside a block"))
            self._say(self._doc, module.note)
            self._definition_form.show_module(module, used_text(calls_of(session.document, module.id)))
            self._show_form(self._definition_form)
        self._show_issues([])
        shown = session.graph_analysis
        self._facts_heading.setText(
            self.tr("All layers together") if session.graph_id == MAIN else self.tr("One copy of this block")
        )
        self._facts.show_facts(facts_of_all(shown))
        self._say(
            self._advice,
            self.tr("Select a layer to see and edit its parameters.")
            if shown.order
            else self.tr("Drag a layer from the palette onto the canvas to begin."),
        )

    def _show_bypass(self, session: Session) -> None:
        nodes = (session.graph.nodes[key] for key in session.selection)
        states = [node.bypassed for node in nodes if node.bypassable]
        self._bypass.setVisible(bool(states))
        if len(set(states)) > 1:
            self._bypass.show_several()
        else:
            self._bypass.show_value(any(states))

    def _bypass_selected(self, on: bool) -> Edit:
        session = self.session
        nodes, graph = (session.selection, session.graph_id) if session is not None else (frozenset(), MAIN)
        text = self.tr("Bypass {layers}") if on else self.tr("Stop bypassing {layers}")
        return (
            text.format(layers=count_text(len(nodes), "layer")),
            lambda document: set_bypassed(document, nodes, on, graph=graph),
        )

    # -- parts -----------------------------------------------------------------------------------------------------

    def _head(self, title: str, family: str) -> None:
        self._title.setText(title)
        self._family.setText(family)

    @staticmethod
    def _say(label: QLabel, text: str) -> None:
        if isinstance(label, ValueLabel):
            label.set_value(text)
        else:
            label.setText(text)
        label.setVisible(bool(text))

    def _show_issues(self, issues: list[Issue]) -> None:
        self._issues_heading.setVisible(bool(issues))
        self._issues.show_issues(issues, self.theme)

    def _form_of(self, session: Session, result: NodeResult) -> LayerForm:
        op = result.op
        module = session.document.modules.get(op.module) if isinstance(op, ModuleCall) else None
        if module is not None:
            return self._form_of_block(module)
        form = self._forms.get(type(op))
        return form if form is not None else self._added(type(op), LayerForm(type(op), self._editing))

    def _form_of_several(self, params: tuple[Param, ...], arguments: Mapping[str, Variable]) -> SeveralForm:
        """The form of these parameters; made once for each set of them."""
        key = (*map(kind_of, params), *((name, found.note) for name, found in arguments.items()))
        if key not in self._several:
            made = self._several[key] = SeveralForm(params, self._editing, arguments)
            self._forms_place.addWidget(made)
            made.hide()
        return self._several[key]

    def _form_of_block(self, module: Module) -> LayerForm:
        """The form of a definition's calls; another one once its parameters have other names."""
        form = self._forms.get(module.id)
        if isinstance(form, CallForm):
            if form.parameters == tuple(module.parameters):
                return form
            del self._forms[module.id]
            self._forms_place.removeWidget(form)
            self._hide_form(form)
            form.deleteLater()
        made = CallForm(module, self._editing)
        made.open_requested.connect(self._open)
        made.unique_requested.connect(self._make_unique)
        return self._added(module.id, made)

    def _added(self, key: type[Operator] | ModuleId, form: LayerForm) -> LayerForm:
        self._forms[key] = form
        self._forms_place.addWidget(form)
        form.hide()
        return form

    def _open(self) -> None:
        if self.session is not None and len(self.session.selection) == 1:
            self.session.enter(next(iter(self.session.selection)))

    def _make_unique(self) -> None:
        session = self.session
        if session is None or len(session.selection) != 1:
            return
        (node,), graph, module = session.selection, session.graph_id, session.new_id()
        session.apply(
            self.tr("Make unique"), lambda document: module_edits.make_unique(document, node, module, graph=graph)
        )

    def _show_form(self, wanted: QWidget | None) -> None:
        for form in (self._document_form, self._definition_form, *self._forms.values(), *self._several.values()):
            if form is not wanted:
                self._hide_form(form)
        if wanted is not None:
            wanted.show()

    @staticmethod
    def _hide_form(form: QWidget) -> None:
        """Hide a form. Qt would hand its focus on to the next field, and what is typed would land there."""
        inside = form.focusWidget()
        if inside is not None and inside.hasFocus():
            inside.clearFocus()
        form.hide()

    def _style(self) -> None:
        theme = self.theme
        sheet = "".join(
            f'QLineEdit[issue="{severity}"] {{ border: 1px solid {color.name()}; }}'
            for severity, color in (("error", theme.error), ("warning", theme.warning), ("hint", theme.hint))
        )
        if sheet != self._sheet:
            self._sheet = sheet
            self._scroll.setStyleSheet(sheet)
