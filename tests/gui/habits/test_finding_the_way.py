"""Finding the way: the map, fitting, zooming, places visited, finding layers, the breadcrumb, bookmarks, hovering.

Two fingers on a trackpad, a pinch and fingers on the screen are tried on the canvas alone (``tests/gui/canvas``,
``test_navigator`` and ``test_touching``), with the events that a platform would send: the offscreen one has no such
devices.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QToolButton

from core.document.builder import Builder
from core.document.document import Document
from core.layout.documents import laid_out
from core.ops.activation import ReLU
from gui.drawing.painter import View
from tests.gui.canvas.sketches import nested, tower
from tests.gui.person import LEFT, MIDDLE, NONE, Person


@pytest.fixture
def climber(person: Callable[..., Person]) -> Person:
    """Somebody at the top of a chain of 200 layers."""
    made = person()
    made.show(tower(200))
    made.window.docks.arrange()
    return made


def in_view(user: Person, node: str) -> bool:
    """Whether all of a layer is seen."""
    seen, box = user.canvas.seen(), user.rect(node)
    return seen.x <= box.x and box.right <= seen.right and seen.y <= box.y and box.bottom <= seen.bottom


def zoom(user: Person) -> str:
    """The zoom, as the status bar says it."""
    button = user.window.findChild(QToolButton, "status_zoom")
    assert button is not None
    return button.text()


def test_all_is_fitted_and_the_selection_too(climber: Person):
    assert not in_view(climber, "relu199")
    with climber.no_step():
        climber.key("Home")
        assert in_view(climber, "relu0")
        assert in_view(climber, "relu199")
        before = zoom(climber)
        climber.session.select(["relu100"])
        climber.key(".")
        assert in_view(climber, "relu100")
        assert not in_view(climber, "relu0")
        assert zoom(climber) != before
        climber.session.select(())
        climber.key("Alt+Left")
        climber.key("Alt+Left")


def test_zooms_that_have_a_name(climber: Person):
    for action, shown in (("zoom_50", "50 %"), ("one_to_one", "100 %"), ("zoom_200", "200 %")):
        climber.window.actions_table[action].trigger()
        assert zoom(climber) == shown
    climber.key("Ctrl+1")
    assert climber.canvas.scale == 1
    climber.key("Ctrl++")
    assert climber.canvas.scale > 1
    climber.key("Ctrl+-")
    assert climber.canvas.scale == pytest.approx(1)


def test_back_and_forward_lead_through_the_places_visited(climber: Person):
    first = climber.canvas.view
    for node in ("relu100", "relu199"):
        climber.session.reveal(node)
        QApplication.processEvents()
    there = climber.canvas.view
    climber.key("Alt+Left")
    assert in_view(climber, "relu100")
    climber.key("Alt+Left")
    assert climber.canvas.view == first
    climber.key("Alt+Right")
    climber.key("Alt+Right")
    assert climber.canvas.view == there


def test_the_wheel_zooms_about_the_pointer_and_the_middle_button_and_space_pan(climber: Person):
    at = QPoint(300, 200)
    scale, there = climber.canvas.scale, climber.canvas.to_canvas(QPointF(at))
    climber.wheel(at, 1)
    assert climber.canvas.scale > scale
    assert (climber.canvas.to_canvas(QPointF(at)) - there).manhattanLength() < 1.5
    view = climber.canvas.view
    climber.drag(at, at + QPoint(50, 30), button=MIDDLE)
    assert climber.canvas.view == View(view.scale, view.tx + 50, view.ty + 30)
    QTest.keyPress(climber.canvas, Qt.Key.Key_Space)
    climber.drag(at, at - QPoint(50, 30))
    QTest.keyRelease(climber.canvas, Qt.Key.Key_Space)
    assert climber.canvas.view == view
    assert climber.session.history == ()


def test_the_wheel_pans_if_that_is_preferred(climber: Person):
    climber.canvas.preferences.wheel = "pan"
    view = climber.canvas.view
    climber.wheel(QPoint(300, 200), -1)
    assert climber.canvas.view.scale == view.scale
    assert climber.canvas.view.ty < view.ty


def test_a_drag_on_the_map_goes_there(climber: Person):
    area = climber.canvas.map_rect
    assert not area.isEmpty()
    with climber.no_step():
        view = climber.canvas.view
        climber.drag(area.center() - QPoint(0, area.height() // 3), area.center() + QPoint(0, area.height() // 3))
        assert climber.canvas.seen().y > 100 * 112
        climber.canvas.look(view)


def test_the_map_comes_and_goes_by_a_key_and_is_away_when_all_is_in_view(climber: Person):
    climber.key("Ctrl+M")
    assert climber.canvas.map_rect.isEmpty()
    climber.key("Ctrl+M")
    assert not climber.canvas.map_rect.isEmpty()
    climber.key("Home")
    assert climber.canvas.map_rect.isEmpty()


def where(user: Person) -> str:
    """The blocks on the way to what is shown."""
    return "/".join(user.session.path)


def said(user: Person) -> str:
    """What the find bar says."""
    label = user.window.findChild(QLabel, "find_says")
    assert label is not None
    assert label.isVisible()
    return label.text()


@pytest.mark.parametrize(
    ("text", "count", "first"),
    [
        ("relu5x5", 2, "relu5x5_reduce"),  # by name
        ("maxpool", 1, "pool"),  # by type
        ("28×28×256", 2, "concat"),  # by shape, Convas's way of writing it
        ("28x28x256", 2, "concat"),  # and the keyboard's
        ("5x5", 4, "conv5x5_reduce"),
    ],
)
def test_find_leads_to_layers_by_name_type_shape_and_back_again(user: Person, text: str, count: int, first: str):
    user.key("Ctrl+F")
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    user.write(text)
    assert said(user).startswith(f"1 of {count}")
    assert first in said(user)
    assert len(user.canvas.lit) == count  # they stand out
    for number in range(1, count):
        user.key("F3")
        assert said(user).startswith(f"{number + 1} of {count}")
    user.key("F3")
    assert said(user).startswith(f"1 of {count}")  # around the end
    user.key("Shift+F3")
    assert said(user).startswith(f"{count} of {count}")
    user.key("Esc")
    assert user.canvas.hasFocus()
    assert user.canvas.lit == frozenset()


def test_find_leads_to_issues(user: Person):
    user.click("conv5x5")
    user.types("kernel_size", "40x40")
    user.types("padding", "0")
    user.canvas.setFocus()
    user.key("Ctrl+F")
    user.write("error")
    assert said(user).startswith("1 of ")
    assert "conv5x5" in said(user)


def test_what_is_found_far_away_is_brought_into_view(climber: Person):
    climber.key("Ctrl+F")
    climber.write("relu150")
    assert in_view(climber, "relu150")
    climber.key("Esc")
    climber.key("Alt+Left")
    assert in_view(climber, "relu0")


def test_in_a_block_the_breadcrumb_says_where_one_is_and_leads_back(person: Callable[..., Person]):
    user = person()
    user.show(laid_out(nested()))
    user.double_click(user.node("first"))
    assert where(user) == "first"
    crumbs = [user.window.findChild(QToolButton, f"breadcrumb.crumb{number}") for number in (0, 1)]
    assert [crumb.text() for crumb in crumbs if crumb is not None and crumb.isVisible()] == ["Untitled", "first"]
    assert crumbs[0] is not None
    QTest.mouseClick(crumbs[0], LEFT, NONE)
    assert where(user) == ""
    user.canvas.setFocus()
    user.key("Alt+Left")  # and back to where one was
    assert where(user) == "first"
    user.key("Alt+Up")
    assert where(user) == ""


def test_a_bookmark_is_a_step_of_undo_and_leads_back(climber: Person):
    climber.session.reveal("relu150")
    QApplication.processEvents()
    with climber.step("Add Bookmark"):
        climber.key("Alt+B")
    climber.key("Home")
    climber.key("Alt+1")
    assert in_view(climber, "relu150")
    assert not in_view(climber, "relu0")


def test_a_bookmark_leads_into_a_block(person: Callable[..., Person]):
    user = person()
    user.show(laid_out(nested()))
    user.double_click(user.node("first"))
    QApplication.processEvents()
    user.key("Alt+B")
    user.key("Alt+Up")
    user.key("Alt+1")
    assert where(user) == "first"


def test_hovering_a_layer_lights_its_branch_and_nothing_moves(user: Person):
    before = {key: user.rect(key) for key in user.session.graph.nodes}
    with user.no_step():
        quiet = user.picture()
        along = user.wire("relu5x5_reduce", "conv5x5", along=0.2)
        resting = user.colour_at(along)
        user.hover(user.node("conv5x5_reduce"))  # two layers away on the same branch
        QTest.qWait(400)
        assert user.colour_at(along) != resting
        assert {key: user.rect(key) for key in user.session.graph.nodes} == before
        assert user.picture() == quiet


def test_hovering_a_wire_tells_its_tensor_and_size(user: Person):
    tip = user.tip(user.wire("conv5x5", "relu5x5"))
    assert "28×28×32" in tip
    assert "25,088" in tip  # values
    assert "100,352" in tip  # bytes


def test_hovering_a_layer_tells_what_it_costs(user: Person):
    tip = user.tip(user.node("conv5x5"))
    assert "10,035,200" in tip
    assert "28×28×32" in tip


def chain_of_blocks(depth: int) -> Document:
    """Blocks in blocks, so deep."""
    builder = Builder("deep")
    inner = builder.block("b0")
    inner.output(inner.add(ReLU(), inner.input()))
    for number in range(1, depth):
        outer = builder.block(f"b{number}")
        outer.output(outer.call(inner, outer.input()))
        inner = outer
    builder.output(builder.call(inner, builder.input(3, 8, 8)))
    return builder.build()


def test_nothing_is_further_than_two_keys_away(person: Callable[..., Person]):
    """From deep in blocks: out of all of them by one click on the breadcrumb, to any layer by Ctrl+F and its name."""
    user = person()
    user.show(chain_of_blocks(3))
    while user.session.enter(next((k for k, n in user.session.graph.nodes.items() if "b" in n.name), "")):
        pass
    assert len(user.session.path) == 3
    user.canvas.setFocus()
    user.key("Ctrl+F")
    user.write("relu")
    assert user.names() == {"relu"}
