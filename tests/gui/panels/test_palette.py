"""The palette: search, keyboard, what a drag carries."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QDrag
from PySide6.QtTest import QTest

from core.document import definition_edits, edits
from core.library.catalog import entries
from core.library.presets import presets
from core.ops.every import OPERATORS
from gui.mime import read_preset
from gui.panels import palette as palette_module
from gui.panels.palette import PalettePanel, drag_picture
from gui.panels.palette_model import found, layer_entries, library_entries
from gui.theme import DARK, LIGHT


@pytest.fixture
def palette(show):
    return show(PalettePanel)


@pytest.fixture
def activated(palette) -> list[str]:
    keys: list[str] = []
    palette.preset_activated.connect(keys.append)
    return keys


def row_of(palette: PalettePanel, key: str) -> int:
    return next(
        row
        for row in range(palette.model.rowCount())
        if (entry := palette.model.entry(row)) is not None and entry.key == key
    )


def test_everything_is_listed_below_the_heading_of_its_family(palette):
    library = {f"library:{entry.name}" for entry in entries() if entry.kind == "block"}
    assert {entry.key for entry in palette.model.entries} == {entry.key for entry in presets()} | library
    family = ""
    for row in range(palette.model.rowCount()):
        entry = palette.model.entry(row)
        if entry is None:
            family = palette.model.index(row).data()
        else:
            assert entry.heading == family


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("1x1", "Conv2d:1x1"),
        ("1×1", "Conv2d:1x1"),
        ("DEPTH", "Conv2d:depthwise"),
        ("residual", "Add"),
        ("fc", "Linear"),
        ("normali", "BatchNorm2d"),
        ("max pool", "MaxPool2d"),
        ("bottleneck", "Conv2d:1x1"),
    ],
)
def test_search_finds_labels_keywords_and_families(typed, key):
    assert key in {entry.key for entry in found(layer_entries(), typed)}


def test_every_word_of_a_search_must_match():
    assert found(layer_entries(), "global relu") == []
    assert [entry.key for entry in found(layer_entries(), "pool global")] == ["GlobalAvgPool2d", "GlobalMaxPool2d"]


def test_typing_filters_and_enter_chooses_the_first(palette, activated):
    palette.search.setFocus()
    QTest.keyClicks(palette.search, "concat")
    assert [entry.key for entry in palette.model.entries] == ["Concat"]
    QTest.keyClick(palette.search, Qt.Key.Key_Return)
    assert activated == ["Concat"]


def test_arrow_keys_in_the_search_field_move_in_the_list(palette, activated):
    palette.search.setFocus()
    QTest.keyClicks(palette.search, "relu")
    QTest.keyClick(palette.search, Qt.Key.Key_Down)
    QTest.keyClick(palette.search, Qt.Key.Key_Return)
    assert activated == ["ReLU6"]
    assert palette.search.hasFocus()


def test_arrow_keys_pass_over_headings(palette, activated):
    palette.search.setFocus()
    palette.view.setCurrentIndex(palette.model.index(row_of(palette, "Output")))
    QTest.keyClick(palette.search, Qt.Key.Key_Down)
    QTest.keyClick(palette.search, Qt.Key.Key_Return)
    assert activated == ["Conv2d"]


def test_a_double_click_chooses_an_entry_and_nothing_on_a_heading(palette, activated):
    for row in (row_of(palette, "Add"), 0):
        place = palette.view.visualRect(palette.model.index(row)).center()
        QTest.mouseClick(palette.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        QTest.mouseDClick(palette.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert activated == ["Add"]


def test_escape_clears_the_search(palette):
    palette.search.setFocus()
    QTest.keyClicks(palette.search, "add")
    QTest.keyClick(palette.search, Qt.Key.Key_Escape)
    assert len(palette.model.entries) == len(layer_entries()) + len(library_entries())


def test_a_search_without_result_says_what_to_try(palette):
    QTest.keyClicks(palette.search, "transformer")
    assert "transformer" in palette.empty.text()
    assert palette.empty.isVisible()
    palette.search.clear()
    assert not palette.empty.isVisible()


def test_a_drag_carries_the_key_and_looks_like_a_node(palette, monkeypatch):
    drags: list[tuple[str | None, QSize, QPoint]] = []

    class Recorded(QDrag):
        def exec(self, *_actions):
            drags.append((read_preset(self.mimeData()), self.pixmap().size(), self.hotSpot()))
            return Qt.DropAction.IgnoreAction

    monkeypatch.setattr(palette_module, "QDrag", Recorded)
    palette.view.setCurrentIndex(palette.model.index(row_of(palette, "Conv2d:depthwise")))
    palette.view.startDrag(Qt.DropAction.CopyAction)
    ((key, size, spot),) = drags
    assert key == "Conv2d:depthwise"
    assert size.width() > size.height() > 20
    assert QPoint(0, 0) != spot


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_dragged_node_bears_the_colour_of_its_family(qapp, theme):
    entry = next(entry for entry in layer_entries() if entry.key == "Conv2d:5x5")
    image = drag_picture(entry, theme, 1).toImage()
    assert image.pixelColor(8, 17) == QColor(theme.category[entry.category])


def test_headings_cannot_be_dragged(palette):
    for row in range(palette.model.rowCount()):
        draggable = bool(palette.model.flags(palette.model.index(row)) & Qt.ItemFlag.ItemIsDragEnabled)
        assert draggable is (palette.model.entry(row) is not None)


@pytest.mark.parametrize("entry", presets(), ids=lambda entry: entry.key)
def test_the_tooltip_says_what_it_is_and_what_others_call_it(entry):
    text = next(shown.tip for shown in layer_entries() if shown.key == entry.key)
    op = OPERATORS[entry.op.type_name()]
    assert entry.doc in text
    assert op.torch is None or f"torch.{op.torch.name}" in text
    assert op.onnx is None or op.onnx.name in text


# -- blocks -------------------------------------------------------------------------------------------------------


def test_blocks_of_the_sketch_come_first_with_how_often_they_are_used(palette, blocks_session):
    palette.set_session(blocks_session)
    entry = palette.model.entry(1)
    assert palette.model.index(0).data() == "Blocks of this sketch"
    assert (entry.key, entry.label, entry.detail) == ("module:residual", "residual", "×2")
    assert "channels = 8" in entry.tip


def test_a_block_that_is_renamed_is_offered_under_its_new_name(palette, blocks_session):
    palette.set_session(blocks_session)
    blocks_session.apply("Rename", lambda d: definition_edits.rename_module(d, "residual", "stack"))
    assert palette.model.entry(1).label == "stack"
    palette.set_session(None)
    assert palette.model.entry(1).key == "Input"


def test_library_blocks_come_last_and_networks_are_not_among_them(palette):
    last = palette.model.entry(palette.model.rowCount() - 1)
    assert last.key.startswith("library:")
    assert last.heading == "Library blocks"
    keys = {entry.key for entry in palette.model.entries}
    assert "library:inverted-bottleneck" in keys
    assert "library:resnet-50" not in keys


def test_blocks_are_found_by_name_and_chosen_like_layers(palette, blocks_session, activated):
    palette.set_session(blocks_session)
    palette.search.setFocus()
    QTest.keyClicks(palette.search, "residual")
    keys = [entry.key for entry in palette.model.entries]
    assert keys[0] == "module:residual"
    assert "library:residual-basic" in keys
    QTest.keyClick(palette.search, Qt.Key.Key_Return)
    assert activated == ["module:residual"]


def test_the_search_stays_in_force_while_the_sketch_changes(palette, blocks_session):
    palette.set_session(blocks_session)
    QTest.keyClicks(palette.search, "relu6")
    blocks_session.apply("Rename", lambda d: definition_edits.rename_module(d, "residual", "stack"))
    assert [entry.key for entry in palette.model.entries] == ["ReLU6"]


def test_a_definition_in_use_cannot_be_deleted_and_an_unused_one_can(palette, blocks_session):
    palette.set_session(blocks_session)
    action = palette.menu_of(1).actions()[0]
    assert not action.isEnabled()
    assert "still used by “stem”" in action.text()
    blocks_session.apply("Delete", lambda d: edits.remove(d, ["stem", "stage"]))
    assert palette.model.entry(1).detail == "unused"
    palette.menu_of(1).actions()[0].trigger()
    assert not blocks_session.document.modules
    assert palette.model.entry(1).key == "Input"
    assert palette.menu_of(1) is None
