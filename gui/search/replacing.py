"""Replacing layers by another type: the types there are, and what would come out of each in the place of the first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication

from core.analysis.connecting import Judgement, Verdict
from core.analysis.fitting import Fitting
from core.document.document import Document
from core.document.graph import Graph, NodeId
from core.document.replacing import replace_op, replace_op_of_all
from core.library.presets import preset, presets
from core.ops.every import OPERATORS
from core.search import match
from core.text import ShapeOrder, count_text
from gui.palette_entries import PaletteEntry, entry_of_preset
from gui.search.rows import Row
from gui.search.wiring import Trial, outcome, tried
from gui.session import Session

__all__ = ["ReplaceType", "replacing"]

_FREE = Judgement(Verdict.FITS)


class ReplaceType:
    """Every type of layer, those that fit where the first of some layers stands before those that do not."""

    name = "replace_type"

    def __init__(self, session: Session, nodes: Sequence[NodeId], order: ShapeOrder) -> None:
        """Look for what could replace some layers.

        Args:
            session: whose sketch.
            nodes: the layers, of which the first one is judged.
            order: how shapes are written.
        """
        self._session = session
        self._nodes = tuple(nodes)
        self._order = order
        graph = session.graph
        first = graph.nodes[self._nodes[0]]
        self._source = next((ref for ref in first.inputs if ref is not None), None)
        alike = {type(graph.nodes[node].op) for node in self._nodes}
        alone = Document(main=Graph({first.id: first}))
        self._entries = [
            (replace_op(alone, first.id, kind.op).main.nodes[first.id], entry_of_preset(kind))
            for kind in presets()
            if kind.key in OPERATORS and not (kind.op.is_input or kind.op.is_output)
            if len(alike) > 1 or type(kind.op) not in alike
        ]
        self._made = {entry.key: node for node, entry in self._entries}
        fitting = Fitting(session.graph_analysis, self._source) if self._source is not None else None
        self._judged = {key: fitting.judge(n.op, n.formulas) if fitting else _FREE for key, n in self._made.items()}

    @property
    def title(self) -> str:
        return _tr("Replace by another type")

    @property
    def placeholder(self) -> str:
        return _tr("Replace by…")

    @property
    def about(self) -> str:
        name = self._session.graph.nodes[self._nodes[0]].name
        what = f"“{name}”" if len(self._nodes) == 1 else count_text(len(self._nodes), _tr("layer"), _tr("layers"))
        return _tr("{what}: wires, and what the new type knows, are kept").format(what=what)

    @property
    def verb(self) -> str:
        return _tr("replaces")

    def nothing(self, text: str) -> str:
        return _tr("No type that could stand here is called “{text}”.").format(text=text)

    def rows(self, text: str) -> Sequence[Row]:
        found: list[tuple[tuple[bool, int], Row]] = []
        for _, entry in self._entries:
            hit = match(text, entry.label, *entry.keywords[:1], *entry.keywords[2:])
            judgement = self._judged[entry.key]
            if hit is not None and judgement.verdict is not Verdict.REFUSED:
                warned = judgement.verdict is Verdict.WARNED
                found.append(((warned, -hit.score), self._row(entry, hit.positions)))
        found.sort(key=lambda pair: pair[0])
        return [row for _, row in found]

    def _row(self, entry: PaletteEntry, marks: tuple[int, ...]) -> Row:
        judgement = self._judged[entry.key]
        if judgement.verdict is Verdict.WARNED:
            reason = str(judgement.reason)
            tip = f"{entry.tip}\n{reason}"
            return Row(entry.key, entry.label, reason, category=entry.category, marks=marks, tone="warned", tip=tip)
        made = self._made[entry.key]
        result = tried(self._session.graph_analysis, self._source, Trial(made.op, made.formulas))
        shown = outcome(result, self._order)
        detail = "" if made.formulas else made.op.summary()
        return Row(entry.key, entry.label, detail, shown, entry.category, marks=marks, tone="fits", tip=entry.tip)


def replacing(session: Session, nodes: Sequence[NodeId], key: str) -> tuple[str, Callable[[Document], Document]]:
    """The step of undo that gives layers the type of this key, and its name."""
    found = preset(key)
    if found is None:
        raise KeyError(key)
    graph = session.graph_id
    plain = {entry.name for entry in presets()}

    def edit(document: Document) -> Document:
        return replace_op_of_all(document, nodes, found.op, name=found.name, plain_names=plain, graph=graph)

    return _tr("Replace by {type}").format(type=found.label), edit


def _tr(text: str) -> str:
    return QCoreApplication.translate("ReplaceType", text)
