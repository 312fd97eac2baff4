"""Branches of the inception module, as they stand in the course's table."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from core.analysis.branches import merges
from core.document import edits
from core.document.builder import Builder
from core.document.document import Document
from core.ops.conv import Conv2d
from core.ops.merge import Add
from gui.panels.branch_model import BranchRow, RowKind
from gui.panels.branches import BranchesPanel
from gui.session import Session
from tests.core.analysis.nested import dense, u_net


@pytest.fixture
def branches(show):
    return show(BranchesPanel)


def rows(branches: BranchesPanel, kind: RowKind) -> list[BranchRow]:
    return [row for row in branches.model.rows if row.kind is kind]


def residual() -> Document:
    build = Builder("residual")
    x = build.input(64, 8, 8)
    conv = build.add(Conv2d(padding="same"), x, name="conv", at=(0, 0))
    build.add(Add(), conv, x, name="add", at=(0, 0))
    return build.build()


def test_branches_of_inception_3a_cost_what_the_table_says(branches):
    shown = [(row.title, row.detail, row.cost.macs, row.macs_share) for row in rows(branches, RowKind.BRANCH)]
    assert shown == [
        ("one", "192 → 64", 9_633_792, "7.5 %"),
        ("three_reduce → three", "192 → 128", 101_154_816, "79.0 %"),
        ("five_reduce → five", "192 → 32", 12_443_648, "9.7 %"),
        ("pool → project", "192 → 32", 4_816_896, "3.8 %"),
    ]
    (total,) = rows(branches, RowKind.SUM)
    assert (total.cost.macs, total.cost.params) == (128_049_152, 163_696)


def test_the_heading_names_merge_and_fork(branches):
    (heading,) = rows(branches, RowKind.HEADING)
    assert heading.title == "concat"
    assert "input" in heading.detail


def test_the_bar_says_who_contributes_how_many_channels(branches):
    (bar,) = rows(branches, RowKind.BAR)
    assert bar.title == "64 + 128 + 32 + 32 = 256 channels"
    assert bar.segments == ((64, 0), (128, 1), (32, 2), (32, 3))


def test_segments_of_the_bar_are_as_wide_as_their_channels(branches, preferences):
    preferences.theme = "light"
    view = branches.view
    rect = view.visualRect(branches.model.index(1))
    image = view.viewport().grab().toImage()
    scale = image.devicePixelRatio()
    y = round((rect.bottom() - 12) * scale)
    pixels = [image.pixelColor(round(x * scale), y).name() for x in range(12, rect.right() - 11)]
    first = pixels.count(pixels[0])
    assert first == pytest.approx(len(pixels) / 4, abs=4)
    assert pixels[0] != pixels[-1]


def test_an_add_has_no_bar_but_says_so_and_shows_its_identity(branches):
    branches.set_session(Session(residual()))
    (bar,) = rows(branches, RowKind.BAR)
    assert not bar.segments
    assert bar.note == "Added, not joined: 64 channels."
    assert [row.title for row in rows(branches, RowKind.BRANCH)] == ["conv", "identity"]
    assert rows(branches, RowKind.BRANCH)[1].cost.macs == 0


def test_layers_on_several_branches_are_a_row_of_their_own(branches):
    build = Builder("shared")
    x = build.input(8, 8, 8)
    y = build.input(8, 8, 8)
    stem = build.add(Conv2d(out_channels=8, kernel_size=(1, 1)), x, name="stem", at=(0, 0))
    left = build.add(Conv2d(out_channels=8, kernel_size=(1, 1)), stem, name="left", at=(0, 0))
    right = build.add(Conv2d(out_channels=8, kernel_size=(1, 1)), stem, name="right", at=(0, 0))
    build.add(Add(), left, right, y, name="add", at=(0, 0))
    branches.set_session(Session(build.build()))
    (shared,) = rows(branches, RowKind.SHARED)
    assert "stem" in shared.title
    (total,) = rows(branches, RowKind.SUM)
    parts = [*rows(branches, RowKind.BRANCH), shared]
    assert sum(row.cost.macs for row in parts) == total.cost.macs


def test_a_click_on_a_branch_selects_its_layers(branches, session):
    index = next(n for n, row in enumerate(branches.model.rows) if row.title == "five_reduce → five")
    place = branches.view.visualRect(branches.model.index(index)).center()
    QTest.mouseClick(branches.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert session.selection == {"five_reduce", "five"}


def test_an_edit_announces_only_the_rows_that_differ(branches, session):
    changed: list[object] = []
    resets: list[object] = []
    branches.model.dataChanged.connect(lambda index, _last: changed.append(index.row()))
    branches.model.modelReset.connect(lambda: resets.append(True))
    session.apply("Rename", lambda d: edits.rename(d, "five", "big"))
    assert [branches.model.rows[row].title for row in changed] == ["five_reduce → big"]
    session.apply("Set", lambda d: edits.set_param(d, "five", "out_channels", 64))
    assert rows(branches, RowKind.BAR)[0].title == "64 + 128 + 64 + 32 = 288 channels"
    assert not resets


def test_a_merge_whose_inputs_do_not_fit_still_shows_its_branches(branches, session):
    session.apply("Set", lambda d: edits.set_param(d, "three", "padding", "valid"))
    assert len(rows(branches, RowKind.BRANCH)) == 4
    assert rows(branches, RowKind.BAR)[0].note


def test_branches_are_copied_as_a_table(branches):
    branches.copy_button.click()
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0].startswith("merge\tbranch\tchannels in")
    assert lines[2] == "concat\tthree_reduce → three\t192\t128\t101154816\t79.0\t129248\t79.0"
    assert len({line.count("\t") for line in lines}) == 1


def test_a_sketch_without_merges_says_how_to_get_some(branches):
    branches.set_session(Session(Document()))
    assert branches.empty.isVisible()
    assert "Concat" in branches.empty.text()
    assert not branches.view.isVisible()


# -- merges that lie within one another ------------------------------------------------------------------------------


@pytest.fixture
def of_dense(branches):
    branches.set_session(Session(dense(300)))
    return branches


def click(branches: BranchesPanel, title: str) -> None:
    row = next(n for n, row in enumerate(branches.model.rows) if row.title == title)
    branches.view.scrollTo(branches.model.index(row))
    place = branches.view.visualRect(branches.model.index(row)).center()
    QTest.mouseClick(branches.view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def told(branches: BranchesPanel) -> list[str]:
    assert branches.session is not None
    return [merge.node for merge in merges(branches.session.graph_analysis) if merge.meeting.told]


def test_the_largest_merges_are_one_row_each_until_they_are_asked_for(of_dense):
    closed = [row.title for row in rows(of_dense, RowKind.CLOSED)]
    listed = [row.title for row in rows(of_dense, RowKind.HEADING)]
    assert [*listed, *closed] == [f"join{number}" for number in range(300)]
    assert listed
    assert told(of_dense) == listed
    assert rows(of_dense, RowKind.CLOSED)[-1].detail == "Concat, parts at in; 300 branches, click to list them"


def test_a_click_lists_the_branches_of_one_and_selects_it(of_dense):
    before = len(rows(of_dense, RowKind.BRANCH))
    click(of_dense, "join299")
    assert len(rows(of_dense, RowKind.BRANCH)) == before + 300
    assert told(of_dense)[-1] == "join299"
    assert of_dense.session.selection == {"join299"}
    heading = next(n for n, row in enumerate(of_dense.model.rows) if row.title == "join299")
    assert of_dense.model.rows[heading].kind is RowKind.HEADING
    assert of_dense.view.visualRect(of_dense.model.index(heading)).top() >= 0


def test_only_the_last_few_that_were_asked_for_stay_open(of_dense):
    for number in (299, 298, 297, 296):
        click(of_dense, f"join{number}")
    assert [row.title for row in rows(of_dense, RowKind.CLOSED)][-1] == "join299"
    assert [row.title for row in rows(of_dense, RowKind.HEADING)][-3:] == ["join296", "join297", "join298"]


def test_the_table_says_what_is_not_listed(of_dense):
    lines = of_dense.as_table().split("\n")
    assert lines[-1].split("\t")[:3] == ["join299", "not listed", ""]
    assert len({line.count("\t") for line in lines}) == 1


def test_names_in_the_middle_of_a_long_branch_are_left_out(branches):
    branches.set_session(Session(u_net(60)))
    row = next(row for row in rows(branches, RowKind.BRANCH) if len(row.nodes) > 100)
    assert row.title.startswith("down")
    assert f"… {len(row.nodes) - 40} more …" in row.title
    assert row.title.count(" → ") == 40
