"""The canvas as a tree for assistive technology: one child for each layer, frame and note that is shown.

Nothing is made until it is asked for: Qt asks for the interface of a canvas when a screen reader runs, and the canvas
makes that of a layer when the reader comes to it. Each child stands on a small ``QObject`` of its own, since Qt frees
an interface together with its object, and never frees one that has none. The Python half of what it frees stays
behind: no interface holds on to a canvas, or a sketch that was closed would stay in memory.
"""

from __future__ import annotations

import weakref
from typing import Final, Protocol, cast

from PySide6.QtCore import QObject, QPoint, QPointF, QRect
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface, QAccessibleObject, QWindow
from PySide6.QtWidgets import QAccessibleWidget, QWidget
from shiboken6 import isValid

from core.analysis.hints import hints_in
from core.analysis.infer import GraphAnalysis
from core.analysis.issue import Issue
from core.document.graph import AnnotationId, NodeId
from gui.canvas.gestures import Surface
from gui.canvas.hits import Hit
from gui.canvas.spoken import annotation_name, layer_description, layer_name, parameters_text
from gui.canvas.viewing import to_screen_rect
from gui.drawing.rect import Rect
from gui.session import Change

__all__ = ["Heard", "Spoken", "speak_of"]

_Text = QAccessible.Text
_ROLES: Final = {"frame": QAccessible.Role.Grouping, "note": QAccessible.Role.Note}


class Heard(Surface, Protocol):
    """A canvas that can be spoken of."""

    @property
    def focused_node(self) -> NodeId | None: ...
    def hit_at(self, at: QPointF) -> Hit: ...


class _Handle(QObject):
    """What the interface of one layer, frame or note stands on; child of its ``Spoken``."""

    def __init__(self, spoken: Spoken, key: str) -> None:
        super().__init__(spoken)
        self.setObjectName(f"spoken.{key}")
        self.spoken, self.key = spoken, key


class Spoken(QObject):
    """What assistive technology knows of one canvas; made when it first asks."""

    def __init__(self, canvas: Heard, widget: QWidget) -> None:
        """Know nothing of any layer yet.

        Args:
            canvas: what is spoken of.
            widget: the same as a widget.
        """
        super().__init__(widget)
        self.setObjectName("spoken")
        self.canvas, self.widget = canvas, widget
        self._known = canvas.session.graph_analysis.results
        self._handles: dict[str, _Handle] = {}
        self._hints: tuple[GraphAnalysis, dict[NodeId, list[Issue]]] | None = None
        self._annotations: tuple[object, tuple[AnnotationId, ...]] = (None, ())
        canvas.session.changed.connect(self._follow)
        canvas.session.path_changed.connect(self._forget)
        canvas.session.selection_changed.connect(self._follow_selection)

    @property
    def made(self) -> int:
        """How many children were asked for."""
        return len(self._handles)

    # -- children by number: layers in topological order, then frames and notes --------------------------------------

    def count(self) -> int:
        """How many layers, frames and notes there are."""
        graph = self.canvas.session.graph
        return len(graph.nodes) + len(graph.annotations)

    def key(self, index: int) -> str | None:
        """What stands at a place."""
        order = self.canvas.session.graph_analysis.order
        if index < len(order):
            return order[index] if index >= 0 else None
        return next(iter(self._annotation_order()[index - len(order) :][:1]), None)

    def index(self, key: str) -> int:
        """The place of a layer, frame or note; -1 for what is gone."""
        analysis = self.canvas.session.graph_analysis
        if key in analysis.positions:
            return analysis.positions[key]
        order = self._annotation_order()
        return len(analysis.order) + order.index(key) if key in order else -1

    def _annotation_order(self) -> tuple[AnnotationId, ...]:
        there = self.canvas.session.graph.annotations
        if self._annotations[0] is not there:
            self._annotations = there, tuple(there)
        return self._annotations[1]

    def interface(self, key: str | None) -> QAccessibleInterface | None:
        """The child for a layer, frame or note."""
        if key is None or self.index(key) < 0:
            return None
        if key not in self._handles:
            self._handles[key] = _Handle(self, key)
        return QAccessible.queryAccessibleInterface(self._handles[key])

    def focused(self) -> str | None:
        """The layer, frame or note that keys are about."""
        canvas = self.canvas
        framed = canvas.session.annotations
        return canvas.focused_node or (min(framed) if framed else None)

    def hints(self, node: NodeId) -> list[Issue]:
        """Findings about a layer that are not its own result's; all are collected once for each state of the sketch."""
        analysis = self.canvas.session.graph_analysis
        if self._hints is None or self._hints[0] is not analysis:
            found: dict[NodeId, list[Issue]] = {}
            for issue in hints_in(analysis):
                found.setdefault(issue.node, []).append(issue)
            self._hints = analysis, found
        return self._hints[1].get(node, [])

    # -- following -------------------------------------------------------------------------------------------------

    def _forget(self) -> None:
        """Another graph is shown: let all children go."""
        for handle in self._handles.values():
            handle.deleteLater()
        self._handles.clear()
        self._known = self.canvas.session.graph_analysis.results
        self._tell(self.widget, QAccessible.Event.ObjectReorder)

    def _follow(self, change: Change) -> None:
        if change.before is None:
            self._forget()
            return
        session = self.canvas.session
        results, known = session.graph_analysis.results, self._known
        self._known = results
        gone = [key for key in self._handles if self.index(key) < 0]
        for key in gone:
            self._handles.pop(key).deleteLater()
        if not QAccessible.isActive():
            return
        if gone or len(results) != len(known):
            self._tell(self.widget, QAccessible.Event.ObjectReorder)
        for key, handle in self._handles.items():
            if results.get(key) is not known.get(key):
                self._tell(handle, QAccessible.Event.NameChanged)

    def _follow_selection(self) -> None:
        if not QAccessible.isActive():
            return
        self._tell(self.widget, QAccessible.Event.SelectionWithin)
        key = self.focused()
        if key is not None and self.widget.hasFocus() and self.interface(key) is not None:
            self._tell(self._handles[key], QAccessible.Event.Focus)

    @staticmethod
    def _tell(about: QObject, event: QAccessible.Event) -> None:
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleEvent(about, event))


def _or_null(found: QAccessibleInterface | None) -> QAccessibleInterface:
    """An interface, or Qt's null pointer: the stubs do not know that there may be none."""
    return cast(QAccessibleInterface, found)


class _CanvasInterface(QAccessibleWidget):
    """The canvas: what is shown, then what else stands on it, such as an editor."""

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas, QAccessible.Role.List, "")
        self._reference = weakref.ref(Spoken(cast(Heard, canvas), canvas))  # lives as long as the canvas, its parent

    @property
    def spoken(self) -> Spoken:
        """What is known of the canvas, as long as there is one."""
        return cast(Spoken, self._reference())

    def childCount(self) -> int:
        return self.spoken.count() + super().childCount()

    def child(self, index: int) -> QAccessibleInterface:
        own = self.spoken.count()
        return _or_null(self.spoken.interface(self.spoken.key(index))) if index < own else super().child(index - own)

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        if isinstance(child, _ItemInterface):
            return self.spoken.index(child.key)
        index = super().indexOfChild(child)
        return index if index < 0 else self.spoken.count() + index

    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        widget = self.spoken.widget
        at = widget.mapFromGlobal(QPoint(x, y))
        if not widget.rect().contains(at):
            return _or_null(None)
        above = widget.childAt(at)
        if above is not None:
            return QAccessible.queryAccessibleInterface(above)
        found = self.spoken.canvas.hit_at(QPointF(at))
        return _or_null(self.spoken.interface(found.node or found.annotation))

    def focusChild(self) -> QAccessibleInterface:
        if self.spoken.widget.hasFocus():
            return _or_null(self.spoken.interface(self.spoken.focused()))
        return super().focusChild()


class _ItemInterface(QAccessibleObject):
    """One layer, frame or note."""

    def __init__(self, handle: _Handle) -> None:
        super().__init__(handle)
        self._handle, self.key = weakref.ref(handle), handle.key

    @property
    def _spoken(self) -> Spoken:
        return cast(_Handle, self._handle()).spoken

    def isValid(self) -> bool:
        # Once the handle is gone, so is the C++ side of this: nothing of it may be called.
        handle = self._handle()
        return handle is not None and isValid(handle) and isValid(handle.spoken) and handle.spoken.index(self.key) >= 0

    def window(self) -> QWindow:
        return self._spoken.widget.window().windowHandle() if self.isValid() else cast(QWindow, None)

    def parent(self) -> QAccessibleInterface:
        return QAccessible.queryAccessibleInterface(self._spoken.widget) if self.isValid() else _or_null(None)

    def child(self, index: int) -> QAccessibleInterface:
        return _or_null(None)

    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        return _or_null(None)

    def childCount(self) -> int:
        return 0

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def role(self) -> QAccessible.Role:
        annotation = self._spoken.canvas.session.graph.annotations.get(self.key) if self.isValid() else None
        return QAccessible.Role.ListItem if annotation is None else _ROLES[annotation.kind]

    def text(self, kind: QAccessible.Text) -> str:
        if not self.isValid():
            return ""
        canvas = self._spoken.canvas
        session = canvas.session
        annotation = session.graph.annotations.get(self.key)
        if annotation is not None:
            return annotation_name(annotation) if kind == _Text.Name else ""
        result, style = session.graph_analysis.results[self.key], session.graph.style(self.key)
        if kind == _Text.Name:
            return layer_name(result, canvas.preferences.shape_order, self._spoken.hints(self.key))
        if kind == _Text.Description:
            return layer_description(session.graph_analysis, self.key, collapsed=style.collapsed, locked=style.locked)
        return parameters_text(result) if kind == _Text.Help else ""

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Names are not set from outside: renaming is an edit."""

    def rect(self) -> QRect:
        if not self.isValid():
            return QRect()
        canvas = self._spoken.canvas
        annotation = canvas.session.graph.annotations.get(self.key)
        area = (
            canvas.scene.rect(self.key)
            if annotation is None
            else Rect(annotation.x, annotation.y, annotation.width, annotation.height)
        )
        on_widget = to_screen_rect(canvas.view, area).toAlignedRect()
        return QRect(self._spoken.widget.mapToGlobal(on_widget.topLeft()), on_widget.size())

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        if not self.isValid():
            state.invalid = True
            return state
        canvas = self._spoken.canvas
        session, widget = canvas.session, self._spoken.widget
        for flag, on in (
            ("focusable", True),
            ("selectable", True),
            ("multiSelectable", True),
            ("extSelectable", True),
            ("selected", self.key in session.selection or self.key in session.annotations),
            ("focused", widget.hasFocus() and self._spoken.focused() == self.key),
            ("offscreen", not self.rect().intersects(QRect(widget.mapToGlobal(QPoint()), widget.size()))),
        ):
            setattr(state, flag, on)
        return state


_kinds: Final[list[type[QWidget]]] = []
"""What is a canvas; Qt keeps factories for the whole process."""


def _factory(_name: str, thing: QObject | None) -> QAccessibleInterface | None:
    if isinstance(thing, _Handle):
        return _ItemInterface(thing)
    return _CanvasInterface(thing) if _kinds and isinstance(thing, _kinds[0]) else None


def speak_of(kind: type[QWidget]) -> None:
    """Let Qt know how to speak of canvases.

    Args:
        kind: what is one: a ``Heard``.
    """
    if not _kinds:
        QAccessible.installFactory(_factory)
        _kinds.append(kind)
