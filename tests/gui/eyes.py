"""What is seen of the real window: read off the widgets, in the places where things are. Undo is tried by its keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolTip, QWidget

from core.document.graph import Edge, NodeId
from gui.canvas.widget import CanvasWidget
from gui.drawing.geometry import PortRef, Rect
from gui.main_window import MainWindow
from gui.panels.branches import BranchesPanel
from gui.panels.palette import PalettePanel
from gui.search.popup import SearchPopup
from gui.session import Session

__all__ = ["Eyes"]


class Eyes:
    """Sees the window, and whether what was done is one step of undo or leaves no trace."""

    def __init__(self, window: MainWindow) -> None:
        """Look at a window that is furnished."""
        self.window = window
        panels = window.docks.panels
        assert panels is not None
        self.palette: PalettePanel = panels.palette
        self.inspector = panels.inspector

    @property
    def canvas(self) -> CanvasWidget:
        assert self.window.canvas is not None
        return self.window.canvas

    @property
    def session(self) -> Session:
        assert self.window.session is not None
        return self.window.session

    def reads(self, name: str) -> str:
        """The text of a label that is on the screen."""
        label = self.window.findChild(QLabel, name)
        assert label is not None, name
        assert label.isVisible(), name
        return label.text()

    def bar(self) -> str:
        """Who contributes how many channels, in the panel of branches."""
        self.window.docks.show("branches")
        panel = self.window.findChild(BranchesPanel, "panel.branches")
        assert panel is not None
        assert panel.isVisible()
        return "; ".join(row.title for row in panel.model.rows if row.segments)

    def totals(self) -> tuple[str, str]:
        """MACs and params."""
        self.window.docks.show("totals")
        return self.reads("totals.macs"), self.reads("totals.params")

    def row(self, name: str) -> list[str]:
        """A row of the table of layers, as it is seen."""
        self.window.docks.show("layers")
        table = self.window.findChild(QWidget, "layers.table")
        assert table is not None
        model = table.model()  # type: ignore[attr-defined]
        columns = [c for c in range(model.columnCount()) if not table.isColumnHidden(c)]  # type: ignore[attr-defined]
        rows = [[str(model.index(row, column).data() or "") for column in columns] for row in range(model.rowCount())]
        return next(row for row in rows if row[0] == name)

    def status(self) -> str:
        """What the status bar says for a while."""
        return self.window.statusBar().currentMessage()

    @property
    def popup(self) -> SearchPopup:
        """The list to search that is open."""
        found = QApplication.activePopupWidget()
        assert isinstance(found, SearchPopup), found
        return found

    def listed(self) -> list[str]:
        """What the open list offers, headings too."""
        return [row.label for row in self.popup.model.rows]

    def away(self) -> None:
        """Take the pointer off the canvas."""
        QApplication.sendEvent(self.canvas, QEvent(QEvent.Type.Leave))

    def picture(self) -> QImage:
        """What is painted of the canvas, while the pointer is elsewhere."""
        self.away()
        return self.canvas.grab().toImage()

    def colour_at(self, at: QPoint) -> str:
        """What is painted at a point of the canvas now."""
        return self.canvas.grab().toImage().pixelColor(at).name()

    def cursor(self) -> Qt.CursorShape:
        """What the pointer looks like over the canvas."""
        return self.canvas.cursor().shape()

    def tip(self, at: QPoint) -> str:
        """What a tooltip says about a point of the canvas."""
        QApplication.sendEvent(self.canvas, QHelpEvent(QEvent.Type.ToolTip, at, self.canvas.mapToGlobal(at)))
        text = QToolTip.text()
        QToolTip.hideText()
        return text

    def rect(self, node: NodeId) -> Rect:
        """Where a layer is shown, in canvas units."""
        return self.canvas.scene.rect(node)

    def named(self, name: str) -> NodeId:
        """The layer that is called so."""
        return next(key for key, node in self.session.graph.nodes.items() if node.name == name)

    def names(self, nodes: frozenset[NodeId] | None = None) -> set[str]:
        """What the selected layers are called, or others."""
        return {self.session.graph.nodes[key].name for key in (self.session.selection if nodes is None else nodes)}

    def reads_from(self, name: str) -> list[str]:
        """What the layer of this name reads, by name; empty for an input without a wire."""
        nodes = self.session.graph.nodes
        inputs = nodes[self.named(name)].inputs
        return ["" if ref is None else nodes[ref.node].name for ref in inputs]

    def value(self, name: str, param: str) -> Any:
        """A parameter of the layer of this name."""
        return getattr(self.session.graph.nodes[self.named(name)].op, param)

    @property
    def gesture(self) -> Any:
        """What is going on with the pointer, if anything."""
        return self.canvas.gesture

    # undo

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        """What is done in here is ONE step of undo with this name: undo and redo by keys lead back and forth."""
        session = self.session
        before, index, numbers = session.document, session.history_index, self.reads("status_totals")
        yield
        self.canvas.settle()
        assert [entry.text for entry in session.history[index:]] == [text]
        after, shown = session.document, self.reads("status_totals")
        assert after is not before
        assert self.window.actions_table["undo"].text() == f"&Undo {text}"
        path = session.path
        self.canvas.setFocus()
        self.key("Ctrl+Z")
        assert session.document is before
        assert self.reads("status_totals") == numbers
        assert self.window.actions_table["redo"].text() == f"&Redo {text}"
        self.key("Ctrl+Y")
        assert session.document is after
        assert self.reads("status_totals") == shown
        assert session.path == path

    @contextmanager
    def no_step(self) -> Iterator[None]:
        """What is done in here leaves no trace: neither in the document, nor in the history, nor on the canvas."""
        session = self.session
        before, history, selected = session.document, session.history, (session.selection, session.annotations)
        picture = self.picture()
        yield
        assert session.document is before
        assert session.history == history
        assert self.canvas.gesture is None
        session.select(*selected)
        assert self.picture() == picture

    # where things are on the canvas

    def spot(self, x: float, y: float) -> QPoint:
        """The point of the widget at which a canvas point is seen."""
        at = self.canvas.to_screen(QPointF(x, y)).toPoint()
        assert self.canvas.rect().contains(at), (x, y)
        return at

    def node(self, node: NodeId) -> QPoint:
        """The middle of a layer's box."""
        rect = self.rect(node)
        return self.spot(rect.x + rect.width / 2, rect.y + rect.height / 2)

    def output(self, node: NodeId, index: int = 0) -> QPoint:
        """An output of a layer."""
        return self._port(PortRef(node, "out", index))

    def input(self, node: NodeId, index: int = 0) -> QPoint:
        """An input of a layer."""
        return self._port(PortRef(node, "in", index))

    def wire(self, source: NodeId, target: NodeId, port: int = 0, along: float = 0.5) -> QPoint:
        """A point on a wire, so far along: where it is seen, whichever way it takes."""
        scene = self.canvas.scene
        x0, y0 = scene.port_position(PortRef(source, "out", 0))
        x1, y1 = scene.port_position(PortRef(target, "in", port))
        y, middle = y0 + (y1 - y0) * along, x0 + (x1 - x0) * along
        for away in range(400):
            for x in (middle - away, middle + away):
                edge = scene.edge_at(x, y, 1.0)
                known = edge is not None and (edge.source.node, edge.target, edge.port) == (source, target, port)
                if known and scene.node_at(x, y) is None:
                    return self.spot(x, y)
        raise AssertionError(f"no wire from {source} to {target} is seen")

    def empty(self, left: float = 0.5, top: float = 0.5) -> QPoint:
        """A point of the canvas at which there is nothing, nearest to a place of the widget."""
        width, height = self.canvas.width(), self.canvas.height()
        middle = QPoint(round(width * left), round(height * top))
        spots = [QPoint(x, y) for x in range(60, width - 60, 20) for y in range(60, height - 60, 20)]
        for at in sorted(spots, key=lambda spot: (spot - middle).manhattanLength()):
            there = self.canvas.to_canvas(QPointF(at))
            near = Rect(there.x() - 40, there.y() - 40, 80, 80)
            scene = self.canvas.scene
            free = not scene.nodes_in(near) and scene.edge_at(there.x(), there.y(), 30) is None
            if free and not scene.annotations_in(near) and not self.canvas.map_rect.contains(at):
                return at
        raise AssertionError("there is no room")

    def edge(self, source: NodeId, target: NodeId) -> Edge:
        """The wire between two layers."""
        nodes = self.session.graph.nodes
        port = next(port for port, ref in enumerate(nodes[target].inputs) if ref is not None and ref.node == source)
        found = nodes[target].inputs[port]
        assert found is not None
        return Edge(found, target, port)

    def _port(self, port: PortRef) -> QPoint:
        at = self.canvas.to_screen(QPointF(*self.canvas.scene.port_position(port))).toPoint()
        assert self.canvas.rect().contains(at), port
        return at

    def key(self, keys: str) -> None:
        """Press keys, wherever the focus is."""
        QTest.keySequence(self._focus(), QKeySequence(keys))
        QApplication.processEvents()  # a command that was searched is run in the next turn

    def _focus(self) -> QWidget:
        popup = QApplication.activePopupWidget()
        inside = popup.focusProxy() or popup.focusWidget() if popup is not None else None
        return inside or QApplication.focusWidget() or self.window
