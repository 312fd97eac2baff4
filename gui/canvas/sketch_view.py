"""A widget that shows the sketch of a session: follows it, paints it, and lets it be panned and zoomed.

Nothing is edited here; ``CanvasWidget`` adds that.
"""

from __future__ import annotations

from functools import reduce
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from core.analysis.hints import hints_in
from core.analysis.infer import GraphAnalysis, Path
from core.document.graph import Edge, NodeId
from core.language.operator import Severity
from gui.canvas import overlays
from gui.canvas.flash import Flash
from gui.canvas.hits import NOWHERE, Hit, around, around_nodes
from gui.canvas.loose_end import stands
from gui.canvas.pieces import pieces_of
from gui.canvas.spoken import description
from gui.canvas.viewing import (
    centred,
    fitted,
    opened,
    panned,
    seen,
    shows,
    to_canvas,
    to_screen,
    to_screen_rect,
    zoomed,
)
from gui.drawing.geometry import MARGIN, Rect, Scene
from gui.drawing.painter import LEAD, DrawState, Manner, View, manner_of, paint
from gui.drawing.wires import few_stand_out
from gui.preferences import Preferences
from gui.session import Change, Session
from gui.theme import Theme, theme_named

__all__ = ["NAMES", "SketchView"]

_LARGEST_FIT: Final = 1.0
_SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "hint")
_SELECTED_WIRE: Final = 4.0
_SMALL: Final = 400
"""Nodes."""
_PATIENCE: Final = 30
"""Milliseconds."""
NAMES: Final = 120
"""Pixels that large names reach beyond what they name, on either side."""
_MANY: Final = 64
"""With more nodes than these to paint anew, everything is."""


class SketchView(QWidget):
    """One widget painted from the arrays of a ``Scene``; there are no child widgets and no items.

    Signals:
        view_changed(): another part is seen, or at another scale.
        edge_selected(): another wire is selected, or none.
    """

    view_changed = Signal()
    edge_selected = Signal()

    def __init__(self, session: Session, preferences: Preferences, parent: QWidget | None = None) -> None:
        """Show a session's sketch and follow it."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._session, self._preferences = session, preferences
        self._theme = theme_named(preferences.theme)
        self._scene = Scene()
        self._view = View(1.0, 0.0, 0.0)
        self._fitting = True
        """Whether the view is still the automatic one: fitted to the document, and again whenever the size changes."""
        self._fitted = False
        self._opening = True
        """Whether that view is the first one, which shows the beginning of what is too large to be read as a whole."""
        self._manner: Manner | None = None
        """How the sketch was painted last."""
        self._dirty = QRegion()
        """What is being painted."""
        self._badges: dict[NodeId, Severity] = {}
        self._hovered: Hit = NOWHERE
        self._selected_edge: Edge | None = None
        self._selected_bend: int | None = None
        self._shown_selection = session.selection
        self._shown_annotations = session.annotations
        self._shown: GraphAnalysis | None = None
        self._shown_path: Path = ()
        self._views: dict[Path, tuple[View, bool, bool]] = {}
        """How each graph was looked at when it was left, whether that was the automatic view, and the first one."""
        self._flash = Flash(self, self._touch_node)
        self._hints_timer = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._hints_timer.setObjectName("hints_come_after")
        self._hints_timer.timeout.connect(self._follow_hints)
        self.sync(Change(None, session.analysis))
        self._describe()
        session.changed.connect(self.sync)
        session.path_changed.connect(lambda _path: self._follow_path())
        session.saved_changed.connect(self._describe)  # comes after every change, and when the title is another
        session.selection_changed.connect(self._follow_selection)
        session.reveal_requested.connect(self.reveal)
        preferences.changed.connect(self._follow_preferences)

    # -- what is -------------------------------------------------------------------------------------------------

    @property
    def session(self) -> Session:
        """Whose document is shown."""
        return self._session

    @property
    def scene(self) -> Scene:
        """Where everything lies."""
        return self._scene

    @property
    def theme(self) -> Theme:
        """Colours in force."""
        return self._theme

    @property
    def preferences(self) -> Preferences:
        """What the person set."""
        return self._preferences

    @property
    def view(self) -> View:
        """How the canvas is mapped to the widget."""
        return self._view

    @property
    def scale(self) -> float:
        """Pixels for one canvas unit; 1 is 1:1."""
        return self._view.scale

    @property
    def selected_bend(self) -> int | None:
        """Number of the bend of the selected wire that is selected, if one is."""
        edge, bend = self._selected_edge, self._selected_bend
        there = edge is not None and bend is not None and bend < len(self._scene.bends_of(edge))
        return bend if there else None

    @property
    def selected_edge(self) -> Edge | None:
        """The wire that is selected, or None."""
        return self._selected_edge

    def to_canvas(self, at: QPointF) -> QPointF:
        """The canvas point under a point of the widget."""
        return to_canvas(self._view, at)

    def to_screen(self, at: QPointF) -> QPointF:
        """The point of the widget at which a canvas point is drawn."""
        return to_screen(self._view, at.x(), at.y())

    def seen(self) -> Rect:
        """The part of the canvas in view."""
        return seen(self._view, self.size())

    # -- following -----------------------------------------------------------------------------------------------

    def sync(self, change: Change) -> None:
        """Agree with the session's document; what did not change is neither touched nor painted anew."""
        if change.before is None:
            self._views.clear()
            self._show_graph(forget=True)
        elif self._session.path != self._shown_path:
            self._show_graph()
        else:
            self._agree()

    def _follow_path(self) -> None:
        """Another graph is shown; where a change of the document is the reason, ``sync`` saw to it already."""
        if self._session.path != self._shown_path:
            self._show_graph()

    def _agree(self) -> None:
        """Agree with the graph that was shown before, and is another value now."""
        was_empty = not len(self._scene)
        before, after = self._shown, self._session.graph_analysis
        dirty = self._scene.sync(before, after)
        self._shown = after
        if self._selected_edge is not None and not stands(self._selected_edge, after.graph):
            self._selected_edge = None
        if self._flash.node is not None and self._flash.node not in self._scene:
            self._flash.stop()
        self._hovered = NOWHERE
        self._fitting = False
        if before is None or before.results is not after.results:  # else it only moved
            self._follow_hints_soon()
        if was_empty != (not len(self._scene)):
            self.touch_all()  # the hint comes or goes
        if (self._view.scale < LEAD and not dirty.empty) or not self._same_manner():
            self.touch_all()  # large names reach beyond what they name
        else:
            self.touch(dirty)

    def _show_graph(self, *, forget: bool = False) -> None:
        """Show the session's graph from nothing, as it was looked at when it was left, or fitted the first time.

        Args:
            forget: what was shown so far belongs to another document.
        """
        self._leave_graph()
        if not forget and self._fitted:
            self._views[self._shown_path] = (self._view, self._fitting, self._opening)
        self._shown, self._shown_path = self._session.graph_analysis, self._session.path
        self._scene.sync(None, self._shown)
        self._selected_edge = None
        self._flash.stop()
        self._hovered = NOWHERE
        self._badges = {}
        self._follow_hints_soon()
        known = self._views.get(self._shown_path)
        self._fitting, self._fitted, self._opening = True, False, True
        if known is not None:
            view, self._fitting, self._opening = known
            self._fitted = not self._fitting
            if view != self._view:
                self._view = view
                self.view_changed.emit()
        self.touch_all()
        self._describe()

    def _leave_graph(self) -> None:
        """Called before another graph is shown."""

    def _follow_hints_soon(self) -> None:
        """What is said of several nodes of a large sketch takes longer to find than a frame lasts: it comes after."""
        if len(self._scene) <= _SMALL:
            self._follow_hints()
        else:
            self._hints_timer.start()

    def _follow_hints(self) -> None:
        """Find out which nodes are marked for what is said about several of them together."""
        found: dict[NodeId, Severity] = {}
        for issue in hints_in(self._session.graph_analysis):
            known = found.get(issue.node, "hint")
            found[issue.node] = min(known, issue.severity, key=_SEVERITIES.index)
        self._hints_timer.stop()
        others = {node for node, _ in found.items() ^ self._badges.items()}
        if len(others) > _MANY:
            self.touch_all()
        else:
            for node in others:
                self._touch_node(node)
        self._badges = found

    def _follow_selection(self, selection: frozenset[NodeId]) -> None:
        changed = selection ^ self._shown_selection
        self._shown_selection = selection
        framed = self._session.annotations
        self.touch(self._scene.around_annotations(framed ^ self._shown_annotations))
        self._shown_annotations = framed
        if len(changed) > _MANY or few_stand_out(selection) != few_stand_out(selection ^ changed):
            self.touch_all()
        for node in changed if len(changed) <= _MANY else ():
            self._touch_node(node)
        if (selection or framed) and self._selected_edge is not None:
            self.select_edge(None)
        self._describe()

    def _follow_preferences(self) -> None:
        self._theme = theme_named(self._preferences.theme)
        self.touch_all()

    def select_edge(self, edge: Edge | None, bend: int | None = None) -> None:
        """Select a wire, and one of its bends if that was meant; or none."""
        if bend != self._selected_bend:
            self._selected_bend = bend
            self._touch_hit(Hit(None, edge))
        if edge != self._selected_edge:
            for wire in (self._selected_edge, edge):
                self._touch_hit(Hit(None, wire))
            self._selected_edge = edge
            self._describe()
            self.edge_selected.emit()

    def _describe(self) -> None:
        """Say to assistive technology what there is and what is selected."""
        self.setAccessibleName(self.tr("Sketch {title}").format(title=self._session.title))
        self.setAccessibleDescription(description(self._session, self._selected_edge))

    # -- repainting ----------------------------------------------------------------------------------------------

    def touch(self, area: Rect) -> None:
        """Have a part of the canvas painted anew."""
        if not area.empty:
            more = 16 if self._view.scale >= LEAD else NAMES
            on_screen = to_screen_rect(self._view, area).adjusted(-more, -more / 8, more, more / 8)
            self.update(on_screen.intersected(QRectF(self.rect())).toAlignedRect())

    def touch_all(self) -> None:
        """Have everything painted anew."""
        self.update()

    def _same_manner(self) -> bool:
        """Whether what is in view is drawn as what was painted last: with as much detail, wires as wide."""
        return manner_of(self._scene, self._view, QRectF(self.rect())) == self._manner

    def _touch_node(self, node: NodeId) -> None:
        self.touch(around_nodes(self._scene, (node,)))

    def _touch_hit(self, found: Hit) -> None:
        self.touch(around(self._scene, found))

    def _state(self) -> DrawState:
        """What the painter needs to know beside the scene."""
        return DrawState(
            selection=self._session.selection,
            annotations=self._session.annotations,
            hovered_node=self._hovered.node,
            hovered_edge=self._hovered.edge,
            hovered_port=self._hovered.port,
            shape_order=self._preferences.shape_order,
            badges=self._badges,
        )

    def _paint_over(self, painter: QPainter) -> None:
        """Draw over the sketch, in pixels of the widget."""

    def _covered(self) -> QRegion:
        """The part of the widget that ``_paint_known`` and ``_paint_last`` fill: no sketch is painted there."""
        return QRegion()

    def _paint_known(self, painter: QPainter) -> None:
        """Draw what of the sketch need not be painted, since it was before; in pixels of the widget."""

    def _paint_last(self, painter: QPainter) -> None:
        """Draw over everything, in pixels of the widget."""

    def paintEvent(self, event: QPaintEvent) -> None:
        self._fit_first()
        self._dirty = event.region()
        painter = QPainter(self)
        try:
            state = self._state()
            pieces = pieces_of(event.region().subtracted(self._covered()))
            if pieces:
                painter.setClipRegion(reduce(QRegion.united, pieces, QRegion()))
                parts = [QRectF(piece) for piece in pieces]
                paint(painter, self._scene, self._view, state, self._theme, parts, "fast")
            self._manner = manner_of(self._scene, self._view, QRectF(self.rect()))
            painter.setClipping(False)
            self._paint_known(painter)
            if self._selected_edge is not None:
                overlays.selected_wire(painter, self._scene, self._view, self._theme, self._selected_edge)
            for edge in filter(None, {self._selected_edge, self._hovered.edge}):
                chosen = self.selected_bend if edge == self._selected_edge else None
                overlays.bends(painter, self._scene.bends_of(edge), self._view, self._theme, chosen)
            if self._flash.node is not None:
                box = to_screen_rect(self._view, self._scene.rect(self._flash.node))
                overlays.flash(painter, box, self._flash.strength, self._theme)
            if not len(self._scene):
                text = (
                    self.tr("This block is empty: drag a layer here, and an Input and an Output for its ports")
                    if self._shown_path
                    else self.tr("Drag a layer here, or double-click to search for one")
                )
                overlays.hint(painter, QRectF(self.rect()), text, self.font(), self._theme)
            painter.save()
            self._paint_over(painter)
            painter.restore()
            self._paint_last(painter)
            if self.hasFocus():
                overlays.focus_frame(painter, self.rect(), self._theme)
        finally:
            painter.end()

    # -- view ----------------------------------------------------------------------------------------------------

    def _look(self, view: View) -> None:
        """Take another view, chosen on purpose."""
        self._fitting = False
        if view != self._view:
            self._view = view
            self.touch_all()
            self.view_changed.emit()

    def _fit_first(self) -> None:
        """Fit a document that is shown for the first time; only now is the size known."""
        if not self._fitted and self._fitting:
            self._fitted = True
            self._fit_whole()

    def _fit_whole(self) -> None:
        bounds = self._scene.bounds()
        if bounds is None:
            view = View(1.0, float(self.width() // 2), float(self.height() // 3))
        elif self._opening:
            graph = self._session.graph
            sources = [key for key, node in graph.nodes.items() if node.op.is_input]
            start = self._scene.bounds(sources or self._session.graph_analysis.order[:1]) or bounds
            view = opened(bounds, start, self.size(), across=graph.flow == "right")
        else:
            view = fitted(bounds, self.size(), _LARGEST_FIT)
        if view != self._view:
            self._view = view
            self.touch_all()
            self.view_changed.emit()

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Scale by a factor within the limits; the point ``at`` (the middle by default) stays where it is."""
        self._fit_first()
        self._look(zoomed(self._view, factor, QPointF(self.rect().center()) if at is None else at))

    def pan_by(self, dx: int, dy: int) -> None:
        """Shift the view by pixels. What is on the screen already is moved there, not painted anew."""
        self._fit_first()
        if not (dx or dy):
            return
        self._fitting = False
        self._view = panned(self._view, dx, dy)
        if self._may_scroll() and abs(dx) < self.width() and abs(dy) < self.height() and self._same_manner():
            hairline = 1 if self.hasFocus() else 0  # that of the focus stands still
            self.scroll(dx, dy, self.rect().adjusted(hairline, hairline, -hairline, -hairline))
        else:
            self.touch_all()
        self.view_changed.emit()

    def _may_scroll(self) -> bool:
        """Whether nothing is drawn that stands still while the sketch moves."""
        return len(self._scene) > 0 and self.isVisible()

    def reveal(self, node: NodeId) -> None:
        """Bring a node into view, if it is not, and draw the eye to it."""
        if node not in self._scene:
            return
        self._fit_first()
        rect = self._scene.rect(node)
        if not shows(self._view, self.size(), rect):
            self._look(centred(self._view.scale, rect, self.size()))
        if self._preferences.animations:
            self._flash.start(node)

    def bring_into_view(self, area: Rect) -> None:
        """Shift the view by as little as will show an area."""
        on_screen = to_screen_rect(self._view, area.grown(MARGIN))
        dx = max(0.0, -on_screen.left()) or min(0.0, self.width() - on_screen.right())
        dy = max(0.0, -on_screen.top()) or min(0.0, self.height() - on_screen.bottom())
        if dx or dy:
            self._look(panned(self._view, round(dx), round(dy)))

    # -- events --------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fitting and self._fitted:
            self._fit_whole()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._follow_preferences()
