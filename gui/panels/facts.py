"""What is known of the selection, as rows of exact values that can be copied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from core.analysis.infer import GraphAnalysis, NodeResult, State
from core.document.graph import NodeId
from core.language.operator import Cost
from core.text import ShapeOrder, count_text, integer_text, shape_text, short_text
from gui.entry.labels import quiet
from gui.panels.findings import missing_layers
from gui.panels.values import ValueLabel

__all__ = ["Fact", "FactList", "facts_of_all", "facts_of_block", "facts_of_layer", "facts_of_several", "state_text"]


class Fact(NamedTuple):
    """One row: what it is, its exact value, its short form, and what is counted."""

    label: str
    value: str
    short: str = ""
    tip: str = ""


class FactList(QWidget):
    """Rows of facts, reused from one selection to the next."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Start without rows."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        self._rows: list[tuple[QWidget, ValueLabel]] = []
        self._facts: tuple[Fact, ...] = ()

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What is shown."""
        return self._facts

    def show_facts(self, facts: Iterable[Fact]) -> None:
        """Show these rows and no others."""
        self._facts = tuple(facts)
        for number, fact in enumerate(self._facts):
            if number == len(self._rows):
                self._add_row(number)
            label, value = self._rows[number]
            label.setText(fact.label)  # type: ignore[attr-defined]
            label.setToolTip(fact.tip)
            value.set_value(fact.value, fact.short, fact.tip)
            value.setAccessibleName(fact.label)
        for number, row in enumerate(self._rows):
            for widget in row:
                widget.setVisible(number < len(self._facts))

    def _add_row(self, number: int) -> None:
        label = quiet("", f"{self.objectName()}.{number}.label", self)
        label.setWordWrap(False)
        value = ValueLabel(f"{self.objectName()}.{number}", self)
        self._grid.addWidget(label, number, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, number, 1)
        self._rows.append((label, value))


def _tr(text: str) -> str:
    return QCoreApplication.translate("facts", text)


def state_text(state: State) -> str:
    """How a layer fares, in a word or two."""
    return {
        State.OK: _tr("counted"),
        State.WRONG: _tr("wrong"),
        State.OPEN: _tr("not connected"),
        State.WAITING: _tr("waits"),
    }[state]


def cost_facts(cost: Cost) -> list[Fact]:
    """The quantities of a cost, each with what it counts."""
    return [
        Fact(label, integer_text(value), short_text(value), tip)
        for label, value, tip in (
            (
                _tr("MACs"),
                cost.macs,
                _tr("Multiply-accumulates of weights against data, per example. Bias not counted."),
            ),
            (_tr("Params"), cost.params, _tr("Learnable numbers: weights and biases.")),
            (_tr("Buffers"), cost.buffers, _tr("Kept but not learned: running mean and variance.")),
            (_tr("Activations"), cost.activations, _tr("Elements of the output, per example.")),
            (
                _tr("Element-wise ops"),
                cost.elementwise_ops,
                _tr("Operations that are no MACs: biases, activations, pooling, additions. Never added to MACs."),
            ),
        )
    ]


def _input_facts(main: GraphAnalysis, result: NodeResult, order: ShapeOrder, labels: Sequence[str]) -> list[Fact]:
    facts: list[Fact] = []
    for label, ref, shape in zip(labels, result.node.inputs, result.inputs, strict=True):
        if ref is None:
            facts.append(Fact(label, _tr("not connected")))
            continue
        source = main.graph.nodes[ref.node].name
        facts.append(Fact(label, shape_text(shape, order), tip=_tr("from “{source}”").format(source=source)))
    return facts


def facts_of_layer(main: GraphAnalysis, result: NodeResult, order: ShapeOrder) -> list[Fact]:
    """Shapes and costs of one layer; costs only where they are known."""
    several = len(result.inputs) > 1 or result.op.variadic
    labels = [
        _tr("Input {number}").format(number=number) if several else _tr("Input")
        for number in range(1, len(result.inputs) + 1)
    ]
    facts = _input_facts(main, result, order, labels)
    facts += _output_facts(result, order)
    if result.state is not State.OK:
        return [*facts, Fact(_tr("State"), state_text(result.state))]
    return facts + (cost_facts(result.cost) if result.counted else [])


def _output_facts(result: NodeResult, order: ShapeOrder) -> list[Fact]:
    names = result.op.outputs
    if len(names) < 2:
        return [Fact(_tr("Output"), shape_text(result.output, order), tip=_order_tip(order))]
    shapes = result.outputs or (None,) * len(names)
    return [
        Fact(_tr("Output {name}").format(name=name), shape_text(shape, order), tip=_order_tip(order))
        for name, shape in zip(names, shapes, strict=False)
    ]


def facts_of_block(main: GraphAnalysis, result: NodeResult, order: ShapeOrder) -> list[Fact]:
    """Ports, copies and costs of a block: of one copy where all are equal, and of all together."""
    names = result.op.inputs
    labels = [
        _tr("Input {name}").format(name=names[place] if place < len(names) else place + 1)
        if len(result.inputs) > 1
        else _tr("Input")
        for place in range(len(result.inputs))  # one whose definition is missing has inputs, but no names for them
    ]
    facts = _input_facts(main, result, order, labels) + _output_facts(result, order)
    runs = result.copies
    copies = sum(run.times for run in runs)
    if not runs and result.state is not State.OK:
        return [*facts, Fact(_tr("State"), state_text(result.state))]
    if len(runs) == 1:
        each = count_text(runs[0].analysis.layers, _tr("layer"), _tr("layers"))
        facts.append(Fact(_tr("Inside"), each if copies == 1 else f"{integer_text(copies)} × {each}"))
    else:
        facts.append(Fact(_tr("Inside"), count_text(result.layers, _tr("layer"), _tr("layers"))))
    if copies != 1:
        kinds = _tr(", all different") if len(runs) == copies else _tr(", of {kinds} kinds")
        text = integer_text(copies) + (kinds.format(kinds=integer_text(len(runs))) if len(runs) > 1 else "")
        facts.append(Fact(_tr("Copies"), text))
    if result.shared_with is not None:
        owner = main.graph.nodes.get(result.shared_with)
        name = owner.name if owner is not None else result.shared_with
        facts.append(Fact(_tr("Weights"), _tr("those of “{name}”").format(name=name)))
    if result.state is not State.OK:
        return [*facts, Fact(_tr("State"), state_text(result.state))]
    if len(runs) == 1 and copies > 1:
        cost = runs[0].analysis.cost
        facts += [
            Fact(_tr("MACs of a copy"), integer_text(cost.macs), short_text(cost.macs)),
            Fact(_tr("Params of a copy"), integer_text(cost.params), short_text(cost.params)),
        ]
    return facts + cost_facts(result.cost)


def facts_of_several(main: GraphAnalysis, nodes: Sequence[NodeId]) -> list[Fact]:
    """The sum of what several layers cost."""
    results = [main.results[node] for node in nodes]
    # Equal layers share one cost: of ten thousand there are few different ones, told apart without comparing them.
    costs = {id(found.cost): found.cost for found in results}
    copies = Counter(id(found.cost) for found in results)
    total = sum((cost * copies[key] for key, cost in costs.items()), Cost())
    return _facts_together(total, missing_layers(results) if main.unknown else 0)


def facts_of_all(main: GraphAnalysis) -> list[Fact]:
    """The sum of what all layers of a graph cost: known already."""
    return _facts_together(main.cost, missing_layers(main.results.values()) if main.unknown else 0)


def _facts_together(total: Cost, unknown: int) -> list[Fact]:
    facts = cost_facts(total)
    if unknown:
        facts.append(Fact(_tr("Not counted"), count_text(unknown, _tr("layer"), _tr("layers"))))
    return facts


def _order_tip(order: ShapeOrder) -> str:
    return _tr("height × width × channels") if order == "HWC" else _tr("channels × height × width")
