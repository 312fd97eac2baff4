"""Somebody in front of the real window, with a mouse and a keyboard. What is seen is read off the widgets."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeySequence,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from core.document.document import Document
from core.document.graph import NodeId
from gui.drawing.geometry import PortRef
from gui.entry.fields import TextField
from gui.main_window import MainWindow
from tests.gui.eyes import Eyes

__all__ = ["ALT", "COLUMN", "CTRL", "LEFT", "MIDDLE", "NONE", "RIGHT", "ROW", "SHIFT", "Person"]

LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton
NONE = Qt.KeyboardModifier.NoModifier
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
COPY = Qt.DropAction.CopyAction
COLUMN, ROW = 224, 112
_PACE = 20
"""Milliseconds between two moves of the mouse."""


class Person(Eyes):
    """Sees the window and uses it: eyes, a mouse, a keyboard."""

    def __init__(self, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
        """Sit down before a window that is furnished."""
        super().__init__(window)
        self._target = QPoint()
        self._time = 100_000
        self._button, self._at = Qt.MouseButton.NoButton, QPoint()
        monkeypatch.setattr(QDrag, "exec", lambda drag, *actions: self._carry(drag))

    # mouse

    def _send(self, kind: QEvent.Type, at: QPoint, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> None:
        """An event of the mouse, with the buttons and the keys that are held: QTest's moves have none of them."""
        self._time += _PACE
        event = QMouseEvent(
            kind,
            QPointF(at),
            QPointF(self.canvas.mapToGlobal(at)),
            Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else button,
            Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else self._button,
            modifiers,
        )
        event.setTimestamp(self._time)
        self._at = at
        QApplication.sendEvent(self.canvas, event)

    def press(self, at: QPoint, modifiers: Qt.KeyboardModifier = NONE, button: Qt.MouseButton = LEFT) -> None:
        """Press a button and hold it."""
        self._button = button
        self.canvas.setFocus(Qt.FocusReason.MouseFocusReason)
        self._send(QEvent.Type.MouseButtonPress, at, button, modifiers)

    def carry(self, *places: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Move on to these places, with whatever is held."""
        for at in places:
            self._send(QEvent.Type.MouseMove, at, Qt.MouseButton.NoButton, modifiers)

    def pause(self, milliseconds: int) -> None:
        """Hold still: the next event comes so much later."""
        self._time += milliseconds

    def release(self, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Let go where the mouse is."""
        button, self._button = self._button, Qt.MouseButton.NoButton
        self._send(QEvent.Type.MouseButtonRelease, self._at, button, modifiers)
        QApplication.processEvents()  # a list that opened gets the keys

    def drag(
        self, *places: QPoint, modifiers: Qt.KeyboardModifier = NONE, button: Qt.MouseButton = LEFT, ends: bool = True
    ) -> None:
        """Press at the first place, move to the others in small steps, let go at the last one."""
        self.press(places[0], modifiers, button)
        for start, stop in pairwise(places):
            self.carry(*(start + (stop - start) * step / 8 for step in range(1, 9)), modifiers=modifiers)
        if ends:
            self.release(modifiers)

    def click_at(self, at: QPoint, modifiers: Qt.KeyboardModifier = NONE, button: Qt.MouseButton = LEFT) -> None:
        """Press and let go."""
        self.press(at, modifiers, button)
        self.release(modifiers)

    def double_click(self, at: QPoint) -> None:
        """Click twice, as the window system says it."""
        self.click_at(at)
        self._button = LEFT
        self._send(QEvent.Type.MouseButtonDblClick, at, LEFT, NONE)
        self.release()

    def hover(self, at: QPoint) -> None:
        """Move there without a button."""
        self.carry(at)

    def wheel(self, at: QPoint, notches: float, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Turn the wheel, away from oneself for more than 0."""
        event = QWheelEvent(
            QPointF(at),
            QPointF(self.canvas.mapToGlobal(at)),
            QPoint(),
            QPoint(0, round(120 * notches)),
            Qt.MouseButton.NoButton,
            modifiers,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.canvas, event)

    def place(self, label: str, column: float, row: float) -> NodeId:
        """Drag an entry out of the palette and drop it on the canvas."""
        view, model = self.palette.view, self.palette.model
        index = next(model.index(n) for n in range(model.rowCount()) if model.index(n).data() == label)
        view.scrollTo(index)
        start = view.visualRect(index).center()
        self._target = QPoint(round(140 + column * COLUMN), round(50 + row * ROW))
        before = set(self.session.graph.nodes)
        QTest.mousePress(view.viewport(), LEFT, NONE, start)
        for step in (5, 10, 30):
            QTest.mouseMove(view.viewport(), start + QPoint(step, 2))
        QTest.mouseRelease(view.viewport(), LEFT, NONE, start)
        (added,) = set(self.session.graph.nodes) - before
        return added

    def _carry(self, drag: QDrag) -> Qt.DropAction:
        """What the window system does while something is dragged: the offscreen platform has none of it."""
        mime: QMimeData = drag.mimeData()
        enter = QDragEnterEvent(QPoint(2, 2), COPY, mime, LEFT, NONE)
        QApplication.sendEvent(self.canvas, enter)
        assert enter.isAccepted()
        for step in (1, 2, 3):
            QApplication.sendEvent(self.canvas, QDragMoveEvent(self._target * step / 3, COPY, mime, LEFT, NONE))
        drop = QDropEvent(QPointF(self._target), COPY, mime, LEFT, NONE)
        QApplication.sendEvent(self.canvas, drop)
        assert drop.isAccepted()
        return drop.dropAction()

    def connect(self, source: NodeId, target: NodeId, port: int = 0) -> None:
        """Drag from an output to an input."""
        start, stop = self._port(PortRef(source, "out", 0)), self._port(PortRef(target, "in", port))
        QTest.mousePress(self.canvas, LEFT, NONE, start)
        for step in range(1, 5):
            QTest.mouseMove(self.canvas, start + (stop - start) * step / 4)
        QTest.mouseRelease(self.canvas, LEFT, NONE, stop)

    def click(self, node: NodeId, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Click on a layer."""
        QTest.mouseClick(self.canvas, LEFT, modifiers, self.node(node))

    def choose(self, *nodes: NodeId) -> None:
        """Select layers by clicks: the first one, and more with Shift."""
        for number, node in enumerate(nodes):
            self.click(node, SHIFT if number else NONE)

    def push(self, button: QWidget | None) -> None:
        """Click on a button of the window."""
        assert isinstance(button, QAbstractButton)
        QTest.mouseClick(button, LEFT, NONE, button.rect().center())

    # keyboard

    def types(self, param: str, text: str) -> None:
        """Click into a field of the inspector and type in place of what stands there."""
        form = self.inspector.form
        assert form is not None
        field = form.name_field if param == "name" else form.field(param)
        assert isinstance(field, TextField)
        QApplication.processEvents()  # a form that was made just now gets its places in the next turn
        QTest.mouseClick(field.editor, LEFT, NONE, QPoint(8, 8))
        assert field.editor.hasFocus()
        QTest.keySequence(field.editor, QKeySequence("Ctrl+A"))
        QTest.keyClicks(field.editor, text)
        assert not field.invalid

    def write(self, text: str) -> None:
        """Type letters, wherever the focus is."""
        for letter in text:
            QTest.keyClicks(self._focus(), letter)
        QApplication.processEvents()  # a search begins in the next turn

    # documents

    def show(self, document: Document) -> None:
        """Have a document in a tab of its own, all of it in view at 1:1."""
        self.window.add_session(document)
        QApplication.processEvents()
        self.canvas.setFocus()
