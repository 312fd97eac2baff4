"""Selecting: by clicks, bands and lassos, along the wires, by type, all of a block."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint

from tests.gui.person import ALT, CTRL, SHIFT, Person

TOP = {"conv1x1", "conv3x3_reduce", "conv5x5_reduce", "pool"}


def around(user: Person, *nodes: str, grown: float = 12) -> list[QPoint]:
    """The corners of a band around layers, in the order in which a lasso visits them."""
    boxes = [user.rect(node) for node in nodes]
    left, top = min(b.x for b in boxes) - grown, min(b.y for b in boxes) - grown
    right, bottom = max(b.right for b in boxes) + grown, max(b.bottom for b in boxes) + grown
    return [user.spot(left, top), user.spot(right, top), user.spot(right, bottom), user.spot(left, bottom)]


def across(user: Person) -> list[QPoint]:
    """Opposite corners of a band that holds one layer wholly and touches its neighbours to the left and right."""
    box = user.rect("conv5x5")
    return [user.spot(box.x - 60, box.y - 20), user.spot(box.right + 60, box.bottom + 20)]


def test_clicks_select_toggle_and_let_go(user: Person):
    user.click("conv5x5")
    assert user.names() == {"conv5x5"}
    user.click("pool", SHIFT)
    user.click("concat", CTRL)
    assert user.names() == {"conv5x5", "pool", "concat"}
    user.click("pool", CTRL)
    assert user.names() == {"conv5x5", "concat"}
    user.click_at(user.empty(0.95, 0.9))
    assert user.names() == set()
    assert user.session.history == ()  # selecting is no step of undo


def test_a_band_selects_what_it_touches_and_with_ctrl_what_it_contains(user: Person):
    start, stop = across(user)
    user.drag(start, stop)
    assert user.names() == {"conv3x3", "conv5x5", "pool_proj"}
    user.drag(start, stop, modifiers=CTRL)
    assert user.names() == {"conv5x5"}


def test_the_preference_turns_touching_and_containing_round(user: Person):
    user.canvas.preferences.band = "contain"
    start, stop = across(user)
    user.drag(start, stop)
    assert user.names() == {"conv5x5"}
    user.drag(start, stop, modifiers=CTRL)
    assert user.names() == {"conv3x3", "conv5x5", "pool_proj"}


def test_what_a_band_would_select_is_seen_before_it_is_let_go_and_esc_takes_it_back(user: Person):
    user.click("input")
    start, stop = across(user)
    with user.no_step():
        user.drag(start, stop, ends=False)
        gesture = user.canvas.gesture
        assert gesture is not None
        assert gesture.selection == frozenset({"conv3x3", "conv5x5", "pool_proj"})
        user.key("Esc")
        user.release()
        assert user.names() == {"input"}


def test_with_shift_a_band_adds(user: Person):
    user.click("input")
    start, stop = across(user)
    user.drag(start, stop, modifiers=SHIFT)
    assert user.names() == {"input", "conv3x3", "conv5x5", "pool_proj"}


def test_a_lasso_selects_what_lies_in_a_line_drawn_around(user: Person):
    corners = around(user, "conv5x5_reduce", "conv5x5")
    user.drag(*corners, modifiers=ALT)
    assert user.names() == {"conv5x5_reduce", "relu5x5_reduce", "conv5x5"}
    user.click_at(user.empty(0.95, 0.9))
    # Around the corner: what is in the bounding box only is not selected.
    (a, b, c, _), (d, _, f, g) = around(user, "conv3x3_reduce", "pool"), around(user, "pool", "relu_proj")
    user.drag(a, b, f, g, QPoint(d.x(), c.y()), QPoint(a.x(), c.y()), modifiers=ALT)
    assert user.names() == {"conv3x3_reduce", "conv5x5_reduce", "pool", "pool_proj", "relu_proj"}


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("[", {"input", "conv5x5_reduce", "relu5x5_reduce", "conv5x5"}),
        ("]", {"conv5x5", "relu5x5", "concat", "output"}),
        ("Ctrl+Shift+B", {"conv5x5_reduce", "relu5x5_reduce", "conv5x5", "relu5x5"}),
        ("Shift+G", {"conv1x1", "conv3x3_reduce", "conv3x3", "conv5x5_reduce", "conv5x5", "pool_proj"}),
        ("Ctrl+A", None),
    ],
)
def test_keys_select_along_the_wires_the_branch_the_type_and_all(user: Person, key: str, found: set[str] | None):
    user.click("conv5x5")
    user.key(key)
    wanted = found if found is not None else {node.name for node in user.session.graph.nodes.values()}
    assert user.names() == wanted
    assert user.session.history == ()


def test_all_of_a_block_is_selected_inside_of_it(user: Person):
    user.choose("conv5x5_reduce", "relu5x5_reduce", "conv5x5")
    user.key("Ctrl+G")
    (block,) = user.session.selection
    user.canvas.setFocus()
    user.double_click(user.node(block))
    assert user.session.path == (block,)
    user.key("Ctrl+A")
    assert {"conv5x5_reduce", "relu5x5_reduce", "conv5x5"} < user.names()
    assert user.names() == {node.name for node in user.session.graph.nodes.values()}


def test_a_selection_is_seen_in_the_inspector_and_painted(user: Person):
    picture = user.picture()
    user.click("conv5x5")
    assert user.picture() != picture
    form = user.inspector.form
    assert form is not None
    assert form.name_field.editor.text() == "conv5x5"
    user.choose("conv5x5", "conv3x3")
    assert user.inspector.form is None
    assert user.inspector.several_form is not None
