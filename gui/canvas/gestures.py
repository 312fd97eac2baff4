"""What can be going on with the pointer: one class a gesture. This is the base of all, and the simplest.

A gesture holds everything that is transient (a shift, a rubber band, a ghost) and writes the document once, when it is
finished. Cancelled, it leaves no trace. Each of the others has a file of its own; ``starting`` chooses among them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Final, Protocol

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QPainter

from core.analysis.connecting import Verdict
from core.document.document import Document
from core.document.graph import AnnotationId, Edge, Graph, NodeId
from gui.canvas.requests import AddRequest
from gui.drawing.geometry import PortRef, Rect, Scene
from gui.drawing.painter import View
from gui.preferences import Preferences
from gui.session import Gesture as GestureId
from gui.session import Session
from gui.theme import Theme

__all__ = ["STARTS_AT", "Editing", "Gesture", "Modifiers", "Pan", "Surface"]

STARTS_AT: Final = 4
"""Pixels that the pointer must travel before a press becomes a drag."""

Modifiers = Qt.KeyboardModifier


class Editing(Protocol):
    """What a command may use of the canvas whose sketch it changes."""

    @property
    def session(self) -> Session:
        """Whose document is edited."""

    def attempt(self, text: str, edit: Callable[[Document], Document], gesture: GestureId | None = None) -> bool:
        """Make an edit; a refusal becomes a message. Returns whether the document changed."""

    def say(self, text: str) -> None:
        """Tell the person something."""

    def select_edge(self, edge: Edge | None, bend: int | None = None) -> None:
        """Select a wire instead of nodes, and one of its bends if that was meant; None selects no wire."""


class Surface(Editing, Protocol):
    """What a gesture may use of the canvas it happens on."""

    @property
    def scene(self) -> Scene:
        """Where everything lies."""

    @property
    def view(self) -> View:
        """How the canvas is mapped to the widget."""

    @property
    def theme(self) -> Theme:
        """Colours in force."""

    @property
    def preferences(self) -> Preferences:
        """What the person set."""

    @property
    def time(self) -> int:
        """When the last move of the pointer was, in milliseconds from some moment on."""

    def font(self) -> QFont:
        """Font of what is written over the sketch."""

    def rect(self) -> QRect:
        """The widget's own rectangle."""

    def mapToGlobal(self, at: QPointF) -> QPointF:
        """The point of the screen at which a point of the widget is."""

    def seen(self) -> Rect:
        """The part of the canvas in view."""

    def touch(self, area: Rect) -> None:
        """Have a part of the canvas painted anew."""

    def touch_all(self) -> None:
        """Have everything painted anew."""

    def glide_from(self, before: Graph, view: View | None = None, there: Collection[NodeId] = ()) -> None:
        """Show things on their way from where they were in an earlier state, but for some that are there."""

    def pan_by(self, dx: int, dy: int) -> None:
        """Shift the view by pixels."""

    def ask_to_add(self, request: AddRequest) -> None:
        """Have the person choose something that is to be added."""


class Gesture:
    """Something that begins with a press, goes on with moves, and is finished by a release or cancelled.

    Attributes:
        cursor: what the pointer looks like meanwhile.
        marks: ports to be lit.
        detached: wires that are not to be drawn where the document has them.
        selection: nodes to be shown as selected in place of the session's, or None.
        annotations: frames and notes likewise.
        lit_nodes: nodes to be lit gently.
        lit_edges: wires to be lit.
        by_mouse: whether a mouse button is held meanwhile.
        pans_at_edge: whether the view follows the pointer near the edge of the widget now.
        in_hand: whether it goes on without a button, until a click or Esc ends it.
        over: set when it has ended by itself.
        next: what goes on once it is finished, if anything.
    """

    def __init__(self, canvas: Surface) -> None:
        """Begin; nothing shows yet."""
        self.canvas = canvas
        self.cursor = Qt.CursorShape.ArrowCursor
        self.marks: Mapping[PortRef, Verdict] = {}
        self.detached: frozenset[Edge] = frozenset()
        self.selection: frozenset[NodeId] | None = None
        self.annotations: frozenset[AnnotationId] | None = None
        self.lit_nodes: frozenset[NodeId] = frozenset()
        self.lit_edges: frozenset[Edge] = frozenset()
        self.by_mouse = True
        self.pans_at_edge = False
        self.in_hand = False
        self.over = False
        self.next: Gesture | None = None

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        """The pointer is at a point of the widget now."""

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        """The button was released here: do it."""

    def cancel(self) -> None:
        """Take back everything that shows."""

    def key(self, key: int, modifiers: Modifiers) -> bool:
        """A key was pressed. Returns whether the gesture took it."""
        return False

    def follow(self) -> bool:
        """The document or the view is another one. Returns whether the gesture still makes sense."""
        return True

    def paint(self, painter: QPainter) -> None:
        """Draw what belongs to the gesture over the sketch, in pixels of the widget."""

    def extent(self) -> QRectF:
        """The part of the widget that ``paint`` draws in now."""
        return QRectF()


class Pan(Gesture):
    """Shifting the view by the middle button, or the left one with the space bar."""

    def __init__(self, canvas: Surface, at: QPointF) -> None:
        """Take hold of the canvas."""
        super().__init__(canvas)
        self.cursor = Qt.CursorShape.ClosedHandCursor
        self._at = at.toPoint()

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        now = at.toPoint()
        delta = now - self._at
        self._at = now
        self.canvas.pan_by(delta.x(), delta.y())
