"""What is painted in part, piece after piece, is what painting everything would show."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from benchmarks.sketches import marked_chain
from core.document import edits
from gui.canvas.widget import CanvasWidget
from gui.drawing import painter
from gui.preferences import Preferences, open_settings
from gui.session import Session

SEEN = 40
"""Levels of a colour: lines that are clipped elsewhere, and letters, differ by less."""
FEW = 200
"""Pixels: far lines that begin at another edge may be a pixel beside."""


@pytest.fixture(scope="module")
def canvas(qapp):
    """A canvas with frames, notes, errors and hints, large enough for every level of detail."""
    widget = CanvasWidget(Session(marked_chain(1500)), Preferences(open_settings()))
    widget.resize(900, 600)
    widget.show()
    yield widget
    widget.close()


def settle() -> None:
    for _ in range(6):
        QApplication.processEvents()


def on_screen(canvas: CanvasWidget) -> QImage:
    return canvas.screen().grabWindow(canvas.winId()).toImage().convertToFormat(QImage.Format.Format_RGB32)


def differing(canvas: CanvasWidget) -> int:
    """Pixels that painting everything anew changes; the map, which waits a moment, left out."""
    settle()
    before = pixels(canvas)
    canvas.update()
    settle()
    differ = np.abs(before - pixels(canvas)).max(axis=2) > SEEN
    place = canvas.map_rect
    differ[place.top() : place.bottom() + 1, place.left() : place.right() + 1] = False
    return int(differ.sum())


def pixels(canvas: CanvasWidget) -> np.ndarray:
    image = on_screen(canvas)
    flat = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return flat[:, :, :3].astype(np.int16)


def look(canvas: CanvasWidget, scale: float) -> None:
    canvas.session.select(())
    canvas.fit()
    canvas.one_to_one()
    canvas.zoom_by(scale)
    settle()


def test_what_was_lit_by_hovering_is_not_left_lit_when_the_layer_goes(canvas):
    look(canvas, 0.6)
    session = canvas.session
    middle = canvas.seen().grown(-250)
    lane = next(k for k in canvas.scene.nodes_in(middle) if session.graph.nodes[k].name.startswith("conv3x3"))
    box = canvas.scene.rect(lane)
    at = canvas.to_screen(QPointF(box.x + box.width / 2, box.y + box.height / 2)).toPoint()
    QTest.mouseMove(canvas, at)
    settle()
    assert len(canvas._state().lit_nodes) > 1
    session.apply("delete", lambda d: edits.remove(d, [lane]))
    assert differing(canvas) <= FEW
    session.undo()
    QTest.mouseMove(canvas, QPoint(2, 2))


@pytest.mark.parametrize("scale", [0.06, 0.1, 0.15, 0.2, 0.25, 0.3, 0.36, 0.45, 0.6, 0.8, 1.0, 1.4])
def test_after_panning_selecting_and_editing_the_screen_is_what_painting_all_would_show(canvas, scale):
    look(canvas, scale)
    session, chance = canvas.session, Random(scale)
    for step in range(4):
        canvas.pan_by(chance.randint(-90, 90), chance.randint(-60, 60))
        assert differing(canvas) <= FEW, f"panned, step {step}"
        seen = canvas.scene.nodes_in(canvas.seen())
        node = chance.choice(seen) if seen else next(iter(session.graph.nodes))
        session.select(session.selection ^ {node})
        assert differing(canvas) <= FEW, f"selected, step {step}"
        session.apply("move", lambda d, n=node: edits.move(d, [n], chance.randint(-99, 99), chance.randint(-99, 99)))
        assert differing(canvas) <= FEW, f"moved, step {step}"


def test_the_mark_of_what_the_keys_are_about_goes_with_it(canvas):
    look(canvas, 0.6)
    canvas.setFocus(Qt.FocusReason.OtherFocusReason)
    first, second, third = canvas.scene.nodes_in(canvas.seen())[:3]
    for chosen in ((first, second), (second, third), (third,), (first, second, third)):
        canvas.session.select(chosen)
        assert differing(canvas) <= FEW


def test_panning_to_where_less_detail_is_shown_paints_all(canvas, monkeypatch):
    """How wires and boxes are drawn follows from how many are in view: no strip may be drawn otherwise."""
    monkeypatch.setattr(painter, "_MOST_TITLES", 30)
    look(canvas, 0.33)
    canvas.pan_by(*(QPointF(860, 560) - canvas.to_screen(QPointF(*canvas.scene.bounds()[:2]))).toPoint().toTuple())
    settle()
    before = canvas._manner
    for _ in range(20):
        canvas.pan_by(-45, -30)
        settle()
        assert differing(canvas) <= FEW
        if canvas._manner != before:
            break
    else:
        pytest.fail("nothing else came into view")
