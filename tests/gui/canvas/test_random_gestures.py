"""A hand that does anything: random mouse, wheel and keys on the real canvas, against what must always hold.

After every gesture the canvas shows exactly what the document holds, as if it had been made from nothing; in the end,
undoing everything brings back the very first document, and no row was lost on the way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.analysis.infer import infer
from core.document.annotations import add_annotation
from core.document.document import Document
from core.document.graph import Annotation, OutputRef, Point, Wire
from core.document.styles import set_bends, set_bypassed, set_flow, set_style
from core.io.codec import decode, encode
from core.layout.documents import laid_out
from gui.canvas.widget import CanvasWidget
from gui.preferences import Preferences
from gui.session import Session
from tests.conftest import SOAK_SCALE
from tests.core.analysis.sketches import inception_3a, same
from tests.gui.canvas.agreement import agree, look_alike
from tests.gui.canvas.random_hand import RandomHand
from tests.gui.canvas.sketches import nested

GESTURES = 250 * SOAK_SCALE
_SIZE = (900, 700)


def branches() -> Document:
    """Inception 3a."""
    return laid_out(inception_3a())


def furnished() -> Document:
    """Blocks, with a frame, a note, a colour, a lock, a bend, and a layer that is bypassed in the block."""
    document = laid_out(nested())
    document = add_annotation(document, Annotation("f1", "frame", "Stem", -40, 60, 320, 300, "blue"))
    document = add_annotation(document, Annotation("n1", "note", "Twice the same.", 320, 80, 160, 90))
    document = set_style(document, ["first"], color="teal", locked=True)
    document = set_bends(document, Wire(OutputRef("first"), "second"), [Point(240, 260)])
    (module,) = document.modules
    return set_bypassed(document, ["a"], True, graph=module)


def rightwards() -> Document:
    """Inception 3a from left to right, in which one layer is collapsed."""
    document = inception_3a()
    bare = replace(document, main=replace(document.main, layout={}))
    return laid_out(set_style(set_flow(bare, "right"), ["concat"], collapsed=True))


@pytest.fixture
def hand_on(qtbot: QtBot, preferences: Preferences) -> Callable[[Document, int], RandomHand]:
    """Makes a random hand on a canvas that shows a document."""

    def make(document: Document, seed: int) -> RandomHand:
        canvas = CanvasWidget(Session(document, seed=1), preferences)
        qtbot.addWidget(canvas)
        canvas.resize(*_SIZE)
        with qtbot.waitExposed(canvas):
            canvas.show()
        return RandomHand(canvas, seed)

    return make


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("document", [branches, furnished, rightwards])
def test_whatever_a_hand_does_the_canvas_shows_the_document_and_undo_leads_back(hand_on, document, seed):
    hand = hand_on(document(), seed)
    canvas, session = hand.canvas, hand.session
    first = session.document
    done: list[str] = []
    nodes = wires = 0
    for number in range(GESTURES):
        try:
            done.append(hand.act())
            if number % 10 == 0:
                QApplication.processEvents()  # lets it paint
            assert canvas.gesture is None or canvas.gesture.in_hand or not canvas.gesture.by_mouse
            canvas.settle()
            if canvas.gesture is None:
                agree(canvas)
                if number % 50 == 0:
                    look_alike(canvas)
                    assert same(session.analysis, infer(session.document))
        except Exception as error:
            error.add_note("\n".join([f"{document.__name__}, seed {seed}, gesture {number}, after", *done[-6:]]))
            raise
        nodes = max(nodes, int(canvas.scene.alive.sum()))
        wires = max(wires, int(canvas.scene.edge_alive.sum()))
    canvas.cancel_gesture()
    # No row is lost: there are no more than rows kept for what will come, beside those that were in use at once.
    assert len(canvas.scene.ids) <= 1.5 * nodes + 16
    assert len(canvas.scene.edges) <= 2 * wires + 32
    written = encode(session.document)
    assert encode(decode(written)) == written
    assert session.steps_forgotten == 0
    while session.undo_text is not None:
        session.undo()
        agree(canvas)
    assert session.document is first
    assert hand.events > 2 * GESTURES


def test_the_hand_knows_every_kind_of_step(hand_on):
    """What the random hand never does would prove nothing."""
    wanted = {"Add", "Align", "Bypass", "Collapse", "Connect", "Cut", "Delete", "Detach", "Dissolve", "Duplicate"}
    wanted |= {"Bend", "Group", "Insert", "Lay", "Lock", "Move", "Paste", "Resize", "Ungroup"}
    hand = hand_on(furnished(), 5)
    for _ in range(3000):
        hand.act()
        hand.canvas.settle()  # else what comes next depends on how far things have glided
        if wanted <= hand.steps.keys():
            break
    assert wanted - hand.steps.keys() == set()
