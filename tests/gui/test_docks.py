"""The docks: made empty, furnished, put away, brought back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QTabBar

from core.document import edits
from gui.action_table import ACTIONS
from gui.main_window import MainWindow
from gui.preferences import Preferences

NAMES = ["palette", "inspector", "variables", "totals", "branches", "layers", "issues", "formula", "history"]


def places(window: MainWindow) -> dict[str, tuple[object, ...]]:
    docks = {name: window.docks[name] for name in NAMES}
    return {name: (dock.isHidden(), dock.isFloating(), window.dockWidgetArea(dock)) for name, dock in docks.items()}


def test_docks_are_empty_until_they_are_furnished(qtbot, preferences: Preferences):
    window = MainWindow(preferences)
    qtbot.addWidget(window)
    assert window.docks.panels is None
    assert [dock.widget().objectName() for dock in window.docks.all()] == [""] * len(NAMES)
    window.furnish()
    assert [dock.widget().objectName() for dock in window.docks.all()] == [f"panel.{name}" for name in NAMES]


def test_menus_are_empty_until_they_are_furnished_or_asked_for(qtbot, preferences: Preferences):
    window = MainWindow(preferences)
    qtbot.addWidget(window)
    file = window.findChild(QMenu, "menu_file")
    assert isinstance(file, QMenu)
    assert window.menuBar().actions()[0].text() == "&File"
    assert not file.actions()
    assert window.findChild(QAction, "action_open") is not None, "the toolbar is there at once"
    assert window.findChild(QAction, "action_about") is None
    window.furnish()
    assert file.actions()
    assert list(window.actions_table) == [spec.id for spec in ACTIONS]
    early = MainWindow(preferences)
    qtbot.addWidget(early)
    assert list(early.actions_table) == [spec.id for spec in ACTIONS]
    assert early.actions_table["about"].isEnabled()


def test_furnishing_moves_no_dock(qtbot, preferences: Preferences):
    window = MainWindow(preferences)
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    QApplication.processEvents()
    seen = [name for name in NAMES if not window.docks[name].visibleRegion().isEmpty()]
    assert seen == ["palette", "inspector", "totals", "layers", "formula"]
    before = {name: window.docks[name].geometry() for name in seen}
    window.furnish()
    QApplication.processEvents()
    assert {name: window.docks[name].geometry() for name in seen} == before


def test_reset_layout_brings_back_what_was_closed_moved_or_floating(window: MainWindow):
    first = places(window)
    window.docks["palette"].close()
    window.docks["totals"].setFloating(True)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, window.docks["layers"])
    assert places(window) != first
    menu = window.findChild(QMenu, "menu_panels")
    assert menu is not None
    next(action for action in menu.actions() if action.objectName() == "action_reset_layout").trigger()
    assert places(window) == first


def test_the_menu_of_panels_shows_and_hides_each(window: MainWindow):
    menu = window.findChild(QMenu, "menu_panels")
    assert menu is not None
    palette = next(action for action in menu.actions() if action.text() == "Palette")
    palette.trigger()
    assert window.docks["palette"].isHidden()
    palette.trigger()
    assert window.docks["palette"].isVisible()


def test_docks_go_away_with_the_start_screen_and_come_back_as_they_were(window: MainWindow):
    window.docks["formula"].close()
    before = places(window)
    menu = window.findChild(QMenu, "menu_panels")
    assert menu is not None
    window.show_start()
    assert all(hidden for hidden, *_ in places(window).values())
    assert not menu.isEnabled()
    window.show_start()  # twice: the first arrangement is the one to come back to
    window.show_sketches()
    assert places(window) == before
    assert menu.isEnabled()


def test_a_state_that_cannot_be_read_leaves_the_first_arrangement(window: MainWindow):
    first = places(window)
    window.docks["palette"].close()
    window.docks.restore(QByteArray(b"nonsense"))
    assert places(window) == first


def test_show_brings_a_dock_to_the_front_of_its_tabs(window: MainWindow):
    window.docks.show("branches")
    assert not window.docks["branches"].visibleRegion().isEmpty()
    assert window.docks["totals"].visibleRegion().isEmpty()


def test_the_dock_of_issues_counts_them_also_while_it_is_hidden(open_window: Callable[..., MainWindow], qtbot):
    window = open_window("library:course-5x5")
    session = window.session
    assert session is not None
    assert window.docks["issues"].windowTitle() == "Issues"
    window.docks["issues"].close()
    key = next(key for key, node in session.graph.nodes.items() if node.op.type_name() == "Conv2d")
    session.apply("Set groups", lambda d: edits.set_param(d, key, "groups", 7))
    qtbot.waitUntil(lambda: window.docks["issues"].windowTitle() == "Issues (1)")
    session.undo()
    qtbot.waitUntil(lambda: window.docks["issues"].windowTitle() == "Issues")


def test_docks_never_overlap_and_come_back_when_the_window_grows(open_window: Callable[..., MainWindow]):
    window = open_window("library:inception-3a")
    canvas = window.canvas
    assert canvas is not None
    for size in ((640, 420), (1024, 700), (1440, 900)):
        window.resize(*size)
        QApplication.processEvents()
        shown = [window.docks[name].geometry() for name in ("palette", "inspector", "totals", "layers", "formula")]
        assert not any(a.intersects(b) for a in shown for b in shown if a is not b)
        assert canvas.width() > 400
    assert canvas.width() > 800


def test_no_forgotten_bar_of_tabs_lies_over_the_palette(window: MainWindow):
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    bars = [bar for bar in window.findChildren(QTabBar, options=direct) if bar.isVisible()]
    assert sorted(bar.tabText(0) for bar in bars) == ["Inspector", "Layers", "Totals"]
