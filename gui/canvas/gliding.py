"""A view of a sketch on which things glide to where an edit has put them, so that the eye can follow."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from core.document.graph import Graph, NodeId
from gui.canvas.animation import MOST, Glide, between, moved_between
from gui.canvas.looks import view_between
from gui.canvas.navigator import SketchNavigator
from gui.drawing.painter import View
from gui.preferences import Preferences
from gui.session import Change, Session

__all__ = ["SketchGlider"]


class SketchGlider(SketchNavigator):
    """A ``SketchNavigator`` that can show the way from an earlier state of the graph to the one that is there."""

    def __init__(self, session: Session, preferences: Preferences, parent: QWidget | None = None) -> None:
        """Nothing is on its way yet."""
        self._glide: Glide | None = None
        self._from: Graph | None = None
        self._views_on_way: tuple[View, View] | None = None
        self._stepping = False
        super().__init__(session, preferences, parent)
        self._glide = Glide(self, self._show_share)
        self.view_changed.connect(self._let_view_be)

    def glide_from(self, before: Graph, view: View | None = None, there: Collection[NodeId] = ()) -> None:
        """Show things on their way from where they were; the document has them where they belong already.

        Nothing is shown where the person or the desktop wants no animations, nor of more than the eye can follow.

        Args:
            before: the graph as it was.
            view: how it was looked at, if that is another view now.
            there: nodes that are where they belong: somebody has dragged them there.
        """
        after, glide = self.session.graph, self._glide
        if glide is None or not (glide.able and self.preferences.animations and self.isVisible()):
            return
        if there:
            places = {key: after.position(key) for key in there if key in after.nodes}
            before = replace(before, layout={**before.layout, **places})
        if 0 < moved_between(before, after) <= MOST:
            self._from = before
            self._views_on_way = (self.view if view is None else view, self.view)
            self._show_share(0.0)
            glide.start()

    def settle(self) -> None:
        """Have everything that is on its way be there at once."""
        if self._glide is not None and self._from is not None:
            self._glide.stop()
            self._show_share(1.0)

    def _show_share(self, share: float) -> None:
        """Show everything so far on its way: 0 is where it was, 1 where the document has it."""
        if self._from is None or self._shown is None:
            return
        shown = self._shown
        if share < 1:
            shown = replace(shown, graph=between(self._from, shown.graph, share))
        self.touch(self.scene.sync(self._shown, shown))
        if self._views_on_way is not None:
            self._show_view(*self._views_on_way, share)
        if share >= 1:
            self._from = self._views_on_way = None

    def _show_view(self, start: View, stop: View, share: float) -> None:
        at = view_between(start, stop, self.size(), share) if start != stop else self._view
        if at != self._view:
            self._stepping = True
            self._view = at
            self.touch_all()
            self.view_changed.emit()
            self._stepping = False

    def _let_view_be(self) -> None:
        """Somebody else takes another view: that one stays."""
        if not self._stepping:
            self._views_on_way = None

    def sync(self, change: Change) -> None:
        self._give_up_gliding()
        super().sync(change)

    def _leave_graph(self) -> None:
        self._give_up_gliding()
        super()._leave_graph()

    def _give_up_gliding(self) -> None:
        """What is shown next is another state, with everything in its place."""
        if self._glide is not None and self._from is not None:
            self._glide.stop()
            if self._views_on_way is not None:
                self._show_view(*self._views_on_way, 1.0)
            self._from = self._views_on_way = None
