"""Icons: one grid, the theme's colours, sharp on every screen."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage

from gui.action_table import ACTIONS
from gui.icons import ICONS, icon, picture, program_icon
from gui.theme import DARK, LIGHT

NAMES = sorted(path.stem for path in ICONS.glob("*.svg") if path.stem != "convas")


def colors(image: QImage) -> set[str]:
    """The colours of the pixels that are wholly painted."""
    points = ((x, y) for x in range(image.width()) for y in range(image.height()))
    pixels = (image.pixelColor(x, y) for x, y in points)
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


def test_every_icon_of_the_table_is_there():
    assert {spec.icon for spec in ACTIONS if spec.icon} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_icons_stand_on_one_grid_and_leave_their_colour_to_the_theme(name: str):
    text = (ICONS / f"{name}.svg").read_text()
    assert 'viewBox="0 0 24 24"' in text
    assert 'stroke-width="1.6"' in text
    assert set(re.findall(r'(?:stroke|fill)="([^"]+)"', text)) <= {"currentColor", "none"}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_icons_are_drawn_in_the_colour_of_the_theme_alone(qapp, name: str, theme):
    painted = colors(picture(name, theme.text, 64).toImage())
    wanted = theme.text
    assert painted
    for color in map(QColor, painted):  # but for the rounding of edges
        off = (color.red() - wanted.red(), color.green() - wanted.green(), color.blue() - wanted.blue())
        assert max(map(abs, off)) <= 1


def test_a_screen_of_twice_the_density_gets_twice_the_pixels_not_a_stretched_icon(qapp):
    fine = picture("fit", QColor("black"), 20, 2.0)
    assert (fine.size(), fine.devicePixelRatio(), fine.deviceIndependentSize().toSize()) == (
        QSize(40, 40),
        2.0,
        QSize(20, 20),
    )
    stretched = picture("fit", QColor("black"), 20).toImage().scaled(40, 40)
    assert fine.toImage() != stretched


def test_what_cannot_be_used_is_paler(qapp):
    made = icon("save", LIGHT)
    enabled, disabled = (
        made.pixmap(QSize(20, 20), mode).toImage() for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled)
    )
    assert max(enabled.pixelColor(x, y).alpha() for x in range(20) for y in range(20)) > 200
    assert max(disabled.pixelColor(x, y).alpha() for x in range(20) for y in range(20)) <= round(0.45 * 255)


def test_the_program_has_an_icon_for_task_bars_of_any_size(qapp):
    assert [size.width() for size in program_icon().availableSizes()] == [16, 32, 64, 128]
