"""The commands of the menus: adding, deleting, the clipboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication

from core.document.graph import OutputRef
from core.io.codec import decode_fragment
from gui.mime import FRAGMENT, read_fragment


def overlapping(canvas):
    """Pairs of nodes on top of each other."""
    scene, nodes = canvas.scene, list(canvas.session.graph.nodes)
    return [(a, b) for a in nodes for b in scene.nodes_in(scene.rect(a)) if a < b]


def put(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


# -- adding -----------------------------------------------------------------------------------------------------------


def test_a_preset_goes_to_the_middle_of_an_empty_view(empty):
    node = empty.canvas.add_preset("Conv2d:1x1")
    assert (empty.node(node) - empty.canvas.rect().center()).manhattanLength() <= 10
    assert empty.session.selection == {node}
    assert empty.steps() == ["Add Conv 1×1"]


def test_a_preset_goes_below_the_selected_layer_unconnected(hand):
    hand.session.select(("output",))
    node = hand.canvas.add_preset("ReLU")
    above, below = hand.canvas.scene.rect("output"), hand.canvas.scene.rect(node)
    assert below.x + below.width / 2 == above.x + above.width / 2
    assert above.bottom < below.y < above.bottom + 60
    assert hand.session.graph.nodes[node].inputs == (None,)


def test_presets_are_never_put_on_top_of_a_layer(hand):
    for _ in range(12):
        hand.canvas.add_preset("Conv2d:3x3")
    hand.session.select(())
    for _ in range(12):
        hand.canvas.add_preset("Conv2d:3x3")
        hand.session.select(())
    hand.canvas.add_preset("Add", QPointF(112, 150))
    assert overlapping(hand.canvas) == []
    positions = hand.session.graph.layout.values()
    assert all(at.x % 8 == at.y % 8 == 0 for at in positions)


def test_what_was_added_is_in_view(hand):
    hand.session.select(("output",))
    for _ in range(8):
        node = hand.canvas.add_preset("ReLU")
        assert hand.canvas.rect().contains(hand.node(node))


def test_an_unknown_preset_is_an_error(empty):
    with pytest.raises(KeyError):
        empty.canvas.add_preset("Conv9d")


# -- deleting ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_delete_takes_the_selected_layers_and_their_wires_in_one_step(hand, key):
    hand.session.select(("conv", "reduce", "pool"))
    hand.key(key)
    assert set(hand.session.graph.nodes) == {"input", "project", "concat", "output"}
    assert hand.session.graph.nodes["concat"].inputs == (OutputRef("project"),)
    assert hand.steps() == ["Delete 3 layers"]
    hand.session.undo()
    assert hand.session.selection == {"conv", "reduce", "pool"}


def test_delete_without_a_selection_does_nothing(hand):
    hand.canvas.delete_selection()
    hand.canvas.cut()
    hand.canvas.copy()
    hand.canvas.duplicate()
    assert hand.steps() == []
    assert hand.said == []


# -- clipboard --------------------------------------------------------------------------------------------------------


def test_copy_and_paste_beside_the_original(hand):
    hand.session.select(("reduce", "conv"))
    hand.canvas.copy()
    hand.canvas.paste()
    graph = hand.session.graph
    reduce, conv = sorted(hand.session.selection, key=lambda n: graph.position(n).y)
    assert (graph.nodes[reduce].name, graph.nodes[conv].name) == ("reduce_2", "conv_2")
    assert graph.nodes[conv].inputs == (OutputRef(reduce),)
    assert graph.nodes[reduce].inputs == (None,)  # what it read was not copied
    assert overlapping(hand.canvas) == []
    assert graph.position(conv).y - graph.position(reduce).y == graph.position("conv").y - graph.position("reduce").y
    assert hand.steps() == ["Paste 2 layers"]


def test_what_is_pasted_again_and_again_never_lies_on_a_layer(hand):
    hand.session.select(("conv",))
    hand.canvas.copy()
    for _ in range(3):
        hand.canvas.paste()
        assert overlapping(hand.canvas) == []
    hand.hover(hand.node("conv"))
    hand.canvas.paste()
    assert overlapping(hand.canvas) == []
    assert hand.steps() == ["Paste conv"] * 4


def test_paste_goes_to_the_pointer_when_it_is_over_the_canvas(hand):
    hand.session.select(("reduce", "conv"))
    hand.canvas.copy()
    hand.hover(QPoint(940, 400))
    there = hand.canvas.to_canvas(QPointF(940, 400))
    hand.canvas.paste()
    area = hand.canvas.scene.bounds(hand.session.selection)
    assert abs(area.x + area.width / 2 - there.x()) <= 4
    assert abs(area.y + area.height / 2 - there.y()) <= 4
    assert all(at.x % 8 == at.y % 8 == 0 for at in hand.session.graph.layout.values())


def test_paste_can_be_told_where(hand):
    hand.session.select(("conv",))
    hand.canvas.copy()
    hand.hover(QPoint(800, 400))
    hand.canvas.paste(QPointF(200, 100))
    (node,) = hand.session.selection
    assert (hand.node(node) - QPoint(200, 100)).manhattanLength() <= 8


def test_layers_go_from_one_sketch_to_another(hand, empty):
    hand.session.select(("reduce", "conv", "pool"))
    hand.canvas.copy()
    empty.canvas.paste()
    graph = empty.session.graph
    assert sorted(node.name for node in graph.nodes.values()) == ["conv", "pool", "reduce"]
    named = {node.name: node for node in graph.nodes.values()}
    assert named["conv"].op == hand.session.graph.nodes["conv"].op
    assert named["conv"].inputs == (OutputRef(named["reduce"].id),)
    assert empty.steps() == ["Paste 3 layers"]
    assert hand.steps() == []


def test_what_is_pasted_out_of_sight_is_brought_into_view(hand, empty):
    hand.session.select(("conv",))
    hand.canvas.copy()
    empty.canvas.pan_by(5000, 5000)
    empty.canvas.paste()
    (node,) = empty.session.selection
    assert empty.canvas.rect().contains(empty.node(node))


def test_cut_is_one_step_and_can_be_pasted(hand):
    hand.session.select(("conv", "pool"))
    hand.canvas.cut()
    assert "conv" not in hand.session.graph.nodes
    assert hand.steps() == ["Cut 2 layers"]
    hand.canvas.paste()
    names = {node.name for node in hand.session.graph.nodes.values()}
    assert {"conv", "pool"} <= names


def test_duplicate_leaves_the_clipboard_alone(hand):
    put("something else")
    hand.session.select(("reduce", "conv"))
    hand.canvas.duplicate()
    assert QGuiApplication.clipboard().text() == "something else"
    assert len(hand.session.graph.nodes) == 9
    assert len(hand.session.selection) == 2
    assert hand.steps() == ["Duplicate 2 layers"]


def test_the_clipboard_holds_our_own_type_and_plain_text(hand):
    hand.session.select(("conv",))
    hand.canvas.copy()
    mime = QGuiApplication.clipboard().mimeData()
    assert mime.hasFormat(FRAGMENT)
    assert decode_fragment(mime.text()).nodes.keys() == {"conv"}
    assert read_fragment(mime) == mime.text()


def test_plain_text_that_somebody_sent_can_be_pasted(hand, empty):
    hand.session.select(("conv",))
    hand.canvas.copy()
    text = QGuiApplication.clipboard().text()
    put(text)
    assert empty.canvas.can_paste()
    empty.canvas.paste()
    assert [node.name for node in empty.session.graph.nodes.values()] == ["conv"]


def test_an_empty_clipboard_says_so(hand):
    assert not hand.canvas.can_paste()
    hand.canvas.paste()
    assert hand.said == ["There is nothing to paste: the clipboard holds no layers."]


@pytest.mark.parametrize(
    "text",
    ["hello", "{", '{"format": "convas", "version": 99}', '{"a": NaN}', "[" * 100_000, "{}", "\x00\ufffd", "10" * 4000],
)
def test_garbage_on_the_clipboard_is_a_message(hand, text):
    document = hand.session.document
    put(text)
    hand.canvas.paste()
    (said,) = hand.said
    assert said.startswith("The clipboard holds no layers.")
    assert len(said) < 600
    assert hand.session.document is document


def test_garbage_in_our_own_type_is_a_message_too(hand):
    mime = QMimeData()
    mime.setData(FRAGMENT, b"\xff\xfe{]")
    QGuiApplication.clipboard().setMimeData(mime)
    assert hand.canvas.can_paste()
    hand.canvas.paste()
    assert len(hand.said) == 1


def test_a_fragment_without_layers_is_nothing_to_paste(hand):
    put('{"format": "convas", "version": 1}')
    hand.canvas.paste()
    assert len(hand.said) == 1
    assert hand.steps() == []


def test_select_all_selects_all(hand):
    hand.canvas.select_all()
    assert hand.session.selection == set(hand.session.graph.nodes)
