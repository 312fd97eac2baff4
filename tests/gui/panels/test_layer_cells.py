"""The cells of the layers panel are drawn as the theme and the selection have it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from core.analysis.infer import infer
from core.document import edits
from core.library.catalog import entry
from gui.panels.layer_cells import LayerDelegate
from gui.panels.layer_model import COLUMNS, LayerModel
from gui.panels.layers import LayersPanel
from gui.preferences import Preferences, open_settings
from gui.theme import DARK, LIGHT

PLACE = {column.key: number for number, column in enumerate(COLUMNS)}


@pytest.fixture
def panel(qtbot):
    made = LayersPanel(Preferences(open_settings()))
    qtbot.addWidget(made)
    return made


def drawn(panel: LayersPanel, row: int, column: int, *, selected: bool = False) -> QImage:
    image = QImage(120, 20, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 0, 120, 20)
    option.fontMetrics = panel.view.fontMetrics()
    option.textElideMode = Qt.TextElideMode.ElideRight
    if selected:
        option.state = QStyle.StateFlag.State_Selected
    delegate = panel.view.itemDelegate()
    assert isinstance(delegate, LayerDelegate)
    painter = QPainter(image)
    delegate.paint(painter, option, panel.model.index(row, column))
    painter.end()
    return image


def inked(image: QImage) -> list[int]:
    """Columns of pixels with something in them."""
    paper = image.pixel(119, 0)
    return [x for x in range(120) if any(image.pixel(x, y) != paper for y in range(20))]


def show(model: LayerModel, theme=LIGHT) -> None:
    found = entry("inception-3a")
    assert found is not None
    analysis = infer(edits.rename(found.sketch(), next(iter(found.sketch().main.nodes)), "W" * 60))
    model.follow(list(analysis.rows(expanded=False, layers_only=False)), analysis.main.cost, "HWC", theme)


def test_words_begin_at_the_left_and_numbers_end_at_the_right(panel):
    show(panel.model)
    row = next(n for n, row in enumerate(panel.model.rows) if row.cost.macs)
    words, numbers = inked(drawn(panel, row, PLACE["type"])), inked(drawn(panel, row, PLACE["macs"]))
    assert words[0] <= 6 < words[-1] < 110
    assert 10 < numbers[0] < numbers[-1]
    assert numbers[-1] >= 112


def test_a_text_that_is_too_long_is_cut_within_its_cell(panel):
    show(panel.model)
    row = next(n for n, row in enumerate(panel.model.rows) if row.result.node.name.startswith("WWW"))
    assert 90 < inked(drawn(panel, row, PLACE["name"]))[-1] <= 117


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_selected_row_has_the_colour_of_the_selection(panel, theme):
    show(panel.model, theme)
    assert drawn(panel, 1, PLACE["type"], selected=True).pixelColor(118, 1) == theme.selection
    assert drawn(panel, 1, PLACE["type"]).pixelColor(118, 1) == Qt.GlobalColor.white
