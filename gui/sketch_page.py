"""One tab: the canvas of a sketch, above it where in the sketch one is, and what is looked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.breadcrumb import Breadcrumb
from gui.canvas.widget import CanvasWidget
from gui.preferences import Preferences
from gui.session import Session

if TYPE_CHECKING:
    from gui.find_bar import FindBar

__all__ = ["SketchPage"]


class SketchPage(QWidget):
    """The canvas and the breadcrumb of one session, and a bar to find layers once somebody asks for it."""

    def __init__(self, session: Session, preferences: Preferences, parent: QWidget | None = None) -> None:
        """A page for one session."""
        super().__init__(parent)
        self.setObjectName("sketch_page")
        self.session = session
        self.canvas = CanvasWidget(session, preferences, self)
        self.breadcrumb = Breadcrumb(session, self)
        self._find_bar: FindBar | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.breadcrumb)
        self._column.addWidget(self.canvas, 1)
        self.setFocusProxy(self.canvas)

    @property
    def find_bar(self) -> FindBar:
        """The bar above the canvas; made when it is first asked for."""
        if self._find_bar is None:
            from gui.find_bar import FindBar

            self._find_bar = FindBar(self.session, self.canvas, self)
            self._column.insertWidget(self._column.indexOf(self.canvas), self._find_bar)
        return self._find_bar

    def show_find_bar(self) -> None:
        """Let the person type what to look for."""
        self.find_bar.open()

    def find_next(self) -> None:
        """Show the next layer that answers."""
        self.find_bar.next()

    def find_previous(self) -> None:
        """Show the one before."""
        self.find_bar.previous()
