"""What lights up around the layer under the pointer."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from core.analysis.infer import infer
from core.document import edits
from core.document.builder import Builder
from core.document.graph import Edge, OutputRef
from core.ops.activation import ReLU
from gui.canvas.hovering import NOTHING_LIT, lit_around
from tests.gui.canvas.conftest import reduced


def lit(node):
    return lit_around(infer(reduced()).main, node)


def test_a_layer_on_a_branch_lights_it_from_fork_to_merge():
    for node in ("reduce", "conv"):
        found = lit(node)
        assert found.nodes == {"reduce", "conv"}
        assert found.edges == {
            Edge(OutputRef("input"), "reduce", 0),
            Edge(OutputRef("reduce"), "conv", 0),
            Edge(OutputRef("conv"), "concat", 0),
        }


def test_a_fork_and_a_merge_light_only_their_wires():
    assert lit("input") == (frozenset(), {Edge(OutputRef("input"), n, 0) for n in ("reduce", "pool")})
    found = lit("concat")
    assert found.nodes == frozenset()
    assert {edge.target for edge in found.edges} == {"concat", "output"}


def test_a_plain_sequence_is_no_branch():
    builder = Builder()
    at = builder.input(3, 8, 8)
    for _ in range(5):
        at = builder.add(ReLU(), at)
    found = lit_around(infer(builder.build()).main, "relu_3")
    assert found.nodes == frozenset()
    assert len(found.edges) == 2


def test_what_is_gone_lights_nothing():
    assert lit("gone") == NOTHING_LIT


def test_hovering_lights_the_branch_and_moves_nothing(hand):
    hand.hover(QPoint(3, 3))
    plain = hand.canvas.grab().toImage()
    rects = {key: hand.canvas.scene.rect(key) for key in hand.session.graph.nodes}
    hand.hover(hand.node("conv"))
    state = hand.canvas._state()
    assert state.lit_nodes == {"reduce", "conv"}
    assert Edge(OutputRef("input"), "reduce", 0) in state.lit_edges
    assert hand.canvas.grab().toImage() != plain
    assert {key: hand.canvas.scene.rect(key) for key in rects} == rects
    hand.hover(QPoint(3, 3))
    assert hand.canvas.grab().toImage() == plain


def test_what_was_lit_is_painted_anew_in_part_as_in_full(hand):
    hand.hover(QPoint(3, 3))
    hand.hover(hand.node("conv"))
    QApplication.processEvents()
    hand.hover(hand.node("project"))
    QApplication.processEvents()
    in_part = hand.canvas.screen().grabWindow(hand.canvas.winId()).toImage()
    hand.canvas.update()
    QApplication.processEvents()
    assert in_part == hand.canvas.screen().grabWindow(hand.canvas.winId()).toImage()


def test_an_edit_under_the_pointer_leaves_nothing_lit_that_is_gone(hand):
    hand.hover(hand.node("conv"))
    hand.session.apply("x", lambda d: edits.remove(d, ("conv",)))
    assert "conv" not in hand.canvas._state().lit_nodes
    hand.canvas.grab()
