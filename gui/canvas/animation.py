"""Things that glide to where the document has them already, so that the eye can follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QAbstractAnimation, QEasingCurve, QObject, QVariantAnimation
from PySide6.QtWidgets import QWidget

from core.document.graph import Annotation, AnnotationId, Graph, NodeId, Point

__all__ = ["MOST", "Glide", "between", "moved_between"]

MOST: Final = 2000
"""With more things on the way than these, all are there at once."""
_MILLISECONDS: Final = 220


class Glide(QObject):
    """Counts from 0 to 1 in a moment, slowly in the end; does nothing where the desktop asks for no animations."""

    def __init__(self, parent: QWidget, show: Callable[[float], None]) -> None:
        """Prepare; ``show`` shows things so far on their way, at last with 1."""
        super().__init__(parent)
        self._widget, self._show = parent, show
        self._animation = QVariantAnimation(self)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setDuration(_MILLISECONDS)
        self._animation.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self._animation.valueChanged.connect(self._step)

    @property
    def able(self) -> bool:
        """Whether the desktop wants animations."""
        from PySide6.QtWidgets import QStyle  # here: PySide takes long to make its enumerations

        hint = QStyle.StyleHint.SH_Widget_Animation_Duration
        return self._widget.style().styleHint(hint, None, self._widget) > 0

    @property
    def running(self) -> bool:
        """Whether something is on its way."""
        return self._animation.state() is not QAbstractAnimation.State.Stopped

    def start(self) -> None:
        """Set out."""
        self._animation.stop()
        self._animation.start()

    def stop(self) -> None:
        """End it; nothing more is shown."""
        self._animation.stop()

    def _step(self, value: object) -> None:
        if isinstance(value, float) and self.running:
            self._show(value)


def moved_between(before: Graph, after: Graph) -> int:
    """How many things stand elsewhere in another state of a graph."""
    nodes = sum(before.layout.get(key, at) != at for key, at in after.layout.items())
    known = before.annotations
    return nodes + sum(known.get(key, item) != item for key, item in after.annotations.items())


def between(before: Graph, after: Graph, share: float) -> Graph:
    """The later state of a graph with everything so far on its way from where it stood in the earlier one."""
    return replace(
        after,
        layout=_layout_between(before.layout, after.layout, share),
        annotations=_annotations_between(before.annotations, after.annotations, share),
    )


def _layout_between(before: Mapping[NodeId, Point], after: Mapping[NodeId, Point], share: float) -> dict[NodeId, Point]:
    found = dict(after)
    for key, (x, y) in after.items():
        old = before.get(key)
        if old is not None and old != (x, y):
            found[key] = Point(old.x + (x - old.x) * share, old.y + (y - old.y) * share)
    return found


def _annotations_between(
    before: Mapping[AnnotationId, Annotation], after: Mapping[AnnotationId, Annotation], share: float
) -> Mapping[AnnotationId, Annotation]:
    if before is after:
        return after
    found = dict(after)
    for key, item in after.items():
        old = before.get(key)
        if old is not None and old is not item:
            sides = {
                side: getattr(old, side) + (getattr(item, side) - getattr(old, side)) * share
                for side in ("x", "y", "width", "height")
            }
            found[key] = replace(item, **sides)
    return found
