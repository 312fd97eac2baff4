"""Connecting layers with the mouse: wires that hang from a port and look for another one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor

from core.analysis.bundles import landing
from core.analysis.connecting import Verdict
from core.document import wiring_edits
from core.document.graph import Edge, NodeId, OutputRef
from core.text import integer_text
from gui.canvas.gestures import STARTS_AT, Editing, Modifiers, Surface
from gui.canvas.hits import Hit, around, around_nodes
from gui.canvas.loose_wire import LooseWire
from gui.canvas.requests import AddRequest
from gui.canvas.viewing import to_canvas
from gui.canvas.words import tr
from gui.drawing.geometry import PortRef

__all__ = ["DragWire", "click_wire", "disconnect"]

_SNAP_PIXELS: Final = 24
_SNAP_UNITS: Final = 40
"""A port attracts a wire from so many pixels away, but no farther than this in canvas units."""
_WIRE_PIXELS: Final = 6


class DragWire(LooseWire):
    """Dragging from a port, or the end of a wire that is there; also a wire that stays in hand after a release."""

    def __init__(
        self,
        canvas: Surface,
        at: QPointF,
        pressed: PortRef | Edge,
        held: Sequence[PortRef],
        detached: Collection[Edge] = (),
    ) -> None:
        """Press on a port or on a wire; nothing shows before the pointer is dragged.

        Args:
            canvas: where.
            at: point of the widget.
            pressed: what is under the pointer, which a click selects.
            held: the ports that wires hang from.
            detached: the wires as they are, if their other ends are taken off.
        """
        super().__init__(canvas, held, detached)
        self._pressed, self._clicked = at, pressed
        self._at = at
        self.cursor = Qt.CursorShape.CrossCursor

    @classmethod
    def another(cls, canvas: Surface, at: QPointF, held: PortRef) -> DragWire:
        """Another wire from a port, which follows the pointer without any button until a click leads it somewhere."""
        wire = cls(canvas, at, held, (held,))
        wire.in_hand = True
        wire._light()
        return wire

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        if not self._shown:
            if (at - self._pressed).manhattanLength() < STARTS_AT:
                return
            self._light()
            self.pans_at_edge = True
        self._at = at
        self._target, wire = self._under(at)
        judgement = self._judgement()
        refused = judgement is not None and judgement.verdict is Verdict.REFUSED
        landing = None if judgement is None or refused else self._target
        self._detach(self._end.detached if landing is None else self._end.leaving(landing))
        self._light_up(() if landing is None else (landing.node,), () if landing is None or wire is None else (wire,))
        if judgement is None:
            refused = self._no_port_of(at) is not None
        self.cursor = Qt.CursorShape.ForbiddenCursor if refused else Qt.CursorShape.CrossCursor

    def _light_up(self, nodes: Collection[NodeId], wires: Collection[Edge]) -> None:
        """Light what a release would change."""
        before, after = (self.lit_nodes, self.lit_edges), (frozenset(nodes), frozenset(wires))
        if before == after:
            return
        self.lit_nodes, self.lit_edges = after
        scene = self.canvas.scene
        self.canvas.touch(around_nodes(scene, before[0] ^ after[0]))
        for wire in before[1] ^ after[1]:
            self.canvas.touch(around(scene, Hit(None, wire)))

    def _under(self, at: QPointF) -> tuple[PortRef | None, Edge | None]:
        """The port that a release would lead the wires to, and the wire on which that happens, if it is one."""
        scene, scale = self.canvas.scene, self.canvas.view.scale
        there = to_canvas(self.canvas.view, at)
        port = scene.port_at(there.x(), there.y(), min(_SNAP_PIXELS / scale, _SNAP_UNITS))
        if port is not None and port.side == self._end.seeks:
            return port, None
        node = scene.node_at(there.x(), there.y())
        if self._near_start(at) and (node is None or any(node == held.node for held in self._end.held)):
            return None, None
        if node is not None:
            return self._end.best(node), None
        wire = scene.edge_at(there.x(), there.y(), _WIRE_PIXELS / scale)
        along = None if wire is None else self._end.along(wire)
        return along, None if along is None else wire

    def _near_start(self, at: QPointF) -> bool:
        """Just leaving the port where the drag began, which lies on the body of its own layer."""
        return not self.in_hand and (at - self._pressed).manhattanLength() < _SNAP_PIXELS

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        if not self._shown:
            self._click(modifiers)
            return
        self.move(at, modifiers)
        target = self._target
        self.cancel()
        if target is not None:
            several = len(self._end.held) > 1
            if self._plug(target) and modifiers & Modifiers.ShiftModifier and not several:
                self.next = DragWire.another(self.canvas, at, self._following())
            return
        reason = self._no_port_of(at)
        if reason is not None:
            self.canvas.say(reason)
        elif self._over_nothing(at):
            self._let_go(at)

    def _following(self) -> PortRef:
        """The port that another wire hangs from: the same output, or of the same layer the next input that is free."""
        held = self._end.held[0]
        free = landing(self.canvas.session.graph.nodes[held.node], 1) if held.side == "in" else ()
        return PortRef(held.node, "in", free[0]) if free else held

    def _click(self, modifiers: Modifiers) -> None:
        """Pressed and released without a drag: select what is there, or with Alt take the wire off."""
        canvas = self.canvas
        if isinstance(self._clicked, Edge):
            click_wire(canvas, self._clicked, modifiers)
        else:
            canvas.select_edge(None)
            canvas.session.select((self._clicked.node,))

    def _over_nothing(self, at: QPointF) -> bool:
        """Whether a release here is one on the empty canvas, and not one by somebody who thought better of it."""
        there = to_canvas(self.canvas.view, at)
        return not self._near_start(at) and self.canvas.scene.node_at(there.x(), there.y()) is None

    def _let_go(self, at: QPointF) -> None:
        """Released on the empty canvas: old wires are disconnected, a new one asks for a layer that goes there."""
        canvas, held = self.canvas, self._end.held[0]
        if self._end.detached:
            disconnect(canvas, *self._end.detached)
        elif len(self._end.held) == 1 and not self.in_hand:
            source = OutputRef(held.node, held.index) if held.side == "out" else None
            target = (held.node, held.index) if held.side == "in" else None
            screen = canvas.mapToGlobal(at).toPoint()
            canvas.ask_to_add(AddRequest(to_canvas(canvas.view, at), screen, source, target))

    def _no_port_of(self, at: QPointF) -> str | None:
        """What to say over a layer without any port on the right side."""
        there = to_canvas(self.canvas.view, at)
        node = self.canvas.scene.node_at(there.x(), there.y())
        if node is None or self._end.ports(node):
            return None
        name = self.canvas.session.graph.nodes[node].name
        text = tr("“{name}” has no input.") if self._end.seeks == "in" else tr("“{name}” has no output.")
        return text.format(name=name)

    def _color(self) -> QColor:
        nowhere = self._target is None and self._no_port_of(self._at) is not None
        return self.canvas.theme.error if nowhere else super()._color()

    def words(self) -> str:
        if self._target is not None:
            reason = super().words()
            said = self._what_happens(self._target)
            return f"{said}\n{reason}" if said and reason else said or reason
        nowhere = self._no_port_of(self._at)
        if nowhere is not None:
            return nowhere
        return self._on_nothing() if self._over_nothing(self._at) else ""

    def _what_happens(self, port: PortRef) -> str:
        """What a release does, where that is not plain to see."""
        nodes = self.canvas.session.graph.nodes
        home = self._end.home
        if home is not None and self._end.reorders(port):
            if self._end.place(port) == home.index:
                return ""
            text = tr("Release to make it input {number} of {name}")
            return text.format(number=integer_text(self._end.place(port) + 1), name=nodes[port.node].name)
        leaving, count = len(self._end.leaving(port)), len(self._end.detached)
        if leaving < count:
            text = tr("Release to move {moved} of {count} wires; {name} depends on the others")
            return text.format(moved=integer_text(leaving), count=integer_text(count), name=nodes[port.node].name)
        for wire in self.lit_edges:
            writer, reader = nodes[wire.source.node].name, nodes[wire.target].name
            if self._end.seeks == "in":
                return tr("Release to replace the wire from {writer}").format(writer=writer)
            return tr("Release to read {writer}, as {reader} does").format(writer=writer, reader=reader)
        return ""

    def _on_nothing(self) -> str:
        count = len(self._end.held)
        if self._end.detached:
            several = tr("Release to disconnect {count} wires").format(count=integer_text(count))
            return several if count > 1 else tr("Release to disconnect")
        if self.in_hand:
            return tr("Click a port to connect, or nothing to stop")
        if count > 1:
            return tr("Release on a layer to connect {count} wires").format(count=integer_text(count))
        return tr("Release to add a layer")


def click_wire(canvas: Editing, edge: Edge, modifiers: Modifiers, bend: int | None = None) -> None:
    """A wire was clicked: select it (and the bend that was meant), or with Alt take it off."""
    if modifiers & Modifiers.AltModifier:
        disconnect(canvas, edge)
    else:
        canvas.session.select(())
        canvas.select_edge(edge, bend)


def disconnect(canvas: Editing, *wires: Edge) -> None:
    """Take wires off, as one step of undo."""
    session = canvas.session
    nodes, graph = session.graph.nodes, session.graph_id
    if len(wires) == 1:
        text = tr("Disconnect {name}").format(name=nodes[wires[0].target].name)
    else:
        text = tr("Disconnect {count} wires").format(count=integer_text(len(wires)))

    canvas.attempt(text, lambda d: wiring_edits.cut(d, wires, graph=graph))
