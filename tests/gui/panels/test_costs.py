"""Totals: exact, with units and conventions, and honest about what is missing."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from core.document import edits
from gui.panels.costs import TotalsPanel
from gui.panels.values import ValueLabel


@pytest.fixture
def totals(show):
    return show(TotalsPanel)


def value(totals: TotalsPanel, key: str) -> str:
    label = totals.findChild(ValueLabel, f"totals.{key}")
    assert label is not None
    assert label.text() == label.value
    return label.value


def test_totals_of_inception_3a_are_the_ones_of_the_table(totals):
    assert value(totals, "macs") == "128,049,152"
    assert value(totals, "params") == "163,696"
    assert value(totals, "buffers") == "0"
    assert value(totals, "weight_bytes") == "654,784"
    assert value(totals, "layers") == "8"


def test_totals_follow_every_edit(totals, session):
    session.apply("Set", lambda d: edits.set_param(d, "five", "out_channels", 64))
    assert value(totals, "macs") == "138,084,352"


def test_every_number_says_what_it_counts(totals):
    for key in ("macs", "params", "buffers", "activations", "elementwise_ops", "weight_bytes", "activation_bytes"):
        label = totals.findChild(ValueLabel, f"totals.{key}")
        exact, _, counted = label.toolTip().partition("\n")
        assert exact == label.value
        assert len(counted) > 20


def test_precision_changes_bytes_and_is_kept_as_a_preference(totals, preferences):
    totals.precision.setCurrentIndex(totals.precision.findData("int8"))
    totals.precision.activated.emit(totals.precision.currentIndex())
    assert preferences.precision == "int8"
    assert value(totals, "weight_bytes") == "163,696"


def test_a_precision_chosen_elsewhere_is_shown(totals, preferences):
    preferences.precision = "float16"
    assert totals.precision.currentData() == "float16"
    assert value(totals, "weight_bytes") == "327,392"


def test_the_batch_multiplies_activations_but_not_macs(totals, session):
    one = value(totals, "activations")
    totals.batch.editor.setFocus()
    totals.batch.editor.selectAll()
    QTest.keyClicks(totals.batch.editor, "32")
    assert session.document.meta.batch == 32
    assert int(value(totals, "activations").replace(",", "")) == 32 * int(one.replace(",", ""))
    assert value(totals, "macs") == "128,049,152"
    assert session.undo_text == "Set batch"
    session.undo()
    assert session.document.meta.batch == 1
    assert session.undo_text is None


def test_incomplete_totals_say_how_many_layers_are_missing_and_why(totals, session):
    assert not totals.banner.isVisible()
    session.apply("Set", lambda d: edits.set_param(d, "three", "padding", "valid"))
    assert totals.banner.text() == "Incomplete: 1 layer not counted (1 is wrong)."
    session.apply("Disconnect", lambda d: edits.disconnect(d, "five_reduce", 0))
    assert "1 is not connected" in totals.banner.text()
    assert "2 wait for others" in totals.banner.text()
    assert totals.banner.isVisible()
    session.undo()
    session.undo()
    assert not totals.banner.isVisible()


def test_an_output_that_is_not_connected_leaves_every_layer_counted(totals, session):
    session.apply("Disconnect", lambda d: edits.disconnect(d, "output", 0))
    assert totals.banner.text().startswith("Every layer is counted")


def test_a_number_too_long_for_its_place_is_cut_visibly_with_the_exact_one_in_the_tooltip(totals, session):
    session.apply("Set", lambda d: edits.set_param(d, "input", "height", 10**18))
    label = totals.findChild(ValueLabel, "totals.macs")
    label.resize(70, label.height())
    assert "…" in label.text()
    assert label.toolTip().split("\n")[0] == label.value
    label.resize(400, label.height())
    assert label.text() == label.value


def test_exact_totals_are_shown_in_the_narrowest_dock_too(totals):
    totals.resize(totals.minimumWidth(), 700)
    for key in ("macs", "params", "activations", "elementwise_ops", "weight_bytes", "activation_bytes"):
        value(totals, key)


def test_totals_are_copied_as_a_table_of_plain_digits(totals):
    totals.copy_button.click()
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0] == "MACs\t128049152\tmultiply-accumulates"
    assert len(lines) == 8


def test_what_is_missing_inside_blocks_is_counted_and_said(totals, blocks_session):
    totals.set_session(blocks_session)
    blocks_session.apply("Set", lambda d: edits.set_param(d, "conv", "groups", 5, graph="residual"))
    assert totals.banner.text() == "Incomplete: 3 layers not counted (1 waits for another, 2 layers inside blocks)."
    blocks_session.apply("Disconnect", lambda d: edits.disconnect(d, "stem", 0))
    assert "1 is not connected" in totals.banner.text()
    blocks_session.enter("stem")
    assert "1 is not connected" in totals.banner.text()  # totals are always of the whole sketch
