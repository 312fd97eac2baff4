"""The commands of the menus: adding, deleting, the clipboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication

from core.document.graph import Annotation, NodeStyle, OutputRef
from core.document.styles import set_style
from core.io.codec import decode_fragment, encode
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


# -- the clipboard with all that belongs to layers -------------------------------------------------------------------


def annotated(hand):
    """Put a frame around conv, and a note beside it."""
    x, y, width, height = hand.canvas.scene.rect("conv")
    hand.annotate(
        Annotation("frame", "frame", "stem", x - 24, y - 48, width + 48, height + 72),
        Annotation("note", "note", "why five", x - 200, y, 120, 56),
    )


def test_deleting_a_frame_leaves_what_lies_in_it(hand):
    annotated(hand)
    hand.session.select((), ("frame",))
    hand.key(Qt.Key.Key_Delete)
    assert hand.session.graph.annotations.keys() == {"note"}
    assert "conv" in hand.session.graph.nodes
    assert hand.steps()[2:] == ["Delete “stem”"]


def test_frames_and_notes_are_copied_cut_and_duplicated_with_the_layers(hand):
    annotated(hand)
    hand.session.select(("conv",), ("frame", "note"))
    hand.canvas.duplicate()
    assert len(hand.session.selection) == 1
    assert len(hand.session.annotations) == 2
    (conv,) = hand.session.selection
    moved = hand.session.graph.position(conv).x - hand.session.graph.position("conv").x
    for key in hand.session.annotations:
        item = hand.session.graph.annotations[key]
        old = hand.session.graph.annotations["frame" if item.kind == "frame" else "note"]
        assert item.x - old.x == moved
    hand.session.select(("conv",), ("frame", "note"))
    hand.canvas.cut()
    assert "conv" not in hand.session.graph.nodes
    assert "frame" not in hand.session.graph.annotations
    assert "note" not in hand.session.graph.annotations
    hand.canvas.paste()
    assert len(hand.session.graph.annotations) == 4
    assert hand.steps()[2:] == ["Duplicate 3 items", "Cut 3 items", "Paste 3 items"]


def test_a_note_alone_is_copied(hand, empty):
    annotated(hand)
    hand.session.select((), ("note",))
    hand.canvas.copy()
    hand.canvas.paste()
    (copy,) = hand.session.annotations
    before, after = (hand.session.graph.annotations[key] for key in ("note", copy))
    assert (after.text, after.x, after.y) == (before.text, before.x + 16, before.y + 16)
    empty.canvas.paste()
    assert len(empty.session.graph.annotations) == 1


def test_looks_come_along(hand, empty):
    hand.session.apply("x", lambda d: set_style(d, ("conv",), color="teal", collapsed=True))
    hand.session.select(("conv",))
    hand.canvas.copy()
    empty.canvas.paste()
    (node,) = empty.session.selection
    assert empty.session.graph.style(node) == NodeStyle("teal", collapsed=True)


def test_paste_with_wires_connects_what_led_into_the_original(hand):
    hand.session.select(("conv",))
    hand.canvas.copy()
    hand.canvas.paste()
    (plain,) = hand.session.selection
    hand.canvas.paste_with_wires()
    (wired,) = hand.session.selection
    assert hand.session.graph.nodes[plain].inputs == (None,)
    assert hand.session.graph.nodes[wired].inputs == (OutputRef("reduce"),)
    assert hand.steps() == ["Paste conv", "Paste conv"]


def test_paste_with_wires_elsewhere_leaves_them_open(hand, empty):
    hand.session.select(("conv",))
    hand.canvas.copy()
    empty.canvas.paste_with_wires()
    (node,) = empty.session.graph.nodes.values()
    assert node.inputs == (None,)


def test_the_text_of_a_whole_sketch_can_be_pasted(hand, empty):
    QGuiApplication.clipboard().setText(encode(hand.session.document))
    assert empty.canvas.can_paste()
    empty.canvas.paste()
    assert len(empty.session.graph.nodes) == 7
    assert empty.session.graph_analysis.cost == hand.session.graph_analysis.cost
    assert empty.steps() == ["Paste 7 layers"]


def test_deleting_a_layer_between_others_tells_how_to_lead_the_wires_past(hand):
    hand.session.select(("conv",))
    hand.canvas.delete_selection()
    assert len(hand.said) == 1
    assert "Ctrl+Del" in hand.said[0]
    for chosen in (("output",), ("reduce",)):  # nothing behind the one, and by now behind the other
        hand.session.select(chosen)
        hand.canvas.delete_selection()
    assert len(hand.said) == 1


# -- taking layers out, and exchanging them --------------------------------------------------------------------------


def test_dissolving_leads_the_wire_past(hand):
    document = hand.session.document
    hand.session.select(("reduce", "conv"))
    hand.canvas.dissolve_selection()
    assert hand.session.graph.nodes["concat"].inputs == (OutputRef("input"), OutputRef("project"))
    assert hand.steps() == ["Dissolve 2 layers"]
    hand.session.undo()
    assert hand.session.document is document


def test_dissolving_a_wire_takes_it_off_and_a_frame_goes_alone(hand):
    annotated(hand)
    hand.session.select((), ("frame",))
    hand.canvas.dissolve_selection()
    assert hand.session.graph.annotations.keys() == {"note"}
    hand.click(hand.wire("pool", "project"))
    hand.canvas.dissolve_selection()
    assert hand.session.graph.nodes["project"].inputs == (None,)
    assert hand.steps()[2:] == ["Dissolve “stem”", "Disconnect project"]


def test_detaching_closes_the_gap_and_keeps_the_layer(hand):
    hand.session.select(("conv",))
    hand.canvas.detach_selection()
    assert hand.session.graph.nodes["conv"].inputs == (None,)
    assert hand.session.graph.nodes["concat"].inputs[0] == OutputRef("reduce")
    assert hand.steps() == ["Detach conv"]


def test_two_selected_layers_swap_places(hand):
    first, second = hand.session.graph.position("reduce"), hand.session.graph.position("conv")
    hand.session.select(("conv", "reduce"))
    hand.canvas.swap_selection()
    nodes = hand.session.graph.nodes
    assert nodes["conv"].inputs == (OutputRef("input"),)
    assert nodes["reduce"].inputs == (OutputRef("conv"),)
    assert nodes["concat"].inputs[0] == OutputRef("reduce")
    assert (hand.session.graph.position("conv"), hand.session.graph.position("reduce")) == (first, second)
    assert hand.steps() == ["Swap 2 layers"]


def test_one_selected_layer_swaps_its_two_inputs(hand):
    hand.session.select(("concat",))
    hand.canvas.swap_selection()
    assert hand.session.graph.nodes["concat"].inputs == (OutputRef("project"), OutputRef("conv"))
    assert hand.steps() == ["Swap concat"]


@pytest.mark.parametrize("chosen", [(), ("conv",), ("conv", "pool", "reduce")])
def test_what_cannot_be_swapped_is_said(hand, chosen):
    hand.session.select(chosen)
    hand.canvas.swap_selection()
    assert hand.steps() == []
    assert hand.said == ["Select two layers to swap, or one with two inputs."]
