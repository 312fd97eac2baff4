"""Frames of another node editor: runs in an environment of its own, where that is installed (``canvas.py``).

Reads the network from its input and prints what it took, as JSON. Imports nothing of Convas.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any, Final

from PySide6 import QtCore, QtWidgets

__all__ = ["main"]

_SIZE: Final = (1600, 1000)
_OUT: Final = 0.9
_ENOUGH: Final = 20.0
"""Seconds after which a case has been repeated often enough."""


class _Peer:
    """One editor with the network in it: a QGraphicsView all the same."""

    view: Any
    stretch = (1.0, 1.0)
    """Its nodes are larger than ours: places are that much further apart, or it would draw them over one another."""

    def __init__(self, nodes: list[list[Any]], wires: list[list[int]]) -> None:
        across, down = self.stretch
        self.places = [(x * across, y * down) for _, x, y, _ in nodes]
        left, top = min(x for x, _ in self.places), min(y for _, y in self.places)
        right, bottom = max(x for x, _ in self.places), max(y for _, y in self.places)
        self.bounds = QtCore.QRectF(left - 40, top - 40, right - left + 280, bottom - top + 200)
        self.middle = self.bounds.center()
        self.nearest = min(
            range(len(nodes)),
            key=lambda n: abs(self.places[n][0] - self.middle.x()) + abs(self.places[n][1] - self.middle.y()),
        )
        self.widget = self.build(nodes, wires)

    def build(self, nodes: list[list[Any]], wires: list[list[int]]) -> Any:
        """Make the editor and everything in it."""
        raise NotImplementedError

    def fit(self) -> None:
        """Show all of it."""
        self.view.fitInView(self.bounds, QtCore.Qt.AspectRatioMode.KeepAspectRatio)

    def one_to_one(self) -> None:
        """Show the middle of it at scale 1."""
        self.view.resetTransform()
        self.view.centerOn(self.middle)

    def pan(self, dx: int, dy: int) -> None:
        """What a drag of its background does."""
        for bar, by in ((self.view.horizontalScrollBar(), dx), (self.view.verticalScrollBar(), dy)):
            bar.setValue(bar.value() + by)

    def zoom(self) -> None:
        """What a step of the wheel does."""
        self.view.scale(_OUT, _OUT)

    def drag(self, dx: int, dy: int) -> None:
        """What dragging the node in the middle does at each step."""
        raise NotImplementedError

    def delete(self) -> None:
        """What deleting the node in the middle does."""
        raise NotImplementedError


class _NodeGraphQt(_Peer):
    def build(self, nodes: list[list[Any]], wires: list[list[int]]) -> Any:
        editor = import_module("NodeGraphQt")
        base: Any = editor.BaseNode
        kinds = {}
        for count in sorted({n for _, _, _, n in nodes}):

            def set_up(node: Any, count: int = count) -> None:
                base.__init__(node)
                for port in range(count):
                    node.add_input(f"in{port}")
                node.add_output("out")

            made = {"__identifier__": "bench", "NODE_NAME": f"Layer{count}", "__init__": set_up}
            kinds[count] = type(f"Layer{count}", (base,), made)
        graph = self.graph = editor.NodeGraph()
        graph.register_nodes(list(kinds.values()))
        self.view = graph.viewer()
        self.nodes = [
            # A name of its own each: it looks through all nodes for a free one otherwise.
            graph.create_node(f"bench.Layer{n}", name=f"{name} {i}", selected=False, pos=[x, y], push_undo=False)
            for i, (name, x, y, n) in enumerate(nodes)
        ]
        for source, target, port in wires:
            into = self.nodes[target].input(port)
            self.nodes[source].output(0).connect_to(into, push_undo=False, emit_signal=False)
        return graph.widget

    def _show(self, area: Any) -> None:
        self.view._scene_range = area
        self.view._update_scene()

    def fit(self) -> None:
        self._show(QtCore.QRectF(self.bounds))

    def one_to_one(self) -> None:
        size = self.view.viewport().size()
        area = QtCore.QRectF(0, 0, size.width(), size.height())
        area.moveCenter(self.middle)
        self._show(area)

    def pan(self, dx: int, dy: int) -> None:
        self.view._set_viewer_pan(dx, dy)

    def zoom(self) -> None:
        self.view._set_viewer_zoom(-1.0, 0.0)

    def drag(self, dx: int, dy: int) -> None:
        item = self.nodes[self.nearest].view
        item.xy_pos = [item.pos().x() + dx, item.pos().y() + dy]

    def delete(self) -> None:
        self.graph.delete_node(self.nodes.pop(self.nearest))


class _Koode(_Peer):
    stretch = (1.3, 1.6)

    def build(self, nodes: list[list[Any]], wires: list[list[int]]) -> Any:
        model, ui = import_module("taskgraph.core.model"), import_module("taskgraph.ui.scene")
        kinds = {}
        for count in sorted({n for _, _, _, n in nodes}):
            ports = tuple(model.PortSpec(f"in{port}") for port in range(count))
            made = {"type_id": f"bench.{count}", "title": "Layer", "inputs": ports, "outputs": (model.PortSpec("out"),)}
            kinds[count] = type(f"Layer{count}", (model.ProcessNode,), made)
        graph = model.Graph()
        made_nodes = [kinds[n]() for _, _, _, n in nodes]
        for node, place in zip(made_nodes, self.places, strict=True):
            graph.add_node(node, place)
        for source, target, port in wires:
            ends = (made_nodes[source].id, "out", made_nodes[target].id, f"in{port}")
            graph.connections.append(model.Connection(*ends, "attribute"))
        self.ids = [node.id for node in made_nodes]
        self.scene = ui.GraphScene(graph)
        self.view = ui.GraphView(self.scene)
        self.scene.setSceneRect(self.bounds)
        return self.view

    def _item(self) -> Any:
        return self.scene.node_items[self.ids[self.nearest]]

    def drag(self, dx: int, dy: int) -> None:
        self._item().setPos(self._item().pos() + QtCore.QPointF(dx, dy))

    def delete(self) -> None:
        self.scene.clearSelection()
        self._item().setSelected(True)
        self.ids.pop(self.nearest)
        self.scene.delete_selected()


_PEERS: Final = {"NodeGraphQt": _NodeGraphQt, "koode-taskgraph": _Koode}


class _Paints(QtCore.QObject):
    """Counts how often a widget was painted."""

    count = 0

    def eventFilter(self, _watched: Any, event: Any) -> bool:  # noqa: N802  (Qt's name)
        if event.type() == QtCore.QEvent.Type.Paint:
            self.count += 1
        return False


def _megabytes() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def main(name: str) -> None:
    """Measure one of them and print what it took, in CPU milliseconds."""
    application = QtWidgets.QApplication(["peer"])
    network = json.load(sys.stdin)
    before, started = _megabytes(), time.process_time()
    peer = _PEERS[name](network["nodes"], network["wires"])
    found = {"build": 1000 * (time.process_time() - started), "megabytes": _megabytes() - before}
    peer.widget.resize(*_SIZE)
    peer.widget.show()
    viewport = peer.view.viewport()
    paints = _Paints()
    viewport.installEventFilter(paints)

    def frame(act: Callable[[], object]) -> float:
        count, begun = paints.count, time.process_time()
        act()
        for _ in range(40):
            application.processEvents()
            if paints.count > count:
                break
        return 1000 * (time.process_time() - begun)

    def frames(act: Callable[[int], object], times: int) -> list[float]:
        spent: list[float] = []
        begun = time.process_time()
        for number in range(times):
            spent.append(frame(partial(act, number)))
            if number > 2 and time.process_time() - begun > _ENOUGH:
                break
        return spent

    def to_and_fro(number: int, length: int) -> int:
        return 1 if number // length % 2 == 0 else -1

    peer.fit()
    frame(viewport.update)
    found["fitted"] = median(frames(lambda _n: viewport.update(), 5))
    peer.one_to_one()
    frame(viewport.update)
    found["one_to_one"] = median(frames(lambda _n: viewport.update(), 5))
    found["pan"] = median(frames(lambda n: peer.pan(14 * to_and_fro(n, 20), 9 * to_and_fro(n, 20)), 40))
    found["drag"] = median(frames(lambda n: peer.drag(5 * to_and_fro(n, 10), 4 * to_and_fro(n, 10)), 20))
    peer.one_to_one()
    frame(viewport.update)
    found["zoom"] = max(frames(lambda _n: peer.zoom(), 26))
    peer.one_to_one()
    frame(viewport.update)
    found["delete"] = median(frames(lambda _n: peer.delete(), 3))
    print(json.dumps(found), flush=True)
    os._exit(0)  # some of them crash when they are torn down


if __name__ == "__main__":
    main(sys.argv[1])
