"""A hand that does anything to a canvas: random mouse, wheel, keys and commands. The same seed does the same."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from core.document.graph import NodeId, edges
from core.errors import EditError
from gui.canvas.requests import AddRequest
from gui.canvas.widget import CanvasWidget
from gui.drawing.geometry import PortRef

__all__ = ["COMMANDS", "RandomHand"]

Keys, Buttons = Qt.KeyboardModifier, Qt.MouseButton
MODIFIERS = (
    *(6 * [Keys.NoModifier]),
    Keys.ShiftModifier,
    Keys.ControlModifier,
    Keys.AltModifier,
    Keys.ShiftModifier | Keys.ControlModifier,
    Keys.ControlModifier | Keys.AltModifier,
)
KEY_NAMES = (
    *("Up", "Down", "Left", "Right", "Delete", "Escape", "Return", "C", "Space", "Home", "PageDown", "7", "F2"),
    *("Backspace", "Shift", "Control"),
)
COMMANDS = (
    *("delete_selection", "duplicate", "copy", "cut", "paste", "select_all", "group", "ungroup", "make_unique"),
    *("lay_out", "fit", "zoom_in", "dissolve_selection", "detach_selection", "swap_selection", "toggle_bypass"),
    *("toggle_collapse", "toggle_lock", "paste_with_wires", "select_upstream", "select_downstream", "select_branch"),
    *("select_same_type", "tidy_selection", "align_left", "align_middle", "align_bottom", "distribute_across"),
    *("distribute_down", "lay_out_right", "frame_selection", "add_note", "enter_block", "leave_block"),
    *("straighten_wires", "move_input_earlier", "move_input_later", "one_to_one", "zoom_50", "zoom_200"),
    *("fit_selection", "back", "forward", "add_bookmark", "quick_add", "start_connecting", "rename_selection"),
    "copy_picture",
)
PRESETS = (
    *("Conv2d:3x3", "Conv2d:1x1", "ReLU", "MaxPool2d", "Concat", "Add", "BatchNorm2d"),
    *("Input", "Output", "Flatten", "Linear", "Dropout", "Split", "library:vgg-block"),
)
MOST = 120
"""Layers, above which the hand deletes: select all and duplicate would double them for ever."""


class RandomHand:
    """Does something, anything, to a canvas."""

    def __init__(self, canvas: CanvasWidget, seed: float, *, answers: bool = True) -> None:
        """Take a seat before a canvas.

        Args:
            canvas: what to use.
            seed: for what is done.
            answers: whether it chooses what to add when the canvas asks; else somebody else does.
        """
        self.canvas, self.session = canvas, canvas.session
        self.random = random.Random(seed)
        self.events = 0
        self.steps: Counter[str] = Counter()
        """First words of the steps of undo that it caused, and how often."""
        self._wanted: AddRequest | None = None
        if answers:
            canvas.add_requested.connect(self._note_request)

    def _note_request(self, request: AddRequest) -> None:
        self._wanted = request

    def act(self) -> str:
        """One gesture, key, turn of the wheel or command. Returns what it was."""
        what: Callable[[], str] = self.random.choices(
            (self.drag, self.wire, self.click, self.key, self.wheel, self.look, self.command, self.undo, self.add),
            (8, 3, 4, 4, 1, 2, 6, 3, 1),
        )[0]
        before = self.session.document
        done = what()
        done += self._answer() + self._close_editors()
        if len(self.session.graph.nodes) > MOST:
            self.session.select(self.random.sample(sorted(self.session.graph.nodes), MOST // 2))
            self.canvas.delete_selection()
        if self.session.undo_text is not None and self.session.document is not before:
            self.steps[self.session.undo_text.split()[0]] += 1
        return done

    # -- where -----------------------------------------------------------------------------------------------------

    def place(self) -> QPoint:
        """A point of the widget: on a layer, a port, a wire, a bend, a frame, or anywhere."""
        scene, graph, rng = self.canvas.scene, self.session.graph, self.random
        kind = rng.choice(("node", "node", "port", "wire", "bend", "annotation", "anywhere"))
        if kind == "node" and graph.nodes:
            x, y, width, height = scene.rect(rng.choice(list(graph.nodes)))
            return self.on_screen(x + rng.uniform(0, width), y + rng.uniform(0, height))
        if kind == "port" and graph.nodes:
            ports = scene.ports(rng.choice(list(graph.nodes)))
            if ports:
                return self.on_screen(*scene.port_position(rng.choice(ports)))
        wires = list(edges(graph))
        if kind == "wire" and wires:
            wire = rng.choice(wires)
            x0, y0 = scene.port_position(PortRef(wire.source.node, "out", wire.source.port))
            x1, y1 = scene.port_position(PortRef(wire.target, "in", wire.port))
            along = rng.choice((0.1, 0.5, 0.9))
            return self.on_screen(x0 + (x1 - x0) * along, y0 + (y1 - y0) * along)
        bends = [point for points in graph.bends.values() for point in points]
        if kind == "bend" and bends:
            return self.on_screen(*rng.choice(bends))
        marks = list(graph.annotations.values())
        if kind == "annotation" and marks:
            mark = rng.choice(marks)
            across, down = rng.choice(((0.5, 0.02), (0, 0), (1, 1), (0.5, 0.5), (1, 0.5)))
            return self.on_screen(mark.x + mark.width * across, mark.y + mark.height * down)
        return QPoint(rng.randrange(self.canvas.width()), rng.randrange(self.canvas.height()))

    def on_screen(self, x: float, y: float) -> QPoint:
        """The point of the widget at which a canvas point is seen, or the nearest one to it."""
        at = self.canvas.to_screen(QPointF(x, y)).toPoint()
        right, bottom = self.canvas.width() - 1, self.canvas.height() - 1
        return QPoint(min(max(at.x(), 0), right), min(max(at.y(), 0), bottom))

    # -- what ------------------------------------------------------------------------------------------------------

    def wire(self) -> str:
        """Drag from one port to another, or a node onto a wire."""
        rng, scene, graph = self.random, self.canvas.scene, self.session.graph
        if len(graph.nodes) < 2:
            return "nothing"
        one, other = rng.sample(list(graph.nodes), 2)
        wires = list(edges(graph))
        if wires and rng.random() < 0.3:
            found = scene.edge_row(rng.choice(wires))
            x0, y0, x1, y1 = scene.ends[found].tolist()
            box = scene.rect(one)
            start = self.on_screen(box.x + box.width / 2, box.y + box.height / 2)
            return self._drag(Buttons.LeftButton, start, self.on_screen((x0 + x1) / 2, (y0 + y1) / 2))
        ports = [scene.ports(key) for key in (one, other)]
        if not all(ports):
            return "nothing"
        start, stop = (self.on_screen(*scene.port_position(rng.choice(found))) for found in ports)
        return self._drag(Buttons.LeftButton, start, stop)

    def drag(self) -> str:
        """Drag from anything to anything, with any button."""
        button = self.random.choices((Buttons.LeftButton, Buttons.RightButton, Buttons.MiddleButton), (8, 1, 1))[0]
        return self._drag(button, self.place(), self.place())

    def _drag(self, button: Qt.MouseButton, start: QPoint, stop: QPoint) -> str:
        rng, canvas = self.random, self.canvas
        modifiers, later = rng.choice(MODIFIERS), rng.choice(MODIFIERS)
        QTest.mousePress(canvas, button, modifiers, start)
        steps = rng.randrange(1, 6)
        for step in range(1, steps + 1):
            wobble = QPoint(rng.randrange(-9, 10), rng.randrange(-9, 10))
            last = step == steps
            self.move(
                stop if last else start + (stop - start) * step / steps + wobble, button, later if last else modifiers
            )
        ending = rng.choices(("release", "escape", "undo", "fit"), (12, 1, 1, 1))[0]
        if ending == "escape":
            QTest.keyClick(canvas, Qt.Key.Key_Escape)
        elif ending == "undo":
            self.session.undo()
        elif ending == "fit":
            canvas.fit()
        QTest.mouseRelease(canvas, button, later, stop)
        self.events += steps + 2
        return f"drag {button.name} {modifiers}, {later} {start} {stop} {ending}"

    def move(self, at: QPoint, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> None:
        """Move with a button and keys held: QTest's own move holds none."""
        here, there = QPointF(at), QPointF(self.canvas.mapToGlobal(at))
        event = QMouseEvent(QEvent.Type.MouseMove, here, there, Buttons.NoButton, button, modifiers)
        QApplication.sendEvent(self.canvas, event)

    def click(self) -> str:
        modifiers, at = self.random.choice(MODIFIERS), self.place()
        double = self.random.random() < 0.3
        QTest.mouseClick(self.canvas, Buttons.LeftButton, modifiers, at)
        if double:
            QTest.mouseDClick(self.canvas, Buttons.LeftButton, modifiers, at)
            QTest.mouseRelease(self.canvas, Buttons.LeftButton, modifiers, at)
        self.events += 4 if double else 2
        return f"{'double-' if double else ''}click {modifiers} {at}"

    def key(self) -> str:
        key = getattr(Qt.Key, f"Key_{self.random.choice(KEY_NAMES)}")
        modifiers = self.random.choice(MODIFIERS)
        QTest.keyClick(self.canvas, key, modifiers)
        self.events += 2
        return f"key {key.name} {modifiers}"

    def wheel(self) -> str:
        at, delta = QPointF(self.place()), QPoint(0, self.random.choice((-120, 120, 240, -30)))
        modifiers = self.random.choice((Keys.NoModifier, Keys.ControlModifier, Keys.ShiftModifier))
        everywhere, phase = self.canvas.mapToGlobal(at), Qt.ScrollPhase.NoScrollPhase
        event = QWheelEvent(at, everywhere, QPoint(), delta, Buttons.NoButton, modifiers, phase, False)
        QApplication.sendEvent(self.canvas, event)
        self.events += 1
        return f"wheel {delta} {modifiers}"

    def look(self) -> str:
        """Have everything in view, or one layer at 1:1: from too far away nothing can be taken hold of."""
        if self.random.random() < 0.5 or not self.session.graph.nodes:
            self.canvas.fit()
            return "fit"
        box = self.canvas.scene.rect(self.random.choice(list(self.session.graph.nodes)))
        self.canvas.one_to_one()
        self.canvas.centre_on(QPointF(box.x, box.y))
        return "1:1"

    def command(self) -> str:
        name, nodes = self.random.choice(COMMANDS), sorted(self.session.graph.nodes)
        if self.random.random() < 0.4 and nodes:  # several that belong together, which clicks seldom choose
            first, several = self.random.randrange(len(nodes)), self.random.choice((2, 3, 4))
            chosen = {key for _, key in zip(range(several), self._along(nodes[first]), strict=False)}
            self.session.select(chosen, self.session.annotations)
        try:
            getattr(self.canvas, name)()
        except EditError as error:
            return f"{name}: {error}"
        return name

    def _along(self, node: NodeId) -> Iterator[NodeId]:
        """A node, what it reads, what that reads …"""
        seen: set[NodeId] = set()
        while node not in seen:
            seen.add(node)
            yield node
            sources = [ref.node for ref in self.session.graph.nodes[node].inputs if ref is not None]
            node = self.random.choice(sources) if sources else node

    def undo(self) -> str:
        """Undo, redo, or a jump in the history."""
        session = self.session
        kind = self.random.choice(("undo", "redo", "jump"))
        if kind == "jump":
            session.go_to(max(0, session.history_index + self.random.randrange(-5, 6)))
        else:
            getattr(session, kind)()
        return kind

    def add(self) -> str:
        """Place an entry of the palette; nothing may lie on top of anything."""
        key = self.random.choice(PRESETS)
        at = QPointF(self.canvas.to_canvas(QPointF(self.place()))) if self.random.random() < 0.5 else None
        return f"add {key} {self._added(lambda: self.canvas.add_preset(key, at))}"

    def _answer(self) -> str:
        """Choose from the list that the canvas asked for, or close it."""
        request, self._wanted = self._wanted, None
        if request is None or self.random.random() < 0.3:
            return ""
        key = self.random.choice(PRESETS)
        return f", chosen {key} {self._added(lambda: self.canvas.add_for(request, key))}"

    def _added(self, add: Callable[[], NodeId | None]) -> NodeId | None:
        try:
            node = add()
        except EditError:
            return None
        if node is not None:
            self.canvas.settle()  # what made room for it glides there
            scene = self.canvas.scene
            box = scene.rect(node)
            below = [key for key in scene.nodes_in(box) if key != node and _overlap(scene.rect(key), box)]
            assert not below, f"{node} lies on {below}"
        return node

    def _close_editors(self) -> str:
        """Type into an editor that was opened on the canvas and take it, or give it up."""
        done = ""
        for editor in (*self.canvas.findChildren(QLineEdit), *self.canvas.findChildren(QPlainTextEdit)):
            if editor.isVisible():
                if self.random.random() < 0.5:
                    QTest.keyClicks(editor, self.random.choice(("64", "stem", "3x3", "", "a b")))
                    QTest.keyClick(editor, Qt.Key.Key_Return, Keys.ControlModifier)
                    done += ", typed"
                if editor.isVisible():
                    QTest.keyClick(editor, Qt.Key.Key_Escape)
                    done += ", escaped"
                self.canvas.setFocus()
        return done


def _overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    """Whether two boxes have a piece in common; touching is none."""
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]
