"""The docks around the canvas: made empty, so that the window is painted at once, and furnished afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QByteArray, QCoreApplication, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabBar, QWidget

from gui.preferences import Preferences

if TYPE_CHECKING:
    from gui.panels.follower import Follower
    from gui.panels.inspector import InspectorPanel
    from gui.panels.issues import IssuesPanel
    from gui.panels.palette import PalettePanel
    from gui.session import Session

__all__ = ["Docks", "Panels"]

STATE_VERSION: Final = 3
"""Raised when docks come or go, so that an older state is not read as a newer one."""

_LEFT, _RIGHT, _BOTTOM = (
    Qt.DockWidgetArea.LeftDockWidgetArea,
    Qt.DockWidgetArea.RightDockWidgetArea,
    Qt.DockWidgetArea.BottomDockWidgetArea,
)
_DOCKS: Final = (
    ("palette", "Palette", _LEFT),
    ("inspector", "Inspector", _RIGHT),
    ("variables", "Variables", _RIGHT),
    ("totals", "Totals", _RIGHT),
    ("branches", "Branches", _RIGHT),
    ("layers", "Layers", _BOTTOM),
    ("issues", "Issues", _BOTTOM),
    ("formula", "Formula", _BOTTOM),
    ("history", "History", _BOTTOM),
)


class Panels(NamedTuple):
    """The panels, once they are there."""

    palette: PalettePanel
    inspector: InspectorPanel
    issues: IssuesPanel
    all: tuple[Follower, ...]


class Docks:
    """Makes the docks of a window and puts the panels into them."""

    def __init__(self, window: QMainWindow) -> None:
        """Make the docks, empty."""
        self._window = window
        self._docks: dict[str, QDockWidget] = {}
        self._hidden: QByteArray | None = None
        self.panels: Panels | None = None
        window.setDockNestingEnabled(True)
        for name, title, _ in _DOCKS:
            dock = QDockWidget(_tr(title), window)
            dock.setObjectName(f"dock_{name}")
            dock.setWidget(QWidget())
            self._docks[name] = dock
        self._put_in_place()

    def __getitem__(self, name: str) -> QDockWidget:
        return self._docks[name]

    def arrange(self) -> None:
        """Put every dock where it stands at first, and show it."""
        for dock in self._docks.values():
            if dock.isFloating():
                dock.setFloating(False)
            dock.setVisible(True)
        self._put_in_place()

    def _put_in_place(self) -> None:
        """Put every dock where it stands at first. With the window they are shown anyway, and that is quicker."""
        window, docks = self._window, self._docks
        for name, _, area in _DOCKS:
            window.addDockWidget(area, docks[name])
        window.setCorner(Qt.Corner.BottomRightCorner, _RIGHT)
        window.setCorner(Qt.Corner.BottomLeftCorner, _LEFT)
        window.splitDockWidget(docks["inspector"], docks["totals"], Qt.Orientation.Vertical)
        # Splits before tabs: Qt would put a dock that is split off a tab into the same tabs.
        window.splitDockWidget(docks["layers"], docks["formula"], Qt.Orientation.Horizontal)
        window.tabifyDockWidget(docks["inspector"], docks["variables"])
        window.tabifyDockWidget(docks["totals"], docks["branches"])
        window.tabifyDockWidget(docks["layers"], docks["issues"])
        window.tabifyDockWidget(docks["issues"], docks["history"])
        docks["inspector"].raise_()
        docks["totals"].raise_()
        docks["layers"].raise_()
        window.resizeDocks([docks["palette"], docks["inspector"]], [232, 320], Qt.Orientation.Horizontal)
        window.resizeDocks([docks["inspector"], docks["totals"]], [440, 380], Qt.Orientation.Vertical)
        window.resizeDocks([docks["layers"]], [216], Qt.Orientation.Vertical)
        window.resizeDocks([docks["layers"], docks["formula"]], [560, 300], Qt.Orientation.Horizontal)
        self.hide_stray_tabs()

    def hide_stray_tabs(self) -> None:
        """Hide bars of tabs that Qt forgot while docks were split and tabbed: they would stay over the palette.

        Of bars that share a tab, only the one with most of them is Qt's own, of equal ones the newest.
        """
        seen: set[str] = set()
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        newest_first = self._window.findChildren(QTabBar, options=direct)[::-1]
        for bar in sorted(newest_first, key=lambda bar: -bar.count()):
            tabs = {bar.tabText(index) for index in range(bar.count())}
            if tabs & seen:
                bar.hide()
            seen |= tabs

    def furnish(self, preferences: Preferences) -> Panels:
        """Import the panels and put them into their docks."""
        from gui.panels.branches import BranchesPanel
        from gui.panels.costs import TotalsPanel
        from gui.panels.formula import FormulaPanel
        from gui.panels.history import HistoryPanel
        from gui.panels.inspector import InspectorPanel
        from gui.panels.issues import IssuesPanel
        from gui.panels.layers import LayersPanel
        from gui.panels.palette import PalettePanel
        from gui.panels.variables import VariablesPanel

        palette, inspector, issues = PalettePanel(preferences), InspectorPanel(preferences), IssuesPanel(preferences)
        panels: dict[str, Follower] = {
            "palette": palette,
            "inspector": inspector,
            "variables": VariablesPanel(preferences),
            "totals": TotalsPanel(preferences),
            "branches": BranchesPanel(preferences),
            "layers": LayersPanel(preferences),
            "issues": issues,
            "formula": FormulaPanel(preferences),
            "history": HistoryPanel(preferences),
        }
        for name, panel in panels.items():
            empty = self._docks[name].widget()
            self._docks[name].setWidget(panel)
            # A dock that comes out from behind another tab.
            self._docks[name].visibilityChanged.connect(lambda shown, panel=panel: shown and panel.catch_up())
            if empty is not None:
                empty.deleteLater()
        issues.counts_changed.connect(self._count_issues)
        self.panels = Panels(palette, inspector, issues, tuple(panels.values()))
        return self.panels

    def follow(self, session: Session | None) -> None:
        """Let every panel follow a session."""
        if self.panels is not None:
            for panel in self.panels.all:
                panel.set_session(session)
            self._count_issues()

    def set_away(self, away: bool) -> None:
        """Hide all docks while there is nothing for them to show, and bring them back as they were."""
        if away and self._hidden is None:
            self._hidden = self._window.saveState(STATE_VERSION)
            for dock in self._docks.values():
                dock.hide()
        elif not away and self._hidden is not None:
            self._window.restoreState(self._hidden, STATE_VERSION)
            self._hidden = None

    def state(self) -> QByteArray:
        """Where the docks stand, for the settings; also while they are away."""
        return self._hidden or self._window.saveState(STATE_VERSION)

    def restore(self, state: QByteArray) -> None:
        """Put the docks where they stood; a state that cannot be read leaves the first arrangement."""
        if not self._window.restoreState(state, STATE_VERSION):
            self.arrange()

    def show(self, name: str) -> None:
        """Bring a dock to the front."""
        self._docks[name].setVisible(True)
        self._docks[name].raise_()

    def toggle(self, name: str) -> None:
        """Bring a dock to the front, or close it where it is in front already."""
        dock = self._docks[name]
        if dock.isVisible() and not dock.visibleRegion().isEmpty():
            dock.close()
        else:
            self.show(name)

    def all(self) -> list[QDockWidget]:
        """Every dock, in the order of the View menu."""
        return list(self._docks.values())

    def _count_issues(self) -> None:
        count = self.panels.issues.count if self.panels is not None else 0
        self._docks["issues"].setWindowTitle(_tr("Issues ({})").format(count) if count else _tr("Issues"))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Docks", text)
