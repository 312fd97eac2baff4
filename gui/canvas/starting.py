"""Which gesture a press starts: the one place that knows the chords of the mouse."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, Qt

from gui.canvas.bands import Lasso, RubberBand
from gui.canvas.cutting import CutStroke
from gui.canvas.gestures import Gesture, Modifiers, Pan, Surface
from gui.canvas.hits import Hit
from gui.canvas.moving import MoveSelected
from gui.canvas.resizing import ResizeAnnotation, resize_cursor
from gui.canvas.wire_ends import from_port, from_wire

__all__ = ["gesture_for"]

_TOGGLING: Final = Modifiers.ShiftModifier | Modifiers.ControlModifier


def gesture_for(canvas: Surface, at: QPointF, hit: Hit, button: Qt.MouseButton, modifiers: Modifiers) -> Gesture | None:
    """The gesture that a press begins, or None where it begins nothing.

    Args:
        canvas: where.
        at: point of the widget.
        hit: what lies there.
        button: which was pressed.
        modifiers: keys held meanwhile.
    """
    if button == Qt.MouseButton.MiddleButton:
        return Pan(canvas, at)
    if _cuts(button, modifiers):
        return CutStroke(canvas, at)
    if button != Qt.MouseButton.LeftButton:
        return None
    toggle = bool(modifiers & _TOGGLING)
    if hit.port is not None:
        return from_port(canvas, at, hit.port, modifiers)
    if hit.node is not None:
        return MoveSelected(canvas, at, hit.node, toggle=toggle)
    if hit.annotation is not None and hit.part is not None:
        if resize_cursor(hit.part) is not None:
            return ResizeAnnotation(canvas, at, hit.annotation, hit.part, toggle=toggle)
        return MoveSelected(canvas, at, hit.annotation, toggle=toggle)
    wire = from_wire(canvas, at, hit.edge)
    if wire is not None:
        return wire
    if modifiers & Modifiers.AltModifier:
        return Lasso(canvas, at, adding=bool(modifiers & Modifiers.ShiftModifier))
    return RubberBand(canvas, at, hit.edge, adding=bool(modifiers & Modifiers.ShiftModifier))


def _cuts(button: Qt.MouseButton, modifiers: Modifiers) -> bool:
    """Whether a press begins a stroke that cuts wires, wherever it is."""
    if button == Qt.MouseButton.RightButton:
        return bool(modifiers & Modifiers.ControlModifier)
    both = Modifiers.ControlModifier | Modifiers.AltModifier
    return button == Qt.MouseButton.LeftButton and modifiers & both == both
