"""Letting layers go over a wire, which is then led through them: which wire, and what would become of it.

Judged by inference itself: the sketch is evaluated as if they had been let go. What is wrong then and was not before
is the reason to warn.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from core.analysis.connecting import Judgement, Verdict
from core.analysis.infer import State, infer
from core.analysis.inside import graph_at
from core.document.document import Document
from core.document.graph import Edge
from core.errors import EditError
from core.text import Message
from gui.canvas import overlays
from gui.canvas.bubble import bubble_area, paint_bubble
from gui.canvas.gestures import Surface
from gui.canvas.words import tr
from gui.drawing.geometry import Rect, Scene
from gui.session import Session

__all__ = ["Insertion", "judge_edit"]

_POINTER_PIXELS: Final = 10
"""How near to a wire the pointer must be."""
_MIDDLE: Final = 0.2
"""How near to a wire the middle of a box must be, in heights of the box: near enough to cover the wire clearly."""

_SMALL: Final = 2000
"""Up to so many nodes a trial takes less than a frame."""
_LINGERING: Final = 3
"""In a larger sketch, moves over the same wire after which it is judged."""

Trial = Callable[[Document, Edge], Document]


def judge_edit(session: Session, edit: Callable[[Document], Document]) -> Judgement:
    """What an edit would do: refused with its reason, or made with a warning of the first new fault, or simply fit."""
    try:
        document = edit(session.document)
    except EditError as error:
        return Judgement(Verdict.REFUSED, Message("{reason}", reason=str(error)))
    before, after = session.graph_analysis, graph_at(infer(document, session.analysis), session.path)
    changed, _ = after.changed_since(before)
    for key in sorted((key for key in changed if key in after.issues), key=after.positions.__getitem__):
        if after.results[key].state is State.OPEN:
            continue  # a wire that is still missing says nothing about those that are there
        # The same fault with other numbers in it was there before, too.
        said = {(issue.message.template, issue.port) for issue in before.issues.get(key, ())}
        for issue in after.issues[key]:
            if issue.severity != "hint" and (issue.message.template, issue.port) not in said:
                return Judgement(Verdict.WARNED, issue.message)
    return Judgement(Verdict.FITS)


class Insertion:
    """The wire that something which is being dragged would be inserted on."""

    def __init__(self, canvas: Surface, trial: Trial) -> None:
        """Prepare; over no wire yet.

        Args:
            canvas: where.
            trial: the edit that inserts it on a wire.
        """
        self._canvas, self._trial = canvas, trial
        self._judged: dict[Edge, Judgement] = {}
        self._found: Edge | None = None
        self._looks = 0

    @property
    def edge(self) -> Edge | None:
        """The wire it would be inserted on, if it may be."""
        found = self._found
        return None if found is None or self._judge(found).verdict is Verdict.REFUSED else found

    def _judge(self, edge: Edge) -> Judgement:
        found = self._judged.get(edge)
        if found is None:
            found = judge_edit(self._canvas.session, lambda document: self._trial(document, edge))
            self._judged[edge] = found
        return found

    @property
    def lit(self) -> frozenset[Edge]:
        """The wire it is over."""
        return frozenset(() if self._found is None else (self._found,))

    def look(self, pointer: QPointF, box: Rect) -> None:
        """The pointer is at a point of the canvas now, and what is dragged covers this."""
        scene, scale = self._canvas.scene, self._canvas.view.scale
        found = _wire_under(scene, pointer, box, _POINTER_PIXELS / scale)
        if found != self._found:
            self._canvas.touch_all()
            self._looks = 0
        self._found = found
        self._looks += 1
        if found is not None and found not in self._judged and self._lingers:
            self._judge(found)
            self._canvas.touch_all()

    @property
    def _lingers(self) -> bool:
        """Whether it is worth judging: in a large sketch, wires that the pointer only passes are not judged."""
        return self._looks >= _LINGERING or len(self._canvas.scene) <= _SMALL

    def leave(self) -> None:
        """It is over no wire any more."""
        if self._found is not None:
            self._canvas.touch_all()
        self._found = None

    # -- drawing ---------------------------------------------------------------------------------------------------

    @property
    def words(self) -> str:
        """What the bubble says."""
        if self._found is None:
            return ""
        judgement = self._judged.get(self._found)
        if judgement is None or judgement.verdict is Verdict.FITS:
            return tr("Release to insert")
        if judgement.verdict is Verdict.WARNED:
            return tr("Will not fit: {reason}").format(reason=judgement.reason)
        return str(judgement.reason)

    def _color(self, judgement: Judgement | None) -> QColor:
        theme = self._canvas.theme
        if judgement is None:
            return theme.accent
        return {Verdict.FITS: theme.ok, Verdict.WARNED: theme.warning, Verdict.REFUSED: theme.error}[judgement.verdict]

    def paint(self, painter: QPainter, at: QPointF) -> None:
        """Light the wire and say what a release would do, beside a point of the widget."""
        if self._found is None:
            return
        canvas = self._canvas
        color = self._color(self._judged.get(self._found))
        overlays.selected_wire(painter, canvas.scene, canvas.view, canvas.theme, self._found, color)
        paint_bubble(painter, self.extent(at), self.words, color, canvas.theme, canvas.font())

    def extent(self, at: QPointF) -> QRectF:
        """The part of the widget that the bubble covers; the wire is painted with everything."""
        canvas = self._canvas
        return bubble_area(self.words, at, QRectF(canvas.rect()), canvas.font())


def _wire_under(scene: Scene, pointer: QPointF, box: Rect, reach: float) -> Edge | None:
    """The wire under the pointer, else about the middle of what is dragged."""
    found = scene.edge_at(pointer.x(), pointer.y(), reach)
    if found is not None:
        return found
    middle_x, middle_y = box.x + box.width / 2, box.y + box.height / 2
    return scene.edge_at(middle_x, middle_y, _MIDDLE * box.height)
