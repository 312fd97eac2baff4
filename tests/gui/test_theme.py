"""Colours that can be read and told apart, in both looks; a stylesheet that says everything it refers to."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLineEdit, QWidget

from core.document.graph import COLORS
from core.language.operator import Category
from core.paths import RESOURCES
from gui.theme import DARK, LIGHT, apply_theme, theme_named

BOTH = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])

# Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB.
VISIONS = {
    "normal": np.eye(3),
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
}


def linear(color: QColor):
    c = np.array([color.redF(), color.greenF(), color.blueF()])
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def contrast(one: QColor, other: QColor) -> float:
    """WCAG 2: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    light, dark = sorted((float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def oklab(rgb):
    """Björn Ottosson's OKLab of linear RGB; about 0.02 is a difference that is just seen."""
    m1 = [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
    m2 = [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
    return np.array(m2) @ np.cbrt(np.array(m1) @ np.clip(rgb, 0, 1))


def test_the_measure_of_contrast_knows_black_on_white():
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)


@BOTH
@pytest.mark.parametrize(
    ("text", "grounds"),
    [
        ("text", "window panel field canvas node_body selection"),
        ("muted", "window panel field canvas node_body"),
        ("on_accent", "accent"),
        ("wire_label", "canvas"),
        ("error", "window panel field canvas node_body"),
        ("warning", "window panel field canvas node_body"),
        ("hint", "window panel field canvas node_body"),
        ("ok", "window panel field canvas node_body"),
        ("accent", "panel field"),
    ],
)
def test_text_can_be_read_on_what_it_stands_on(theme, text, grounds):
    found = {ground: contrast(getattr(theme, text), getattr(theme, ground)) for ground in grounds.split()}
    assert min(found.values()) >= 4.5, found


@BOTH
def test_every_category_has_a_colour_that_stands_out_from_a_node(theme):
    assert set(theme.category) == set(Category)
    found = {c.name: contrast(color, theme.node_body) for c, color in theme.category.items()}
    assert min(found.values()) >= 3, found


@BOTH
@pytest.mark.parametrize("vision", VISIONS)
def test_categories_can_be_told_apart_by_everyone(theme, vision):
    seen = {c: oklab(np.array(VISIONS[vision]) @ linear(color)) for c, color in theme.category.items()}
    near = {(a.name, b.name): float(np.linalg.norm(seen[a] - seen[b])) for a, b in itertools.combinations(seen, 2)}
    assert min(near.values()) >= 0.06, min(near.items(), key=lambda item: item[1])


@BOTH
def test_every_colour_that_can_be_given_stands_out_from_a_node(theme):
    assert len(theme.tones) == len(COLORS) - 1
    found = {name: contrast(tone, theme.node_body) for name, tone in zip(COLORS[1:], theme.tones, strict=True)}
    assert min(found.values()) >= 3, found


@BOTH
def test_wires_and_ports_stand_out_from_the_canvas(theme):
    assert contrast(theme.wire, theme.canvas) >= 2.5
    assert contrast(theme.port, theme.node_body) >= 3


@BOTH
def test_the_stylesheet_names_only_tokens_and_files_that_exist(theme):
    sheet = theme.stylesheet()
    assert "@" not in sheet
    assert "%" not in sheet
    files = re.findall(r"url\((.*?)\)", sheet)
    assert files
    assert all(Path(file).is_file() for file in files)


@BOTH
def test_drawn_arrows_and_ticks_have_the_colours_of_the_theme(theme):
    for name, color in (("check", theme.on_accent), ("down", theme.muted), ("up", theme.muted), ("close", theme.muted)):
        drawing = (RESOURCES / "theme" / f"{name}-{theme.name}.svg").read_text()
        assert f'stroke="{color.name()}"' in drawing


def test_a_theme_is_found_by_its_name(qapp):
    assert theme_named("dark") is DARK
    assert theme_named("light") is LIGHT
    dark = qapp.styleHints().colorScheme() is Qt.ColorScheme.Dark
    assert theme_named("system") is (DARK if dark else LIGHT)


@BOTH
def test_the_whole_program_takes_on_a_theme(qapp, qtbot, theme):
    before = (qapp.style().name(), qapp.palette(), qapp.styleSheet())
    try:
        apply_theme(qapp, theme)
        widget = QWidget()
        qtbot.addWidget(widget)
        assert widget.palette().color(QPalette.ColorRole.Window) == theme.window
        assert widget.palette().color(QPalette.ColorRole.Text) == theme.text
    finally:
        qapp.setStyleSheet(before[2])
        qapp.setPalette(before[1])
        qapp.setStyle(before[0])


@BOTH
def test_a_field_that_does_not_parse_is_framed_in_the_error_colour(qtbot, theme):
    field = QLineEdit("5x")
    qtbot.addWidget(field)
    field.setStyleSheet(theme.stylesheet())
    field.resize(120, 28)

    def frame() -> QColor:
        return field.grab().toImage().pixelColor(60, 0)

    assert frame() == theme.border
    field.setProperty("invalid", True)
    field.style().unpolish(field)
    field.style().polish(field)
    assert frame() == theme.error
