"""Sketches as files: complete, the same every time, readable by others."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from core.analysis.infer import infer
from core.document import edits
from core.document.document import Document
from core.document.graph import Point
from gui.drawing import picture, sprites
from gui.drawing.picture import render_pdf, render_png, render_svg
from gui.theme import DARK, LIGHT

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    return ["".join(node.itertext()).strip() for node in ET.fromstring(svg).iter(f"{SVG}text")]


def size(svg: str) -> tuple[float, float]:
    root = ET.fromstring(svg)
    return float(root.get("width", "")), float(root.get("height", ""))


def test_svg_has_real_text_for_everything_a_sketch_says(qapp, inception):
    found = texts(render_svg(infer(inception)))
    for said in ("three", "Conv2d", "3×3, 128, same", "28×28×128", "86.7M MACs · 110.7K params", "28×28×256"):
        assert said in found, said


def test_svg_stands_in_an_html_page_as_it_is(qapp, inception):
    svg = render_svg(infer(inception), title='A "quoted" <title> & more')
    assert svg.startswith("<svg ")
    assert svg.endswith("</svg>\n")
    assert "<!DOCTYPE" not in svg
    assert "href" not in svg
    assert "<image" not in svg
    root = ET.fromstring(svg)
    assert root.findtext(f"{SVG}title") == 'A "quoted" <title> & more'
    assert root.get("aria-label") == 'A "quoted" <title> & more'
    assert all("sans-serif" in family for family in re.findall(r'font-family="([^"]*)"', svg))


def test_svg_is_the_same_every_time(qapp, broken):
    first = render_svg(infer(broken), title="x")
    sheet = QImage(10, 10, QImage.Format.Format_RGB32)
    QPainter(sheet).end()
    assert render_svg(infer(broken), title="x") == first
    assert not re.search(r"20\d\d-\d\d", first)


def test_svg_shows_what_it_says_it_shows(qapp, inception):
    svg = render_svg(infer(inception))
    width, height = size(svg)
    assert ET.fromstring(svg).get("viewBox") == f"0 0 {width:g} {height:g}"
    image = QImage(int(width), int(height), QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg.encode())).render(painter)
    painter.end()
    margins = [(2, 2), (int(width) - 3, 2), (2, int(height) - 3), (int(width) - 3, int(height) - 3)]
    assert {image.pixelColor(*at).name() for at in margins} == {LIGHT.canvas.name()}
    colors = {image.pixelColor(x, y).name() for x in range(0, int(width), 3) for y in range(0, int(height), 3)}
    assert LIGHT.node_body.name() in colors


def test_no_pixel_of_the_sketch_lies_beyond_the_picture(qapp, inception):
    """The margin all around is empty."""
    image = QImage.fromData(render_png(infer(inception), ratio=1.0))
    edge = {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if min(x, y, image.width() - 1 - x, image.height() - 1 - y) < 8
    }
    assert edge == {LIGHT.canvas.name()}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_png_has_two_pixels_to_a_unit_and_the_colours_of_the_theme(qapp, inception, theme):
    image = QImage.fromData(render_png(infer(inception), theme=theme))
    half = QImage.fromData(render_png(infer(inception), theme=theme, ratio=1.0))
    assert (image.width(), image.height()) == (2 * half.width(), 2 * half.height())
    assert image.pixelColor(3, 3) == theme.canvas


def test_png_is_written_to_a_path_as_well(qapp, inception, tmp_path):
    data = render_png(infer(inception), tmp_path / "sketch.png")
    assert (tmp_path / "sketch.png").read_bytes() == data
    assert data.startswith(b"\x89PNG")


def test_a_sketch_too_large_for_its_pixels_gets_fewer(qapp, inception, monkeypatch):
    monkeypatch.setattr(picture, "_MOST_PIXELS", 100_000)
    wide = edits.place(inception, {"output": Point(20_000, 300)})
    image = QImage.fromData(render_png(infer(wide)))
    assert 0 < image.width() * image.height() <= 100_000


def test_pdf_is_one_page_with_text(qapp, inception):
    data = render_pdf(infer(inception), title="inception")
    assert data.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", data)) == 1
    assert b"/Font" in data
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", data)
    assert box is not None
    width, height = size(render_svg(infer(inception)))
    assert (float(box[1]), float(box[2])) == pytest.approx((width * 0.75, height * 0.75), abs=1)


def test_an_empty_sketch_is_a_small_picture_that_says_so(qapp):
    empty = infer(Document())
    svg = render_svg(empty)
    assert texts(svg) == ["This sketch is empty."]
    assert size(svg)[0] < 400
    image = QImage.fromData(render_png(empty))
    assert 0 < image.width() < 800
    assert render_pdf(empty).startswith(b"%PDF")


def test_shapes_come_in_the_order_that_is_asked_for(qapp, inception):
    found = texts(render_svg(infer(inception), shape_order="CHW"))
    assert "128×28×28" in found
    assert "28×28×128" not in found


def test_names_with_signs_of_markup_are_text(qapp, inception):
    named = edits.rename(inception, "three", '<b>&"x"<br>')
    assert '<b>&"x"<br>' in texts(render_svg(infer(named)))


def test_the_free_port_of_a_merge_invites_on_the_screen_only(qapp, inception, monkeypatch):
    drawn: list[str] = []
    monkeypatch.setattr(sprites, "draw_port", lambda p, ink, look, x, y, flow: drawn.append(sprites.PORT_LOOKS[look]))
    render_svg(infer(inception))
    assert "in" in drawn
    assert "free" not in drawn
