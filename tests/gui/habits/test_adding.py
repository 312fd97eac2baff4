"""Adding layers without leaving the canvas: searched at the pointer, pulled out of a wire, dropped on one, copied."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QApplication

from tests.gui.person import ALT, CTRL, MIDDLE, Person


def added(user: Person, before: set[str]) -> str:
    """The one layer that is new. It is selected and lies on no other."""
    (new,) = user.session.graph.nodes.keys() - before
    assert user.session.selection == {new}
    box = user.rect(new)
    others = [user.rect(key) for key in user.session.graph.nodes if key != new]
    assert not any(o.x < box.right and box.x < o.right and o.y < box.bottom and box.y < o.bottom for o in others)
    return new


def near(user: Person, node: str, at: QPoint, reach: float) -> bool:
    """Whether a layer lies by a point of the canvas widget."""
    there, box = user.canvas.to_canvas(QPointF(at)), user.rect(node)
    return abs(box.x + box.width / 2 - there.x()) <= reach and abs(box.y + box.height / 2 - there.y()) <= reach


@pytest.mark.parametrize("opens", ["double-click", "Tab", "Shift+A"])
def test_a_search_opens_at_the_pointer_and_adds_there(user: Person, opens: str):
    user.drag(user.empty(), user.empty() + QPoint(300, 0), button=MIDDLE)  # the screen of this platform is a small one
    before, at = set(user.session.graph.nodes), user.empty(0.2, 0.3)
    with user.step("Add Conv 3×3"):
        if opens == "double-click":
            user.double_click(at)
        else:
            user.hover(at)
            user.key(opens)
        assert user.popup.geometry().contains(user.canvas.mapToGlobal(at))
        user.write("c3")  # fuzzy
        assert user.listed()[0] == "Conv 3×3"
        user.key("Return")
        assert QApplication.activePopupWidget() is None
    assert near(user, added(user, before), at, 8)
    assert user.canvas.hasFocus()


@pytest.mark.parametrize("opens", ["double-click", "Tab", "Shift+A"])
def test_esc_closes_the_search_without_a_trace(user: Person, opens: str):
    at = user.empty()
    with user.no_step():
        if opens == "double-click":
            user.double_click(at)
        else:
            user.hover(at)
            user.key(opens)
        user.write("relu")
        user.key("Esc")
        assert QApplication.activePopupWidget() is None
    assert user.canvas.hasFocus()


def test_the_search_knows_layers_presets_blocks_and_the_library_and_what_was_added_last(user: Person):
    user.choose("conv5x5_reduce", "relu5x5_reduce", "conv5x5")
    user.key("Ctrl+G")
    user.canvas.setFocus()
    (call,) = user.session.selection
    block = user.session.graph.nodes[call].name
    user.hover(user.empty())
    user.key("Tab")
    listed = user.listed()
    assert {"Linear", "Conv 1×1", "Depthwise", block, "Squeeze-and-excitation block"} & set(listed) >= {
        "Linear",
        "Conv 1×1",
        block,
    }
    assert "Library blocks" in listed
    assert "Recent" not in listed
    user.write("dropout")
    user.key("Return")
    user.key("Tab")
    assert user.listed()[:2] == ["Recent", "Dropout"]
    user.key("Esc")


@pytest.mark.parametrize("end", ["output", "input"])
def test_a_wire_released_on_the_empty_canvas_asks_what_fits_there_and_connects_it(user: Person, end: str):
    before, at = set(user.session.graph.nodes), user.empty(0.95, 0.85)
    with user.step("Add ReLU"):
        if end == "output":
            user.drag(user.output("relu_proj"), at)
        else:
            user.drag(user.input("concat", 4), at)
        listed = user.listed()
        assert ("Input" in listed) == (end == "input")  # what cannot be connected there is not offered
        assert ("Output" in listed) == (end == "output")
        user.write("relu")
        user.key("Return")
    new = added(user, before)
    name = user.session.graph.nodes[new].name
    if end == "output":
        assert user.reads_from(name) == ["relu_proj"]
    else:
        assert user.reads_from("concat")[-1] == name


def test_a_wire_released_on_the_empty_canvas_and_then_esc_is_no_wire(user: Person):
    with user.no_step():
        user.drag(user.output("relu_proj"), user.empty(0.95, 0.85))
        user.key("Esc")


def test_a_layer_that_will_not_fit_is_listed_apart_with_the_reason(user: Person):
    user.drag(user.output("relu_proj"), user.empty(0.95, 0.85))
    rows = user.popup.model.rows
    apart = next(number for number, row in enumerate(rows) if row.label == "Will not fit as it is")
    assert all(row.tone == "warned" and row.detail for row in rows[apart + 1 :])
    assert rows[apart + 1 :]
    user.key("Esc")


def test_a_double_click_on_a_wire_inserts_on_it(user: Person):
    before = set(user.session.graph.nodes)
    with user.step("Insert BatchNorm2d"):
        user.double_click(user.wire("conv3x3", "relu3x3"))
        user.write("bn")
        user.key("Return")
    new = user.session.graph.nodes[added(user, before)].name
    assert user.reads_from(new) == ["conv3x3"]
    assert user.reads_from("relu3x3") == [new]
    assert user.totals()[1] == "163,952"  # 2 · 128 more


def test_a_layer_dropped_on_a_wire_is_inserted(user: Person):
    user.hover(user.empty(0.95, 0.3))
    user.key("Tab")
    user.write("bn")
    user.key("Return")
    (new,) = user.session.selection
    name = user.session.graph.nodes[new].name
    with user.step(f"Insert {name}"):
        seen = user.wire("pool", "pool_proj", along=0.1)
        quiet = user.colour_at(seen)
        user.drag(user.node(new), user.wire("pool", "pool_proj"), ends=False)
        assert user.colour_at(seen) != quiet  # the wire lights up
        user.release()
    assert user.reads_from("pool_proj") == [name]
    assert user.reads_from(name) == ["pool"]
    assert user.totals()[1] == "164,080"  # 2 · 192 more


def test_with_ctrl_a_layer_dropped_on_a_wire_is_only_moved(user: Person):
    user.hover(user.empty(0.95, 0.3))
    user.key("Tab")
    user.write("bn")
    user.key("Return")
    (new,) = user.session.selection
    with user.step(f"Move {user.session.graph.nodes[new].name}"):
        start, stop = user.node(new), user.wire("conv5x5", "relu5x5")
        user.press(start)
        user.carry(*(start + (stop - start) * n / 8 for n in range(1, 9)), modifiers=CTRL)
        user.release(CTRL)
    assert user.reads_from("relu5x5") == ["conv5x5"]


def test_a_selected_chain_dropped_on_a_wire_is_inserted_whole(user: Person):
    at = user.empty(0.95, 0.3)
    user.hover(at)
    user.key("Tab")
    user.write("conv 3x3 32")
    user.key("Return")
    (first,) = user.session.selection
    user.drag(user.output(first), user.empty(0.95, 0.5))
    user.write("bn")
    user.key("Return")
    (second,) = user.session.selection
    user.choose(first, second)
    with user.step("Insert 2 layers"):
        user.drag(user.node(first), user.wire("conv5x5", "relu5x5"))
    names = [user.session.graph.nodes[key].name for key in (first, second)]
    assert user.reads_from(names[0]) == ["conv5x5"]
    assert user.reads_from(names[1]) == [names[0]]
    assert user.reads_from("relu5x5") == [names[1]]


def test_esc_while_dragging_over_a_wire_leaves_all_as_it_was(user: Person):
    user.hover(user.empty(0.95, 0.3))
    user.key("Tab")
    user.write("bn")
    user.key("Return")
    (new,) = user.session.selection
    with user.no_step():
        user.drag(user.node(new), user.wire("conv5x5", "relu5x5"), ends=False)
        user.key("Esc")
        user.release()


@pytest.mark.parametrize("keys", ["Ctrl+Del", "Alt+Del"])
def test_dissolving_a_layer_leads_its_wires_past_it(user: Person, keys: str):
    user.click("conv5x5")
    with user.step("Dissolve conv5x5"):
        user.key(keys)
    assert user.reads_from("relu5x5") == ["relu5x5_reduce"]
    assert "28×28×240" in user.row("concat")


def test_deleting_offers_to_reconnect(user: Person):
    user.click("conv5x5")
    with user.step("Delete conv5x5"):
        user.key("Del")
        assert "Ctrl+Del" in user.status()
    assert user.reads_from("relu5x5") == [""]


def test_alt_drag_copies_a_layer_with_the_wires_that_lead_into_it(user: Person):
    before = set(user.session.graph.nodes)
    with user.step("Duplicate conv5x5"):
        user.drag(user.node("conv5x5"), user.empty(0.95, 0.45), modifiers=ALT)
    (new,) = user.session.graph.nodes.keys() - before
    name = user.session.graph.nodes[new].name
    assert user.reads_from(name) == ["relu5x5_reduce"]
    assert user.reads_from("relu5x5") == ["conv5x5"]  # the original stays as it was
    assert user.totals() == ("138,084,352", "176,528")  # and costs as much again


def test_shaking_a_layer_takes_it_off_its_wires(user: Person):
    start = user.node("conv5x5")
    with user.step("Detach conv5x5"):
        user.press(start)
        for _ in range(3):
            user.carry(start + QPoint(30, 0), start - QPoint(30, 0))
        user.carry(user.empty(0.95, 0.9))
        user.release()
    assert user.reads_from("conv5x5") == [""]
    assert user.reads_from("relu5x5") == ["relu5x5_reduce"]


def test_a_slow_hand_does_not_shake(user: Person):
    start = user.node("conv5x5")
    user.press(start)
    for _ in range(3):
        for side in (30, -30):
            user.pause(400)
            user.carry(start + QPoint(side, 0))
    user.release()
    assert user.reads_from("relu5x5") == ["conv5x5"]


def test_alt_click_takes_a_layer_off_its_wires(user: Person):
    with user.step("Detach conv5x5"):
        user.click_at(user.node("conv5x5"), ALT)
    assert user.reads_from("conv5x5") == [""]
    assert user.reads_from("relu5x5") == ["relu5x5_reduce"]


def test_replacing_the_type_keeps_wires_and_what_both_types_know(user: Person):
    user.click("conv5x5_reduce")
    with user.step("Replace by ConvTranspose2d"):
        user.key("Ctrl+Shift+T")
        user.write("convtr")
        user.key("Return")
    node = user.session.graph.nodes["conv5x5_reduce"]
    assert node.op.type_name() == "ConvTranspose2d"
    assert user.value("conv5x5_reduce", "out_channels") == 16
    assert user.value("conv5x5_reduce", "kernel_size") == (1, 1)
    assert user.reads_from("relu5x5_reduce") == ["conv5x5_reduce"]
    assert user.reads_from("conv5x5_reduce") == ["input"]


def test_swapping_two_layers_changes_their_places_in_the_network(user: Person):
    user.choose("conv5x5", "relu5x5")
    with user.step("Swap 2 layers"):
        user.key("Alt+S")
    assert user.reads_from("relu5x5") == ["relu5x5_reduce"]
    assert user.reads_from("conv5x5") == ["relu5x5"]
    assert "conv5x5" in user.reads_from("concat")


@pytest.mark.parametrize("keys", ["Ctrl+B", "M"])
def test_a_bypassed_layer_costs_nothing_and_is_marked(user: Person, keys: str):
    user.click("conv5x5")
    picture = user.picture()
    with user.step("Bypass conv5x5"):
        user.key(keys)
        assert user.totals() == ("118,013,952", "150,864")  # 10,035,200 MACs and 12,832 params fewer
        assert user.picture() != picture
        assert "Bypassed" in user.tip(user.node("conv5x5"))
    assert "28×28×240" in user.row("concat")
    with user.step("Stop Bypassing conv5x5"):
        user.key(keys)
        assert user.totals() == ("128,049,152", "163,696")


def test_a_collapsed_layer_is_lower_and_keeps_its_wires(user: Person):
    user.click("conv5x5")
    height = user.rect("conv5x5").height
    with user.step("Collapse conv5x5"):
        user.key("Alt+C")
        assert user.rect("conv5x5").height < height
    assert user.totals() == ("128,049,152", "163,696")
    user.drag(user.output("conv5x5"), user.input("concat", 4))  # it has its ports still
    assert user.reads_from("concat")[-1] == "conv5x5"
