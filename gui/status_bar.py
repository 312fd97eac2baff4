"""The foot of the window: messages, and beside them what is selected, what all of it costs, and the zoom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QStatusBar, QToolButton, QWidget, QWidgetAction

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from gui.session import Session

__all__ = ["StatusBar", "ZoomButton", "scale_in"]

_NUMBER: Final = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*(%|x|×)?\s*")


def scale_in(text: str) -> float | None:
    """The scale that somebody wrote: “150”, “150 %”, “1.5x”; None where it is none."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    number = float(found[1].replace(",", "."))
    scale = number if found[2] in ("x", "×") else number / 100
    return scale if scale > 0 else None


class _Field(QLineEdit):
    """A field in a menu: Enter is its own, not the menu's."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()


class ZoomButton(QToolButton):
    """The zoom, and a menu to choose another: a field to type it into, above the sizes and fits.

    Signals:
        chosen(float): a scale was typed (1 is 100 %).
    """

    chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self.setObjectName("status_zoom")
        self.setAutoRaise(True)
        self.setEnabled(False)
        self.setAccessibleName(self.tr("Zoom"))
        self.setToolTip(self.tr("Zoom: choose a size, or type one"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._offered: Sequence[QAction] = ()
        self._field: _Field | None = None
        menu = QMenu(self)
        menu.setObjectName("menu_zoom")
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)

    def offer(self, actions: Sequence[QAction]) -> None:
        """What stands in the menu below the field."""
        self._offered = actions

    def show_scale(self, scale: float | None) -> None:
        """Show a scale; nothing where there is none."""
        self.setText("" if scale is None else f"{round(scale * 100)} %")
        self.setEnabled(scale is not None)

    def _fill(self) -> None:
        """Made when it is first asked for: the window is painted before anybody zooms."""
        if self._field is None:
            self._field = _Field(self)
            self._field.setObjectName("zoom_field")
            self._field.setAccessibleName(self.tr("Zoom in percent"))
            self._field.setFixedWidth(110)
            self._field.returnPressed.connect(self._take)
            holder = QWidgetAction(self)
            holder.setObjectName("action_zoom_field")
            holder.setDefaultWidget(self._field)
            self.menu().addAction(holder)
            self.menu().addSeparator()
            self.menu().addActions(list(self._offered))
        self._field.setText(self.text())
        self._field.selectAll()
        QTimer.singleShot(0, self._field, self._enter_field)  # once the menu has taken the keys

    def _enter_field(self) -> None:
        if self._field is not None:
            self.menu().setActiveAction(self.menu().actions()[0])  # from here the arrows lead to the sizes
            self._field.setFocus()

    def _take(self) -> None:
        scale = scale_in(self._field.text()) if self._field is not None else None
        if scale is None:
            if self._field is not None:
                self._field.selectAll()
            return
        self.menu().close()
        self.chosen.emit(scale)


class StatusBar(QStatusBar):
    """A status bar with two labels and the zoom at its right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Say nothing yet."""
        super().__init__(parent)
        self.setObjectName("status_bar")
        self._selection, self._totals, self.zoom = QLabel(), QLabel(), ZoomButton()
        for name, label in (("selection", self._selection), ("totals", self._totals)):
            label.setObjectName(f"status_{name}")
            label.setContentsMargins(10, 0, 10, 0)
            self.addPermanentWidget(label)
        self.addPermanentWidget(self.zoom)

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
        self.zoom.show_scale(scale)
