"""Wires by hand: drawn from either end, taken up again, cut, bent, several at once, put in another order."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from core.analysis.connecting import Verdict
from core.document.graph import Wire
from gui.drawing.geometry import PortRef
from tests.gui.person import ALT, CTRL, RIGHT, SHIFT, Person


def unplug(user: Person, source: str, target: str) -> None:
    """Take a wire off by Alt and a click."""
    user.click_at(user.wire(source, target), ALT)
    assert source not in user.reads_from(target)


def bends(user: Person, source: str, target: str) -> list[tuple[float, float]]:
    """The points that a wire is led through."""
    wire = user.edge(source, target)
    return [(point.x, point.y) for point in user.session.graph.bends.get(Wire(wire.source, wire.target), ())]


def test_alt_click_on_a_wire_takes_it_off(user: Person):
    with user.step("Disconnect relu5x5"):
        user.click_at(user.wire("conv5x5", "relu5x5"), ALT)
    assert user.reads_from("relu5x5") == [""]


def test_a_wire_is_drawn_from_an_output_to_an_input(user: Person):
    unplug(user, "conv5x5", "relu5x5")
    with user.step("Connect conv5x5 to relu5x5"):
        user.drag(user.output("conv5x5"), user.input("relu5x5"))
    assert user.reads_from("relu5x5") == ["conv5x5"]
    assert user.totals() == ("128,049,152", "163,696")


def test_a_wire_is_drawn_from_an_input_back_to_an_output(user: Person):
    unplug(user, "conv5x5", "relu5x5")
    with user.step("Connect conv5x5 to relu5x5"):
        user.drag(user.input("relu5x5"), user.output("conv5x5"))
    assert user.reads_from("relu5x5") == ["conv5x5"]


def test_a_wire_dropped_on_the_body_of_a_layer_finds_its_port(user: Person):
    unplug(user, "conv5x5", "relu5x5")
    with user.step("Connect conv5x5 to relu5x5"):
        user.drag(user.output("conv5x5"), user.node("relu5x5"))
    assert user.reads_from("relu5x5") == ["conv5x5"]


@pytest.mark.parametrize("hold", ["port", "wire"])
def test_a_wire_is_plugged_elsewhere_by_its_target_end(user: Person, hold: str):
    unplug(user, "conv3x3", "relu3x3")
    start = user.input("relu5x5") if hold == "port" else user.wire("conv5x5", "relu5x5", along=0.7)
    with user.step("Connect conv5x5 to relu3x3"):
        user.drag(start, user.input("relu3x3"))
    assert user.reads_from("relu3x3") == ["conv5x5"]
    assert user.reads_from("relu5x5") == [""]


def test_a_wire_is_plugged_elsewhere_by_its_source_end(user: Person):
    with user.step("Connect pool to relu5x5"):
        user.drag(user.wire("conv5x5", "relu5x5", along=0.3), user.output("pool"))
    assert user.reads_from("relu5x5") == ["pool"]


def test_a_wire_that_is_pulled_off_and_dropped_on_nothing_is_no_more(user: Person):
    with user.step("Disconnect relu5x5"):
        user.drag(user.input("relu5x5"), user.empty(0.95, 0.9), ends=False)
        assert said(user) == "Release to disconnect"
        user.release()
    assert user.reads_from("relu5x5") == [""]


def test_esc_while_a_wire_is_dragged_leaves_it(user: Person):
    with user.no_step():
        user.drag(user.input("relu5x5"), user.input("relu3x3"), ends=False)
        user.key("Esc")
        user.release()
    assert user.reads_from("relu5x5") == ["conv5x5"]


def test_a_stroke_cuts_all_wires_that_it_crosses(user: Person):
    left, right = user.node("relu1x1") + QPoint(-110, -42), user.node("relu_proj") + QPoint(110, -42)
    with user.step("Cut 4 wires"):
        user.drag(left, right, modifiers=CTRL, button=RIGHT)
    for name in ("relu1x1", "relu3x3", "relu5x5", "relu_proj"):
        assert user.reads_from(name) == [""]


def test_a_stroke_with_ctrl_alt_and_the_left_button_cuts_too(user: Person):
    at = user.wire("conv5x5", "relu5x5")
    with user.step("Cut 1 wire"):
        user.drag(at - QPoint(50, 0), at + QPoint(50, 0), modifiers=CTRL | ALT)
    assert user.reads_from("relu5x5") == [""]


def test_esc_puts_the_knife_away(user: Person):
    at = user.wire("conv5x5", "relu5x5")
    with user.no_step():
        user.drag(at - QPoint(50, 0), at + QPoint(50, 0), modifiers=CTRL, button=RIGHT, ends=False)
        user.key("Esc")
        user.release()


def test_a_wire_is_led_through_points_which_move_and_go(user: Person):
    with user.step("Bend Wire"):
        user.drag(user.wire("pool", "pool_proj"), user.wire("pool", "pool_proj") + QPoint(100, 0))
    ((x, y),) = bends(user, "pool", "pool_proj")
    at = user.spot(x, y)
    assert user.canvas.scene.bend_at(x, y, 2) is not None
    with user.step("Move Bend"):
        user.drag(at, at + QPoint(0, 32))
    ((moved_x, moved_y),) = bends(user, "pool", "pool_proj")
    assert moved_y > y
    with user.step("Remove Bend"):
        user.double_click(user.spot(moved_x, moved_y))
    assert bends(user, "pool", "pool_proj") == []


def test_a_bend_that_is_given_up_leaves_no_trace(user: Person):
    with user.no_step():
        user.drag(user.wire("pool", "pool_proj"), user.wire("pool", "pool_proj") + QPoint(100, 0), ends=False)
        user.key("Esc")
        user.release()


def test_bends_come_along_when_both_ends_are_moved(user: Person):
    user.drag(user.wire("pool", "pool_proj"), user.wire("pool", "pool_proj") + QPoint(64, 0))
    ((x, y),) = bends(user, "pool", "pool_proj")
    user.choose("pool", "pool_proj")
    with user.step("Move 2 layers"):
        user.drag(user.node("pool"), user.node("pool") + QPoint(64, 8), modifiers=CTRL)
    ((after_x, after_y),) = bends(user, "pool", "pool_proj")
    assert (after_x - x, after_y - y) == (user.rect("pool").x - 672, user.rect("pool").y - 112) != (0, 0)


def test_shift_draws_a_wire_from_each_selected_layer(user: Person):
    user.key("Ctrl+A")
    before = set(user.session.graph.nodes)
    user.hover(user.empty(0.95, 0.9))
    user.key("Tab")
    user.write("add")
    user.key("Return")
    (new,) = user.session.graph.nodes.keys() - before
    user.choose("relu3x3", "relu5x5", "relu_proj")
    with user.step(f"Connect 3 wires to {user.session.graph.nodes[new].name}"):
        user.drag(user.output("relu5x5"), user.node(new), modifiers=SHIFT)
    assert user.reads_from(user.session.graph.nodes[new].name) == ["relu3x3", "relu5x5", "relu_proj"]


def test_shift_at_the_release_keeps_another_wire_in_hand(user: Person):
    for target in ("relu3x3", "relu5x5"):
        unplug(user, target.replace("relu", "conv"), target)
    user.drag(user.output("pool"), user.input("relu3x3"), ends=False)
    user.release(SHIFT)
    assert user.reads_from("relu3x3") == ["pool"]
    assert user.gesture is not None  # another one hangs at the pointer
    user.carry(user.input("relu5x5"))
    user.click_at(user.input("relu5x5"))
    assert user.reads_from("relu5x5") == ["pool"]
    assert user.gesture is None
    assert [entry.text for entry in user.session.history[-2:]] == ["Connect pool to relu3x3", "Connect pool to relu5x5"]


def test_ctrl_takes_all_wires_of_an_output_to_another_one(user: Person):
    user.drag(user.output("pool"), user.input("concat", 4))
    with user.step("Redirect pool to relu3x3_reduce"):
        user.drag(user.output("pool"), user.output("relu3x3_reduce"), modifiers=CTRL)
    assert user.reads_from("pool_proj") == ["relu3x3_reduce"]
    assert user.reads_from("concat")[-1] == "relu3x3_reduce"


def test_a_legal_target_lights_up_and_says_what_it_would_become(user: Person):
    unplug(user, "conv5x5", "relu5x5")
    user.drag(user.output("conv5x5"), user.input("relu5x5"), ends=False)
    assert user.gesture.marks[PortRef("relu5x5", "in", 0)] is Verdict.FITS
    lit = user.colour_at(user.input("relu5x5"))
    user.carry(user.empty())
    user.key("Esc")
    user.release()
    user.away()
    assert user.colour_at(user.input("relu5x5")) != lit


def test_a_target_that_will_not_fit_is_amber_with_the_reason_and_may_be_had_all_the_same(user: Person):
    """The concat merges 28×28; a pooled branch of 14×14 is connected, and the sketch says what is wrong."""
    user.click("pool")
    user.types("stride", "2")
    user.types("padding", "0")
    user.canvas.setFocus()
    user.drag(user.output("pool"), user.input("concat", 4), ends=False)
    assert user.gesture.marks[PortRef("concat", "in", 4)] is Verdict.WARNED
    assert "28" in said(user)
    with user.step("Connect pool to concat"):
        user.release()
    assert user.reads_from("concat")[-1] == "pool"
    assert user.reads("status_totals").endswith("(incomplete)")


def test_an_impossible_target_refuses_with_its_reason(user: Person):
    with user.no_step():
        user.drag(user.output("relu5x5"), user.input("conv5x5_reduce"), ends=False)
        assert user.gesture.marks[PortRef("conv5x5_reduce", "in", 0)] is Verdict.REFUSED
        reason = said(user)
        assert "cycle" in reason or "circle" in reason or "loop" in reason
        user.release()
    assert user.status() == reason


def said(user: Person) -> str:
    """What the bubble at the pointer says."""
    return str(user.gesture.words())


def test_a_merge_grows_a_port_with_every_wire(user: Person):
    with user.step("Connect pool to concat"):
        user.drag(user.output("pool"), user.input("concat", 4))
    assert len(user.reads_from("concat")) == 5
    user.drag(user.output("input"), user.input("concat", 5))
    assert user.reads_from("concat")[-2:] == ["pool", "input"]
    assert "28×28×640" in user.row("concat")
    assert user.bar() == "64 + 128 + 32 + 32 + 192 + 192 = 640 channels"


def test_the_inputs_of_a_merge_are_put_in_another_order_by_hand(user: Person):
    with user.step("Reorder inputs of concat"):
        user.drag(user.input("concat", 0), user.input("concat", 3))
    assert user.reads_from("concat") == ["relu3x3", "relu5x5", "relu_proj", "relu1x1"]
    assert user.bar() == "128 + 32 + 32 + 64 = 256 channels"


@pytest.mark.parametrize(("action", "order"), [("input_earlier", (1, 0, 2, 3)), ("input_later", (0, 2, 1, 3))])
def test_the_inputs_of_a_merge_are_put_in_another_order_by_menu(user: Person, action: str, order: tuple[int, ...]):
    names = user.reads_from("concat")
    user.click_at(user.wire("relu3x3", "concat", 1))
    assert user.canvas.selected_edge == user.edge("relu3x3", "concat")
    with user.step("Reorder inputs of concat"):
        user.window.actions_table[action].trigger()
    assert user.reads_from("concat") == [names[number] for number in order]


def test_a_click_selects_a_wire_and_del_takes_it_off(user: Person):
    user.click_at(user.wire("conv5x5", "relu5x5"))
    assert user.canvas.selected_edge == user.edge("conv5x5", "relu5x5")
    assert user.session.selection == frozenset()
    with user.step("Disconnect relu5x5"):
        user.key("Del")
    QApplication.processEvents()
    assert user.reads_from("relu5x5") == [""]
