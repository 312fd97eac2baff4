"""Frames of the real canvas, timed: runs in a child process (``canvas.py``).

The sketch is a document with all that the canvas marks, in a session, and the canvas is the one of the window. An edit
is timed from the call of ``Session.apply`` until the frame is painted; the canvas' own part begins when the session
says that the document is another.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, Qt
from PySide6.QtGui import QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from benchmarks.floor import SIZE, Content, Floor, counting
from benchmarks.sketches import LAST, MIDDLE, marked_chain
from core.document import edits
from core.document.graph import NodeId, edges
from gui.canvas.widget import CanvasWidget
from gui.preferences import Preferences, open_settings
from gui.session import Session
from gui.theme import apply_theme, new_application, theme_named

__all__ = ["SCALES", "measure", "measure_fit", "print_network"]

SCALES: Final = (1.5, 1.0, 0.7, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05)
_WARM: Final = 2
_PATIENCE: Final = 20
_SELECTED: Final = 20
"""One node in so many is selected."""
_PAN: Final = (14, 9)
_DRAG: Final = (5, 4)
_OUT: Final = 0.9

Case = dict[str, object]


class _Frames(QObject):
    """Watches a widget: how often it was painted, and where last."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.count, self.area = 0, QRect()
        self.widget = widget
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        if isinstance(event, QPaintEvent):
            self.count += 1
            self.area = event.region().boundingRect()
        return super().eventFilter(watched, event)

    def until_painted(self, act: Callable[[], object]) -> float:
        """CPU seconds until what was done is on the screen."""
        before, started = self.count, time.process_time()
        act()
        while self.count == before:
            QApplication.processEvents()
            if time.process_time() - started > _PATIENCE:
                raise RuntimeError("nothing is painted")
        return time.process_time() - started


class _Bench:
    """A canvas with a sketch in it, and what was found out about its frames."""

    def __init__(self, size: int, repeats: int) -> None:
        self.repeats, self.cases = repeats, list[Case]()
        self._document, self._small = marked_chain(size), marked_chain(1)
        self.session = Session(self._small)
        self._told = 0.0
        self._resident = 0.0
        self.session.changed.connect(lambda _change: self._note())  # before the canvas is told
        preferences = Preferences(open_settings())
        self.canvas = CanvasWidget(self.session, preferences)
        self.canvas.resize(SIZE)
        self.canvas.show()
        self.canvas.setFocus()
        self.frames = _Frames(self.canvas)
        self.settle()
        self.canvas.one_to_one()
        self.settle()
        self.floor = Floor()

    def _note(self) -> None:
        self._told, self._resident = time.process_time(), _megabytes()

    @staticmethod
    def settle() -> None:
        """Let everything happen that is going to happen."""
        for _ in range(8):
            QApplication.processEvents()

    def _add(self, name: str, spent: float, act: Callable[[], object] | None = None, **more: object) -> None:
        """Note a case; ``act`` asks for such a frame once more, for the floor to draw what that one draws."""
        case: Case = {"name": name, "ms": 1000 * spent, **more}
        if act is not None:
            content = Content()
            with counting(content):
                self.frames.until_painted(act)
            if not any(vars(content).values()):
                raise RuntimeError(f"{name}: nothing was drawn")
            case["floor"] = 1000 * self.floor.cost(content, self.frames.area, self.repeats)
            case["content"] = vars(content)
        self.cases.append(case)

    def _times(self, act: Callable[[int], object], repeats: int | None = None) -> float:
        spent = [self.frames.until_painted(partial(act, n)) for n in range(_WARM + (repeats or self.repeats))]
        return median(spent[_WARM:])

    # -- cases -----------------------------------------------------------------------------------------------------

    def show_document(self) -> None:
        """An opened document, and what the canvas keeps of it."""
        gc.collect()
        spent: list[float] = []
        for number in range(3):
            self.session.replace(self._small)
            self.settle()
            self.frames.until_painted(lambda: self.session.replace(self._document))
            spent.append(time.process_time() - self._told)
            if not number:
                before = self._resident
                self.settle()
                self.canvas.one_to_one()
                self.settle()
                self.canvas.fit()
                self.settle()
                self._add("canvas memory", 0.0, megabytes=_megabytes() - before)
        self._add("showing a document", median(spent))
        chosen = list(self.session.graph.nodes)[::_SELECTED]
        self.session.select(chosen)
        self.settle()

    def repaint(self) -> None:
        """All of the widget, at every scale."""
        self.canvas.fit()
        self.settle()
        self.full("fit")
        for scale in SCALES:
            self.canvas.one_to_one()
            self.canvas.zoom_by(scale)
            self.settle()
            self.full(f"{scale:g}")

    def full(self, at: str) -> None:
        """All of the widget, nothing having changed."""
        spent = self._times(lambda _n: self.canvas.update())
        self._add("full repaint", spent, self.canvas.update, at=at, scale=self.canvas.scale)

    def pan(self) -> None:
        """Steps to and fro at 1:1."""
        self.canvas.one_to_one()
        self.settle()

        def step(number: int) -> None:
            sign = 1 if number // 20 % 2 == 0 else -1
            self.canvas.pan_by(sign * _PAN[0], sign * _PAN[1])

        self._add("pan step at 1:1", self._times(step, 40), lambda: step(0))

    def zoom(self) -> None:
        """Steps from 1:1 until all is in view; the worst of them."""
        self.canvas.fit()
        least = self.canvas.scale
        steps: dict[int, list[float]] = {}
        for _ in range(3):
            self.canvas.one_to_one()
            self.settle()
            number = 0
            while self.canvas.scale > max(least, 0.06):
                steps.setdefault(number, []).append(self.frames.until_painted(lambda: self.canvas.zoom_by(_OUT)))
                number += 1
        worst = max(steps, key=lambda number: median(steps[number]))
        self.canvas.one_to_one()
        self.canvas.zoom_by(_OUT**worst)
        self.settle()
        self._add(
            "zoom step, worst",
            median(steps[worst]),
            lambda: self.canvas.zoom_by(_OUT),
            at=f"{_OUT ** (worst + 1):.2f}",
        )

    def drag(self) -> None:
        """One node with the mouse, and then all of them."""
        self.canvas.one_to_one()
        self.settle()
        self._drag("drag one", self._nearest())
        self.session.select(list(self.session.graph.nodes))
        self.settle()
        self._drag("drag all selected, at 1:1", self._nearest())
        self.canvas.fit()
        self.settle()
        self._drag("drag all selected, fitted", self._nearest())
        self.session.select(list(self.session.graph.nodes)[::_SELECTED])

    def _nearest(self) -> NodeId:
        """The node nearest to the middle of the view."""
        middle = self.canvas.to_canvas(QPointF(self.canvas.rect().center()))
        scene = self.canvas.scene
        at = ((key, scene.rect(key)) for key in self.session.graph.nodes)
        return min(at, key=lambda n: abs(n[1][0] - middle.x()) + abs(n[1][1] - middle.y()))[0]

    def _drag(self, name: str, node: NodeId) -> None:
        x, y, width, height = self.canvas.scene.rect(node)
        start = self.canvas.to_screen(QPointF(x + width / 2, y + height / 2))
        at = QPointF(start)
        self._mouse(QEvent.Type.MouseButtonPress, at)

        def step(number: int) -> None:
            sign = 1 if number // 10 % 2 == 0 else -1
            at.setX(at.x() + sign * _DRAG[0])
            at.setY(at.y() + sign * _DRAG[1])
            self._mouse(QEvent.Type.MouseMove, at)

        for number in range(5):
            step(number)  # out of where a press is still a click
        self.settle()
        spent = self._times(step, 20)
        self._add(name, spent, lambda: step(0))
        self.canvas.cancel_gesture()
        self.settle()

    def _mouse(self, kind: QEvent.Type, at: QPointF) -> None:
        left = Qt.MouseButton.LeftButton
        button = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else left
        where = self.canvas.mapToGlobal(at)
        event = QMouseEvent(kind, at, where, button, left, Qt.KeyboardModifier.ControlModifier)
        if kind is QEvent.Type.MouseButtonPress:
            event = QMouseEvent(kind, at, where, button, left, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self.canvas, event)

    def edit(self) -> None:
        """A width that others follow, a layer deleted, and that undone."""
        for view in ("fitted", "at 1:1"):
            self.canvas.fit()
            if view == "at 1:1":
                self.canvas.one_to_one()
                x, y, _, _ = self.canvas.scene.rect(LAST)
                self.canvas.pan_by(*(self.canvas.to_screen(QPointF(x, y)) * -1 + QPointF(800, 700)).toPoint().toTuple())
            self.settle()
            self._edits(f"an edit that changes labels, {view}", self._widen)
        self._edits("delete", self._delete, after=self.session.undo)
        self._edits("undo", self.session.undo, before=self._delete)

    def _widen(self) -> None:
        width = 64 + 16 * next(_COUNTER)
        self.session.apply("Set", lambda document: edits.set_param(document, MIDDLE, "out_channels", width))

    def _delete(self) -> None:
        self.session.apply("Delete", lambda document: edits.remove(document, [LAST]))

    def _edits(
        self,
        name: str,
        act: Callable[[], object],
        before: Callable[[], object] = lambda: None,
        after: Callable[[], object] = lambda: None,
    ) -> None:
        whole: list[float] = []
        own: list[float] = []
        changed: list[int] = []
        for _ in range(_WARM + self.repeats):
            before()
            self.settle()
            known = self.session.graph_analysis.results
            whole.append(self.frames.until_painted(act))
            own.append(time.process_time() - self._told)
            changed.append(sum(known.get(k) is not r for k, r in self.session.graph_analysis.results.items()))
            after()
            self.settle()
        self._add(name, median(own[_WARM:]), whole=1000 * median(whole[_WARM:]), changed=median(changed))


_COUNTER: Final = iter(range(1_000_000))


def _megabytes() -> float:
    """Resident memory of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def _application() -> QApplication:
    application = new_application()
    apply_theme(application, theme_named("light"))
    return application


def _report(bench: _Bench) -> None:
    json.dump(bench.cases, sys.stdout)
    sys.stdout.flush()
    os._exit(0)  # tearing down is no part of it


def measure(size: int, repeats: int) -> None:
    """Measure every case with a sketch of so many nodes, and print what it cost as JSON."""
    application = _application()
    bench = _Bench(size, repeats)
    for case in (bench.show_document, bench.repaint, bench.pan, bench.zoom, bench.drag, bench.edit):
        case()
    del application
    _report(bench)


def measure_fit(size: int, repeats: int) -> None:
    """Measure only showing a sketch and painting all of it."""
    application = _application()
    bench = _Bench(size, repeats)
    bench.show_document()
    bench.canvas.fit()
    bench.settle()
    bench.full("fit")
    del application
    _report(bench)


def print_network(size: int) -> None:
    """Print the sketch that is measured as nodes (name, x, y, inputs) and wires, for the peers to be given the same."""
    graph = marked_chain(size).main
    number = {key: n for n, key in enumerate(graph.nodes)}
    nodes = [(node.name, *graph.position(key), len(node.inputs)) for key, node in graph.nodes.items()]
    wires = [(number[wire.source.node], number[wire.target], wire.port) for wire in edges(graph)]
    json.dump({"nodes": nodes, "wires": wires}, sys.stdout)
