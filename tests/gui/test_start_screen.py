"""The start screen: everything on it opens something, by mouse, keyboard and drop."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFont
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea

from core.library.catalog import families
from gui.preferences import Preferences, open_settings
from gui.start_library import Library
from gui.start_screen import StartScreen
from gui.start_tiles import Card, Chip, Entry, EntryTile, Recent, lines_of, wrapped
from gui.theme import DARK, LIGHT

ENTRIES = [
    Entry(entry.name, entry.title, entry.teaches, entry.kind, family.title)
    for family in families()
    for entry in family.entries
]


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


def card(screen, name) -> EntryTile:
    found = screen.findChild(EntryTile, f"start_entry_{name}")
    assert isinstance(found, EntryTile)
    return found


def library(screen) -> Library:
    found = screen.findChild(Library)
    assert isinstance(found, Library)
    return found


def shown(screen) -> list[str]:
    return [tile.entry.name for tile in library(screen).tiles]


def recent(screen) -> list[Recent]:
    return [row for row in screen.findChildren(Recent) if not row.isHidden()]


def scroll_bar(screen):
    return screen.findChild(QScrollArea, "start_scroll").verticalScrollBar()


def test_it_is_painted_without_the_libraries_that_take_long_to_load():
    code = (
        "import sys; from PySide6.QtWidgets import QApplication; app = QApplication([]);"
        "from gui.preferences import *; from gui.start_screen import StartScreen; from gui.start_tiles import Entry;"
        "s = StartScreen(Preferences(open_settings())); s.set_entries([Entry('a', 'b', 'c')]); s.grab();"
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


def focused() -> str:
    widget = QApplication.focusWidget()
    return widget.objectName().removeprefix("start_entry_") if widget is not None else ""


def test_there_is_a_card_for_each_example_and_a_chip_for_each_block_and_network(screen):
    kinds = {entry.name: entry.kind for entry in ENTRIES}
    assert set(shown(screen)) == set(kinds)
    for tile in library(screen).tiles:
        assert isinstance(tile, Card if kinds[tile.entry.name] == "course" else Chip)
        assert tile.accessibleName() == tile.entry.title


def test_networks_stand_under_the_name_of_their_family(screen):
    labels = [label for label in screen.findChildren(QLabel) if label.objectName().startswith("start_family_")]
    assert [label.text() for label in labels] == list(dict.fromkeys(e.family for e in ENTRIES if e.kind == "network"))
    resnet = next(label for label in labels if label.text() == "ResNet")
    first = card(screen, "resnet-18")
    assert resnet.geometry().right() < first.x()
    assert abs(resnet.geometry().center().y() - first.geometry().center().y()) <= 2


def test_arrow_keys_walk_through_lines_and_from_section_to_section(qtbot, screen):
    tiles = library(screen).tiles
    tiles[0].setFocus()
    for key, expected in (
        (Qt.Key.Key_Right, tiles[1]),
        (Qt.Key.Key_Left, tiles[0]),
        (Qt.Key.Key_Down, tiles[2]),
        (Qt.Key.Key_Down, tiles[3]),  # the first block
        (Qt.Key.Key_Left, tiles[2]),
        (Qt.Key.Key_Up, tiles[0]),
    ):
        qtbot.keyClick(QApplication.focusWidget(), key)
        assert QApplication.focusWidget() is expected
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Up)
    assert QApplication.focusWidget() is library(screen).search
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    assert QApplication.focusWidget() is tiles[0]


def test_arrow_keys_reach_every_entry(qtbot, screen):
    tiles = library(screen).tiles
    tiles[0].setFocus()
    reached = [focused()]
    for _ in tiles[1:]:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
        reached.append(focused())
    assert reached == shown(screen)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert focused() == reached[-1]


def test_tab_stops_once_in_each_section_and_family_where_somebody_was_last(qtbot, screen):
    card(screen, "resnet-50").setFocus()
    screen.new_button.setFocus()
    reached = []
    for _ in range(40):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.append(focused())
    stops = reached[: reached.index("start_new")]
    assert stops[:5] == ["start_open", "start_search", "course-5x5", "inception-naive", "googlenet"]
    assert "resnet-50" in stops
    assert "resnet-18" not in stops
    assert len(stops) == 2 + 2 + len({entry.family for entry in ENTRIES if entry.kind == "network"})


def test_a_tile_that_gets_the_focus_is_scrolled_into_view(screen):
    last = library(screen).tiles[-1]
    assert scroll_bar(screen).value() == 0
    last.setFocus()
    top = last.mapTo(screen, QPoint(0, 0)).y()
    assert scroll_bar(screen).value() > 0
    assert top + last.height() <= screen.height()


# -- searching --------------------------------------------------------------------------------------------------------


def test_the_search_leaves_what_says_every_word(qtbot, screen):
    qtbot.keyClicks(library(screen).search, "mobilenet 0.5")
    assert shown(screen) == [f"mobilenet-v1-0.5-{size}" for size in (224, 192, 160, 128)]
    assert not screen.findChild(QLabel, "start_heading_course").isVisible()
    assert not screen.findChild(QLabel, "start_family_ResNet").isVisible()
    assert screen.findChild(QLabel, "start_family_MobileNet").isVisible()
    assert card(screen, "mobilenet-v1-0.5-224").y() < 80, "it closes up"
    library(screen).search.clear()
    assert len(shown(screen)) == len(ENTRIES)
    assert screen.findChild(QLabel, "start_heading_course").isVisible()


def test_enter_in_the_search_opens_the_first_that_is_found(qtbot, screen):
    qtbot.keyClicks(library(screen).search, "DenseNet-169")
    with qtbot.waitSignal(screen.entry_chosen) as chosen:
        qtbot.keyClick(library(screen).search, Qt.Key.Key_Return)
    assert chosen.args == ["densenet-169"]


def test_enter_in_an_empty_search_opens_nothing(qtbot, screen):
    with qtbot.assertNotEmitted(screen.entry_chosen):
        qtbot.keyClick(library(screen).search, Qt.Key.Key_Return)


def test_a_search_that_finds_nothing_says_so(qtbot, screen):
    label = screen.findChild(QLabel, "start_nothing_found")
    assert not label.isVisible()
    qtbot.keyClicks(library(screen).search, "transformer xyz")
    assert shown(screen) == []
    assert label.isVisible()
    assert "transformer xyz" in label.text()


def test_typing_on_a_tile_searches_and_escape_ends_it(qtbot, screen):
    card(screen, "course-5x5").setFocus()
    qtbot.keyClicks(QApplication.focusWidget(), "u")
    qtbot.keyClicks(QApplication.focusWidget(), "-net")
    assert library(screen).search.text() == "u-net"
    assert {"unet", "unet-same"} <= set(shown(screen))
    qtbot.keyClick(library(screen).search, Qt.Key.Key_Escape)
    assert len(shown(screen)) == len(ENTRIES)


# -- buttons and files ------------------------------------------------------------------------------------------------


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
    screen.set_entries([Entry("mine", "Mine", "Something.")])
    assert shown(screen) == ["mine"]
    assert [tile.entry.name for tile in screen.findChildren(EntryTile) if not tile.isHidden()] == ["mine"]


def test_the_same_entries_again_make_no_new_tiles(screen):
    before = library(screen).tiles
    screen.set_entries(list(ENTRIES))
    assert all(a is b for a, b in zip(before, library(screen).tiles, strict=True))


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
def test_tiles_have_room_and_none_stands_on_another(screen, width, columns):
    screen.resize(width, 800)
    QApplication.processEvents()
    tiles = library(screen).tiles
    assert len({tile.x() for tile in tiles if isinstance(tile, Card)}) == columns
    assert all(tile.mapTo(screen, QPoint(tile.width(), 0)).x() <= width for tile in tiles)
    assert tiles[-1].geometry().bottom() < library(screen).height()
    labels = [label for label in library(screen).findChildren(QLabel) if not label.isHidden()]
    things = [*tiles, *labels, library(screen).search]
    for place, a in enumerate(things):
        assert not any(a.geometry().intersects(b.geometry()) for b in things[:place])


def test_it_scrolls_only_when_it_must(screen):
    assert scroll_bar(screen).maximum() > 0
    screen.set_entries(ENTRIES[:5])
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
    assert {"lenet-5"} <= {tile.entry.name for tile in left_out}
    assert all(tile.toolTip() == tile.entry.teaches for tile in left_out)


def test_the_tool_tip_of_a_chip_says_what_it_teaches(screen):
    tip = card(screen, "resnet-50").toolTip()
    assert tip.startswith("ResNet-50. Shortcuts let gradients pass")
