"""Frames and notes: where they are found, and how they look."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.analysis.infer import infer
from core.document.document import Document
from core.document.graph import Annotation
from gui.drawing.geometry import Rect, Scene
from gui.drawing.ink import Font, advance
from gui.drawing.notes import wrapped
from gui.drawing.painter import View
from gui.theme import DARK, LIGHT

OUTER = Annotation("outer", "frame", "All of it", 0, 0, 600, 400)
INNER = Annotation("inner", "frame", "A part", 100, 100, 200, 160, "teal")
NOTE = Annotation("note", "note", "Mind the gap", 640, 20, 160, 80)
OVER = Annotation("over", "note", "Over it", 720, 60, 160, 80, "red")
VIEW = View(1.0, 20, 20)


def sketch(*items: Annotation, document: Document | None = None) -> Document:
    document = document or Document()
    return document.with_graph("", replace(document.main, annotations={item.id: item for item in items}))


def scene_of(*items: Annotation) -> Scene:
    scene = Scene()
    scene.sync(None, infer(sketch(*items)).main)
    return scene


@pytest.mark.parametrize(
    ("x", "y", "found"),
    [
        (200, 10, ("outer", "title")),
        (300, 300, None),
        (150, 112, ("inner", "title")),
        (200, 200, None),
        (0, 200, ("outer", "edge-left")),
        (600, 200, ("outer", "edge-right")),
        (300, 0, ("outer", "edge-top")),
        (300, 400, ("outer", "edge-bottom")),
        (1, 1, ("outer", "corner-top-left")),
        (599, 2, ("outer", "corner-top-right")),
        (2, 398, ("outer", "corner-bottom-left")),
        (298, 258, ("inner", "corner-bottom-right")),
        (700, 40, ("note", "body")),
        (760, 80, ("over", "body")),
        (900, 300, None),
    ],
)
def test_what_of_a_frame_or_note_lies_under_a_point(x, y, found):
    # The order in the document is against the frame that lies within the other: the smaller is on top all the same.
    assert scene_of(INNER, OUTER, NOTE, OVER).annotation_at(x, y, 6) == found


def test_from_afar_a_title_is_as_high_as_it_is_drawn():
    scene = scene_of(OUTER)
    assert scene.annotation_at(300, 90, 6) is None
    assert scene.annotation_at(300, 90, 6 / 0.25) == ("outer", "title")


def test_a_rectangle_finds_frames_and_notes_it_touches_or_holds():
    scene = scene_of(OUTER, INNER, NOTE)
    area = Rect(90, 90, 240, 200)
    assert sorted(scene.annotations_in(area)) == ["inner", "outer"]
    assert scene.annotations_in(area, contain=True) == ["inner"]


def test_bounds_hold_frames_and_notes():
    assert scene_of(OUTER, NOTE).bounds() == Rect(0, 0, 800, 400)
    assert len(scene_of(OUTER)) == 0


def test_only_what_changed_is_touched_and_painted_anew():
    before = infer(sketch(OUTER, INNER, NOTE))
    scene = Scene()
    scene.sync(None, before.main)
    assert scene.annotations.touched == 3
    moved = infer(sketch(OUTER, INNER, replace(NOTE, x=700.0)), before)
    dirty = scene.sync(before.main, moved.main)
    assert scene.annotations.touched == 1
    assert dirty.x > 600
    assert dirty.right >= 860
    again = infer(sketch(*moved.document.main.annotations.values()), moved)
    assert scene.sync(moved.main, again.main).empty
    gone = infer(sketch(OUTER, INNER), again)
    assert not scene.sync(again.main, gone.main).empty
    assert scene.annotation_at(720, 40, 6) is None


def test_a_drag_takes_frames_along_until_it_is_taken_back():
    scene = scene_of(OUTER, NOTE)
    dirty = scene.shift((), 40, 30, ("note",))
    assert scene.annotation_rect("note") == Rect(680, 50, 160, 80)
    assert dirty.x <= 640  # where it stood must be painted over
    assert dirty.right >= 840
    scene.shift((), 0, 0)
    assert scene.annotation_rect("note") == Rect(640, 20, 160, 80)


# -- looks --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_a_frame_is_a_tint_with_a_title_bar_and_a_note_is_paper(sheet, theme):
    sheet.paint(sketch(OUTER, INNER, NOTE), VIEW, theme)
    canvas, area, bar = sheet.color(950, 600), sheet.color(520, 350), sheet.color(520, 34)
    assert len({canvas, area, bar}) == 3
    assert sheet.color(200, 240) != area  # one within another shows
    paper = sheet.color(760, 95)
    assert paper not in {canvas, area}
    assert theme.text.name() in sheet.colors(660, 40, 160, 30) | sheet.colors(20, 20, 200, 28)


def test_a_selected_frame_is_outlined_in_the_accent_colour(sheet):
    sheet.paint(sketch(OUTER), VIEW)
    assert LIGHT.accent.name() not in sheet.colors(618, 200, 5, 10)
    sheet.paint(sketch(OUTER), VIEW, annotations=frozenset(("outer",)))
    assert LIGHT.accent.name() in sheet.colors(618, 200, 5, 10)


def dark_pixels(sheet, x: float, y: float, width: float, height: float) -> int:
    return sum(
        sheet.image.pixelColor(a, b).lightness() < 110
        for a in range(int(x), int(x + width))
        for b in range(int(y), int(y + height))
    )


@pytest.mark.parametrize("scale", [1.0, 0.5, 0.3, 0.2])
def test_a_title_can_be_read_at_every_zoom(sheet, scale):
    sheet.paint(sketch(OUTER), View(scale, 20, 20))
    written = [y for y in range(20, 50) if dark_pixels(sheet, 24, y, 560 * scale, 1)]
    assert max(written) - min(written) >= 7  # the height of letters, in pixels


def test_a_title_that_does_not_fit_stands_over_its_frame(sheet):
    sheet.paint(sketch(replace(INNER, text="Second branch")), View(0.3, 200, 200))
    beyond = dark_pixels(sheet, 200 + 0.3 * 300 + 2, 200, 60, 60)
    assert beyond > 20
    sheet.paint(sketch(replace(INNER, text="2nd")), View(0.3, 200, 200))
    assert dark_pixels(sheet, 200 + 0.3 * 300 + 2, 200, 60, 60) == 0


def test_a_note_wraps_at_words_and_says_when_there_is_more(qapp):
    text = "A convolution before the others makes the input thinner\nand cheap"
    lines = wrapped(text, 160, 10)
    assert " ".join(lines) == text.replace("\n", " ")
    assert all(advance(Font.NOTE, line) <= 161 for line in lines)
    cut = wrapped(text, 160, 2)
    assert len(cut) == 2
    assert cut[-1].endswith("…")
    assert all(advance(Font.NOTE, line) <= 161 for line in wrapped("x" * 200, 160, 99))
    assert wrapped(text, 160, 0) == []


def test_frames_lie_under_nodes(sheet, inception):
    frame = Annotation("f", "frame", "", -20, -40, 900, 600, "blue")
    scene = sheet.paint(sketch(frame, document=inception), VIEW)
    rect = scene.rect("three")
    assert sheet.color(rect.right + 10, rect.y + 24) == LIGHT.node_body.name()


def test_pictures_show_frames_and_notes(inception):
    from gui.drawing.picture import render_svg

    whole = sketch(replace(OUTER, text="Everything"), replace(NOTE, x=1200.0), document=inception)
    svg = render_svg(infer(whole))
    assert "Everything" in svg
    assert "Mind the gap" in svg
    assert float(svg.split('width="')[1].split('"')[0]) >= 1200 + 160


def test_many_frames_cost_no_more_than_those_in_view(sheet, monkeypatch):
    from gui.drawing import framing

    drawn: list[str] = []
    monkeypatch.setattr(framing, "_write_title", lambda d, item, bar, scale: drawn.append(item.id))
    items = [Annotation(f"f{k}", "frame", f"frame {k}", k * 400.0, 0, 300, 200) for k in range(200)]
    sheet.paint(sketch(*items), VIEW)
    assert len(drawn) <= 4
    assert len(np.unique(drawn)) == len(drawn)
