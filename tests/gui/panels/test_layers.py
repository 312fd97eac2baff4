"""The table of layers: exact, sorted as numbers, one selection with the canvas, updated in place."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from core.document import edits
from core.document.builder import Builder
from core.document.styles import set_bypassed
from core.ops.conv import Conv2d
from gui.panels import layer_model
from gui.panels.layer_model import COLUMNS, LayerModel
from gui.panels.layers import LayersPanel
from gui.session import Session
from gui.theme import LIGHT
from tests.gui.canvas.sketches import tower

ORDER = [
    "input", "one", "three_reduce", "three", "five_reduce", "five", "pool", "project", "concat", "output",
]  # fmt: skip
COLUMN = {column.key: number for number, column in enumerate(COLUMNS)}


@pytest.fixture
def layers(show):
    return show(LayersPanel)


def cell(layers: LayersPanel, node: str, key: str) -> str:
    row = layers.model.row_of(node)
    assert row is not None
    return str(layers.model.index(row, COLUMN[key]).data())


def click_row(layers: LayersPanel, node: str, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    row = layers.model.row_of(node)
    assert row is not None
    place = layers.view.visualRect(layers.model.index(row, 0)).center()
    QTest.mouseClick(layers.view.viewport(), Qt.MouseButton.LeftButton, modifiers, place)


def click_heading(layers: LayersPanel, key: str) -> None:
    header = layers.view.horizontalHeader()
    layers.view.horizontalScrollBar().setValue(header.sectionPosition(COLUMN[key]))
    x = header.sectionViewportPosition(COLUMN[key]) + 30
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, 10))


def test_rows_stand_in_the_order_of_the_graph(layers, session):
    assert list(layers.model.nodes) == list(session.analysis.main.order) == ORDER


def test_a_row_says_all_there_is_to_say_of_a_layer(layers):
    row = layers.model.row_of("three")
    assert [layers.model.index(row, column).data() for column in range(len(COLUMNS))] == [
        "three",
        "×1",
        "Conv2d",
        "3×3, 128, same",
        "28×28×96",
        "28×28×128",
        "86,704,128",
        "67.7 %",
        "110,720",
        "67.6 %",
        "100,352",
        "counted",
    ]


def test_numbers_of_any_size_sort_as_numbers(layers):
    build = Builder("huge")
    x = build.input(3, 10**6, 10**6)
    for name, channels in (("small", 9), ("huge", 10**14), ("middle", 10**5)):
        build.add(Conv2d(out_channels=channels, kernel_size=(1, 1)), x, name=name, at=(0, 0))
    layers.set_session(Session(build.build()))
    assert cell(layers, "huge", "macs") == "300,000,000,000,000,000,000,000,000"
    layers.view.sortByColumn(COLUMN["macs"], Qt.SortOrder.DescendingOrder)
    assert list(layers.model.nodes) == ["huge", "middle", "small", "input"]
    layers.view.sortByColumn(COLUMN["macs"], Qt.SortOrder.AscendingOrder)
    assert list(layers.model.nodes) == ["small", "middle", "huge", "input"]


def test_names_sort_as_people_count(layers):
    build = Builder("numbers")
    x = build.input(3, 8, 8)
    for name in ("conv10", "conv2", "conv1"):
        build.add(Conv2d(), x, name=name, at=(0, 0))
    layers.set_session(Session(build.build()))
    layers.view.sortByColumn(COLUMN["name"], Qt.SortOrder.AscendingOrder)
    assert list(layers.model.nodes) == ["conv1", "conv2", "conv10", "input"]


def test_a_third_click_on_a_heading_restores_the_order_of_the_graph(layers):
    seen: list[object] = []
    for _ in range(3):
        click_heading(layers, "macs")
        seen.append(list(layers.model.nodes))
    assert seen[0] != ORDER
    assert seen[1] != seen[0]
    assert seen[2] == ORDER


def test_sorting_stays_in_force_while_values_change(layers, session):
    layers.view.sortByColumn(COLUMN["macs"], Qt.SortOrder.DescendingOrder)
    assert layers.model.nodes[0] == "three"
    session.apply("Set", lambda d: edits.set_param(d, "one", "out_channels", 6400))
    assert layers.model.nodes[0] == "one"


def test_a_selection_on_the_canvas_selects_rows(layers, session):
    session.select(["five", "one"])
    assert layers.selected_nodes() == ["one", "five"]
    session.select([])
    assert layers.selected_nodes() == []


def test_a_click_on_a_row_selects_the_layer_once(layers, session):
    seen: list[object] = []
    session.selection_changed.connect(seen.append)
    click_row(layers, "five")
    assert seen == [frozenset({"five"})]
    click_row(layers, "one", Qt.KeyboardModifier.ControlModifier)
    assert seen[1:] == [frozenset({"five", "one"})]


def test_the_selection_survives_sorting_and_editing(layers, session):
    seen: list[object] = []
    session.select(["five", "one"])
    session.selection_changed.connect(seen.append)
    layers.view.sortByColumn(COLUMN["macs"], Qt.SortOrder.DescendingOrder)
    session.apply("Set", lambda d: edits.set_param(d, "one", "out_channels", 6400))
    session.apply("Disconnect", lambda d: edits.disconnect(d, "five", 0))
    assert set(layers.selected_nodes()) == {"five", "one"}
    assert session.selection == {"five", "one"}
    assert not seen


def test_the_selected_row_is_scrolled_into_view(layers, session):
    layers.resize(300, 120)
    assert not layers.view.viewport().rect().contains(layers.view.visualRect(layers.model.index(9, 0)).center())
    session.select(["output"])
    assert layers.view.viewport().rect().contains(layers.view.visualRect(layers.model.index(9, 0)).center())


def test_an_edit_announces_only_the_rows_that_differ(layers, session):
    changed: list[object] = []
    resets: list[object] = []
    layers.model.dataChanged.connect(lambda a, b: changed.append((a.row(), b.row(), a.column(), b.column())))
    layers.model.modelReset.connect(lambda: resets.append(True))
    session.apply("Rename", lambda d: edits.set_meta(edits.set_param(d, "one", "bias", False), title="x"))
    assert changed == [(1, 1, 0, len(COLUMNS) - 1), (0, 9, COLUMN["macs_share"], COLUMN["params_share"])]
    assert not resets


def test_an_edit_that_keeps_all_costs_announces_one_row(layers, session):
    changed: list[object] = []
    layers.model.dataChanged.connect(lambda a, b: changed.append((a.row(), b.row())))
    session.apply("Set", lambda d: edits.set_param(d, "pool", "ceil_mode", True))
    assert changed == [(6, 6)]


def test_a_row_is_made_when_somebody_looks_at_it_and_says_what_is_known_then(session, monkeypatch):
    before = session.analysis.main
    session.apply("Set", lambda d: edits.set_param(d, "input", "height", 56))
    after = session.analysis.main
    made: list[str] = []
    row_of = layer_model.row_of
    model = LayerModel()
    model.follow([row_of((), before.results[key]) for key in ORDER], before.cost, "HWC", LIGHT)

    def counting(path, result):
        made.append(result.node.id)
        return row_of(path, result)

    monkeypatch.setattr(layer_model, "row_of", counting)
    model.change((), {key: after.results[key] for key in ORDER[:4]}, after.cost)
    assert made == []
    assert model.index(1, COLUMN["output"]).data() == model.index(1, COLUMN["output"]).data() == "56×28×64"
    assert made == ["one"]
    known = {**before.results, **{key: after.results[key] for key in ORDER[:4]}}
    assert [row.result for row in model.rows] == [known[key] for key in ORDER]
    assert sorted(made) == sorted(ORDER[:4])
    model.change((), {"concat": after.results["concat"]}, after.cost)
    model.sort(COLUMN["activations"], Qt.SortOrder.DescendingOrder)
    assert model.row(0).result is after.results["concat"]
    model.follow([row_of((), before.results[key]) for key in ORDER], before.cost, "HWC", LIGHT)
    assert {row.result.node.id: row.result for row in model.rows} == dict(before.results)


def test_a_move_announces_nothing(layers, session):
    changed: list[object] = []
    layers.model.dataChanged.connect(changed.append)
    layers.model.modelReset.connect(changed.append)
    session.apply("Move", lambda d: edits.move(d, ["one"], 8, 8))
    assert not changed


def test_only_another_order_resets_the_table(layers, session):
    resets: list[object] = []
    layers.model.modelReset.connect(lambda: resets.append(True))
    session.apply("Set", lambda d: edits.set_param(d, "one", "out_channels", 7))
    assert not resets
    session.apply("Delete", lambda d: edits.remove(d, ["one"]))
    assert resets == [True]
    assert layers.model.row_of("one") is None


def test_a_layer_without_a_result_says_why(layers, session):
    session.apply("Set", lambda d: edits.set_param(d, "three", "padding", "valid"))
    assert cell(layers, "concat", "state") == "wrong"
    assert cell(layers, "output", "state") == "waits"
    assert cell(layers, "concat", "activations") == "?"
    row = layers.model.row_of("concat")
    tip = layers.model.index(row, COLUMN["state"]).data(Qt.ItemDataRole.ToolTipRole)
    assert "26" in tip


def test_the_copy_key_copies_selected_rows_as_a_table(layers, session):
    session.select(["five", "one"])
    layers.view.setFocus()
    QTest.keyClick(layers.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines == [
        "Name\tType\tParameters\tInput\tOutput\tMACs\tMACs %\tParams\tParams %\tActivations\tState",
        "one\tConv2d\t1×1, 64, same\t28×28×192\t28×28×64\t9633792\t7.5\t12352\t7.5\t50176\tcounted",
        "five\tConv2d\t5×5, 32, same\t28×28×16\t28×28×32\t10035200\t7.8\t12832\t7.8\t25088\tcounted",
    ]


def test_all_rows_are_copied_when_none_is_selected(layers):
    layers.copy()
    lines = QGuiApplication.clipboard().text().split("\n")
    assert len(lines) == 1 + len(ORDER)
    assert len({line.count("\t") for line in lines}) == 1


def test_shapes_follow_the_preferred_order(layers, preferences):
    preferences.shape_order = "CHW"
    assert cell(layers, "five", "output") == "32×28×28"


def test_rows_are_selected_with_the_keyboard_too(layers, session):
    layers.view.setFocus()
    layers.view.selectionModel().setCurrentIndex(layers.model.index(0, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
    QTest.keyClick(layers.view, Qt.Key.Key_Down)
    assert session.selection == {"one"}


# -- blocks -------------------------------------------------------------------------------------------------------


@pytest.fixture
def of_blocks(layers, blocks_session) -> LayersPanel:
    layers.resize(900, 400)
    layers.set_session(blocks_session)
    assert isinstance(layers, LayersPanel)
    return layers


def names(layers: LayersPanel) -> list[str]:
    return [str(layers.model.index(row, COLUMN["name"]).data()) for row in range(layers.model.rowCount())]


def test_collapsed_a_block_is_one_row_with_the_costs_of_all_its_copies(of_blocks):
    assert names(of_blocks) == ["input", "stem", "stage", "output"]
    assert cell(of_blocks, "stage", "type") == "residual"
    assert cell(of_blocks, "stage", "params") == "23,136"
    assert of_blocks.view.isColumnHidden(COLUMN["copies"])


def test_expanded_the_layers_inside_blocks_are_listed_and_add_up(of_blocks, blocks_session):
    of_blocks.expanded.click()
    assert names(of_blocks) == [
        "stem/conv", "stem/relu", "stage[1]/conv", "stage[1]/relu", "stage[2-3]/conv", "stage[2-3]/relu",
    ]  # fmt: skip
    copies = [of_blocks.model.index(row, COLUMN["copies"]).data() for row in range(6)]
    assert copies == ["×1", "×1", "×1", "×1", "×2", "×2"]
    params = [int(of_blocks.model.index(row, COLUMN["params"]).data().replace(",", "")) for row in range(6)]
    assert sum(params) == blocks_session.analysis.main.cost.params
    tip = of_blocks.model.index(4, COLUMN["params"]).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "2 × 9,248 = 18,496 (18.5 k)" or tip.startswith("2 × 9,248 = 18,496")
    of_blocks.expanded.click()
    assert names(of_blocks) == ["input", "stem", "stage", "output"]


def test_the_toggle_is_offered_where_there_are_blocks_alone(layers, blocks_session):
    assert not layers.expanded.isVisible()
    layers.set_session(blocks_session)
    assert layers.expanded.isVisible()


def test_a_click_on_a_row_inside_a_block_goes_there(of_blocks, blocks_session):
    of_blocks.expanded.click()
    place = of_blocks.view.visualRect(of_blocks.model.index(4, 0)).center()
    revealed: list[object] = []
    blocks_session.reveal_requested.connect(revealed.append)
    QTest.mouseClick(of_blocks.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert blocks_session.path == ("stage",)
    assert blocks_session.selection == {"conv"}
    assert revealed == ["conv"]
    assert [row.path[0] for row in of_blocks.selected_rows()] == ["stage[2-3]"]


def test_a_selection_inside_a_block_marks_the_rows_of_all_its_copies(of_blocks, blocks_session):
    of_blocks.expanded.click()
    blocks_session.enter("stage")
    blocks_session.select(["relu"])
    assert [row.path for row in of_blocks.selected_rows()] == [("stage[1]", "relu"), ("stage[2-3]", "relu")]


def test_inside_a_block_its_layers_are_listed(of_blocks, blocks_session):
    blocks_session.enter("stage")
    assert names(of_blocks) == ["input", "conv", "relu", "output"]
    assert cell(of_blocks, "conv", "params_share") == "100.0 %"
    assert of_blocks.findChild(QLabel, "layers.where").text() == "One copy of stage"


def test_a_double_click_on_a_block_goes_into_it(of_blocks, blocks_session):
    row = of_blocks.model.row_of("stem")
    place = of_blocks.view.visualRect(of_blocks.model.index(row, 0)).center()
    QTest.mouseClick(of_blocks.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(of_blocks.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert blocks_session.path == ("stem",)


def test_expanded_rows_are_copied_with_path_and_copies(of_blocks):
    of_blocks.expanded.click()
    of_blocks.copy()
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0].split("\t")[:3] == ["Name", "Copies", "Type"]
    assert lines[5].split("\t")[:3] == ["stage[2-3]/conv", "2", "Conv2d"]
    assert "18496" in lines[5].split("\t")


def test_an_edit_inside_a_block_announces_only_its_rows(of_blocks, blocks_session):
    of_blocks.expanded.click()
    resets: list[object] = []
    of_blocks.model.modelReset.connect(lambda: resets.append(True))
    blocks_session.apply("Set", lambda d: edits.set_param(d, "conv", "bias", False, graph="residual"))
    assert not resets
    assert of_blocks.model.index(4, COLUMN["params"]).data() == "18,432"


def test_macs_and_params_are_seen_at_the_width_of_the_dock(layers):
    layers.resize(480, 200)
    header = layers.view.horizontalHeader()
    for key in ("name", "type", "output", "macs", "params"):
        assert header.sectionPosition(COLUMN[key]) + header.sectionSize(COLUMN[key]) <= 480


def test_a_large_selection_asks_for_no_row_by_itself(layers):
    layers.resize(900, 700)
    session = Session(tower(1000))
    layers.set_session(session)
    QApplication.processEvents()
    asked = 0

    def note(frame, event, _arg):
        nonlocal asked
        asked += event == "call" and frame.f_code is LayerModel.rowCount.__code__

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        session.select(session.graph.nodes)
        QApplication.processEvents()
        chosen = layers.selected_nodes()
    finally:
        sys.setprofile(before)
    assert len(chosen) == len(session.graph.nodes) > 1000
    assert 0 < asked < 1000


def test_a_literal_beneath_a_formula_without_a_value_is_not_shown_for_a_bypassed_layer(layers):
    build = Builder("Bypassed")
    build.output(build.add(Conv2d, build.input(3, 8, 8), name="conv", out_channels="nothing + 1"))
    layers.set_session(Session(set_bypassed(build.build(), ("conv",), True)))
    column = next(number for number, column in enumerate(COLUMNS) if column.key == "summary")
    assert layers.model.index(1, column).data() == "bypassed: out_channels = nothing + 1"
