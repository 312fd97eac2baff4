"""The foot of the window: messages, and beside them what is selected, what all of it costs, and the zoom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

if TYPE_CHECKING:
    from gui.session import Session

__all__ = ["StatusBar"]


class StatusBar(QStatusBar):
    """A status bar with three labels at its right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Say nothing yet."""
        super().__init__(parent)
        self.setObjectName("status_bar")
        self._selection, self._totals, self._zoom = QLabel(), QLabel(), QLabel()
        for name, label in (("selection", self._selection), ("totals", self._totals), ("zoom", self._zoom)):
            label.setObjectName(f"status_{name}")
            label.setContentsMargins(10, 0, 10, 0)
            self.addPermanentWidget(label)

    def show_session(self, session: Session | None) -> None:
        """Show the totals and the selection of a session; nothing where there is none."""
        if session is None:
            self._totals.clear()
            self._selection.clear()
            return
        # Imported here: the window is painted before there is a session.
        from core.analysis.totals import totals
        from core.text import count_text, integer_text

        found = totals(session.analysis)
        text = f"{integer_text(found.macs)} MACs   {integer_text(found.params)} params"
        self._totals.setText(text if found.complete else f"{text}   ({self.tr('incomplete')})")
        chosen = len(session.selection)
        self._selection.setText(self.tr("{} selected").format(count_text(chosen, "layer")) if chosen else "")

    def show_zoom(self, scale: float | None) -> None:
        """Show the zoom of a canvas (1 is 100 %); nothing where there is none."""
        self._zoom.setText("" if scale is None else f"{round(scale * 100)} %")
