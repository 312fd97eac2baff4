"""Finding the way in the real window, by the keys and menus a person has for it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from core.document import edits
from gui.canvas.viewing import READABLE, shows
from gui.main_window import MainWindow

ALT, CONTROL, SHIFT = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
NONE = Qt.KeyboardModifier.NoModifier


class Way:
    """A person at the keyboard of a window that shows GoogLeNet, which is too tall to be read as a whole."""

    def __init__(self, window: MainWindow) -> None:
        assert window.canvas is not None
        assert window.session is not None
        self.window, self.canvas, self.session = window, window.canvas, window.session
        window.activateWindow()
        self.canvas.setFocus()
        QApplication.processEvents()

    @property
    def focus(self) -> QWidget:
        """Whatever has the keys."""
        found = QApplication.focusWidget()
        assert found is not None
        return found

    def key(self, key, modifiers=NONE):
        QTest.keyClick(self.focus, key, modifiers)
        QApplication.processEvents()
        return self.canvas.view

    def type(self, text):
        QTest.keyClicks(self.focus, text)
        QApplication.processEvents()


@pytest.fixture
def way(open_window) -> Way:
    return Way(open_window("library:googlenet"))


def test_a_tall_network_opens_at_its_input_where_it_can_be_read_and_ctrl_0_shows_all(way):
    canvas = way.canvas
    (first,) = (key for key, node in way.session.graph.nodes.items() if node.op.is_input)
    assert canvas.scale == READABLE
    assert shows(canvas.view, canvas.size(), canvas.scene.rect(first))
    assert not canvas.map_rect.isEmpty()
    way.key(Qt.Key.Key_0, CONTROL)
    assert shows(canvas.view, canvas.size(), canvas.scene.bounds())
    assert canvas.map_rect.isEmpty()


def test_alt_left_and_right_go_back_and_forward(way):
    first = way.canvas.view
    whole = way.key(Qt.Key.Key_0, CONTROL)
    large = way.key(Qt.Key.Key_1, CONTROL)
    assert len({first, whole, large}) == 3
    assert way.key(Qt.Key.Key_Left, ALT) == whole
    assert way.key(Qt.Key.Key_Left, ALT) == first
    assert way.key(Qt.Key.Key_Right, ALT) == whole
    assert way.key(Qt.Key.Key_Right, ALT) == large


def test_ctrl_f_finds_f3_goes_on_and_esc_returns_to_the_canvas(way):
    way.key(Qt.Key.Key_F, CONTROL)
    way.type("inception")
    found = way.window.page.find_bar.found
    assert len(found) == 9
    assert way.session.selection == {found[0].match.node}
    way.key(Qt.Key.Key_F3)
    assert way.session.selection == {found[1].match.node}
    way.key(Qt.Key.Key_F3, SHIFT)
    assert way.session.selection == {found[0].match.node}
    assert way.canvas.lit == {answer.match.node for answer in found}
    way.key(Qt.Key.Key_Escape)
    assert way.canvas.hasFocus()
    way.key(Qt.Key.Key_F3)  # also while the canvas has the keys
    assert way.session.selection == {found[1].match.node}


def test_alt_b_keeps_the_place_and_alt_1_comes_back_to_it(way):
    way.key(Qt.Key.Key_2, CONTROL)
    kept = way.key(Qt.Key.Key_1, CONTROL)
    way.key(Qt.Key.Key_B, ALT)
    assert "Alt+1" in way.window.statusBar().currentMessage()
    way.key(Qt.Key.Key_0, CONTROL)
    assert way.key(Qt.Key.Key_1, ALT) == kept
    assert way.session.undo_text == "Add Bookmark"
    menu = way.window.findChild(QMenu, "menu_bookmarks")
    assert menu is not None
    name = way.session.document.bookmarks[0].name
    assert name in [action.text().replace("&", "").removeprefix("1 ").strip() for action in menu.actions()]


def test_ctrl_m_takes_the_map_away_and_brings_it_back(way):
    way.key(Qt.Key.Key_M, CONTROL)
    assert way.canvas.map_rect.isEmpty()
    way.key(Qt.Key.Key_M, CONTROL)
    assert not way.canvas.map_rect.isEmpty()


def test_ctrl_shift_h_shows_the_history_and_a_click_goes_back_in_it(way):
    session = way.session
    before = session.document
    key = next(iter(session.graph.nodes))
    for name in ("a", "b"):
        session.apply(f"Call it {name}", lambda d, name=name: edits.rename(d, key, name))
    way.key(Qt.Key.Key_H, CONTROL | SHIFT)
    dock = way.window.docks["history"]
    assert not dock.visibleRegion().isEmpty()
    view = dock.widget().view
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(view.model().index(0)).center())
    assert session.document is before
    assert (session.undo_text, session.redo_text) == (None, "Call it a")
    way.canvas.setFocus()
    way.key(Qt.Key.Key_H, CONTROL | SHIFT)
    assert dock.visibleRegion().isEmpty()


def test_undo_by_the_key_shows_what_it_changes_and_alt_left_goes_back_to_work(way):
    key = next(iter(way.session.graph.nodes))
    way.session.apply("Rename", lambda d: edits.rename(d, key, "start"))
    way.key(Qt.Key.Key_1, CONTROL)
    way.canvas.pan_by(0, -4000)
    QApplication.processEvents()
    far = way.canvas.view
    way.key(Qt.Key.Key_Z, CONTROL)
    assert shows(way.canvas.view, way.canvas.size(), way.canvas.scene.rect(key))
    assert way.key(Qt.Key.Key_Left, ALT) == far


def test_a_drag_in_the_map_leads_through_the_network_and_edits_nothing(way):
    canvas = way.canvas
    place = canvas.map_rect
    start, stop = QPoint(place.center().x(), place.top() + 8), QPoint(place.center().x(), place.bottom() - 8)
    last = way.session.graph_analysis.order[-1]
    assert not shows(canvas.view, canvas.size(), canvas.scene.rect(last))
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(canvas, stop)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=stop)
    assert shows(canvas.view, canvas.size(), canvas.scene.rect(last))
    assert way.session.undo_text is None


def test_a_place_is_bookmarked_by_its_key_while_the_find_bar_is_open(way):
    way.key(Qt.Key.Key_F, CONTROL)
    assert way.window.page.find_bar.isVisible()
    way.canvas.setFocus()
    way.key(Qt.Key.Key_B, ALT)
    assert len(way.session.document.bookmarks) == 1
