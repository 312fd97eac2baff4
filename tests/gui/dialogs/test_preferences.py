"""Preferences apply at once, and the dialog agrees with whoever sets them."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QRadioButton

from core.analysis.totals import PRECISIONS
from gui.dialogs.preferences import PreferencesDialog
from gui.preferences import Preferences, open_settings


@pytest.fixture
def dialog(qtbot, preferences):
    made = PreferencesDialog(preferences)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def radio(dialog, name) -> QRadioButton:
    found = dialog.findChild(QRadioButton, f"preferences_{name}")
    assert isinstance(found, QRadioButton)
    return found


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(8, button.height() // 2))


@pytest.mark.parametrize("name", ["light", "dark"])
def test_a_theme_is_set_by_a_click(qtbot, dialog, preferences, name):
    with qtbot.waitSignal(preferences.changed):
        click(qtbot, radio(dialog, f"theme_{name}"))
    assert preferences.theme == name


def test_the_order_of_shapes_is_set_by_a_click_and_shown_by_example(qtbot, dialog, preferences):
    assert "28×28×192" in radio(dialog, "shape_order_HWC").text()
    assert "192×28×28" in radio(dialog, "shape_order_CHW").text()
    click(qtbot, radio(dialog, "shape_order_CHW"))
    assert preferences.shape_order == "CHW"


def test_every_precision_is_offered_with_its_bytes(dialog):
    offered = [dialog.precision.itemText(i) for i in range(dialog.precision.count())]
    assert len(offered) == len(PRECISIONS)
    for text, (name, size) in zip(offered, PRECISIONS.items(), strict=True):
        assert name in text
        assert f"{size} byte" in text
    assert "1 byte a number" in offered[list(PRECISIONS).index("int8")]


def test_precision_is_set_from_the_keyboard(qtbot, dialog, preferences):
    dialog.precision.setFocus()
    qtbot.keyClick(dialog.precision, Qt.Key.Key_Down)
    assert preferences.precision == list(PRECISIONS)[1]


def test_what_is_set_elsewhere_is_shown(dialog, preferences):
    preferences.theme = "dark"
    preferences.shape_order = "CHW"
    preferences.precision = "int8"
    assert radio(dialog, "theme_dark").isChecked()
    assert radio(dialog, "shape_order_CHW").isChecked()
    assert dialog.precision.currentData() == "int8"


def test_close_closes_it_for_good(qtbot, preferences):
    dialog = PreferencesDialog(preferences)
    dialog.show()
    qtbot.waitExposed(dialog)
    with qtbot.waitSignal(dialog.destroyed):
        qtbot.mouseClick(dialog.close_button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(("key", "value"), [("wheel", "pan"), ("band", "contain")])
def test_habits_of_the_hand_are_set_by_a_click_and_kept(qtbot, dialog, preferences, key, value):
    before = getattr(preferences, key)
    click(qtbot, radio(dialog, f"{key}_{value}"))
    assert getattr(preferences, key) == value
    assert getattr(Preferences(open_settings()), key) == value
    click(qtbot, radio(dialog, f"{key}_{before}"))
    assert getattr(preferences, key) == before


@pytest.mark.parametrize("key", ["minimap", "animations"])
def test_the_map_and_animations_are_switched_off_and_on(qtbot, dialog, preferences, key):
    box = dialog.findChild(QCheckBox, f"preferences_{key}")
    assert isinstance(box, QCheckBox)
    assert box.isChecked()
    click(qtbot, box)
    assert getattr(preferences, key) is False
    assert getattr(Preferences(open_settings()), key) is False
    setattr(preferences, key, True)
    assert box.isChecked()


def test_headings_and_choices_stand_in_two_columns(dialog):
    headings = [dialog.findChild(QLabel, f"preferences_{key}_heading") for key in ("theme", "shape_order", "wheel")]
    assert len({label.geometry().right() for label in headings}) == 1
    choices = [radio(dialog, name) for name in ("theme_system", "shape_order_HWC", "wheel_zoom", "band_touch")]
    assert len({button.geometry().left() for button in choices}) == 1
