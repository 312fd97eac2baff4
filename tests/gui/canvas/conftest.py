"""A canvas on the screen, and a hand that uses it as a person does: by real events, at what is to be seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QCursor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QInputDevice,
    QMouseEvent,
    QPointingDevice,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.document.annotations import add_annotation
from core.document.builder import Builder
from core.document.document import Document
from core.document.graph import Annotation, NodeId, OutputRef
from core.ops.conv import Conv2d
from core.ops.merge import Concat
from core.ops.pool import MaxPool2d
from gui.canvas.widget import CanvasWidget
from gui.drawing.geometry import PortRef
from gui.mime import preset_mime
from gui.preferences import Preferences, open_settings
from gui.session import Session

LEFT, MIDDLE, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton
NONE = Qt.KeyboardModifier.NoModifier


class Hand:
    """Mouse and keyboard over one canvas."""

    def __init__(self, canvas: CanvasWidget) -> None:
        self.canvas = canvas
        self.said: list[str] = []
        canvas.message.connect(self.said.append)
        self._keep: list[QMimeData] = []
        self._time = 1000

    @property
    def session(self) -> Session:
        return self.canvas.session

    # where things are

    def node(self, node: NodeId) -> QPoint:
        """The middle of a node's box."""
        rect = self.canvas.scene.rect(node)
        return self.canvas.to_screen(QPointF(rect.x + rect.width / 2, rect.y + rect.height / 2)).toPoint()

    def input(self, node: NodeId, index: int = 0) -> QPoint:
        return self._port(PortRef(node, "in", index))

    def output(self, node: NodeId, index: int = 0) -> QPoint:
        return self._port(PortRef(node, "out", index))

    def _port(self, port: PortRef) -> QPoint:
        return self.canvas.to_screen(QPointF(*self.canvas.scene.port_position(port))).toPoint()

    def wire(self, source: NodeId, target: NodeId, index: int = 0) -> QPoint:
        """Half way along a wire."""
        start, stop = self.output(source), self.input(target, index)
        return QPoint((start.x() + stop.x()) // 2, (start.y() + stop.y()) // 2)

    # what a hand does

    def hover(self, at: QPoint) -> None:
        if QCursor.pos() == self.canvas.mapToGlobal(at):  # left there by another test: Qt would tell nobody
            QTest.mouseMove(self.canvas, at + QPoint(1, 1))
        QTest.mouseMove(self.canvas, at)
        QApplication.processEvents()

    def press(self, at: QPoint, modifiers: Qt.KeyboardModifier = NONE, button: Qt.MouseButton = LEFT) -> None:
        QTest.mousePress(self.canvas, button, modifiers, at)

    def move(self, *places: QPoint) -> None:
        for at in places:
            QTest.mouseMove(self.canvas, at)

    def carry(
        self,
        *places: QPoint,
        modifiers: Qt.KeyboardModifier = NONE,
        button: Qt.MouseButton = LEFT,
        apart: int = 20,
    ) -> None:
        """Move with a button and keys held, so many milliseconds between one place and the next."""
        for at in places:
            here, there = QPointF(at), QPointF(self.canvas.mapToGlobal(at))
            event = QMouseEvent(QEvent.Type.MouseMove, here, there, Qt.MouseButton.NoButton, button, modifiers)
            self._time += apart
            event.setTimestamp(self._time)
            QApplication.sendEvent(self.canvas, event)

    def release(self, at: QPoint, modifiers: Qt.KeyboardModifier = NONE, button: Qt.MouseButton = LEFT) -> None:
        QTest.mouseRelease(self.canvas, button, modifiers, at)

    def click(self, at: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
        self.press(at, modifiers)
        self.release(at, modifiers)

    def drag(
        self,
        start: QPoint,
        stop: QPoint,
        modifiers: Qt.KeyboardModifier = NONE,
        button: Qt.MouseButton = LEFT,
    ) -> None:
        """Press, move in steps, release."""
        self.press(start, modifiers, button)
        self.move(*(start + (stop - start) * step / 4 for step in range(1, 5)))
        self.release(stop, modifiers, button)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.canvas, key, modifiers)

    def wheel(
        self,
        at: QPoint,
        angle: QPoint = QPoint(),  # noqa: B008
        *,
        pixels: QPoint = QPoint(),  # noqa: B008
        modifiers: Qt.KeyboardModifier = NONE,
        touchpad: bool = False,
    ) -> None:
        arguments = (
            QPointF(at),
            QPointF(self.canvas.mapToGlobal(at)),
            pixels,
            angle,
            Qt.MouseButton.NoButton,
            modifiers,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        if touchpad:
            kind = QPointingDevice(
                "pad",
                1,
                QInputDevice.DeviceType.TouchPad,
                QPointingDevice.PointerType.Finger,
                QInputDevice.Capability.Scroll,
                2,
                0,
            )
            event = QWheelEvent(*arguments, Qt.MouseEventSource.MouseEventNotSynthesized, kind)
        else:
            event = QWheelEvent(*arguments)
        QApplication.sendEvent(self.canvas, event)

    def preset(self, key: str) -> QMimeData:
        """What a drag out of the palette carries; kept alive as long as the hand."""
        self._keep.append(preset_mime(key))
        return self._keep[-1]

    def enter(self, mime: QMimeData, at: QPoint) -> bool:
        event = QDragEnterEvent(at, Qt.DropAction.CopyAction, mime, LEFT, NONE)
        QApplication.sendEvent(self.canvas, event)
        return event.isAccepted()

    def over(self, mime: QMimeData, at: QPoint) -> None:
        QApplication.sendEvent(self.canvas, QDragMoveEvent(at, Qt.DropAction.CopyAction, mime, LEFT, NONE))

    def leave(self) -> None:
        QApplication.sendEvent(self.canvas, QDragLeaveEvent())

    def drop(self, mime: QMimeData, at: QPoint) -> None:
        QApplication.sendEvent(self.canvas, QDropEvent(QPointF(at), Qt.DropAction.CopyAction, mime, LEFT, NONE))

    def annotate(self, *items: Annotation) -> None:
        """Have frames and notes in the sketch, each added by a step called x."""
        for item in items:
            self.session.apply("x", partial(add_annotation, annotation=item))

    def steps(self) -> list[str]:
        """Names of all steps of undo, the oldest first; the document is left as it was."""
        names: list[str] = []
        while (text := self.session.undo_text) is not None:
            names.append(text)
            self.session.undo()
        for _ in names:
            self.session.redo()
        return names[::-1]


def reduced() -> Document:
    """input → reduce → conv → output, input → pool → project (not connected further), and a concat of two."""
    builder = Builder("reduced")
    image = builder.input(192, 28, 28, at=(1, 0))

    def conv(name: str, channels: int, kernel: int, source: OutputRef, at: tuple[float, float]) -> OutputRef:
        op = Conv2d(out_channels=channels, kernel_size=(kernel, kernel), padding="same")
        return builder.add(op, source, name=name, at=at)

    reduce = conv("reduce", 16, 1, image, (0, 1))
    wide = conv("conv", 32, 5, reduce, (0, 2))
    pool = MaxPool2d(kernel_size=(3, 3), stride=(1, 1), padding="same")
    pooled = builder.add(pool, image, name="pool", at=(2, 1))
    project = conv("project", 32, 1, pooled, (2, 2))
    joined = builder.add(Concat(), wide, project, name="concat", at=(1, 3))
    builder.output(joined, at=(1, 4))
    return builder.build()


@pytest.fixture
def preferences(settings_folder: object) -> Preferences:
    chosen = Preferences(open_settings())
    chosen.theme = "light"
    return chosen


@pytest.fixture
def hand_over(qtbot: QtBot, preferences: Preferences) -> Callable[[Document | None], Hand]:
    """Makes a hand over a canvas that shows a document; the pointer is elsewhere."""

    def make(document: Document | None = None) -> Hand:
        canvas = CanvasWidget(Session(document, seed=7), preferences)
        qtbot.addWidget(canvas)
        canvas.resize(1000, 800)
        with qtbot.waitExposed(canvas):
            canvas.show()
        canvas.setFocus()
        QApplication.processEvents()
        assert canvas.hasFocus()
        QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))  # wherever the test before left the pointer
        return Hand(canvas)

    return make


@pytest.fixture
def hand(hand_over: Callable[[Document | None], Hand]) -> Hand:
    """A hand over the ``reduced`` sketch."""
    return hand_over(reduced())


@pytest.fixture
def empty(hand_over: Callable[[Document | None], Hand]) -> Hand:
    """A hand over an empty sketch."""
    return hand_over(None)


@pytest.fixture(autouse=True)
def clean_clipboard(qapp: QApplication) -> Iterator[None]:
    """Nothing on the clipboard before a test, nor after it."""
    QGuiApplication.clipboard().clear()
    yield
    QGuiApplication.clipboard().clear()
