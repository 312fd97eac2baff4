"""The start screen: everything on it opens something, by mouse, keyboard and drop."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFont
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea

from core.library.catalog import entries
from gui.preferences import Preferences, open_settings
from gui.start_screen import StartScreen
from gui.start_tiles import Card, Cards, Recent, lines_of, wrapped
from gui.theme import DARK, LIGHT

ENTRIES = [(entry.name, entry.title, entry.teaches) for entry in entries()]


@pytest.fixture
def preferences(qapp):
    made = Preferences(open_settings())
    made.theme = "light"
    return made


@pytest.fixture
def screen(qtbot, preferences):
    made = StartScreen(preferences)
    qtbot.addWidget(made)
    made.set_entries(ENTRIES)
    made.resize(1024, 700)
    made.show()
    qtbot.waitExposed(made)
    return made


def card(screen, name) -> Card:
    found = screen.findChild(Card, f"start_entry_{name}")
    assert isinstance(found, Card)
    return found


def recent(screen) -> list[Recent]:
    return [row for row in screen.findChildren(Recent) if not row.isHidden()]


def scroll_bar(screen):
    return screen.findChild(QScrollArea, "start_scroll").verticalScrollBar()


def test_it_is_painted_without_the_libraries_that_take_long_to_load():
    code = (
        "import sys; from PySide6.QtWidgets import QApplication; app = QApplication([]);"
        "from gui.preferences import *; from gui.start_screen import StartScreen;"
        "s = StartScreen(Preferences(open_settings())); s.set_entries([('a', 'b', 'c')]); s.grab();"
        "heavy = [m for m in ('numpy', 'msgspec', 'core.ops', 'core.library', 'core.io') if m in sys.modules];"
        "sys.exit(', '.join(heavy) or 0)"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_click_on_a_card_chooses_its_entry(qtbot, screen):
    with qtbot.waitSignal(screen.entry_chosen) as chosen:
        qtbot.mouseClick(card(screen, "inception-3a"), Qt.MouseButton.LeftButton)
    assert chosen.args == ["inception-3a"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_card_with_the_focus_is_opened_from_the_keyboard(qtbot, screen, key):
    card(screen, "course-5x5").setFocus()
    with qtbot.waitSignal(screen.entry_chosen) as chosen:
        qtbot.keyClick(card(screen, "course-5x5"), key)
    assert chosen.args == ["course-5x5"]


def test_arrow_keys_walk_the_cards_in_two_directions(qtbot, screen):
    names = [name for name, _, _ in ENTRIES]
    card(screen, names[0]).setFocus()
    for key, expected in (
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_Down, 3),
        (Qt.Key.Key_Left, 2),
        (Qt.Key.Key_Up, 0),
        (Qt.Key.Key_Up, 0),
    ):
        qtbot.keyClick(QApplication.focusWidget(), key)
        assert QApplication.focusWidget() is card(screen, names[expected])


def test_a_card_that_gets_the_focus_is_scrolled_into_view(screen):
    last = card(screen, ENTRIES[-1][0])
    assert scroll_bar(screen).value() == 0
    last.setFocus()
    top = last.mapTo(screen, QPoint(0, 0)).y()
    assert scroll_bar(screen).value() > 0
    assert top + last.height() <= screen.height()


def test_every_card_is_reached_with_tab(qtbot, screen):
    screen.new_button.setFocus()
    reached = set()
    for _ in range(len(ENTRIES) + 4):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        reached.add(focus.objectName() if focus else "")
    assert {f"start_entry_{name}" for name, _, _ in ENTRIES} <= reached


def test_the_buttons_ask_for_a_new_sketch_and_for_a_file(qtbot, screen):
    with qtbot.waitSignal(screen.new_requested):
        qtbot.mouseClick(screen.new_button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(screen.open_requested):
        qtbot.mouseClick(screen.open_button, Qt.MouseButton.LeftButton)


def test_recent_files_are_listed_latest_first_and_open_with_a_click(qtbot, screen, tmp_path):
    paths = [str(tmp_path / "one.convas"), str(Path.home() / "two.convas")]
    screen.set_recent(paths)
    rows = recent(screen)
    assert [(row.name, row.path) for row in rows] == [("one.convas", paths[0]), ("two.convas", paths[1])]
    assert rows[1].folder == "~"
    assert not screen.findChild(QLabel, "start_no_recent").isVisible()
    with qtbot.waitSignal(screen.file_chosen) as chosen:
        qtbot.mouseClick(rows[1], Qt.MouseButton.LeftButton)
    assert chosen.args == [paths[1]]


def test_without_recent_files_it_says_what_will_be_listed(screen):
    screen.set_recent(["a.convas"])
    screen.set_recent([])
    assert recent(screen) == []
    assert screen.findChild(QLabel, "start_no_recent").isVisible()


def test_no_more_than_eight_recent_files_are_shown(screen):
    screen.set_recent([f"{i}.convas" for i in range(20)])
    assert [row.name for row in recent(screen)] == [f"{i}.convas" for i in range(8)]


def test_other_entries_take_the_place_of_the_first(qtbot, screen):
    screen.set_entries([("mine", "Mine", "Something.")])
    assert [tile.name for tile in screen.findChildren(Card) if not tile.isHidden()] == ["mine"]


def dragged(*urls: QUrl) -> QMimeData:
    data = QMimeData()
    data.setUrls(list(urls))
    return data


def enter(screen, data) -> bool:
    actions, button, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDragEnterEvent(QPoint(50, 50), actions, data, button, none)
    event.ignore()
    QApplication.sendEvent(screen, event)
    return event.isAccepted()


def test_files_that_are_dropped_are_opened(screen, tmp_path):
    chosen: list[str] = []
    screen.file_chosen.connect(chosen.append)
    paths = [tmp_path / "a.convas", tmp_path / "b.convas"]
    data = dragged(*(QUrl.fromLocalFile(str(path)) for path in paths))
    assert enter(screen, data)
    event = QDropEvent(
        QPointF(50, 50), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(screen, event)
    assert [Path(path) for path in chosen] == paths


def test_what_is_no_file_is_not_taken(screen):
    assert not enter(screen, dragged(QUrl("https://example.org/a.convas")))
    assert not enter(screen, QMimeData())


@pytest.mark.parametrize(("width", "columns"), [(1440, 3), (1024, 2), (560, 1)])
def test_cards_stand_in_as_many_columns_as_there_is_room_for(qtbot, screen, width, columns):
    screen.resize(width, 800)
    QApplication.processEvents()
    tiles = [card(screen, name) for name, _, _ in ENTRIES]
    assert len({tile.x() for tile in tiles}) == columns
    assert all(tile.mapTo(screen, QPoint(tile.width(), 0)).x() <= width for tile in tiles)
    assert tiles[-1].geometry().bottom() < screen.findChild(Cards, "start_entries").height()
    assert not any(a.geometry().intersects(b.geometry()) for a in tiles for b in tiles if a is not b)


def test_it_scrolls_only_when_it_must(screen):
    assert scroll_bar(screen).maximum() > 0
    screen.resize(1440, 900)
    QApplication.processEvents()
    assert scroll_bar(screen).maximum() == 0


def test_the_cards_follow_the_theme(screen, preferences):
    def back() -> str:
        tile = card(screen, "inception-3a")
        return tile.grab().toImage().pixelColor(6, tile.height() // 2).name()

    assert back() == LIGHT.field.name()
    preferences.theme = "dark"
    assert back() == DARK.panel.name()


def test_a_text_that_is_too_long_ends_after_a_whole_sentence(qapp):
    font = QFont()
    text = "One short sentence. Another one that is a good deal longer than the first and takes lines. The end."
    width = 160.0
    assert wrapped(text, font, width, 99) == lines_of(text, font, width)
    assert " ".join(wrapped(text, font, width, 2)) == "One short sentence."


def test_a_sentence_that_is_too_long_ends_with_an_ellipsis(qapp):
    lines = wrapped("word " * 100, QFont(), 160.0, 3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")


def test_what_a_card_leaves_out_is_in_its_tool_tip(screen):
    left_out = [tile for tile in screen.findChildren(Card) if tile.toolTip()]
    assert {"inception-naive"} <= {tile.name for tile in left_out}
    assert all(tile.toolTip() == tile.teaches for tile in left_out)
