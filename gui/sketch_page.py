"""One tab: the canvas of a sketch, and above it where in the sketch one is."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.breadcrumb import Breadcrumb
from gui.canvas.widget import CanvasWidget
from gui.preferences import Preferences
from gui.session import Session

__all__ = ["SketchPage"]


class SketchPage(QWidget):
    """The canvas and the breadcrumb of one session."""

    def __init__(self, session: Session, preferences: Preferences, parent: QWidget | None = None) -> None:
        """A page for one session."""
        super().__init__(parent)
        self.setObjectName("sketch_page")
        self.session = session
        self.canvas = CanvasWidget(session, preferences, self)
        self.breadcrumb = Breadcrumb(session, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.breadcrumb)
        column.addWidget(self.canvas, 1)
        self.setFocusProxy(self.canvas)
