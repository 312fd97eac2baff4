"""Moving and arranging: with guides, by keys, aligned, tidied, laid out; what is locked stays."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from core.layout.node_size import GRID
from gui.canvas.moving import MoveSelected
from tests.gui.person import CTRL, Person


def places(user: Person) -> dict[str, tuple[float, float]]:
    """Where every layer is shown."""
    return {key: (user.rect(key).x, user.rect(key).y) for key in user.session.graph.nodes}


def overlapping(user: Person) -> list[tuple[str, str]]:
    """Pairs of layers that cover one another."""
    boxes = {key: user.rect(key) for key in user.session.graph.nodes}
    return [
        (a, b)
        for a, one in boxes.items()
        for b, two in boxes.items()
        if a < b and one.x < two.right and two.x < one.right and one.y < two.bottom and two.y < one.bottom
    ]


def test_all_that_is_selected_is_moved_and_the_wires_come_along(user: Person):
    before = places(user)
    user.choose("conv5x5", "relu5x5")
    with user.step("Move 2 layers"):
        user.drag(user.node("conv5x5"), user.node("conv5x5") + QPoint(400, 40), modifiers=CTRL)
    after = places(user)
    assert {key for key in after if after[key] != before[key]} == {"conv5x5", "relu5x5"}
    assert after["conv5x5"] == (before["conv5x5"][0] + 400, before["conv5x5"][1] + 40)
    assert user.canvas.scene.edge_at(*_end_of("conv5x5", user), 3) == user.edge("conv5x5", "relu5x5")


def _end_of(node: str, user: Person) -> tuple[float, float]:
    box = user.rect(node)
    return box.x + box.width / 2, box.bottom + 6


def test_dragging_twice_is_two_steps(user: Person):
    for number in (1, 2):
        user.drag(user.node("conv5x5"), user.node("conv5x5") + QPoint(300, 16))
        assert len(user.session.history) == number
    assert {entry.text for entry in user.session.history} == {"Move conv5x5"}


def test_esc_while_dragging_puts_everything_back(user: Person):
    with user.no_step():
        user.drag(user.node("conv5x5"), user.node("conv5x5") + QPoint(300, 60), ends=False)
        assert user.rect("conv5x5").x != 448
        user.key("Esc")
        user.release()
    assert user.rect("conv5x5").x == 448


def test_a_layer_snaps_to_its_neighbours_with_a_guide_that_is_seen(user: Person):
    start = user.node("output")
    stop = user.spot(user.rect("conv5x5").x + 96 + 3, user.rect("output").y + 24)  # three units off
    user.press(start)
    user.carry(*(start + (stop - start) * step / 8 for step in range(1, 9)))
    gesture = user.canvas.gesture
    assert isinstance(gesture, MoveSelected)
    assert not gesture.extent().isEmpty()  # the guide
    with_guide = user.canvas.grab().toImage()
    user.release()
    assert user.rect("output").x == user.rect("conv5x5").x
    assert user.canvas.grab().toImage() != with_guide


def test_with_ctrl_nothing_snaps(user: Person):
    start = user.node("output")
    user.drag(start, start + QPoint(115, 3), modifiers=CTRL)
    assert user.rect("output")[:2] == (336 + 115, 672 + 3)


def test_arrow_keys_with_ctrl_move_by_the_grid_all_in_one_step_until_ctrl_is_let_go(user: Person):
    user.click("output")
    with user.step("Move output"):
        for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down):
            QTest.keyPress(user.canvas, key, CTRL)  # held: QTest lets Ctrl go with the release only
        QTest.keyRelease(user.canvas, Qt.Key.Key_Down, CTRL)
    assert user.rect("output")[:2] == (336 + 2 * GRID, 672 + GRID)


def aligned(user: Person, action: str) -> list[float]:
    """Move two layers out of line, align three, and give what must be equal then."""
    user.drag(user.node("conv5x5"), user.node("conv5x5") + QPoint(13, 11), modifiers=CTRL)
    user.drag(user.node("conv3x3"), user.node("conv3x3") + QPoint(-7, -9), modifiers=CTRL)
    user.choose("conv5x5", "conv3x3", "pool_proj")
    edge = action.removeprefix("align_")
    with user.step("Align 3 layers"):
        user.window.actions_table[action].trigger()
    along = {
        "left": lambda b: b.x,
        "center": lambda b: b.x + b.width / 2,
        "right": lambda b: b.right,
        "top": lambda b: b.y,
        "middle": lambda b: b.y + b.height / 2,
        "bottom": lambda b: b.bottom,
    }[edge]
    return [along(user.rect(key)) for key in ("conv5x5", "conv3x3", "pool_proj")]


@pytest.mark.parametrize("edge", ["left", "center", "right", "top", "middle", "bottom"])
def test_layers_are_aligned(user: Person, edge: str):
    assert len(set(aligned(user, f"align_{edge}"))) == 1


@pytest.mark.parametrize(("action", "axis"), [("distribute_across", 0), ("distribute_down", 1)])
def test_layers_are_distributed_with_equal_gaps(user: Person, action: str, axis: int):
    nodes = ("conv3x3_reduce", "conv5x5", "output") if axis else ("conv1x1", "conv5x5", "pool_proj")
    user.choose(*nodes)
    with user.step("Distribute 3 layers"):
        user.window.actions_table[action].trigger()
    boxes = sorted((user.rect(key) for key in nodes), key=lambda b: b[axis])
    gaps = [b[axis] - (a[axis] + a[axis + 2]) for a, b in pairwise(boxes)]
    assert abs(gaps[0] - gaps[1]) <= 1


def test_tidying_a_selection_moves_only_that_and_covers_nothing(user: Person):
    for node, by in (("conv5x5", QPoint(12, 20)), ("relu5x5_reduce", QPoint(-14, 20)), ("relu5x5", QPoint(10, 16))):
        user.drag(user.node(node), user.node(node) + by, modifiers=CTRL)
    before = places(user)
    chosen = ("conv5x5_reduce", "relu5x5_reduce", "conv5x5", "relu5x5")
    user.choose(*chosen)
    with user.step("Tidy 4 layers"):
        user.window.actions_table["tidy_selection"].trigger()
    after = places(user)
    assert {key for key in after if after[key] != before[key]} <= set(chosen)
    assert len({after[key][0] for key in chosen}) == 1  # one below the other
    assert overlapping(user) == []


@pytest.mark.parametrize(
    ("keys", "name", "flow"), [("Ctrl+L", "Lay Out", "down"), ("Ctrl+Shift+L", "Lay Out", "right")]
)
def test_everything_is_laid_out_in_one_step_that_the_eye_can_follow(user: Person, keys: str, name: str, flow: str):
    user.canvas.preferences.animations = True
    user.drag(user.node("conv5x5"), user.node("conv5x5") + QPoint(30, 60), modifiers=CTRL)
    index, before = user.session.history_index, places(user)
    user.key(keys)
    assert [entry.text.startswith("Lay Out") for entry in user.session.history[index:]] == [True]
    assert user.session.graph.flow == flow
    assert places(user)["conv5x5"] == before["conv5x5"] or not _there(user)  # on the way still
    user.canvas.settle()
    assert _there(user)
    assert overlapping(user) == []
    along = 0 if flow == "right" else 1
    for target, node in user.session.graph.nodes.items():
        for ref in node.inputs:
            if ref is not None:
                assert user.rect(ref.node)[along] < user.rect(target)[along]
    user.key("Ctrl+Z")
    user.canvas.settle()
    assert places(user) == before


def _there(user: Person) -> bool:
    """Whether everything is shown where the document has it."""
    graph = user.session.graph
    return all(tuple(graph.position(key)) == place for key, place in places(user).items())


def test_what_is_locked_stays_whatever_moves(user: Person):
    user.click("conv5x5")
    with user.step("Lock conv5x5"):
        user.window.actions_table["lock"].trigger()
    at = places(user)["conv5x5"]
    with user.no_step():
        user.drag(user.node("conv5x5"), user.node("conv5x5") + QPoint(200, 60))
    assert "locked" in user.status()
    user.choose("conv5x5", "relu5x5")
    user.drag(user.node("relu5x5"), user.node("relu5x5") + QPoint(300, 60), modifiers=CTRL)
    user.key("Ctrl+L")
    user.canvas.settle()
    assert places(user)["conv5x5"] == at
    assert places(user)["relu5x5"] != (448, 448)


def test_new_layers_never_land_on_others(user: Person):
    """Whichever way they come: by the search, by the palette's double-click, by pasting, by duplicating."""
    for _ in range(3):
        user.hover(user.node("conv3x3"))  # the pointer is right over a layer
        user.key("Tab")
        user.write("relu")
        user.key("Return")
    for _ in range(3):
        user.palette.preset_activated.emit("Conv2d:3x3")
    user.key("Ctrl+A")
    user.key("Ctrl+D")
    user.key("Ctrl+C")
    user.hover(user.canvas.rect().center())
    user.key("Ctrl+V")
    assert len(user.session.graph.nodes) == 3 * (16 + 6)
    assert overlapping(user) == []
