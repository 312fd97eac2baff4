"""Cutting, copying and pasting: at the pointer, with wires, between tabs, windows and copies of the program, as text.

Two running copies share nothing but the clipboard's bytes: the test with two windows hands these on. That an X server
carries them from one process to another is seen in ``tests/gui/test_native_clipboard.py``: the offscreen platform
has a clipboard of the process's own.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMimeData, QPointF
from PySide6.QtGui import QGuiApplication, QImage

from core.io.codec import encode
from core.library.catalog import entry
from tests.gui.person import Person


def clipboard() -> QMimeData:
    """What is on the clipboard."""
    found = QGuiApplication.clipboard().mimeData()
    assert found is not None
    return found


def new_names(user: Person, before: set[str]) -> set[str]:
    """What the layers are called that came; they are selected."""
    new = frozenset(user.session.graph.nodes.keys() - before)
    assert user.session.selection == new
    return user.names(new)


def test_cut_layers_go_and_come_back_at_the_pointer(user: Person):
    user.choose("conv5x5", "relu5x5")
    with user.step("Cut 2 layers"):
        user.key("Ctrl+X")
    assert "conv5x5" not in user.session.graph.nodes
    assert user.reads("status_totals").startswith("118,013,952 MACs")
    before, at = set(user.session.graph.nodes), user.empty(0.95, 0.9)
    user.hover(at)
    with user.step("Paste 2 layers"):
        user.key("Ctrl+V")
    assert new_names(user, before) == {"conv5x5", "relu5x5"}
    bounds = user.canvas.scene.bounds(user.session.selection)
    there = user.canvas.to_canvas(QPointF(at))
    assert bounds is not None
    assert abs(bounds.x + bounds.width / 2 - there.x()) < 160  # there, or as near as there is room
    assert abs(bounds.y + bounds.height / 2 - there.y()) < 160
    assert user.reads_from("relu5x5") == ["conv5x5"]  # the wire among them came along
    assert user.reads_from("conv5x5") == [""]


def test_pasting_with_wires_reads_what_the_originals_read(user: Person):
    user.choose("conv5x5", "relu5x5")
    user.key("Ctrl+C")
    before = set(user.session.graph.nodes)
    user.hover(user.empty(0.95, 0.9))
    with user.step("Paste 2 layers"):
        user.key("Ctrl+Shift+V")
    conv, relu = sorted(new_names(user, before))
    assert user.reads_from(relu) == [conv]
    assert user.reads_from(conv) == ["relu5x5_reduce"]
    assert user.totals()[0] == "138,084,352"


def test_duplicating_leaves_the_clipboard_alone(user: Person):
    user.click("conv5x5")
    user.key("Ctrl+C")
    was = clipboard().text()
    user.click("pool")
    before = set(user.session.graph.nodes)
    with user.step("Duplicate pool"):
        user.key("Ctrl+D")
    assert len(new_names(user, before)) == 1
    assert clipboard().text() == was


def test_layers_are_copied_from_one_tab_to_another(user: Person):
    user.key("Ctrl+A")
    user.key("Ctrl+C")
    user.key("Ctrl+N")
    with user.step("Paste 16 layers"):
        user.key("Ctrl+V")
    assert user.totals() == ("128,049,152", "163,696")


def test_layers_are_copied_from_one_running_copy_to_another(user: Person, person: Callable[..., Person]):
    """The other window has sessions, preferences and ids of its own; it gets nothing but the bytes."""
    user.choose("conv5x5_reduce", "relu5x5_reduce", "conv5x5")
    user.key("Ctrl+C")
    carried = {name: bytes(clipboard().data(name).data()) for name in clipboard().formats()}
    QGuiApplication.clipboard().clear()
    other = person()
    other.key("Ctrl+N")
    mime = QMimeData()
    for name, data in carried.items():
        mime.setData(name, data)
    QGuiApplication.clipboard().setMimeData(mime)
    with other.step("Paste 3 layers"):
        other.key("Ctrl+V")
    assert other.reads_from("conv5x5") == ["relu5x5_reduce"]
    assert other.reads_from("relu5x5_reduce") == ["conv5x5_reduce"]


def test_text_of_a_sketch_is_pasted_as_its_layers(user: Person):
    found = entry("vgg-block")
    assert found is not None
    document = found.build()
    user.key("Ctrl+N")
    QGuiApplication.clipboard().setText(encode(document))
    with user.step(f"Paste {len(document.main.nodes)} layers"):
        user.key("Ctrl+V")
    assert {node.name for node in user.session.graph.nodes.values()} == {n.name for n in document.main.nodes.values()}


def test_text_that_is_no_sketch_is_refused_with_a_reason(user: Person):
    QGuiApplication.clipboard().setText('{"hello": 1}')
    with user.no_step():
        user.key("Ctrl+V")
    assert user.status().startswith("The clipboard holds no layers")


def test_copied_layers_are_text_that_can_be_pasted_anywhere(user: Person):
    user.click("conv5x5")
    user.key("Ctrl+C")
    text = clipboard().text()
    assert '"conv5x5"' in text
    QGuiApplication.clipboard().setText(text)  # by way of a mail, say
    before = set(user.session.graph.nodes)
    user.key("Ctrl+V")
    assert len(new_names(user, before)) == 1


def test_the_selection_is_copied_as_a_picture(user: Person):
    user.choose("conv5x5", "relu5x5")
    with user.no_step():
        user.window.actions_table["copy_picture"].trigger()
    found = clipboard().imageData()
    assert isinstance(found, QImage)
    bounds = user.canvas.scene.bounds(user.session.selection)
    assert bounds is not None
    wanted, shape = bounds.width / bounds.height, found.width() / found.height()
    assert abs(shape - wanted) < 0.5 * wanted  # of these two alone, not of the whole sketch
    assert "image/svg+xml" in clipboard().formats()
